"""The indicators of one report with their points: from its scorecard, its score sheets, or its sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from ziping.compare.sides import Side
from ziping.domain.comparison import ScoreOfYear, ScoreStatus, Spot
from ziping.domain.place import Place
from ziping.domain.rubric import Indicator
from ziping.domain.scorecard import ScoreLine
from ziping.language.reports.cell_text import clean_lines
from ziping.language.reports.grids import Grid
from ziping.language.reports.said_scores import Mark, marks, score_name
from ziping.language.reports.score_rows import ScoreRow
from ziping.language.reports.whole_score import said_grades, total_cells, whole_marks, whole_rows

_STATUS: Final[dict[str, ScoreStatus]] = {
    "scored": "proven",
    "asserted": "asserted",
    "pending": "pending",
    "not_applicable": "not_applicable",
}
_PROJECT = re.compile("项目名称[:：]?")
_ON_WHOLE = re.compile("总分|等级|等次|档次")
LEAST_TOTAL: Final = Decimal(60)
"""A score below this is no report's total."""
FULL: Final = Decimal(100)
"""Full marks of a sheet that does not say them."""
_SHORTENED: Final = 4
"""Letters of a name said in text that begins exactly one indicator's name and so is that one."""


class Scored(NamedTuple):
    """An indicator of a report.

    Attributes:
        label: as the report names it.
        path: groups it stands in, from the outside in.
        names: what it may be called, as compared; the label's first.
        score: points and where they stand.
        rule: its rule as the score sheet prints it, ``""`` when it does not.
        item: its rule as data, None when the rubric is not known.
    """

    label: str
    path: tuple[str, ...]
    names: tuple[str, ...]
    score: ScoreOfYear
    rule: str = ""
    item: Indicator | None = None


class Totals(NamedTuple):
    """What one report says as a whole.

    Attributes:
        score: total score, None when not found.
        max_score: full marks of the whole sheet, None when not found.
        grade: ``""`` when not found.
    """

    score: Decimal | None = None
    max_score: Decimal | None = None
    grade: str = ""


def scored(side: Side) -> tuple[Scored, ...]:
    """The indicators of a report's scorecard or score sheets; none when it has neither."""
    rows = _sheet(side)
    if side.scorecard is None:
        return rows
    items = {leaf.indicator.id: leaf.indicator for leaf in side.rubric.leaves()} if side.rubric else {}
    return tuple(_of_line(line, rows, items.get(line.id)) for line in side.scorecard.lines)


def _of_line(line: ScoreLine, rows: Sequence[Scored], item: Indicator | None) -> Scored:
    aliases = item.aliases if item is not None else ()
    names = tuple(map(score_name, (line.label, line.called, *aliases)))
    path = line.path[:-1] if line.path and line.path[-1] == line.label else line.path
    row = _row_of(names, path, rows)
    score = ScoreOfYear(
        max_score=line.max_score,
        score=line.score,
        status=_STATUS[line.status],
        spot=row.score.spot if row is not None else Spot(),
    )
    return Scored(line.called, path, _distinct(names), score, row.rule if row is not None else "", item)


def _row_of(names: Sequence[str], path: tuple[str, ...], rows: Sequence[Scored]) -> Scored | None:
    """The row of the score sheet that shows a line of the scorecard."""
    found = [row for row in rows if row.names[0] in names]
    if len(found) > 1:
        found = [row for row in found if row.path[-1:] == path[-1:]]
    return found[0] if len(found) == 1 else None


def _sheet(side: Side) -> tuple[Scored, ...]:
    """The rows of all score sheets, an indicator that several tables show once."""
    rows = side.sheet_rows
    projects = form_projects(side)
    items = _items(side)
    several = _several(rows)
    kept: dict[tuple[str, str, str], list[ScoreRow]] = {}
    for row in rows:
        name = score_name(row.label)
        group = score_name(row.path[-2]) if name in several and len(row.path) > 1 else ""
        kept.setdefault((name, group, projects.get(row.table, "")), []).append(row)
    return tuple(_of_rows(same, items, project) for (name, _, project), same in kept.items() if name)


