"""Table cells as a person reads them: a figure says what its row and its column are called, in the unit above it.

Each cell becomes a short text of its headers with the cell at the end (第二季度累计执行数 + 2,332.35 + 万元), which the
guard checks like any other; what it finds inside the cell is moved back to the cell's own places. So a right number
in the wrong row is found by the same rules as in a sentence. Two rules are stricter than for prose: where row and
column together are a fact's name the figure is that fact's, and points are never rounded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeVar

from ziping.domain.document import Table, TableCell
from ziping.domain.fact import Fact
from ziping.domain.guard_report import Binding, GuardReport, Violation, report
from ziping.guard.check import Guard
from ziping.guard.messages import explain
from ziping.language.claims.known import subject
from ziping.language.claims.units import SCORE, measure
from ziping.language.labels import clean_text, pairs
from ziping.language.numerals import NumberKind, find_numbers, parse_quantity

M = TypeVar("M", Violation, Binding)

_RULES = frozenset(("评分标准", "评分规则", "评分办法", "计分标准", "计分规则", "评价标准"))
"""Headings of columns that quote the scoring rules: their figures are the rule's."""
_COUNTERS = frozenset(("序号", "编号", "行次", "栏次", "No.", "NO."))
_LEFT_OUT = _RULES | _COUNTERS
_SUBTOTAL, _TOTALS = "小计", frozenset(("合计", "总计", "总分", "总得分"))
_LONGEST_LABEL = 40
_LONG_NAME = 6
"""Letters from which the end of a name names a fact."""
_NO_FIGURE = frozenset((NumberKind.YEAR, NumberKind.ORDINAL, NumberKind.IDIOM, NumberKind.QUARTER))

_UNIT_NOTE = re.compile(r"单位\s*[:：]\s*([^\s，。；）)]{1,8})")
_UNIT_IN_LABEL = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（()）]{1,6})[）)]$")
_POINTS = re.compile("分值|得分|扣分|权重|满分|自评分|评分$|总分")
_NO_AMOUNT = re.compile(
    "率|占?比[例重]?$|[人户件次个家项场期批套辆名宗]数|数量|人次|场次|面积|满意度|年度|时间|日期|编制|[%％]"
)
_ORDER = re.compile(
    "^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.、]|其中[:：])"
)
_HEADING = re.compile(
    "指标|分值|得分|权重|预算|决算|支出|收入|执行|完成|目标|金额|数量|项目|内容|单位|年度|合计|备注"
)
_CAPTION = re.compile("^表[0-9一二三四五六七八九十]{1,3}[ \u3000]*|(?:19|20)[0-9]{2}年度?")
_OF_CAPTION = re.compile("(?:得分)?(?:情况|统计|汇总|明细|一览)*表?$")


class CellText(NamedTuple):
    """One cell with the words its headers give it: ``before + cell.text + after`` is what it says."""

    cell: TableCell
    before: str = ""
    after: str = ""
    bare: bool = False
    """Whether a figure without a unit may state any fact."""
    name: str = ""
    """Row and column together, when the cell is one figure."""
    label: str = ""
    heads: tuple[str, ...] = ()


def unit_noted(text: str) -> str:
    """The unit of a note such as ``单位：万元``, empty for none."""
    found = _UNIT_NOTE.search(text)
    return found[1] if found and _is_unit(found[1]) else ""


def is_figure(text: str) -> bool:
    """Whether a cell holds one number expression and nothing else; a calendar year heads a column."""
    written = text.strip()
    if re.fullmatch("(?:19|20)[0-9]{2}", written):
        return False
    found = find_numbers(written)
    if len(found) == 1 and found[0].surface == written:
        return found[0].kind not in _NO_FIGURE
    return parse_quantity(written) is not None


def header_rows(table: Table) -> frozenset[int]:
    """The rows that head others, of a table that does not say so: the first ones, and later ones that look it."""
    heads: set[int] = set()
    for number in range(table.height):
        cells = [cell for cell in table.cells if cell.row == number and cell.text.strip()]
        if any(is_figure(cell.text) for cell in cells):
            continue
        likely = sum(len(cell.text) <= 12 and bool(_HEADING.search(cell.text)) for cell in cells) > 1
        if likely or len(heads) == number:
            heads.add(number)
    return frozenset(heads) if len(heads) < table.height else frozenset()


