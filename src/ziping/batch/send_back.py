"""What a pre-flight found, as the workbook that goes back to the unions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ziping.batch.preflight import Looked, Preflight
from ziping.domain.mistakes import STATE_TEXTS, Mistake, Owner, mistake_of
from ziping.domain.roster import RECEIVED_TEXTS, Received, RosterCheck, RosterEntry
from ziping.render.mistakes_xlsx import SummaryRow, render_mistakes


def mistakes_file(outcome: Preflight, check: RosterCheck | None = None) -> bytes:
    """The workbook: all mistakes, and a line for every unit, those that handed in nothing included."""
    units = outcome.units if check is None else tuple(_named(outcome.units, check))
    named = outcome._replace(units=units)
    return render_mistakes((*named.mistakes, *roster_mistakes(check)), tuple(_summary(named, check)))


def _named(units: tuple[Looked, ...], check: RosterCheck) -> Iterator[Looked]:
    """Units that cannot be read bear the name the roster knows them by, when it knows whose the file is."""
    owners: dict[str, list[RosterEntry]] = {}
    for one in check.received:
        for path in one.files:
            owners.setdefault(path, []).append(one.entry)
    for unit in units:
        mine = owners.get(unit.path, [])
        if unit.rubric or len(mine) != 1:
            yield unit
            continue
        name, code = mine[0].name, mine[0].code
        mistakes = tuple(mistake._replace(unit=name, unit_code=code) for mistake in unit.mistakes)
        yield unit._replace(name=name, code=code, mistakes=mistakes)


def roster_mistakes(check: RosterCheck | None) -> tuple[Mistake, ...]:
    """What is wrong with the roster, and where it and the inputs differ."""
    if check is None:
        return ()
    names = {
        finding.subject: (one.entry.name, one.entry.code)
        for finding in check.findings
        for one in check.received
        if finding.subject and finding.subject in {one.entry.code, one.entry.name}
    }
    return tuple(
        mistake_of(finding, Owner(*names.get(finding.subject, ("", "")), finding.place.file or ""))
        for finding in check.findings
    )


def _summary(outcome: Preflight, check: RosterCheck | None) -> Iterator[SummaryRow]:
    if check is None:
        for unit in outcome.units:
            yield _row(unit, "", "")
        return
    by_path: dict[str, list[Looked]] = {}
    for unit in outcome.units:
        by_path.setdefault(unit.path, []).append(unit)
    told: set[tuple[str, int, str]] = set()
    for one in check.received:
        own = [unit for path in one.files for unit in by_path.get(path, ()) if _is_of(unit, one)]
        if not own:
            yield _nothing(one)
        for unit in own:
            told.add((unit.path, unit.number, unit.name))
            yield _row(unit, one.entry.office, RECEIVED_TEXTS[one.state])
    for unit in outcome.units:
        if (unit.path, unit.number, unit.name) not in told:
            yield _row(unit, "", "不在名册里")


def _is_of(unit: Looked, one: Received) -> bool:
    """Whether an input of a file is this row's: a file of many units holds those of others too."""
    entry = one.entry
    return unit.name == entry.name or (bool(entry.code) and unit.code == entry.code)


def _nothing(one: Received) -> SummaryRow:
    entry, files = one.entry, "、".join(Path(path).name for path in one.files)
    return SummaryRow(
        entry.name, entry.code, entry.office, RECEIVED_TEXTS[one.state], "", 0, 0, "", "", files
    )


def _row(unit: Looked, office: str, received: str) -> SummaryRow:
    counts = Counter(mistake.severity for mistake in unit.mistakes)
    name = f"{unit.name} {unit.project}".strip()
    file = Path(unit.path).name
    return SummaryRow(
        name,
        unit.code,
        office,
        received,
        STATE_TEXTS[unit.state],
        counts["error"],
        counts["warning"],
        unit.pending if unit.pending not in {"", "0", "0.00", "0.0"} else "",
        unit.score,
        file,
    )
