"""Requests of the 岳阳 and 广州 families: the published reports, and submissions that are empty, full or troubled."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ziping.drafting.writer import DraftRequest
from ziping.facts.table import build_facts
from ziping.intake.normalize import normalise
from ziping.intake.outline_yaml import load_outline
from ziping.intake.rubric_yaml import load_rubric
from ziping.intake.submission_file import read_submission_text
from ziping.scoring.compiled import compile_rubric
from ziping.scoring.engine import score

ROOT = Path(__file__).resolve().parents[2]
YUEYANG, GUANGZHOU = "yueyang-yunxi-2020-department", "guangzhou-2021-department"


@cache
def _text(report: str) -> str:
    return (ROOT / "eval" / "reports" / report / "submission.yaml").read_text(encoding="utf-8")


def data_of(report: str) -> dict[str, Any]:
    """The figures of a published report, for a test to change."""
    return copy.deepcopy(yaml.load(_text(report), Loader=yaml.BaseLoader))


def request(data: dict[str, Any], extra: tuple[Path, ...] = ()) -> DraftRequest:
    """A request for a submission written as data, by the rubric and the report family it names."""
    rules = load_rubric(data["rubric"]).rubric
    raw = read_submission_text(yaml.safe_dump(data, allow_unicode=True).encode("utf-8"), "submission.yaml")
    submission = normalise(raw, rules).submission
    card = score(compile_rubric(rules), submission)
    facts = build_facts(rules, submission, card)
    return DraftRequest(rules, submission, card, facts, load_outline(rules.report_family, extra))


def bare(rubric: str, year: str) -> dict[str, Any]:
    """All that a submission must hold."""
    name = {"name": "示例区总工会"}
    return {"format": "ziping/submission/1", "rubric": rubric, "year": year, "unit": name}


@cache
def yunxi() -> DraftRequest:
    return request(data_of("yunxi_department_2020"))


@cache
def zengcheng() -> DraftRequest:
    return request(data_of("zengcheng_department_2022"))


@cache
def huadu() -> DraftRequest:
    return request(data_of("huadu_department_2021"))


@cache
def yueyang_sparse() -> DraftRequest:
    return request(bare(YUEYANG, "2020"))


@cache
def guangzhou_sparse() -> DraftRequest:
    return request(bare(GUANGZHOU, "2022"))


@cache
def yueyang_full() -> DraftRequest:
    """Every figure given and full marks everywhere."""
    data = data_of("yunxi_department_2020")
    del data["claimed"]
    data["inputs"] |= {
        "staff_in_post": "7 人",
        "staff_civil": "7 人",
        "staff_institution": "0 人",
        "opening_carry_forward": "0 万元",
        "income_general_public": "294.98 万元",
        "income_total": "294.98 万元",
        "income_government_fund": "0 万元",
        "income_non_tax": "0 万元",
        "income_other": "0 万元",
        "expenditure_total": "294.98 万元",
        "project_expenditure": "20 万元",
        "key_expenditure": "19 万元",
        "cumulative_balance": "0 万元",
        "original_budget": "294.98 万元",
        "budget_adjustment_amount": "0 万元",
        "late_special_funds": "0 个",
        "three_public_budget": "12 万元",
        "procurement_plan": "6 万元",
        "procurement_actual": "6 万元",
        "official_card_rate": "62.5%",
        "satisfaction_rate": "96%",
    }
    data["last_year"] = {"figures": {"three_public_actual": "11 万元"}}
    judged = {
        "moderate_prosperity": "5",
        "new_growth_pole": "7",
        "government_report_goals": "5",
        "livelihood_projects": "2",
        "major_projects": "2",
        "other_achievements": "4",
        "economic_benefit": "5",
        "social_benefit": "5",
        "ecological_benefit": "5",
    }
    data["judgements"] = {
        leaf: {"score": points, "reason": "对照个性化指标全部完成", "evidence": ["综合绩效考核结果"]}
        for leaf, points in judged.items()
    }
    data["notes"] = {}
    return request(data)


@cache
def yueyang_troubled() -> DraftRequest:
    """Part marks and zeros by every kind of rule."""
    data = data_of("yunxi_department_2020")
    data["inputs"] |= {
        "original_budget": "250 万元",
        "budget_adjustment_amount": "60 万元",
        "late_special_funds": "2 个",
        "year_balance": "1 万元",
        "opening_carry_forward": "2 万元",
        "three_public_budget": "10 万元",
        "procurement_plan": "10 万元",
        "procurement_actual": "9.5 万元",
        "official_card_rate": "45%",
        "fixed_assets_in_use": "70.35 万元",
        "fixed_assets_leased": "6 万元",
        "project_expenditure": "20 万元",
        "key_expenditure": "15 万元",
        "nonconforming_spending": "1 例",
        "nonconforming_assets": "5 例",
        "government_fund_expenditure": "3 万元",
    }
    del data["inputs"]["state_capital_expenditure"]
    data["last_year"] = {"figures": {"three_public_actual": "10 万元"}}
    data["checklists"]["budget_systems"]["rules_observed"] = "none"
    data["judgements"]["new_growth_pole"] = {"score": "6", "reason": "一项没有完成", "evidence": ["考核结果"]}
    return request(data)


@cache
def guangzhou_partly() -> DraftRequest:
    """A total and a known deduction that leave a remainder; overspent; measures that answer no problem."""
    data = data_of("zengcheng_department_2022")
    data["inputs"] |= {"commended": "否", "actual_expenditure": "930 万元"}
    data["projects"] = [{"name": "技能培训", "budget": "100000", "spent": "99999.9"}]
    data["notes"]["problems"] = [{"text": "项目资料不全"}]
    return request(data)


@cache
def guangzhou_commended() -> DraftRequest:
    """Full marks by hand, everything spent."""
    data = data_of("huadu_department_2021")
    data["inputs"] |= {"commended": "是", "actual_expenditure": "1150.50 万元"}
    data["notes"] = {}
    data["tasks"] = data["tasks"][:1]
    return request(data)


EVERY_OTHER = {
    "yunxi": yunxi,
    "yueyang_sparse": yueyang_sparse,
    "yueyang_full": yueyang_full,
    "yueyang_troubled": yueyang_troubled,
    "zengcheng": zengcheng,
    "huadu": huadu,
    "guangzhou_sparse": guangzhou_sparse,
    "guangzhou_partly": guangzhou_partly,
    "guangzhou_commended": guangzhou_commended,
}
