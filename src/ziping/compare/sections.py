"""Sections by what they are for, whatever their number, heading or place in the outline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ziping.language.labels import strip_years
from ziping.language.reports.cell_text import clean_lines
from ziping.language.reports.figures import Figures, Passage
from ziping.language.similarity import list_mark

_MEANINGS: Final = (
    (
        "looking_back",
        "(?:上一?年|去年|以前年度).*(?:问题|整改|意见)|^(?:问题)?整改(?:落实|完成)?情况|整改落实",
    ),
    (
        "problems_and_measures",
        "(?:问题|不足).*(?:措施|整改|改进|打算|对策|计划|安排)|(?:措施|整改|改进).*问题",
    ),
    ("problems", "存在.{0,6}(?:问题|不足)|主要问题|问题(?:及|和|与)?原因|偏差原因|问题分析|^问题$"),
    ("experience", "经验|做法|亮点"),
    ("plans", "后续|下一步(?!改进|整改)|下一?年|明年|打算|建议|展望"),
    ("measures", "措施|整改|改进"),
    ("duties", "(?<!履行)(?:职能|职责)(?!.*(?:履行|绩效|目标|完成))"),
    ("structure", "机构(?:设置|情况|设立|概况|编制)|内设|人员(?:情况|编制|构成)|组织架构"),
    ("method", "评价(?:依据|原则|方法|目的|组织|过程)|评价工作(?:开展|组织)"),
    ("management", "绩效管理|目标(?:设置|设定|编制|编报|申报|管理)"),
    ("work", "完成情况|履职(?!.*目标)|主要成效|工作成效|成效|产出|及时(?:情况|性)"),
    ("goals", "目标"),
    ("tasks", "重点工作|总体工作|工作任务|主要工作|工作计划|工作内容"),
    ("economy", "经济性|公用经费控制"),
    ("efficiency", "效率性"),
    ("effect", "效果性|效益|影响|满意度"),
    ("equity", "公平性|信访"),
    ("execution", "执行|支出情况|使用情况|资金管理|决算"),
    ("budget", "预算|收支|资金|收入"),
    ("assets", "资产"),
    ("staff", "人员"),
    ("systems", "制度"),
    ("projects", "项目"),
    ("work", "绩效情况|绩效分析|工作(?:完成|开展)"),
    ("conclusion", "结论|评价结果|得分|评分|总体评价|综合评价"),
    ("basics", "基本情况|概况|简介"),
)
"""Meanings by heading, the first that fits; the order settles headings with several words."""
_PATTERNS: Final = tuple((key, re.compile(pattern)) for key, pattern in _MEANINGS)

MAY_STAY: Final = frozenset(("duties", "structure", "basics", "method"))
"""Who the unit is and how it was judged: the same every year unless it was reorganised."""
FOLLOW_UP: Final = frozenset(("problems", "measures", "problems_and_measures", "plans"))
"""What is wrong and what will be done."""
_SPOKEN: Final = (
    (
        "duties",
        re.compile(
            "^(?:主要)?(?:职能|职责)(?:[。，、:：]|$)|(?:主要)?(?:职能|职责)(?:是|为|如下|包括)?[:：]$|履行[^。]{0,6}(?:职能|职责)[:：]$"
        ),
    ),
    ("structure", re.compile("^(?:机构|人员|编制)(?:情况|设置|编制)[，,。:：]|^内设")),
)
"""Paragraphs that open a section without a heading: 主要职责是："""
_DUTIES_INSIDE = re.compile("主要(?:职能|职责)(?:是|为|包括)?[:：]")
_HEAD: Final = 90
"""Letters of a paragraph within which it says that it lists the duties."""
_HEADING: Final = 24
"""Letters of the longest heading with a full stop behind it."""
_NOISE = re.compile("[\\s（）()*#“”]|部门（单位）|部门\\(单位\\)")


class Section(NamedTuple):
    """What a passage belongs to.

    Attributes:
        key: canonical meaning, or ``=`` and the heading where none fits.
        heading: the heading that says so, as written.
        order: running number; a section that comes back later has another.
    """

    key: str
    heading: str
    order: int

    @property
    def may_stay(self) -> bool:
        """Whether it may be the same every year."""
        return self.key in MAY_STAY


def meaning(heading: str) -> str:
    """The canonical meaning of a heading, ``""`` when none fits."""
    text = _NOISE.sub("", strip_years(heading[list_mark(heading) :]))
    return next((key for key, pattern in _PATTERNS if pattern.search(text)), "")


def sections_of(figures: Figures, passages: Iterable[Passage]) -> tuple[Section, ...]:
    """The section of each passage."""
    found: list[Section] = []
    for key, heading in _keys(figures, passages):
        last = found[-1] if found else None
        same = last is not None and (last.key, last.heading) == (key, heading)
        order = last.order if same and last else (last.order + 1 if last else 0)
        found.append(Section(key, heading, order))
    return tuple(found)


def _keys(figures: Figures, passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    spoken = ""
    under: str | None = None
    for passage in passages:
        path = _path(passage)
        key, heading = _of_path(path)
        if path != under:
            spoken, under = "", path
        if passage.cell is not None:
            label = _row_label(figures, passage)
            yield (meaning(label), label) if meaning(label) else (key, heading)
            continue
        opened = _spoken(passage.text)
        if opened:
            spoken = opened
        elif spoken and not list_mark(passage.text):
            spoken = ""
        inside = _DUTIES_INSIDE.search(passage.text[:_HEAD])
        yield ("duties" if inside else spoken or key), heading


def is_item(heading: str) -> bool:
    """Whether a heading is an item of a list that was read as one: it ends as a sentence does."""
    line = heading.rstrip()
    return line.endswith(("；", ";")) or (line.endswith("。") and len(line) > _HEADING)


def _path(passage: Passage) -> str:
    """The headings above a passage, without a short item of a list that was read as one."""
    headings = (passage.place.heading or "").split(" > ")
    while len(headings) > 1 and is_item(headings[-1]):
        headings.pop()
    return " > ".join(headings)


def _spoken(text: str) -> str:
    line = text[list_mark(text) :].strip()
    return next((key for key, pattern in _SPOKEN if pattern.search(line)), "")


def _of_path(path: str) -> tuple[str, str]:
    """Meaning and heading of a heading path: the innermost heading that tells, and out from it while that says the same."""
    headings = path.split(" > ")
    keys = [meaning(heading) for heading in headings]
    at = max((index for index, key in enumerate(keys) if key), default=-1)
    if at < 0:
        return (f"={_NOISE.sub('', headings[-1][list_mark(headings[-1]) :])}" if path else "", headings[0])
    while at > 0 and keys[at - 1] == keys[at]:
        at -= 1
    return keys[at], headings[at]


def _row_label(figures: Figures, passage: Passage) -> str:
    if passage.cell is None:
        return ""
    table, row, column = passage.cell
    return clean_lines(figures.grids[table - 1].label(row, column))
