"""What each paragraph of a model must say, read off the offline draft: its figures, the unit's words in it, its gaps.

The offline draft is the skeleton of every report. A paragraph of it that a model may write anew becomes a plan: the
facts it prints, the tasks, problems and measures it tells, the indicator it is about, what it says is missing. The
plan goes into the prompt, and what comes back is held against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

from ziping.domain.draft import Draft, Paragraph, Section
from ziping.domain.fact import Fact
from ziping.domain.outline import SectionSpec
from ziping.domain.scorecard import ScoreLine
from ziping.drafting.evidence import Item, items_in, unit_items
from ziping.drafting.figures import PENDING
from ziping.drafting.marking import clean
from ziping.drafting.slots import surface
from ziping.drafting.writer import DraftRequest

_OPENING = re.compile(r"（[0-9]{1,3}）|（[一二三四五六七八九十]{1,3}）|[0-9]{1,3}[.．] ")
_GAP = re.compile(rf"{PENDING}(?:：(?:（[^（）\n]*）|[^，。；！？（）\n])*)?")
_NUMBER = re.compile(r"[0-9_]+$")
_ASIDE = (
    ".target",
    ".vs_target",
    ".vs_last_year",
    ".gap",
    ".max_score",
    ".score",
    ".lost_points",
    ".per_case",
    ".per_point",
)
"""Endings of facts that explain another one."""
_KIN = (".target", ".vs_target", ".vs_last_year", ".gap", ".score", ".lost_points", ".max_score")
"""Endings under which the kin of a fact may be used in its paragraph."""
_LENGTHS = {"problem": (50, 280), "measure": (15, 240), "total": (20, 240)}
_LENGTH = (25, 300)
_MOST_FACTS = 120


class Need(NamedTuple):
    """Something a paragraph must say.

    Attributes:
        what: for people, ``扣4分``.
        facts: one of them must be mentioned; empty for none.
        words: the unit's words that must be told in some form; empty for none.
    """

    what: str
    facts: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class ParagraphPlan:
    """A paragraph to write.

    Attributes:
        kind: ``theme``, ``problem``, ``measure``, … : its name without number and subject.
        opening: its number as printed, put before the text by us: ``（2）``.
        names: what must be called by its name: the indicator it is about.
        facts: ids of the figures it may use, in the order the skeleton tells them.
        items: the unit's words it is written from.
        gaps: what it must say is still to be supplied, ``待补充：责任部门``.
        least: characters of the shortest text, ``most`` of the longest.
        skeleton: the offline paragraph it may replace.
    """

    id: str
    kind: str
    opening: str
    names: tuple[str, ...]
    needs: tuple[Need, ...]
    facts: tuple[str, ...]
    items: tuple[Item, ...]
    gaps: tuple[str, ...]
    least: int
    most: int
    skeleton: Paragraph


@dataclass(frozen=True)
class SectionPlan:
    """The paragraphs of one section that a model may write, with all they may use."""

    id: str
    heading: str
    prompt: str
    paragraphs: tuple[ParagraphPlan, ...]
    facts: tuple[Fact, ...]
    items: tuple[Item, ...]

    def batches(self, size: int) -> Iterator[SectionPlan]:
        """The plan in pieces of nearly equal length, none longer than ``size`` paragraphs."""
        count = -(-len(self.paragraphs) // size)
        for number in range(count):
            part = self.paragraphs[
                number * len(self.paragraphs) // count : (number + 1) * len(self.paragraphs) // count
            ]
            facts = {name for plan in part for name in plan.facts}
            items = {item.id for plan in part for item in plan.items}
            yield SectionPlan(
                self.id,
                self.heading,
                self.prompt,
                part,
                tuple(fact for fact in self.facts if fact.id in facts or fact.unit == "年"),
                tuple(item for item in self.items if item.id in items),
            )


def plan_sections(request: DraftRequest, skeleton: Draft) -> tuple[SectionPlan, ...]:
    """Every section with paragraphs a model may write; a paragraph without material stays the skeleton's."""
    specs = {spec.id: spec for spec in request.family.outline.sections if spec.model is not None}
    desk = _Desk(request)
    plans = (desk.section(specs[section.id], section) for section in skeleton.sections if section.id in specs)
    return tuple(plan for plan in plans if plan.paragraphs)


