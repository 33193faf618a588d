"""Names of units, documents and rates."""

from __future__ import annotations

import pytest
from tests.audit.papers import paper, told

from ziping.audit.whole_names import (
    document_number,
    foreign_unit,
    issuer_differs,
    made_or_changed,
    place_name,
    rate_under_two_names,
    title_varies,
)

UNIT = "部门名称：示例市青泽区总工会\n\n示例市青泽区总工会负责全区工会工作。\n\n"


def test_another_district_is_found() -> None:
    """A paragraph copied from the neighbours' report."""
    assert told(foreign_unit, UNIT + "全年，示例市白沙区总工会慰问职工。") == [("warning", "白沙区")]


@pytest.mark.parametrize(
    "words", ["在市总工会和区总工会的领导下开展工作。", "保障区总工会正常运转，解答区总工会的问题。"]
)
def test_general_words_for_the_unit_are_no_other_unit(words: str) -> None:
    """区总工会 after a verb is the unit itself."""
    assert told(foreign_unit, UNIT + words) == []


def test_a_body_without_its_district_is_found() -> None:
    """青泽财政局 beside 青泽区总工会; the full name passes."""
    assert told(place_name, UNIT + "示例市青泽财政局（制）") == [("warning", "示例市青泽财政局")]
    assert told(place_name, UNIT + "示例市青泽区财政局（制）") == []


def test_without_a_unit_nothing_is_judged() -> None:
    """A report that names no district is not assessable."""
    assert foreign_unit(paper("全年工作有序。")).not_assessable


def test_one_document_with_two_numbers_is_found() -> None:
    """The same title with 12号 and 21号."""
    text = "按《预算编制方案》（示府办〔2024〕12号）编制。另据《预算编制方案》（示府办〔2024〕21号）调整。"

    assert told(document_number, text) == [("warning", "示府办〔2024〕21号")]
    assert told(document_number, text.replace("21号", "12号")) == []


def test_one_title_written_in_two_ways_is_noted() -> None:
    """A letter more in one of two citations; another year's edition is another document."""
    one, other = "《示例区总工会固定资产管理暂行规定》", "《示例区总工会固定资产管理暂行规》"

    assert [severity for severity, _ in told(title_varies, f"执行{one}。修订{one}。依据{other}。")] == [
        "note"
    ]
    assert told(title_varies, "执行《部门预算编制方案2024》《部门预算编制方案2025》。") == []


def test_a_document_of_one_office_said_to_be_of_another_is_found() -> None:
    """区财政局 before a title that names the government's office."""
    text = "按照区财政局《示例区人民政府办公室关于印发<预算方案>的通知》编制。"

    assert told(issuer_differs, text) == [("warning", "区财政局")]
    assert told(issuer_differs, text.replace("区财政局", "区人民政府办公室")) == []


def test_a_rule_both_drafted_and_revised_is_found() -> None:
    """起草 in one paragraph, 修订 in another."""
    text = "修订《合同管理办法》《采购管理暂行办法》。\n\n完善内控，起草《采购管理暂行办法》，修订《合同管理办法》。"

    assert told(made_or_changed, text) == [("warning", "起草")]
    assert told(made_or_changed, text.replace("起草", "修订")) == []


def test_a_rate_under_two_names_is_noted() -> None:
    """政府集中采购执行率 once, 政府采购执行率 twice."""
    text = "政府采购执行率分值2分。政府采购执行率得满分。政府集中采购执行率97.12%。"

    assert told(rate_under_two_names, text) == [("note", "政府集中采购执行率")]
    assert told(rate_under_two_names, text.replace("集中", "")) == []
