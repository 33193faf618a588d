"""The review page: every marked number finds its fact, nothing of the data is ever markup, nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ziping.domain.draft import (
    Attachment,
    Cell,
    Checked,
    Draft,
    Mark,
    Paragraph,
    Provenance,
    Row,
    Section,
    Table,
)
from ziping.domain.expression.nodes import Arithmetic, Name, number
from ziping.domain.fact import Fact, FactTable
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.scorecard import GroupLine, InputUse, MetricLine, PartLine, Scorecard, ScoreLine
from ziping.errors import RenderError
from ziping.render.charts_svg import Bar, Basis, composition, points_bar, quarters_of, schedule
from ziping.render.review_html import render_review
from ziping.render.review_text import Piece, pieces, split_rows

VOID = {"meta", "link", "input", "col", "br"}
HOSTILE = """</script><script>alert("1")</script> <img src=x onerror='y'> ]]> --> {{ 7*7 }} {% raw %} & "”"""

FACTS = (
    Fact(id="report_year", label="年度", value="2024", unit="年", origin="input"),
    Fact(id="paid", label="全年支出", value="85.00", unit="万元", origin="input", sources=("基础数据!C14",)),
    Fact(
        id="budget", label="全年预算", value="98.84", unit="万元", origin="input", sources=("基础数据!C15",)
    ),
    Fact(
        id="rate",
        label="预算执行率",
        value="86.00",
        exact="85.997571833",
        unit="%",
        year=2024,
        origin="computed",
        formula="85.00 ÷ 98.84 × 100",
        aliases=("执行率",),
    ),
    Fact(id="execution.score", label="预算执行率得分", value="8.6", unit="分", origin="computed"),
    Fact(id="execution.max_score", label="预算执行率分值", value="10", unit="分", origin="computed"),
    Fact(id="hidden", label="没有写进报告的数", value="123456", unit="元", origin="input"),
)
SPENDING = Table(
    id="spending",
    caption="表1　预算支出情况表",
    unit_note="单位：万元",
    widths=(20, 40, 40),
    rows=(
        Row(kind="header", cells=(Cell(text="类别", rows=2), Cell(text="金额", columns=2))),
        Row(kind="header", cells=(Cell(text="预算数"), Cell(text="执行数"))),
        Row(cells=(Cell(text="项目"), Cell(text="98.84", fact="budget", align="right"), Cell(text="待补充"))),
        Row(kind="total", cells=(Cell(text="合计", columns=2), Cell(text="85.00", fact="paid"))),
    ),
)
BODY = Paragraph(
    id="basic.rate",
    text="全年支出85.00万元，预算执行率86.00%，85.00万元已核对。待补充：决算批复文号，另附。",
    marks=(
        Mark(start=4, end=11, fact="paid"),
        Mark(start=17, end=23, fact="rate"),
        Mark(start=24, end=31, fact="paid"),
    ),
)


def draft(*blocks: Paragraph | Table, **more: Any) -> Draft:
    values: dict[str, Any] = {
        "unit": "示例区总工会",
        "year": 2024,
        "rubric": "example-2024-department",
        "title": "示例区总工会2024年度部门整体支出\n绩效自评报告",
        "recipients": ("示例区财政局",),
        "sections": (
            Section(id="1", level=1, heading="一、基本情况", blocks=blocks or (BODY, SPENDING)),
            Section(id="1.1", level=2, heading="（一）主要职能"),
        ),
        "attachments": (Attachment(id="sheet", label="附件1", title="评分表", blocks=(SPENDING,)),),
        "signatory": "示例区总工会",
        "date": "待补充：成文日期",
        "missing": ("成文日期", "决算批复文号"),
    }
    return Draft(**values | more)


def leaf(name: str, label: str, most: str, score: str | None, status: str, **more: Any) -> ScoreLine:
    values: dict[str, Any] = {
        "id": name,
        "label": label,
        "path": ("部门管理", "资金管理", label),
        "max_score": Decimal(most),
        "score": None if score is None else Decimal(score),
        "status": status,
        "formula": "",
        "clause": "按比例得分",
        "tree": number(Fraction(0)),
    }
    return ScoreLine(**values | more)


