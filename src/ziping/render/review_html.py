"""Draft -> 审阅.html: one file without any network, in which every marked number tells where it comes from.

The page's words and looks are ``templates/review/*``, which a user may replace. A template is code, so it runs in
jinja2's sandbox; everything else is data and is escaped. Scripts and styles run only by their hash.
"""

from __future__ import annotations

from pathlib import Path

from ziping.domain.draft import Block, Draft, Paragraph, Table
from ziping.domain.draft_texts import cell_address
from ziping.domain.fact import FactTable
from ziping.domain.finding import Finding
from ziping.domain.scorecard import Scorecard
from ziping.render.charts_svg import BASIS_LABELS, composition, points_bar, quarters_of, schedule
from ziping.render.html_page import Sources, fill_page, inlined, island, page_environment, page_sources
from ziping.render.review_facts import (
    blocks_of,
    marked,
    reads_of,
    scored,
    told,
    with_what_they_read,
    workings,
)
from ziping.render.review_scores import bars, basis_of_total, deducted, points, rows
from ziping.render.review_text import pieces, split_rows

STATUS_LABELS = {
    "scored": "数据可证",
    "asserted": "单位自述",
    "not_applicable": "不适用",
    "pending": "待补充",
}
SEVERITY_LABELS = {"error": "错误", "warning": "警告", "note": "提示"}
"""The worst first: findings are listed in this order."""

_FOLDER, _PAGE = "review", "review.html.j2"
_FILES = (
    _PAGE,
    "macros.html.j2",
    "overview.html.j2",
    "findings.html.j2",
    "indicators.html.j2",
    "report.html.j2",
    "review.css",
    "review.js",
)


def render_review(
    draft: Draft,
    facts: FactTable,
    scorecard: Scorecard,
    findings: tuple[Finding, ...],
    *,
    folders: tuple[Path, ...] = (),
) -> bytes:
    """The review page as UTF-8 HTML; the same values and templates give the same bytes.

    Args:
        draft: the report; its marks become links to their facts.
        facts: every figure; only those shown go into the page.
        scorecard: scores as printed.
        findings: of scoring, guard and audit together.
        folders: the settings' template folders, searched for ``review/<file>`` before the shipped ones.

    Raises:
        RenderError: a replaced template cannot be filled.
        UsageError: a template file is nowhere.
    """
    sources = page_sources(_FOLDER, _FILES, folders)
    environment = page_environment(sources)
    environment.filters.update(points=points)
    environment.globals.update(pieces=pieces, split_rows=split_rows, cell_address=cell_address)
    return fill_page(environment, _FOLDER, _PAGE, _context(draft, facts, scorecard, findings, sources))


def _context(
    draft: Draft, facts: FactTable, scorecard: Scorecard, findings: tuple[Finding, ...], sources: Sources
) -> dict[str, object]:
    by_id = facts.by_id()
    quarters = quarters_of(by_id)
    charted = [fact.id for one in quarters for fact in (one.actual, one.schedule, one.rate) if fact]
    wanted = {*marked(draft), *scored(scorecard), *charted}
    reads = reads_of(scorecard)
    shown = with_what_they_read(wanted, reads)
    cards = {fact.id: told(fact, reads.get(fact.id, ()), by_id) for fact in facts.facts if fact.id in shown}
    draft, worked = workings(draft, by_id)
    cards |= worked
    amounts = basis_of_total(scorecard)
    return {
        **inlined(_FOLDER, sources, "review.css", "review.js", _widths(draft)),
        "draft": draft,
        "card": scorecard,
        "facts": cards,
        "island": island(cards),
        "points": amounts,
        "bar": points_bar(amounts),
        "composition": composition(bars(scorecard)),
        "schedule": schedule(quarters) if quarters else "",
        "rows": tuple(rows(scorecard)),
        "asked_in": _asked_in(draft),
        "deducted": deducted(scorecard.lines),
        "unexplained": scorecard.unexplained,
        "findings": sorted(findings, key=lambda finding: list(SEVERITY_LABELS).index(finding.severity)),
        "rejected_at": {where: f"rejected-{n}" for n, where in enumerate(draft.rejected, start=1)},
        "indicators": {line.id for line in scorecard.lines},
        "basis_labels": BASIS_LABELS,
        "status_labels": STATUS_LABELS,
        "severity_labels": SEVERITY_LABELS,
    }


def _widths(draft: Draft) -> str:
    """The column widths of the draft's tables as style: attributes would need a looser policy."""
    widths = sorted({
        width for block in blocks_of(draft) if isinstance(block, Table) for width in block.widths
    })
    return "".join(f"col.w{width}{{width:{width}%}}\n" for width in widths)


def _asked_in(draft: Draft) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each missing item anchor and heading of the sections whose text asks for it."""
    texts = [(f"s{n}", part.heading, _text(part.blocks)) for n, part in enumerate(draft.sections, start=1)]
    texts += [(f"a{n}", part.label, _text(part.blocks)) for n, part in enumerate(draft.attachments, start=1)]
    return {
        item: tuple((anchor, heading) for anchor, heading, text in texts if f"待补充：{item}" in text)
        for item in draft.missing
    }


def _text(blocks: tuple[Block, ...]) -> str:
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    return "\n".join([*paragraphs, *(cell.text for row in rows for cell in row.cells)])
