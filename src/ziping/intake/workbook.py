"""A filled-in workbook as raw submission data: the same shape a ``submission.yaml`` has, with cells as places.

The rubric is not needed: rows carry ids, and the very hidden meta sheet lists labels and drop-down options.
"""

from __future__ import annotations

from typing import NamedTuple

from python_calamine import CalamineWorkbook

from ziping.domain.many_layout import META_SHEET as MANY_META_SHEET
from ziping.domain.place import Place
from ziping.domain.submission import FORMAT as SUBMISSION_FORMAT
from ziping.domain.workbook_forms import (
    FORMAT,
    GUIDE_SHEET,
    MAX_ROWS,
    META_SHEET,
    NEEDED_SHEETS,
    ROW_FORMS,
    RUBRIC_LABEL,
    SHEETS,
    TABLES,
    OptionKey,
    squeeze,
)
from ziping.errors import UnreadableInputError
from ziping.intake.raw import RawSubmission
from ziping.intake.workbook_cells import CellValue, Collector, Grid
from ziping.intake.workbook_rows import read_rows
from ziping.intake.workbook_second_look import NOTHING, SecondLook, look_again
from ziping.intake.workbook_store import drop_spoiled
from ziping.intake.workbook_tables import read_tables
from ziping.intake.xlsx_open import opened_xlsx

_OPTIONS: dict[str, OptionKey] = {
    "indicator": "indicator",
    "input": "input",
    "check": "check",
    "aspect": "aspect",
}


class Meta(NamedTuple):
    """What the meta sheet says.

    Attributes:
        facts: format, rubric, rubric_sha256, version.
        rows: sheet → row label without white space → row id, for labels only one id has.
        options: drop-down → label without white space → id.
    """

    facts: dict[str, str]
    rows: dict[str, dict[str, str]]
    options: dict[OptionKey, dict[str, str]]


_NO_META = Meta({}, {}, {})


def read_workbook(data: bytes, name: str) -> RawSubmission:
    """The raw submission of a filled-in workbook, with every mistake found on the way.

    Raises:
        UnreadableInputError: not an .xlsx, encrypted, damaged, oversized, a needed sheet or header is missing,
            or made by another format version.
    """
    with opened_xlsx(data, name) as (book, checked):
        return _Reader(book, name, checked.data, second_look=checked.second_look).run()


class _Reader:
    def __init__(self, book: CalamineWorkbook, name: str, data: bytes, *, second_look: bool) -> None:
        self.book = book
        self.name = name
        self.into = Collector()
        self.titles = {title.strip(): title for title in book.sheet_names}
        self.check_sheets()
        self.meta = self.read_meta()
        sheets = tuple(self.titles[sheet] for sheet in SHEETS[1:] if sheet in self.titles)
        self.look: SecondLook = look_again(data, name, sheets) if second_look else NOTHING

    def run(self) -> RawSubmission:
        self.into.data.update(format=SUBMISSION_FORMAT, rubric=self.rubric())
        for form in ROW_FORMS:
            grid = self.grid(form.sheet)
            if grid is not None:
                read_rows(grid, form, self.meta.rows.get(form.sheet, {}), self.into)
        for sheet in dict.fromkeys(form.sheet for form in TABLES):
            grid = self.grid(sheet)
            if grid is not None:
                forms = tuple(form for form in TABLES if form.sheet == sheet)
                read_tables(grid, forms, self.meta.options, self.into)
        drop_spoiled(self.into)
        return RawSubmission(
            file=self.name,
            data=self.into.data,
            places=self.into.places,
            findings=tuple(self.into.findings),
            spoiled=frozenset(self.into.spoiled),
            rubric_sha256=self.meta.facts.get("rubric_sha256", ""),
        )

    def check_sheets(self) -> None:
        if MANY_META_SHEET in self.titles:
            raise UnreadableInputError(
                f"{self.name}：这是多单位填报表（一个单位一行）；请用 ziping batch check 检查、ziping batch run 起草"
            )
        missing = [sheet for sheet in NEEDED_SHEETS if sheet not in self.titles]
        if missing and META_SHEET not in self.titles and len(missing) == len(NEEDED_SHEETS):
            raise UnreadableInputError(
                f"{self.name}：不是填报表（没有“{'”“'.join(missing)}”工作表）；"
                f"请选择用 ziping rubric workbook 生成并填好的填报表"
            )
        if missing:
            raise UnreadableInputError(
                f"{self.name}：缺少工作表“{'”“'.join(missing)}”，不能计分；请从原填报表补回，或把数据复制到新生成的填报表里"
            )

    def grid(self, sheet: str) -> Grid | None:
        title = self.titles.get(sheet)
        if title is None:
            message = f"缺少工作表“{sheet}”，按没有填报处理；如需填报请从原填报表补回"
            self.into.report(
                "missing_sheet", message, Place(file=self.name), severity="warning", stated=sheet
            )
            return None
        page = self.book.get_sheet_by_name(title)
        rows = page.to_python(skip_empty_area=False, nrows=MAX_ROWS)
        return Grid(self.name, title, rows, self.look, page.merged_cell_ranges or ())

    def cells(self, title: str) -> list[list[CellValue]]:
        return self.book.get_sheet_by_name(title).to_python(skip_empty_area=False, nrows=MAX_ROWS)

    def read_meta(self) -> Meta:
        if META_SHEET not in self.titles:
            message = (
                "隐藏的信息表不见了（可能是把工作表复制到了新文件里），按各表里的编号和文字读取，请核对结果"
            )
            self.into.report("missing_meta", message, Place(file=self.name), severity="warning")
            return _NO_META
        meta = _meta(self.cells(self.titles[META_SHEET]))
        written = meta.facts.get("format", "")
        if written != FORMAT:
            raise UnreadableInputError(
                f"{self.name}：填报表的格式版本是 {written!r}，本版本只认 {FORMAT}；请升级 ziping，或重新生成填报表后把数据复制过去"
            )
        return meta

    def rubric(self) -> str:
        """The rubric's id from the meta sheet, else from the guide sheet."""
        known = self.meta.facts.get("rubric", "")
        if known or GUIDE_SHEET not in self.titles:
            return known
        for row in self.cells(self.titles[GUIDE_SHEET]):
            texts = [value.strip() for value in row if isinstance(value, str) and value.strip()]
            if len(texts) > 1 and squeeze(texts[0]) == RUBRIC_LABEL:
                return texts[1]
        return ""


def _meta(rows: list[list[CellValue]]) -> Meta:
    facts: dict[str, str] = {}
    labels: dict[str, list[tuple[str, str]]] = {}
    options: dict[OptionKey, dict[str, str]] = {}
    for cells in rows:
        kind, key, label, name = ([str(value) for value in cells] + ["", "", "", ""])[:4]
        if kind == "fact":
            facts[key] = label
        elif kind == "row":
            labels.setdefault(key, []).append((squeeze(label), name))
        elif kind == "option" and key in _OPTIONS:
            options.setdefault(_OPTIONS[key], {})[squeeze(label)] = name
    return Meta(facts, {sheet: _known(pairs) for sheet, pairs in labels.items()}, options)


def _known(pairs: list[tuple[str, str]]) -> dict[str, str]:
    shared: dict[str, set[str]] = {}
    for label, name in pairs:
        shared.setdefault(label, set()).add(name)
    return {label: next(iter(names)) for label, names in shared.items() if len(names) == 1}
