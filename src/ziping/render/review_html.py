"""Draft -> 审阅.html: one file without any network, in which every marked number tells where it comes from.

The page's words and looks are ``templates/review/*``, which a user may replace. A template is code, so it runs in
jinja2's sandbox; everything else is data and is escaped. Scripts and styles run only by their hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ziping.domain.draft import Block, Draft, Mark, Paragraph, Row, Table
from ziping.domain.expression.nodes import names_in
from ziping.domain.fact import Fact, FactTable, Origin
from ziping.domain.finding import Finding
from ziping.domain.quantity import format_quantity, parse_decimal, plain, trim_zeros
from ziping.domain.scorecard import GroupLine, Scorecard, ScoreLine
from ziping.errors import RenderError, UsageError
from ziping.render.charts_svg import BASIS_LABELS, Bar, Basis, composition, points_bar, quarters_of, schedule
from ziping.resources import find, read_text

ORIGIN_LABELS: dict[Origin, str] = {
    "input": "填报",
    "computed": "计算",
    "derived": "推导",
    "evidence": "佐证",
    "document": "文件",
    "last_year": "上年",
    "given": "外部给定",
}
STATUS_LABELS = {
    "scored": "数据可证",
    "asserted": "单位自述",
    "not_applicable": "不适用",
    "pending": "待补充",
}
SEVERITY_LABELS = {"error": "错误", "warning": "警告", "note": "提示"}
"""The worst first: findings are listed in this order."""

_PAGE = "review.html.j2"
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
_MISSING = re.compile(r"待补充(?:：(?:（[^（）\n]*）|[^，。；！？（）\n])*)?")
_ZERO = Decimal(0)

Sources: TypeAlias = tuple[tuple[str, str], ...]


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
    sources = _sources(folders)
    try:
        page = (
            _environment(sources)
            .get_template(_PAGE)
            .render(_context(draft, facts, scorecard, findings, sources))
        )
    except TemplateSyntaxError as exc:
        raise RenderError(f"审阅页模板 review/{exc.name} 第 {exc.lineno} 行写法有误：{exc.message}") from exc
    except TemplateError as exc:
        raise RenderError(
            f"审阅页模板 review/{_PAGE} 无法填写：{exc.message}。请与随软件附带的模板对照"
        ) from exc
    return page.encode("utf-8", "replace")


class Piece(NamedTuple):
    """A stretch of text: the value of a fact, something still to be supplied, both or neither."""

    text: str
    fact: str = ""
    todo: bool = False


def pieces(text: str, marks: tuple[Mark, ...] = ()) -> tuple[Piece, ...]:
    """Text cut at its marks and around 待补充; of marks that overlap the first one counts."""
    facts: dict[int, Mark] = {}
    reached = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if reached <= mark.start < mark.end <= len(text):
            facts[mark.start] = mark
            reached = mark.end
    todo = [found.span() for found in _MISSING.finditer(text)]
    inner = {at for mark in facts.values() for at in range(mark.start + 1, mark.end)}
    edges = {at for span in todo for at in span} - inner
    edges |= {at for mark in facts.values() for at in (mark.start, mark.end)}
    cuts = sorted({0, len(text)} | edges)
    return tuple(
        Piece(
            text[start:end],
            facts[start].fact if start in facts else "",
            any(first <= start and end <= last for first, last in todo),
        )
        for start, end in pairwise(cuts)
    )


class Line(NamedTuple):
    """A row of the indicator table: a group's sub-total or a leaf, with the filters it answers to."""

    group: GroupLine | None
    leaf: ScoreLine | None
    filters: tuple[str, ...]


