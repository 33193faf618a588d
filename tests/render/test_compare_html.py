"""The page of a comparison: the summary first, every kind of difference with its words, data is never markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.comparison_sample import LAST, place, sample

from ziping.domain.comparison import Comparison, ParagraphPair, ReportSide, TextSpan, WordEdit
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.errors import RenderError
from ziping.render.charts_years import score_years
from ziping.render.compare_html import figure_kind, render_compare, year_names
from ziping.render.compare_html_text import text_groups

HOSTILE = """</script><script>alert("1")</script><img src=x onerror='y'>{{ 7*7 }}&"""
EMPTY = Comparison(this=ReportSide(name="今.docx"), last=ReportSide(name="昨.docx"))


def page(comparison: Comparison | None = None) -> str:
    return render_compare(comparison or sample()).decode("utf-8")


def row(text: str, anchor: str) -> str:
    """The element that begins with an id, up to the next one with an id."""
    return re.split(r'id="[a-z]+[0-9]*"', text.split(f'id="{anchor}"', 1)[1])[0]


def test_the_summary_and_the_picture_stand_first() -> None:
    """Before anything else a person reads the sentences and sees both years."""
    text = page()

    assert text.index("总分 91.25 分，比上年下降 2.25 分") < text.index('id="findings"')
    assert text.index('class="chart score-years"') < text.index('id="findings"')


def test_the_page_is_complete_without_a_script_or_a_network() -> None:
    """No address but those inside the page; the only script and style are the ones whose hash is named."""
    text = page()

    assert not re.findall(r"(?:https?:)?//[a-z]", text)
    assert text.count("<script") == 1
    assert " style=" not in text
    assert "default-src 'none'" in text


def test_data_is_never_markup() -> None:
    """Tags, braces and quotes in a unit's name, a paragraph and a finding stand there as written."""
    hostile = EMPTY.model_copy(
        update={
            "this": ReportSide(name="a.docx", unit=HOSTILE),
            "summary": (HOSTILE,),
            "paragraphs": (ParagraphPair(relation="new", text_this=HOSTILE, heading_this=HOSTILE),),
            "findings": (Finding(code=HOSTILE, severity="note", message=HOSTILE, quote=HOSTILE),),
        }
    )
    text = page(hostile)

    assert "<img" not in text
    assert text.count("<script") == 1
    assert "{{ 7*7 }}" in text


