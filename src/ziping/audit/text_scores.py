"""Scores in sentences: above their full marks, parts against totals, and one score said in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from ziping.audit.arithmetic import added
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.quantity import plain
from ziping.language.claims.units import SCORE
from ziping.language.labels import clean_text
from ziping.language.numerals import parse_chinese_integer
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.said_scores import TOTAL_WORDS, Mark, Pair, marks_in, pairs_of

_COUNTED = re.compile("(?P<count>[两二三四五六七八九十0-9]{1,2})[项个]")
_TAKEN = re.compile("^(?:共|合计|本项)?(?:被)?扣(?:分|了|减)?$")
_NEARLY: Final = 20
"""Parts that miss a total by less than one part in so many were meant to make it."""
_ZERO = re.compile("不得分|未得分|得0分|得零分")
_FULL = re.compile("满分")


def above_full(given: AuditInput) -> CheckResult:
    """No sentence gives more than the full marks it names: 分值2分，得分3分."""
    pairs = pairs_of(given.figures)
    findings = [
        found(
            "said_score_above_full",
            "error",
            pair.score.place,
            f"“{pair.name or '本项'}”分值写的是{pair.weight.surface}，得分却是{pair.score.surface}；得分不能高于分值，请核对",
            stated=f"分值{pair.weight.surface}，得分{pair.score.surface}",
            expected=f"不超过{pair.weight.surface}",
            working=f"{plain(pair.score.value)}>{plain(pair.weight.value)}",
            quote=given.figures.quote(pair.score),
            subject=pair.name,
        )
        for pair in pairs
        if pair.score.value > pair.weight.value
    ]
    return result(findings, looked=pairs, nothing="没有“分值……得分……”这样的句子")


def parts_of_scores(given: AuditInput) -> CheckResult:
    """Full marks and scores named after 其中 add up to those named before it in the paragraph."""
    groups = tuple(_groups(given.figures, pairs_of(given.figures)))
    findings = [
        finding
        for head, parts in groups
        for finding in (
            _part_finding(given.figures, head.weight, [part.weight for part in parts], "分值"),
            _part_finding(given.figures, head.score, [part.score for part in parts], "得分"),
        )
        if finding is not None
    ]
    return result(findings, looked=groups, nothing="没有先写合计、再写“其中”各项得分的段落")


def _groups(figures: Figures, pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Sequence[Pair]]]:
    by_passage: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_passage.setdefault(pair.score.passage, []).append(pair)
    for index, (head, *parts) in by_passage.items():
        text = figures.passages[index].text
        if (
            len(parts) > 1
            and "其中" in text[head.score.end : parts[0].weight.start]
            and all(p.name for p in parts)
        ):
            yield head, parts


def named_parts(given: AuditInput) -> CheckResult:
    """自评得54.32分，其中A得5分、B得18.82分……: scores named after 其中 are not more than the score before it."""
    groups = [group for passage in given.figures.passages for group in _named(passage, given.figures)]
    findings = []
    for head, parts in groups:
        total = sum((part.value for part in parts), Decimal(0))
        finding = _part_finding(given.figures, head, parts, "得分")
        if finding is not None:
            whole = total > head.value or _NEARLY * total >= head.value * (_NEARLY - 1)
            severity: Severity = "error" if total > head.value else "warning"
            findings.extend(
                [finding.model_copy(update={"code": "said_score_named", "severity": severity})]
                if whole
                else []
            )
    return result(findings, looked=groups, nothing="没有“得分……，其中……得……分”这样的句子")


def _named(passage: Passage, figures: Figures) -> Iterator[tuple[Figure, Sequence[Figure]]]:
    """A score, then 其中, then at least two named scores without full marks in the same sentence."""
    said = [
        mark for mark in marks_in(passage, figures.of_passage.get(passage.index, ())) if passage.cell is None
    ]
    for match in re.finditer("其中", passage.text):
        before = [mark for mark in said if mark.figure.end <= match.start() and not mark.weight]
        after = [mark for mark in said if mark.figure.start > match.end()]
        if not before or before[-1].figure.sentence != passage.outline.sentence_of(match.start()):
            continue
        head = before[-1].figure
        parts = [mark for mark in after if mark.figure.sentence == head.sentence]
        if len(parts) > 1 and all(part.name and not part.weight for part in parts):
            yield head, [part.figure for part in parts]


def deductions(given: AuditInput) -> CheckResult:
    """分值9分，得7分，扣2分: what is taken off is what is missing to the full marks."""
    looked = []
    findings = []
    for pair in pairs_of(given.figures):
        said = given.figures.of_passage[pair.score.passage]
        after = [f for f in said if f.start > pair.score.end and f.sentence == pair.score.sentence]
        taken = after[0] if after else None
        if taken is None or not _TAKEN.search(clean_text(taken.label)) or taken.measure.dimension != SCORE:
            continue
        looked.append(pair)
        missing = pair.weight.value - pair.score.value
        if missing >= 0 and taken.exact and taken.value != missing:
            findings.append(
                found(
                    "said_deduction",
                    "error",
                    taken.place,
                    f"分值{pair.weight.surface}，得分{pair.score.surface}，扣分写的是{taken.surface}，应是{plain(missing)}分；请核对",
                    stated=taken.surface,
                    expected=f"{plain(missing)}分",
                    working=f"{plain(pair.weight.value)}-{plain(pair.score.value)}={plain(missing)}",
                    quote=given.figures.quote(taken),
                    subject=pair.name,
                )
            )
    return result(findings, looked=looked, nothing="没有“分值……得分……扣分”这样的句子")


def _part_finding(figures: Figures, head: Figure, parts: Sequence[Figure], word: str) -> Finding | None:
    values = [part.value for part in parts]
    total = sum(values, Decimal(0))
    if total == head.value:
        return None
    return found(
        "said_score_parts" if word == "分值" else "said_score_total",
        "error",
        head.place,
        f"合计{word}写的是{head.surface}，句中各项{word}相加是{plain(total)}分；请核对",
        stated=head.surface,
        expected=f"{plain(total)}分",
        working=added(values),
        quote=figures.quote(head),
        subject=word,
    )


def stated_totals(given: AuditInput) -> CheckResult:
    """A得6分，B得8分，三项合计得20分: the parts of the sentence add up when all of them are there."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = [
            mark
            for mark in marks_in(passage, given.figures.of_passage.get(passage.index, ()))
            if not mark.weight
        ]
        for mark in said:
            if not TOTAL_WORDS.search(clean_text(mark.figure.label)):
                continue
            parts = _parts_before(passage, mark, said)
            if parts is not None:
                looked.append(mark)
                finding = _part_finding(given.figures, mark.figure, parts, "得分")
                findings.extend([finding] if finding else [])
    return result(findings, looked=looked, nothing="没有把各项得分和合计写在一句里的")


def _parts_before(passage: Passage, total: Mark, said: Sequence[Mark]) -> list[Figure] | None:
    """The scores of the total's sentence, when they are as many as it says."""
    sentence = total.figure.sentence
    parts = [
        m.figure
        for m in said
        if m.figure.sentence == sentence and m.figure.end < total.figure.start and m.name
    ]
    first = passage.outline.of_sentence(sentence)[0].start
    before = passage.text[first : total.figure.start]
    counts = list(_COUNTED.finditer(before))
    if not counts or _FULL.search(before):
        return None
    count = counts[-1]["count"]
    wanted = parse_chinese_integer(count) or (Decimal(count) if count.isdecimal() else None)
    zeros = len(_ZERO.findall(before))
    return parts if parts and wanted is not None and len(parts) + zeros == int(wanted) else None


CHECKS: Final = (
    Check("said_score_above_full", "文中得分不超过分值", above_full),
    Check("said_score_parts", "文中各项得分与合计", parts_of_scores),
    Check("said_score_total", "文中得分合计", stated_totals),
    Check("said_score_named", "得分与其中各项", named_parts),
    Check("said_deduction", "分值、得分与扣分", deductions),
)
