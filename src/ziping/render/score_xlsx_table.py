"""The 评分表 sheet: the official table an office prints."""

from __future__ import annotations

from collections.abc import Iterable

from ziping.domain.expression.excel import PENDING_TEXT, constant
from ziping.domain.quantity import plain
from ziping.domain.rubric import Indicator, IndicatorGroup, IndicatorNode, Scope
from ziping.domain.scorecard import GroupLine, Scorecard, ScoreLine
from ziping.domain.submission import Submission
from ziping.render.score_xlsx_cells import (
    CENTRE,
    HEAD,
    PALE_ORANGE,
    PALE_YELLOW,
    TOTAL,
    WORKING,
    Area,
    Look,
    Sheet,
    added_up,
    address,
)
from ziping.render.score_xlsx_columns import (
    BASIS,
    CLAUSE,
    COLUMNS,
    LEVEL1,
    LEVEL2,
    LEVEL3,
    NATURE,
    POINTS,
    SCORE,
    UNVERIFIED_MARK,
)
from ziping.render.score_xlsx_foot import Foot
from ziping.render.score_xlsx_trees import Trees, is_excluded
from ziping.render.score_xlsx_working import (
    ASSERTED,
    RESULT,
    WORKING_TEXT,
    Working,
    by_lines,
)

_HEAD_ROW, _FIRST_ROW = 2, 3
NATURES = {
    "scored": "数据可证",
    "asserted": "单位自述",
    "not_applicable": "不适用",
    "pending": PENDING_TEXT,
    "reserved": "评审部门评分",
}
_SCOPES = {Scope.DEPARTMENT: "部门整体支出", Scope.PROJECT: "项目支出"}
_SUBTOTAL = Look(align="center", fill="#F7F7F7")


class _Writer:
    def __init__(self, sheet: Sheet, scorecard: Scorecard, trees: Trees, working: Working) -> None:
        self.sheet = sheet
        self.rubric = trees.rubric
        self.scorecard = scorecard
        self.trees = trees
        self.working = working
        self.row = _FIRST_ROW
        self.groups = {group.id: group for group in scorecard.groups}
        self.lines = {line.id: line for line in scorecard.lines}

    def head(self, submission: Submission) -> None:
        """Title, unit and year, column titles."""
        for column, (title, width) in enumerate(COLUMNS):
            self.sheet.sheet.set_column(column, column, width)
            self.sheet.text(_HEAD_ROW, column, title, HEAD)
        title = f"{submission.unit.name}{submission.year}年度{_SCOPES[self.rubric.scope]}绩效自评评分表"
        look = Look(align="center", size=18, border=False, font="方正小标宋简体")
        self.sheet.merged(Area(0, 0, 0, NATURE), title, look)
        under = Look(border=False)
        self.sheet.merged(Area(1, 0, 1, CLAUSE), f"填报单位：{submission.unit.name}", under)
        basis = self.rubric.title
        self.sheet.merged(Area(1, POINTS, 1, BASIS), f"评分依据：{basis}", under)
        self.sheet.text(1, NATURE, "单位：分", under._replace(align="right"))
        self.sheet.sheet.set_row(0, 34)
        left = sum(width for _, width in COLUMNS[:POINTS])
        right = sum(width for _, width in COLUMNS[POINTS:NATURE])
        self.sheet.height(1, ((f"填报单位：{submission.unit.name}", left), (f"评分依据：{basis}", right)))
        self.sheet.sheet.set_row(_HEAD_ROW, 24)

    def body(self) -> list[int]:
        """All indicators; gives the rows the grand total adds."""
        added = []
        for node in self.rubric.indicators:
            if isinstance(node, IndicatorGroup):
                added.append(self.level1(node))
            else:
                added += self.leaf(node, LEVEL1)
        return added

    def level1(self, group: IndicatorGroup) -> int:
        """A level-1 indicator with everything below it and its total; gives the total's row."""
        start, added = self.row, []
        for child in group.children:
            if isinstance(child, IndicatorGroup):
                added.append(self.level2(child))
            else:
                added += self.leaf(child, LEVEL2)
        self.label(Area(start, LEVEL1, self.row - 1, LEVEL1), group)
        return self.sum_row(f"{group.label_zh}合计", Area(self.row, LEVEL1, self.row, CLAUSE), group, added)

    def level2(self, group: IndicatorGroup) -> int:
        """A level-2 indicator, its leaves and its sub-total; deeper groups are named in the leaf's cell."""
        start = self.row
        added = [row for leaf, label in _leaves(group, "") for row in self.leaf(leaf, LEVEL3, label)]
        self.label(Area(start, LEVEL2, self.row - 1, LEVEL2), group)
        return self.sum_row("小计", Area(self.row, LEVEL2, self.row, CLAUSE), group, added)

    def label(self, area: Area, group: IndicatorGroup) -> None:
        text = f"{group.label_zh}\n（{plain(self.groups[group.id].max_score)}分）"
        self.sheet.merged(area, text, CENTRE)

    def sum_row(self, title: str, area: Area, group: IndicatorGroup, added: list[int]) -> int:
        """A row of totals; points are the rubric's, scores are added live."""
        row, line = self.row, self.groups[group.id]
        look = TOTAL if area.column == LEVEL1 else _SUBTOTAL
        self.sheet.merged(area, title, look)
        self.sheet.number(row, POINTS, line.max_score, look)
        self.sheet.formula(row, SCORE, added_up(added, SCORE, self.rubric.rounding.places), line.score, look)
        self.sheet.text(row, BASIS, _lost(line), look._replace(align="left"))
        self.sheet.text(row, NATURE, "", look)
        self.sheet.sheet.set_row(row, 20)
        self.row += 1
        return row

    def leaf(self, indicator: Indicator, column: int, label: str = "") -> list[int]:
        """One leaf; gives the rows its total adds: none for points the reviewing bureau gives."""
        line, row = self.lines[indicator.id], self.row
        mark = UNVERIFIED_MARK if line.unverified else ""
        name = f"{label or line.label}{mark}"
        self.sheet.merged(Area(row, column, row, LEVEL3), name, CENTRE)
        self.sheet.text(row, CLAUSE, line.clause)
        points = CENTRE._replace(number='"不计（"General"）"') if is_excluded(line) else CENTRE
        self.sheet.number(row, POINTS, line.max_score, points)
        self.score(row, line)
        self.basis(row, line)
        self.nature(row, line)
        self.leaf_height(row, line, name, column)
        self.row += 1
        return [] if line.reserved else [row]

    def leaf_height(self, row: int, line: ScoreLine, name: str, column: int) -> None:
        room = sum(width for _, width in COLUMNS[column : LEVEL3 + 1])
        texts = [
            (name, room),
            (line.clause, COLUMNS[CLAUSE][1]),
            (basis_text(line), COLUMNS[BASIS][1]),
        ]
        if column == LEVEL3:
            upper = self.upper_label(line)
            texts.append((f"{upper}\n", COLUMNS[LEVEL2][1]))
        self.sheet.height(row, tuple(texts))

    def upper_label(self, line: ScoreLine) -> str:
        return line.path[1] if len(line.path) > 2 else ""

    def score(self, row: int, line: ScoreLine) -> None:
        if line.reserved:
            self.sheet.value(row, SCORE, None, CENTRE)
            return
        cell = address(self.working.lines[line.id], RESULT, WORKING)
        cached = PENDING_TEXT if line.score is None else line.score
        none = line.status == "not_applicable" and not line.score
        look = CENTRE._replace(bold=True, number='General;-General;"—"' if none else "")
        self.sheet.formula(row, SCORE, cell, cached, look)

    def basis(self, row: int, line: ScoreLine) -> None:
        """The working; of a pending line it changes by itself once the missing data are there."""
        text = basis_text(line)
        if line.reserved:
            self.sheet.text(row, BASIS, "由评审部门评分，单位不填")
        elif line.status == "pending":
            source = address(self.working.lines[line.id], WORKING_TEXT, WORKING)
            formula = f'IF(ISNUMBER({address(row, SCORE)}),"已补填，见“{WORKING}”表",{source})'
            self.sheet.formula(row, BASIS, formula, text)
        else:
            self.sheet.text(row, BASIS, text)

    def nature(self, row: int, line: ScoreLine) -> None:
        if line.reserved or line.status == "not_applicable":
            self.sheet.text(row, NATURE, NATURES["reserved" if line.reserved else line.status], CENTRE)
            return
        proven, said = constant(NATURES["scored"]), constant(NATURES["asserted"])
        known = proven
        if self.trees.parts_asserted(line):
            known = said
        elif self.trees.asserted(line) != "none":
            cell = address(self.working.lines[line.id], ASSERTED, WORKING)
            known = f"IF({cell}>0,{said},{proven})"
        formula = f"IF(ISNUMBER({address(row, SCORE)}),{known},{constant(PENDING_TEXT)})"
        self.sheet.formula(row, NATURE, formula, NATURES[line.status], CENTRE)


