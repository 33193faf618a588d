"""What can be seen wrong in a form without scoring it: points that do not add up, a missing total, one code twice."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ziping.domain.form_labels import HEAD, HeadField
from ziping.domain.place import Place
from ziping.domain.project_form import FormGroup, FormRules
from ziping.domain.quantity import EXACT, plain
from ziping.intake.form_cells import Number
from ziping.intake.form_head import FundsTable, Head
from ziping.intake.form_rows import RowNumbers, RowTable
from ziping.intake.workbook_cells import Collector


def check_head(head: Head, place: Place, into: Collector) -> None:
    """Name, code and year must be there; the units should be."""
    severities: tuple[tuple[HeadField, bool], ...] = (
        ("name", True),
        ("code", True),
        ("year", True),
        ("implementing_unit", False),
        ("budget_unit", False),
    )
    for field, needed in severities:
        if head.values.get(field) or (field == "code" and _was_number(head)):
            continue
        label = HEAD[field][0]
        where = head.place(field) if field in head.spots else place
        message = f"“{label}”是空的，请补上" if field in head.spots else f"表头没有“{label}”，请补上"
        into.report("missing_head", message, where, severity="error" if needed else "warning", expected=label)


def _was_number(head: Head) -> bool:
    """A code typed as a number has its own finding."""
    spot = head.spots.get("code")
    return spot is not None and spot.cell is not None and spot.cell.kind == "number"


def check_points(table: RowTable, funds: FundsTable, rules: FormRules, place: Place, into: Collector) -> None:
    """Points of the rows, of the groups, of the execution rate and of the total against each other and the rule."""
    _check_execution(funds, rules, into)
    for group in rules.groups:
        rows = [numbers for numbers in table.numbers if numbers.group == group.id]
        total = _sum(numbers.weight for numbers in rows)
        if table.lost or total is None or not rows:
            continue
        printed = table.groups.get(group.id)
        if total not in {group.max_score, printed.points if printed else None}:
            _weights_wrong(rows, group, total, into)
    _check_total(table, funds, place, into)


def _check_execution(funds: FundsTable, rules: FormRules, into: Collector) -> None:
    weight, score = funds.weight, funds.score
    points = rules.execution.max_score
    if weight and weight.value is not None and weight.value != points:
        message = f"执行率的分值写的是 {weight.value}，评分标准规定 {plain(points)} 分；请改正"
        into.report(
            "execution_weight", message, weight.spot.place, stated=weight.spot.text, expected=plain(points)
        )
    if score and score.value is not None and score.value > points:
        message = f"执行率分值 {plain(points)}，得分 {score.value} 超过了分值；请改正"
        into.report(
            "score_over_max",
            message,
            score.spot.place,
            stated=score.spot.text,
            expected=f"0 至 {plain(points)}",
        )


def _weights_wrong(rows: list[RowNumbers], group: FormGroup, total: Decimal, into: Collector) -> None:
    label, rule = group.label_zh, group.max_score
    weighed = [numbers for numbers in rows if numbers.weight.value]
    spots = [numbers.weight.spot.place for numbers in weighed] or [rows[0].weight.spot.place]
    cells = "、".join(place.cell or place.short for place in spots)
    message = f"“{label}”各项分值（{cells}）合计 {plain(total)}，评分标准规定 {plain(rule)} 分；请改正分值"
    working = " + ".join(
        plain(numbers.weight.value) for numbers in weighed if numbers.weight.value is not None
    )
    into.report(
        "weights_do_not_add_up",
        message,
        spots[0],
        stated=plain(total),
        expected=plain(rule),
        working=f"{working} = {plain(total)}" if working else "",
        subject=group.id,
    )


def _check_total(table: RowTable, funds: FundsTable, place: Place, into: Collector) -> None:
    scored = any(numbers.row and numbers.score.value is not None for numbers in table.numbers)
    if not table.has_total:
        into.report("missing_total", "没有“总分”这一行；请从原表补回", place, expected="总分")
        return
    pairs = (
        ("分值", table.total_weight, _sum([*_weights(table), *([funds.weight] if funds.weight else [])])),
        ("得分", table.total_score, _sum([*_scores(table), *([funds.score] if funds.score else [])])),
    )
    for what, written, added in pairs:
        if written is None or written.spoiled:
            continue
        if written.value is None:
            if scored:
                into.report(
                    "missing_total", f"“总分”的{what}是空的，各项已经填了；请补上", written.spot.place
                )
        elif added is not None and written.value != added:
            into.report(
                "total_does_not_add_up",
                f"“总分”的{what}写的是 {plain(written.value)}，各项相加是 {plain(added)}；请核对",
                written.spot.place,
                stated=plain(written.value),
                expected=plain(added),
            )


def _weights(table: RowTable) -> list[Number]:
    return [numbers.weight for numbers in table.numbers]


def _scores(table: RowTable) -> list[Number]:
    return [numbers.score for numbers in table.numbers]


def _sum(numbers: Iterable[Number]) -> Decimal | None:
    """The exact sum; None when a number is missing or cannot be used."""
    total = Decimal(0)
    for number in numbers:
        if number.value is None:
            return None
        total = EXACT.add(total, number.value)
    return total


def check_codes(codes: Iterable[tuple[str, str, Place]], into: Collector) -> None:
    """Two forms must not have one code (code, project name, cell)."""
    first: dict[str, tuple[str, Place]] = {}
    for code, name, place in codes:
        if code and code in first:
            other, where = first[code]
            message = f"项目编码 {code} 用了两次：“{other}”（{where.short}）和“{name}”；请改正其中一个"
            into.report("duplicate_code", message, place, stated=code)
        elif code:
            first[code] = (name, place)
