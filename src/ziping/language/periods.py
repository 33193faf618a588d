"""Deadlines and dates of form cells: ``2023年12月底前``, ``2023年6月1日-12月31日``, ``截至2023年底`` as first and last day."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from ziping.language.numerals import parse_chinese_integer
from ziping.language.numerals.normalize import SENTINEL, fold

_GAP = "[ \u00a0\u3000]*"
_POINT = re.compile(
    f"(?:(?P<year>(?:19|20)[0-9]{{2}}){_GAP}年{_GAP})?"
    f"(?:(?P<month>1[0-2]|0?[1-9]){_GAP}月份?{_GAP}(?:(?P<day>3[01]|[12][0-9]|0?[1-9]){_GAP}[日号])?"
    f"|第?(?P<quarter>[1-4一二三四]){_GAP}季度)"
    "|(?P<iso>(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9]))"
    f"|(?P<whole>(?:19|20)[0-9]{{2}}){_GAP}年度?"
)
_VAGUE = re.compile(f"{_GAP}(?:[初上中下]旬|初|左右|前后)")
_UNTIL = re.compile(f"{_GAP}(?:[底末]|(?:以|之)?前|底前|止|为止)")
_TO = re.compile(f"{_GAP}(?:[-–—−~～]{{1,2}}|至|到){_GAP}")


class Period(NamedTuple):
    """First and last day; ``first`` is None for what is only bounded above (``12月底前``)."""

    first: date | None
    last: date


class _Point(NamedTuple):
    """One written date: the days it covers, where it stands, whether it says 前, 底 or 截至."""

    first: date
    last: date
    start: int
    end: int
    until: bool


def read_period(text: str, year: int) -> Period | None:
    """The one date or range of dates of a cell; a date without a year is of ``year``.

    None for no date, several dates that are no range, a day that does not exist, or words such as 初, 上旬, 左右
    that leave the day open.
    """
    folded = fold(text).text.removesuffix(SENTINEL)
    points: list[_Point] = []
    for match in _POINT.finditer(folded):
        point = _point(folded, match, points[-1].first.year if points else year)
        if point is None:
            return None
        points.append(point)
    if len(points) == 1:
        only = points[0]
        return Period(None if only.until else only.first, only.last)
    if len(points) == 2 and _TO.fullmatch(folded, points[0].end, points[1].start):
        first, last = points[0].first, points[1].last
        return Period(first, last) if first <= last else None
    return None


def _point(text: str, match: re.Match[str], year: int) -> _Point | None:
    if _VAGUE.match(text, match.end()):
        return None
    try:
        first, last = _days(match, year)
    except ValueError:
        return None
    after = _UNTIL.match(text, match.end())
    before = text[: match.start()].rstrip()
    until = after is not None or before.endswith(("截至", "截止", "截止到", "截至到", "不迟于", "不晚于"))
    return _Point(first, last, match.start(), after.end() if after else match.end(), until)


def _days(match: re.Match[str], year: int) -> tuple[date, date]:
    """First and last day of a written date.

    Raises:
        ValueError: no such day.
    """
    if match["iso"]:
        parts = [int(part) for part in re.split("[-/.]", match["iso"])]
        day = date(*parts)
        return day, day
    if match["whole"]:
        whole = int(match["whole"])
        return date(whole, 1, 1), date(whole, 12, 31)
    of = int(match["year"] or year)
    if match["quarter"]:
        quarter = int(parse_chinese_integer(match["quarter"]) or match["quarter"])
        return date(of, 3 * quarter - 2, 1), _month_end(of, 3 * quarter)
    month = int(match["month"])
    if match["day"]:
        day = date(of, month, int(match["day"]))
        return day, day
    return date(of, month, 1), _month_end(of, month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
