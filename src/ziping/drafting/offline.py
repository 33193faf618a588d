"""The built-in writer: deterministic prose from phrase templates, no key, no network, no model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ziping.domain.draft import Attachment, Block, Draft, Paragraph, Section
from ziping.domain.outline import SectionSpec, fill
from ziping.drafting.figures import Figures
from ziping.drafting.marking import clean, tidy
from ziping.drafting.phrases import run
from ziping.drafting.tables import TableWriter
from ziping.drafting.vocabulary import Vocabulary
from ziping.drafting.writer import DraftRequest
from ziping.errors import RenderError

AUTHOR = "offline"


class OfflineWriter:
    """Writes the whole report; the same request gives the same draft, byte for byte."""

    async def write(self, request: DraftRequest) -> Draft:
        """The draft of a request.

        Raises:
            RenderError: a phrase template cannot be filled; the message names file and line.
        """
        return write_offline(request)


def write_offline(request: DraftRequest, more: Mapping[str, Any] | None = None) -> Draft:
    """What ``OfflineWriter.write`` does, for callers without an event loop.

    Args:
        request: see there.
        more: names that the templates of this family may use beside the common ones.

    Raises:
        RenderError: a phrase template cannot be filled.
    """
    outline, submission = request.family.outline, request.submission
    figures = Figures(request)
    unit, year = clean(submission.unit.name), submission.year
    tables = TableWriter(request, figures)
    words = {**Vocabulary(request, figures, tables).context(), **(more or {})}
    desk = _Desk(request, figures, tables, words)
    sections = tuple(_sections(desk))
    cover = _cover(desk, outline.cover)
    attachments = tuple(
        Attachment(
            id=spec.id,
            label=f"附件{number}",
            title=fill(spec.title, unit, year),
            blocks=tuple(tables.table(name, desk.form_words(name)) for name in spec.tables),
        )
        for number, spec in enumerate(outline.attachments, start=1)
    )
    date = figures.facts.get("report_date")
    return Draft(
        unit=unit,
        year=year,
        rubric=request.rubric.id,
        title=fill(outline.title, unit, year),
        cover=cover,
        recipients=tuple(clean(name) for name in submission.recipients if clean(name)),
        sections=sections,
        attachments=attachments,
        signatory=unit,
        date=date.value if date is not None else figures.ask("成文日期"),
        missing=_missing(request, figures),
        provenance=request.provenance,
        submission=submission.model_dump(mode="json"),
    )


def _missing(request: DraftRequest, figures: Figures) -> tuple[str, ...]:
    """What the text says is missing, then what scoring still needs; each once."""
    needed = [clean(label) for line in request.scorecard.lines for label in line.missing]
    return tuple(dict.fromkeys([*map(clean, figures.missing), *needed]))


@dataclass
class _Page:
    """Paragraphs a template registers, in order."""

    section: str
    figures: Figures
    blocks: list[Block] = field(default_factory=list)

    def para(self, name: str, caller: Callable[[], str]) -> str:
        """Registers one paragraph; a template calls it around the paragraph's text."""
        text, marks = self.figures.marks.take_out(tidy(caller()))
        wanted = name if name.startswith(f"{self.section}.") else f"{self.section}.{name}"
        if any(block.id == wanted for block in self.blocks):
            raise RenderError(f"模板中段落 {wanted!r} 出现了两次，请给其中一段改名")
        if text:
            self.blocks.append(Paragraph(id=wanted, text=text, marks=marks, author=AUTHOR))
        return ""


@dataclass
class _Picker:
    """Chooses between wordings: the same unit, year and section always get the same ones."""

    seed: str
    count: int = 0

    def pick(self, *wordings: str) -> str:
        self.count += 1
        digest = hashlib.sha256(f"{self.seed}\x1f{self.count}".encode("utf-8", "replace")).digest()
        return wordings[int.from_bytes(digest[:4], "big") % len(wordings)]


@dataclass(frozen=True)
class _Desk:
    """What all sections of a draft are written with."""

    request: DraftRequest
    figures: Figures
    tables: TableWriter
    words: dict[str, Any]

    def picker(self, name: str) -> _Picker:
        """The wordings of one section or table."""
        submission = self.request.submission
        return _Picker(f"{submission.unit.code or submission.unit.name}\x1f{submission.year}\x1f{name}")

    def form_words(self, table: str) -> dict[str, Any]:
        """What the template of a form may use."""
        return {**self.words, "pick": self.picker(table).pick}


def _cover(desk: _Desk, template: str) -> tuple[Paragraph, ...]:
    if not template:
        return ()
    page = _Page("cover", desk.figures)
    words = {**desk.words, "para": page.para, "pick": desk.picker("cover").pick}
    run(desk.request.family.templates, template, words)
    return tuple(block for block in page.blocks if isinstance(block, Paragraph))


def _sections(desk: _Desk) -> Iterator[Section]:
    """All sections under their headings; an optional one without a word is left out and takes no number."""
    outline, submission = desk.request.family.outline, desk.request.submission
    written = [(spec, _blocks(desk, spec)) for spec in outline.sections]
    kept = [(spec, blocks) for spec, blocks in written if blocks or not spec.optional]
    headings = outline.headings([spec for spec, _ in kept])
    for (spec, blocks), heading in zip(kept, headings, strict=True):
        yield Section.model_validate({
            "id": spec.id,
            "level": spec.level,
            "heading": fill(heading, clean(submission.unit.name), submission.year),
            "blocks": blocks,
        })


def _blocks(desk: _Desk, spec: SectionSpec) -> list[Block]:
    page = _Page(spec.id, desk.figures)
    if spec.template:
        words = {**desk.words, "para": page.para, "pick": desk.picker(spec.id).pick}
        run(desk.request.family.templates, spec.template, words)
    for place in spec.tables:
        at = _index_after(page.blocks, place.after)
        page.blocks.insert(at, desk.tables.table(place.id, desk.form_words(place.id)))
    return page.blocks


def _index_after(blocks: Iterable[Block], name: str) -> int:
    """The place after the named paragraph, or the end."""
    listed = list(blocks)
    return next((at for at, block in enumerate(listed, start=1) if block.id == name), len(listed))
