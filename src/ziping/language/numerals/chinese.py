"""Values of Chinese numerals, everyday (二百六十点四) and financial (壹拾万).

Pure functions from a string of numeral characters to its value; what is not a well-formed numeral is None.
"""

from __future__ import annotations

import re
from decimal import Decimal

ZEROS = "零〇○"
DIGIT_VALUES: dict[str, int] = {
    **dict.fromkeys(ZEROS, 0),
    **{
        digit: value
        for value, digits in enumerate(
            ("一壹弌", "二两贰貳", "三叁參", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"), 1
        )
        for digit in digits
    },
}
MAGNITUDES: dict[str, int] = {
    "十": 1,
    "拾": 1,
    "百": 2,
    "佰": 2,
    "千": 3,
    "仟": 3,
    "万": 4,
    "萬": 4,
    "亿": 8,
    "億": 8,
}
"""Power of ten of each magnitude character."""

NUMERAL_CHARACTERS = "".join(DIGIT_VALUES) + "".join(MAGNITUDES) + "廿卅"
MAX_NUMERAL = 40
"""Longest Chinese numeral read; a longer run is no numeral."""

_PLAIN = str.maketrans("壹弌贰貳叁參肆伍陆柒捌玖拾佰仟萬億〇○两", "一一二二三三四五六七八九十百千万亿零零二")
_DIGITS = "一二三四五六七八九"
_SECTION = re.compile(
    f"(?:([{_DIGITS}])?千)?(零)?(?:([{_DIGITS}])?百)?(零)?(?:([{_DIGITS}])?十)?(零)?([{_DIGITS}])?"
)
_CLIPPED = {"百": 10, "千": 100}
"""Worth of a last digit right after 百 or 千: 三百五 is 350."""

_PAIR = re.compile(f"(|.*[十百千万亿])([{_DIGITS}])([{_DIGITS}])([十百千万亿]*)")


def parse_chinese_integer(text: str) -> int | None:
    """The value of a Chinese integer numeral, None when ``text`` is not one.

    Reads magnitudes (二十三, 一万零五, 三千万亿), financial forms (壹拾万), digits in a row (二〇二一 is 2021),
    a bare magnitude (百 is 100, as in 百人以上) and the clipped form (三百五 is 350, 两万五 is 25000).
    """
    if not text or len(text) > MAX_NUMERAL:
        return None
    plain = text.translate(_PLAIN).replace("廿", "二十").replace("卅", "三十")
    if all(character in DIGIT_VALUES for character in plain):
        return int("".join(str(DIGIT_VALUES[character]) for character in plain))
    return _integer(plain)


def _integer(text: str) -> int | None:
    """Split at the last 亿, then at the last 万; each part below is a section under 10000."""
    for mark, power in (("亿", 8), ("万", 4)):
        head, found, tail = text.rpartition(mark)
        if found:
            if mark in head:
                return None
            high = _integer(head) if head else 1
            low = _tail(tail, power)
            return None if not high or low is None else high * int(10**power) + low
    return _section(text)


def _tail(text: str, power: int) -> int | None:
    """What follows 万 or 亿: nothing, a lower number, or one clipped digit (两万五)."""
    if not text:
        return 0
    if len(text) == 1 and text in _DIGITS:
        return DIGIT_VALUES[text] * int(10 ** (power - 1))
    value = _integer(text)
    return value if value is not None and value < 10**power else None


def _section(text: str) -> int | None:
    """A number under 10000 written with 千 百 十."""
    match = _SECTION.fullmatch(text)
    if match is None:
        return None
    thousands, zero_1, hundreds, zero_2, tens, zero_3, ones = match.groups()
    scales = (("千", thousands, 1000), ("百", hundreds, 100), ("十", tens, 10))
    value = sum(
        (DIGIT_VALUES[digit] if digit else 1) * scale for mark, digit, scale in scales if mark in text
    )
    if ones is None:
        return value
    clipped = 1 if zero_1 or zero_2 or zero_3 else _CLIPPED.get(text[-2:-1], 1)
    return value + DIGIT_VALUES[ones] * clipped


def parse_chinese_number(text: str) -> Decimal | None:
    """A Chinese numeral with an optional decimal part and a magnitude after it: 九十八点八五, 一点五万."""
    whole, point, fraction = text.partition("点")
    if not point:
        value = parse_chinese_integer(text)
        return None if value is None else Decimal(value)
    digits = fraction.rstrip("十百千万亿拾佰仟萬億")
    integer = parse_chinese_integer(whole)
    if integer is None or not digits or any(character not in DIGIT_VALUES for character in digits):
        return None
    power = sum(MAGNITUDES[character] for character in fraction[len(digits) :])
    return Decimal(f"{integer}.{''.join(str(DIGIT_VALUES[character]) for character in digits)}E{power}")


def parse_adjacent_pair(text: str) -> tuple[Decimal, Decimal] | None:
    """Two neighbouring digits as an approximation: 七八十 is (70, 80), 十五六 is (15, 16), 三五 is (3, 5)."""
    match = _PAIR.fullmatch(text.translate(_PLAIN)) if 1 < len(text) <= MAX_NUMERAL else None
    if match is None:
        return None
    head, first, second, tail = match.groups()
    if DIGIT_VALUES[second] - DIGIT_VALUES[first] != 1 and first + second != "三五":
        return None
    low, high = parse_chinese_integer(head + first + tail), parse_chinese_integer(head + second + tail)
    return None if low is None or high is None else (Decimal(low), Decimal(high))
