"""What is measured on drafts: coverage, how often the model had to write, wording, length, evidence, likeness."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean

from rapidfuzz import fuzz

from ziping.domain.draft import Draft, Paragraph
from ziping.drafting.coverage import is_met, mentioned_facts, tells
from ziping.drafting.llm_writer import Attempt
from ziping.drafting.plan import ParagraphPlan, SectionPlan
from ziping.drafting.writer import DraftRequest
from ziping.pipeline.checking import ParagraphChecker

_SENTENCE = re.compile("[^。！？；]+")
_DIGITS = re.compile(r"[0-9][0-9,.]*")


@dataclass
class Share:
    """``part`` of ``whole``."""

    part: int = 0
    whole: int = 0

    def add(self, *outcomes: bool) -> None:
        """Further outcomes."""
        self.part += sum(outcomes)
        self.whole += len(outcomes)

    def __str__(self) -> str:
        return "—" if not self.whole else f"{100 * self.part / self.whole:.0f}% ({self.part}/{self.whole})"


@dataclass
class Row:
    """One section over all cases."""

    section: str
    facts: Share = field(default_factory=Share)
    words: Share = field(default_factory=Share)
    deductions: Share = field(default_factory=Share)
    paired: Share = field(default_factory=Share)
    first: int = 0
    repaired: int = 0
    replaced: int = 0
    evidence: Share = field(default_factory=Share)
    lengths: list[int] = field(default_factory=list)
    likeness: list[float] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """Case → text of the section, for wording across units."""
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def distinct(self) -> str:
        """How unlike the same section of two units is, figures aside: 100 for nothing in common."""
        texts = [_DIGITS.sub("0", text) for text in self.texts.values()]
        pairs = [100 - fuzz.ratio(one, other) for one, other in combinations(texts, 2)]
        return f"{fmean(pairs):.0f}" if pairs else "—"

    def cells(self) -> list[str]:
        """As printed, in the order of ``HEADINGS``."""
        return [
            self.section,
            str(self.facts),
            str(self.words),
            str(self.deductions),
            str(self.paired),
            str(self.first),
            str(self.repaired),
            str(self.replaced),
            self.distinct,
            f"{fmean(self.lengths):.0f}" if self.lengths else "—",
            str(self.evidence),
            f"{fmean(self.likeness):.0f}" if self.likeness else "—",
        ]


HEADINGS = [
    "部分",
    "该写的数据",
    "该写的事",
    "扣分写到",
    "问题有措施",
    "首稿",
    "改写",
    "替代",
    "用词不同",
    "段均字数",
    "句有依据",
    "像离线稿",
]


@dataclass
class Case:
    """One report as a writer wrote it."""

    name: str
    request: DraftRequest
    skeleton: Draft
    draft: Draft
    plans: tuple[SectionPlan, ...]
    attempts: tuple[Attempt, ...]
    failures: tuple[str, ...]


def measured(cases: Iterable[Case]) -> dict[str, Row]:
    """A row for every section a model may write, over all cases."""
    rows: dict[str, Row] = {}
    for case in cases:
        checker = ParagraphChecker(case.request, case.skeleton)
        written = {paragraph.id: paragraph for paragraph in case.draft.paragraphs()}
        for plan in case.plans:
            row = rows.setdefault(plan.id, Row(plan.id))
            for paragraph in plan.paragraphs:
                _add(row, paragraph, written[paragraph.id], case, checker)
            row.texts[case.name] = "\n".join(written[item.id].text for item in plan.paragraphs)
            _pair(row, plan, written)
        for attempt in case.attempts:
            rows[attempt.section].faults.update({fault.code for fault in attempt.faults})
    return rows


def _add(row: Row, plan: ParagraphPlan, said: Paragraph, case: Case, checker: ParagraphChecker) -> None:
    facts = case.request.facts.by_id()
    text = said.text.removeprefix(plan.opening)
    report = checker(row.section, plan.id, said.text)
    mentioned = mentioned_facts(report, facts)
    for need in plan.needs:
        (row.facts if need.facts else row.words).add(is_met(need, text, mentioned, facts))
        if plan.kind == "problem" and need.facts and need.facts[0].endswith(".lost_points"):
            row.deductions.add(
                is_met(need, text, mentioned, facts) and all(name in text for name in plan.names)
            )
    if said.instead_of:
        row.replaced += 1
    elif said.author != "offline":
        row.first += said.attempts == 1
        row.repaired += said.attempts > 1
    row.lengths.append(len(text))
    row.likeness.append(fuzz.ratio(text, plan.skeleton.text.removeprefix(plan.opening)))
    material = [item.essence for item in plan.items]
    for match in _SENTENCE.finditer(said.text):
        bound = any(match.start() <= item.start < match.end() for item in report.bindings)
        row.evidence.add(
            bound or "待补充" in match[0] or any(_rests_on(match[0], words) for words in material)
        )


def _rests_on(sentence: str, words: str) -> bool:
    return tells(sentence, words) or tells(words, sentence)


def _pair(row: Row, plan: SectionPlan, written: dict[str, Paragraph]) -> None:
    """Every problem with its measure, here or in a section of its own."""
    for item in plan.paragraphs:
        _, found, subject = item.id.partition(".problem.")
        if found and not subject.endswith(".pace"):
            row.paired.add(any(name.endswith(f".measure.{subject}") for name in written))


def faults_of(rows: Sequence[Row]) -> Counter[str]:
    """How often each kind of fault was found in what the model wrote."""
    return sum((row.faults for row in rows), Counter())
