"""Items that carry full marks and score in their headings: 产出指标（50分，得48.93分）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.audit.arithmetic import added
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.score_sums import FULL_MARKS, Whole, wholes
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain
from ziping.language.reports.figures import Passage

_IN_BRACKETS = re.compile(
    "[（(](?P<weight>[0-9]+(?:\\.[0-9]+)?)分[，,、；]?(?:自评)?得(?:分)?(?P<score>[0-9]+(?:\\.[0-9]+)?)分[)）]"
)
_OPENING: Final = 40
"""Letters of a paragraph among which full marks and score of its own stand."""
_PLAIN: Final = 9
"""Level of a paragraph, below all headings."""


class _Item(NamedTuple):
    """产出指标（50分，得48.93分）: a heading or paragraph that opens with full marks and score."""

    level: int
    weight: Decimal
    score: Decimal
    passage: Passage
    span: tuple[int, int]


def bracketed_scores(given: AuditInput) -> CheckResult:
    """Items that carry full marks and score in their headings make those of the heading above, and the total."""
    items = [item for passage in given.figures.passages if (item := _item(passage)) is not None]
    groups = [(head, parts) for head, parts in _under(items) if sum(p.weight for p in parts) == head.weight]
    findings = [
        _item_finding(head, parts) for head, parts in groups if sum(p.score for p in parts) != head.score
    ]
    top = [item for item in items if item.level == min(one.level for one in items)]
    total = sum((item.score for item in top), Decimal(0))
    full = sum((item.weight for item in top), Decimal(0)) == FULL_MARKS
    wrong = [one for one in wholes(given.figures) if full and one.value != total]
    findings += [_total_finding(one, top, total) for one in wrong]
    return result(findings, looked=groups or full, nothing="没有在标题里写分值和得分的")


def _total_finding(one: Whole, top: Sequence[_Item], total: Decimal) -> Finding:
    return found(
        "bracketed_total",
        "error",
        one.place,
        f"自评总分写的是{one.shown}，各部分标题里的得分相加是{plain(total)}分；请核对",
        stated=one.shown,
        expected=f"{plain(total)}分",
        working=added([item.score for item in top]),
        quote=one.quote,
        subject="自评总分",
        also=(item.passage.place for item in top),
    )


def _item(passage: Passage) -> _Item | None:
    match = _IN_BRACKETS.search(passage.text[:_OPENING])
    if match is None or passage.cell is not None or re.search("[，。；]", passage.text[: match.start()]):
        return None
    level = passage.heading or _PLAIN
    return _Item(level, Decimal(match["weight"]), Decimal(match["score"]), passage, match.span())


def _under(items: Sequence[_Item]) -> Iterator[tuple[_Item, list[_Item]]]:
    """Each item with those of the next level below it."""
    for index, head in enumerate(items):
        below: list[_Item] = []
        for item in items[index + 1 :]:
            if item.level <= head.level:
                break
            below.append(item)
        level = min((item.level for item in below), default=0)
        parts = [item for item in below if item.level == level]
        if len(parts) > 1:
            yield head, parts


def _item_finding(head: _Item, parts: Sequence[_Item]) -> Finding:
    total = sum((part.score for part in parts), Decimal(0))
    return found(
        "bracketed_score",
        "error",
        head.passage.place,
        f"标题写得{plain(head.score)}分，下面各项得分相加是{plain(total)}分；请核对",
        stated=plain(head.score),
        expected=plain(total),
        working=added([part.score for part in parts]),
        quote=head.passage.quote(*head.span),
        subject=head.passage.text[:16],
        also=(part.passage.place for part in parts),
    )


CHECKS: Final = (Check("bracketed_score", "标题里的分值和得分", bracketed_scores),)
