"""Quantities: exact conversion, one rounding gate, what printed digits stand for, one printer."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ziping.domain.quantity import (
    KNOWN_UNITS,
    Quantity,
    RoundingMode,
    decimal_of,
    decimal_places,
    format_quantity,
    group_thousands,
    honest_places,
    interval_of_printed,
    parse_decimal,
    plain,
    quantize,
    trim_zeros,
    unit_of,
)

WIDE = Context(prec=80)
DECIMALS = st.decimals(
    min_value=Decimal("-1e15"), max_value=Decimal("1e15"), places=6, allow_nan=False, allow_infinity=False
)
PLACES = st.integers(min_value=0, max_value=8)
MONEY = st.sampled_from(["元", "角", "百元", "千元", "万元", "百万元", "亿元"])


def quantity(text: str, unit: str) -> Quantity:
    return Quantity(Decimal(text), unit_of(unit))


# ---- units


@pytest.mark.parametrize(
    ("value", "unit", "other", "expected"),
    [
        ("1.2", "亿元", "万元", "12000"),
        ("29527802.80", "元", "万元", "2952.78028"),
        ("0.01", "元", "亿元", "0.0000000001"),
        ("2952.78", "万元", "元", "29527800.00"),
        ("98.85", "%", "‰", "988.5"),
        ("3", "万人", "人", "30000"),
        ("3", "人", "名", "3"),
        ("1.5", "公里", "米", "1500"),
    ],
)
def test_conversion_is_exact(value: str, unit: str, other: str, expected: str) -> None:
    """No digit is lost between units of one dimension."""
    assert quantity(value, unit).to(unit_of(other)).value == Decimal(expected)


@given(DECIMALS, MONEY, MONEY)
def test_conversion_there_and_back_changes_nothing(value: Decimal, unit: str, other: str) -> None:
    """元 → 亿元 → 元 is the same amount."""
    there = Quantity(value, unit_of(unit)).to(unit_of(other))

    assert there.to(unit_of(unit)).value == value
    assert there.same_amount(Quantity(value, unit_of(unit)))


@pytest.mark.parametrize(
    ("unit", "other"),
    [("万元", "人"), ("人次", "人"), ("%", "百分点"), ("户", "家"), ("", "元"), ("分", "分钱")],
)
def test_other_dimensions_do_not_convert(unit: str, other: str) -> None:
    """人次 is not 人, % is not 百分点, a bare number is not money."""
    with pytest.raises(ValueError, match="cannot be converted"):
        quantity("1", unit).to(unit_of(other))


def test_an_unlisted_unit_is_its_own_dimension() -> None:
    """盏 is fine, and only 盏 converts into it."""
    assert quantity("3", "盏").same_amount(quantity("3.0", "盏"))
    assert not quantity("3", "盏").same_amount(quantity("3", "台"))


def test_equal_amounts_in_different_units_are_the_same() -> None:
    """1.2亿元 is 12000万元; "5" is not in "95"."""
    assert quantity("1.2", "亿元").same_amount(quantity("12000", "万元"))
    assert not quantity("5", "%").same_amount(quantity("95", "%"))


def test_the_unit_table_is_keyed_by_symbol() -> None:
    """Every known unit is found under its own symbol and has a positive factor."""
    assert [key for key, unit in KNOWN_UNITS.items() if key != unit.symbol or unit.factor <= 0] == []


# ---- rounding


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("0.625", 2, "0.63"),
        ("86.25", 1, "86.3"),
        ("2.5", 0, "3"),
        ("-0.125", 2, "-0.13"),
        ("0.1249999999999999999999999", 2, "0.12"),
        ("-0.004", 2, "0.00"),
        ("5", 2, "5.00"),
        ("86.18304", 2, "86.18"),
    ],
)
def test_rounding_is_half_up(value: str, places: int, expected: str) -> None:
    """At the tie, away from zero; never a negative zero."""
    assert str(quantize(Decimal(value), places)) == expected


@given(DECIMALS, PLACES)
def test_rounding_agrees_with_the_decimal_module(value: Decimal, places: int) -> None:
    """``quantize`` is Decimal's ROUND_HALF_UP, or ROUND_DOWN when truncating."""
    step = Decimal(1).scaleb(-places)

    assert quantize(value, places) == value.quantize(step, rounding=ROUND_HALF_UP, context=WIDE)
    assert quantize(value, places, RoundingMode.TRUNCATE) == value.quantize(
        step, rounding=ROUND_DOWN, context=WIDE
    )


@given(st.fractions(max_denominator=10_000), PLACES)
def test_a_fraction_is_rounded_from_its_exact_worth(value: Fraction, places: int) -> None:
    """The rounded value is at most half a step away, and a tie goes away from zero."""
    rounded = Fraction(quantize(value, places))
    half = Fraction(1, 2 * 10**places)

    assert abs(rounded - value) <= half
    assert abs(rounded - value) < half or abs(rounded) > abs(value)


