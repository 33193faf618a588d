"""Cells of a fill-in workbook into submission data: empty, repeated, contradictory and spoiled ones each their way."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ziping.domain.place import Place
from ziping.domain.workbook_forms import DataPath
from ziping.domain.workbook_paths import LIST_FIELDS
from ziping.intake.raw import RawScalar
from ziping.intake.workbook_cells import Collector, Grid, as_text, same_value

TEXT_COLUMNS: Final = frozenset({"source", "reason", "not_applicable", "explanation"})

_ENTRY_BREAK = re.compile(r"[；;\n]+")
"""Several entries in one cell. The comma-like 、 stays: it stands inside many document titles."""

_YES = {"是", "√", "✓", "有", "true"}
_NO = {"否", "×", "无", "false", ""}
_FOUND_EMPTY: Final = frozenset({"inputs", "unit", "year", "report_date", "checklists", "judgements"})


def entries(text: str) -> list[str]:
    """The entries of a cell that takes several."""
    return [entry.strip() for entry in _ENTRY_BREAK.split(text) if entry.strip()]


class Goal(NamedTuple):
    """What a cell feeds.

    Attributes:
        path: where the value belongs.
        column: key of the column it is of (``value``, ``source``, ``reason``, …).
        subject: id of what it is about, for findings.
    """

    path: DataPath
    column: str = "value"
    subject: str = ""


def read_cell(into: Collector, grid: Grid, at: tuple[int, int], goal: Goal) -> None:
    """One cell (row and column) into the submission: its value and place, or a finding."""
    path, column, subject = goal
    place = grid.place(*at)
    if grid.is_empty(*at):
        if column == "value" and path[0] in _FOUND_EMPTY and path not in LIST_FIELDS:
            into.places.setdefault(figure_path(path), place)  # where what is missing belongs
        return
    value = into.take(grid, *at, subject)
    if value is None:
        key = figure_path(path)
        into.places.setdefault(key, place)
        into.spoiled.add(key)
    elif path in LIST_FIELDS:
        for entry in as_text(value).split("\n"):
            if entry.strip():
                into.append(path, entry.strip(), place)
    elif path[-2:-1] == ("aspects",):
        _aspect(into, path, value, place)
    else:
        _store(into, path, column, value, place)


def figure_path(path: DataPath) -> DataPath:
    """Where a figure's place is looked up: ``inputs.x`` for the value of ``inputs.x.value``."""
    is_figure = path[-1] == "value" and (path[0] == "inputs" or path[:2] == ("last_year", "figures"))
    return path[:-1] if is_figure else path


def drop_spoiled(into: Collector) -> None:
    """Values nobody may use; those of inputs and ticks are known to the normaliser as spoiled."""
    for path in into.spoiled:
        if path[0] not in {"inputs", "checklists"}:
            into.drop(path)


def _store(into: Collector, path: DataPath, column: str, value: RawScalar, place: Place) -> None:
    if path[0] == "unit" or column in TEXT_COLUMNS:
        value = as_text(value)
    key = figure_path(path) if column != "source" else path
    earlier = into.get(path)
    if column == "evidence":
        into.put(path, entries(as_text(value)))
    elif earlier is None:
        into.put(path, value)
    elif not same_value(earlier, value):
        _conflict(into, path, key, (earlier, value), place)
        return
    if earlier is None:
        into.places[key] = place
        if path[0] == "judgements":
            into.places.setdefault(path[:2], place)


def _aspect(into: Collector, path: DataPath, value: RawScalar, place: Place) -> None:
    text = as_text(value).lower()
    if text in _YES:
        chosen = into.get(path[:-1]) or []
        if path[-1] not in chosen:
            into.append(path[:-1], path[-1], place)
    elif text not in _NO:
        message = f"写的是 {as_text(value)!r}，可选：是、否；没有读取"
        into.report("wrong_value", message, place, stated=as_text(value), expected="是、否")


def _conflict(
    into: Collector, path: DataPath, key: DataPath, values: tuple[RawScalar, RawScalar], place: Place
) -> None:
    first, second = (as_text(value) for value in values)
    earlier = into.places[key]
    message = f"同一项填了两个不同的值：{earlier.short} 是 {first!r}，这里是 {second!r}，都没有采用；请核对后只保留一个"
    into.report("conflicting_values", message, place, stated=second, expected=first, subject=path[-1])
    into.spoiled.add(key)
