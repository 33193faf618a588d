"""The summary of a real run: every figure again from the units' own files, by other code."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.batch.conftest import REPOSITORY

from ziping.batch.ledger import Ledger, ledger_path
from ziping.batch.summary import write_summary
from ziping.pipeline.score import Folders

SCRIPT = REPOSITORY / "eval" / "batch" / "make_units.py"
UNITS = 24
Json = dict[str, Any]


class Unit(NamedTuple):
    """A unit's folder as it lies on disk."""

    folder: str
    card: Json
    draft: Json

    @property
    def code(self) -> str:
        return str(self.draft["submission"]["unit"]["code"])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a finished run over invented unions, one of them unreadable."""
    there = tmp_path_factory.mktemp("summary")
    made = [sys.executable, SCRIPT, str(UNITS), "-o", there / "in", "--seed", "7", "--broken", "0"]
    subprocess.run(made, cwd=REPOSITORY, check=True, capture_output=True)
    (there / "in" / "坏.json").write_text('{"format": "ziping/submission/1", ', encoding="utf-8")
    command = [
        "batch",
        "run",
        there / "in",
        "--out",
        there / "out",
        "--offline",
        "--no-copies",
        "--workers",
        "2",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "ziping", *map(str, command)], cwd=there, capture_output=True, check=False
    )
    assert done.returncode in {0, 3}, done.stderr.decode()
    return there / "out"


@pytest.fixture(scope="module")
def units(out: Path) -> list[Unit]:
    """What the run left of every unit."""
    found = [
        Unit(
            path.parent.name,
            *(
                json.loads((path.parent / name).read_text("utf-8"))
                for name in ("scorecard.json", "draft.json")
            ),
        )
        for path in sorted(out.glob("*/scorecard.json"))
    ]
    assert len(found) == UNITS
    return found


@pytest.fixture(scope="module")
def summary(out: Path) -> Json:
    return dict(json.loads((out / "summary.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def book(out: Path) -> dict[str, list[list[Any]]]:
    """The workbook's cells by sheet."""
    loaded = load_workbook(out / "汇总.xlsx")
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in loaded}


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def mean(values: list[Decimal], places: int = 2) -> Decimal:
    return rounded(sum(values, Decimal(0)) / len(values), places)


def middle(values: list[Decimal]) -> Decimal:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def editions_of(units: list[Unit]) -> dict[tuple[str, int], list[Unit]]:
    found: dict[tuple[str, int], list[Unit]] = defaultdict(list)
    for unit in units:
        found[unit.card["rubric"], unit.card["year"]].append(unit)
    return dict(sorted(found.items()))


def lines_of(units: list[Unit], name: str) -> list[Json]:
    return [line for unit in units for line in unit.card["indicators"] if line["id"] == name]


def scored(lines: list[Json]) -> list[tuple[Decimal, Decimal]]:
    return [
        (Decimal(line["score"]), Decimal(line["max_score"]))
        for line in lines
        if line["status"] in {"scored", "asserted"} and line["score"] is not None
    ]


def column(rows: list[list[Any]], name: str) -> list[Any]:
    at = rows[0].index(name)
    return [row[at] for row in rows[1:]]


def per_cent(value: Any) -> Decimal | None:
    return None if value is None else Decimal(repr(value)) * 100


def test_the_units_are_of_two_editions_some_final_some_pending(units: list[Unit]) -> None:
    """Otherwise what follows would prove little."""
    assert len(editions_of(units)) == 2
    assert {unit.card["status"] for unit in units} == {"final", "pending"}


def test_the_counts_are_those_of_the_folders(units: list[Unit], summary: Json) -> None:
    """All, done, failed, final, pending."""
    status = Counter(unit.card["status"] for unit in units)

    assert summary["format"] == "ziping/batch-summary/1"
    assert (summary["units"], summary["done"], summary["failed"], summary["waiting"]) == (
        UNITS + 1,
        UNITS,
        1,
        0,
    )
    assert (summary["final"], summary["pending"]) == (status["final"], status["pending"])
    assert summary["rejected"] == sum(len(unit.draft["rejected"]) for unit in units)
    assert [one["cause"] for one in summary["failures"]] == ["input"]


def test_means_extremes_and_grades_follow_from_the_scorecards(units: list[Unit], summary: Json) -> None:
    """Edition by edition, over the units with a final score."""
    told, expected = [], []
    for (rubric, year), members in editions_of(units).items():
        final = [unit.card for unit in members if unit.card["status"] == "final"]
        totals = [Decimal(card["total_score"]) for card in final]
        figures = (
            [mean(totals), rounded(middle(totals), 2), max(totals), min(totals)] if totals else [None] * 4
        )
        grades = Counter(card["grade"] for card in final if card["grade"])
        expected.append((rubric, year, len(members), len(final), *figures, dict(grades)))
    for one in summary["editions"]:
        figures = [
            None if one[key] is None else Decimal(one[key]) for key in ("mean", "median", "highest", "lowest")
        ]
        grades = {band["label"]: band["units"] for band in one["grades"]}
        told.append((one["rubric"], one["year"], one["units"], one["final"], *figures, grades))

    assert told == expected


