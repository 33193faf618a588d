"""Result files: all or none, safe names, nothing a person edited is overwritten."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ziping.errors import OutputError, UsageError
from ziping.pipeline.outputs import MAX_NAME_BYTES, safe_stem, write_folder, write_outputs


def test_files_are_written_and_nothing_else_is_left_behind(tmp_path: Path) -> None:
    """A run leaves its files and its state folder, no temporary ones."""
    write_outputs(tmp_path, {"报告.docx": b"one", "draft.json": b"{}"})

    assert sorted(path.name for path in tmp_path.iterdir()) == [".ziping", "draft.json", "报告.docx"]
    assert [path.name for path in (tmp_path / ".ziping").iterdir()] == ["outputs.json"]


def test_our_own_file_is_replaced_by_a_new_run(tmp_path: Path) -> None:
    """A file nobody touched may be renewed."""
    write_outputs(tmp_path, {"报告.docx": b"one"})

    (written,) = write_outputs(tmp_path, {"报告.docx": b"two"})

    assert written.path.name == "报告.docx"
    assert (tmp_path / "报告.docx").read_bytes() == b"two"


def test_a_file_a_person_edited_is_kept_and_the_new_one_stands_beside_it(tmp_path: Path) -> None:
    """The writer's corrections are never lost."""
    write_outputs(tmp_path, {"报告.docx": b"one"})
    (tmp_path / "报告.docx").write_bytes(b"one, corrected by hand")

    (written,) = write_outputs(tmp_path, {"报告.docx": b"two"})

    assert written.path.name == "报告（2）.docx"
    assert (tmp_path / "报告.docx").read_bytes() == b"one, corrected by hand"
    assert (tmp_path / "报告（2）.docx").read_bytes() == b"two"


def test_a_file_that_was_there_before_us_is_kept(tmp_path: Path) -> None:
    """A file we did not write belongs to a person."""
    (tmp_path / "报告.docx").write_bytes(b"mine")

    (written,) = write_outputs(tmp_path, {"报告.docx": b"new"})

    assert written.path.name == "报告（2）.docx"


def test_the_third_run_renews_the_second_file(tmp_path: Path) -> None:
    """`（2）` is ours again, so it is renewed and not followed by `（3）`."""
    (tmp_path / "报告.docx").write_bytes(b"mine")
    write_outputs(tmp_path, {"报告.docx": b"new"})

    (written,) = write_outputs(tmp_path, {"报告.docx": b"newer"})

    assert written.path.name == "报告（2）.docx"
    assert written.path.read_bytes() == b"newer"


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    """A second identical run changes nothing."""
    write_outputs(tmp_path, {"报告.docx": b"one"})

    (written,) = write_outputs(tmp_path, {"报告.docx": b"one"})

    assert not written.changed


def test_a_failed_write_changes_nothing(tmp_path: Path) -> None:
    """When one file cannot be placed, the ones of the last run are still whole."""
    write_outputs(tmp_path, {"a.json": b"old"})
    (tmp_path / "b.json").mkdir()

    with pytest.raises(UsageError, match="写不进去"):
        write_outputs(tmp_path, {"a.json": b"new", "b.json": b"new"})

    assert (tmp_path / "a.json").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("示例区总工会", "示例区总工会"),
        ("../../etc/passwd", "etcpasswd"),
        ("a/b\\c:d*e?f", "abcdef"),
        ("  ..  ", "单位"),
        ("CON", "单位CON"),
        ("名称\u202eexe", "名称exe"),
        ("", "单位"),
    ],
)
def test_a_units_name_becomes_a_safe_file_name(name: str, stem: str) -> None:
    """Path tricks, reserved names and invisible signs do not reach the file system."""
    assert safe_stem(name) == stem


def test_a_long_name_is_cut_and_stays_distinct() -> None:
    """Names that share their first 120 bytes get different files."""
    first, second = safe_stem("很长的名称" * 30 + "甲"), safe_stem("很长的名称" * 30 + "乙")

    assert first != second
    assert len(first.encode("utf-8")) <= MAX_NAME_BYTES + 9


@given(st.text())
def test_no_name_ever_leaves_the_folder(name: str) -> None:
    """Whatever a unit is called, its file lies in the folder."""
    stem = safe_stem(name)

    assert Path("x", stem).parent == Path("x")
    assert stem not in {"", ".", ".."}


def test_a_run_killed_between_two_renames_leaves_files_that_are_still_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run, with yet other data, renews both and does not take one for a person's."""
    write_outputs(tmp_path, {"a.json": b"1", "b.json": b"1"})
    real, renamed = os.replace, []

    def killed(source: str, target: Path) -> None:
        if target.name == "b.json":
            raise KeyboardInterrupt
        renamed.append(target.name)
        real(source, target)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(tmp_path, {"a.json": b"2", "b.json": b"2"})
    monkeypatch.undo()
    assert renamed == ["outputs.json", "a.json"]

    written = write_outputs(tmp_path, {"a.json": b"3", "b.json": b"3"})

    assert [item.path.name for item in written] == ["a.json", "b.json"]
    assert (tmp_path / "a.json").read_bytes() == b"3"
    assert "coming" not in (tmp_path / ".ziping" / "outputs.json").read_text(encoding="utf-8")


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    """Staged elsewhere, one rename; the same state as if it had been written file by file."""
    staging, files = tmp_path / "staging", {"报告.docx": b"one", "draft.json": b"{}"}

    written = write_folder(tmp_path / "unit", files, staging)
    write_outputs(tmp_path / "other", files)

    assert [item.path for item in written] == [tmp_path / "unit" / name for name in files]
    assert list(staging.iterdir()) == []
    there, other = ((tmp_path / name / ".ziping" / "outputs.json").read_bytes() for name in ("unit", "other"))
    assert there == other


def test_a_folder_that_cannot_be_staged_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up in the middle: no folder, no half-written file, a clear error with the system's number."""
    synced = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OutputError, match="写不进去") as caught:
        write_folder(tmp_path / "unit", {"a": b"1", "b": b"2", "c": b"3"}, tmp_path / "staging")

    assert caught.value.number == errno.ENOSPC
    assert not (tmp_path / "unit").exists()
    assert list((tmp_path / "staging").iterdir()) == []


def test_an_existing_folder_keeps_what_a_person_edited(tmp_path: Path) -> None:
    """Also when the rest of the folder is staged elsewhere."""
    staging = tmp_path / "staging"
    write_folder(tmp_path / "unit", {"报告.docx": b"one", "draft.json": b"1"}, staging)
    (tmp_path / "unit" / "报告.docx").write_bytes(b"edited")

    written = write_folder(tmp_path / "unit", {"报告.docx": b"two", "draft.json": b"2"}, staging)

    assert [item.path.name for item in written] == ["报告（2）.docx", "draft.json"]
    assert (tmp_path / "unit" / "报告.docx").read_bytes() == b"edited"
    assert sorted(path.name for path in (tmp_path / "unit" / ".ziping").iterdir()) == ["outputs.json"]
    assert list(staging.iterdir()) == []


def test_a_file_in_the_folders_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "unit").write_text("a file", encoding="utf-8")

    with pytest.raises(OutputError, match="写不进去"):
        write_folder(tmp_path / "unit", {"a": b"1"}, tmp_path / "staging")
