"""The score workbook: our values in every cell, the same ones after LibreOffice recalculated the formulas."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ziping.domain.quantity import plain, quantize, trim_zeros
from ziping.domain.rubric import IndicatorGroup, IndicatorNode, Rubric
from ziping.domain.scorecard import Scorecard, ScoreLine
from ziping.domain.submission import Submission
from ziping.intake.data_text import LocatedData, read_yaml
from ziping.intake.normalize import normalise
from ziping.intake.raw import RawSubmission
from ziping.intake.rubric_yaml import build_rubric, load_rubric
from ziping.intake.submission_file import read_submission_file
from ziping.render.score_xlsx import render_score_sheet
from ziping.scoring.engine import score_rubric

ROOT = Path(__file__).resolve().parents[2]
PENDING = "待补充"
HOSTILE = '=HYPERLINK("http://x")'

HEAD = """
format: ziping/rubric/1
id: sheet-{name}
title: 示例评分表
scope: department
region: 示例区
valid_years: [2024]
report_family: shenzhen-department
source: {{title: 示例办法, kind: invented}}
"""

KINDS = (
    HEAD.format(name="kinds")
    + """
total: 30
grades: [{id: good, label_zh: 良, at_least: 20}, {id: poor, label_zh: 差, at_least: 0}]
inputs:
  - {id: spent, label_zh: 支出, unit: 万元, min: 0, group: 甲}
  - {id: limit, label_zh: 上限, unit: 万元, min: 0, group: 甲}
  - {id: spent_yuan, label_zh: 支出（元）, unit: 元, min: 0, group: 甲}
  - {id: part_yuan, label_zh: 其中（元）, unit: 元, min: 0, group: 甲}
  - {id: rest_yuan, label_zh: 其余（元）, unit: 元, min: 0, group: 甲}
  - {id: done, label_zh: "=1+1 完成数", unit: 个, min: 0, group: 乙}
  - {id: planned, label_zh: "@计划数", unit: 个, min: 0, group: 乙}
  - {id: rate, label_zh: 填报比率, unit: "%", min: 0, group: 乙}
  - {id: mille, label_zh: 填报千分率, unit: "‰", min: 0, group: 乙}
  - {id: level, label_zh: 档次, type: choice, choices: [A档, a档], group: 丙}
  - {id: other_level, label_zh: 上年档次, type: choice, choices: [A档, a档], group: 丙}
  - {id: signed, label_zh: 是否签字, type: bool, basis: statement, group: 丙}
  - {id: day, label_zh: 完成日期, type: date, group: 丙}
  - {id: due, label_zh: 要求日期, type: date, group: 丙}
metrics:
  - {id: control, label_zh: 控制率, formula: spent / limit}
  - {id: share, label_zh: 占比, formula: done / planned, unit: "‰"}
indicators:
  - id: one
    label_zh: 一级
    max_score: 21
    children:
      - id: two
        label_zh: 二级
        max_score: 12
        children:
          - id: edge
            label_zh: 档次边界
            max_score: 3
            method:
              kind: bands
              value: control
              bands: [{less_than: 90%, score: 3}, {at_least: 90%, at_most: 100%, score: 2}, {more_than: 100%, score: 0}]
          - {id: tie, label_zh: 进位, max_score: 3, method: {kind: proportional, ratio: done / planned}}
          - {id: sums, label_zh: 相等, max_score: 2, method: {kind: all_or_nothing, condition: part_yuan + rest_yuan = spent_yuan}}
          - id: three
            label_zh: 三级组
            max_score: 4
            children:
              - {id: either, label_zh: 任一成立, max_score: 2, method: {kind: all_or_nothing, condition: rate >= 95% or spent > limit}}
              - {id: both, label_zh: 同时成立, max_score: 2, method: {kind: all_or_nothing, condition: rate >= 95% and mille < 4%}}
      - {id: same, label_zh: 文字相同, max_score: 3, method: {kind: attainment, operator: equals, target_type: text, target: other_level, actual: level}}
      - {id: upper, label_zh: 大小写, max_score: 3, method: {kind: attainment, operator: equals, target_type: text, target: "'A档'", actual: level}}
      - {id: dated, label_zh: 按时, max_score: 3, method: {kind: attainment, operator: at_most, target_type: date, target: due, actual: day}}
  - {id: truth, label_zh: 签字, max_score: 4, method: {kind: all_or_nothing, condition: signed}}
  - {id: thousand, label_zh: 千分, max_score: 5, method: {kind: linear_penalty, value: share, rate: "0.5"}}
