"""The common case in one regular expression: a figure and its unit, with nothing around that could change them.

Most numbers of a report are ``2,952.78万元`` before a comma, ``98.85%`` before a word or ``12.5`` in a table cell. The
lane finds where a number may begin and answers those at once; it is compiled from the tables of the recognisers, who
read every other shape. The two never disagree; a test runs both.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ziping.language.numerals.affixes import PREFIX_ENDS, match_prefix
from ziping.language.numerals.chinese import NUMERAL_CHARACTERS
from ziping.language.numerals.dates import iso_date
from ziping.language.numerals.expression import FoundRow, NumberKind
from ziping.language.numerals.figures import RECENT_UNITS, joint_modifier, kind_of
from ziping.language.numerals.marks import CIRCLED
from ziping.language.numerals.numeral import shift
from ziping.language.numerals.units import measure_pattern

_BLOCKING = r"0-9a-zA-Z.\-−–—~负¥\\/=第表图录栏例·×+_"
"""Letters before a figure that may belong to the expression; so may 附件."""
_OWN_READERS = frozenset(
    "年 年代 日 号 号楼 号线 版 届 届次 级 季度 周年 成 折 点 兆 元 角 分钱 块钱 美元 港元 港币 欧元 本 对 块 字 词 维".split()
)
"""Units that dates and marks read first, or whose meaning hangs on more than the letter after them."""
_GOES_ON = "以左上及或内之至到余多整正半有含来"
"""Letters after a unit that may belong to the expression."""

_BEGIN = rf"(?<=[0-9])(?<![{_BLOCKING}][0-9])(?<![{_BLOCKING}][ \u00a0\u3000][0-9])(?<!附件[0-9])(?<!附件 [0-9])"
_FRACTION = r"(?:\.[0-9]{1,8}+)?+(?![0-9.])"
_SHORT = rf"(?:[0-9]{{0,2}}(?:,[0-9]{{3}}){{1,5}}+|[0-9]{{0,5}}+|[0-9]{{6,9}}+(?=\.)){_FRACTION}"
"""Digits after the first one: with commas, with a point, or too few for a code."""
_LONG = rf"(?:[0-9]{{0,2}}(?:,[0-9]{{3}}){{1,5}}+|[0-9]{{0,9}}+){_FRACTION}"
_MONEY = f"[万亿]?元(?![旦素{NUMERAL_CHARACTERS}])"
_UNIT = f"{_MONEY}|{measure_pattern(without=_OWN_READERS)}"
_SIMPLE_UNIT = f"{_MONEY}|{measure_pattern(without=_OWN_READERS | {'次', '个百分点'})}"
_HEDGE = "余(?![额款量地下])|多(?![媒元样功层方次种重边])"
_TAIL = (
    "(?=[，。；、：”》！？\t\n|<）)\0])|(?=[（(](?!不?含))"
    f"|(?![{_GOES_ON}]|[\u4e00-\u9fff]{{0,4}}热线)(?=[\u4e00-\u9fff])"
)
_SIMPLE = rf"(?<![{re.escape(''.join(PREFIX_ENDS))}][0-9])({_SHORT})[ \u00a0]?((?>{_SIMPLE_UNIT}))(?:{_TAIL})"
_HEDGED = rf"({_LONG})[ \u00a0]?(万(?!元))?({_HEDGE})?((?>{_UNIT}))(?:((?:及|或)?以[上下内])|{_TAIL})"
_CELL = rf"(?<![^\t\n|\0][0-9])({_SHORT})(?=[\t\n|<\0])"
_DATE = (
    "(?:(?<=1)9|(?<=2)0)([0-9]{2})年(?:(?=度?(?:[，。、；）)”》]|(?![度至到级])[\u4e00-\u9fff]))"
    "|(1[0-2]|0?[1-9])月(3[01]|[12][0-9]|0?[1-9])日(?=[，。、；）)”》]|(?![底末初份上中下以之前至到])[\u4e00-\u9fff]))"
)
LANE = re.compile(
    f"[0-9{NUMERAL_CHARACTERS}{CIRCLED}](?:{_BEGIN}(?:{_SIMPLE}|{_HEDGED}|{_CELL}|{_DATE}))?"
)
"""The first character of any number; groups are set when a plain figure, year or date begins there.

Groups: 1 figure after its first digit, 2 unit; 3 figure, 4 万, 5 余 or 多, 6 unit, 7 bound; 8 figure of a table cell;
9 year, 10 month, 11 day.
"""

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


def read_plain(match: re.Match[str], text: str, floor: int) -> FoundRow | None:
    """The figure, year or date of a match of ``LANE`` with groups, None when something around it can matter."""
    last = match.lastindex or 0
    if last > 2:
        return _read_hedged(match, text, floor) if last < 8 else _read_cell(match, text)
    start, end = match.span()
    unit = match[2]
    return start, end, _KINDS.get(unit, _COUNT), Decimal(text[start : match.end(1)].replace(",", "")), unit, ""


def _read_hedged(match: re.Match[str], text: str, floor: int) -> FoundRow | None:
    """3万多人, 超过20家, 90%以上."""
    rest, ten_thousands, hedge, unit, bound = match.group(3, 4, 5, 6, 7)
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


def _read_cell(match: re.Match[str], text: str) -> FoundRow:
    """12.5 in a table cell, 2021年, 2021年4月16日."""
    start, end = match.span()
    if match[8] is not None:
        return start, end, _COUNT, Decimal(text[start:end].replace(",", "")), "", ""
    year, month, day = text[start : start + 4], match[10], match[11]
    if month:
        return start, end, NumberKind.DATE, iso_date(year, month, day), "", ""
    return start, end, NumberKind.YEAR, Decimal(year), "年", ""
