"""A department report against its rubric: every score recomputed from the figures the report states, points, total, aspects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.audit.rubric_figures import Stated, stated_inputs
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.domain.place import Place
from ziping.domain.quantity import decimal_places, plain, trim_zeros
from ziping.domain.rubric import Leaf, Rubric
from ziping.domain.scorecard import Scorecard, ScoreLine
from ziping.domain.submission import InputValue, Submission, Unit
from ziping.language.labels import clean_text, variants
from ziping.language.numerals import NumberKind
from ziping.language.reports.grids import RowKind
from ziping.language.reports.score_rows import ScoreRow

NO_RUBRIC: Final = CheckResult(not_assessable="没有指定部门评分标准（--rubric），不能按规则核算得分")
NO_SHEET: Final = CheckResult(not_assessable="没有读到评分表，也没有写明各项得分")
_NOT_APPLICABLE = re.compile("不适用|没有安排|未安排|没有发生|未发生")
_ZERO: Final = Decimal(0)
_MOST_TRIES: Final = 12
"""Ways of choosing among contradictory inputs that are tried."""


class _Said(NamedTuple):
    """A score the report states for a leaf.

    Attributes:
        leaf: of the rubric.
        row: of the score sheet.
    """

    leaf: Leaf
    row: ScoreRow

    @property
    def name(self) -> str:
        """What the report calls it."""
        return self.leaf.indicator.label_zh

    @property
    def told(self) -> str:
        """The same in quotes, unless it holds some."""
        return self.name if "“" in self.name else f"“{self.name}”"


class _Judged(NamedTuple):
    """A leaf as scored from the report's figures: in one way, or in several when the report contradicts itself."""

    said: _Said
    lines: tuple[ScoreLine, ...]
    assumed: bool
    sources: tuple[Place, ...]
    """Where the figures stand that it was scored from."""


def department_rubric(audit: AuditInput) -> Rubric | None:
    """The rubric, when it is one of a department and holds indicators."""
    return (
        audit.rubric
        if audit.rubric is not None and audit.rubric.form is None and audit.rubric.indicators
        else None
    )


def _said(audit: AuditInput, rubric: Rubric) -> list[_Said]:
    """Rows of score sheets by leaf; of two leaves with one label each gets one row, in order."""
    by_name: dict[str, list[Leaf]] = {}
    for leaf in rubric.leaves():
        for name in dict.fromkeys((leaf.indicator.label_zh, *leaf.indicator.aliases)):
            by_name.setdefault(clean_text(name), []).append(leaf)
    taken: set[str] = set()
    matched = []
    for row in audit.score_rows:
        for leaf in by_name.get(clean_text(row.label), ()):
            if leaf.indicator.id not in taken:
                taken.add(leaf.indicator.id)
                matched.append(_Said(leaf, row))
                break
    return matched


def scorecards(
    audit: AuditInput, rubric: Rubric, inputs: Mapping[str, tuple[Stated, ...]]
) -> tuple[Scorecard, ...]:
    """Scorecards of the report's figures: the first values, then one for each other value that it gives."""
    if audit.score is None:
        return ()
    first = {name: values[0] for name, values in inputs.items()}
    tries = [first]
    for name, values in inputs.items():
        tries += [{**first, name: value} for value in values[1:]]
    year = audit.year or rubric.valid_years[0]
    return tuple(audit.score(rubric, _submission(rubric, year, chosen)) for chosen in tries[:_MOST_TRIES])


def _submission(rubric: Rubric, year: int, values: Mapping[str, Stated]) -> Submission:
    inputs = {
        name: InputValue(
            value=stated.value, text=stated.text, places=decimal_places(stated.value), place=stated.place
        )
        for name, stated in values.items()
    }
    return Submission(rubric=rubric.id, year=year, unit=Unit(name=""), inputs=inputs)


def _judged(audit: AuditInput, rubric: Rubric) -> list[_Judged]:
    inputs = stated_inputs(audit.figures, rubric)
    assumed = {name for name, values in inputs.items() if any(value.assumed for value in values)}
    cards = scorecards(audit, rubric, inputs)
    judged = []
    for said in _said(audit, rubric):
        lines = tuple(card.line(said.leaf.indicator.id) for card in cards)
        used = tuple(dict.fromkeys(use.id for line in lines for use in line.inputs))
        sources = tuple(stated.place for name in used for stated in inputs.get(name, ()))
        judged.append(_Judged(said, lines, any(name in assumed for name in used), sources))
    return judged


def score_against_rule(audit: AuditInput) -> CheckResult:
    """A score that the rule does not give for the figures of the report."""
    rubric = department_rubric(audit)
    if rubric is None or audit.score is None:
        return NO_RUBRIC
    judged = _judged(audit, rubric)
    if not judged:
        return NO_SHEET
    wrong = [(item, score) for item in judged if (score := _right_score(item)) is not None]
    return result((*(_wrong(item, score) for item, score in wrong), *_total(audit, wrong)))


def _right_score(item: _Judged) -> Decimal | None:
    """The score the rule gives, whichever of the report's figures is taken; None when that may be the stated one."""
    scores = {line.score for line in item.lines}
    if not item.lines or None in scores or any(line.status != "scored" for line in item.lines):
        return None
    known = {score for score in scores if score is not None}
    stated = item.said.row.score
    return None if stated in known else next(line.score for line in item.lines)


