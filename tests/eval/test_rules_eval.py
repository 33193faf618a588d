"""The evaluation of scoring standards: the gate holds, and closes on a wrong answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "eval" / "rules" / "run.py"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The script as typed at the prompt."""
    command = [sys.executable, str(SCRIPT), *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def line(text: str, expect: object) -> str:
    """A labelled line."""
    row = {"id": "a", "family": "f", "label": "甲", "max_score": "5", "text": text, "expect": expect}
    return json.dumps(row, ensure_ascii=False)


def test_the_gate_is_open_on_the_labelled_set_and_the_tables() -> None:
    """At least 80 % exact, none wrong, all four tables as labelled."""
    done = run("--gate")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong 0" in done.stdout.splitlines()[0]
    assert done.stdout.count("as labelled") == 4


def test_the_gate_is_open_on_the_set_written_by_someone_else() -> None:
    """As many of the lines that were new to the recogniser, none wrong."""
    done = run("--gate", "--set", ROOT / "eval" / "rules" / "unseen.jsonl")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong 0" in done.stdout.splitlines()[0]


def test_one_wrong_answer_closes_the_gate(tmp_path: Path) -> None:
    """Named with what was expected."""
    path = tmp_path / "set.jsonl"
    path.write_text(line("每发现一例扣1分", None), encoding="utf-8")

    done = run("--gate", "--show", "--set", path)

    assert done.returncode == 1
    assert "WRONG a" in done.stdout


def test_too_few_recognised_close_the_gate(tmp_path: Path) -> None:
    """Left to a person, though it could be a method."""
    path = tmp_path / "set.jsonl"
    path.write_text(
        line("酌情", {"kind": "deduct_per_case", "cases": "@count", "per_case": "1"}), encoding="utf-8"
    )

    done = run("--gate", "--set", path)

    assert done.returncode == 1
    assert "left 1" in done.stdout
