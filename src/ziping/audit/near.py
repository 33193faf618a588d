"""Figures near a figure, what printed figures are worth, and the findings about a quotient of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, printed, ratio_of, total_of
from ziping.audit.report import found
from ziping.domain.finding import Finding, Severity
from ziping.language.claims.units import NONE, POINTS, RATIO, SCORE, is_count
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_STOPS = re.compile("[。；;！？\n]")
_REST = re.compile("未|尚|剩|其余|自筹|另")
"""Words of what is left beside another part."""
_THEN = re.compile("年|[比较占]")
_NAMES: Final = 3
"""Fewest letters that say what a figure is of."""
_KEPT: Final = 14
"""Figures before a quotient that may be its terms."""


class Near(NamedTuple):
    """A figure with those that stand near it.

    Attributes:
        figure: the quotient.
        words: of its clause before it.
        before: exact figures of its sentence before it.
        around: exact figures of its sentence and the two before it, and those in a bracket straight after it.
        segment: those of ``before`` behind the last full stop or semicolon.
    """

    figure: Figure
    passage: Passage
    words: str
    before: tuple[Figure, ...]
    around: tuple[Figure, ...]
    segment: tuple[Figure, ...]


def worth(figure: Figure) -> Range:
    """The amounts a figure may stand for, rates in per cent; 2.86万人次 is rounded to the hundred."""
    factor = figure.measure.factor
    if figure.measure.dimension in {RATIO, POINTS}:
        return printed(figure.value)
    if not is_count(figure.measure.dimension):
        digits = printed(figure.value)
        return Range(digits.low * factor, digits.high * factor)
    match = re.search(r"([0-9]+(?:\.[0-9]+)?)\s*([万亿])", figure.surface)
    if match is None:
        digits = printed(figure.value, exact="." not in figure.surface)
        return Range(digits.low * factor, digits.high * factor)
    places = len(match[1].partition(".")[2])
    half = Fraction({"万": 10**4, "亿": 10**8}[match[2]], 2 * 10**places)
    return Range(figure.amount - half, figure.amount + half)


def near_figures(figures: Figures, wanted: Callable[[Figure], bool]) -> Iterator[Near]:
    """The wanted figures of running text, each with what stands near it."""
    for passage in figures.passages:
        if passage.norm or passage.heading:
            continue
        said = figures.of_passage.get(passage.index, ())
        for order, figure in enumerate(said):
            if not wanted(figure):
                continue
            plain_ones = [
                f for f in said[:order] if f.exact and f.measure.dimension not in {RATIO, POINTS, SCORE}
            ]
            before = [f for f in plain_ones if f.sentence == figure.sentence][-_KEPT:]
            around = [f for f in plain_ones if f.sentence >= figure.sentence - 2][-_KEPT:]
            bracket = [f for f in said[order + 1 : order + 3] if f.exact and f.clause == figure.clause + 1]
            opened = passage.text[figure.end : figure.end + 1] in "（(" and figure.end < len(passage.text)
            stop = max((m.end() for m in _STOPS.finditer(passage.text, 0, figure.start)), default=0)
            start = passage.outline.clauses[figure.clause].start
            yield Near(
                figure,
                passage,
                clean_text(passage.text[start : figure.start]),
                tuple(before),
                (*around, *(bracket if opened else ())),
                tuple(f for f in before if f.start >= stop),
            )


def any_ratio(stated: Range, figures: Sequence[Figure], times: int) -> bool:
    """Whether any two figures of one kind give a quotient."""
    for top, bottom in permutations(figures, 2):
        if top.measure.dimension == bottom.measure.dimension:
            ratio = ratio_of(worth(top), worth(bottom), times)
            if ratio is not None and ratio.meets(stated):
                return True
    return False


def of_both(stated: Range, figures: Sequence[Figure]) -> bool:
    """Whether a rate is of two figures together: 已支付791.20万元，尚有68.80万元未支付，支付率92.00%."""
    for top, other in permutations(figures, 2):
        apart = _REST.search(clean_text(top.label)) or _REST.search(clean_text(other.label))
        if apart and top.measure.dimension == other.measure.dimension:
            ratio = ratio_of(worth(top), total_of((worth(top), worth(other))))
            if ratio is not None and ratio.meets(stated):
                return True
    return False


def same_kind(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same kind of thing, and say which."""
    return one.measure.dimension == other.measure.dimension and one.measure.dimension != NONE


def words_of(figure: Figure) -> str:
    """The words before and after a figure."""
    return clean_text(figure.label) + clean_text(figure.after)


def _subject(figure: Figure, others: Sequence[Figure]) -> str:
    """The words before a figure; where they name nothing (提高、占), the longest before those it was worked out from."""
    own = clean_text(figure.label)
    told = (label for f in others if not _THEN.search(label := clean_text(f.label)))
    return own if len(own) >= _NAMES else max((own, *told), key=len)


def about_figure(  # noqa: PLR0913, PLR0917 - the fields of a finding
    figures: Figures,
    figure: Figure,
    code: str,
    severity: Severity,
    message: str,
    expected: str,
    working: str,
    others: Sequence[Figure],
) -> Finding:
    """A finding at a figure; ``others`` are those it was worked out from."""
    return found(
        code,
        severity,
        figure.place,
        message,
        stated=figure.surface,
        expected=expected,
        working=working,
        quote=figures.quote(figure),
        subject=_subject(figure, others)[-16:],
        also=(other.place for other in others),
    )
