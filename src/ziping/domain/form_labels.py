"""The printed words of 项目支出绩效自评表: what exports of finance systems write for one and the same thing.

Reader and writers go by these lists; the first of each is what is printed. Names of level-1 and level-2 indicators are
not here: they belong to the edition (``FormRules``).
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

TITLE: Final = "项目支出绩效自评表"
FUNDS_SECTION: Final = "资金使用情况"
GOALS_SECTION: Final = "项目目标完成情况"
FUNDS_CAPTION: Final = "项目资金（元）"
GOAL: Final = ("年度总体目标", "总体目标", "年度绩效目标", "年度目标")
EXPECTED: Final = ("预期目标", "年初设定目标", "年初预期目标", "年初绩效目标")
ACHIEVED: Final = ("实际完成情况", "目标实际完成情况", "全年实际完成情况", "目标完成情况")
INDICATORS: Final = ("年度绩效指标", "绩效指标")
TOTAL: Final = ("总分", "合计", "总计", "合计得分", "自评总分")
NOT_APPLICABLE: Final = "不适用"
NO_REASON: Final = "无"
DASH: Final = "—"
FOOTNOTE: Final = "备注：灰色单元格由系统带出，不需填写，也不要改动；带 * 的栏目由单位填写。"

BLANKS: Final = frozenset(("", "—", "-", "–", "－", "──", "——", "--", "/", "／", "\\", "无", NOT_APPLICABLE))
"""What stands in a number cell that holds none."""

HeadField: TypeAlias = Literal["code", "name", "year", "implementing_unit", "budget_unit"]
HEAD: Final[dict[HeadField, tuple[str, ...]]] = {
    "code": ("项目编码", "项目编号", "项目代码"),
    "name": ("项目名称",),
    "year": ("绩效自评年度", "自评年度", "评价年度", "预算年度", "年度"),
    "implementing_unit": ("实施单位", "项目实施单位", "项目单位", "预算单位"),
    "budget_unit": ("一级预算单位", "主管部门", "预算主管部门"),
}

FundsField: TypeAlias = Literal["total_funds", "current_year_appropriation", "carry_forward", "other_funds"]
FUNDS: Final[dict[FundsField, tuple[str, ...]]] = {
    "total_funds": ("年度资金总额", "资金总额", "年度资金总计"),
    "current_year_appropriation": ("当年财政拨款", "财政拨款", "本年财政拨款"),
    "carry_forward": ("上年结转资金", "上年结转", "上年结转结余资金"),
    "other_funds": ("其他资金", "其它资金"),
}
FUNDS_PRINTED: Final[dict[FundsField, str]] = {
    "total_funds": "年度资金总额",
    "current_year_appropriation": "其中：当年财政拨款",
    "carry_forward": "上年结转资金",
    "other_funds": "其他资金",
}

FundsColumn: TypeAlias = Literal[
    "original_budget", "adjusted_budget", "actual_expenditure", "weight", "rate", "score"
]
FUNDS_COLUMNS: Final[dict[FundsColumn, tuple[str, ...]]] = {
    "original_budget": ("年初预算数", "年初预算"),
    "adjusted_budget": ("全年预算数", "全年预算", "调整后预算数"),
    "actual_expenditure": ("全年执行数", "全年执行", "全年支出数"),
    "weight": ("分值", "权重"),
    "rate": ("执行率", "预算执行率"),
    "score": ("得分", "自评得分"),
}

RowColumn: TypeAlias = Literal[
    "group", "kind", "label", "sign", "target", "unit", "actual", "weight", "score", "reason"
]
ROW_COLUMNS: Final[dict[RowColumn, tuple[str, ...]]] = {
    "group": ("一级指标",),
    "kind": ("二级指标",),
    "label": ("三级指标", "指标名称"),
    "sign": ("指标性质", "比较符号"),
    "target": ("年度指标值", "指标值", "年度目标值", "年初指标值", "目标值"),
    "unit": ("度量单位", "计量单位"),
    "actual": ("实际完成值", "全年完成值", "全年实际值", "实际完成指标值", "完成值"),
    "weight": ("分值", "权重", "指标分值"),
    "score": ("得分", "自评得分", "指标得分"),
    "reason": (
        "偏差原因分析及改进措施",
        "偏差原因及改进措施",
        "未完成原因及改进措施",
        "偏差原因分析",
        "偏差原因",
    ),
}
PRINTED_COLUMNS: Final[tuple[RowColumn, ...]] = (
    "group",
    "kind",
    "label",
    "target",
    "actual",
    "weight",
    "score",
    "reason",
)
"""The columns of the form as it is written; ``sign`` and ``unit`` stand in columns of their own only in some exports."""

FILLED_COLUMNS: Final[frozenset[RowColumn]] = frozenset(("actual", "weight", "score"))
"""Columns that the unit must fill; their headers carry an asterisk."""


class PointsLabel(NamedTuple):
    """A label with the points printed behind it: ``产出指标 (50分)``."""

    label: str
    points: str
    """As printed, ``""`` for none."""


_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
_POINTS = re.compile(r"[（(]\s*([^（）()]*?)\s*分\s*[）)]$")
_BEFORE = re.compile(r"^(?:[*＊]|[0-9]+[.、．]|[一二三四五六七八九十]+、|其中[：:])+")


def plain_label(text: str) -> str:
    """A printed label as compared: no white space, no asterisk, number, colon or bracket (``* 执行率（%）：`` → ``执行率``)."""
    tight = _BRACKETS.sub("", "".join(text.split()))
    return _BEFORE.sub("", tight).strip("：:*＊")


def points_label(text: str) -> PointsLabel:
    """A level-1 label with its points taken off."""
    tight = "".join(text.split())
    found = _POINTS.search(tight)
    return PointsLabel(plain_label(text), found[1] if found else "")
