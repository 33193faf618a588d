"""A run from the command line, with real worker processes: finished, resumed, killed, interrupted, refused."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.batch.conftest import outputs, submission, write_units

from ziping.batch.ledger import Ledger, ledger_path

Started = Callable[..., "subprocess.Popen[str]"]
PATIENCE = 180


@pytest.fixture
def batch(started: Started, tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """``batch("--limit", 1)``: runs the folder ``in`` into ``out`` and gives code, stdout and stderr."""

    def run(*options: object, source: str = "in") -> tuple[int, str, str]:
        process = started(
            "batch", "run", tmp_path / source, "--out", tmp_path / "out", "--workers", 2, *options
        )
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err

    return run


Batch = Callable[..., tuple[int, str, str]]


def states(out: Path) -> dict[str, str]:
    with Ledger(ledger_path(out), read_only=True) as ledger:
        return {row.item.name: row.state for row in ledger.rows()}


def children_of(process: subprocess.Popen[str]) -> list[int]:
    """Worker processes, the oldest first; the tracker of the standard library is none."""
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    found = [int(pid) for pid in told.split()]
    return [pid for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_for(what: Callable[[], Any], process: subprocess.Popen[str] | None = None) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < end, "it never came"
        assert process is None or process.poll() is None, "the run was over before"
        time.sleep(0.01)
    return found


def finished(out: Path) -> int:
    """Units whose folder is there."""
    return len([path for path in out.iterdir() if path.name != ".ziping"]) if out.is_dir() else 0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What six units look like when nothing happens."""
    there = tmp_path_factory.mktemp("undisturbed")
    write_units(there / "in", 6)
    done = subprocess.run(
        [sys.executable, "-m", "ziping", "batch", "run", there / "in", "--out", there / "out", "--offline"],
        cwd=there,
        capture_output=True,
        check=False,
    )
    assert done.returncode in {0, 3}, done.stderr.decode()
    return outputs(there / "out")


