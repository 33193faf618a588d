"""The evaluation of the audit: what counts as found, and faults put into clean drafts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ziping.domain.finding import Finding
from ziping.domain.place import Place

FOLDER = Path(__file__).resolve().parents[2] / "eval" / "audit"


def script(name: str) -> ModuleType:
    """A script of the evaluation, loaded as a module."""
    spec = importlib.util.spec_from_file_location(f"audit_eval_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(FOLDER))  # its neighbours, as when it is run as a script
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(FOLDER))
    return module


RUN, INJECT = script("run"), script("inject")


def finding(stated: str, message: str, *, severity: str = "error", code: str = "table_total") -> Finding:
    return Finding(code=code, severity=severity, message=message, place=Place(table=2), stated=stated)


def fault(**more: object) -> object:
    values = {
        "near": ("合计",),
        "stated": ("23292900.00",),
        "severity": "certain",
        "codes": frozenset(),
        **more,
    }
    return RUN.Known(id="X", report="futian", expected="", **values)


def test_a_fault_is_met_by_its_place_and_figure() -> None:
    """Thousands marks do not matter, another place or figure does."""
    assert fault().met_by(finding("23,292,900.00", "合计行不对"))
    assert not fault().met_by(finding("23,292,900.00", "小计行不对"))
    assert not fault().met_by(finding("3,292,900.00", "合计行不对"))


def test_a_fault_may_ask_for_one_kind_of_check() -> None:
    """The same figure wrong in two ways is two faults."""
    assert not fault(codes=frozenset(["key_figure"])).met_by(finding("23292900.00", "合计行不对"))


def test_a_sound_relation_is_broken_by_warnings_and_errors_only() -> None:
    """A note about a sound figure is no false alarm."""
    sound = fault(severity="sound")
    kinds = [finding("23292900.00", "合计", severity=kind) for kind in ("error", "warning", "note")]

    assert [len(RUN.compare((one,), (sound,)).sound) for one in kinds] == [1, 1, 0]


def test_known_faults_are_facts_and_figures() -> None:
    """Both reports, 26 certain faults, none twice; no entry holds a sentence."""
    reports, entries = RUN.load()
    certain = [entry for entry in entries if entry.severity == "certain"]
    words = [word for entry in entries for word in (*entry.near, *entry.stated, entry.expected)]

    assert {entry.report for entry in entries} == {report.id for report in reports}
    assert len(certain) == 26
    assert len({entry.id for entry in entries}) == len(entries)
    assert max(len(word) for word in words) < 20


@pytest.mark.parametrize("rubric", [None, "shenzhen-futian-2023-project"])
def test_the_published_forms_have_no_errors_and_their_weak_places_are_found(rubric: str | None) -> None:
    """Several forms in one sheet, all scores right; nine targets too low, four signs to ask about, and so on."""
    done = RUN.audit_forms(rubric)

    assert done.false == ()
    assert done.missed == ()
    assert done.known == 26


def test_without_reports_nothing_is_claimed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The published texts are not in the project, and the script says so."""
    monkeypatch.setattr(sys, "argv", ["run.py", "--gate"])

    assert RUN.main() == 1
    assert "not part of this project" in capsys.readouterr().out


def test_faults_in_clean_drafts_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo and one form are clean; of the first faults of every kind hardly one slips through."""
    monkeypatch.setattr(INJECT, "CASES", (INJECT.CASES[-1], INJECT.CASES[1]))
    INJECT.cleans.cache_clear()
    made = list(INJECT.faults(50, 7))
    found = [fault for clean, fault in made if INJECT.found_by(clean, fault)]

    assert [f for clean in INJECT.cleans() for f in clean.findings if f.severity == "error"] == []
    assert {fault.kind for _, fault in made} == set(INJECT.KINDS)
    assert len(found) >= 48