def test_a_fraction_just_below_a_tie_is_not_rounded_twice() -> None:
    """0.1249…9 with forty nines is below the tie, however it is cut off."""
    assert quantize(Fraction(125 * 10**40 - 1, 10**43), 2) == Decimal("0.12")


# ---- what printed digits stand for


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("98.85", "98.845", "98.855"),
        ("65", "64.5", "65.5"),
        ("100.00", "99.995", "100.005"),
    ],
)
def test_printed_digits_stand_for_a_half_open_interval(printed: str, low: str, high: str) -> None:
    """98.85 stands for [98.845, 98.855)."""
    interval = interval_of_printed(Decimal(printed))

    assert (interval.low, interval.high) == (Decimal(low), Decimal(high))
    assert interval.holds(Decimal(low))
    assert not interval.holds(Decimal(high))


@given(DECIMALS, st.integers(min_value=0, max_value=5))
def test_a_value_lies_in_the_interval_of_its_rounding(value: Decimal, places: int) -> None:
    """What prints as the digits is what the digits stand for; negative figures mirror positive ones."""
    printed = quantize(value, places)
    assume(value >= 0 or printed != 0)

    assert interval_of_printed(printed).holds(value)
    assert interval_of_printed(printed).holds(Fraction(value))


def test_a_rate_that_is_not_full_never_prints_as_full() -> None:
    """1,150.49 of 1,150.50 prints 99.999%, and 0.001 of 100 does not print 0%."""
    nearly = Fraction(115049, 115050) * 100

    assert honest_places(nearly, 2) == 3
    assert str(quantize(nearly, honest_places(nearly, 2))) == "99.999"
    assert honest_places(Fraction(1, 1000), 2) == 3


@given(st.fractions(min_value=0, max_value=200, max_denominator=10**9))
def test_honest_places_never_reach_an_edge(value: Fraction) -> None:
    """0 and 100 are printed only for exactly 0 and 100."""
    assume(value not in {Fraction(0), Fraction(100)})

    assert Fraction(quantize(value, honest_places(value, 2))) not in {Fraction(0), Fraction(100)}


def test_a_full_rate_prints_as_full() -> None:
    """Exactly 100 needs no extra digits."""
    assert honest_places(Fraction(100), 2) == 2


# ---- printing and reading digits


@pytest.mark.parametrize(
    ("value", "unit", "places", "expected"),
    [
        ("2952.78", "万元", None, "2,952.78万元"),
        ("29527802.8", "元", 2, "29,527,802.80元"),
        ("98.845", "%", 2, "98.85%"),
        ("0.5", "百分点", None, "0.5个百分点"),
        ("5.20", "", None, "5.20"),
        ("-1234.5", "万元", None, "-1,234.5万元"),
        ("0", "宗", None, "0宗"),
        ("1E+3", "元", None, "1,000元"),
    ],
)
def test_figures_print_in_one_way(value: str, unit: str, places: int | None, expected: str) -> None:
    """Thousands commas, no space before the unit, 个 before 百分点."""
    assert format_quantity(Decimal(value), unit, places=places) == expected


def test_commas_can_be_left_out() -> None:
    """Machine formats carry plain digits."""
    assert format_quantity(Decimal("2952.78"), "万元", comma=False) == "2952.78万元"
    assert group_thousands("-23292900.00") == "-23,292,900.00"


@given(DECIMALS)
def test_plain_digits_read_back(value: Decimal) -> None:
    """parse(print(x)) is x, trailing zeros or not."""
    assert parse_decimal(plain(value)) == value
    assert trim_zeros(value) == value
    assert parse_decimal(plain(trim_zeros(value))) == value


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", "1.2.3", "1,000", "1e3", "１２", "二", "NaN", "Infinity", "9" * 31, "0x10", "1_000"],
)
def test_what_is_not_plain_digits_is_not_a_number(text: str) -> None:
    """Data files carry plain ASCII digits only."""
    assert parse_decimal(text) is None


@given(st.fractions(max_denominator=10**6))
def test_a_finite_fraction_becomes_its_exact_decimal(value: Fraction) -> None:
    """Fractions with a finite decimal are exact, others are right to twenty places."""
    assert abs(Fraction(decimal_of(value)) - value) <= Fraction(1, 2 * 10**20)
    assert Fraction(decimal_of(Fraction(1, 2**6 * 5**4))) == Fraction(1, 2**6 * 5**4)


@pytest.mark.parametrize(
    ("text", "places"), [("98.85", 2), ("65", 0), ("1E+2", 0), ("0.10", 2), ("100.0", 1)]
)
def test_places_are_those_written(text: str, places: int) -> None:
    """98.85 has two digits after the point, 65 none."""
    assert decimal_places(Decimal(text)) == places
