"""汇总.docx: whatever the units add up to, the text passes the guard, and a template that lies does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.batch.conftest import item
from tests.batch_sample import leaf, unit

from ziping.batch.aggregate import aggregate
from ziping.batch.ledger import Failed
from ziping.batch.overview import overview, render_overview
from ziping.domain.batch import Cause, Failure, UnitResult
from ziping.domain.batch_summary import BatchSummary
from ziping.domain.draft import Draft, Paragraph, Table
from ziping.errors import RenderError
from ziping.pipeline.score import Folders

HOME = Folders()


def text_of(draft: Draft) -> str:
    """Headings, paragraphs and cells, a line each."""
    lines = []
    for section in draft.sections:
        lines.append(section.heading)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif isinstance(block, Table):
                lines += [" ".join(cell.text for cell in row.cells) for row in block.rows]
    return "\n".join(lines)


def failed(cause: Cause) -> Failed:
    return Failed(item("坏工会"), "", 1, Failure(cause=cause, message="说明"))


def made(number: int, scores: tuple[Decimal, ...], kind: int) -> UnitResult:
    """A unit with an indicator for every score, of one of three editions, final or pending."""
    leaves = [leaf(f"a{place}", str(score)) for place, score in enumerate(scores)]
    total = sum(scores, Decimal(0))
    return unit(
        f"单位{number}",
        str(total),
        leaves,
        rubric=("甲标准", "乙标准", "丙标准")[kind % 3],
        rubric_title=("示例甲指标体系（2025年度）", "示例乙指标体系", "示例丙指标体系")[kind % 3],
        year=2025 - kind % 2,
        status="pending" if kind % 5 == 0 else "final",
        grade=("优", "良", "")[number % 3] if kind % 3 else "",
        missing=("第一季度支出数", "年末在职人数2项")[: kind % 3],
        rejected=kind % 2,
    )


UNITS = st.lists(
    st.tuples(st.lists(st.decimals(0, 10, places=2), min_size=1, max_size=4).map(tuple), st.integers(0, 9)),
    max_size=12,
)


@given(units=UNITS, causes=st.lists(st.sampled_from(Cause), max_size=4), waiting=st.integers(0, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_our_own_words_about_any_run_pass_the_guard(
    units: list[tuple[tuple[Decimal, ...], int]], causes: list[Cause], waiting: int
) -> None:
    """Editions mixed, ties, nothing final, nothing at all: no paragraph is replaced."""
    results = [made(number, scores, kind) for number, (scores, kind) in enumerate(units)]
    summary = aggregate(results, map(failed, causes), waiting).summary
    told = overview(summary, HOME)

    assert [finding.message for finding in told.findings if finding.severity == "error"] == []
    assert "未通过校验（" not in text_of(told.draft)
    assert f"纳入本次汇总的单位共{summary.units}个" in text_of(told.draft)


def two() -> BatchSummary:
    units = [unit("甲", "92", [leaf("a", "2")], grade="优"), unit("乙", "81", [leaf("a", "1.5")], grade="良")]
    return aggregate(units, [failed(Cause.INPUT)]).summary


def test_one_edition_is_told_without_numbering_it() -> None:
    """第1种 would ask for a second one."""
    text = text_of(overview(two(), HOME).draft)

    assert "第1种" not in text
    assert "二、得分分布\n得分已经确定的单位2个，满分100分，平均得分86.50分" in text
    assert "1 指标a 16.5 100.0% 2个 17.5%" in text


def test_several_editions_are_numbered_and_only_the_largest_told() -> None:
    """Three in the text, all in the workbook."""
    units = [
        unit(f"单位{n}", "60", rubric=f"标准{n % 5}", rubric_title=f"示例体系之{'甲乙丙丁戊'[n % 5]}")
        for n in range(8)
    ]
    text = text_of(overview(aggregate(units, ()).summary, HOME).draft)

    assert text.count("得分分布（第") == 3
    assert "示例体系之丁" not in text
    assert "其余见汇总表“总览”页" in text


def test_nothing_done_is_said_in_three_sections() -> None:
    """No table, no score, no invented figure."""
    text = text_of(overview(aggregate((), [failed(Cause.DISK)], 2).summary, HOME).draft)

    assert "纳入本次汇总的单位共3个，已生成自评报告0个，未能生成1个，尚未处理2个。" in text
    assert "得分分布" not in text


def test_a_template_that_states_another_figure_is_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user's phrase goes through the same guard: 95.00 is nobody's mean."""
    monkeypatch.chdir(tmp_path)  # templates of the current folder come before those of the settings
    (tmp_path / "batch").mkdir()
    lie = '{% call para("figures") %}平均得分95.00分。{% endcall %}'
    (tmp_path / "batch" / "scores.j2").write_text(lie, encoding="utf-8")
    told = overview(two(), Folders(templates=(tmp_path,)))

    assert "95.00" not in text_of(told.draft)
    assert "待补充：本段未通过校验" in text_of(told.draft)
    assert any(finding.severity == "error" for finding in told.findings)


def test_a_template_that_cannot_be_run_names_its_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user may have replaced it."""
    monkeypatch.chdir(tmp_path)  # templates of the current folder come before those of the settings
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "next.j2").write_text(
        '{% call para("x") %}\n{{ nothing }}\n{% endcall %}', encoding="utf-8"
    )

    with pytest.raises(RenderError, match=r"next\.j2:\d"):
        render_overview(two(), Folders(templates=(tmp_path,)))


def test_the_same_figures_give_the_same_bytes() -> None:
    """No clock, no chance."""
    assert render_overview(two(), HOME) == render_overview(two(), HOME)
