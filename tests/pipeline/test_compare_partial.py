"""Reports that can be compared in part only: what is compared, and what is said of the rest."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from ziping.domain.comparison import Comparison
from ziping.pipeline.compare import ComparedFiles, compare_files
from ziping.pipeline.draft import draft_scored, render_all
from ziping.pipeline.score import Folders, read_input, score_raw

REPOSITORY = Path(__file__).resolve().parents[2]
UNION = REPOSITORY / "eval" / "compare" / "jiyang"
THIS = UNION / "2023.md"
_TABLE = re.compile(r"\n(?:\|.*\n)+")

ONE_PAGE = """# 霁阳县总工会2022年度绩效自评简报

2022年全年支出931.10万元，预算执行率98.20%。新建基层工会44家，帮扶困难职工118户，职工满意度90.40%。自评得分97.82分，等级为优。
"""


def last_year() -> str:
    return (UNION / "2022.md").read_text(encoding="utf-8")


def without_tables(text: str, kept: int) -> str:
    """The report with its first tables only."""
    found = iter(range(99))
    return _TABLE.sub(lambda match: match[0] if next(found) < kept else "\n", text)


def other_outline(text: str) -> str:
    """The same report with its chapters in another order, without numbers, and under other names."""
    head, *chapters = re.split(r"(?m)^## ", text)
    renamed = [
        re.sub("^[一二三四五六]、", "", chapter).replace("预算执行率", "资金执行进度") for chapter in chapters
    ]
    return head + "".join(f"## {chapter}" for chapter in reversed(renamed))


def sheet(text: str) -> bytes:
    """The score sheet of a report as an Excel file."""
    rows = [line.strip("| ").split(" | ") for line in _TABLE.findall(text)[-1].strip().splitlines()]
    book = openpyxl.Workbook()
    for row in (["霁阳县总工会2022年度部门整体支出绩效自评评分表"], rows[0], *rows[2:]):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def compared(folder: Path, last: str | bytes, name: str = "上年.md") -> Comparison:
    path = folder / name
    path.write_bytes(last if isinstance(last, bytes) else last.encode("utf-8"))
    return compare_files(THIS, path, Folders(), ComparedFiles()).comparison


def errors(comparison: Comparison) -> list[str]:
    return [one.stated for one in comparison.findings if one.severity == "error"]


def checks(comparison: Comparison) -> set[str]:
    return {row.check for row in comparison.not_comparable}


PLANTED = ["2,516人", "3,850人次"]
"""What this year's report gets wrong about last year's, whatever is left of that."""


def test_half_of_the_tables_missing_leaves_the_text_and_says_so(tmp_path: Path) -> None:
    """The score sheet is gone: totals from the text, no indicator called new, the errors of the text found."""
    told = compared(tmp_path, without_tables(last_year(), 1))

    assert errors(told) == PLANTED
    assert {"indicators", "figures"} <= checks(told)
    assert {row.relation for row in told.indicators} == {"untold"}
    assert str(told.last.total_score) == "97.82"
    assert "新增" not in "".join(told.summary)


def test_another_outline_and_other_names_are_the_same_report(tmp_path: Path) -> None:
    """Chapters in another order and 资金执行进度 for 预算执行率 change nothing that is found."""
    plain = compared(tmp_path, last_year())
    other = compared(tmp_path, other_outline(last_year()), "另一提纲.md")

    assert errors(other) == errors(plain) == PLANTED
    found = [Counter((one.code, one.stated) for one in told.findings) for told in (plain, other)]
    assert found[0] == found[1]
    rate = next(row for row in other.figures if row.label == "资金执行进度")
    assert str(rate.change) == "-2.08"


def test_a_page_of_summary_is_compared_as_far_as_it_goes(tmp_path: Path) -> None:
    """Four figures and the total; nothing is said of copies, problems and promises but that they are not there."""
    told = compared(tmp_path, ONE_PAGE)

    assert errors(told) == []
    assert {"indicators", "figures", "problems", "promises", "text"} <= checks(told)
    assert str(told.total_change) == "-3.21"
    assert {row.label for row in told.figures if row.relation == "changed"} >= {
        "新成立基层工会",
        "帮扶困难职工",
    }
    assert told.copied_share is None
    assert "沿用上年原文" not in "".join(told.summary)


def test_a_score_sheet_alone_gives_the_scores(tmp_path: Path) -> None:
    """Indicator by indicator, and every other part is said to be missing, once."""
    told = compared(tmp_path, sheet(last_year()), "评分表.xlsx")

    assert errors(told) == []
    assert str(told.total_change) == "-3.21"
    assert sum(row.change is not None for row in told.indicators) == 7
    assert {"figures", "problems", "promises", "text"} <= checks(told)


@pytest.mark.parametrize(
    "last",
    [
        lambda: without_tables(last_year(), 1),
        lambda: without_tables(last_year(), 0),
        lambda: other_outline(last_year()),
        lambda: ONE_PAGE,
        lambda: "# 2022年度自评\n",
    ],
)
def test_what_could_not_be_compared_is_said_once_and_in_full(tmp_path: Path, last: Callable[[], str]) -> None:
    """Every reason is a sentence of its own, names the report, and stands once; the summary says how many there are."""
    told = compared(tmp_path, last())
    reasons = [row.reason for row in told.not_comparable]

    assert len(set(reasons)) == len(reasons)
    assert all(re.search("报告|两年", reason) and len(reason) > 10 for reason in reasons)
    assert not any(reason.endswith(("。", "，")) for reason in reasons)
    if len(reasons) > 1:
        assert f"没能比较的有 {len(reasons)} 项" in told.summary[-1]


def drafts(source: Path) -> dict[str, bytes]:
    """The files of a draft."""
    return render_all(draft_scored(score_raw(read_input(source), Folders()), Folders()), Folders())


def put(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_project_form_against_a_department_report_is_no_comparison(
    tmp_path: Path, order: Sequence[int]
) -> None:
    """A project's budget is not the department's: nothing is subtracted, one sentence says why and what to do."""
    reports = REPOSITORY / "eval" / "reports"
    form = next((reports / "futian_projects_2023").glob("*.yaml"))
    sources = (form, reports / "futian_department_2021" / "submission.yaml")
    folders = [put(tmp_path / str(at), drafts(source)) for at, source in enumerate(sources)]
    this, last = (folders[at] for at in order)
    asked = ComparedFiles(year=2022, last_year=2021)
    told = compare_files(this, last, Folders(), asked).comparison

    assert [one.code for one in told.findings][:1] == ["different_kind"]
    assert (told.figures, told.indicators, told.problems, told.total_change) == ((), (), (), None)
    assert "请换成同一种报告" in told.summary[0]
    assert errors(told) == []
