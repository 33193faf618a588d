"""YAML and JSON as text data: scalars stay text, lines are known, nothing is dropped silently."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ziping.errors import UnreadableInputError
from ziping.intake.data_text import MAX_DEPTH, FileLine, LocatedData, read_json, read_yaml


@pytest.mark.parametrize(
    "text",
    ["no", "8.30", "0123", "1e3", "null", "~", "true", "2021-12-31", "12:30", "0x1F", "NaN", "=", "５"],
)
def test_a_scalar_stays_the_text_it_is(text: str) -> None:
    """``no`` is not False and 8.30 keeps its zero."""
    assert read_yaml(f"key: {text}\n", "甲.yaml").data == {"key": text}


def test_an_empty_value_is_empty_text() -> None:
    """``key:`` is the empty text, not None."""
    assert read_yaml("key:\n", "甲.yaml").data == {"key": ""}


def test_every_key_and_item_knows_its_line() -> None:
    """Lines are those of the keys; a path inside falls back to its nearest ancestor."""
    located = read_yaml("a: 1\nb:\n  - x: 2\n  - y: 3\n", "甲.yaml")

    assert located.where(("a",)) == "甲.yaml:1"
    assert located.where(("b", 1, "y")) == "甲.yaml:4"
    assert located.where(("b", 1, "missing")) == "甲.yaml:4"
    assert located.line(()) == FileLine("甲.yaml", 1)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\na: 2\n", 2, "'a' 写了两次"),
        ("a:\n  b: 1\n  b: 2\n", 3, "'b' 写了两次"),
        ("a: &x 1\nb: *x\n", 1, "锚点"),
        ("a: &x {k: 1}\nb:\n  <<: *x\n", 1, "锚点"),
        ("a: *x\n", 1, "锚点"),
        ("? [1, 2]\n: x\n", 1, "键必须是文字"),
        ("a:\n\tb: 1\n", 2, "Tab"),
        ("a: b: c\n", 1, "键: 值"),
        ("a: [1, 2\nb: 3\n", 2, "没有配对"),
        ('a: 1\nb: "x\n', 2, "引号"),
        ("a: 1\n---\nb: 2\n", 2, "只留一个"),
        ("- a\nb: c\n", 2, "不是正确的 YAML"),
    ],
)
def test_bad_yaml_is_refused_at_its_line(text: str, line: int, word: str) -> None:
    """The message names file, line and reason in Chinese."""
    with pytest.raises(UnreadableInputError) as caught:
        read_yaml(text, "甲.yaml")

    assert f"甲.yaml:{line}" in str(caught.value)
    assert word in str(caught.value)


@pytest.mark.parametrize("text", ["", "   \n", "# 只有注释\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    """Nothing in it: said so."""
    with pytest.raises(UnreadableInputError, match="空的"):
        read_yaml(text, "甲.yaml")


def test_control_characters_are_refused() -> None:
    """A stray control character is named as what it is."""
    with pytest.raises(UnreadableInputError, match="控制字符"):
        read_yaml("a: \x01\n", "甲.yaml")


@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 3000])
def test_deep_nesting_is_refused(depth: int) -> None:
    """Nesting bombs end with advice, not with a crash."""
    with pytest.raises(UnreadableInputError, match="嵌套"):
        read_yaml("[" * depth + "]" * depth, "甲.yaml")


def test_json_numbers_keep_their_digits() -> None:
    """8.30 stays 8.30, 1e400 does not become infinity, true and null become text."""
    text = '{"a": 8.30, "b": 1e400, "c": 12345678901234567890.123, "d": true, "e": null, "f": [false, NaN]}'

    assert read_json(text, "甲.json").data == {
        "a": "8.30",
        "b": "1e400",
        "c": "12345678901234567890.123",
        "d": "true",
        "e": "",
        "f": ["false", "NaN"],
    }


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('{"a": 1, "a": 2}', "'a' 写了两次"),
        ('{"a": {"b": 1, "b": 2}}', "'b' 写了两次"),
        ('{"a": 1', "第1行"),
        ("{a: 1}", "第1行"),
        ("[" * 100_000, "嵌套太深"),
        ("", "第1行"),
    ],
)
def test_bad_json_is_refused(text: str, word: str) -> None:
    """A repeated key, a cut-off file and a nesting bomb are refused in Chinese."""
    with pytest.raises(UnreadableInputError, match="不是完整的 JSON") as caught:
        read_json(text, "甲.json")

    assert word in str(caught.value)


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
DATA = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=8
)


@given(DATA)
def test_written_data_reads_back_from_json(data: object) -> None:
    """What is written as JSON text reads back as it was."""
    assert read_json(json.dumps(data, ensure_ascii=False), "甲.json").data == data


@given(st.dictionaries(WORDS.filter(bool), WORDS, min_size=1, max_size=4))
def test_quoted_yaml_reads_back(data: dict[str, str]) -> None:
    """Quoted texts, whatever they hold, read back as they were."""
    text = yaml.safe_dump(data, allow_unicode=True, default_style='"', width=10_000)

    assert read_yaml(text, "甲.yaml").data == data


@pytest.mark.parametrize("reader", [read_yaml, read_json])
@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(reader: Callable[[str, str], LocatedData], text: str) -> None:
    """Random text gives data or our error, nothing else."""
    assert read_or_refused(reader, text)


def read_or_refused(reader: Callable[[str, str], LocatedData], text: str) -> bool:
    try:
        return reader(text, "甲").file == "甲"
    except UnreadableInputError as error:
        return str(error).startswith("甲")
