"""Net changes, from-to, direction, over-fulfilment and rows of figures, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.text_moves import both_ways, differences, net, over_done
from ziping.audit.text_rows import growths, means, quarters, weighted, years

Told = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("基层工会净增92家（新建150家、撤销58家）。", []),
        ("基层工会净增29家（新建150家、撤销58家）。", [("warning", "29家")]),
        ("基层工会从年初的900家增加到992家，全年新建150家、撤并58家。", []),
        ("基层工会从年初的900家增加到992家，全年新建150家、撤并85家。", [("warning", "992家")]),
        ("年中净增30.00万元，其中追加专项50.00万元，压减公用20.00万元。", []),
        ("净增92家，其中企业60家、机关20家。", []),
    ],
)
def test_a_net_change_is_gains_less_losses(text: str, expected: Told) -> None:
    """Stated by itself or by what it grew from and to; parts of one direction are no balance."""
    assert told(net, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("困难职工由年初的840户减少到712户，减少128户。", []),
        ("困难职工由年初的840户减少到712户，减少182户。", [("error", "182户")]),
        ("职工之家由2.10万个增加到2.40万个，增加0.30万个。", []),
    ],
)
def test_from_and_to_lie_as_far_apart_as_is_said(text: str, expected: Told) -> None:
    """Within the rounding of the printed digits."""
    assert told(differences, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("比预算减少4.20万元，下降14.00%。", []),
        ("比预算减少4.20万元，增长14.00%。", [("warning", "14.00%")]),
        ("与上年执行数500.00万元相比，增加20.00万元，增长4.00%。", []),
        ("与上年执行数500.00万元相比，增加25.00万元，增长4.00%。", [("warning", "25.00万元")]),
    ],
)
def test_an_amount_and_its_share_go_one_way(text: str, expected: Told) -> None:
    """And the share is of the base that is named."""
    assert told(both_ways, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建工会132家，超额完成年度目标12家，完成率110.00%。", []),
        ("新建工会132家，超额完成年度目标12家，完成率101.00%。", [("error", "101.00%")]),
    ],
)
def test_a_task_more_than_done_is_a_share_above_a_hundred(text: str, expected: Told) -> None:
    """Of what was done less the excess."""
    assert told(over_done, text) == expected


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        (means, "得分分别为96.00分、92.00分和91.00分，算术平均93.00分。", []),
        (means, "得分分别为96.00分、92.00分和91.00分，算术平均93.30分。", [("error", "93.30分")]),
        (means, "得分分别为96.00分、92.00分和91.00分，加权平均93.30分。", []),
        (
            quarters,
            "服务4.60万人次，第一至第四季度分别为0.90万人次、1.10万人次、1.40万人次和1.20万人次。",
            [],
        ),
        (
            quarters,
            "服务4.60万人次，第一至第四季度分别为0.90万人次、1.10万人次、1.04万人次和1.20万人次。",
            [("error", "4.60万人次")],
        ),
        (years, "三年合计1,500.30万元，年均500.10万元。", []),
        (years, "三年合计1,500.30万元，年均510.00万元。", [("error", "510.00万元")]),
        (
            growths,
            "2022年400.00万元，2023年420.00万元，2024年441.00万元，分别比上年增长2.00%、5.00%和5.00%。",
            [],
        ),
        (
            growths,
            "2022年400.00万元，2023年420.00万元，2024年441.00万元，分别比上年增长2.00%、5.00%和5.50%。",
            [("error", "5.50%")],
        ),
        (weighted, "职工满意度90.00%（权重60%）、企业满意度95.00%（权重40%），加权后为92.00%。", []),
        (
            weighted,
            "职工满意度90.00%（权重60%）、企业满意度95.00%（权重40%），加权后为92.50%。",
            [("error", "92.50%")],
        ),
    ],
)
def test_a_row_of_figures_gives_what_is_said_of_it(check: object, text: str, expected: Told) -> None:
    """Its mean, its sum, the growth of each of the one before, the mean by its weights."""
    assert told(check, text) == expected  # type: ignore[arg-type]
