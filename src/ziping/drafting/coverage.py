"""Whether a written paragraph says what its plan asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ziping.domain.fact import Fact
from ziping.domain.guard_report import GuardReport
from ziping.domain.quantity import EXACT, unit_of
from ziping.drafting.figures import PENDING
from ziping.drafting.plan import Need, ParagraphPlan
from ziping.drafting.slots import surface
from ziping.language.labels import clean_text, pairs

_FREE = frozenset(("年", "日期"))
"""Units of facts that any paragraph may mention: the report's year and its end."""
_SHARE = 3
"""One of so many pairs of letters of the unit's words must be found again in what tells them."""


class Fault(NamedTuple):
    """Something to put right in a paragraph.

    Attributes:
        code: a code of the guard, or one of a plan: ``missing_fact missing_words missing_gap not_named length
            not_planned unknown_slot not_written``.
        message: a Chinese sentence for whoever writes it again.
    """

    code: str
    message: str


def coverage(
    plan: ParagraphPlan, text: str, report: GuardReport, facts: Mapping[str, Fact]
) -> Iterator[Fault]:
    """What a text lacks of its plan, and which figures it takes from elsewhere.

    Args:
        plan: what was asked for.
        text: with the paragraph's number, as the guard read it.
        report: the guard's bindings tell which facts the text mentions.
        facts: all facts by id.
    """
    yield from _not_planned(plan, text, report, facts)
    text = text.removeprefix(plan.opening)
    for name in plan.names:
        if clean_text(name) not in clean_text(text):
            yield Fault("not_named", f"没有点明指标“{name}”，请写出指标的全称")
    mentioned = mentioned_facts(report, facts)
    for need in plan.needs:
        if not is_met(need, text, mentioned, facts):
            told = "missing_fact" if need.facts else "missing_words"
            yield Fault(told, f"没有写到{need.what}，请补上")
    for gap in plan.gaps:
        labels = gap.partition("：")[2].split("、")
        if PENDING not in text or any(label not in text for label in labels if label):
            yield Fault("missing_gap", f"材料里没有的内容要原样注明“{gap}”")
    if len(text) < plan.least:
        yield Fault("length", f"太短（{len(text)}字），应写{plan.least}到{plan.most}字")
    elif len(text) > plan.most:
        yield Fault("length", f"太长（{len(text)}字），应写{plan.least}到{plan.most}字")


def _not_planned(
    plan: ParagraphPlan, text: str, report: GuardReport, facts: Mapping[str, Fact]
) -> Iterator[Fault]:
    """Figures that are true elsewhere: a paragraph speaks of its own matters only.

    The total of the report may be right in a sentence on a training course, and still nobody asked for it there; an
    instruction hidden in the evidence asks for just such figures.
    """
    own = [facts[name] for name in plan.facts]
    printed = {surface(fact) for fact in own}
    words = "\n".join([*(value for item in plan.items for _, value in item.fields), *plan.gaps])
    for binding in report.bindings:
        said = text[binding.start : binding.end]
        used = [facts[name] for name in (binding.fact, *binding.terms) if name in facts]
        strange = [
            fact for fact in used if fact.unit not in _FREE and not any(_same(fact, one) for one in own)
        ]
        if strange and said not in printed and said not in words:
            yield Fault("not_planned", f"“{said}”不在这一段可以用的数据和材料里，请删去")


def is_met(need: Need, text: str, mentioned: Collection[str], facts: Mapping[str, Fact]) -> bool:
    """Whether a text meets a need."""
    if need.facts:
        return any(_is_mentioned(facts[name], text, mentioned, facts) for name in need.facts)
    return tells(need.words, text)


def mentioned_facts(report: GuardReport, facts: Mapping[str, Fact]) -> frozenset[str]:
    """The facts a text says, those of sums and differences included."""
    return frozenset(
        name for binding in report.bindings for name in (binding.fact, *binding.terms) if name in facts
    )


def tells(words: str, text: str) -> bool:
    """Whether a text tells some words in one form or another: a third of their pairs of letters is in it."""
    told = clean_text(text)
    wanted = pairs(clean_text(words))
    return not wanted or sum(pair in told for pair in wanted) * _SHARE >= len(wanted)


def _is_mentioned(wanted: Fact, text: str, mentioned: Collection[str], facts: Mapping[str, Fact]) -> bool:
    """Whether the guard bound the fact, or one of the same amount, or the text shows it as printed."""
    if wanted.id in mentioned or any(_same(wanted, facts[name]) for name in mentioned):
        return True
    return re.search(rf"(?<![0-9.,]){re.escape(surface(wanted))}(?![0-9])", text) is not None


def _same(one: Fact, other: Fact) -> bool:
    if one.decimal is None or other.decimal is None:
        return one.value == other.value
    here, there = unit_of(one.unit), unit_of(other.unit)
    return here.dimension == there.dimension and EXACT.multiply(one.decimal, here.factor) == EXACT.multiply(
        other.decimal, there.factor
    )
