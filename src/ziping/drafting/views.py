"""What phrase templates see of the scorecard and the submission: words and marked figures, nothing raw."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ziping.domain.rubric import Indicator
from ziping.domain.scorecard import GroupLine, PartLine, ScoreLine
from ziping.domain.submission import Project, Submission, Task
from ziping.drafting.figures import Figures
from ziping.drafting.marking import clause, clean
from ziping.drafting.needs import figure_ids, method_name, needed


class PartView:
    """A part of an item: a condition of a checklist, a quarter, a part of a composite."""

    def __init__(self, line: PartLine, leaf: str, figures: Figures) -> None:
        self.id = line.id
        self.label = figures.own(f"rule.{leaf}", line.label)
        self.status = _status(line.score, line.points, pending=line.status == "pending")
        self.asserted = line.status == "asserted"
        self._name = f"{leaf}.{line.id}"
        self._figures = figures

    @property
    def score(self) -> str:
        """``得分`` with 分."""
        return self._figures.f(f"{self._name}.score")

    @property
    def max(self) -> str:
        """``分值`` with 分."""
        return self._figures.f(f"{self._name}.max_score")

    @property
    def lost(self) -> str:
        """``扣分`` with 分."""
        return self._figures.f(f"{self._name}.lost_points")


class LeafView:
    """A leaf indicator (三级指标)."""

    def __init__(
        self, line: ScoreLine, indicator: Indicator, submission: Submission, figures: Figures
    ) -> None:
        self.id = line.id
        self.label = figures.own(f"rule.{line.id}", line.called)
        self.group_label = clean(line.path[-2]) if len(line.path) > 1 else self.label
        self.status = _leaf_status(line)
        self.method = method_name(indicator.method)
        self.asserted = line.status == "asserted"
        self.lost_points = line.lost or Decimal(0)
        self.missing = needed(line)
        self.evidence = tuple(clause(text) for text in line.evidence_asked)
        self.unverified = line.unverified
        self._line, self._indicator = line, indicator
        self._submission, self._figures = submission, figures

    @property
    def score(self) -> str:
        """``得分`` with 分."""
        return self._figures.f(f"{self.id}.score")

    @property
    def max(self) -> str:
        """``分值`` with 分."""
        return self._figures.f(f"{self.id}.max_score")

    @property
    def lost(self) -> str:
        """``扣分`` with 分."""
        return self._figures.f(f"{self.id}.lost_points")

    @property
    def is_mixed(self) -> bool:
        """Whether part of the score is proven and part is the unit's word."""
        return self._figures.has(f"{self.id}.proven", f"{self.id}.asserted")

    @cached_property
    def parts(self) -> tuple[PartView, ...]:
        """Its parts; a checklist of one line has none."""
        return tuple(PartView(part, self.id, self._figures) for part in self._line.parts)

    def parts_with(self, *status: str) -> list[PartView]:
        """Parts of one or several statuses."""
        return [part for part in self.parts if part.status in status]

    @cached_property
    def figure_ids(self) -> list[str]:
        """The figures its score reads, known or not."""
        return figure_ids(self._indicator, self._figures.facts)

    @property
    def why_not(self) -> str:
        """Why it does not apply."""
        return self._figures.own(
            f"note.not_applicable.{self.id}", self._submission.not_applicable.get(self.id, "")
        )

    @property
    def told(self) -> str:
        """The unit's sentence about how it was done."""
        text = self._submission.notes.explanations.get(self.id, "")
        return self._figures.own(f"note.explanation.{self.id}", text)

    @property
    def reason(self) -> str:
        """Why a person gave this score."""
        given = self._submission.judgements.get(self.id)
        return self._figures.own(f"note.judgement.{self.id}", given.reason) if given else ""

    @property
    def grounds(self) -> list[str]:
        """The evidence a person named for the score."""
        given = self._submission.judgements.get(self.id)
        return self._figures.owns(f"note.judgement.{self.id}", given.evidence) if given else []

    @cached_property
    def causes(self) -> list[str]:
        """The unit's own words on why points were lost."""
        return [
            self._figures.own(f"note.problem{index}", problem.cause)
            for index, problem in enumerate(self._submission.notes.problems, start=1)
            if problem.leaf == self.id and clause(problem.cause)
        ]

    @cached_property
    def told_problems(self) -> list[str]:
        """The unit's own words on what went wrong."""
        return [
            self._figures.own(f"note.problem{index}", problem.text)
            for index, problem in enumerate(self._submission.notes.problems, start=1)
            if problem.leaf == self.id and clause(problem.text)
        ]


