"""Reading the matches of ``LANE`` that are a whole number expression.

What is read here is read without a look at the surroundings, because the pattern already did that. The recognisers
would read every one of these expressions alike; a test runs both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ziping.language.numerals.affixes import match_prefix
from ziping.language.numerals.chinese import DIGIT_VALUES
from ziping.language.numerals.dates import iso_date
from ziping.language.numerals.expression import FoundRow, NumberKind
from ziping.language.numerals.figures import RECENT_UNITS, joint_modifier, kind_of
from ziping.language.numerals.marks import read_document_number
from ziping.language.numerals.numeral import read_numeral, shift

_DIGITS = re.compile("[0-9]+")
_FIGURE_AND_UNIT = re.compile("([0-9][0-9.,]*)([^0-9~～至到—–−-]*)")
_BOUNDS = {"上": ">=", "下": "<=", "内": "<="}
_COUNT = NumberKind.COUNT
_KINDS = {
    "%": NumberKind.PERCENT,
    "‰": NumberKind.PERCENT,
    "分": NumberKind.SCORE,
    "元": NumberKind.AMOUNT,
    "万元": NumberKind.AMOUNT,
    "亿元": NumberKind.AMOUNT,
}


def read_figure(match: re.Match[str], text: str, _: int = 0) -> FoundRow:
    """2,952.78万元, 98.85%, 12家: most numbers of a report."""
    start, end = match.span()
    unit = match[2]
    return (
        start,
        end,
        _KINDS.get(unit, _COUNT),
        Decimal(text[start : match.end(1)].replace(",", "")),
        unit,
        "",
    )


def _read_hedged(match: re.Match[str], text: str, floor: int) -> FoundRow | None:
    """3万多人, 超过20家, 90%以上."""
    rest, ten_thousands, hedge, unit, bound = match.group(4, 5, 6, 7, 8)
    start, end = match.span()
    if unit[-1] == "元":
        if ten_thousands:
            return None
    elif len(rest) > 5 and rest.isdigit():
        return None
    value = Decimal(text[start] + rest.replace(",", ""))
    if unit == "个百分点":
        unit = "百分点"
    prefix = match_prefix(text, start, floor)
    if (prefix.modifier == "近" and unit in RECENT_UNITS) or (unit == "次" and text[start - 1] in "届、和及"):
        return None
    modifier = joint_modifier(prefix.modifier, hedge or "", _BOUNDS[bound[-1]] if bound else "")
    begin = prefix.edge if prefix.modifier else start
    return begin, end, kind_of(unit, modifier), shift(value, 4 if ten_thousands else 0), unit, modifier


def _read_cell(match: re.Match[str], _: str, __: int) -> FoundRow:
    start, end = match.span()
    return start, end, _COUNT, Decimal(match[0].replace(",", "")), "", ""


def _read_year(match: re.Match[str], text: str, _: int) -> FoundRow:
    start, end = match.span()
    return start, end, NumberKind.YEAR, Decimal(text[start : start + 4]), "年", ""


def _read_years(match: re.Match[str], text: str, _: int) -> FoundRow | None:
    """2021—2023年."""
    start, end = match.span()
    low, high = Decimal(text[start : start + 4]), Decimal(text[end - 5 : end - 1])
    return (start, end, NumberKind.RANGE, (low, high), "年", "") if low <= high else None


def _read_date(match: re.Match[str], _: str, __: int) -> FoundRow:
    """2021年4月16日, also with 前."""
    start, end = match.span()
    year, month, day = _DIGITS.findall(match[0])
    return start, end, NumberKind.DATE, iso_date(year, month, day), "", ""


def _read_range(match: re.Match[str], _: str, __: int) -> FoundRow | None:
    """46.21—126.00万元, 97.85%~98.60%."""
    start, end = match.span()
    first, second = _FIGURE_AND_UNIT.findall(match[0])
    low, high = Decimal(first[0].replace(",", "")), Decimal(second[0].replace(",", ""))
    if first[1] not in ("", second[1]) or low > high:
        return None
    return start, end, NumberKind.RANGE, (low, high), second[1], ""


def _read_worded(match: re.Match[str], text: str, _: int) -> FoundRow | None:
    """两项, 三千八百七十五人."""
    start, end = match.span()
    numeral = read_numeral(text, start)
    if numeral is None or numeral.high is not None or numeral.bare or text[end] == text[end - 1]:
        return None
    return start, end, _COUNT, shift(numeral.coefficient, numeral.power), text[numeral.end : end], ""


def _read_quarter(match: re.Match[str], text: str, floor: int) -> FoundRow:
    """四季度, 第四季度."""
    start, end = match.span()
    begin = start - (text[start - 1] == "第" and start > floor)
    return begin, end, NumberKind.QUARTER, Decimal(DIGIT_VALUES[text[start]]), "季度", ""


def _read_document(match: re.Match[str], text: str, floor: int) -> FoundRow | None:
    return read_document_number(text, match.start(), floor)


def _read_bracketed(match: re.Match[str], _: str, floor: int) -> FoundRow | None:
    """（1）, （二）."""
    start, end = match.span()
    return (start - 1, end, NumberKind.ORDINAL, None, "", "") if start > floor else None


def _read_firstly(match: re.Match[str], _: str, __: int) -> FoundRow:
    """一是."""
    start, end = match.span()
    return start, end, NumberKind.ORDINAL, None, "", ""


READERS: dict[str | None, Callable[[re.Match[str], str, int], FoundRow | None]] = {
    "figure": read_figure,
    "document": _read_document,
    "years": _read_years,
    "bracketed": _read_bracketed,
    "firstly": _read_firstly,
    "hedged": _read_hedged,
    "cell": _read_cell,
    "year": _read_year,
    "date": _read_date,
    "range": _read_range,
    "worded": _read_worded,
    "quarter": _read_quarter,
}
"""Readers by the name of the shape; None when something around a match can matter."""