def test_every_indicator_follows_from_the_scorecards(units: list[Unit], summary: Json) -> None:
    """Mean, mean rate, full marks, points lost, pending and not applicable of each."""
    told, expected = [], []
    for one in summary["editions"]:
        members = editions_of(units)[one["rubric"], one["year"]]
        for indicator in one["indicators"]:
            lines = lines_of(members, indicator["id"])
            points = scored(lines)
            lost = [most - got for got, most in points if got < most]
            status = Counter(line["status"] for line in lines)
            expected.append((
                indicator["id"],
                mean([got for got, _ in points]) if points else None,
                mean([100 * got / most for got, most in points], 1) if points else None,
                (len(points), sum(got == most for got, most in points), len(lost)),
                sum(lost, Decimal(0)),
                (status["pending"], status["not_applicable"]),
            ))
            told.append((
                indicator["id"],
                *(
                    None if indicator[key] is None else Decimal(indicator[key])
                    for key in ("mean_score", "mean_rate")
                ),
                tuple(indicator[key] for key in ("units", "full", "deducted")),
                Decimal(indicator["lost"]),
                (indicator["pending"], indicator["not_applicable"]),
            ))

    assert told == expected
    assert any(lost for *_, lost, _ in expected)


def test_what_is_missing_is_counted_over_the_drafts(units: list[Unit], summary: Json) -> None:
    """One unit's wish counts once."""
    counted = Counter(what for unit in units for what in set(unit.draft["missing"]))

    assert {one["what"]: one["units"] for one in summary["missing"]} == counted


def ranking(units: list[Unit]) -> dict[str, int]:
    """Rank by code: one more than the number of better final scores of the edition."""
    ranks = {}
    for members in editions_of(units).values():
        totals = {
            unit.code: Decimal(unit.card["total_score"]) for unit in members if unit.card["status"] == "final"
        }
        ranks |= {code: 1 + sum(other > total for other in totals.values()) for code, total in totals.items()}
    return ranks


def test_the_ranking_sheet_has_every_unit_as_its_scorecard_tells_it(
    units: list[Unit], book: dict[str, list[list[Any]]]
) -> None:
    """Rank, score, share, grade, and what the points rest on."""
    rows, by_code, ranks = book["排名"], {unit.code: unit for unit in units}, ranking(units)
    names = (
        "代码",
        "名次",
        "单位",
        "得分",
        "满分",
        "等级",
        "数据可证（分）",
        "单位自述（分）",
        "待补充（分）",
        "缺少材料（项）",
    )
    told = list(zip(*(column(rows, name) for name in names), strict=True))

    assert len(told) == UNITS
    for code, rank, name, total, most, grade, *points, missing in told:
        card = by_code[code].card
        assert (rank, name, grade or None) == (ranks.get(code), card["unit"], card["grade"])
        keys = ("total_score", "max_score", "proven", "asserted", "pending")
        assert [Decimal(repr(value)) for value in (total, most, *points)] == [
            Decimal(card[key]) for key in keys
        ]
        assert missing == len(by_code[code].draft["missing"])
    rates = [rounded(100 * Decimal(repr(row[3])) / Decimal(repr(row[4])), 2) for row in told]
    assert [per_cent(value) for value in column(rows, "得分率")] == rates


def test_every_link_of_the_ranking_leads_to_a_review_page(out: Path) -> None:
    """Relative to the workbook, so that the folder can be moved."""
    sheet: Worksheet = load_workbook(out / "汇总.xlsx")["排名"]
    targets = [str(cell.hyperlink.target) for row in sheet.iter_rows() for cell in row if cell.hyperlink]

    assert len(targets) == UNITS
    assert [target for target in targets if not (out / target.replace("\\", "/")).is_file()] == []
    assert not any(target.startswith(("/", "file:")) for target in targets)


def test_the_indicator_sheet_says_what_the_summary_says(
    summary: Json, book: dict[str, list[list[Any]]]
) -> None:
    """Cell by cell, numbers as numbers."""
    rows = book["指标"]
    listed = [one for edition in summary["editions"] for one in edition["indicators"]]
    names = {"平均得分": "mean_score", "合计扣分": "lost", "满分": "max_score"}
    counts = {
        "已评分单位": "units",
        "满分单位": "full",
        "扣分单位": "deducted",
        "待补充单位": "pending",
        "不适用单位": "not_applicable",
    }

    assert column(rows, "指标") == [one["label"] for one in listed]
    assert {name: column(rows, name) for name in counts} == {
        name: [one[key] for one in listed] for name, key in counts.items()
    }
    assert {
        name: [None if value is None else Decimal(repr(value)) for value in column(rows, name)]
        for name in names
    } == {
        name: [None if one[key] is None else Decimal(one[key]) for one in listed]
        for name, key in names.items()
    }
    assert [per_cent(value) for value in column(rows, "平均得分率")] == [
        None if one["mean_rate"] is None else Decimal(one["mean_rate"]) for one in listed
    ]


