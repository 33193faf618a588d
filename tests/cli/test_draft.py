"""``ziping draft``, ``demo`` and ``verify``: the whole path, the same bytes twice, nothing edited lost."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
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


@pytest.fixture
def spoiling(tmp_path: Path) -> Iterator[None]:
    """A phrase template of the user's own that states a wrong figure."""
    from ziping.pipeline import draft

    folder = tmp_path / "templates" / "shenzhen-department"
    folder.mkdir(parents=True)
    (folder / "plans.j2").write_text(
        '{% call para("own") %}全年预算执行率98.58%，下一步继续推进。{% endcall %}', encoding="utf-8"
    )
    draft._family.cache_clear()  # a process reads a family once
    yield
    draft._family.cache_clear()


def test_a_draft_that_passes_says_so(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Exit 0 and the count of figures with a source."""
    said = ziping("demo", "--out", "演示")
    checked = json.loads((tmp_path / "演示" / "draft.json").read_text(encoding="utf-8"))["checked"]

    assert said.code == 0
    assert f"校验：全部 {checked['bound']} 处数字均有出处" in said.out
    assert (checked["verdict"], checked["unbound"], checked["violations"]) == ("accept", 0, 0)


def test_a_rejected_paragraph_is_exit_3_and_everything_else_is_written(
    ziping: Callable[..., Any], futian: Path, tmp_path: Path, spoiling: None
) -> None:
    """stderr tells place, words and what to write; the files hold none of the words."""
    said = ziping("draft", futian, "--out", "输出")
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "输出").glob("*.[jh]*")]

    assert said.code == 3
    assert "后续工作计划、相关建议」第1段：写的是“98.58%”，数据中" in said.err
    assert "【98.58%】" in said.err
    assert "1 处未通过（没有写进报告）" in said.out
    assert len(texts) == 4
    assert [text for text in texts if "98.58" in text] == []
    assert any("待补充：本段未通过校验（数值不符：预算执行率应为98.85%）" in text for text in texts)


def test_the_json_of_a_rejected_draft_names_code_and_place(
    ziping: Callable[..., Any], futian: Path, spoiling: None
) -> None:
    """For a program: what was rejected, why, and what to write."""
    told = ziping("draft", futian, "--out", "输出", "--json").json
    wrong = next(finding for finding in told["findings"] if finding["code"] == "wrong_value")

    assert told["rejected"] == ["plans.own"]
    assert told["checked"]["verdict"] == "reject"
    assert (wrong["severity"], wrong["stated"], wrong["suggestion"]) == ("error", "98.58%", "98.85%")
    assert wrong["place"]["paragraph"] == 1
    assert wrong["place"]["heading"].endswith("后续工作计划、相关建议")


def test_verify_agrees_with_a_draft_that_was_rejected_in_part(
    ziping: Callable[..., Any], futian: Path, spoiling: None
) -> None:
    """The file is as it was made; the reader is told that something was left out."""
    ziping("draft", futian, "--out", "输出")

    said = ziping("verify", "输出/draft.json")

    assert said.code == 0
    assert "✓ 数字校验：起草时有 1 处未通过，已改为待补充" in said.out


def test_verify_passes_the_text_through_the_guard_again(ziping: Callable[..., Any], drafted: Path) -> None:
    """A wrong figure typed into a paragraph that claims a model as its author is found all the same."""
    path = drafted / "draft.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    paragraph = next(
        block for section in data["sections"] for block in section["blocks"] if block["id"] == "goals.n1"
    )
    paragraph |= {"text": "全年预算执行率98.58%。", "marks": [], "author": "某模型"}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    said = ziping("verify", path)

    assert said.code == 3
    assert "✗ 数字校验：" in said.out
    assert "写的是“98.58%”，数据中“预算执行率”是98.85%" in said.out


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"verdict": "accept"', '"verdict": "reject"'),
        ('"signatory": "深圳市福田区总工会"', '"signatory": "福田区总工会"'),
        ('"text": "93.96"', '"text": "94.96"'),
    ],
    ids=["outcome", "signatory", "annex"],
)
def test_verify_looks_at_more_than_paragraphs(
    ziping: Callable[..., Any], drafted: Path, right: str, wrong: str
) -> None:
    """The outcome of the check, what stands around the text, and the annex."""
    path = drafted / "draft.json"
    text = path.read_text(encoding="utf-8")
    before, found, after = text.rpartition(right)
    assert found
    path.write_text(f"{before}{wrong}{after}", encoding="utf-8")

    assert ziping("verify", path).code == 3


@pytest.mark.parametrize("source", ["futian", "demo"])
def test_our_own_word_file_passes_the_guard_with_every_figure_bound(
    ziping: Callable[..., Any], futian: Path, tmp_path: Path, source: str
) -> None:
    """Paragraphs and tables: no violation, and with --strict no figure without a fact."""
    made = ("demo",) if source == "demo" else ("draft", futian)
    ziping(*made, "--out", "输出")
    report = next((tmp_path / "输出").glob("*.docx"))

    said = ziping("guard", report, "--facts", "输出/facts.json", "--strict", "--json")

    assert [item["message"] for item in said.json["violations"]] == []
    assert [item["surface"] for item in said.json["unbound"]] == []
    assert said.code == 0


def test_two_cells_exchanged_in_the_word_file_are_found(ziping: Callable[..., Any], drafted: Path) -> None:
    """Both numbers are facts; each now stands in the other's row."""
    report = next(drafted.glob("*.docx"))
    with zipfile.ZipFile(report) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    body = files["word/document.xml"].decode("utf-8")
    swapped = (
        body.replace("174,620.00", "@").replace("3,199,182.80", "174,620.00").replace("@", "3,199,182.80")
    )
    assert swapped != body
    with zipfile.ZipFile(report, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, swapped.encode() if name == "word/document.xml" else data)

    said = ziping("guard", report, "--facts", drafted / "facts.json", "--json")
    wrong = {item["surface"]: (item["code"], item["place"]["row"]) for item in said.json["violations"]}

    assert said.code == 3
    assert wrong == {"174,620.00": ("swapped_metric", 5), "3,199,182.80": ("swapped_metric", 4)}


def test_last_years_report_feeds_the_draft_and_verify_recomputes_it(
    ziping: Callable[..., Any], tmp_path: Path
) -> None:
    """--last-year: facts, the paragraph on last year's problems, and a draft that verify finds unchanged."""
    before, now = demo_of(tmp_path, 2024), demo_of(tmp_path, 2025)
    ziping("draft", before, "--out", "上年")

    said = ziping("draft", now, "--out", "本年", "--last-year", "上年")

    assert said.code == 0
    facts = {fact["id"]: fact for fact in read_json(tmp_path / "本年" / "facts.json")["facts"]}
    assert facts["last_year.actual_expenditure"]["sources"] == ["draft.json（actual_expenditure）"]
    assert "上年问题整改情况" in (tmp_path / "本年" / "draft.json").read_text(encoding="utf-8")
    assert ziping("verify", tmp_path / "本年" / "draft.json").code == 0


def test_last_years_report_may_be_the_word_file(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """The figures that are certain, each with its paragraph."""
    before, now = demo_of(tmp_path, 2024), demo_of(tmp_path, 2025)
    ziping("draft", before, "--out", "上年")
    word = next((tmp_path / "上年").glob("*.docx"))

    said = ziping("draft", now, "--out", "本年", "--last-year", word, "--json")

    assert said.code == 0
    assert [item["code"] for item in said.json["findings"]].count("last_year_read") == 1


def test_a_report_that_is_not_last_years_is_refused(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Usage, with the year that is wanted; nothing is written."""
    now = demo_of(tmp_path, 2025)
    ziping("draft", now, "--out", "本年")

    said = ziping("draft", now, "--out", "再次", "--last-year", "本年")

    assert said.code == 2
    assert "请给 2024 年度的报告" in said.err
    assert not (tmp_path / "再次" / "draft.json").exists()


def test_project_forms_have_no_last_year(ziping: Callable[..., Any], tmp_path: Path) -> None:
    """Said, not ignored."""
    now = demo_of(tmp_path, 2025)
    ziping("draft", now, "--out", "本年")
    forms = REPOSITORY / "eval" / "reports" / "futian_projects_2023" / "forms.xlsx"

    said = ziping("draft", forms, "--out", "项目", "--last-year", "本年")

    assert said.code == 2
    assert "项目自评表没有上年数据" in said.err


def demo_of(folder: Path, year: int) -> Path:
    """The demo's submission as of a year."""
    text = (REPOSITORY / "templates" / "demo" / "submission.yaml").read_text(encoding="utf-8")
    path = folder / f"{year}.yaml"
    path.write_text(
        text.replace("year: 2025", f"year: {year}", 1).partition("last_year:")[0], encoding="utf-8"
    )
    return path


def read_json(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))
