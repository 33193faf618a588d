"""A figure's own words: its name in a list, the words right before it, or the name before the bracket it opens."""

from __future__ import annotations

import re

from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading, mentions_in, once_a_figure
from ziping.language.claims.stated import Stated
from ziping.language.labels import Mention
from ziping.language.sentences import Span

WHOLES = frozenset((
    "预算",
    "支出",
    "收入",
    "决算",
    "执行",
    "结余",
    "人员",
    "职工",
    "项目",
    "经费",
    "资金",
    "满意度",
    "执行率",
    "完成",
))
"""Names that are also the head of longer ones, and so name nothing by themselves."""
OF_PHRASE = re.compile("的[\u4e00-\u9fff]{2}")


@once_a_figure
def own_spans(reading: Reading, figure: Stated) -> tuple[Span, ...]:
    """Where a figure's own name stands: in a list, right before it, or right after it when nothing is before."""
    number = figure.number
    listed, before, after = reading.listed(number), reading.before(number), reading.after(number)
    opener = _opener(reading, figure)
    if opener is not None:
        return (before, opener)
    first = (before if listed is None else listed,)
    if OF_PHRASE.match(reading.text, figure.end):
        return (after,)
    if not reading.has_content(first[0]):
        return (*first, after)
    return first


@once_a_figure
def own_mentions(reading: Reading, figure: Stated) -> tuple[Mention, ...]:
    """Names of facts in a figure's own words."""
    return tuple(
        mention
        for span in own_spans(reading, figure)
        for mention in mentions_in(reading.mentions, span.start, span.end)
    )


def _opener(reading: Reading, figure: Stated) -> Span | None:
    """The name right before the bracket a figure opens: 满意度指标10分（分值10分）."""
    index = reading.clause_of(figure.start)
    clause, earlier = reading.clauses[index], reading.clauses[max(index - 1, 0)]
    opens = clause.depth > earlier.depth and earlier.end == clause.start - 1
    if not opens or reading.before(figure.number).start != clause.start:
        return None
    inside = reading.figures_in(earlier.start, earlier.end)
    closed = bool(inside) and inside[-1].end == earlier.end
    return (
        reading.before(inside[-1])
        if closed
        else Span(inside[-1].end if inside else earlier.start, earlier.end)
    )


@once_a_figure
def own_pairs(reading: Reading, figure: Stated) -> frozenset[str]:
    """Pairs of letters of a figure's own name."""
    return frozenset().union(*(reading.pairs_in(*span) for span in own_spans(reading, figure)))


def own_evidence(reading: Reading, figure: Stated, known: Known, other: Known) -> int:
    """How many pairs of letters that ``known`` has and ``other`` has not stand in the figure's own words."""
    tokens = reading.table.labels.tokens
    return len((own_pairs(reading, figure) - WHOLES) & (tokens[known.index] - tokens[other.index]))
