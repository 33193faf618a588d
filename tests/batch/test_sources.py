"""Where the units of a run come from: folders, workbooks of one or many, lines, forms; each once, and no mistake silent."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import openpyxl
import pytest
from tests.batch.conftest import FUTIAN, REPOSITORY, RUBRIC, submission

from ziping.batch.sources import Found, find_units, load_item
from ziping.domain.batch import UnitItem
from ziping.errors import UnreadableInputError
from ziping.intake.normalize import normalise
from ziping.intake.raw import RawSubmission
from ziping.intake.submission_file import read_submission_file
from ziping.pipeline.score import Folders, ready_rubric
from ziping.pipeline.unit import FormInput, score_given
from ziping.render.many_workbook import ManyUnit, render_many_workbook

NONE = Folders()
FORMS = REPOSITORY / "eval" / "reports" / "futian_projects_2023" / "forms.xlsx"
PROJECT_RUBRIC = "shenzhen-futian-2023-project"


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def many(*names: tuple[str, str]) -> bytes:
    """A workbook with a row per (name, code)."""
    loaded = ready_rubric(RUBRIC, NONE).loaded
    filled = normalise(read_submission_file(FUTIAN), loaded.rubric).submission
    rows = [
        ManyUnit(
            prefill=filled.model_copy(update={"unit": filled.unit.model_copy(update={"name": n, "code": c})})
        )
        for n, c in names
    ]
    return render_many_workbook(loaded.rubric, rows, rubric_sha256=loaded.sha256, version="0.1.0")


def line(name: str, code: str = "") -> str:
    """A submission on one line."""
    data = {
        "format": "ziping/submission/1",
        "rubric": RUBRIC,
        "year": 2021,
        "unit": {"name": name, "code": code},
    }
    return json.dumps(data, ensure_ascii=False)


def names(found: Found) -> list[str]:
    return [item.name for item in found.items]


def given(item: UnitItem) -> RawSubmission:
    raw = load_item(item, NONE)
    assert isinstance(raw, RawSubmission)
    return raw


# ---- kinds


def test_a_folder_may_hold_every_kind_of_input(tmp_path: Path) -> None:
    """At any depth, with different rubrics."""
    write(tmp_path / "一" / "甲.yaml", submission("甲工会", "01"))
    write(tmp_path / "一" / "二" / "many.xlsx", many(("乙工会", "02"), ("丙工会", "03")))
    write(tmp_path / "三" / "units.jsonl", line("丁工会", "04") + "\n\n" + line("戊工会", "05"))
    write(tmp_path / "四" / "forms.xlsx", FORMS.read_bytes())

    found = find_units([tmp_path], NONE)

    kinds = [item.kind for item in found.items]
    assert found.faults == ()
    assert [kinds.count(kind) for kind in ("file", "row", "line", "form")] == [1, 2, 2, 13]
    assert {item.rubric for item in found.items} == {RUBRIC, PROJECT_RUBRIC}


def test_a_row_is_read_as_its_own_unit(tmp_path: Path) -> None:
    """With the row's figures, and again later by its number."""
    path = write(tmp_path / "many.xlsx", many(("乙工会", "02"), ("丙工会", "03")))

    found = find_units([path], NONE)

    assert [(item.name, item.code, item.number) for item in found.items] == [
        ("乙工会", "02", 5),
        ("丙工会", "03", 6),
    ]
    assert given(found.items[1]).data["unit"] == {
        **given(found.items[0]).data["unit"],
        "name": "丙工会",
        "code": "03",
    }
    assert str(score_given(load_item(found.items[1], NONE), NONE).scorecard.total_score) == "93.96"


def test_a_line_is_read_by_its_place_in_the_file(tmp_path: Path) -> None:
    """Empty lines count, and a file of a hundred thousand is not read for one of them."""
    path = write(tmp_path / "units.jsonl", "\n".join((line("甲工会"), "", line("乙工会"))))

    found = find_units([path], NONE)

    assert [item.number for item in found.items] == [1, 3]
    assert given(found.items[1]).data["unit"]["name"] == "乙工会"


def test_every_form_of_a_workbook_is_a_unit_of_the_edition_it_shows() -> None:
    """Recognised by layout and place; the file is opened once for all of them."""
    found = find_units([FORMS], NONE)
    first, second = (load_item(item, NONE) for item in found.items[:2])

    assert {(item.rubric, item.year, item.name) for item in found.items} == {
        (PROJECT_RUBRIC, 2023, "深圳市福田区总工会（本级）")
    }
    assert len({item.project for item in found.items}) == 13
    assert isinstance(first, FormInput)
    assert isinstance(second, FormInput)
    assert first.file is second.file
    assert first.forms(ready_rubric(PROJECT_RUBRIC, NONE)) is second.forms(ready_rubric(PROJECT_RUBRIC, NONE))


