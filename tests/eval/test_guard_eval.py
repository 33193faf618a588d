"""The guard's evaluation scripts on tiny sets: they run, count and explain."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ziping.domain.fact import Fact
from ziping.domain.guard_report import ViolationCode
from ziping.guard import check

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "eval" / "guard"
FACTS = [
    {"id": "report_year", "label": "报告年度", "value": "2023", "unit": "年"},
    {"id": "budget", "label": "全年预算数", "value": "2952.78", "unit": "万元"},
    {"id": "spent", "label": "全年执行数", "value": "2918.76", "unit": "万元"},
    {"id": "execution_rate", "label": "预算执行率", "value": "98.85", "unit": "%"},
]
GOOD = "2023年，全年预算数2,952.78万元，全年执行数2,918.76万元，预算执行率98.85%。"


def case(text: str, expect: str, kind: str, **keys: str) -> dict[str, Any]:
    """A labelled case."""
    return {"id": kind, "facts": FACTS, "text": text, "expect": expect, "type": kind, "why": "", **keys}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """One good and one wrong sentence."""
    wrong = GOOD.replace("98.85", "98.58")
    rows = [case(GOOD, "accept", "plain"), case(wrong, "reject", "digit_swap", wrong="98.58%")]
    path = tmp_path / "tiny.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def mutate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The mutation script as a module."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("mutate")


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The peer shapes as a module."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("peers")


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A script as typed at the prompt."""
    command = [sys.executable, str(FOLDER / script), *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_scoring_script_counts_and_compares(tiny: Path) -> None:
    """Rates, peers, types; above the thresholds the gate is open."""
    done = run("run.py", "--gate", "--set", tiny)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "caught 100.00% (1/1)   falsely rejected   0.00% (0/1)" in done.stdout
    assert "flat list of allowed numbers" in done.stdout
    assert "lexicons emptied" in done.stdout
    assert "caught at the place the label names: 1/1" in done.stdout


def test_the_gate_closes_below_the_thresholds(tiny: Path) -> None:
    """A mislabelled set fails it, and only with --gate; --show says which case."""
    tiny.write_text(tiny.read_text(encoding="utf-8").replace("accept", "reject"), encoding="utf-8")

    assert run("run.py", "--set", tiny).returncode == 0
    closed = run("run.py", "--gate", "--show", "--set", tiny)
    assert closed.returncode == 1
    assert "MISSED" in closed.stdout
    assert f"plain reject plain: {GOOD}" in closed.stdout


def test_the_mutation_script_reports_survivors_and_swaps(tiny: Path) -> None:
    """Four figures changed, one pair of 万元 swapped."""
    done = run("mutate.py", "--gate", "--set", tiny)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "one digit changed: 4 texts, rejected 4, survivors 0" in done.stdout
    assert "two figures swapped: 1 texts, rejected 100.00%" in done.stdout


def test_a_set_that_is_missing_is_said(tmp_path: Path) -> None:
    """No crash; the gate stays closed over nothing."""
    done = run("run.py", "--gate", "--set", tmp_path / "none.jsonl")

    assert done.returncode == 1
    assert "not there" in done.stdout


def test_mutants_differ_by_one_digit_and_are_the_same_every_time(mutate: ModuleType) -> None:
    """Seeded; full-width and Chinese digits stay in their alphabet."""
    text = "共二十三人，参加率９８．８５％，见示工〔2023〕2号。"
    first, again = (list(mutate.mutants(case(text, "accept", "x"), 7)) for _ in range(2))

    assert first == again
    assert len(first) == 3
    assert [sum(old != new for old, new in zip(text, item.text, strict=True)) for item in first] == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "figure", "reason"),
    [
        ("预算执行率98.9%。", "98.9", "fact execution_rate"),
        ("全年执行数约0.29亿元。", "约0.29", "fact spent"),
        ("预算执行率超过90%。", "超过90", "fact execution_rate"),
        ("全年预算数与全年执行数相抵，结余34.02万元。", "34.02", "difference budget − spent"),
        ("全年执行数占全年预算数的98.85%。", "98.85", "fact execution_rate"),
        ("预算执行率98.85%，其余1.15%尚未执行。", "1.15", "complement of execution_rate"),
        ("预算执行率98.8%。", "98.8", None),
        ("预算执行率超过99%。", "超过99", None),
        ("走访98.85万元。", "98.85", None),
        ("2022年，预算执行率98.85%。", "2022", None),
        ("2023年，预算执行率98.85%。", "2023", "the report's year"),
    ],
)
def test_the_oracle_finds_reasons_without_the_guard(
    mutate: ModuleType, text: str, figure: str, reason: str | None
) -> None:
    """A fact the text names, or a derivation the words announce; else nothing."""
    oracle = mutate.Oracle(case(text, "accept", "x"), text)

    assert oracle.reason(text.index(figure)) == reason


