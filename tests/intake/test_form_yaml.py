"""The ``form`` of a YAML submission: every mistake a finding with its line, everything readable kept."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from ziping.domain.finding import Finding
from ziping.domain.project_form import ProjectForm
from ziping.domain.rubric import Rubric
from ziping.intake.data_text import read_yaml
from ziping.intake.normalize import normalise
from ziping.intake.raw import RawSubmission
from ziping.intake.rubric_yaml import load_rubric

HEAD = """format: ziping/submission/1
rubric: {rubric}
year: 2023
unit: {{name: 示例区总工会}}
form:
  name: 节日慰问
  code: "440304226011500000006"
  total_funds: {{original_budget: 30万元, adjusted_budget: 300000, actual_expenditure: "298,000.00"}}
  stated_execution_rate: 99.33%
"""


@cache
def rubric(name: str) -> Rubric:
    return load_rubric(name).rubric


def read(
    rows: str, name: str = "shenzhen-futian-2023-project"
) -> tuple[ProjectForm | None, tuple[Finding, ...]]:
    text = HEAD.format(rubric=name) + rows
    located = read_yaml(text, "表.yaml")
    result = normalise(RawSubmission("表.yaml", located.data, located=located), rubric(name))
    return result.submission.form, result.findings


def test_a_form_is_read_as_written() -> None:
    """Labels or ids name groups and kinds; amounts come in 元; cells stay as written."""
    form, findings = read("""  rows:
    - {group: 产出指标, kind: 数量指标, label: 慰问人数, target: "≥100人次", actual: "120人次", weight: 50}
    - {group: benefit, kind: social, label: 知晓度, target: 有所提高, actual: 有所提高100%, weight: 30, reason: 无}
    - {group: 满意度指标, kind: other, label: 满意度, target: "≥90%", operator: ≥, weight: 10}
  not_applicable: [经济效益指标, benefit.ecological]
""")

    assert findings == ()
    assert form is not None
    assert form.total_funds.original_budget == 300000
    assert form.total_funds.actual_expenditure == Decimal("298000.00")
    assert form.stated_execution_rate == Decimal("99.33")
    assert [(row.id, row.group, row.kind) for row in form.rows] == [
        ("output_1", "output", "quantity"),
        ("benefit_1", "benefit", "social"),
        ("satisfaction_1", "satisfaction", "other"),
    ]
    assert (form.rows[0].target, form.rows[1].actual, form.rows[2].operator) == (
        "≥100人次",
        "有所提高100%",
        "at_least",
    )
    assert form.rows[0].place.line == 11
    assert form.not_applicable == ("benefit.economic", "benefit.ecological")


def test_all_mistakes_are_told_in_one_pass_with_their_lines() -> None:
    """A wrong group, a row cut in half, text where a number belongs, two rows with one id, unknown keys."""
    form, findings = read("""  wieghts: 3
  stated_total: 九十分左右
  rows:
    - {group: 产出, kind: 数量指标, label: 甲, target: "≥1人"}
    - {group: 产出指标, kind: 速度指标, label: 乙, target: "≥1人"}
    - {group: 产出指标, kind: 数量指标, label: 丙}
    - {group: 产出指标, kind: 数量指标, label: 丁, target: "≥1人", weight: 十二, operator: 大约}
    - {group: 产出指标, kind: 数量指标, label: 戊, target: "≥1人", weight: 很多}
    - {id: output_1, group: 产出指标, kind: 数量指标, label: 己, target: "≥1人"}
    - 一句话
  not_applicable: [文化效益指标]
""")
    told = {(finding.place.line, finding.code) for finding in findings}

    assert form is not None
    assert [row.label for row in form.rows] == ["丁", "戊"]
    assert told == {
        (10, "unknown_key"),
        (11, "wrong_value"),
        (13, "unknown_key"),
        (14, "unknown_key"),
        (15, "row_incomplete"),
        (16, "wrong_value"),
        (17, "wrong_value"),
        (18, "repeated_id"),
        (19, "wrong_shape"),
        (20, "unknown_key"),
    }


def test_amounts_cannot_be_negative_or_of_another_unit() -> None:
    """A wrong amount is left out, so the execution score waits."""
    form, findings = read("""  carry_forward: {original_budget: -5, adjusted_budget: 3人}
""")

    assert form is not None
    assert (form.carry_forward.original_budget, form.carry_forward.adjusted_budget) == (None, None)
    assert [finding.code for finding in findings] == ["wrong_value", "wrong_value"]


def test_a_form_under_a_department_rubric_is_refused() -> None:
    """The rubric scores departments; the form is not read, and the finding says so."""
    form, findings = read("", "example-2025-department")

    assert form is None
    assert "不评项目自评表" in next(finding.message for finding in findings if finding.place.key == "form")
