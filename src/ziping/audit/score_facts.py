"""One indicator, one score: what openings, closings, tables and annex say of the same name must agree."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.table_scores import scored_rows
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figures, Passage
from ziping.language.reports.grids import Grid, RowKind
from ziping.language.reports.said_scores import TOTAL_WORDS, Mark, marks, marks_in, pairs_of, score_name
from ziping.language.reports.whole_score import whole_marks, whole_rows

_NUMBERING = re.compile(r"^[（(]?[0-9一二三四五六七八九十]{1,3}[)）]?[、.．]?\s*")
_ITEM_HEADING = re.compile("[（(][0-9]{1,2}[)）]")
_RUN_IN = re.compile(
    r"\s*[（(][0-9一二三四五六七八九十]{1,2}[)）]\s*(?P<name>[^，。；：]{2,16}?)(?:方面)?[，：]"
)
_CAPTION = re.compile(
    "(?:附?[表件]\\s*[0-9一二三四五六七八九十]*[:：]?)?(?P<name>[^表]{2,16}?)(?:指标)?(?:得分|评分)"
)
WHOLE: Final = "总分"


class _Said(NamedTuple):
    """A score or full mark of one thing, and where it is said; ``table`` is 0 for running text."""

    value: Decimal
    shown: str
    place: Place
    quote: str
    table: int = 0


_Fact = tuple[str, bool, _Said]
"""Name, whether it is a full mark, and what is said."""


def one_score(given: AuditInput) -> CheckResult:
    """One indicator has one score and one full mark: opening, closing, tables and annex agree."""
    spoken: dict[tuple[str, bool], list[_Said]] = {}
    in_tables = tuple(_in_tables(given.figures))
    for name, weight, said in (*_in_text(given.figures), *in_tables):
        spoken.setdefault((name, weight), []).append(said)
    _shortened(spoken)
    known = {name for name, _, _ in in_tables} | _section_names(given.figures)
    spoken = {key: said for key, said in spoken.items() if key[0] in known or any(one.table for one in said)}
    several = {
        key: said for key, said in spoken.items() if len(said) > 1 and any(not one.table for one in said)
    }
    findings = [
        _differs(name, said, weight=weight) for (name, weight), said in several.items() if _differ(said)
    ]
    return result(findings, looked=several, nothing="没有重复出现的得分")


def _section_names(figures: Figures) -> set[str]:
    """What headings and numbered paragraphs are about."""
    headings = {
        score_name(_NUMBERING.sub("", passage.text)) for passage in figures.passages if passage.heading
    }
    run_in = (_RUN_IN.match(passage.text) for passage in figures.passages)
    return headings | {score_name(match["name"]) for match in run_in if match}


def _shortened(spoken: dict[tuple[str, bool], list[_Said]]) -> None:
    """A name said in text that begins exactly one other name is that one: 预决算信息 of 预决算信息公开."""
    names = {kind: sorted(name for name, weight in spoken if weight is kind) for kind in (False, True)}
    for (name, weight), said in spoken.items():
        if len(name) >= 4 and all(one.table == 0 for one in said):
            first = bisect_right(names[weight], name)
            longer = [other for other in names[weight][first : first + 2] if other.startswith(name)]
            if len(longer) == 1:
                said.extend(one for one in spoken[longer[0], weight] if one.table)


def _differ(said: Sequence[_Said]) -> bool:
    """Whether they disagree; a name that a table gives several values is not one indicator."""
    in_tables = {one.value for one in said if one.table}
    return len(in_tables) < 2 and len({one.value for one in said}) > 1


def _differs(name: str, said: Sequence[_Said], *, weight: bool) -> Finding:
    """The finding stands at the value that fewer places give, the last of them in running text."""
    counts: dict[Decimal, int] = {}
    for one in said:
        counts[one.value] = counts.get(one.value, 0) + 1
    here = min(reversed([one for one in said if not one.table]), key=lambda one: counts[one.value])
    there = max(
        (one for one in said if one.value != here.value), key=lambda one: (counts[one.value], one.table)
    )
    word = "分值" if weight else "得分"
    return found(
        "one_score",
        "error",
        here.place,
        f"“{name}”的{word}前后不一致：这里是{here.shown}，{_shown(there)}是{there.shown}；请统一",
        stated=here.shown,
        expected=there.shown,
        working="；".join(f"{_shown(one)}{one.shown}" for one in said[:6]),
        quote=here.quote,
        subject=f"{name}/{word}",
        also=(there.place, *(one.place for one in said)),
    )


def _shown(said: _Said) -> str:
    return said.place.near


def _in_text(figures: Figures) -> Iterator[_Fact]:
    """Marks by the name in their clause, by the heading that runs into the paragraph, or by their section."""
    named = {pair.score: pair.name for pair in pairs_of(figures)}
    openings = _Openings()
    for mark in marks(figures):
        passage = figures.passages[mark.figure.passage]
        opens = _opens(passage, mark)
        name = mark.name or named.get(mark.figure, "")
        if opens:
            name = _heading_name(passage)
            openings.add(passage.place.heading or "", name)
        elif TOTAL_WORDS.search(clean_text(mark.figure.label)):
            name = openings.closed(passage.place.heading or "")
        elif not name:
            if _one_of_several(figures, mark):
                continue
            run_in = _RUN_IN.match(passage.text)
            name = score_name(run_in["name"]) if run_in else _leaf_name(passage, openings)
        if len(name) > 1:
            yield (
                name,
                mark.weight,
                _Said(mark.figure.value, mark.figure.surface, passage.place, figures.quote(mark.figure)),
            )


def _one_of_several(figures: Figures, mark: Mark) -> bool:
    """Whether a paragraph gives an item's points bit by bit: 执行率93.99%，得0.94分；政策功能得1分."""
    said = marks_in(figures.passages[mark.figure.passage], figures.of_passage[mark.figure.passage])
    gained = {one.figure.value for one in said if not one.weight}
    full = {one.figure.value for one in said if one.weight}
    return not mark.weight and not full and len(gained) > 1


