"""The whole audit: what ran, what passed, what could not look, and one finding for one fault."""

from __future__ import annotations

import pytest
from tests.audit.test_tables import BUDGET, table

from ziping.audit.checks import Check
from ziping.audit.run import CHECKS, audit
from ziping.domain.document import Document
from ziping.intake.document_md import read_md_document

WRONG = table(*BUDGET, "二、项目支出 500.00 480.00", "合计 500.00 770.00")


def read(text: str, name: str = "报告.md") -> Document:
    return read_md_document(text, name)


def test_every_check_is_accounted_for() -> None:
    """A check has passed, has found something, or says why it could not look."""
    report = audit(read(WRONG))
    found = {finding.code for finding in report.findings}
    told = {item.check for item in report.not_assessable} | set(report.passed)

    assert {check.code for check in CHECKS} - told <= found


def test_codes_are_told_apart() -> None:
    """No two checks share a code or a label."""
    assert len({check.code for check in CHECKS}) == len({check.label_zh for check in CHECKS}) == len(CHECKS)


def test_a_check_can_be_switched_off() -> None:
    """What is off neither finds nor passes."""
    report = audit(read(WRONG), off={"table_total"})

    assert "table_total" not in {finding.code for finding in report.findings} | set(report.passed)


def test_fingerprints_outlive_a_new_name_of_the_file() -> None:
    """A renamed file keeps its dismissals, and a second run finds the same in the same order."""
    first = [finding.fingerprint for finding in audit(read(WRONG)).findings]
    second = [finding.fingerprint for finding in audit(read(WRONG, "第二稿.md")).findings]

    assert first == second != []


def test_findings_follow_the_document() -> None:
    """The table comes before the sentence below it."""
    text = f"{WRONG}\n\n采购分值2分，得分3分。"

    assert [finding.code for finding in audit(read(text)).findings if finding.severity == "error"] == [
        "table_total",
        "said_score_above_full",
    ]


@pytest.mark.parametrize(
    "text", ["", "。", "|", "# ", "\t\n\t\n", "1" * 5000, "其中" * 500, "（" * 2000, "合计\t合计\n1\t2\n"]
)
def test_strange_documents_are_audited_without_a_crash(text: str) -> None:
    """A check never raises for what a document contains."""
    assert audit(read(text)).document == "报告.md"


def test_the_year_is_read_from_the_title() -> None:
    """Without a year given, the title's counts."""
    seen: list[int | None] = []
    spy = Check("spy", "记下年度", lambda given: seen.append(given.year) or CHECKS[0].run(given))  # type: ignore[func-returns-value]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ziping.audit.run.CHECKS", (spy,))
        audit(read("# 2023年度部门整体支出绩效自评报告\n\n正文。"))

    assert seen == [2023]
