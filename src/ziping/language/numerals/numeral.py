"""Reading one numeral at a position: Arabic, Chinese or mixed, with the magnitude that ends it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ziping.domain.quantity import EXACT, MAX_DIGITS
from ziping.language.numerals.chinese import (
    DIGIT_VALUES,
    MAGNITUDES,
    MAX_NUMERAL,
    NUMERAL_CHARACTERS,
    parse_adjacent_pair,
    parse_chinese_number,
)

GAP = frozenset(" \u00a0\u3000\u2002\u2003\u2009\u202f\t")
"""Spaces tolerated between a number and its unit; a tab separates table cells and is only for trimming."""
INNER_GAP = GAP - {"\t"}

ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,10}+(?![0-9])|[0-9]++)(?:\.[0-9]++)?+")
_MAGNITUDE = re.compile(
    "(?:万亿|[十百千]亿|亿|[十百千]?万(?!达|科|众|象|福|宝)|千(?![克米瓦伏卡焦斤秋篇方分])|百(?![分货姓度]))"
)
_COMPOUND = re.compile(r"((?:[0-9]{1,8}(?:\.[0-9]{1,6})?[亿万千百]){1,4}+)([0-9]{1,4}(?=元))?+")
_COMPOUND_PART = re.compile(r"([0-9.]+)([亿万千百]?)")
_CHINESE = re.compile(f"[{NUMERAL_CHARACTERS}]++(?:点[{''.join(DIGIT_VALUES)}]++[百千万亿]{{0,2}}+)?+")


class Numeral(NamedTuple):
    """A number as read: ``coefficient`` × 10^``power``; money keeps the power in its unit (5万元).

    Attributes:
        coefficient: the figure before the trailing magnitude.
        power: power of ten of the trailing magnitude.
        end: one past the last character.
        high: upper coefficient of two neighbouring digits (三五天).
        chinese: written in Chinese numerals.
        bare: a magnitude alone (百, 万): needs a measure or a hedge to count.
    """

    coefficient: Decimal
    power: int
    end: int
    high: Decimal | None = None
    chinese: bool = False
    bare: bool = False


def shift(value: Decimal, power: int) -> Decimal:
    """``value`` × 10^``power`` without a positive exponent: 5.2 by 4 is 52000."""
    if not power:
        return value
    scaled = value.scaleb(power, EXACT)
    exponent = scaled.as_tuple().exponent
    return (
        scaled.quantize(Decimal(1), context=EXACT) if isinstance(exponent, int) and exponent > 0 else scaled
    )


def skip_gap(text: str, start: int) -> int:
    """``start`` moved over at most two spaces."""
    if text[start] not in INNER_GAP:
        return start
    return start + 2 if text[start + 1] in INNER_GAP else start + 1


def read_numeral(text: str, start: int) -> Numeral | None:
    """The numeral at ``start``, or None when the characters there are no well-formed number."""
    if "0" <= text[start] <= "9":
        return _read_arabic(text, start)
    return _read_chinese(text, start)


def _read_arabic(text: str, start: int) -> Numeral | None:
    match = ARABIC.match(text, start)
    if match is None or match.end() - start > 2 * MAX_DIGITS:
        return None
    end = match.end()
    digits = match[0].replace(",", "")
    if len(digits) > MAX_DIGITS:
        return None
    after = skip_gap(text, end)
    magnitude = _MAGNITUDE.match(text, after) if after == end or text[after] in "万亿" else None
    if magnitude is None:
        return Numeral(Decimal(digits), 0, end)
    compound = _read_compound(text, start) if "0" <= text[magnitude.end()] <= "9" else None
    power = sum(MAGNITUDES[character] for character in magnitude[0])
    return compound or Numeral(Decimal(digits), power, magnitude.end())


def _read_compound(text: str, start: int) -> Numeral | None:
    """Several figures with falling magnitudes: 6亿3000万, 1万2千, 3万5000元."""
    match = _COMPOUND.match(text, start)
    if match is None:
        return None
    total, last = Decimal(0), 99
    for figure, magnitude in _COMPOUND_PART.findall(match[0]):
        power = MAGNITUDES.get(magnitude, 0)
        if power >= last:
            return None
        total, last = EXACT.add(total, shift(Decimal(figure), power)), power
    return Numeral(total, 0, match.end())


def _read_chinese(text: str, start: int) -> Numeral | None:
    match = _CHINESE.match(text, start)
    if match is None or match.end() - start > MAX_NUMERAL:
        return None
    worth = _worth(match[0])
    if worth is None:
        return None
    coefficient, power, high, bare = worth
    return Numeral(coefficient, power, match.end(), high=high, chinese=True, bare=bare)


class _Worth(NamedTuple):
    """What a Chinese numeral says, wherever it stands."""

    coefficient: Decimal
    power: int
    high: Decimal | None = None
    bare: bool = False


@lru_cache(maxsize=4096)
def _worth(written: str) -> _Worth | None:
    pair = parse_adjacent_pair(written)
    if pair is not None:
        power = _trailing_power(written)
        low, high = (parse_adjacent_pair(written[:-1]) if power else None) or pair
        return _Worth(low, power, high)
    in_row = len(written) > 1 and all(character in DIGIT_VALUES for character in written)
    value = None if in_row or written in "〇○" else parse_chinese_number(written)
    if value is None:
        return None
    bare = all(character in "百千万亿佰仟萬億" for character in written)
    power = _trailing_power(written)
    coefficient = parse_chinese_number(written[:-1]) if power else value
    return None if coefficient is None else _Worth(coefficient, power, bare=bare)


def _trailing_power(written: str) -> int:
    """The power of a trailing 万 or 亿 that may become part of a money unit; none after a higher magnitude."""
    power = MAGNITUDES.get(written[-1], 0)
    head = written[:-1]
    if power < 4 or not head or (power == 4 and any(big in head for big in "亿億")):
        return 0
    return power
