"""雷同 of a run: the words of its units from their drafts, those of last year's reports, and the result as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from ziping import resources
from ziping.batch.copies import COPIES_NAME, find_copies
from ziping.batch.copy_index import Source
from ziping.batch.last_year import LastReports
from ziping.batch.ledger import Ledger
from ziping.batch.own_words import MOST, Sentence, cut, own_sentences
from ziping.domain.batch import UnitItem, UnitResult
from ziping.domain.copies import CopyReport, CopySide
from ziping.domain.submission import Submission
from ziping.errors import ZipingError
from ziping.pipeline.draft import json_bytes
from ziping.pipeline.outputs import write_outputs

_DRAFT: Final = "draft.json"
_OWN: Final = ("rubric", "year", "unit", "tasks", "notes", "judgements", "not_applicable", "projects", "form")
"""Parts of a submission that hold words; the figures, most of the file, need not be understood."""


class _Reader:
    """Sources of a run, one after the other, and what could not be read."""

    def __init__(self, out: Path, ledger: Ledger, last: LastReports | None) -> None:
        self._out, self._ledger, self._last = out, ledger, last
        self.unread: list[str] = []

    def __iter__(self) -> Iterator[Source]:
        items = {} if self._last is None else {row.item.key: row.item for row in self._ledger.rows("done")}
        for result in self._ledger.results():
            yield from self._unit(result)
            if self._last is not None and (item := items.get(result.key)):
                yield from self._report(self._last, item)

    def _unit(self, result: UnitResult) -> Iterator[Source]:
        path = self._out / result.folder / result.files.get("draft", _DRAFT)
        side = CopySide(
            key=result.key,
            name=result.name,
            code=result.code,
            project=result.project,
            year=result.year,
            folder=result.folder,
        )
        try:
            submission = _submission(_data(path))
        except ZipingError:
            submission = None
        if submission is None:
            self.unread.append(side.title)
        else:
            yield Source(side, last_year=False, sentences=tuple(own_sentences(submission)))

    def _report(self, last: LastReports, item: UnitItem) -> Iterator[Source]:
        path = last.of(item)
        if path is None:
            return
        side = CopySide(key=item.key, name=item.name, code=item.code, project=item.project, folder=str(path))
        try:
            year, sentences = _report_words(path)
        except ZipingError:
            self.unread.append(f"{side.title}的上年报告 {path.name}")
            return
        yield Source(side.model_copy(update={"year": year}), last_year=True, sentences=sentences)

    def notes(self) -> tuple[str, ...]:
        """What could not be read, as one sentence."""
        if not self.unread:
            return ()
        named = "、".join(self.unread[:5]) + ("等" if len(self.unread) > 5 else "")
        return (f"有 {len(self.unread)} 份没有读出来，没有比对：{named}；请重做这些单位或检查文件",)


def search_copies(out: Path, ledger: Ledger, last: LastReports | None = None) -> CopyReport:
    """雷同 among all units that are done, and with last year's reports.

    Args:
        out: the output folder.
        ledger: open; read unit by unit.
        last: last year's reports; None for none.
    """
    reader = _Reader(out, ledger, last)
    report = find_copies(reader)
    return report.model_copy(update={"notes": (*report.notes, *reader.notes())})


def write_copies(out: Path, report: CopyReport) -> tuple[Path, ...]:
    """Writes ``雷同.xlsx`` and ``雷同.json``; a file that a person has edited is kept, ours is ``…（2）`` then.

    Raises:
        OutputError: they cannot be written.
    """
    from ziping.render.copies_sheet import render_copies_book

    files = {"雷同.xlsx": render_copies_book(report), COPIES_NAME: json_bytes(report.to_json())}
    return tuple(written.path for written in write_outputs(out, files))


def _data(path: Path) -> Any:
    try:
        return json.loads(resources.read_bytes(path))
    except (ValueError, RecursionError):
        return None


def _submission(draft: Any) -> Submission | None:
    """What a draft was made from, as far as it holds words; None when it tells none."""
    told = draft.get("submission") if isinstance(draft, dict) else None
    if not isinstance(told, dict):
        return None
    try:
        return Submission.model_validate({name: told[name] for name in _OWN if name in told})
    except ValidationError:
        return None


def _report_words(path: Path) -> tuple[int, tuple[Sentence, ...]]:
    """Year and sentences of a report of last year: of a draft of ours its unit's words, of any other all its text.

    Raises:
        UnreadableInputError: it cannot be read.
    """
    from ziping.compare.sides import Side
    from ziping.compare.units import text_of
    from ziping.intake.document import is_draft, read_document
    from ziping.language.reports.head import report_year

    data = resources.read_bytes(path)
    if is_draft(data) and (submission := _submission(_data(path))) is not None:
        return submission.year, tuple(own_sentences(submission))
    side = Side(read_document(data, path.name))
    text = text_of(side)
    found: dict[str, Sentence] = {}
    for part in text.sentences:
        paragraph = text.of(part)
        if part.own:
            for sentence in cut(paragraph.section.heading, paragraph.passage.place.text, part.text):
                found.setdefault(sentence.letters, sentence)
    return report_year(side.figures) or 0, tuple(found.values())[:MOST]
