"""Fact tables from files: strict about shape, tolerant about how a figure is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ziping.domain.fact import Fact, FactTable
from ziping.errors import UnreadableInputError
from ziping.intake.facts_file import read_cases, read_facts_file, read_facts_text

RATE = {"id": "execution_rate", "label": "预算执行率", "value": "98.85", "unit": "%"}
SPENT = {"id": "spent", "label": "全年执行数", "value": "2918.76", "unit": "万元"}


def table(*rows: Any, **keys: Any) -> str:
    """A facts.json."""
    head = {"format": "ziping/facts/1", "unit": "青榆区总工会", "year": 2023}
    return json.dumps({**head, "facts": list(rows), **keys}, ensure_ascii=False)


def problem(text: str) -> str:
    """What is said of a text that is refused."""
    with pytest.raises(UnreadableInputError) as refused:
        read_facts_text(text, "facts.json")
    return str(refused.value)


def value(written: str, unit: str) -> str:
    """A value as kept."""
    facts = read_facts_text(json.dumps([{**RATE, "value": written, "unit": unit}]), "facts.json").facts
    return next(iter(facts)).value


def test_four_keys_are_enough() -> None:
    """A stranger writes id, label, value, unit."""
    facts = read_facts_text(table(RATE, SPENT), "facts.json").facts

    assert isinstance(facts, FactTable)
    assert (facts.unit, facts.year) == ("青榆区总工会", 2023)
    assert facts.facts == (Fact(**RATE), Fact(**SPENT))


def test_a_bare_list_of_facts_is_read() -> None:
    """Without a year: a plain sequence, so that nobody takes a made-up year for the report's."""
    assert read_facts_text(json.dumps([RATE]), "facts.json").facts == (Fact(**RATE),)


def test_a_table_without_a_year_is_a_plain_sequence_too() -> None:
    """The year is found by whoever uses the facts, from the one with unit 年."""
    text = json.dumps({"format": "ziping/facts/1", "facts": [RATE]})

    assert read_facts_text(text, "facts.json").facts == (Fact(**RATE),)


def test_what_the_program_writes_is_what_it_reads(tmp_path: Path) -> None:
    """facts.json round trip with every field."""
    fact = Fact(
        **RATE,
        exact="98.847865",
        aliases=("执行率",),
        year=2023,
        origin="computed",
        formula="a ÷ b",
        sources=("C14",),
    )
    written = FactTable(unit="青榆区总工会", year=2023, facts=(fact,))
    (tmp_path / "facts.json").write_text(json.dumps(written.to_json()), encoding="utf-8")

    assert read_facts_file(tmp_path / "facts.json").facts == written


def test_numbers_may_be_json_numbers() -> None:
    """98.50 keeps its digits; it never becomes a float."""
    text = '[{"id": "r", "label": "执行率", "value": 98.50, "unit": "%"}]'

    assert next(iter(read_facts_text(text, "facts.json").facts)).value == "98.50"


@pytest.mark.parametrize(
    ("written", "unit", "kept"),
    [
        ("2,952.78", "万元", "2952.78"),
        ("２９５２．７８", "万元", "2952.78"),
        ("98.85%", "%", "98.85"),
        ("1,200份", "份", "1200"),
        ("2023年6月1日", "日期", "2023年6月1日"),
        ("示工〔2023〕2号", "文号", "示工〔2023〕2号"),
        ("1,20", "份", "1,20"),
        ("12345678901234567890123456789012", "编码", "12345678901234567890123456789012"),
    ],
)
def test_a_figure_as_it_stands_in_a_text_is_kept_as_plain_digits(written: str, unit: str, kept: str) -> None:
    """Commas, full width and the unit itself go; words stay."""
    assert value(written, unit) == kept


def test_a_value_without_any_number_is_noted() -> None:
    """It is no error: the guard compares it as text."""
    read = read_facts_text(table({**RATE, "value": "优秀"}), "facts.json")

    assert "不是数字" in read.notes[0]
    assert "execution_rate" in read.notes[0]