EXECUTION = leaf(
    "execution",
    "预算执行率",
    "10",
    "8.6",
    "scored",
    formula="85.00 ÷ 98.84 × 10 = 8.6",
    proven=Decimal("8.6"),
    inputs=(InputUse(id="paid", label="全年支出", printed="85.00万元", place="基础数据!C14"),),
    evidence_asked=("决算报表",),
    tree=Name("rate"),
)
DISCLOSURE = leaf(
    "disclosure",
    "预决算公开",
    "5",
    "5",
    "asserted",
    asserted=Decimal(5),
    parts=(
        PartLine(
            id="budget_published",
            label="预算公开",
            points=Decimal(5),
            score=Decimal(5),
            status="asserted",
            formula="达到，得 5",
            tree=number(Fraction(5)),
        ),
    ),
)
SATISFACTION = leaf("satisfaction", "满意度", "5", None, "pending", missing=("满意度得分",))


def card(*lines: ScoreLine, **more: Any) -> Scorecard:
    values: dict[str, Any] = {
        "unit": "示例区总工会",
        "year": 2024,
        "rubric": "example-2024-department",
        "total_score": Decimal("13.6"),
        "max_score": Decimal(20),
        "grade": None,
        "status": "pending",
        "proven": Decimal("8.6"),
        "asserted": Decimal(5),
        "pending": Decimal(5),
        "lines": lines or (EXECUTION, DISCLOSURE, SATISFACTION),
        "groups": (group("management", "部门管理"), group("funds", "部门管理", "资金管理")),
        "metrics": (
            MetricLine(
                id="rate",
                label="预算执行率",
                unit="%",
                value=Decimal("86.00"),
                exact=None,
                formula="85.00 ÷ 98.84 × 100",
                tree=Arithmetic("/", Name("paid"), Name("budget")),
            ),
        ),
        "findings": (),
    }
    return Scorecard(**values | more)


def group(name: str, *path: str) -> GroupLine:
    return GroupLine(
        id=name, label=path[-1], path=path, max_score=Decimal(20), score=Decimal("13.6"), status="pending"
    )


def table(*facts: Fact) -> FactTable:
    return FactTable(unit="示例区总工会", year=2024, facts=facts or FACTS)


def render(report: Draft | None = None, *findings: Finding, scores: Scorecard | None = None) -> str:
    return render_review(report or draft(), table(), scores or card(), findings).decode("utf-8")


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str | None]


class Page(HTMLParser):
    """Elements, text and the first wrong nesting of a page; scripts and styles are kept apart."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        self.open += [tag] if tag not in VOID else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        expected = self.open.pop() if self.open else ""
        self.wrong += [] if expected == tag else [f"</{tag}> closes <{expected}> at {self.getpos()}"]

    def handle_data(self, data: str) -> None:
        self.raw.get(self.open[-1] if self.open else "", self.words).append(data)

    def all(self, name: str) -> list[str]:
        """Values of an attribute wherever it stands."""
        return [
            value or "" for _, attributes in self.elements for key, value in attributes.items() if key == name
        ]

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def island(self) -> dict[str, dict[str, Any]]:
        return dict(json.loads(self.raw["script"][0]))


def test_every_mark_and_marked_cell_becomes_a_link_to_its_fact() -> None:
    """Marks in paragraphs, cells of tables and of annexes carry their fact's id and an anchor that exists."""
    report = render().split('<section id="report">')[1].split('<section id="facts"')[0]

    page = Page(report)

    assert Counter(page.all("data-fact")) == {"paid": 4, "rate": 1, "budget": 2}
    assert '<a class="fact" href="#fact-rate" data-fact="rate">86.00%</a>' in report


def test_every_anchor_leads_somewhere_on_the_page() -> None:
    """Navigation, findings and numbers point only to ids the page has, and no id is there twice."""
    page = Page(render(None, Finding(code="x", severity="note", message="一", subject="execution")))

    targets = {link[1:] for link in page.all("href") if link.startswith("#")}

    assert targets - set(page.all("id")) == set()
    assert [name for name, times in Counter(page.all("id")).items() if times > 1] == []


