"""Cells of a project form: a figure, a date or words, and what is not clear enough to score."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ziping.language.form_cells import Figure, Unclear, Words, read_actual, read_target
from ziping.language.periods import Period

YEAR = 2023


def figure(value: str, unit: str, sign: str | None = None) -> tuple[Decimal, str, str | None]:
    return Decimal(value), unit, sign


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("≥90%", figure("90", "%", "at_least")),
        ("＞90％", figure("90", "%", "more_than")),
        ("> 10项", figure("10", "项", "more_than")),
        ("≤3000元/人.年", figure("3000", "元/人.年", "at_most")),
        ("支出<3000万元", figure("3000", "万元", "less_than")),
        ("=12次", figure("12", "次", "equals")),
        ("不低于90%", figure("90", "%", "at_least")),
        ("不超过5起", figure("5", "起", "at_most")),
        ("5万元以内", figure("5", "万元", "at_most")),
        ("100%及时", figure("100", "%")),
        ("及时100%", figure("100", "%")),
        (">90%为良好", figure("90", "%", "more_than")),
        (">22岗", figure("22", "岗", "more_than")),
        ("2023年完成3次", figure("3", "次")),
        ("三次", figure("3", "次")),
    ],
)
def test_a_target_with_one_number_is_a_figure(
    written: str, expected: tuple[Decimal, str, str | None]
) -> None:
    """Sign, number and unit are found wherever they stand in the cell."""
    target = read_target(written, YEAR)

    assert isinstance(target, Figure)
    assert expected == (target.value, target.unit, target.sign)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2023年12月底前", None, date(2023, 12, 31)),
        ("截至2023年底", None, date(2023, 12, 31)),
        ("12月31日前", None, date(2023, 12, 31)),
        ("2023年6月1日-2023年12月31日", date(2023, 6, 1), date(2023, 12, 31)),
        ("2023年6月1日至12月31日", date(2023, 6, 1), date(2023, 12, 31)),
        ("2023年第四季度", date(2023, 10, 1), date(2023, 12, 31)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-11-30", date(2023, 11, 30), date(2023, 11, 30)),
    ],
)
def test_a_target_with_a_date_is_a_period(written: str, first: date | None, last: date) -> None:
    """Deadlines have no first day; months and quarters cover all their days; a missing year is the form's."""
    assert Period(first, last) == read_target(written, YEAR)


@pytest.mark.parametrize("written", ["有所提高", "全年持续开展", "每月10日前发放", "及时"])
def test_a_target_without_number_or_date_is_words(written: str) -> None:
    """A recurring day (每月10日前) is no deadline."""
    assert isinstance(read_target(written, YEAR), Words)


@pytest.mark.parametrize(
    "written",
    ["2-3次", "约20人", "完成2次，每次50人", "2023年2月30日前", "12月初", "2022年完成3次", "", "——"],
)
def test_a_target_that_can_be_read_two_ways_is_unclear(written: str) -> None:
    """Ranges, approximations, several numbers and impossible days are for a person."""
    assert isinstance(read_target(written, YEAR), Unclear)


@pytest.mark.parametrize(
    ("target", "actual", "value", "unit"),
    [
        (">90%满意", "满意 93.97%", "93.97", "%"),
        ("≤5万元", "48000元", "48000", "元"),
        (">22岗", "23岗", "23", "岗"),
        ("≥1000人", "1.2万人", "12000", "人"),
        (">100人次", "2批52人次", "52", "人次"),
        ("≥3000元/人·年", "0.3万元/人.年", "3000", "元/人·年"),
        ("≥90%", "95.39", "95.39", "%"),
        ("≥90%", "0.9539", "95.39", "%"),
        ("下降10%", "下降12%", "12", "%"),
        ("不合格率≤5%", "不合格率3%", "3", "%"),
    ],
)
def test_an_actual_value_is_read_in_the_terms_of_its_target(
    target: str, actual: str, value: str, unit: str
) -> None:
    """The one figure whose unit converts is the one compared."""
    read = read_actual(actual, read_target(target, YEAR), YEAR)

    assert isinstance(read, Figure)
    assert (Decimal(value), unit) == (read.value, read.unit)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥100人", "52人次"),
        ("≤5万元", "3人"),
        ("≥90%", "约95%"),
        ("≥90%", "95%以上"),
        ("≥90%", "按计划完成"),
        ("≥2次", "未达到2次"),
        ("下降10%", "上升12%"),
        ("≥10场", "上半年5场，下半年6场"),
        ("12月底前", "按时完成"),
        ("12月底前", "年底前后"),
    ],
)
def test_an_actual_value_that_does_not_fit_its_target_is_unclear(target: str, actual: str) -> None:
    """Another unit, an approximation, a negation, the other direction: never guessed."""
    assert isinstance(read_actual(actual, read_target(target, YEAR), YEAR), Unclear)


@pytest.mark.parametrize(
    ("actual", "reached"),
    [
        ("有所提高", True),
        ("有所提高 100%", True),
        ("100%有所提高", True),
        ("达成", True),
        ("有所提高80%", False),
        ("基本有所提高", False),
        ("未有所提高", False),
        ("没有提高", False),
        ("100%", False),
    ],
)
def test_a_text_is_reached_only_when_restated_in_full(actual: str, reached: bool) -> None:
    """The target's own words alone or with 100%, or 达成; anything else is for a person."""
    assert Words(text="有所提高") == read_target("有所提高", YEAR)
    read = read_actual(actual, Words("有所提高"), YEAR)

    assert isinstance(read, Words)
    assert reached == read.reached
