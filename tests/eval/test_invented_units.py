"""The invented unions of ``eval/batch``: whatever a union hands in, our own words about it pass our own guard."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ziping.batch.sources import find_units
from ziping.domain.finding import Finding
from ziping.errors import UnreadableInputError
from ziping.intake.roster_file import read_roster
from ziping.pipeline.draft import Drafted, draft_scored
from ziping.pipeline.score import Folders, read_input, score_raw

SCRIPTS = Path(__file__).resolve().parents[2] / "eval" / "batch"


def script(name: str) -> ModuleType:
    """A script, loaded as a module."""
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MAKE, OTHERS = script("make_units"), script("make_others")


def drafted(number: int) -> Drafted:
    text = json.dumps(MAKE.unit_data(number, seed=7), ensure_ascii=False)
    return draft_scored(score_raw(read_input(None, text.encode("utf-8")), Folders()), Folders())


def errors(draft: Drafted) -> list[Finding]:
    return [finding for finding in draft.guarded.findings if finding.severity == "error"]


@pytest.mark.parametrize("number", [0, 4, 13, 25, 30, 31, 47, 55, 61, 62, 74, 140, 240, 287, 293])
def test_the_draft_of_an_invented_union_has_no_rejected_paragraph(number: int) -> None:
    """Missing figures, equal figures, scores of zero: each of these unions once had a true paragraph rejected."""
    draft = drafted(number)
    assert draft.draft.rejected == ()
    assert errors(draft) == []


@pytest.mark.parametrize(
    ("rubric", "number", "seed"),
    [
        ("yueyang-yunxi-2020-department", 1, 7),
        ("yueyang-yunxi-2020-department", 5, 7),
        ("yueyang-yunxi-2020-department", 32, 7),
        ("guangzhou-2021-department", 2, 7),
        ("guangzhou-2021-department", 5, 7),
        ("shenzhen-futian-2023-project", 57, 7),
        ("national-2020-project", 2, 7),
        ("national-2020-project", 73, 11),
        ("hubei-2020-project", 7, 7),
        ("guangxi-2020-project", 8, 12),
        ("jiangxi-2017-project", 60, 7),
        ("sichuan-daying-2020-project", 48, 7),
    ],
)
def test_the_draft_of_another_family_has_no_rejected_paragraph(rubric: str, number: int, seed: int) -> None:
    """A budget of zero, ceilings exceeded three times, causes with figures: each of these was once rejected."""
    draft = OTHERS.drafted(rubric, number, seed)
    assert draft.draft.rejected == ()
    assert OTHERS.faults(draft) == []


def test_one_seed_always_makes_the_same_union() -> None:
    """So that a fault found at scale can be looked at alone."""
    assert MAKE.unit_data(31, seed=7) == MAKE.unit_data(31, seed=7)
    assert MAKE.unit_data(31, seed=7) != MAKE.unit_data(31, seed=8)
    one, again = (OTHERS.unit_data(OTHERS.YUEYANG, 3, 7) for _ in range(2))
    assert one == again != OTHERS.unit_data(OTHERS.YUEYANG, 3, 8)


@pytest.mark.parametrize("kind", MAKE.BROKEN)
def test_a_broken_input_cannot_be_read(kind: str) -> None:
    """What the script calls broken is refused with a message, never drafted."""
    text = MAKE.BROKEN[kind](json.dumps(MAKE.unit_data(3, seed=7), ensure_ascii=False))
    with pytest.raises(UnreadableInputError):
        score_raw(read_input(None, text.encode("utf-8")), Folders())


@pytest.mark.parametrize("layout", ["many", "forms"])
def test_other_layouts_hold_the_same_unions(layout: str, tmp_path: Path) -> None:
    """A row per union or project forms: everything is found, and what is broken is told."""
    planted = MAKE.write_units(12, tmp_path / "in", layout=layout, broken=20)
    found = find_units([tmp_path / "in"], Folders())
    names = {MAKE.unit_data(number, seed=7)["unit"]["name"] for number in range(12)}
    broken = set(planted["broken"].values())

    assert {item.name for item in found.items} <= names
    assert len({item.name for item in found.items}) + len(found.faults) == 12
    assert broken


def test_the_roster_lists_all_unions(tmp_path: Path) -> None:
    """The broken ones too."""
    MAKE.write_roster(12, tmp_path / "units.xlsx", seed=7)
    roster = read_roster(tmp_path / "units.xlsx")

    assert [entry.code for entry in roster.entries] == [f"E{number:06d}" for number in range(12)]
    assert roster.findings == ()
