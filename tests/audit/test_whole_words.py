"""Words and signs of a report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.audit.papers import paper, told

from ziping.audit.lexicon import find_slips, find_typos, typos
from ziping.audit.whole_words import (
    doubled_word,
    half_width_signs,
    mistyped_term,
    mixed_width,
    numeral_style,
    phrase_varies,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("绩效评价登记为“优”。", "评价登记"),
        ("二、一般公人预算支出情况", "一般公人预算"),
        ("财政供奉人员控制率为90%", "财政供奉人员控制率"),
        ("聚焦新增极目标", "新增极"),
    ],
)
def test_mistyped_terms_are_found(text: str, wrong: str) -> None:
    """A known slip, a fixed term with a wrong letter, one with a letter missing."""
    assert told(mistyped_term, text) == [("warning", wrong)]


@pytest.mark.parametrize(
    "text",
    [
        "按要求填写评价登记表。",
        "一般公共预算支出",
        "三公经费控制率为90%",
        "上门慰问困难职工家庭",
        "贯彻新增长极战略",
    ],
)
def test_right_terms_pass(text: str) -> None:
    """Longer words that hold the same letters, and terms as they should be."""
    assert told(mistyped_term, text) == []


def test_every_typo_differs_from_what_is_meant() -> None:
    """The list names no word as a slip of itself, and no correction holds a slip."""
    assert [t.wrong for t in typos().values() if t.wrong == t.right or list(find_typos(t.right))] == []


def test_a_fixed_term_inside_a_longer_one_is_no_slip() -> None:
    """三公经费控制率 is not 公用经费控制率 with a letter missing."""
    assert list(find_slips("“三公经费控制率”不超过100%")) == []


@pytest.mark.parametrize("text", ["做好做好女职工工作。", "上级工会的的指示。", "将预算预算执行挂钩。"])
def test_a_word_typed_twice_is_found(text: str) -> None:
    """做好做好, 的的, 预算预算."""
    assert [severity for severity, _ in told(doubled_word, text)] == ["warning"]


@pytest.mark.parametrize(
    "text", ["对基层工会工会经费进行审计。", "绩效目标目标值偏低。", "一件一件落实，研究研究再定。"]
)
def test_words_that_meet_or_repeat_on_purpose_pass(text: str) -> None:
    """Two terms that meet, and ordinary reduplication."""
    assert told(doubled_word, text) == []


def test_one_phrase_written_otherwise_once_is_noted() -> None:
    """会计信息资料 twice, 汇集信息资料 once."""
    text = "基础数据信息和会计信息资料真实。基础数据信息和会计信息资料完整。基础数据信息和汇集信息资料准确。"

    assert told(phrase_varies, text) == [("note", "汇集")]


def test_parallel_titles_are_no_slips() -> None:
    """《…预算管理办法》 beside 《…合同管理办法》 are two documents."""
    text = "执行《示例区总工会合同管理办法》《示例区总工会合同管理办法》《示例区总工会预算管理办法》。"

    assert told(phrase_varies, text) == []


def test_half_width_commas_are_told_once() -> None:
    """One note for the whole report, not one a comma."""
    findings = half_width_signs(paper("受区委领导,受总工会领导,为群众团体。")).findings

    assert len(findings) == 1
    assert "2 处" in findings[0].message


def test_commas_inside_numbers_pass() -> None:
    """2,952.78 has a half-width comma by right."""
    assert told(half_width_signs, "预算2,952.78万元，执行2,918.76万元。") == []


def test_a_number_of_two_widths_is_found() -> None:
    """1２ mixes both; a report that is all half width passes."""
    assert told(mixed_width, "共1２家。") == [("warning", "1２"), ("note", "２")]
    assert told(mixed_width, "共12家（含2家）。") == []


def test_ways_of_writing_numbers_are_noted() -> None:
    """约30人左右 says the same thing twice; 约30人 is fine."""
    assert [severity for severity, _ in told(numeral_style, "参训约30人左右。")] == ["note"]
    assert told(numeral_style, "参训约30人，满意度在94%～96%之间。") == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "rubrics").rglob("*.yaml")), ids=lambda path: path.parent.name
)
def test_no_rubric_prints_a_mistyped_term(path: Path) -> None:
    """What a draft takes over from its rubric is not held against it; misprints of a source are aliases only."""
    words = [
        value
        for key, value in _named(yaml.safe_load(path.read_text(encoding="utf-8")))
        if key in {"label_zh", "clause", "explanation", "note"}
    ]

    assert [(slip.term, text) for text in words for slip in find_slips(text)] == []
    assert [(typo.right, text) for text in words for _, typo in find_typos(text)] == []


def _named(value: Any) -> Iterator[tuple[str, str]]:
    """All texts of a data file with their keys."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                yield key, inner
            yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)
