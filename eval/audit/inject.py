"""Puts one fault at a time into clean drafts of our own and counts how many the audit finds.

    python eval/audit/inject.py [--count 300] [--seed 7] [--show] [--gate]

Every report case of ``eval/reports`` and the demo is drafted, written as Word, read again and audited: the clean
document must give no error. Then a figure, unit, year or name is changed where a reader could notice it: totals, scores
and full marks of score tables, rates beside their terms, counts that are said twice or listed, a key amount's unit, the
year of a title or caption, the unit's name, a name in a counted list. Found means a finding that the clean document does
not have and that points at the change: at its place, or by what it states or works with.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from ziping.audit.run import audit
from ziping.domain.document import Document, Heading, Paragraph, Table
from ziping.domain.finding import Finding
from ziping.intake.document_docx import read_docx_document
from ziping.pipeline.draft import draft_scored, render_all
from ziping.pipeline.score import Folders, read_input, score_raw

ROOT = Path(__file__).resolve().parents[2]
CASES = (*sorted(ROOT.glob("eval/reports/*/*.yaml")), ROOT / "templates" / "demo" / "submission.yaml")
MIN_FOUND: Final = 95
"""Per cent."""

_TOTAL = re.compile("合计|小计|总计|总分")
_SCORE, _WEIGHT, _RATE = re.compile("得分|分数"), re.compile("分值|权重"), re.compile("率")
_NUMBER = re.compile(r"(?<![0-9.])[0-9][0-9,]*(?:\.[0-9]+)?(?![0-9.])")
_SAID_RATE = re.compile(r"率[为达]?(?P<rate>[0-9]+\.[0-9]{2})%")
_MONEY = re.compile("(?P<figure>[0-9][0-9,]*\\.[0-9]{2})万元")
_COUNTED = re.compile("(?P<lead>[\u4e00-\u9fff]{5})(?P<figure>[0-9]{2,6})(?P<unit>[名家件场份户人次]{1,2})")
_LISTED = re.compile("[个项家]，分别是(?P<names>[^。；]*、[^。；]*)")
_YEAR = re.compile("20[0-9]{2}(?=年)")


class Clean(NamedTuple):
    """A draft as a document, and its findings."""

    name: str
    document: Document
    findings: tuple[Finding, ...]


class Fault(NamedTuple):
    """A document with one change.

    Attributes:
        kind: what was changed.
        block: index of the changed block.
        old: what stood there.
        new: what stands there now.
    """

    kind: str
    document: Document
    block: int
    old: str
    new: str


Site = tuple[int, int, int, int]
"""Block, cell (-1 for a paragraph), and the span of the text to change."""


@cache
def cleans() -> tuple[Clean, ...]:
    """All drafts."""
    return tuple(_clean(path) for path in CASES)


def _clean(path: Path) -> Clean:
    folders = Folders()
    files = render_all(draft_scored(score_raw(read_input(path), folders), folders), folders)
    name, data = next((name, data) for name, data in files.items() if name.endswith(".docx"))
    document = read_docx_document(data, name)
    return Clean(path.parent.name + "/" + path.stem, document, audit(document).findings)


def _texts(document: Document) -> Iterator[tuple[int, int, str, Paragraph | Heading | Table]]:
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            for number, cell in enumerate(block.cells):
                yield index, number, cell.text, block
        else:
            yield index, -1, block.text, block


def _cells(document: Document, header: re.Pattern[str], *, total: bool | None) -> list[Site]:
    """Figures of table columns whose header matches, in rows that are totals, that are none, or in either."""
    sites = []
    for index, number, text, block in _texts(document):
        if not isinstance(block, Table) or not re.fullmatch(r"[0-9][0-9,.]*%?", text.strip()):
            continue
        cell = block.cells[number]
        above = [
            other.text
            for other in block.cells
            if other.end > cell.column >= other.column and other.row < cell.row
        ]
        titles = [words for words in above if not re.search("[0-9]", words)]
        row = "".join(other.text for other in block.row(cell.row) if other.column < cell.column)
        scored = total is None or bool(_TOTAL.search(row)) == total
        if titles and header.search(titles[-1]) and scored and cell.text.strip(" 0.") and len(row) < 80:
            match = _NUMBER.search(text)
            if match is not None:
                sites.append((index, number, *match.span()))
    return sites


def _matches(document: Document, pattern: re.Pattern[str], group: str | int) -> list[Site]:
    return [
        (index, number, *match.span(group))
        for index, number, text, block in _texts(document)
        if not isinstance(block, Table)
        for match in pattern.finditer(text)
    ]


def _twice(document: Document) -> list[Site]:
    """Counts that stand twice behind the same five letters."""
    whole = "\n".join(text for _, _, text, _ in _texts(document))
    counts = Counter(match[0] for match in _COUNTED.finditer(whole))
    return [
        (index, number, *match.span("figure"))
        for index, number, text, block in _texts(document)
        if not isinstance(block, Table)
        for match in _COUNTED.finditer(text)
        if counts[match[0]] > 1
    ]


def _key_amounts(document: Document) -> list[Site]:
    """Amounts in 万元 that stand in more than one place."""
    whole = "\n".join(text for _, _, text, _ in _texts(document))
    counts = Counter(match["figure"] for match in _MONEY.finditer(whole))
    sites = []
    for index, number, text, block in _texts(document):
        if not isinstance(block, Table):
            sites.extend(
                (index, number, match.end() - 2, match.end())
                for match in _MONEY.finditer(text)
                if counts[match["figure"]] > 1
            )
    return sites


def _title_years(document: Document) -> list[Site]:
    """The report's own year in titles, headings and captions."""
    short = [row for row in _texts(document) if not isinstance(row[3], Table) and len(row[2]) < 40]
    years = Counter(match[0] for _, _, text, _ in short for match in _YEAR.finditer(text))
    return [
        (index, number, *match.span())
        for index, number, text, _ in short
        for match in _YEAR.finditer(text)
        if match[0] == years.most_common(1)[0][0] and "日" not in text
    ]


