"""The roster against what was received, and workbooks for all it lists."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.batch.conftest import RUBRIC, submission

from ziping.batch.preflight import look_over
from ziping.batch.roster import LastInputs, Made, compare_roster, make_workbooks, many_workbook_of
from ziping.domain.place import Place
from ziping.domain.roster import Roster, RosterCheck, RosterEntry
from ziping.intake.many_workbook import read_many_workbook
from ziping.intake.submission_file import read_submission_file
from ziping.pipeline.score import Folders

NONE = Folders()
DUE = date(2026, 3, 31)


def entry(code: str, name: str, **more: object) -> RosterEntry:
    row = {"place": Place(file="units.xlsx", sheet="名册", cell=f"A{code or name}"), "rubric": RUBRIC, **more}
    return RosterEntry(code, name, **row)  # type: ignore[arg-type]


def received(tmp_path: Path, *entries: RosterEntry, today: date = DUE) -> RosterCheck:
    outcome = look_over([tmp_path], NONE)
    return compare_roster(Roster("units.xlsx", entries), outcome.found, outcome.units, today)


def send(path: Path, text: str, day: date | None = None) -> None:
    """An input, last changed at noon of a day."""
    path.write_text(text, encoding="utf-8")
    if day is not None:
        noon = datetime(day.year, day.month, day.day, 12).astimezone().timestamp()
        os.utime(path, (noon, noon))


def states(check: RosterCheck) -> list[str]:
    return [one.state for one in check.received]


def codes(check: RosterCheck) -> list[str]:
    return [finding.code for finding in check.findings]


# ---- received, missing, late


def test_what_is_there_is_received_and_what_is_not_is_missing(tmp_path: Path) -> None:
    """Nobody is late before the day."""
    send(tmp_path / "a.yaml", submission("甲工会", "01"), date(2026, 3, 1))

    check = received(tmp_path, entry("01", "甲工会", due=DUE), entry("02", "乙工会", due=DUE))

    assert states(check) == ["received", "missing"]
    assert check.received[0].day == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("changed", "arrived", "state"),
    [
        (date(2026, 3, 31), None, "received"),
        (date(2026, 4, 1), None, "late"),
        (date(2026, 4, 1), date(2026, 3, 30), "received"),
        (date(2026, 3, 1), date(2026, 4, 2), "late"),
    ],
)
def test_late_is_what_was_changed_after_its_day(
    tmp_path: Path, changed: date, arrived: date | None, state: str
) -> None:
    """The roster's own word on when it came goes before the file's date."""
    send(tmp_path / "a.yaml", submission("甲工会", "01"), changed)

    assert states(received(tmp_path, entry("01", "甲工会", due=DUE, arrived=arrived))) == [state]


@pytest.mark.parametrize(("today", "state"), [(date(2026, 3, 31), "missing"), (date(2026, 4, 1), "overdue")])
def test_what_is_missing_is_overdue_after_its_day(tmp_path: Path, today: date, state: str) -> None:
    """The day itself is still in time; the clock is told, not asked."""
    assert states(received(tmp_path, entry("01", "甲工会", due=DUE), today=today)) == [state]


def test_without_a_day_nothing_is_late(tmp_path: Path) -> None:
    """Nobody said when."""
    send(tmp_path / "a.yaml", submission("甲工会", "01"), date(2027, 1, 1))

    check = received(tmp_path, entry("01", "甲工会"), entry("02", "乙工会"), today=date(2028, 1, 1))

    assert states(check) == ["received", "missing"]


def test_an_input_that_cannot_be_read_is_told_by_its_file_name(tmp_path: Path) -> None:
    """As our own workbooks are called."""
    send(tmp_path / "01_甲工会.json", "{ cut off")

    assert states(received(tmp_path, entry("01", "甲工会"))) == ["unreadable"]


def test_an_input_that_cannot_be_scored_is_unreadable_too(tmp_path: Path) -> None:
    """Its rubric is unknown."""
    send(tmp_path / "a.yaml", submission("甲工会", "01").replace(RUBRIC, "nowhere-2021-department"))

    assert states(received(tmp_path, entry("01", "甲工会", rubric=""))) == ["unreadable"]


def test_what_nobody_listed_is_unexpected(tmp_path: Path) -> None:
    """It is not lost."""
    send(tmp_path / "a.yaml", submission("外来工会", "99"))

    check = received(tmp_path, entry("01", "甲工会"))

    assert [item.name for item in check.unexpected] == ["外来工会"]


# ---- names, codes, rubrics that differ


def test_a_unit_goes_by_its_code_and_another_name_is_told(tmp_path: Path) -> None:
    """One of the two is wrong."""
    send(tmp_path / "a.yaml", submission("甲区总工会委员会", "01"))

    check = received(tmp_path, entry("01", "甲工会"))

    assert (states(check), codes(check)) == (["received"], ["unit_name_mismatch"])
    assert (check.findings[0].stated, check.findings[0].expected) == ("甲区总工会委员会", "甲工会")


def test_a_unit_with_another_code_goes_by_its_name_and_is_told(tmp_path: Path) -> None:
    """A lost zero."""
    send(tmp_path / "a.yaml", submission("甲工会", "1"))

    check = received(tmp_path, entry("01", "甲工会"))

    assert (states(check), codes(check)) == (["received"], ["unit_code_mismatch"])


def test_spaces_in_a_name_make_no_difference(tmp_path: Path) -> None:
    """Nor do half-width brackets."""
    send(tmp_path / "a.yaml", submission("甲 工会(本级)"))

    check = received(tmp_path, entry("", "甲工会（本级）"))

    assert (states(check), codes(check)) == (["received"], [])


def test_of_two_unions_of_one_name_only_the_code_tells(tmp_path: Path) -> None:
    """An input without a code is nobody's."""
    send(tmp_path / "a.yaml", submission("东区总工会", "02"))
    send(tmp_path / "b.yaml", submission("东区总工会"))

    check = received(tmp_path, entry("01", "东区总工会"), entry("02", "东区总工会"))

    assert states(check) == ["missing", "received"]
    assert [item.code for item in check.unexpected] == [""]