class Tags(HTMLParser):
    """Counts what is opened and not closed."""

    VOID = frozenset(("meta", "link", "input", "br"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        link = given.get("href") or ""
        self.links += [link[1:]] if link.startswith("#") else []
        self.open += [] if tag in self.VOID else [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<rect …/>`` is open and closed at once."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("comparison", [sample(), EMPTY], ids=["full", "empty"])
def test_every_element_is_closed_and_every_link_leads_somewhere(comparison: Comparison) -> None:
    """Also on a page that has nothing to say."""
    tags = Tags()
    tags.feed(page(comparison))

    assert tags.open == []
    assert len(tags.ids) == len(set(tags.ids))
    assert set(tags.links) <= set(tags.ids)


def test_an_edited_paragraph_shows_what_went_and_what_came() -> None:
    """Word by word: struck out on the left, underlined on the right, the rest plain."""
    edited = row(page(), "p3")

    assert "<del>2024</del>年组织竞赛<del>10</del>场" in edited
    assert "<ins>2025</ins>年组织竞赛<ins>12</ins>场" in edited
    assert "改了字句（相同 93.8%）" in edited


def test_words_a_finding_is_about_are_marked_in_the_text() -> None:
    """The figure nobody changed is named where it stands, and leads to the finding."""
    edited = row(page(), "p3")

    assert '<span class="said" title="数字与上年相同">1,500<sup>' in edited
    assert '<a href="#f1">发现 1</a>' in edited


def test_what_did_not_change_is_folded() -> None:
    """Two untouched paragraphs are one line that can be opened."""
    text = page()

    assert "2 段没有改动：本单位依法维护职工合法权益。" in text
    assert 'id="p1"' in text.split('<details class="fold">')[1].split("</details>")[0]


def test_a_paragraph_with_a_finding_is_never_folded() -> None:
    """What must be looked at is in sight although no word of it changed."""
    same = ParagraphPair(
        relation="same",
        text_last="与上年相同。",
        text_this="与上年相同。",
        place_this=place(3),
        spans=(TextSpan(start=0, end=2, code="stale_year"),),
    )
    groups = text_groups([same], {})

    assert not groups[0].folds[0].folded


def test_a_moved_paragraph_says_where_it_stood() -> None:
    """Moved is not rewritten: both years have the words, no mark."""
    moved = row(page(), "p4")

    assert "换了位置，原在“一、基本情况”" in moved
    assert "<ins>" not in moved


def test_pieces_are_cut_where_findings_and_edits_meet() -> None:
    """A finding that reaches over an edit is marked in each piece; no character is lost."""
    pair = ParagraphPair(
        relation="edited",
        text_last="共12场",
        text_this="共计15场",
        edits=(
            WordEdit(kind="equal", start_last=0, end_last=1, start_this=0, end_this=1),
            WordEdit(kind="replace", start_last=1, end_last=3, start_this=1, end_this=4),
            WordEdit(kind="equal", start_last=3, end_last=4, start_this=4, end_this=5),
        ),
        spans=(TextSpan(start=2, end=5, code="carried_figure"),),
    )
    shown = text_groups([pair], {})[0].folds[0].rows[0]

    assert [(p.text, p.mark, bool(p.said)) for p in shown.this] == [
        ("共", "", False),
        ("计", "ins", False),
        ("15", "ins", True),
        ("场", "", True),
    ]
    assert "".join(piece.text for piece in shown.last) == "共12场"


def test_figures_that_nobody_explains_stand_first() -> None:
    """Then the explained ones, small changes, and what did not change."""
    text = page().split('id="figures"')[1]
    order = [text.index(name) for name in ("“三公”经费", "预算执行率", "会员人数", "编制数", "站点服务人次")]

    assert order == sorted(order)
    assert '<span class="tag silent">无说明</span>' in text
    assert "职工之家改造推迟到下年" in text
    assert "上年叫“资金执行进度”" in text


def test_every_figure_has_one_kind() -> None:
    """The kinds a filter asks for."""
    kinds = [figure_kind(figure) for figure in sample().figures]

    assert kinds == ["silent", "explained", "small", "unchanged", "new", "gone"]


def test_a_finding_leads_to_the_row_it_is_about() -> None:
    """A paragraph, a score in a table, or nowhere."""
    text = page()

    assert 'href="#p3">看原文' in row(text, "f1")
    assert 'href="#i1">看原文' in row(text, "f3")
    assert "看原文" not in row(text, "f4")


def test_a_finding_about_last_years_report_says_so() -> None:
    """Its place would otherwise be looked for in this year's."""
    assert "上年报告全文" in row(page(), "f4")


def test_places_of_both_reports_are_told_apart() -> None:
    """Paragraph 9 of last year's report is another paragraph than paragraph 9 of this year's."""
    gone = Finding(code="problem_vanished", severity="warning", message="没有下文", place=place(9, file=LAST))
    text = page(sample().model_copy(update={"findings": (gone,)}))

    assert 'href="#p5">看原文' in row(text, "f1")


def test_the_picture_tells_its_figures_in_words() -> None:
    """For those who cannot see it, and with a dimension only one year has."""
    picture = str(score_years(sample(), "2024年", "2025年"))

    assert "总分：2024年得93.5分，满分100分，2025年得91.25分，满分100分" in picture
    assert "加分项：2024年没有得分，2025年得2分，满分5分" in picture
    assert ">−2.25</text>" in picture


def test_no_picture_without_scores() -> None:
    """Two reports without a score have no empty picture."""
    assert str(score_years(EMPTY, "上年", "本年")) == ""
    assert "score-years" not in page(EMPTY)


@pytest.mark.parametrize(
    ("this", "last", "names"),
    [(2025, 2024, ("2024年", "2025年")), (2025, 2025, ("上年", "本年")), (None, 2024, ("2024年", "本年"))],
)
def test_years_are_called_so_that_they_can_be_told_apart(
    this: int | None, last: int | None, names: tuple[str, str]
) -> None:
    """Two drafts of one year are 上年 and 本年."""
    given = Comparison(this=ReportSide(name="a", year=this), last=ReportSide(name="b", year=last))

    assert year_names(given) == names


def test_the_same_comparison_gives_the_same_bytes() -> None:
    """Nothing in the page depends on the day or the machine."""
    assert render_compare(sample()) == render_compare(sample())


def test_a_replaced_template_with_a_slip_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own page says which name it asks for in vain."""
    monkeypatch.chdir(tmp_path)  # templates of the current folder come before those of the settings
    folder = tmp_path / "compare"
    folder.mkdir()
    (folder / "compare.html.j2").write_text("{{ nothing }}", encoding="utf-8")

    with pytest.raises(RenderError, match="nothing"):
        render_compare(sample(), folders=(tmp_path,))


def test_a_place_is_found_by_line_where_there_is_no_paragraph() -> None:
    """A Markdown heading has only its line."""
    finding = Finding(
        code="stale_year", severity="warning", message="旧年份", place=Place(file="a.md", line=3)
    )
    pair = ParagraphPair(relation="new", text_this="标题", place_this=Place(file="a.md", line=3))

    assert 'href="#p1">看原文' in page(
        EMPTY.model_copy(update={"findings": (finding,), "paragraphs": (pair,)})
    )
