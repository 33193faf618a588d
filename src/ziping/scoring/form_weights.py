"""Points of the rows of a project form: as printed where they add up, else by the rubric's split, with what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ziping.domain.finding import Finding
from ziping.domain.project_form import FormGroup, FormRow, FormRules, ProjectForm, WeightRule
from ziping.domain.quantity import decimal_places, plain, split_equally, trim_zeros

ZERO = Decimal(0)


class RowWeights(NamedTuple):
    """Row id → points. Rows of ``unsettled`` groups hold the split only to keep the total; they stay pending."""

    points: dict[str, Decimal]
    unsettled: frozenset[str]
    findings: tuple[Finding, ...]


def row_weights(rules: FormRules, form: ProjectForm, places: int) -> RowWeights:
    """The points of every row.

    Args:
        rules: groups and split rule of the edition.
        form: its rows; those of unknown groups are left out.
        places: digits a score may have.
    """
    points: dict[str, Decimal] = {}
    unsettled: set[str] = set()
    findings: list[Finding] = []
    for group in rules.groups:
        rows = [row for row in form.rows if row.group == group.id]
        split = split_equally(group.max_score, len(rows), rules.weights.places) if rows else ()
        problems = list(_problems(group, rows, rules.weights, places))
        findings.extend(problems)
        written = [row.weight for row in rows if row.weight is not None]
        if any(problem.severity == "error" for problem in problems):
            unsettled.add(group.id)
        use = split if not written or group.id in unsettled else written
        points.update({row.id: weight for row, weight in zip(rows, use, strict=True)})
        if written and group.id not in unsettled and list(split) != written:
            findings.extend(_departure(group, rows, split, rules.weights))
    return RowWeights(points, frozenset(unsettled), tuple(findings))


def _problems(group: FormGroup, rows: list[FormRow], rule: WeightRule, places: int) -> Iterator[Finding]:
    """Weights that cannot be used; one error leaves the whole group pending."""
    written = [row for row in rows if row.weight is not None]
    for row in written:
        weight = row.weight or ZERO
        if weight < 0 or decimal_places(trim_zeros(weight)) > places:
            what = "不能是负数" if weight < 0 else f"的小数不能多于 {places} 位"
            yield _finding("weight_wrong", row, f"“{row.label}”的分值 {plain(weight)} {what}，请改正")
    if written and len(written) < len(rows):
        blank = "、".join(f"“{row.label}”" for row in rows if row.weight is None)
        yield _finding(
            "weight_missing", next(row for row in rows if row.weight is None),
            f"“{group.label_zh}”有的行填了分值，有的没有（{blank}），请补填",
        )  # fmt: skip
    elif not written and rows and rule.split == "by_hand":
        yield _finding(
            "weight_missing", rows[0],
            f"“{group.label_zh}”各行没有填分值，评分标准没有规定怎样分配，请按绩效目标表填写（合计 {plain(group.max_score)} 分）",
        )  # fmt: skip
    total = sum((row.weight or ZERO for row in written), ZERO)
    if written and len(written) == len(rows) and total != group.max_score:
        added = " + ".join(plain(row.weight or ZERO) for row in rows)
        yield Finding(
            code="weights_do_not_add_up",
            severity="error",
            message=f"{_at(rows[0])}“{group.label_zh}”各行分值合计 {plain(total)} 分，应为 {plain(group.max_score)} 分"
            f"（{added}），请改正分值",
            place=rows[0].place,
            stated=plain(total),
            expected=plain(group.max_score),
            working=added,
            subject=group.id,
        )


def _departure(
    group: FormGroup, rows: list[FormRow], split: tuple[Decimal, ...], rule: WeightRule
) -> Iterator[Finding]:
    """Weights that add up but are not the equal split."""
    if rule.departure == "none" or rule.split == "by_hand":
        return
    stated = "、".join(plain(row.weight or ZERO) for row in rows)
    expected = "、".join(plain(weight) for weight in split)
    yield Finding(
        code="weights_not_equal",
        severity=rule.departure,
        message=f"{_at(rows[0])}“{group.label_zh}”的分值是 {stated}，与平均分配（{expected}）不同，已按表内分值计；"
        "确需不同的请说明依据",
        place=rows[0].place,
        stated=stated,
        expected=expected,
        subject=group.id,
    )


def _at(row: FormRow) -> str:
    return f"{row.place.text}：" if row.place.text else ""


def _finding(code: str, row: FormRow, message: str) -> Finding:
    stated = "" if row.weight is None else plain(row.weight)
    return Finding(
        code=code,
        severity="error",
        message=f"{_at(row)}{message}",
        place=row.place,
        stated=stated,
        subject=row.id,
    )
