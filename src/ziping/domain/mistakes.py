"""Mistakes in what unions handed in, as rows a clerk can send back: where, what is written, what is wrong, what to do."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from ziping.domain.finding import Finding, Severity
from ziping.domain.place import Place

UnitState: TypeAlias = Literal["ready", "gaps", "unreadable"]
"""``gaps``: it can be drafted, but something is missing or contradictory."""

STATE_TEXTS: Final[dict[UnitState, str]] = {
    "ready": "可以起草",
    "gaps": "有缺漏",
    "unreadable": "不能读取",
}
SEVERITY_TEXTS: Final[dict[Severity, str]] = {"error": "错误", "warning": "注意", "note": "说明"}

_ADVICE = re.compile(r"[；，。](?=请|或请|应|同一个单位请|需要的|多余的|确无|补填|如需|如填)")
"""Where a message goes over from what is wrong to what to do."""
_IN_FRONT = re.compile(
    r"^(?:(?::|第)(?P<line>\d+)行?)?(?:「(?P<sheet>[^」]+)」(?P<cell>[A-Z]{1,3}\d+)?)?(?:（(?P<key>[\w.]+)）)?[：:]"
)
"""A place in front of a message, after the file's name."""
_ABOUT_RULES: Final = frozenset((
    "rubric_unverified",
    "rubric_incomplete",
    "rubric_changed",
    "rule_not_covered",
))
"""Findings that no union can do anything about: what the rubric leaves open."""
_USUAL_ADVICE: Final = "请核对这一处，改正后重新发送"


class Mistake(NamedTuple):
    """One row.

    Attributes:
        file: name of the file, without folders.
        cell: ``C14``; of a text file its line or key.
        stated: as written; empty when nothing is.
        code: of the finding.
    """

    unit: str
    unit_code: str
    file: str
    sheet: str
    cell: str
    stated: str
    problem: str
    advice: str
    severity: Severity
    code: str

    def to_json(self) -> dict[str, str]:
        """The machine format."""
        return dict(self._asdict())


class Owner(NamedTuple):
    """Whose mistake it is."""

    unit: str
    unit_code: str
    file: str


def mistake_of(finding: Finding, owner: Owner) -> Mistake:
    """A finding as a row."""
    told, place = _located(finding)
    problem, advice = told_apart(told)
    return Mistake(
        *owner._replace(file=place.file or owner.file),
        place.sheet or "",
        _cell(place),
        finding.stated,
        problem,
        finding.suggestion or advice or _USUAL_ADVICE,
        finding.severity,
        finding.code,
    )


def is_the_units(finding: Finding) -> bool:
    """Whether the unit can put it right; notes and gaps of the rubric are not its matter."""
    return finding.severity != "note" and finding.code not in _ABOUT_RULES


def told_apart(message: str) -> tuple[str, str]:
    """What is wrong, and what to do, of a message."""
    found = _ADVICE.search(message)
    if found is None:
        return message, ""
    return message[: found.start()], message[found.end() :]


def _located(finding: Finding) -> tuple[str, Place]:
    """The message without the place in front, and the place with what only the message tells."""
    place, told = finding.place, finding.message
    if not place.file or not told.startswith(place.file):
        return told, place
    told = told.removeprefix(place.file)
    found = _IN_FRONT.match(told)
    if found is None:
        return told, place
    more = {name: text for name, text in found.groupdict().items() if text and not getattr(place, name)}
    line = more.pop("line", None)
    place = place.model_copy(update={**more, **({} if line is None else {"line": int(line)})})
    return told[found.end() :], place


def _cell(place: Place) -> str:
    if place.cell:
        return place.cell
    if place.line:
        return f"第{place.line}行"
    if place.key:
        return place.key
    return f"表{place.table}第{place.row}行" if place.table and place.row else ""
