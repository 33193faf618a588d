"""The facts as figures: value in base units, year, role, siblings; found by value without looking at each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from ziping.domain.fact import Fact
from ziping.domain.quantity import parse_decimal
from ziping.language.claims.fact_years import is_year, report_year, years_in
from ziping.language.claims.items import items_of, losses
from ziping.language.claims.units import SCORE, Measure, is_count, measure
from ziping.language.claims.values import Digits, ValueIndex, digits_of
from ziping.language.labels import LabelIndex, Named, clean_text, core, strip_years
from ziping.language.numerals import NumberExpression, find_numbers

if TYPE_CHECKING:
    from ziping.language.claims.classes import ItemClass

Role: TypeAlias = Literal["actual", "target", "plain"]

WHOLE = "总体"
"""What a label is about that names only a role: 全年执行数, 预算总额."""
NOTHING = -1 << 40
"""Index of no term: figures of the text count down from -1."""
UNKNOWN_YEAR = 0
"""Stands for the report's year when no fact tells it."""
TEXT_UNITS = frozenset(("日期", "文号", "文件", "编码", "届", "等级"))
"""Units whose facts are words, not figures."""

_LABEL_YEAR = re.compile("^((?:19|20)[0-9]{2})年?")
_LAST = re.compile("^(?:上一?年末|上一?年度?|去年末?)")
_NEXT = re.compile("^(?:下一?年度?|明年|次年)")
_TARGET_WORDS = "年度指标值|年度指标|目标值|目标数|目标|计划数|计划金额|计划|年初预算数|调整后预算数|调整预算数|全年预算数|调整后预算|年初预算|调整预算|全年预算|预算数|预算金额|预算总额|预算|指标值|满分线|标准|上限|下限|任务数|任务|限额|控制数|预期值|预期|额度"
_TARGET = re.compile(
    f"(?:{_TARGET_WORDS}|编制)(?:人数|数|总数)?$|^(?:计划|目标|预计|核定|应)|(?:目标|计划)(?:人数|户数|次数|场次|数量)$"
)
_ACTUAL = re.compile(
    "(?:实际支出|预算支出|决算支出|决算数?|执行数?|完成数?|实际金额|实际完成数?|实际数?|支出金额|支出数?|完成值)$|^(?:实际|已|实有|完成)"
)
_OF_YEAR = re.compile("(?<=[\u4e00-\u9fff]{2})(?:年度|年初|全年)$")
"""What stands between a name and its target: 课堂期数年度指标值."""
_POINTS = ("得分", "分值", "扣分", "满分")

_RANGE = re.compile(r"([0-9.,]+)\s*[-–—~～至]{1,2}\s*([0-9.,]+)")
_FRACTION = re.compile("([0-9]+)/([0-9]+)")
_PER_MARK = re.compile("[%％]$")


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that states a figure.

    Attributes:
        index: its place among all facts.
        fact: the fact.
        values: the exact value and, where it differs, the printed one, in base units.
        high: upper end in base units when the fact is a range, else None.
        measure: dimension and factor of its unit.
        year: the year it is about, None when nothing tells.
        core: what it is about, without year and role words.
        role: whether the label says target, actual, or neither.
        hedge: modifier the unit's own words used (60余), "" for an exact figure.
    """

    index: int
    fact: Fact
    values: tuple[Fraction, ...]
    high: Fraction | None
    measure: Measure
    year: int | None
    core: str
    role: Role
    hedge: str = ""
    kind: str = ""
    """How it was worked out (sum, difference), "" for a fact."""
    without: int = NOTHING
    """What was taken away to get a difference, ``NOTHING`` for all else."""

    @property
    def value(self) -> Fraction:
        """What rounding starts from, in base units."""
        return self.values[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Label and aliases as they are looked for."""
        return tuple(clean_text(name) for name in (self.fact.label, *self.fact.aliases))

    @property
    def printed(self) -> Fraction:
        """The value as printed, in base units."""
        return self.values[-1]


