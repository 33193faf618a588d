"""Makes the reports of the two invented unions from the data beside this file, as a stranger would have them.

    python eval/compare/build.py DIR

``qinghe`` is drafted by our own pipeline (draft.json with facts and scorecard beside it, and Word); ``jiyang`` is
written by hand (Markdown), the same text as Word. Both are invented.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any, Final

import docx
import yaml

from ziping.domain.document import Document, Heading, Table
from ziping.domain.document import Paragraph as Text
from ziping.intake.document import read_document_file
from ziping.intake.submission_file import read_submission_text
from ziping.pipeline.draft import draft_scored, write_drafted
from ziping.pipeline.score import Folders, Scored, score_raw

HERE: Final = Path(__file__).resolve().parent
FOLDERS: Final = Folders(rubrics=(HERE / "rubrics",))
YEARS: Final = {"qinghe": (2022, 2023, 2024), "jiyang": (2021, 2022, 2023)}


def submission_data(year: int) -> dict[str, Any]:
    """The submission of ``qinghe`` for a year: what never changes, with the year's own laid over it."""
    texts = ((HERE / "qinghe" / f"{name}.yaml").read_text(encoding="utf-8") for name in ("common", year))
    common, own = (yaml.load(text, Loader=yaml.BaseLoader) for text in texts)
    unit = {**common["unit"], **own.pop("unit_year", {})}
    return {**common, **own, "unit": unit, "inputs": {**common["inputs"], **own["inputs"]}}


def scored(year: int) -> Scored:
    """``qinghe`` of a year, scored."""
    text = json.dumps(submission_data(year), ensure_ascii=False).encode("utf-8")
    return score_raw(read_submission_text(text, f"qinghe/{year}.yaml"), FOLDERS)


def build(folder: Path) -> dict[tuple[str, int, str], Path]:
    """Writes every report; union, year and format → file."""
    made: dict[tuple[str, int, str], Path] = {}
    for year in YEARS["qinghe"]:
        drafted = draft_scored(scored(year), FOLDERS)
        out = folder / f"qinghe_{year}"
        files = {item.path.suffix: item.path for item in write_drafted(drafted, out, FOLDERS)}
        made["qinghe", year, "json"] = out / "draft.json"
        made["qinghe", year, "docx"] = files[".docx"]
    for year in YEARS["jiyang"]:
        source = HERE / "jiyang" / f"{year}.md"
        out = folder / f"霁阳县总工会_{year}_自评报告.docx"
        out.write_bytes(as_word(read_document_file(source)))
        made["jiyang", year, "md"] = source
        made["jiyang", year, "docx"] = out
    return made


def as_word(document: Document) -> bytes:
    """A read document as a plain Word file: headings, paragraphs, tables with merged cells apart."""
    word = docx.Document()
    for block in document.blocks:
        if isinstance(block, Heading):
            word.add_heading(block.text, level=min(block.level, 9))
        elif isinstance(block, Text):
            word.add_paragraph(block.text)
        else:
            _table(word, block)
    held = io.BytesIO()
    word.save(held)
    return held.getvalue()


def _table(word: Any, table: Table) -> None:
    grid = word.add_table(rows=table.height, cols=table.width, style="Table Grid")
    for cell in table.cells:
        place = grid.cell(cell.row, cell.column)
        if cell.rows > 1 or cell.columns > 1:
            place = place.merge(grid.cell(cell.row + cell.rows - 1, cell.end - 1))
        place.text = cell.text


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for path in build(target).values():
        print(path)
