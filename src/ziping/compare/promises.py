"""What last year's report promised, against what this year's figures and sentences show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, Literal, NamedTuple, TypeAlias

from ziping.compare.problem_parts import shared, telling
from ziping.compare.reached import HOPED, STANDARD, VERBS_BEHIND, Reached
from ziping.compare.units import Sentence, Text
from ziping.domain.comparison import FollowedPromise, Spot
from ziping.domain.finding import quoted
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberKind
from ziping.language.reports.figures import Figure, Passage
from ziping.language.reports.parts import segments
from ziping.language.reports.problem_items import Entry
from ziping.language.reports.usual import is_usual
from ziping.language.similarity import list_mark

Outcome: TypeAlias = Literal["kept", "partly", "not_kept", "not_told"]

_AIM: Final = re.compile(
    "(?:达到|达|不低于|不少于|不高于|不超过|以上|提[高升]到|提[高升]至|降至|降到|下降到|减到|减至|压减[到至]|控制在|保持在|实现|完成|新建|新增|新发展|举办|开展|组织|培训|建成|覆盖|低于|高于|超过|扩大到|增加到|增至|为)\\s*$"
)
_AT_MOST: Final = re.compile("不超过|不高于|低于|降至|降到|下降到|减到|减至|压减|控制在|以内|以下")
_STANDING = re.compile("每[年月季周半]?|近|按|由|从|比|较|第|上年|去年|目标|[一二三两]道")
_VERBS_AHEAD = re.compile(
    "^(?:以|使|将|把|力争|确保|争取|计划|全年|年内|明年|下一?年度?|(?:19|20)[0-9]{2}年度?|[，、：:])+"
)
_FRAME = re.compile(
    "[（(]待补充[^（）()]*[）)]|由[^，。；]{2,14}(?:负责|牵头)(?:落实)?|[^，。；]{0,14}[前底内]完成|以[^，。；]{2,30}为完成标准|下一步|今后|本单位|我会"
)
_CONCRETE: Final = re.compile(
    "制定|出台|修订|建立|印发|建成|完成|举办|开展|组织|成立|搭建|开通|延长|增设|配备|整合|推行|清理|处置|聘请|购置|上线|编制|增加|设立|签订|引入"
)
_UNDONE: Final = re.compile("未能|未完成|未达|没有|尚未|未按|推迟|暂缓|搁置")
_UNDER_WAY: Final = re.compile("正在|逐步|初步|部分|有所|尚|仍|推进中|基本(?:完成|建立|解决|形成)")
_MOST_OF_IT: Final = 45
"""Per cent of an action's words that a sentence telling of it has."""


class Promise(NamedTuple):
    """What was promised.

    Attributes:
        entry: the measure or plan it stands in.
        text: the sentence.
        label: what the figure is about, ``""`` without a figure.
        figure: the target, None for an action.
        at_most: whether the target is not to be passed.
    """

    entry: Entry
    text: str
    label: str = ""
    figure: Figure | None = None
    at_most: bool = False


def promises_of(text: Text, measures: Iterable[Entry]) -> tuple[Promise, ...]:
    """The targets and actions of last year's measures and plans, in order."""
    return tuple(promise for entry in measures for promise in _promises(text, entry))


def _promises(text: Text, entry: Entry) -> Iterator[Promise]:
    named = _VERBS_AHEAD.sub("", re.split("[，：:。；]", entry.text[list_mark(entry.text) :], maxsplit=1)[0])
    figures = text.side.figures.of_passage.get(entry.passage.index, ())
    told = False
    for start, end, words in segments(entry.passage.text[entry.start : entry.end]):
        first, last = entry.start + start, entry.start + end
        for figure in figures:
            if first <= figure.start < last and _is_target(entry.passage, figure):
                told = True
                label = _label(figure) or named
                yield Promise(
                    entry,
                    words[list_mark(words) :].strip(),
                    label,
                    figure,
                    _is_ceiling(entry.passage, figure),
                )
    if not told and _CONCRETE.search(_action_of(entry.text)) and not is_usual(entry.text):
        yield Promise(entry, entry.text[list_mark(entry.text) :].strip())


