"""What a template leaves behind."""

from __future__ import annotations

import pytest
from tests.audit.papers import paper, told

from ziping.audit.whole_leftovers import (
    empty_indicator,
    label_twice,
    placeholder,
    template_instruction,
    unsigned,
)

TARGETS = """<table>
<tr><td>评价内容</td><td>绩效目标</td><td>完成情况</td></tr>
<tr><td>数量指标</td><td>指标1：建成职工书屋9个</td><td>已完成</td></tr>
<tr><td rowspan="2">时效指标</td><td>指标1：</td><td></td></tr>
<tr><td>指标2：</td><td></td></tr>
<tr><td>经济效益</td><td>……</td><td></td></tr>
</table>"""


@pytest.mark.parametrize(
    "words", ["{{unit}}总工会", "XX区总工会", "此处填写工作成效", "（请填写完成情况）", "负责人：＿＿＿＿"]
)
def test_placeholders_are_found(words: str) -> None:
    """Template syntax, XX, prompts, blanks to fill."""
    assert [severity for severity, _ in told(placeholder, words)] == ["warning"]


def test_open_and_masked_places_are_told_once() -> None:
    """Three 待补充 are one warning with their number; masked names are one note."""
    findings = placeholder(
        paper("金额待补充。\n\n原因待补充，时限待补充。\n\n填报人：×××\n\n审核人：×××")
    ).findings

    assert [(f.severity, "3 处" in f.message or "2 处" in f.message) for f in findings] == [
        ("warning", True),
        ("note", True),
    ]


def test_finished_text_passes() -> None:
    """Document numbers in 〔〕, Latin names, and “没有待补充” are no placeholders."""
    text = "按《办法》（示府办〔2024〕12号）执行，用APP和WORD办公，没有待补充分值。"

    assert told(placeholder, text) == []


def test_instructions_of_the_template_are_found() -> None:
    """A sentence that tells the writer what to attach."""
    text = "自评表，以及认为其他需要作为附件的有关文件。"

    assert [severity for severity, _ in told(template_instruction, text)] == ["warning"]
    assert told(template_instruction, "附件为自评表和满意度调查报告。") == []


def test_empty_indicator_rows_are_found_by_kind() -> None:
    """Two empty rows of 时效指标 are one finding; a filled row is none."""
    findings = empty_indicator(paper(TARGETS)).findings

    assert [(f.severity, f.subject) for f in findings] == [("warning", "时效指标"), ("warning", "经济效益")]
    assert "2 行" in findings[0].message


def test_a_report_without_tables_is_not_assessable() -> None:
    """Nothing to look at is said, not passed over."""
    assert empty_indicator(paper("全年工作有序。")).not_assessable


def test_empty_signatures_are_noted() -> None:
    """（签字） with nothing behind it; a signed and dated line passes."""
    assert [severity for severity, _ in told(unsigned, "评价组组长（签字）：")] == ["note"]
    assert told(unsigned, "评价组组长（签字）：已签 2026年3月20日") == []


def test_a_label_on_two_lines_is_noted() -> None:
    """质量指标 twice in one cell."""
    table = "<table><tr><td>质量指标<br>质量指标</td><td>100%</td></tr><tr><td>数量指标</td><td>9个</td></tr></table>"

    assert [severity for severity, _ in told(label_twice, table)] == ["note"]