def test_an_input_by_another_rubric_is_told(tmp_path: Path) -> None:
    """Somebody took last year's workbook."""
    send(tmp_path / "a.yaml", submission("甲工会", "01"))

    check = received(tmp_path, entry("01", "甲工会", rubric="example-2025-department"))

    assert codes(check) == ["rubric_mismatch"]


# ---- workbooks for all


def make(tmp_path: Path, *entries: RosterEntry, last: LastInputs | None = None, **more: bool) -> list[Made]:
    roster = Roster("units.xlsx", entries)
    return list(make_workbooks(roster, tmp_path / "out", NONE, last=last, **more))


def test_every_unit_gets_a_workbook_with_its_code_and_name(tmp_path: Path) -> None:
    """Named after both."""
    made = make(tmp_path, entry("01", "甲工会"), entry("", "乙工会"))

    assert [Path(one.path).name for one in made] == ["01_甲工会.xlsx", "乙工会.xlsx"]
    raw = read_submission_file(Path(made[0].path))
    assert raw.data["unit"] == {"name": "甲工会", "code": "01"}
    assert raw.data["rubric"] == RUBRIC


@pytest.mark.parametrize("name", ["../../../甲工会", "长" * 300, "甲/乙:*?工会"])
def test_no_name_leaves_the_folder(tmp_path: Path, name: str) -> None:
    """A name is no path."""
    (made,) = make(tmp_path, entry("01", name))

    assert Path(made.path).resolve().parent == (tmp_path / "out").resolve()
    assert read_submission_file(Path(made.path)).data["unit"]["name"] == name


