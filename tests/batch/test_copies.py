"""雷同: who copied is found, who only filled in the same template is not."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from tests.batch.conftest import RUBRIC, item
from typer.testing import CliRunner

from ziping.batch.copies import find_copies
from ziping.batch.copy_index import CopyIndex, Source
from ziping.batch.copy_run import search_copies
from ziping.batch.engine import Outcome
from ziping.batch.ledger import Ledger, Row, ledger_path
from ziping.batch.own_words import cut, own_sentences
from ziping.batch.summary import write_summary
from ziping.cli.app import app
from ziping.domain.batch import UnitResult
from ziping.domain.copies import CopyReport, CopySide
from ziping.domain.submission import Submission
from ziping.language.similarity import ratio
from ziping.pipeline.score import Folders
from ziping.render.copies_sheet import render_copies_book

SCRIPT = Path(__file__).resolve().parents[2] / "eval" / "batch" / "make_units.py"
OWN = "入夏后我们把两间旧仓库刷白，给夜班装卸工留出一处能洗脸能热饭的落脚点"
PHRASE = "加强组织领导，压实工作责任，确保各项任务落到实处"


def _make_units() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_units", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


UNITS = _make_units()


def source(code: str, *texts: str, last_year: bool = False, year: int = 2025) -> Source:
    sentences = [one for text in texts for one in cut("工作完成情况", f"{code}的任务", text)]
    side = CopySide(key=code, name=f"{code}工会", code=code, year=year)
    return Source(side, last_year=last_year, sentences=tuple(sentences))


def others(count: int = 20) -> list[Source]:
    """Unions with nothing in common but a phrase."""
    pick = random.Random(1)  # noqa: S311 - invented data
    letters = [chr(code) for code in range(0x5000, 0x5400)]
    return [source(f"U{at:02}", PHRASE, "".join(pick.choices(letters, k=30))) for at in range(count)]


def pairs(report: CopyReport) -> set[tuple[str, str]]:
    return {(pair.here.code, pair.there.code) for pair in report.pairs}


def made(count: int, seed: int, copies: float) -> tuple[list[Source], set[tuple[str, str]]]:
    """Invented unions of the evaluation, and which of them share their words."""
    sources, groups = [], {}
    for _, data, _, planted in UNITS.made_units(count, seed, broken=0, copies=copies):
        code = data["unit"]["code"]
        groups.setdefault(planted.get("from", code), []).append(code)
        data.pop("inputs"), data.pop("checklists"), data.pop("report_date")
        told: dict[str, Any] = {**data, "judgements": {}}
        submission = Submission.model_validate(told)
        side = CopySide(key=code, name=data["unit"]["name"], code=code, year=data["year"])
        sources.append(Source(side, last_year=False, sentences=tuple(own_sentences(submission))))
    planted_pairs = {
        (one, other) for group in groups.values() for one in group for other in group if one < other
    }
    return sources, planted_pairs


def test_planted_copies_are_all_found_and_nothing_else() -> None:
    """Forty unions that fill in the same templates; five took another's words, 1 to 10 % of the letters changed."""
    sources, planted = made(40, seed=11, copies=14)

    report = find_copies(sources)

    assert len(planted) >= 4
    assert pairs(report) == planted
    assert all(pair.sections for pair in report.pairs)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.1])
def test_one_copied_sentence_is_found_however_it_was_edited(share: float) -> None:
    """Every tenth letter changed is still the same sentence; the shared words are shown with gaps."""
    edited = UNITS.copied(OWN, share, random.Random(3))  # noqa: S311 - invented data

    report = find_copies([*others(), source("A", PHRASE, OWN), source("B", PHRASE, edited)])

    (pair,) = report.pairs
    (sentence,) = pair.sentences
    assert (pair.here.code, pair.there.code) == ("A", "B")
    assert (sentence.here, sentence.there) == (OWN, edited)
    assert 85 <= sentence.similarity < 100
    assert "…" in sentence.shared
    assert ratio(sentence.shared.replace("…", ""), OWN) > 85


def test_a_phrase_that_many_use_is_no_copy_but_is_listed_as_common() -> None:
    """Twenty unions with one phrase: no pair, one line with its count."""
    report = find_copies(others())

    assert not report.pairs
    assert [(one.text, one.units) for one in report.common] == [(PHRASE, 20)]


def test_a_template_with_other_figures_is_no_copy_and_with_the_same_ones_is() -> None:
    """Two figures may be equal by chance somewhere; the figures of three sentences are not."""
    told = (
        "举办职业技能竞赛{}场，{}名职工参赛",
        "签订集体合同{}份，覆盖企业{}家",
        "盘点固定资产{}项，报废{}项",
    )

    def filled(number: int) -> list[str]:
        pick = random.Random(number)  # noqa: S311 - invented data
        return [text.format(pick.randint(10, 99), pick.randint(100, 999)) for text in told]

    units = [source(f"U{at:02}", *filled(at)) for at in range(30)]
    one_alike = source("X", filled(3)[0], *filled(77)[1:])
    all_alike = source("Y", *filled(5))

    assert pairs(find_copies([*units, one_alike, all_alike])) == {("U05", "Y")}


