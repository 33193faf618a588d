"""Charts as inline SVG: strings built from Decimals, the same figures always give the same characters.

Colours come from the page's style sheet through classes, so no chart needs an inline style, a script or a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from markupsafe import Markup

from ziping.domain.fact import Fact
from ziping.domain.quantity import group_thousands, plain, quantize, trim_zeros

Basis: TypeAlias = Literal["proven", "asserted", "pending", "lost"]

BASIS_LABELS: dict[Basis, str] = {
    "proven": "数据可证",
    "asserted": "单位自述",
    "pending": "待补充",
    "lost": "扣分",
}
"""In the order they stand in a bar."""

WIDTH = 400
THINNEST = Fraction(3)
"""Width of a segment too small to be seen: 0.01 of 20 points is still shown."""

_LABEL_END, _BAR_START, _BAR_END, _SCORE_END = 104, 110, 268, 350
_STRIP_START, _STRIP_END, _FIGURE_END, _QUARTER_TOP, _QUARTER_HEIGHT = 58, 236, 332, 26, 42
_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")


class Bar(NamedTuple):
    """One row of the composition chart.

    Attributes:
        label: name of the group.
        level: 1 or 2, how far it is indented.
        score: as printed.
        most: the group's points as printed.
        points: points by what they rest on, in the order of ``BASIS_LABELS``.
    """

    label: str
    level: int
    score: str
    most: str
    points: dict[Basis, Decimal]


class Quarter(NamedTuple):
    """Cumulative spending at the end of a quarter, what the schedule asks for, and the rate of the two."""

    label: str
    actual: Fact | None
    schedule: Fact | None
    rate: Fact | None


def points_bar(points: dict[Basis, Decimal]) -> Markup:
    """One bar over the whole width without words; its legend stands beside it as text."""
    words = "，".join(f"{BASIS_LABELS[basis]}{points_text(amount)}分" for basis, amount in points.items())
    shapes = Markup("").join(_segments(points, Fraction(0), Fraction(1000), top=0, height=20))
    return Markup(
        '<svg class="points-bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img">'
        "<title>总分构成：{}</title>{}</svg>"
    ).format(words, shapes)


def composition(bars: tuple[Bar, ...]) -> Markup:
    """得分构成: one stacked bar per group, each as long as its own points, with the figures as text."""
    rows: list[Markup] = []
    top = 4
    for bar in bars:
        height = 26 if bar.level == 1 else 21
        top += 8 if bar.level == 1 and rows else 0
        rows.append(_composition_row(bar, top, height))
        top += height + 3
    told = "；".join(f"{bar.label}得{bar.score}分，满分{bar.most}分" for bar in bars)
    return figure("composition", "得分构成", told, top + 2, rows)


def schedule(quarters: tuple[Quarter, ...]) -> Markup:
    """预算执行序时: for each quarter what the schedule asks for beside what was spent by then."""
    known = [fact for quarter in quarters for fact in (quarter.actual, quarter.schedule) if fact]
    most = max((fact.decimal or Decimal(0) for fact in known), default=Decimal(0))
    tops = [_QUARTER_TOP + index * _QUARTER_HEIGHT for index in range(len(quarters))]
    shapes = [_legend(known[0].unit if known else "")]
    shapes += [_quarter(quarter, top, most) for quarter, top in zip(quarters, tops, strict=True)]
    told = "；".join(_told(quarter) for quarter in quarters)
    return figure("schedule", "预算执行序时", told, _QUARTER_TOP + len(quarters) * _QUARTER_HEIGHT, shapes)


def quarters_of(facts: dict[str, Fact]) -> tuple[Quarter, ...]:
    """The four quarters when the facts hold actual and schedule of at least one, in one unit; else none."""
    quarters = tuple(
        Quarter(
            label,
            facts.get(f"cumulative_expenditure_q{n}"),
            facts.get(f"schedule_q{n}"),
            facts.get(f"execution_rate_q{n}"),
        )
        for n, label in enumerate(_QUARTERS, start=1)
    )
    units = {fact.unit for quarter in quarters for fact in (quarter.actual, quarter.schedule) if fact}
    complete = any(quarter.actual and quarter.schedule for quarter in quarters)
    return quarters if complete and len(units) == 1 else ()


def figure(name: str, title: str, told: str, height: int, shapes: Iterable[Markup]) -> Markup:
    """A chart with its title and its words for those who cannot see it."""
    return Markup(
        '<svg class="chart {0}" viewBox="0 0 {1} {2}" role="img" aria-labelledby="{0}-title {0}-text">'
        '<title id="{0}-title">{3}</title><desc id="{0}-text">{4}</desc>{5}</svg>'
    ).format(name, WIDTH, height, title, told, Markup("").join(shapes))


def _composition_row(bar: Bar, top: int, height: int) -> Markup:
    middle = top + height // 2 + 4
    lost, pending = bar.points["lost"], bar.points["pending"]
    remark = f"待补{points_text(pending)}" if pending else f"−{points_text(lost)}" if lost else "满分"
    kind = "pending" if pending else "lost" if lost else "full"
    return Markup(
        '<g class="level-{level}"><title>{label}：{told}</title>'
        '<text class="name" x="{label_x}" y="{y}">{short}</text>{bar}'
        '<text class="score" x="{score_x}" y="{y}">{score}<tspan class="most"> / {most}</tspan></text>'
        '<text class="remark {kind}" x="{width}" y="{y}">{remark}</text></g>'
    ).format(
        level=bar.level,
        label=bar.label,
        told="，".join(
            f"{BASIS_LABELS[basis]}{points_text(amount)}分" for basis, amount in bar.points.items()
        ),
        label_x=_LABEL_END,
        y=middle,
        short=shortened(bar.label, 8),
        bar=Markup("").join(
            _segments(bar.points, Fraction(_BAR_START), Fraction(_BAR_END), top=top + 2, height=height - 4)
        ),
        score_x=_SCORE_END,
        score=bar.score,
        most=bar.most,
        kind=kind,
        width=WIDTH,
        remark=remark,
    )


def _segments(
    points: dict[Basis, Decimal], start: Fraction, end: Fraction, *, top: int, height: int
) -> Iterator[Markup]:
    """Stacked rectangles; a segment that would vanish takes its width from the widest one."""
    total = sum(points.values(), Decimal(0))
    shown = {basis: amount for basis, amount in points.items() if amount > 0}
    if not shown:
        yield rectangle("empty", start, end - start, top, height)
        return
    widths = {b: max(THINNEST, (end - start) * Fraction(a) / Fraction(total)) for b, a in shown.items()}
    widest = max(widths, key=lambda basis: widths[basis])
    widths[widest] -= sum(widths.values()) - (end - start)
    left = start
    for basis, width in widths.items():
        yield rectangle(basis, left, width, top, height)
        left += width


def rectangle(
    kind: str, left: Fraction, width: Fraction, top: Fraction | int, height: Fraction | int
) -> Markup:
    """A rectangle of a class of the style sheet."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, *(coordinate(Fraction(number)) for number in (left, top, width, height))
    )