def test_the_matrix_has_each_units_score_rate_of_each_indicator(
    units: list[Unit], summary: Json, book: dict[str, list[list[Any]]]
) -> None:
    """A rate, 待补 or — in every cell, one sheet an edition."""
    by_code, seen = {unit.code: unit for unit in units}, 0
    for number, edition in enumerate(summary["editions"], start=1):
        _, head, *rows = book[f"矩阵{number}"]
        assert head[4:] == [one["label"] for one in edition["indicators"]]
        for row in rows:
            lines = {line["id"]: line for line in by_code[row[2]].card["indicators"]}
            for indicator, told in zip(edition["indicators"], row[4:], strict=True):
                points = scored([lines[indicator["id"]]])
                words = {"pending": "待补", "not_applicable": "—"}
                expected = (
                    rounded(100 * points[0][0] / points[0][1], 1)
                    if points
                    else words[lines[indicator["id"]]["status"]]
                )
                assert (per_cent(told) if points else told) == expected
            seen += 1

    assert seen == UNITS


def test_deductions_are_sorted_by_points_lost(summary: Json, book: dict[str, list[list[Any]]]) -> None:
    """Across editions; indicators nobody lost on are not there."""
    lost = [
        one["lost"] for edition in summary["editions"] for one in edition["indicators"] if one["deducted"]
    ]

    assert [Decimal(repr(value)) for value in column(book["扣分"], "合计扣分")] == sorted(
        map(Decimal, lost), reverse=True
    )


def test_missing_things_and_failures_have_their_sheets(
    units: list[Unit], summary: Json, book: dict[str, list[list[Any]]]
) -> None:
    """By frequency, by unit, by cause."""
    lists = {row[1]: row[3].split("；") for row in book["各单位缺少的材料"][1:]}

    assert column(book["缺少的材料"], "缺少的材料或数据") == [one["what"] for one in summary["missing"]]
    assert lists == {unit.code: unit.draft["missing"] for unit in units if unit.draft["missing"]}
    assert column(book["失败"], "单位") == ["坏.json"]
    assert column(book["失败"], "原因") == ["填报数据读不出"]


def page_data(out: Path) -> Json:
    text = (out / "index.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return dict(json.loads(html.unescape(found[1])))


def test_the_index_lists_every_unit_with_the_figures_of_its_scorecard(out: Path, units: list[Unit]) -> None:
    """And links to a file that is there; the unreadable input is listed too."""
    data, by_code, ranks = page_data(out), {unit.code: unit for unit in units}, ranking(units)
    rows = [dict(zip(data["fields"], row, strict=True)) for row in data["rows"]]

    assert len(rows) == UNITS + 1
    for row in rows[:-1]:
        card = by_code[row["code"]].card
        assert (row["score"], row["grade"] or None, row["status"], row["pending"]) == (
            card["total_score"], card["grade"], card["status"], card["pending"],
        )  # fmt: skip
        assert row["rank"] == ranks.get(row["code"])
        assert row["missing"] == len(by_code[row["code"]].draft["missing"])
        assert (out / row["folder"] / row["review"]).is_file()
    assert (rows[-1]["name"], rows[-1]["status"], rows[-1]["why"]) == ("坏.json", "failed", "填报数据读不出")


def test_the_letter_tells_the_counts_and_hides_nothing(out: Path, summary: Json) -> None:
    """汇总.docx: its headings, each edition's indicators with most points lost, and no text that the guard threw out."""
    document = Document(str(out / "汇总.docx"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    headings = [line[2:] for line in text.splitlines() if re.match("[一二三四五六七八九]、", line)]
    largest = max(summary["editions"], key=lambda edition: edition["units"])
    lost = sorted((Decimal(one["lost"]) for one in largest["indicators"]), reverse=True)

    assert f"纳入本次汇总的单位共{summary['units']}个，已生成自评报告{summary['done']}个，未能生成1个" in text
    assert f"平均得分{largest['mean']}分，得分中位数{largest['median']}分" in text
    assert [heading.partition("（")[0] for heading in headings] == [
        "总体情况",
        *("得分分布", "主要失分指标", "共性问题"),
        *("得分分布", "主要失分指标"),
        "待补充与失败情况",
        "下一步处理",
    ]
    assert "本段未通过校验" not in text
    assert [Decimal(row.cells[2].text) for row in document.tables[0].rows[1:]] == lost[:5]


def test_writing_again_changes_no_byte_and_an_edited_file_is_kept(out: Path) -> None:
    """The same ledger gives the same files; a leader's notes in 汇总.xlsx survive."""
    names = ("汇总.xlsx", "汇总.docx", "index.html", "summary.json")
    before = {name: (out / name).read_bytes() for name in names}
    with Ledger(ledger_path(out), read_only=True) as ledger:
        write_summary(out, ledger, Folders())
        assert {name: (out / name).read_bytes() for name in names} == before
        (out / "汇总.xlsx").write_bytes(b"edited")
        written = write_summary(out, ledger, Folders())

    assert (out / "汇总.xlsx").read_bytes() == b"edited"
    assert (out / "汇总（2）.xlsx").read_bytes() == before["汇总.xlsx"]
    assert out / "汇总（2）.xlsx" in written
    assert not list((out / ".ziping" / "staging").iterdir())
