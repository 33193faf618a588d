"""How official texts write numbers (GB/T 15835): what a reader of papers would strike out, as patterns with a sentence."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class StyleRule(NamedTuple):
    """What to look for, and what to say; ``{0}`` is what was found."""

    pattern: re.Pattern[str]
    message: str


def style_rule(pattern: str, message: str) -> StyleRule:
    """A rule over lines."""
    return StyleRule(re.compile(pattern, re.MULTILINE), message)


_N: Final = "[0-9０-９]"

NUMERAL_STYLE: Final = (
    style_rule(f"(?:约|大约|将近|近|超过|超)[^，。；、]{{0,2}}{_N}[0-9,.，]*[^，。；、0-9]{{0,4}}(?:左右|上下|余(?![额数项])|多(?=[人名户家场次件万]))", "“{0}”重复表示约数，“约”“近”与“左右”“余”只用一个"),
    style_rule(f"{_N}+\\.{_N}+(?:余|多)(?=[万元人名户家])", "“{0}”是精确数，后面不加“余”“多”"),
    style_rule(f"{_N}+[千百](?![分姓货强克米瓦卡帕字兆伏])(?:{_N}+[百十]?)?", "数字写法混用“{0}”，请全部用阿拉伯数字，如3,000"),
    style_rule("[一二两三四五六七八九十百千零]*[百千][一二两三四五六七八九十百千零]+(?=[人名户家场次件元个])", "统计数“{0}”请用阿拉伯数字"),
    style_rule(f"(?<![0-9.%％年月]){_N}+(?:\\.{_N}+)?[-—~～]{_N}+(?:\\.{_N}+)?[%％]", "范围写全单位：“{0}”两头都写“%”"),
)  # fmt: skip
