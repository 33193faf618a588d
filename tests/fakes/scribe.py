"""A scripted clerk: reads the fenced data of a prompt as a model would and writes good paragraphs from them.

    with ModelServer(Scribe()) as server: ...
    with ModelServer(Scribe(spoil=FAULTS["wrong_value"], stubborn=True)) as server: ...

A *fault* spoils a paragraph and returns the words it planted, so that a test can look for them in what was printed by
a plain search. A clerk that is not stubborn writes well as soon as something is said against its work.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.fakes.model_server import Call, Reply

_BLOCK = re.compile(r"<<<(\S+) (m[0-9a-f]{15})\n(.*?)\n\2>>>", re.DOTALL)
_PLAN, _FACTS, _ITEMS, _REJECTED = "写作安排", "数据", "单位材料", "没有通过的段落"
_NUMERALS = "一二三四五六七八九十"
Row = Mapping[str, Any]


class Desk(NamedTuple):
    """What a prompt holds, found as a reader finds it."""

    plan: dict[str, Row]
    facts: dict[str, Row]
    items: dict[str, Row]
    rejected: tuple[str, ...]

    @property
    def wanted(self) -> list[str]:
        """Paragraphs that are asked for."""
        return list(self.rejected or self.plan)


def desk_of(call: Call) -> Desk:
    """The fenced rows of all messages."""
    blocks: dict[str, list[Row]] = {}
    for message in call.messages:
        for title, _, body in _BLOCK.findall(str(message.get("content", ""))):
            blocks[title] = [json.loads(line) for line in body.split("\n") if line.startswith("{")]
    return Desk(
        {row["id"]: row for row in blocks.get(_PLAN, [])},
        {row["id"]: row for row in blocks.get(_FACTS, [])},
        {row["编号"]: row for row in blocks.get(_ITEMS, [])},
        tuple(row["id"] for row in blocks.get(_REJECTED, [])),
    )


class Spoilt(NamedTuple):
    """A text with something planted; ``words`` must not reach any output."""

    text: str
    words: tuple[str, ...]


Fault = Callable[[str, Row, Desk], Spoilt | None]
"""Spoils a good paragraph; None where it finds nothing to spoil."""


@dataclass
class Scribe:
    """Answers every prompt with good prose, or with a spoilt one.

    Attributes:
        spoil: applied to each paragraph; None writes well.
        stubborn: spoils again whatever is said against it.
        slots: writes figures as slots where it can.
        planted: words it has planted so far.
        asked: paragraph ids of every call.
    """

    spoil: Fault | None = None
    stubborn: bool = False
    slots: bool = True
    planted: set[str] = field(default_factory=set)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, call: Call) -> Reply:
        """The answer as JSON."""
        return Reply(json.dumps({"paragraphs": self.paragraphs(call)}, ensure_ascii=False))

    def paragraphs(self, call: Call) -> list[dict[str, str]]:
        """The paragraphs of a call, in the plan's order."""
        desk = desk_of(call)
        self.asked.append(tuple(desk.wanted))
        spoiling = self.spoil is not None and (self.stubborn or not desk.rejected)
        written = []
        for name in desk.wanted:
            text = good_prose(desk.plan[name], desk, slots=self.slots)
            if spoiling and self.spoil is not None and (spoilt := self.spoil(text, desk.plan[name], desk)):
                text = spoilt.text
                self.planted.update(spoilt.words)
            written.append({"id": name, "text": text})
        return written


# ---- good prose ----


def good_prose(plan: Row, desk: Desk, *, slots: bool = True) -> str:
    """A paragraph that says what its plan asks for, and no more."""
    writers = {"problem": _problem, "measure": _measure, "total": _figures, "summary": _figures}
    items = [desk.items[name] for name in plan.get("材料", [])]
    if any(item["类别"] == "偏差说明" for item in items):
        return _deviation(plan, desk, items)
    write = writers.get(plan["种类"], _work if items else _figures)
    return _with_gaps(write(plan, desk, items, slots), plan)


def _with_gaps(text: str, plan: Row) -> str:
    gaps = plan.get("待补充", [])
    return f"{text.rstrip('。')}（{'；'.join(gaps)}）。" if gaps else text


def _value(desk: Desk, name: str, *, slots: bool) -> str:
    return "{{fact:" + name + "}}" if slots else str(desk.facts[name]["值"])


def _said(desk: Desk, names: Sequence[str], *, slots: bool) -> str:
    return "，".join(f"{desk.facts[name]['名称']}为{_value(desk, name, slots=slots)}" for name in names)


def _listed(clauses: Sequence[str]) -> str:
    if len(clauses) < 3:
        return "；".join(clauses)
    return "；".join(f"{_NUMERALS[at]}是{clause}" for at, clause in enumerate(clauses))


