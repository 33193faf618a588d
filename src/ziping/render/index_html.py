"""index.html: one page without any network that lists every unit of a run and links its review page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeAlias

from markupsafe import Markup

from ziping.domain.batch import CAUSE_LABELS
from ziping.domain.batch_summary import BatchSummary, FailedUnit, UnitRow
from ziping.domain.quantity import format_quantity, plain
from ziping.render.html_page import fill_page, inlined, island_of_rows, page_environment, page_sources
from ziping.render.summary_xlsx_units import edition_names

Value: TypeAlias = str | int | None

_FOLDER: Final = "batch"
_PAGE, _STYLE, _SCRIPT = "index.html.j2", "index.css", "index.js"
_FIELDS: Final = (
    "rank", "name", "project", "code", "region", "score", "rate", "grade", "status", "why", "pending",
    "missing", "errors", "edition", "folder", "review",
)  # fmt: skip
"""Of a row of the page's data, in this order; amounts are strings as printed."""
_COLUMNS: Final = (
    ("rank", "名次", "number"),
    ("name", "单位", ""),
    ("code", "代码", ""),
    ("score", "得分", "number"),
    ("rate", "得分率", "number"),
    ("grade", "等级", ""),
    ("status", "状态", ""),
    ("pending", "待补充分", "number"),
    ("missing", "缺材料", "number"),
    ("errors", "错误", "number"),
    ("edition", "评分标准", ""),
)
"""Field, label and kind of the table's columns."""
_STATUSES: Final = (("final", "得分已定"), ("pending", "待补充"), ("failed", "失败"))


def render_index(
    summary: BatchSummary,
    rows: Sequence[UnitRow],
    files: tuple[str, str],
    folders: tuple[Path, ...] = (),
) -> bytes:
    """The page.

    Args:
        summary: everything but the units themselves.
        rows: units in the order they are to be listed.
        files: names of the workbook and of the letter beside the page.
        folders: the settings' template folders.

    Raises:
        RenderError: a template, which a user may have replaced, cannot be filled.
        UsageError: a template is nowhere.
    """
    sources = page_sources(_FOLDER, (_PAGE, _STYLE, _SCRIPT), folders)
    names = edition_names(summary.editions)
    workbook, letter = files
    years = sorted({edition.year for edition in summary.editions})
    context: dict[str, Any] = {
        **inlined(_FOLDER, sources, _STYLE, _SCRIPT),
        "summary": summary,
        "years": f"{'、'.join(map(str, years))}年度" if years else "",
        "workbook": workbook,
        "letter": letter,
        "editions": list(names.values()),
        "grades": list(dict.fromkeys(band.label for edition in summary.editions for band in edition.grades)),
        "statuses": _STATUSES,
        "columns": _COLUMNS,
        "number": lambda count: format_quantity(Decimal(count), ""),
        "plain": plain,
        "data": _data(summary, rows),
    }
    return fill_page(page_environment(sources), _FOLDER, _PAGE, context)


def _data(summary: BatchSummary, rows: Sequence[UnitRow]) -> Iterator[Markup]:
    """What the page's script reads: names of editions, names of fields, a row for every unit, failed ones last."""
    names = edition_names(summary.editions)
    numbers = {key: number for number, key in enumerate(names)}
    units = (tuple(_unit(row, numbers)) for row in rows)
    failures = (tuple(_failure(one)) for one in summary.failures)
    head = {"editions": list(names.values()), "fields": _FIELDS}
    return island_of_rows(head, "rows", chain(units, failures))


def _unit(row: UnitRow, numbers: dict[tuple[str, int], int]) -> Iterator[Value]:
    yield row.rank
    yield from (row.name, row.project, row.code, row.region)
    yield from (plain(row.total_score), plain(row.rate), row.grade, row.status, "", plain(row.pending))
    yield from (row.missing, row.errors, numbers[row.edition, row.year], row.folder, row.review)


def _failure(one: FailedUnit) -> Iterator[Value]:
    """A unit without a result; without the path of its input, which is the operator's own matter."""
    yield None
    yield from (one.name, "", one.code, "", "", "", "", "failed", CAUSE_LABELS[one.cause], "")
    yield from ("", 0, -1, "", "")


def linked_pages(page: bytes) -> frozenset[tuple[str, str]]:
    """Folder and file name of every review page that a page of ours links; none of a page made by another template."""
    found = re.search(rb'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    try:
        data = json.loads(found[1]) if found else {}
        folder, review = (data["fields"].index(name) for name in ("folder", "review"))
        return frozenset((row[folder], row[review]) for row in data["rows"] if row[folder] and row[review])
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return frozenset()
