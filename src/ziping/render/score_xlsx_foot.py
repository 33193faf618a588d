"""The rows below the indicators of the 评分表 sheet: total, grade, notes."""

from __future__ import annotations

from decimal import Decimal

from ziping.domain.expression.excel import PENDING_TEXT, constant
from ziping.domain.quantity import plain
from ziping.domain.rubric import Grade
from ziping.domain.scorecard import Scorecard
from ziping.render.score_xlsx_cells import BODY, CENTRE, NOTE, TOTAL, WORKING, Area, Sheet, added_up, address
from ziping.render.score_xlsx_columns import (
    BASIS,
    CLAUSE,
    COLUMNS,
    LEVEL1,
    NATURE,
    POINTS,
    SCORE,
    UNVERIFIED_MARK,
)
from ziping.render.score_xlsx_trees import Trees, left_out
from ziping.render.score_xlsx_working import ASSERTED, PENDING, PROVEN, Working

ZERO = Decimal(0)


class Foot:
    """Writes what stands below the indicators."""

    def __init__(self, sheet: Sheet, scorecard: Scorecard, trees: Trees, working: Working) -> None:
        """Args: the sheet, the scorecard, its trees and where the 计算 sheet keeps its sums."""
        self.sheet = sheet
        self.rubric = trees.rubric
        self.scorecard = scorecard
        self.trees = trees
        self.working = working
        self.row = 0

    def write(self, row: int, added: list[int]) -> int:
        """Grand total, points of the reviewing bureau, grade, notes; gives the row after them.

        Args:
            row: the first row below the indicators.
            added: rows whose scores make up the total.
        """
        self.row = row
        out = left_out(self.scorecard)
        if self.scorecard.entered is not None:
            self._total_label("总分（单位录入，评分标准没有列全指标）", live=False)
            self.sheet.number(self.row, SCORE, self.scorecard.entered, TOTAL)
        elif out:
            self._scaled(added, out)
        else:
            self._total_label("总分")
            self._added(added, self.scorecard.total_score)
        total = address(self.row, SCORE)
        self._total_points(self.scorecard.max_score)
        self._split()
        self.sheet.text(self.row, NATURE, "", TOTAL)
        self.sheet.sheet.set_row(self.row, 36)
        self.row += 1
        if self.scorecard.reserved:
            self._reserved()
        if self.rubric.grades:
            self._grade(total)
        self._notes()
        return self.row

    def _scaled(self, added: list[int], out: Decimal) -> None:
        """Some points are out of the denominator: what is left is brought to the unit's full points."""
        own = self.scorecard.max_score
        counted = sum((line.score or ZERO for line in self.scorecard.lines if not line.reserved), ZERO)
        self._total_label("适用指标合计", live=False)
        self._added(added, counted)
        self._total_points(own - out)
        note = f"不适用的指标共{plain(out)}分，不计入"
        self.sheet.text(self.row, BASIS, note, TOTAL._replace(align="left"))
        self.sheet.text(self.row, NATURE, "", TOTAL)
        cell = address(self.row, SCORE)
        self.row += 1
        self._total_label(f"总分（折算为{plain(own)}分）")
        formula = self.trees.scaled(cell, own, own - out)
        self.sheet.formula(self.row, SCORE, formula, self.scorecard.total_score, TOTAL)

    def _added(self, rows: list[int], points: Decimal) -> None:
        formula = added_up(rows, SCORE, self.rubric.rounding.places)
        self.sheet.formula(self.row, SCORE, formula, points, TOTAL)

    def _total_label(self, title: str, *, live: bool = True) -> None:
        area = Area(self.row, LEVEL1, self.row, CLAUSE)
        unfinished = f"{title}（待补充的分值未计入）"
        self.sheet.merged(area, title, TOTAL)
        if live:
            formula = f"IF({self._sums(PENDING)}>0,{constant(unfinished)},{constant(title)})"
            shown = unfinished if self.scorecard.status == "pending" else title
            self.sheet.formula(self.row, LEVEL1, formula, shown, TOTAL)

    def _total_points(self, points: Decimal) -> None:
        self.sheet.number(self.row, POINTS, points, TOTAL)

    def _sums(self, column: int) -> str:
        return address(self.working.total_row, column, WORKING)

    def _split(self) -> None:
        """What the total rests on: live sums, or for an entered total what it leaves unexplained."""
        look = TOTAL._replace(align="left")
        if self.scorecard.entered is None:
            self.sheet.formula(self.row, BASIS, self._summary(), self._summary_text(), look)
        else:
            unexplained = plain(self.scorecard.unexplained)
            told = (
                f"，比满分少的分数中 {unexplained} 分没有说明扣在哪项指标"
                if self.scorecard.unexplained
                else ""
            )
            self.sheet.text(self.row, BASIS, f"按本地评分表得出的总分，单位自述{told}", look)

    def _summary(self) -> str:
        """“数据可证 … 分，单位自述 … 分，待补充 … 分” as one live text."""
        proven, asserted, pending = (self._sums(column) for column in (PROVEN, ASSERTED, PENDING))
        return f'"其中：数据可证 "&{proven}&" 分，单位自述 "&{asserted}&" 分，待补充 "&{pending}&" 分"'

    def _summary_text(self) -> str:
        card = self.scorecard
        return (
            f"其中：数据可证 {plain(card.proven)} 分，单位自述 {plain(card.asserted)} 分，"
            f"待补充 {plain(card.pending)} 分"
        )

    def _reserved(self) -> None:
        self._plain_row("评审部门评分（单位不填，不计入总分）")
        self.sheet.number(self.row, POINTS, self.scorecard.reserved, CENTRE)
        self.sheet.value(self.row, SCORE, None, CENTRE)
        self.row += 1

    def _plain_row(self, title: str) -> None:
        self.sheet.merged(Area(self.row, LEVEL1, self.row, CLAUSE), title, CENTRE)
        for column in (POINTS, SCORE, BASIS, NATURE):
            self.sheet.text(self.row, column, "", CENTRE)
        self.sheet.sheet.set_row(self.row, 24)

    def _grade(self, total: str) -> None:
        """The grade, only while nothing is pending or left to the reviewing bureau."""
        later, none = f"{PENDING_TEXT}后评定", "—"
        body = constant(none)
        for grade in () if self.scorecard.reserved else reversed(self.rubric.grades):
            body = f"IF({total}>={plain(grade.at_least)},{constant(grade.label_zh)},{body})"
        entered = self.scorecard.entered is not None
        formula = body if entered else f"IF({self._sums(PENDING)}>0,{constant(later)},{body})"
        shown = self.scorecard.grade or (later if self.scorecard.status == "pending" else none)
        self._plain_row("评价等级")
        self.sheet.formula(self.row, SCORE, formula, shown, CENTRE._replace(bold=True))
        self.sheet.text(self.row, BASIS, _grade_rule(self.rubric.grades), BODY)
        self.sheet.height(
            self.row, ((shown, COLUMNS[SCORE][1]), (_grade_rule(self.rubric.grades), COLUMNS[BASIS][1]))
        )
        self.row += 1

    def _notes(self) -> None:
        texts = [
            "说明：1.“得分”“合计”“总分”为公式，按“输入”“计算”两表自动计算；改动数据后“计分依据”的文字不随之更新。",
            "　　　2.“数据可证”由账表数据得出，“单位自述”依单位说明或人工评分得出，“待补充”尚缺数据或评分标准，不计入总分。",
        ]
        if any(line.unverified for line in self.scorecard.lines):
            texts.append(f"　　　3. 标“{UNVERIFIED_MARK}”的指标，评分标准来源不完整，未经核实。")
        for text in texts:
            self.sheet.merged(Area(self.row, 0, self.row, NATURE), text, NOTE)
            self.sheet.height(self.row, ((text, sum(width for _, width in COLUMNS)),), size=9)
            self.row += 1


def _grade_rule(grades: tuple[Grade, ...]) -> str:
    return "；".join(f"{plain(grade.at_least)}分及以上为{grade.label_zh}" for grade in grades)