def test_the_tags_are_properly_nested() -> None:
    """Every element is closed in the order it was opened."""
    page = Page(render(None, Finding(code="x", severity="error", message="一")))

    assert page.wrong == []
    assert page.open == []


def test_nothing_outside_the_file_is_referred_to() -> None:
    """No address, no import, no inline style or handler; links stay on the page."""
    html = render()
    page = Page(html)

    assert re.findall(r"https?://|url\(|@import|\bsrc=|//(?=[a-z])", html) == []
    assert {link[:1] for link in page.all("href")} == {"#", "d"}
    assert [link for link in page.all("href") if link.startswith("d")] == ["data:,"]
    assert [
        key for _, attributes in page.elements for key in attributes if key == "style" or key[:2] == "on"
    ] == []


def test_only_the_shipped_script_and_style_may_run() -> None:
    """The policy forbids everything and names the hashes of the one script and the one style."""
    page = Page(render())
    policy = next(value for value in page.all("content") if value.startswith("default-src"))

    assert policy == (
        f"default-src 'none'; style-src {sha256(page.raw['style'][0])}; script-src {sha256(page.raw['script'][1])};"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )


def sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def test_text_of_the_data_is_never_markup() -> None:
    """Tags, quotes and template syntax in any field stand on the page as typed."""
    report = draft(
        Paragraph(id=HOSTILE, text=HOSTILE, author=HOSTILE),
        Table(
            id="t",
            caption=HOSTILE,
            unit_note=HOSTILE,
            widths=(100,),
            rows=(Row(cells=(Cell(text=HOSTILE),)),),
        ),
        unit=HOSTILE,
        missing=(HOSTILE,),
        signatory=HOSTILE,
        provenance=Provenance(
            ziping=HOSTILE,
            rubric=HOSTILE,
            rubric_hash=HOSTILE,
            input_hash="",
            templates_hash="",
            model=HOSTILE,
        ),
    )
    finding = Finding(
        code="x",
        severity="error",
        message=HOSTILE,
        place=Place(file=HOSTILE),
        quote=HOSTILE,
        suggestion=HOSTILE,
    )
    page = Page(render(report, finding, scores=card(leaf("x", HOSTILE, "5", "1", "scored", reason=HOSTILE))))

    assert page.wrong == []
    assert [tag for tag, _ in page.elements if tag in {"img", "iframe"}] == []
    assert len(page.raw["script"]) == 2
    assert page.text.count(HOSTILE) >= 12


def test_the_data_island_cannot_be_left() -> None:
    """A fact whose label ends the script element stays data and comes back whole."""
    fact = FACTS[3].model_copy(update={"label": HOSTILE, "formula": "a < b & c > d\u2028"})

    html = render_review(draft(), table(fact), card(), ()).decode("utf-8")
    page = Page(html)

    assert len(page.raw["script"]) == 2
    assert page.island["rate"]["label"] == HOSTILE
    assert page.island["rate"]["formula"] == "a < b & c > d\u2028"


def test_a_card_tells_value_exact_value_formula_year_origin_and_sources() -> None:
    """What the reader sees on a number is what the FactTable holds, with units, in Chinese."""
    island = Page(render()).island

    assert island["rate"] == {
        "label": "预算执行率",
        "value": "86.00%",
        "exact": "85.997571833%",
        "formula": "85.00 ÷ 98.84 × 100",
        "year": "2024年",
        "origin": "计算",
        "kind": "computed",
        "sources": [],
        "aliases": ["执行率"],
        "reads": ["paid", "budget"],
    }
    assert island["paid"]["sources"] == ["基础数据!C14"]
    assert island["execution.score"]["reads"] == ["rate"]


def test_only_the_facts_that_are_shown_are_handed_over() -> None:
    """Figures that stand nowhere on the page do not leave the office with it."""
    html = render()

    assert set(Page(html).island) == {"paid", "budget", "rate", "execution.score", "execution.max_score"}
    assert "123456" not in html


def test_a_year_is_printed_without_a_thousands_comma() -> None:
    """The report's year is 2024年, never 2,024年."""
    paragraph = Paragraph(id="p", text="2024年", marks=(Mark(start=0, end=5, fact="report_year"),))

    assert Page(render(draft(paragraph))).island["report_year"]["value"] == "2024年"


