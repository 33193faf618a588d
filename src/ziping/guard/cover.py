"""A whole draft: every text of it against the facts, and what a report must not leave out.

Coverage: every indicator that lost points is addressed in 存在问题, every problem has its measure in the same order,
no section is empty, and nothing of a template is left over. ``待补充：…`` is legal.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ziping.domain.document import Table as DocumentTable
from ziping.domain.document import TableCell
from ziping.domain.draft import Draft, Paragraph, Section, Table
from ziping.domain.draft_grid import slots
from ziping.domain.draft_texts import cell_address, parts
from ziping.domain.fact import FactTable
from ziping.domain.guard_report import GuardReport, Violation, ViolationCode, report
from ziping.domain.quantity import plain, trim_zeros
from ziping.domain.scorecard import Scorecard, ScoreLine
from ziping.guard.cells import CellText, cell_texts, check_cell, unit_noted
from ziping.guard.check import Guard
from ziping.guard.prose import check_prose
from ziping.guard.unbound import Unbound, unbound
from ziping.language.assertions.evidence import Evidence
from ziping.language.labels import clean_text
from ziping.language.leftovers import LEFT_OVER

COVERAGE = frozenset(("uncovered_deduction", "unpaired_problem"))
"""Codes that say what a draft lacks; no text of it is wrong."""

_PROBLEMS, _MEASURES = ("存在问题", "存在的问题", "主要问题"), ("改进措施", "整改措施", "下一步")
_ITEM = re.compile("^[（(]?([一二三四五六七八九十]{1,3}|[0-9]{1,2})[）).、是]")
_WORDS = re.compile(r"\W")
_COUNT = re.compile("[0-9]{1,3}")
"""A running number in its own column; other cells that quote a rule must quote one of the scorecard's."""


class DraftCheck(NamedTuple):
    """What the guard found in a draft.

    Attributes:
        report: every violation and binding, ``where`` each stands.
        unbound: figures that no fact has and nothing speaks against.
    """

    report: GuardReport
    unbound: tuple[Unbound, ...]


def check_draft(
    draft: Draft, facts: FactTable, scorecard: Scorecard | None = None, evidence: Evidence | None = None
) -> GuardReport:
    """Checks every text and table cell of a draft, then what it covers.

    Args:
        draft: the report as values.
        facts: all it may say.
        scorecard: with it, every indicator that lost points must be addressed.
        evidence: with it, a model's claims need support, and style is looked at.
    """
    return look_over(draft, Guard(facts), scorecard, evidence).report


def look_over(
    draft: Draft, guard: Guard, scorecard: Scorecard | None = None, evidence: Evidence | None = None
) -> DraftCheck:
    """As ``check_draft``, with a guard that is ready, and with the figures nothing is known about."""
    cells: dict[str, deque[CellText | None]] = {}  # a table may stand in a draft twice
    for table, name in _tables(draft):
        for where, cell in _told_cells(table, name):
            cells.setdefault(where, deque()).append(cell)
    rules = frozenset(_WORDS.sub("", line.clause) for line in scorecard.lines) if scorecard else frozenset()
    reports: list[GuardReport] = []
    loose: list[Unbound] = []
    for part in parts(draft):
        told = cells[part.where].popleft() if part.kind == "cell" else None
        if not part.text or (part.kind == "cell" and _WORDS.sub("", part.text) in rules):
            continue
        if told is not None:
            found = check_cell(guard, told, part.where)
        elif part.kind == "cell" and _COUNT.fullmatch(part.text):
            continue
        else:
            found = guard.check(part.text, part.where)
        reports.append(report((*found.violations, *left_over(part.text, part.where)), found.bindings))
        loose += unbound(part.text, found, part.where)
    lacks = [*_empty(draft.sections), *_paired(draft)]
    if scorecard is not None:
        lacks += _covered(draft, scorecard)
    violations = [violation for one in reports for violation in one.violations]
    if evidence is not None:
        lacks += check_prose(draft, evidence, violations)
    bindings = (binding for one in reports for binding in one.bindings)
    return DraftCheck(report((*violations, *lacks), tuple(bindings)), tuple(loose))


def _tables(draft: Draft) -> Iterator[tuple[Table, str]]:
    """Every table with the name a total speaks of."""
    blocks = [(section.heading, section.blocks) for section in draft.sections]
    blocks += [(annex.title, annex.blocks) for annex in draft.attachments]
    for heading, inner in blocks:
        for block in inner:
            if isinstance(block, Table):
                yield block, block.caption or heading


def _told_cells(table: Table, name: str) -> Iterator[tuple[str, CellText | None]]:
    """Every cell in order by address; None for one that is not checked."""
    addresses: dict[TableCell, str] = {}
    heads = set()
    for number, (row, placed) in enumerate(slots(table)):
        if row.kind == "header":
            heads.add(number)
        begun = (slot for slot in placed if slot.cell is not None)
        for place, (slot, cell) in enumerate(zip(begun, row.cells, strict=True), start=1):
            at = TableCell(number, slot.column, cell.text, cell.rows, cell.columns)
            addresses[at] = cell_address(table.id, number + 1, place)
    grid = DocumentTable(tuple(addresses), len(table.rows), len(table.widths))
    told = {item.cell: item for item in cell_texts(grid, heads, unit_noted(table.unit_note), name)}
    yield from ((where, told.get(cell)) for cell, where in addresses.items())