def test_two_unions_whose_names_make_one_file_name_get_two(tmp_path: Path) -> None:
    """Neither is written over the other."""
    made = make(tmp_path, entry("", "甲/工会"), entry("", "甲:工会"))

    assert len({one.path for one in made}) == 2
    assert [read_submission_file(Path(one.path)).data["unit"]["name"] for one in made] == [
        "甲/工会",
        "甲:工会",
    ]


def test_a_workbook_that_is_there_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    """A clerk may have begun to fill it in."""
    (first,) = make(tmp_path, entry("01", "甲工会"))
    Path(first.path).write_bytes(b"filled in")

    (kept,) = make(tmp_path, entry("01", "甲工会"))
    before = Path(kept.path).read_bytes()
    (again,) = make(tmp_path, entry("01", "甲工会"), overwrite=True)

    assert (kept.state, before) == ("kept", b"filled in")
    assert (again.state, Path(again.path).read_bytes()[:2]) == ("made", b"PK")


@pytest.mark.parametrize(
    ("rubric", "told"),
    [("", "没有写评分标准"), ("nowhere", "找不到评分标准"), ("national-2020-project", "财政系统导出")],
)
def test_a_unit_without_a_fitting_rubric_gets_none_and_the_others_do(
    tmp_path: Path, rubric: str, told: str
) -> None:
    """With the row to correct."""
    failed, made = make(tmp_path, entry("01", "甲工会", rubric=rubric), entry("02", "乙工会"))

    assert (failed.state, failed.path, made.state) == ("failed", "", "made")
    assert told in failed.problem
    assert "units.xlsx「名册」A01" in failed.problem


def test_last_years_input_fills_what_seldom_changes(tmp_path: Path) -> None:
    """Found by code, or by name; the roster's name goes before last year's."""
    last = tmp_path / "last"
    last.mkdir()
    send(last / "a.yaml", submission("甲工会（旧名）", "01"))
    send(last / "b.yaml", submission("乙工会"))

    made = make(tmp_path, entry("01", "甲工会"), entry("02", "乙工会"), last=LastInputs(last, NONE))

    assert [Path(one.prefilled).name for one in made] == ["a.yaml", "b.yaml"]
    raw = read_submission_file(Path(made[0].path))
    assert raw.data["unit"]["name"] == "甲工会"
    assert raw.data["unit"]["duties"]
    assert raw.data["last_year"]["figures"]
    assert "inputs" not in raw.data


def test_a_file_the_roster_names_is_taken_from_the_folder_and_from_nowhere_else(tmp_path: Path) -> None:
    """A roster is no way out of it."""
    last = tmp_path / "last"
    last.mkdir()
    send(last / "a.yaml", submission("别的名称", "77"))
    send(tmp_path / "secret.yaml", submission("甲工会", "01"))

    named, outside = make(
        tmp_path,
        entry("01", "甲工会", last="a.yaml"),
        entry("02", "乙工会", last="../secret.yaml"),
        last=LastInputs(last, NONE),
    )

    assert Path(named.prefilled).name == "a.yaml"
    assert (outside.state, outside.prefilled) == ("made", "")
    assert "不在" in outside.problem


def test_a_last_year_that_cannot_be_read_is_told_and_the_workbook_made(tmp_path: Path) -> None:
    """Without it."""
    last = tmp_path / "last"
    last.mkdir()
    send(last / "01_甲工会.docx", "no word file")

    (made,) = make(tmp_path, entry("01", "甲工会"), last=LastInputs(last, NONE))

    assert (made.state, made.prefilled) == ("made", "")
    assert "上年的数据没有用上" in made.problem


def test_one_workbook_may_hold_all_units_of_a_rubric(tmp_path: Path) -> None:
    """Those of others are left out."""
    roster = Roster(
        "units.xlsx",
        (entry("01", "甲工会"), entry("02", "乙工会", rubric=""), entry("03", "丙工会", rubric="other")),
    )
    data, problems = many_workbook_of(roster, RUBRIC, NONE)

    assert [unit.code for unit in read_many_workbook(data, "x.xlsx").units] == ["01", "02"]
    assert problems == ()