def test_a_mark_whose_fact_nobody_knows_is_shown_as_such() -> None:
    """A wrong id is still a link, told apart, and does not break the page."""
    paragraph = Paragraph(id="p", text="共8人", marks=(Mark(start=1, end=3, fact="nobody"),))

    assert '<a class="fact unknown" href="#fact-nobody" data-fact="nobody">8人</a>' in render(
        draft(paragraph)
    )


def test_the_same_values_give_the_same_bytes() -> None:
    """Rendering twice gives one file."""
    assert render() == render()


def test_what_is_missing_is_listed_and_can_be_copied() -> None:
    """The list has every item, where the text asks for it, and a button; the text highlights it up to the comma."""
    html = render()
    asked = html.split('id="missing-list"')[1].split("</ol>")[0]

    assert re.findall(r"<li>([^<]+)", asked) == ["成文日期", "决算批复文号"]
    assert '见：<a class="to" href="#s1">一、基本情况</a>' in asked
    assert 'id="copy" data-copy="missing-list">复制清单</button>' in html
    assert '<mark class="todo">待补充：决算批复文号</mark>，另附。' in html


def test_without_anything_missing_the_page_says_so() -> None:
    """No empty list, no button without use."""
    html = render(draft(missing=()))

    assert "没有待补充的内容" in html
    assert 'id="copy"' not in html


def test_findings_stand_with_the_worst_first() -> None:
    """Errors, warnings, notes; within one severity in the order given; each with place and advice."""
    page = render(
        None,
        Finding(code="a", severity="note", message="甲"),
        Finding(code="b", severity="warning", message="乙"),
        Finding(
            code="c", severity="error", message="丙", place=Place(sheet="基础数据", cell="C14"), stated="1"
        ),
        Finding(code="d", severity="error", message="丁", suggestion="改为2", subject="execution"),
    )

    assert re.findall(r'class="severity">(..)</span>(.)', page) == [
        ("错误", "丙"),
        ("错误", "丁"),
        ("警告", "乙"),
        ("提示", "甲"),
    ]
    assert "<dt>位置</dt><dd>「基础数据」C14</dd>" in page
    assert "<dt>怎么办</dt><dd>改为2</dd>" in page
    assert '<a class="to" href="#i-execution">' in page


def test_merged_cells_keep_their_spans_and_headers() -> None:
    """Spans, header rows in thead, widths by class so that no inline style is needed."""
    html = render(draft(SPENDING, attachments=()))

    assert '<th class="center" rowspan="2" scope="col">类别</th>' in html
    assert '<th class="center" colspan="2" scope="colgroup">金额</th>' in html
    assert '<tr class="total">\n<td class="center" colspan="2">合计</td>' in html
    assert '<col class="w20"><col class="w40"><col class="w40">' in html
    assert "col.w20{width:20%}\ncol.w40{width:40%}" in html


def test_header_rows_whose_cells_reach_into_the_body_stay_with_it() -> None:
    """A span must not cross the border of thead, or the browser cuts it."""
    crossing = SPENDING.model_copy(update={"rows": (SPENDING.rows[0], *SPENDING.rows[2:])})

    assert split_rows(SPENDING).head == SPENDING.rows[:2]
    assert split_rows(crossing).head == ()


def test_a_paragraph_that_failed_the_guard_is_told_apart() -> None:
    """Rejected paragraphs and those a model wrote are visible."""
    html = render(
        draft(BODY, Paragraph(id="x", text="文", author="某模型", attempts=2), rejected=("basic.rate",))
    )

    assert '<p class="text rejected" data-paragraph="basic.rate" id="rejected-1">' in html
    assert '<span class="author">某模型 起草，第2稿</span>' in html


