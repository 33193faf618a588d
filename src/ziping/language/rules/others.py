"""Kinds with a wording of their own: last year, tiers, progress by dates, what the bureau scores."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from ziping.domain.quantity import plain, trim_zeros
from ziping.language.rules.canonical import NUMBER, POINTS
from ziping.language.rules.clauses import Range
from ziping.language.rules.ratios import ratio_of
from ziping.language.rules.rule import Clause, MethodData, Rule, amount

_LAST_YEAR = r"(?:上一?年度?|去年|上年同期)(?:末)?"
_NOTHING = re.compile(
    r"[^«»,;]{0,6}(?:没有|无|未发生|未形成|不存在)[^,;«»]{0,10}|[^,;«»]{2,10}(?:为|=)«0[^»]*»"
)
_OPENING = r"(?:(?:有|存在)[^,;«»]{0,10}?,?)?(?:但|且)?,?[^,;«»]{0,14}?"
_NOT_ABOVE = re.compile(
    rf"{_OPENING}(?:不超过|不高于|不大于|没有超过|未超过|未高于|≤|少于或等于|小于等于|小于或等于|低于或等于|低于等于)[^,;«»]{{0,6}}?{_LAST_YEAR}[^,;«»]{{0,14}}"
    rf"|{_OPENING}(?:比|较|与)?{_LAST_YEAR}[^,;«»]{{0,6}}?(?:(?:减少|下降|降低)(?:或(?:者)?|、|及)持平|持平(?:或(?:者)?|、|及)(?:减少|下降|降低)|(?:不|未|没有)(?:增加|增长|上升))"
)
_COMPARED = re.compile(
    rf"(?:与|同|和)?{_LAST_YEAR}相比,?[^,;«»]{{0,14}}?(?:(?:减少|下降|降低)(?:或(?:者)?|、|及)持平|持平(?:或(?:者)?|、|及)(?:减少|下降|降低)|(?:不|未|没有)(?:增加|增长|上升))"
)
_ABOVE = re.compile(
    rf"{_OPENING}(?:超过|高于|大于|多于|超出|>)[^,;«»]{{0,6}}?{_LAST_YEAR}[^,;«»]{{0,14}}"
    rf"|{_OPENING}(?:比|较)?{_LAST_YEAR}[^,;«»]{{0,6}}?(?:有所)?(?:增加|增长|上升)"
)
_NOT = re.compile(
    r"不超过|不高于|不大于|没有超过|未超过|未高于|或等于|小于等于|大于等于|[不未](?:增加|增长|上升)"
)


def read_last_year(rule: Rule) -> MethodData | None:
    """None, not above last year's, above: three scores; without the first, all or nothing."""
    if rule.remarks or rule.floored or any(clause.award.kind != "give" for clause in rule.clauses):
        return None
    cases = [_last_year_case(clause.text) for clause in rule.clauses]
    if sorted(case or "" for case in cases) == ["above", "none", "not_above"]:
        points = {case: clause.points for case, clause in zip(cases, rule.clauses, strict=True)}
        none, not_above, above = (points[case] for case in ("none", "not_above", "above"))
        if none == rule.points and none >= not_above >= above:
            return {
                "kind": "versus_last_year",
                "current": "@current",
                "previous": "@previous",
                "none": amount(none),
                "not_above": amount(not_above),
                "above": amount(above),
            }
    if (
        cases == ["not_above", "above"]
        and rule.clauses[0].gives(rule.points)
        and rule.clauses[1].gives(Decimal(0))
    ):
        return {"kind": "all_or_nothing", "condition": "@current <= @previous"}
    return None


def _last_year_case(text: str) -> str | None:
    if _is_above(text):
        return "above"
    if _NOT_ABOVE.fullmatch(text) or _COMPARED.fullmatch(text):
        return "not_above"
    return "none" if _NOTHING.fullmatch(text) else None


def _is_above(text: str) -> bool:
    return text in {"否则", "其他"} or (bool(_ABOVE.fullmatch(text)) and not _NOT.search(text))


_TIER = re.compile(rf"(?:{NUMBER}([⊕⊖]?)[~至到-]{NUMBER}([⊕⊖]?)|(↓|<){NUMBER})")
_TIER_NAMES = ("达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差")