def _legend(unit: str) -> Markup:
    return Markup(
        '<rect class="planned" x="1" y="5" width="13" height="10"/><text class="key" x="19" y="15">序时进度</text>'
        '<rect class="proven" x="82" y="5" width="13" height="10"/><text class="key" x="100" y="15">累计执行</text>'
        '<text class="score key" x="{}" y="15">{}</text><text class="remark key" x="{}" y="15">执行率</text>'
    ).format(_FIGURE_END, unit, WIDTH)


def _quarter(quarter: Quarter, top: int, most: Decimal) -> Markup:
    rate = Markup('<text class="rate" x="{}" y="{}"{}>{}</text>').format(
        WIDTH, top + 21, _data_fact(quarter.rate), quarter.rate.printed if quarter.rate else "待补充"
    )
    return Markup('<text class="quarter" x="0" y="{}">{}</text>{}{}{}').format(
        top + 21,
        quarter.label,
        _strip("planned", quarter.schedule, top + 2, most),
        _strip("proven", quarter.actual, top + 18, most),
        rate,
    )


def _strip(kind: str, fact: Fact | None, top: int, most: Decimal) -> Markup:
    """A bar with its figure; without a figure only 待补充 stands there."""
    amount = fact.decimal if fact else None
    if fact is None or amount is None:
        return Markup('<text class="score missing" x="{}" y="{}">待补充</text>').format(_FIGURE_END, top + 11)
    full = Fraction(_STRIP_END - _STRIP_START)
    width = full * Fraction(max(amount, Decimal(0))) / Fraction(most) if most > 0 else Fraction(0)
    bar = rectangle(kind, Fraction(_STRIP_START), width, top, 13)
    return bar + Markup('<text class="score" x="{}" y="{}"{}>{}</text>').format(
        _FIGURE_END, top + 11, _data_fact(fact), group_thousands(plain(amount))
    )


def _data_fact(fact: Fact | None) -> Markup:
    return Markup(' data-fact="{}"').format(fact.id) if fact else Markup("")


def _told(quarter: Quarter) -> str:
    told = (quarter.actual, quarter.schedule, quarter.rate)
    known = [f"{fact.label}{fact.printed}" for fact in told if fact]
    return f"{quarter.label}：{'，'.join(known) or '待补充'}"


def points_text(amount: Decimal) -> str:
    """``18.82``, without idle zeros."""
    return plain(trim_zeros(amount))


def coordinate(value: Fraction) -> str:
    """A place in the drawing, one digit after the point."""
    return points_text(quantize(value, 1))


def shortened(label: str, longest: int) -> str:
    """A label of at most so many characters."""
    return label if len(label) <= longest else f"{label[: longest - 1]}…"
