"""Tables over time and scores beside their own standard, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.score_rules import own_rules
from ziping.audit.table_flows import quarters_of_rows, running_columns, stocks_of_rows

Told = list[tuple[str, str]]


def table(*rows: str) -> str:
    """A table of these rows, the first of them its header."""
    head, *body = (f"| {row.replace(',', ' | ')} |" for row in rows)
    return "\n".join((head, "|" + " --- |" * (rows[0].count(",") + 1), *body))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("新建工会（家）,11,18,21,16,66", []),
        ("新建工会（家）,11,18,12,16,66", [("warning", "66")]),
        ("支出累计（万元）,120.10,260.20,390.30,520.40,520.40", []),
        ("支出累计（万元）,120.10,260.20,230.90,520.40,520.40", [("warning", "230.90")]),
        ("在档困难职工（户）,90,84,80,78,78", []),
    ],
)
def test_four_quarters_side_by_side_make_the_year(row: str, expected: Told) -> None:
    """Running totals end at the year and never fall; stocks are no sum."""
    assert told(quarters_of_rows, table("指标,一季度,二季度,三季度,四季度,全年", row)) == expected


@pytest.mark.parametrize(("closing", "expected"), [("21", []), ("23", [("warning", "23")])])
def test_what_was_there_and_came_less_what_went_is_left(closing: str, expected: Told) -> None:
    """年初、增加、减少、年末 in one row."""
    text = table("项目,年初,年内增加,年内减少,年末", f"在职人员（人）,22,2,3,{closing}")
    assert told(stocks_of_rows, text) == expected


@pytest.mark.parametrize(("third", "expected"), [("290.00", []), ("299.00", [("warning", "299.00")])])
def test_a_running_total_grows_by_the_quarter(third: str, expected: Told) -> None:
    """当季 and 累计 side by side; one wrong step is told once."""
    text = table(
        "时间,当季支出,累计支出",
        "一季度,80.00,80.00",
        "二季度,100.00,180.00",
        f"三季度,110.00,{third}",
        "四季度,90.00,380.00",
    )
    assert told(running_columns, text) == expected


BANDS = "≥90%，计5分；80%（含）-90%，计4分；70%（含）-80%，计3分；低于70%不得分。"
STEPS = "100%计3分，每低于一个百分点扣0.2分。"


@pytest.mark.parametrize(
    ("rule", "weight", "score", "remark", "expected"),
    [
        (BANDS, 5, "4", "85.89%，在80%-90%之间", []),
        (BANDS, 5, "5", "85.89%，在80%-90%之间", [("warning", "5")]),
        (BANDS, 5, "5", "重点项目已全部安排", []),
        (STEPS, 3, "2.6", "98.00%，扣0.4分", []),
        (STEPS, 3, "2.8", "98.00%，扣0.2分", [("warning", "2.8")]),
        (STEPS, 3, "2.78", "98.90%", []),
        (STEPS, 3, "2.8", "98.90%", []),
    ],
)
def test_a_score_follows_the_standard_of_its_row(
    rule: str, weight: int, score: str, remark: str, expected: Told
) -> None:
    """When the row tells the rate; whole and broken points both do."""
    text = "\n".join((
        "| 三级指标 | 评分标准 | 分值 | 自评得分 | 扣分原因和其他说明 |",
        "| --- | --- | --- | --- | --- |",
        f"| 重点支出安排率 | {rule} | {weight} | {score} | {remark} |",
    ))
    assert told(own_rules, text) == expected
