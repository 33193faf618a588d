"""The result type: one number expression of a text, with its place, kind, value, unit and modifier."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from ziping.domain.quantity import plain


class NumberKind(StrEnum):
    """What a number expression is."""

    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    SCORE = "score"
    APPROX = "approx"
    THRESHOLD = "threshold"
    RANGE = "range"
    YEAR = "year"
    DATE = "date"
    QUARTER = "quarter"
    VERSION = "version"
    ORDINAL = "ordinal"
    DOCNO = "docno"
    CODE = "code"
    IDIOM = "idiom"


NumberValue = Decimal | Fraction | tuple[Decimal, Decimal] | str | None
"""A figure, a fraction, the two ends of a range, the text of a complete date (ISO) or of a version (1.5.2), or nothing."""


class Found(NamedTuple):
    """A recognised expression in folded coordinates, before it is placed in the original text."""

    start: int
    end: int
    kind: NumberKind
    value: NumberValue = None
    unit: str = ""
    modifier: str = ""


FoundRow = tuple[int, int, NumberKind, NumberValue, str, str]
"""The six values of ``Found``; any tuple of them will do."""


class NumberExpression(NamedTuple):
    """One number expression.

    Attributes:
        start: first code point in the original text.
        end: one past the last code point.
        surface: ``text[start:end]``: hedge, digits and unit as written.
        kind: what the expression is.
        value: in ``unit``; money keeps 万元/亿元 as written, counts are multiplied out (24万份 is 240000 份).
        unit: the unit's symbol, ``""`` when the text names none.
        modifier: hedge or comparison in one spelling: 近 约 超 余 多 不足, ``>=`` ``<=`` ``>`` ``<``, or ``""``.
    """

    start: int
    end: int
    surface: str
    kind: NumberKind
    value: NumberValue
    unit: str
    modifier: str

    def to_json(self) -> dict[str, object]:
        """The row of ``ziping numbers --json``: numbers as text, never as JSON numbers."""
        return {
            "start": self.start,
            "end": self.end,
            "surface": self.surface,
            "kind": self.kind.value,
            "value": _json_value(self.value),
            "unit": self.unit,
            "modifier": self.modifier,
        }


def _json_value(value: NumberValue) -> str | list[str] | None:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return [plain(end) for end in value]
    return None if value is None else str(value)
