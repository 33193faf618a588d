"""One fact, one number: key figures of a report in text, tables and annex, and sentences said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.audit.arithmetic import Range, printed
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import decimal_of, format_quantity, trim_zeros
from ziping.language.claims.units import MONEY, NONE, RATIO, is_count
from ziping.language.labels import clean_text
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.grids import Grid, RowKind
from ziping.language.reports.whole_score import whole_rows


class _Key(NamedTuple):
    """A figure that a report has once, and how it is called; ``unlike`` is what is called almost so."""

    name: str
    words: re.Pattern[str]
    dimension: str
    unlike: re.Pattern[str] | None = None


def _key(name: str, words: str, dimension: str, unlike: str = "") -> _Key:
    return _Key(name, re.compile(words), dimension, re.compile(unlike) if unlike else None)


_PEOPLE: Final = "person"
_KEYS: Final = (
    _key(
        "年初预算",
        "年初(?:部门|支出|安排)?预算(?:数|安排|为)*$|年初预算数",
        MONEY,
        "采购|三公|公用|人员|收入|项目",
    ),
    _key(
        "全年预算",
        "(?:全年|调整后?|部门)预算(?:数|总额|为)*$|预算总额$",
        MONEY,
        "采购|三公|公用|人员|年初|收入|调整金额",
    ),
    _key(
        "全年支出",
        "全年执行数|(?:预算|总|全年)支出(?:数|总额|为|合计)*$|支出(?:合计|决算数?)(?:为)?$",
        MONEY,
        "采购|三公|公用|人员|基本|项目|预算数",
    ),
    _key("预算执行率", "(?:预算|支出)(?:支出)?执行率", RATIO, "采购|三公|公用|平均|目标|分季|项目"),
    _key("编制数", "(?:核定|人员)编制(?:数|人数|共|为|有)*$|^编制(?:数|人数)", _PEOPLE, "编外|实有"),
    _key(
        "在职人数", "(?:实有|在职|在编)(?:人数|编制人员|在编人员)(?:共|为|有|数)*$", _PEOPLE, "总数|编外|退休"
    ),
    _key("采购预算", "采购(?:预算|计划)(?:金额|数|总额|为)*$", MONEY),
    _key("采购支出", "(?:实际(?:政府)?采购|采购实际)(?:金额|数|支出|为)*$", MONEY, "预算"),
    _key("采购执行率", "采购(?:预算)?执行率", RATIO),
    _key("三公经费预算", "三公经费[^，]{0,6}预算(?:数|安排|为)*$", MONEY, "率|人均"),
    _key("三公经费支出", "三公经费(?:实际|决算)?支出(?:数|合计|为)*$|三公经费合计$", MONEY, "率|人均"),
    _key("三公经费控制率", "三公经费控制率", RATIO),
    _key("日常公用经费控制率", "日常公用经费控制率", RATIO),
    _key("财政供养人员控制率", "财政供养人员控制率", RATIO),
    _key("编外人员控制率", "编外人员控制率", RATIO),
    _key("固定资产利用率", "固定资产利用率", RATIO),
    _key("固定资产总额", "固定资产(?:原值)?(?:合计|总额)(?:为)?$", MONEY),
)
_SUBJECT = re.compile("三公经费|日常公用经费|政府采购|财政供养人员|编外人员")
_PROJECT = re.compile("项目(?!支出|预算支出)")
_PART_OF_BUDGET = re.compile("基本支出|项目支出|三公|公用|人员经费|采购")
_OF_BUDGET = re.compile("收支|收入|决算|资金|支出情况|执行情况")
_HEADS: Final = ("人", "户", "场")
_APART = re.compile("(?:[多少高低增减]|增加|减少|超出|相差)$")
"""Ends of words before a difference: 决算数比年初预算数多."""
_ITEMS = re.compile("项目|任务|活动|季度|月份|单位名称|机构")
_WHOLE_TABLE = re.compile("基本支出|人员|公用|项目支出|工资")
_PAST = re.compile("上年|去年|上一年|前一年|往年|上年度")
_WHOLE_BUDGET: Final = frozenset(("年初预算", "全年预算", "全年支出"))
AIM = re.compile("对照|目标|力争|达到|提高到|降到|降至|不低于|不高于|满分|应|未[达到]|不[到足]|没到")
"""Words of sentences that say what is aimed at."""
_LEAD = re.compile(
    "^(?:截至|截止|其中|我单位|本单位|我会|本会|本部门|我局|全区|全市|(?:19|20)[0-9]{2}年?度?|年度)+"
)
_NO_ROW: Final = frozenset((MONEY, RATIO))
MOST_VALUES: Final = 5
"""More different values than this are several things under one name (projects, sections), not one fact told badly."""
NEAR: Final = 24
"""Letters before a figure in which words of an aim count."""


class _Said(NamedTuple):
    """A figure taken for a fact."""

    figure: Figure
    words: str

    @property
    def range(self) -> Range:
        """The amounts its printed digits stand for, in base units."""
        factor = self.figure.measure.factor
        digits = printed(self.figure.value, exact=is_count(self.figure.measure.dimension))
        return Range(digits.low * factor, digits.high * factor)


_Fact = tuple[str, str, int]
"""Key, period, and the form it belongs to (0 for the report)."""


def key_figures(given: AuditInput) -> CheckResult:
    """Budget, spending, rates and head counts are the same in text, tables and annex."""
    facts: dict[_Fact, list[_Said]] = {}
    several = several_forms(given.figures)
    for fact, said in (
        *_in_text(given.figures, several=several),
        *_in_tables(given.figures, several=several),
    ):
        facts.setdefault(fact, []).append(said)
    compared = {fact: said for fact, said in facts.items() if len(said) > 1}
    findings = [
        finding for fact, said in compared.items() for finding in _conflicts(given.figures, fact[0], said)
    ]
    return result(findings, looked=compared, nothing="没有在两处以上出现的主要数据")


def several_forms(figures: Figures) -> bool:
    """Whether the document holds several forms, each of its own project or with its own total."""
    return sum(grid.form or bool(whole_rows(grid)) for grid in figures.grids) > 1


def _key_of(words: str, dimension: str) -> str:
    for key in _KEYS:
        fits = dimension == key.dimension or (dimension == NONE and key.dimension == _PEOPLE)
        if fits and key.words.search(words) and not (key.unlike and key.unlike.search(words)):
            return key.name
    return ""


def _in_text(figures: Figures, *, several: bool) -> Iterator[tuple[_Fact, _Said]]:
    for figure in figures.text:
        passage = figures.passage(figure)
        if not figure.exact or passage.norm or passage.heading or (several and not passage.cell):
            continue
        words = _LEAD.sub("", clean_text(figure.label)).strip("，,：:")
        first = passage.outline.of_sentence(figure.sentence)[0].start
        name = _key_of(_subject(words, passage.text[first : figure.start]), figure.measure.dimension)
        about = passage.text[first : figure.start] + (passage.place.heading or "").rpartition(" > ")[2]
        if not name or (_PROJECT.search(about) and not several) or AIM.search(about[-NEAR:]):
            continue
        if _APART.search(words):
            continue
        if _PAST.search(about[-NEAR:]) or _other_year(figures, figure):
            continue
        if name in _WHOLE_BUDGET and (_PART_OF_BUDGET.search(about) or _of_some_work(passage, figure, about)):
            continue
        form = passage.cell[0] if passage.cell and several else 0
        yield (name, _quarter(figure), form), _Said(figure, words)


def _of_some_work(passage: Passage, figure: Figure, about: str) -> bool:
    """Whether 全年支出 ends a paragraph on some work: 疗休养4,360人……每人标准2,400元，全年支出836.40万元."""
    spoken = "预算" in passage.text or _OF_BUDGET.search(about)
    return not spoken and any(unit in passage.text[: figure.start] for unit in _HEADS)


def _other_year(figures: Figures, figure: Figure) -> bool:
    """Whether the figure is of another year than most figures of the report."""
    year = figure.period[:4]
    return year.isdecimal() and year != figures.main_year


def _subject(words: str, sentence: str) -> str:
    """A bare 控制率 or 执行率 with what the sentence speaks of: “三公”经费预算……，控制率."""
    subjects = _SUBJECT.findall(clean_text(sentence)) if words.startswith(("控制率", "执行率")) else []
    return f"{subjects[-1]}{words}" if subjects else words


def _quarter(figure: Figure) -> str:
    return figure.period[-2:] if "Q" in figure.period else ""


def _in_tables(figures: Figures, *, several: bool) -> Iterator[tuple[_Fact, _Said]]:
    grids = {grid.number: grid for grid in figures.grids}
    for figure in figures.table:
        if figure.at is None:
            continue
        number, row, column = figure.at
        words = _cell_words(grids[number], figure, row, column)
        name = _key_of(words, figure.measure.dimension) if words else ""
        if name in _WHOLE_BUDGET and not several and _of_some_items(grids[number]):
            continue
        if name:
            yield (name, _quarter(figure), number if several else 0), _Said(figure, words)


def _of_some_items(grid: Grid) -> bool:
    """Whether a table lists projects or tasks, so that its total need not be the whole budget."""
    titles = grid.caption + " ".join(grid.row_words(0))
    labels = " ".join(text for row in range(grid.table.height) for text in grid.row_words(row)[:2])
    return bool(_ITEMS.search(titles)) and not _WHOLE_TABLE.search(labels)


def _cell_words(grid: Grid, figure: Figure, row: int, column: int) -> str:
    """What a cell is called: its label beside it, its header in a row of totals or of a quarter."""
    label = clean_text(header_core(grid.label(row, column)))
    if row in grid.key_rows or not grid.header(row, column):
        return label
    header = clean_text(header_core(grid.header(row, column)))
    kind = grid.row_kind(row, column)
    ratio = figure.measure.dimension == RATIO
    if figure.period or (kind is RowKind.TOTAL and not ratio):
        return header
    if kind is RowKind.TOTAL and any((row, other) in grid.figures for other in range(column)):
        return header
    return ""


def _conflicts(figures: Figures, name: str, said: Sequence[_Said]) -> Iterator[Finding]:
    """One finding for each value that disagrees with what most places say."""
    groups: list[list[_Said]] = []
    for one in said:
        group = next((g for g in groups if g[0].range.meets(one.range)), None)
        if group is not None:
            group.append(one)
        elif len(groups) < MOST_VALUES:
            groups.append([one])
        else:
            yield _many_things(figures, name, one)
            return
    if len(groups) < 2:
        return
    groups.sort(key=lambda group: (-len(group), group[0].figure.at is not None))
    right = groups[0][0]
    for group in groups[1:]:
        yield _differs(figures, name, group[0], right)


def _many_things(figures: Figures, name: str, last: _Said) -> Finding:
    """A name that stands for many things: nothing is compared, and that is said."""
    message = f"“{name}”有{MOST_VALUES}个以上不同的数，应当属于不同的对象，没有互相比较；请写明各是谁的数"
    return found(
        "key_figure",
        "note",
        last.figure.place,
        message,
        stated=last.figure.surface,
        quote=figures.quote(last.figure),
        subject=name,
    )


def _differs(figures: Figures, name: str, wrong: _Said, right: _Said) -> Finding:
    unit = _unit_slip(wrong, right)
    same = wrong.words == right.words or wrong.figure.measure.dimension in _NO_ROW
    severity: Severity = "error" if same else "warning"
    expected = _in_unit(right.figure.amount, wrong.figure)
    why = f"，相差正好{unit}倍，多半是单位写错" if unit else ""
    there = right.figure.place.near
    return found(
        "key_figure",
        severity,
        wrong.figure.place,
        f"{name}前后不一致：这里是{_shown(wrong.figure)}，{there}是{_shown(right.figure)}{why}；请统一",
        stated=wrong.figure.surface,
        expected=expected,
        working=f"{there}：{figures.quote(right.figure)}",
        quote=figures.quote(wrong.figure),
        subject=name,
        also=(right.figure.place,),
    )


def _shown(figure: Figure) -> str:
    """A figure as written, a cell's with the unit of its column."""
    return figure.surface if figure.surface.endswith(figure.unit) else f"{figure.surface}{figure.unit}"


def _unit_slip(one: _Said, other: _Said) -> str:
    amounts = sorted((abs(one.figure.amount), abs(other.figure.amount)))
    ratio = amounts[1] / amounts[0] if amounts[0] else Fraction(0)
    return (
        {10000: "1万", 1000: "1000", 100000000: "1亿"}.get(int(ratio), "") if ratio.denominator == 1 else ""
    )


def _in_unit(amount: Fraction, figure: Figure) -> str:
    return format_quantity(
        trim_zeros(decimal_of(amount / figure.measure.factor, 4)), figure.unit, comma=False
    )


CHECKS: Final = (Check("key_figure", "主要数据前后一致", key_figures),)
