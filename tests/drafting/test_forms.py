"""Forms: a template writes cells; what is wrong in it is named with its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafting.drafts import rows, table, write
from drafting.families import YUEYANG, bare, request
from ziping.domain.draft import Draft
from ziping.errors import RenderError, UnreadableInputError
from ziping.intake.data_text import read_yaml
from ziping.intake.outline_yaml import build_outline, list_families, load_outline

FORM = "three_public_form"
HEAD = '{% call row("header") %}{{ cell("甲", columns=6) }}{% endcall %}'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from the checkout, whose own templates folder would be searched first."""
    monkeypatch.chdir(tmp_path)


def draft_with(folder: Path, text: str, **changes: object) -> Draft:
    """A draft whose user has put his own form into a folder."""
    path = folder / "yueyang-department" / f"{FORM}.j2"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return write(request(bare(YUEYANG, "2020") | changes, extra=(folder,)))


def error_of(folder: Path, text: str) -> str:
    with pytest.raises(RenderError) as caught:
        draft_with(folder, text)
    return str(caught.value)


def test_a_users_form_replaces_the_shipped_one(tmp_path: Path) -> None:
    """Cells stand as written, a break inside a cell is a line."""
    text = (
        HEAD
        + '{% call row() %}{% call cell(columns=6, align="left") %}第一行{{ br }}第二行{% endcall %}{% endcall %}'
    )

    assert rows(draft_with(tmp_path, text), FORM) == [("甲",), ("第一行\n第二行",)]


def test_cells_that_do_not_fill_the_columns_are_named(tmp_path: Path) -> None:
    """The table and the row that does not fit."""
    message = error_of(tmp_path, HEAD + '{% call row() %}{{ cell("乙") }}{% endcall %}')

    assert f"{FORM}.j2”第 2 行的单元格对不上 6 列" in message


def test_text_outside_a_cell_is_refused(tmp_path: Path) -> None:
    """It would be lost without a word."""
    assert "写在单元格之外" in error_of(tmp_path, "{% call row() %}落在外面{% endcall %}")


def test_text_outside_a_row_is_refused(tmp_path: Path) -> None:
    """So would this."""
    assert "有文字写在" in error_of(tmp_path, HEAD + "落在外面")


def test_forms_run_in_the_sandbox(tmp_path: Path) -> None:
    """No way to Python's inside."""
    assert "不允许的写法" in error_of(tmp_path, '{{ cell("a" * 10) }}')


def test_a_units_text_cannot_pose_as_a_line_break_or_a_mark(tmp_path: Path) -> None:
    """Private characters and separators in a unit's words are taken out."""
    unit = {"name": "示例\u2028区\U000f0000总\ue000工会"}
    cell = "{% call row() %}{{ cell(unit_name, columns=6) }}{% endcall %}"
    draft = draft_with(tmp_path, cell, unit=unit)

    assert table(draft, FORM).rows[0].cells[0].text == "示例；区总工会"


def test_every_shared_phrase_is_used_by_a_family() -> None:
    """No file of templates/common is dead."""
    families = [load_outline(name) for name in list_families()]
    texts = [file.text for family in families for _, file in family.templates]
    named = {section.template for family in families for section in family.outline.sections}
    shared = {
        Path(file.path).name for family in families for _, file in family.templates if "/common/" in file.path
    }

    unused = {name for name in shared - named if not any(f'"{name}"' in text for text in texts)}
    assert unused == set()


def test_common_is_no_family() -> None:
    """Shared phrases alone make no report."""
    assert "common" not in list_families()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cover: cover.j2", "cover: covr.j2", "没有模板文件 'covr.j2'"),
        ("template: income_form.j2", "template: incme_form.j2", "没有模板文件 'incme_form.j2'"),
        ("remarks: true, ", "", "评分表应有 6 个列宽"),
    ],
)
def test_a_mistake_in_an_outline_with_forms_is_named(old: str, new: str, told: str) -> None:
    """Cover, forms and the score sheet's widths are checked when the outline is read."""
    family = load_outline("yueyang-department")
    path = next(Path(file.path).parent for name, file in family.templates if name == "cover.j2")
    text = (path / "outline.yaml").read_text(encoding="utf-8")
    assert old in text

    with pytest.raises(UnreadableInputError, match=told):
        build_outline(
            read_yaml(text.replace(old, new), "outline.yaml"), frozenset(n for n, _ in family.templates)
        )
