"""The unit's own words as numbered items: tasks, problems, measures, experience, plans, explanations.

An item belongs to a paragraph when the offline draft tells it there: by its words, or by a figure of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ziping.domain.submission import Submission
from ziping.drafting.marking import clause

_SHORTEST = 4
"""Characters from which a text is looked for as it stands."""


class Item(NamedTuple):
    """One piece of the unit's material.

    Attributes:
        id: for the prompt, ``t3``.
        kind: what it is, for the prompt: ``工作``.
        fields: name and text of each part, none empty.
        essence: the words a paragraph must tell in some form.
        prefix: of the facts its figures became, ``evidence.t3``; empty for none.
        title: what it is called; empty: by the beginning of its essence.
        only: name of the one paragraph it belongs to; empty: every one that tells it.
    """

    id: str
    kind: str
    fields: tuple[tuple[str, str], ...]
    essence: str
    prefix: str = ""
    title: str = ""
    only: str = ""

    @property
    def called(self) -> str:
        """What it is called in a finding."""
        text = self.title or self.essence
        return f"{self.kind}“{text[:24]}{'…' if len(text) > 24 else ''}”"

    def row(self) -> dict[str, object]:
        """As a row for a prompt."""
        return {"编号": self.id, "类别": self.kind, **dict(self.fields)}


def unit_items(submission: Submission) -> tuple[Item, ...]:
    """All items in the order of the submission."""
    return tuple(
        item for item in (*_tasks(submission), *_notes(submission), *_rows(submission)) if item.essence
    )


def items_in(items: Sequence[Item], name: str, text: str, facts: Sequence[str]) -> tuple[Item, ...]:
    """The items a paragraph tells: their words stand in it, or it prints one of their figures."""
    return tuple(item for item in items if (item.only == name if item.only else _told(item, text, facts)))


def _told(item: Item, text: str, facts: Sequence[str]) -> bool:
    if any(part in text for part in (item.title, item.essence) if len(part) >= _SHORTEST):
        return True
    return bool(item.prefix) and any(fact.startswith(f"{item.prefix}.n") for fact in facts)


def _fields(**given: object) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(text)) for name, text in given.items() if text)


def _tasks(submission: Submission) -> Iterator[Item]:
    for number, task in enumerate(submission.tasks, start=1):
        title, result = clause(task.title), clause(task.result)
        fields = _fields(
            主题=clause(task.theme),
            名称=title,
            目标=clause(task.target),
            结果=result,
            依据="、".join(clause(text) for text in task.evidence if clause(text)),
        )
        yield Item(f"t{number}", "工作", fields, result or title, f"evidence.t{number}", title)


def _notes(submission: Submission) -> Iterator[Item]:
    notes = submission.notes
    for number, problem in enumerate(notes.problems, start=1):
        text, cause = clause(problem.text), clause(problem.cause)
        yield Item(f"p{number}", "问题", _fields(现象=text), text, f"note.problem{number}")
        yield Item(f"c{number}", "原因", _fields(内容=cause), cause, f"note.problem{number}")
    for number, measure in enumerate(notes.measures, start=1):
        action = clause(measure.action)
        fields = _fields(
            做什么=action,
            责任部门=clause(measure.owner),
            完成时限=clause(measure.due),
            完成标准=clause(measure.check),
        )
        yield Item(f"m{number}", "措施", fields, action, f"note.measure{number}")
    for name, kind, texts in (("e", "经验", notes.experience), ("n", "计划", notes.plans)):
        source = "experience" if name == "e" else "plan"
        for number, text in enumerate(texts, start=1):
            yield Item(
                f"{name}{number}", kind, _fields(内容=clause(text)), clause(text), f"note.{source}{number}"
            )
    for number, problem in enumerate(submission.last_year.problems, start=1):
        text = clause(problem.text)
        yield Item(f"l{number}", "上年问题", _fields(内容=text), text, f"note.last{number}")
    for number, (leaf, text) in enumerate(notes.explanations.items(), start=1):
        yield Item(f"x{number}", "说明", _fields(内容=clause(text)), clause(text), f"note.explanation.{leaf}")


def _rows(submission: Submission) -> Iterator[Item]:
    """What a project form says of the rows that departed from their targets."""
    for number, row in enumerate(submission.form.rows if submission.form is not None else (), start=1):
        reason = clause(row.reason)
        fields = _fields(
            指标=clause(row.label), 指标值=clause(row.target), 完成值=clause(row.actual), 单位说明=reason
        )
        yield Item(
            f"r{number}", "偏差说明", fields, reason, f"note.reason.{row.id}", clause(row.label), row.id
        )