def form_projects(side: Side) -> dict[int, str]:
    """The projects of a document's forms by table; none where it holds a single form, which needs no name."""
    forms = [grid for grid in side.figures.grids if grid.form]
    return {grid.number: _project(grid) for grid in forms} if len(forms) > 1 else {}


def _project(grid: Grid) -> str:
    cells = sorted(grid.table.cells, key=lambda cell: (cell.row, cell.column))
    for name, value in pairwise(cells):
        if _PROJECT.fullmatch(clean_lines(name.text)):
            return clean_lines(value.text)
    return f"表{grid.number}"


def _several(rows: Iterable[ScoreRow]) -> frozenset[str]:
    """Names that one table gives to several indicators: 管理制度健全性 of the budget and of the assets."""
    counts = Counter((row.table, score_name(row.label)) for row in rows)
    return frozenset(name for (_, name), count in counts.items() if count > 1)


def _of_rows(rows: Sequence[ScoreRow], items: dict[str, Indicator], project: str) -> Scored:
    """One indicator; where tables disagree, what most of them say, the last one's before an earlier one's."""
    counts = Counter((row.weight, row.score) for row in rows)
    best = max(enumerate(rows), key=lambda at: (counts[at[1].weight, at[1].score], len(at[1].path), at[0]))[1]
    weight = (
        best.weight if best.weight is not None else next((row.weight for row in rows if row.weight), None)
    )
    item = items.get(score_name(best.label))
    names = (
        score_name(best.label),
        *((score_name(item.label_zh), *map(score_name, item.aliases)) if item else ()),
    )
    quote = f"{best.label}：【{'待补充' if best.score is None else best.score}】"
    status: ScoreStatus = "pending" if best.score is None else "stated"
    score = ScoreOfYear(
        max_score=weight, score=best.score, status=status, spot=Spot(place=best.place, quote=quote)
    )
    rule = next((row.rule for row in (best, *rows) if row.rule), "")
    path = (project, *best.path[:-1]) if project else best.path[:-1]
    return Scored(best.label, path, _distinct(names), score, rule, item)


def _items(side: Side) -> dict[str, Indicator]:
    """The rubric's indicators by every name that only one of them has."""
    if side.rubric is None:
        return {}
    owners: dict[str, list[Indicator]] = {}
    for leaf in side.rubric.leaves():
        for name in {score_name(leaf.indicator.label_zh), *map(score_name, leaf.indicator.aliases)}:
            owners.setdefault(name, []).append(leaf.indicator)
    return {name: found[0] for name, found in owners.items() if len(found) == 1}


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def said_indicators(side: Side, known: Iterable[Scored]) -> tuple[Scored, ...]:
    """Indicators whose points are only said in sentences, by the names that other sheets know.

    Args:
        side: a report whose score sheet lacks some indicators, or that has none.
        known: indicators of the other report, or of the rubric.
    """
    names = {name: one for one in known for name in one.names}
    found: dict[str, list[Mark]] = {}
    for mark in _continued(marks(side.figures)):
        name = _full_name(mark.name, names)
        if name:
            found.setdefault(name, []).append(mark)
    return tuple(
        one for name, said in found.items() if (one := _of_marks(side, names[name], said)) is not None
    )


def _continued(said: Sequence[Mark]) -> Iterator[Mark]:
    """Marks, a score without a name being of the full marks said straight before it: 分值2分，得分1.97分."""
    yield from said[:1]
    for before, mark in pairwise(said):
        near = before.figure.passage == mark.figure.passage and mark.figure.clause - before.figure.clause <= 1
        yield (
            mark._replace(name=before.name)
            if not mark.name and before.weight and not mark.weight and near
            else mark
        )


def _full_name(said: str, names: dict[str, Scored]) -> str:
    if said in names or len(said) < _SHORTENED:
        return said if said in names else ""
    longer = {names[name].names[0]: name for name in names if name.startswith(said)}
    return next(iter(longer.values())) if len(longer) == 1 else ""