"""
)
FULL = {
    "spent": "25.65万元",
    "limit": "28.5万元",
    "spent_yuan": "29527802.80元",
    "part_yuan": "3630862.26元",
    "rest_yuan": "25896940.54元",
    "done": "5个",
    "planned": "24个",
    "rate": "94.99%",
    "mille": "39.9‰",
    "level": "a档",
    "other_level": "A档",
    "signed": "是",
    "day": "2024-06-30",
    "due": "2024-06-30",
}

POLICIES = (
    HEAD.format(name="policies")
    + """
total: 40
grades: [{id: good, label_zh: 良, at_least: 36}, {id: fair, label_zh: 中, at_least: 20}]
inputs:
  - {id: a, label_zh: 甲, unit: 个, min: 0, group: 数}
  - {id: b, label_zh: 乙, unit: 个, min: 0, group: 数}
  - {id: cheated, label_zh: 虚列支出笔数, unit: 笔, min: 0, basis: statement, group: 数}
indicators:
  - id: outputs
    label_zh: 产出
    max_score: 24
    children:
      - {id: moved, label_zh: 移走, max_score: 5, method: {kind: proportional, ratio: a / b}, not_applicable: {policy: redistribute}}
      - {id: kept, label_zh: 留下, max_score: 7, method: {kind: proportional, ratio: a / b}, not_applicable: {policy: redistribute}}
      - id: mixed
        label_zh: 组合
        max_score: 6
        method:
          kind: composite
          manual_deduction: true
          veto: [{condition: cheated > 0, label_zh: 虚列支出}]
          parts:
            - {id: rate, label_zh: 比率, points: 4, method: {kind: proportional, ratio: a / b}}
            - {id: list, label_zh: 制度, points: 2, method: {kind: checklist, items: [{id: rules, label_zh: 有制度, points: 2, partial: 1}]}}
      - {id: gone, label_zh: 不计, max_score: 6, method: {kind: proportional, ratio: a / b}, not_applicable: {policy: exclude}}
  - id: choice
    label_zh: 择一
    max_score: 6
    policy: {kind: either_or}
    children:
      - {id: first, label_zh: 甲式, max_score: 6, method: {kind: proportional, ratio: a / b}}
      - {id: second, label_zh: 乙式, max_score: 6, method: {kind: proportional, ratio: b / b}}
  - {id: judged, label_zh: 评议, max_score: 5, method: {kind: judgement}}
  - {id: bureau, label_zh: 财政评分, max_score: 5, method: {kind: reserved}}
"""
)
POLICY_ANSWERS: dict[str, Any] = {
    "checklists": {"mixed": {"rules": "partial"}},
    "judgements": {
        "judged": {"score": "4.5", "reason": "+好", "evidence": ["-总结"]},
        "mixed": {"deduct": "0.25", "reason": "迟报"},
    },
    "not_applicable": {"moved": "无此工作", "gone": "没有"},
}

TRUNCATING = (
    HEAD.format(name="truncating")
    + """
total: 106
rounding: {places: 2, mode: truncate, parts: false}
inputs:
  - {id: done, label_zh: 完成数, unit: 个, min: 0, group: 数}
  - {id: planned, label_zh: 计划数, unit: 个, min: 0, group: 数}
indicators:
  - {id: cut, label_zh: 截去, max_score: 100, method: {kind: proportional, ratio: done / planned}}
  - id: halves
    label_zh: 两半
    max_score: 6
    method:
      kind: composite
      parts:
        - {id: left, label_zh: 左, points: 3, method: {kind: proportional, ratio: done / planned}}
        - {id: right, label_zh: 右, points: 3, method: {kind: proportional, ratio: done / planned}}
