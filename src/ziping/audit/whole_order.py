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
    rows: dict[int, _OpenRows] = {}
    for passage in audit.figures.passages:
        number = None if passage.cell is not None else _numbered(passage.text)
        if number is None:
            continue
        open_rows = rows.setdefault(number.scheme, _OpenRows())
        depth = open_rows.continued(number.value)
        if number.value == 1:
            open_rows.begin(1)
        else:
            if open_rows and not depth:
                yield _broken(passage, number, open_rows.last)
            open_rows.go_on(depth or len(open_rows), number.value)
        if passage.heading or number.scheme < _OUTER:
            rows = {scheme: row for scheme, row in rows.items() if scheme <= number.scheme}


class _OpenRows:
    """Rows of numbers that may go on, the outermost first: a list may hold another inside."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._depths: dict[int, list[int]] = {}  # by the last number of a row, ascending

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def last(self) -> int:
        """The last number of the innermost row."""
        return self._rows[-1]

    def continued(self, number: int) -> int:
        """The innermost row that a number goes on, counted from 1; 0 for none."""
        return next(reversed(self._depths.get(number - 1, ())), 0)

    def begin(self, number: int) -> None:
        """A row opens inside."""
        self._rows.append(number)
        self._depths.setdefault(number, []).append(len(self._rows))

    def go_on(self, depth: int, number: int) -> None:
        """A row goes on, those inside it are over; a first row opens at depth 0."""
        while self._rows and len(self._rows) >= depth:
            self._depths[self._rows.pop()].pop()
        self.begin(number)


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
    rows = _OpenRows()
    for passage in audit.figures.passages:
        if passage.place.heading != heading or passage.cell is not None:
            heading, rows = passage.place.heading, _OpenRows()
        for match in _ITEM.finditer(passage.text):
            number = parse_chinese_integer(match[1]) or 0
            span = (match.start(1), match.end(1) + 1)
            if number == 1:
                rows.begin(1)
                continue
            depth = rows.continued(number)
            if not depth:
                yield from _gap(passage, span, number, rows)
            elif depth < len(rows) and rows.last > 1:
                message = "“一是……二是”里又套了一层“一是……二是”，层次分不清；里面一层请改用“（1）（2）”或分段"
                yield remark("nested_ordinals", "note", message, passage, span)
            if depth:
                rows.go_on(depth, number)
            else:
                rows.begin(number)


def _gap(passage: Passage, span: tuple[int, int], number: int, rows: _OpenRows) -> Iterator[Finding]:
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
        span = (sentence.start, sentence.end)
        yield remark("sentence_twice", "note", message, passage, span, also=(first[words].place,))


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
