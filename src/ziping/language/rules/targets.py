"""Rules that set an actual value against a target, and penalties that grow with a deviation."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ziping.domain.quantity import plain, trim_zeros
from ziping.language.rules.canonical import FIGURE, NUMBER, POINTS
from ziping.language.rules.clauses import Range, Words
from ziping.language.rules.ratios import SHARE, WHOLE, Ratio, below, capped, ratio_of
from ziping.language.rules.rule import Clause, MethodData, Rule, amount

_ACTUAL = r"(?:指标)?(?:实际完成值|实际值|完成值|实际成本|实际完成数|实际)"
_TARGET = r"(?:年度|年初|全年|预期)?(?:绩效)?(?:目标值|指标值|计划值|计划数|预算值|预算数|预算|目标|指标)"
_MET = re.compile(
    rf"(?:正向(?:指标)?(?:\([^()«»]*\))?[:,]?)?(?:{_ACTUAL})?(?:等于或大于|大于等于|大于或等于|达到或超过|不低于|达到|完成|实现|≥){_TARGET}(?:要求)?"
)
_KEPT = re.compile(
    rf"(?:(?:反向|逆向|负向|成本)(?:指标)?(?:\([^()«»]*\))?[:,]?)?(?:{_ACTUAL})?(?:小于等于|小于或等于|低于或等于|未超过|不超过|不高于|不大于|≤){_TARGET}"
)
_LINEAR = re.compile(rf"\((?:«1»-\({_ACTUAL}-{_TARGET}\)÷{_TARGET}|«2»-{_ACTUAL}÷{_TARGET})\)×(?P<w>[^()]*)")
_INVERSE = re.compile(rf"{_TARGET}÷{_ACTUAL}×(?P<w>[^()]*)")
_OVER_BASE = {
    "kind": "attainment",
    "operator": "at_least",
    "target_type": "number",
    "target": "@target",
    "actual": "@actual",
    "below": "proportional",
}


def read_attainment(rule: Rule) -> MethodData | None:
    """Reached gives full marks, short in proportion, far beyond as it says; or a target that must not be passed."""
    formulas = [clause for clause in rule.clauses if clause.award.kind == "formula"]
    if len(formulas) != 1:
        return None
    others = rule.without(formulas[0]).clauses
    full = [clause for clause in others if clause.gives(rule.points) and isinstance(clause.said, Words)]
    if len(full) != 1:
        return None
    rest = tuple(clause for clause in others if clause is not full[0])
    if _KEPT.fullmatch(full[0].text):
        return _lower_is_better(formulas[0], rest, rule)
    return _higher_is_better(formulas[0], rest, rule) if _MET.fullmatch(full[0].text) else None


def _higher_is_better(said: Clause, rest: tuple[Clause, ...], rule: Rule) -> MethodData | None:
    ratio = ratio_of(said.award.formula, rule.points)
    if ratio is None or not below(said, ratio) or not _of_target(ratio):
        return None
    over = [_over(clause) for clause in rest]
    for remark in rule.remarks:
        if _REASON.fullmatch(remark):
            over.append(_reason(remark))
        elif not capped(remark, rule.points):
            return None
    if len(over) > 1 or None in over or (not over and ratio.upper != SHARE):
        return None  # without a word on over-completion it is a plain ratio
    return _OVER_BASE | ({"over": over[0]} if over else {})


def _of_target(ratio: Ratio) -> bool:
    if ratio.upper == SHARE:
        return ratio.lower is None and ratio.target is None
    return bool(ratio.lower and re.fullmatch(_ACTUAL, ratio.upper) and re.fullmatch(_TARGET, ratio.lower))


_BEYOND = re.compile(
    rf"[^«»,;]*?(?P<beyond>超出|超过|高于|超额完成|超额)?(?:{_TARGET})?(?:的)?≥{NUMBER}(?:,视为[^«»,;]*)?"
)
_REASON = re.compile(
    rf"{_BEYOND.pattern}的?(?:,)?(?:须|需|应|要)(?:当)?(?:书面)?(?:说明|注明|解释)(?:偏差)?(?:的)?原因(?:,?不扣分)?"
)


def _over(clause: Clause) -> MethodData | None:
    """``超出指标值50%及以上的扣1分``, ``达到目标值130%及以上的不得分``."""
    threshold = _threshold(clause.text)
    if threshold is None:
        return None
    if clause.award.kind == "take" and clause.award.points and not clause.award.each:
        return {"mode": "flat", "threshold": threshold, "deduct": amount(clause.award.points)}
    return {"mode": "zero", "threshold": threshold} if clause.gives(Decimal(0)) else None


def _reason(remark: str) -> MethodData | None:
    threshold = _threshold(re.split(r",?(?:须|需|应|要)", remark)[0].rstrip("的"))
    return None if threshold is None else {"mode": "reason_required", "threshold": threshold}


def _threshold(text: str) -> str | None:
    """The part beyond the target; 150 % of the target is 50 % beyond."""
    match = _BEYOND.fullmatch(text)
    if match is None:
        return None
    value, unit = re.findall(NUMBER, text)[0]
    beyond = Decimal(value) if match["beyond"] else Decimal(value) - 100
    return f"{plain(trim_zeros(beyond))}%" if unit == "%" and beyond > 0 else None


def _lower_is_better(said: Clause, rest: tuple[Clause, ...], rule: Rule) -> MethodData | None:
    if rule.remarks or not re.fullmatch(
        rf"(?:超过|超出|大于|高于)(?:{_TARGET})?|否则", said.text.rstrip("的")
    ):
        return None
    formula = said.award.formula.translate(str.maketrans("[]", "()"))
    for pattern, name in ((_LINEAR, "linear_to_double"), (_INVERSE, "inverse_ratio")):
        match = pattern.fullmatch(formula)
        worth = match and re.fullmatch(rf"«{amount(rule.points)}分?»|{WHOLE}", match["w"])
        if worth and all(name == "linear_to_double" and _doubled(clause) for clause in rest):
            return {
                "kind": "attainment",
                "operator": "at_most",
                "target": "@target",
                "actual": "@actual",
                "lower_is_better": name,
            }
    return None


def _doubled(clause: Clause) -> bool:
    """Nothing is left at double the target: the linear form says so itself."""
    pattern = rf"(?:{_ACTUAL})?(?:(?:超过|超出)(?:{_TARGET}的?)?≥(?:«1倍»|«100%»)|(?:达到|为)?≥?(?:{_TARGET}的?)?«2倍»(?:及以上)?|≥«200%»)"
    return clause.gives(Decimal(0)) and bool(re.fullmatch(pattern, clause.text))


_REACHED_COUNT: Final = re.compile(r"(?=.*指标)(?=.*(?:达标|完成|实现|达成)).*(?:个数|数量|数|项数)")
_BETWEEN = re.compile(
    rf"(?:{_ACTUAL}|完成率|达标率|实现率)?(?:在|为|处于)?(?:{_TARGET}的?)?{NUMBER}⊕?[至~到-]{NUMBER}⊕?(?:之间)?的?(?:为|视为|算)(?:达标|完成|已完成|实现)"
)
_OUTSIDE = re.compile(
    rf"(?:{_ACTUAL}与{_TARGET}之比|完成率)?<{NUMBER}或(?:者)?>{NUMBER}的?,?均?(?:视为|为|算)(?:未完成|不达标|未达标|未实现)"
)


def read_share(rule: Rule) -> MethodData | None:
    """Indicators reached over all indicators; the text says between which values one counts as reached."""
    if len(rule.clauses) != 1 or rule.clauses[0].award.kind != "formula" or len(rule.remarks) != 1:
        return None
    ratio = ratio_of(rule.clauses[0].award.formula, rule.points)
    if (
        ratio is None
        or ratio.lower is None
        or not _REACHED_COUNT.fullmatch(ratio.upper)
        or "指标" not in ratio.lower
    ):
        return None
    remark = rule.remarks[0]
    between, outside = _BETWEEN.fullmatch(remark), _OUTSIDE.fullmatch(remark)
    if not outside and not (between and remark.count("⊕") == 2):
        return None
    (low, unit), (high, other) = re.findall(NUMBER, remark)
    if {unit, other} != {"%"}:
        return None
    return {"kind": "share_achieved", "low": f"{low}%", "high": f"{high}%"}


_LOSS = re.compile(
    rf"(?P<w>{WHOLE}|{POINTS})-\((?:(?P<b>{FIGURE})-[^«»×÷()+-]+|[^«»×÷()+-]+-(?P<a>{FIGURE}))\)(?:÷«1(?:%|百分点)»|×«100»)×«(?P<k>[\d.]+)分?»"
)


def read_loss(rule: Rule) -> MethodData | None:
    """``得分=分值-（100%-执行率）÷1%×0.2``: points taken a percentage point, as a formula."""
    if len(rule.clauses) != 1 or rule.remarks or rule.clauses[0].award.kind != "formula":
        return None
    match = _LOSS.fullmatch(rule.clauses[0].award.formula.translate(str.maketrans("[]", "()")))
    if match is None or rule.clauses[0].text not in {"", rule.label, "指标"}:
        return None
    bound = re.fullmatch(NUMBER, match["b"] or match["a"])
    if bound is None or bound[2] != "%" or not 0 < Decimal(match["k"]) <= rule.points:
        return None
    if "«" in match["w"] and match["w"] != f"«{amount(rule.points)}分»":
        return None
    return {
        "kind": "deduct_per_point",
        "value": "@rate",
        "bound": f"{bound[1]}%",
        "direction": "below" if match["b"] else "above",
        "per": "1%",
        "deduct": match["k"],
    }


_PENALTY = re.compile(
    rf"\(?\(«1»-(?:{NUMBER}×[^«»×÷()+-]+|[^«»×÷()+-]+×{NUMBER}|[^«»×÷()+-]+)\)×(?P<w>{POINTS}|«[\d.]+»|{WHOLE})\)?"
)


def read_penalty(rule: Rule) -> MethodData | None:
    """``得分=（1-10×差异率）×分值``, nothing from a cut-off on."""
    if len(rule.clauses) not in {1, 2} or rule.remarks or rule.clauses[0].award.kind != "formula":
        return None
    formula = re.sub(r"^([^()×÷+-]+)×(\(.*\))$", r"\2×\1", rule.clauses[0].award.formula)
    match = _PENALTY.fullmatch(formula)
    if match is None or rule.clauses[0].text not in {"", rule.label, "指标"}:
        return None
    if "«" in match["w"] and match["w"] not in {f"«{amount(rule.points)}分»", f"«{amount(rule.points)}»"}:
        return None
    factors = [value for value, unit in re.findall(NUMBER, match[0][: match.start("w")])][1:]
    rate = Decimal(factors[0]) if factors else Decimal(1)
    method: MethodData = {"kind": "linear_penalty", "value": "@rate", "rate": plain(trim_zeros(rate))}
    if len(rule.clauses) == 1:
        return method
    cut = _cut(rule.clauses[1], rate)
    return None if cut is None else method | cut


def _cut(clause: Clause, rate: Decimal) -> MethodData | None:
    end = clause.said.low if isinstance(clause.said, Range) and clause.said.high is None else None
    if not clause.gives(Decimal(0)) or end is None or end.figure.unit != "%" or end.included is None:
        return None
    if end.included:
        return {"cut_off": f"{plain(trim_zeros(end.figure.value))}%"}
    return {} if end.figure.exact * Fraction(rate) >= 1 else None
