"""``ziping draft``, ``demo`` and ``verify``: the whole path, the same bytes twice, nothing edited lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NAMES = {"draft.json", "facts.json", "scorecard.json"}


@pytest.fixture
def drafted(ziping: Callable[..., Any], futian: Path, tmp_path: Path) -> Path:
    """A folder with the 福田 2021 outputs."""
    ziping("draft", futian, "--out", "输出")
    return tmp_path / "输出"


def test_the_files_for_people_and_for_machines_are_there(drafted: Path) -> None:
    """Word, Excel, review page and three JSON files, each with its format."""
    names = {path.name for path in drafted.iterdir() if path.is_file()}

    assert names == NAMES | {
        f"深圳市福田区总工会_2021_{kind}" for kind in ("绩效自评报告.docx", "评分表.xlsx", "审阅.html")
    }
    assert {json.loads((drafted / name).read_text(encoding="utf-8"))["format"] for name in NAMES} == {
        "ziping/draft/1",
        "ziping/facts/1",
        "ziping/scorecard/1",
    }


def test_the_same_input_twice_gives_the_same_bytes(
    ziping: Callable[..., Any], futian: Path, drafted: Path, tmp_path: Path
) -> None:
    """json, xlsx, docx and html are byte-identical."""
    ziping("draft", futian, "--out", "再次")
    first = {path.name: path.read_bytes() for path in drafted.iterdir() if path.is_file()}
    second = {path.name: path.read_bytes() for path in (tmp_path / "再次").iterdir() if path.is_file()}

    assert first == second


def test_the_draft_prints_the_true_figures_where_the_published_text_slipped(drafted: Path) -> None:
    """72.73%, 292.06%, 157.98%, 170.24% and the true totals of 表2; none of the slips."""
    text = (drafted / "draft.json").read_text(encoding="utf-8")

    assert [
        figure
        for figure in ("72.73%", "292.06%", "157.98%", "170.24%", "26,923,762.26", "29,527,802.80")
        if figure not in text
    ] == []
    assert [slip for slip in ("88.89%", "292.08%", "157.08%", "170.02%") if slip in text] == []


def test_verify_agrees_with_an_untouched_draft(ziping: Callable[..., Any], drafted: Path) -> None:
    """Everything recomputes."""
    said = ziping("verify", drafted / "draft.json")

    assert said.code == 0
    assert "核对一致" in said.out


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("draft.json", "72.73%", "72.74%"),
        ("scorecard.json", '"total_score": "93.96"', '"total_score": "94.96"'),
        ("facts.json", '"value": "98.85"', '"value": "98.86"'),
    ],
)
def test_verify_finds_a_changed_figure(
    ziping: Callable[..., Any], drafted: Path, name: str, right: str, wrong: str
) -> None:
    """One digit changed by hand is found."""
    path = drafted / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")

    assert ziping("verify", drafted / "draft.json").code == 3


def test_verify_says_when_a_person_edited_the_report(ziping: Callable[..., Any], drafted: Path) -> None:
    """An edited Word file is reported, not condemned."""
    report = next(drafted.glob("*.docx"))
    report.write_bytes(report.read_bytes() + b" ")

    said = ziping("verify", drafted / "draft.json")

    assert said.code == 0
    assert "被人改动过" in said.out


def test_a_report_edited_by_hand_is_not_overwritten(
    ziping: Callable[..., Any], futian: Path, drafted: Path
) -> None:
    """Another run writes `（2）` beside it."""
    report = next(drafted.glob("*.docx"))
    report.write_bytes(b"edited")

    ziping("draft", futian, "--out", "输出")

    assert report.read_bytes() == b"edited"
    assert report.with_stem(report.stem + "（2）").is_file()


def test_verify_refuses_what_is_not_a_draft(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Exit 4 and advice."""
    (tmp_path / "draft.json").write_text('{"format": "ziping/draft/9"}', encoding="utf-8")

    said = ziping("verify", "draft.json")

    assert said.code == 4
    assert "ziping/draft/9" in said.err


def test_a_bad_word_template_is_exit_4_and_writes_nothing(
    ziping: Callable[..., Any], futian: Path, tmp_path: Path
) -> None:
    """The outputs come all or not at all."""
    (tmp_path / "模板.docx").write_bytes(b"not a docx")

    said = ziping("draft", futian, "--out", "输出", "--template", "模板.docx")

    assert said.code == 4
    assert not (tmp_path / "输出").exists()


def test_the_demo_runs_and_shows_every_kind_of_line(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Full marks, part marks, a zero and a not-applicable in one small union."""
    said = ziping("demo", "--out", "演示", "--json")
    card = json.loads((tmp_path / "演示" / "scorecard.json").read_text(encoding="utf-8"))
    lines = {line["id"]: line for line in card["indicators"]}

    assert said.code == 0
    assert lines["key_tasks"]["score"] == lines["key_tasks"]["max_score"]
    assert lines["satisfaction"]["score"] == "4"
    assert lines["off_establishment_staff_control"]["score"] == "0"
    assert lines["procurement_execution"]["status"] == "not_applicable"
    assert card["grade"] == "优"
    assert (tmp_path / "演示" / "填报表（示例）.xlsx").is_file()


def test_the_demos_workbook_is_made_from_its_submission() -> None:
    """The checked-in workbook is what the builder makes."""
    from tools.build_demo_workbook import DEMO, build

    assert (DEMO / "workbook.xlsx").read_bytes() == build()


def test_the_figures_through_the_workbook_give_the_same_scorecard(
    ziping: Callable[..., Any], futian: Path, tmp_path: Path
) -> None:
    """YAML in, workbook filled, workbook read: one scorecard."""
    from ziping import __version__
    from ziping.pipeline.score import Folders, read_input, score_raw
    from ziping.render.workbook_xlsx import render_workbook

    scored = score_raw(read_input(futian), Folders())
    loaded = scored.ready.loaded
    book = render_workbook(
        loaded.rubric, rubric_sha256=loaded.sha256, version=__version__, prefill=scored.submission
    )
    (tmp_path / "填报表.xlsx").write_bytes(book)

    from_yaml, from_book = (ziping("score", source, "--json").json for source in (futian, "填报表.xlsx"))

    assert [
        (line["id"], line["score"], line["status"], line["formula"]) for line in from_book["indicators"]
    ] == [(line["id"], line["score"], line["status"], line["formula"]) for line in from_yaml["indicators"]]
    assert from_book["total_score"] == "93.96"
