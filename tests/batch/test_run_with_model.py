"""Runs with a model server on loopback: shared limits, budget, faults, kills, and no answer paid for twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.batch.conftest import outputs, write_units
from tests.batch.test_run import PATIENCE, finished, states, wait_for
from tests.fakes.model_server import Call, ModelServer, Reply
from tests.fakes.scribe import FAULTS, Scribe

from ziping.batch.ledger import Ledger, ledger_path
from ziping.domain.batch import UnitResult

Started = Callable[..., "subprocess.Popen[str]"]
Batch = Callable[..., tuple[int, str, str]]
UNITS, IN_FLIGHT = 3, 4


class Slow:
    """A good clerk who takes a moment."""

    def __init__(self, seconds: float) -> None:
        self.scribe, self.seconds = Scribe(), seconds

    def __call__(self, call: Call) -> Reply:
        return replace(self.scribe(call), delay=self.seconds)


@pytest.fixture
def command(started: Started, tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts a run with a model; units differ, so that every one asks for itself."""
    write_units(tmp_path / "in", UNITS)

    def start(server: ModelServer, *options: object, settings: str = "") -> subprocess.Popen[str]:
        (tmp_path / "cwd" / "ziping.toml").write_text(
            f"[model]\nconcurrency = {IN_FLIGHT}\n{settings}", encoding="utf-8"
        )
        return started(
            *("batch", "run", tmp_path / "in", "--out", tmp_path / "out", "--workers", 2),
            *("--model", "fake-1", "--base-url", server.base_url, "--redact-unit", *options),
        )

    return start


Command = Callable[..., "subprocess.Popen[str]"]


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def results(out: Path) -> list[UnitResult]:
    with Ledger(ledger_path(out), read_only=True) as ledger:
        return list(ledger.results())


def test_units_are_written_by_the_model_within_shared_limits(command: Command, tmp_path: Path) -> None:
    """Two processes, one limit: never more requests at once than the settings allow."""
    with ModelServer(Slow(0.3)) as server:
        code, out, err = ended(command(server))

        assert code in {0, 3}, err
        assert 2 <= server.peak <= IN_FLIGHT
        assert {result.paragraphs.first > 3 for result in results(tmp_path / "out")} == {True}
        assert "模型：提问" in out
        assert "Traceback" not in err


def test_a_killed_run_pays_for_no_committed_answer_again(command: Command, tmp_path: Path) -> None:
    """kill -9, resume: the same bytes as undisturbed, repeats at most what was in flight."""
    with ModelServer(Slow(0.2)) as server:
        ended(command(server))
        undisturbed, asked = outputs(tmp_path / "out"), len(server.calls)
    (tmp_path / "out").rename(tmp_path / "first")

    with ModelServer(Slow(0.2)) as server:
        process = command(server)
        wait_for(lambda: len(server.calls) >= asked // 2, process)
        process.kill()
        process.communicate(timeout=PATIENCE)
        (tmp_path / "cwd" / "ziping.toml").unlink()
        code, _, err = ended(command(server))

        assert code in {0, 3}, err
        assert asked <= len(server.calls) <= asked + IN_FLIGHT
    assert outputs(tmp_path / "out") == undisturbed
    assert set(states(tmp_path / "out").values()) == {"done"}


def test_a_killed_worker_costs_no_answer(command: Command, tmp_path: Path) -> None:
    """The driver holds the answers: another worker goes on with them."""
    from tests.batch.test_run import children_of

    with ModelServer(Slow(0.5)) as server:
        process = command(server)
        wait_for(lambda: len(server.calls) >= IN_FLIGHT, process)
        time.sleep(0.7)
        os.kill(children_of(process)[0], signal.SIGKILL)
        code, _, err = ended(process)

        assert code in {0, 3}, err
        assert set(states(tmp_path / "out").values()) == {"done"}
        assert {call.repeat for call in server.calls} == {0}


def test_a_spent_budget_stops_the_run_and_more_of_it_resumes(command: Command, tmp_path: Path) -> None:
    """No unit silently becomes an offline one; the rest is written when there is money."""
    with ModelServer(Slow(0.0)) as server:
        code, _, err = ended(command(server, "--budget", "3万"))
        assert code == 5
        assert err.count("预算") == 1
        assert "pending" in states(tmp_path / "out").values()
        asked = len(server.calls)

        code, _, err = ended(command(server, "--budget", "300万"))
        assert code in {0, 3}, err
        assert {call.repeat for call in server.calls} == {0}
        assert len(server.calls) > asked
    assert all(
        result.paragraphs.first and not result.paragraphs.replaced for result in results(tmp_path / "out")
    )


def test_a_refused_key_stops_the_run_at_once(command: Command, tmp_path: Path) -> None:
    """Ten thousand units would all meet the same."""
    with ModelServer(lambda _: Reply(status=401, error="no such key")) as server:
        code, _, err = ended(command(server))

    assert code == 5
    assert set(states(tmp_path / "out").values()) == {"pending"}
    assert {call.repeat for call in server.calls} == {0}
    assert "Traceback" not in err


def test_a_unit_without_any_answer_is_tried_once_more_then_written_offline(
    command: Command, tmp_path: Path
) -> None:
    """It ends with a report and says whose it is; --retry-failed asks the model again."""
    with ModelServer(lambda _: Reply(finish="content_filter")) as server:
        code, _, err = ended(command(server, "--limit", 1, settings="tries = 1\ndown_after = 999\n"))
        assert "稍后再试" in err
        assert code in {0, 3}
    (result,) = results(tmp_path / "out")
    assert result.paragraphs.replaced or any(finding.code == "model_failed" for finding in result.findings)

    with ModelServer(Slow(0.0)) as server:
        _, _, err = ended(command(server, "--limit", 1, "--retry-failed"))
    (result,) = results(tmp_path / "out")
    assert result.paragraphs.first, err


def test_faults_of_the_model_never_stop_a_run_or_reach_an_output(command: Command, tmp_path: Path) -> None:
    """Every third answer fails in one way or another, every other one lies: all units end, no planted word is printed."""
    scribe = Scribe(spoil=FAULTS["wrong_value"], stubborn=True)
    broken = [
        Reply(status=500),
        Reply(status=429, headers=(("Retry-After", "0"),)),
        Reply(text="<html>busy</html>", raw=True),
        Reply(text="{}"),
        Reply(text="   "),
        Reply(text='{"paragraphs": [', finish="length"),
        Reply(text="x" * 300, cut=0.5),
        Reply(finish="content_filter"),
        Reply(refusal="no"),
    ]

    def script(call: Call) -> Reply:
        return broken[call.number // 3 % len(broken)] if call.number % 3 == 0 else scribe(call)

    with ModelServer(script) as server:
        code, _, err = ended(command(server, settings="down_after = 999\n"))

    assert code in {0, 3}, err
    assert set(states(tmp_path / "out").values()) == {"done"}
    assert scribe.planted
    text = "".join(
        data.decode()
        for name, data in outputs(tmp_path / "out").items()
        if name.endswith((".html", "draft.json"))
    )
    assert [words for words in scribe.planted if words in text] == []


def test_an_interrupt_with_a_model_finishes_what_was_asked(command: Command, tmp_path: Path) -> None:
    """Units in hand come to their end; then exit 130."""
    with ModelServer(Slow(0.5)) as server:
        process = command(server)
        wait_for(lambda: len(server.calls) >= 2, process)
        os.killpg(process.pid, signal.SIGINT)
        code, _, err = ended(process)

    assert code == 130
    assert "Traceback" not in err
    assert finished(tmp_path / "out") == list(states(tmp_path / "out").values()).count("done") > 0
