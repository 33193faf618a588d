"""The words templates may use: figures, indicators, tasks, problems, and the clerk's ways of listing things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from ziping.domain.methods import Aspect, Judgement
from ziping.domain.outline import chinese_number
from ziping.domain.submission import DocumentReference
from ziping.drafting.figures import Figures
from ziping.drafting.issues import Issues
from ziping.drafting.last_problems import last_problems
from ziping.drafting.marking import clause, clean
from ziping.drafting.project_form import form_words
from ziping.drafting.tables import TableWriter
from ziping.drafting.views import GroupView, LeafView, ProjectView, TaskView, themes_of
from ziping.drafting.writer import DraftRequest
from ziping.errors import RenderError

MAX_INLINE = 5
"""Most items of one 一是……二是…… row."""


class Vocabulary:
    """Builds the context of one draft's templates."""

    def __init__(self, request: DraftRequest, figures: Figures, tables: TableWriter) -> None:
        self._request, self._figures, self._tables = request, figures, tables
        indicators = {leaf.indicator.id: leaf.indicator for leaf in request.rubric.leaves()}
        self._indicators = indicators
        self._leaves = {
            line.id: LeafView(line, indicators[line.id], request.submission, figures)
            for line in request.scorecard.lines
        }
        self._groups = {
            group.id: GroupView(
                group,
                tuple(
                    self._leaves[line.id]
                    for line in request.scorecard.lines
                    if line.path[: len(group.path)] == group.path
                ),
                figures,
            )
            for group in request.scorecard.groups
        }
        self._paths = {group.id: group.path for group in request.scorecard.groups}
        self._tasks = tuple(
            TaskView(task, index, figures)
            for index, task in enumerate(request.submission.tasks, start=1)
            if clause(task.title) or clause(task.result)
        )

    def context(self) -> dict[str, Any]:
        """Names templates may use; ``para`` and ``pick`` are added for each section."""
        figures, submission = self._figures, self._request.submission
        leaves = tuple(self._leaves.values())
        issues = Issues(self._request, leaves, figures)
        return {
            "f": figures.f,
            "has": figures.has,
            "value": figures.value,
            "is_zero": figures.is_zero,
            "label": figures.label,
            "lack": figures.lack,
            "ask": figures.ask,
            "ask_for": figures.ask_for,
            "leaf": self.leaf,
            "group": self.group,
            "groups_below": self.groups_below,
            "leaves": leaves,
            "aspects": self.aspects,
            "documents": self.documents,
            "source": self.source,
            "table": self._tables.reference,
            "join": join,
            "names": names,
            "by_missing": by_missing,
            "enumerate": enumerate_clauses,
            "chunks": chunks,
            "year": f"{submission.year}年",
            "next_year": f"{submission.year + 1}年",
            "rubric_title": clean(self._request.rubric.title),
            "final": self._request.scorecard.status == "final",
            "grade": self._request.scorecard.grade,
            "entered": self._request.scorecard.entered is not None,
            "incomplete": self._request.rubric.status == "incomplete",
            "tasks": self._tasks,
            "tasks_of": self.tasks_of,
            "themes": themes_of(self._tasks),
            "issues": issues.listed,
            "other_measures": issues.other_measures,
            "last_problems": last_problems(self._request, self._leaves, self._tasks, figures),
            **self._unit_words(),
            **form_words(self._request, figures),
        }

    def _unit_words(self) -> dict[str, Any]:
        """The unit's own words, each list with its figures marked."""
        figures, submission = self._figures, self._request.submission
        unit, notes = submission.unit, submission.notes
        numbered = enumerate(submission.projects, start=1)
        views = [ProjectView(project, n, figures) for n, project in numbered if clause(project.name)]
        return {
            "unit_name": figures.own("note.unit", unit.name),
            "unit_level": figures.own("note.unit", unit.level),
            "supervisor": figures.own("note.unit", unit.supervising_department),
            "duties": figures.owns("note.unit", unit.duties),
            "annual_work": figures.owns("note.unit", unit.annual_work),
            "objectives": figures.owns("note.unit", unit.objectives),
            "experience": self._numbered("experience", notes.experience),
            "plans": self._numbered("plan", notes.plans),
            "unit_region": figures.own("note.unit", unit.region),
            "projects": [view.name for view in views],
            "late_projects": [view.name for view in views if view.late],
            "project_list": views,
        }

    def _numbered(self, kind: str, texts: Sequence[str]) -> list[str]:
        own = self._figures.own
        return [own(f"note.{kind}{n}", text) for n, text in enumerate(texts, start=1) if clause(text)]

    def leaf(self, name: str) -> LeafView:
        """A leaf by id."""
        if name not in self._leaves:
            raise RenderError(f"模板用到的指标 {name!r} 不在评分标准中，可用：{'、'.join(self._leaves)}")
        return self._leaves[name]

    def group(self, name: str) -> GroupView:
        """A level-1 or level-2 indicator by id."""
        if name not in self._groups:
            raise RenderError(f"模板用到的指标 {name!r} 不在评分标准中，可用：{'、'.join(self._groups)}")
        return self._groups[name]

    def groups_below(self, name: str = "") -> list[GroupView]:
        """The groups right below one, or the level-1 groups."""
        above = self._paths[name] if name else ()
        depth = len(above) + 1
        return [
            self._groups[inner]
            for inner, path in self._paths.items()
            if len(path) == depth and path[: depth - 1] == above
        ]

    def aspects(self, name: str) -> list[dict[str, Any]]:
        """Aspects of a judged item: label, whether the judged score covers it, tasks that show it."""
        method = self._indicators[name].method
        offered: tuple[Aspect, ...] = ()
        if isinstance(method, Judgement) and method.choose is not None:
            offered = method.choose.aspects
        given = self._request.submission.judgements.get(name)
        covered = given.aspects if given is not None else ()
        return [
            {
                "id": aspect.id,
                "label": clean(aspect.label_zh),
                "covered": aspect.id in covered,
                "themes": themes_of(tuple(task for task in self._tasks if aspect.id in task.aspects)),
            }
            for aspect in offered
        ]

    def tasks_of(self, *kinds: str) -> list[TaskView]:
        """Tasks with a target of one of the kinds (数量指标), all with a target for none."""
        return [task for task in self._tasks if task.target and (not kinds or task.kind in kinds)]

    def documents(self, *words: str) -> list[str]:
        """《名称》（文号） of the documents whose title holds one of the words; all of them without words."""
        return [
            self._document(index, document)
            for index, document in enumerate(self._request.submission.documents, start=1)
            if not words or any(word in document.title for word in words)
        ]

    def source(self, name: str) -> str:
        """The unit's note on where an input comes from."""
        given = self._request.submission.effective_inputs().get(name)
        return self._figures.own(f"note.source.{name}", given.source) if given is not None else ""

    def _document(self, index: int, document: DocumentReference) -> str:
        title = self._marked(f"document.n{index}", clause(document.title).strip("《》"))
        number = clause(document.number)
        marked = self._marked(f"document.n{index}.number", number)
        return f"《{title}》（{marked}）" if number else f"《{title}》"

    def _marked(self, fact: str, text: str) -> str:
        return self._figures.marks.wrap(fact, text) if fact in self._figures.facts else text


