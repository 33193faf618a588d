"""Compares two long reports, and against reading both. Prints; asserts nothing.

    python eval/bench_compare.py [--characters 60000] [--rounds 3]

The reports are our own drafts of eval/reports one after the other until they have that many characters, every copy with
figures of its own. Last year's is the same text with every third figure changed, every seventh paragraph left out and
every eleventh moved to the end. For Word and Markdown: milliseconds to read both files, to compare what was read, the
ratio of the two from the same run (aim ≤ 5), and the time of each part.
"""

from __future__ import annotations

import argparse
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import docx

from ziping.compare.figures import compare_figures
from ziping.compare.indicators import compare_indicators
from ziping.compare.paragraphs import compare_text
from ziping.compare.problems import follow_problems
from ziping.compare.run import compare
from ziping.compare.sides import Side
from ziping.domain.document import Block, Document, Heading, Paragraph, Table
from ziping.intake.document import read_document
from ziping.intake.document_draft import draft_document
from ziping.pipeline.draft import draft_scored
from ziping.pipeline.score import Folders, read_input, score_raw

HERE = Path(__file__).resolve().parent
TITLE = "示例区总工会{year}年度部门整体支出绩效自评报告"
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?(?=[万家名人场次份件个户%])")


def size(document: Document) -> int:
    """Characters of text and cells."""
    return sum(_length(block) for block in document.blocks)


def _length(block: Block) -> int:
    return sum(len(cell.text) for cell in block.cells) if isinstance(block, Table) else len(block.text)


def drafts() -> tuple[Block, ...]:
    """Everything our drafts of departments say."""
    blocks: list[Block] = []
    for path in sorted((HERE / "reports").glob("*_department_*/submission.yaml")):
        drafted = draft_scored(score_raw(read_input(path), Folders()), Folders())
        blocks += draft_document(drafted.draft, path.parent.name).blocks
    return tuple(blocks)


def this_year(characters: int) -> tuple[Block, ...]:
    """Drafts one after the other; every copy adds its number to the figures."""
    source, blocks, length = drafts(), list[Block](), 0
    for copy in count():
        for block in source:
            if length >= characters:
                return tuple(blocks)
            blocks.append(_numbered(block, copy))
            length += _length(block)
    return tuple(blocks)


def _numbered(block: Block, copy: int) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(_FIGURE.sub(lambda match: _more(match[0], copy), block.text), block.place)
    return block


def last_year(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The same report a year before: other figures, paragraphs that are not there yet or stood elsewhere."""
    kept: list[Block] = []
    moved: list[Block] = []
    for number, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or len(block.text) < 30:
            kept.append(block)
        elif number % 7:
            (kept if number % 11 else moved).append(Paragraph(_changed(block.text, number), block.place))
    return (*kept, *moved)


def _changed(text: str, number: int) -> str:
    place = count(number)
    return _FIGURE.sub(lambda match: match[0] if next(place) % 3 else _more(match[0], 7), text)


def _more(figure: str, add: int) -> str:
    return str(Decimal(figure.replace(",", "")) + add)


def word(blocks: tuple[Block, ...], year: int) -> bytes:
    """The report as a Word file."""
    document = docx.Document()
    document.add_paragraph(TITLE.format(year=year))
    for block in blocks:
        if isinstance(block, Table):
            table = document.add_table(rows=block.height, cols=block.width)
            rows = [row.cells for row in table.rows]
            for cell in block.cells:
                rows[cell.row][cell.column].text = cell.text
        else:
            style = f"Heading {min(block.level, 3)}" if isinstance(block, Heading) else None
            document.add_paragraph(block.text, style=style)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def markdown(blocks: tuple[Block, ...], year: int) -> bytes:
    """The report as Markdown."""
    return "\n\n".join((f"# {TITLE.format(year=year)}", *(_marked(block) for block in blocks))).encode(
        "utf-8"
    )


def _marked(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * min(block.level + 1, 4)} {block.text}"
    return "\n".join(_rows(block)) if isinstance(block, Table) else block.text


def _rows(table: Table) -> Iterator[str]:
    for row in range(table.height):
        starts = {cell.column: cell.text.replace("\n", "<br>") for cell in table.cells if cell.row == row}
        yield f"| {' | '.join(starts.get(column, '') for column in range(table.width))} |"
        if row == 0:
            yield f"|{' --- |' * table.width}"


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of some work; the first time is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)


def show(kind: str, this: bytes, last: bytes, rounds: int) -> None:
    """One kind of file: reading, comparing, the parts."""
    names = f"今.{kind}", f"昨.{kind}"
    documents = [read_document(data, name) for data, name in zip((this, last), names, strict=True)]

    def sides() -> tuple[Side, Side]:
        return Side(documents[0], 2024, "示例区总工会"), Side(documents[1], 2023, "示例区总工会")

    def figures() -> Side:
        made = sides()
        for side in made:
            side.figures.passages, side.figures.table  # noqa: B018 - worked out once, then remembered
        return made[0]

    reading = seconds(
        lambda: [read_document(data, name) for data, name in zip((this, last), names, strict=True)], rounds
    )
    comparing = seconds(lambda: compare(*sides()), rounds)
    print(
        f"{kind:<5} {size(documents[0]):>7} / {size(documents[1])} 字  读 {reading * 1000:.0f} ms  "
        f"比 {comparing * 1000:.0f} ms  比 ÷ 读 {comparing / reading:.1f}"
    )
    print(f"      找数字 {seconds(figures, 1) * 1000:.0f} ms", end="")
    ready = sides()
    for name, part in (
        ("指标", lambda: compare_indicators(*ready)),
        ("数字", lambda: compare_figures(*ready, Decimal(10))),
        ("正文", lambda: compare_text(*ready)),
        ("问题", lambda: follow_problems(*ready)),
    ):
        print(f"  {name} {seconds(part, 1) * 1000:.0f} ms", end="")
    print()


def main() -> None:
    """Prints both kinds of files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    now = this_year(options.characters)
    before = last_year(now)
    for kind, made in (("docx", word), ("md", markdown)):
        show(kind, made(now, 2024), made(before, 2023), options.rounds)


if __name__ == "__main__":
    main()
