"""The words of a unit that are its own: what a person typed into the form, by section, with their places.

Drafted text is no ground for 雷同: offline drafts share most of their wording, and a model phrases the same work alike
for any unit. What a person wrote goes into every draft, so whoever copied it is found there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ziping.domain.project_form import ProjectForm
from ziping.domain.submission import Notes, Submission
from ziping.language.reports.parts import segments
from ziping.language.similarity import normalised

SHORTEST: Final = 10
"""Letters below which a sentence is a label: ``按时完成`` is everybody's."""
LONGEST: Final = 2_000
"""Letters of a sentence that are looked at."""
MOST: Final = 2_000
"""Sentences of a unit that are looked at."""


class Sentence(NamedTuple):
    """A sentence in the unit's own words.

    Attributes:
        section: what it belongs to, Chinese.
        place: where in the input, Chinese.
        text: as written.
        letters: the text as it is compared: width folded, marks and spaces left out.
    """

    section: str
    place: str
    text: str
    letters: str


def own_sentences(submission: Submission) -> Iterator[Sentence]:
    """The sentences of a submission in its own words; 职能 are left out, they are the same by regulation."""
    seen: set[str] = set()
    for section, place, text in _statements(submission):
        for sentence in cut(section, place, text):
            if sentence.letters not in seen:
                seen.add(sentence.letters)
                yield sentence
        if len(seen) >= MOST:
            return


def cut(section: str, place: str, text: str) -> Iterator[Sentence]:
    """The sentences of a statement that are long enough to tell something."""
    for part in segments(text):
        letters = normalised(part.text)[:LONGEST]
        if len(letters) >= SHORTEST:
            yield Sentence(section, place, part.text.strip(), letters)


_Statement = tuple[str, str, str]


def _statements(submission: Submission) -> Iterator[_Statement]:
    unit = submission.unit
    for label, listed in (("年度工作", unit.annual_work), ("履职目标", unit.objectives)):
        yield from _listed("年度目标", label, listed)
    for number, task in enumerate(submission.tasks, start=1):
        place = f"工作任务第{number}项 {task.title}"
        yield "工作完成情况", place, task.result
        yield "年度目标", place, task.target
    yield from _notes(submission.notes)
    for leaf, judgement in submission.judgements.items():
        yield "情况说明", f"评分理由（{leaf}）", judgement.reason
    for leaf, reason in submission.not_applicable.items():
        yield "情况说明", f"不适用的理由（{leaf}）", reason
    for project in submission.projects:
        yield "情况说明", f"项目 {project.name}", project.note
    if submission.form is not None:
        yield from _form(submission.form)


def _notes(notes: Notes) -> Iterator[_Statement]:
    for number, problem in enumerate(notes.problems, start=1):
        yield "问题和原因", f"第{number}个问题", problem.text
        yield "问题和原因", f"第{number}个问题的原因", problem.cause
    for number, measure in enumerate(notes.measures, start=1):
        yield "改进措施", f"第{number}条措施", measure.action
        yield "改进措施", f"第{number}条措施的检查方式", measure.check
    yield from _listed("经验和计划", "经验做法", notes.experience)
    yield from _listed("经验和计划", "下一步计划", notes.plans)
    for leaf, text in notes.explanations.items():
        yield "情况说明", f"指标说明（{leaf}）", text


def _form(form: ProjectForm) -> Iterator[_Statement]:
    yield "年度目标", "自评表的预期目标", form.expected_objective
    yield "工作完成情况", "自评表的实际完成情况", form.achieved_objective
    for row in form.rows:
        yield "问题和原因", f"偏差原因及改进措施（{row.label}）", row.reason


def _listed(section: str, label: str, texts: tuple[str, ...]) -> Iterator[_Statement]:
    for number, text in enumerate(texts, start=1):
        yield section, f"{label}第{number}条", text
