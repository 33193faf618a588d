"""Project forms: scores, signs, rows, reasons, money, names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.audit.papers import form, forms, paper, row

from ziping.audit.checks import AuditInput, CheckFunction
from ziping.audit.rubric_form_money import (
    budget_changed,
    ceiling_above_budget,
    goals_ahead,
    money_left,
    narrated_money,
    project_name,
)
from ziping.audit.rubric_form_reasons import (
    reason_cut,
    reason_missing,
    reason_twice,
    reason_without_measure,
    satisfaction_at_target,
    satisfaction_reused,
    stated_excess,
    target_too_low,
)
from ziping.audit.rubric_forms import (
    CHECKS,
    empty_row,
    form_rate,
    form_score,
    form_total,
    indicator_twice,
    kind_fit,
    no_standard,
    strict_operator,
)
from ziping.domain.project_form import FormFunds
from ziping.intake.rubric_yaml import load_rubric

D = Decimal
EDITION = load_rubric("shenzhen-futian-2023-project", ()).rubric
WHY = "1.偏差原因：年中增加一期培训，报名人数多于预计。2.改进措施：下一年按近三年平均数设置指标值。"
ASKED = {"group": "satisfaction", "kind": "service_users"}


def severities(check: CheckFunction, audit: AuditInput) -> list[str]:
    return [finding.severity for finding in check(audit).findings]


def funds(original: str, adjusted: str, spent: str) -> FormFunds:
    return FormFunds(original_budget=D(original), adjusted_budget=D(adjusted), actual_expenditure=D(spent))


@pytest.mark.parametrize("check", [check.run for check in CHECKS], ids=[check.code for check in CHECKS])
def test_a_report_without_forms_is_not_assessable(check: CheckFunction) -> None:
    """Every check of forms says that there is none."""
    assert check(paper("全年工作有序。")).not_assessable


WHOLE = (
    row("参训人次", "≥100人次", "120人次", weight=D(25), stated_score=D(25)),
    row("合格率", "≥90%", "95%", kind="quality", weight=D(25), stated_score=D(25)),
    row("群众参与", "≥80%", "88%", group="benefit", kind="social", weight=D(30), stated_score=D(30)),
    row("参训职工满意度", "≥85%", "91.20%", weight=D(10), stated_score=D(10), **ASKED),
)


def test_scores_that_follow_the_rules_pass() -> None:
    """Met targets with full points and a total that adds up."""
    audit = forms(form(*WHOLE, stated_total=D(100), stated_execution_rate=D(100)), rubric=EDITION)

    assert severities(form_score, audit) + severities(form_total, audit) + severities(form_rate, audit) == []


def test_a_score_the_rule_does_not_give_is_an_error() -> None:
    """80 of 100 persons are not full points."""
    short = row("参训人次", "≥100人次", "80人次", weight=D(25), stated_score=D(25))
    findings = form_score(forms(form(short, *WHOLE[1:], stated_total=D(100)), rubric=EDITION)).findings

    assert [(f.severity, f.stated, f.expected) for f in findings] == [("error", "25", "20")]


def test_a_total_that_does_not_add_up_is_an_error() -> None:
    """100 printed under scores of 90 and 10."""
    audit = forms(form(*WHOLE, stated_total=D(98)), rubric=EDITION)

    assert severities(form_total, audit) == ["error"]


def test_a_wrong_execution_rate_is_an_error() -> None:
    """95% printed, all spent."""
    audit = forms(form(*WHOLE, stated_execution_rate=D(95)), rubric=EDITION)

    assert severities(form_rate, audit) == ["error"]


def test_without_an_edition_scores_are_not_assessable() -> None:
    """No rule, no score; said and not guessed."""
    assert form_score(forms(form(*WHOLE))).not_assessable


def test_a_strict_sign_met_exactly_is_asked_about() -> None:
    """“>1人” met by 1 is a question, “≥1人” is none."""
    assert severities(strict_operator, forms(form(row("慰问人数", ">1人", "1人")))) == ["warning"]
    assert (
        severities(strict_operator, forms(form(row("慰问人数", "≥1人", "1人"), row("培训", ">2期", "3期"))))
        == []
    )


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("预算执行率", "quantity"),
        ("支付率", "cost"),
        ("采购程序合规性", "timeliness"),
        ("入会率", "quantity"),
    ],
)
def test_indicators_under_the_wrong_kind_are_found(label: str, kind: str) -> None:
    """A rate as 数量指标, execution as 成本指标, compliance as 时效指标."""
    assert severities(kind_fit, forms(form(row(label, "≥90%", "95%", kind=kind)))) == ["warning"]


def test_indicators_under_their_own_kind_pass() -> None:
    """Counts, rates and dates where they belong."""
    good = (
        row("培训期数", "≥2期", "2期"),
        row("验收合格率", "≥90%", "95%", kind="quality"),
        row("发放及时性", "及时", "及时100%", kind="timeliness"),
        row("总成本", "≤20万元", "18万元", kind="cost"),
    )

    assert severities(kind_fit, forms(form(*good))) == []


def test_one_indicator_twice_is_found() -> None:
    """The same name in two rows of a form; in two forms it is none."""
    twice = (row("培训期数", "≥2期", "2期"), row("培训期数", "≥2期", "3期"))

    assert severities(indicator_twice, forms(form(*twice))) == ["warning"]
    assert severities(indicator_twice, forms(form(twice[0]), form(twice[1], name="另一项目"))) == []


def test_words_without_a_standard_are_noted() -> None:
    """有所提高, answered by 有所提高."""
    (finding,) = no_standard(forms(form(row("积极性", "有所提高", "有所提高100%", kind="social")))).findings

    assert finding.severity == "note"
    assert "照抄" in finding.message
    assert severities(no_standard, forms(form(row("知晓率", "≥80%", "86%")))) == []


def test_a_row_with_points_and_nothing_in_it_is_found() -> None:
    """No actual value; a row that is 不适用 has no points."""
    assert severities(empty_row, forms(form(row("培训期数", "≥2期", "")))) == ["warning"]
    assert severities(empty_row, forms(form(row("", "", "", weight=D(0), stated_score=D(0))))) == []


def test_targets_far_too_low_are_found() -> None:
    """+30% is a note, +245% a warning; ceilings and satisfaction are none."""
    rows = (
        row("人次", "≥100人次", "130人次"),
        row("期数", "≥20期", "69期"),
        row("总成本", "≤50万元", "9万元"),
    )

    assert severities(target_too_low, forms(form(*rows))) == ["note", "warning"]


def test_a_stated_excess_that_is_not_the_real_one_is_an_error() -> None:
    """“超值50%” for 207 of 60."""
    wrong = row("参训人次", "≥60人次", "207人次", reason="实际参训207人次，相比年度指标超值50%。")
    (finding,) = stated_excess(forms(form(wrong))).findings

    assert (finding.severity, finding.expected, finding.working) == ("error", "245%", "(207－60)÷60=245%")


@pytest.mark.parametrize(
    ("target", "actual", "said"),
    [
        ("≥2个", "3个", "超值50%"),
        ("≥60人次", "207人次", "超过年度指标值50%以上"),
        ("≥60人次", "207人次", "参与率提高50%"),
    ],
)
def test_a_true_excess_passes(target: str, actual: str, said: str) -> None:
    """Exactly 50%, at least 50%, and a percentage of something else."""
    assert severities(stated_excess, forms(form(row("数量", target, actual, reason=f"本年{said}。")))) == []


def test_points_lost_without_a_reason_are_an_error_where_the_edition_says_so() -> None:
    """A warning without an edition, nothing with a reason."""
    lost = row("参训人次", "≥100人次", "80人次", stated_score=D(8), reason="无")
    told = lost.model_copy(update={"reason": WHY})

    assert severities(reason_missing, forms(form(lost), rubric=EDITION)) == ["error"]
    assert severities(reason_missing, forms(form(lost))) == ["warning"]
    assert severities(reason_missing, forms(form(told), rubric=EDITION)) == []


def test_a_reason_cut_in_the_middle_is_found() -> None:
    """The text stops without a full stop."""
    cut = row("人次", "≥100人次", "80人次", reason=WHY.rstrip("。"))

    assert severities(reason_cut, forms(form(cut))) == ["warning"]
    assert severities(reason_cut, forms(form(cut.model_copy(update={"reason": WHY})))) == []


def test_a_reason_without_a_measure_is_found() -> None:
    """Why, but not what next."""
    bare = row("人次", "≥100人次", "80人次", stated_score=D(8), reason="受天气影响，报名人数少于原计划。")

    assert severities(reason_without_measure, forms(form(bare))) == ["warning"]
    assert severities(reason_without_measure, forms(form(bare.model_copy(update={"reason": WHY})))) == []


def test_one_reason_for_two_indicators_is_found() -> None:
    """Copied word by word; two reasons of their own pass."""
    one, two = row("件数", "≥20件", "47件", reason=WHY), row("成功率", "≥5%", "100%", reason=WHY)

    assert severities(reason_twice, forms(form(one, two))) == ["warning"]
    assert (
        severities(reason_twice, forms(form(one, two.model_copy(update={"reason": f"案件类型变化。{WHY}"}))))
        == []
    )


def test_one_satisfaction_figure_for_two_projects_is_found() -> None:
    """93.97% twice; 100% twice is no sign of copying."""
    one, two = row("劳模满意度", "≥90%", "93.97%", **ASKED), row("群众满意度", "≥85%", "93.97%", **ASKED)
    full = [item.model_copy(update={"actual": "100%"}) for item in (one, two)]

    assert severities(satisfaction_reused, forms(form(one), form(two, name="另一项目"))) == ["warning"]
    assert severities(satisfaction_reused, forms(form(full[0]), form(full[1], name="另一项目"))) == []


def test_satisfaction_exactly_at_its_target_is_noted() -> None:
    """90% aimed at, 90% found; 91.20% passes."""
    assert severities(satisfaction_at_target, forms(form(row("满意度", "≥90%", "90%", **ASKED)))) == ["note"]
    assert severities(satisfaction_at_target, forms(form(row("满意度", "≥90%", "91.20%", **ASKED)))) == []


def test_a_ceiling_above_the_budget_is_found() -> None:
    """30 万元 over a budget of 20; per-head ceilings and one below the budget pass."""
    high, low = (
        row("总成本", "≤30万元", "18万元", kind="cost"),
        row("总成本", "≤20万元", "18万元", kind="cost"),
    )
    each = row("人均", "≤300000元/人", "200元/人", kind="cost")

    assert severities(ceiling_above_budget, forms(form(high))) == ["warning"]
    assert severities(ceiling_above_budget, forms(form(low, each))) == []


def test_a_ceiling_left_at_the_first_budget_is_a_note() -> None:
    """The budget was cut in the year, the ceiling was not."""
    high = row("总成本", "<20万元", "15万元", kind="cost")

    assert severities(
        ceiling_above_budget, forms(form(high, total_funds=funds("200000", "180000", "150000")))
    ) == ["note"]


def test_money_left_without_a_reason_is_found() -> None:
    """Less than four fifths spent; with a reason, or more spent, it passes."""
    half = funds("200000", "200000", "100000")

    assert severities(money_left, forms(form(total_funds=half))) == ["warning"]
    assert (
        severities(money_left, forms(form(total_funds=half, achieved_objective="工程取消，资金由财政收回。")))
        == []
    )
    assert severities(money_left, forms(form(total_funds=funds("200000", "200000", "170000")))) == []


def test_goals_far_ahead_of_spending_are_noted() -> None:
    """All goals met with half the money: (90/90 − 5/10) ÷ (90/90) = 50%."""
    (finding,) = goals_ahead(forms(form(*WHOLE, stated_execution_score=D(5)))).findings

    assert (finding.severity, "50%" in finding.working) == ("note", True)
    assert severities(goals_ahead, forms(form(*WHOLE))) == []


def test_a_changed_budget_without_a_word_is_noted() -> None:
    """From 20 to 18 万元; told, or unchanged, it passes."""
    changed = funds("200000", "180000", "180000")

    assert severities(budget_changed, forms(form(total_funds=changed))) == ["note"]
    assert (
        severities(budget_changed, forms(form(total_funds=changed, achieved_objective="年中调减2万元。")))
        == []
    )
    assert severities(budget_changed, forms(form())) == []


def test_the_name_of_another_project_is_an_error() -> None:
    """The text of 技能竞赛 under 党建活动; a short form of the own name passes."""
    copied = form(name="党建活动", achieved_objective="技能竞赛项目全年预算数20万元。")
    own = form(name="职工技能竞赛", achieved_objective="技能竞赛项目全年预算数20万元。")

    assert severities(project_name, forms(form(), copied)) == ["error"]
    assert severities(project_name, forms(copied)) == ["warning"]
    assert severities(project_name, forms(own)) == []


def test_money_told_otherwise_than_in_the_table_is_an_error() -> None:
    """21 万元 in words, 20 in the table; the same in 元 or rounded passes."""
    assert severities(
        narrated_money, forms(form(achieved_objective="全年预算数21万元，全年执行数20万元。"))
    ) == ["error"]
    assert (
        severities(
            narrated_money, forms(form(achieved_objective="全年预算数200000元，全年执行数20.00万元。"))
        )
        == []
    )
