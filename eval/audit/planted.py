"""Finished reports of invented unions, all figures true, and copies of them with faults planted.

Each of ``SETS`` is a folder; its files were written and their figures worked out before its author looked at the checks,
and its ``planted.yaml`` lists the faults and the words they replace. What is found in a clean file is false; a planted fault is found when a
finding that the clean file does not have names its place and states its figure or words.
"""

from __future__ import annotations

import io
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

import docx
import yaml
from known import Known
from openpyxl import Workbook

from ziping.domain.finding import Finding
from ziping.pipeline.audit import AuditOptions, audit_file
from ziping.pipeline.score import Folders

HERE = Path(__file__).resolve().parent
SETS: Final = ("unseen", "unseen_b", "unseen_c")
PER: Final = 10_000
"""Characters that false findings are counted against."""


class Planted(NamedTuple):
    """A fault of a copy: the words of the clean file and those put there."""

    file: str
    was: str
    put: str
    kind: str
    fault: Known


class Seen(NamedTuple):
    """One file.

    Attributes:
        characters: of the clean file, white space left out.
        false: errors and warnings of the clean file.
        met: planted faults, each with the findings of the copy that found it.
        strays: errors and warnings that only the copy has and that touch no planted fault.
    """

    file: str
    characters: int
    false: tuple[Finding, ...]
    met: tuple[tuple[Planted, tuple[Finding, ...]], ...]
    strays: tuple[Finding, ...]


def load(folder: Path) -> tuple[Planted, ...]:
    """``planted.yaml`` of a set.

    Raises:
        ValueError: words to replace do not stand exactly once in their file.
    """
    data: dict[str, Any] = yaml.safe_load((folder / "planted.yaml").read_text(encoding="utf-8"))
    planted = tuple(_planted(row) for row in data["planted"])
    for one in planted:
        if (folder / one.file).read_text(encoding="utf-8").count(one.was) != 1:
            raise ValueError(f"{one.fault.id}：{one.file} 里不是恰好一处“{one.was}”")
    return planted


def _planted(row: dict[str, Any]) -> Planted:
    fault = Known(
        row["id"], row["file"], tuple(row["near"]), tuple(row["stated"]), row["certainty"], "", frozenset()
    )
    return Planted(row["file"], row["was"], row["put"], row["kind"], fault)


def look(name: str) -> tuple[Seen, ...]:
    """All files of a set, clean and with their faults."""
    planted = load(HERE / name)
    seen = []
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted((HERE / name).iterdir()):
            if path.name != "planted.yaml":
                here = tuple(one for one in planted if one.file == path.name)
                seen.append(_seen(path, here, Path(scratch)))
    return tuple(seen)


def _seen(path: Path, planted: tuple[Planted, ...], folder: Path) -> Seen:
    text = path.read_text(encoding="utf-8")
    clean = _findings(text, path.name, folder)
    faulty = text
    for one in planted:
        faulty = faulty.replace(one.was, one.put)
    said = {_same(finding) for finding in clean}
    new = tuple(finding for finding in _findings(faulty, path.name, folder) if _same(finding) not in said)
    met = tuple((one, tuple(f for f in new if one.fault.met_by(f))) for one in planted)
    strays = tuple(f for f in new if not any(_touches(one, f) for one in planted))
    return Seen(path.name, len("".join(text.split())), clean, met, strays)


def _same(finding: Finding) -> tuple[str, str, str]:
    """What makes a finding of a copy the one of the clean file: its place may have moved."""
    return finding.code, finding.stated, finding.message


def _touches(planted: Planted, finding: Finding) -> bool:
    """Whether a finding follows from a planted fault: it found it, or works with its figure."""
    words = "\n".join((finding.quote, finding.message, finding.working, finding.stated)).replace(",", "")
    return planted.fault.met_by(finding) or any(text and text in words for text in planted.fault.stated)


def _findings(text: str, name: str, folder: Path) -> tuple[Finding, ...]:
    """Errors and warnings of a report written to a folder as it would arrive."""
    path = folder / name.removesuffix(".yaml")
    path.write_bytes(_built(text, name))
    found = audit_file(path, Folders(), AuditOptions()).report.findings
    return tuple(finding for finding in found if finding.severity != "note")


def _built(text: str, name: str) -> bytes:
    if name.endswith(".docx.yaml"):
        return _docx(yaml.safe_load(text))
    if name.endswith(".xlsx.yaml"):
        return _xlsx(yaml.safe_load(text))
    return text.encode("utf-8")


def _docx(blocks: list[dict[str, Any]]) -> bytes:
    document = docx.Document()
    for block in blocks:
        if "heading" in block:
            document.add_heading(block["heading"], level=1)
        elif "para" in block:
            document.add_paragraph(block["para"])
        else:
            rows = _rows(block["table"])
            table = document.add_table(len(rows), max(map(len, rows)))
            for cell, (top, left, below, across) in _merged(rows):
                table.cell(top, left).merge(table.cell(below, across)).text = cell
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _rows(lines: list[str]) -> list[list[str]]:
    return [line.split("|") for line in lines]


def _merged(rows: list[list[str]]) -> Iterable[tuple[str, tuple[int, int, int, int]]]:
    """Cells with their first and last row and column; "<" goes on from the left and "^" from above."""
    for top, row in enumerate(rows):
        for left, cell in enumerate(row):
            if cell not in {"<", "^"}:
                across, below = left, top
                while across + 1 < len(row) and row[across + 1] == "<":
                    across += 1
                while below + 1 < len(rows) and rows[below + 1][left : left + 1] == ["^"]:
                    below += 1
                yield cell, (top, left, below, across)


def _xlsx(data: dict[str, Any]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for part in data["sheets"]:
        sheet = book.create_sheet(part["name"])
        for cell, (top, left, below, across) in _merged(_rows(part["rows"])):
            if cell:
                sheet.cell(top + 1, left + 1, _value(cell))
                if (top, left) != (below, across):
                    sheet.merge_cells(None, top + 1, left + 1, below + 1, across + 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _value(cell: str) -> str | float | int:
    """Numbers as people type them into cells."""
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


class Figures(NamedTuple):
    """The result over all files."""

    characters: int
    certain: tuple[int, int]
    likely: tuple[int, int]
    false: Counter[str]

    def false_per(self, severity: str) -> float:
        """False findings of a severity per 10,000 characters."""
        return self.false[severity] * PER / self.characters


def figures(seen: Iterable[Seen]) -> Figures:
    """Recall by certainty, and false findings: those of clean files, and strays of copies."""
    seen = tuple(seen)
    met = [(one, bool(found)) for file in seen for one, found in file.met]
    counts = []
    for certainty in ("certain", "likely"):
        those = [found for one, found in met if one.fault.severity == certainty]
        counts.append((sum(those), len(those)))
    false = Counter(f.severity for file in seen for f in (*file.false, *file.strays))
    return Figures(sum(file.characters for file in seen), counts[0], counts[1], false)
