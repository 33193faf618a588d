"""Projects and yearly documents of last year's report that stand in this year's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ziping.compare.matching import Matches
from ziping.compare.stale import Hit
from ziping.compare.units import Sentence
from ziping.domain.finding import Finding
from ziping.language.labels import clean_text
from ziping.language.reports.cell_text import clean_lines
from ziping.language.reports.figures import Figures, Passage
from ziping.language.reports.grids import Grid
from ziping.language.reports.name_lists import listed_names

_SAID = re.compile(
    "项目[^。；]{0,16}?(?:分别(?:是|为|有)|包括|具体(?:是|为)|即)[:：]?(?P<names>[^。；\n]{4,600})"
)
_COLUMN = re.compile("(?:预算)?项目名称|子项目名称")
_LABEL = re.compile(
    "预算|金额|资金|编码|代码|单位|部门|科室|得分|分值|执行|支出|备注|序号|性质|年度|合计|小计|项目名称|绩效"
)
_NAME = re.compile("[\u4e00-\u9fff（）()“”、·—A-Za-z]{4,30}")
_ACTIVITY = re.compile("(?:活动|慰问|帮扶|竞赛|比赛|培训|运行|救助|维权|服务|援助|换届|组建|入会|疗休养)$")
"""A name that is also what a union does every year, project or not."""
_OVER: Final = re.compile("上一?年|去年|往年|已(?:结束|完成验收|终止)|终止|取消|撤销|不再|停止|未再|结转")
"""Words of a sentence that speaks of a project as one of the past."""

_TITLE = re.compile(
    "《(?P<title>(?:[^《》\n]|《[^《》\n]*》)*)》|(?P<bare>关于[^，。；：《》“”\n]{4,50}?(?:通知|方案|批复|计划|要点|意见))"
)
_NUMBER = re.compile(
    "\\s*[（(]?[^（）()，。；]{0,12}[〔\\[［（(](?P<year>20[0-9]{2})[〕\\]］)）]第?\\s*[0-9]{1,5}\\s*号"
)
_YEAR = re.compile(
    "(?<![0-9—–~～-])(20[0-9]{2})\\s*年?(?!\\s*[0-9]|\\s*年?\\s*[-—–~～至]|年?(?:修订|修正|版))"
)
_EVERY_YEAR: Final = re.compile(
    "自评|绩效评价|预算编制|编制.{0,12}预算|决算|工作要点|工作计划|年度.{0,6}(?:考核|评价)|绩效(?:目标|监控|管理工作)"
)
_KIND: Final = re.compile("通知|要点|计划|方案|批复|安排|公告|意见|任务|清单|报告")


def projects(figures: Figures) -> dict[str, str]:
    """Projects a report lists, by their names as compared."""
    found: dict[str, str] = {}
    for passage in figures.passages:
        if not passage.norm and not passage.heading:
            for match in _SAID.finditer(passage.text):
                _add(found, listed_names(match["names"].removesuffix("等")))
    for grid in figures.grids:
        _add(found, _in_table(grid))
    return found


def _add(found: dict[str, str], names: tuple[str, ...]) -> None:
    for name in names:
        short = name.strip("“”《》 ").removesuffix("等").removesuffix("项目")
        if _NAME.fullmatch(short) and not _LABEL.fullmatch(short):
            found.setdefault(clean_text(short), short)


def _in_table(grid: Grid) -> tuple[str, ...]:
    """Names below 项目名称 where it heads a column, beside it where it labels a row."""
    heads = [cell for cell in grid.table.cells if _COLUMN.fullmatch(clean_lines(cell.text))]
    names: list[str] = []
    for head in heads:
        right = grid.table.at(head.row, head.end)
        beside = clean_lines(right.text) if right else ""
        if beside and not _LABEL.search(beside):
            names.append(beside)
            continue
        for row in range(head.row + head.rows, grid.table.height):
            cell = grid.table.at(row, head.column)
            if cell is not None and cell.row == row and not _LABEL.fullmatch(clean_lines(cell.text)):
                names.append(clean_lines(cell.text))
    return tuple(names)


def stale_projects(matches: Matches, ours: dict[str, str], theirs: dict[str, str]) -> Iterator[Hit]:
    """Projects only last year's report lists, where this year's text speaks of them as of its own."""
    gone = {key: name for key, name in theirs.items() if not any(key in own or own in key for own in ours)}
    year = str(matches.last.side.year or "上年度")
    places: dict[str, list[Sentence]] = {}
    for sentence in matches.this.sentences:
        if _OVER.search(sentence.text) or year in sentence.text:
            continue
        text = clean_text(sentence.text)
        for key, name in gone.items():
            if key in text and _as_project(matches, sentence, key, name):
                places.setdefault(name, []).append(sentence)
    for name, sentences in places.items():
        yield from _project_hits(matches, sentences, name)


def _as_project(matches: Matches, sentence: Sentence, key: str, name: str) -> bool:
    """Whether a sentence was made from one that names it, or calls it a project."""
    match = matches.of_sentence.get(sentence.at)
    named = match is not None and key in clean_text(match.last.text)
    made = named and not _ACTIVITY.search(name)
    return made or f"{name}项目" in sentence.text or f"“{name}”" in sentence.text


def _project_hits(matches: Matches, sentences: Sequence[Sentence], name: str) -> Iterator[Hit]:
    """One finding a project, at the first of the places that speak of it; all of them marked."""
    spans = [_span(sentence, name) for sentence in sentences]
    passage = matches.this.of(sentences[0]).passage
    also = f"（共 {len(sentences)} 处）" if len(sentences) > 1 else ""
    finding = Finding(
        code="stale_project",
        severity="warning",
        message=f"“{name}”是上年报告列出的项目，本年的项目名单里没有{also}；请核对是不是沿用了上年的话",
        place=passage.place,
        stated=name,
        expected="本年的项目",
        quote=passage.quote(*spans[0]),
        subject=name,
    )
    for sentence, (start, end) in zip(sentences, spans, strict=True):
        yield Hit(sentence.paragraph, start, end, finding)


def _span(sentence: Sentence, name: str) -> tuple[int, int]:
    """Where a sentence has a name; the whole sentence where the name is written in another way."""
    at = sentence.text.find(name)
    start = sentence.start + max(at, 0)
    return start, start + len(name) if at >= 0 else sentence.end


class _Cited(NamedTuple):
    """A document named in a sentence."""

    start: int
    end: int
    title: str
    number_year: int


def cited(text: str) -> Iterator[_Cited]:
    """Documents a sentence names, with the year of their number, 0 for none."""
    for match in _TITLE.finditer(text):
        title = match["title"] or match["bare"]
        number = _NUMBER.match(text, match.end())
        yield _Cited(match.start(), match.end(), title, int(number["year"]) if number else 0)


def stale_documents(matches: Matches, year: int, year_last: int) -> Iterator[Hit]:
    """Documents of the kind each year has its own, still last year's."""
    old = {(clean_text(d.title), d.number_year) for s in matches.last.sentences for d in cited(s.text)}
    for sentence in matches.this.sentences:
        for document in cited(sentence.text):
            if (clean_text(document.title), document.number_year) in old and not _OVER.search(sentence.text):
                stated = _issue(document, year_last)
                if stated:
                    yield _document_hit(matches, sentence, document, (year, stated))


def _issue(document: _Cited, year_last: int) -> int:
    """The year a yearly document is for, when that is last year's; 0 for one that stays in force."""
    if not _KIND.search(document.title):
        return 0
    years = [int(match[1]) for match in _YEAR.finditer(document.title)]
    if years:
        return years[0] if years[0] in {year_last, year_last - 1} else 0
    recent = document.number_year in {year_last, year_last + 1}
    return document.number_year if recent and _EVERY_YEAR.search(document.title) else 0


def _document_hit(matches: Matches, sentence: Sentence, document: _Cited, years: tuple[int, int]) -> Hit:
    passage: Passage = matches.this.of(sentence).passage
    start, end = sentence.start + document.start, sentence.start + document.end
    year, stated = years
    finding = Finding(
        code="stale_document",
        severity="warning",
        message=f"《{document.title}》是 {stated} 年的文件，每年另发，上年报告用的也是这一份；请换成评价 {year} 年度所依据的文件",
        place=passage.place,
        stated=document.title,
        expected=f"{year}年度的文件",
        quote=passage.quote(start, end),
        subject=document.title[:24],
    )
    return Hit(sentence.paragraph, start, end, finding)