def _opens(passage: Passage, mark: Mark) -> bool:
    """Whether a section begins here: 资金管理主要从……进行评价，指标分值8分，自评得分7.97分."""
    first = passage.outline.of_sentence(mark.figure.sentence)[0].start
    return not mark.name and "进行评价" in passage.text[first : mark.figure.start]


def _heading_name(passage: Passage) -> str:
    heading = (passage.place.heading or "").rpartition(" > ")[2]
    return score_name(_NUMBERING.sub("", heading))


class _Openings:
    """Sections opened so far, by the path of their heading."""

    def __init__(self) -> None:
        self._count = 0
        self._opened: dict[str, tuple[int, str]] = {}
        self._lengths: set[int] = set()

    def __contains__(self, path: str) -> bool:
        return path in self._opened

    def add(self, path: str, name: str) -> None:
        """A section opens."""
        self._count += 1
        self._opened[path] = (self._count, name)
        self._lengths.add(len(path))

    def closed(self, path: str) -> str:
        """The section that a sum at the end of a paragraph closes: the last one opened around it."""
        around = (self._opened.get(path[:length]) for length in self._lengths if length <= len(path))
        return max((one for one in around if one is not None), default=(0, ""))[1]


def _leaf_name(passage: Passage, openings: _Openings) -> str:
    """The heading of a paragraph, when it is below the section's own."""
    path = passage.place.heading or ""
    item = _ITEM_HEADING.match(path.rpartition(" > ")[2])
    return "" if not item or path in openings else _heading_name(passage)


def _in_tables(figures: Figures) -> Iterator[_Fact]:
    """Items, sub-totals and totals of score tables; forms of several projects share their names, so they say nothing."""
    if sum(grid.form or bool(whole_rows(grid)) for grid in figures.grids) > 1:
        return
    for grid in figures.grids:
        for row in scored_rows(grid):
            label = _row_name(grid, row.score.row, row.weight.column)
            name = score_name(label)
            if len(name) < 2:
                continue
            for cell, weight in ((row.weight, True), (row.score, False)):
                quote = f"{label}：【{cell.text}】"
                yield (
                    name,
                    weight,
                    _Said(
                        cell.value, f"{cell.text}分", grid.place(cell.row, cell.column), quote, grid.number
                    ),
                )


def _row_name(grid: Grid, row: int, column: int) -> str:
    """What the scores of a row are of: the item, the group of a sub-total, the table's subject for its total."""
    kind = grid.row_kind(row, column)
    if kind is RowKind.ITEM:
        return grid.label(row, column)
    if kind is RowKind.SUBTOTAL:
        return grid.group(row, column)
    caption = _CAPTION.search(grid.caption)
    return caption["name"] if caption and kind is RowKind.TOTAL else ""


def whole_score(given: AuditInput) -> CheckResult:
    """The report has one total score, in text, score table and annex."""
    said = [_whole_in_text(given.figures, mark) for mark in whole_marks(given.figures)]
    rows = [(grid, row) for grid in given.figures.grids for row in whole_rows(grid)]
    if len(rows) == 1:
        grid, row = rows[0]
        cell = grid.rows[row][-1]
        column = cell.column
        said.append(
            _Said(
                cell.value,
                f"{cell.text}分",
                grid.place(row, column),
                f"{WHOLE}：【{cell.text}】",
                grid.number,
            )
        )
    differ = len({one.value for one in said}) > 1 and any(not one.table for one in said)
    findings = [_differs(WHOLE, said, weight=False)] if differ else []
    return result(findings, looked=len(said) > 1, nothing="总分只出现一次或没有出现")


def _whole_in_text(figures: Figures, mark: Mark) -> _Said:
    place = figures.passages[mark.figure.passage].place
    return _Said(mark.figure.value, mark.figure.surface, place, figures.quote(mark.figure))


CHECKS: Final = (
    Check("one_score", "同一指标得分一致", one_score),
    Check("whole_score", "总分一致", whole_score),
)
