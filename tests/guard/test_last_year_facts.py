"""Last year's facts beside this year's: they are no rivals where nothing is said of last year, and still catch what is stale."""

from __future__ import annotations

import pytest

from ziping.domain.fact import Fact, FactTable, Origin
from ziping.guard import Guard

YEAR = 2025


def fact(name: str, label: str, value: str, unit: str, origin: Origin = "input") -> Fact:
    year = YEAR - (origin == "last_year")
    return Fact(id=name, label=label, value=value, unit=unit, origin=origin, year=year)


GUARD = Guard(
    FactTable(
        unit="示例区总工会",
        year=YEAR,
        facts=(
            fact("report_year", "年度", "2025", "年"),
            fact("staff", "年末实有在编人数", "11", "名"),
            fact("staff_worker", "年末工勤人数", "1", "名"),
            fact("posts", "核定编制数", "12", "名"),
            fact("last_year.staff", "上年年末实有在编人数", "13", "名", "last_year"),
            fact("staff.vs_last_year", "年末实有在编人数比上年减少", "2", "名", "derived"),
            fact("staff_worker.vs_last_year", "年末工勤人数比上年减少", "1", "名", "derived"),
            fact("control.score", "财政供养人员控制率得分", "1", "分", "computed"),
            fact("control.max_score", "财政供养人员控制率分值", "1", "分", "computed"),
            fact("last_year.control.score", "上年财政供养人员控制率得分", "0.5", "分", "last_year"),
        ),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "年末实有在编人员11名，其中工勤人员1名，比核定编制12名少1名。",
        "财政供养人员控制率（1分）。按评分标准得1分。",
        "年末实有在编人数11名，比上年减少2名。",
        "上年年末实有在编人数13名，本年11名。",
        "上年财政供养人员控制率得0.5分，本年得1分。",
    ],
)
def test_true_sentences_pass(text: str) -> None:
    """Whether they speak of last year or not."""
    assert GUARD.check(text).violations == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2025年，年末实有在编人数13名。", "stale_last_year"),
        ("年末实有在编人数11名，比上年减少3名。", "wrong_value"),
        ("上年年末实有在编人数14名。", "wrong_value"),
    ],
)
def test_last_years_figure_in_the_wrong_place_is_caught(text: str, code: str) -> None:
    """As this year's, in a change that does not hold, or wrong as last year's."""
    assert [violation.code for violation in GUARD.check(text).violations] == [code]
