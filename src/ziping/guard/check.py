"""The guard: every figure, date and document of a text against the facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ziping.domain.fact import Fact, FactTable
from ziping.domain.guard_report import Binding, GuardReport, Violation, ViolationCode, report
from ziping.guard.classify import Calendar
from ziping.guard.disguise import Disguise, disguises, is_broken
from ziping.guard.messages import explain, suggestion
from ziping.guard.quantities import Judged, iter_bound, judge_figures
from ziping.guard.titles import Title, titles
from ziping.language.claims.directions import contradictions
from ziping.language.claims.known import KnownTable
from ziping.language.claims.reading import Reading, is_year
from ziping.language.claims.stated import QUANTITIES
from ziping.language.claims.subjects import Contradiction
from ziping.language.claims.years import markers, outside
from ziping.language.numerals import NumberExpression, NumberKind
from ziping.language.sentences import Stretches

_REMEMBERED_LENGTH: Final = 2_000
"""Longest text in characters whose verdict is kept: tables say the same words in many cells, and a model's paragraph
is checked when it comes and again with the whole draft."""


def _at(known: GuardReport, where: str) -> GuardReport:
    """A verdict reached before, at another address."""
    if not where or not (known.violations or known.bindings):
        return known
    change = {"where": where}
    return report(
        tuple(item.model_copy(update=change) for item in known.violations),
        tuple(item.model_copy(update=change) for item in known.bindings),
    )


class _Found(NamedTuple):
    violations: list[Violation]
    bindings: list[Binding]


class Guard:
    """A fact table made ready once, to check any number of texts against it.

    Args:
        facts: the facts the texts may use; ``id, label, value, unit`` are enough.
    """

    def __init__(self, facts: Sequence[Fact] | FactTable) -> None:
        rows = facts.facts if isinstance(facts, FactTable) else tuple(facts)
        self.table = KnownTable(rows, facts.year if isinstance(facts, FactTable) else None)
        self.calendar = Calendar(self.table)
        self.by_id = {fact.id: fact for fact in rows}
        self._checked: dict[tuple[str, bool], GuardReport] = {}

    def check(self, text: str, where: str = "", *, bare: bool = False) -> GuardReport:
        """The verdict on ``text``.

        Args:
            text: plain text.
            where: written into every violation and binding.
            bare: figures without a unit may state any fact (a table cell under a heading with the unit).
        """
        if len(text) > _REMEMBERED_LENGTH:
            return self._check(text, where, bare=bare)
        known = self._checked.get((text, bare))
        if known is None:
            known = self._checked[text, bare] = self._check(text, "", bare=bare)
        return _at(known, where)

    def _check(self, text: str, where: str, *, bare: bool) -> GuardReport:
        found = _Found([], [])
        reading = Reading(text, self.table)
        covered = self._titles(text, found, where)
        hidden = disguises(text)
        self._disguised(hidden, found, where)
        spans = covered + [(item.start, item.end) for item in hidden]
        taken = Stretches(spans)
        numbers = [number for number in reading.numbers if not taken.touch(number.start, number.end)]
        self._marks(reading, numbers, found, where)
        figures = [number for number in numbers if number.kind in QUANTITIES and not is_year(number)]
        told = outside(markers(text, self.table.year), (*spans, *_dates(numbers)))
        judged = judge_figures(reading, figures, told, bare=bare)
        for item in judged:
            self._figure(item, found, where)
        bound = dict(iter_bound(judged))
        wrong = Stretches((violation.start, violation.end) for violation in found.violations)
        for claim in contradictions(reading, bound):
            if not wrong.touch(claim.start, claim.end):
                found.violations.append(self._claim(text, claim, where))
        return report(
            tuple(sorted(found.violations, key=lambda item: (item.start, item.end, item.code))),
            tuple(sorted(found.bindings, key=lambda item: (item.start, item.end))),
        )

    def _titles(self, text: str, found: _Found, where: str) -> list[tuple[int, int]]:
        """Checks 《titles》; returns the spans in which numbers belong to a title."""
        spans = []
        for title in titles(text):
            spans.append((title.start, title.end))
            index = self.calendar.documents.title(text, title)
            if index is None:
                found.violations.append(self._unknown_title(title, where))
            elif index >= 0:
                found.bindings.append(self._binding(title.start, title.end, index, where))
        return spans

    def _unknown_title(self, title: Title, where: str) -> Violation:
        nearest = self.calendar.documents.nearest_title(title.name)
        fact = None if nearest is None else self.table.facts[nearest]
        surface = f"《{title.name}》"
        message = explain("invented_document", surface, None)
        if fact is not None:
            message += f"；清单里相近的是《{fact.value.strip('《》')}》"
        return Violation(
            code="invented_document",
            start=title.start,
            end=title.end,
            surface=surface,
            message=message,
            nearest=fact.id if fact else "",
            suggestion=f"《{fact.value.strip('《》')}》" if fact else "",
            where=where,
        )

    def _disguised(self, hidden: Sequence[Disguise], found: _Found, where: str) -> None:
        for item in hidden:
            found.violations.append(
                Violation(
                    code="disguised_number",
                    start=item.start,
                    end=item.end,
                    surface=item.surface,
                    message=explain("disguised_number", item.surface, None) + f"（读作 {item.plain}）",
                    suggestion=item.plain,
                    where=where,
                )
            )

    def _marks(
        self, reading: Reading, numbers: Sequence[NumberExpression], found: _Found, where: str
    ) -> None:
        for number in numbers:
            if number.kind in QUANTITIES and not is_year(number):
                continue
            mark = self.calendar.check(number)
            if mark.code == "wrong_year" and self.calendar.is_planned(reading, number):
                continue
            if mark.code is None:
                if mark.fact is not None:
                    found.bindings.append(self._binding(number.start, number.end, mark.fact, where))
                continue
            fact = None if mark.nearest is None else self.table.facts[mark.nearest]
            message = explain(mark.code, number.surface, None)
            if fact is not None:
                message += f"；数据中“{fact.label}”是{fact.value}"
            found.violations.append(
                Violation(
                    code=mark.code,
                    start=number.start,
                    end=number.end,
                    surface=number.surface,
                    message=message,
                    nearest=fact.id if fact else "",
                    suggestion=fact.value if fact else self._year_text(mark.code),
                    where=where,
                )
            )

    def _year_text(self, code: ViolationCode) -> str:
        return f"{self.table.report_year}年" if code == "wrong_year" and self.table.report_year else ""

    def _figure(self, item: Judged, found: _Found, where: str) -> None:
        number = item.number
        if item.code is None:
            if item.known is not None:
                found.bindings.append(self._binding(number.start, number.end, item.known.index, where))
            elif item.derived is not None:
                given = (
                    self.table.given(term.index) if term.index >= 0 else (term.fact,)
                    for term in item.derived.terms
                )
                terms = tuple(dict.fromkeys(fact.id for facts in given for fact in facts))
                derived = Binding(start=number.start, end=number.end, fact=terms[0], where=where, terms=terms)
                found.bindings.append(derived)
            return
        code: ViolationCode = item.code
        if is_broken(number.surface):
            code = "disguised_number"
        fact = item.nearest.fact if item.nearest is not None else None
        other = item.known.fact if item.known is not None else None
        found.violations.append(
            Violation(
                code=code,
                start=number.start,
                end=number.end,
                surface=number.surface,
                message=explain(item.code, number.surface, fact, other),
                nearest=fact.id if fact else "",
                suggestion=suggestion(item.figure, item.nearest),
                where=where,
            )
        )

    def _claim(self, text: str, claim: Contradiction, where: str) -> Violation:
        return Violation(
            code="wrong_direction",
            start=claim.start,
            end=claim.end,
            surface=text[claim.start : claim.end],
            message=claim.message,
            nearest=claim.known.fact.id,
            suggestion=claim.instead,
            where=where,
        )

    def _binding(self, start: int, end: int, index: int, where: str) -> Binding:
        given = tuple(fact.id for fact in self.table.given(index))
        terms = given if len(given) > 1 else ()
        return Binding(start=start, end=end, fact=self.table.facts[index].id, where=where, terms=terms)


def _dates(numbers: Sequence[NumberExpression]) -> list[tuple[int, int]]:
    """Spans in which a year is part of a date or a document number."""
    kinds = (NumberKind.DATE, NumberKind.DOCNO, NumberKind.CODE)
    return [(number.start, number.end) for number in numbers if number.kind in kinds]
