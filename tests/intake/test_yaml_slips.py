"""The slips of people who do not write YAML every day, each named where it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from ziping.errors import UnreadableInputError
from ziping.intake.data_text import read_yaml
from ziping.intake.yaml_slips import find_slips
from ziping.pipeline.rubric_new import new_rubric

ROOT = Path(__file__).resolve().parents[2]
GOOD = new_rubric("my-city-2025-department")


def line_of(text: str, part: str) -> int:
    """The 1-based line where a text first stands."""
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("right", "slip", "told"),
    [
        ("    label_zh: 投入", "    label_zh：投入", "中文冒号，请改成英文冒号加一个空格：label_zh: "),
        ("    label_zh: 投入", "    label_zh:投入", "冒号后面要空一格：label_zh: "),
        ("    label_zh: 投入", "\tlabel_zh: 投入", "制表符 Tab，请改用空格"),
        ("    label_zh: 投入", "   label_zh: 投入", "前面有 3 个空格，上面同级的键前面有 4 个"),
        (
            "        label_zh: 预算配置",
            "      label_zh: 预算配置",
            "前面有 6 个空格，上面同级的键前面有 8 个",
        ),
        ('unit: "%"', "unit: %", '请加英文双引号："%"'),
        ("  - id: input", "  -id: input", "短横线后面要空一格：- id"),
        ("adjusted_budget, label_zh", "adjusted_budget， label_zh", "“label_zh”前面用了中文逗号"),
        ("method: {kind: judgement}", "method: ｛kind: judgement｝", "用了中文大括号，请改成英文的 { }"),
        ("clause: 得分=", "clause: 得分: ", '请给整个值加英文双引号："得分: '),
        ('example: "20"', 'example: "20', "英文双引号没有配对"),
        ('filled_by: 人事, example: "20"}', 'filled_by: 人事, example: "20"', "{ 和 } 没有配对"),
    ],
)
def test_a_slip_is_named_at_its_line_with_what_to_type(right: str, slip: str, told: str) -> None:
    """File, line, what is wrong, what to type instead."""
    wrong = GOOD.replace(right, slip, 1)

    with pytest.raises(UnreadableInputError) as caught:
        read_yaml(wrong, "我的标准.yaml")

    messages = str(caught.value).splitlines()
    assert [line for line in messages if told in line] == messages
    assert messages[0].startswith(f"我的标准.yaml:{line_of(GOOD, right)}：")


def test_all_slips_are_named_at_once() -> None:
    """Three slips, three lines."""
    wrong = (
        GOOD
        .replace("    label_zh: 投入", "    label_zh：投入")
        .replace('unit: "%"', "unit: %")
        .replace("  - id: process", "  -id: process")
    )

    with pytest.raises(UnreadableInputError) as caught:
        read_yaml(wrong, "x.yaml")

    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    "path",
    [*sorted((ROOT / "rubrics").rglob("*.yaml")), *sorted((ROOT / "templates").rglob("*.yaml"))],
    ids=lambda path: "-".join(path.parts[-3:]),
)
def test_a_good_file_has_no_slips(path: Path) -> None:
    """Nothing that is right is called wrong."""
    assert find_slips(path.read_text(encoding="utf-8")) == ()


def test_a_block_of_text_may_say_anything() -> None:
    """The lines of ``clause: |-`` are words, not YAML."""
    assert find_slips("clause: |-\n  note：甲\n  -abc\n  x: %\nnext: 1") == ()
