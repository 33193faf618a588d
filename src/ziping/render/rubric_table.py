"""A rubric as the table a finance bureau prints: level 1, level 2, level 3, points, standard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from ziping.domain.quantity import plain, trim_zeros
from ziping.domain.rubric import Leaf, Rubric
from ziping.render.score_xlsx_cells import text_width

HEADINGS: Final = ("一级指标", "二级指标", "三级指标", "分值", "评分标准")
_NAME_WIDTHS: Final = (14, 14, 22, 6)
_LEAST_STANDARD: Final = 24


class TableLine(NamedTuple):
    """A row of the printed table.

    Attributes:
        levels: the groups above the indicator, each with its points; empty texts where there is no such level.
        label: the indicator.
        points: its points.
        standard: 评分标准.
        note: what is unverified, and the notes.
        explanation: 指标说明.
    """

    levels: tuple[str, ...]
    label: str
    points: str
    standard: str
    note: str
    explanation: str

    @property
    def told(self) -> str:
        """Standard and note together."""
        return f"{self.standard}{self.note}".strip()


def table_lines(rubric: Rubric) -> list[TableLine]:
    """All rows; every rubric has as many level columns as its deepest indicator, at least two."""
    leaves = list(rubric.leaves())
    depth = max((len(leaf.groups) for leaf in leaves), default=0)
    return [_line(leaf, max(depth, 2)) for leaf in leaves]


def _line(leaf: Leaf, depth: int) -> TableLine:
    item = leaf.indicator
    levels = [f"{group.label_zh}（{_points(group.max_score)}分）" for group in leaf.groups]
    mark = "〔未核实〕" if item.status == "unverified" else ""
    note = f"\n注：{item.note}" if item.note else ""
    return TableLine(
        (*levels, *[""] * (depth - len(levels))),
        item.label_zh,
        _points(item.max_score),
        item.clause,
        f"{mark}{note}",
        item.explanation,
    )


def _points(value: object) -> str:
    return plain(trim_zeros(value))  # type: ignore[arg-type]


def as_text(rubric: Rubric, width: int) -> Iterator[str]:
    """The table for a terminal of ``width`` columns; a Chinese character takes two."""
    rows = table_lines(rubric)
    if not rows:
        return
    depth = len(rows[0].levels)
    widths = (*[_NAME_WIDTHS[0]] * depth, _NAME_WIDTHS[2], _NAME_WIDTHS[3])
    rest = max(width - sum(widths) - 2 * len(widths), _LEAST_STANDARD)
    columns = (*widths, rest)
    ruler = "-" * (sum(columns) + 2 * len(widths))
    yield from _row((*HEADINGS[:2], *["下级指标"] * (depth - 2), *HEADINGS[2:]), columns)
    yield ruler
    above: tuple[str, ...] = ()
    for row in rows:
        levels = tuple(
            "" if row.levels[: n + 1] == above[: n + 1] else text for n, text in enumerate(row.levels)
        )
        if above and row.levels[0] != above[0]:
            yield ruler
        yield from _row((*levels, row.label, row.points, row.told), columns)
        above = row.levels
    yield ruler
    total = (*["合计", *[""] * (depth - 1)], "", _points(rubric.total), "")
    yield from _row(total, columns)


def _row(cells: tuple[str, ...], widths: tuple[int, ...]) -> Iterator[str]:
    wrapped = [wrap(text, width) for text, width in zip(cells, widths, strict=True)]
    for line in range(max(len(lines) for lines in wrapped)):
        parts = [lines[line] if line < len(lines) else "" for lines in wrapped]
        yield "  ".join(_padded(part, width) for part, width in zip(parts, widths, strict=True)).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - text_width(text), 0)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns; a number is not broken, a closing mark does not begin a line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in re.findall(r"（[^（）]{1,8}）|[0-9A-Za-z.%]+|.[，。；：、）》”]*", paragraph):
            if line and text_width(line + piece) > width:
                lines.append(line)
                line = ""
            line += piece
        lines.append(line)
    return lines


def as_markdown(rubric: Rubric) -> str:
    """The table in Markdown, every row with its levels."""
    rows = table_lines(rubric)
    depth = len(rows[0].levels) if rows else 2
    head = (*HEADINGS[:2], *["下级指标"] * (depth - 2), *HEADINGS[2:])
    lines = [f"# {rubric.title}", "", _marked(head), _marked(("---",) * len(head))]
    lines += [_marked((*row.levels, row.label, row.points, row.told)) for row in rows]
    lines.append(_marked(("合计", *[""] * depth, _points(rubric.total), "")))
    return "\n".join(lines) + "\n"


def _marked(cells: tuple[str, ...]) -> str:
    safe = (re.sub(r"([\\|<>`*_\[\]])", r"\\\1", cell).replace("\n", "<br>") for cell in cells)
    return "| " + " | ".join(safe) + " |"


def spans(rows: list[TableLine], level: int) -> Iterator[tuple[int, int, str]]:
    """First row, last row and text of every merged cell of a level column."""
    for _, group in groupby(enumerate(rows), key=lambda item: item[1].levels[: level + 1]):
        own = list(group)
        yield own[0][0], own[-1][0], own[0][1].levels[level]
