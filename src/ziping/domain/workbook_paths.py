"""Which cell of the fill-in workbook feeds which data path of the submission."""

from __future__ import annotations

from typing import Final

from ziping.domain.workbook_forms import INPUT_SHEET, LAST_YEAR_SHEET, UNIT_SHEET, DataPath

LIST_FIELDS: Final = frozenset((
    ("recipients",),
    ("unit", "duties"),
    ("unit", "annual_work"),
    ("unit", "objectives"),
    ("last_year", "problems"),
))
"""Paths that take one entry per row, several rows long."""


def cell_path(sheet: str, row_id: str, column: str) -> DataPath | None:
    """Where the cell of a row and column belongs in the submission; None when it feeds nothing.

    An aspect's path ends in the aspect's id, although the submission holds a list of ids there.
    """
    if sheet == UNIT_SHEET:
        return tuple(row_id.split(".")) if column == "value" else None
    if sheet == INPUT_SHEET:
        return ("inputs", row_id, column) if column in {"value", "source"} else None
    kind, _, key = row_id.partition(":")
    if sheet == LAST_YEAR_SHEET:
        return _last_year_path(kind, key, column)
    return _indicator_path(kind, key, column)


def _last_year_path(kind: str, key: str, column: str) -> DataPath | None:
    match kind, column:
        case "figure", "value" | "source":
            return ("last_year", "figures", key, column)
        case "score", "value":
            return ("last_year", "scores", key)
        case "problem", "value":
            return ("last_year", "problems")
    return None


def _indicator_path(kind: str, key: str, column: str) -> DataPath | None:
    match kind, column:
        case "indicator", "not_applicable":
            return ("not_applicable", key)
        case "indicator", "explanation":
            return ("notes", "explanations", key)
        case "tick", "value":
            return ("checklists", *key.split(".", 1))
        case "aspect", "value":
            judged, _, aspect = key.rpartition(".")
            return ("judgements", judged, "aspects", aspect)
        case "score" | "tier" | "deduct", "value":
            return ("judgements", key, kind)
        case "score" | "deduct", "reason" | "evidence":
            return ("judgements", key, column)
    return None
