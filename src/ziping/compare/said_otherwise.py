"""Last year's figure told as this year's while this year's own tables, or its other sentences, give another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from ziping.compare.matching import Matches
from ziping.compare.stale import Carried, Hit
from ziping.compare.units import Text
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_places
from ziping.language.claims.units import NONE, SCORE
from ziping.language.figure_names import name_of, split_role
from ziping.language.labels import clean_text, core
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.usual import may_stay

_EARLIER = re.compile("上一?年|去年|往年|年初|较|比|同期|原|由|从|目标|计划")
_LONGEST: Final = 14
"""Letters before a figure that may name it."""
_SHORTEST: Final = 3
_TOTAL = re.compile("合计|总计|^总额")
_WHOLE: Final = 5
"""Letters of the shortest name by which two sentences are held against each other."""
_QUARTERS: Final = frozenset(("Q1", "Q2", "Q3", "Q4"))
_ASKED: Final = frozenset(("goals", "measures", "plans"))
"""Sections whose figures are aimed at."""
_OF_YEAR = re.compile("(?:[^，。]{2,10}总工会|我会|本单位)?(?:(?:19|20)[0-9]{2}年度?)?(?:全年|本年|年度|总)")
_WITHIN = re.compile("职工|群众|劳动者|全年|本年度?|年内|累计|共|(?:19|20)[0-9]{2}年度?")
_LED = re.compile("(?:为|是|共|约|达|合计|共计|累计|有|完成)+$")
_LEADS = re.compile(
    "(?:(?:19|20)[0-9]{2}年度?|截至|其中|我会|本会|本?单位|部门|全年|本年度?|当年|年度|年末|实际|共计?|合计|累计|总|完成|实现|[^，。]{2,8}总工会)*"
)
_CHANGED = re.compile("[调增减压追][调增减压加缩]{0,2}[^，。；0-9]{0,2}[至到为]")
"""Words behind a figure that was changed to another."""
_PLAN = re.compile("年初|目标|计划|上年|预期|指标值|分值|权重|得分")


class Contradicted(NamedTuple):
    """A figure of this year's text, and the table that says otherwise."""

    said: Figure
    table: Figure


def _named(figures: Figures, *, plans: bool) -> dict[str, list[Figure]]:
    """Figures of tables by the names their rows and columns give them; ``plans`` keeps what was planned or is of last year."""
    found: dict[str, list[Figure]] = {}
    kept = [
        figure
        for figure in figures.table
        if figure.measure.dimension != NONE and (plans or not _PLAN.search(figure.label))
    ]
    in_row = Counter((_row(figure), figure.measure.dimension) for figure in kept)
    for figure in kept:
        alone = in_row[_row(figure), figure.measure.dimension] == 1 and "预算" not in figure.label
        for name in _names(figure.label, of_row=plans or alone):
            found.setdefault(name, []).append(figure)
    return found


def _row(figure: Figure) -> tuple[int, ...]:
    return (figure.at or ())[:2]


def _names(label: str, *, of_row: bool) -> frozenset[str]:
    """Row with column, the row itself where it may stand for the figure, the column where the row is the total.

    A row with a budget and what was spent of it is neither of the two.
    """
    row, _, column = label.partition(" ")
    called = (label, *((row,) if of_row or not column else ()), *((column,) if _TOTAL.search(row) else ()))
    names = {core(name) for name in called}
    known = {own.canon for name in called if (own := name_of(name)).known}
    return frozenset(name for name in names if len(name) >= _SHORTEST) | known


def contradicted(matches: Matches, carried: tuple[Carried, ...]) -> Iterator[Contradicted]:
    """Figures carried over or told with last year's value, where a table of this year has another under that name.

    A table that is last year's as well proves nothing: the report was at odds with itself then already.
    """
    yield from _said_twice(matches)
    figures = matches.this.side.figures
    tables = _named(figures, plans=False)
    old = {
        (figure.measure.dimension, figure.amount)
        for figure in (*matches.last.side.figures.text, *matches.last.side.figures.table)
    }
    slots = {(f.passage, f.start) for item in carried for f in item.figures}
    for figure in figures.text:
        carried_over = (figure.passage, figure.start) in slots
        if not figure.exact or (figure.measure.dimension, figure.amount) not in old:
            continue
        if _before_change(matches.this, figure) or not (carried_over or _told_as_now(matches.this, figure)):
            continue
        rows = _rows(tables, figure)
        fresh = [row for row in rows if (row.measure.dimension, row.amount) not in old]
        if fresh and not any(_agree(row, figure) for row in rows):
            yield Contradicted(figure, fresh[0])


def _before_change(text: Text, figure: Figure) -> bool:
    """由13.46万元调增至17.46万元: what a figure was before it was changed within the year."""
    passage = text.side.figures.passage(figure)
    before = passage.text[max(0, figure.start - 1) : figure.start]
    return before in {"由", "从"} or bool(_CHANGED.match(passage.text, figure.end))


