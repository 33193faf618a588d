"""Relations that are true and look suspicious: ways of writing that the checks once took for faults."""

from __future__ import annotations

import pytest
from tests.audit.papers import D, form, forms, row, told

from ziping.audit.checks import CheckFunction
from ziping.audit.rubric_form_reasons import reason_cut, reason_without_measure
from ziping.audit.run import audit
from ziping.audit.table_rates import column_rates
from ziping.audit.table_totals import column_totals
from ziping.audit.text_counts import lists, ordinals
from ziping.audit.text_facts import key_figures
from ziping.audit.text_repeats import alike
from ziping.audit.whole_losses import deduction_not_explained
from ziping.audit.whole_problems import problem_without_measure
from ziping.audit.whole_targets import target_without_actual
from ziping.audit.whole_time import cutoff_before_year_end, mid_year_wording, other_year, past_deadline
from ziping.audit.whole_words import doubled_word
from ziping.intake.document_md import read_md_document

TOTALS = (
    "全年预算数2,243.75万元。\n\n表1 重点项目支出情况（单位：万元）\n\n| 项目 | 全年预算数 |\n| --- | --- |\n"
)
SMALL = (
    "机构名称\t三公经费合计\t公务用车购置费\n机关\t4.83\t0\n文化宫\t0.42\t0\n汇总\t5.25\t0\n"
    "机构名称\t固定资产合计\n机关\t60.35\t1.75\n文化宫\t77.70\t4.00\n汇总\t138.05\t5.75\n"
)
JOINT = (
    "## 问题及改进措施\n\n1.编外人员占比偏高，窗口服务长期依靠派遣人员维持。由办公室负责，2026年底前减至16名。\n\n"
    "2.满意度没有达到目标，反映最集中的是报名时间太短。由权益部负责，2026年3月起延长到10天。"
)
PROBLEMS = (
    "## 一、存在的问题\n\n1.参保覆盖不足，比目标少100人。\n\n2.会员信息更新不及时。\n\n## 二、相关建议\n\n"
)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (key_figures, f"{TOTALS}| 甲项目 | 600.00 |\n| 乙项目 | 687.50 |\n| 合计 | 1,287.50 |\n"),
        (key_figures, "政府采购执行率96.00%。\n\n政府采购执行率未到100%。"),
        (alike, "目标是全年新建基层工会不少于40家。\n\n全年新建基层工会43家。"),
        (alike, "财政承担的驿站运行补助75.24万元。\n\n次年预算增加驿站运行补助22.00万元。"),
        (lists, "现行财务、采购、资产、合同、项目管理制度共9项。"),
        (lists, "财政资金与前述三类帮扶资金合计714.36万元。"),
        (lists, "内设8个部室：办公室、组织部、宣教部、权益部、劳动和经济部、女工部、财务和资产部、经审办。"),
        (ordinals, "重点任务有三项：一是建会；二是帮扶；三是竞赛。"),
        (doubled_word, "指导全区基层工会建会建家。"),
        (column_rates, "项目\t今年决算\t上年决算\t增减额\t增减（%）\n其他收入\t23.72\t25.70\t-1.98\t-7.7\n"),
        (column_totals, SMALL),
        (column_totals, "指标\t目标值\t分值\n调解平均用时\t≤20天\t10\n调解件数\t≥40件\t90\n合计\t\t100\n"),
        (
            column_totals,
            "预算执行情况（20分）\t\t\n指标\t目标值\t分值\n人次\t≥9人次\t50\n期数\t≥9期\t30\n总分\t\t100\n",
        ),
        (problem_without_measure, f"{PROBLEMS}1.由街镇在6月底前开展参保动员。\n\n2.每季度核对会员信息。"),
        (
            problem_without_measure,
            JOINT,
        ),
        (target_without_actual, "## 改进措施\n\n每季度抽查一次，归档率达到100%。"),
        (mid_year_wording, "一季度支出10万元，上半年累计支出30万元，全年累计支出70万元。"),
        (other_year, "8人银行卡有误；2026年3月底前由帮扶中心核验。"),
        (other_year, "## 与上年相比\n\n2024年自评得分94.72分。"),
        (key_figures, "年初部门预算318.60万元，决算数比年初预算数多18.32万元。"),
        (cutoff_before_year_end, "截至6月底累计支出441.00万元；到年末累计支出950.60万元。"),
        (past_deadline, "## 改进措施\n\n2026年9月底前完成比价。"),
        (
            deduction_not_explained,
            "指标\t分值\t得分\n培训期数\t8\t7.56\n\n偏差原因分析：培训期数少2期，是场地检修。",
        ),
    ],
)
def test_a_true_relation_is_not_reported(check: CheckFunction, text: str) -> None:
    """The words around a figure, or the shape of a table, tell that nothing is wrong."""
    assert [said for severity, said in told(check, text) if severity != "note"] == []


@pytest.mark.parametrize(
    ("check", "text", "stated"),
    [
        (column_totals, "序号\t项目\t支出（万元）\n1\t甲\t10.00\n2\t乙\t20.00\n\t合计\t32.00\n", "32.00"),
        (column_totals, "季度\t场次\t支出\n一季度\t1\t5.00\n二季度\t2\t6.00\n全年\t3\t12.00\n", "12.00"),
        (ordinals, "重点任务有两项：一是建会；二是帮扶；三是竞赛。", "两"),
        (lists, "内设3个部室：办公室、组织部、宣教部、权益部。", "3个"),
        (problem_without_measure, f"{PROBLEMS}1.每季度核对会员信息。", "1.参保覆盖不足，比目标少100人。"),
        (past_deadline, "## 改进措施\n\n2025年9月底前完成比价。", "2025年9月底前"),
        (other_year, "2024年度，本单位新建工会40家。", "2024年"),
    ],
)
def test_the_faults_beside_them_are_still_found(check: CheckFunction, text: str, stated: str) -> None:
    """What was learned from true reports does not hide what is wrong."""
    assert [said for _, said in told(check, text)] == [stated]


def test_reasons_without_full_stops_are_a_habit_when_all_are() -> None:
    """Several long reasons without a mark are not cut; one that ends in a comma is."""
    whole = [
        row(f"指标{n}", "≥9人", "8人", reason=f"第{n}批名单核实较慢，由帮扶中心完成全部账户核验")
        for n in range(4)
    ]
    cut = row("指标", "≥9人", "8人", reason="名单核实较慢，由帮扶中心完成全部账户，")

    assert reason_cut(forms(form(*whole))).findings == ()
    assert len(reason_cut(forms(form(*whole, cut))).findings) == 1
    assert (
        reason_without_measure(forms(form(whole[0].model_copy(update={"stated_score": D(8)})))).findings == ()
    )


def test_columns_set_apart_by_blanks_are_a_table() -> None:
    """As the text of a PDF has them: the total is checked like any other."""
    text = "项目        预算      支出\n甲          10.00     9.00\n乙          20.00     19.00\n合计        30.00     {}\n"
    right, wrong = (read_md_document(text.format(total), "报告.txt") for total in ("28.00", "29.00"))

    assert len(right.tables) == 1
    assert [f.code for f in audit(right).findings if f.severity == "error"] == []
    assert "table_total" in [f.code for f in audit(wrong).findings]