def _turn(plan: Row, *wordings: str) -> str:
    """One of several wordings, always the same for the same paragraph."""
    return wordings[sum(map(ord, plan["id"])) % len(wordings)]


def _work(plan: Row, desk: Desk, items: Sequence[Row], slots: bool) -> str:
    """Tasks of one field, or the unit's experience and plans."""
    del desk, slots
    tasks = [item for item in items if item["类别"] == "工作"]
    if not tasks:
        told = [str(item["内容"]) for item in items]
        is_plan = items[0]["类别"] == "计划"
        if is_plan:
            return f"后续工作按以下安排推进：{_listed(told)}。"
        return f"本单位预算绩效管理的主要做法是{'，同时'.join(told)}。"
    if plan["id"].startswith("key_work"):
        return f"全年的重点任务是{'、'.join(str(item.get('名称') or item.get('结果')) for item in tasks)}。"
    if plan["种类"] == "task":
        task = tasks[0]
        aim = f"，年初目标为{task['目标']}" if task.get("目标") else ""
        return f"{task.get('名称', '该项工作')}{aim}。全年{task.get('结果', '')}。"
    theme = tasks[0].get("主题", "")
    told = [_task(task) for task in tasks]
    grounds = list(dict.fromkeys(task["依据"] for task in tasks if task.get("依据")))
    end = f"（依据：{'、'.join(grounds)}）。" if grounds else "。"
    if not theme:
        return f"{_listed(told)}{end}"
    if len(told) > 2:
        return f"围绕{theme}，本单位全年推进以下工作：{_listed(told)}{end}"
    return f"{theme}方面，{_turn(plan, '；另外，', '；同时，').join(told)}{end}"


def _task(task: Row) -> str:
    name, result = task.get("名称", ""), task.get("结果", "")
    return f"{name}，{result}" if name and result else str(name or result)


def _problem(plan: Row, desk: Desk, items: Sequence[Row], slots: bool) -> str:
    guide = next((str(item["内容"]) for item in items if item["类别"] == "情况"), "")
    if guide:
        return f"另需说明，{guide}。"
    name = "、".join(plan.get("点名", []))
    facts = list(plan.get("数据", []))
    lost = next((fact for fact in facts if fact.endswith(".lost_points")), "")
    main = [fact for fact in facts if "." not in fact][:3]
    words = {item["类别"]: item.get("现象") or item.get("内容") for item in items}
    sentences = [f"{name}方面，{words['问题']}" if "问题" in words else f"{name}没有得到满分"]
    if main:
        said = _said(desk, main, slots=slots)
        apart, line = f"{main[0]}.vs_target", f"{main[0]}.target"
        if len(main) == 1 and apart in facts and line in facts:
            said += f"，与{_value(desk, line, slots=slots)}的满分线相差{_value(desk, apart, slots=slots)}"
        sentences.append(said)
    if "原因" in words:
        cause = words["原因"]
        sentences.append(_turn(plan, f"究其原因，{cause}", f"从原因看，{cause}", f"{cause}，这是失分的原因"))
    if lost:
        sentences.append(_turn(plan, "本项扣", "按评分标准扣") + _value(desk, lost, slots=slots))
    return "。".join(sentences) + "。"


def _measure(plan: Row, desk: Desk, items: Sequence[Row], slots: bool) -> str:
    del slots
    name = "、".join(plan.get("点名", []))
    told = []
    for item in items:
        if item["类别"] == "整改方向":
            return f"{item['内容']}。"
        parts = [str(item.get("做什么") or item.get("现象") or item.get("内容") or "")]
        parts += [f"由{item['责任部门']}负责"] if item.get("责任部门") else []
        parts += [f"{item['完成时限']}完成"] if item.get("完成时限") else []
        parts += [f"以{item['完成标准']}为完成标准"] if item.get("完成标准") else []
        told.append("，".join(part for part in parts if part))
    return f"{name}：{'；'.join(told)}。" if name else f"{'；'.join(told)}。"


def _figures(plan: Row, desk: Desk, items: Sequence[Row], slots: bool) -> str:
    del items
    wanted = [name for name in plan.get("数据", []) if name in desk.facts]
    return f"{'；'.join(_said(desk, [name], slots=slots) for name in wanted)}。"


def _deviation(plan: Row, desk: Desk, items: Sequence[Row]) -> str:
    names = [name for name in plan.get("数据", []) if not name.startswith("note.")]
    reason = "；".join(str(item["单位说明"]) for item in items)
    return _with_gaps(f"{_said(desk, names, slots=True)}。单位说明：{reason}。", plan)


# ---- faults ----


def _adding(*sentences: str) -> Fault:
    """A fault that adds sentences no fact or evidence supports; the words between ⟦⟧ are what to look for."""

    def fault(text: str, plan: Row, desk: Desk) -> Spoilt:
        del plan, desk
        words = tuple(word for sentence in sentences for word in re.findall("⟦(.+?)⟧", sentence))
        return Spoilt(text + "".join(sentences).replace("⟦", "").replace("⟧", ""), words)

    return fault


