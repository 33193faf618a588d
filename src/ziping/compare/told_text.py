"""The figures of running text, named by their own words and by what the sentence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ziping.compare.said_changes import Compared, compared_in
from ziping.compare.sides import Side
from ziping.compare.told import (
    AFTER,
    CONTENT,
    DIGITS,
    HALVES,
    NOT_COUNTED,
    Rename,
    Told,
    is_sheet,
    of_subject,
    own_year,
    value_range,
    with_role,
)
from ziping.language.claims.signs import DOWN, UP
from ziping.language.claims.units import MONEY, RATIO, SCORE, is_count
from ziping.language.claims.years import Marker, markers
from ziping.language.figure_names import (
    NO_NAME,
    Name,
    bare_words,
    canonical,
    is_role,
    is_subject,
    name_of,
    split_role,
    subjects_in,
    unit_kind,
)
from ziping.language.labels import clean_text, pairs
from ziping.language.numerals import NumberKind
from ziping.language.reports.figures import Figure, Passage
from ziping.language.reports.parts import Part, part_of

_ENUMERATES = re.compile(
    "^(?:个|项|大|主要|具体)*(?:方面|指标|维度|层面|环节|要素|条件|原则|步骤|部分|内容|阶段|个?性化指标|专题)"
)
_AIM = re.compile(
    "目标|计划(?!时间)|力争|争取|预计|预期|拟|应当|不低于|不少于|不高于|提高到|降到|减到|压减到|确保|达标线|满分线"
)
_ROSE = re.compile("(?:由|从)[^，。；]*[0-9％%][^，。；0-9]*(?:提高到|降到|减到|压减到)$")
"""由上年的90.40%提高到: what came of it, not what is aimed at."""
_LEADS = re.compile(
    "^[ ]?(?:(?:19|20)[0-9]{2} ?年度?|全年|本年度?|年内)?(?:计划|目标(?:为|是)?|力争|争取|确保|预计|预期|拟)+(?:将|要|在|于)?(?:年内)?"
)
_AIM_AFTER = re.compile("^[”」》）)]?(?:为完成标准|的(?:年度)?目标|以上为|的满分线|的标准)")
_ALWAYS_AIMED: Final = frozenset((Part.PLANS, Part.MEASURES))
_NEAR: Final = 14
_OPENS_LIST = re.compile("[、，,；;。：:）)]|和|及|与|或|占|其中")
_LIST_CUT = re.compile("[、/]|以及|其中|(?<=[\u4e00-\u9fff]{2})(?:发放|拨付|提供|办理|送去|送上|给予)")
_EARLIER_ITEM = re.compile("^.*[0-9％%\u4e00-\u9fff]*?[0-9][0-9.,]*[%％]?[\u4e00-\u9fff]{0,3}[、和]")
_EXAMPLES = re.compile("^.*(?<![平同高中初])等(?=[^级于待候次，、0-9][\u4e00-\u9fff]{3})")
"""焊工、钳工、护理等 before what they are examples of."""
_PROJECT = re.compile(
    "(?P<name>[\u4e00-\u9fff“”、]{2,24}?(?:项目|专项))(?!支出|预算|资金|管理|绩效|实施|监管|完成|数|共|安排|经费)"
)
_ANY_PROJECT = re.compile(
    "(?:[各本全每该其]|重点|主要|任务|工作|部门|预算|单位|一般|其他|个|年度|所有|有关|相关|等|的)*(?:项目|专项)"
)
"""Words for projects of any kind, which name none."""
_PROJECT_PART = re.compile("项目(?!支出$|管理|监管)|重点工作任务")
_STRONG = re.compile("全年|年度|本年|总|部门|预算执行率|支出合计|年初|[0-9]{4}")
"""Words of a role that is the unit's own: 全年预算数, 年度预算支出."""
_OF_SCORES = re.compile("得分|扣分|评分|满分|指标均|指标合计|[一二三]级指标|不符合.{0,3}扣|重点工作没有")
_DIFFERS = re.compile(
    f"(?:比|较)[^，。]{{0,12}}(?:{UP}|{DOWN})(?:了|约|近)?$|"
    "比[^，。]{1,16}(?:少|多|低|高|减少|增加|超出?|快|慢)$|(?:节约|超出|超过|相差|还差|少|多|高出|低于|高于)(?:了|约|共)?$|原填报|"
    "(?:调增|调减)(?:了|至|到)$|超出序时进度|多于|少于|相加|减去"
)
"""Words of differences, which change with what they are taken from, and of values before and after a change."""
_CARRIED = re.compile("结转|结余")
"""上年结转 is what this year began with."""
_FROM = re.compile("(?:由|从|比|较|与|同)?(?:上一?年度?|去年|(?:19|20)[0-9]{2} ?年度?)(?:同期|末|底)?的?$")
_FROM_NOW = re.compile("(?:由|从)$")
"""Words before what something was before it was changed within the year."""
_TURNS = re.compile(f"(?:有所|略有|明显|大幅)*(?:{UP}|{DOWN})")
_BEFORE_CHANGE = re.compile("^.*[0-9][^0-9]{0,6}(?=[增减升降提压调扩缩回变][^0-9]{0,4}(?:到|至|为))")
"""由2023年的96户减少到2024年的: what a figure changed from, before what it changed to."""
_DIRECTION = re.compile(f"(?:有所|略有|明显|大幅|净)*(?:{UP}|{DOWN})(?:了|约|近)?$")
_CHANGED_TO = re.compile("[增减升降提压调扩缩回变][^，。；0-9]{0,4}(?:到|至|为)[^，。；0-9]{0,3}$")
_DATED = re.compile(
    "(?<![0-9])(?:[1-9]|1[01])月|12月(?!31日)|季度|[上下]半年|春节|元旦|国庆|中秋|期间|[一二三四五六七八九十]月"
)
"""Words of figures that are of a part of a year."""
_OPENS: Final = 8
"""Letters before a year that opens a sentence and holds for all of it (其中，上年……)."""
_CLAUSE = re.compile("[，,、）)（(]")
_NO_CONTENT = re.compile("自评|总分|综合|满分|目标|绩效|扣|^此|本项|指标")
_OWN: Final = 2
"""Letters below which a figure of another year has no name of its own (上年为, 比上年的)."""
_LOOSE = re.compile("^[^0-9A-Za-z\u4e00-\u9fff“（]+|(?:为|是|共|约|达)+$")
"""Signs before a name and words behind it that belong to the figure."""
_SHOWN: Final = 4
_LONGEST: Final = 24
"""Letters of a name shown to people."""
_SCORED: Final = 20
"""Points of a survey are above the points of any indicator."""
_NO_SCOPE: Final = ""
_DEPENDENT: Final = 3
"""Letters below which a name needs the words before it (成功52件)."""