def test_lines_of_the_table_answer_to_their_filters() -> None:
    """扣分, 数据可证, 单位自述 and 待补充 each find their lines; groups stay while one of theirs does."""
    html = render()

    assert '<tr class="leaf proven lost" id="i-execution">' in html
    assert '<tr class="leaf asserted" id="i-disclosure">' in html
    assert '<tr class="leaf pending" id="i-satisfaction">' in html
    assert '<tr class="group level-2 proven lost asserted pending">' in html
    assert re.findall(r'<label for="filter-\w+">(.*?)</label>', html) == [
        "全部 3",
        "扣分 1",
        "数据可证 1",
        "单位自述 1",
        "待补充 1",
    ]


def test_while_points_are_pending_the_total_is_provisional() -> None:
    """A total that leaves something out says so and has no grade."""
    html = render()

    assert "目前得分" in html
    assert '等级 <b class="todo">待补充</b>' in html
    assert "还有 5 分待补充" in html


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({"grade": "良", "status": "final"}, "等级 <b>良</b>"), ({"status": "final"}, "评分办法未设等级")],
)
def test_a_settled_total_has_its_grade_if_the_rubric_knows_any(
    changes: dict[str, Any], expected: str
) -> None:
    """The grade is printed as given; a rubric without grades is not called 待补充."""
    assert expected in render(scores=card(**changes))


def test_text_is_cut_at_marks_and_around_what_is_missing() -> None:
    """Nothing is lost; a mark inside 待补充 is both; of overlapping marks the first counts."""
    marks = (
        Mark(start=0, end=2, fact="a"),
        Mark(start=1, end=3, fact="b"),
        Mark(start=9, end=10, fact="c"),
        Mark(start=20, end=99, fact="d"),
    )

    assert pieces("12人，待补充：第3季度，完", marks) == (
        Piece("12", "a"),
        Piece("人，"),
        Piece("待补充：第", todo=True),
        Piece("3", "c", todo=True),
        Piece("季度", todo=True),
        Piece("，完"),
    )


def test_text_without_marks_is_one_piece_and_no_text_none() -> None:
    """The plain cases stay plain."""
    assert pieces("全年") == (Piece("全年"),)
    assert pieces("") == ()


def quarter(n: int, name: str, value: str, unit: str = "万元") -> dict[str, Fact]:
    fact = Fact(id=f"{name}_q{n}", label=f"{name}{n}", value=value, unit=unit, origin="input")
    return {fact.id: fact}


def test_the_schedule_chart_shows_what_is_known_of_each_quarter() -> None:
    """Figures stand as text with their facts; a quarter without figures says 待补充."""
    facts = quarter(1, "cumulative_expenditure", "2156.00") | quarter(1, "schedule", "738.20")
    svg = schedule(quarters_of(facts))

    assert '<text class="score" x="332" y="39" data-fact="schedule_q1">738.20</text>' in svg
    assert 'data-fact="cumulative_expenditure_q1">2,156.00</text>' in svg
    assert svg.count("待补充</text>") == 10
    assert "第一季度：cumulative_expenditure12,156.00万元，schedule1738.20万元；第二季度：待补充" in svg


def test_without_comparable_quarters_there_is_no_schedule_chart() -> None:
    """Only spending, or two units, cannot be compared; the page leaves the chart out."""
    spending = quarter(1, "cumulative_expenditure", "2156.00")

    assert quarters_of(spending) == ()
    assert quarters_of(spending | quarter(1, "schedule", "7382000", "元")) == ()
    assert "预算执行序时" not in render()


def shares(proven: str, lost: str = "0") -> dict[Basis, Decimal]:
    return {"proven": Decimal(proven), "asserted": Decimal(0), "pending": Decimal(0), "lost": Decimal(lost)}


def test_a_tiny_loss_is_still_seen_and_the_bar_keeps_its_length() -> None:
    """0.01 of 20 points gets three units of width, taken from the widest segment."""
    svg = points_bar({
        "proven": Decimal("19.99"),
        "asserted": Decimal(0),
        "pending": Decimal(0),
        "lost": Decimal("0.01"),
    })

    assert '<rect class="proven" x="0" y="0" width="997" height="20"/>' in svg
    assert '<rect class="lost" x="997" y="0" width="3" height="20"/>' in svg


def test_the_composition_chart_escapes_and_shortens_labels() -> None:
    """A long label is cut in the picture and whole in its title."""
    svg = composition((Bar("<b>一二三四五六七八九", 1, "1", "1", shares("1")),))

    assert ">&lt;b&gt;一二三四…</text>" in svg
    assert "<title>&lt;b&gt;一二三四五六七八九：" in svg


