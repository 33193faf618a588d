"""Figures made from a known fact: what is true of it passes, what is not is caught, whatever the value."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guard.tables import facts
from ziping.domain.quantity import format_quantity, quantize
from ziping.guard import check

PEOPLE = st.integers(min_value=101, max_value=99_999)
AMOUNTS = st.decimals(min_value=Decimal("10.01"), max_value=Decimal("9999.99"), places=2)
RATES = st.decimals(min_value=Decimal("50.01"), max_value=Decimal("99.98"), places=2)


def accepts(text: str, *rows: tuple[str, str, str]) -> bool:
    """The guard's word on a text over a few facts of 2024."""
    return check(text, facts(("报告年度", "2024", "年"), *rows)).verdict == "accept"


def head(value: int) -> int:
    """The value with all but its first digit zero: 300 for 326."""
    scale = int("1" + "0" * (len(str(value)) - 1))
    return value // scale * scale


@given(PEOPLE)
def test_a_hedge_with_more_is_true_of_what_lies_above_it(value: int) -> None:
    """326 is 300余 and 300多, and more than 300."""
    assume(value != head(value))
    rows = ("帮扶困难职工人数", str(value), "人")

    assert accepts(f"全年帮扶困难职工{head(value)}余人。", rows)
    assert accepts(f"全年帮扶困难职工{head(value)}多人。", rows)


@given(PEOPLE)
def test_a_hedge_with_more_is_false_of_what_lies_below_it(value: int) -> None:
    """326 is neither 400余 nor more than 400."""
    above = head(value) + 10 ** (len(str(value)) - 1)
    rows = ("帮扶困难职工人数", str(value), "人")

    assert not accepts(f"全年帮扶困难职工{above}余人。", rows)
    assert not accepts(f"全年帮扶困难职工超过{above}人。", rows)


@given(PEOPLE)
def test_nearly_is_true_only_a_little_below(value: int) -> None:
    """9,960 is 近一万, 5,000 is not."""
    above = head(value) + 10 ** (len(str(value)) - 1)
    close = (above - value) * 10 <= above and value < above
    rows = ("帮扶困难职工人数", str(value), "人")

    assert accepts(f"全年帮扶困难职工近{above}人。", rows) is close


@given(AMOUNTS)
def test_the_same_amount_in_another_unit_passes(value: Decimal) -> None:
    """887.32万元 is 8,873,200元."""
    rows = ("帮扶资金", str(value), "万元")
    yuan = format_quantity(quantize(value * 10_000, 0), "元", comma=True)

    assert accepts(f"全年帮扶资金{yuan}。", rows)


@given(AMOUNTS)
def test_an_amount_ten_times_too_large_is_caught(value: Decimal) -> None:
    """万元 and 元 must not be mixed up, nor a digit be added."""
    rows = ("帮扶资金", str(value), "万元")

    assert not accepts(f"全年帮扶资金{value * 10}万元。", rows)
    assert not accepts(f"全年帮扶资金{value}元。", rows)


@given(RATES)
def test_a_rate_is_rounded_half_up_and_never_cut(value: Decimal) -> None:
    """97.25% is 97.3%; 97.2% is cut."""
    rounded = quantize(value, 1)
    cut = value.quantize(Decimal("0.1"), ROUND_DOWN)
    rows = ("预算执行率", str(value), "%")
    assume(rounded != 100)

    assert accepts(f"预算执行率{rounded}%。", rows)
    assert accepts(f"预算执行率{cut}%。", rows) is (cut == rounded)


UP_WORDS, DOWN_WORDS = ("增加", "增长", "多"), ("减少", "下降", "少")


@given(PEOPLE, PEOPLE, st.sampled_from(UP_WORDS), st.sampled_from(DOWN_WORDS))
def test_a_change_told_the_wrong_way_is_caught(this: int, last: int, up: str, down: str) -> None:
    """比上年增加28人 needs this year's figure to be the larger one by 28."""
    assume(this != last)
    rows = (("走访慰问职工", str(this), "人"), ("上年走访慰问职工", str(last), "人"))
    right, wrong = (up, down) if this > last else (down, up)
    change = abs(this - last)

    assert accepts(f"走访慰问职工{this}人，比上年{right}{change}人。", *rows)
    assert not accepts(f"走访慰问职工{this}人，比上年{wrong}{change}人。", *rows)