def worked_out(  # noqa: PLR0913, PLR0917 - what a term is
    fact: Known, value: Fraction, unit: Measure, start: int, kind: str = "", without: int = NOTHING
) -> Known:
    """A figure of the text that follows from facts, as a term for what follows from it in turn."""
    return replace(
        fact,
        index=-1 - start,
        values=(value,),
        high=None,
        measure=unit,
        core="",
        role="plain",
        hedge="",
        kind=kind,
        without=without,
    )


class _Figure(NamedTuple):
    """What a fact's figure is, whatever it is called."""

    values: tuple[Fraction, ...]
    high: Fraction | None
    measure: Measure
    hedge: str


class _Parsed(NamedTuple):
    low: Fraction
    high: Fraction | None
    hedge: str


class KnownTable:
    """All figures of a fact table, indexed by value, label and core."""

    def __init__(self, facts: Sequence[Fact], year: int | None = None) -> None:
        self.facts = tuple(facts)
        self.report_year = year if year is not None else report_year(facts)
        """The calendar year of the report, None when no fact tells it."""
        self.year = self.report_year if self.report_year is not None else UNKNOWN_YEAR
        """The same as a number to count from: last year is one less."""
        year = self.report_year
        self.years = frozenset(years_in(self.facts)) | ({year} if year is not None else frozenset())
        self.known: dict[int, Known] = {}
        self._take(0, self.facts)
        self.items = items_of(self.known.values(), self.year)
        """Scored items."""
        lost = tuple(losses(self.known.values(), self.year))
        self.implied = {
            at: (loss.item.most.index, loss.item.score.index)
            for at, loss in enumerate(lost, start=len(self.facts))
        }
        """Facts that nobody gave and that follow from others: the indexes of these."""
        self._take(len(self.facts), tuple(loss.fact for loss in lost))
        self.facts += tuple(loss.fact for loss in lost)
        self._by_dimension: dict[str, list[Known]] = {}
        for entry in self.known.values():
            self._by_dimension.setdefault(entry.measure.dimension, []).append(entry)
        self._values = {dimension: self._index((dimension,)) for dimension in self._by_dimension}
        self._joined: dict[str, ValueIndex] = {}
        self._counts = tuple(dimension for dimension in sorted(self._values) if is_count(dimension))
        figures: dict[_Figure, int] = {}
        self.twins = {
            index: figures.setdefault(_Figure(entry.values, entry.high, entry.measure, entry.hedge), index)
            for index, entry in self.known.items()
        }
        """Facts of one figure share the first one's index, so that what is true of it is found out once."""
        self._digits: dict[tuple[str, Digits], list[int]] = {}
        self._plain: dict[Fraction, list[int]] = {}
        for index in dict.fromkeys(self.twins.values()):
            self._add_digits(self.known[index])
        self.ranges = tuple(index for index, entry in self.known.items() if entry.high is not None)
        self.labels = LabelIndex([
            Named((fact.label, *fact.aliases), self._group(index)) for index, fact in enumerate(self.facts)
        ])
        self.whole = tuple(entry for entry in self.known.values() if entry.core == WHOLE)
        """Facts about the unit as a whole: all its spending, its budget."""
        self.scores = tuple(index for index, entry in self.known.items() if entry.measure.dimension == SCORE)
        """Facts that are points."""
        self.scored = frozenset[str]().union(*(self.labels.tokens[index] for index in self.scores))
        """Pairs of letters that name items with points."""
        self.classes: tuple[ItemClass, ...] | None = None
        """What ``classes`` found."""
        self.quotients: dict[int, tuple[Known, ...]] = {}
        """What ``terms.parts_of`` found."""
        self._cores: dict[tuple[str, str], list[int]] = {}
        self._siblings: dict[int, tuple[Known, ...]] = {}
        self._last_years: dict[int, Known | None] = {}
        for index, entry in self.known.items():
            self._cores.setdefault((entry.measure.dimension, entry.core), []).append(index)

    def _take(self, first: int, facts: Sequence[Fact]) -> None:
        for index, fact in enumerate(facts, start=first):
            entry = self._entry(index, fact)
            if entry is not None:
                self.known[index] = entry

    def given(self, index: int) -> tuple[Fact, ...]:
        """The facts behind one: itself, or those it follows from."""
        return tuple(self.facts[other] for other in self.implied.get(index, (index,)))

    def _group(self, index: int) -> str:
        entry = self.known.get(index)
        return entry.measure.dimension if entry else self.facts[index].unit

    def _entry(self, index: int, fact: Fact) -> Known | None:
        if fact.unit in TEXT_UNITS or (fact.unit == "年" and is_year(fact.value)):
            return None
        parsed = _parse(fact)
        if parsed is None:
            return None
        unit = measure(fact.unit)
        exact = parse_decimal(fact.exact) if fact.exact is not None else None
        values = [parsed.low * unit.factor]
        if exact is not None and Fraction(exact) * unit.factor != values[0]:
            values.insert(0, Fraction(exact) * unit.factor)
        high = None if parsed.high is None else parsed.high * unit.factor
        about = subject(fact.label)
        return Known(
            index,
            fact,
            tuple(values),
            high,
            unit,
            self._year_of(fact),
            about,
            role_of(fact.label),
            parsed.hedge,
        )

    def _year_of(self, fact: Fact) -> int | None:
        label = clean_text(fact.label)
        named = _LABEL_YEAR.match(label)
        if named:
            return int(named[1])
        if _LAST.match(label):
            return self.year - 1
        if _NEXT.match(label):
            return self.year + 1
        return fact.year if fact.year is not None else self.year

    def dimensions(self) -> Iterable[str]:
        """The dimensions that occur."""
        return self._values.keys()

    def between(self, dimension: str, low: Fraction, high: Fraction) -> Iterator[int]:
        """Facts of a dimension with a value in ``[low, high]``, each once."""
        values = self._values.get(dimension)
        return iter(()) if values is None else values.between(low, high)

    def _add_digits(self, entry: Known) -> None:
        for value in entry.values:
            self._digits.setdefault((entry.measure.dimension, digits_of(value)), []).append(entry.index)
        self._plain.setdefault(entry.printed / entry.measure.factor, []).append(entry.index)

    def same_digits(self, dimension: str, value: Fraction) -> Sequence[int]:
        """One fact for each figure of a dimension that is ``value`` but for powers of ten."""
        return self._digits.get((dimension, digits_of(value)), ())

    def same_plain(self, value: Fraction) -> Sequence[int]:
        """One fact for each figure that is printed as ``value``, whatever its unit."""
        return self._plain.get(value, ())

    def _index(self, dimensions: Iterable[str]) -> ValueIndex:
        return ValueIndex(
            (value, entry.index)
            for dimension in dimensions
            for entry in self._by_dimension.get(dimension, ())
            for value in (*entry.values, *((entry.high,) if entry.high is not None else ()))
        )

    def stating(self, dimension: str, low: Fraction, high: Fraction) -> Iterator[int]:
        """Facts a figure of a dimension can state that have a value in ``[low, high]``, each once."""
        index = self._joined.get(dimension)
        if index is None:
            kinds = (kind for kind in self.same_kind(dimension) if kind in self._values)
            index = self._joined[dimension] = self._index(tuple(kinds))
        return index.between(low, high)

    def factors(self, dimension: str) -> tuple[Fraction, ...]:
        """The sizes of the units in which facts of a dimension are given."""
        return tuple(sorted({entry.measure.factor for entry in self._by_dimension.get(dimension, ())}))

    def same_kind(self, dimension: str, *, unitless: bool = False) -> tuple[str, ...]:
        """Dimensions whose facts a figure of this dimension can state: a missing unit goes with any count."""
        if dimension == "number":
            return tuple(sorted(self._values)) if unitless else self._counts
        return (dimension, "number") if is_count(dimension) else (dimension,)

    def siblings(self, index: int) -> tuple[Known, ...]:
        """Other facts of the same dimension and core: last year's figure, the target, the plan."""
        entry, found = self.known.get(index), self._siblings.get(index)
        if entry is None:
            return ()
        if found is None:
            alike = self._cores.get((entry.measure.dimension, entry.core), ())
            found = self._siblings[index] = tuple(self.known[other] for other in alike if other != index)
        return found

    def last_year_of(self, index: int) -> Known | None:
        """The same figure one year before."""
        entry = self.known.get(index)
        if entry is None or entry.year is None:
            return None
        if index not in self._last_years:
            self._last_years[index] = self._find_year(index, entry, entry.year - 1)
        return self._last_years[index]

    def _find_year(self, index: int, entry: Known, year: int) -> Known | None:
        same = [other for other in self.siblings(index) if other.year == year]
        named = core(strip_years(entry.fact.label))
        exact = [other for other in same if core(strip_years(other.fact.label)) == named]
        return next(iter(exact or same), None)

    def target_of(self, index: int) -> Known | None:
        """The target, plan or bound of a figure, when exactly one sibling is that."""
        entry = self.known.get(index)
        if entry is None:
            return None
        found = [
            other for other in self.siblings(index) if other.role == "target" and other.year == entry.year
        ]
        if len(found) > 1:
            found = [other for other in found if not clean_text(other.fact.label).startswith("年初")]
        return found[0] if len(found) == 1 and entry.role != "target" else None