"""
)


class Book(NamedTuple):
    """What a workbook was made from."""

    rubric: Rubric
    submission: Submission
    card: Scorecard
    data: bytes


def small(text: str, inputs: dict[str, str], **answers: Any) -> Book:
    """A small rubric with its submission, scored and rendered."""
    rubric = build_rubric(read_yaml(text, "x.yaml"))
    data = {
        "format": "ziping/submission/1",
        "rubric": rubric.id,
        "year": "2024",
        "unit": {"name": HOSTILE},
        "inputs": inputs,
        **answers,
    }
    raw = RawSubmission("x.yaml", data, located=LocatedData("x.yaml", data))
    return made(rubric, normalise(raw, rubric).submission)


def made(rubric: Rubric, submission: Submission) -> Book:
    card = score_rubric(rubric, submission)
    return Book(rubric, submission, card, render_score_sheet(rubric, submission, card))


def futian(missing: tuple[str, ...] = (), **changes: Any) -> Book:
    """The published 福田 2021 report, less some inputs."""
    rubric = load_rubric("shenzhen-futian-2021-department").rubric
    path = ROOT / "eval" / "reports" / "futian_department_2021" / "submission.yaml"
    whole = normalise(read_submission_file(path), rubric).submission
    inputs = {name: value for name, value in whole.inputs.items() if name not in missing}
    return made(rubric, whole.model_copy(update={"inputs": inputs, **changes}))


def without(inputs: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in inputs.items() if name not in names}


MISSING = ("procurement_plan", "three_public_actual", "satisfaction_score", "managed_fund_rated_poor")


def books() -> dict[str, Book]:
    """Every case that is opened and recalculated."""
    return {
        "futian": futian(),
        "futian_pending": futian(MISSING),
        "futian_not_applicable": futian(not_applicable={"budget_disclosure": "涉密单位"}),
        "kinds": small(KINDS, FULL),
        "kinds_undecided": small(KINDS, without(FULL, "limit", "mille", "signed", "due", "other_level")),
        "kinds_decided": small(KINDS, {**without(FULL, "spent", "mille"), "rate": "95%"}),
        "kinds_empty": small(KINDS, {}),
        "kinds_by_zero": small(KINDS, {**FULL, "planned": "0个", "limit": "0万元"}),
        "policies": small(POLICIES, {"a": "5个", "b": "8个", "cheated": "0笔"}, **POLICY_ANSWERS),
        "policies_vetoed": small(POLICIES, {"a": "5个", "b": "8个", "cheated": "1笔"}, **POLICY_ANSWERS),
        "policies_pending": small(POLICIES, {"a": "5个", "b": "8个"}, checklists={}, judgements={}),
        "truncating": small(TRUNCATING, {"done": "57个", "planned": "100个"}),
    }


@pytest.fixture(scope="module")
def made_books() -> dict[str, Book]:
    return books()


def opened(data: bytes, *, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def expected_table(book: Book) -> list[str]:
    """得分 of the 评分表 from top to bottom: leaves, sub-totals, totals, the grand total, the grade."""
    card = book.card
    scores = list(_walk(book.rubric.indicators, book, 1))
    excluded = any(_out(line) for line in card.lines)
    counted = sum((line.score or Decimal(0) for line in card.lines if not line.reserved), Decimal(0))
    scores += [plain(trim_zeros(counted))] if excluded else []
    scores.append(plain(card.total_score))
    scores += [""] if card.reserved else []
    later = "待补充后评定" if card.status == "pending" else "—"
    return scores + ([card.grade or later] if book.rubric.grades else [])


def _out(line: ScoreLine) -> bool:
    return line.status == "not_applicable" and line.score == 0 and line.max_score > 0


def _walk(nodes: tuple[IndicatorNode, ...], book: Book, level: int) -> Iterator[str]:
    groups = {group.id: group for group in book.card.groups}
    for node in nodes:
        if isinstance(node, IndicatorGroup):
            yield from _walk(node.children, book, level + 1)
            if level < 3:
                yield plain(groups[node.id].score)
        else:
            line = book.card.line(node.id)
            yield "" if line.reserved else _told(line.score)


def _told(score: Decimal | None) -> str:
    return PENDING if score is None else plain(score)


def shown(value: object, places: int = 2) -> str:
    """A cell as printed; binary noise is cut off before the one rounding."""
    if isinstance(value, (int, float)):
        return plain(trim_zeros(quantize(quantize(Decimal(repr(value)), 10), places)))
    return "" if value is None else str(value)


def table(workbook: Any) -> list[str]:
    """得分 as the sheet shows it, without the notes below."""
    sheet: Worksheet = workbook["评分表"]
    rows = [row for row in sheet.iter_rows(min_row=4) if not str(row[0].value).startswith(("说明", "\u3000"))]
    return [shown(row[5].value) for row in rows]


def expected_working(book: Book) -> list[str]:
    """结果 of the 计算 sheet: metrics, then every leaf with its parts."""
    metrics = [_told(None if line.value is None else trim_zeros(line.value)) for line in book.card.metrics]
    return metrics + [text for line in book.card.lines for text in _with_parts(line)]


def _with_parts(line: ScoreLine) -> list[str]:
    if line.status == "not_applicable":
        return [_told(line.score)]
    own = "评审部门评分" if line.reserved else _told(line.score)
    return [own, *(_told(part.score) for part in line.parts)]


def working(book: Book, workbook: Any) -> list[str]:
    rows = [row for row in workbook["计算"].iter_rows(min_row=4) if row[3].value]
    places = {line.label: line for line in book.card.metrics}
    return [_metric_or_score(row, places) for row in rows]


def _metric_or_score(row: Any, metrics: dict[str, Any]) -> str:
    metric, value = metrics.get(row[0].value), row[2].value
    if metric is None or not isinstance(value, (int, float)) or row[3].value == "分":
        return shown(value)
    printed = value * 100 if metric.unit == "%" else value
    return shown(printed, max(-metric.value.as_tuple().exponent, 0))


def sums(workbook: Any) -> list[str]:
    """数据可证、单位自述、待补充 of the last row of 计算."""
    row = list(workbook["计算"].iter_rows())[-1]
    return [shown(cell.value) for cell in row[5:8]]


def expected_sums(book: Book) -> list[str]:
    return [plain(trim_zeros(points)) for points in (book.card.proven, book.card.asserted, book.card.pending)]


def told_sums(book: Book) -> str:
    proven, asserted, pending = expected_sums(book)
    return f"其中：数据可证 {proven} 分，单位自述 {asserted} 分，待补充 {pending} 分"


def natures(workbook: Any) -> list[str]:
    kinds = {"数据可证", "单位自述", "不适用", PENDING, "评审部门评分"}
    return [row[7].value for row in workbook["评分表"].iter_rows(min_row=4) if row[7].value in kinds]


def expected_natures(book: Book) -> list[str]:
    names = {"scored": "数据可证", "asserted": "单位自述", "not_applicable": "不适用", "pending": PENDING}
    return ["评审部门评分" if line.reserved else names[line.status] for line in book.card.lines]


NAMES = tuple(books())


@pytest.mark.parametrize("name", NAMES)
def test_cached_values_are_ours(name: str, made_books: dict[str, Book]) -> None:
    """A viewer that does not calculate shows the scorecard's scores, sub-totals, totals, metrics and sums."""
    book = made_books[name]

    workbook = opened(book.data)

    assert expected_table(book) == table(workbook)
    assert expected_working(book) == working(book, workbook)
    assert expected_sums(book) == sums(workbook)
    assert expected_natures(book) == natures(workbook)


