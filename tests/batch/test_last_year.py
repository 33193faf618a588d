"""Last year's reports: each unit gets its own, or none when nobody can tell whose it is."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from tests.batch.conftest import FUTIAN, RUBRIC, item

from ziping.batch.bench import Bench
from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.keys import Basis
from ziping.batch.last_year import LastReports
from ziping.batch.ledger import Ledger, ledger_path
from ziping.batch.sources import find_units
from ziping.domain.batch import Cause, UnitResult
from ziping.errors import UnreadableInputError
from ziping.pipeline.draft import draft_scored, machine_files
from ziping.pipeline.score import Folders, read_input, score_raw

NO_FOLDERS = Folders()
YUNXI = FUTIAN.parents[1] / "yunxi_department_2020" / "submission.yaml"


def a_run(out: Path, *units: tuple[str, str]) -> LastReports:
    """The output folder of a run with these codes and names."""
    with Ledger(ledger_path(out)) as ledger:
        items = [item(name, code) for code, name in units]
        ledger.register(items)
        for row in list(ledger.rows()):
            (out / row.folder).mkdir()
            (out / row.folder / "draft.json").write_text(row.folder, encoding="utf-8")
            result = UnitResult(
                key=row.item.key,
                name=row.item.name,
                code=row.item.code,
                year=2020,
                rubric=RUBRIC,
                folder=row.folder,
                files={"draft": "draft.json"},
                total_score=Decimal(1),
                max_score=Decimal(1),
                status="final",
                proven=Decimal(1),
                asserted=Decimal(0),
                pending=Decimal(0),
            )
            ledger.finish(Outcome(row.item.key, result), "basis")
    return LastReports(out)


def test_a_run_of_last_year_knows_its_units_by_code_then_by_name(tmp_path: Path) -> None:
    """Two unions of one name are told apart by their codes; without one there is none."""
    last = a_run(tmp_path, ("001", "同名工会"), ("002", "同名工会"), ("", "独名工会"))

    assert last.of(item("改了名的工会", "001")) == tmp_path / "001_同名工会" / "draft.json"
    assert last.of(item("同名工会")) is None
    assert (last.of(item("独名工会", "009")) or Path()).name == "draft.json"
    assert last.of(item("没有的工会")) is None


def test_reports_in_a_folder_are_found_by_their_names(tmp_path: Path) -> None:
    """A name that is part of a longer one is not mixed up with it; a draft's folder is its draft."""
    (tmp_path / "示例区总工会_2020").mkdir()
    for name in (
        "示例区总工会_2020/draft.json",
        "示例区总工会_2020/a.docx",
        "示例区总工会直属工会.pdf",
        "~$x工会.docx",
    ):
        (tmp_path / name).write_text(name, encoding="utf-8")
    last = LastReports(tmp_path)

    assert last.of(item("示例区总工会")) == tmp_path / "示例区总工会_2020" / "draft.json"
    assert last.of(item("示例区总工会直属工会")) == tmp_path / "示例区总工会直属工会.pdf"
    assert last.of(item("x工会")) is None


def test_another_report_of_last_year_is_another_result(tmp_path: Path) -> None:
    """A unit is done again when last year's report appears or changes."""
    terms = Terms(tmp_path, NO_FOLDERS)
    path = tmp_path / "示例工会.md"
    without = Basis(terms).of(item())

    path.write_text("一", encoding="utf-8")
    first = Basis(terms, LastReports(tmp_path)).of(item())
    path.write_text("二", encoding="utf-8")
    second = Basis(terms, LastReports(tmp_path)).of(item())

    assert len({without, first, second}) == 3
    assert Basis(terms, LastReports(tmp_path)).of(item("别的工会")) == Basis(terms).of(item("别的工会"))


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="--last-year"):
        LastReports(tmp_path / "none")


def drafted(tmp_path: Path, submission: Path) -> Outcome:
    """福田 2021 with a draft of another submission as last year's."""
    scored = score_raw(read_input(submission), NO_FOLDERS)
    path = tmp_path / "draft.json"
    path.write_bytes(machine_files(draft_scored(scored, NO_FOLDERS))["draft.json"])
    (unit,) = find_units([FUTIAN], NO_FOLDERS).items
    bench = Bench(Terms(tmp_path / "out", NO_FOLDERS))
    return asyncio.run(bench.do(Task(unit, "unit", last_year=str(path))))


def test_last_years_report_is_laid_under_the_submission(tmp_path: Path) -> None:
    """Its problems are followed up in this year's report."""
    outcome = drafted(tmp_path, YUNXI)

    assert outcome.failure is None
    assert any("上年" in finding.message for finding in outcome.result.findings)  # type: ignore[union-attr]


def test_a_report_of_the_wrong_year_fails_this_unit_alone(tmp_path: Path) -> None:
    """It is that unit's input, not a setting of all."""
    failure = drafted(tmp_path, FUTIAN).failure

    assert failure is not None
    assert failure.cause is Cause.INPUT
    assert "2021 年度的报告" in failure.message