def test_a_unit_that_copies_last_years_report_is_told_apart_from_copies_between_units() -> None:
    """Its own report or another unit's; reports of last year are not compared with each other."""
    last = [source("A", OWN, last_year=True, year=2024), source("B", OWN, last_year=True, year=2024)]

    report = find_copies([*others(), source("A", OWN), *last])

    assert {(pair.kind, pair.here.code, pair.there.code, pair.there.year) for pair in report.pairs} == {
        ("last_year", "A", "A", 2024),
        ("last_year", "A", "B", 2024),
    }
    assert report.last_reports == 2


def test_the_same_report_of_this_year_is_not_last_years() -> None:
    """Someone names this year's folder as last year's: a unit is no copy of itself."""
    assert not find_copies([*others(), source("A", OWN), source("A", OWN, last_year=True)]).pairs


def test_two_forms_of_one_unit_may_say_the_same() -> None:
    """Projects of one union share its words."""
    one, two = source("A", OWN), source("A", OWN)
    two = two._replace(side=two.side.model_copy(update={"key": "A2", "project": "帮扶项目"}))

    assert not find_copies([*others(), one, two]).pairs


def test_duties_are_nobodys_own_words_and_short_texts_neither() -> None:
    """职能 come from regulations; 按时完成 says nothing."""
    submission = Submission.model_validate({
        "rubric": "r",
        "year": 2025,
        "unit": {"name": "甲工会", "duties": [OWN], "objectives": ["按时完成"]},
        "tasks": [{"title": "一", "result": f"{OWN}；按时完成。"}],
        "notes": {"problems": [{"text": "人手少", "cause": PHRASE}]},
    })

    assert [(one.section, one.place, one.text) for one in own_sentences(submission)] == [
        ("工作完成情况", "工作任务第1项 一", OWN),
        ("问题和原因", "第1个问题的原因", PHRASE),
    ]


def test_the_order_of_units_changes_which_is_named_first_and_nothing_else() -> None:
    """Hashes are the same on every machine, ties are broken by name."""
    sources, _ = made(40, seed=11, copies=14)

    def told(units: Iterable[Source]) -> set[frozenset[str]]:
        return {frozenset(pair) for pair in pairs(find_copies(units))}

    assert find_copies(sources) == find_copies(list(sources))
    assert told(sources) == told(reversed(sources))


def test_candidates_do_not_grow_with_what_everybody_says() -> None:
    """A hundred unions with one phrase give no pair to look at: time stays linear."""
    with CopyIndex() as index:
        for one in others(100):
            index.add(one)

        assert index.candidates() == []


def test_few_units_cannot_tell_templates_and_that_is_said() -> None:
    """Three unions with one phrase: listed, with the advice to look at each."""
    report = find_copies(others(3))

    assert len(report.pairs) == 3
    assert any("分不出" in note for note in report.notes)


def test_the_sheet_lists_pairs_and_no_text_becomes_a_formula() -> None:
    """A sentence that begins with = stays a sentence."""
    evil = "=HYPERLINK(1)" + OWN
    report = find_copies([*others(), source("A", evil), source("B", evil)])

    book = openpyxl.load_workbook(BytesIO(render_copies_book(report)))

    rows = list(book["雷同"].iter_rows(values_only=True))
    assert rows[1][1:4] == ("A工会", "B工会", "单位之间")
    assert evil in rows[1]
    assert {cell.data_type for row in book["雷同"].iter_rows(min_row=2, max_row=2) for cell in row} <= {
        "s",
        "n",
    }
    assert next(iter(book["常用语"].iter_rows(min_row=2, values_only=True)))[1:] == (PHRASE, 20)


def test_a_sheet_without_pairs_says_so() -> None:
    """Leaders see that it was looked for."""
    book = openpyxl.load_workbook(BytesIO(render_copies_book(find_copies(others()))))

    told = [str(cell) for row in book["雷同"].iter_rows(values_only=True) for cell in row if cell]
    assert "比对了 20 个单位填写的文字，没有发现雷同" in told


def test_sentences_are_cut_at_stops_and_semicolons() -> None:
    """A copied half of a paragraph is found as such."""
    found = [one.text.rstrip("。；") for one in cut("s", "p", f"{OWN}；{PHRASE}。{OWN}")]

    assert found == [OWN, PHRASE, OWN]


# ---- a run's folder ----


def a_run(out: Path, *units: tuple[str, str], year: int = 2025) -> Path:
    """The output folder of a run whose units did one thing each, told in these words."""
    with Ledger(ledger_path(out)) as ledger:
        ledger.register([item(f"{code}工会", code) for code, _ in units])
        for row, (code, words) in zip(list(ledger.rows()), units, strict=True):
            told = {
                "rubric": RUBRIC,
                "year": year,
                "unit": {"name": f"{code}工会", "code": code},
                "tasks": [{"title": "重点工作", "result": words}],
            }
            submission = Submission.model_validate(told).model_dump(mode="json")
            draft = {
                "format": "ziping/draft/1",
                "unit": f"{code}工会",
                "year": year,
                "rubric": RUBRIC,
                "title": "报告",
                "sections": [],
                "signatory": "",
                "date": "",
                "submission": submission,
            }
            (out / row.folder).mkdir()
            (out / row.folder / "draft.json").write_text(json.dumps(draft), encoding="utf-8")
            ledger.finish(Outcome(row.item.key, _result(row, year)), "basis")
    return out