@pytest.mark.parametrize("name", NAMES)
def test_same_input_gives_same_bytes(name: str, made_books: dict[str, Book]) -> None:
    """No clock and no random order in the workbook."""
    book = made_books[name]

    assert book.data == render_score_sheet(book.rubric, book.submission, book.card)


def test_published_total_stands_in_the_sheet(made_books: dict[str, Book]) -> None:
    """The 福田 2021 report comes to 93.96, of which the sheet says what rests on figures."""
    cells = [
        str(cell.value) for row in opened(made_books["futian"].data)["评分表"].iter_rows() for cell in row
    ]

    assert "93.96" in cells
    assert told_sums(made_books["futian"]) in cells


def test_texts_stay_texts(made_books: dict[str, Book]) -> None:
    """A unit name, label or reason that begins like a formula is written as a text."""
    workbook = opened(made_books["policies"].data, values=False)
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]

    formulas = [cell.value for cell in cells if cell.data_type == "f"]

    assert HOSTILE in {str(cell.value).removeprefix("填报单位：") for cell in cells if cell.data_type == "s"}
    assert [formula for formula in formulas if "HYPERLINK" in formula] == []


def test_long_texts_are_cut(made_books: dict[str, Book]) -> None:
    """A text longer than a cell can hold is cut, not a broken file."""
    book = made_books["policies"]
    longer = book.submission.model_copy(
        update={"unit": book.submission.unit.model_copy(update={"name": "长" * 40_000})}
    )

    workbook = opened(render_score_sheet(book.rubric, longer, book.card))

    assert len(workbook["评分表"]["A2"].value) == 32_767


