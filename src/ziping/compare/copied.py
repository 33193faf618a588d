"""How much of this year's text is last year's, by section and for the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.compare.matching import SHORTEST, Kind, Matches
from ziping.compare.sections import Section
from ziping.compare.units import Paragraph, Sentence
from ziping.domain.comparison import SectionCopy
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain, quantize
from ziping.language.similarity import ratio

_SECTION_SHARE: Final = 60
"""Per cent of a section from which it was copied."""
_SECTION_LETTERS: Final = 100
"""Letters copied below which a section is a sentence or two that happen to stay."""
_MOST_SECTIONS: Final = 3
"""Sections copied above which each is only a note: the report is, and the table of sections says how much of which."""
_REPORT_SHARE: Final = 50
_REPORT_LETTERS: Final = 400
_NO_HEADING: Final = "没有标题的部分"
_ALL: Final = "全文（没有标题）"
"""What text without a heading is called, and a whole report of it."""


class Copied(NamedTuple):
    """What was copied.

    Attributes:
        sections: this year's sections in order.
        share: of the whole, per cent, sections that may stay left out; None without own words.
        findings: ``copied_section``, ``copied_report``.
    """

    sections: tuple[SectionCopy, ...]
    share: Decimal | None
    findings: tuple[Finding, ...]


class _Counted(NamedTuple):
    section: Section
    paragraph: Paragraph
    heading_last: str
    own: int
    copied: int
    example: str


def copied(matches: Matches) -> Copied:
    """Letters in sentences that stand as last year or nearly so, of all letters that are the unit's own words."""
    groups = list(_counted(matches))
    untitled = _NO_HEADING if any(group.section.heading for group in groups) else _ALL
    sections = tuple(_section_copy(group, untitled) for group in groups if group.own)
    counted = [group for group in groups if not group.section.may_stay]
    own, taken = sum(group.own for group in counted), sum(group.copied for group in counted)
    share = _share(taken, own) if own else None
    findings = [_section_finding(group) for group in counted if group.section.heading and _is_copied(group)]
    if len(findings) > _MOST_SECTIONS:
        findings = [one.model_copy(update={"severity": "note"}) for one in findings]
    if share is not None and share >= _REPORT_SHARE and taken >= _least(findings, counted):
        findings.insert(0, _report_finding(share, taken, own))
    return Copied(sections, share, tuple(findings))


def _least(findings: Sequence[Finding], counted: Sequence[_Counted]) -> int:
    """Letters copied from which the whole report is said to be; one without headings has no sections to name instead."""
    return (
        _REPORT_LETTERS if findings or any(group.section.heading for group in counted) else _SECTION_LETTERS
    )


def _counted(matches: Matches) -> Iterator[_Counted]:
    """This year's sections with their letters; one that comes back later is counted with its first part."""
    groups: dict[tuple[str, str], list[Paragraph]] = {}
    for paragraph in matches.this.paragraphs:
        section = paragraph.section
        groups.setdefault((section.key, section.heading), []).append(paragraph)
    last: dict[str, dict[str, None]] = {}
    for paragraph in matches.last.paragraphs:
        last.setdefault(paragraph.section.key, {})[paragraph.section.heading] = None
    for (key, heading), paragraphs in groups.items():
        sentences = [s for p in paragraphs for s in p.sentences if len(s.masked) >= SHORTEST]
        taken = [s for s in sentences if is_copied(matches, s)]
        example = max(taken, key=lambda s: s.own, default=None)
        yield _Counted(
            paragraphs[0].section,
            matches.this.of(example) if example else paragraphs[0],
            max(last.get(key, {}), key=lambda other: ratio(heading, other), default=""),
            sum(s.own for s in sentences),
            sum(s.own for s in taken),
            example.text.strip() if example else "",
        )


def is_copied(matches: Matches, sentence: Sentence) -> bool:
    """Whether a sentence stands in last year's report word for word or nearly so, with the same figures."""
    match = matches.of_sentence.get(sentence.at)
    return match is not None and match.kind is Kind.COPIED


def _section_copy(group: _Counted, untitled: str) -> SectionCopy:
    return SectionCopy(
        heading=group.section.heading or untitled,
        heading_last=group.heading_last,
        may_stay=group.section.may_stay,
        characters=group.own,
        copied=group.copied,
        share=_share(group.copied, group.own),
    )


def _share(part: int, whole: int) -> Decimal:
    return quantize(Fraction(100 * part, whole), 1)


def _is_copied(group: _Counted) -> bool:
    return group.copied >= _SECTION_LETTERS and 100 * group.copied >= _SECTION_SHARE * group.own


def _section_finding(group: _Counted) -> Finding:
    share = plain(_share(group.copied, group.own))
    return Finding(
        code="copied_section",
        severity="warning",
        message=f"“{group.section.heading}”这一部分有 {share}% 与上年报告逐字相同或几乎相同；请按本年实际改写",
        place=group.paragraph.passage.place,
        stated=f"{share}%",
        working=f"本年 {group.own} 字，其中 {group.copied} 字出自上年报告；评分句、引言和文件名不计",
        quote=group.example[:60],
        subject=group.section.key,
    )


def _report_finding(share: Decimal, taken: int, own: int) -> Finding:
    return Finding(
        code="copied_report",
        severity="warning",
        message=f"除职能、机构等可以不变的部分外，全文有 {plain(share)}% 与上年报告逐字相同或几乎相同；请逐节改写为本年情况",
        stated=f"{plain(share)}%",
        working=f"本年 {own} 字，其中 {taken} 字出自上年报告；评分句、引言和文件名不计",
    )
