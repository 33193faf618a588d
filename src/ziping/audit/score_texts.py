"""Scores told without a table: 投入10分得10分 and the total, a standard and the score it gives, the grade of last year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from ziping.audit.arithmetic import added, mean_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import about_figure
from ziping.audit.report import result
from ziping.audit.score_rules import scores_by_rule
from ziping.audit.score_sums import FULL_MARKS, GRADES, PASS, band_of
from ziping.domain.audit_report import CheckResult
from ziping.domain.quantity import decimal_places, plain, trim_zeros
from ziping.language.claims.units import SCORE
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.parts import segments
from ziping.language.reports.said_scores import Pair, score_name
from ziping.language.reports.score_rows import ScoreRow
from ziping.language.reports.whole_score import earlier_grades, total_cells, whole_rows

_GOT = re.compile("[，,]?(?:自评|实际|我会)?得")
_ALL = re.compile("(?:总分|合计|共计|总计|总得分|综合得分)(?:自评)?(?:得分?)?(?:为|是)?$")
_WHOLE = re.compile("(?:自评|综合)?(?:总得分|得分|总分|评分)(?:为|是)?$")
_TAKEN = re.compile("扣(?:了|分|减)?$")
_AMONG = re.compile("其中")
_THEN = re.compile("上年|去年|上一年")
_WEIGHTED = re.compile("加权|权重|分别|依次")
_LEAST: Final = 2
_STANDARD = re.compile(
    "(?:评分)?标准(?:为|是)[:：]?(?P<rule>[^。]{4,160}?)[，,；;。](?:据此|因此|按此|本项)?"
    "(?:应?扣(?:减)?[0-9.]+分[，,])?(?:自评)?得(?P<score>[0-9.]+)分"
)
_FULL = re.compile("(?:分值|满分|权重)(?P<full>[0-9.]+)分")
_BARE_POINTS = re.compile("(?<=[以][上下内])(?=[0-9.]+分)|(?<=%)(?=[0-9.]+分)")
_OPEN_EDGE = re.compile("%以上")
_EDGE = re.compile("(?P<edge>[0-9.]+)%")
_MEAN = re.compile(
    "(?:得分|评分)(?:的)?(?:算术|简单)?平均(?:数|值|分)?(?:为|是)?$|平均(?:得分|分|自评得分)(?:为|是)?$"
)


def bare_pairs(figures: Figures) -> Iterator[tuple[Passage, list[Pair]]]:
    """The pairs of each sentence that gives full marks and scores by name alone: 过程30分得27.45分."""
    for passage in figures.passages:
        said = [f for f in figures.of_passage.get(passage.index, ()) if f.exact and not passage.norm]
        groups: dict[int, list[Pair]] = {}
        for full, got in pairwise(said):
            name = score_name(full.label)
            scores = full.measure.dimension == got.measure.dimension == SCORE
            if scores and name and _GOT.fullmatch(passage.text[full.end : got.start].strip()):
                groups.setdefault(full.sentence, []).append(Pair(name, full, got))
        yield from ((passage, pairs) for pairs in groups.values() if len(pairs) >= _LEAST)


def totals(given: AuditInput) -> CheckResult:
    """投入10分得10分，过程30分得27.45分，……，总分95.25分: full marks of a hundred, and their scores make the total."""
    looked, findings = [], []
    for passage, pairs in bare_pairs(given.figures):
        total = _total(given.figures, passage, pairs)
        if total is None:
            continue
        if sum(pair.weight.value for pair in pairs) != FULL_MARKS:
            continue
        looked.append(total)
        scores = [pair.score.value for pair in pairs]
        expected = sum(scores, Decimal(0))
        if expected != total.value:
            told = f"总分写的是{total.surface}，句中各项得分相加是{plain(expected)}分；请核对"
            parts = [pair.score for pair in pairs]
            findings.append(
                about_figure(
                    given.figures,
                    total,
                    "score_text_sum",
                    "error",
                    told,
                    f"{plain(expected)}分",
                    added(scores),
                    parts,
                )
            )
    return result(findings, looked=looked, nothing="没有写各项满分、得分和总分的句子")


def _total(figures: Figures, passage: Passage, pairs: Sequence[Pair]) -> Figure | None:
    """The total score of a sentence: behind its pairs, or straight before them (自评得分94.62分，其中……)."""
    said = [f for f in figures.of_passage[passage.index] if f.exact and f.sentence == pairs[0].score.sentence]
    after = [f for f in said if f.start >= pairs[-1].score.end][:1]
    before = [f for f in said if f.end <= pairs[0].weight.start][-1:]
    scores = [f for f in (*after, *before) if f.measure.dimension == SCORE]
    behind = [f for f in scores if f in after and _ALL.search(clean_text(f.label))]
    ahead = [f for f in scores if f in before and _WHOLE.search(clean_text(f.label))]
    return next(iter((*behind, *ahead)), None)


def losses(given: AuditInput) -> CheckResult:
    """产出35分得34.20分, and further on 产出因……扣0.80分: what was taken off is what is missing."""
    lost = {
        p.name: p for _, pairs in bare_pairs(given.figures) for p in pairs if p.weight.value >= p.score.value
    }
    looked, findings = [], []
    for passage in given.figures.passages if lost else ():
        for stretch in segments(passage.text):
            name = next((n for n in lost if clean_text(stretch.text).startswith(n)), "")
            taken = _taken(given.figures, passage, stretch.start, stretch.end) if name else ()
            if not taken:
                continue
            looked.append(taken)
            pair = lost[name]
            missing = pair.weight.value - pair.score.value
            values = [f.value for f in taken]
            if sum(values, Decimal(0)) != missing:
                told = f"“{name}”{pair.weight.surface}得{pair.score.surface}，少{plain(missing)}分，这里扣的是{'、'.join(f.surface for f in taken)}；请核对"
                working = f"{plain(pair.weight.value)}-{plain(pair.score.value)}={plain(missing)}"
                findings.append(
                    about_figure(
                        given.figures,
                        taken[0],
                        "score_text_loss",
                        "error",
                        told,
                        f"{plain(missing)}分",
                        working,
                        (pair.score,),
                    )
                )
    return result(findings, looked=looked, nothing="没有先写得分、再写扣分的部分")


def _taken(figures: Figures, passage: Passage, start: int, end: int) -> Sequence[Figure]:
    """What a stretch takes off, up to 其中."""
    among = _AMONG.search(passage.text, start, end)
    stop = among.start() if among else end
    return [
        f
        for f in figures.of_passage.get(passage.index, ())
        if start <= f.start < stop
        and f.exact
        and f.measure.dimension == SCORE
        and _TAKEN.search(clean_text(f.label))
    ]


def standards(given: AuditInput) -> CheckResult:
    """满意度93.25%。标准为95%以上8分、90%（含）至95%6分……，据此得6分: the score is the standard's."""
    looked, findings = [], []
    for passage in given.figures.passages:
        full = _FULL.search(passage.text)
        for match in _STANDARD.finditer(passage.text) if full else ():
            said = given.figures.of_passage.get(passage.index, ())
            rates = [f for f in said if f.exact and f.unit == "%" and f.end <= match.start()]
            got = next((f for f in said if f.start == match.start("score")), None)
            expected = (
                _by_standard(passage, match["rule"], Decimal(full["full"]), rates, got) if full else None
            )
            if expected is None or got is None:
                continue
            looked.append(got)
            if got.value not in expected:
                shown = "或".join(plain(trim_zeros(one)) for one in sorted(expected))
                told = f"写的是{rates[-1].surface}，按这里写的标准应得{shown}分，自评得{got.surface}；请核对"
                findings.append(
                    about_figure(
                        given.figures,
                        got,
                        "own_rule_text",
                        "warning",
                        told,
                        f"{shown}分",
                        match["rule"][:60],
                        rates[-1:],
                    )
                )
    return result(findings, looked=looked, nothing="没有同时写评分标准、实际比率和得分的段落")


