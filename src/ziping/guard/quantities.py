"""The verdict on every quantity of a text: bound, derived, free, or wrong and in which way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from ziping.domain.guard_report import ViolationCode
from ziping.guard.unmatched import announces, fault_of
from ziping.language.claims.bind import Bound, bind, nearest, own_evidence
from ziping.language.claims.counted import counted, is_article
from ziping.language.claims.derive import Derivation, derivations
from ziping.language.claims.heads import foreign
from ziping.language.claims.known import Known, worked_out
from ziping.language.claims.match import Match, Truth, matches
from ziping.language.claims.reading import Reading, is_negated, shared_unit
from ziping.language.claims.scores import aspect_of, told_aspect
from ziping.language.claims.signs import agrees
from ziping.language.claims.stated import Stated, stated, telling
from ziping.language.claims.terms import Terms
from ziping.language.claims.units import SCORE
from ziping.language.claims.years import Marker, YearOf, year_of
from ziping.language.numerals import NumberExpression


class Judged(NamedTuple):
    """One figure with its verdict; ``code`` None is good.

    Attributes:
        number: the expression.
        figure: its value, None when it has none (数十名).
        known: the fact that has this value.
        derived: how it was worked out from facts.
        code: what is wrong.
        nearest: the fact the clause speaks about.
    """

    number: NumberExpression
    figure: Stated | None = None
    known: Known | None = None
    derived: Derivation | None = None
    code: ViolationCode | None = None
    nearest: Known | None = None


_Held: TypeAlias = dict[int, dict[int, Stated]]
"""By sentence: facts whose value is cleanly said there, with the figure that says it."""


_BOUNDS = frozenset((">=", "<=", ">", "<", "超", "逾", "不足"))
_NEAR_SCORE = frozenset(("wrong_value", "magnitude", "wrong_unit"))
_ROWS = re.compile("第[0-9一二三四五六七八九十]{1,3}[至到—–-]$")
"""第1至4行: the upper end of an ordinal range."""
_EXPLICIT = frozenset(("average", "multiple", "share", "growth"))
"""Arithmetic whose words leave no doubt, so that one term may be named loosely."""


class _Look(NamedTuple):
    """A figure after the first look."""

    number: NumberExpression
    figure: Stated | None
    bound: Bound | None
    year: YearOf
    free: bool = False

    @property
    def clean(self) -> bool:
        """Whether value, words and year agree."""
        return self.bound is not None and not self.bound.rivals and self.bound.year_rival is None


def judge_figures(
    reading: Reading, numbers: Sequence[NumberExpression], found: Sequence[Marker], *, bare: bool = False
) -> tuple[Judged, ...]:
    """Judges the figures of a text in order.

    Args:
        reading: the text.
        numbers: its figures.
        found: its year markers.
        bare: a figure without unit may state any fact.
    """
    looks = [_look(reading, number, found, bare=bare) for number in numbers]
    said = _said(reading, looks)
    bound = [
        (look.number.start, look.bound.known)
        for look in looks
        if look.bound is not None and look.bound.year_rival is None and not _open(reading, look, said)
    ]
    terms = Terms(reading, bound)
    judged = []
    for look in looks:
        item = _judge(reading, look, terms, said)
        judged.append(item)
        if item.derived is not None and item.figure is not None:
            terms.add(item.number.start, _as_term(item.derived, item.figure), item.derived.terms)
    return tuple(judged)


def _as_term(derived: Derivation, figure: Stated) -> Known:
    return worked_out(derived.terms[0], figure.value, figure.measure, figure.start)


def _taken(reading: Reading, look: _Look, said: _Held) -> dict[int, Stated]:
    return said.get(reading.sentence_of(look.number.start), {})


def _said(reading: Reading, looks: Sequence[_Look]) -> _Held:
    """Facts whose own value stands cleanly in each sentence, and the figures that hold them."""
    said: _Held = {}
    for look in looks:
        if look.bound is not None and look.figure is not None and look.clean and look.bound.named:
            said.setdefault(reading.sentence_of(look.number.start), {})[look.bound.known.index] = look.figure
    return said


def _look(reading: Reading, number: NumberExpression, found: Sequence[Marker], *, bare: bool) -> _Look:
    """Value, words and year of one figure."""
    year = year_of(reading, found, number)
    figure = None
    if not _part_of_name(reading, number) and not _ROWS.search(
        reading.text, max(0, number.start - 6), number.start
    ):
        figure = stated(number, shared_unit(reading, number), negated=is_negated(reading.text, number))
    if figure is None:
        return _Look(number, None, None, year, free=True)
    matched = _true_bounds(reading, figure, matches(reading.table, figure, unitless=bare))
    return _Look(number, figure, bind(reading, figure, matched, year, bare=bare) if matched else None, year)


def _true_bounds(reading: Reading, figure: Stated, found: Sequence[Match]) -> tuple[Match, ...]:
    """Without the facts that a strict hedge only touches, unless they are a bound to compare with."""
    return tuple(
        match
        for match in found
        if (match.truth is not Truth.BOUND and not (match.truth is Truth.HEDGED and _aims(reading, figure)))
        or figure.high is not None
        or (match.truth is Truth.BOUND and figure.hedge in ("<=", ">="))
        or (match.truth is Truth.BOUND and _compares(reading, figure, match.known))
    )


_AIM_AT = re.compile(
    "(?:目标|目标值|指标|指标值|要求|标准|计划|任务|预算总?额?|上限|限额|应)(?:为|是|值|：|:|在|不|控制)*$"
)
_AIM_OF = re.compile(
    "^的(?:年度|年初|既定|预期|核定|绩效)*(?:目标|预算|标准|指标|要求|计划|任务|上限|限额|编制)"
)
_PLANNED = re.compile("(?:将|拟|力争|争取|确保|计划|预计)[^，。；]{0,16}(?:到|至|在|达)[^，。；]{0,3}$")


def _aims(reading: Reading, figure: Stated) -> bool:
    """Whether a comparison tells a target or a plan, which must be a fact and not just true of the result."""
    if figure.hedge not in _BOUNDS:
        return False
    before = reading.text[max(0, figure.start - 24) : figure.start]
    return bool(
        _AIM_AT.search(before)
        or _AIM_OF.match(reading.text[figure.end : figure.end + 10])
        or _PLANNED.search(before)
    )


def _compares(reading: Reading, figure: Stated, known: Known) -> bool:
    """Whether a figure equal to a fact is what something else is compared with (超过95%的目标)."""
    if known.role == "target" or (known.year is not None and known.year != reading.table.year):
        return True
    others = reading.table.siblings(known.index)
    if any(other.value != known.value for other in others):
        return True
    clause = reading.clauses[reading.clause_of(figure.start)]
    return any(
        mention.start < figure.start and known.index not in mention.facts
        for mention in reading.mentions
        if reading.sentence_of(mention.start) == clause.sentence
    )


def _judge(reading: Reading, look: _Look, terms: Terms, said: _Held) -> Judged:
    number, figure, bound = look.number, look.figure, look.bound
    if look.free or figure is None:
        return Judged(number)
    taken = _taken(reading, look, said)
    rivals = _open(reading, look, said)
    strange = bound is not None and foreign(reading, figure, bound.known, bound.near)
    if bound is not None and not rivals and bound.year_rival is None and not strange:
        return Judged(number, figure, bound.known)
    derived = None if bound is not None and bound.year_rival else _derived(reading, figure, terms)
    if derived is None and bound is None and figure.high is not None:
        derived = _derived_ends(reading, figure, terms)
    if derived is not None and derived.contradicted:
        return Judged(number, figure, code="wrong_direction", nearest=derived.terms[0])
    if derived is not None and not (rivals and derived.kind == "share"):
        return Judged(number, figure, derived=derived)
    if bound is None:
        return _unmatched(reading, look, figure, taken)
    if bound.year_rival is not None:
        return Judged(
            number, figure, bound.known, code=_year_code(reading, bound, look.year), nearest=bound.year_rival
        )
    return Judged(number, figure, bound.known, code="swapped_metric", nearest=rivals[0] if rivals else None)


def _open(reading: Reading, look: _Look, said: _Held) -> tuple[Known, ...]:
    """The rivals whose own value the sentence does not say elsewhere in words that fit them as well."""
    if look.bound is None or look.figure is None:
        return ()
    taken, figure, known = _taken(reading, look, said), look.figure, look.bound.known

    def held(rival: Known) -> bool:
        holder = taken.get(rival.index)
        if holder is None:
            return False
        here = own_evidence(reading, figure, rival, known)
        return own_evidence(reading, holder, rival, known) >= here

    return tuple(rival for rival in look.bound.rivals if not held(rival))


def _year_code(reading: Reading, bound: Bound, year: YearOf) -> ViolationCode:
    this = reading.table.year
    stale = bound.known.year is not None and this is not None and bound.known.year < this == year.year
    return "stale_last_year" if stale else "wrong_year"


def _unmatched(reading: Reading, look: _Look, figure: Stated, taken: Collection[int]) -> Judged:
    """A figure no fact supports: counted from the sentence itself, an article, or a fault."""
    number = look.number
    named = nearest(reading, figure, look.year, taken)
    if counted(reading, figure) or is_article(reading, figure, named):
        return Judged(number, figure)
    words, after = reading.words(reading.before(number)), reading.words(reading.after(number))
    fault = fault_of(reading.table, figure, named, announced=announces((words, after[:4])))
    return Judged(number, figure, code=_score_code(reading, figure, named, fault.code), nearest=fault.known)


def _derived(reading: Reading, figure: Stated, terms: Terms) -> Derivation | None:
    """The first derivation its words announce, from the nearest terms."""
    if _aims(reading, figure):
        return None
    near, far = reading.announcing(figure.number), reading.after(figure.number)
    after = reading.words(far)
    against: Derivation | None = None
    for pool in terms.around(figure):
        for derivation in derivations(figure, near, after, pool):
            if agrees(reading, figure, derivation):
                return derivation
            against = against or derivation
    for pool in terms.last_years(figure):
        for derivation in derivations(figure, near, after, pool):
            if agrees(reading, figure, derivation):
                return derivation
    if not telling(figure):
        pool, said = terms.anchored(figure)
        for derivation in derivations(figure, near, after, pool):
            named = any(term.index in said for term in derivation.terms)
            if derivation.kind in _EXPLICIT and named and agrees(reading, figure, derivation):
                return derivation
    return None if against is None else against._replace(contradicted=True)


def _derived_ends(reading: Reading, figure: Stated, terms: Terms) -> Derivation | None:
    """A range whose ends are each a fact or worked out: 得分率在92.13%—97.50%之间."""
    found = None
    for end in (figure.value, figure.high):
        single = replace(figure, value=end or Fraction(0), high=None, hedge="")
        derived = _derived(reading, single, terms)
        if derived is None and not matches(reading.table, single):
            return None
        found = found or derived
    return found


def _score_code(reading: Reading, figure: Stated, named: Known | None, code: ViolationCode) -> ViolationCode:
    if named is None or figure.measure.dimension != SCORE or code not in _NEAR_SCORE:
        return code
    most = [other for other in reading.table.siblings(named.index) if aspect_of(other.fact.label) == "most"]
    told = told_aspect(reading.words(reading.before(figure.number)))
    over = any(figure.value > other.value for other in most) and told != "most"
    return "score_over_max" if over or (figure.value > named.value and "得分" in named.fact.label) else code


def _part_of_name(reading: Reading, number: NumberExpression) -> bool:
    """Whether the figure stands within a name of a fact (百人以上企业数)."""
    return any(
        mention.start <= number.start
        and number.end <= mention.end
        and mention.end - mention.start > number.end - number.start
        for mention in reading.mentions
    )


def iter_bound(judged: Sequence[Judged]) -> Iterator[tuple[int, Known]]:
    """Where good figures begin, and their facts."""
    for item in judged:
        if item.code is None and item.known is not None:
            yield item.number.start, item.known
        elif item.derived is not None and item.figure is not None:
            yield item.number.start, _as_term(item.derived, item.figure)
