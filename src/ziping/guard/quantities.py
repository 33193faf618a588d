"""The verdict on every quantity of a text: bound, derived, free, or wrong and in which way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from ziping.domain.guard_report import ViolationCode
from ziping.guard.looks import Look, aims, held_facts, look_at, open_rivals
from ziping.guard.unmatched import announces, fault_of
from ziping.language.claims.announced import NOTHING_ANNOUNCED, Announced, announced, silent
from ziping.language.claims.bind import Bound, nearest
from ziping.language.claims.classes import together
from ziping.language.claims.compound import compounds
from ziping.language.claims.counted import counted, is_article
from ziping.language.claims.derive import Derivation, derivations, listed_share
from ziping.language.claims.durations import is_span
from ziping.language.claims.known import NOTHING, Known, worked_out
from ziping.language.claims.lost_points import lost_by_others
from ziping.language.claims.match import matches
from ziping.language.claims.own import foreign
from ziping.language.claims.progress import progresses
from ziping.language.claims.quarters import misplaced
from ziping.language.claims.ratios import as_share, is_base, is_multiple
from ziping.language.claims.reading import Reading
from ziping.language.claims.scores import aspect_of, told_aspect
from ziping.language.claims.several import of_several
from ziping.language.claims.signs import agrees, is_change, tells_change, tells_share
from ziping.language.claims.spending import just_said
from ziping.language.claims.stated import Stated, telling
from ziping.language.claims.supports import supported
from ziping.language.claims.swapped import Placed, exchanged
from ziping.language.claims.terms import FAR, Pool, Terms
from ziping.language.claims.units import SCORE
from ziping.language.claims.years import Marker, YearOf
from ziping.language.numerals import NumberExpression

_NEAR_SCORE = frozenset(("wrong_value", "magnitude", "wrong_unit"))
_EXPLICIT = frozenset(("average", "multiple", "share", "growth"))
"""Arithmetic whose words leave no doubt, so that one term may be named loosely."""


_AIMS = "目标|指标值|计划|标准|任务"
_AIM = re.compile("(?:目标值|目标数|年度目标|指标值)(?:为|是|：|:)?$")
"""该指标目标值为90%: of a target only, whatever else has the value."""


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


class _Settled(NamedTuple):
    """A look with the rivals that remain once the whole sentence is read, and the facts it says elsewhere."""

    look: Look
    rivals: tuple[Known, ...]
    taken: Collection[int]


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
    told = _by_sentence(reading, found)
    looks = [
        look_at(reading, number, told.get(reading.sentence_of(number.start), ()), bare=bare)
        for number in numbers
    ]
    held = held_facts(reading, looks)
    places = {look.number.start: look for look in looks}
    placed = [one for one in _placed(looks) if one.known.index not in reading.table.implied]
    swapped = dict(exchanged(reading, placed))
    bound = [(look.number, look.bound.known) for look in looks if look.bound is not None]
    swapped.update((item.number.start, item.meant) for item in misplaced(reading, bound))
    settled = []
    for look in looks:
        taken = held.get(reading.sentence_of(look.number.start), {})
        rivals = open_rivals(reading, look, taken, places)
        if not rivals and look.number.start in swapped:
            rivals = (swapped[look.number.start],)
        settled.append(_Settled(look, rivals, taken.keys()))
    terms = Terms(reading, [(item.look.number.start, known) for item in settled for known in _clean(item)])
    judged = []
    for item in settled:
        verdict = _judge(reading, item, terms)
        judged.append(verdict)
        if verdict.derived is not None and verdict.figure is not None:
            term = _as_term(verdict.derived, verdict.figure)
            terms.add(verdict.number.start, term, verdict.derived.terms)
    return tuple(_again(reading, item, verdict, terms) for item, verdict in zip(settled, judged, strict=True))


def _again(reading: Reading, item: _Settled, verdict: Judged, terms: Terms) -> Judged:
    """A second look at what could not be worked out, now that the parts after it are known (共扣5.64分，其中…)."""
    figure = verdict.figure
    unbound = verdict.code is not None and item.look.bound is None
    if figure is None or not unbound or not terms.grew_around(figure):
        return verdict
    return _judge_unbound(reading, item, figure, terms)


def _by_sentence(reading: Reading, found: Sequence[Marker]) -> dict[int, list[Marker]]:
    """Year markers by the sentence they stand in."""
    told: dict[int, list[Marker]] = {}
    for marker in found:
        told.setdefault(reading.sentence_of(marker.start), []).append(marker)
    return told


def _placed(looks: Sequence[Look]) -> list[Placed]:
    """The figures bound by value, which may have changed places."""
    return [
        Placed(look.figure, look.bound.known)
        for look in looks
        if look.figure is not None and look.figure.high is None
        if look.bound is not None and not look.bound.settled
    ]


def _clean(item: _Settled) -> tuple[Known, ...]:
    bound = item.look.bound
    return () if bound is None or item.rivals or bound.year_rival else (bound.known,)


def _as_term(derived: Derivation, figure: Stated) -> Known:
    without = derived.terms[1].index if derived.kind == "difference" else NOTHING
    first = derived.terms[0]
    known = worked_out(first, figure.value, figure.measure, figure.start, derived.kind, without)
    return replace(known, year=first.year - 1) if derived.kind == "prior" and first.year else known


def _judge(reading: Reading, item: _Settled, terms: Terms) -> Judged:
    number, figure, bound, year = item.look
    if figure is None or is_base(reading, figure):
        return Judged(number)
    if bound is None or _is_another(reading, figure, bound.known) or _is_loss(reading, figure, bound):
        return _judge_unbound(reading, item, figure, terms)
    strange = foreign(reading, figure, bound.known)
    if not item.rivals and bound.year_rival is None and not strange:
        return Judged(number, figure, bound.known)
    if bound.year_rival is not None:
        code = _year_code(reading, bound, year)
        return Judged(number, figure, bound.known, code=code, nearest=bound.year_rival)
    derived = _derived(reading, figure, terms)
    loose = bool(item.rivals) and derived is not None and derived.kind == "share"
    if loose and derived is not None:  # A、B两个专项的执行率分别为95%和90%; 专项支出114万元，执行率95%
        of_one = len({term.core for term in derived.terms}) == 1
        loose = not of_one or (reading.listed(number) is None and not just_said(reading, figure, derived))
    if derived is not None and not derived.contradicted and not loose:
        return Judged(number, figure, derived=derived)
    meant = item.rivals[0] if item.rivals else None
    return Judged(number, figure, bound.known, code="swapped_metric", nearest=meant)


def _is_another(reading: Reading, figure: Stated, known: Known) -> bool:
    """Whether the words tell a change or a share that the fact of the same value is not."""
    changed = tells_change(reading, figure.start) and not is_change(known)
    aim = _AIM.search(reading.words(reading.before(figure.number)))
    if aim and not _is_aim(reading, known):
        return True
    return changed or tells_share(reading, figure.start, known)


def _is_aim(reading: Reading, known: Known) -> bool:
    """Whether a fact is a target, or some target has its value."""
    return any(
        other.role == "target" or re.search(_AIMS, other.fact.label) is not None
        for other in reading.table.known.values()
        if other.value == known.value and other.measure == known.measure
    )


def _is_loss(reading: Reading, figure: Stated, bound: Bound) -> bool:
    """Whether the words tell points lost by the item whose 得分 or 分值 happens to be as many."""
    if figure.measure.dimension != SCORE or not bound.named or bound.rivals:
        return False
    told, has = told_aspect(reading.words(reading.before(figure.number))), aspect_of(bound.known.fact.label)
    return told == "lost" and has in ("score", "most")


def _year_code(reading: Reading, bound: Bound, year: YearOf) -> ViolationCode:
    this = reading.table.year
    stale = bound.known.year is not None and bound.known.year < this == year.year
    return "stale_last_year" if stale else "wrong_year"


def _judge_unbound(reading: Reading, item: _Settled, figure: Stated, terms: Terms) -> Judged:
    """A figure no fact has: worked out, counted from the sentence itself, an article, or a fault."""
    number = item.look.number
    if reading.is_crowded(number.start):
        return Judged(number, figure, code="invented_number")
    derived = _derived(reading, figure, terms)
    if derived is None and figure.high is not None:
        derived = _derived_ends(reading, figure, terms)
    if derived is not None and derived.contradicted:
        return Judged(number, figure, code="wrong_direction", nearest=derived.terms[0])
    if derived is not None:
        return Judged(number, figure, derived=derived)
    named = nearest(reading, figure, item.look.year, item.taken)
    if counted(reading, figure) or is_article(reading, figure, named) or is_span(reading, figure):
        return Judged(number, figure)
    words, after = reading.words(reading.before(number)), reading.words(reading.after(number))
    fault = fault_of(reading.table, figure, named, announced=announces((words, after[:4])))
    return Judged(number, figure, code=_score_code(reading, figure, named, fault.code), nearest=fault.known)


def _derived(reading: Reading, figure: Stated, terms: Terms) -> Derivation | None:
    """The first derivation its words announce, from the nearest terms; marked when only its direction is wrong."""
    if aims(reading, figure):
        return None
    told = announced(figure, reading.announcing(figure.number), reading.announcing_after(figure.number))
    if is_multiple(reading, figure):
        told = told._replace(multiple=True)
    per = as_share(reading, figure)
    if per is not None:
        figure, told = per, told._replace(share=True)
    derived = _worked_out(reading, figure, terms, told)
    if derived is None and not (told.share or told.growth or told.less or told.complement):
        return _unannounced(reading, figure, terms)
    return derived


def _unannounced(reading: Reading, figure: Stated, terms: Terms) -> Derivation | None:
    """Arithmetic no word announces (会费贡献了38.05%): enough digits, and both terms said in the sentence."""
    if not telling(figure):
        return None
    told = silent(figure)
    pool = next(terms.around(figure))
    found = derivations(figure, told, pool)
    given = (one for one in found if all(term.index >= 0 for term in one.terms))
    fits = (one for one in given if supported(reading, figure, one) and agrees(reading, figure, one))
    return next(fits, None)


def _worked_out(reading: Reading, figure: Stated, terms: Terms, told: Announced) -> Derivation | None:
    """The first derivation of the operations the words announce."""
    against: Derivation | None = None
    for pool in terms.around(figure) if told != NOTHING_ANNOUNCED else ():
        for derivation in derivations(figure, told, pool):
            if not supported(reading, figure, derivation) or not _explicit(derivation, pool):
                continue
            if agrees(reading, figure, derivation):
                return derivation
            against = against or derivation
    if against is not None:
        return against._replace(contradicted=True)
    parts = terms.parted(figure)
    return listed_share(figure, parts) if parts else _compound(reading, figure, terms)


def _compound(reading: Reading, figure: Stated, terms: Terms) -> Derivation | None:
    """A figure of several terms: what is left of a whole, the share of parts together, price by number."""
    words = reading.announcing(figure.number).rpartition("，")[2]
    said = terms.before(figure)
    found = compounds(figure, words, said)
    for one in found:
        if one.kind == "prior" or supported(reading, figure, one):
            return one
    others = chain(
        lost_by_others(reading, figure),
        progresses(reading, figure),
        together(reading, figure),
        of_several(reading, figure, terms.before(figure, FAR)),
    )
    return next(others, None)


def _explicit(derivation: Derivation, pool: Pool) -> bool:
    """Whether a pool of loosely named terms may give this: an average or share with one term the sentence says."""
    if pool.said is None:
        return True
    return derivation.kind in _EXPLICIT and any(term.index in pool.said for term in derivation.terms)


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
    """``score_over_max`` for points above what the item can give."""
    if named is None or figure.measure.dimension != SCORE or code not in _NEAR_SCORE:
        return code
    most = [other for other in reading.table.siblings(named.index) if aspect_of(other.fact.label) == "most"]
    told = told_aspect(reading.words(reading.before(figure.number)))
    over = any(figure.value > other.value for other in most) and told != "most"
    return "score_over_max" if over or (figure.value > named.value and "得分" in named.fact.label) else code


def iter_bound(judged: Sequence[Judged]) -> Iterator[tuple[int, Known]]:
    """Where good figures begin, and their facts."""
    for item in judged:
        if item.code is None and item.known is not None:
            yield item.number.start, item.known
        elif item.derived is not None and item.figure is not None:
            yield item.number.start, _as_term(item.derived, item.figure)
