"""The page of an audit: each finding beside its passage, marked at its words; data is never markup, nothing is fetched."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ziping.domain.audit_report import AuditReport, Dismissed, NotAssessable
from ziping.domain.document import Document, Heading, Paragraph, Table, TableCell
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.errors import RenderError
from ziping.render.audit_html import render_audit
from ziping.render.finding_spots import Piece, Span, Spot, Spots, pieces, span_also, span_in, told, where

HOSTILE = """</script><script>alert("1")</script><img src=x onerror='y'>{{ 7*7 }}&"""
PARAGRAPH = Place(file="a.docx", heading="一、概况 > （一）预算", paragraph=2)
TABLE = Place(file="a.docx", heading="一、概况", table=1)
DOCUMENT = Document(
    "a.docx",
    (
        Heading(1, "一、概况", Place(file="a.docx", paragraph=1)),
        Paragraph("预算执行率为98.58%，另一处是98.85%。", PARAGRAPH),
        Table(
            (TableCell(0, 0, "项目", 2, 1), TableCell(0, 1, "金额"), TableCell(1, 1, "23,292,900.00")),
            2,
            3,
            TABLE,
        ),
    ),
)


def finding(code: str = "total", severity: str = "error", place: Place = PARAGRAPH, **more: str) -> Finding:
    return Finding(code=code, severity=severity, message=more.pop("message", "合计不对"), place=place, **more)  # type: ignore[arg-type]


def page(*findings: Finding, document: Document = DOCUMENT, **more: object) -> str:
    report = AuditReport(document=document.name, findings=findings, **more)  # type: ignore[arg-type]
    return render_audit(document, report, {"total": "表内合计"}).decode("utf-8")


RATE = finding(stated="98.58%", quote="预算执行率为【98.58%】，另一处", expected="98.85%")
CELL = finding(
    place=TABLE.model_copy(update={"row": 2, "column": 2}), stated="23,292,900.00", severity="warning"
)


def test_a_finding_stands_beside_its_passage() -> None:
    """The card is in the row of its paragraph, the words are marked and lead to it."""
    row = page(RATE).split('<div class="row')[2]

    assert '<mark class="error" data-findings="1" tabindex="0">98.58%' in row
    assert 'href="#f1"' in row
    assert 'id="f1"' in row
    assert "98.85%" in row


def test_a_cell_is_marked_in_the_table() -> None:
    """Rows and columns keep their spans; empty places of the grid are cells too."""
    html = page(CELL)

    assert '<td rowspan="2" class="short">项目</td>' in html
    assert re.search(r'<td class="short flagged"><mark class="warning"[^>]*>23,292,900.00', html)
    assert html.count("<td") == 5


def test_what_concerns_the_whole_report_stands_on_top() -> None:
    """A finding without a place, or with one that is nowhere, is not lost."""
    html = page(finding(place=Place(file="a.docx")), finding(place=Place(table=9)))

    assert html.index('class="general"') < html.index('id="f2"') < html.index('id="document"')


def test_what_ran_and_what_did_not_is_told() -> None:
    """Passed, not assessable with the reason, dismissed with the reason."""
    html = page(
        passed=("total",),
        not_assessable=(NotAssessable(check="rate", reason="没有比率"),),
        dismissed=(Dismissed(fingerprint="ab", reason="已核对", message="合计不对"),),
    )

    assert "表内合计</li>" in html
    assert "rate：没有比率" in html
    assert "已核对" in html


class _Links(HTMLParser):
    """Addresses and ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]
        self.scripts += tag == "script"


def test_nothing_is_fetched_and_every_link_arrives() -> None:
    """All addresses are inside the page; ids are unique; the policy lets nothing in."""
    html = page(RATE, CELL, finding(place=Place()))
    parsed = _Links()
    parsed.feed(html)

    assert [link for link in parsed.links if not link.startswith(("#", "data:,"))] == []
    assert {link[1:] for link in parsed.links if link.startswith("#")} <= set(parsed.ids)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert "default-src 'none'" in html


def test_data_is_never_markup() -> None:
    """Hostile words of a report stay words, in text, attributes and the data for the script."""
    place = Place(file=HOSTILE, paragraph=1)
    document = Document(HOSTILE, (Paragraph(HOSTILE, place),))
    hostile = finding(
        HOSTILE, place=place, message=HOSTILE, stated=HOSTILE, quote=f"【{HOSTILE}】", working=HOSTILE
    )
    dismissed = (Dismissed(fingerprint="ab", reason=HOSTILE),)
    html = page(hostile, document=document, dismissed=dismissed)
    parsed = _Links()
    parsed.feed(html)

    assert parsed.scripts == 2
    assert "<img" not in html
    data = re.search(r'id="data">(.*?)</script>', html, re.DOTALL)
    assert data is not None
    assert json.loads(data[1])["dismissed"][0]["reason"] == HOSTILE


