"""Scores and deductions of sentences that belong together: 其中 parts, 扣……合计, what a table took off, the grade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.audit.arithmetic import added
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.domain.quantity import plain, trim_zeros
from ziping.language.claims.units import SCORE
from ziping.language.labels import clean_text, core
from ziping.language.numerals import parse_chinese_integer
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.grids import Grid
from ziping.language.reports.whole_score import said_grades, whole_rows

_OWN = re.compile(
    "^(?:本|该)?(?:项目|部门|单位|我会|整体|部门整体)?(?:支出)?(?:绩效)?(?:评价)?自评(?:总分|总得分|得分|评分)(?:为|是)?$"
)
_LEAD = re.compile(
    "^(?:综上|因此|经自评|本次|(?:19|20)[0-9]{2}年度?|部门整体支出|本年度?|本单位|我会)+[，,]?"
)
_GOT = re.compile("[，,；;（(](?:本单位|我会)?(?:自评|实际|综合)?得")
"""What follows full marks: 总分100分，自评得95分."""
_EARLIER = re.compile("上年|去年|往年")
_PART_WORDS = re.compile("(?:扣|减|提高|比|目标|满分|每|不低于)")
_TAKEN = re.compile("扣(?:了|分|减)?$")
_TAKEN_ALL = re.compile("(?:合计|共计?|总共|总计|累计)扣(?:了|分|减)?$")
_FIRST_ONES = re.compile("前(?P<count>[两二三四五六七八九])[项个]")
_HEAD_OF_LIST = re.compile("^[：:]")
_EACH = re.compile("每|凡|[≥≤<>＞＜]|酌情")
_NEAR: Final = 10
PASS: Final = 60
FULL_MARKS: Final = 100
_NEARLY: Final = 20
"""Parts that miss a total by less than one part in so many were meant to make it."""
_NAME: Final = 4
"""Fewest letters of an indicator's name that is known again in a sentence."""
_GRADE_CELL = re.compile("(?:评价|自评|绩效)?(?:等次|等级|档次)")
GRADES: Final = {
    "优": "优",
    "优秀": "优",
    "良": "良",
    "良好": "良",
    "中": "中",
    "中等": "中",
    "合格": "中",
    "差": "差",
    "较差": "差",
}
_BANDS: Final = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
"""Grades of the national rules; other editions write their own, so this is never more than a warning."""


class Whole(NamedTuple):
    """The total score of a report, as said somewhere."""

    value: Decimal
    shown: str
    place: Place
    quote: str


def _own_scores(figures: Figures) -> Iterator[tuple[Passage, Figure]]:
    """Scores in sentences that are the report's own total of this year."""
    for passage in figures.passages:
        for figure in figures.of_passage.get(passage.index, ()):
            label = _LEAD.sub("", clean_text(figure.label))
            label = _LEAD.sub("", label)
            fits = figure.exact and figure.measure.dimension == SCORE and PASS <= figure.value <= FULL_MARKS
            old = _EARLIER.search(figure.label) or _other_year(figures, figure)
            full = figure.value == FULL_MARKS and _GOT.match(passage.text, figure.end)
            if fits and not full and not passage.norm and not passage.cell and _OWN.search(label) and not old:
                yield passage, figure


def _other_year(figures: Figures, figure: Figure) -> bool:
    year = figure.period[:4]
    return year.isdecimal() and year != figures.main_year


def wholes(figures: Figures) -> list[Whole]:
    """The total in sentences and, when there is one table with a total, in that."""
    said = [
        Whole(figure.value, figure.surface, passage.place, figures.quote(figure))
        for passage, figure in _own_scores(figures)
    ]
    rows = [(grid, row) for grid in figures.grids for row in whole_rows(grid)]
    if len(rows) == 1:
        grid, row = rows[0]
        cell = grid.rows[row][-1]
        said.append(
            Whole(cell.value, f"{cell.text}分", grid.place(row, cell.column), f"总分：【{cell.text}】")
        )
    return said if len(rows) < 2 else []


def one_total(given: AuditInput) -> CheckResult:
    """自评得分95.21分 in the text is the total of the table."""
    said = wholes(given.figures)
    findings = []
    if len({one.value for one in said}) > 1:
        here, there = said[0], next(one for one in said if one.value != said[0].value)
        told = there.place.model_copy(update={"file": None}).text
        findings.append(
            found(
                "own_score",
                "error",
                here.place,
                f"自评总分前后不一致：这里是{here.shown}，{told}是{there.shown}；请统一",
                stated=here.shown,
                expected=there.shown,
                working=f"{told}：{there.quote}",
                quote=here.quote,
                subject="自评总分",
                also=(there.place,),
            )
        )
    return result(findings, looked=len(said) > 1, nothing="自评总分只出现一次或没有出现")


