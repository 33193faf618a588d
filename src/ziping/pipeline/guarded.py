"""Draft → guard → the draft that may be rendered: what fails is replaced, told, and never printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ziping.domain.draft import Checked, Draft
from ziping.domain.draft_texts import Part, PartKind, parts, rewritten
from ziping.domain.fact import Fact, FactTable
from ziping.domain.finding import Finding, Severity, quoted
from ziping.domain.guard_report import ADVICE, GuardReport, Violation
from ziping.domain.place import Place
from ziping.domain.scorecard import Scorecard
from ziping.guard import Guard
from ziping.guard.cover import COVERAGE, look_over
from ziping.guard.marks import unmarked, with_bindings, with_true_marks
from ziping.guard.messages import reason
from ziping.guard.unbound import Unbound
from ziping.language.assertions.evidence import Evidence

_REPLACED: Mapping[PartKind, str] = {
    "paragraph": "待补充：本段未通过校验",
    "heading": "待补充：本标题未通过校验",
    "caption": "待补充：本表名未通过校验",
    "line": "待补充：此处未通过校验",
    "cell": "待补充：未通过校验",
}
_REASONS_TOLD = 2


class Guarded(NamedTuple):
    """A draft after the guard.

    Attributes:
        draft: nothing that was rejected is in it; its marks tell the fact of every figure.
        findings: what was rejected and what the draft lacks; they quote what was written, for the writer.
        shown: the same without the words that were rejected, for what is rendered.
        report: the guard's report of the draft as it was written.
    """

    draft: Draft
    findings: tuple[Finding, ...]
    shown: tuple[Finding, ...]
    report: GuardReport


def guarded(
    draft: Draft,
    facts: FactTable,
    scorecard: Scorecard,
    evidence: Evidence | None = None,
    guard: Guard | None = None,
) -> Guarded:
    """Checks a whole draft and replaces every text the facts do not support.

    Args:
        draft: as a writer wrote it.
        facts: all it may say.
        scorecard: every deduction in it must be addressed.
        evidence: the unit's texts; with it a model's claims need support, and faults of style are told.
        guard: of the same facts, when one is at hand: texts it has judged are not judged again.
    """
    guard, by_id = guard or Guard(facts), facts.by_id()
    marked = with_true_marks(draft, by_id)
    report, loose = look_over(marked, guard, scorecard, evidence)
    texts = {part.where: part for part in parts(marked)}
    wrong = rejected_texts(report, texts)
    desk = _Desk(guard, by_id, texts)
    replaced = {where: desk.replacement(where, found) for where, found in wrong.items()}
    kept = [binding for binding in report.bindings if binding.where not in wrong]
    clean = with_bindings(rewritten(marked, replaced), kept)
    loose = unmarked(clean, [item for item in loose if item.where not in wrong])
    desk.places = {part.where: part.place for part in parts(clean)}
    lacks = [violation for violation in report.violations if violation.where not in wrong]
    others = (*map(desk.lack, lacks), *map(desk.loose, loose))
    faults = [violation for found in wrong.values() for violation in found]
    findings = (*map(desk.fault, faults), *others)
    outcome = Checked(
        verdict="reject" if any(finding.severity == "error" for finding in findings) else "accept",
        bound=len(kept),
        unbound=len(loose),
        violations=len(faults),
    )
    rejected = tuple(dict.fromkeys((*draft.rejected, *wrong)))
    clean = clean.model_copy(update={"rejected": rejected, "checked": outcome})
    return Guarded(clean, findings, (*map(desk.shown_fault, faults), *others), report)


def rejected_texts(report: GuardReport, texts: Mapping[str, Part]) -> dict[str, list[Violation]]:
    """The violations of each text that must not be printed, in reading order."""
    found: dict[str, list[Violation]] = {where: [] for where in texts}
    for violation in report.violations:
        if violation.code not in COVERAGE | ADVICE and violation.where in texts:
            found[violation.where].append(violation)
    return {where: violations for where, violations in found.items() if violations}


class _Desk:
    """Words for what the guard found in one draft."""

    def __init__(self, guard: Guard, facts: Mapping[str, Fact], texts: Mapping[str, Part]) -> None:
        self._guard, self._facts, self._texts = guard, facts, texts
        self.places: Mapping[str, Place] = {}
        """Where things stand in the draft that is printed."""

    def replacement(self, where: str, found: Sequence[Violation]) -> str:
        """What is printed instead of a rejected text; it tells why as far as that itself passes the guard."""
        kind = self._texts[where].kind
        if kind == "cell":
            return _REPLACED[kind]
        for told in (self._reasons(found), self._reasons(found, values=False)):
            text = f"{_REPLACED[kind]}（{told}）"
            if self._guard.check(text).verdict == "accept":
                return text
        return _REPLACED[kind]

    def _reasons(self, found: Sequence[Violation], *, values: bool = True) -> str:
        told = dict.fromkeys(self._reason(violation, values=values) for violation in found)
        more = f"等{len(told)}处" if len(told) > _REASONS_TOLD else ""
        return "；".join(list(told)[:_REASONS_TOLD]) + more

    def _reason(self, violation: Violation, *, values: bool = True) -> str:
        """Without a value for a violation that is not about one, or whose fact is only the most alike."""
        fact = self._facts.get(violation.nearest) if values else None
        return reason(violation.code, fact)

    def fault(self, violation: Violation) -> Finding:
        """A violation as a finding for the writer, with what was written."""
        part = self._texts[violation.where]
        fact = self._facts.get(violation.nearest)
        return Finding(
            code=violation.code,
            severity="error",
            message=violation.message,
            place=self.places[violation.where],
            stated=violation.surface,
            expected=fact.printed if fact is not None else "",
            quote=quoted(part.text, violation.start, violation.end),
            suggestion=violation.suggestion,
            subject=violation.where,
        )

    def shown_fault(self, violation: Violation) -> Finding:
        """The same without what was written."""
        return Finding(
            code=violation.code,
            severity="error",
            message=f"{_REPLACED[self._texts[violation.where].kind].removeprefix('待补充：')}，没有写进报告：{self._reason(violation)}",
            place=self.places[violation.where],
            suggestion="按数据改写后重新生成；写的内容和逐条理由见 ziping draft 的输出",
            subject=violation.where,
        )

    def lack(self, violation: Violation) -> Finding:
        """What the draft lacks: a deduction left out is an error, order and empty sections are for a person to judge."""
        severity: Severity = "error" if violation.code == "uncovered_deduction" else "warning"
        place = self.places.get(violation.where) or self.places.get(f"{violation.where}#heading", Place())
        leaf = violation.nearest.removesuffix(".lost_points")
        return Finding(
            code=violation.code,
            severity=severity,
            message=violation.message,
            place=place,
            subject=leaf or violation.where,
        )

    def loose(self, item: Unbound) -> Finding:
        """A figure that nothing speaks against and nothing supports."""
        text = self._texts[item.where].text
        return Finding(
            code="unbound_number",
            severity="warning",
            message=f"“{item.surface}”没有违反什么，但也没有对上哪一项数据，请人工核对",
            place=self.places[item.where],
            stated=item.surface,
            quote=quoted(text, item.start, item.end),
            subject=item.where,
        )