def cell_texts(table: Table, heads: Collection[int], unit: str = "", caption: str = "") -> Iterator[CellText]:
    """Every cell that says something, with the words of its headers; rules and running numbers are left out.

    Args:
        table: the table.
        heads: its header rows.
        unit: what the note above the table says of its amounts.
        caption: the table's name, which a total speaks of.
    """
    reader = _Reader(table, heads, unit, caption)
    for cell in table.cells:
        if not cell.text.strip():
            continue
        if cell.row in heads:
            yield CellText(cell, bare=True)
        elif not reader.is_left_out(cell):
            yield reader.told(cell)


def check_cell(guard: Guard, told: CellText, where: str = "") -> GuardReport:
    """The guard's report of the cell alone, places counted from the cell's first letter."""
    text = told.cell.text
    found = guard.check(f"{told.before}{text}{told.after}", where, bare=told.bare)
    start, end = len(told.before), len(told.before) + len(text)

    def inside(items: Sequence[M]) -> tuple[M, ...]:
        mine = (item for item in items if item.start < end and start < item.end)
        return tuple(
            _placed(item, text, max(item.start - start, 0), min(item.end, end) - start) for item in mine
        )

    checked = report(inside(found.violations), inside(found.bindings))
    if told.name and checked.verdict == "accept":
        checked = report(checked.violations, _named_bindings(guard, told, checked.bindings))
        wrong = _misplaced(guard, told, checked.bindings)
        if wrong is not None:
            return report((wrong.model_copy(update={"where": where}),), ())
    return checked


def _placed(item: M, text: str, start: int, end: int) -> M:
    changes: dict[str, object] = {"start": start, "end": end}
    if isinstance(item, Violation):
        changes["surface"] = text[start:end]
    return item.model_copy(update=changes)


def _misplaced(guard: Guard, told: CellText, bindings: Sequence[Binding]) -> Violation | None:
    """The fault of a figure that some fact has, but not the one that row and column name; or of rounded points."""
    figure = parse_quantity(f"{told.cell.text.strip()}{told.after}")
    if figure is None or len(bindings) != 1:
        return None
    bound = guard.by_id[bindings[0].fact]
    derived = bool(bindings[0].terms)
    named = _meant_instead(guard, told, bound, derived=derived)
    if named:
        nearest, code = named[0], "wrong_value" if derived else "swapped_metric"
    elif measure(figure.unit.symbol).dimension == SCORE and bound.decimal != figure.value and not derived:
        nearest, code = bound, "bad_rounding"
    else:
        return None
    surface = told.cell.text.strip()
    at = told.cell.text.index(surface)
    return Violation.model_validate({
        "code": code,
        "start": at,
        "end": at + len(surface),
        "surface": surface,
        "message": explain(code, surface, nearest, bound),
        "nearest": nearest.id,
        "suggestion": nearest.printed,
    })


def _named_bindings(guard: Guard, told: CellText, bindings: Sequence[Binding]) -> tuple[Binding, ...]:
    """The bindings with the fact that row and column name in place of another one of the same amount."""
    bound = guard.by_id[bindings[0].fact] if len(bindings) == 1 and not bindings[0].terms else None
    named = _named(guard, told.name, bound) if bound is not None else ()
    same = [fact for fact in named if bound is not None and _amount(fact) == _amount(bound)]
    if not same or bound in same:
        return tuple(bindings)
    return (bindings[0].model_copy(update={"fact": same[0].id}),)


def _amount(fact: Fact) -> tuple[str, Fraction] | None:
    if fact.decimal is None:
        return None
    unit = measure(fact.unit)
    return unit.dimension, Fraction(fact.decimal) * unit.factor


def _meant_instead(guard: Guard, told: CellText, bound: Fact, *, derived: bool) -> tuple[Fact, ...]:
    """The facts a cell must state, none when it states one of them or nothing names any."""
    named = _named(guard, told.name, bound)
    if named:
        return named if derived or bound not in named else ()
    by_row = _named(guard, told.label, bound)
    if not by_row or derived:
        return ()
    by_column = tuple(fact for head in told.heads for fact in _named(guard, head, bound))
    others = (head for head in told.heads if not _named(guard, head, bound))
    if any(pairs(clean_text(head)) & pairs(clean_text(bound.label)) for head in others):
        return ()
    about = {subject(fact.label) for fact in (*by_row, *by_column)}
    return () if subject(bound.label) in about else by_row


