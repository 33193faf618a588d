"""Last year's problems with what this year's data show of them; nothing is said that no figure or word of the unit tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from ziping.domain.submission import Problem
from ziping.drafting.figures import Figures
from ziping.drafting.marking import clause
from ziping.drafting.views import LeafView, TaskView
from ziping.drafting.writer import DraftRequest
from ziping.language.labels import COMMON, clean_text, pairs

Outcome = Literal["solved", "better", "open", "told", "untold"]
_MOST_FIGURES: Final = 2
_SHARED_LEAST: Final = 3
_SHARED: Final = 40
"""Per cent of a problem's neighbouring letters that stand in the piece of work that answers it."""


class LastProblemView:
    """One of last year's problems.

    ``outcome``: ``solved`` its indicator lost nothing this year, ``better`` it scored more than last year, ``open`` it did
    not, ``told`` a piece of this year's work speaks of it, ``untold`` nothing does.
    """

    def __init__(self, text: str, leaf: LeafView | None, figures: Figures, task: TaskView | None) -> None:
        self.text = text
        self.leaf = leaf
        self.task = task if leaf is None else None
        self.figures: list[str] = []
        """Figures its indicator rests on, known for both years."""
        self.has_last_score = leaf is not None and figures.has(f"last_year.{leaf.id}.score")
        if leaf is not None:
            both = [name for name in leaf.figure_ids if figures.has(name, f"last_year.{name}")]
            self.figures = both if len(both) <= _MOST_FIGURES else both[-1:]
        self.outcome = self._outcome(figures)

    def _outcome(self, figures: Figures) -> Outcome:
        leaf = self.leaf
        if leaf is None:
            return "untold" if self.task is None else "told"
        if leaf.status == "full":
            return "solved"
        if leaf.status not in {"part", "zero"}:
            return "untold"
        before, now = figures.value(f"last_year.{leaf.id}.score"), figures.value(f"{leaf.id}.score")
        return "better" if before is not None and now is not None and now > before else "open"


def last_problems(
    request: DraftRequest, leaves: Mapping[str, LeafView], tasks: Sequence[TaskView], figures: Figures
) -> list[LastProblemView]:
    """Last year's problems in the order of last year's report."""
    return list(_views(request.submission.last_year.problems, leaves, tasks, figures))


def _views(
    problems: Sequence[Problem], leaves: Mapping[str, LeafView], tasks: Sequence[TaskView], figures: Figures
) -> Iterator[LastProblemView]:
    for index, problem in enumerate(problems, start=1):
        if clause(problem.text):
            text = figures.own(f"note.last{index}", problem.text)
            yield LastProblemView(text, leaves.get(problem.leaf), figures, _answering(problem, tasks))


def _answering(problem: Problem, tasks: Sequence[TaskView]) -> TaskView | None:
    """The piece of work whose words are most of the problem's; None when none is near."""
    asked = pairs(clean_text(problem.text)) - COMMON
    shared = [
        (len(asked & pairs(clean_text(f"{task.title}。{task.result}"))), task)
        for task in tasks
        if task.result
    ]
    most, best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best if most >= _SHARED_LEAST and 100 * most >= _SHARED * len(asked) else None
