"""An invented comparison with something of every kind in it, for tests of what prints comparisons."""

from __future__ import annotations

from decimal import Decimal

from ziping.compare.summary import summarise
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import (
    Comparison,
    DimensionScore,
    FigureChange,
    FollowedProblem,
    FollowedPromise,
    IndicatorChange,
    ParagraphPair,
    ReportSide,
    ScoreOfYear,
    SectionCopy,
    Spot,
    TextSpan,
    WordEdit,
)
from ziping.domain.finding import Finding
from ziping.domain.place import NOWHERE, Place

THIS, LAST = "甲区总工会2025.docx", "甲区总工会2024.docx"


def place(paragraph: int, heading: str = "二、履职情况", file: str = THIS) -> Place:
    """A paragraph's place."""
    return Place(file=file, heading=heading, paragraph=paragraph)


def cell(row: int, column: int, table: int = 1, file: str = THIS) -> Place:
    """A table cell's place."""
    return Place(file=file, heading="四、评分情况", table=table, row=row, column=column)


def _points(score: str | None, most: str, spot: Place = NOWHERE, status: str = "proven") -> ScoreOfYear:
    return ScoreOfYear.model_validate({
        "max_score": most,
        "score": score,
        "status": status,
        "spot": Spot(place=spot),
    })


def _indicators() -> tuple[IndicatorChange, ...]:
    return (
        IndicatorChange(
            label="预算执行率",
            path=("部门管理", "资金管理", "预算执行率"),
            relation="same",
            last=_points("6", "6", cell(3, 5, file=LAST)),
            this=_points("5.25", "6", cell(3, 5)),
            change=Decimal("-0.75"),
        ),
        IndicatorChange(
            label="财务合规性",
            path=("部门管理", "资金管理", "财务合规性"),
            relation="same",
            last=_points("3", "3"),
            this=_points("3", "3", status="asserted"),
            change=Decimal(0),
        ),
        IndicatorChange(
            label="服务对象满意度",
            path=("部门绩效", "公平性", "服务对象满意度"),
            relation="changed",
            last=_points("4", "6"),
            this=_points(None, "8", status="pending"),
            rule_change="满分由 6 分改为 8 分，目标由 90% 改为 95%",
        ),
        IndicatorChange(
            label="数字化服务",
            path=("部门绩效", "效果性", "数字化服务"),
            relation="new",
            this=_points("2", "2"),
        ),
        IndicatorChange(
            label="<b>调研</b>数量", path=("部门绩效", "效果性"), relation="dropped", last=_points("2", "2")
        ),
    )


def _figures() -> tuple[FigureChange, ...]:
    return (
        FigureChange(
            label="“三公”经费",
            unit="万元",
            relation="changed",
            last=Decimal("4.30"),
            this=Decimal("6.10"),
            change=Decimal("1.80"),
            change_unit="万元",
            change_rate=Decimal("41.86"),
            beyond_threshold=True,
            spot_this=Spot(place=place(9)),
            spot_last=Spot(place=place(8, file=LAST)),
        ),
        FigureChange(
            label="预算执行率",
            label_last="资金执行进度",
            unit="%",
            relation="changed",
            last=Decimal("98.5"),
            this=Decimal("91.2"),
            change=Decimal("-7.3"),
            change_unit="百分点",
            beyond_threshold=True,
            explained=True,
            explanation=Spot(place=place(10), quote="…主要是【职工之家改造推迟到下年】…"),
            spot_this=Spot(place=place(10)),
        ),
        FigureChange(
            label="会员人数",
            unit="人",
            relation="changed",
            last=Decimal(5000),
            this=Decimal(5320),
            change=Decimal(320),
            change_unit="人",
            change_rate=Decimal("6.40"),
        ),
        FigureChange(
            label="编制数",
            unit="名",
            relation="unchanged",
            last=Decimal(12),
            this=Decimal(12),
            change=Decimal(0),
        ),
        FigureChange(
            label="站点服务人次",
            unit="人次",
            relation="new",
            this=Decimal(8600),
            spot_this=Spot(place=place(11)),
        ),
        FigureChange(label="=1+1慰问场次", unit="场", relation="gone", last=Decimal(18)),
    )


_OLD = "2024年组织竞赛10场，参赛职工1,500人次，18名选手晋升技能等级。"
_NEW = "2025年组织竞赛12场，参赛职工1,500人次，18名选手晋升技能等级。"


