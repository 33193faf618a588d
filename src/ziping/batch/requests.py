"""``export-requests``: what a run would ask its model, as files of OpenAI's Batch format.

A unit is written as in a run, by a model that only knows the stored answers: what it is asked beyond them goes into the
file and counts as no answer. So the first export holds the first ask of every section, and one after an import holds the
rewrites of what the guard did not let through, whatever round it is.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Final, NamedTuple

from ziping.batch.asks_ahead import asks_ahead
from ziping.batch.engine import Terms
from ziping.batch.last_year import LastReports
from ziping.batch.ledger import REFUSED, Ledger, ledger_path
from ziping.batch.pool import spread
from ziping.batch.request_book import Request, RequestBook
from ziping.batch.run import Order, found_units
from ziping.domain.batch import UnitItem
from ziping.drafting.model.asking import Ask
from ziping.drafting.model.endpoint import chat_request, identity_of
from ziping.drafting.model.options import ModelSettings
from ziping.drafting.model.providers import Method
from ziping.drafting.model.remembered import remembered_capabilities
from ziping.drafting.model.store import AnswerStore
from ziping.errors import OutputError, RunHaltedError, UsageError
from ziping.pipeline.unit import failure_of

URL: Final = "/v1/chat/completions"
MOST_LINES: Final = 50_000
_MOST_BYTES: Final = 190_000_000
"""Services take 200 MB a file."""


class Exported(NamedTuple):
    """What was exported.

    Attributes:
        files: in their order.
        requests: lines of all files.
        units: that were looked at.
        waiting: units for which something is asked.
        answered: requests whose answers are there.
        failed: units that cannot be drafted, with the reason.
    """

    files: tuple[Path, ...]
    requests: int
    units: int
    waiting: int
    answered: int
    failed: tuple[tuple[str, str], ...]


class UnitAsks(NamedTuple):
    """What one unit asks.

    Attributes:
        asks: without an answer, as they are sent.
        answered: with one.
        failure: why it cannot be drafted; empty when it can.
    """

    name: str
    asks: tuple[Ask, ...] = ()
    answered: int = 0
    failure: str = ""


def export_requests(
    order: Order,
    path: Path,
    sent_as: str = "",
    most: int = MOST_LINES,
    tell: Callable[[int], None] | None = None,
) -> Exported:
    """Writes the requests of all units that have no stored answer yet.

    Args:
        order: of the later run; its output folder holds answers and records. Without inputs the units are those of
            the folder's ledger.
        path: ``requests.jsonl``; further files are ``requests_2.jsonl`` and so on.
        sent_as: the model's name in the file where the offline runner knows it by another; the run's otherwise.
        most: lines of a file.
        tell: hears how many units are through.

    Raises:
        UsageError: no model is named, or there is nothing to look at.
        OutputError: a file cannot be written.
    """
    if order.run is None or order.run.store is None:
        raise UsageError(
            "没有指定模型：请加 --model 和 --base-url，与以后 ziping batch run 用的一样，答案才对得上"
        )
    terms, settings = order.terms(), order.run.settings
    last = None if order.last_year is None else LastReports(order.last_year)
    items = [(item, str((last.of(item) if last else None) or "")) for item in _items(order, terms)]
    work = partial(unit_asks, terms, order.run.store)
    requests = answered = waiting = 0
    failed: list[tuple[str, str]] = []
    line = _Lines(settings, sent_as or settings.target().model)
    with RequestBook(terms.out) as book, _Files(path, most) as files:
        for found in spread(work, items, order.workers, tell):
            answered += found.answered
            waiting += bool(found.asks)
            if found.failure:
                failed.append((found.name, found.failure))
            for ask in found.asks:
                if book.note(line.request(found.name, ask)):
                    requests += 1
                    files.write(line.text(ask))
    return Exported(tuple(files.finished), requests, len(items), waiting, answered, tuple(failed))


def _items(order: Order, terms: Terms) -> list[UnitItem]:
    if order.inputs:
        found = list(found_units(order, terms).items)
    else:
        with Ledger(ledger_path(terms.out), read_only=True) as ledger:
            found = [row.item for row in ledger.rows() if row.basis != REFUSED]
    only, limit = order.choice.only, order.choice.limit
    return [item for item in found if only in f"{item.name}\n{item.code}\n{item.project}\n{item.path}"][
        :limit
    ]


def unit_asks(terms: Terms, store: Path, given: tuple[UnitItem, str]) -> UnitAsks:
    """What one unit asks beyond the stored answers; a failure is part of what comes back.

    Args:
        terms: of the run.
        store: of the answers.
        given: the unit and the path of its report of last year, empty for none.
    """
    item, last_year = given
    try:
        return asyncio.run(_collected(terms, store, item, Path(last_year) if last_year else None))
    except RunHaltedError:
        raise
    except Exception as error:  # noqa: BLE001 - one unit never takes the others down
        return UnitAsks(item.name, failure=failure_of(error).message)


async def _collected(terms: Terms, path: Path, item: UnitItem, last_year: Path | None) -> UnitAsks:
    if terms.run is None:
        raise RuntimeError("an export without a model")
    identity = identity_of(terms.run.settings)
    async with AnswerStore(path) as store:
        ahead = await asks_ahead(terms, item, last_year, lambda ask: store.get(ask.key(*identity)))
        return UnitAsks(item.name, ahead.asks, ahead.answered)


class _Lines:
    """Requests as lines of the file."""

    def __init__(self, settings: ModelSettings, sent_as: str) -> None:
        self._settings, self._sent_as = settings, sent_as
        self._target = settings.target()
        self._identity = identity_of(settings)
        known = remembered_capabilities(settings.remembered, self._target)
        self._methods = (known or self._target.provider.capabilities).methods

    def _method(self, ask: Ask) -> Method:
        return self._methods[0] if ask.schema is not None else "plain"

    def request(self, unit: str, ask: Ask) -> Request:
        """What is noted of a request."""
        return Request(
            ask.key(*self._identity),
            unit,
            ask.purpose,
            self._method(ask),
            ask.schema is not None,
            ask.max_tokens,
            self._target.base_url,
            self._target.model,
            self._sent_as,
        )

    def text(self, ask: Ask) -> str:
        """The line; its body is what a live request says."""
        messages, more = chat_request(
            ask, self._method(ask), self._target.provider.limit_field, self._settings.extra
        )
        body = {
            "model": self._sent_as,
            "messages": [{"role": message.role, "content": message.text} for message in messages],
            "temperature": float(self._settings.temperature),
            **more,
        }
        line = {"custom_id": ask.key(*self._identity), "method": "POST", "url": URL, "body": body}
        return json.dumps(line, ensure_ascii=False)


class _Files:
    """``requests.jsonl``, ``requests_2.jsonl`` …: each is written beside its place and renamed when all are whole."""

    def __init__(self, path: Path, most: int) -> None:
        self._path, self._most = path, most
        self._live: IO[bytes] | None = None
        self._staged: list[Path] = []
        self._lines = self._bytes = 0
        self.finished: list[Path] = []

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._close()
            for number, staged in enumerate(self._staged if kind is None else (), start=1):
                place = self._place(number)
                staged.replace(place)
                self.finished.append(place)
        except OSError as error:
            raise self._failed(error) from error
        finally:
            for staged in self._staged:
                staged.unlink(missing_ok=True)

    def write(self, line: str) -> None:
        """The next line, in a new file when one is full."""
        data = line.encode("utf-8") + b"\n"
        try:
            if self._live is None or self._lines >= self._most or self._bytes + len(data) > _MOST_BYTES:
                self._begin()
            if self._live is not None:
                self._live.write(data)
        except OSError as error:
            raise self._failed(error) from error
        self._lines += 1
        self._bytes += len(data)

    def _begin(self) -> None:
        self._close()
        folder = self._path.parent
        folder.mkdir(parents=True, exist_ok=True)
        staged = folder / f".{self._path.name}.{uuid.uuid4().hex}"
        self._live = staged.open("xb")
        self._staged.append(staged)
        self._lines = self._bytes = 0

    def _close(self) -> None:
        live, self._live = self._live, None
        if live is not None:
            live.close()

    def _place(self, number: int) -> Path:
        return self._path if number == 1 else self._path.with_stem(f"{self._path.stem}_{number}")

    def _failed(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self._path}：写不进去（{error.strerror}），请检查文件夹权限和磁盘空间", error.errno or 0
        )
