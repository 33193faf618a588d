"""Audits published reports and holds what is found against known faults and sound relations.

    python eval/audit/run.py [--reports DIR] [--show] [--gate]
    python eval/audit/run.py --unseen [--show] [--gate]

DIR holds the reports as files that ``ziping audit`` reads; their text is no part of this project. ``known.yaml`` says
which file is which report; the others are audited and listed as well. Rules alone, no model. A known fault is found
when a finding stands at the same place and states the same figure; one finding may meet several. Sound relations must
not be reported. All errors are printed with their working, to be judged by hand (README.md).

The published project forms in ``eval/reports`` are always audited, with and without their edition: several stand in one
sheet, their scores are all right, and their weak places are known.

``--unseen``: the invented reports of ``unseen/``, ``unseen_b/`` and ``unseen_c/`` alone, clean and with planted faults
(planted.py); every set has to meet the targets by itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import planted
import yaml
from known import Known

from ziping.audit.run import audit
from ziping.domain.finding import Finding
from ziping.errors import UnreadableInputError
from ziping.intake.document import read_document
from ziping.pipeline.audit import AuditOptions, audit_file, report_files
from ziping.pipeline.score import Folders

HERE = Path(__file__).resolve().parent
REPORTS: Final = HERE.parent / "reports"
OF_WHOLE_REPORTS: Final = frozenset((
    "satisfaction_without_survey",
    "deduction_not_explained",
    "problem_without_measure",
))
"""Checks that miss a part of the report; a sentence has no other parts."""
MIN_CERTAIN: Final = 23
MIN_LIKELY: Final = 50
"""Likely faults found, in per cent."""
MAX_SOUND_WARNINGS: Final = 2
MIN_UNSEEN: Final = {
    "unseen": {"certain": 90, "likely": 50},
    "unseen_b": {"certain": 75, "likely": 50},
    "unseen_c": {"certain": 88, "likely": 50},
}
"""Planted faults of each set that are found, in per cent."""
MAX_UNSEEN_FALSE: Final = {"error": 0.3, "warning": 1.0}
"""False findings per 10,000 characters."""


class Report(NamedTuple):
    """A report with known faults."""

    id: str
    file: str
    rubric: str


def load() -> tuple[tuple[Report, ...], tuple[Known, ...]]:
    """``known.yaml``."""
    data: dict[str, Any] = yaml.safe_load((HERE / "known.yaml").read_text(encoding="utf-8"))
    entries = [
        Known(
            row["id"],
            row["report"],
            tuple(row["near"]),
            tuple(row["stated"]),
            row.get("severity", "sound"),
            row.get("expected", ""),
            frozenset(row.get("codes", ())),
        )
        for row in (*data["faults"], *data["sound"])
    ]
    return tuple(Report(**row) for row in data["reports"]), tuple(entries)


class Result(NamedTuple):
    """What was found in one report with known faults."""

    missed: tuple[Known, ...]
    found: tuple[tuple[Known, tuple[Finding, ...]], ...]
    sound: tuple[tuple[Known, Finding], ...]
    """Sound relations reported as an error or warning."""


def compare(findings: tuple[Finding, ...], entries: tuple[Known, ...]) -> Result:
    """Findings of one report against what is known of it."""
    faults = [entry for entry in entries if entry.severity != "sound"]
    met = [(fault, tuple(f for f in findings if fault.met_by(f))) for fault in faults]
    true = {finding.fingerprint for _, those in met for finding in those}
    wrong = [
        (entry, finding)
        for entry in entries
        if entry.severity == "sound"
        for finding in findings
        if finding.severity != "note" and finding.fingerprint not in true and entry.met_by(finding)
    ]
    return Result(
        tuple(fault for fault, those in met if not those),
        tuple((fault, those) for fault, those in met if those),
        tuple(wrong),
    )


def show(path: Path, findings: tuple[Finding, ...], *, everything: bool) -> None:
    """Counts of a report, its errors with their working, and with ``everything`` the rest."""
    counts = Counter(finding.severity for finding in findings)
    print(f"{path.name}：{counts['error']} errors, {counts['warning']} warnings, {counts['note']} notes")
    for finding in findings:
        if finding.severity == "error" or everything:
            place = finding.place.model_copy(update={"file": None}).text
            print(
                f"  [{finding.severity}] {finding.code} {place}\n    {finding.message}\n    {finding.working}"
            )


class Forms(NamedTuple):
    """The published forms as audited once: errors, all of them false, and known weak places that were not reported."""

    false: tuple[Finding, ...]
    missed: tuple[str, ...]
    known: int


def audit_forms(rubric: str | None) -> Forms:
    """The forms with or without their edition named."""
    data: dict[str, Any] = yaml.safe_load((HERE / "known.yaml").read_text(encoding="utf-8"))["forms"]
    findings = audit_file(REPORTS / data["file"], Folders(), AuditOptions(rubric=rubric)).report.findings
    told = {(finding.code, finding.place.short) for finding in findings}
    weak = [(row["code"], place) for row in data["weak"] for place in row["at"]]
    missed = tuple(f"{code} {place}" for code, place in weak if (code, place) not in told)
    return Forms(tuple(one for one in findings if one.severity == "error"), missed, len(weak))


def judge_forms() -> bool:
    """Audits the forms with and without their edition, prints the result and says whether all is as it should be."""
    good = True
    edition: str = yaml.safe_load((HERE / "known.yaml").read_text(encoding="utf-8"))["forms"]["rubric"]
    for rubric in (None, edition):
        done = audit_forms(rubric)
        named = f"--rubric {rubric}" if rubric else "no rubric"
        found = f"{done.known - len(done.missed)} of {done.known} weak places found"
        print(
            f"published forms ({named}): {len(done.false)} errors; {found}; missed: {'、'.join(done.missed) or 'none'}"
        )
        for finding in done.false:
            print(f"  {finding.code} {finding.place.short} {finding.message}")
        good = good and not done.false and not done.missed
    return good


def false_alarms() -> tuple[int, tuple[tuple[str, Finding], ...]]:
    """How many sound sentences there are, and the errors and warnings on them by the sentence's id."""
    alarms: list[tuple[str, Finding]] = []
    rows = [
        json.loads(line)
        for path in sorted((HERE.parent / "guard").glob("set_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    sound = [row for row in rows if row["expect"] == "accept"]
    for row in sound:
        report = audit(read_document(row["text"].encode("utf-8"), "句子.md"), off=OF_WHOLE_REPORTS)
        alarms += [(row["id"], finding) for finding in report.findings if finding.severity != "note"]
    return len(sound), tuple(alarms)


def judge_sentences() -> bool:
    """Audits the sound sentences, prints the false alarms and says whether there are none."""
    total, alarms = false_alarms()
    print(f"sound sentences: {len({name for name, _ in alarms})} of {total} with a false alarm")
    for name, finding in alarms:
        print(f"  {name} {finding.severity} {finding.code} {finding.message}")
    return not alarms


def main() -> int:
    """Runs the comparison; the exit code is 1 only with ``--gate`` and a target missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--reports", type=Path, help="folder with the published reports (not part of the project)"
    )
    parser.add_argument("--show", action="store_true", help="list warnings and notes too")
    parser.add_argument("--gate", action="store_true", help="exit 1 when a target is missed")
    parser.add_argument("--unseen", action="store_true", help="the invented reports with planted faults")
    parser.add_argument(
        "--set", dest="sets", action="append", choices=planted.SETS, help="with --unseen: this set only"
    )
    given = parser.parse_args()
    if given.unseen:
        met = [evaluate_unseen(name, everything=given.show) for name in given.sets or planted.SETS]
        return 0 if all(met) or not given.gate else 1
    good = judge_forms() & judge_sentences()
    if given.reports is None or not given.reports.is_dir():
        print("no reports: give --reports DIR with the published reports, which are not part of this project")
        return 1 if given.gate else 0
    good = evaluate(given.reports, everything=given.show) and good
    return 0 if good or not given.gate else 1


def evaluate(folder: Path, *, everything: bool) -> bool:
    """Audits every file of a folder, prints the result and says whether the targets are met."""
    reports, entries = load()
    results: list[Result] = []
    for path in report_files([folder]):
        report = next((one for one in reports if path.name.startswith(one.file)), None)
        options = AuditOptions(rubric=report.rubric if report else None)
        try:
            findings = audit_file(path, Folders(), options).report.findings
        except UnreadableInputError as error:
            print(f"{path.name}：{error}")
            continue
        show(path, findings, everything=everything)
        if report is not None:
            results.append(compare(findings, tuple(entry for entry in entries if entry.report == report.id)))
    return verdict(results)


def verdict(results: list[Result]) -> bool:
    """Prints what of the known faults was found, and says whether the targets are met."""
    good = bool(results)
    for severity in ("certain", "likely"):
        found = [fault for result in results for fault, _ in result.found if fault.severity == severity]
        missed = [fault for result in results for fault in result.missed if fault.severity == severity]
        total = len(found) + len(missed)
        enough = (
            len(found) >= MIN_CERTAIN if severity == "certain" else 100 * len(found) >= MIN_LIKELY * total
        )
        good = good and enough
        names = "、".join(f"{fault.id}（{'/'.join(fault.near)}：{fault.expected}）" for fault in missed)
        print(f"{severity}: {len(found)} of {total} found; missed: {names or 'none'}")
    wrong = [pair for result in results for pair in result.sound]
    for entry, finding in wrong:
        print(f"sound relation {entry.id} reported as {finding.severity}: {finding.code} {finding.message}")
    errors = sum(finding.severity == "error" for _, finding in wrong)
    print(f"sound relations reported: {errors} errors, {len(wrong) - errors} warnings")
    return good and not errors and len(wrong) <= MAX_SOUND_WARNINGS


def evaluate_unseen(name: str, *, everything: bool) -> bool:
    """Prints what of a set's planted faults was found and what was false, and says whether the targets are met."""
    print(f"== {name}")
    seen = planted.look(name)
    for file in seen:
        for one, found in file.met:
            if not found:
                fault = one.fault
                print(f"missed {fault.severity} {fault.id} {one.kind}：{one.was[:40]} → {one.put[:40]}")
            elif everything:
                print(f"found {one.fault.id}：{'、'.join(f'{f.severity} {f.code}' for f in found)}")
        for label, findings in (("false", file.false), ("stray", file.strays)):
            for finding in findings:
                place = finding.place.model_copy(update={"file": None}).text
                print(
                    f"{label} [{finding.severity}] {finding.code} {file.file} {place}\n    {finding.message}"
                )
                if everything:
                    print(f"    {finding.quote}\n    {finding.working}")
    result = planted.figures(seen)
    good = True
    for certainty, (found_count, total) in (("certain", result.certain), ("likely", result.likely)):
        good = good and 100 * found_count >= MIN_UNSEEN[name][certainty] * total
        print(f"{certainty}: {found_count} of {total} found")
    for severity, most in MAX_UNSEEN_FALSE.items():
        rate = result.false_per(severity)
        good = good and rate <= most
        print(
            f"false {severity}s: {result.false[severity]} in {result.characters} characters, {rate:.2f} per 10,000"
        )
    return good


if __name__ == "__main__":
    sys.exit(main())
