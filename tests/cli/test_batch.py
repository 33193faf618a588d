"""``ziping batch`` at the edges of its command line; whole runs are in tests/batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ziping.batch.ledger import Ledger, ledger_path

Ziping = Callable[..., Any]


def test_the_state_of_a_folder_without_a_run_is_a_clear_error(ziping: Ziping, tmp_path: Path) -> None:
    said = ziping("batch", "status", tmp_path)

    assert said.code == 4
    assert "没有批量运行的记录" in said.err


def test_the_state_is_there_for_machines_too(ziping: Ziping, tmp_path: Path) -> None:
    with Ledger(ledger_path(tmp_path)):
        pass

    said = ziping("batch", "status", tmp_path, "--json")

    assert said.code == 0
    assert said.json == {
        "format": "ziping/batch-status/1",
        "working": False,
        "counts": {"pending": 0, "running": 0, "done": 0, "failed": 0, "gone": 0, "errors": 0, "replaced": 0},
        "failures": [],
    }


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--engine", "ray"), "local 或 dask"),
        (("--offline", "--model", "m"), "不能同时用"),
        (("--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--budget", "很多"), "看不懂"),
        (("--workers", "0"), "--workers"),
        (("--limit", "0"), "--limit"),
    ],
    ids=str,
)
def test_a_wrong_option_is_told_before_anything_is_done(
    ziping: Ziping, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.yaml").write_text("format: ziping/submission/1", encoding="utf-8")

    said = ziping("batch", "run", tmp_path / "in", "--out", tmp_path / "out", *options)

    assert said.code == 2
    assert told in said.err
    assert not (tmp_path / "out").exists()


def test_a_missing_folder_of_last_year_is_told(ziping: Ziping, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.yaml").write_text("x", encoding="utf-8")

    said = ziping(
        "batch", "run", tmp_path / "in", "-o", tmp_path / "out", "--offline", "--last-year", tmp_path / "no"
    )

    assert said.code == 4
    assert "--last-year" in said.err