class _Desk:
    """What all plans of a draft are made from."""

    def __init__(self, request: DraftRequest) -> None:
        self.facts = request.facts.by_id()
        self.items = unit_items(request.submission)
        self.lines = {line.id: line for line in request.scorecard.lines}

    def section(self, spec: SectionSpec, section: Section) -> SectionPlan:
        patterns = () if spec.model is None else spec.model.paragraphs
        plans = []
        for block in section.blocks:
            name = block.id.removeprefix(f"{section.id}.")
            if isinstance(block, Paragraph) and any(fnmatchcase(name, pattern) for pattern in patterns):
                plan = self.paragraph(block, name)
                plans += [plan] if plan is not None else []
        used = {name for plan in plans for name in plan.facts}
        facts = [fact for fact in self.facts.values() if fact.id in used or fact.unit == "年"]
        items = {item.id: item for plan in plans for item in plan.items}
        prompt = "" if spec.model is None else spec.model.prompt
        return SectionPlan(
            section.id, spec.heading, prompt, tuple(plans), tuple(facts[:_MOST_FACTS]), tuple(items.values())
        )

    def paragraph(self, block: Paragraph, name: str) -> ParagraphPlan | None:
        kind = _NUMBER.sub("", name.partition(".")[0])
        line = self._line(name.partition(".")[2])
        opening = match[0] if (match := _OPENING.match(block.text)) else ""
        body = block.text.removeprefix(opening)
        gaps = tuple(dict.fromkeys(found[0] for found in _GAP.finditer(body)))
        told = tuple(dict.fromkeys(mark.fact for mark in block.marks if mark.fact in self.facts))
        items = items_in(self.items, name, body, told)
        if kind == "problem" and not any(fact.endswith(".lost_points") for fact in told):
            items = (*items, _guide(name, "情况", body))
        elif kind == "measure" and not items:
            items = (_guide(name, "整改方向", body),)
        if not items and gaps and kind != "problem":
            return None  # little is known: the offline sentence that says so stands
        needs = tuple(self._needs(kind, told, items, line, body))
        if not needs:
            return None
        least, most = _LENGTHS.get(kind, _LENGTH)
        return ParagraphPlan(
            id=block.id,
            kind=kind,
            opening=opening,
            names=(clean(line.called),)
            if line is not None and kind in _LENGTHS and line.called in body
            else (),
            needs=needs,
            facts=tuple(self._usable(told)),
            items=items,
            gaps=gaps,
            least=min(least, len(body) // 3),
            most=max(most, len(body) * 2),
            skeleton=block,
        )

    def _line(self, subject: str) -> ScoreLine | None:
        """The indicator a paragraph's name ends in: ``satisfaction``, ``benefits.constraint``."""
        return self.lines.get(subject) or self.lines.get(subject.partition(".")[0])

    def _needs(
        self, kind: str, told: Sequence[str], items: Sequence[Item], line: ScoreLine | None, body: str
    ) -> Iterator[Need]:
        lost = f"{line.id}.lost_points" if line is not None else ""
        if lost in told and kind == "problem":
            yield Need(f"扣{surface(self.facts[lost])}", (lost,))
        for item in items:
            mine = tuple(name for name in told if name.startswith(f"{item.prefix}.n"))
            if mine and item.prefix.startswith("evidence."):
                yield Need(f"{item.called}的结果（如{surface(self.facts[mine[0]])}）", mine)
            else:
                words = item.essence if item.only or item.essence in body or not item.title else item.title
                yield Need(item.called, words=words)
        main = [name for name in told if not name.endswith(_ASIDE) and self.facts[name].origin != "evidence"]
        if kind == "problem":
            main = main[:1] if lost in told else main
        elif items and not any(item.only for item in items):
            main = []
        else:
            main = [name for name in told if not name.endswith((".target", ".max_score"))]
        for name in main:
            fact = self.facts[name]
            yield Need(f"{fact.label}{surface(fact)}", (name,))

    def _usable(self, told: Sequence[str]) -> Iterator[str]:
        """The facts of the skeleton, then their kin."""
        yield from told
        seen = set(told)
        for name in told:
            for ending in _KIN:
                if (kin := f"{name}{ending}") in self.facts and kin not in seen:
                    seen.add(kin)
                    yield kin


def _guide(name: str, kind: str, body: str) -> Item:
    """What the offline writer says where the unit gave no words of its own."""
    told = re.sub(r"（[；，]?）", "", _GAP.sub("", body)).rstrip("。；")
    return Item(f"g.{name}", kind, (("内容", told),), told)


def plan_rows(plan: SectionPlan) -> list[dict[str, object]]:
    """The plan as rows for a prompt."""
    return [
        {
            "id": item.id,
            "种类": item.kind,
            "点名": list(item.names),
            "必须写到": [need.what for need in item.needs],
            "数据": list(item.facts),
            "材料": [one.id for one in item.items],
            "待补充": list(item.gaps),
            "字数": f"{item.least}—{item.most}",
        }
        for item in plan.paragraphs
    ]


def fact_rows(plan: SectionPlan) -> list[dict[str, object]]:
    """The facts of a section as rows for a prompt."""
    return [{"id": fact.id, "名称": fact.label, "值": surface(fact)} for fact in plan.facts]
