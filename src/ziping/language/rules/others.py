"""Kinds with a wording of their own: last year, tiers, penalties, targets, what the bureau scores."""

from __future__ import annotations

import re
from decimal import Decimal

from ziping.domain.quantity import plain, trim_zeros
from ziping.language.rules.canonical import NUMBER, POINTS
from ziping.language.rules.clauses import Range, Words
from ziping.language.rules.ratios import _WHOLE
from ziping.language.rules.rule import MethodData, Rule, amount

_LAST_YEAR = r"(?:上一?年度?|去年|上年同期)"
_NOTHING = re.compile(r"(?:没有|无|未发生|未形成|不存在)[^,;«»]{0,10}|[^,;«»]{2,10}(?:为|=)«0[^»]*»")
_NOT_ABOVE = re.compile(
    rf"(?:有[^,;«»]{{0,10}},?)?(?:但|且)?,?[^,;«»]{{0,14}}?(?:不超过|不高于|不大于|没有超过|未超过|≤|少于或等于|小于等于|小于或等于|低于或等于|低于等于)[^,;«»]{{0,6}}?{_LAST_YEAR}[^,;«»]{{0,14}}"
)
_ABOVE = re.compile(rf"(?:有[^,;«»]{{0,10}},?)?(?:但|且)?,?[^,;«»]{{0,14}}?(?:超过|高于|大于|多于|超出)[^,;«»]{{0,6}}?{_LAST_YEAR}[^,;«»]{{0,14}}")
_NOT = re.compile(r"不超过|不高于|不大于|没有超过|未超过|或等于|小于等于|大于等于")


def read_last_year(rule: Rule) -> MethodData | None:
    """None, not above last year's, above: three scores; without the first, all or nothing."""
    if rule.remarks or rule.floored or any(clause.award.kind != "give" for clause in rule.clauses):
        return None
    texts = [clause.text for clause in rule.clauses]
    if len(texts) == 3 and _NOTHING.fullmatch(texts[0]) and _NOT_ABOVE.fullmatch(texts[1]) and _is_above(texts[2]):
        none, not_above, above = (clause.points for clause in rule.clauses)
        if none == rule.points and none >= not_above >= above:
            return {
                "kind": "versus_last_year",
                "current": "@current",
                "previous": "@previous",
                "none": amount(none),
                "not_above": amount(not_above),
                "above": amount(above),
            }
    if len(texts) == 2 and _NOT_ABOVE.fullmatch(texts[0]) and _is_above(texts[1]):
        if rule.clauses[0].gives(rule.points) and rule.clauses[1].gives(Decimal(0)):
            return {"kind": "all_or_nothing", "condition": "@current <= @previous"}
    return None


def _is_above(text: str) -> bool:
    return text in {"否则", "其他"} or (bool(_ABOVE.fullmatch(text)) and not _NOT.search(text))


_TIER = rf"{NUMBER}([⊕⊖]?)[~至到-]{NUMBER}([⊕⊖]?)"


def read_tiers(rule: Rule) -> MethodData | None:
    """达成 100%—80%（含）, 部分达成 80%—60%（含）, 未达成 60%—0%."""
    if "⇒" in rule.text or "⇓" in rule.text or rule.clauses:
        return None
    found = re.findall(_TIER, rule.text)
    if len(found) < 2 or len(re.findall(NUMBER, rule.text)) != 2 * len(found) or "达成" not in rule.text:
        return None
    shares = [_shares(row, rule.points) for row in found]
    if any(share is None for share in shares):
        return None
    tiers = []
    for index, (share, row) in enumerate(zip(shares, found, strict=True)):
        assert share is not None
        low, high = sorted(share)
        included = (row[2], row[5])[share.index(high) if share[0] != share[1] else 0]
        tiers.append((low, high, included == "⊕"))
        if index and tiers[index - 1][0] != high:
            return None
    if tiers[0][1] != 1 or tiers[-1][0] != 0 or any(included for _, _, included in tiers[1:]):
        return None
    return {"kind": "qualitative", "tiers": [_tier(n, *tier) for n, tier in enumerate(tiers, start=1)]}


def _shares(row: tuple[str, ...], points: Decimal) -> list[Decimal] | None:
    """The two ends of a tier as shares of the points."""
    units = {row[1], row[4]} - {""}
    if units == {"%"}:
        return [Decimal(row[0]) / 100, Decimal(row[3]) / 100]
    if units == {"分"}:
        return [Decimal(row[0]) / points, Decimal(row[3]) / points]
    return None


_TIER_NAMES = ("达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差")


def _tier(number: int, low: Decimal, high: Decimal, _: bool) -> MethodData:  # noqa: FBT001
    names = _TIER_NAMES if number <= 3 else ()
    label = names[number - 1] if names else f"第{number}档"
    top = {"high_included": True} if number == 1 else {}
    return {"id": f"tier_{number}", "label_zh": label, "low": _percent(low), "high": _percent(high)} | top


def _percent(share: Decimal) -> str:
    return f"{plain(trim_zeros(share * 100))}%"