def join(items: Iterable[str]) -> str:
    """a、b、c; with commas when an item itself holds a 、 (资金支出规范，资金调整、调剂规范)."""
    listed = list(items)
    return ("，" if any("、" in item for item in listed) and len(listed) > 1 else "、").join(listed)


def names(leaves: Iterable[LeafView]) -> str:
    """Labels of several leaves, joined."""
    return join(leaf.label for leaf in leaves)


def by_missing(leaves: Iterable[LeafView]) -> list[list[LeafView]]:
    """Leaves that lack the very same things together, in the order they first appear."""
    alike: dict[tuple[str, ...], list[LeafView]] = {}
    for leaf in leaves:
        alike.setdefault(leaf.missing or (leaf.id,), []).append(leaf)
    return list(alike.values())


def chunks(items: Sequence[Any], most: int = MAX_INLINE) -> list[Sequence[Any]]:
    """Rows of nearly equal length, none longer than ``most``."""
    rows = -(-len(items) // most) or 1
    size, longer = divmod(len(items), rows)
    edges = [size * row + min(row, longer) for row in range(rows + 1)]
    return [items[start:end] for start, end in pairwise(edges)]


def enumerate_clauses(items: Sequence[str]) -> str:
    """Parallel clauses: 一是……；二是……。 from three on, otherwise simply joined; without the closing stop."""
    if len(items) < 3:
        return "；".join(items)
    return "；".join(f"{chinese_number(number)}是{item}" for number, item in enumerate(items, start=1))
