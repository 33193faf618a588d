"""The sentence that explains a change: it names the figure, or follows it, and gives a cause or compares with last year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ziping.compare.sides import Side
from ziping.compare.told import Fact, Told
from ziping.domain.comparison import Spot
from ziping.language.claims.signs import DOWN, UP
from ziping.language.figure_names import canonical, is_role, split_role
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Passage
from ziping.language.reports.parts import Part, Stretch, part_of, sentences

CAUSE: Final = re.compile(
    "由于|因为|(?<![起原诱成外内归])因(?!公|地制宜|素|此|而|子|势|材|人而|事而)|主要是|主要原因|原因是|原因在于|系因|受[^，。；]{1,24}影响|得益于|归因|致使|导致|带动|所致|新增了?[^，。；]{2,16}(?:项目|任务|经费|资产|工程)|转固|追加[^，。；]{0,12}(?:资金|经费|预算)|调拨|划转|报废|核销|按[照]?[^，。；]{2,16}(?:要求|规定|部署)[^，。；]{0,8}(?:压减|压缩|调整|调减|追加|增加)"
)
_COMPARES = re.compile(
    "(?:比|较|与|同)(?:上一?年度?|去年|(?:19|20)[0-9]{2} ?年)|同比|上一?年度?(?:同期)?(?:为|是|的)|(?:由|从)(?:上年|去年)"
)
_GOES_ON = re.compile(
    "^[ ]*(?:其?主要(?:是|原因)|原因|这(?:是|主要|一)|比上?年|较上?年|同比|与上年|变动|增减|增长的?|下降的?|减少的?|增加的?)"
)
_LOOKS_BACK = re.compile("^[ ]*(?:上一?年度?|去年)")
"""A sentence that begins with last year's figure of what was just told, and gives the cause: 上年服务30人，增加的原因是……"""
_RUNS = re.compile("[0-9][0-9.,]*")
_MOVED: Final = f"[^，。；0-9]{{0,6}}(?:{UP}|{DOWN}|变化|变动)"
"""Words that say of a name that it rose or fell."""
_SHORTEST: Final = 4
"""Letters of a name that is looked for in other sentences; 支出 alone stands everywhere."""
_LONGEST: Final = 120
"""Letters of a sentence that are shown."""
_NEAR: Final = 24
"""Letters between a figure or its name and the words that compare it."""
_FEW: Final = 3
"""Figures of a sentence that the next one explains together."""
_ROLES: Final = {
    "预算": "(?:全年|年度|调整后?|部门|总)预算|预算(?:总额|规模|总量|调整|追加)|预算(?:有所)?(?:增加|减少)",
    "年初预算": "年初预算",
    "支出": "(?:全年|年度|总|预算|部门)支出|支出(?:总额|规模|合计|决算)|支出(?:有所|同比)?(?:增加|减少)|执行数",
    "预算执行率": "(?<!采购)执行率|(?:支出|执行|支付)进度",
}
"""How the unit's own budget and spending are called in sentences about them."""


class _Sentence(NamedTuple):
    """A sentence that may explain something."""

    passage: Passage
    stretch: Stretch
    parts: tuple[str, ...]
    cause: bool

    @property
    def middle(self) -> int:
        """A place that is surely inside it: a bracket at its start belongs to the clause before."""
        return (self.stretch.start + self.stretch.end) // 2


class Explanation(NamedTuple):
    """What explains a change."""

    spot: Spot
    sentence: _Sentence


