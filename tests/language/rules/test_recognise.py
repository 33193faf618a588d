"""Scoring standards in words become methods, or are left to a person; never a third."""

from __future__ import annotations

import importlib.util
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ziping.language.rules import recognise, worth

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8")
)
_ADDED_UP = {"bands", "checklist", "all_or_nothing", "versus_last_year"}
METHODS = [row for row in EXAMPLES if row["expect"]]
NUMBERED = [
    row for row in METHODS if row["expect"]["kind"] in _ADDED_UP and not re.search("满分|不扣分", row["text"])
]

_SPEC = importlib.util.spec_from_file_location("compare", ROOT / "eval" / "rules" / "compare.py")
assert _SPEC is not None
assert _SPEC.loader is not None
compare = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(compare)


def answer(text: str, points: object, label: str = "") -> dict[str, Any] | None:
    """The method, None when it is left to a person."""
    found = recognise(text, label, Decimal(str(points)))
    return None if found is None else found.method


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["text"][:40] or "（空）")
def test_a_standard_is_read_as_labelled(row: dict[str, Any]) -> None:
    """Kind and parameters, or nothing."""
    assert compare.same(row["expect"], answer(row["text"], row["max"]), str(row["max"]))


@pytest.mark.parametrize(
    "tail", ["；经批准的除外。", "；情节严重的加重处理。", "，特殊情况另行处理", "；因政策原因造成的不扣分。"]
)
@pytest.mark.parametrize("row", METHODS, ids=lambda row: row["text"][:40])
def test_a_word_that_is_not_explained_leaves_the_whole_to_a_person(row: dict[str, Any], tail: str) -> None:
    """An exception behind a rule changes the rule."""
    assert answer(row["text"].rstrip("。；\n") + tail, row["max"]) is None


@pytest.mark.parametrize("row", NUMBERED, ids=lambda row: row["text"][:40])
def test_points_that_do_not_fit_are_not_made_to_fit(row: dict[str, Any]) -> None:
    """The same words on an indicator of 97 points are left to a person."""
    assert answer(row["text"], 97) is None


def test_full_width_and_broken_lines_read_the_same() -> None:
    """As copied out of Word."""
    plain = "控制率≤100%，计5分；每超过1个百分点扣0.5分，扣完为止。"
    dirty = "控制率 ≦ １００％ ，\n计 ５ 分 ；\n每超过１个百分点扣０．５分 ，扣完为止 。\u3000"

    assert answer(plain, 5) == answer(dirty, 5) is not None


def test_a_place_without_such_a_project_is_told_apart() -> None:
    """没有采购计划的得满分 is no part of the method."""
    found = recognise("得分=采购执行率×5分；全年没有政府采购计划的得满分", "政府采购执行率", Decimal(5))

    assert found is not None
    assert found.method == {"kind": "proportional", "ratio": "@rate"}
    assert "没有政府采购计划" in found.not_applicable


def test_a_formula_names_its_figures() -> None:
    """What the unit is asked for is called as in the text."""
    found = recognise("得分=实际培训人数÷计划培训人数×10分", "培训人数", Decimal(10))

    assert found is not None
    assert found.names == {"@actual": "实际培训人数", "@target": "计划培训人数"}


@pytest.mark.parametrize(
    ("text", "points", "told"),
    [
        ("①制度健全，4分；②有效执行，4分。", 10, 8),
        ("①制度健全，4分；②有效执行，4分。", 8, 8),
        ("≥90%得4分；80%（含）-90%得3分；80%以下不得分", 5, 4),
        ("效益明显得满分，效益一般的酌情扣分。", 5, None),
        ("按规定内容公开1分，按规定时限公开0.5分，资料真实、完整、准确各0.5分", 3, None),
    ],
)
def test_what_a_standard_is_worth_is_told_only_when_it_can_be(
    text: str, points: int, told: int | None
) -> None:
    """A list or bands add up; anything else says nothing about its weight."""
    assert worth(text, "", Decimal(points)) == (None if told is None else Decimal(told))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["得", "扣", "5分", "每", "超过", "低于", "95%", "（含）", "以上", "①", "②", "；", "，", "。", "\n", "1个百分点",
             "满分", "不得分", "率", "÷", "×", "得分=", "（", "）", "-", "±", "一例", "上年", "达成", "否则", "扣完为止", "0"]
        ),
        max_size=30,
    ),
    st.sampled_from(["5", "0.5", "100"]),
)  # fmt: skip
def test_any_text_is_answered(pieces: list[str], points: str) -> None:
    """A method that is a method, or nothing; never an exception."""
    found = answer("".join(pieces), points)

    assert found is None or compare.canonical(found, points)


def test_an_overlong_text_is_left() -> None:
    """No cell of a table is that long."""
    assert answer("每发现一例扣1分。" * 400, 5) is None