class GroupView:
    """A level-1 or level-2 indicator with its leaves."""

    def __init__(self, line: GroupLine, leaves: tuple[LeafView, ...], figures: Figures) -> None:
        self.id = line.id
        self.label = clean(line.label)
        self.pending = line.status == "pending"
        self.leaves = leaves
        self.lost_points = sum((leaf.lost_points for leaf in leaves), Decimal(0))
        self._figures = figures

    def leaves_with(self, *status: str) -> list[LeafView]:
        """Leaves of one or several statuses, in reading order."""
        return [leaf for leaf in self.leaves if leaf.status in status]

    @property
    def deducted(self) -> list[LeafView]:
        """Leaves that lost points, most points first."""
        return sorted((leaf for leaf in self.leaves if leaf.lost_points), key=lambda leaf: -leaf.lost_points)

    @property
    def asserted(self) -> bool:
        """Whether every point rests on the unit's word."""
        return all(leaf.asserted and not leaf.is_mixed for leaf in self.leaves)

    @property
    def score(self) -> str:
        """Sub-total with 分."""
        return self._figures.f(f"{self.id}.score")

    @property
    def max(self) -> str:
        """``分值`` with 分."""
        return self._figures.f(f"{self.id}.max_score")

    @property
    def lost(self) -> str:
        """``扣分`` with 分."""
        return self._figures.f(f"{self.id}.lost_points")

    @property
    def count(self) -> str:
        """How many leaves, with 个."""
        return self._figures.f(f"{self.id}.leaf_count")


class TaskView:
    """A piece of work: title, result, evidence."""

    def __init__(self, task: Task, index: int, figures: Figures) -> None:
        prefix = f"evidence.t{index}"
        self.title = figures.own(prefix, task.title)
        self.result = figures.own(prefix, task.result)
        self.theme = figures.own(prefix, task.theme)
        self.kind = clean(task.kind)
        self.target = figures.own(prefix, task.target)
        self.aspects = task.aspects
        self.evidence = figures.owns(prefix, task.evidence)

    @property
    def gist(self) -> str:
        """The first clause of the result, which holds its main figure."""
        ends = [self.result.find(stop) for stop in "，；。"]
        end = min((end for end in ends if end > 0), default=len(self.result))
        return self.result[:end]


class ProjectView:
    """A project of the unit's list: name, note, and its figures ``<id>.budget .spent .rate`` as far as given."""

    def __init__(self, project: Project, index: int, figures: Figures) -> None:
        self.id = f"project.n{index}"
        self.name = figures.own(f"note.project{index}", project.name)
        self.note = figures.own(f"note.project{index}", project.note)
        self.late = project.on_time is False
        self.has_figures = figures.has(f"{self.id}.budget", f"{self.id}.spent")


@dataclass(frozen=True, slots=True)
class ThemeView:
    """Tasks under one heading of the unit."""

    label: str
    tasks: tuple[TaskView, ...]

    @property
    def evidence(self) -> list[str]:
        """Evidence of all its tasks, each once."""
        return list(dict.fromkeys(text for task in self.tasks for text in task.evidence))


def themes_of(tasks: tuple[TaskView, ...]) -> tuple[ThemeView, ...]:
    """Tasks by theme, in the order themes first appear."""
    labels = dict.fromkeys(task.theme for task in tasks)
    return tuple(ThemeView(label, tuple(task for task in tasks if task.theme == label)) for label in labels)


def _status(score: Decimal | None, points: Decimal, *, pending: bool) -> str:
    if pending or score is None:
        return "pending"
    if score >= points:
        return "full"
    return "part" if score > 0 else "zero"


def _leaf_status(line: ScoreLine) -> str:
    """``full part zero pending reserved``, or how an item that does not apply counts."""
    if line.reserved:
        return "reserved"
    if line.status != "not_applicable":
        return _status(line.score, line.max_score, pending=line.status == "pending")
    if line.score:
        return "not_applicable_full"
    return "not_applicable_excluded" if line.max_score else "not_applicable_moved"