def test_a_group_without_points_has_an_empty_bar() -> None:
    """Nothing to show is no division by zero."""
    svg = points_bar(shares("0"))

    assert '<rect class="empty" x="0" y="0" width="1000" height="20"/>' in svg


@pytest.fixture
def replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for a user's own review templates, where the working folder has none."""
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "own" / "review"
    own.mkdir(parents=True)
    return own


def test_a_user_may_replace_a_template(replaced: Path) -> None:
    """A file in the settings' folder is used instead of the shipped one; CRLF does not break its hash."""
    (replaced / "review.css").write_bytes(b"body {\r\n  color: #123456;\r\n}\r\n")

    page = Page(render_review(draft(), table(), card(), (), folders=(replaced.parent,)).decode("utf-8"))

    assert page.raw["style"][0].startswith("body {\n  color: #123456;\n}\n")
    assert any(sha256(page.raw["style"][0]) in content for content in page.all("content"))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("overview.html.j2", "\n{% if %}", "review/overview.html.j2 第 2 行"),
        ("overview.html.j2", "{{ nothing_of_that_name }}", "nothing_of_that_name"),
        ("overview.html.j2", "{{ ''.__class__.__mro__ }}", "unsafe"),
        ("review.css", "</style><b>", "review/review.css"),
        ("review.js", "'</SCRIPT>'", "review/review.js"),
    ],
)
def test_a_replaced_template_that_cannot_be_used_is_told(
    replaced: Path, name: str, text: str, told: str
) -> None:
    """The message names the file; nothing unsafe is run and no page is written."""
    (replaced / name).write_text(text, encoding="utf-8")

    with pytest.raises(RenderError, match=re.escape(told)):
        render_review(draft(), table(), card(), (), folders=(replaced.parent,))


@pytest.mark.parametrize(
    ("outcome", "words", "look"),
    [
        (Checked(verdict="accept", bound=12), "校验：全部 12 处数字均有出处", "passed"),
        (Checked(verdict="reject", bound=9, violations=2), "<b>2 处未通过</b>，没有写进报告", "failed"),
        (Checked(verdict="accept", bound=9, unbound=1), "校验：9 处数字有出处，1 处没有对上数据", "loose"),
        (None, "未经数字校验", "unknown-check"),
    ],
    ids=["passed", "failed", "unbound", "unchecked"],
)
def test_the_outcome_of_the_check_stands_at_the_top_and_over_the_report(
    outcome: Checked | None, words: str, look: str
) -> None:
    """A reader sees at once whether every figure has a source."""
    html = render(draft(checked=outcome))

    assert html.count(words) == 2
    assert html.count(f'<p class="checked {look}">') == 2


def test_a_rejected_text_is_led_to_from_its_finding() -> None:
    """Paragraph and cell; the finding tells the reason."""
    findings = (
        Finding(code="wrong_value", severity="error", message="本段未通过校验", subject="basic.rate"),
        Finding(code="wrong_value", severity="error", message="未通过校验", subject="spending#r4c2"),
    )
    html = render(draft(rejected=("basic.rate", "spending#r4c2")), *findings)

    assert '<a class="to" href="#rejected-1">看报告里的这一处</a>' in html
    assert '<td class="center rejected-cell" id="rejected-2">' in html
    assert "2</b>段（格）未过校验" in html


def test_a_figure_worked_out_has_a_card_that_leads_to_its_facts() -> None:
    """The difference of two facts is neither of them."""
    body = Paragraph(
        id="basic.rate",
        text="结余13.84万元。",
        marks=(Mark(start=2, end=9, fact="budget", terms=("budget", "paid")),),
    )
    html = render(draft(body))
    cards = json.loads(re.search(r'id="facts-data">(.*?)</script>', html)[1])  # type: ignore[index]

    assert 'data-fact="worked-1">13.84万元</a>' in html
    assert cards["worked-1"]["value"] == "13.84万元"
    assert cards["worked-1"]["reads"] == ["budget", "paid"]