def _by_standard(
    passage: Passage, rule: str, full: Decimal, rates: Sequence[Figure], got: Figure | None
) -> frozenset[Decimal] | None:
    """The scores a standard gives for the last rate before it; None on an edge that it leaves open."""
    if not rates or got is None:
        return None
    rate = rates[-1].value
    if any(Decimal(edge["edge"].strip(".")) == rate for edge in _EDGE.finditer(rule)):
        return None
    spelt = _OPEN_EDGE.sub("%（含）以上", _BARE_POINTS.sub("得", rule))
    name = clean_text(passage.text[:16])
    row = ScoreRow(name, (name,), full, got.value, spelt, "", passage.place, 0, 0, 0)
    return scores_by_rule(row, rate)


def means(given: AuditInput) -> CheckResult:
    """自评得分平均97.39分: the mean of the totals of the forms."""
    scores = [
        cell.value
        for grid in given.figures.grids
        for row in whole_rows(grid)
        if (cell := total_cells(grid, row).score) is not None
    ]
    looked, findings = [], []
    for figure in given.figures.text if len(scores) >= _LEAST else ():
        passage = given.figures.passage(figure)
        words = clean_text(passage.text[max(0, figure.start - 16) : figure.start])
        if figure.measure.dimension != SCORE or not figure.exact or not _MEAN.search(words):
            continue
        if passage.norm or _WEIGHTED.search(passage.text):
            continue
        looked.append(figure)
        expected = mean_of(scores, max(2, decimal_places(figure.value)))
        if abs(expected - figure.value) >= Decimal(1).scaleb(-decimal_places(figure.value)):
            told = f"平均分写的是{figure.surface}，{len(scores)}张表总分的平均是{plain(expected)}分；请核对"
            working = f"({'+'.join(map(plain, scores))})÷{len(scores)}={plain(expected)}"
            findings.append(
                about_figure(
                    given.figures,
                    figure,
                    "score_text_mean",
                    "warning",
                    told,
                    f"{plain(expected)}分",
                    working,
                    (),
                )
            )
    return result(findings, looked=looked, nothing="没有写几张自评表平均分的句子")


