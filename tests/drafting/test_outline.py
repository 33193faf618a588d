"""The outline of a report family: numbering, and a mistake named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafting.drafts import FAMILY, ROOT
from ziping.domain.outline import chinese_number, fill
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.data_text import read_yaml
from ziping.intake.outline_yaml import build_outline, list_families, load_outline

GOOD = (ROOT / "templates" / FAMILY / "outline.yaml").read_text(encoding="utf-8")
TEMPLATES = frozenset(path.name for path in (ROOT / "templates" / FAMILY).glob("*.j2"))


def mistake(old: str, new: str) -> str:
    """What the loader says about the shipped outline with one change."""
    assert GOOD.count(old) >= 1
    with pytest.raises(UnreadableInputError) as caught:
        build_outline(read_yaml(GOOD.replace(old, new, 1), "outline.yaml"), TEMPLATES)
    return str(caught.value)


def line_of(words: str) -> int:
    return GOOD[: GOOD.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("heading: 主要职能", "headng: 主要职能", "不认识的键 'headng'"),
        ("template: duties.j2", "template: duty.j2", "没有模板文件 'duty.j2'"),
        ("{id: annual, level: 2", "{id: duties, level: 2", "id 'duties' 用了两次"),
        ("{id: duties, level: 2", "{id: duties, level: 3", "标题从第 1 级跳到第 3 级"),
        ("tables: [{id: decision_scores}]", "tables: [{id: scores_1}]", "没有定义表格 'scores_1'"),
        ("tables: [{id: management_scores}]", "tables: [{id: decision_scores}]", "放了两次"),
        ("heading: 主要职能", 'heading: "{unite}职能"', "不认识的占位 {unite}"),
        ("{label: 公用经费, facts: [", "{label: 公用经费, facts: [more, ", "合起来要等于 3 列"),
        ("widths: [40, 30, 30]", "widths: [40, 60]", "widths 有 2 个数，表格有 3 列"),
        ("format: ziping/outline/1", "format: ziping/outline/9", "format 应是 ziping/outline/1"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, told: str) -> None:
    """Every message begins with file and line and says what is wrong."""
    message = mistake(old, new)

    assert told in message
    assert message.startswith("outline.yaml:")


def test_the_line_is_that_of_the_mistake() -> None:
    """Not the section's first line, the very one."""
    assert f"outline.yaml:{line_of('heading: 主要职能')}：" in mistake(
        "heading: 主要职能", "heding: 主要职能"
    )


def test_a_family_that_does_not_exist_names_those_that_do() -> None:
    """The message helps on."""
    with pytest.raises(UsageError, match=FAMILY):
        load_outline("nowhere")


@pytest.mark.parametrize("name", ["../shenzhen-department", "/etc", "", "shenzhen-department/.."])
def test_a_family_is_a_name_and_no_path(name: str) -> None:
    """Path tricks find nothing."""
    with pytest.raises(UsageError):
        load_outline(name)


def test_the_shipped_family_is_listed_and_loads() -> None:
    """Its templates are all used or imported, and its hash is stable."""
    family = load_outline(FAMILY)
    used = {section.template for section in family.outline.sections if section.template}

    assert FAMILY in list_families()
    assert {name for name, _ in family.templates} - used == {
        "common.j2",
        "issues.j2",
        "problem_phrases.j2",
        "problem_words.j2",
    }
    assert family.sha256 == load_outline(FAMILY).sha256


def test_the_hash_covers_every_file(tmp_path: Path) -> None:
    """Any changed template changes the provenance."""
    (tmp_path / FAMILY).mkdir()
    (tmp_path / FAMILY / "extra.j2").write_text("", encoding="utf-8")

    assert load_outline(FAMILY, (tmp_path,)).sha256 != load_outline(FAMILY).sha256


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")]
)
def test_chinese_numbers_of_headings(number: int, written: str) -> None:
    """As headings and enumerations write them."""
    assert chinese_number(number) == written


def test_a_unit_name_is_never_a_pattern() -> None:
    """A name with braces does not fill itself in."""
    assert fill("{unit}{year}年报告", "甲{year}{unit}", 2021) == "甲{year}{unit}2021年报告"