_PENALTY = re.compile(
    rf"\(?(?:\(?«1»-(?:{NUMBER}×(?P<n1>[^«»×÷()+-]+)|(?P<n2>[^«»×÷()+-]+)×{NUMBER}|(?P<n3>[^«»×÷()+-]+))\)?×({POINTS}|{_WHOLE})|({POINTS}|{_WHOLE})×\(«1»-(?:{NUMBER}×(?P<n4>[^«»×÷()+-]+)|(?P<n5>[^«»×÷()+-]+)×{NUMBER}|(?P<n6>[^«»×÷()+-]+))\))"
)


def read_penalty(rule: Rule) -> MethodData | None:
    """``得分=（1-10×差异率）×分值``, nothing from a cut-off on."""
    formulas = [clause for clause in rule.clauses if clause.award.kind == "formula"]
    if len(formulas) != 1 or rule.remarks or formulas[0].text:
        return None
    match = _PENALTY.fullmatch(formulas[0].award.formula)
    if match is None:
        return None
    worth = re.findall(POINTS, match[0])
    if worth and worth != [f"«{amount(rule.points)}分»"]:
        return None
    rates = [value for value, unit in re.findall(NUMBER, match[0]) if unit == ""][1 if match[0].lstrip("(").startswith("«1»") else 1 :]
    numbers = [value for value, unit in re.findall(NUMBER, match[0]) if not unit]
    rates = numbers[1:] if numbers and numbers[0] == "1" else []
    rate = Decimal(rates[0]) if rates else Decimal(1)
    method: MethodData = {"kind": "linear_penalty", "value": "@rate", "rate": plain(trim_zeros(rate))}
    for clause in rule.without(formulas[0]).clauses:
        cut = clause.said.low if isinstance(clause.said, Range) and clause.said.high is None else None
        if not clause.gives(Decimal(0)) or cut is None or cut.figure.unit != "%":
            return None
        if cut.figure.exact * rate_of(rate) < 1:
            if not cut.included:
                return None
            method["cut_off"] = f"{plain(trim_zeros(cut.figure.value))}%"
    return method


def rate_of(rate: Decimal):  # type: ignore[no-untyped-def]
    from fractions import Fraction

    return Fraction(rate)


_RESERVED = re.compile(
    r"(?:本项|该项|此项)?(?:由|为|系)?(?:区|市|县|省)?(?:财政部门|财政局|评审部门|评审机构|主管部门|财政)(?:统一|负责|组织)?(?:评审|审核|复核)?(?:后)?(?:评分|打分|评定|计分|评价打分|赋分|评价得分)(?:项|项目)?(?:[,;](?:预算)?(?:单位|部门)?(?:自评时)?(?:不填|不填写|不需填写|无需填写|不作自评|不自评|留空|无需自评)(?:报)?(?:本项)?)?"
)


def read_reserved(rule: Rule) -> MethodData | None:
    """Points that the bureau gives."""
    return {"kind": "reserved"} if _RESERVED.fullmatch(rule.text) and not rule.clauses else None


_MET = re.compile(r"(?:正向指标[:,]?)?(?:实际完成值|完成值|实际值)(?:达到|达到或超过|≥|大于等于|不低于|大于或等于|等于或大于)(?:年度)?(?:目标值|指标值|年度指标值|计划值)")
_KEPT = re.compile(r"(?:反向指标[:,]?)?(?:实际完成值|完成值|实际值)(?:不超过|不高于|≤|小于等于|小于或等于|低于或等于|不大于)(?:年度)?(?:目标值|指标值|年度指标值|计划值)")
_LINEAR = re.compile(r"\(?\(?«1»-\((?:实际完成值|完成值|实际值)-(?:年度)?(?:目标值|指标值)\)÷(?:年度)?(?:目标值|指标值)\)?×(?P<w>[^()]*)\)?")
_INVERSE = re.compile(r"(?:年度)?(?:目标值|指标值|年度指标值|计划值)÷(?:实际完成值|完成值|实际值)×(?P<w>[^()]*)")


def read_attainment(rule: Rule) -> MethodData | None:
    """A lower-is-better target: kept gives full marks, beyond it the linear or the inverse form."""
    formulas = [clause for clause in rule.clauses if clause.award.kind == "formula"]
    others = [clause for clause in rule.clauses if clause.award.kind != "formula"]
    if len(formulas) != 1 or not others or rule.remarks or not others[0].gives(rule.points):
        return None
    if not isinstance(others[0].said, Words) or not _KEPT.fullmatch(others[0].text) or len(others) > 1:
        return None
    if not re.fullmatch(r"(?:超过|超出|大于|高于)(?:目标值|指标值)?的?|否则", formulas[0].text):
        return None
    for pattern, name in ((_LINEAR, "linear_to_double"), (_INVERSE, "inverse_ratio")):
        match = pattern.fullmatch(formulas[0].award.formula)
        if match and re.fullmatch(rf"«{amount(rule.points)}分»|{_WHOLE}", match["w"]):
            return {
                "kind": "attainment",
                "operator": "at_most",
                "target": "@target",
                "actual": "@actual",
                "lower_is_better": name,
            }
    return None