def earlier(given: AuditInput) -> CheckResult:
    """比2023年的89.30分提高5.96分，等级由“良”升为“优”: the grade it was raised from is the earlier score's."""
    looked, findings = [], []
    for grade in earlier_grades(given.figures.passages):
        sentence = grade.passage.outline.sentence_of(grade.start)
        scores = [
            f
            for f in given.figures.of_passage.get(grade.passage.index, ())
            if f.sentence == sentence
            and f.measure.dimension == SCORE
            and PASS <= f.value <= FULL_MARKS
            and _is_earlier(f, given.year)
        ]
        if len(scores) != 1 or given.rubric is not None:
            continue
        looked.append(scores[0])
        expected = band_of(scores[0].value)
        if GRADES[grade.label] != expected:
            told = f"{scores[0].surface}的等级写的是“{grade.label}”，按90、80、60分三档应是“{expected}”，请按评分标准核对"
            finding = about_figure(
                given.figures, scores[0], "grade_before", "warning", told, expected, "", ()
            )
            quote = grade.passage.quote(grade.start, grade.end)
            findings.append(
                finding.model_copy(update={"stated": grade.label, "quote": quote, "subject": "等级"})
            )
    return result(findings, looked=looked, nothing="没有写等级由什么变为什么")


def _is_earlier(figure: Figure, year: int | None) -> bool:
    """Whether a score is of a year before: 比2023年的89.30分 in the report of 2024."""
    then = figure.period[:4]
    return bool(_THEN.search(figure.label)) or (then.isdecimal() and year is not None and int(then) < year)


CHECKS: Final = (
    Check("score_text_sum", "文中各项得分与总分", totals),
    Check("score_text_loss", "文中得分与扣分", losses),
    Check("own_rule_text", "文中得分与评分标准", standards),
    Check("score_text_mean", "几张表的平均分", means),
    Check("grade_before", "上年得分与上年等级", earlier),
)