class Explanations:
    """The sentences of a report that give a cause or compare with last year.

    Args:
        side: this year's report.
        past: last year's figures as it tells them: a sentence with both figures compares them.
    """

    def __init__(self, side: Side, past: Iterable[Told] = ()) -> None:
        self._side = side
        self._past = frozenset(
            (told.figure.passage, told.figure.sentence, told.name.canon, told.kind) for told in past
        )
        self._found = tuple(self._sentences())
        self._of_passage: dict[int, list[_Sentence]] = {}
        for one in self._found:
            self._of_passage.setdefault(one.passage.index, []).append(one)

    def _sentences(self) -> Iterator[_Sentence]:
        told = {(passage, sentence) for passage, sentence, _, _ in self._past}
        for passage in self._side.figures.passages:
            if passage.heading or passage.norm or part_of(passage) is Part.PLANS:
                continue
            for stretch in sentences(passage.text):
                cause = CAUSE.search(stretch.text) is not None
                both = (
                    passage.index,
                    passage.outline.sentence_of((stretch.start + stretch.end) // 2),
                ) in told
                if cause or both or _COMPARES.search(stretch.text):
                    written = clean_text(stretch.text)
                    parts = tuple(
                        part for text in (written, canonical(written)) for part in re.split("[；;]", text)
                    )
                    yield _Sentence(passage, stretch, parts, cause)

    def of(self, fact: Fact) -> Explanation | None:
        """The sentence that explains a change of a fact, one with a cause before one that only compares."""
        found = [*self._beside(fact), *self._naming(fact)]
        best = next((one for one in found if one.cause), found[0] if found else None)
        return None if best is None else Explanation(_spot(best), best)

    def shared(self, fact: Fact, others: Iterable[tuple[Fact, Explanation]]) -> Spot | None:
        """The cause given straight behind the sentence of a fact for another figure of that sentence.

        年末派遣人员4名，在职人员总数15人，占26.67%。派遣人员减少的原因是……: one cause for all of them.
        """
        place = _part(self._side, fact.shown.figure)
        for other, explanation in others:
            one = explanation.sentence
            beside = one.passage.index == fact.shown.figure.passage and one.cause
            if place is None or not beside or _part(self._side, other.shown.figure) != place:
                continue
            between = one.passage.text[fact.shown.figure.end : one.stretch.start]
            if one.stretch.start > fact.shown.figure.end and between.count("。") <= 1:
                return explanation.spot
        return None

    def _beside(self, fact: Fact) -> Iterator[_Sentence]:
        """The sentences the figure stands in, and those that go on from them."""
        for told in fact.told:
            figure = told.figure
            for one in self._of_passage.get(figure.passage, ()):
                if one.stretch.start <= figure.start < one.stretch.end:
                    both = (figure.passage, figure.sentence, told.name.canon, told.kind) in self._past
                    if both or self._explains(one, figure):
                        yield one
                elif self._goes_on(one, figure):
                    yield one

    def _explains(self, one: _Sentence, figure: Figure) -> bool:
        """Whether a cause in the figure's own part of the sentence, or a comparison straight beside it, is about it."""
        text = one.passage.text
        start = max(text.rfind("；", one.stretch.start, figure.start) + 1, one.stretch.start)
        end = text.find("；", figure.end, one.stretch.end)
        end = end if end >= 0 else one.stretch.end
        if CAUSE.search(text, start, end):
            return True
        return any(
            self._compared(one.passage, match, figure) for match in _COMPARES.finditer(text, start, end)
        )

    def _compared(self, passage: Passage, match: re.Match[str], figure: Figure) -> bool:
        """Whether a comparison is the figure's: no other figure of this year stands between them."""
        if match.start() >= figure.end:
            between = (figure.end, match.start())
        elif passage.outline.clause_of(match.start()) == figure.clause:
            between = (match.end(), figure.start)
        else:
            return False
        others = self._side.figures.of_passage.get(passage.index, ())
        near = between[1] - between[0] <= _NEAR
        return near and not any(between[0] <= other.start < between[1] for other in others)

    def _goes_on(self, one: _Sentence, figure: Figure) -> bool:
        """Whether the sentence after the figure's goes on from it: from its last figure, or from all of a few."""
        start = one.stretch.start
        goes_on = _GOES_ON.match(one.stretch.text) or (one.cause and _LOOKS_BACK.match(one.stretch.text))
        if figure.end > start or start - figure.end > _LONGEST or not goes_on:
            return False
        if one.passage.text.count("。", figure.end, start) > 1:
            return False
        others = self._side.figures.of_passage.get(one.passage.index, ())
        after = sum(figure.end <= other.start < start for other in others)
        return not after or (after < _FEW and not _COMPARES.match(one.stretch.text.strip()))

    def _naming(self, fact: Fact) -> Iterator[_Sentence]:
        """Sentences elsewhere that name it beside the cause or the comparison."""
        names = _names(fact)
        places = {(told.figure.passage, told.figure.sentence) for told in fact.told}
        for one in self._found if names is not None else ():
            own = (one.passage.index, one.passage.outline.sentence_of(one.middle)) in places
            if names is not None and not own and any(_named(names, part) for part in one.parts):
                yield one


def _part(side: Side, figure: Figure) -> tuple[int, int, int] | None:
    """The part of a sentence, between semicolons, that a figure of running text stands in."""
    if figure.passage < 0:
        return None
    passage = side.figures.passage(figure)
    first = passage.outline.of_sentence(figure.sentence)[0].start
    return figure.passage, figure.sentence, max(first, passage.text.rfind("；", first, figure.start))


def _named(names: re.Pattern[str], part: str) -> bool:
    """Whether a part of a sentence names a figure beside a cause, or straight before a comparison."""
    match = names.search(part)
    if match is None:
        return False
    if CAUSE.search(part):
        return True
    compared = _COMPARES.search(part, match.end())
    between = part[match.end() : compared.start()] if compared else ""
    return compared is not None and len(between) <= _NEAR and len(_RUNS.findall(between)) <= 1


def _names(fact: Fact) -> re.Pattern[str] | None:
    """How other sentences call a fact: its names, and shorter or partial ones where they say that it rose or fell."""
    canon, plain = fact.shown.name.canon, fact.shown.name.plain
    if fact.shown.scope:
        return re.compile(re.escape(fact.shown.scope))
    if is_role(canon):
        words = _ROLES.get(canon)
        return re.compile(words) if words else None
    subject, _ = split_role(canon)
    whole = [name for name in (canon, subject, plain) if len(name) >= _SHORTEST]
    parts = [name[start:] for name in (canon, plain) for start in range(len(name) - _SHORTEST + 1)] + [
        name for name in (canon, plain) if 1 < len(name) < _SHORTEST
    ]
    moved = f"(?:{'|'.join(map(re.escape, dict.fromkeys(parts)))}){_MOVED}"
    return re.compile("|".join([*map(re.escape, whole), moved]))


def _spot(one: _Sentence) -> Spot:
    text = one.stretch.text.strip()
    return Spot(place=one.passage.place, quote=text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