_TIER_WORDS = re.compile(
    r"(?:[↓<⊕⊖~,;:、()-]|未?(?:达成|实现)|完全|全部|基本|效益|打分|部分|年度|绩效|预期|指标|目标|根据|按照?|完成情况|分为|具有|一定|效果|较差|分?三个?档次?|全部或基本|分别|该|对应|权重|分值|区间|合理|确定|评分|计分|得分|赋分|定性|给予|以[下内]|之间|[并且有的得记计给分和与及至到在])*"
)
"""What a text about tiers may say beside its figures."""


def read_tiers(rule: Rule) -> MethodData | None:
    """达成 100%—80%（含）, 部分达成 80%—60%（含）, 未达成 60%—0%."""
    if re.search("[⇒⇓⇑]", rule.text) or rule.clauses or not re.search("达成.*未达成|实现.*未实现", rule.text):
        return None
    found = list(_TIER.finditer(rule.text))
    count = sum(1 if match[7] else 2 for match in found)
    if len(found) not in {2, 3} or len(re.findall(NUMBER, rule.text)) != count:
        return None
    shares = [_shares(match, rule.points) for match in found]
    if None in shares or not _TIER_WORDS.fullmatch(re.sub(NUMBER, "", rule.text)):
        return None
    tiers = [tuple(sorted(share)) for share in shares if share is not None]
    if tiers[0][1] != 1 or tiers[-1][0] != 0 or any(a[0] != b[1] for a, b in pairwise(tiers)):
        return None
    return {
        "kind": "qualitative",
        "tiers": [_tier(n, low, high, len(tiers)) for n, (low, high) in enumerate(tiers, 1)],
    }


def _shares(match: re.Match[str], points: Decimal) -> tuple[Decimal, Decimal] | None:
    """The two ends of a tier as shares of the points; an end that says so belongs to the lower edge of its tier."""
    if match[7]:
        return (Decimal(0), Decimal(match[8]) / 100) if match[9] == "%" else None
    units = {match[2], match[5]} - {""}
    ends = Decimal(match[1]), Decimal(match[4])
    marks = (match[3], match[6]) if ends[0] < ends[1] else (match[6], match[3])
    whole = {"%": Decimal(100), "分": points}.get(units.pop()) if len(units) == 1 else None
    if whole is None or marks[0] == "⊖" or (marks[1] == "⊕" and max(ends) != whole):
        return None
    return ends[0] / whole, ends[1] / whole


def _tier(number: int, low: Decimal, high: Decimal, tiers: int) -> MethodData:
    label = _TIER_NAMES[number - 1 if number < tiers else 2]
    top = {"high_included": True} if number == 1 else {}
    return {"id": f"tier_{number}", "label_zh": label, "low": _percent(low), "high": _percent(high)} | top


def _percent(share: Decimal) -> str:
    return f"{plain(trim_zeros(share * 100))}%"


_BUREAU = r"(?:区|市|县|省)?(?:财政部门|财政局|评审部门|评审机构|财政评审)"
_RESERVED = re.compile(
    rf"(?:该|本|此)?(?:项|«[\d.]+分»)?(?:统一)?(?:由|为|系|属于)?{_BUREAU}[^«»,;⇒⇓]{{0,16}}?(?:评分|打分|评定|计分|赋分)(?:项|项目|内容)?[,;](?:预算)?(?:单位|部门)?(?:在)?(?:自评)?(?:时)?(?:不填(?:写|报)?|(?:不|无)需(?:填写|自评)|不作自评|不自评|留空)(?:本项|该项)?"
)


def read_reserved(rule: Rule) -> MethodData | None:
    """Points that the bureau gives, and that the unit leaves blank."""
    if not _RESERVED.fullmatch(rule.text):
        return None
    worth = re.findall(POINTS, rule.text)
    return {"kind": "reserved"} if worth in ([], [f"«{amount(rule.points)}分»"]) else None


