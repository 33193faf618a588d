"""Numbers that are no quantities: years, dates, quarters, document numbers and codes, each checked in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ziping.domain.guard_report import ViolationCode
from ziping.guard.titles import Documents
from ziping.language.claims.known import KnownTable
from ziping.language.claims.reading import Reading, is_year
from ziping.language.claims.years import Day, days_of, known_days, real
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberExpression, NumberKind

FREE = frozenset((NumberKind.ORDINAL, NumberKind.IDIOM, NumberKind.VERSION))
_TIME = re.compile("[:：时点]")
_TO_COME = re.compile("将|拟|计划|下一步|力争|争取|确保|继续|预计")
_DIGITS = re.compile("[0-9]{4,}")
_BY_QUARTER = re.compile("季度|上半年|月末|月底")
_QUARTER_END = re.compile("月[份]?[末底]")
"""6月末 tells how far the year was, where facts go by quarters."""


class Mark(NamedTuple):
    """What a non-quantity turned out to be: bound to a fact, free (``fact`` None), or wrong."""

    fact: int | None = None
    code: ViolationCode | None = None
    nearest: int | None = None
    reason: str = ""


FINE = Mark()


class Calendar:
    """Years, days, codes, sessions and documents of the facts."""

    def __init__(self, table: KnownTable) -> None:
        self.table = table
        self.documents = Documents(table)
        self.days = known_days(table)
        self._dated = [day for day in self.days if (day.month, day.day) != (12, 31)]
        self._codes = dict(self._numbers("编码"))
        self._sessions = dict(self._numbers("届"))
        self._texts = [clean_text(fact.value) for fact in table.facts if fact.decimal is None]
        self._quarterly = any(_BY_QUARTER.search(fact.label) for fact in table.facts)
        before = table.year - 1
        self._last_year = before if any(known.year == before for known in table.known.values()) else None

    def _numbers(self, unit: str) -> Iterator[tuple[str, int]]:
        for index, fact in enumerate(self.table.facts):
            if fact.unit == unit:
                yield clean_text(fact.value), index

    def check(self, number: NumberExpression) -> Mark:
        """The verdict on a number that is no quantity."""
        if number.kind is NumberKind.DOCNO:
            return self._docno(number)
        if number.kind is NumberKind.CODE:
            return self._code(number)
        if is_year(number):
            return self._years(number)
        if number.kind is NumberKind.DATE:
            return self._date(number)
        if number.kind is NumberKind.QUARTER:
            return FINE if number.value is not None else Mark(code="invented_number", reason="quarter")
        if number.kind is NumberKind.ORDINAL and number.unit == "届":
            return self._session(number)
        return FINE

    def _docno(self, number: NumberExpression) -> Mark:
        fact = self.documents.number(number.surface)
        if fact is not None:
            return Mark(fact)
        return Mark(
            code="wrong_document_number",
            nearest=self.documents.nearest_number(number.surface),
            reason="docno",
        )

    def _code(self, number: NumberExpression) -> Mark:
        surface = clean_text(number.surface)
        if surface in self._codes:
            return Mark(self._codes[surface])
        if not _DIGITS.search(surface) or any(surface in text for text in self._texts):
            return FINE
        nearest = next(iter(self._codes.values()), None)
        return Mark(code="invented_number", nearest=nearest, reason="code")

    def _session(self, number: NumberExpression) -> Mark:
        if not self._sessions:
            return FINE
        for value, index in self._sessions.items():
            if clean_text(number.surface) in value or str(number.value) == value.strip("第届"):
                return Mark(index)
        written = clean_text(number.surface)
        if any(
            written in clean_text(fact.label) or written in clean_text(fact.value)
            for fact in self.table.facts
        ):
            return FINE
        return Mark(code="wrong_value", nearest=next(iter(self._sessions.values())), reason="session")

    def _years(self, number: NumberExpression) -> Mark:
        value = number.value
        years = [int(end) for end in value] if isinstance(value, tuple) else [int(str(value))]
        if not self.table.years or all(year in self.table.years for year in years):
            return FINE
        if len(years) == 2 and any(clean_text(number.surface).rstrip("年") in text for text in self._texts):
            return FINE
        if all(year in self.table.years or year == self._last_year for year in years):
            return FINE
        return Mark(code="wrong_year", reason="year")

    def is_planned(self, reading: Reading, number: NumberExpression) -> bool:
        """Whether a year is the next one in words of what is to come (将纳入2022年帮扶范围)."""
        if number.kind is not NumberKind.YEAR or str(number.value) != str(self.table.year + 1):
            return False
        return bool(_TO_COME.search(reading.clause_text(number)))

    def _date(self, number: NumberExpression) -> Mark:
        days = days_of(number.surface)
        if not days or (_TIME.search(number.surface) and "月" not in number.surface):
            return FINE
        if (
            self._quarterly
            and _QUARTER_END.search(number.surface)
            and all(_ends_quarter(day) for day in days)
        ):
            return FINE
        wrong = [mark for mark in (self._day(day) for day in days) if mark.code]
        return wrong[0] if wrong else self._day(days[0])

    def _day(self, day: Day) -> Mark:
        if not real(day):
            return Mark(code="invented_number", reason="date")
        year = self.table.report_year
        for index, known in self._known(day):
            if known is not None:
                return Mark(index)
        if day.year is not None and self.table.years and day.year not in self.table.years:
            return Mark(code="wrong_year", nearest=self._like(day), reason="date_year")
        in_year = day.year in (None, year) or year is None
        edge = (day.month, day.day) in ((12, 31), (1, 1), (12, None), (1, None))
        if in_year and (edge or (day.day is None and not self._dated)):
            return FINE
        other_year = any((known.month, known.day) == (day.month, day.day) for known in self.days)
        return Mark(
            code="wrong_year" if other_year else "invented_number", nearest=self._like(day), reason="date"
        )

    def _known(self, day: Day) -> Iterator[tuple[int, Day | None]]:
        """Facts whose date agrees with ``day`` as far as it is said."""
        for index, fact in enumerate(self.table.facts):
            if fact.decimal is None and ("月" in fact.value or fact.unit == "日期"):
                for known in days_of(fact.value):
                    if _agrees(day, known, self.table.report_year):
                        yield index, known

    def _like(self, day: Day) -> int | None:
        """A dated fact that shares month or day with a wrong date."""
        for index, fact in enumerate(self.table.facts):
            if fact.unit == "日期":
                for known in days_of(fact.value):
                    if known.month == day.month or known.day == day.day:
                        return index
        return None


def _ends_quarter(day: Day) -> bool:
    """Whether a month without a day closes a quarter."""
    return day.day is None and day.year is None and day.month % 3 == 0


def _agrees(said: Day, known: Day, report_year: int | None) -> bool:
    """Whether a date as said may stand for a known one: the year may go unsaid in the report's year."""
    if said.month != known.month:
        return False
    if said.day is not None and said.day != known.day:
        return False
    if said.year == known.year or known.year is None:
        return True
    return said.year is None and (report_year is None or known.year is None or known.year >= report_year - 1)