def _action_of(text: str) -> str:
    """What is to be done, without the problem it is for, who does it and until when."""
    bare = text[list_mark(text) :]
    return _FRAME.sub("", bare[bare.find("：") + 1 :])


def _is_target(passage: Passage, figure: Figure) -> bool:
    clause = passage.outline.clauses[figure.clause]
    before = passage.text[clause.start : figure.start]
    if figure.unit in {"年", "个月", "月", "天", "日", "道", "次", "届"} or _STANDING.search(before[-4:]):
        return False
    aimed = _AIM.search(before) or HOPED.search(before) or STANDARD.match(passage.text, figure.end)
    return figure.kind is NumberKind.THRESHOLD or aimed is not None


def _is_ceiling(passage: Passage, figure: Figure) -> bool:
    if figure.modifier or not figure.value:
        return not figure.value or figure.modifier.startswith("<")
    clause = passage.outline.clauses[figure.clause]
    return bool(_AT_MOST.search(passage.text[max(clause.start, figure.start - 8) : figure.end + 3]))


def _label(figure: Figure) -> str:
    label = figure.label[list_mark(figure.label) :]
    return _VERBS_AHEAD.sub("", VERBS_BEHIND.sub("", clean_text(label)))


def follow(promise: Promise, this: Reached, last: Reached) -> FollowedPromise:
    """One promise, against this year's report."""
    entry = promise.entry
    start = entry.passage.text.find(promise.text, entry.start)
    span = (start, start + len(promise.text)) if start >= 0 else (entry.start, entry.end)
    spot = Spot(place=entry.passage.place, quote=quoted(entry.passage.text, *span, 0))
    if promise.figure is None:
        outcome, evidence = _action(promise, this, last)
        return FollowedPromise(text=promise.text, outcome=outcome, spot_last=spot, evidence=evidence)
    before = last.figure(promise.label, promise.figure)
    actual = this.figure(promise.label, promise.figure, before)
    return FollowedPromise(
        text=promise.text,
        label=promise.label,
        target=_as_written(entry.passage, promise),
        actual=actual.surface if actual is not None else "",
        outcome=_outcome(promise.figure, actual, before, at_most=promise.at_most),
        spot_last=spot,
        evidence=this.spot(actual) if actual is not None else Spot(),
    )


def _as_written(passage: Passage, promise: Promise) -> str:
    figure = promise.figure
    if figure is None:
        return ""
    clause = passage.outline.clauses[figure.clause]
    before = passage.text[clause.start : figure.start]
    verb = VERBS_BEHIND.search(before)
    return (verb[0] if verb else "") + figure.surface


def _outcome(target: Figure, actual: Figure | None, before: Figure | None, *, at_most: bool) -> Outcome:
    """Kept, or at least half of the way from last year's figure, or not."""
    if actual is None:
        return "not_told"
    sign = -1 if at_most else 1
    short = (target.amount - actual.amount) * sign
    if short < 0 or (short == 0 and target.modifier not in {"<", ">"}):
        return "kept"
    if before is None:
        return "not_kept"
    way: Fraction = (target.amount - before.amount) * sign
    return "partly" if way > 0 and 2 * short <= way else "not_kept"


def _action(promise: Promise, this: Reached, last: Reached) -> tuple[Outcome, Spot]:
    """Whether a sentence of this year's report tells that it was done; one that stood in last year's tells nothing."""
    asked = telling(_action_of(promise.text))
    best: tuple[int, Sentence | None] = (0, None)
    for sentence, words in this.clauses:
        together = len(asked & words)
        new = sentence.dated not in last.said
        if together >= 4 and new and shared(asked, words) >= _MOST_OF_IT and together > best[0]:
            best = (together, sentence)
    if best[1] is None:
        return "not_told", Spot()
    spot = this.spot_of(best[1])
    if _UNDONE.search(best[1].text):
        return "not_kept", spot
    return ("partly" if _UNDER_WAY.search(best[1].text) else "kept"), spot
