"""How near the words around a figure are to the facts, worked out as far as it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated
from ziping.language.labels import FULL


class Kinship:
    """The words around one figure against the facts it could state by unit.

    Args:
        reading: the text.
        figure: the figure.
    """

    __slots__ = ("_all", "_context", "_figure", "_kinds", "_reading", "_told", "_worth")

    def __init__(self, reading: Reading, figure: Stated) -> None:
        self._reading, self._figure = reading, figure
        self._kinds = reading.table.same_kind(figure.measure.dimension)
        self._context: Mapping[str, int] | None = None
        self._worth: Mapping[str, int] = {}
        self._told = 0
        self._all: Mapping[int, int] | None = None

    @property
    def context(self) -> Mapping[str, int]:
        """Pairs of letters around the figure with how much each counts."""
        if self._context is None:
            self._context = self._reading.context(self._figure.number)
            weights = self._reading.table.labels.weights
            self._worth = {token: weight * weights[token] for token, weight in self._context.items()}
            self._told = sum(self._worth.values()) // FULL
        return self._context

    @property
    def all(self) -> Mapping[int, int]:
        """Kinship to every fact that shares a pair of letters, by its index: 0 to ``FULL``."""
        if self._all is None:
            near = self._reading.table.labels.near
            self._all = near(self._worth, self._kinds) if self.context else {}
        return self._all

    def of(self, known: Known) -> int:
        """Kinship to one fact."""
        if known.measure.dimension not in self._kinds or not self.context:
            return 0
        return self._reading.table.labels.near_one(self._worth, self._told, known.index)