def write_table(
    sheet: Sheet, submission: Submission, scorecard: Scorecard, trees: Trees, working: Working
) -> None:
    """The whole sheet."""
    writer = _Writer(sheet, scorecard, trees, working)
    writer.head(submission)
    added = writer.body()
    last = writer.row - 1
    end = Foot(sheet, scorecard, trees, working).write(writer.row, added)
    first = _FIRST_ROW + 1
    area = Area(_FIRST_ROW, SCORE, last, SCORE)
    sheet.colour_when(area, f'=$F{first}="{PENDING_TEXT}"', Look(fill=PALE_YELLOW, colour="#7F6000"))
    lost = f'=AND(ISNUMBER($F{first}),$F{first}<$E{first},$H{first}<>"{NATURES["not_applicable"]}",$H{first}<>"")'
    sheet.colour_when(area, lost, Look(fill=PALE_ORANGE, colour="#C00000"))
    sheet.sheet.freeze_panes(_FIRST_ROW, CLAUSE)
    sheet.page(landscape=True, header_row=_HEAD_ROW, last_column=NATURE, last_row=end - 1)


def _leaves(group: IndicatorGroup, prefix: str) -> Iterable[tuple[Indicator, str]]:
    """Leaves below a level-2 indicator; those of deeper groups carry the group's name."""
    for node in group.children:
        yield from _leaf_or_group(node, prefix)


def _leaf_or_group(node: IndicatorNode, prefix: str) -> Iterable[tuple[Indicator, str]]:
    if isinstance(node, IndicatorGroup):
        yield from _leaves(node, f"{prefix}{node.label_zh}：")
    else:
        yield node, f"{prefix}{node.label_zh}"


def basis_text(line: ScoreLine) -> str:
    """The working, with the reason of a score that a person gave."""
    given = line.reason if line.status in {"scored", "asserted"} else ""
    return by_lines(line.formula) + (f"\n理由：{given}" if given else "")


def _lost(group: GroupLine) -> str:
    return "含待补充的指标" if group.status == "pending" else ""
