"""Points in proportion: ``得分=完成率×8分`` and what may stand beside it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.language.rules.bands import literal
from ziping.language.rules.canonical import FIGURE, NUMBER, POINTS
from ziping.language.rules.clauses import Figure, Range, Words
from ziping.language.rules.rule import Clause, MethodData, Rule, amount

WHOLE = r"(?:该项|本项|此项|本指标|该指标|指标|权重)?(?:的)?(?:权重分值|权重分|标准分值|标准分|满分|满分值|分值|总分|权重|分)"
_NAME = r"[^«»×÷+\-()=,;⇒⇓■{}]{1,30}"
_TAIL = re.compile(r"(?:的比例|的比率|的比值|比例|的值|计算|计|得分|确定|所得)+$")


_BRACKETS = str.maketrans("[]", "()")
SHARE: Final = "比例"
"""The ratio that a text only calls 比例."""


class Ratio(NamedTuple):
    """``upper ÷ lower × points``; ``lower`` is a name, a percentage, or nothing."""

    upper: str
    lower: str | None
    target: Figure | None

    @property
    def formula(self) -> str:
        """In the formula language, with placeholders."""
        if self.target is not None:
            return f"@rate / {literal(self.target)}"
        return "@actual / @target" if self.lower else "@rate"


def ratio_of(text: str, points: Decimal) -> Ratio | None:
    """The ratio of a formula worth exactly ``points``; None for anything else."""
    text = text.translate(_BRACKETS)
    text = (
        re.sub(r"\(([^()]*)\)", r"\1", text)
        if text.count("(") == 1 and "+" not in text and "-" not in text
        else text
    )
    if re.search(r"[()+\-{}]", text):
        return None
    parts = re.split(r"([×÷])", f"×{text}")[1:]
    upper: list[str] = []
    lower: list[str] = []
    whole = 0
    for operator, factor in zip(parts[::2], parts[1::2], strict=True):
        if factor == "«100%»":
            continue
        if factor in {f"«{amount(points)}分»", f"«{amount(points)}»"} or re.fullmatch(WHOLE, factor):
            whole += 1 if operator == "×" else 2
        else:
            (upper if operator == "×" else lower).append(factor)
    if whole != 1 or len(upper) != 1 or len(lower) > 1 or not re.fullmatch(_NAME, upper[0]):
        return None
    return _ratio(upper[0], lower[0] if lower else None)


def _ratio(upper: str, lower: str | None) -> Ratio | None:
    if lower is None:
        return Ratio(upper, None, None)
    if match := re.fullmatch(NUMBER, lower):
        figure = Figure(Decimal(match[1]), match[2])
        return Ratio(upper, None, figure) if figure.value > 0 else None
    return Ratio(upper, lower, None) if re.fullmatch(_NAME, lower) else None


def read_proportional(rule: Rule) -> MethodData | None:
    """A ratio times the points, capped at full marks; ``over: zero`` when passing it gives nothing."""
    formulas = [clause for clause in rule.clauses if clause.award.kind == "formula"]
    if len(formulas) != 1 or rule.floored:
        return None
    said = formulas[0]
    ratio = ratio_of(said.award.formula, rule.points)
    if (
        ratio is None
        or _of_indicators(ratio)
        or any(not capped(remark, rule.points) for remark in rule.remarks)
    ):
        return None
    over = "cap"
    for clause in rule.without(said).clauses:
        if clause.gives(Decimal(0)) and _passes(clause, ratio):
            over = "zero"
        elif not _full(clause, ratio, rule.points):
            return None
    if not below(said, ratio) or (ratio.upper == SHARE and not _at_whole(rule.without(said).clauses)):
        return None
    method: MethodData = {"kind": "proportional", "ratio": ratio.formula}
    return method | ({"over": "zero"} if over == "zero" else {})


def _of_indicators(ratio: Ratio) -> bool:
    """Indicators reached over all indicators: what counts as reached has to be said."""
    return (
        ratio.lower is not None
        and "指标" in ratio.lower
        and "指标" in ratio.upper
        and "值" not in ratio.lower
    )


def _at_whole(others: tuple[Clause, ...]) -> bool:
    """100 % gives the full marks, so that 按比例 has one meaning."""
    return len(others) == 1 and isinstance(others[0].said, Range) and others[0].award.points != 0


def capped(remark: str, points: Decimal) -> bool:
    """What says no more than that the full marks are the most."""
    worth = f"(?:«{amount(points)}分»|{WHOLE})"
    return bool(
        re.fullmatch(rf">?{worth}(?:以上)?的?,?按{worth}(?:计算|计)", remark)
        or re.fullmatch(rf"(?:得分)?(?:最高|最多|上限|满分)(?:得|计|为)?(?:分)?(?:不超过|不得超过|≤)?{worth}(?:为限)?|(?:得分)?(?:不超过|≤|以不超过|不得超过){worth}|以{worth}为(?:上)?限|超过{worth}的?按{worth}(?:计算|计)", remark)
        or re.fullmatch(r"(?:[^«»,;]{0,12})?(?:超过|大于|>)?(?:«100%»|«1»)(?:以上)?的?,?按(?:«100%»|«1»)(?:计算|计)?|超(?:过|出|额)(?:部分|完成)?的?(?:也?不(?:另|再)?加分)(?:,?[也亦]?不扣分)?", remark)
    )  # fmt: skip


def _full(clause: Clause, ratio: Ratio, points: Decimal) -> bool:
    """The full marks are given where the formula gives them anyway."""
    if not clause.gives(points):
        return False
    if isinstance(clause.said, Range):
        low, high = clause.said.low, clause.said.high
        if low is None or (high is not None and not clause.said.point):
            return False
        target = ratio.target.exact if ratio.target else 1
        return low.figure.exact == target and (low.figure.unit == "%" or low.figure.value == 1)
    return (
        isinstance(clause.said, Words)
        and bool(re.search("全部|全面|所有|均|按时完成|≥|达到|完成", clause.text))
        and ratio.target is None
    )


def _passes(clause: Clause, ratio: Ratio) -> bool:
    """``实际采购金额大于采购预算``, ``超过100%``: what the ratio has above below the line is the larger."""
    if isinstance(clause.said, Range):
        low, high = clause.said.low, clause.said.high
        return (
            low is not None
            and high is None
            and low.included is False
            and low.figure.exact == 1
            and ratio.target is None
        )
    match = re.fullmatch(rf"({_NAME}?)(?:大于|超过|高于|超出)({_NAME})", clause.text)
    if match is None:
        return False
    if ratio.lower is None:  # a rate by its name: 实际… over 计划…
        return bool(re.search("实际|支出|执行", match[1]) and re.search("计划|预算", match[2]))
    return _alike(match[1], ratio.upper) and _alike(match[2], ratio.lower)


def _alike(one: str, other: str) -> bool:
    one, other = (re.sub(r"金额|数额|数|额|的", "", text) for text in (one, other))
    return bool(one) and (one in other or other in one)


_SHORT = re.compile(r"(?:未|没有|低于|不足|达不到|否则)[^«»,;超]{0,12}|其他|[按依]")
_MISSED = re.compile(r"[^«»,;]{0,8}(?:<|小于|低于|未达到|达不到|不足)[^«»,;超≥≤>]{1,12}")
_NAMED = re.compile(r"[^«»,;未不超低]{0,12}")


def below(said: Clause, ratio: Ratio) -> bool:
    """The condition of the formula is its name, 否则, or the side where the full marks are missed."""
    if any(pattern.fullmatch(said.text) for pattern in (_SHORT, _MISSED, _NAMED)):
        return True
    if isinstance(said.said, Range):
        high, low = said.said.high, said.said.low
        target = ratio.target.exact if ratio.target else 1
        return low is None and high is not None and high.figure.exact == target
    return False


_SCORED = r"(?:计算得分|确定得分|折算得分|计分|记分|得分|给分|赋分|计算|折算|计)"
_FACTOR = rf"(?:{_NAME}|{FIGURE}|\([^()]*\))"
_WORTH = rf"(?:{POINTS}|{WHOLE}|«[\d.]+»)"
_PRODUCT = rf"({_FACTOR}(?:[×÷]{_FACTOR})*[×]{_WORTH})"
_SPELT: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (rf"(?:(?<!否)则)?(?:按照?|以)({_NAME}?)(?:占|与|同|除以)({_NAME}?)(?:的?(?:比例|比率|比值|比重|百分比)|之比)(?:(?:乘以|×){WHOLE})?(?:{_SCORED})(?=[,;]|$)", r"⇒{{\1÷\2×分值}}"),
        (rf"(?:(?<!否)则)?按照?(?:实际)?(?:完成)?(?:的)?比例{_SCORED}(?=[,;]|$)", "⇒{{比例×分值}}"),
        (rf"(?:(?<!否)则)?(?:按照?|依照?|以|根据|得|计){_PRODUCT}(?:的(?:结果|比例|乘积))?(?:{_SCORED})?(?=[,;]|$)", r"⇒{{\1}}"),
        (rf"(?:^|(?<=;)){_PRODUCT}(?=[,;]|$)", r"⇒{{\1}}"),
    )
)  # fmt: skip


def spelt_formulas(text: str) -> str:
    """``按完成率÷95%×分值计算得分``, ``按A占B的比例计分`` as awards: ``⇒{完成率÷95%×分值}``."""
    for pattern, new in _SPELT:
        text = pattern.sub(new.replace("{{", "{").replace("}}", "}"), text)
    return text


_GAIN = re.compile(
    r"[^«»,;]{0,20}每(?:有|获得?|完成|推广|增加|新增)?(?:«1[^»]*»|[项次个条篇件])[^«»,;]{0,14}"
)


def read_gain(rule: Rule) -> MethodData | None:
    """``每1条得2分，最多得4分``: a count, up to what the points allow."""
    if (
        len(rule.clauses) != 1
        or not rule.capped
        or any(not capped(remark, rule.points) for remark in rule.remarks)
    ):
        return None
    only = rule.clauses[0]
    if only.award.kind != "give" or not 0 < only.points < rule.points or not _GAIN.fullmatch(only.text):
        return None
    needed = rule.points / only.points
    if needed != needed.to_integral_value() or "■" in rule.text:
        return None
    return {"kind": "proportional", "ratio": f"@count / {amount(needed)}"}
