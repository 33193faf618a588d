"""A family's templates: a user's file stands before the shipped one, and a mistake names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafting.drafts import FAMILY, futian_data, request, sparse, text_of, write
from ziping.drafting.writer import DraftRequest
from ziping.errors import RenderError


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from the checkout, whose own templates folder would be searched first."""
    monkeypatch.chdir(tmp_path)


def with_template(folder: Path, name: str, text: str) -> DraftRequest:
    """A request whose user has put a template of his own into a folder."""
    path = folder / FAMILY / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return request(futian_data(), extra=(folder,))


def error_of(asked: DraftRequest) -> str:
    with pytest.raises(RenderError) as caught:
        write(asked)
    return str(caught.value)


def test_a_users_template_replaces_the_shipped_one(tmp_path: Path) -> None:
    """The user's words stand in the report; the hash of the family changes."""
    text = '{% call para("n1") %}本单位自拟：执行率{{ f("budget_execution_rate") }}。{% endcall %}'
    asked = with_template(tmp_path, "plans.j2", text)

    assert text_of(write(asked), "plans") == "本单位自拟：执行率98.85%。"
    assert asked.family.sha256 != sparse().family.sha256


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    """An unclosed tag is reported where it is."""
    message = error_of(with_template(tmp_path, "plans.j2", "{# 说明 #}\n{% if x %}\n"))

    assert f"{FAMILY}/plans.j2:2：模板语法不对" in message


def test_an_unknown_name_is_an_error(tmp_path: Path) -> None:
    """A misspelt variable never prints as nothing."""
    message = error_of(
        with_template(tmp_path, "plans.j2", '\n\n{% call para("n1") %}{{ plnas }}{% endcall %}')
    )

    assert f"{FAMILY}/plans.j2:3：" in message
    assert "plnas" in message


def test_an_unknown_indicator_names_those_that_exist(tmp_path: Path) -> None:
    """A leaf that is not in the rubric is refused with file and line."""
    message = error_of(with_template(tmp_path, "plans.j2", '\n{{ leaf("nonsense").label }}'))

    assert f"{FAMILY}/plans.j2:2：" in message
    assert "'nonsense'" in message
    assert "satisfaction" in message


def test_text_outside_a_paragraph_is_refused(tmp_path: Path) -> None:
    """Loose text would be lost without a word."""
    assert "有文字写在段落之外" in error_of(with_template(tmp_path, "plans.j2", "落在外面的话"))


def test_two_paragraphs_with_one_id_are_refused(tmp_path: Path) -> None:
    """Ids are what findings and comparisons hold on to."""
    twice = '{% call para("a") %}甲{% endcall %}{% call para("a") %}乙{% endcall %}'

    assert "'plans.a' 出现了两次" in error_of(with_template(tmp_path, "plans.j2", twice))


@pytest.mark.parametrize("hostile", ['{{ "a" * 10 }}', "{{ 10 ** 10 }}", "{{ leaf.__class__.mro() }}"])
def test_templates_run_in_a_sandbox(tmp_path: Path, hostile: str) -> None:
    """No products that fill the memory, no way to Python's inside."""
    assert "plans.j2:1：模板" in error_of(with_template(tmp_path, "plans.j2", hostile))
