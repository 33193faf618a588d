"""Which year a clause speaks about, and whether years and dates of a text are known ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ziping.language.claims.known import KnownTable
from ziping.language.claims.reading import Reading
from ziping.language.numerals import NumberExpression, parse_chinese_integer
from ziping.language.numerals.normalize import SENTINEL, fold
from ziping.language.sentences import Stretches

_MARKER = re.compile(
    "(?P<year>(?:19|20)[0-9]{2}|[一二][〇零○九][〇零○一二三四五六七八九]{2})(?:年|(?=[、，和及与—–-]))"
    "|(?P<before_last>前年(?!度?末结))"
    "|(?P<last>上一?年度?|去年|上年末)"
    "|(?P<next>下一?年度?|明年|(?<![人场户批家站班车趟台频单件每首两])次年)"
    "|(?P<this>今年|本年度?|当年|本期)"
)
_REFERENCE = re.compile(
    "(?:比|较|较之|相较于?|对比|与|同|和|高于|低于|超过|超|不及|少于|多于)(?:[^，。；、]{0,3})$"
)
_COMPARING = ("比", "较", "高于", "低于", "超过", "不及", "少于", "多于")
_COMPARES = re.compile(
    "(?:相比|比较|对比|持平|相当|一致|增|减|下降|上升|提高|提升|降|少|多|高|低|压|节|翻|有|相差)"
)


_TOLD = re.compile("[^，。；、0-9]{0,8}?(?=[0-9])")
"""Words between a year and the figure told for it (上年的98.6%)."""
_TIMES = re.compile("(?:同期)?的?[^，。；0-9]{0,4}[0-9.]+(?:倍|成)")
"""是上年的1.2倍 compares and tells no figure of that year."""


class Marker(NamedTuple):
    """A year said in the text."""

    start: int
    end: int
    year: int | None
    """None in a span or list of years: figures after it may be of any of them."""
    reference: bool
    """Whether it only names what is compared with (比上年增加)."""
    listed: int | None = None
    """Its year when it is one of a span or list."""


def markers(text: str, this_year: int) -> tuple[Marker, ...]:
    """Every year marker of ``text`` in order; ``this_year`` is what relative ones count from."""
    folded = fold(text)
    plain = folded.text.removesuffix(SENTINEL)
    found = []
    for match in _MARKER.finditer(plain):
        year = _year_of(match, this_year)
        if year is None:
            continue
        start, end = match.span()
        reference = bool(_REFERENCE.search(plain, max(0, start - 6), start))
        tail = plain[end : end + 12]
        if reference:
            reference = plain.endswith(_COMPARING, 0, start) or bool(_COMPARES.search(tail))
        told = _TOLD.match(tail)
        reference = (reference and not (told and not _COMPARES.search(told[0]))) or bool(_TIMES.match(tail))
        start, end = folded.original(start, end)
        found.append(Marker(start, end, year, reference))
    return _spans(text, found)


def _spans(text: str, found: list[Marker]) -> tuple[Marker, ...]:
    """2021—2022年, 本年和上年: two neighbouring markers leave the year open."""
    joined = set()
    for index in range(len(found) - 1):
        between = text[found[index].end : found[index + 1].start]
        same = found[index].year == found[index + 1].year
        if not same and len(between) <= 3 and re.fullmatch("[ ]?(?:[-—–~～、]+|至|到|和|与|及)[ ]?", between):
            joined |= {index, index + 1}
    return tuple(
        marker._replace(year=None, listed=marker.year) if index in joined else marker
        for index, marker in enumerate(found)
    )


def outside(found: Iterable[Marker], spans: Iterable[tuple[int, int]]) -> tuple[Marker, ...]:
    """The markers that stand in none of the spans (dates, titles and document numbers tell no figure's year)."""
    taken = Stretches(spans)
    return tuple(marker for marker in found if not taken.hold(marker.start))


def _year_of(match: re.Match[str], this_year: int) -> int | None:
    if match["year"]:
        return int(match["year"]) if match["year"].isdigit() else parse_chinese_integer(match["year"])
    steps = {"before_last": -2, "last": -1, "next": 1, "this": 0}
    return next(this_year + step for name, step in steps.items() if match[name])


class YearOf(NamedTuple):
    """The year a figure is told for."""

    year: int | None
    certain: bool
    """Whether a marker in the figure's own clause, or one that opens the sentence, says so."""
    marked: bool
    """Whether any marker was found."""


_BALANCE = re.compile("度?(?:末)?结[转余]")
"""上年结转 is a name of this year's money."""
_FROM = re.compile("(?:由|从|自)[^，。；、0-9]{0,12}$")
_CHANGED_TO = re.compile(
    "(?:增|减|升|降|提|压|调|上|下|扩|缩|回|变|长|高|低)[^，。；]{0,3}?(?:到|至|为)[^，。；]{0,3}$"
)
_TO = re.compile("^[^，。；0-9]{0,10}?(?:增|减|升|降|提|压|调|上|下|扩|缩|回|变|到|至)")


def year_of(reading: Reading, found: Iterable[Marker], number: NumberExpression) -> YearOf:
    """The year for which ``number`` is told: the nearest marker before it in its sentence, else the report's."""
    clause = reading.clauses[reading.clause_of(number.start)]
    if _FROM.search(reading.text, max(0, number.start - 16), number.start) and _TO.match(
        reading.text[number.end : number.end + 16]
    ):
        return YearOf(None, certain=False, marked=False)
    if _CHANGED_TO.search(reading.words(reading.before(number))):
        return _result_year(reading, found, number)
    sentence = [
        marker
        for marker in found
        if not marker.reference
        and marker.start < number.start
        and reading.sentence_of(marker.start) == clause.sentence
    ]
    listed = reading.listed(number)
    here = any(clause.start <= marker.start for marker in sentence)
    if listed is not None and (listed.start >= clause.start or not here):
        own = [marker for marker in sentence if listed.start <= marker.start < listed.end]
        if own:
            return YearOf(own[-1].year or own[-1].listed, certain=True, marked=True)
    in_order = _by_order(reading, sentence, number)
    if in_order is not None:
        return YearOf(in_order, certain=True, marked=True)
    if not sentence:
        return YearOf(reading.table.year, certain=False, marked=False)
    last = sentence[-1]
    home = reading.clauses[reading.clause_of(last.start)]
    named = _BALANCE.match(reading.text, last.end) is not None
    opens = (
        not named
        and home.end - home.start <= 8
        and all(
            not reading.figures_in(other.start, other.end)
            for other in reading.clauses[reading.clause_of(last.start) : reading.clause_of(number.start)]
        )
    )
    return YearOf(last.year, certain=home == clause or opens, marked=True)


_AHEAD = re.compile("将|拟|计划|力争|争取|确保|预计|目标|下一?年|明年|次年")


def _result_year(reading: Reading, found: Iterable[Marker], number: NumberExpression) -> YearOf:
    """What something rose or fell to is this year's, unless a year, a start or a plan is told in the sentence."""
    sentence = reading.of_sentence(reading.sentence_of(number.start))
    start = sentence[0].start
    dated = any(start <= marker.start < number.start and not marker.reference for marker in found)
    clause = reading.clauses[reading.clause_of(number.start)]
    begun = re.search("[由从自]", reading.text[clause.start : number.start])
    if dated or begun or _AHEAD.search(reading.text, clause.start, number.start):
        return YearOf(None, certain=False, marked=False)
    return YearOf(reading.table.year, certain=True, marked=False)


def fits(known: int | None, told: YearOf, this_year: int) -> bool:
    """Whether a figure of year ``known`` may stand where ``told`` was found; an uncertain year leaves this year open."""
    if known is None or told.year is None or known == told.year:
        return True
    return told.marked and not told.certain and known == this_year


def _by_order(reading: Reading, found: list[Marker], number: NumberExpression) -> int | None:
    """2021—2022年受理198件、236件: as many figures as years, told in order."""
    years = [marker.listed for marker in found if marker.listed is not None]
    run = reading.run_of(number)
    if len(years) < 2 or len(run) != len(years):
        return None
    return years[run.index(number)]


_DATE = re.compile(
    "(?:(?P<y>(?:19|20)[0-9]{2})[ \u3000]{0,2}[年./-])?[ \u3000\n]{0,2}(?P<m>1[0-2]|0?[1-9])[ \u3000]{0,2}[月./-](?:[ \u3000]{0,2}(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9])[ \u3000]{0,2}[日号]?)?"
)
_CHINESE_DATE = re.compile(
    "(?:(?P<y>[一二][〇零○九][〇零○一二三四五六七八九]{2})年)?(?P<m>十[一二]?|[一二三四五六七八九])月(?:(?P<d>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?"
)
_MONTHS = re.compile("^[ ]?(?P<a>1[0-2]|0?[1-9])[ ]?(?:月)?[ ]?[-–—~～至到][ ]?(?P<b>1[0-2]|0?[1-9])[ ]?月")


class Day(NamedTuple):
    """A date as far as it is said."""

    year: int | None
    month: int
    day: int | None


def days_of(surface: str) -> tuple[Day, ...]:
    """The dates within a date expression; a later one without a year takes the year before it."""
    text = fold(surface).text.removesuffix(SENTINEL)
    months = _MONTHS.match(text)
    if months:
        return (Day(None, int(months["a"]), None), Day(None, int(months["b"]), None))
    found: list[Day] = []
    matches = list(_DATE.finditer(text)) or list(_CHINESE_DATE.finditer(text))
    for match in matches:
        year, month, day = (_integer(match[part]) for part in ("y", "m", "d"))
        if year is None and found:
            year = found[-1].year
        if month:
            found.append(Day(year, month, day))
    if re.fullmatch("(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]", text):
        found = [Day(int(text[:4]), int(text[4:6]), int(text[6:]))]
    return tuple(found)


def _integer(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() and text.isascii() else parse_chinese_integer(text)


def real(day: Day) -> bool:
    """Whether the calendar has such a day."""
    try:
        date(day.year or 2020, day.month, day.day or 1)
    except ValueError:
        return False
    return True


def known_days(table: KnownTable) -> tuple[Day, ...]:
    """Every date of the facts."""
    found: list[Day] = []
    for fact in table.facts:
        for text in (fact.value, fact.label):
            if fact.unit == "日期" or "月" in text:
                found.extend(days_of(text))
    return tuple(dict.fromkeys(found))
