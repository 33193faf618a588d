"""The 计算 sheet: metrics and scores with their workings as texts and as live formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ziping.domain.expression.excel import PENDING_TEXT
from ziping.domain.expression.nodes import Node, Round
from ziping.domain.quantity import decimal_places, plain
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import MetricLine, PartLine, Scorecard, ScoreLine
from ziping.render.score_xlsx_cells import (
    BODY,
    CENTRE,
    HEAD,
    MISSING,
    NOTE,
    PALE_YELLOW,
    READ,
    TOTAL,
    Area,
    Look,
    Result,
    Sheet,
    address,
    pending_as_text,
    readable,
    runs,
)
from ziping.render.score_xlsx_trees import Trees, left_out, part_names

COLUMNS = (
    ("指标", 36),
    ("算式", 62),
    ("结果", 14),
    ("单位", 8),
    ("分值", 8),
    ("数据可证", 10),
    ("单位自述", 10),
    ("待补充", 10),
    ("公式取值", 14),
)
_LABEL, WORKING_TEXT, RESULT, _UNIT, POINTS, PROVEN, ASSERTED, PENDING, _READ = range(len(COLUMNS))
_HEAD_ROW, _FIRST_ROW = 2, 3
_NOTE = (
    "“算式”是生成本表时的文字；“结果”是公式，“输入”表改动后自动重算。“公式取值”一列由其他公式读取，请勿改动。"
)
_LINE = Look(bold=True)
_PART = Look(indent=2)
_RIGHT = Look(align="right")
ZERO = Decimal(0)


class Working(NamedTuple):
    """Where things stand on the sheet."""

    lines: dict[str, int]
    """Leaf id → its row."""
    total_row: int


class _Writer:
    def __init__(self, sheet: Sheet, rubric: Rubric, trees: Trees) -> None:
        self.sheet = sheet
        self.rubric = rubric
        self.trees = trees
        self.row = _FIRST_ROW
        self.lines: dict[str, int] = {}

    def head(self) -> None:
        for column, (title, width) in enumerate(COLUMNS):
            self.sheet.sheet.set_column(column, column, width)
            self.sheet.text(_HEAD_ROW, column, title, HEAD)
        big = Look(align="center", bold=True, size=16, border=False, font="黑体")
        self.sheet.merged(Area(0, 0, 0, PENDING), "计算过程", big)
        self.sheet.merged(Area(1, 0, 1, PENDING), _NOTE, NOTE)
        self.sheet.sheet.set_row(0, 30)
        self.sheet.sheet.set_row(1, 20)

    def section(self, title: str) -> None:
        self.sheet.merged(Area(self.row, 0, self.row, PENDING), title, TOTAL)
        self.row += 1

    def metric(self, metric: MetricLine) -> None:
        """One metric: exact value shown with the printed digits; ratios as percentages."""
        result = address(self.row, RESULT)
        scale = Decimal(1000) if metric.unit == "‰" else Decimal(1)
        body = self.trees.formula(metric.tree)
        formula = body if scale == 1 else f"({body})*{scale}"
        exact = metric.exact
        if exact is not None and metric.unit == "%":
            exact = exact / 100
        shown: Result = PENDING_TEXT if exact is None else exact
        self.texts(metric.label, metric.formula, BODY)
        look = Look(align="right", number=self.number_format(metric))
        self.sheet.formula(self.row, RESULT, pending_as_text(formula), shown, look)
        self.sheet.text(self.row, _UNIT, metric.unit, CENTRE)
        for column in (POINTS, PROVEN, ASSERTED, PENDING):
            self.sheet.value(self.row, column, None)
        read = readable(result) if scale == 1 else f"IF(ISNUMBER({result}),{result}/{scale},NA())"
        cached: Result = MISSING if exact is None else exact / scale
        self.sheet.formula(self.row, _READ, read, cached, READ)
        self.row += 1

    def number_format(self, metric: MetricLine) -> str:
        """The printed digits; 0 and 100% are only written short when they are exact."""
        places = next(item.places for item in self.rubric.metrics if item.id == metric.id)
        if metric.value is not None:
            places = max(places, decimal_places(metric.value))
        digits = f"0.{'0' * places}" if places else "0"
        return f"[=0]0%;[=1]0%;{digits}%" if metric.unit == "%" else f"#,##{digits}"

    def line(self, line: ScoreLine) -> None:
        """A leaf and, below it, its parts; the leaf's formula adds the parts' cells."""
        row = self.row
        self.lines[line.id] = row
        parts = () if line.status == "not_applicable" else line.parts
        names = part_names(line)
        for index, name in enumerate(names, start=1):
            self.trees.cells[name] = address(row + index, _READ)
        self.texts(line.called, line.formula, _LINE)
        self.score(line)
        self.sheet.text(row, _UNIT, "分", CENTRE)
        self.sheet.number(row, POINTS, line.max_score, _RIGHT)
        self.split(line, row)
        self.sheet.formula(row, _READ, readable(address(row, RESULT)), _or(line.score, MISSING), READ)
        self.row += 1
        for part in parts:
            self.part(part)

    def score(self, line: ScoreLine) -> None:
        look = _RIGHT._replace(bold=True)
        if line.reserved:
            self.sheet.text(self.row, RESULT, "评审部门评分", CENTRE)
        elif line.status == "not_applicable":
            self.sheet.number(self.row, RESULT, line.score or ZERO, look)
        else:
            formula = pending_as_text(self.trees.formula(self.trees.line_tree(line)))
            self.sheet.formula(self.row, RESULT, formula, _or(line.score, PENDING_TEXT), look)

    def split(self, line: ScoreLine, row: int) -> None:
        """Points proven by figures, asserted by the unit, still pending."""
        if line.reserved or line.status == "not_applicable":
            for column, points in ((PROVEN, line.proven), (ASSERTED, line.asserted), (PENDING, ZERO)):
                self.sheet.number(row, column, points, _RIGHT)
            return
        result, points_cell = address(row, RESULT), address(row, POINTS)
        said = {"all": result, "none": "0"}.get(self.trees.asserted(line)) or self.said_parts(line, row)
        asserted = f"IF(ISNUMBER({result}),{said},0)"
        proven = f"IF(ISNUMBER({result}),ROUND({result}-{address(row, ASSERTED)},{self.places}),0)"
        pending = f"IF(ISNUMBER({result}),0,{points_cell})"
        left = line.max_score if line.score is None else ZERO
        self.sheet.formula(row, PROVEN, proven, line.proven, _RIGHT)
        self.sheet.formula(row, ASSERTED, asserted, line.asserted, _RIGHT)
        self.sheet.formula(row, PENDING, pending, left, _RIGHT)

    def said_parts(self, line: ScoreLine, row: int) -> str:
        rows = [
            row + index
            for index, part in enumerate(line.parts, start=1)
            if self.trees.on_statements(part.tree)
        ]
        return f"MIN({address(row, RESULT)},{self.trees.said_by_parts(line, runs(rows, RESULT))})"

    def part(self, part: PartLine) -> None:
        rounding = self.rubric.rounding
        tree: Node = part.tree if rounding.parts else Round(part.tree, rounding.places, rounding.mode)
        self.texts(part.label, part.formula, _PART)
        formula = pending_as_text(self.trees.formula(tree))
        self.sheet.formula(self.row, RESULT, formula, _or(part.score, PENDING_TEXT), _RIGHT)
        self.sheet.text(self.row, _UNIT, "分", CENTRE)
        self.sheet.number(self.row, POINTS, part.points, _RIGHT)
        for column in (PROVEN, ASSERTED, PENDING):
            self.sheet.value(self.row, column, None)
        read = readable(address(self.row, RESULT))
        self.sheet.formula(self.row, _READ, read, _or(part.score, MISSING), READ)
        self.row += 1

    def texts(self, label: str, working: str, look: Look) -> None:
        self.sheet.text(self.row, _LABEL, label, look)
        self.sheet.text(self.row, WORKING_TEXT, by_lines(working), BODY)
        indent = 4 if look.indent else 0
        self.sheet.height(
            self.row, ((label, COLUMNS[_LABEL][1] - indent), (by_lines(working), COLUMNS[WORKING_TEXT][1]))
        )

    def total(self, scorecard: Scorecard) -> None:
        """Sums of the three kinds of points; scaled once more when some points do not count."""
        lines, first, last = scorecard.lines, min(self.lines.values()), self.row - 1
        added = (
            (PROVEN, sum((line.proven for line in lines), ZERO)),
            (ASSERTED, sum((line.asserted for line in lines), ZERO)),
            (PENDING, scorecard.pending),
        )
        self.total_label("合计")
        for column, points in added:
            cells = f"{address(first, column)}:{address(last, column)}"
            self.total_cell(column, f"ROUND(SUM({cells}),{self.places})", points)
        out = left_out(scorecard)
        if out:
            self.scaled_total(scorecard, out)

    def scaled_total(self, scorecard: Scorecard, out: Decimal) -> None:
        """Points out of the denominator are made good: proven points are scaled, the rest is asserted."""
        above, own = self.row, scorecard.max_score
        self.row += 1
        self.total_label(f"折算为{plain(own)}分")
        total = self.trees.scaled(f"SUM({address(above, PROVEN)}:{address(above, ASSERTED)})", own, own - out)
        proven = self.trees.scaled(address(above, PROVEN), own, own - out)
        self.total_cell(PROVEN, proven, scorecard.proven)
        rest = f"ROUND({total}-{address(self.row, PROVEN)},{self.places})"
        self.total_cell(ASSERTED, rest, scorecard.asserted)
        self.total_cell(PENDING, address(above, PENDING), scorecard.pending)

    def total_label(self, title: str) -> None:
        self.sheet.merged(Area(self.row, _LABEL, self.row, POINTS), title, TOTAL)

    def total_cell(self, column: int, formula: str, points: Decimal) -> None:
        self.sheet.formula(self.row, column, formula, points, TOTAL._replace(align="right"))

    @property
    def places(self) -> int:
        return max(self.rubric.rounding.places, 4)


def write_working(sheet: Sheet, rubric: Rubric, scorecard: Scorecard, trees: Trees) -> Working:
    """The whole sheet; cells of metrics and parts are entered into ``trees``."""
    writer = _Writer(sheet, rubric, trees)
    writer.head()
    if scorecard.metrics:
        writer.section("指标测算")
    for index, metric in enumerate(scorecard.metrics):
        trees.cells[metric.id] = address(writer.row + index, _READ)
    for metric in scorecard.metrics:
        writer.metric(metric)
    writer.section("指标得分")
    for line in scorecard.lines:
        writer.line(line)
    writer.total(scorecard)
    pending = f'=$C{_FIRST_ROW + 1}="{PENDING_TEXT}"'
    area = Area(_FIRST_ROW, RESULT, writer.row, RESULT)
    sheet.colour_when(area, pending, Look(fill=PALE_YELLOW))
    sheet.read_column(_READ, _FIRST_ROW, writer.row)
    sheet.sheet.freeze_panes(_FIRST_ROW, WORKING_TEXT)
    sheet.page(landscape=True, header_row=_HEAD_ROW, last_column=PENDING, last_row=writer.row)
    return Working(writer.lines, writer.row)


def by_lines(working: str) -> str:
    """A working with one step a line."""
    return working.replace("；", "；\n")


def _or(score: Decimal | None, pending: str) -> Result:
    return pending if score is None else score
