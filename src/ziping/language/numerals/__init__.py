"""The one number parser: every number expression of Chinese official prose, with value, unit and modifier.

``find_numbers`` reads prose, ``parse_quantity`` reads a cell that must hold one figure. Values are exact
(``Decimal``, ``Fraction``); offsets are code points of the original text, end exclusive. What each kind means is the
table of ``numbers --json``: money keeps its unit as written (2,952.78万元 is 2952.78 万元), counts are multiplied out
(24万份 is 240000 份), percentages are printed figures (98.85 with unit ``%``). 千分之二, 万分之五 and 十万分之三 are shares in ``‰`` (2, 0.5, 0.03), a
unit of the same dimension as ``%``; other fractions (三分之二) are ``Fraction``. A version of three parts is text (1.5.2).
"""

from ziping.language.numerals.cell import parse_quantity
from ziping.language.numerals.chinese import parse_chinese_integer, parse_chinese_number
from ziping.language.numerals.expression import NumberExpression, NumberKind, NumberValue
from ziping.language.numerals.lexicon import FixedTerm, Lexicon, read_terms, shipped_lexicon
from ziping.language.numerals.scan import find_numbers

__all__ = [
    "FixedTerm",
    "Lexicon",
    "NumberExpression",
    "NumberKind",
    "NumberValue",
    "find_numbers",
    "parse_chinese_integer",
    "parse_chinese_number",
    "parse_quantity",
    "read_terms",
    "shipped_lexicon",
]
