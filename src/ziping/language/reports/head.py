"""Whose report it is and of which year, from its title, its cover, its signature, and what its text says most often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from ziping.domain.document import Document, Heading, Paragraph, Table
from ziping.language.reports.figures import Figures

_YEAR = re.compile("(20[0-9]{2})\\s*年")
_EVALUATED = re.compile("绩效|自评|整体支出|评价")
_TITLE_PASSAGES: Final = 15
"""Passages from the top among which the title is looked for."""
_LONGEST_TITLE: Final = 60
_ENOUGH: Final = 3
"""Times a year must be said to be the report's when no title tells."""

_FIELD = re.compile(
    "(?:部门|单位|预算单位|填报单位|评价单位)(?:[(（]单位[)）])?名称(?:[(（][^()（）]*[)）])?[:：]?(.*)"
)
_FORM_FIELD = re.compile("(?:预算单位|项目单位|填报单位|实施单位)[:：]?")
_NO_NAMES = frozenset(("项目", "部门", "单位", "整体", "年度", "部门整体", "附件"))
_DIGITS: Final = "[〇○零一二三四五六七八九十0-9\\s]"
_DATE_LINE = re.compile(f"{_DIGITS}{{4,8}}年{_DIGITS}{{1,5}}月(?:{_DIGITS}{{1,5}}日)?|待补充：成文日期")
_UNION = re.compile("[\u4e00-\u9fff]{2,16}?总工会")
_BEFORE_NAME = re.compile(".*(?:20[0-9]{2}\\s*年度?|关于|由|对|和|与|及|、|的|是|为|向|在|受|将|按照|根据)")
_TITLE_NAME = re.compile(
    "^(?:关于)?(?:20[0-9]{2}\\s*年度?)?(.{2,40}?)\\s*(?:关于)?(?:20[0-9]{2}\\s*年度?)?(?:部门|单位)?(?:\\(单位\\)|（单位）)?"
    "(?:整体|预算|项目)?(?:支出)?(?:预算)?绩效(?:评价)?(?:自评|评价|评分)"
)


def title_year(figures: Figures) -> int | None:
    """The year that the title or a form's head names."""
    for passage in figures.passages[:_TITLE_PASSAGES]:
        match = _YEAR.search(passage.text)
        if match and len(passage.text) < _LONGEST_TITLE and _EVALUATED.search(passage.text):
            return int(match[1])
    for figure in figures.table:
        if figure.label.startswith("绩效自评年度") and 2000 < figure.value < 2100:
            return int(figure.value)
    return None


def report_year(figures: Figures) -> int | None:
    """The year of the title; without one the year the text says most often, when that is said often and most clearly."""
    titled = title_year(figures)
    if titled is not None:
        return titled
    said = Counter(int(match[1]) for passage in figures.passages for match in _YEAR.finditer(passage.text))
    ranked = said.most_common(2)
    if not ranked or ranked[0][1] < _ENOUGH or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def report_unit(document: Document) -> str:
    """The unit's name: a field of the cover, the line above the date, the title, or the union named most often; ``""`` for none."""
    return next((name for name in _candidates(document) if name), "")


def _candidates(document: Document) -> Iterator[str]:
    blocks = document.blocks
    texts = [block.text for block in blocks if not isinstance(block, Table)]
    yield next(
        (_cleaned(match[1]) for text in _lines(texts[:_TITLE_PASSAGES]) if (match := _FIELD.match(text))), ""
    )
    yield _field_of_table(document)
    yield _signature(document)
    titles = (*texts[:_TITLE_PASSAGES], *_title_cells(document))
    yield next((_cleaned(match[1]) for text in titles if (match := _titled(text))), "")
    unions = Counter(
        name
        for text in texts
        for match in _UNION.finditer(text)
        if (name := _BEFORE_NAME.sub("", match[0])) != "总工会"
    )
    yield unions.most_common(1)[0][0] if unions else ""


def _lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (line.strip() for line in text.split("\n"))


def _titled(text: str) -> re.Match[str] | None:
    joined = "".join(text.split())
    return _TITLE_NAME.match(joined) if len(joined) < _LONGEST_TITLE else None


def _field_of_table(document: Document) -> str:
    """单位名称 in a form: the cell to its right."""
    for table in document.tables[:3]:
        for cell in table.cells:
            label = "".join(cell.text.split())
            if _FIELD.fullmatch(label) or _FORM_FIELD.fullmatch(label):
                beside = table.at(cell.row, cell.end)
                name = _cleaned(beside.text) if beside is not None else ""
                if name:
                    return name
    return ""


def _title_cells(document: Document) -> Iterator[str]:
    """The title of a sheet: the only words of a table's first row."""
    for table in document.tables[:2]:
        words = [cell.text for cell in table.row(0) if cell.text.strip()] if table.height else []
        if len(set(words)) == 1:
            yield words[0]


def _signature(document: Document) -> str:
    """落款: the short line above a line that is only a date."""
    blocks = document.blocks
    for before, after in pairwise(blocks):
        if (
            isinstance(before, Paragraph | Heading)
            and isinstance(after, Paragraph)
            and _DATE_LINE.fullmatch(after.text.strip())
        ):
            name = _cleaned(before.text)
            if name and not re.search("[0-9。；]", name):
                return name
    return ""


def _cleaned(text: str) -> str:
    """A name without blanks and what stands around it; ``""`` for what is none."""
    name = re.sub("[(（][^()（）]*[)）]$", "", "".join(text.split())).strip("：:，,。 ")
    fits = 2 < len(name) <= 40 and not name.startswith("待补充") and name not in _NO_NAMES
    return name if fits and re.search("[\u4e00-\u9fff]{2}", name) else ""
