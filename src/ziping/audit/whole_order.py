"""Numbering: headings that skip or repeat a number, 一是、二是 nested in one another, one sentence in two places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import HAN, NO_PASSAGES, remark
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.outline import chinese_number
from ziping.language.labels import clean_text
from ziping.language.numerals import parse_chinese_integer
from ziping.language.reports.figures import Passage
from ziping.language.reports.parts import Stretch, sentences

_CHINESE: Final = "[一二三四五六七八九十]{1,3}"
_SCHEMES: Final = (
    re.compile(f"({_CHINESE})、"),
    re.compile(f"[（(]({_CHINESE})[)）]"),
    re.compile("([0-9]{1,2})[.．](?![0-9])"),
    re.compile("([0-9]{1,2})、"),
    re.compile("[（(]([0-9]{1,2})[)）]"),
)
"""Numbering of headings and items from the outside in: 一、（一）1. 1、（1）."""

_OUTER: Final = 2
"""Schemes of chapters, whose numbers begin the inner ones anew."""
_ITEM = re.compile(f"(?:^|(?<=[，。；：、\n”）)]))\\s*({_CHINESE})是(?![否非])")
_LONG: Final = 20
"""Letters from which a sentence said twice is worth a word."""
_BOILERPLATE: Final = 3
"""Sentences that begin alike more often are printed with each form."""
_BEGUN: Final = 8


class _Number(NamedTuple):
    """A numbered line: which scheme, which number."""

    scheme: int
    value: int
    surface: str


def heading_numbering(audit: AuditInput) -> CheckResult:
    """Numbers of headings and paragraphs that skip or stand twice; a list may begin anew at 1."""
    return result(_headings(audit)) if audit.figures.passages else NO_PASSAGES


def _headings(audit: AuditInput) -> Iterator[Finding]:
    rows: dict[int, list[int]] = {}
    for passage in audit.figures.passages:
        number = None if passage.cell is not None else _numbered(passage.text)
        if number is None:
            continue
        open_rows = rows.setdefault(number.scheme, [])
        depth = _continued(open_rows, number.value)
        if number.value == 1:
            open_rows.append(1)
        elif depth:
            open_rows[depth - 1 :] = [number.value]
        else:
            if open_rows:
                yield _broken(passage, number, open_rows[-1])
            open_rows[-1:] = [number.value]
        if passage.heading or number.scheme < _OUTER:
            rows = {scheme: row for scheme, row in rows.items() if scheme <= number.scheme}


def _continued(rows: list[int], number: int) -> int:
    """Which of the rows that are open a number goes on, counted from 1; 0 for none. A list may hold another inside."""
    return next((depth for depth in range(len(rows), 0, -1) if rows[depth - 1] == number - 1), 0)


def _numbered(text: str) -> _Number | None:
    for scheme, pattern in enumerate(_SCHEMES):
        match = pattern.match(text)
        if match is not None:
            value = int(match[1]) if match[1].isdecimal() else parse_chinese_integer(match[1]) or 0
            return _Number(scheme, value, match[0])
    return None


def _broken(passage: Passage, number: _Number, before: int) -> Finding:
    wanted = (
        str(before + 1) if number.surface.strip("（()）.．、").isdecimal() else chinese_number(before + 1)
    )
    what = "重复" if number.value <= before else "不连续"
    message = (
        f"序号“{number.surface}”{what}，前面是第 {before} 项，这里应为“{wanted}”；请核对编号或有没有漏项"
    )
    return remark(
        "heading_numbering",
        "warning",
        message,
        passage,
        (0, len(number.surface)),
        expected=wanted,
        subject=passage.text[:20],
    )


def nested_ordinals(audit: AuditInput) -> CheckResult:
    """一是、二是 that skip a number, or a second row of them inside the first."""
    return result(_ordinals(audit)) if audit.figures.passages else NO_PASSAGES


def _ordinals(audit: AuditInput) -> Iterator[Finding]:
    heading: str | None = None
    rows: list[int] = []
    for passage in audit.figures.passages:
        if passage.place.heading != heading or passage.cell is not None:
            heading, rows = passage.place.heading, []
        for match in _ITEM.finditer(passage.text):
            number = parse_chinese_integer(match[1]) or 0
            span = (match.start(1), match.end(1) + 1)
            if number == 1:
                rows.append(1)
                continue
            depth = _continued(rows, number)
            if not depth:
                yield from _gap(passage, span, number, rows)
            elif depth < len(rows) and rows[-1] > 1:
                message = "“一是……二是”里又套了一层“一是……二是”，层次分不清；里面一层请改用“（1）（2）”或分段"
                yield remark("nested_ordinals", "note", message, passage, span)
            rows = [*rows[: depth - 1], number] if depth else [*rows, number]


def _gap(passage: Passage, span: tuple[int, int], number: int, rows: list[int]) -> Iterator[Finding]:
    missing = chinese_number(number - 1)
    if rows:
        message = f"“{chinese_number(number)}是”前面没有“{missing}是”，并列各项要连续编号"
        yield remark("nested_ordinals", "warning", message, passage, span, expected=f"{missing}是")


def sentence_twice(audit: AuditInput) -> CheckResult:
    """A long sentence that stands in two places of the running text."""
    return result(_twice(audit)) if audit.figures.passages else NO_PASSAGES


def _twice(audit: AuditInput) -> Iterator[Finding]:
    said = [
        (passage, sentence, words)
        for passage in _prose(audit)
        for sentence, words in _long_sentences(passage)
    ]
    counts = Counter(words[:_BEGUN] for _, _, words in said)
    first: dict[str, Passage] = {}
    again: dict[int, list[tuple[Passage, Stretch, str]]] = {}
    for passage, sentence, words in said:
        if words in first and counts[words[:_BEGUN]] <= _BOILERPLATE:
            again.setdefault(passage.index, []).append((passage, sentence, words))
        first.setdefault(words, passage)
    for repeats in again.values():
        passage, sentence, words = repeats[0]
        more = f"，本段共有 {len(repeats)} 句" if len(repeats) > 1 else ""
        message = f"这一句前面已经写过（“{first[words].text[:12]}……”一段）{more}；请删去或改写"
        yield remark("sentence_twice", "note", message, passage, (sentence.start, sentence.end))


def _prose(audit: AuditInput) -> Iterator[Passage]:
    return (passage for passage in audit.figures.passages if passage.cell is None and not passage.norm)


def _long_sentences(passage: Passage) -> Iterator[tuple[Stretch, str]]:
    for sentence in sentences(passage.text):
        words = "".join(filter(str.isalnum, clean_text(sentence.text)))
        if len(words) >= _LONG and re.search(f"{HAN}{{6}}", words):
            yield sentence, words


CHECKS: Final = (
    Check("heading_numbering", "标题和条目的序号", heading_numbering),
    Check("nested_ordinals", "“一是、二是”的层次", nested_ordinals),
    Check("sentence_twice", "同一句话写两遍", sentence_twice),
)
