"""Names to figures in order: A、B分别为1、2; also where the names stand before their number or in an earlier list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ziping.language.numerals import NumberExpression, NumberKind
from ziping.language.sentences import Span

if TYPE_CHECKING:
    from ziping.language.claims.reading import Reading

_LIST = re.compile("分别|依次|各为|各是")
_AGAIN = re.compile("分别|依次|各为|各是|对应|相应|上述")
_JOIN = re.compile("、|以及|(?<=[\u4e00-\u9fff”）])[和与及](?=[\u4e00-\u9fff“])")


def names_in(text: str, span: Span) -> list[Span]:
    """The parts of a list of names."""
    found = []
    start = span.start
    for match in _JOIN.finditer(text, span.start, span.end):
        found.append(Span(start, match.start()))
        start = match.end()
    found.append(Span(start, span.end))
    return [part for part in found if part.end > part.start]


def named_figures(reading: Reading, runs: Sequence[Sequence[NumberExpression]]) -> Iterator[tuple[int, Span]]:
    """Where each figure of a run begins, with the stretch that names it."""
    last: tuple[Span, ...] = ()
    for run in runs:
        names = _own_names(reading, run)
        if not names:
            names = _names_again(reading, run, last)
        if names:
            last = names
            yield from ((figure.start, name) for figure, name in zip(run, names, strict=True))


def _own_names(reading: Reading, run: Sequence[NumberExpression]) -> tuple[Span, ...]:
    """The names right before a run, as many as its figures; after 分别 the last of them."""
    counted = _counted_names(reading, run)
    if counted:
        return counted
    head = _head(reading, run[0])
    if head is None:
        return ()
    names = names_in(reading.text, head)
    announced = bool(_LIST.search(reading.text, head.start, run[0].start))
    if len(names) == len(run) or (announced and len(names) > len(run)):
        return tuple(names[-len(run) :])
    return ()


def _counted_names(reading: Reading, run: Sequence[NumberExpression]) -> tuple[Span, ...]:
    """A、B、C三个项目支出分别为1、2、3: the names stand before their own number."""
    clause = reading.clauses[reading.clause_of(run[0].start)]
    inside = reading.figures_in(clause.start, run[0].start)
    if len(inside) != 1 or inside[0].kind is not NumberKind.COUNT or inside[0].value != len(run):
        return ()
    names = names_in(reading.text, Span(clause.start, inside[0].start))
    return tuple(names) if len(names) == len(run) else ()


def _names_again(reading: Reading, run: Sequence[NumberExpression], last: Sequence[Span]) -> tuple[Span, ...]:
    """The names of the list before (支出依次为…), or of as many figures before (对应得分为…)."""
    clause = reading.clauses[reading.clause_of(run[0].start)]
    if not _AGAIN.search(reading.text, clause.start, run[0].start):
        return ()
    start = reading.of_sentence(clause.sentence)[0].start
    if len(last) == len(run) and start <= last[0].start:
        return tuple(last)
    earlier = reading.figures_in(start, clause.start)[-len(run) :]
    names = tuple(reading.before(figure) for figure in earlier)
    alike = len({figure.unit for figure in earlier}) == 1 and len(names) == len(run)
    return names if alike and all(reading.has_content(name) for name in names) else ()


def _head(reading: Reading, first: NumberExpression) -> Span | None:
    """The words that may list the names of a run of figures."""
    index = reading.clause_of(first.start)
    clause = reading.clauses[index]
    span = reading.before(first)
    if span.start != clause.start or _JOIN.search(reading.words(span)):
        return span
    earlier = reading.clauses[index - 1] if index else None
    if earlier is None or earlier.sentence != clause.sentence or not _LIST.search(reading.words(span)):
        return None
    if reading.figures_in(earlier.start, earlier.end):
        return None
    return Span(earlier.start, earlier.end)