_DATED = re.compile(
    r"(?:截至|截止)?(?:(?:1?[0-9]|[一二三四五六七八九十]{1,2})月[末底]?|第?[一二三四]季度[末底]?|上半年|全年|年[末底])(?:[^«»,;≥]{0,10}(?:进度|执行率|支付率))?(?:应)?"
)
_MISSED = re.compile(r"(?:未|没有|低于|不足|达不到|否则)[^«»,;超]{0,12}|其他")


def _dated(rule: Rule) -> MethodData | None:
    """``6月底进度达到50%得2分，9月底…；未达到的按实际进度÷目标进度×2分``: every date with its own clause."""
    if not rule.clauses:
        return None
    *dates, said = rule.clauses
    if len(dates) < 2 or rule.remarks or said.award.kind != "formula" or not _MISSED.fullmatch(said.text):
        return None
    worth = {clause.points for clause in dates}
    points = dates[0].points
    if len(worth) != 1 or points <= 0 or points * len(dates) != rule.points:
        return None
    ratio = ratio_of(said.award.formula, points)
    lows = [_low(clause) for clause in dates]
    if ratio is None or ratio.lower is None or not re.search("进度|执行率|支付率", ratio.upper + ratio.lower):
        return None
    values = [low for low in lows if low is not None]
    if len(values) != len(lows) or any(a >= b for a, b in pairwise(values)):
        return None
    return {
        "kind": "periodic_progress",
        "base": "@base",
        "checkpoints": [_checkpoint(n, plain(trim_zeros(v)), points) for n, v in enumerate(values, start=1)],
    }


def _low(clause: Clause) -> Decimal | None:
    """The share of the year that a date asks for, in per cent."""
    said = clause.said
    if clause.award.kind != "give" or not isinstance(said, Range) or not _DATED.fullmatch(said.subject):
        return None
    if said.low is None or said.low.figure.unit != "%" or not (said.point or said.low.included is True):
        return None
    return said.low.figure.value if said.point or said.high is None else None


def _checkpoint(number: int, target: str, points: Decimal) -> MethodData:
    return {
        "label_zh": f"时点{number}",
        "value": "@cumulative",
        "target": f"{target}%",
        "points": amount(points),
    }


_STEPS = re.compile(r"«[\d.]+%»(?:[、,]«[\d.]+%»)+")


_STEP_WORDS = re.compile(
    r"(?:[≥>,;、{}⇒=÷×0-9]|第?[一二三四]?至?第?四?季度末?|截[至止]|月[末底]?|年度?|累计|部门|预算|项目|支出|序时|应达|实际|上述|规定|进度率?|执行率|分别|每个?|时点|得分|超过|全年|平均|最高|最多|之比|比例|乘以|计算?|未?达到|不足|[以为应按各占与的未])*"
)
"""What a text about progress by dates may say beside its figures."""


def read_progress(rule: Rule) -> MethodData | None:
    """A share of the year's figure by each of several dates, the same points each, and points for the mean."""
    shares = _STEPS.search(rule.text)
    if shares is None:
        return _dated(rule)
    if (
        not re.search("进度|执行率|支付率", rule.text)
        or not re.search("÷|之比", rule.text)
        or "⇓" in rule.text
    ):
        return None
    targets = [value for value, _ in re.findall(NUMBER, shares[0])]
    rest = rule.text[: shares.start()] + rule.text[shares.end() :]
    figures = re.findall(NUMBER, rest)
    if not _STEP_WORDS.fullmatch(re.sub(NUMBER, "", rest)):
        return None
    if any(unit != "分" for _, unit in figures) or "F" in rest or "⇒«0分»" in rest:
        return None
    mean = re.search(r"平均[^«»;]*×«([\d.]+)分»", rest)
    allowed = {Decimal(mean[1])} if mean else set()
    each = {Decimal(value) for value, _ in figures} - allowed or allowed
    if len(each) != 1 or [Decimal(value) for value in targets] != sorted({
        Decimal(value) for value in targets
    }):
        return None
    points = each.pop()
    if points * len(targets) + sum(allowed) != rule.points:
        return None
    rows = [_checkpoint(n, target, points) for n, target in enumerate(targets, start=1)]
    method: MethodData = {"kind": "periodic_progress", "base": "@base", "checkpoints": rows}
    return method | ({"mean": {"points": mean[1]}} if mean else {})
