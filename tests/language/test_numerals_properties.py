"""Properties of the number parser: offsets, robustness, round trips, linear time."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ziping.domain.quantity import Quantity, format_quantity, unit_of
from ziping.language.numerals import Lexicon, find_numbers, parse_chinese_integer, parse_quantity
from ziping.language.numerals import scan as scan_module
from ziping.language.numerals.lane import HEAD

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
PIECES = st.lists(
    st.one_of(
        st.integers(min_value=0, max_value=3000).map(str),
        st.decimals(min_value=0, max_value=9999, places=2).map(lambda value: format(value, ",f")),
        st.sampled_from([
            "2021",
            "1286000",
            "345202.00",
            "三",
            "十二",
            "一百二十",
            "七八十",
            "2021年6月30日",
        ]),
        st.sampled_from(
            list("元%分人名家个件次期类年月日号版届级成折倍万亿余多几整正半前第表图附其每数上下内含")
        ),
        st.sampled_from([
            "万元",
            "个百分点",
            "人次",
            "个月",
            "季度",
            "以上",
            "以内",
            "左右",
            "（含）",
            "百分之",
            "电话",
            "编码",
        ]),
        st.sampled_from([
            "约",
            "近",
            "超过",
            "不少于",
            "≥",
            "<",
            "-",
            "—",
            "至",
            "~",
            "，",
            "。",
            "、",
            "（",
            "）",
            " ",
            "\t",
            "\n",
        ]),
    ),
    min_size=2,
    max_size=9,
).map("".join)
"""Texts of the pieces that number expressions are made of, in any order."""
WIDE = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
COUNTED = st.sampled_from([
    "人",
    "名",
    "家",
    "个",
    "项",
    "件",
    "份",
    "人次",
    "场次",
    "户",
    "台",
    "小时",
    "个月",
])
MAGNITUDE_NAMES = ("", "十", "百", "千")
PLACES = st.integers(min_value=0, max_value=4)


def chinese(value: int) -> str:
    """``value`` below 10^12 in the full everyday form, the other half of the round trip."""
    parts: list[str] = []
    gap = False
    for power, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group, value = divmod(value, power)
        if group:
            zero = "零" if parts and (gap or group < 1000) else ""
            parts.append(f"{zero}{section(group)}{name}")
        gap = not group
    return "".join(parts) or "零"


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


def chinese_decimal(value: Decimal) -> str:
    """九十八点八五: the integer in words, the decimals digit by digit."""
    whole, _, decimals = format(value, "f").partition(".")
    spoken = "".join("零一二三四五六七八九"[int(digit)] for digit in decimals)
    return chinese(int(whole)) + (f"点{spoken}" if spoken else "")


def financial(fen: int) -> str:
    """An amount of so many 分 as on a receipt: 壹仟零伍元叁角贰分, 壹佰元整."""
    yuan, rest = divmod(fen, 100)
    tenth, hundredth = ("零一二三四五六七八九"[digit] for digit in divmod(rest, 10))
    tenths = f"{tenth}角" if rest >= 10 else "零"
    coins = f"{tenths}{hundredth}分" if rest % 10 else f"{tenths}整" if rest else "整"
    return f"{chinese(yuan)}元{coins}".translate(FINANCIAL)


def seconds(text: str) -> float:
    """Best of three runs."""
    return min(_once(text) for _ in range(3))


def _once(text: str) -> float:
    start = time.perf_counter()
    find_numbers(text)
    return time.perf_counter() - start


@given(st.one_of(st.text(), DIRTY_TEXT, PIECES))
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


@given(st.one_of(DIRTY_TEXT, PIECES))
def test_the_fast_lane_never_disagrees(text: str) -> None:
    """The lane for plain figures and the recognisers give the same expressions on any text."""
    quick = find_numbers(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan_module, "LANE", HEAD)
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


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_integer_reads_back(value: int) -> None:
    """The full Chinese form of an integer has that value."""
    assert value == parse_chinese_integer(chinese(value))


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_financial_integer_reads_back(value: int) -> None:
    """The same in the characters of a receipt."""
    assert value == parse_chinese_integer(chinese(value).translate(FINANCIAL))


@given(st.integers(min_value=2, max_value=99_999_999))
def test_chinese_amount_reads_back(value: int) -> None:
    """A Chinese amount in 元 is the same amount of money, whatever unit the parser keeps."""
    actual = parse_quantity(f"{chinese(value)}元")

    assert actual is not None
    assert actual.same_amount(Quantity(Decimal(value), unit_of("元")))


@given(st.integers(min_value=200, max_value=10**13))
def test_financial_amount_reads_back(fen: int) -> None:
    """A receipt's amount with 角, 分 or 整 is the same money, in a cell and in a sentence."""
    written = financial(fen)

    found = find_numbers(f"实付人民币{written}。", lexicon=Lexicon())
    actual = parse_quantity(written)

    assert [written] == [e.surface for e in found]
    assert actual is not None
    assert actual.same_amount(Quantity(Decimal(fen).scaleb(-2), unit_of("元")))


