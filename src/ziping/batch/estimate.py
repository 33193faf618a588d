"""``--dry-run``: how many units, requests, tokens and how much money a run would take; nothing is written or sent."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ziping.batch.choose import chosen
from ziping.batch.found import Fault
from ziping.batch.keys import Basis
from ziping.batch.last_year import LastReports
from ziping.batch.ledger import Ledger, Row, ledger_path
from ziping.batch.run import Order, found_units
from ziping.batch.sources import load_item
from ziping.domain.quantity import format_quantity, quantize
from ziping.drafting.asks import desks_of
from ziping.drafting.model.account import cost_of
from ziping.drafting.model.asking import Usage
from ziping.drafting.model.options import Price
from ziping.drafting.model.tokens import estimate_ask, estimate_tokens
from ziping.drafting.offline import write_offline
from ziping.drafting.plan import plan_sections
from ziping.errors import ZipingError
from ziping.pipeline.model_draft import jobs_of
from ziping.pipeline.unit import score_given

FORMAT = "ziping/batch-estimate/1"
SAMPLED = 12
"""Units that are looked at; the others are taken to be like them."""
LISTED = 20
"""Inputs that cannot be read and are told one by one."""


@dataclass(frozen=True)
class Sample:
    """What one unit asks when everything is right at once."""

    calls: int
    usage: Usage


@dataclass(frozen=True)
class Estimate:
    """What a run would take.

    Attributes:
        units: to be done.
        faults: inputs that cannot be read.
        samples: units looked at, without those that cannot be scored.
        unread: units looked at that cannot.
        attempts: how often a paragraph may be written; the most that may be spent grows with it.
    """

    units: int
    all: int
    faults: tuple[Fault, ...]
    with_model: bool
    samples: tuple[Sample, ...]
    unread: int
    attempts: int
    price: Price | None

    @property
    def calls(self) -> int:
        """Requests when nothing has to be written twice."""
        return self._scaled(sum(sample.calls for sample in self.samples))

    @property
    def usage(self) -> Usage:
        """Tokens of these requests."""
        return Usage(
            self._scaled(sum(sample.usage.prompt for sample in self.samples)),
            self._scaled(sum(sample.usage.completion for sample in self.samples)),
            estimated=True,
        )

    def _scaled(self, total: int) -> int:
        looked_at = len(self.samples) + self.unread
        return -(-total * self.units // looked_at) if looked_at else 0

    @property
    def cost(self) -> Decimal | None:
        """元; None without a price."""
        return None if self.price is None else quantize(cost_of(self.usage, self.price), 2)

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"共 {self.all} 个单位，这次要做 {self.units} 个"
        if self.faults:
            yield f"有 {len(self.faults)} 份输入不能做："
            yield from (f"- {fault.message}" for fault in self.faults[:LISTED])
            more = len(self.faults) - LISTED
            yield (f"- 还有 {more} 份；" if more > 0 else "") + "全部问题可用 ziping batch check 列成表格"
        if not self.with_model:
            yield "不用模型，不花钱"
            return
        usage = self.usage
        told = f"大约问模型 {self.calls:,} 次，{usage.prompt + usage.completion:,} tokens"
        told += f"（发送 {usage.prompt:,}，回答 {usage.completion:,}）"
        yield told + (f"，{format_quantity(self.cost, '元')}" if self.cost is not None else "")
        yield (
            f"按 {len(self.samples) + self.unread} 个单位推算，每段一次写成的情况；没有通过校验的段落会重写，"
            f"最多 {self.attempts} 次，以 --budget 为限"
        )
        if self.price is None:
            yield "要估算金额，请在 ziping.toml 的 [model.price] 里写每百万 token 的价格"

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "format": FORMAT,
            "units": self.all,
            "todo": self.units,
            "unreadable": len(self.faults),
            "unreadable_inputs": [
                {"path": fault.path, "number": fault.number, "message": fault.message}
                for fault in self.faults
            ],
            "calls": self.calls if self.with_model else 0,
            "prompt_tokens": self.usage.prompt,
            "completion_tokens": self.usage.completion,
            "cost": None if self.cost is None else str(self.cost),
            "sampled": len(self.samples) + self.unread,
        }


def estimate_batch(order: Order, tell: Callable[[str], None]) -> Estimate:
    """What ``run_batch`` would do.

    Raises:
        UnreadableInputError: an input does not exist.
        UsageError: there is nothing among the inputs, or a setting is wrong.
    """
    terms = order.terms()
    with _copied(terms.out, tell) as ledger:
        found = found_units(order, terms)
        ledger.register(found.items, found.faults)
        last = None if order.last_year is None else LastReports(order.last_year)
        rows = list(chosen(ledger, Basis(terms, last), terms.out, order.choice))
        counts = ledger.counts()
    samples: list[Sample] = []
    unread = 0
    for row in _spread(rows) if order.run is not None else ():
        try:
            samples.append(_sample(row, order))
        except ZipingError:
            unread += 1
    settings = None if order.run is None else order.run.settings
    return Estimate(
        len(rows),
        counts.all,
        found.faults,
        order.run is not None,
        tuple(samples),
        unread,
        1 if settings is None else settings.max_attempts,
        None if settings is None else settings.price,
    )


def _spread(rows: list[Row]) -> list[Row]:
    """Some rows, evenly from first to last."""
    count = min(SAMPLED, len(rows))
    return [rows[number * len(rows) // count] for number in range(count)]


def _sample(row: Row, order: Order) -> Sample:
    scored = score_given(load_item(row.item, order.folders), order.folders, order.rubric or "")
    (job,) = jobs_of([scored], order.folders)
    skeleton = write_offline(job.request)
    plans = plan_sections(job.request, skeleton)
    asks = [desk.first() for desk in desks_of(job.book, plans, job.request.submission.year)]
    planned = {paragraph.id for plan in plans for paragraph in plan.paragraphs}
    written = (paragraph.text for paragraph in skeleton.paragraphs() if paragraph.id in planned)
    return Sample(
        len(asks),
        Usage(
            sum(estimate_ask(ask).prompt for ask in asks), sum(map(estimate_tokens, written)), estimated=True
        ),
    )


@contextmanager
def _copied(out: Path, tell: Callable[[str], None]) -> Iterator[Ledger]:
    """A copy of the output folder's ledger that may be written; an empty one when there is none."""
    with tempfile.TemporaryDirectory(prefix="ziping-") as folder:
        copy = Path(folder) / "copy.sqlite"
        if ledger_path(out).is_file():
            with Ledger(ledger_path(out), read_only=True) as there, closing(sqlite3.connect(copy)) as target:
                there.live.backup(target)
        with Ledger(copy, tell) as ledger:
            yield ledger
