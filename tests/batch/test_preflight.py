"""The pre-flight: every input read and scored, every mistake at once, nothing drafted."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from tests.batch.conftest import REPOSITORY
from tests.batch.test_sources import write
from tests.eval.test_invented_units import MAKE

from ziping.batch.preflight import Looked, Preflight, as_json, look_over
from ziping.batch.send_back import mistakes_file
from ziping.domain.mistakes import Mistake
from ziping.pipeline.score import Folders, read_input, score_raw

NONE = Folders()
COMPLETE = 1
"""A number of an invented union that has filled in everything without a contradiction."""


def data_of(name: str, code: str = "") -> dict[str, Any]:
    data: dict[str, Any] = MAKE.unit_data(COMPLETE, seed=7)
    return {**data, "unit": {**data["unit"], "name": name, "code": code}}


def submission(name: str, code: str = "", note: str = "") -> str:
    """A complete submission as YAML."""
    return yaml.safe_dump(data_of(name, code), allow_unicode=True, sort_keys=False) + f"# {note}\n"


def without_figure(name: str) -> str:
    """A submission that lacks one figure."""
    data = data_of(name)
    del data["inputs"]["projects_on_time"]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def looked(path: Path, **more: int) -> Preflight:
    return look_over([path], NONE, **more)


def only(path: Path) -> Looked:
    (unit,) = looked(path).units
    return unit


def mistake(unit: Looked, code: str) -> Mistake:
    return next(one for one in unit.mistakes if one.code == code)


def test_a_complete_input_is_ready(tmp_path: Path) -> None:
    """With the score a single run gives."""
    unit = only(write(tmp_path / "a.yaml", submission("甲工会", "01")))

    raw = read_input(None, json.dumps(data_of("甲工会"), ensure_ascii=False).encode("utf-8"))
    assert (unit.state, unit.mistakes) == ("ready", ())
    assert unit.score == str(score_raw(raw, NONE).scorecard.total_score) != "0"


def test_a_missing_figure_leaves_a_gap_with_its_cell(tmp_path: Path) -> None:
    """What to fill in, in which unit, and what waits for it."""
    unit = only(write(tmp_path / "a.yaml", without_figure("甲工会")))
    missing = mistake(unit, "missing_input")

    assert unit.state == "gaps"
    assert unit.pending not in {"", "0"}
    assert "按时完成项目数" in missing.problem
    assert missing.cell == "inputs.projects_on_time" or missing.cell.startswith("第")
    assert "单位：个" in missing.advice


def test_a_missing_figure_of_a_row_points_at_the_rows_cell(tmp_path: Path) -> None:
    """So that a union finds it among thousands."""
    rows = [data_of("甲工会", "01"), data_of("乙工会", "02")]
    book: Any = openpyxl.load_workbook(io.BytesIO(MAKE.many_workbook(rows[0]["rubric"], rows)))
    sheet = book["基础数据"]
    at = next(cell for cell in sheet[1] if cell.value == "projects_on_time|value").column
    sheet.cell(6, at).value = None
    book.save(tmp_path / "many.xlsx")

    first, second = looked(tmp_path).units

    found = mistake(second, "missing_input")
    assert (first.state, second.state) == ("ready", "gaps")
    assert (found.file, found.sheet, found.cell) == ("many.xlsx", "基础数据", sheet.cell(6, at).coordinate)
    assert (found.unit, found.unit_code) == ("乙工会", "02")


def test_an_unknown_rubric_is_unreadable_and_lists_the_known_ones(tmp_path: Path) -> None:
    """Before a worker starts."""
    text = submission("甲工会").replace("example-2025-department", "nowhere")
    unit = only(write(tmp_path / "a.yaml", text))

    assert (unit.state, unit.mistakes[0].cell) == ("unreadable", "第2行")
    assert "example-2025-department" in unit.mistakes[0].problem


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Broken files, gaps and good ones side by side."""
    write(tmp_path / "a.yaml", submission("甲工会"))
    write(tmp_path / "b.json", "{ cut")
    write(tmp_path / "c.yaml", without_figure("丙工会"))
    write(tmp_path / "d.yaml", submission("丁工会", "04", "one"))
    write(tmp_path / "e.yaml", submission("丁工会", "04", "two"))

    outcome = looked(tmp_path)

    assert {unit.name: unit.state for unit in outcome.units} == {
        "甲工会": "ready",
        "b.json": "unreadable",
        "丙工会": "gaps",
        "丁工会": "unreadable",
    }
    assert len(outcome.units) == 5
    assert outcome.has_errors


def test_processes_find_the_same_as_one(tmp_path: Path) -> None:
    """In the same order."""
    for number in range(60):
        write(tmp_path / f"{number:02}.yaml", submission(f"第{number}工会"))

    assert looked(tmp_path, workers=1).units == looked(tmp_path, workers=2).units


def test_what_the_rubric_leaves_open_is_not_a_mistake_of_a_union() -> None:
    """It cannot do anything about it."""
    forms = REPOSITORY / "eval" / "reports" / "futian_projects_2023" / "forms.xlsx"
    outcome = looked(forms)

    assert len(outcome.units) == 13
    assert {one.code for one in outcome.mistakes}.isdisjoint({"rubric_unverified", "rule_not_covered"})


def test_nothing_is_written(tmp_path: Path) -> None:
    """Not beside the inputs either."""
    write(tmp_path / "a.yaml", submission("甲工会"))
    looked(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_the_json_counts_units_by_state(tmp_path: Path) -> None:
    """And tells every mistake by its place."""
    write(tmp_path / "a.yaml", submission("甲工会"))
    write(tmp_path / "b.json", "{ cut")
    told = as_json(looked(tmp_path))

    assert told["format"] == "ziping/batch-check/1"
    assert told["counts"] == {"ready": 1, "gaps": 0, "unreadable": 1}
    assert told["units"][1]["mistakes"][0]["file"] == "b.json"


def test_the_list_of_mistakes_is_a_workbook(tmp_path: Path) -> None:
    """One row a mistake, one line a unit."""
    write(tmp_path / "a.yaml", submission("甲工会"))
    write(tmp_path / "b.json", "{ cut")
    book = openpyxl.load_workbook(io.BytesIO(mistakes_file(looked(tmp_path))))

    assert [row[2].value for row in book["问题"].iter_rows(min_row=2)] == ["b.json"]
    assert [row[0].value for row in book["汇总"].iter_rows(min_row=2)] == ["甲工会", "b.json"]
