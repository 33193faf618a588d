"""The ledger: folders given once, nothing refused twice over, damaged files moved aside, nothing lost by a kill."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from tests.batch.conftest import RUBRIC, item

from ziping.batch.engine import Outcome
from ziping.batch.ledger import Ledger, ledger_path
from ziping.batch.sources import Fault
from ziping.domain.batch import Cause, Failure, UnitItem, UnitResult
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.errors import OutputError, UnreadableInputError, UsageError

FINDING = Finding(
    code="missing", severity="error", message="缺少数据", place=Place(file="a.xlsx", sheet="表", cell="C3")
)


def result(unit: UnitItem, folder: str = "x") -> UnitResult:
    return UnitResult(
        key=unit.key,
        name=unit.name,
        year=2021,
        rubric=RUBRIC,
        folder=folder,
        files={"report": "报告.docx"},
        total_score=Decimal("93.96"),
        max_score=Decimal(100),
        status="final",
        proven=Decimal("90.00"),
        asserted=Decimal("3.96"),
        pending=Decimal(0),
        findings=(FINDING,),
    )


def folders(ledger: Ledger) -> list[str]:
    return [row.folder for row in ledger.rows()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ledger_path(tmp_path)


def test_a_result_comes_back_as_it_went_in(path: Path) -> None:
    """Amounts stay exact, findings keep their place."""
    unit = item()
    with Ledger(path) as ledger:
        ledger.register([unit])
        ledger.begin(unit.key)
        ledger.finish(Outcome(unit.key, result(unit), sizes=(("报告.docx", 7),)), "basis")

    with Ledger(path, read_only=True) as ledger:
        assert list(ledger.results()) == [result(unit)]
        (row,) = ledger.rows()
        assert (row.state, row.basis, row.attempts, row.sizes) == ("done", "basis", 1, {"报告.docx": 7})
        assert ledger.counts().errors == 1


def test_two_unions_of_one_name_have_two_folders(path: Path) -> None:
    """Their codes tell them apart."""
    with Ledger(path) as ledger:
        ledger.register([item("同名工会", "001"), item("同名工会", "002")])

        assert folders(ledger) == ["001_同名工会", "002_同名工会"]


def test_one_code_in_two_years_has_two_folders(path: Path) -> None:
    """A folder is never given to another unit, however alike their names are."""
    first = item("示例工会", "Ab1")
    second = first._replace(key="f" * 32, year=2022, code="aB1")
    with Ledger(path) as ledger:
        ledger.register([first, second])

        assert folders(ledger) == ["Ab1_示例工会", "ffffffff_aB1_示例工会"]


@pytest.mark.parametrize(
    "name", ["../../etc/工会", "..", "/abs/工会", "工" * 300, "a\u202eb", "CON", "x" * 300]
)
def test_no_name_leads_out_of_the_output_folder(path: Path, name: str) -> None:
    """Whatever a union is called, its folder is one short name."""
    with Ledger(path) as ledger:
        ledger.register([item(name), item(name, code="../1")])

        for folder in folders(ledger):
            assert Path(folder).name == folder
            assert folder not in {".", ".."}
            assert ".." not in folder
            assert len(folder.encode()) <= 140
        assert len(set(folders(ledger))) == 2


def test_the_folder_of_a_unit_stays_when_others_come_and_go(path: Path) -> None:
    """Assigned once, by whoever came first."""
    one, two = item("甲工会"), item("乙工会")
    with Ledger(path) as ledger:
        ledger.register([one, two])
        before = {row.item.key: row.folder for row in ledger.rows()}
        ledger.register([two])
        assert ledger.counts().gone == 1
        ledger.register([item("丙工会"), two, one])

        after = {row.item.key: row.folder for row in ledger.rows()}
        assert before.items() <= after.items()
        assert ledger.counts().gone == 0


def test_two_different_files_of_one_unit_are_both_refused(path: Path) -> None:
    """Nobody can tell which is meant; the message names both."""
    with Ledger(path) as ledger:
        ledger.register([item(path="/in/a.yaml"), item(content="1" * 64, path="/in/b.yaml")])

        (failed,) = ledger.failures()
        assert failed.failure.cause is Cause.INPUT
        assert "/in/a.yaml" in failed.failure.message
        assert "/in/b.yaml" in failed.failure.message


def test_a_refused_unit_is_to_be_done_as_soon_as_one_file_is_gone(path: Path) -> None:
    """The refusal hangs on the inputs of one run."""
    with Ledger(path) as ledger:
        ledger.register([item(path="/in/a.yaml"), item(content="1" * 64, path="/in/b.yaml")])
        ledger.register([item(path="/in/a.yaml")])

        assert [row.state for row in ledger.rows()] == ["pending"]


def test_a_second_copy_of_the_same_file_counts_once(path: Path) -> None:
    """The same unit with the same bytes is the same unit."""
    with Ledger(path) as ledger:
        ledger.register([item(path="/in/a.yaml"), item(path="/in/copy/a.yaml")])

        assert ledger.counts().all == 1


def test_an_unreadable_input_is_listed_as_long_as_it_is_there(path: Path) -> None:
    """It is a failure with its place, and gone with its file."""
    fault = Fault("坏表.xlsx", "/in/坏表.xlsx", 0, "坏表.xlsx：打不开", Place(file="坏表.xlsx"))
    with Ledger(path) as ledger:
        ledger.register([item()], [fault])
        (failed,) = ledger.failures()
        assert (failed.item.name, failed.failure.place.file) == ("坏表.xlsx", "坏表.xlsx")

        ledger.register([item()])
        assert ledger.counts() == (1, 0, 0, 0, 0, 0, 0)


def test_what_was_under_way_when_a_run_was_killed_is_to_be_done(path: Path) -> None:
    """Opening the file again settles it."""
    unit = item()
    with Ledger(path) as ledger:
        ledger.register([unit])
        ledger.begin(unit.key)
        assert ledger.counts().running == 1
    with Ledger(path) as ledger:
        assert ledger.counts().pending == 1


def test_failures_keep_cause_and_message(path: Path) -> None:
    unit = item()
    failure = Failure(cause=Cause.SETTINGS, message="评分标准有错", place=Place(file="r.yaml", line=3))
    with Ledger(path) as ledger:
        ledger.register([unit])
        ledger.begin(unit.key)
        ledger.finish(Outcome(unit.key, failure=failure), "basis")

        assert [failed.failure for failed in ledger.failures()] == [failure]


def test_more_units_than_a_page_come_in_their_order(path: Path) -> None:
    """Reading goes page by page and loses none."""
    units = [item(f"工会{number}") for number in range(1_203)]
    with Ledger(path) as ledger:
        ledger.register(units)

        assert [row.item.name for row in ledger.rows()] == [unit.name for unit in units]


def test_a_damaged_ledger_is_moved_aside_and_said(path: Path) -> None:
    """Nothing of it is thrown away."""
    path.parent.mkdir()
    path.write_bytes(b"no database at all, but long enough to look like one" * 40)
    told: list[str] = []

    with Ledger(path, told.append) as ledger:
        ledger.register([item()])

    assert path.with_name("batch.sqlite.damaged-1").read_bytes().startswith(b"no database")
    assert len(told) == 1
    assert "已损坏" in told[0]


def test_a_ledger_damaged_in_the_middle_is_noticed(path: Path) -> None:
    """Not only its first bytes are looked at."""
    with Ledger(path) as ledger:
        ledger.register([item(f"工会{number}") for number in range(2_000)])
    data = bytearray(path.read_bytes())
    data[8_192 : len(data) // 2] = b"\x5a" * (len(data) // 2 - 8_192)
    path.write_bytes(bytes(data))
    told: list[str] = []

    with Ledger(path, told.append) as ledger:
        assert ledger.counts().all == 0

    assert "已损坏" in told[0]


def test_another_format_is_refused_with_advice(path: Path) -> None:
    with Ledger(path):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE about SET format = 'ziping/batch-ledger/9'")
    connection.close()

    with pytest.raises(UsageError, match="升级 ziping"), Ledger(path):
        pass


def test_a_folder_without_a_ledger_cannot_be_looked_at(path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="没有批量运行的记录"), Ledger(path, read_only=True):
        pass


def test_a_ledger_that_cannot_grow_says_so(path: Path) -> None:
    """A full disk is an error people understand, and what was committed stays."""
    with Ledger(path) as ledger:
        ledger.register([item("甲工会")])
        ledger.live.execute("PRAGMA max_page_count = 1")
        with pytest.raises(OutputError, match="磁盘空间"):
            ledger.register([item(f"工会{number}") for number in range(5_000)])

    with Ledger(path) as ledger:
        assert [row.item.name for row in ledger.rows()] == ["甲工会"]
