"""Two files compared: what each is told to be, and what is said when they do not belong together."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from tests.fakes.pdf import pdf

from ziping.compare.run import CompareOptions, compare
from ziping.compare.sides import Side
from ziping.domain.comparison import Comparison
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.document import read_document
from ziping.pipeline.compare import ComparedFiles, compare_files, read_report
from ziping.pipeline.compare_outputs import compare_outputs
from ziping.pipeline.draft import draft_scored, render_all, write_drafted
from ziping.pipeline.score import Folders, read_input, score_raw

REPOSITORY = Path(__file__).resolve().parents[2]
PLAIN = Folders()

LAST = """# 甲区总工会2023年度部门整体绩效自评报告

## 一、基本情况

甲区总工会负责全区工会工作，维护职工合法权益，管理工会经费。

## 二、履职情况

2023年新建基层工会40家，帮扶困难职工118户，全年预算执行率98.50%。

## 三、存在问题

（1）支出进度偏慢，上半年只完成四成。
"""
THIS = (
    LAST.replace("2023", "2024").replace("40家", "44家").replace("98.50%", "91.20%").replace("118户", "60户")
)


@lru_cache
def drafted(case: str, year: str = "") -> dict[str, bytes]:
    source = (REPOSITORY / case / "submission.yaml").read_text(encoding="utf-8")
    text = source.replace("year: 2025", f"year: {year}", 1) if year else source
    made = draft_scored(score_raw(read_input(None, text.encode("utf-8")), PLAIN), PLAIN)
    return render_all(made, PLAIN)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a draft."""
    folder = tmp_path_factory.mktemp("draft")
    for name, data in drafted("templates/demo").items():
        (folder / name).write_bytes(data)
    return folder