def _said_twice(matches: Matches) -> Iterator[Contradicted]:
    """Last year's figure in one sentence of this year, this year's under the same name in another."""
    old = _by_name(matches.last, told_as_now=False)
    now = _by_name(matches.this, told_as_now=True)
    for name, said in now.items():
        known = {figure.amount for figure in old.get(name, ())}
        fresh = [figure for figure in said if figure.amount not in known]
        stale = [figure for figure in said if figure.amount in known]
        if stale and len({figure.amount for figure in fresh}) == 1:
            yield from (Contradicted(figure, fresh[0]) for figure in stale)


def _by_name(text: Text, *, told_as_now: bool) -> dict[tuple[str, str], list[Figure]]:
    """Figures of running text by the whole name they are told under, and what they count."""
    found: dict[tuple[str, str], list[Figure]] = {}
    kept = (p for p in text.paragraphs if not told_as_now or p.section.key not in _ASKED)
    for paragraph in kept:
        for figure in text.side.figures.of_passage.get(paragraph.passage.index, ()):
            name = _told_under(figure)
            if figure.exact and name and (not told_as_now or _told_as_now(text, figure)):
                found.setdefault((name, figure.measure.dimension), []).append(figure)
    return found


def _told_under(figure: Figure) -> str:
    """The whole name of a figure, ``""`` where it is too short to tell it from others or says how it scored."""
    if figure.measure.dimension == SCORE:
        return ""
    known = _known(figure)
    if known:
        return known
    name = name_of(_WITHIN.sub("", figure.label)).canon
    return name if len(name) >= _WHOLE else ""


def _known(figure: Figure) -> str:
    """The one name of a figure that a report has once, ``""`` for another; 支出 alone may be of any part, 全年支出 is not."""
    name = name_of(figure.label)
    subject, role = split_role(name.canon)
    of_any_part = bool(role) and not subject and len(name.canon) < _WHOLE
    if not name.known or (of_any_part and not _OF_YEAR.match(clean_text(figure.label))):
        return ""
    return name.canon


def confirmed(matches: Matches, carried: tuple[Carried, ...]) -> frozenset[tuple[int, int]]:
    """Carried figures that this year's tables give as well: the same by chance or by rule, not by copying."""
    tables = _named(matches.this.side.figures, plans=True)
    every = [figure for item in carried for figure in item.figures]
    return frozenset(
        (figure.passage, figure.start)
        for figure in every
        if any(_agree(row, figure) for row in _rows(tables, figure))
    )


def _agree(one: Figure, other: Figure) -> bool:
    """Whether both print one amount: 1,206.38万元 and 12,063,812.34元."""
    slack = max(Fraction(1, 2 * 10 ** decimal_places(f.value)) * f.measure.factor for f in (one, other))
    return abs(one.amount - other.amount) <= slack


def _told_as_now(text: Text, figure: Figure) -> bool:
    """Whether a figure is told as this year's, and as a fact."""
    passage = text.side.figures.passage(figure)
    clause = passage.outline.clauses[figure.clause]
    if passage.norm or passage.cell or _EARLIER.search(passage.text[clause.start : figure.start]):
        return False
    own = str(text.side.year or "")
    return not may_stay(passage, figure) and (not own or figure.period[:4] in {"", own, *_QUARTERS})


def _rows(tables: dict[str, list[Figure]], figure: Figure) -> list[Figure]:
    """The figures of tables that bear the name a figure of the text is told under."""
    label = core(_LED.sub("", clean_text(figure.label))[-_LONGEST:])
    known = _known(figure)
    names = (known,) if known else tuple(_endings(label))
    same = [row for name in names for row in tables.get(name, ())]
    return [
        row for row in same if row.measure.dimension == figure.measure.dimension and _of_period(row, figure)
    ]


def _endings(label: str) -> Iterator[str]:
    """A name, and what is left of it behind words that name nothing (全年, 我会共发放), the longest first."""
    for start in range(max(0, len(label) - _SHORTEST) + 1):
        if _LEADS.fullmatch(label, 0, start):
            yield label[start:]


def _of_period(row: Figure, figure: Figure) -> bool:
    """Whether a row of a quarter is meant only where the text says the quarter."""
    return not row.period.startswith("Q") or row.period in figure.period


def otherwise_hits(matches: Matches, found: tuple[Contradicted, ...]) -> Iterator[Hit]:
    """One finding a figure."""
    paragraphs = {paragraph.passage.index: paragraph for paragraph in matches.this.paragraphs}
    told: set[tuple[int, int]] = set()
    for item in found:
        paragraph = paragraphs.get(item.said.passage)
        if paragraph is not None and (item.said.passage, item.said.start) not in told:
            told.add((item.said.passage, item.said.start))
            finding = _finding(paragraph.passage, item)
            yield Hit(paragraph.index, item.said.start, item.said.end, finding)


def _finding(passage: Passage, item: Contradicted) -> Finding:
    said, other = item.said, item.table
    there = other.place.model_copy(update={"file": None}).text
    where = "本年的表" if other.passage < 0 else "本年报告另一处"
    right = other.surface if other.unit in other.surface else f"{other.surface}{other.unit}"
    return Finding(
        code="stale_figure",
        severity="warning",
        message=f"{said.surface} 是上年的数，{where}（{there}）是 {right}；请改为本年的数",
        place=passage.place,
        stated=said.surface,
        expected=right,
        working=f"{there}：{other.label}",
        quote=passage.quote(said.start, said.end),
        subject=said.label[-12:],
    )