def test_every_unit_has_its_folder_and_the_others_do_not_suffer_from_a_bad_one(
    batch: Batch, tmp_path: Path
) -> None:
    """Unreadable, unknown rubric, not a submission at all: listed with a cause; the good ones are drafted."""
    write_units(tmp_path / "in" / "deep" / "er", 2)
    (tmp_path / "in" / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (tmp_path / "in" / "~$lock.xlsx").write_bytes(b"lock")
    (tmp_path / "in" / "unknown.yaml").write_text(
        submission("未知标准工会").replace(
            "rubric: shenzhen-futian-2021-department", "rubric: nowhere-2021-department"
        ),
        encoding="utf-8",
    )

    code, out, _ = batch("--offline")

    assert code == 3
    assert states(tmp_path / "out") == {
        "示例第1工会": "done",
        "示例第2工会": "done",
        "未知标准工会": "failed",
        "broken.xlsx": "failed",
    }
    assert "失败 1 个" in out
    folder = next((tmp_path / "out").glob("000001_*"))
    kinds = sorted(path.suffix for path in folder.iterdir() if path.is_file())
    assert kinds == [".docx", ".html", ".json", ".json", ".json", ".xlsx"]


def test_running_again_touches_nothing_and_redoes_what_changed(batch: Batch, tmp_path: Path) -> None:
    """Resume is running the same command; an edited report is never overwritten."""
    write_units(tmp_path / "in", 3)
    batch("--offline")
    before = {
        path: path.stat().st_mtime_ns
        for path in (tmp_path / "out").rglob("*.*")
        if ".ziping" not in path.parts
    }
    report = next((tmp_path / "out").glob("000002_*/*.docx"))
    report.write_bytes(report.read_bytes() + b"edited")
    edited = report.read_bytes()
    before[report] = report.stat().st_mtime_ns

    code, out, err = batch("--offline")
    assert "这次完成 0 个单位" in out
    assert {path: path.stat().st_mtime_ns for path in before} == before

    changed = tmp_path / "in" / "u002.yaml"
    changed.write_text(
        submission("示例第2工会", "000002").replace("year: 2021", "year: 2021\nreport_date: 2022-03-09"),
        encoding="utf-8",
    )
    code, out, err = batch("--offline")
    assert "这次完成 1 个单位" in out, (code, err)
    assert report.read_bytes() == edited
    assert report.with_name(report.name.replace(".docx", "（2）.docx")).is_file()
    others = {
        path: when
        for path, when in before.items()
        if "000002_" not in str(path) and path.parent != tmp_path / "out"  # the summary tells the new result
    }
    assert {path: path.stat().st_mtime_ns for path in others} == others


def test_only_and_limit_choose_and_a_lost_folder_is_made_again(batch: Batch, tmp_path: Path) -> None:
    """A folder somebody deleted is not taken for finished."""
    write_units(tmp_path / "in", 3)
    batch("--offline", "--only", "第2")
    assert states(tmp_path / "out") == {
        "示例第1工会": "pending",
        "示例第2工会": "done",
        "示例第3工会": "pending",
    }

    batch("--offline", "--limit", 1)
    assert states(tmp_path / "out")["示例第1工会"] == "done"

    next((tmp_path / "out").glob("000001_*/*.docx")).unlink()
    _, out, _ = batch("--offline", "--only", "000001")
    assert "这次完成 1 个单位" in out
    assert next((tmp_path / "out").glob("000001_*/*.docx")).is_file()


def test_a_killed_run_is_resumed_to_the_same_bytes(
    batch: Batch, started: Started, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """kill -9 of the driver in the middle: no half-written folder, no worker that goes on, nothing lost."""
    write_units(tmp_path / "in", 6)
    process = started("batch", "run", tmp_path / "in", "--out", tmp_path / "out", "--workers", 2, "--offline")
    wait_for(lambda: finished(tmp_path / "out") >= 2, process)
    workers = children_of(process)
    process.kill()
    process.communicate(timeout=PATIENCE)
    wait_for(lambda: not any(Path(f"/proc/{pid}/fd").exists() and _alive(pid) for pid in workers))
    whole = [path for path in (tmp_path / "out").iterdir() if path.name != ".ziping"]
    assert {len([file for file in path.iterdir() if file.is_file()]) for path in whole} == {6}

    batch("--offline")

    assert outputs(tmp_path / "out") == undisturbed
    assert not any((tmp_path / "out" / ".ziping" / "staging").glob("*"))


def _alive(pid: int) -> bool:
    try:
        return " Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


def test_a_killed_worker_is_replaced_and_its_units_are_done_again(
    started: Started, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """kill -9 of one worker (or the system's, when memory ends): the run goes on by itself."""
    write_units(tmp_path / "in", 6)
    process = started("batch", "run", tmp_path / "in", "--out", tmp_path / "out", "--workers", 2, "--offline")
    wait_for(lambda: finished(tmp_path / "out") >= 1, process)
    os.kill(children_of(process)[0], signal.SIGKILL)
    process.communicate(timeout=PATIENCE)

    assert process.returncode in {0, 3}
    assert outputs(tmp_path / "out") == undisturbed
    assert set(states(tmp_path / "out").values()) == {"done"}


def test_the_first_interrupt_finishes_what_is_in_hand(batch: Batch, started: Started, tmp_path: Path) -> None:
    """Exit 130, what was begun is complete, what was not is to be done."""
    write_units(tmp_path / "in", 12)
    process = started("batch", "run", tmp_path / "in", "--out", tmp_path / "out", "--workers", 1, "--offline")
    wait_for(lambda: finished(tmp_path / "out") >= 1, process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130, err
    assert "做完就停" in err
    assert "再运行同一条命令会接着做" in err
    assert "Traceback" not in err
    there = states(tmp_path / "out")
    assert sorted(set(there.values())) == ["done", "pending"]
    assert finished(tmp_path / "out") == list(there.values()).count("done")


def test_the_second_interrupt_stops_at_once_and_loses_nothing(
    batch: Batch, started: Started, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """Also exit 130; the next run comes to the same bytes."""
    write_units(tmp_path / "in", 6)
    process = started("batch", "run", tmp_path / "in", "--out", tmp_path / "out", "--workers", 2, "--offline")
    wait_for(lambda: finished(tmp_path / "out") >= 1, process)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "running" not in states(tmp_path / "out").values()

    batch("--offline")
    assert outputs(tmp_path / "out") == undisturbed


def test_a_second_run_on_the_same_folder_is_refused(batch: Batch, started: Started, tmp_path: Path) -> None:
    """The first goes on as if nothing had happened, and its state can be looked at."""
    write_units(tmp_path / "in", 14)
    process = started("batch", "run", tmp_path / "in", "--out", tmp_path / "out", "--workers", 1, "--offline")
    wait_for(lambda: finished(tmp_path / "out") >= 1, process)
    code, _, err = batch("--offline")
    status = started("batch", "status", tmp_path / "out").communicate(timeout=PATIENCE)[0]
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=PATIENCE)

    assert code == 2
    assert "另一个 ziping batch 正在用" in err
    assert "正在运行" in status
    assert process.returncode == 130
    assert finished(tmp_path / "out") == list(states(tmp_path / "out").values()).count("done") >= 2


def test_a_full_disk_stops_the_run_with_one_message(tmp_path: Path, started: Started, batch: Batch) -> None:
    """Not one failure a unit: the run stops, nothing is half written, and goes on when there is room."""
    write_units(tmp_path / "in", 4)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, before[1]))  # no file may become larger
        code, _, err = batch("--offline")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert code == 2
    assert err.count("输出文件夹写不进去，已停下") == 1
    assert "Traceback" not in err
    assert finished(tmp_path / "out") == 0
    assert set(states(tmp_path / "out").values()) == {"pending"}

    batch("--offline")
    assert set(states(tmp_path / "out").values()) == {"done"}


def test_an_output_folder_that_is_a_file_is_one_clear_error(batch: Batch, tmp_path: Path) -> None:
    write_units(tmp_path / "in", 1)
    (tmp_path / "out").write_text("a file", encoding="utf-8")

    code, _, err = batch("--offline")

    assert code == 2
    assert "写不进去" in err


def test_events_are_json_lines(batch: Batch, tmp_path: Path) -> None:
    """One object a line, the last one with the counts."""
    write_units(tmp_path / "in", 2)
    (tmp_path / "in" / "empty.yaml").write_text("", encoding="utf-8")

    _, out, _ = batch("--offline", "--json")

    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events] == ["started", "unit", "unit", "ended"]
    assert {event["unit"] for event in events if event["event"] == "unit"} == {"示例第1工会", "示例第2工会"}
    assert events[-1]["counts"]["done"] == 2
    assert events[-1]["counts"]["failed"] == 1


def test_nothing_among_the_inputs_is_said(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()

    assert batch("--offline")[0] == 2
    assert batch("--offline", source="none")[0] == 4


def test_a_dry_run_leaves_nothing(batch: Batch, tmp_path: Path) -> None:
    write_units(tmp_path / "in", 2)

    code, out, _ = batch("--offline", "--dry-run")

    assert code == 0
    assert "这次要做 2 个" in out
    assert not (tmp_path / "out").exists()


def test_a_dry_run_names_every_input_that_cannot_be_read(batch: Batch, tmp_path: Path) -> None:
    """Before anything is spent, with the file and what to do; machines get the same."""
    write_units(tmp_path / "in", 2)
    (tmp_path / "in" / "broken.yaml").write_text("unit: [", encoding="utf-8")

    told = batch("--offline", "--dry-run")[1]
    estimate = json.loads(batch("--offline", "--dry-run", "--json")[1])

    assert "broken.yaml" in told
    assert "ziping batch check" in told
    assert estimate["unreadable"] == 1
    (unreadable,) = estimate["unreadable_inputs"]
    assert unreadable["path"].endswith("broken.yaml")
    assert unreadable["message"] in told


def test_a_jsonl_of_submissions_is_one_unit_a_line(batch: Batch, tmp_path: Path) -> None:
    """A line that is no submission is a failure with its number."""
    import yaml

    lines = [yaml.safe_load(submission(f"第{number}工会")) for number in (1, 2)]
    text = "\n".join([*(json.dumps(line, ensure_ascii=False, default=str) for line in lines), "{oops"])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "all.jsonl").write_text(text, encoding="utf-8")

    batch("--offline")

    assert states(tmp_path / "out") == {"第1工会": "done", "第2工会": "done", "all.jsonl 第3行": "failed"}