def written(folder: Path, this: str = THIS, last: str = LAST) -> tuple[Path, Path]:
    paths = folder / "本年.md", folder / "上年.md"
    for path, text in zip(paths, (this, last), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def compared(folder: Path, this: str = THIS, last: str = LAST, **asked: object) -> Comparison:
    paths = written(folder, this, last)
    return compare_files(*paths, PLAIN, ComparedFiles(**asked)).comparison  # type: ignore[arg-type]


def codes(comparison: Comparison) -> list[str]:
    return [finding.code for finding in comparison.findings]


def test_year_and_unit_are_told_from_the_reports(tmp_path: Path) -> None:
    """Nobody has to say which year a report is of."""
    told = compared(tmp_path)

    assert (told.this.year, told.last.year) == (2024, 2023)
    assert told.this.unit == told.last.unit == "甲区总工会"


def test_the_wrong_way_round_is_refused_with_the_right_command(tmp_path: Path) -> None:
    """Last year's report given as this year's would prove nothing."""
    paths = written(tmp_path)

    with pytest.raises(
        UsageError, match=r"前后顺序反了；请把本年报告写在前面：ziping compare .*本年\.md .*上年\.md"
    ):
        compare_files(paths[1], paths[0], PLAIN, ComparedFiles())


def test_a_year_read_wrongly_can_be_given(tmp_path: Path) -> None:
    """--year and --last-year overrule what the title says."""
    paths = written(tmp_path)
    told = compare_files(paths[1], paths[0], PLAIN, ComparedFiles(year=2025, last_year=2024)).comparison

    assert (told.this.year, told.last.year) == (2025, 2024)


def test_a_report_against_itself_shows_no_difference(tmp_path: Path) -> None:
    """It is said that the two are the same, and nothing else."""
    told = compared(tmp_path, LAST, LAST)

    assert codes(told) == ["same_report"]
    assert told.summary == ("两份报告内容完全相同，没有可比的差别；请确认没有选错文件。",)
    assert {pair.relation for pair in told.paragraphs} <= {"same"}


def test_two_drafts_of_one_year_are_pointed_out(tmp_path: Path) -> None:
    """Perhaps the wrong file; perhaps two drafts."""
    assert "same_year" in codes(compared(tmp_path, LAST.replace("40家", "41家"), LAST))


def test_another_unit_is_pointed_out(tmp_path: Path) -> None:
    """The message names both."""
    told = compared(tmp_path, THIS, LAST.replace("甲区", "乙区"))
    found = next(finding for finding in told.findings if finding.code == "different_unit")

    assert "甲区总工会" in found.message
    assert "乙区总工会" in found.message


def test_reports_years_apart_are_pointed_out(tmp_path: Path) -> None:
    """What grew in three years is no growth over last year."""
    told = compared(tmp_path, THIS.replace("2024", "2026"), LAST)
    found = next(finding for finding in told.findings if finding.code == "years_apart")

    assert "中间隔了 2 年" in found.message


def test_a_unit_with_its_city_in_front_is_the_same(tmp_path: Path) -> None:
    """丙市甲区总工会 is 甲区总工会, and so is 甲区总工会（本级）."""
    assert "different_unit" not in codes(compared(tmp_path, THIS, LAST.replace("甲区总", "丙市甲区总")))
    side = read_report(written(tmp_path)[0], PLAIN).side
    own = compare(replace(side, unit="甲区总工会（本级）"), replace(side, year=2023))
    assert "different_unit" not in codes(own)


def test_a_report_without_year_and_unit_is_compared_and_said_to_be_without(tmp_path: Path) -> None:
    """Never silent about what could not be looked at."""
    bare = "# 工作情况\n\n新建工会40家，帮扶职工118户。\n"
    checks = [item.check for item in compared(tmp_path, THIS, bare).not_comparable]

    assert {"year", "unit"} <= set(checks)


def test_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """There is no text in it to compare."""
    this, _ = written(tmp_path)
    scan = tmp_path / "扫描件.pdf"
    scan.write_bytes(pdf([[], []], picture=True))

    with pytest.raises(UnreadableInputError, match=r"扫描件\.pdf：PDF 里没有文字层"):
        compare_files(this, scan, PLAIN, ComparedFiles())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Which of the two it is can be seen."""
    this, _ = written(tmp_path)

    with pytest.raises(UnreadableInputError, match=r"没有.md：没有这个文件"):
        compare_files(this, tmp_path / "没有.md", PLAIN, ComparedFiles())


def test_what_a_reader_remarks_is_passed_on(tmp_path: Path) -> None:
    """A file in another encoding is read, and said to have been guessed."""
    this, last = written(tmp_path)
    last.write_bytes(LAST.encode("gb18030"))
    told = compare_files(this, last, PLAIN, ComparedFiles()).comparison

    assert next(item.reason for item in told.not_comparable if item.check == "guessed_encoding").startswith(
        "上年报告：上年.md：不是 UTF-8 编码"
    )


def test_a_folder_of_a_draft_stands_for_its_draft(demo: Path) -> None:
    """With scorecard and facts beside it, and the edition it names."""
    side = read_report(demo, PLAIN).side

    assert side.rubric is not None
    assert side.rubric.id == "example-2025-department"
    assert side.scorecard is not None
    assert side.facts is not None


def test_a_folder_without_a_draft_is_refused(tmp_path: Path) -> None:
    """The message says which folder would do."""
    with pytest.raises(UsageError, match=r"里面没有 draft\.json"):
        read_report(tmp_path, PLAIN)


def test_scores_of_another_draft_are_left_aside(demo: Path, tmp_path: Path) -> None:
    """A scorecard of another year beside a draft is not the draft's."""
    folder = shutil.copytree(demo, tmp_path / "mixed")
    card = folder / "scorecard.json"
    card.write_text(
        card.read_text(encoding="utf-8").replace('"year": 2025', '"year": 2024', 1), encoding="utf-8"
    )

    assert read_report(folder, PLAIN).side.scorecard is None


def test_a_damaged_scorecard_beside_a_draft_is_named(demo: Path, tmp_path: Path) -> None:
    """Half a file is not passed over."""
    folder = shutil.copytree(demo, tmp_path / "damaged")
    (folder / "scorecard.json").write_text('{"format": "ziping/scorecard/1"', encoding="utf-8")

    with pytest.raises(UnreadableInputError, match=r"scorecard\.json"):
        read_report(folder, PLAIN)


def test_the_edition_is_told_from_the_score_sheet(demo: Path) -> None:
    """Word knows no rubric id; its indicators and points are those of one edition."""
    word = next(demo.glob("*绩效自评报告.docx"))
    rubric = read_report(word, PLAIN).side.rubric

    assert rubric is not None
    assert rubric.id == "example-2025-department"


def test_another_sheet_is_no_edition(tmp_path: Path) -> None:
    """Few names in common prove nothing."""
    report = tmp_path / "报告.md"
    sheet = "| 三级指标 | 分值 | 得分 |\n| --- | --- | --- |\n| 预算执行率 | 6 | 6 |\n| 甲 | 4 | 4 |\n"
    report.write_text(f"{LAST}\n{sheet}", encoding="utf-8")

    assert read_report(report, PLAIN).side.rubric is None


def test_an_unknown_rubric_is_a_usage_error(tmp_path: Path) -> None:
    """It is never replaced by a guess."""
    with pytest.raises(UsageError, match="找不到评分标准"):
        compared(tmp_path, last_rubric="nowhere-2000-department")


def test_files_of_one_name_are_told_apart(demo: Path, tmp_path: Path) -> None:
    """Two draft.json: each place must tell which report it is in."""
    other = shutil.copytree(demo, tmp_path / "2024")
    told = compare_files(demo, other, PLAIN, ComparedFiles()).comparison

    assert told.this.name != told.last.name
    assert told.last.name == "2024/draft.json"


def test_a_project_form_reads_as_its_word_file(tmp_path: Path) -> None:
    """Its draft holds only the sentences; the form is filled in once more."""
    source = REPOSITORY / "eval" / "reports" / "futian_projects_2023" / "440304226011500000004.yaml"
    made = draft_scored(score_raw(read_input(source), PLAIN), PLAIN)
    write_drafted(made, tmp_path, PLAIN)
    word = next(tmp_path.glob("*.docx"))

    from_draft = read_report(tmp_path, PLAIN, name="表").side.document.blocks
    assert read_document(word.read_bytes(), "表").blocks == from_draft


def test_findings_are_the_same_through_word_and_draft(demo: Path, tmp_path: Path) -> None:
    """What is found does not hang on the kind of file."""
    last = tmp_path / "last"
    last.mkdir()
    for name, data in drafted("templates/demo", "2024").items():
        (last / name).write_bytes(data)
    drafts = compare_files(demo, last, PLAIN, ComparedFiles()).comparison
    words = [next(folder.glob("*绩效自评报告.docx")) for folder in (demo, last)]
    through_word = compare_files(*words, PLAIN, ComparedFiles()).comparison

    assert _bare(drafts) == _bare(through_word)


def _bare(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    return [
        (one.code, one.severity, one.stated, one.place.model_copy(update={"file": None}).text)
        for one in comparison.findings
    ]


def test_a_finding_is_told_once_and_the_gravest_first() -> None:
    """Order: severity, then where it stands."""
    document = read_document(THIS.encode("utf-8"), "本年.md")
    side = Side(document, 2024, "甲区总工会")
    told = compare(side, replace(side, year=2023, unit="乙区总工会"), CompareOptions(Decimal(5)))
    order = ["error", "warning", "note"]

    ranks = [order.index(finding.severity) for finding in told.findings]
    assert ranks == sorted(ranks)
    assert told.threshold == 5
    assert len({(one.fingerprint, one.message) for one in told.findings}) == len(told.findings)


def test_the_files_are_named_after_unit_and_year(tmp_path: Path) -> None:
    """A unit's name is no path."""
    told = compared(tmp_path)
    hostile = told.model_copy(update={"this": told.this.model_copy(update={"unit": "../甲/区"})})

    assert list(compare_outputs(told, PLAIN)) == [
        "甲区总工会_2024_与上年对比.html",
        "甲区总工会_2024_与上年对比.xlsx",
        "comparison.json",
    ]
    assert next(iter(compare_outputs(hostile, PLAIN))) == "甲区_2024_与上年对比.html"
