"""Requests and drafts for the tests, and what is measured on a draft."""

from __future__ import annotations

import asyncio
import copy
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ziping.domain.draft import Draft, Paragraph, Table
from ziping.domain.methods import AllOrNothing
from ziping.domain.rubric import Indicator, IndicatorGroup, Rubric
from ziping.drafting.offline import OfflineWriter
from ziping.drafting.writer import DraftRequest
from ziping.facts.table import build_facts
from ziping.intake.normalize import normalise
from ziping.intake.outline_yaml import load_outline
from ziping.intake.rubric_yaml import load_rubric
from ziping.intake.submission_file import read_submission_text
from ziping.language.numerals import NumberKind, find_numbers
from ziping.scoring.compiled import compile_rubric
from ziping.scoring.engine import score

ROOT = Path(__file__).resolve().parents[2]
RUBRIC = "shenzhen-futian-2021-department"
FAMILY = "shenzhen-department"
FREE = {NumberKind.ORDINAL, NumberKind.IDIOM, NumberKind.YEAR, NumberKind.QUARTER}
BARE = {
    "format": "ziping/submission/1",
    "rubric": RUBRIC,
    "year": "2021",
    "unit": {"name": "示例区总工会"},
}
"""All that a submission must hold."""


@cache
def rubric() -> Rubric:
    return load_rubric(RUBRIC).rubric


@cache
def _futian_text() -> str:
    path = ROOT / "eval" / "reports" / "futian_department_2021" / "submission.yaml"
    return path.read_text(encoding="utf-8")


def futian_data() -> dict[str, Any]:
    """The published 2021 report's figures, for a test to change."""
    return copy.deepcopy(yaml.load(_futian_text(), Loader=yaml.BaseLoader))


def request(data: dict[str, Any], rules: Rubric | None = None, extra: tuple[Path, ...] = ()) -> DraftRequest:
    """A request for a submission written as data."""
    rules = rules or rubric()
    raw = read_submission_text(yaml.safe_dump(data, allow_unicode=True).encode("utf-8"), "submission.yaml")
    submission = normalise(raw, rules).submission
    card = score(compile_rubric(rules), submission)
    facts = build_facts(rules, submission, card)
    return DraftRequest(rules, submission, card, facts, load_outline(FAMILY, extra))


def write(asked: DraftRequest) -> Draft:
    return asyncio.run(OfflineWriter().write(asked))


@cache
def futian() -> DraftRequest:
    return request(futian_data())


@cache
def futian_draft() -> Draft:
    return write(futian())


@cache
def sparse() -> DraftRequest:
    """Only the unit's name and the year."""
    return request(BARE)


@cache
def perfect() -> DraftRequest:
    """Full marks everywhere; the two rules whose bands are not known are replaced."""
    data = futian_data()
    data["unit"] = {"name": "示例市总工会", "level": "市级"}
    data["inputs"] |= {
        "procurement_actual": "5.20 万元",
        "cumulative_expenditure_q1": "750 万元",
        "cumulative_expenditure_q2": "1500 万元",
        "cumulative_expenditure_q3": "2300 万元",
        "cumulative_expenditure_q4": "2952.79 万元",
        "actual_expenditure": "2952.79 万元",
        "basic_expenditure": "363.09 万元",
        "project_expenditure": "2589.70 万元",
        "fixed_assets_in_use": "82.47 万元",
        "satisfaction_score": "96.5 分",
    }
    data["judgements"]["benefits"]["aspects"] = ["social", "economic", "sustainability"]
    data["notes"] = {}
    del data["resolutions"]
    return request(data, lenient(rubric()))


def lenient(rules: Rubric) -> Rubric:
    """The rubric with full marks for utilisation and dispatched staff, whose bands the source does not show."""
    unknown = {"fixed_asset_utilization", "off_establishment_staff_control"}

    def change(node: Indicator | IndicatorGroup) -> Indicator | IndicatorGroup:
        if isinstance(node, IndicatorGroup):
            return node.model_copy(update={"children": tuple(map(change, node.children))})
        method = AllOrNothing(kind="all_or_nothing", condition="fixed_assets_total > 0")
        return node.model_copy(update={"method": method}) if node.id in unknown else node

    return rules.model_copy(update={"indicators": tuple(map(change, rules.indicators))})