@pytest.mark.parametrize(
    ("name", "text", "rejected"),
    [
        ("flat list of allowed numbers", "预算执行率2918.76%。", False),
        ("flat list of allowed numbers", "预算执行率98.9%。", True),
        ("1 % tolerance", "预算执行率98.1%。", False),
        ("1 % tolerance", "预算执行率90.1%。", True),
        ("exact rounding, free derivations", "预算执行率98.9%，结余34.02万元。", False),
        ("exact rounding, free derivations", "预算执行率97.8%。", True),
    ],
)
def test_peer_shapes_do_what_their_names_say(peers: ModuleType, name: str, text: str, rejected: bool) -> None:
    """What each misses is the reason for the guard."""
    facts = peers.facts_of(case(text, "accept", "x"))

    assert peers.PEERS[name](text, facts) is rejected


GUIDE = (ROOT / "docs" / "guard.md").read_text(encoding="utf-8")
GUIDE_FACTS = json.loads(GUIDE.split("<!-- facts -->\n```json\n")[1].split("```")[0])
GUIDE_ROWS = [
    tuple(cell.strip(" `") for cell in line.strip("|").split("|"))
    for line in GUIDE.split("<!-- reject -->\n")[1].split("\n\n")[0].splitlines()[2:]
]


@pytest.mark.parametrize(("code", "meaning", "sentence"), GUIDE_ROWS, ids=lambda text: str(text)[:20])
def test_every_example_of_the_guide_is_rejected_with_its_code(code: str, meaning: str, sentence: str) -> None:
    """docs/guard.md is true to the code."""
    report = check(sentence, [Fact(**row) for row in GUIDE_FACTS])

    assert code in {violation.code for violation in report.violations}


def test_the_good_sentence_of_the_guide_passes() -> None:
    """Rounding, conversion, Chinese numerals, hedges and one-step derivations."""
    sentence = GUIDE.split("<!-- accept -->\n> ")[1].split("\n")[0]

    assert check(sentence, [Fact(**row) for row in GUIDE_FACTS]).violations == ()


def test_every_code_is_in_the_guide() -> None:
    """None is left for the reader to guess."""
    assert [code for code in typing.get_args(ViolationCode) if f"`{code}`" not in GUIDE] == []


def test_the_examples_in_python_run_as_shown() -> None:
    """The one function, and the promptfoo wrapper."""
    facts = [Fact(**row) for row in GUIDE_FACTS]
    report = check("2023年，预算执行率97.12%。", facts)
    violation = report.violations[0]
    blocks = re.findall("```python\n(.*?)```", GUIDE, re.DOTALL)
    space: dict[str, Any] = {}
    exec(next(block for block in blocks if "get_assert" in block), space)  # noqa: S102 - the page's own example

    answer = space["get_assert"]("预算执行率98.85%。", {"vars": {"facts": GUIDE_FACTS}})

    assert (report.verdict, violation.code) == ("reject", "swapped_metric")
    assert (violation.surface, violation.suggestion) == ("97.12%", "98.85%")
    assert answer == {"pass": True, "score": 1.0, "reason": "每个数字都有依据"}
