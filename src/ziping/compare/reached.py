"""What a year's report says was reached: figures with their names, sentences and clauses with what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from ziping.compare.problem_parts import outside, telling
from ziping.compare.sides import Side
from ziping.compare.units import Paragraph, Sentence, Text
from ziping.domain.comparison import Spot
from ziping.domain.finding import quoted
from ziping.language.claims.units import NONE, SCORE, is_count
from ziping.language.figure_names import name_of
from ziping.language.labels import clean_text, pairs
from ziping.language.numerals import NumberKind
from ziping.language.reports.figures import Figure

HOPED: Final = re.compile("力争|确保|争取|计划|预计|目标(?!编报|完整|设置|管理|明确)")
STANDARD: Final = re.compile("[^，。；]{0,4}为(?:完成)?(?:标准|目标)")
"""Words behind a figure that make it a target."""
VERBS_BEHIND: Final = re.compile(
    "(?:力争|确保|争取|计划|预计|(?:达到|占)全年的?|达到?|不低于|不少于|不高于|不超过|提[高升][到至]|[下压]?[降减][到至]|压减|控制在|保持在|实现|完成|超过|低于|高于|扩大到|增加到|增至|为|在|至|到)+$"
)
"""Words between a name and its figure."""
_FROM = re.compile("由|从|比|较|[0-9]")
_NOT_NOW: Final = re.compile(
    "目标(?!编报|完整|设置|管理|明确)|计划|上一?年|去年|满分线|标准|应|指标值|预期|年初|比|较|同期|低于|高于|与.{0,8}相差"
)
_QUARTER: Final = re.compile("季度")
_ABOUT: Final = ("项目", "职工", "服务对象", "会员")
"""What a bare 及时率 or 满意度 may be of, when the passage says so before it."""
_BARE: Final = 3
_CLAUSE: Final = 8
"""Letters of the shortest clause that is looked at by itself."""
_LABEL: Final = 50
"""Per cent of a name's words that the name of the figure that answers it has."""
_SAME: Final = 200
_STALE: Final = 1000


class _Known(NamedTuple):
    """A figure, the words it is told under, and what it may be called."""

    figure: Figure
    words: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class Reached:
    """What a year's report says was reached.

    Attributes:
        text: its running text.
    """

    text: Text

    @cached_property
    def _figures(self) -> tuple[_Known, ...]:
        """Figures told as reached, those of the report proper first, then of the problems, then of tables."""
        side = self.text.side
        kept = [p.passage.index for p in (*outside(self.text), *_admitting(self.text))]
        told = [figure for index in kept for figure in side.figures.of_passage.get(index, ())]
        running = [figure for figure in told if _reached(side, figure)]
        tables = [
            f for f in side.figures.table if not _NOT_NOW.search(f.label) and f.measure.dimension != SCORE
        ]
        return tuple(_known_as(side, figure) for figure in (*running, *tables))

    @cached_property
    def sentences(self) -> tuple[tuple[Sentence, frozenset[str]], ...]:
        """Sentences that report, each with what it is about."""
        kept = {paragraph.index for paragraph in outside(self.text)}
        return tuple((s, telling(s.text)) for s in self.text.sentences if s.paragraph in kept)

    @cached_property
    def said(self) -> frozenset[str]:
        """What its sentences say, years aside."""
        return frozenset(sentence.dated for sentence, _ in self.sentences)

    @cached_property
    def clauses(self) -> tuple[tuple[Sentence, frozenset[str]], ...]:
        """The same, and each of their clauses: one may tell what was done among other things."""
        found = list(self.sentences)
        for sentence, _ in self.sentences:
            parts = re.split("[，,：:]", sentence.text)
            if len(parts) > 1:
                found += [(sentence, telling(part)) for part in parts if len(part) >= _CLAUSE]
        return tuple(found)

    def figure(self, label: str, target: Figure, before: Figure | None = None) -> Figure | None:
        """The figure reached under a name, in the target's unit: the nearest name, running text before tables.

        Last year's figure (``before``) standing in this year's text is taken only where nothing else is told.
        """
        asked, name = pairs(clean_text(label)), name_of(label).canon
        of_quarter = bool(_QUARTER.search(label))
        best: tuple[int, Figure | None] = (-_STALE, None)
        for figure, words, names in self._figures:
            if not words or not _one_kind(target, figure) or (_of_quarter(figure) and not of_quarter):
                continue
            near = _SAME if name and name in names else 100 * len(asked & words) // max(1, len(asked))
            rank = 10 * near - 50 * len(words - asked) // max(1, len(words))
            if before is not None and figure.amount == before.amount:
                rank -= _STALE
            if near >= _LABEL and rank > best[0]:
                best = (rank, figure)
        return best[1]

    def spot(self, figure: Figure) -> Spot:
        """Where a figure stands."""
        return Spot(place=figure.place, quote=self.text.side.figures.quote(figure))

    def spot_of(self, sentence: Sentence) -> Spot:
        """Where a sentence stands."""
        passage = self.text.of(sentence).passage
        return Spot(place=passage.place, quote=quoted(passage.text, sentence.start, sentence.end, 0))


def _of_quarter(figure: Figure) -> bool:
    """Whether a figure is of one quarter: 第一季度执行率 answers no promise for the year."""
    return "Q" in figure.period


def _admitting(text: Text) -> Iterator[Paragraph]:
    """Paragraphs on what is wrong: they tell figures too."""
    return (p for p in text.paragraphs if p.section.key in {"problems", "problems_and_measures"})


def _one_kind(target: Figure, figure: Figure) -> bool:
    """Whether one can be held against the other; a target without a unit counts whatever it names."""
    kind = figure.measure.dimension
    return kind == target.measure.dimension or (target.measure.dimension == NONE and is_count(kind))


def _known_as(side: Side, figure: Figure) -> _Known:
    under = _told_under(side, figure)
    names = {name_of(under).canon}
    if len(clean_text(under)) <= _BARE and figure.passage >= 0:
        before = side.figures.passage(figure).text[: figure.start]
        names |= {name_of(f"{about}{under}").canon for about in _ABOUT if about in before}
    return _Known(figure, pairs(clean_text(under + figure.unit)), frozenset(names))


def _told_under(side: Side, figure: Figure) -> str:
    """The words a figure is told under; in 满意度由上年的90.4%提高到94.3% those before 由."""
    label = VERBS_BEHIND.sub("", figure.label)
    if len(label) > 1 or figure.passage < 0:
        return figure.label
    passage = side.figures.passage(figure)
    clause = passage.outline.clauses[figure.clause]
    return _FROM.split(passage.text[clause.start : figure.start], maxsplit=1)[0]


def _reached(side: Side, figure: Figure) -> bool:
    """Whether a figure of running text is what was reached: no target, no comparison, no points."""
    passage = side.figures.passage(figure)
    clause = passage.outline.clauses[figure.clause]
    before = passage.text[clause.start : figure.start]
    aimed = HOPED.search(before) or STANDARD.match(passage.text, figure.end)
    near = re.split("[0-9%％]", before)[-1][-12:]
    if passage.norm or figure.kind is NumberKind.THRESHOLD or aimed or _NOT_NOW.search(near):
        return False
    if figure.measure.dimension != SCORE:
        return True
    return bool(before) and not re.search("[得扣失计][分]?$|分值|满分|权重", before)
