"""Properties of the number parser: offsets, robustness, round trips, linear time."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ziping.domain.quantity import Quantity, format_quantity, unit_of
from ziping.language.numerals import find_numbers, parse_chinese_integer, parse_quantity
from ziping.language.numerals import scan as scan_module

ALPHABET = "0123456789.,，．％%‰元万亿千百十零〇一二三两五九点分之年月日季度第届版号至到-—～~≥<>约近超余多成折半整（）()〔〕[]“”人家个次项名 \u3000\u200b\n\t/·¥A表前底内以上下含是、。会度［］―〜V零科目提左右"
DIRTY_TEXT = st.text(st.sampled_from(ALPHABET), max_size=40)
VALUES = st.decimals(min_value=0, max_value=Decimal("999999999.99"), places=2, allow_nan=False)
SIGNED = st.decimals(min_value=-99999, max_value=99999, places=3, allow_nan=False)
UNITS = st.sampled_from([
    "",
    "元",
    "万元",
    "亿元",
    "%",
    "百分点",
    "分",
    "倍",
    "人",
    "名",
    "人次",
    "家",
    "场次",
    "个月",
    "平方米",
])
WIDE = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
MAGNITUDE_NAMES = ("", "十", "百", "千")


def chinese(value: int) -> str:
    """``value`` below 10^8 in the full everyday form, the other half of the round trip."""
    high, low = divmod(value, 10000)
    head = f"{section(high)}万" if high else ""
    gap = "零" if head and 0 < low < 1000 else ""
    return (head + gap + (section(low) if low else "")) or "零"


def section(value: int) -> str:
    """A number below 10000: 1005 is 一千零五."""
    digits = str(value)
    parts = (
        "零一二三四五六七八九"[int(digit)]
        + (MAGNITUDE_NAMES[len(digits) - place - 1] if digit != "0" else "")
        for place, digit in enumerate(digits)
    )
    joined = "".join(parts).rstrip("零")
    return joined.replace("零零零", "零").replace("零零", "零")


def seconds(text: str) -> float:
    """Best of three runs."""
    return min(_once(text) for _ in range(3))


def _once(text: str) -> float:
    start = time.perf_counter()
    find_numbers(text)
    return time.perf_counter() - start


@given(st.one_of(st.text(), DIRTY_TEXT))
def test_offsets_point_at_the_surface_in_order(text: str) -> None:
    """Every surface is the original text at its offsets; expressions are ordered and do not overlap."""
    found = find_numbers(text)
    edges = [edge for expression in found for edge in (expression.start, expression.end)]

    assert [text[e.start : e.end] for e in found] == [e.surface for e in found]
    assert sorted(edges) == edges
    assert all(e.start < e.end for e in found)


@given(st.one_of(st.text(), DIRTY_TEXT))
def test_any_cell_is_a_quantity_or_none(text: str) -> None:
    """No cell text crashes the cell parser."""
    assert isinstance(parse_quantity(text), Quantity | None)


@given(DIRTY_TEXT)
def test_the_fast_lane_never_disagrees(text: str) -> None:
    """The lane for plain figures and the recognisers give the same expressions on any text."""
    quick = find_numbers(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan_module, "read_plain", lambda *_: None)
        slow = find_numbers(text)

    assert slow == quick


@given(VALUES, UNITS, st.booleans())
def test_printed_quantity_reads_back(value: Decimal, unit: str, comma: bool) -> None:
    """What ``format_quantity`` prints, with or without commas, is read as the same quantity."""
    actual = parse_quantity(format_quantity(value, unit, comma=comma))

    assert Quantity(value, unit_of(unit)) == actual


@given(SIGNED, UNITS)
def test_negative_and_full_width_quantity_reads_back(value: Decimal, unit: str) -> None:
    """A signed figure printed in full-width characters is read as the same quantity."""
    actual = parse_quantity(format_quantity(value, unit).translate(WIDE))

    assert Quantity(value, unit_of(unit)) == actual


@given(VALUES, UNITS)
def test_printed_quantity_is_found_in_a_sentence(value: Decimal, unit: str) -> None:
    """A printed figure inside a sentence is one expression that spans it, with its value and unit."""
    printed = format_quantity(value, unit)

    found = find_numbers(f"全年合计为{printed}，已完成。")

    assert [(printed, value, unit)] == [(e.surface, e.value, e.unit) for e in found]


@given(st.integers(min_value=0, max_value=99_999_999))
def test_chinese_integer_reads_back(value: int) -> None:
    """The full Chinese form of an integer has that value."""
    assert value == parse_chinese_integer(chinese(value))


@given(st.integers(min_value=2, max_value=99_999_999))
def test_chinese_amount_reads_back(value: int) -> None:
    """A Chinese amount in 元 is the same amount of money, whatever unit the parser keeps."""
    actual = parse_quantity(f"{chinese(value)}元")

    assert actual is not None
    assert actual.same_amount(Quantity(Decimal(value), unit_of("元")))


@pytest.mark.parametrize(
    "unit", ["1", "万", "（", "1,", "1-", "1. 1", "一", "<a>1", "1年", "１，", "1 111", "1届1次、"]
)
def test_time_is_linear_on_adversarial_text(unit: str) -> None:
    """Ten times the text takes about ten times as long, nowhere near a hundred."""
    short = unit * (5_000 // len(unit))

    ratio = seconds(short * 10) / seconds(short)

    assert ratio < 30
