"""Shortfalls told in other words than the indicator's name: 及时性 by 没有按时完工."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ziping.language.reports.figures import Passage

_SHORT: Final = tuple(
    (re.compile(asked), re.compile(said))
    for asked, said in (
        ("及时|时效", "没有?按时|未按时|按期|及时|滞后|逾期|延[迟期误]"),
        ("明确性|清晰|目标设置", "不够?明确|不够?清晰|没有量化|未量化|不够?细化"),
        ("预算[^，]{0,3}执行", "执行率|支出进度|用款进度|预算执行"),
        ("效益|效果", "效益|效果|成效"),
        ("满意", "满意"),
        ("采购", "采购"),
        ("结转|结余", "结转|结余|沉淀|闲置资金"),
        ("资产", "资产|闲置"),
        ("公用经费|三公", "公用经费|三公|接待|公务用车"),
    )
)
"""What an indicator asks for, and the words in which a shortfall of it is told."""


def told_in_short(name: str, explained: Sequence[Passage]) -> bool:
    """Whether a problem speaks of what an indicator measures in other words: 及时性 by 没有按时完工."""
    meant = [said for asked, said in _SHORT if asked.search(name)]
    return any(said.search(passage.text) for said in meant for passage in explained)