def test_another_major_is_refused_with_advice() -> None:
    """What is written, what is known, what to do."""
    said = problem(table(RATE, format="ziping/facts/2"))

    assert "ziping/facts/2" in said
    assert "ziping/facts/1" in said
    assert "重新生成" in said


def test_a_file_of_another_kind_is_named() -> None:
    """A scorecard is not a fact table."""
    assert "ziping/scorecard/1" in problem(table(format="ziping/scorecard/1"))


def test_a_table_without_format_is_refused() -> None:
    """The message shows the line to add."""
    assert '"format": "ziping/facts/1"' in problem(json.dumps({"facts": [RATE]}))


def test_every_wrong_entry_is_named_at_once() -> None:
    """Number and id of each, and what is wrong."""
    missing = {key: text for key, text in SPENT.items() if key != "unit"}
    said = problem(table(RATE, missing, {**RATE, "id": "b", "lable": "x"}, "98.85", {**SPENT, "id": "预算"}))

    assert "第2条（spent）：缺少必填的 'unit'" in said
    assert "第3条（b）：不认识的键 'lable'" in said
    assert "第4条" in said
    assert "第5条（预算）：'id' 写的是 '预算'" in said


def test_a_repeated_id_names_both_entries() -> None:
    """The second and the first."""
    said = problem(table(RATE, SPENT, {**SPENT, "id": "execution_rate"}))

    assert "第3条" in said
    assert "第1条" in said


@pytest.mark.parametrize("key", ["id", "label", "value"])
def test_an_empty_mandatory_text_is_an_error(key: str) -> None:
    """Only the unit may be empty."""
    assert f"{key!r} 不能为空" in problem(table({**RATE, key: " "}))


def test_many_mistakes_are_counted() -> None:
    """Twenty are told, the rest counted."""
    assert "还有 10 处" in problem(table(*["x"] * 30))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "不是完整的 JSON"),
        ("{", "不是完整的 JSON"),
        ('"x"', "不是事实表"),
        ('{"format":"ziping/facts/1"}', "'facts'"),
        ('{"format":"ziping/facts/1","format":"ziping/facts/1"}', "写了两次"),
        ('{"format":"ziping/facts/1","year":"23","facts":[]}', "四位年份"),
        ('{"format":"ziping/facts/1","fact":[]}', "不认识的键 'fact'"),
    ],
)
def test_what_is_no_fact_table_is_refused(text: str, part: str) -> None:
    """One sentence each."""
    assert part in problem(text)


def test_a_wrong_exact_value_is_an_error() -> None:
    """Rounding starts from it."""
    assert "'exact'" in problem(table({**RATE, "exact": "约98"}))


def case(**keys: Any) -> str:
    """One line of a case file."""
    return json.dumps({"id": "c1", "facts": [RATE], "text": "预算执行率98.85%。", **keys}, ensure_ascii=False)


def test_cases_keep_order_and_leave_other_keys_alone() -> None:
    """Labels of an evaluation set do not disturb; blank lines are skipped."""
    cases = read_cases(f"{case()}\n\n{case(id='c2', expect='accept', why='…')}\r\n", "cases.jsonl")

    assert [(item.id, item.text) for item in cases] == [
        ("c1", "预算执行率98.85%。"),
        ("c2", "预算执行率98.85%。"),
    ]
    assert cases[0].facts == (Fact(**RATE),)


def test_every_wrong_line_of_a_case_file_is_named() -> None:
    """With its number, and the entry inside it."""
    bad_fact = case(facts=[{**RATE, "unit": None, "value": None}])
    lines = [case(), "{", case(facts={}), json.dumps({"id": "x"}), bad_fact, "[]", case(id=["x"])]

    with pytest.raises(UnreadableInputError) as refused:
        read_cases("\n".join(lines), "cases.jsonl")

    said = str(refused.value)
    assert "cases.jsonl 第1行" not in said
    assert all(f"cases.jsonl 第{number}行" in said for number in range(2, 8))
    assert "第5行：第1条（execution_rate）：'value' 不能为空" in said
