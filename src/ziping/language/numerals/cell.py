"""One figure from a spreadsheet cell or a data field."""

from __future__ import annotations

import re
from decimal import Decimal

from ziping.domain.quantity import MAX_DIGITS, Quantity, unit_of
from ziping.language.numerals.chinese import parse_chinese_number
from ziping.language.numerals.expression import NumberKind
from ziping.language.numerals.lexicon import Lexicon
from ziping.language.numerals.normalize import SENTINEL, ZERO_WIDTH, fold
from ziping.language.numerals.numeral import read_numeral, shift
from ziping.language.numerals.scan import find_numbers
from ziping.language.numerals.units import is_money

_TRIM = " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u202f" + ZERO_WIDTH
_CURRENCY = re.compile("(?:人民币|RMB|CNY|[¥￥])[ \u00a0]?", re.IGNORECASE)
_PLAIN = re.compile(r"[-+−]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_FIGURES = frozenset((NumberKind.AMOUNT, NumberKind.PERCENT, NumberKind.COUNT, NumberKind.SCORE))
_NO_TERMS = Lexicon()


def parse_quantity(text: str) -> Quantity | None:
    """The whole ``text`` as one exact quantity, None when it is anything else.

    ``"5.2万元"``, ``"２，６９２．３８ 万元"``, ``"98%"``, ``"百分之九十八点八五"``, ``"-3.5"``, ``"十一人"``, ``"¥300元"`` are
    quantities. A range, threshold, approximation, year, date, code, a fraction without an exact decimal, a
    negative in brackets, or a figure with more text beside it (``"11名（含1名工勤）"``) is None.
    """
    trimmed = text.strip(_TRIM)
    folded = fold(trimmed).text.removesuffix(SENTINEL)
    if not folded or len(folded) > 4 * MAX_DIGITS:
        return None
    currency = _CURRENCY.match(folded)
    body = folded[currency.end() :] if currency else folded
    quantity = _plain(body) or _worded(body) or _chinese(body)
    if quantity is None or currency is None:
        return quantity
    if not quantity.unit.symbol:
        return Quantity(quantity.value, unit_of("元"))
    return quantity if is_money(quantity.unit.symbol) else None


def _plain(text: str) -> Quantity | None:
    """Digits alone, up to as many as a figure may have."""
    if not _PLAIN.fullmatch(text) or len(text) > 2 * MAX_DIGITS:
        return None
    digits = text.replace(",", "").replace("−", "-")
    return (
        Quantity(Decimal(digits), unit_of(""))
        if len(digits.strip("+-").replace(".", "")) <= MAX_DIGITS
        else None
    )


def _worded(text: str) -> Quantity | None:
    """One expression that spans the whole text."""
    found = find_numbers(text.removeprefix("+"), lexicon=_NO_TERMS)
    if len(found) != 1 or found[0].surface != text.removeprefix("+") or found[0].kind not in _FIGURES:
        return None
    value = found[0].value
    return Quantity(value, unit_of(found[0].unit)) if isinstance(value, Decimal) else None


def _chinese(text: str) -> Quantity | None:
    """A Chinese numeral with no unit: 十一, 三百."""
    value = parse_chinese_number(text)
    numeral = read_numeral(text + SENTINEL, 0) if value is not None else None
    if numeral is None or numeral.high is not None or numeral.end != len(text):
        return None
    return Quantity(shift(numeral.coefficient, numeral.power), unit_of(""))