@given(RATES, RATES)
def test_a_comparison_with_the_target_told_the_wrong_way_is_caught(rate: Decimal, target: Decimal) -> None:
    """高于 and 低于 the target are claims with a sign."""
    assume(rate != target)
    rows = (("职工满意度", str(rate), "%"), ("职工满意度目标值", str(target), "%"))
    right, wrong = ("高于", "低于") if rate > target else ("低于", "高于")

    assert accepts(f"职工满意度{rate}%，{right}目标值{target}%。", *rows)
    assert not accepts(f"职工满意度{rate}%，{wrong}目标值{target}%。", *rows)


@given(PEOPLE, PEOPLE)
def test_two_figures_in_each_others_place_are_caught(one: int, other: int) -> None:
    """学员1,050人，拿证798人 must not become 学员798人，拿证1,050人."""
    assume(one != other)
    rows = (("参加培训学员", str(one), "人"), ("取得证书", str(other), "人"))

    assert accepts(f"学员{one}人，取证书{other}人。", *rows)
    assert not accepts(f"学员{other}人，取证书{one}人。", *rows)


LISTED = (
    ("劳动竞赛项目支出", "198.60", "万元"),
    ("职工培训项目支出", "142.35", "万元"),
    ("困难帮扶项目支出", "86.00", "万元"),
)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("劳动竞赛、职工培训、困难帮扶三个项目支出分别为198.60万元、142.35万元、86.00万元。", True),
        ("劳动竞赛、职工培训、困难帮扶三个项目支出分别为142.35万元、198.60万元、86.00万元。", False),
        ("劳动竞赛、职工培训、困难帮扶四个项目支出分别为198.60万元、142.35万元、86.00万元。", False),
    ],
)
def test_a_list_gives_each_figure_its_name(text: str, *, good: bool) -> None:
    """Names are dealt out in order, also where their number stands between them and the figures."""
    assert accepts(text, *LISTED) is good


STATIONS = (
    ("服务站点", "58", "个"),
    ("服务站点目标数", "55", "个"),
    ("上年服务站点", "46", "个"),
    ("编外人员占比", "35.71", "%"),
    ("编外人员占比控制标准", "30", "%"),
    ("理赔金额", "612.57", "万元"),
    ("大病理赔金额", "86.56", "万元"),
    ("甲项目执行率", "100.00", "%"),
    ("乙项目执行率", "83.82", "%"),
)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("服务站点58个，比上年增加12个，超额完成55个的目标。", True),
        ("服务站点58个，比上年增加12个，少于55个的目标。", False),
        ("服务站点由46个增加到58个，增加12个。", True),
        ("服务站点由46个增加到58个，增加14个。", False),
        ("服务站点58个，比上年增加58个。", False),
        ("编外人员占比35.71%，控制在30%的标准以内。", False),
        ("编外人员占比35.71%，超过30%的标准。", True),
        ("理赔金额612.57万元，其中大病理赔86.56万元。", True),
        ("理赔金额86.56万元，其中大病理赔612.57万元。", False),
        ("两个项目执行率均达到80%以上。", True),
        ("项目执行率均达到100%。", False),
    ],
)
def test_a_claim_about_several_figures_holds_for_all_of_them(text: str, *, good: bool) -> None:
    """Changes, bounds after the figure, parts of a whole, and what 均 says of a group."""
    assert accepts(text, *STATIONS) is good


MARKS = (
    ("自评满分", "100", "分"),
    ("自评总得分", "94.36", "分"),
    ("投入指标分值", "15", "分"),
    ("投入指标得分", "14.5", "分"),
    ("过程指标分值", "25", "分"),
    ("过程指标得分", "23.42", "分"),
)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("自评总得分94.36分，共扣5.64分。", True),
        ("自评总得分94.36分，共扣6.64分。", False),
        ("投入指标分值15分，得14.5分；过程指标分值25分，得23.42分；两项合计得37.92分，扣2.08分。", True),
        ("投入指标分值15分，得14.5分；过程指标分值25分，得23.42分；两项合计得37.92分，扣2.18分。", False),
        ("投入指标（15分）得14.5分，过程指标（25分）得23.42分，扣0.5分。", False),
        ("投入指标、过程指标两类指标均得满分。", False),
        ("投入、过程两类指标均得满分。", False),
    ],
)
def test_points_are_lost_by_the_item_named_last_or_by_all_together(text: str, *, good: bool) -> None:
    """扣分 is worked out for one item, or for all where the words gather them."""
    assert accepts(text, *MARKS) is good
