"""The common case in one regular expression: digits and a unit, with nothing around that could change them.

Most numbers of a report are ``2,952.78万元`` before a comma or ``12.5`` in a table cell. This lane answers those at
once and leaves every other shape to the recognisers. It never disagrees with them; a test runs both.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ziping.language.numerals.affixes import COMPARISONS, NO_PREFIX, PREFIX_ENDS, match_prefix
from ziping.language.numerals.expression import Found, NumberKind

_FIGURE = r"((?:[0-9]{1,3}(?:,[0-9]{3}){1,5}+|[0-9]{1,10}+)(?:\.[0-9]{1,8}+)?+)(?![0-9.])"
_BEFORE_HAN = (
    "%|人次|场次|[万亿]元(?![旦素])|家(?!次)|名(?![次称义录誉单])|个(?![月小工百季自])|宗|台(?![次账湾阶])"
)
_BEFORE_MARK = f"{_BEFORE_HAN}|元|人|位|项|场|次|份|件|起|户|套|条|期|分|天|个?百分点|户次|小时|平方米|倍"
_PLAIN = re.compile(
    rf"{_FIGURE}(?:[\t\n|<\0]|[ \u00a0]?"
    rf"(?:({_BEFORE_HAN})(?![以左上及或内之至到余多整正半有含来])(?=[\u4e00-\u9fff])"
    rf"|({_BEFORE_MARK})(?=[，。；、：”》！？\t\n|<）)\0])))"
)
_BLOCKING = frozenset(
    "0123456789.-−–—~负¥\\/=第表图件录栏例·×+_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
"""Letters before a figure that may belong to the expression."""
_CELL_START = frozenset("\t\n|\0")
_SPACES = frozenset(" \u00a0\u3000")
_KINDS = {
    "%": NumberKind.PERCENT,
    "分": NumberKind.SCORE,
    "元": NumberKind.AMOUNT,
    "万元": NumberKind.AMOUNT,
    "亿元": NumberKind.AMOUNT,
}


def read_plain(text: str, start: int, floor: int) -> Found | None:
    """The figure at ``start`` when nothing around it can matter, else None."""
    match = _PLAIN.match(text, start)
    if match is None:
        return None
    digits, unit, marked = match.groups()
    unit = unit or marked
    before = text[start - 1]
    if unit is None:
        if before not in _CELL_START or len(digits) == 8:
            return None
        return Found(start, match.end() - 1, NumberKind.COUNT, Decimal(digits.replace(",", "")))
    if before in _SPACES:
        before = text[start - 2]
    if before in _BLOCKING or (unit == "次" and before in "届、和及"):
        return None
    symbol = "百分点" if unit == "个百分点" else unit
    value = Decimal(digits.replace(",", ""))
    prefix = match_prefix(text, start, floor) if before in PREFIX_ENDS else NO_PREFIX
    if not prefix.modifier:
        return Found(start, match.end(), _KINDS.get(unit, NumberKind.COUNT), value, symbol)
    if prefix.modifier == "近":
        return None
    kind = NumberKind.THRESHOLD if prefix.modifier in COMPARISONS else NumberKind.APPROX
    return Found(prefix.edge, match.end(), kind, value, symbol, prefix.modifier)
