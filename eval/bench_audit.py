"""Audits reports end to end, and against reading the document alone. Prints; asserts nothing.

    python eval/bench_audit.py [--reports DIR] [--rounds 5] [--pages 300]

Reports: drafts of eval/reports as Word files, and every report below ``--reports``.

(a) every report: characters, milliseconds to read it, to audit it from file to findings, characters a second, the ratio
    to reading the file alone (aim ≤ 5), and the ratio to reading it with its numbers: a Markdown file is split at line
    breaks in a millisecond, and nothing is known of it before its numbers and cells are read;
(b) synthetic reports of a quarter, half and all of ``--pages`` pages in several shapes, every section with words and
    figures of its own: time a page should stay what it is.

Times are processor time, so that what else the machine does counts little.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

from ziping.audit.run import audit
from ziping.domain.document import Document, Table
from ziping.intake.document import read_document
from ziping.language.reports.figures import Figures
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
    numbers: float
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
        start = process_time()
        work()
        taken.append(process_time() - start)
    return median(taken)


def times(source: Source, rounds: int) -> Times:
    """How long one report takes."""
    document = read_document(source.data, source.name)
    reading = seconds(lambda: read_document(source.data, source.name), rounds)
    numbers = seconds(lambda: read_numbers(document), rounds)
    return Times(size(document), reading, numbers, seconds(lambda: audit(document), rounds))


def read_numbers(document: Document) -> None:
    """Every passage, figure and table of a document, without a check."""
    figures = Figures(document)
    for grid in figures.grids:
        _ = grid.runs
    _ = figures.text, figures.table


def show(name: str, one: Times) -> None:
    """One line."""
    print(
        f"{name:<38} {one.characters:>8} 字  读 {one.reading * 1000:>8.1f} ms  全程 {one.both * 1000:>8.1f} ms"
        f"  {one.characters / one.both:>9.0f} 字/秒  ÷ 只读 {one.both / one.reading:>6.1f}"
        f"  ÷ 读出数字 {one.both / (one.reading + one.numbers):>5.1f}"
    )


WHO = [
    "职工",
    "会员",
    "困难职工",
    "劳模",
    "女职工",
    "农民工",
    "基层组织",
    "法律援助",
    "技能竞赛",
    "文体活动",
    "送温暖",
    "心理关爱",
    "疗休养",
    "职工书屋",
    "集体协商",
    "安全生产",
    "互助保障",
    "普惠服务",
    "货车司机",
    "快递员",
]
WHAT = [
    "培训",
    "慰问",
    "宣传",
    "调解",
    "帮扶",
    "竞赛",
    "讲座",
    "体检",
    "座谈",
    "走访",
    "建设",
    "评选",
    "表彰",
    "服务",
    "检查",
]
PARTS = [
    "部门基本情况",
    "预算执行情况",
    "履职绩效情况",
    "目标完成情况",
    "经验做法",
    "存在的主要问题",
    "改进措施",
    "下一步工作计划",
]
COUNTS = "一二三四五六七八九十"


def synthetic(pages: int, shape: str) -> Source:
    """A report of so many pages; the same for the same arguments."""
    chance = random.Random(pages)  # noqa: S311 - repeatable, not secret
    parts = ["# 示例区总工会2021年度部门整体支出绩效自评报告\n"]
    length = number = 0
    while length < pages * CHARACTERS_A_PAGE:
        parts.append(SHAPES[shape](number, chance))
        length += len(parts[-1])
        number += 1
    return Source(f"{shape} {pages} 页", "\n".join(parts).encode("utf-8"))


def heading(number: int, chance: random.Random) -> str:
    """A heading; every tenth section opens a chapter."""
    chapter = number // 10
    above = f"## {COUNTS[chapter % 10]}、{PARTS[chapter % len(PARTS)]}\n\n" if number % 10 == 0 else ""
    return f"{above}### （{COUNTS[number % 10]}）{chance.choice(WHO)}{chance.choice(WHAT)}工作\n"


def prose(chance: random.Random) -> str:
    """Sentences with figures that add up."""
    who, what, other = chance.choice(WHO), chance.choice(WHAT), chance.choice(WHO)
    first, second = chance.randint(100, 9999), chance.randint(50, 5000)
    spent = first + second - chance.randint(0, 90)
    said = [
        (
            f"2021年，区总工会安排{who}{what}预算{first + second}万元，其中{other}支出{first}万元、公用支出{second}万元；"
            f"全年执行数{spent}万元，{who}预算执行率为{spent * 100 / (first + second):.2f}%。"
        ),
        (
            f"组织{who}{what}{chance.randint(3, 300)}场，覆盖{other}{chance.randint(100, 99999)}人次，"
            f"{other}满意度达{chance.randint(80, 99)}.{chance.randint(10, 99)}%。"
        ),
        f"{other}{what}指标分值{chance.randint(3, 10)}分，自评得分{chance.randint(1, 2)}分，因{who}工作不够细化扣0.{chance.randint(1, 9)}分。",
        f"依据《{who}{what}管理办法》，一是完善{other}制度；二是加强{who}{what}；三是规范{what}资料。",
    ]
    chance.shuffle(said)
    return "".join(said[: chance.randint(2, 4)]) + "\n"


def table(rows: int, chance: random.Random) -> str:
    """Budget, spending, rate and a total."""
    items = [
        (f"{chance.choice(WHO)}{chance.choice(WHAT)}", chance.randint(10, 999), chance.randint(5, 500))
        for _ in range(rows)
    ]
    items.append(("合计", sum(item[1] for item in items), sum(item[2] for item in items)))
    lines = [
        f"| {name} | {planned} | {spent} | {spent * 100 / planned:.2f}% |" for name, planned, spent in items
    ]
    return (
        "\n".join((
            "| 项目 | 预算数（万元） | 执行数（万元） | 执行率 |",
            "| --- | --- | --- | --- |",
            *lines,
        ))
        + "\n"
    )


def mixed(number: int, chance: random.Random) -> str:
    """A section as reports have them: a heading, a few paragraphs, often a table."""
    said = [prose(chance) for _ in range(chance.randint(2, 4))]
    if chance.random() < 0.6:
        said.append(table(chance.randint(3, 12), chance))
    return "\n".join((heading(number, chance), *said))


SHAPES: dict[str, Callable[[int, random.Random], str]] = {
    "一般": mixed,
    "多表": lambda number, chance: f"表{number + 1} 项目支出情况\n\n{table(8, chance)}",
    "大表": lambda _, chance: table(5000, chance) + "\n",
    "长段": lambda number, chance: (
        heading(number, chance) + "\n" + "".join(prose(chance).strip() for _ in range(30)) + "\n"
    ),
    "多标题": lambda number, chance: f"{heading(number, chance)}\n{prose(chance)}",
}


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
    for shape in SHAPES:
        for pages in (options.pages // 4, options.pages // 2, options.pages):
            source = synthetic(pages, shape)
            one = times(source, 1)
            show(source.name, one)
            print(f"{'':<38} 每页 {one.both * CHARACTERS_A_PAGE / one.characters * 1000:.2f} ms")


if __name__ == "__main__":
    main()
