"""A comparison → one HTML file without any network: a minute's reading on top, then everything it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from ziping.domain.comparison import (
    Comparison,
    FigureChange,
    FollowedProblem,
    FollowedPromise,
    IndicatorChange,
    ReportSide,
    ScoreOfYear,
)
from ziping.domain.comparison_words import (
    FIGURE_RELATIONS,
    FINDING_LABELS,
    INDICATOR_RELATIONS,
    PROBLEM_OUTCOMES,
    PROMISE_OUTCOMES,
    SCORE_STATUSES,
    number_text,
    signed_text,
)
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.render.charts_years import score_years
from ziping.render.compare_html_text import text_groups
from ziping.render.finding_spots import SEVERITIES, told, where
from ziping.render.html_page import fill_page, inlined, page_environment, page_sources

_FOLDER, _PAGE = "compare", "compare.html.j2"
_FILES: Final = (_PAGE, "compare.css", "compare.js")


class Card(NamedTuple):
    """A finding as the page shows it; ``link`` leads to the row it is about, ``""`` for none."""

    number: int
    finding: Finding
    message: str
    where: str
    kind: str
    link: str


class IndicatorGroup(NamedTuple):
    """The indicators of a group of the first level."""

    label: str
    rows: tuple[tuple[int, IndicatorChange], ...]


def render_compare(comparison: Comparison, *, folders: tuple[Path, ...] = ()) -> bytes:
    """The page as UTF-8 HTML; the same values and templates give the same bytes.

    Args:
        comparison: everything it says.
        folders: the settings' template folders, searched for ``compare/<file>`` before the shipped ones.

    Raises:
        RenderError: a replaced template cannot be filled.
        UsageError: a template file is nowhere.
    """
    sources = page_sources(_FOLDER, _FILES, folders)
    last_year, this_year = year_names(comparison)
    cards = tuple(_cards(comparison))
    context: dict[str, Any] = {
        **inlined(_FOLDER, sources, "compare.css", "compare.js"),
        "comparison": comparison,
        "last_year": last_year,
        "this_year": this_year,
        "title": comparison.this.unit or comparison.this.name,
        "picture": score_years(comparison, last_year, this_year),
        "severities": SEVERITIES,
        "counts": Counter(finding.severity for finding in comparison.findings),
        "cards": cards,
        "groups": tuple(_indicator_groups(comparison)),
        "figures": tuple(sorted(enumerate(comparison.figures, start=1), key=_figure_order)),
        "figure_counts": _figure_counts(comparison.figures),
        "text": text_groups(comparison.paragraphs, _beside(cards)),
        "relations": Counter(pair.relation for pair in comparison.paragraphs),
        "labels": FINDING_LABELS,
        "words": _WORDS,
        "number": number_text,
        "signed": signed_text,
        "score": _score,
        "outcome": _outcome,
        "kind": figure_kind,
        "spot_of": where_told,
    }
    return fill_page(page_environment(sources), _FOLDER, _PAGE, context)


_WORDS: Final = {
    "indicator": dict(INDICATOR_RELATIONS),
    "figure": dict(FIGURE_RELATIONS),
    "problem": dict(PROBLEM_OUTCOMES),
    "promise": dict(PROMISE_OUTCOMES),
    "status": dict(SCORE_STATUSES),
}


def year_names(comparison: Comparison) -> tuple[str, str]:
    """How last year and this year are called: ``2024年``, or 上年 and 本年 where a report does not tell."""

    def name(side: ReportSide, other: str) -> str:
        return (
            other if side.year is None or comparison.last.year == comparison.this.year else f"{side.year}年"
        )

    return name(comparison.last, "上年"), name(comparison.this, "本年")


def figure_kind(figure: FigureChange) -> str:
    """What a filter asks of a figure: ``silent``, ``explained``, ``small``, or its relation."""
    if figure.relation != "changed":
        return figure.relation
    if not figure.beyond_threshold:
        return "small"
    return "explained" if figure.explained else "silent"


_KINDS: Final = ("silent", "explained", "small", "unchanged", "new", "gone")
"""Of figures, those a person must look at first."""


def _figure_order(numbered: tuple[int, FigureChange]) -> tuple[int, int]:
    number, figure = numbered
    return _KINDS.index(figure_kind(figure)), number


def _figure_counts(figures: tuple[FigureChange, ...]) -> Counter[str]:
    return Counter(figure_kind(figure) for figure in figures)


def where_told(place: Place) -> str:
    """A place of either report without the file's name."""
    nearest = (place.heading or "").rpartition(" > ")[2] or None
    return place.model_copy(update={"file": None, "heading": nearest}).text


def _score(score: ScoreOfYear | None) -> str:
    if score is None:
        return "—"
    if score.score is None:
        return "不适用" if score.status == "not_applicable" else "待补充"
    return number_text(score.score)


def _outcome(item: FollowedProblem | FollowedPromise) -> str:
    words = _WORDS["problem"] if isinstance(item, FollowedProblem) else _WORDS["promise"]
    return words[item.outcome]


def _indicator_groups(comparison: Comparison) -> Iterator[IndicatorGroup]:
    numbered = enumerate(comparison.indicators, start=1)
    for label, rows in groupby(numbered, key=lambda item: item[1].path[0] if item[1].path else ""):
        yield IndicatorGroup(label, tuple(rows))


def _cards(comparison: Comparison) -> Iterator[Card]:
    links = _links(comparison)
    for number, finding in enumerate(comparison.findings, start=1):
        kind = FINDING_LABELS.get(finding.code, finding.code)
        link = next((links[key] for key in _keys(finding.place) if key in links), "")
        yield Card(number, finding, told(finding), placed(finding, comparison), kind, link)


def placed(finding: Finding, comparison: Comparison) -> str:
    """Where a finding stands, and in which report when that is last year's."""
    inside = where(finding) or "全文"
    gone = comparison.last.name != comparison.this.name and finding.place.file == comparison.last.name
    return f"上年报告{inside}" if gone else inside


def _links(comparison: Comparison) -> dict[tuple[object, ...], str]:
    """Places and the rows of the page that show them; a paragraph before a figure in it."""
    links: dict[tuple[object, ...], str] = {}
    for number, pair in enumerate(comparison.paragraphs, start=1):
        for place in (pair.place_this, pair.place_last):
            for key in _keys(place)[:1]:
                links.setdefault(key, f"p{number}")
    for number, indicator in enumerate(comparison.indicators, start=1):
        for score in (indicator.this, indicator.last):
            for key in _keys(score.spot.place)[:1] if score is not None else ():
                links.setdefault(key, f"i{number}")
    for number, figure in enumerate(comparison.figures, start=1):
        for spot in (figure.spot_this, figure.spot_last):
            for key in _keys(spot.place)[:1]:
                links.setdefault(key, f"n{number}")
    return links


def _keys(place: Place) -> list[tuple[object, ...]]:
    """What finds a place in either report: a cell, a paragraph or a line."""
    if place.table is not None or place.sheet is not None:
        return [(place.file, "cell", place.sheet, place.cell, place.table, place.row, place.column)]
    if place.paragraph is not None:
        return [(place.file, "paragraph", place.paragraph)]
    return [(place.file, "line", place.line)] if place.line is not None else []


def _beside(cards: tuple[Card, ...]) -> dict[int, tuple[int, ...]]:
    """Number of a paragraph → numbers of the findings in it."""
    beside: dict[int, tuple[int, ...]] = {}
    for card in cards:
        if card.link.startswith("p"):
            number = int(card.link[1:])
            beside[number] = (*beside.get(number, ()), card.number)
    return beside