def _paragraphs() -> tuple[ParagraphPair, ...]:
    duty, work, plan = "一、基本情况", "二、履职情况", "三、下一步计划"
    return (
        _same("本单位依法维护职工合法权益。", duty, 2),
        _same("本单位管理工会经费和工会资产。", duty, 3),
        ParagraphPair(
            relation="edited",
            text_last=_OLD,
            text_this=_NEW,
            similarity=Decimal("93.8"),
            heading_last=work,
            heading_this=work,
            edits=(
                WordEdit(kind="replace", start_last=0, end_last=4, start_this=0, end_this=4),
                WordEdit(kind="equal", start_last=4, end_last=9, start_this=4, end_this=9),
                WordEdit(kind="replace", start_last=9, end_last=11, start_this=9, end_this=11),
                WordEdit(kind="equal", start_last=11, end_last=len(_OLD), start_this=11, end_this=len(_NEW)),
            ),
            spans=(TextSpan(start=17, end=22, code="carried_figure"),),
            place_last=place(8, work, LAST),
            place_this=place(9, work),
        ),
        ParagraphPair(
            relation="moved",
            text_last="开展送清凉慰问活动。",
            text_this="开展送清凉慰问活动。",
            similarity=Decimal(100),
            heading_last=duty,
            heading_this=work,
            place_last=place(4, duty, LAST),
            place_this=place(10, work),
        ),
        ParagraphPair(
            relation="gone",
            text_last="走访企业18家。",
            heading_last=work,
            place_last=place(9, work, LAST),
        ),
        ParagraphPair(
            relation="new",
            text_this="新建<职工>服务站点6个。",
            heading_this=plan,
            place_this=place(12, plan),
        ),
        ParagraphPair(
            relation="rewritten",
            text_last="下一步加快支出进度。",
            text_this="今后将抓早抓实项目前期工作。",
            similarity=Decimal("31.0"),
            heading_last=plan,
            heading_this=plan,
            place_last=place(11, plan, LAST),
            place_this=place(13, plan),
        ),
    )


def _same(text: str, heading: str, paragraph: int) -> ParagraphPair:
    return ParagraphPair(
        relation="same",
        text_last=text,
        text_this=text,
        similarity=Decimal(100),
        heading_last=heading,
        heading_this=heading,
        place_last=place(paragraph, heading, LAST),
        place_this=place(paragraph, heading),
    )


def _findings() -> tuple[Finding, ...]:
    return (
        Finding(
            code="last_year_misquoted",
            severity="error",
            message="这里写上年预算执行率 97.5%，上年报告写的是 98.5%",
            place=place(9),
            stated="97.5%",
            expected="98.5%",
            quote="…比上年的【97.5%】下降…",
            suggestion="改为 98.5%",
        ),
        Finding(
            code="unexplained_change",
            severity="warning",
            message="“三公”经费比上年增加 41.86%，没有说明原因",
            place=place(9),
            stated="6.10万元",
        ),
        Finding(
            code="score_fell_unexplained",
            severity="warning",
            message="预算执行率少得 0.75 分，没有说明原因",
            place=cell(3, 5),
        ),
        Finding(
            code="indicator_dropped",
            severity="note",
            message="=今年不再考核：调研数量",
            place=Place(file=LAST),
        ),
    )


def sample() -> Comparison:
    """The comparison, with its summary."""
    made = Comparison(
        this=ReportSide(
            name=THIS,
            unit="甲区总工会",
            year=2025,
            rubric="example-2025-department",
            is_draft=True,
            total_score=Decimal("91.25"),
            max_score=Decimal(100),
            grade="优",
        ),
        last=ReportSide(
            name=LAST,
            unit="甲区总工会",
            year=2024,
            total_score=Decimal("93.5"),
            max_score=Decimal(100),
            grade="优",
        ),
        dimensions=(
            DimensionScore(label="部门管理", last=_points("19", "20"), this=_points("18.25", "20")),
            DimensionScore(
                label="部门绩效和可持续发展能力", last=_points("54.5", "60"), this=_points("53", "60")
            ),
            DimensionScore(label="加分项", this=_points("2", "5")),
        ),
        indicators=_indicators(),
        figures=_figures(),
        sections=(
            SectionCopy(
                heading="一、基本情况",
                heading_last="一、基本情况",
                may_stay=True,
                characters=320,
                copied=320,
                share=Decimal(100),
            ),
            SectionCopy(
                heading="二、履职情况",
                heading_last="二、主要工作",
                characters=1200,
                copied=780,
                share=Decimal("65.0"),
            ),
            SectionCopy(heading="五、数字化服务", characters=200, copied=0, share=Decimal(0)),
        ),
        copied_share=Decimal("55.7"),
        paragraphs=_paragraphs(),
        problems=(
            FollowedProblem(
                text="上半年支出进度偏慢",
                measure="第一季度完成项目启动手续",
                outcome="repeated",
                evidence=Spot(place=place(13), quote="…【前期准备不足，支出集中在下半年】…"),
                spot_last=Spot(place=place(20, file=LAST)),
            ),
            FollowedProblem(text="服务站点人手不足", outcome="vanished"),
        ),
        promises=(
            FollowedPromise(
                text="全年预算执行率达到95%以上",
                label="预算执行率",
                target="95%以上",
                actual="91.2%",
                outcome="not_kept",
                evidence=Spot(place=place(10), quote="全年预算执行率【91.2%】"),
            ),
            FollowedPromise(text="建立月度通报制度", outcome="not_told"),
        ),
        findings=_findings(),
        not_comparable=(
            NotAssessable(check="page_without_text", reason="上年报告第 7 页没有文字层，没有读"),
        ),
    )
    return made.model_copy(update={"summary": summarise(made)})