def test_the_same_values_give_the_same_page() -> None:
    """No clock, no chance."""
    assert page(RATE, CELL) == page(RATE, CELL)


def test_a_template_of_the_user_is_named_when_it_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "audit.html.j2").write_text("{{ nobody }}", encoding="utf-8")
    report = AuditReport(document="a.docx")

    with pytest.raises(RenderError, match=r"audit/audit\.html\.j2"):
        render_audit(DOCUMENT, report, {}, folders=(tmp_path,))


@pytest.mark.parametrize(
    ("place", "spot"),
    [
        (PARAGRAPH, Spot(1)),
        (Place(paragraph=1), Spot(0)),
        (TABLE.model_copy(update={"row": 2, "column": 1}), Spot(2, (0, 0))),
        (TABLE.model_copy(update={"row": 2, "column": 3}), Spot(2, (1, 2))),
        (TABLE, Spot(2)),
        (Place(), None),
        (Place(table=7), None),
    ],
    ids=["paragraph", "heading", "merged cell", "empty cell", "table", "nowhere", "other table"],
)
def test_places_find_their_block(place: Place, spot: Spot | None) -> None:
    """A covered place of a merged cell is the cell."""
    assert Spots(DOCUMENT).of(finding(place=place)) == spot


def test_a_cell_of_a_workbook_is_found_by_its_name() -> None:
    """``C14`` of a sheet."""
    place = Place(sheet="表")
    document = Document("a.xlsx", (Heading(1, "表", place), Table((TableCell(1, 27, "1"),), 2, 28, place)))

    assert Spots(document).of(finding(place=Place(sheet="表", cell="AB2"))) == Spot(1, (1, 27))


@pytest.mark.parametrize(
    ("text", "quote", "stated", "span"),
    [
        ("5 项，得 5 分", "…得【5】分", "5", Span(6, 7)),
        ("执行率\n98.85 %", "【98.85%】", "98.85%", Span(4, 11)),
        ("合计100", "本年支出合计：【100】", "100", Span(2, 5)),
        ("得5分", "", "5分", Span(1, 3)),
        ("得5分", "【6】", "6", None),
        ("得5分", "", "", None),
    ],
    ids=["by the words around", "spaces", "other words around", "stated", "not there", "nothing"],
)
def test_the_words_of_a_finding_are_found(text: str, quote: str, stated: str, span: Span | None) -> None:
    """By the quote, then by what it marks, then by what is stated; white space does not matter."""
    assert span_in(text, finding(quote=quote, stated=stated)) == span


def test_overlapping_spans_share_their_pieces() -> None:
    """Each piece knows all its findings, and which end with it."""
    cut = pieces("甲乙丙丁", [(1, Span(0, 3)), (2, Span(1, 2))])

    assert cut == [Piece("甲", (1,)), Piece("乙", (1, 2), (2,)), Piece("丙", (1,), (1,)), Piece("丁")]


def test_the_place_is_not_told_twice() -> None:
    """Beside the place the message goes without it; of the headings only the nearest is named."""
    one = finding(message=f"{PARAGRAPH.text}：合计不对")

    assert told(one) == "合计不对"
    assert where(one) == "「（一）预算」第2段"


BOTH = finding(
    stated="98.58%",
    quote="预算执行率为【98.58%】，另一处",
    working="表1第2行第2列：【23,292,900.00】",
    also=(TABLE.model_copy(update={"row": 2, "column": 2}), Place(table=9)),  # type: ignore[arg-type]
)


def test_the_other_place_is_marked_too_and_can_be_jumped_to() -> None:
    """One card with a link; both marks carry its number; a place that is nowhere is told without a link."""
    html = page(BOTH)
    table = html.split('<div class="row')[3]

    assert html.count('<article class="card') == 1
    assert '<a href="#a1-2">「一、概况」表1第2行第2列</a>；表9' in " ".join(
        html.split("另见 ")[1].split("</p>")[0].split()
    )
    assert 'id="a1-2"' in table
    assert re.search(
        r'<mark class="error" data-findings="1"[^>]*>23,292,900.00<sup><a href="#f1">1</a>', table
    )
    assert '<mark class="error" data-findings="1" tabindex="0">98.58%' in html


def test_one_place_named_twice_is_marked_once() -> None:
    """A cell and the finding's own cell are one spot."""
    same = CELL.model_copy(update={"also": (CELL.place,)})

    assert Spots(DOCUMENT).others(same) == ()
    assert Spots(DOCUMENT).others(BOTH) == (Spot(2, (1, 1)),)
    assert page(same).count("<mark") == 1


def test_the_words_of_the_other_place() -> None:
    """Those the working quotes, else what was expected, else nothing."""
    assert span_also("合计 23,292,900.00 元", BOTH) == Span(3, 16)
    assert span_also("一处是98.85%", RATE) == Span(3, 9)
    assert span_also("没有这些字", RATE) is None