def text_figures(side: Side, rename: Rename) -> Iterator[Told]:
    """The figures of all paragraphs and of cells with sentences, those of score sheets left out."""
    figures = side.figures
    sheets = {grid.number for grid in figures.grids if is_sheet(grid)}
    for passage in figures.passages:
        found = figures.of_passage.get(passage.index, ())
        if found and not passage.heading and not (passage.cell and passage.cell[0] in sheets):
            yield from _Reader(side, passage, rename).told(found)


class _Reader:
    """One passage, read from left to right: names depend on the figures before them."""

    def __init__(self, side: Side, passage: Passage, rename: Rename) -> None:
        self._side = side
        self._passage = passage
        self._rename = rename
        self._marked = markers(passage.text, own_year(side))
        self._heading = (passage.place.heading or "").rpartition(" > ")[2]
        self._sentence = -1
        self._root: Name | None = None
        self._of_kind: dict[str, Name] = {}
        self._opening = 0
        self._told_before: list[tuple[int, Name]] = []
        self._changed = NO_NAME
        self._role = ""
        self._order = 0
        self._compared = Compared(frozenset(), {})

    def told(self, found: Sequence[Figure]) -> Iterator[Told]:
        """The figures of the passage that tell something."""
        self._compared = compared_in(self._passage, found)
        for figure in found:
            if figure.sentence != self._sentence:
                self._sentence, self._root, self._role, self._order = figure.sentence, None, "", 0
                self._opening, self._of_kind = figure.start, {}
                self._told_before, self._changed = [], NO_NAME
            if figure.start in self._compared.changes:
                self._changed = name_of(_DIRECTION.sub("", figure.label))
                continue
            told = self._told(figure)
            self._order += 1
            if told is not None:
                self._of_kind.pop(told.kind, None)  # the kind told last stands last
                self._of_kind[told.kind] = told.name
                self._told_before.append((figure.start, told.name))
                if self._root is None or len(name_of(figure.label).canon) >= _DEPENDENT:
                    self._root = told.name
                self._role = split_role(told.name.canon)[1] or self._role
                yield told

    def _told(self, figure: Figure) -> Told | None:
        passage = self._passage
        if not _tells(passage, figure):
            return None
        aim = _is_aim(self._side, passage, figure)
        if (figure.kind is NumberKind.THRESHOLD or passage.norm) and not aim:
            return None
        clauses = passage.outline.of_sentence(figure.sentence)
        first = clauses[0].start
        sentence = passage.text[first : clauses[-1].end]
        year = _year_of(self._side, passage, figure, self._marked)
        if figure.start in self._compared.against:
            year = self._compared.against[figure.start] or own_year(self._side) - 1
        label, name = self._named(figure, first, sentence)
        own = _FROM.sub("", _BEFORE_CHANGE.sub("", figure.label))
        changed = _CHANGED_TO.search(own)
        leaning = len(name_of(_CHANGED_TO.sub("", own)).canon) < _OWN
        if leaning and (year != own_year(self._side) or changed):
            name = self._goes_on(figure, name)
            label = name.plain
        elif leaning and not name.canon:
            name, label = self._changed, self._changed.plain
        if year is None or not name.canon:
            return None
        content = "满意" in name.canon and figure.measure.dimension in {SCORE, RATIO}
        if figure.measure.dimension == SCORE and not (content and figure.value > _SCORED):
            return None
        return Told(
            figure,
            label,
            name,
            CONTENT if content else unit_kind(figure.unit),
            *value_range(figure, content=content),
            year,
            figure.period[-2:] if "Q" in figure.period else "",
            self._scope(name, first),
            "" if leaning else self._head(name, figure, first),
            aim,
            pairs(clean_text(DIGITS.sub(" ", sentence))) | pairs(clean_text(self._heading)),
            (DIGITS.sub("#", clean_text(sentence)), self._order),
            _DATED.search(passage.text, first, figure.start) is not None,
        )

    def _named(self, figure: Figure, first: int, sentence: str) -> tuple[str, Name]:
        """What a figure is called, as written and as compared."""
        passage = self._passage
        before = _EXAMPLES.sub("", _FROM.sub("", _LEADS.sub("", _EARLIER_ITEM.sub("", figure.label))))
        if figure.measure.dimension != RATIO:
            before = before.removeprefix("只").removeprefix("占")
        if figure.measure.dimension == SCORE and "满意" in sentence + self._heading:
            content = name_of(before)
            content = content if "满意" in content.canon else _own_content(before)
            return content.plain, content
        after = "" if figure.measure.dimension == RATIO else _words_after(passage, figure)
        name = self._rename(name_of(before))
        if after and not (name.known and figure.measure.dimension == MONEY):
            name = self._rename(name_of(f"{name.plain}{name_of(after).plain}"))
        name = self._completed(figure, name, before, first)
        return _shown(before, after, name), name

    def _completed(self, figure: Figure, name: Name, before: str, first: int) -> Name:
        """A name that leans on the words before it, with them: 实际支出, 占总资产的比重, 成功52件."""
        sentence = self._passage.text[first : figure.start]
        if is_role(name.canon):
            return _with_subject(name, before, sentence, sentence[: self._opening - first], self._heading)
        if is_subject(name.canon):
            return with_role(name, self._role)
        shares = figure.measure.dimension == RATIO and (
            not name.canon or name.canon.startswith(("占", "比重", "其占"))
        )
        if self._root is None or not (shares or len(name.canon) < _DEPENDENT):
            return name
        if not name.canon and "Q" in figure.period:
            return self._root
        plain = name.plain or ("占比" if shares else "")
        return Name(f"{self._root.plain}{plain}", canonical(f"{self._root.canon}{name.canon or plain}"))

    def _goes_on(self, figure: Figure, name: Name) -> Name:
        """The name of a figure of another year that has no words of its own: 满意度93.20%，上年为92.60%."""
        kinds = (unit_kind(figure.unit), *((CONTENT,) if figure.measure.dimension in {RATIO, SCORE} else ()))
        return next((self._of_kind[kind] for kind in reversed(self._of_kind) if kind in kinds), name)

    def _head(self, name: Name, figure: Figure, first: int) -> str:
        """What the figure is a part of by the 其中 before it, for names that the lexicon does not know."""
        if name.known or self._root is None:
            return ""
        clause = self._passage.outline.clauses[figure.clause]
        mark = "（" if clause.depth else "其中"
        start = max(self._passage.text.rfind(stop, first, figure.start) + 1 for stop in "；;。") or first
        place = self._passage.text.rfind(mark, start, figure.start)
        before = [told.canon for at, told in self._told_before if start <= at < place]
        return before[-1] if before else ""

    def _scope(self, name: Name, first: int) -> str:
        """The project whose budget or spending it is, ``""`` for the unit's own."""
        subject, role = split_role(name.canon)
        if not role:
            return _NO_SCOPE
        match = _PROJECT.search(self._passage.text[first : self._opening]) or _PROJECT.search(self._heading)
        if match and not _ANY_PROJECT.fullmatch(match["name"]):
            return name_of(match["name"]).plain
        if not subject and _PROJECT_PART.search(self._heading):
            opening = _ANY_PROJECT.match(self._passage.text)
            start = opening.end() if opening else 0
            return name_of(self._passage.text[start : start + AFTER]).plain
        return _NO_SCOPE