def test_a_form_that_changed_since_it_was_found_is_not_drafted(tmp_path: Path) -> None:
    """The second form of the file would be another project's; the first one's figures would be another year's."""
    path = write(tmp_path / "forms.xlsx", FORMS.read_bytes())
    found = find_units([path], NONE)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == found.items[0].project)
    cell.value = "另一个项目"
    book.save(path)

    with pytest.raises(UnreadableInputError, match="内容改过"):
        load_item(found.items[0], NONE)
    assert isinstance(load_item(found.items[-1], NONE), FormInput)


def test_a_form_that_is_gone_since_it_was_found_is_not_drafted(tmp_path: Path) -> None:
    path = write(tmp_path / "forms.xlsx", FORMS.read_bytes())
    found = find_units([path], NONE)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    book.save(path)

    with pytest.raises(UnreadableInputError, match="内容改过"):
        load_item(found.items[-1], NONE)


def test_forms_that_no_edition_fits_ask_for_one(tmp_path: Path) -> None:
    """Never a guess."""
    path = write(tmp_path / "forms.xlsx", FORMS.read_bytes())

    (fault,) = find_units([path], NONE, RUBRIC).faults

    assert "不评项目支出绩效自评表" in fault.message


# ---- what is passed over


def test_hidden_files_and_locks_of_office_programs_are_no_inputs(tmp_path: Path) -> None:
    """Nor is anything in a hidden folder; other kinds of files are counted."""
    write(tmp_path / "甲.yaml", submission("甲工会"))
    write(tmp_path / "~$甲.xlsx", "lock")
    write(tmp_path / ".ziping" / "x.json", "{}")
    write(tmp_path / ".DS_Store", "x")
    write(tmp_path / "佐证.pdf", "%PDF")
    write(tmp_path / "说明.docx", _word())

    found = find_units([tmp_path], NONE)

    assert (names(found), found.faults, found.others) == (["甲工会"], (), ((".pdf", 1),))


def _word() -> bytes:
    import io

    from docx import Document

    target = io.BytesIO()
    document = Document()
    document.add_paragraph("这是一份说明，不是自评表。")
    document.save(target)
    return target.getvalue()


def test_a_word_file_without_forms_that_somebody_named_is_a_fault(tmp_path: Path) -> None:
    """In a folder it is evidence somebody sent along."""
    (fault,) = find_units([write(tmp_path / "说明.docx", _word())], NONE).faults

    assert "没有《项目支出绩效自评表》" in fault.message


def test_a_file_named_twice_is_one_input(tmp_path: Path) -> None:
    """Itself, through its folder, and through another way of writing it."""
    path = write(tmp_path / "in" / "甲.yaml", submission("甲工会"))

    found = find_units([path, tmp_path / "in", tmp_path / "in" / ".." / "in" / "甲.yaml"], NONE)

    assert (names(found), found.notes) == (["甲工会"], ())


def test_links_that_go_in_a_circle_end(tmp_path: Path) -> None:
    """Every folder is visited once."""
    write(tmp_path / "in" / "甲.yaml", submission("甲工会"))
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "nothing.yaml").symlink_to(tmp_path / "nowhere.yaml")

    found = find_units([tmp_path / "in"], NONE)

    assert names(found) == ["甲工会"]
    assert ["没有这个文件" in fault.message for fault in found.faults] == [True]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_a_fault(tmp_path: Path) -> None:
    """And the others are read."""
    write(tmp_path / "甲.yaml", submission("甲工会"))
    closed = tmp_path / "关"
    closed.mkdir(mode=0)

    found = find_units([tmp_path], NONE)

    assert names(found) == ["甲工会"]
    assert "文件夹打不开" in found.faults[0].message


def test_an_input_that_is_not_there_stops_everything(tmp_path: Path) -> None:
    """Somebody mistyped it."""
    with pytest.raises(UnreadableInputError, match="没有这个文件或文件夹"):
        find_units([tmp_path / "没有"], NONE)


