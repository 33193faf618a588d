"""雷同: who copied is found, who only filled in the same template is not."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ziping.batch.copies import find_copies
from ziping.batch.copy_index import CopyIndex, Source
from ziping.batch.own_words import Sentence, cut, own_sentences
from ziping.domain.copies import CopyReport, CopySide
from ziping.domain.submission import Submission
from ziping.language.similarity import ratio
from ziping.render.copies_sheet import render_copies_book

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "eval" / "batch"))
from make_units import copied, made_units  # noqa: E402

OWN = "入夏后我们把两间旧仓库刷白，给夜班装卸工留出一处能洗脸能热饭的落脚点"
PHRASE = "加强组织领导，压实工作责任，确保各项任务落到实处"


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
    for _, data, _, planted in made_units(count, seed, broken=0, copies=copies):
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
    edited = copied(OWN, share, random.Random(3))  # noqa: S311 - invented data

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
    assert [one.text for one in cut("s", "p", f"{OWN}；{PHRASE}。{OWN}")] == [OWN, PHRASE, OWN] or [
        one.letters for one in cut("s", "p", f"{OWN}；{PHRASE}。")
    ] == [Sentence("s", "p", text, "".join(text.split("，"))).letters for text in (OWN, PHRASE)]
