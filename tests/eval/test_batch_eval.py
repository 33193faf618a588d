"""The evaluations of batches in small: kills, a model that fails and lies; and that their own eyes see what is wrong."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "eval" / "batch"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched in /proc")


@pytest.fixture(scope="module")
def scripts() -> Iterator[Any]:
    """``chaos`` and ``faults`` of the evaluation."""
    before = list(sys.path)
    sys.path.insert(0, str(SCRIPTS))
    try:
        import chaos
        import faults

        yield (chaos, faults)
    finally:
        sys.path[:] = before


def test_a_run_that_is_killed_again_and_again_ends_as_if_nothing_had_happened(
    scripts: Any, tmp_path: Path
) -> None:
    """Group, driver and worker are killed once each; files, states and answers are those of an undisturbed run."""
    chaos, _ = scripts

    report = chaos.chaos(
        chaos.Setting(units=3, kills=3, seed=5, changed=False, seconds=0.1, at_once=4, workers=1), tmp_path
    )

    assert report.violations == []
    assert report.kills == {"group": 1, "driver": 1, "worker": 1}
    assert report.most_lost <= 4


def test_a_third_of_bad_answers_stops_no_unit_and_plants_nothing(scripts: Any, tmp_path: Path) -> None:
    """Every way of failing takes its turn, a quarter of the bad answers lies; no planted word is in any file."""
    _, faults = scripts

    clerk, found = faults.tried(
        6,
        0.5,
        3,
        tmp_path,
        "stall_timeout = 2\nrequest_timeout = 6\ntries = 2\nmax_attempts = 2\ndown_after = 99\n",
    )

    assert found.violations == []
    assert found.states == {"done": 6}
    assert clerk.modes[faults.LIES] >= 3
    assert clerk.modes.total() - clerk.modes["good"] >= 10
    assert found.written["first"] > 0


@pytest.fixture
def finished(scripts: Any, tmp_path: Path) -> tuple[Any, Path, Any]:
    """A folder as two units left it, and what is expected of it."""
    chaos, _ = scripts
    out = tmp_path / "out"
    for unit in ("甲", "乙"):
        (out / unit).mkdir(parents=True)
        for name in ("draft.json", "facts.json"):
            (out / unit / name).write_text("{}", encoding="utf-8")
    (out / ".ziping" / "staging").mkdir(parents=True)
    (out / "summary.json").write_text('{"a": 1}', encoding="utf-8")
    live = sqlite3.connect(out / ".ziping" / "batch.sqlite")
    live.execute("CREATE TABLE units (key, state, cause, folder, sizes)")
    sizes = json.dumps({"draft.json": 2, "facts.json": 2})
    live.executemany(
        "INSERT INTO units VALUES (?, 'done', '', ?, ?)", [("1", "甲", sizes), ("2", "乙", sizes)]
    )
    live.commit()
    live.close()
    return chaos, out, chaos.Expected(tmp_path, chaos.left_in(out), chaos.states_of(out), 0, 1.0)


def test_what_is_whole_has_no_faults(finished: tuple[Any, Path, Any]) -> None:
    chaos, out, expected = finished

    assert chaos.standing(out, [expected]) == []
    assert chaos.at_end(out, expected) == []


@pytest.mark.parametrize(
    ("file", "text", "standing"),
    [
        ("甲/draft.json", "{", True),
        ("甲/draft.json", None, True),
        ("summary.json", '{"a": ', True),
        ("甲/draft（2）.json", "{}", True),
        (".ziping/staging/unit-x", "left over", False),
        ("乙/.ziping-1.tmp", "left over", True),
    ],
    ids=["half", "missing", "half a summary", "a second file", "staging", "temporary"],
)
def test_what_a_kill_could_spoil_is_seen(
    finished: tuple[Any, Path, Any], file: str, text: str | None, standing: bool
) -> None:
    """At the end at the latest; what must not stand at any moment, at once."""
    chaos, out, expected = finished
    if text is None:
        (out / file).unlink()
    else:
        (out / file).write_text(text, encoding="utf-8")

    assert bool(chaos.standing(out, [expected])) is standing
    assert chaos.at_end(out, expected)


def test_a_ledger_that_claims_too_much_or_is_damaged_is_seen(finished: tuple[Any, Path, Any]) -> None:
    chaos, out, _ = finished
    (out / "乙" / "facts.json").unlink()
    assert chaos.ledger_faults(out) == ["ledger says done, but 乙/facts.json does not stand as it says"]

    (out / ".ziping" / "batch.sqlite.damaged-1").touch()
    assert len(chaos.ledger_faults(out)) == 2


def test_a_planted_figure_is_found_in_every_kind_of_file(scripts: Any, tmp_path: Path) -> None:
    """Also where Word cuts it into runs; a figure the unit really has does not count."""
    from docx import Document
    from xlsxwriter import Workbook

    _, faults = scripts
    document = Document()
    paragraph = document.add_paragraph("完成率")
    paragraph.add_run("73.")
    paragraph.add_run("19%").bold = True
    document.save(str(tmp_path / "报告.docx"))
    with Workbook(tmp_path / "评分表.xlsx") as book:
        book.add_worksheet().write("A1", "完成率73.19%")
    (tmp_path / "审阅.html").write_text("<p>完成率<b>73.19</b>%</p>", encoding="utf-8")
    (tmp_path / "facts.json").write_text('["88.8"]', encoding="utf-8")
    (tmp_path / "scorecard.json").write_text("[]", encoding="utf-8")

    found = faults.printed(tmp_path, {"73.19%", "88.8"}, "")

    assert sorted(text.split("/")[1] for text in found) == sorted(
        f"{name}: 73.19%" for name in ("报告.docx", "评分表.xlsx", "审阅.html")
    )
    assert faults.printed(tmp_path, {"73.19%"}, "支出进度73.19%") == []
