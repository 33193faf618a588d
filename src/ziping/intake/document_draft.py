"""A ``draft.json`` of ours as a document: the headings, paragraphs and tables that its Word file shows, in that order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import ValidationError

from ziping.domain import draft as drafted
from ziping.domain.document import Block, Document, Heading, Paragraph, Table, TableCell
from ziping.domain.draft import FORMAT, Draft
from ziping.domain.draft_grid import slots
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError, ZipingError

_DRAFTS: Final = FORMAT.rpartition("/")[0] + "/"
_NUMBER: Final = re.compile(r".*?([0-9]*)$")


def read_draft_text(text: str, name: str) -> Draft:
    """A ``draft.json``.

    Args:
        text: of the file.
        name: shown in messages.

    Raises:
        UnreadableInputError: not JSON, another format, or damaged.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableInputError(
            f"{name}：不是完整的 JSON，请选择 ziping draft 生成的 draft.json"
        ) from error
    written = data.get("format") if isinstance(data, dict) else None
    if isinstance(written, str) and written.startswith("ziping/") and not written.startswith(_DRAFTS):
        raise UnreadableInputError(f"{name}：这是 {written}，不是报告；请选择同一个文件夹里的 draft.json")
    if written != FORMAT:
        raise UnreadableInputError(f"{name}：format 是 {written!r}，本版本只认 {FORMAT}，请用本版本重新生成")
    try:
        return Draft.model_validate(data)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise UnreadableInputError(f"{name}：内容不完整（{place}），可能被改动过，请重新生成") from error


def draft_document(draft: Draft, name: str) -> Document:
    """The document that the Word file of the draft would be read as.

    Raises:
        UnreadableInputError: a table whose cells do not fill it.
    """
    try:
        return Document(name, tuple(_Reader(name).blocks(draft)))
    except ZipingError as error:
        raise UnreadableInputError(f"{name}：{error}") from error


class _Reader:
    """Walks the draft in the order of the report's template and numbers what it finds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._path: list[tuple[int, str]] = []
        self._tables = self._paragraphs = 0

    def blocks(self, draft: Draft) -> Iterator[Block]:
        yield from self._texts((draft.title, *(line.text for line in draft.cover)))
        yield from self._texts(_addressed(draft))
        for section in draft.sections:
            yield from self._heading(section.level, section.heading)
            yield from self._blocks(section.blocks)
        yield from self._texts(_closing(draft))
        for annex in draft.attachments:
            yield from self._heading(1, annex.label)
            yield from self._texts((annex.title,))
            yield from self._blocks(annex.blocks)

    def _place(self, **kept: int) -> Place:
        return Place(file=self._name, heading=" > ".join(text for _, text in self._path) or None, **kept)

    def _texts(self, texts: Iterable[str]) -> Iterator[Block]:
        for text in texts:
            if text.strip():
                self._paragraphs += 1
                yield Paragraph(text, self._place(paragraph=self._paragraphs))

    def _heading(self, level: int, text: str) -> Iterator[Block]:
        if text.strip():
            self._paragraphs += 1
            place = self._place(paragraph=self._paragraphs)
            self._path = [*((n, above) for n, above in self._path if n < level), (level, text.strip())]
            yield Heading(level, text.strip(), place)

    def _blocks(self, blocks: Iterable[drafted.Block]) -> Iterator[Block]:
        for block in blocks:
            if isinstance(block, drafted.Table):
                yield from self._texts((block.caption, block.unit_note))
                yield self._table(block)
            else:
                yield from self._texts((block.text,))

    def _table(self, table: drafted.Table) -> Table:
        self._tables += 1
        cells = [
            TableCell(number, slot.column, slot.cell.text.strip(), slot.cell.rows, slot.columns)
            for number, (_, row) in enumerate(slots(table))
            for slot in row
            if slot.cell is not None
        ]
        kept = tuple(cell for cell in cells if cell.text or cell.rows > 1 or cell.columns > 1)
        return Table(kept, len(table.rows), len(table.widths), self._place(table=self._tables))


def _addressed(draft: Draft) -> Iterator[str]:
    """主送机关; a report with a cover is addressed to nobody."""
    recipients = "、".join(draft.recipients)
    if recipients and not draft.cover:
        yield f"{recipients.removesuffix('：')}："


def _closing(draft: Draft) -> Iterator[str]:
    """附件说明, 落款 and 成文日期; a report with a cover names unit and date there."""
    if draft.cover:
        return
    for index, annex in enumerate(draft.attachments):
        matched = _NUMBER.match(annex.label)
        number = f"{matched[1]}. " if matched is not None and matched[1] else ""
        yield f"{'' if index else '附件：'}{number}{annex.title}"
    yield draft.signatory
    yield draft.date