def subject(label: str) -> str:
    """What a label is about: without year, brackets' marks, role words and generic endings; "" for the whole."""
    whole = _LAST.sub("", strip_years(clean_text(label)))
    name = core(whole)
    if whole.endswith(_POINTS):  # 预算编制得分 is about 预算编制, no plan of anything
        return name
    if name.endswith(("率", "度", "得分", "分值", "扣分")):
        return core(re.sub("目标值?$|年初目标$", "", name))
    before = ""
    while name != before:
        before, name = name, _OF_YEAR.sub("", _TARGET.sub("", _ACTUAL.sub("", name)))
    return core(name) if name else WHOLE


def role_of(label: str) -> Role:
    """Whether a label names a target or plan, an actual figure, or says neither."""
    name = clean_text(label)
    if name.endswith(("率", "得分", "扣分")):
        return "plain"
    if _TARGET.search(core(label)) or _TARGET.search(name):
        return "target"
    return "actual" if _ACTUAL.search(name) else "plain"


def _parse(fact: Fact) -> _Parsed | None:
    """The figure of a fact: plain digits, a fraction, a range, or a hedged figure of the unit's own words."""
    hedge = _source_hedge(fact)
    number = parse_decimal(_PER_MARK.sub("", fact.value.replace(",", "")))
    if number is not None:
        return _Parsed(Fraction(number), None, hedge)
    fraction = _FRACTION.fullmatch(fact.value)
    if fraction and int(fraction[2]):
        return _Parsed(Fraction(int(fraction[1]), int(fraction[2])), None, hedge)
    ends = _RANGE.fullmatch(fact.value)
    if ends:
        low, high = (parse_decimal(end.replace(",", "")) for end in ends.groups())
        if low is not None and high is not None:
            return _Parsed(Fraction(low), Fraction(high), hedge)
    return _worded(fact)


def _worded(fact: Fact) -> _Parsed | None:
    """A value in words (二百六十, 60余): one number expression that spans it."""
    found = find_numbers(fact.value + ("" if fact.unit in fact.value else fact.unit))
    if len(found) != 1 or found[0].start:
        return None
    value = found[0].value
    scale = measure(found[0].unit).factor / measure(fact.unit).factor
    if isinstance(value, tuple):
        return _Parsed(Fraction(value[0]) * scale, Fraction(value[1]) * scale, "")
    if isinstance(value, (Decimal, Fraction)):
        return _Parsed(Fraction(value) * scale, None, found[0].modifier)
    return None


def _source_hedge(fact: Fact) -> str:
    """The hedge with which the unit itself gave the figure, for facts read from its own words."""
    if fact.origin != "evidence" or len(fact.sources) != 1:
        return ""
    found: tuple[NumberExpression, ...] = find_numbers(fact.sources[0])
    return found[0].modifier if len(found) == 1 else ""
