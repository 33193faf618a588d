"""Paragraph by paragraph: what stands as it was, was moved, edited, rewritten, is new or gone, and how much is last year's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.compare.alignment import align, pair_of
from ziping.compare.copied import copied
from ziping.compare.matching import Matches
from ziping.compare.said_otherwise import confirmed, contradicted, otherwise_hits
from ziping.compare.sides import Side
from ziping.compare.stale import Carried, Hit, carried, carried_hits, heading_years, stale_years
from ziping.compare.stale_lists import projects, stale_documents, stale_projects
from ziping.compare.units import Text, text_of
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import ParagraphPair, SectionCopy, TextSpan
from ziping.domain.finding import Finding

_ENOUGH: Final = 200
"""Letters of running text below which a report has no text to speak of."""


class TextPart(NamedTuple):
    """The running text of both reports.

    Attributes:
        paragraphs: in this year's order.
        sections: this year's sections.
        copied_share: of the whole, sections that may stay left out; None without running text.
        findings: ``copied_*``, ``stale_*``, ``carried_figure``.
        not_comparable: what could not be compared, and why.
    """

    paragraphs: tuple[ParagraphPair, ...] = ()
    sections: tuple[SectionCopy, ...] = ()
    copied_share: Decimal | None = None
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()


def compare_text(this: Side, last: Side) -> TextPart:
    """Both texts aligned, what is last year's in this year's text marked.

    Two reports of one year, or one report against itself, are aligned but nothing in them is called stale or copied.
    """
    ours, theirs = text_of(this), text_of(last)
    matches = Matches(ours, theirs)
    share = copied(matches)
    missing = list(_missing(ours, theirs))
    hits: list[Hit] = []
    findings: list[Finding] = []
    if not _two_years(this, last, ours, theirs):
        reason = "两份报告是同一年度的，或者正文完全相同，没有查抄上年、旧年份和旧数"
        missing.append(NotAssessable(check="stale_text", reason=reason))
    else:
        hits, missing_years = _stale(matches)
        missing += missing_years
        findings = [*share.findings, *_heading_findings(matches), *_once(hits)]
    return TextPart(
        paragraphs=tuple(_pairs(matches, hits)),
        sections=share.sections,
        copied_share=share.share if min(ours.letters, theirs.letters) >= _ENOUGH else None,
        findings=tuple(findings),
        not_comparable=tuple(missing),
    )


def _two_years(this: Side, last: Side, ours: Text, theirs: Text) -> bool:
    if this.year is not None and last.year is not None:
        return this.year > last.year
    return [p.bare for p in ours.paragraphs] != [p.bare for p in theirs.paragraphs]


def _missing(ours: Text, theirs: Text) -> Iterator[NotAssessable]:
    for text, called in ((ours, "本年报告"), (theirs, "上年报告")):
        if text.letters < _ENOUGH:
            reason = f"{called}（{text.side.document.name}）可以比较的正文只有 {text.letters} 字，文字比较的结果只作参考"
            yield NotAssessable(check="text", reason=reason)


def _stale(matches: Matches) -> tuple[list[Hit], list[NotAssessable]]:
    """Everything of last year that stands in this year's text, and what could not be looked for."""
    missing: list[NotAssessable] = []
    found = tuple(carried(matches))
    wrong = tuple(contradicted(matches, found))
    told = confirmed(matches, found) | {(item.said.passage, item.said.start) for item in wrong}
    hits = [*otherwise_hits(matches, wrong), *carried_hits(matches, _without(found, told))]
    year, year_last = matches.this.side.year, matches.last.side.year
    if year is None or year_last is None:
        reason = "有一份报告看不出年度，没有查旧年份和旧文件"
        missing.append(NotAssessable(check="stale_year", reason=reason))
    else:
        hits += [*stale_years(matches, year, year_last), *stale_documents(matches, year, year_last)]
    ours, theirs = projects(matches.this.side.figures), projects(matches.last.side.figures)
    if ours and theirs:
        hits += stale_projects(matches, ours, theirs)
    else:
        called = "两份报告都" if not ours and not theirs else "本年报告" if not ours else "上年报告"
        reason = f"{called}没有列出项目名单，没有查上年的项目名称"
        missing.append(NotAssessable(check="stale_project", reason=reason))
    return hits, missing


def _without(found: Sequence[Carried], told: frozenset[tuple[int, int]]) -> list[Carried]:
    """Carried figures that nothing else was said of."""
    kept = []
    for item in found:
        figures = tuple(figure for figure in item.figures if (figure.passage, figure.start) not in told)
        if figures:
            kept.append(item._replace(figures=figures))
    return kept


def _heading_findings(matches: Matches) -> Iterator[Finding]:
    year, year_last = matches.this.side.year, matches.last.side.year
    if year is not None and year_last is not None:
        yield from heading_years(matches, year, year_last)


def _once(hits: Sequence[Hit]) -> Iterator[Finding]:
    """Each finding once, in reading order."""
    seen: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (hit.paragraph, hit.start)):
        if id(hit.finding) not in seen:
            seen.add(id(hit.finding))
            yield hit.finding


def _pairs(matches: Matches, hits: Sequence[Hit]) -> Iterator[ParagraphPair]:
    marked: dict[int, list[TextSpan]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end)):
        marked.setdefault(hit.paragraph, []).append(
            TextSpan(start=hit.start, end=hit.end, code=hit.finding.code)
        )
    for row in align(matches):
        spans = marked.get(row.this.index, []) if row.this is not None else []
        yield pair_of(row, spans)