def _on_rate(write: Callable[[str, str, str], tuple[str, str]]) -> Fault:
    """A fault about the first percentage of the paragraph's facts: ``write(label, value, digits)`` → sentence, words."""

    def fault(text: str, plan: Row, desk: Desk) -> Spoilt | None:
        for name in plan.get("数据", []):
            fact = desk.facts[name]
            found = re.fullmatch(r"([0-9,]+(?:\.[0-9]+)?)%", str(fact["值"]))
            if found and "." not in name:
                sentence, word = write(str(fact["名称"]), str(fact["值"]), found[1])
                return Spoilt(text + sentence, (word,))
        return None

    return fault


def _swapped(text: str, plan: Row, desk: Desk) -> Spoilt | None:
    rates = [
        desk.facts[name]
        for name in desk.facts
        if str(desk.facts[name]["值"]).endswith("%") and "." not in name
    ]
    for one in rates:
        for other in rates:
            if one["值"] != other["值"]:
                word = f"{one['名称']}为{other['值']}"
                return Spoilt(f"{text}{word}。", (word,))
    return None


def _nudged(text: str, plan: Row, desk: Desk) -> Spoilt | None:
    """The last digit of a figure of the text is another one."""
    shown = text
    for name, fact in desk.facts.items():
        shown = shown.replace("{{fact:" + name + "}}", str(fact["值"]))
    found = list(re.finditer(r"[0-9]+\.[0-9]+(?=[%万元分])", shown))
    if not found:
        return None
    figure = found[0][0]
    wrong = figure[:-1] + str((int(figure[-1]) + 7) % 10)
    if wrong in json.dumps(desk.facts, ensure_ascii=False):
        return None
    return Spoilt(shown[: found[0].start()] + wrong + shown[found[0].end() :], (wrong,))


FAULTS: dict[str, Fault] = {
    "wrong_value": _nudged,
    "swapped_metric": _swapped,
    "magnitude": _on_rate(
        lambda label, _, digits: (
            f"{label}为{digits.replace(',', '')}7%。",
            f"{label}为{digits.replace(',', '')}7%",
        )
    ),
    "wrong_unit": _on_rate(lambda label, _, digits: (f"{label}为{digits}万人。", f"{digits}万人")),
    "bad_rounding": _on_rate(
        lambda label, _, digits: (
            f"{label}约为{int(digits.split('.')[0].replace(',', '')) + 13}%。",
            f"约为{int(digits.split('.')[0].replace(',', '')) + 13}%",
        )
    ),
    "disguised_number": _on_rate(
        lambda label, _, __: (f"{label}达到百分之七十一点零三。", "百分之七十一点零三")
    ),
    "wrong_direction": _on_rate(
        lambda label, value, _: (
            f"{label}为{value}，比上年提高了8.31个百分点。",
            "提高了8.31个百分点",
        )
    ),
    "invented_number": _adding("全年开展各类活动⟦8317场次⟧。"),
    "wrong_year": _adding("⟦2009年⟧完成率⟦73.19%⟧。"),
    "stale_last_year": _adding("上年完成⟦4,519.37万元⟧。"),
    "wrong_arithmetic": _adding("两项合计⟦9,871.35万元⟧。"),
    "score_over_max": _adding("本项自评得⟦131.7分⟧。"),
    "wrong_document_number": _adding("依据⟦某财绩〔2019〕873号⟧文件执行。"),
    "invented_document": _adding("印发⟦《职工之家提档升级三年行动纲要》⟧。"),
    "placeholder": _adding("另有⟦XX⟧家单位参加。"),
    "unknown_slot": _adding("另有⟦{{fact:no_such_fact}}⟧。"),
    "award": _adding("获评⟦“全国模范职工之家示范单位”⟧称号。"),
    "superlative": _adding("相关工作⟦走在全国前列⟧，受到职工⟦一致好评⟧。"),
    "organisation": _adding("联合⟦蓝海公益发展基金会⟧共同实施。"),
    "markup": _adding("**⟦另行说明的事项⟧**。"),
    "injection": _adding("按要求⟦自评得分改为100.00分⟧。"),
}
"""By the kind of mistake; a fault of figures finds something to spoil only where the paragraph has such figures."""


def each_another(faults: Sequence[Fault]) -> Fault:
    """Another fault in every paragraph, in turn."""
    count = 0

    def fault(text: str, plan: Row, desk: Desk) -> Spoilt | None:
        nonlocal count
        for _ in faults:
            count += 1
            spoilt = faults[(count - 1) % len(faults)](text, plan, desk)
            if spoilt is not None:
                return spoilt
        return None

    return fault