@cache
def troubled() -> DraftRequest:
    """Part marks, zeros, an item that does not apply, missing figures, contradictions, the unit's own notes."""
    data = futian_data()
    data["unit"] = {"name": "示例县总工会", "code": "900002"}
    data["report_date"] = "2022-03-05"
    data["recipients"] = ["示例县财政局"]
    data["inputs"] |= {
        "procurement_actual": "6 万元",
        "unfinished_key_tasks": "1 项",
        "projects_on_time": "9 个",
        "three_public_actual": "4.5 万元",
        "satisfaction_score": "70 分",
        "petitions_replied": "5 宗",
        "petitions_overdue": "1 宗",
        "serious_violations": "1 次",
    }
    del data["inputs"]["dispatched_staff"]
    data["checklists"]["budgeting_rationality"]["fits_mandate"] = "none"
    data["checklists"]["procurement_execution"]["policy_function"] = "partial"
    data["not_applicable"] = {"budget_disclosure": "按规定不需要公开"}
    data["projects"][0]["on_time"] = "否"
    data["tasks"] = data["tasks"][:2]
    data["notes"] = {
        "problems": [{"text": "信息化水平不足", "cause": "系统建设起步晚"}],
        "measures": [
            {
                "leaf": "satisfaction",
                "action": "每季度开展一次满意度调查",
                "owner": "办公室",
                "due": "2022年6月底前",
                "check": "满意度达到90分",
            },
            {"action": "建设信息系统", "owner": "财务部"},
        ],
    }
    del data["documents"]
    return request(data)


def pending_but_told() -> DraftRequest:
    """No figure at all, but work done, notes and documents."""
    data = futian_data()
    for key in ("inputs", "checklists", "judgements", "resolutions"):
        del data[key]
    return request(data)


EVERY = {
    "futian": futian,
    "sparse": sparse,
    "perfect": perfect,
    "troubled": troubled,
    "pending_but_told": pending_but_told,
}


# ---- what is measured


def text_of(draft: Draft, section: str = "") -> str:
    """All paragraphs, or those of one section, a line each."""
    mine = [paragraph.text for paragraph in draft.paragraphs() if paragraph.id.startswith(section)]
    return "\n".join(mine)


def paragraph(draft: Draft, name: str) -> Paragraph:
    return next(item for item in draft.paragraphs() if item.id == name)


def ids(draft: Draft, prefix: str) -> list[str]:
    """Ids of paragraphs below a prefix, without it."""
    return [item.id.removeprefix(prefix) for item in draft.paragraphs() if item.id.startswith(prefix)]


def table(draft: Draft, name: str) -> Table:
    blocks = [block for section in draft.sections for block in section.blocks]
    blocks += [block for attachment in draft.attachments for block in attachment.blocks]
    return next(block for block in blocks if isinstance(block, Table) and block.id == name)


def rows(draft: Draft, name: str) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table(draft, name).rows]


def uncovered(draft: Draft) -> list[str]:
    """Figures of the text that carry no mark and are no ordinal, fixed term, year or quarter."""
    return [
        f"{item.id}: {number.surface}"
        for item in draft.paragraphs()
        for number in find_numbers(item.text)
        if number.kind not in FREE
        and not any(mark.start < number.end and number.start < mark.end for mark in item.marks)
    ]


def unlike_their_facts(draft: Draft, asked: DraftRequest) -> list[str]:
    """Marks whose text is neither the fact's printed value nor, for the unit's words, what it wrote."""
    facts = asked.facts.by_id()
    return [
        f"{item.id}: {item.text[mark.start : mark.end]!r} is not {mark.fact}"
        for item in draft.paragraphs()
        for mark in item.marks
        if item.text[mark.start : mark.end] not in {facts[mark.fact].printed, *facts[mark.fact].sources}
    ]


def said_twice(draft: Draft) -> list[str]:
    """Sentences that stand in the draft more than once."""
    sentences = [part for item in draft.paragraphs() for part in item.text.split("。") if len(part) > 3]
    return [sentence for sentence, times in Counter(sentences).items() if times > 1]


BANNED = re.compile(
    "今年以来|目前|预计|截至目前|上半年|显著提升|走在.{0,4}前列|一致好评|圆满|有待进一步|[！？]"
)
SLIPS = re.compile(r"[，、；：][，。；：、]|。。|（）|\{\{|\{%|None|[\ue000-\uf8ff\U000f0000-\U0010fffd]|  ")


def found(pattern: re.Pattern[str], draft: Draft) -> list[str]:
    return [f"{item.id}: {hit}" for item in draft.paragraphs() for hit in pattern.findall(item.text)]