def left_over(text: str, where: str = "") -> Iterator[Violation]:
    """Places of a template that nobody filled in."""
    for match in LEFT_OVER.finditer(text):
        message = f"“{match[0]}”是模板里没有填的地方，请补上内容，暂时没有的写“待补充：……”"
        yield _violation("placeholder", where, message, (match.start(), match.end()), match[0])


def _violation(
    code: ViolationCode, where: str, message: str, span: tuple[int, int] = (0, 0), surface: str = ""
) -> Violation:
    return Violation(code=code, start=span[0], end=span[1], surface=surface, message=message, where=where)


def _empty(sections: Sequence[Section]) -> Iterator[Violation]:
    """A heading with neither text nor deeper headings under it."""
    for index, section in enumerate(sections):
        following = sections[index + 1] if index + 1 < len(sections) else None
        filled = any(
            block.rows if isinstance(block, Table) else block.text.strip() for block in section.blocks
        )
        if not filled and (following is None or following.level <= section.level):
            message = f"“{section.heading}”下面没有内容，请补写，暂时没有的写“待补充：……”"
            yield _violation("placeholder", section.id, message, (0, len(section.heading)), section.heading)


def _problem_paragraphs(draft: Draft) -> list[Paragraph]:
    """The paragraphs under 存在问题, those of deeper headings included."""
    found: list[Paragraph] = []
    level = 0
    for section in draft.sections:
        if _tells_problems(section):
            level = section.level
        elif level and section.level <= level:
            level = 0
        if level:
            found += [block for block in section.blocks if isinstance(block, Paragraph)]
    return found


def _problem_section(draft: Draft) -> str:
    """Id of the section of problems, ``problems`` when there is none."""
    found = (section.id for section in draft.sections if _tells_problems(section))
    return next(found, "problems")


def _tells_problems(section: Section) -> bool:
    return section.id == "problems" or any(words in section.heading for words in _PROBLEMS)


def _covered(draft: Draft, scorecard: Scorecard) -> Iterator[Violation]:
    """Every indicator that lost points is named under 存在问题."""
    paragraphs = _problem_paragraphs(draft)
    text = clean_text("\n".join(paragraph.text for paragraph in paragraphs))
    for line in scorecard.lines:
        if not line.lost or line.reserved or _names(text, line):
            continue
        lost = plain(trim_zeros(line.lost))
        message = f"“{line.label}”扣了{lost}分，但“存在问题”里没有说到，请写明差在哪里、为什么"
        item = _violation("uncovered_deduction", _problem_section(draft), message)
        yield item.model_copy(update={"nearest": f"{line.id}.lost_points"})


def _names(text: str, line: ScoreLine) -> bool:
    return clean_text(line.label) in text


def _paired(draft: Draft) -> Iterator[Violation]:
    """Numbered problems and numbered measures go together one by one, in the same order."""
    problems, measures = _numbered(draft)
    if not problems or not measures:
        if problems and not _measures_elsewhere(draft):
            yield _violation(
                "unpaired_problem", problems[0].id, "写了存在问题，没有写改进措施，请逐条对应补写"
            )
        return
    for index, problem in enumerate(problems):
        if index >= len(measures):
            message = f"第{index + 1}个问题没有对应的改进措施，请按同样的顺序补写"
            yield _violation("unpaired_problem", problem.id, message)
        elif not _same_subject(problem, measures[index]):
            message = f"第{index + 1}条改进措施与第{index + 1}个问题说的不是一件事，请按同样的顺序一一对应"
            yield _violation("unpaired_problem", measures[index].id, message)
    for extra in measures[len(problems) :]:
        yield _violation("unpaired_problem", extra.id, "这条改进措施没有对应的问题，请核对序号和顺序")


def _numbered(draft: Draft) -> tuple[list[Paragraph], list[Paragraph]]:
    """Numbered paragraphs of problems and of measures; a lead with 改进措施 in it, or a heading, parts the two."""
    problems: list[Paragraph] = []
    measures: list[Paragraph] = []
    turned = False
    for paragraph in _problem_paragraphs(draft):
        numbered = _ITEM.match(paragraph.text.strip())
        if not numbered and problems and any(words in paragraph.text[:60] for words in _MEASURES):
            turned = True
        elif numbered:
            (measures if turned else problems).append(paragraph)
    if not turned:
        measures = [
            block
            for section in draft.sections
            if any(words in section.heading for words in _MEASURES)
            and not any(words in section.heading for words in _PROBLEMS)
            for block in section.blocks
            if isinstance(block, Paragraph) and _ITEM.match(block.text.strip())
        ]
    return problems, measures


def _measures_elsewhere(draft: Draft) -> bool:
    """Whether measures are told in running text."""
    return any(
        words in part
        for section in draft.sections
        for part in (
            section.heading,
            *(block.text for block in section.blocks if isinstance(block, Paragraph)),
        )
        for words in _MEASURES
    )


def _same_subject(problem: Paragraph, measure: Paragraph) -> bool:
    """Whether a measure's opening shares two letters in a row with its problem."""
    opening = clean_text(_ITEM.sub("", measure.text.strip()))[:24]
    told = clean_text(problem.text)
    return any(opening[place : place + 2] in told for place in range(len(opening) - 1))
