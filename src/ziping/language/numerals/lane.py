"""One regular expression that finds where a number may begin and recognises the common shapes whole.

Most numbers of a report are ``2,952.78万元`` before a comma, ``98.85%`` before a word, ``两项`` or ``12.5`` in a table cell,
with nothing around that could change them. Those shapes are compiled here from the tables of the recognisers, so that
``plain`` can answer them at once; every other number matches by its first character alone and is theirs.
"""

from __future__ import annotations

import re

from ziping.language.numerals.affixes import PREFIX_ENDS, no_prefix_pattern
from ziping.language.numerals.chinese import NUMERAL_CHARACTERS
from ziping.language.numerals.marks import CIRCLED
from ziping.language.numerals.units import chinese_measures, measure_pattern

_BLOCKING = r"0-9a-zA-Z.\-−–—~负¥\\/=第表图录栏例·×+_"
"""Letters before a figure that may belong to the expression; so may 附件."""
_OWN_READERS = frozenset([
    *(
        "年",
        "年代",
        "学年",
        "日",
        "号",
        "号楼",
        "号线",
        "版",
        "届",
        "届次",
        "级",
        "季度",
        "周年",
        "成",
        "折",
        "点",
        "兆",
    ),
    *("元", "角", "分钱", "块钱", "美元", "港元", "港币", "欧元", "本", "对", "块", "字", "词", "维"),
])
"""Units that dates and marks read first, or whose meaning hangs on more than the letter after them."""
_GOES_ON = "[以内至到多整正半]|左右|上下|之内|有余|[及或][以之]"
"""What may belong to the expression after a unit, and its first letters."""
_GOES_ON_FIRST = "以内至到多整正半左上之有及或"
_HAN = "[\u4e00-\u9fff]"
_TO = "[-–—−~～]{1,2}|至|到"

_NO_PREFIX = no_prefix_pattern("[0-9]")
_PREFIXED = re.escape("".join(sorted(PREFIX_ENDS)))
_SPACES = " \u00a0\u3000"
_DIGITS_BEGIN = (
    rf"(?:(?<=[^{_BLOCKING}件{_SPACES}][0-9])|"  # nearly always, at the price of one look-behind
    rf"(?<=[0-9])(?<![{_BLOCKING}][0-9])(?<![{_BLOCKING}][{_SPACES}][0-9])(?<!附件[0-9])(?<!附件 [0-9]))"
)
_FRACTION = r"(?:\.[0-9]{1,8}+)?+(?![0-9.])"
_SHORT = rf"(?:[0-9]{{0,2}}(?:,[0-9]{{3}}){{1,5}}+|[0-9]{{0,5}}+|[0-9]{{6,9}}+(?=\.)){_FRACTION}"
"""Digits after the first one: with commas, with a point, or too few for a code."""
_LONG = rf"(?:[0-9]{{0,2}}(?:,[0-9]{{3}}){{1,5}}+|[0-9]{{0,9}}+){_FRACTION}"
_MONEY = f"(?:元|[万亿]元)(?![旦素{NUMERAL_CHARACTERS}])"
_UNIT = f"{_MONEY}|{measure_pattern(without=_OWN_READERS)}"
_SIMPLE_UNIT = f"{_MONEY}|{measure_pattern(without=_OWN_READERS | {'次', '个百分点'})}"
_HEDGE = "余(?![额款量地下])|多(?![媒元样功层方次种重边])"
_TAIL = f"(?=[，。；、：”》！？\t\n|<）)\0])|(?=[（(](?!不?含))|(?={_HAN})(?:(?![{_GOES_ON_FIRST}])|(?!{_GOES_ON}))"
_FIGURE = rf"{_NO_PREFIX}({_SHORT})[ \u00a0]?((?>{_SIMPLE_UNIT}))(?:{_TAIL})(?P<figure>)"
_HEDGED = (
    rf"({_LONG})[ \u00a0]?(万(?!元))?({_HEDGE})?((?>{_UNIT}))(?:((?:及|或)?以[上下内])|{_TAIL})(?P<hedged>)"
)
_CELL = rf"(?<![^\t\n|\0][0-9]){_SHORT}(?=[\t\n|<\0])(?P<cell>)"
_YEAR_HEAD = "(?:(?<=1)9|(?<=2)0)[0-9]{2}"
_UPPER = f"(?=[0-9]){_SHORT.replace('{0,2}', '{1,3}')}"
_RANGE = (
    f"{_NO_PREFIX}(?!{_YEAR_HEAD}(?![0-9.,])){_SHORT}(?>{_SIMPLE_UNIT})?(?:{_TO})"
    f"{_UPPER}(?>{_SIMPLE_UNIT})(?:{_TAIL})(?P<range>)"
)
_DATE = (
    rf"(?<=[〔\[（(【﹝].){_YEAR_HEAD}[ ]?[〕\])）】﹞][ ]{{0,2}}第?[ ]?[0-9]{{1,6}}[ ]?号(?P<document>)|"
    f"{_YEAR_HEAD}年?(?:{_TO})(?:19|20)[0-9]{{2}}年(?![0-9元人个项家万亿 \u00a0\u3000])(?P<years>)|"
    f"{_YEAR_HEAD}年(?:(?=度?(?:[，。、；）)”》]|(?![度至到级]){_HAN}))(?P<year>)"
    "|(?:1[0-2]|0?[1-9])月(?:3[01]|[12][0-9]|0?[1-9])日(?:前(?![往期后来进述列几三两]))?"
    f"(?=[，。、；）)”》]|(?![底末初份上中下以之前至到]){_HAN})(?P<date>))"
)

_WORDED_BEFORE = f'0-9a-zA-Z.\\-−–—~负¥{_PREFIXED}第上数几成前表图件其“‘「『"（('
_COUNTED = measure_pattern(
    without=_OWN_READERS | {"次", "个百分点", "期", "期次", "类", "档", "周", "分"}, among=chinese_measures()
)
_WORDED = (
    f"(?<=[一二两三四五六七八九十])(?<![{_WORDED_BEFORE}].)[零一二两三四五六七八九十百千万]{{0,12}}+"
    f"(?>{_COUNTED})(?![{NUMERAL_CHARACTERS}])(?:{_TAIL})(?P<worded>)"
)
_MARK = (
    "(?:(?<=[（(][0-9])[0-9]?|(?<=[（(][一二三四五六七八九十])[一二三四五六七八九十]{0,2})[ ]?[）)](?P<bracketed>)"
    "|(?<=[一二三四五六七八九十])(?<![^\n\t；;。：:，,*>].)是(?P<firstly>)"
)
_QUARTER = '(?<=[一二三四])(?<![0-9上数几成前“‘「『"].)季度(?P<quarter>)'

HEAD = re.compile(f"[0-9{NUMERAL_CHARACTERS}{CIRCLED}]")
"""The first character of any number."""
LANE = re.compile(
    f"{HEAD.pattern}(?:{_DIGITS_BEGIN}(?:{_FIGURE}|{_HEDGED}|{_CELL}|{_DATE}|{_RANGE})|{_WORDED}|{_QUARTER}|{_MARK})?"
)
"""The first character of any number, and the whole of a common one: ``lastgroup`` names its shape.

Groups: figure 1 digits after the first, 2 unit; hedged 4 digits, 5 万, 6 余 or 多, 7 unit, 8 bound. Few, because every
match carries them all.
"""