def _tells(passage: Passage, figure: Figure) -> bool:
    """Whether the figure may be a result: no duration, no points, no counting of what the sentence lists."""
    if figure.measure.dimension in NOT_COUNTED:
        return False
    if _DIFFERS.search(figure.label):
        return False
    if _FROM_NOW.search(figure.label):
        return False
    if not is_count(figure.measure.dimension) or figure.measure.dimension == SCORE:
        return True
    following = passage.text[figure.end : figure.end + AFTER].lstrip()
    return not _ENUMERATES.match(following) and not _OF_SCORES.search(f"{figure.label}{following[:6]}")


def _own_content(before: str) -> Name:
    """A score of a survey whose clause names only the unit."""
    return NO_NAME if _NO_CONTENT.search(before) else name_of("服务对象满意度")


def _shown(before: str, after: str, name: Name) -> str:
    """A name for people: the figure's own words without those that say nothing."""
    own = name.plain if len(name.plain) >= _SHOWN else (bare_words(before).removeprefix("其中") or after)
    if name.known and not is_role(name.canon) and (len(name.plain) < _SHOWN or own.endswith("占")):
        own = name.canon
    if is_role(name.canon) and len(own) < _SHOWN:
        own = f"全年{name.canon}"
    own = _LOOSE.sub("", own) or name.canon or after
    return own if len(own) <= _LONGEST else f"…{own[-_LONGEST:]}"


