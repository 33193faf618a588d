"""Findings a reviewer stands by -> 复核意见, a letter of one page to send back; what does not fit goes into its annex.

The words are ``templates/audit/opinion.j2``, the look is ``templates/audit/report.docx``; both may be replaced.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from math import ceil
from typing import Final, NamedTuple

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ziping.domain.draft import Attachment, Cell, Draft, Paragraph, Row, Section, Table
from ziping.domain.finding import Finding, Severity
from ziping.errors import RenderError
from ziping.render.finding_spots import elsewhere, told, where
from ziping.render.report_docx import render_report

PAGE: Final = 630
"""Height of the type area in points."""
PITCH: Final = 22
TITLE_PITCH: Final = 36
"""Line pitches of the template."""
TITLE_WIDTH: Final = 20
LINE_WIDTH: Final = 28
"""Chinese characters a line."""
LONGEST: Final = 80
"""Characters of an item on the page; the annex has all of them."""

_TITLES: Final[dict[Severity, str]] = {
    "error": "经核算确有错误，请更正",
    "warning": "前后不一致或依据不足，请核实",
    "note": "表述不够规范，请完善",
}
_NUMERALS = "一二三"
_ADVICE = re.compile("[；，]请[^；，]{1,30}$")
"""The letter's last paragraph asks for all of it at once."""
_SUFFIX = re.compile(r"\.(?:docx|docm|pdf|md|txt|html?|xlsx|xlsm)$", re.IGNORECASE)
_COLUMNS: Final = (("序号", 6), ("类别", 9), ("位置", 19), ("问题", 38), ("应为或核算", 28))
_KINDS: Final[dict[Severity, str]] = {"error": "更正", "warning": "核实", "note": "完善"}


class Group(NamedTuple):
    """One part of the letter."""

    number: str
    title: str
    total: int
    entries: tuple[str, ...]
    left: int


class Opinion(NamedTuple):
    """The letter, and how many of the findings stand on its page."""

    data: bytes
    shown: int
    total: int


def render_opinion(
    document: str, findings: tuple[Finding, ...], words: str, template: bytes, *, unit: str = ""
) -> Opinion:
    """The letter as a docx file; the same values and templates give the same bytes.

    Args:
        document: name of the reviewed file.
        findings: those the reviewer stands by, in order.
        words: the text of ``opinion.j2``.
        template: the Word template.
        unit: who is written to; left to be supplied unless given.

    Raises:
        RenderError: a replaced template cannot be filled.
    """
    name = _on_one_line(_SUFFIX.sub("", document))
    title = f"关于《{name}》的复核意见"
    groups = tuple(_groups(findings, _room(title, name)))
    shown = sum(len(group.entries) for group in groups)
    annex = shown < len(findings)
    text = _filled(words, unit=unit, name=name, total=len(findings), groups=groups, annex=annex)
    draft = Draft(
        unit="",
        year=0,
        rubric="",
        title=title,
        recipients=(unit or "待补充：报送单位",),
        sections=tuple(_sections(text)),
        attachments=(_annex(findings),) if annex else (),
        signatory="待补充：复核单位",
        date="待补充：成文日期",
    )
    return Opinion(render_report(draft, template, "绩效自评报告复核意见"), shown, len(findings))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _room(title: str, name: str) -> int:
    """Lines left for the items: the page without title, 主送机关, first and last paragraph, 附件说明 and 落款."""
    head = ceil(len(title) / TITLE_WIDTH) * TITLE_PITCH + PITCH
    first, others = _lines("经" * (40 + len(name))), 1 + 2 + 1 + 3
    return (PAGE - head) // PITCH - first - others


def _groups(findings: tuple[Finding, ...], room: int) -> Iterator[Group]:
    """The findings by what has to be done; as many as fit on the page are told, the gravest first."""
    by_kind = [(kind, [one for one in findings if one.severity == kind]) for kind in _TITLES]
    by_kind = [(kind, listed) for kind, listed in by_kind if listed]
    room -= len(by_kind)
    if sum(_lines(_entry(finding)) for finding in findings) > room:
        room -= 1  # for what is left of the last group told
    for number, (kind, listed) in zip(_NUMERALS, by_kind, strict=False):
        entries: list[str] = []
        for finding in listed:
            entry = _entry(finding)
            room -= _lines(entry)
            if room < 0:
                break
            entries.append(entry)
        yield Group(number, _TITLES[kind], len(listed), tuple(entries), len(listed) - len(entries))


def _entry(finding: Finding) -> str:
    place, message = where(finding), _ADVICE.sub("", told(finding).rstrip("。"))
    text = _on_one_line(f"{place}：{message}" if place else message)
    return f"{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}。"


def _lines(text: str) -> int:
    """Lines a paragraph takes: Chinese characters are one wide, others half, the first line is indented."""
    halves = sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
    return ceil((halves + 10) / (2 * LINE_WIDTH))


def _filled(words: str, **values: object) -> str:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    try:
        return environment.from_string(words).render(values)
    except TemplateError as exc:
        raise RenderError(
            f"复核意见的文字模板 audit/opinion.j2 无法填写：{exc.message}。请与随软件附带的模板对照"
        ) from exc


def _sections(text: str) -> Iterator[Section]:
    """Headings and paragraphs of the filled text; what stands above the first heading has none."""
    heading, held, number = "", list[Paragraph](), 0
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("# "):
            if heading or held:
                yield Section(id=f"part{number}", level=1, heading=heading, blocks=tuple(held))
            heading, held, number = line.removeprefix("# "), [], number + 1
        else:
            held.append(Paragraph(id=f"part{number}.{len(held) + 1}", text=line))
    yield Section(id=f"part{number}", level=1, heading=heading, blocks=tuple(held))


def _annex(findings: tuple[Finding, ...]) -> Attachment:
    head = Row(kind="header", cells=tuple(Cell(text=name) for name, _ in _COLUMNS))
    order = list(_TITLES)
    ranked = sorted(findings, key=lambda finding: order.index(finding.severity))
    rows = tuple(_row(number, finding) for number, finding in enumerate(ranked, start=1))
    widths = tuple(width for _, width in _COLUMNS)
    table = Table(id="findings", caption="", widths=widths, rows=(head, *rows))
    return Attachment(id="findings", label="附件", title="复核问题清单", blocks=(table,))


def _row(number: int, finding: Finding) -> Row:
    right = "；".join(filter(None, (finding.expected, finding.working))) or finding.suggestion
    places = "；".join((where(finding), *elsewhere(finding)))
    texts = (str(number), _KINDS[finding.severity], places, told(finding), right)
    aligned = ("center", "center", "left", "left", "left")
    return Row(
        cells=tuple(
            Cell(text=_on_one_line(text), align=align) for text, align in zip(texts, aligned, strict=True)
        )
    )