def _unit_names(document: Document) -> list[Site]:
    """The unit's name in running text: 区总工会."""
    return [
        (index, number, match.start(), match.start() + 2)
        for index, number, text, block in _texts(document)
        if not isinstance(block, Table)
        for match in re.finditer("[\u4e00-\u9fff]{2}区总工会", text)
    ]


def _list_names(document: Document) -> list[Site]:
    """One name of a list that says how many it holds, with the mark behind it."""
    sites = []
    for index, number, text, block in _texts(document):
        if not isinstance(block, Table):
            for match in _LISTED.finditer(text):
                start = match.start("names")
                sites.extend(
                    (index, number, start, start + found.end())
                    for found in re.finditer("^[^、]*、", match["names"])
                )
                places = [mark.start() for mark in re.finditer("、", match["names"])]
                sites.extend((index, number, start + a, start + b) for a, b in pairwise(places))
    return sites


def _digit(text: str, rng: random.Random) -> str:
    """A figure with one digit changed; the first never becomes 0."""
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    place = rng.choice(places)
    options = [d for d in "0123456789" if d != text[place] and (d != "0" or place != places[0])]
    return text[:place] + rng.choice(options) + text[place + 1 :]


class Kind(NamedTuple):
    """A kind of fault: where it may be put, and how."""

    sites: Callable[[Document], list[Site]]
    change: Callable[[str, random.Random], str]


def _year(text: str, rng: random.Random) -> str:
    return str(int(text) - rng.choice((1, 2)))


def _other_unit(_text: str, rng: random.Random) -> str:
    return rng.choice(("元", "亿元"))


def _other_name(_text: str, rng: random.Random) -> str:
    return rng.choice(("临江", "南山", "罗城"))


def _nothing(_text: str, _rng: random.Random) -> str:
    return ""


KINDS: Final[dict[str, Kind]] = {
    "total": Kind(lambda document: _cells(document, re.compile("."), total=True), _digit),
    "score": Kind(lambda document: _cells(document, _SCORE, total=False), _digit),
    "weight": Kind(lambda document: _cells(document, _WEIGHT, total=False), _digit),
    "rate in a table": Kind(lambda document: _cells(document, _RATE, total=None), _digit),
    "rate in text": Kind(lambda document: _matches(document, _SAID_RATE, "rate"), _digit),
    "count": Kind(_twice, _digit),
    "unit": Kind(_key_amounts, _other_unit),
    "year": Kind(_title_years, _year),
    "name": Kind(_unit_names, _other_name),
    "list": Kind(_list_names, _nothing),
}


