"""What people call the kinds of findings, relations and outcomes of a comparison, and how its numbers print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ziping.domain.quantity import group_thousands, plain, trim_zeros

FINDING_LABELS: Final[Mapping[str, str]] = MappingProxyType({
    "last_year_misquoted": "上年数引错",
    "wrong_change": "增减算错",
    "unexplained_change": "变动没有说明",
    "score_fell_unexplained": "得分下降没有说明",
    "target_below_last_year": "目标低于上年实绩",
    "stale_year": "留有上年年份",
    "stale_figure": "留有上年数字",
    "stale_project": "留有上年项目",
    "stale_document": "留有上年文件",
    "carried_figure": "数字与上年相同",
    "copied_section": "章节照抄上年",
    "copied_report": "全文照抄上年",
    "problem_repeated": "上年问题重复出现",
    "problem_vanished": "上年问题没有下文",
    "promise_not_kept": "上年承诺没有做到",
    "rule_changed": "评分标准有变",
    "indicator_new": "新增指标",
    "indicator_dropped": "取消指标",
    "same_report": "两份报告相同",
    "same_year": "同一年度",
    "years_apart": "隔了几年",
    "different_unit": "不是同一个单位",
    "different_kind": "不是同一种报告",
    "open_changes": "修订没有处理",
    "guessed_encoding": "文件编码",
    "page_without_text": "没有文字层的页",
    "unsure_figure": "读不准的数字",
    "year": "年度",
    "unit": "单位",
})
"""Code of a finding, or of what could not be compared."""

SCORE_STATUSES: Final[Mapping[str, str]] = MappingProxyType({
    "proven": "数据可证",
    "asserted": "单位自述",
    "pending": "待补充",
    "not_applicable": "不适用",
    "stated": "",
})
INDICATOR_RELATIONS: Final[Mapping[str, str]] = MappingProxyType({
    "same": "",
    "changed": "有变化",
    "new": "新增",
    "dropped": "取消",
    "untold": "另一年没有读到",
})
FIGURE_RELATIONS: Final[Mapping[str, str]] = MappingProxyType({
    "changed": "有变化",
    "unchanged": "没有变化",
    "new": "本年新有",
    "gone": "本年没有",
})
TEXT_RELATIONS: Final[Mapping[str, str]] = MappingProxyType({
    "same": "没有改动",
    "moved": "换了位置",
    "edited": "改了字句",
    "rewritten": "重写",
    "new": "新写",
    "gone": "删去",
})
PROBLEM_OUTCOMES: Final[Mapping[str, str]] = MappingProxyType({
    "solved": "已解决",
    "partly": "部分解决",
    "repeated": "再次出现",
    "vanished": "没有下文",
})
PROMISE_OUTCOMES: Final[Mapping[str, str]] = MappingProxyType({
    "kept": "做到",
    "partly": "部分做到",
    "not_kept": "没有做到",
    "not_told": "没有交代",
})


def number_text(value: Decimal | int) -> str:
    """Points or a figure without idle zeros: ``2.5``, ``1,200``."""
    return group_thousands(plain(trim_zeros(Decimal(value))))


def signed_text(value: Decimal) -> str:
    """A change with its sign: ``+2.5``, ``−0.5``, ``0``."""
    sign = "−" if value < 0 else "+" if value else ""
    return f"{sign}{number_text(abs(value))}"