# ---- faults


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.json", "", "文件是空的"),
        ("断.json", '{"format": "ziping', "不是完整的 JSON"),
        ("坏.xlsx", "PK\x03\x04 rubbish", "损坏"),
        ("旧.xlsx", b"\xd0\xcf\x11\xe0rest", ".xls"),
        ("无年.yaml", "format: ziping/submission/1\nrubric: x\nyear: 今年\n", "年度"),
        ("别的.json", '{"format": "other"}', "不是填报数据"),
        ("行.jsonl", "{}\n", "第1行"),
    ],
    ids=lambda value: value[:3] if isinstance(value, str) else "bytes",
)
def test_what_cannot_be_read_is_a_fault_with_its_file(
    tmp_path: Path, name: str, content: str | bytes, told: str
) -> None:
    """The others are read all the same."""
    write(tmp_path / name, content)
    write(tmp_path / "好.yaml", submission("甲工会"))

    found = find_units([tmp_path], NONE)

    (fault,) = found.faults
    assert names(found) == ["甲工会"]
    assert told in fault.message
    assert (fault.path, fault.place.file) == (str(tmp_path / name), name)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """Whatever it is called."""
    path = tmp_path / "大.json"
    with path.open("wb") as file:
        file.truncate(30_000_000)

    (fault,) = find_units([path], NONE).faults

    assert "超过 20 MB" in fault.message


def test_a_line_that_is_too_long_is_a_fault_and_the_next_is_read(tmp_path: Path) -> None:
    """It is not taken into memory whole."""
    path = tmp_path / "units.jsonl"
    path.write_bytes(b'{"x": "' + b"a" * 6_000_000 + b'"}\n' + line("乙工会").encode("utf-8"))

    found = find_units([path], NONE)

    assert ["太长" in fault.message for fault in found.faults] == [True]
    assert given(found.items[0]).data["unit"]["name"] == "乙工会"


# ---- the same unit twice


def test_two_different_inputs_of_one_unit_are_both_faults(tmp_path: Path) -> None:
    """Each names both files, whatever kinds they are of; the others are drafted."""
    write(tmp_path / "a.yaml", submission("甲工会", "01"))
    write(tmp_path / "b.xlsx", many(("甲工会", "01"), ("乙工会", "02")))

    found = find_units([tmp_path], NONE)

    assert names(found) == ["乙工会"]
    assert ["a.yaml" in fault.message and "b.xlsx 第5行" in fault.message for fault in found.faults] == [
        True,
        True,
    ]
    assert [fault.findings[0].place.text for fault in found.faults] == ["a.yaml", "b.xlsx「单位信息」A5"]
    assert str(tmp_path) not in found.faults[0].findings[0].message


def test_two_copies_of_one_input_are_drafted_once(tmp_path: Path) -> None:
    """The same bytes sent twice are no mistake; it is mentioned."""
    write(tmp_path / "a.yaml", submission("甲工会"))
    write(tmp_path / "b.yaml", submission("甲工会"))

    found = find_units([tmp_path], NONE)

    assert (names(found), found.faults) == (["甲工会"], ())
    assert [(note.code, note.place.file) for note in found.notes] == [("repeated_input", "b.yaml")]


def test_two_unions_of_one_name_are_two_units_when_they_have_codes(tmp_path: Path) -> None:
    """Without codes nobody can tell them apart."""
    write(tmp_path / "a.yaml", submission("东区总工会", "01"))
    write(tmp_path / "b.yaml", submission("东区总工会", "02"))

    found = find_units([tmp_path], NONE)

    assert [item.code for item in found.items] == ["01", "02"]
    assert found.items[0].key != found.items[1].key


@pytest.mark.parametrize("name", ["../../甲工会", "长" * 300])
def test_strange_names_are_names(tmp_path: Path, name: str) -> None:
    """They name no file of ours here."""
    found = find_units([write(tmp_path / "a.yaml", submission(name))], NONE)

    assert names(found) == [name]


# ---- many


def test_the_order_is_that_of_the_names_however_many_processes_read(tmp_path: Path) -> None:
    """A run is resumed in the same order."""
    for number in range(70):
        write(tmp_path / f"{number % 7}" / f"{number:03}.json", line(f"第{number}工会"))

    alone, together = (find_units([tmp_path], NONE, workers=count) for count in (1, 2))

    assert alone == together
    assert [item.path for item in alone.items] == sorted(item.path for item in alone.items)


def test_ten_thousand_units_take_little_memory(tmp_path: Path) -> None:
    """Less than 1.5 kB each stay in memory once they are found."""
    import tracemalloc

    path = write(tmp_path / "units.jsonl", "\n".join(line(f"第{number}工会") for number in range(10_000)))
    find_units([path], NONE)
    tracemalloc.start()
    found = find_units([path], NONE)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(found.items) == 10_000
    assert kept / len(found.items) < 1_500
    assert sys.getsizeof(found.items) < 100_000