def faults(count: int, seed: int) -> Iterator[tuple[Clean, Fault]]:
    """Single faults, the kinds in turn, each at a place not used before while there are any."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    places = {kind: _shuffled(kind, rng) for kind in KINDS}
    made = 0
    while made < count and any(places.values()):
        for kind, sites in places.items():
            if sites and made < count:
                clean, site = sites.pop()
                made += 1
                yield clean, _changed(kind, clean.document, site, rng)


def _shuffled(kind: str, rng: random.Random) -> list[tuple[Clean, Site]]:
    sites = [(clean, site) for clean in cleans() for site in KINDS[kind].sites(clean.document)]
    rng.shuffle(sites)
    return sites


def _changed(kind: str, document: Document, site: Site, rng: random.Random) -> Fault:
    index, number, start, end = site
    block = document.blocks[index]
    text = block.cells[number].text if isinstance(block, Table) else block.text
    new = KINDS[kind].change(text[start:end], rng)
    changed = text[:start] + new + text[end:]
    if isinstance(block, Table):
        cells = (
            *block.cells[:number],
            block.cells[number]._replace(text=changed),
            *block.cells[number + 1 :],
        )
        other: Paragraph | Heading | Table = replace(block, cells=cells)
    else:
        other = replace(block, text=changed)
    blocks = (*document.blocks[:index], other, *document.blocks[index + 1 :])
    return Fault(kind, replace(document, blocks=blocks), index, text[start:end], new)


def found_by(clean: Clean, fault: Fault) -> tuple[Finding, ...]:
    """Findings of the changed document that are new and point at the change."""
    before = {(finding.code, finding.message) for finding in clean.findings}
    block = fault.document.blocks[fault.block]
    place = block.place.model_copy(update={"heading": None})
    return tuple(
        finding
        for finding in audit(fault.document).findings
        if (finding.code, finding.message) not in before
        and finding.severity != "note"
        and (_same_block(finding, place) or (fault.new or fault.old) in finding.message + finding.working)
    )


def _same_block(finding: Finding, place: object) -> bool:
    bare = finding.place.model_copy(update={"row": None, "column": None, "cell": None, "heading": None})
    return bare == place


def _around(clean: Clean, fault: Fault) -> str:
    """The words around a change, from the changed document."""
    block, before = fault.document.blocks[fault.block], clean.document.blocks[fault.block]
    if isinstance(block, Table) or isinstance(before, Table):
        return block.place.text
    same = next((i for i, (a, b) in enumerate(zip(block.text, before.text, strict=False)) if a != b), 0)
    return block.text[max(0, same - 40) : same + 40].replace("\n", " ")


def main() -> int:
    """Injects, audits, prints; the exit code is 1 only with ``--gate`` and a target missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="list the faults that were not found")
    parser.add_argument("--gate", action="store_true", help="exit 1 when a target is missed")
    given = parser.parse_args()
    wrong = [(clean.name, f) for clean in cleans() for f in clean.findings if f.severity == "error"]
    print(f"{len(cleans())} clean drafts: {len(wrong)} errors")
    for name, finding in wrong:
        print(f"  {name}: {finding.code} {finding.place.text} {finding.message}")
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for clean, fault in faults(given.count, given.seed):
        made[fault.kind] += 1
        if found_by(clean, fault):
            caught[fault.kind] += 1
        elif given.show:
            print(
                f"  missed: {fault.kind} {fault.old!r} → {fault.new!r} in {clean.name}: {_around(clean, fault)}"
            )
    for kind, number in made.items():
        print(f"  {kind:<16} {caught[kind]:3} of {number:3}")
    total, hits = sum(made.values()), sum(caught.values())
    share = 100 * hits / total if total else 0
    print(f"{total} faults: {hits} found, {share:.1f} %, aim ≥ {MIN_FOUND} %")
    good = not wrong and share >= MIN_FOUND
    return 0 if good or not given.gate else 1


if __name__ == "__main__":
    sys.exit(main())
