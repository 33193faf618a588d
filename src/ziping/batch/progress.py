"""What a person sees of a run: a bar on a terminal, a line every few seconds elsewhere, or one JSON event a line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ziping.batch.engine import Outcome
from ziping.batch.ledger import Counts
from ziping.domain.batch import UnitItem
from ziping.drafting.model.account import Account

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

_PAUSE = 5.0
"""Seconds between two lines when nobody watches."""
Write = Callable[[str], None]


@dataclass
class Tally:
    """How far a run is; time is monotonic, so a clock that is set back changes nothing.

    Attributes:
        todo: units of this run.
        skipped: units that were finished before.
        replaced: paragraphs that stand in a model's place.
    """

    todo: int = 0
    skipped: int = 0
    done: int = 0
    failed: int = 0
    replaced: int = 0
    account: Account | None = None
    clock: Callable[[], float] = time.monotonic
    began: float = 0.0

    def begin(self, todo: int, counts: Counts) -> None:
        """The work begins now."""
        self.todo, self.skipped, self.began = todo, counts.all - todo, self.clock()

    def count(self, outcome: Outcome) -> None:
        """A unit is through for good."""
        if outcome.result is None:
            self.failed += 1
        else:
            self.done += 1
            self.replaced += outcome.result.paragraphs.replaced

    @property
    def through(self) -> int:
        """Units of this run that are through."""
        return self.done + self.failed

    @property
    def seconds(self) -> float:
        """Since the work began."""
        return self.clock() - self.began

    @property
    def rate(self) -> float | None:
        """Units a second; None before the first."""
        return self.through / self.seconds if self.through and self.seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """None while nobody can know, and at the end."""
        left = self.todo - self.through
        return None if self.rate is None or not left else left / self.rate

    def spent(self) -> str:
        """``1,234 tokens、0.0123元``; empty without a model."""
        return "" if self.account is None else self.account.spent()

    def text(self) -> str:
        """One line: done, failed, replaced, rate, time left, tokens and cost."""
        told = [f"完成 {self.done}/{self.todo}"]
        told += [f"失败 {self.failed}"] if self.failed else []
        told += [f"离线替代 {self.replaced} 段"] if self.replaced else []
        told += [f"每秒 {self.rate:.2f} 个"] if self.rate is not None else []
        told += [f"还需 {duration(self.seconds_left)}"] if self.seconds_left is not None else []
        told += [self.spent()] if self.account is not None else []
        return "，".join(told)

    def to_json(self) -> dict[str, Any]:
        """The same for machines; rates as numbers, cost as text."""
        usage = None if self.account is None else self.account.total.usage
        cost = None if self.account is None else self.account.cost
        return {
            "todo": self.todo,
            "done": self.done,
            "failed": self.failed,
            "replaced": self.replaced,
            "seconds": round(self.seconds, 3),
            "units_per_second": None if self.rate is None else round(self.rate, 3),
            "seconds_left": None if self.seconds_left is None else round(self.seconds_left, 1),
            "tokens": None if usage is None else usage.prompt + usage.completion,
            "cost": None if cost is None else str(cost),
        }


def duration(seconds: float) -> str:
    """``1小时05分``, ``3分20秒``, ``8秒``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}小时{minutes:02}分"
    return f"{minutes}分{rest:02}秒" if minutes else f"{rest}秒"


@dataclass
class PlainFollower:
    """Lines for a log file: one every few seconds, and one for every unit that failed."""

    write: Write
    tally: Tally = field(default_factory=Tally)
    _told: float = 0.0

    def line(self, text: str) -> None:
        """Something a person should know."""
        self.write(text)

    def spending(self, account: Account) -> None:
        """From now on this account counts."""
        self.tally.account = account

    def started(self, todo: int, counts: Counts) -> None:
        """The work begins."""
        self.tally.begin(todo, counts)
        self._told = self.tally.clock()
        self.write(opening(todo, counts))

    def finished(self, item: UnitItem, outcome: Outcome, *, again: bool) -> None:
        """A unit is through."""
        if outcome.failure is not None:
            later = "（稍后再试）" if again else ""
            self.line(f"{item.name} 没有做成{later}：{outcome.failure.message}")
        if not again:
            self.tally.count(outcome)
        self._moved()

    def _moved(self) -> None:
        if self.tally.clock() - self._told >= _PAUSE:
            self._told = self.tally.clock()
            self.write(self.tally.text())

    def close(self) -> None:
        """Nothing more comes."""


class BarFollower(PlainFollower):
    """A bar on a terminal, with lines above it."""

    def __init__(self, console: Console) -> None:
        super().__init__(lambda text: console.print(text, markup=False, highlight=False))
        self._console = console
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def started(self, todo: int, counts: Counts) -> None:
        """The work begins."""
        from rich.progress import BarColumn, Progress, ProgressColumn, Task
        from rich.text import Text

        tally = self.tally

        class Told(ProgressColumn):
            """The tally, also while no unit ends: tokens and time go on."""

            def render(self, task: Task) -> Text:
                """One line."""
                del task
                return Text(tally.text(), overflow="ellipsis", no_wrap=True)

        super().started(todo, counts)
        self._bar = Progress(BarColumn(bar_width=24), Told(), console=self._console, refresh_per_second=2)
        self._task = self._bar.add_task("", total=max(todo, 1))
        if todo:
            self._bar.start()

    def _moved(self) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self.tally.through)

    def close(self) -> None:
        """The bar stays as it is."""
        if self._bar is not None:
            self._bar.stop()


class JsonFollower(PlainFollower):
    """One JSON object a line: ``started``, ``unit``, ``message``."""

    def line(self, text: str) -> None:
        """Something a person should know."""
        self._event("message", text=text)

    def started(self, todo: int, counts: Counts) -> None:
        """The work begins."""
        self.tally.begin(todo, counts)
        self._event("started", units=counts.all, todo=todo)

    def finished(self, item: UnitItem, outcome: Outcome, *, again: bool) -> None:
        """A unit is through."""
        if not again:
            self.tally.count(outcome)
        result, failure = outcome.result, outcome.failure
        told: dict[str, Any] = {"key": item.key, "unit": item.name, "project": item.project}
        if result is not None:
            told |= {
                "state": "done",
                "folder": result.folder,
                "total_score": str(result.total_score),
                "status": result.status,
                "rejected": result.rejected,
                "replaced": result.paragraphs.replaced,
            }
        elif failure is not None:
            told |= {
                "state": "again" if again else "failed",
                "cause": failure.cause.value,
                "message": failure.message,
            }
        self._event("unit", **told, progress=self.tally.to_json())

    def _event(self, event: str, **told: Any) -> None:
        self.write(json.dumps({"event": event, **told}, ensure_ascii=False))


def opening(todo: int, counts: Counts) -> str:
    """What a run begins with."""
    told = f"共 {counts.all} 个单位，这次要做 {todo} 个"
    if counts.all > todo:
        told += f"，其余 {counts.all - todo} 个不用做（已完成、没有选中或要先改填报表）"
    if counts.gone:
        told += f"；以前做过的 {counts.gone} 个不在这次的输入里，它们的文件夹不动，也不进汇总"
    return told