def _result(row: Row, year: int) -> UnitResult:
    return UnitResult(
        key=row.item.key,
        name=row.item.name,
        code=row.item.code,
        year=year,
        rubric=RUBRIC,
        folder=row.folder,
        files={"draft": "draft.json"},
        total_score=Decimal(1),
        max_score=Decimal(1),
        status="final",
        proven=Decimal(1),
        asserted=Decimal(0),
        pending=Decimal(0),
    )


def words(count: int) -> list[tuple[str, str]]:
    return [(f"U{at:02}", one.sentences[1].text) for at, one in enumerate(others(count))]


def copies(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["batch", "copies", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


def test_the_command_finds_copies_in_a_finished_run_and_exits_with_3(tmp_path: Path) -> None:
    """Pairs on the screen, in 雷同.xlsx and in 雷同.json."""
    out = a_run(tmp_path / "out", *words(6), ("A", OWN), ("B", OWN))

    code, said = copies(out)

    assert code == 3
    assert "比对了 8 个单位，有 1 对雷同" in said
    assert "A工会 和 B工会：1 句" in said
    report = json.loads((out / "雷同.json").read_text(encoding="utf-8"))
    assert report["format"] == "ziping/batch-copies/1"
    assert report["pairs"][0]["sentences"][0]["similarity"] == "100.0"
    assert (out / "雷同.xlsx").is_file()


def test_last_years_run_is_compared_as_well(tmp_path: Path) -> None:
    """--last-year: the folder of last year's run; its unit's words of then stand in this year's form."""
    last = a_run(tmp_path / "last", *words(6), ("A", OWN), year=2024)
    out = a_run(tmp_path / "out", ("A", OWN), ("B", PHRASE))

    code, said = copies(out, "--last-year", last)

    assert code == 3
    assert "A工会 和 A工会（上年报告）：1 句" in said
    assert "1 份上年报告" in said


def test_last_years_reports_may_be_any_documents(tmp_path: Path) -> None:
    """A Markdown report named after its unit: every sentence of its text counts."""
    out = a_run(tmp_path / "out", *words(6), ("A", OWN))
    (tmp_path / "last").mkdir()
    (tmp_path / "last" / "A工会.md").write_text(
        f"# A工会2024年度自评报告\n\n## 一、主要工作\n\n{OWN}。\n", encoding="utf-8"
    )

    code, said = copies(out, "--last-year", tmp_path / "last", "--json")

    (pair,) = json.loads(said[: said.rindex("}") + 1])["pairs"]
    assert code == 3
    assert (pair["kind"], pair["there"]["year"]) == ("last_year", 2024)


def test_a_draft_that_cannot_be_read_is_told_and_the_others_are_compared(tmp_path: Path) -> None:
    """Damaged, without a submission, gone: named, never a traceback."""
    out = a_run(tmp_path / "out", *words(3), ("A", OWN), ("B", OWN))
    drafts = sorted(out.glob("U*/draft.json"))
    drafts[0].write_text("{", encoding="utf-8")
    drafts[1].write_text('{"submission": {"year": "x"}}', encoding="utf-8")
    drafts[2].unlink()

    code, said = copies(out)

    assert code == 3
    assert "有 3 份没有读出来，没有比对：U00工会、U01工会、U02工会" in said


def test_a_run_without_copies_exits_with_0(tmp_path: Path) -> None:
    """Nothing found is said as such."""
    code, said = copies(a_run(tmp_path / "out", *words(6)))

    assert (code, "没有发现雷同" in said) == (0, True)


def test_the_summary_of_a_run_has_the_sheets_and_one_without_copies_has_not(tmp_path: Path) -> None:
    """汇总.xlsx with 雷同 and 常用语, 雷同.json beside it; --no-copies leaves both out."""
    with_them = a_run(tmp_path / "with", *words(6), ("A", OWN), ("B", OWN))
    without = a_run(tmp_path / "without", *words(6))
    with Ledger(ledger_path(with_them), read_only=True) as ledger:
        write_summary(with_them, ledger, Folders(), search_copies(with_them, ledger))
    with Ledger(ledger_path(without), read_only=True) as ledger:
        write_summary(without, ledger, Folders())

    book = openpyxl.load_workbook(with_them / "汇总.xlsx")
    assert {"雷同", "常用语"} < set(book.sheetnames)
    assert book["雷同"]["B2"].value == "A工会"
    assert (with_them / "雷同.json").is_file()
    assert "雷同" not in openpyxl.load_workbook(without / "汇总.xlsx").sheetnames
    assert not (without / "雷同.json").exists()