def total_of_parts(given: AuditInput) -> CheckResult:
    """自评得分95.14分，其中决策20分、管理18.46分、绩效56.68分: the parts make the total."""
    looked, findings = [], []
    for passage, whole in _own_scores(given.figures):
        parts = _parts(passage, whole, given.figures.of_passage[passage.index])
        if len(parts) < 2:
            continue
        looked.append(whole)
        total = sum((part.value for part in parts), Decimal(0))
        if total != whole.value and _NEARLY * abs(total - whole.value) < whole.value:
            findings.append(_sum_finding(given.figures, whole, parts, total, "得分"))
    return result(findings, looked=looked, nothing="没有先写总分、再写各部分得分的句子")


def _parts(passage: Passage, whole: Figure, said: Sequence[Figure]) -> list[Figure]:
    """Scores behind 其中, or straight behind the total, to the end of that sentence; full marks in brackets left out."""
    among = passage.text.find("其中", whole.end)
    start = among if among >= 0 and passage.outline.sentence_of(among) - whole.sentence <= 1 else whole.end
    sentence = passage.outline.sentence_of(min(start, len(passage.text) - 1))
    depth = passage.outline.clauses[whole.clause].depth
    parts: list[Figure] = []
    for figure in said:
        if figure.start < start or figure.sentence != sentence or figure.measure.dimension != SCORE:
            continue
        clause = passage.outline.clauses[figure.clause]
        if clause.depth != depth:
            continue
        words = clean_text(passage.text[clause.start : figure.start])
        if not figure.exact or re.search("[：:依次]|分别", words) or _PART_WORDS.search(words):
            break
        parts.append(figure)
    return parts


def _sum_finding(
    figures: Figures, whole: Figure, parts: Sequence[Figure], total: Decimal, word: str
) -> Finding:
    values = [part.value for part in parts]
    return found(
        "score_sum" if word == "得分" else "deduction_sum",
        "error",
        whole.place,
        f"{word}写的是{whole.surface}，句中各项相加是{plain(total)}分；请核对",
        stated=whole.surface,
        expected=f"{plain(total)}分",
        working=added(values),
        quote=figures.quote(whole),
        subject=word,
    )


