"""Years, dates, months, quarters and times of day, and their ranges."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ziping.language.numerals.chinese import parse_chinese_integer
from ziping.language.numerals.expression import Found, NumberKind, NumberValue
from ziping.language.numerals.numeral import skip_gap
from ziping.language.numerals.units import is_han, match_measure

_G = "[ \u00a0\u3000]{0,2}"
_YEAR = "(?:19|20)[0-9]{2}"
_MONTH = "(?:1[0-2]|0?[1-9])(?![0-9])"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
_TO = f"{_G}(?:[-–—−~～]{{1,2}}|至|到){_G}"
_TAIL = "(?:[底末初份]|[上中下]旬)?(?:(?:以|之)?前(?![往期后来进述列几三两])|底前)?"
_FULL = f"(?:{_YEAR}{_G}年{_G}\n?{_G})?{_MONTH}{_G}月(?:{_G}{_DAY}{_G}[日号])?"
_SPOKEN = re.compile(
    f"(?:(?P<year>{_YEAR}){_G}年{_G}\n?{_G})?(?P<since>{_MONTH}{_TO})?(?P<month>{_MONTH}){_G}月(?![刊饼])"
    f"(?:{_G}(?P<day>{_DAY}){_G}[日号])?{_TAIL}"
    f"(?P<to>{_TO}(?:{_FULL}|{_DAY}{_G}[日号]){_TAIL})?"
)
_MONTHS_ONLY = re.compile(f"{_MONTH}{_TO}{_MONTH}{_G}月{_TAIL}")
_ISO = re.compile(
    f"(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>{_MONTH})(?P=mark)(?P<day>{_DAY})(?P<to>{_TO}{_YEAR}[-/.]{_MONTH}[-/.]{_DAY})?"
)
_COMPACT = re.compile(
    "(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])(?![0-9.,])"
)
_YEAR_MONTH = re.compile(f"{_YEAR}[-/.](?:0[1-9]|1[0-2])(?![0-9.]|{_G}(?:[年万亿元%分倍]|[0-9]))")
_CELL_FIGURE = re.compile(r"[0-9]{4}\.[0-9]{2}[\t\n|<\0]")
"""1991.05 alone in a cell is an amount."""
_CELL_EDGES = frozenset("\t\n|\0")
_YEARS = re.compile(
    f"(?P<low>{_YEAR}){_G}年?度?{_TO}(?P<high>{_YEAR})(?![0-9.,])(?:{_G}(?:学|财)?(?P<mark>年))?(?!{_G}[万亿]?[元人个项家])"
)
_ONE_YEAR = re.compile(f"(?P<year>{_YEAR}){_G}(?:财年|学年|年)(?!级)")
_LISTED_YEAR = re.compile(
    f"{_YEAR}(?=(?:[、，和及与]{_YEAR}){{1,6}}{_G}年|(?:[、和及与]{_YEAR}){{0,6}}[两二三四五]年)"
)
_BRACKETED_YEAR = re.compile(f"(?<=[（(]){_YEAR}(?=[）)])")
_BARE_YEAR = re.compile("20[0-4][0-9](?=[ \u00a0]?(?![万亿千百余多几来至到半整])[\u4e00-\u9fff])")
_LISTED_MONTH = re.compile(f"{_MONTH}(?=(?:[、，,和及与]{_MONTH}){{1,11}}{_G}月)")
_TIME = re.compile(
    "(?:[01]?[0-9]|2[0-4])时(?![间代刻段])(?:[0-5]?[0-9]分)?|(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9](?::[0-5][0-9])?(?![0-9%])"
)
_EVERY_MONTH = re.compile(f"(?<=[每次当下]月){_G}{_DAY}{_G}[日号]{_TAIL}")

_CN_YEAR = "[一二][〇零○九][〇零○一二三四五六七八九]{2}"
_CN_MONTH = "(?:十[一二]?|[一二三四五六七八九])"
_CN_DAY = "(?:三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_CN_DATE = re.compile(
    f"(?P<year>{_CN_YEAR})年(?:(?P<month>{_CN_MONTH})月(?:(?P<day>{_CN_DAY})[日号])?{_TAIL})?(?!级)"
)
_CN_MONTHS = re.compile(
    f"{_CN_MONTH}(?:月(?:{_CN_DAY}[日号])?)?(?:[至到—-]{_CN_MONTH}月?(?:{_CN_DAY}[日号])?)?(?<=[月日号]){_TAIL}(?!度)"
)
_CN_YEARS = re.compile(f"(?P<low>{_CN_YEAR})年?(?:[至到—-]{{1,2}})(?P<high>{_CN_YEAR})年")

_CN_TIME = re.compile(
    "(?:二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])点[二三四五]?十[一二三四五六七八九]?(?:分(?!之)|(?![\u4e00-\u9fff]))"
)
"""九点三十分: a numeral with 十 after 点 is a time of day, never a decimal."""

_QUARTER = re.compile("([1-4一二三四])[ \u00a0]?季度")
_QUARTERS = re.compile("([1-4一二三四])[-–—~至到]{1,2}([1-4一二三四])季度")
_FIRST_QUARTERS = re.compile("(?:[23二两三]个?|[1一]个)季度")

DATE_AFTER = frozenset("年月日季至到-—–~个点 ")
"""Letters after a Chinese numeral that call for ``read_chinese_date``."""

_AFTER_DATE_DIGITS = frozenset("年月日号时-/.–—−~～至到:：、，和及与） \u00a0\u3000)")


def read_date(text: str, start: int, digits_end: int, floor: int) -> Found | None:
    """A date, year, month, quarter or time of day whose Arabic digits are ``text[start:digits_end]``."""
    following = text[digits_end]
    if digits_end - start == 4:
        return _read_four(text, start) if following in _AFTER_DATE_DIGITS or is_han(following) else None
    if digits_end - start > 2:
        compact = _COMPACT.match(text, start) if digits_end - start == 8 else None
        after = skip_gap(text, digits_end)
        counted = compact and (text[after] in "万亿" or match_measure(text, after))
        return None if counted else _from(compact, NumberKind.DATE)
    if following == "季" or text[digits_end : digits_end + 2] == " 季":
        return _read_quarter(text, start, floor)
    return _read_short(text, start, floor) if following in _AFTER_DATE_DIGITS else None


def _read_four(text: str, start: int) -> Found | None:
    """Expressions that begin with a four-digit year."""
    match = _SPOKEN.match(text, start) or _ISO.match(text, start)
    if match and match["year"]:
        return _from(match, NumberKind.DATE)
    years = _YEARS.match(text, start)
    if years and years["low"] <= years["high"]:
        return Found(
            start, years.end(), NumberKind.RANGE, (Decimal(years["low"]), Decimal(years["high"])), "年"
        )
    cell = text[start - 1] in _CELL_EDGES and _CELL_FIGURE.match(text, start)
    month = None if cell else _YEAR_MONTH.match(text, start)
    if month and match_measure(text, skip_gap(text, month.end())) is None:
        return Found(start, month.end(), NumberKind.DATE)
    year = (
        _ONE_YEAR.match(text, start) or _LISTED_YEAR.match(text, start) or _BRACKETED_YEAR.match(text, start)
    )
    return Found(start, year.end(), NumberKind.YEAR, Decimal(text[start : start + 4]), "年") if year else None


def _bare_year(text: str, start: int) -> re.Match[str] | None:
    """2021 部门预算: a year without 年, when a Chinese letter that is no unit follows."""
    match = _BARE_YEAR.match(text, start)
    return match if match and match_measure(text, skip_gap(text, match.end())) is None else None


def _read_short(text: str, start: int, floor: int) -> Found | None:
    """Expressions that begin with a month, a day or an hour."""
    quarters = _QUARTERS.match(text, start)
    if quarters:
        return _quarter_range(start, quarters)
    match = _MONTHS_ONLY.match(text, start) or _SPOKEN.match(text, start) or _TIME.match(text, start)
    match = match or _LISTED_MONTH.match(text, start)
    match = match or (_EVERY_MONTH.match(text, start) if start > floor else None)
    return Found(start, match.end(), NumberKind.DATE) if match else None


def _from(match: re.Match[str] | None, kind: NumberKind) -> Found | None:
    """The date of a match: ISO text when year, month and day are all there and nothing follows."""
    if match is None:
        return None
    parts = match.groupdict()
    single = parts.get("day") and not parts.get("to") and not parts.get("since")
    value: NumberValue = iso_date(parts["year"], parts["month"], parts["day"]) if single else None
    return Found(match.start(), match.end(), kind, value)


def iso_date(year: str, month: str, day: str) -> str | None:
    """The date in ISO form, None when the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def read_chinese_date(text: str, start: int, floor: int) -> Found | None:
    """二〇二一年, 二〇二一年六月一日, 六月, 第四季度's 四季度, 一至三季度."""
    years = _CN_YEARS.match(text, start)
    if years:
        low, high = (Decimal(parse_chinese_integer(years[end]) or 0) for end in ("low", "high"))
        return Found(start, years.end(), NumberKind.RANGE, (low, high), "年")
    quarter = _read_quarter(text, start, floor)
    if quarter:
        return quarter
    match = _CN_DATE.match(text, start)
    if match is None:
        months = _CN_MONTHS.match(text, start) or _CN_TIME.match(text, start)
        return Found(start, months.end(), NumberKind.DATE) if months else None
    year, month, day = (
        str(parse_chinese_integer(match[part]) or "") if match[part] else ""
        for part in ("year", "month", "day")
    )
    if not month:
        return Found(start, match.end(), NumberKind.YEAR, Decimal(year), "年")
    return Found(start, match.end(), NumberKind.DATE, iso_date(year, month, day) if day else None)


def _read_quarter(text: str, start: int, floor: int) -> Found | None:
    """第四季度, 四季度, 4季度; 前三季度 and 前一个季度 are periods, 一至三季度 a range."""
    if text[start - 1] == "前" and start > floor:
        first = _FIRST_QUARTERS.match(text, start)
        return Found(start - 1, first.end(), NumberKind.DATE) if first else None
    quarters = _QUARTERS.match(text, start)
    if quarters:
        return _quarter_range(start, quarters)
    match = _QUARTER.match(text, start)
    if match is None:
        return None
    begin = start - 1 if text[start - 1] == "第" and start > floor else start
    return Found(begin, match.end(), NumberKind.QUARTER, _small(match[1]), "季度")


def _quarter_range(start: int, match: re.Match[str]) -> Found:
    return Found(start, match.end(), NumberKind.RANGE, (_small(match[1]), _small(match[2])), "季度")


def _small(character: str) -> Decimal:
    return Decimal(parse_chinese_integer(character) or character)
