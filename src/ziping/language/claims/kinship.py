"""How near the words around a figure are to the facts, worked out as far as it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

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

    def __init__(self, reading: Reading, figure: Stated) -> None:
        self._reading, self._number = reading, figure.number
        self._labels = reading.table.labels
        self._kinds = reading.table.same_kind(figure.measure.dimension)

    @cached_property
    def context(self) -> Mapping[str, int]:
        """Pairs of letters around the figure with how much each counts."""
        return self._reading.context(self._number)

    @cached_property
    def _worth(self) -> Mapping[str, int]:
        weights = self._labels.weights
        return {token: weight * weights[token] for token, weight in self.context.items()}

    @cached_property
    def _told(self) -> int:
        return sum(self._worth.values()) // FULL

    @cached_property
    def all(self) -> Mapping[int, int]:
        """Kinship to every fact that shares a pair of letters, by its index: 0 to ``FULL``."""
        return self._labels.near(self._worth, self._kinds)

    def of(self, known: Known) -> int:
        """Kinship to one fact."""
        if known.measure.dimension not in self._kinds:
            return 0
        return self._labels.near_one(self._worth, self._told, known.index)