def deduction_sums(given: AuditInput) -> CheckResult:
    """扣3.50分：A扣1分，B扣0.50分，C扣2分; A扣0.26分，B扣1.14分，合计扣1.40分."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = given.figures.of_passage.get(passage.index, ())
        for whole, parts in _taken(passage, said) if not passage.norm else ():
            looked.append(whole)
            total = sum((part.value for part in parts), Decimal(0))
            if total != whole.value:
                findings.append(_sum_finding(given.figures, whole, parts, total, "扣分"))
    return result(findings, looked=looked, nothing="没有把各项扣分和合计写在一句里的")


def _taken(passage: Passage, said: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """A sum of deductions and the deductions of its sentence."""
    every = [
        f for f in said if f.exact and f.measure.dimension == SCORE and _TAKEN.search(clean_text(f.label))
    ]
    for whole in every:
        first = passage.outline.of_sentence(whole.sentence)[0].start
        if _EACH.search(passage.text[first : whole.start]):
            continue
        if _HEAD_OF_LIST.match(passage.text[whole.end :]):
            parts = [f for f in every if f.sentence == whole.sentence and f.start > whole.end]
        elif _TAKEN_ALL.search(clean_text(whole.label)):
            parts = [f for f in every if f.sentence == whole.sentence and f.end <= whole.start]
            parts = parts[: _first_ones(passage, whole)]
        else:
            continue
        if len(parts) > 1:
            yield whole, parts


def _first_ones(passage: Passage, whole: Figure) -> int | None:
    """How many of the figures before it a sum is of: 前两项合计; None for all of them."""
    counted = _FIRST_ONES.search(passage.text, max(0, whole.start - _NEAR), whole.start)
    return int(parse_chinese_integer(counted["count"]) or 0) if counted else None


def deduction_of_table(given: AuditInput) -> CheckResult:
    """满意度扣2.9分 in the text is what the score table took off 满意度."""
    rows = [row for row in given.score_rows if row.lost is not None]
    names: dict[str, set[Decimal]] = {}
    for row in rows:
        names.setdefault(core(row.label), set()).add(row.lost or Decimal(0))
    known = {name: min(lost) for name, lost in names.items() if len(lost) == 1 and len(name) >= _NAME}
    looked, findings = [], []
    for passage in given.figures.passages:
        for figure in given.figures.of_passage.get(passage.index, ()):
            if passage.norm or not figure.exact or not _TAKEN.search(clean_text(figure.label)):
                continue
            name = _spoken_of(passage, figure, known)
            if not name or figure.measure.dimension != SCORE:
                continue
            looked.append(figure)
            if figure.value != known[name] and known[name] > 0:
                lost = plain(trim_zeros(known[name]))
                findings.append(
                    found(
                        "deduction_differs",
                        "warning",
                        figure.place,
                        f"这里说“{name}”扣{figure.surface}，评分表里扣的是{lost}分；请核对",
                        stated=figure.surface,
                        expected=f"{lost}分",
                        quote=given.figures.quote(figure),
                        subject=name,
                    )
                )
    return result(findings, looked=looked, nothing="没有既在评分表、又在文中写扣分的指标")


def _spoken_of(passage: Passage, figure: Figure, names: dict[str, Decimal]) -> str:
    """The one indicator that the clause, or the one before it, names whole."""
    clauses = passage.outline.clauses
    start = clauses[max(0, figure.clause - 1)].start
    if clauses[max(0, figure.clause - 1)].sentence != figure.sentence:
        start = clauses[figure.clause].start
    words = clean_text(passage.text[start : figure.start])
    named = [name for name in names if name in words]
    named = [name for name in named if not any(name != other and name in other for other in named)]
    return named[0] if len(named) == 1 and "扣" not in words[: words.rfind("扣")] else ""


def grades(given: AuditInput) -> CheckResult:
    """95.14 points are 优, 良 begins at 80: the grade is the score's."""
    said = {one.value for one in wholes(given.figures)} or set(_labelled(given.figures))
    if len(said) != 1 or given.rubric is not None:
        return CheckResult(not_assessable="没有唯一的自评总分，或另按评分标准核对等级")
    score = said.pop()
    expected = band_of(score)
    findings = [
        found(
            "grade_of_score",
            "warning",
            place,
            f"自评总分{plain(score)}分，等级写的是“{label}”；按90、80、60分三档应是“{expected}”，请按评分标准核对",
            stated=label,
            expected=expected,
            working=f"{plain(score)}分",
            quote=quote,
            subject="等级",
        )
        for label, place, quote in _grades(given.figures)
        if GRADES[label] != expected
    ]
    return result(findings, nothing="没有写等级")


def band_of(score: Decimal) -> str:
    """The grade of a score by the national bands."""
    return next(grade for least, grade in _BANDS if score >= least)


def _labelled(figures: Figures) -> Iterator[Decimal]:
    """综合得分 in a field of a form."""
    for grid in figures.grids:
        for row, cells in grid.rows.items():
            words = clean_text("".join(grid.row_words(row)))
            if (
                len(cells) == 1
                and re.search("综合得分|自评得分|总得分", words)
                and PASS <= cells[0].value <= FULL_MARKS
            ):
                yield cells[0].value


def _grades(figures: Figures) -> Iterator[tuple[str, Place, str]]:
    """Grades of the report in sentences that speak of its score, and in a field called 等次."""
    for grade in said_grades(figures.passages):
        earlier = _EARLIER.search(grade.passage.text) or grade.earlier
        if re.search("自评|总分|得分", grade.passage.text) and not earlier:
            yield grade.label, grade.passage.place, grade.passage.quote(grade.start, grade.end)
    for grid in figures.grids:
        yield from _grade_cells(grid)


def _grade_cells(grid: Grid) -> Iterator[tuple[str, Place, str]]:
    for row in range(grid.table.height):
        words = grid.row_words(row)
        if len(words) == 2 and _GRADE_CELL.search(clean_text(words[0])) and words[1] in GRADES:
            cell = next(cell for cell in grid.table.row(row) if cell.text.strip() == words[1])
            yield words[1], grid.place(row, cell.column), f"{words[0]}：【{words[1]}】"


CHECKS: Final = (
    Check("own_score", "自评总分一致", one_total),
    Check("score_sum", "总分与各部分得分", total_of_parts),
    Check("deduction_sum", "扣分合计", deduction_sums),
    Check("deduction_differs", "文中扣分与评分表", deduction_of_table),
    Check("grade_of_score", "等级与得分", grades),
)
