"""Full marks and scores said in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ziping.language.claims.units import SCORE
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_WEIGHT_WORDS = re.compile("(?:分值|权重|满分)(?:为|是|共|计)?$")
_SCORE_WORDS = re.compile("(?:自评|综合|最终|实际)?(?:得分?|评分|计)(?:为|是|共|了)?$")
TOTAL_WORDS = re.compile(
    "(?:合计|共计|总计|总共|共|总)(?:自评)?(?:得分?|评分)(?:为|是|共)?$|得分(?:合计|共计|总计)(?:为|是)?$"
)
_SUFFIX = re.compile("(?:三级|二级|一级)?(?:指标|方面|情况|工作|部分|评价|部门|单位|分值|自评)+$")
_PREFIX = re.compile(
    "^(?:因此|其中|综上|(?:19|20)[0-9]{2}年?度?|本年度?|我单位|本单位|我会|本会|我局|部门整体支出|该项|本项|此项|这项|此)+"
)
_NO_NAME = re.compile("[该本此]?项?(?:指标|自评|得分|评价|情况|方面)*")
_ASKED = re.compile("扣|每|凡|≥|≤|＞|＜|>|<|不足|低于|高于|达到.{0,6}得|按.{0,8}计")
"""Words of rules, whose figures are no scores of this report."""


class Mark(NamedTuple):
    """A full mark or score said of something.

    Attributes:
        name: what it is said of, ``""`` when the clause does not say.
        figure: the figure.
        weight: whether it is the full mark.
    """

    name: str
    figure: Figure
    weight: bool


class Pair(NamedTuple):
    """Full mark and score said in one breath: 分值2分，得分3分."""

    name: str
    weight: Figure
    score: Figure


def score_name(text: str) -> str:
    """What a score is about, as compared: without 指标, 方面, 情况 and the words that lead to it."""
    name = clean_text(text).strip("，,。；;：:、*＊")
    name = _PREFIX.sub("", name)
    for _ in range(3):
        name = _SUFFIX.sub("", name) if len(_SUFFIX.sub("", name)) > 1 else name
    return "" if _NO_NAME.fullmatch(name) else name


def marks(figures: Figures) -> tuple[Mark, ...]:
    """All full marks and scores of running text."""
    return figures.once(_marks)


def _marks(figures: Figures) -> tuple[Mark, ...]:
    return tuple(
        mark
        for passage in figures.passages
        if not passage.norm and passage.cell is None
        for mark in marks_in(passage, figures.of_passage.get(passage.index, ()))
    )


def marks_in(passage: Passage, figures: Sequence[Figure]) -> Iterator[Mark]:
    """The full marks and scores of one passage."""
    for figure in figures:
        if figure.measure.dimension != SCORE or not figure.exact:
            continue
        clause = passage.outline.clauses[figure.clause]
        if _ASKED.search(passage.text[clause.start : clause.end]):
            continue
        label = clean_text(figure.label)
        weight, score = _WEIGHT_WORDS.search(label), _SCORE_WORDS.search(label)
        words = weight or score
        if words is not None:
            yield Mark(score_name(label[: words.start()]), figure, weight is not None)


def pairs_of(figures: Figures) -> tuple[Pair, ...]:
    """Full marks and scores said in one breath."""
    return figures.once(_pairs)


def _pairs(figures: Figures) -> tuple[Pair, ...]:
    found_pairs = []
    said = marks(figures)
    for first, second in pairwise(said):
        near = (
            first.figure.passage == second.figure.passage and second.figure.clause - first.figure.clause <= 1
        )
        if near and first.weight and not second.weight and second.name in {"", first.name}:
            found_pairs.append(Pair(first.name, first.figure, second.figure))
    return tuple(found_pairs)
