"""What 存在问题 must address, in order: lost points, broken constraints, uneven pace, contradictions, the unit's own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import Arithmetic, Compare, Name
from ziping.domain.methods import PeriodicProgress
from ziping.domain.rubric import Check
from ziping.domain.submission import Measure
from ziping.drafting.figures import Figures
from ziping.drafting.marking import clause, clean
from ziping.drafting.views import LeafView
from ziping.drafting.writer import DraftRequest

IssueKind = Literal["deduction", "constraint", "pace", "check", "noted"]
_EARLY = Decimal(120)
"""A quarter's cumulative rate (%) from which spending ran clearly ahead of the schedule."""


class MeasureView:
    """The unit's measure: what, who, until when, how it is checked."""

    def __init__(self, measure: Measure, index: int, figures: Figures) -> None:
        prefix = f"note.measure{index}"
        self.action = figures.own(prefix, measure.action)
        self.owner = figures.own(prefix, measure.owner)
        self.due = figures.own(prefix, measure.due)
        self.check = figures.own(prefix, measure.check)


class IssueView:
    """One problem with its measures; ``leaf`` is the indicator it is about, if any."""

    def __init__(self, kind: IssueKind, subject: str, leaf: LeafView | None = None) -> None:
        self.kind = kind
        self.id = subject
        """Part of the paragraph's id: the leaf, the check, or ``noted<n>``."""
        self.leaf = leaf
        self.label = leaf.label if leaf is not None else ""
        self.text = ""
        self.cause = ""
        self.names: tuple[str, ...] = ()
        """Inputs a failed check reads, as first filled in."""
        self.total = ""
        """The input that the others should add up to, if the check is a sum."""
        self.settled = ""
        """How the unit settled a failed check."""
        self.falls = False
        self.measures: tuple[MeasureView, ...] = ()


class Issues:
    """Problems of one draft in reading order."""

    def __init__(self, request: DraftRequest, leaves: tuple[LeafView, ...], figures: Figures) -> None:
        self._request, self._figures = request, figures
        self._leaves = {leaf.id: leaf for leaf in leaves}
        self._pairs = tuple(
            (measure.leaf, MeasureView(measure, index, figures))
            for index, measure in enumerate(request.submission.notes.measures, start=1)
            if clause(measure.action)
        )
        self.listed = tuple(self._all(leaves))

    def _all(self, leaves: tuple[LeafView, ...]) -> Iterator[IssueView]:
        lost = sorted((leaf for leaf in leaves if leaf.lost_points), key=lambda leaf: -leaf.lost_points)
        named: set[str] = set()
        for leaf in lost:
            named.add(leaf.id)
            yield self._with_measures(IssueView("deduction", leaf.id, leaf))
        for leaf_id in self._broken_constraints():
            issue = IssueView("constraint", f"{leaf_id}.constraint", self._leaves[leaf_id])
            yield issue if leaf_id in named else self._with_measures(issue)
            named.add(leaf_id)
        for leaf_id in self._paced():
            if leaf_id not in named:
                named.add(leaf_id)
                yield self._with_measures(IssueView("pace", f"{leaf_id}.pace", self._leaves[leaf_id]))
        yield from self._failed_checks(named)
        yield from self._noted(named)

    def _with_measures(self, issue: IssueView) -> IssueView:
        leaf = issue.leaf.id if issue.leaf is not None else issue.id
        issue.measures = tuple(view for subject, view in self._pairs if subject == leaf)
        return issue

    def _broken_constraints(self) -> list[str]:
        findings = self._request.scorecard.findings
        subjects = (finding.subject for finding in findings if finding.code == "constraint_not_met")
        return [subject for subject in dict.fromkeys(subjects) if subject in self._leaves]

    def _paced(self) -> Iterator[str]:
        """Leaves of quarterly progress whose spending ran far ahead of the schedule."""
        for leaf in self._request.rubric.leaves():
            if isinstance(leaf.indicator.method, PeriodicProgress):
                rates = [self._figures.value(name) for name in leaf.indicator.metrics]
                if any(rate is not None and rate >= _EARLY for rate in rates):
                    yield leaf.indicator.id

    def _failed_checks(self, named: set[str]) -> Iterator[IssueView]:
        checks = {check.id: check for check in self._request.rubric.checks}
        numbered = enumerate(self._request.submission.resolutions, start=1)
        settled = {item.check: self._figures.own(f"note.resolution{n}", item.reason) for n, item in numbered}
        seen: set[str] = set()
        for finding in self._request.scorecard.findings:
            name, _, inputs = finding.subject.partition(":")
            if finding.code != "check_failed" or name not in checks or name in seen:
                continue
            seen.add(name)
            issue = IssueView("check", name)
            issue.falls = bool(checks[name].never_falls)
            issue.names = tuple(self._as_filled_in(item) for item in inputs.split(",") if item)
            issue.total = self._total(checks[name])
            issue.settled = settled.get(name, "")
            issue.label = clean(checks[name].label_zh)
            if not (issue.falls and not issue.settled and self._told_with_pace(issue.names, named)):
                yield issue

    def _told_with_pace(self, names: tuple[str, ...], named: set[str]) -> bool:
        """A fall of cumulative spending is told where the budget's execution is told."""
        progress = {
            leaf.indicator.id: " ".join(point.value for point in leaf.indicator.method.checkpoints)
            for leaf in self._request.rubric.leaves()
            if isinstance(leaf.indicator.method, PeriodicProgress)
        }
        return any(leaf in named and names[-1] in read.split() for leaf, read in progress.items())

    def _total(self, check: Check) -> str:
        tree = parse_formula(check.relation) if check.relation else None
        if not isinstance(tree, Compare) or tree.op != "=" or not isinstance(tree.right, Name):
            return ""
        is_sum = isinstance(tree.left, Arithmetic) and tree.left.op == "+"
        return self._as_filled_in(tree.right.id) if is_sum else ""

    def _as_filled_in(self, name: str) -> str:
        return f"{name}.given" if self._figures.has(f"{name}.given") else name

    def _noted(self, named: set[str]) -> Iterator[IssueView]:
        """The unit's problems and measures that belong to no indicator told above."""
        notes = self._request.submission.notes
        rest = [(leaf, view) for leaf, view in self._pairs if leaf not in named]
        free = sum(1 for problem in notes.problems if not problem.leaf and clause(problem.text))
        in_order = free == sum(1 for leaf, _ in rest if not leaf)
        """Measures that name no indicator answer problems in order only if there are as many of them."""
        for index, problem in enumerate(notes.problems, start=1):
            if problem.leaf in named or not clause(problem.text):
                continue
            issue = IssueView("noted", f"noted{index}", self._leaves.get(problem.leaf))
            issue.text = self._figures.own(f"note.problem{index}", problem.text)
            issue.cause = self._figures.own(f"note.problem{index}", problem.cause)
            mine = [pair for pair in rest if pair[0] == problem.leaf][:1] if problem.leaf or in_order else []
            issue.measures = tuple(view for _, view in mine)
            rest = [pair for pair in rest if pair not in mine]
            yield issue
        self.other_measures = tuple(view for _, view in rest)
