"""From the text of a scoring standard to a method, or to nothing: every reader is asked, only one answer counts."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.language.rules.bands import one_subject, read_bands, sign
from ziping.language.rules.canonical import FIGURE, POINTS, readable
from ziping.language.rules.clauses import Case, Range, Step, Words
from ziping.language.rules.comparisons import read_comparison
from ziping.language.rules.deductions import read_per_case, read_per_point
from ziping.language.rules.lists import cut, read_checklist, read_yes_or_no, unruled
from ziping.language.rules.others import read_last_year, read_progress, read_reserved, read_tiers
from ziping.language.rules.ratios import ratio_of, read_gain, read_proportional, spelt_formulas
from ziping.language.rules.rule import Clause, MethodData, Reader, Rule, amount, read_rule, rule_of
from ziping.language.rules.targets import read_attainment, read_loss, read_penalty, read_share

MAX_TEXT: Final = 1500
"""Longest standard that is read."""

_READERS: Final[tuple[Reader, ...]] = (
    read_bands,
    read_per_point,
    read_per_case,
    read_checklist,
    read_yes_or_no,
    read_comparison,
    read_last_year,
    read_proportional,
    read_gain,
    read_penalty,
    read_loss,
    read_attainment,
    read_share,
    read_tiers,
    read_progress,
    read_reserved,
)


class Recognised(NamedTuple):
    """A recognised standard.

    Attributes:
        method: the method as a rubric writes it, with placeholders for its inputs (``@rate``).
        not_applicable: the words that give full marks to those without such a project (没有采购计划的得满分), or nothing.
    """

    method: MethodData
    not_applicable: str = ""
    names: dict[str, str] = {}  # noqa: RUF012 - read only
    """What the text calls ``@actual`` and ``@target``."""
    counted_in: str = ""
    """The unit the text counts in (例), when it is one."""


def recognise(text: str, label: str, max_score: Decimal) -> Recognised | None:
    """The method of a scoring standard; None leaves it to a person.

    Args:
        text: the cell of the table as printed, line breaks and all.
        label: the indicator's name.
        max_score: its points.
    """
    if not text.strip() or len(text) > MAX_TEXT or max_score <= 0:
        return None
    spelt = read_rule(text, label, max_score)
    rule = rule_of(spelt_formulas(spelt.text), label, max_score, floored=spelt.floored)
    rule = _added_up(rule)
    if any(clause.award.kind == "add" for clause in rule.clauses) or _VAGUE.search(rule.text):
        return None
    if any(Decimal(value) != max_score for value in _FULL_WORTH.findall(spelt.text)):
        return None
    exempt = next((clause for clause in rule.clauses if _exempt(clause, rule)), None)
    if exempt is not None:
        rule = rule.without(exempt)
    method = _method(rule)
    if method is None:
        return None
    return Recognised(method, readable(exempt.text) if exempt else "", _names(rule), _counted_in(rule))


_RANKED = re.compile(r"[国省市县区]家?级|每|超|表彰|获|奖|另|额外|在此基础上")


def _added_up(rule: Rule) -> Rule:
    """``制度健全的加1分，专人负责的加2分``: points that are all added and come to the full marks are a list."""
    kinds = {clause.award.kind for clause in rule.clauses}
    total = sum((clause.points for clause in rule.clauses), Decimal(0))
    if kinds != {"add"} or len(rule.clauses) < 2 or total != rule.points or _RANKED.search(rule.text):
        return rule
    return rule_of(rule.text.replace("⇑", "⇒"), rule.label, rule.points, floored=rule.floored)


def _names(rule: Rule) -> dict[str, str]:
    """The names of the one formula of a rule."""
    formulas = [clause.award.formula for clause in rule.clauses if clause.award.kind == "formula"]
    ratio = ratio_of(formulas[0], rule.points) if len(formulas) == 1 else None
    if ratio is None or ratio.lower is None:
        return {}
    return {"@actual": ratio.upper, "@target": ratio.lower}


_COUNTED = re.compile(
    r"«[\d.]+(人次|[例项次处个份起件条笔宗类场期户家人篇套台天])»|(?<=每)([例项次处个份起件条笔宗])"
)


def _counted_in(rule: Rule) -> str:
    """The unit of what is counted; nothing when the conditions count in several."""
    units = {
        match[1] or match[2]
        for clause in rule.clauses
        if not isinstance(clause.said, Words)
        for match in _COUNTED.finditer(clause.text)
    }
    return units.pop() if len(units) == 1 else ""


_FULL_WORTH = re.compile(r"(?:满分|总分|⇒F)(?:为|是|:)?\(?«([\d.]+)分»")
"""满分8分 of an indicator worth 5: one of the two is a mistake."""
_VAGUE = re.compile(
    r"酌情|视情|适当|酌减|斟酌|原则上|合理确定扣|综合评定|另行|累进|除外|例外|特殊情况|情节|同样|同上|同前|参照|比照"
)
_EXEMPT = re.compile(
    r"(?:若|如)?(?:本?年度?|当年|全年)?(?:没有|无|未安排|未实施|不涉及|未开展|未发生)(?:该|此|本|相关|上述)?(?:类|项)?(?:年度)?(?:项目|业务|支出|建设任务|政府采购(?:计划|预算|项目|业务)?|采购(?:计划|预算|项目|业务)?|专项资金|工作|项|任务|楼堂馆所(?:建设)?(?:项目)?|基建项目|建设项目|该项工作)(?:的)?(?:单位|部门)?"
)


def _exempt(clause: Clause, rule: Rule) -> bool:
    return len(rule.clauses) > 1 and clause.gives(rule.points) and bool(_EXEMPT.fullmatch(clause.text))


def _method(rule: Rule) -> MethodData | None:
    """The one reading of a rule, with its vetoes, or as a sum of parts."""
    answers = [answer for read in _READERS if (answer := read(rule)) is not None]
    if len(answers) > 1:
        return None
    if answers:
        return answers[0]
    return _with_vetoes(rule) or _from_threshold(rule) or _parts(rule)


def _from_threshold(rule: Rule) -> MethodData | None:
    """``低于60%的得0分；60%（含）以上的，得分＝执行率×10``: in proportion from a threshold on."""
    formulas = [clause for clause in rule.clauses if clause.award.kind == "formula"]
    nothing = [clause for clause in rule.clauses if clause.gives(Decimal(0))]
    if (len(formulas), len(nothing), len(rule.clauses)) != (1, 1, 2) or rule.remarks:
        return None
    said, veto = formulas[0].said, nothing[0]
    if not (isinstance(said, Range) and isinstance(veto.said, Range) and one_subject([said, veto.said])):
        return None
    low, high = said.low, veto.said.high
    if low is None or high is None or said.high or veto.said.low or low.figure != high.figure:
        return None
    if low.included is None or high.included is low.included:
        return None
    veto = veto._replace(said=Range(veto.said.subject, None, high._replace(included=not low.included)))
    always = formulas[0]._replace(said=Words(""), text="")
    inner = read_proportional(replace(rule, clauses=(always,)))
    row = _veto_row(veto)
    if inner is None or row is None or not _of_body(veto, rule):
        return None
    part = {"id": "part_1", "label_zh": rule.label or "得分", "points": amount(rule.points), "method": inner}
    return {"kind": "composite", "parts": [part], "veto": [row]}


_GRAVE = re.compile(r"存在|涉及|发生|出现|发现|有|被|违反|违规|未按|截留|挤占|挪用|虚列|造成|无法提供")


def _with_vetoes(rule: Rule) -> MethodData | None:
    """The last clauses give nothing to a condition of their own; what stands before them is a rule."""
    vetoes: list[Clause] = []
    clauses = list(rule.clauses)
    while clauses and clauses[-1].gives(Decimal(0)) and _veto(clauses[-1]):
        vetoes.insert(0, clauses.pop())
    if not vetoes or not clauses:
        return None
    start = rule.text.rfind(vetoes[0].text)
    body = rule_of(rule.text[:start].rstrip(",;:"), rule.label, rule.points, floored=rule.floored)
    if len(body.remarks) != len(rule.remarks) or not all(_of_body(clause, body) for clause in vetoes):
        return None  # something is said after the vetoes, or they are about another figure
    inner = _method(body)
    if inner is None or inner["kind"] in {"composite", "bands", "reserved", "qualitative"}:
        return None
    rows = [_veto_row(clause) for clause in vetoes if not _idle(clause, inner, rule.points)]
    if any(row is None for row in rows):
        return None
    if not rows:
        return inner
    part = {"id": "part_1", "label_zh": rule.label or "得分", "points": amount(rule.points), "method": inner}
    return {"kind": "composite", "parts": [part], "veto": rows}


def _veto(clause: Clause) -> bool:
    if isinstance(clause.said, Range):
        return (clause.said.low is None) != (clause.said.high is None)
    return (
        isinstance(clause.said, Words)
        and bool(_GRAVE.search(clause.text))
        and not re.search(FIGURE, clause.text)
    )


def _of_body(clause: Clause, body: Rule) -> bool:
    """A veto over a range is about the figure that the rule itself measures."""
    if not isinstance(clause.said, Range) or not clause.said.subject:
        return True
    subject = re.sub(r"^(?:其|该|本|实际)", "", clause.said.subject)
    names = [body.label, *(item.said.subject for item in body.clauses if isinstance(item.said, Range | Step))]
    ratios = [
        ratio_of(item.award.formula, body.points) for item in body.clauses if item.award.kind == "formula"
    ]
    names += [ratio.upper for ratio in ratios if ratio is not None]
    cases = any(isinstance(item.said, Case) for item in body.clauses) and bool(
        re.search("发现|发生|出现", subject)
    )
    return cases or any(name and (name.endswith(subject) or subject.endswith(name)) for name in names)


def _veto_row(clause: Clause) -> MethodData | None:
    if isinstance(clause.said, Range):
        end = clause.said.low or clause.said.high
        if end is None or end.included is None:
            return None
        name = "@rate" if end.figure.unit == "%" else "@count"
        return {
            "condition": f"{name} {sign(clause.said.low, clause.said.high)}",
            "label_zh": readable(clause.text),
        }
    return {"condition": "@statement", "label_zh": readable(clause.text)}


def _idle(clause: Clause, inner: MethodData, points: Decimal) -> bool:
    """Whether the rule itself gives nothing there already (低于60%不得分 when nothing is left at 60 %)."""
    if not isinstance(clause.said, Range):
        return False
    if inner["kind"] == "deduct_per_case":
        low = clause.said.low
        return (
            low is not None
            and low.included is True
            and low.figure.value * Decimal(inner["per_case"]) >= points
        )
    if inner["kind"] != "deduct_per_point":
        return False
    end = clause.said.low if inner["direction"] == "above" else clause.said.high
    if end is None or end.figure.unit not in {"%", ""}:
        return False
    numbers = {key: Decimal(str(inner[key]).rstrip("%")) for key in ("bound", "per", "deduct")}
    distance = abs(end.figure.value - numbers["bound"])
    return distance / numbers["per"] * numbers["deduct"] >= points


def _parts(rule: Rule) -> MethodData | None:
    """A sum of rules of different kinds, each with points of its own."""
    head, items = cut(rule.text)
    if len(items) < 2 or re.search(FIGURE, head) or (rule.floored and not any("⇓" in item for item in items)):
        return None
    if "■" in rule.text and re.search(rf"⇒{POINTS};[^⇒]*⇓", items[-1]):
        return None  # a deduction after the list may be from the last point or from all of them
    parts: list[MethodData] = []
    for number, item in enumerate(items, start=1):
        part = _part(item, number)
        if part is None:
            return None
        parts.append(part)
    if sum(Decimal(part["points"]) for part in parts) != rule.points:
        return None
    return {"kind": "composite", "parts": parts}


_HEADER = re.compile(
    rf"(?P<name>[^«»⇒⇓]{{1,30}}?)(?:\((?P<worth>{POINTS})\)[:,]?(?P<rest>.*)|\((?P<inner>{POINTS})(?P<within>,[^()]*)\))"
)
_FULL_TAKEN = re.compile(rf"(?:未|没有|不)[^«»,;⇒⇓]{{1,12}}⇓({POINTS})")


def _part(text: str, number: int) -> MethodData | None:
    """``执行率（6分）：得分=…``, ``岗位分离（1分，未分离的扣1分）``, or a rule whose best award is its worth."""
    text = re.sub(rf"^([^«»⇒⇓:()]{{1,12}}):(.*[⇒⇓].*);\(({POINTS})\)$", r"\1(\3):\2", text)
    match = _HEADER.fullmatch(text)
    if match is None:
        return _own_worth(text, number)
    name, rest = match["name"], (match["rest"] or match["within"] or "").strip(",;:")
    worth = match["worth"] or match["inner"]
    taken = _FULL_TAKEN.fullmatch(rest)
    if not rest or (taken and taken[1] == worth):
        item = {"id": "item_1", "label_zh": name, "points": worth.strip("«分»")}
        return _row(number, name, Decimal(item["points"]), {"kind": "checklist", "items": [item]})
    return _scored(number, name, rest, Decimal(worth.strip("«分»")))


def _own_worth(text: str, number: int) -> MethodData | None:
    given = [Decimal(value.strip("«分»")) for value in re.findall(rf"(?:⇒|×)({POINTS})", text)]
    if not given or max(given) == 0:
        return None
    simple = re.fullmatch(rf"([^«»⇒⇓,;]+)⇒{POINTS}", text)
    if simple and not unruled(simple[1]):
        item = {"id": "item_1", "label_zh": simple[1], "points": amount(given[0])}
        return _row(number, simple[1], given[0], {"kind": "checklist", "items": [item]})
    return _scored(number, "", text, max(given))


def _scored(number: int, name: str, text: str, points: Decimal) -> MethodData | None:
    method = _method(rule_of(text, name, points, floored=False)) if points > 0 else None
    if method is None or method["kind"] in {"composite", "reserved"}:
        return None
    return _row(number, name or f"第{number}部分", points, method)


def _row(number: int, name: str, points: Decimal, method: MethodData) -> MethodData:
    return {"id": f"part_{number}", "label_zh": name.strip("(:,"), "points": amount(points), "method": method}


def worth(text: str, label: str, max_score: Decimal) -> Decimal | None:
    """The points a standard adds up to, when that can be told: ``max_score``, or another figure that does not fit it."""
    if recognise(text, label, max_score) is not None:
        return max_score
    given = [
        Decimal(value.strip("«分»"))
        for value in re.findall(rf"⇒({POINTS})", read_rule(text, label, max_score).text)
    ]
    fitting = {points for points in (sum(given, Decimal(0)), max(given, default=Decimal(0))) if points > 0}
    told = [points for points in fitting if _listed(recognise(text, label, points), text, label)]
    return told[0] if len(told) == 1 else None


def _listed(found: Recognised | None, text: str, label: str) -> bool:
    """Whether the points are counted up in the text itself, item by item or band by band."""
    if found is None:
        return False
    return found.method["kind"] == "bands" or "■" in read_rule(text, label, Decimal(1)).text