def _year_of(side: Side, passage: Passage, figure: Figure, marked: Iterable[Marker]) -> int | None:
    """The year a figure is told for: the nearest year said before it in its sentence, else the report's own.

    由上年的12场增加到14场: what a figure was raised or lowered to is this year's again. A year past that does not open
    the sentence holds for its own clause.
    """
    clause = passage.outline.clauses[figure.clause]
    first = passage.outline.of_sentence(figure.sentence)[0].start
    own = own_year(side)
    told = [
        marker
        for marker in marked
        if first <= marker.start
        and marker.end <= figure.start
        and not marker.reference
        and not _CARRIED.match(passage.text, marker.end)
    ]
    if not told:
        year = figure.period[:4]
        return int(year) if year.isdecimal() else own
    last = told[-1]
    if last.year is not None and last.year < own:
        changed = DIGITS.search(passage.text, last.end, figure.start)
        if (
            changed
            and last.end <= clause.end
            and _CHANGED_TO.search(passage.text, changed.end(), figure.start)
        ):
            return own
        if last.start < clause.start and last.start - first > _OPENS:
            return own
    return last.year


def _is_aim(side: Side, passage: Passage, figure: Figure) -> bool:
    """Whether the figure is what is aimed at."""
    if passage.cell is not None and passage.norm:
        number, row, column = passage.cell
        return side.figures.grids[number - 1].is_target(row, column)
    before = passage.text[max(0, figure.start - _NEAR) : figure.start]
    clause = passage.outline.clauses[figure.clause]
    words = before[-max(0, figure.start - clause.start) :] if figure.start > clause.start else ""
    if (_AIM.search(words) and not _ROSE.search(words)) or _AIM_AFTER.match(passage.text[figure.end :]):
        return True
    part = part_of(passage)
    return part in _ALWAYS_AIMED or (part is Part.OBJECTIVES and not _is_budget(figure))


def _is_budget(figure: Figure) -> bool:
    return figure.measure.dimension == MONEY and bool(split_role(name_of(figure.label).canon)[1])


def _words_after(passage: Passage, figure: Figure) -> str:
    """The words after a figure that say what was counted."""
    following = passage.text[figure.end :]
    if _TURNS.match(figure.after):
        return ""
    if not figure.after or _OPENS_LIST.match(following) or not following.startswith(figure.after[:1]):
        return ""
    return _LIST_CUT.split(figure.after)[0][:AFTER]


def _with_subject(name: Name, before: str, sentence: str, opening: str, heading: str) -> Name:
    """A role alone with what the sentence speaks of: “三公”经费预算……，实际支出.

    全年预算数 and the like belong to the unit unless the sentence begins with another subject; 实际支出 and 执行率 go on
    from the subject named last.
    """
    weak = not _STRONG.search(before)
    spoken = subjects_in(sentence if weak else opening)
    if not spoken and weak:
        spoken = tuple(one for one in subjects_in(heading) if one.subject not in HALVES)
    return of_subject(name, spoken[-1].subject if spoken else "")
