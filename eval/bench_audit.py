"""Audits reports end to end, and against reading the document alone. Prints; asserts nothing.

    python eval/bench_audit.py [--reports DIR] [--rounds 5] [--pages 300]

Reports: drafts of eval/reports as Word files, and every report below ``--reports``.

(a) every report: characters, milliseconds to read it, to audit it from file to findings, characters a second, and the
    ratio of the two (aim ≤ 5);
(b) a synthetic report of a quarter, half and all of ``--pages`` pages: time a page should stay what it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from ziping.audit.run import audit
from ziping.domain.document import Document, Table
from ziping.intake.document import read_document
from ziping.pipeline.audit import report_files
from ziping.pipeline.draft import draft_scored, output_names, render_all
from ziping.pipeline.score import Folders, read_input, score_raw

HERE = Path(__file__).resolve().parent
CHARACTERS_A_PAGE = 22 * 28
"""A full page of an official report: 22 lines of 28 characters."""
NO_FOLDERS = Folders()


class Source(NamedTuple):
    """A report as a file."""

    name: str
    data: bytes


class Times(NamedTuple):
    """Medians in seconds."""

    characters: int
    reading: float
    auditing: float

    @property
    def both(self) -> float:
        """From the file to the findings."""
        return self.reading + self.auditing


def drafts() -> Iterator[Source]:
    """Our own reports as Word files."""
    for path in sorted((HERE / "reports").glob("*/submission.yaml")):
        drafted = draft_scored(score_raw(read_input(path), NO_FOLDERS), NO_FOLDERS)
        files = render_all(drafted, NO_FOLDERS)
        yield Source(f"{path.parent.name}.docx", files[output_names(drafted)["report"]])


def reports(folder: Path) -> Iterator[Source]:
    """The reports below a folder."""
    for path in report_files([folder]):
        yield Source(path.name, path.read_bytes())


def size(document: Document) -> int:
    """Characters of text and cells."""
    return sum(
        sum(len(cell.text) for cell in block.cells) if isinstance(block, Table) else len(block.text)
        for block in document.blocks
    )


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of some work; the first time is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)


def times(source: Source, rounds: int) -> Times:
    """How long one report takes."""
    document = read_document(source.data, source.name)
    reading = seconds(lambda: read_document(source.data, source.name), rounds)
    return Times(size(document), reading, seconds(lambda: audit(document), rounds))


def show(name: str, one: Times) -> None:
    """One line."""
    print(
        f"{name:<38} {one.characters:>8} 字  读 {one.reading * 1000:>8.1f} ms  全程 {one.both * 1000:>8.1f} ms"
        f"  {one.characters / one.both:>9.0f} 字/秒  ÷ 只读 {one.both / one.reading:>6.1f}"
    )


def synthetic(pages: int) -> Source:
    """Sections of a report with running text and a table, every section with figures of its own."""
    parts = ["# 示例区总工会2021年度部门整体支出绩效自评报告\n"]
    length = number = 0
    while length < pages * CHARACTERS_A_PAGE:
        number += 1
        parts.append(section(number))
        length += len(parts[-1])
    return Source(f"{pages} 页", "\n".join(parts).encode("utf-8"))


def section(number: int) -> str:
    """One section; the figures add up."""
    first, second = 1000 + number * 7, 500 + number * 3
    spent = first + second - 100
    rate = f"{spent * 100 / (first + second):.2f}"
    prose = (
        f"第{number}项工作全年预算数{first + second}万元，其中人员支出{first}万元、公用支出{second}万元；全年执行数{spent}万元，"
        f"预算执行率为{rate}%。组织培训{number + 3}场，覆盖职工{number * 11 + 200}人次，按计划完成。"
    )
    rows = f"| 项目 | 预算数 |\n| --- | --- |\n| 人员支出 | {first} |\n| 公用支出 | {second} |\n| 合计 | {first + second} |\n"
    return f"## （{'一二三四五六七八九'[number % 9]}）第{number}项工作情况\n\n{prose * 4}\n\n{rows}\n"


def main() -> None:
    """Prints both parts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--reports", type=Path, help="a folder of reports")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=300)
    options = parser.parse_args()
    for source in (*drafts(), *(reports(options.reports) if options.reports else ())):
        show(source.name, times(source, options.rounds))
    print()
    for pages in (options.pages // 4, options.pages // 2, options.pages):
        source = synthetic(pages)
        one = times(source, 1)
        show(source.name, one)
        print(f"{'':<38} 每页 {one.both / pages * 1000:.2f} ms")


if __name__ == "__main__":
    main()