@given(VALUES, st.sampled_from(["万", "亿"]), COUNTED)
def test_count_in_ten_thousands_reads_back(value: Decimal, magnitude: str, unit: str) -> None:
    """24.5万份 is 245000 份, in a cell and in a sentence."""
    written = f"{value:,f}{magnitude}{unit}"
    times = {"万": 4, "亿": 8}[magnitude]

    found = find_numbers(f"共计{written}，")

    assert Quantity(value.scaleb(times), unit_of(unit)) == parse_quantity(written)
    assert [(written, value.scaleb(times), unit)] == [(e.surface, e.value, e.unit) for e in found]


@given(VALUES, st.sampled_from(["万元", "亿元"]), st.booleans())
def test_amount_keeps_its_unit(value: Decimal, unit: str, wide: bool) -> None:
    """Money keeps 万元 and 亿元 as written, in half and in full width."""
    printed = format_quantity(value, unit)

    actual = parse_quantity(printed.translate(WIDE) if wide else printed)

    assert Quantity(value, unit_of(unit)) == actual


@given(
    st.integers(min_value=2, max_value=9999),
    PLACES,
    st.sampled_from(["%", "个百分点", "万元", "倍", "分", "人次"]),
)
def test_chinese_figure_reads_back(digits: int, places: int, unit: str) -> None:
    """百分之九十八点八五, 三点五个百分点, 二百六十点四万元: the same amount, found whole in a sentence."""
    value = Decimal(digits).scaleb(-places)
    written = f"百分之{chinese_decimal(value)}" if unit == "%" else f"{chinese_decimal(value)}{unit}"

    found = find_numbers(f"达到{written}。", lexicon=Lexicon())
    actual = parse_quantity(written)

    assert [written] == [e.surface for e in found]
    assert actual is not None
    assert actual.same_amount(Quantity(value, unit_of("百分点" if unit == "个百分点" else unit)))


@given(SIGNED, UNITS, st.sampled_from(["-", "−", "－"]))
def test_any_minus_sign_reads_back(value: Decimal, unit: str, sign: str) -> None:
    """A negative figure is the same whatever minus sign it is written with."""
    assert Quantity(value, unit_of(unit)) == parse_quantity(format_quantity(value, unit).replace("-", sign))


@given(VALUES, UNITS, st.data())
def test_zero_width_characters_change_no_value(value: Decimal, unit: str, data: st.DataObject) -> None:
    """A printed figure broken by invisible characters keeps value and unit, and its surface holds the breaks."""
    printed = format_quantity(value, unit)
    at = data.draw(st.integers(min_value=1, max_value=len(printed) - 1)) if len(printed) > 1 else 0
    broken = f"{printed[:at]}\u200b\u2060{printed[at:]}"

    found = find_numbers(f"为{broken}。") if at else ()

    assert [(broken, value, unit)] * bool(at) == [(e.surface, e.value, e.unit) for e in found]


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "万",
        "（",
        "1,",
        "1-",
        "1. 1",
        "一",
        "<a>1",
        "1年",
        "１，",
        "1 111",
        "1届1次、",
        "5万",
        "三人",
        "第1至",
        "1:2",
    ],
)
def test_time_is_linear_on_adversarial_text(unit: str) -> None:
    """Ten times the text takes about ten times as long, nowhere near a hundred."""
    short = unit * (5_000 // len(unit))

    ratio = seconds(short * 10) / seconds(short)

    assert ratio < 30
