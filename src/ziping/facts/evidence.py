"""Facts from the unit's own words: every figure of its task descriptions, notes and measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ziping.domain.fact import Fact
from ziping.domain.quantity import plain
from ziping.domain.submission import Submission
from ziping.language.numerals import NumberExpression, NumberKind, find_numbers

_SKIPPED = {NumberKind.ORDINAL, NumberKind.IDIOM}
_CONTEXT = 12
"""Characters before a figure that tell what it is about."""

_TITLE = re.compile(r"《([^《》]{1,100})》")

_STOPS = "，。；、！？：\n"

_UNITS = {NumberKind.DATE: "日期", NumberKind.DOCNO: "文号", NumberKind.CODE: "编码"}


def evidence_facts(submission: Submission) -> Iterator[Fact]:
    """``evidence.<task>.<n>`` for tasks, ``note.<kind><i>.<n>`` for notes; the label is the words before it."""
    for index, task in enumerate(submission.tasks, start=1):
        text = "。".join(
            part for part in (task.title, task.result, task.theme, *task.evidence, task.target) if part
        )
        yield from text_facts(f"evidence.t{index}", text, task.title, submission.year)
    for name, words in _notes(submission):
        yield from text_facts(f"note.{name}", words, "单位说明", submission.year)


def _notes(submission: Submission) -> Iterator[tuple[str, str]]:
    notes = submission.notes
    for index, problem in enumerate(notes.problems, start=1):
        yield f"problem{index}", f"{problem.text}。{problem.cause}"
    for index, measure in enumerate(notes.measures, start=1):
        yield f"measure{index}", f"{measure.action}。{measure.due}。{measure.check}。{measure.owner}"
    for index, text in enumerate(notes.experience, start=1):
        yield f"experience{index}", text
    for index, text in enumerate(notes.plans, start=1):
        yield f"plan{index}", text
    for leaf, text in sorted(notes.explanations.items()):
        yield f"explanation.{leaf}", text
    yield from _reasons(submission)
    unit = submission.unit
    about = (unit.name, unit.level, unit.supervising_department, unit.region)
    yield "unit", "。".join((*unit.duties, *unit.annual_work, *unit.objectives, *about))


def _reasons(submission: Submission) -> Iterator[tuple[str, str]]:
    """Where figures come from, why scores were given, why items do not apply, how contradictions were settled."""
    for name, given in sorted(submission.inputs.items()):
        yield f"source.{name}", given.source
    for leaf, judgement in sorted(submission.judgements.items()):
        yield f"judgement.{leaf}", "。".join((judgement.reason, *judgement.evidence))
    for leaf, reason in sorted(submission.not_applicable.items()):
        yield f"not_applicable.{leaf}", reason
    for index, resolution in enumerate(submission.resolutions, start=1):
        yield f"resolution{index}", resolution.reason
    for index, project in enumerate(submission.projects, start=1):
        yield f"project{index}", f"{project.name}。{project.note}"


def text_facts(prefix: str, text: str, subject: str, year: int) -> Iterator[Fact]:
    """One fact per figure and per 《title》 of a text; ordinals and fixed terms are no figures."""
    for count, title in enumerate(dict.fromkeys(_TITLE.findall(text)), start=1):
        yield Fact(id=f"{prefix}.d{count}", label="文件", value=title, unit="文件", origin="evidence")
    numbers = find_numbers(text)
    ends, starts = (0, *(one.end for one in numbers)), (*(one.start for one in numbers), len(text))
    for count, number in enumerate(numbers, start=1):
        label = _label(text, number, (ends[count - 1], starts[count]), subject)
        if number.kind in _SKIPPED:
            continue
        yield Fact(
            id=f"{prefix}.n{count}",
            label=label,
            value=_value(number),
            unit=_UNITS.get(number.kind, number.unit),
            year=year,
            origin="evidence",
            sources=(number.surface,),
        )


def _label(text: str, number: NumberExpression, between: tuple[int, int], subject: str) -> str:
    """The words of the clause before the figure, else those after it; never those of the figures ``between`` which it stands."""
    before = text[max(between[0], number.start - _CONTEXT) : number.start]
    for stop in _STOPS:
        before = before.rpartition(stop)[2]
    if len(before.strip()) >= 2:
        return before.strip()
    after = text[number.end : min(between[1], number.end + _CONTEXT)]
    for stop in _STOPS:
        after = after.partition(stop)[0]
    return after.strip() or subject


def _value(number: NumberExpression) -> str:
    value = number.value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, tuple):
        return f"{plain(value[0])}-{plain(value[1])}"
    return number.surface