def _of_marks(side: Side, known: Scored, said: Sequence[Mark]) -> Scored | None:
    weights = Counter(mark.figure.value for mark in said if mark.weight)
    scores = Counter(mark.figure.value for mark in said if not mark.weight)
    if not scores:
        return None
    score = scores.most_common(1)[0][0]
    place, quote = next(
        (mark.figure.place, side.figures.quote(mark.figure))
        for mark in said
        if not mark.weight and mark.figure.value == score
    )
    weight = weights.most_common(1)[0][0] if weights else None
    if weight is not None and score > weight:
        return None
    told = ScoreOfYear(max_score=weight, score=score, spot=Spot(place=place, quote=quote))
    return Scored(known.label, known.path, known.names, told, "", known.item)


def rubric_indicators(side: Side) -> tuple[Scored, ...]:
    """The indicators of the rubric a report was scored by, without scores; none when it is not known."""
    if side.rubric is None:
        return ()
    return tuple(
        Scored(
            leaf.indicator.label_zh,
            leaf.path[:-1],
            _distinct(map(score_name, (leaf.indicator.label_zh, *leaf.indicator.aliases))),
            ScoreOfYear(max_score=leaf.indicator.max_score),
            "",
            leaf.indicator,
        )
        for leaf in side.rubric.leaves()
    )


def totals(side: Side) -> Totals:
    """Total, full marks and grade of a report; a draft with points still pending has no total yet."""
    return side.once(_totals)


def _totals(side: Side) -> Totals:
    card = side.scorecard
    if card is not None and card.status == "pending":
        return Totals(None, card.max_score, "")
    if card is not None:
        return Totals(card.total_score, card.max_score, card.grade or "")
    score, full = _printed_total(side)
    said = Counter(mark.figure.value for mark in whole_marks(side.figures))
    said = said or Counter(mark.figure.value for mark in marks(side.figures) if _is_total(side, mark))
    if score is None or (said and said.most_common(1)[0][1] > 1 and score not in said):
        score = said.most_common(1)[0][0] if said else score
    grades = Counter(grade.label for grade in said_grades(side.figures.passages))
    return Totals(score, full, grades.most_common(1)[0][0] if grades else "")


def _is_total(side: Side, mark: Mark) -> bool:
    """Whether a score is told in a sentence on the whole report: 总分100分，自评得分97.82分，等级为优."""
    figure = mark.figure
    if mark.weight or mark.name or not LEAST_TOTAL <= figure.value <= FULL:
        return False
    passage = side.figures.passage(figure)
    clauses = passage.outline.of_sentence(figure.sentence)
    return bool(_ON_WHOLE.search(passage.text, clauses[0].start, clauses[-1].end))


def is_complete(side: Side, indicators: Sequence[Scored]) -> bool:
    """Whether the indicators are all there are: their full marks, or their scores, make the report's total."""
    if side.scorecard is not None:
        return True
    whole = totals(side)
    weights = [one.score.max_score for one in indicators]
    scores = [one.score.score for one in indicators]
    if None not in weights:
        full = whole.max_score or (side.rubric.total if side.rubric is not None else FULL)
        return sum((weight for weight in weights if weight is not None), Decimal(0)) == full
    known = [score for score in scores if score is not None]
    return bool(known) and len(known) == len(scores) and sum(known, Decimal(0)) == whole.score


def _printed_total(side: Side) -> tuple[Decimal | None, Decimal | None]:
    """Total and full marks of the one table that gives a total; several forms have several, which are no report's."""
    found = [(grid, row) for grid in side.figures.grids for row in whole_rows(grid)]
    if len({grid.number for grid, _ in found}) != 1:
        return None, None
    grid, row = found[-1]
    full, score = total_cells(grid, row)
    return (score.value if score is not None else None), (full.value if full is not None else None)


def place_of(score: ScoreOfYear | None) -> Place:
    """Where a score stands."""
    return (score or ScoreOfYear()).spot.place