def test_resolved_input_keeps_what_was_stated(made_books: dict[str, Book]) -> None:
    """Where the unit settled a contradiction, the first value stands in the remark."""
    rows = list(opened(made_books["futian"].data)["输入"].iter_rows(values_only=True))

    row = next(row for row in rows if row[1] == "在用资产")

    assert row[2] == 82.47
    assert row[5].startswith("原填83.03万元，改用现数：")


def test_answers_are_drop_downs(made_books: dict[str, Book]) -> None:
    """Checklist answers and yes/no inputs offer exactly what the rubric knows."""
    sheet = opened(made_books["kinds"].data)["输入"]
    futian_sheet = opened(made_books["futian"].data)["输入"]

    offered = {rule.formula1 for rule in futian_sheet.data_validations.dataValidation if rule.type == "list"}

    assert offered == {'"是,否"', '"达到,部分达到,未达到"', '"达到,未达到"'}
    assert '"A档,a档"' in {rule.formula1 for rule in sheet.data_validations.dataValidation}


def test_rejected_score_is_not_shown_as_given(made_books: dict[str, Book]) -> None:
    """A judged score without a reason counts nothing: its cell is empty and says why."""
    book = small(POLICIES, {"a": "1个", "b": "1个", "cheated": "0笔"}, judgements={"judged": {"score": "5"}})

    row = next(row for row in opened(book.data)["输入"].iter_rows(values_only=True) if row[1] == "评议")

    assert row[2] is None
    assert "没有写理由" in row[5]


def test_prints_on_landscape_a4_with_repeated_heads(made_books: dict[str, Book]) -> None:
    """The score sheet is as wide as an A4 page and repeats its column titles."""
    sheet = opened(made_books["futian"].data)["评分表"]

    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 0), (None, 0)}
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "D4"


# ---- LibreOffice recalculates

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""By default LibreOffice shows the cached values of an xlsx; this profile always calculates."""

CACHED = re.compile(rb"</f><v>[\d.]+</v>")


def planted(data: bytes) -> bytes:
    """The workbook with 1234 as the cached value of every number formula."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, CACHED.sub(b"</f><v>1234</v>", old.read(name)))
    return target.getvalue()


def filled(data: bytes, values: dict[str, float | str]) -> bytes:
    """The workbook after a person typed values beside labels of the 输入 sheet; nothing is cached any more."""
    workbook = opened(data, values=False)
    sheet = workbook["输入"]
    for row in sheet.iter_rows(min_row=4):
        if row[1].value in values:
            row[2].value = values[row[1].value]
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


TYPED: dict[str, float | str] = {
    "政府采购预算金额": 5.2,
    "“三公”经费实际支出": 3.12,
    "公众或服务对象满意度得分": 85.29,
    "主管专项资金绩效评价结果是否为差": "否",
}


@pytest.fixture(scope="module")
def recalculated(made_books: dict[str, Book], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every workbook as LibreOffice calculates it."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("没有找到 soffice：LibreOffice 重算的检查只在装有它的机器上运行")
    folder = tmp_path_factory.mktemp("office")
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    sources = {f"{name}.xlsx": planted(book.data) for name, book in made_books.items()}
    sources["typed.xlsx"] = filled(made_books["futian_pending"].data, TYPED)
    for name, data in sources.items():
        (folder / name).write_bytes(data)
    command = [soffice, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder / "out"), *(str(folder / n) for n in sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name[:-5]: opened((folder / "out" / name).read_bytes()) for name in sources}


@pytest.mark.office
@pytest.mark.parametrize("name", NAMES)
def test_recalculation_gives_our_numbers(
    name: str, made_books: dict[str, Book], recalculated: dict[str, Any]
) -> None:
    """Every cached number was made wrong; LibreOffice computes the scorecard's from the input cells."""
    book, workbook = made_books[name], recalculated[name]

    assert expected_table(book) == table(workbook)
    assert expected_working(book) == working(book, workbook)
    assert expected_sums(book) == sums(workbook)
    assert expected_natures(book) == natures(workbook)
    assert told_sums(book) in {row[6].value for row in workbook["评分表"].iter_rows()}


@pytest.mark.office
def test_filling_the_missing_cells_completes_the_score(
    made_books: dict[str, Book], recalculated: dict[str, Any]
) -> None:
    """Typing the missing figures into the yellow cells gives the score of the complete report."""
    whole, typed = made_books["futian"], recalculated["typed"]

    assert expected_table(whole) == table(typed)
    assert expected_natures(whole) == natures(typed)
    assert expected_sums(whole) == sums(typed)
