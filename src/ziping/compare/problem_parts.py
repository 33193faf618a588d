"""Last year's and this year's problems with their measures, item by item, however the report sets them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ziping.compare.sections import FOLLOW_UP
from ziping.compare.units import Paragraph, Text
from ziping.language.labels import COMMON, clean_text, core, pairs
from ziping.language.reports.figures import Passage
from ziping.language.reports.parts import segments
from ziping.language.reports.problem_items import Entry, entries, lists
from ziping.language.similarity import list_mark

_LEAD: Final = re.compile("[:：]\\s*$|(?:如下|列出|排列)[^，。；]{0,8}[。.]?\\s*$")
_LABEL = re.compile("^([^，。；：:]{2,40}?)(?:方面)?[，：:]")
_LOST = re.compile("([^，。；：:]{2,40}?)(?:指标)?(?:没有得|未得|没得)满分")
_MEASURE: Final = re.compile(
    "\\s*(?:对此|为此|针对|下一步|今后|后续|后期|接下来|我会将|我会应|我会需|本会将|我们将|(?:本|我)单位(?:将|应|需|拟|要)|(?:改进|整改)?措施|整改(?:情况|方向)|建议|拟|将|应当?|需要?)"
)
_SKIPPED = re.compile("[:：]\\s*$|^(?:针对|对于|对)?(?:上一?年|去年)")
"""An item that leads to a list below it, or looks back at last year's problems."""
_NOTHING = re.compile("^(?:无|没有|暂无|未发现)[^，。]{0,12}$")
_EMPTY: Final = pairs(
    "工作管理加强提高完善进一步不断部门单位情况方面问题措施存在有待不足需要水平质量机制制度建设落实推进主要原因在于本项得分扣分"
)
"""Pairs of letters that problems of any kind share."""


class Item(NamedTuple):
    """One problem with its measure.

    Attributes:
        entry: where the problem stands.
        text: the problem without number and measure.
        label: the indicator or subject it opens with, ``""`` for none.
        title: its first sentence, what it is about.
        measure: the measure against it, ``""`` for none.
    """

    entry: Entry
    text: str
    label: str
    title: str
    measure: str

    @property
    def subject(self) -> frozenset[str]:
        """Pairs of letters that tell it from other problems."""
        return telling(self.title)


class Followed(NamedTuple):
    """What a report says is wrong and will be done.

    Attributes:
        problems: each with its measure.
        measures: all measures and plans, each once.
    """

    problems: tuple[Item, ...]
    measures: tuple[Entry, ...]


def telling(text: str) -> frozenset[str]:
    """Pairs of letters that tell what a text is about."""
    return pairs(clean_text(text)) - COMMON - _EMPTY


def shared(one: frozenset[str], other: frozenset[str]) -> int:
    """Per cent of the smaller set that both have."""
    return 100 * len(one & other) // max(1, min(len(one), len(other)))


def read_problems(text: Text) -> Followed:
    """The problems, measures and plans of a report."""
    problems, joint, measures, plans = (_of(text, key) for key in _ORDER)
    first, second = lists(entries(_told(joint)))
    asked = [entry for entry in (*entries(_told(problems)), *first) if not _SKIPPED.search(_bare(entry))]
    given = [*entries(_told(measures)), *second]
    items = tuple(_item(entry) for entry in asked[:_MOST] if not _NOTHING.match(_bare(entry)))
    later = [entry for entry in (*given, *entries(_told(plans))) if _bare(entry)][:_MOST]
    return Followed(tuple(_answered(items, given[:_MOST])), (*_inside(items), *later))


_ORDER: Final = ("problems", "problems_and_measures", "measures", "plans")


def _of(text: Text, key: str) -> list[Passage]:
    return [p.passage for p in text.paragraphs if p.section.key == key and p.passage.cell is None]


def _told(passages: Sequence[Passage]) -> list[Passage]:
    """Without the lines that only lead to a list."""
    return [p for p in passages if not (_LEAD.search(p.text) and len(p.text) < 60) or list_mark(p.text)]


def _bare(entry: Entry) -> str:
    return entry.text[list_mark(entry.text) :].strip()


def _item(entry: Entry) -> Item:
    bare = _bare(entry)
    cut = _measure_start(bare)
    text = bare[:cut].strip() if cut else bare
    match = _LABEL.match(text)
    rest = text[match.end() :] if match else text
    lost = _LOST.match(text)
    named = match is not None and (match[0].rstrip("，：:").endswith("方面") or match[0][-1] in "：:")
    label = lost[1] if lost else match[1] if match and named else ""
    first = re.split("[。；;]", rest if named else text, maxsplit=1)[0]
    return Item(entry, text, label, first.strip(), bare[cut:].strip() if cut else "")


def _measure_start(text: str) -> int:
    """Where the measure begins in an item that says problem and measure in one breath, 0 for none."""
    starts = [segment.start for segment in segments(text)]
    return next((start for start in starts[1:] if _MEASURE.match(text, start)), 0)


def _answered(items: Sequence[Item], given: Sequence[Entry]) -> Iterator[Item]:
    """Each problem with the measure that names it, else the one nearest to it, else the one of its number."""
    for at, item in enumerate(items):
        if item.measure or not given:
            yield item
            continue
        named = [e for e in given if item.label and core(item.label) == core(_head(e))]
        scored = [
            (shared(telling(item.text), telling(entry.text)), -index) for index, entry in enumerate(given)
        ]
        best, index = max(scored)
        chosen = named[0] if named else given[-index] if best >= _NEAR else None
        if chosen is None and len(given) == len(items):
            chosen = given[at]
        yield item._replace(measure=_bare(chosen)) if chosen is not None else item


_NEAR: Final = 25
_MOST: Final = 200
"""Problems and measures of one report that are followed: more than any report has."""


def _head(entry: Entry) -> str:
    return re.split("[，：:。；]", _bare(entry), maxsplit=1)[0]


def _inside(items: Sequence[Item]) -> Iterator[Entry]:
    """Measures told within a problem."""
    for item in items:
        entry = item.entry
        at = entry.passage.text.find(item.measure, entry.start) if item.measure else -1
        if at >= 0:
            yield Entry(entry.passage, at, at + len(item.measure), item.measure)


def outside(text: Text) -> Iterator[Paragraph]:
    """Paragraphs that report, not those that speak of what is wrong or to come."""
    return (p for p in text.paragraphs if p.section.key not in FOLLOW_UP and p.section.key != "goals")
