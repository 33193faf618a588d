"""The rules of a project form in words, as ``ziping rubric show`` prints them."""

from __future__ import annotations

from collections.abc import Iterator

from ziping.domain.project_form import FormRules
from ziping.domain.quantity import plain
from ziping.scoring.form_figures import SIGNS, figure_clause
from ziping.scoring.form_plan import tier_clause


def describe(rules: FormRules) -> Iterator[str]:
    """One line a rule, level-2 indicators indented."""
    yield f"{rules.execution.label_zh}  {plain(rules.execution.max_score)}分  {rules.execution.clause}"
    for group in rules.groups:
        yield f"{group.label_zh}  {plain(group.max_score)}分"
        for kind in group.kinds:
            yield f"  {kind.label_zh}"
    yield f"分值：{_weights(rules)}"
    yield figure_clause("at_least", rules.quantitative)
    yield figure_clause("at_most", rules.quantitative)
    yield "时限指标：不晚于期限得满分，" + (
        "超过的不得分。" if rules.quantitative.late == "zero" else "超过的由人评分。"
    )
    yield (
        tier_clause(rules.tiers)
        if rules.tiers
        else "定性指标：重述目标并注明100%（或写“达成”）的得满分，其余由人评分。"
    )
    yield f"偏差原因：{_reasons(rules)}"
    if rules.quantitative.ambiguous:
        signs = "、".join(f"“{SIGNS[sign]}”" for sign in rules.quantitative.ambiguous)
        yield f"表上印出的{signs}在完成值恰好等于指标值时请填表人确认读法。"


def _weights(rules: FormRules) -> str:
    if rules.weights.split == "by_hand":
        return "各行分值由单位在设定绩效目标时确定，合计等于一级指标分值。"
    places = f"保留{rules.weights.places}位小数" if rules.weights.places else "取整数"
    return f"同一级指标下各行平均分配，{places}，余数加在最后一行；表内分值合计相符的按表内分值。"


def _reasons(rules: FormRules) -> str:
    asked = ["扣分的指标"] if rules.reasons.points_lost else []
    if rules.reasons.over_threshold:
        asked.append(f"超过指标值{rules.reasons.over_threshold}及以上的指标")
    return f"{'、'.join(asked)}必须填写。" if asked else "不作要求。"