def _named(guard: Guard, name: str, bound: Fact) -> tuple[Fact, ...]:
    """The facts of which a name is one, as a whole, of the dimension of the fact bound by value.

    Where no fact has the name, those whose names end in it: two items of one name are told apart by what stands
    before (预算管理制度健全性, 资产管理制度健全性), which the row leaves to its group.
    """
    mentions, whole = guard.table.labels.mentions(name), clean_text(name)
    dimension = measure(bound.unit).dimension
    if len(mentions) == 1 and mentions[0].name == whole:
        facts = (guard.table.facts[index] for index in mentions[0].facts)
        return tuple(fact for fact in facts if measure(fact.unit).dimension == dimension)
    if len(whole) < _LONG_NAME:
        return ()
    alike = (known for known in guard.table.known.values() if known.measure.dimension == dimension)
    return tuple(known.fact for known in alike if any(name.endswith(whole) for name in known.names))


class _Reader:
    """A table with its header rows."""

    def __init__(self, table: Table, heads: Collection[int], unit: str, caption: str) -> None:
        self._table, self._heads, self._unit = table, heads, unit
        self._caption = _OF_CAPTION.sub("", _CAPTION.sub("", caption))

    def is_left_out(self, cell: TableCell) -> bool:
        """Whether a cell stands in a column of rules or of running numbers."""
        return any(clean_text(head) in _LEFT_OUT for head in self._heads_of(cell))

    def told(self, cell: TableCell) -> CellText:
        """A body cell with the words of its row and column."""
        labels, heads = self._labels_of(cell), self._heads_of(cell)
        if not is_figure(cell.text):
            name = labels[-1] if labels and find_numbers(cell.text) else ""
            return CellText(cell, f"{name}，" if name else "", bare=not name)
        label = "".join(map(_without_unit, labels[-1:]))
        name = _joined(label, heads)
        figure = parse_quantity(cell.text)
        unitless = figure is not None and not figure.unit.symbol
        after = self._unit_of(labels[-1:], heads) if unitless else ""
        return CellText(
            cell, "，".join([*labels[:-1], name]), after, unitless and not after, name, label, tuple(heads)
        )

    def _heads_of(self, cell: TableCell) -> list[str]:
        """The headers of a cell's column above it, outermost first."""
        last = next((row for row in range(cell.row - 1, -1, -1) if row in self._heads), -1)
        first = last
        while first - 1 in self._heads:
            first -= 1
        found = (self._table.at(row, cell.column) for row in range(max(first, 0), last + 1))
        return list(
            dict.fromkeys(head.text.strip() for head in found if head is not None and head.text.strip())
        )

    def _labels_of(self, cell: TableCell) -> list[str]:
        """What a cell's row is called, outermost first: the words left of it, merged cells included."""
        found = []
        for label in self._table.row(cell.row):
            if label.column >= cell.column:
                break
            words = label.text.strip()
            if words == _SUBTOTAL or words in _TOTALS:
                words = self._summed(label)
            if (
                words
                and len(words) <= _LONGEST_LABEL
                and not is_figure(words)
                and not self.is_left_out(label)
            ):
                found.append(_ORDER.sub("", words).strip())
        return list(dict.fromkeys(found))

    def _summed(self, total: TableCell) -> str:
        """What a sum is the sum of: 小计 of the group above it, 合计 of the only group or of the whole table."""
        groups: list[str] = []
        for row in range(total.row - 1, -1, -1):
            if row in self._heads:
                break
            above = self._table.at(row, total.column)
            words = above.text.strip() if above is not None else ""
            if words and words != _SUBTOTAL and words not in _TOTALS:
                groups.append(words)
        if groups and (total.text.strip() == _SUBTOTAL or len(set(groups)) == 1):
            return groups[0]
        return "总分" if any("指标" in head for head in self._heads_of(total)) else self._caption

    def _unit_of(self, labels: Sequence[str], heads: Sequence[str]) -> str:
        """The unit of a bare figure: of its heading or label, points, or the note's for amounts."""
        names = (*reversed(heads), *labels)
        for name in names:
            written = _UNIT_IN_LABEL.search(name)
            if written and _is_unit(written[1]):
                return written[1]
        if any(_POINTS.search(head) for head in heads):
            return "分"
        return "" if any(_NO_AMOUNT.search(name) for name in names) else self._unit


def _joined(label: str, heads: Sequence[str]) -> str:
    """Label and headers as one name; a header that the label already ends with is not said twice."""
    rate = label.endswith("率")
    parts = map(_without_unit, heads)
    return "".join([
        label,
        *(part for part in parts if not (part in label or (rate and part.endswith(label[-3:])))),
    ])


def _without_unit(name: str) -> str:
    written = _UNIT_IN_LABEL.search(name)
    return name[: written.start()] if written and _is_unit(written[1]) else name


def _is_unit(symbol: str) -> bool:
    found = find_numbers(f"1{symbol}")
    return len(found) == 1 and found[0].end == len(symbol) + 1 and bool(found[0].unit)