def _wrong(item: _Judged, score: Decimal) -> Finding:
    row, line = item.said.row, item.lines[0]
    severity: Severity = "warning" if item.assumed or line.unverified else "error"
    several = (
        "（报告里的数据前后不一，取哪一个都是这个结论）"
        if len({each.formula for each in item.lines}) > 1
        else ""
    )
    message = (
        f"{item.said.told}自评 {plain(row.score or _ZERO)} 分，按评分标准和报告里的数据应得 {plain(score)} 分{several}；"
        f"规则：{line.clause}"
    )
    return found(
        "score_against_rule",
        severity,
        row.place,
        message,
        stated=plain(row.score or _ZERO),
        expected=plain(score),
        working=line.formula,
        quote=item.said.name,
        subject=item.said.leaf.indicator.id,
        also=item.sources,
    )


def _total(audit: AuditInput, wrong: list[tuple[_Judged, Decimal]]) -> Iterator[Finding]:
    """The total, once scores in it are known to be wrong."""
    if not wrong:
        return
    table = wrong[0][0].said.row.table
    grid = audit.figures.grids[table - 1]
    more = sum(((item.said.row.score or _ZERO) - score for item, score in wrong), _ZERO)
    for (row, column), cell in sorted(grid.figures.items(), reverse=True):
        if column == wrong[0][0].said.row.column and grid.row_kind(row, column) is RowKind.TOTAL:
            right = trim_zeros(cell.value - more)
            working = f"{plain(cell.value)}－{plain(trim_zeros(more))}={plain(right)}"
            names = "、".join(f"{item.said.told}" for item, _ in wrong)
            yield found(
                "score_against_rule",
                "error" if all(not item.assumed for item, _ in wrong) else "warning",
                grid.place(row, column),
                f"总分 {plain(cell.value)} 分里有不应得的 {plain(trim_zeros(more))} 分（{names}），按评分标准是 {plain(right)} 分",
                stated=cell.text,
                expected=plain(right),
                working=working,
                quote="总分",
                subject="total",
                also=(item.said.row.place for item, _ in wrong),
            )
            return


def score_without_figures(audit: AuditInput) -> CheckResult:
    """Points taken for a rate whose figures the report does not give."""
    rubric = department_rubric(audit)
    if rubric is None or audit.score is None:
        return NO_RUBRIC
    judged = _judged(audit, rubric)
    if not judged:
        return NO_SHEET
    return result(_unsupported(audit, rubric, judged))


def _unsupported(audit: AuditInput, rubric: Rubric, judged: list[_Judged]) -> Iterator[Finding]:
    figures = {
        item.label_zh for item in (*rubric.inputs, *rubric.last_year_inputs()) if item.basis == "figure"
    }
    for item in judged:
        line, row = item.lines[0], item.said.row
        missing = [label for label in line.missing if label in figures]
        if (
            line.score is not None
            or not missing
            or not row.score
            or _rate_stated(audit, rubric, item.said.leaf)
        ):
            continue
        message = (
            f"{item.said.told}自评 {plain(row.score)} 分，报告没有写计分要用的{'、'.join(missing)}，"
            "得分没有依据；请补充数据"
        )
        yield found(
            "score_without_figures",
            "warning",
            row.place,
            message,
            stated=plain(row.score),
            expected="、".join(missing),
            working=line.formula,
            quote=item.said.name,
            subject=item.said.leaf.indicator.id,
        )


def _rate_stated(audit: AuditInput, rubric: Rubric, leaf: Leaf) -> bool:
    """Whether the report prints the rate itself, or says in the indicator's own paragraph why there is none."""
    metrics = [metric for metric in rubric.metrics if metric.id in leaf.indicator.metrics]
    names = {
        name for metric in metrics for label in (metric.label_zh, *metric.aliases) for name in variants(label)
    }
    facts = [p for p in audit.figures.passages if not p.norm]
    told = {p.index for p in facts}
    if any(
        figure.unit == "%" and any(name in clean_text(figure.label) for name in names)
        for figure in (*audit.figures.text, *audit.figures.table)
        if figure.passage < 0 or figure.passage in told
    ):
        return True
    labels = [clean_text(label) for label in (leaf.indicator.label_zh, *leaf.indicator.aliases)]
    return any(
        _NOT_APPLICABLE.search(p.text) or any(n.kind is NumberKind.PERCENT for n in p.numbers)
        for p in facts
        if any(label in clean_text(p.text) for label in labels)
    )


def weight_against_rubric(audit: AuditInput) -> CheckResult:
    """Points of an indicator that are not the rubric's."""
    rubric = department_rubric(audit)
    if rubric is None:
        return NO_RUBRIC
    said = _said(audit, rubric)
    return result(_weights(said)) if said else NO_SHEET


def _weights(said: list[_Said]) -> Iterator[Finding]:
    for item in said:
        points, weight = item.leaf.indicator.max_score, item.row.weight
        if weight is not None and weight != points:
            message = f"{item.told}的分值写的是 {plain(weight)} 分，评分标准规定 {plain(points)} 分；请改正"
            yield found(
                "weight_against_rubric",
                "error",
                item.row.place,
                message,
                stated=plain(weight),
                expected=plain(points),
                quote=item.name,
                subject=item.leaf.indicator.id,
            )


CHECKS: Final = (
    Check("score_against_rule", "得分与评分标准", score_against_rule),
    Check("score_without_figures", "得分没有数据", score_without_figures),
    Check("weight_against_rubric", "分值与评分标准", weight_against_rubric),
)
