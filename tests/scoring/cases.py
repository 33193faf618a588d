"""Reads the scoring cases of ``tests/cases``: sentences a finance officer can check, with the scores expected."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ziping.domain.quantity import parse_decimal, plain, trim_zeros
from ziping.domain.scorecard import Scorecard, ScoreLine
from ziping.intake.data_text import LocatedData, read_yaml
from ziping.intake.normalize import normalise
from ziping.intake.raw import RawSubmission
from ziping.intake.rubric_yaml import load_rubric
from ziping.scoring.compiled import CompiledRubric, compile_rubric
from ziping.scoring.engine import score
from ziping.scoring.judgements import accept_answers
from ziping.scoring.values import Values

TESTS = Path(__file__).parent.parent
KEYS = {
    "name",
    "rubric",
    "unit",
    "input",
    "checklists",
    "judgements",
    "not_applicable",
    "last_year",
    "resolutions",
    "claimed",
    "expect",
}
WHOLE = ("total", "max_score", "grade", "status", "proven", "asserted", "pending", "entered", "unexplained")
"""Keys of ``expect`` that speak about the whole scorecard; ``groups`` and ``findings`` do too."""

PENDING = "待补充"


class Case(NamedTuple):
    """One case of a file."""

    file: str
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """The sentence it proves."""
        return str(self.data["name"])


def load_cases() -> list[Case]:
    """All cases of all files; a misspelled key is an error, never ignored."""
    found = []
    for path in sorted((TESTS / "cases").rglob("*.yaml")):
        for item in read_yaml(path.read_text(encoding="utf-8"), path.name).data:
            unknown = set(item) - KEYS
            if unknown:
                raise ValueError(f"{path.name}: {item['name']}: unknown keys {unknown}")
            found.append(Case(path.name, item))
    return found


@cache
def compiled(rubric: str) -> CompiledRubric:
    """The rubric of a case: a file of ``tests/rubrics`` or the id of a shipped one."""
    local = TESTS / "rubrics" / f"{rubric}.yaml"
    return compile_rubric(load_rubric(str(local) if local.is_file() else rubric).rubric)


class Result(NamedTuple):
    """The scorecard of a case with what reading its input found."""

    scorecard: Scorecard
    values: Values
    input_findings: tuple[str, ...]


def run(case: Case) -> Result:
    """Scores a case the way a submission file is scored."""
    rules, given = compiled(case.data["rubric"]), case.data
    data = {
        "format": "ziping/submission/1",
        "rubric": rules.rubric.id,
        "year": str(rules.rubric.valid_years[0]),
        "unit": given.get("unit", {"name": "示例区总工会"}),
        "inputs": given.get("input", {}),
        **{
            key: given[key]
            for key in (
                "checklists",
                "judgements",
                "not_applicable",
                "last_year",
                "notes",
                "resolutions",
                "claimed",
            )
            if key in given
        },
    }
    raw = RawSubmission(case.file, data, located=LocatedData(case.file, data))
    read = normalise(raw, rules.rubric)
    codes = tuple(finding.code for finding in read.findings if finding.severity != "note")
    answers = accept_answers(rules, read.submission)
    values = Values(rules, read.submission.scoring_inputs(), answers.values)
    return Result(score(rules, read.submission), values, codes)


def expected(case: Case) -> dict[str, Any]:
    """What the case expects, numbers in one spelling; without ``findings`` the input must read cleanly."""
    wanted = {key: _spelled(value) for key, value in case.data["expect"].items()}
    wanted["findings"] = sorted(case.data["expect"].get("findings", []))
    return wanted


def actual(case: Case, result: Result) -> dict[str, Any]:
    """The same keys as ``expected`` from the scorecard."""
    card = result.scorecard
    told: dict[str, Any] = {}
    for key, value in case.data["expect"].items():
        if key in WHOLE:
            told[key] = _shown(getattr(card, "total_score" if key == "total" else key))
        elif key == "groups":
            told[key] = {group.id: _shown(group.score) for group in card.groups if group.id in value}
        elif key != "findings":
            told[key] = _line(card.line(key), value)
    told["findings"] = sorted(_codes(case, result))
    return told


def _codes(case: Case, result: Result) -> list[str]:
    """Every finding when the case lists them, else what reading the input found."""
    if "findings" not in case.data["expect"]:
        return list(result.input_findings)
    about_missing = {"missing_input", "check_not_assessable"}
    scored = [found.code for found in result.scorecard.findings if found.code not in about_missing]
    return [*result.input_findings, *scored]


def _line(line: ScoreLine, wanted: Any) -> Any:
    if isinstance(wanted, dict):
        return {key: _score(line) if key == "score" else _shown(getattr(line, key)) for key in wanted}
    return _score(line)


def _score(line: ScoreLine) -> str:
    return PENDING if line.status == "pending" else _shown(line.score)


def _shown(value: Any) -> str:
    return "" if value is None else _spelled(str(value))


def _spelled(value: Any) -> Any:
    """Numbers without trailing zeros (8.60 → 8.6), anything else as it is."""
    if isinstance(value, dict):
        return {key: _spelled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_spelled(item) for item in value]
    number = parse_decimal(value)
    return value if number is None else plain(trim_zeros(number))