class Head(NamedTuple):
    """A table's rows, those at the top that are headers apart from the others."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]


def split_rows(table: Table) -> Head:
    """The header rows at the top, as far as no cell reaches out of them, and the rest."""
    count = next((i for i, row in enumerate(table.rows) if row.kind != "header"), len(table.rows))
    reach = max((i + cell.rows for i, row in enumerate(table.rows[:count]) for cell in row.cells), default=0)
    count = count if reach <= count else 0
    return Head(table.rows[:count], table.rows[count:])


def _sources(folders: tuple[Path, ...]) -> Sources:
    found = []
    for name in _FILES:
        path = find("templates", f"review/{name}", folders)
        if path is None:
            raise UsageError(f"找不到审阅页模板 templates/review/{name}，请重新安装 ziping 或补上这个文件")
        found.append((name, read_text(path).replace("\r\n", "\n")))
    return tuple(found)


@lru_cache(maxsize=4)
def _environment(sources: Sources) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(points=_points)
    environment.globals.update(pieces=pieces, split_rows=split_rows)
    return environment


def _context(
    draft: Draft, facts: FactTable, scorecard: Scorecard, findings: tuple[Finding, ...], sources: Sources
) -> dict[str, object]:
    by_id = facts.by_id()
    quarters = quarters_of(by_id)
    charted = [fact.id for one in quarters for fact in (one.actual, one.schedule, one.rate) if fact]
    wanted = {*_marked(draft), *_scored(scorecard), *charted}
    reads = _reads(scorecard)
    shown = _with_what_they_read(wanted, reads)
    told = {fact.id: _told(fact, reads.get(fact.id, ()), by_id) for fact in facts.facts if fact.id in shown}
    points = _basis(scorecard.lines)
    return {
        **_inlined(draft, sources),
        "draft": draft,
        "card": scorecard,
        "facts": told,
        "island": _island(told),
        "points": points,
        "bar": points_bar(points),
        "composition": composition(_bars(scorecard)),
        "schedule": schedule(quarters) if quarters else "",
        "rows": tuple(_rows(scorecard)),
        "asked_in": _asked_in(draft),
        "deducted": _deducted(scorecard.lines),
        "findings": sorted(findings, key=lambda finding: list(SEVERITY_LABELS).index(finding.severity)),
        "indicators": {line.id for line in scorecard.lines},
        "basis_labels": BASIS_LABELS,
        "status_labels": STATUS_LABELS,
        "severity_labels": SEVERITY_LABELS,
    }


def _inlined(draft: Draft, sources: Sources) -> dict[str, Markup]:
    """Style and script as they stand in the page, with the hashes that alone allow them to run."""
    files = dict(sources)
    widths = sorted({width for block in _blocks(draft) if isinstance(block, Table) for width in block.widths})
    style = files["review.css"] + "".join(f"col.w{width}{{width:{width}%}}\n" for width in widths)
    script = files["review.js"]
    for name, text, end in (("review.css", style, "</style"), ("review.js", script, "</script")):
        if end in text.lower():
            raise RenderError(f"审阅页模板 review/{name} 里不能出现 {end}，否则页面会在那里断开，请删去")
    return {
        "style": _trusted(style),
        "script": _trusted(script),
        "style_hash": _trusted(_hash(style)),
        "script_hash": _trusted(_hash(script)),
    }


def _trusted(text: str) -> Markup:
    """For our own files, their hashes, and JSON without a character that HTML knows; never for data as it is."""
    return Markup(text)  # noqa: S704


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _island(told: dict[str, dict[str, object]]) -> Markup:
    """JSON for a script element; no character of the data can end that element."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return _trusted(text)


def _reads(scorecard: Scorecard) -> dict[str, tuple[str, ...]]:
    """For a computed figure the ids its formula reads, so that a reader can walk back to the cells."""
    reads = {metric.id: names_in(metric.tree) for metric in scorecard.metrics}
    for line in scorecard.lines:
        reads[f"{line.id}.score"] = names_in(line.tree)
        reads[f"{line.id}.lost_points"] = (f"{line.id}.max_score", f"{line.id}.score")
        reads |= {f"{line.id}.{part.id}.score": names_in(part.tree) for part in line.parts}
    return reads


def _with_what_they_read(wanted: set[str], reads: dict[str, tuple[str, ...]]) -> set[str]:
    reached: set[str] = set()
    waiting = set(wanted)
    while waiting:
        reached |= waiting
        waiting = {name for one in waiting for name in reads.get(one, ())} - reached
    return reached


def _told(fact: Fact, reads: tuple[str, ...], known: dict[str, Fact]) -> dict[str, object]:
    """What the card says about a fact."""
    exact = parse_decimal(fact.exact or "")
    return {
        "label": fact.label,
        "value": f"{fact.value}年" if fact.unit == "年" else fact.printed,
        "exact": "" if exact is None else format_quantity(exact, fact.unit),
        "formula": fact.formula,
        "year": "" if fact.year is None else f"{fact.year}年",
        "origin": ORIGIN_LABELS[fact.origin],
        "kind": fact.origin,
        "sources": list(fact.sources),
        "aliases": list(fact.aliases),
        "reads": [name for name in reads if name in known],
    }


