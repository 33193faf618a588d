"""Placeholders become inputs of the indicator, with ids that are English or numbered."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from ziping.language.rules import Fitted, fit, known_term, recognise


def fitted(text: str, points: int, label: str = "指标") -> Fitted:
    """The method of a text over inputs of ``item``."""
    found = recognise(text, label, Decimal(points))
    assert found is not None
    return fit(found.method, "item", label, found.names)


def placeholders(value: Any) -> list[str]:
    """What is left of the placeholders."""
    return re.findall("@[a-z]+", str(value))


@pytest.mark.parametrize(
    ("text", "points", "ids"),
    [
        ("≤100%得满分，每超过1个百分点扣1分", 5, ["item_value"]),
        ("每发现一例扣1分", 5, ["item_count"]),
        ("得分=完成数÷计划数×5分", 5, ["item_actual", "item_target"]),
        ("受到表彰得5分，未受到表彰不得分", 5, ["item_met"]),
        ("无结余得5分；有结余但不超过上年得3分；超过上年不得分", 5, ["item_this_year", "item_last_year"]),
        ("①制度健全，2分；②有效执行，3分", 5, []),
        ("得分=完成率×5分，完成率低于60%不得分", 5, ["item_value"]),
        ("①支出规范，2分；②核算规范，3分。存在挪用资金的，本项不得分", 5, ["item_veto_1_met"]),
        (
            "（1）执行率（3分）：得分=执行率×3分；（2）合规（2分）：每发现一例扣1分，扣完为止",
            5,
            ["item_1_value", "item_2_count"],
        ),
    ],
)
def test_every_placeholder_becomes_an_input(text: str, points: int, ids: list[str]) -> None:
    """Named after the indicator; none is left over."""
    made = fitted(text, points)

    assert [item.id for item in made.inputs] == ids
    assert placeholders(made.method) == []


def test_a_veto_over_a_target_reads_what_the_ratio_reads() -> None:
    """低于60% of actual ÷ target asks for no third figure."""
    made = fitted("得分=完成数÷计划数×5分；完成数低于60%的不得分".replace("完成数低于", "低于"), 5)

    assert made.method is not None
    assert made.method["veto"][0]["condition"] == "item_actual / item_target < 60%"


def test_what_the_unit_only_states_rests_on_its_word() -> None:
    """Cases and yes-or-no statements are asserted, rates are not."""
    assert [item.statement for item in fitted("每发现一例扣1分", 5).inputs] == [True]
    assert [item.statement for item in fitted("得分=完成率×5分", 5).inputs] == [False]


def test_a_share_of_indicators_needs_its_list() -> None:
    """Which indicators there are is not in the text."""
    text = "得分=达标指标个数÷指标总数×5分，实际完成值在目标值的100%（含）至130%（含）之间的为达标"

    assert fitted(text, 5) == Fitted(None)


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("预算执行率", "budget_execution_rate"),
        ("“三公经费”控制率", "three_public_expenses_control_rate"),
        ("社会公众或服务对象满意度", "satisfaction_rate"),
        ("非税收入预算执行率", None),
        ("经济效益、社会效益", None),
    ],
)
def test_a_known_name_has_an_english_term(label: str, term: str | None) -> None:
    """Whole names only; nothing is transcribed."""
    assert known_term(label) == term


@pytest.mark.parametrize(
    ("text", "points", "label", "unit"),
    [
        ("每发现一例扣1分", 5, "合规性扣分例数", "例"),
        ("每缺少一份资料扣1分，扣完为止", 5, "合规性扣分份数", "份"),
        ("全年举办5期及以上得5分，3—4期得3分，1—2期得1分，未举办不得分", 5, "合规性", "期"),
        ("每发现一次扣1分，扣完为止", 5, "合规性扣分次数", "次"),
    ],
)
def test_what_is_counted_has_the_unit_of_the_text(text: str, points: int, label: str, unit: str) -> None:
    """In its name and beside the figure."""
    found = recognise(text, "合规性", Decimal(points))
    assert found is not None

    (asked,) = fit(found.method, "item", "合规性", found.names, found.counted_in).inputs

    assert (asked.label_zh, asked.unit) == (label, unit)


def test_a_figure_that_reports_print_keeps_its_one_id() -> None:
    """全年预算数 is the same input whichever indicator reads it."""
    made = fitted("得分=全年执行数÷全年预算数×10分", 10)

    assert [(item.id, item.unit) for item in made.inputs] == [
        ("actual_expenditure", "万元"),
        ("annual_budget", "万元"),
    ]
