"""Figures of tables: forms with targets, columns of two years, columns of units, labels beside figures."""

from __future__ import annotations

from decimal import Decimal

from figure_reports import side

from ziping.compare.figures import FigurePart, compare_figures

FORM = """| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
|---|---|---|---|---|---|---|
| 产出指标 | 数量指标 | 慰问困难职工人数 | ≥{target}人 | {people}人 | 20 | 20 |
| 产出指标 | 质量指标 | 发放到位率 | 100% | {rate} | 20 | 20 |
| 满意度指标 | 满意度 | 受助职工满意度 | ≥90% | {content} | 10 | 10 |
"""
YEARS = """| 指标 | 单位 | 2023年 | 2024年 | 增减 | 增减率 |
|---|---|---|---|---|---|
| 会员总数 | 人 | 52000 | 55600 | 3600 | 6.92% |
| 建会企业 | 家 | {firms} | 688 | 48 | 7.5% |
| 帮扶资金 | 万元 | 56.80 | 61.20 | 4.40 | 7.75% |
"""
LAST = """| 项目 | 单位 | 2023年 |
|---|---|---|
| 帮扶资金 | 万元 | 56.80 |
| 会员总数 | 人 | 52000 |
| 建会企业 | 家 | 640 |
"""


def compared(this: str, last: str) -> FigurePart:
    return compare_figures(side(f"# 报告\n\n{this}\n", 2024), side(f"# 报告\n\n{last}\n", 2023))


def rows(part: FigurePart) -> list[tuple[str, Decimal | None, Decimal | None, str]]:
    return [(change.label, change.last, change.this, change.unit) for change in part.figures]


def test_results_of_a_form_are_compared_and_its_targets_are_not() -> None:
    """实际完成值 with 实际完成值; 分值 and 得分 are no figures."""
    last = FORM.format(target=80, people=96, rate="100%", content="96.5%")
    this = FORM.format(target=90, people=99, rate="98%", content="97.2%")

    assert rows(compared(this, last)) == [
        ("慰问困难职工人数", Decimal(96), Decimal(99), "人"),
        ("发放到位率", Decimal(100), Decimal(98), "%"),
        ("受助职工满意度", Decimal("96.5"), Decimal("97.2"), "%"),
    ]


def test_a_target_in_a_form_is_held_against_last_years_result() -> None:
    """≥70人 after 96, ≥90% after 96.5%; 100% after 100% asks no less."""
    last = FORM.format(target=80, people=96, rate="100%", content="96.5%")
    this = FORM.format(target=70, people=99, rate="98%", content="97.2%")
    told = [(f.code, f.stated) for f in compared(this, last).findings]

    assert told == [("target_below_last_year", "≥70人、≥90%")]


def test_columns_of_two_years_are_told_apart() -> None:
    """2023年 is last year's, 增减 and 增减率 are no figures, the unit stands in its own column."""
    part = compared(YEARS.format(firms=640), LAST)

    assert sorted(rows(part)) == [
        ("会员总数", Decimal(52000), Decimal(55600), "人"),
        ("帮扶资金", Decimal("56.80"), Decimal("61.20"), "万元"),
        ("建会企业", Decimal(640), Decimal(688), "家"),
    ]
    assert part.findings == ()


def test_last_years_column_is_held_against_last_years_report() -> None:
    """650 unions' firms where last year's report says 640."""
    [finding] = compared(YEARS.format(firms=650), LAST).findings

    assert (finding.code, finding.stated, finding.expected) == ("last_year_misquoted", "650家", "640家")
    assert "建会企业" in finding.message


def test_labels_beside_figures_need_no_order() -> None:
    """人员编制 12 实有人数 11, turned round next year."""
    last = "| 人员编制 | 12 | 实有人数 | 11 |\n|---|---|---|---|\n| 固定资产合计（万元） | 230.10 | 在用固定资产（万元） | 200.00 |\n"
    this = "| 实有人数 | 10 | 人员编制 | 12 |\n|---|---|---|---|\n| 在用固定资产（万元） | 190.00 | 固定资产合计（万元） | 231.00 |\n"

    assert [(last_value, this_value) for _, last_value, this_value, _ in rows(compared(this, last))] == [
        (Decimal(11), Decimal(10)),
        (Decimal(12), Decimal(12)),
        (Decimal("200.00"), Decimal("190.00")),
        (Decimal("230.10"), Decimal("231.00")),
    ]


def test_a_row_of_totals_is_called_by_its_column() -> None:
    """合计 of 全年预算数 is the unit's budget, told as 全年预算 in the other report's text."""
    table = "| 项目 | 全年预算数（万元） | 全年执行数（万元） |\n|---|---|---|\n| 基本支出 | 300.00 | 290.00 |\n| 项目支出 | 700.00 | 650.00 |\n| 合计 | 1,000.00 | 940.00 |\n"
    part = compared(table, "全年预算数980.00万元，全年支出930.00万元。")

    assert (Decimal("980.00"), Decimal("1000.00")) in {(change.last, change.this) for change in part.figures}
    assert (Decimal("930.00"), Decimal("940.00")) in {(change.last, change.this) for change in part.figures}


def test_a_quarter_is_compared_with_the_same_quarter() -> None:
    """第一季度 with 第一季度, never with the year."""
    table = "| 季度 | 累计执行数（万元） | 预算执行率 |\n|---|---|---|\n| 第一季度 | {0} | {1}% |\n| 第二季度 | {2} | {3}% |\n"
    part = compared(table.format(210, 21, 520, 52), table.format(200, 20, 500, 50))

    assert sorted(rows(part)) == [
        ("第一季度累计执行数", Decimal(200), Decimal(210), "万元"),
        ("第一季度预算执行率", Decimal(20), Decimal(21), "%"),
        ("第二季度累计执行数", Decimal(500), Decimal(520), "万元"),
        ("第二季度预算执行率", Decimal(50), Decimal(52), "%"),
    ]