def _blocks(draft: Draft) -> Iterator[Block]:
    for section in draft.sections:
        yield from section.blocks
    for attachment in draft.attachments:
        yield from attachment.blocks


def _asked_in(draft: Draft) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each missing item anchor and heading of the sections whose text asks for it."""
    told = [(f"s{n}", part.heading, _text(part.blocks)) for n, part in enumerate(draft.sections, start=1)]
    told += [(f"a{n}", part.label, _text(part.blocks)) for n, part in enumerate(draft.attachments, start=1)]
    return {
        item: tuple((anchor, heading) for anchor, heading, text in told if f"待补充：{item}" in text)
        for item in draft.missing
    }


def _text(blocks: tuple[Block, ...]) -> str:
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    return "\n".join([*paragraphs, *(cell.text for row in rows for cell in row.cells)])


def _marked(draft: Draft) -> Iterator[str]:
    """Ids of the facts that stand in the report."""
    for block in _blocks(draft):
        if isinstance(block, Paragraph):
            yield from (mark.fact for mark in block.marks)
        else:
            yield from (cell.fact for row in block.rows for cell in row.cells if cell.fact)


def _scored(scorecard: Scorecard) -> Iterator[str]:
    """Ids of the facts that stand in the overview and in the indicator table."""
    yield from ("total.score", "total.max_score", "total.lost_points", "grade")
    yield from ("proven_points", "asserted_points", "pending_points")
    for group in scorecard.groups:
        yield from (f"{group.id}.score", f"{group.id}.max_score")
    for line in scorecard.lines:
        yield from (f"{line.id}.score", f"{line.id}.max_score", f"{line.id}.lost_points")
        yield from (f"{line.id}.{part.id}.score" for part in line.parts)
        yield from (use.id for use in line.inputs)


def _basis(lines: tuple[ScoreLine, ...]) -> dict[Basis, Decimal]:
    """The lines' points by what they rest on; what does not apply and what is reserved counts nowhere."""
    counted = [line for line in lines if not line.reserved]
    scored = [line for line in counted if line.status in {"scored", "asserted"}]
    waiting = [line for line in counted if line.status == "pending"]
    return {
        "proven": sum((line.proven for line in counted), _ZERO),
        "asserted": sum((line.asserted for line in counted), _ZERO),
        "pending": sum((line.max_score for line in waiting), _ZERO),
        "lost": sum((line.lost or _ZERO for line in scored), _ZERO),
    }


def _under(group: GroupLine, scorecard: Scorecard) -> tuple[ScoreLine, ...]:
    depth = len(group.path)
    return tuple(line for line in scorecard.lines if line.path[:depth] == group.path)


def _bars(scorecard: Scorecard) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            group.label,
            len(group.path),
            _points(group.score),
            _points(group.max_score),
            _basis(_under(group, scorecard)),
        )
        for group in scorecard.groups
        if len(group.path) <= 2
    )


def _rows(scorecard: Scorecard) -> Iterator[Line]:
    """Leaves in reading order, each group before its first leaf."""
    waiting = list(scorecard.groups)
    for line in scorecard.lines:
        for group in [group for group in waiting if line.path[: len(group.path)] == group.path]:
            waiting.remove(group)
            mine = [name for leaf in _under(group, scorecard) for name in _filters(leaf)]
            yield Line(group, None, tuple(dict.fromkeys(mine)))
        yield Line(None, line, _filters(line))


def _filters(line: ScoreLine) -> tuple[str, ...]:
    """Which of the table's filters keep this line."""
    if line.reserved:
        return ("reserved",)
    if line.status == "pending":
        return ("pending",)
    lost = line.status != "not_applicable" and bool(line.lost)
    tests = (("proven", line.proven > 0), ("asserted", line.asserted > 0), ("lost", lost))
    return tuple(name for name, holds in tests if holds)


def _deducted(lines: tuple[ScoreLine, ...]) -> tuple[ScoreLine, ...]:
    lost = [line for line in lines if "lost" in _filters(line)]
    return tuple(sorted(lost, key=lambda line: -(line.lost or _ZERO)))


def _points(amount: Decimal | None) -> str:
    """A score as printed, 待补充 when it is not known."""
    return "待补充" if amount is None else plain(trim_zeros(amount))
