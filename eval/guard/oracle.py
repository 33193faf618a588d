"""An independent judge of single figures: could the text, as it stands, be true? It uses no part of the guard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations

from peers import Case, facts_of

from ziping.domain.fact import Fact
from ziping.domain.quantity import decimal_places, quantize, unit_of
from ziping.language.numerals import NumberExpression, NumberKind, find_numbers

BOUNDS = frozenset({">=", "<=", ">", "<", "不低于", "达到", "超过", "超", "逾", "不足"})
TARGET = re.compile(
    "目标|指标值|指标[^，]{0,2}[≥≤不]|标准|时限|限额|上限|成本控制|预算(?!执行)|编制|要求|计划|满分线"
)
CHANGE = re.compile("比|较|差|少|多|增|减|降|升|提高|结余|剩|节约|扣|失|高出|超出|超目标|快|慢")
SUM = re.compile("合计|总计|共|总额|总数|[两三四五六七]项|加上|以及|和")
WHOLE = re.compile("合计|总|全年|全部|all")
REST = re.compile("其余|其他|余下|另|未|剩|尚")
SENTENCE_END = re.compile(r"[。；！？\n]")

SECTION = re.compile("第[0-9一二三四五六七八九十]{1,3}[至到—–-]$")
"""第1至4行: the upper end of an ordinal range."""
CLAUSE_END = re.compile(r"[，,；。！？\n](?![0-9]{3})")

Figure = tuple[Fact, Fraction, str]
"""A fact, its value in the base unit of its dimension, the dimension."""


class Oracle:
    """Whether a figure of a text could be true: Fractions over the facts, no part of the guard.

    A fact counts when the figure's own clause names it, or, where the clause names none of the dimension, the clause
    before. To name is to hold half of the label's letter pairs, or to stand right before the figure as a part of it; derivations also need the word that announces them. A bound that is called a target, a standard or a limit
    states that fact and must equal it.
    """

    def __init__(self, case: Case, text: str) -> None:
        self.text = text
        self.facts = facts_of(case)
        self.figures: list[Figure] = []
        for fact in self.facts:
            if fact.decimal is not None:
                unit = unit_of(fact.unit)
                exact = Fraction(fact.exact or fact.value) * Fraction(unit.factor)
                self.figures.append((fact, exact, unit.dimension))

    def reason(self, start: int) -> str | None:
        """Why the number at ``start`` can be true, None when no reason is found."""
        number = next((item for item in find_numbers(self.text) if item.start <= start < item.end), None)
        if number is None:
            return None
        if SECTION.search(self.text, max(0, number.start - 8), number.start):
            return "section mark, which no fact states"
        if number.kind in {NumberKind.YEAR, NumberKind.DATE, NumberKind.DOCNO}:
            return self._written(number)
        ends = number.value if isinstance(number.value, tuple) else (number.value,)
        reasons = [self._figure(end, number) for end in ends if isinstance(end, Decimal | Fraction)]
        return "，".join(filter(None, reasons)) if reasons and all(reasons) else None

    def _written(self, number: NumberExpression) -> str | None:
        """Dates and document numbers stand in a fact; a year is the report's, or last year's beside its figure."""
        wanted = re.sub(r"[\s\[\]()（）〔〕【】]", "", number.surface)
        for fact in self.facts:
            value = re.sub(r"[\s\[\]()（）〔〕【】]", "", fact.value)
            if wanted == value or (number.kind is not NumberKind.YEAR and wanted in value):
                return f"as written in {fact.id}"
        if number.kind is not NumberKind.YEAR:
            return None
        years = [int(fact.value) for fact in self.facts if fact.unit == "年" and fact.value.isdigit()]
        sentence = _around(self.text, number.start, SENTENCE_END)
        last = any("上年" in fact.label and fact.value in sentence for fact in self.facts)
        this = any("上年" not in fact.label and fact.value in sentence for fact in self.facts)
        for year in years:
            if str(year) == str(number.value) and this:
                return "the report's year"
            if str(year - 1) == str(number.value) and last and not this:
                return "last year beside last year's figure"
        return None

    def _figure(self, value: Decimal | Fraction, number: NumberExpression) -> str | None:
        unit = unit_of(number.unit)
        factor = Fraction(unit.factor)
        before, clause = self._scope(number)
        at = clause.find(number.surface)
        hedge = number.modifier
        asked = re.search("目标|要求|应当?$", before)
        if hedge in BOUNDS and (TARGET.search(_since_actual(clause)) or asked):
            hedge = ""
        for exact, why in self._candidates(unit.dimension, (before, clause, at), hedge):
            if _fits(value, exact / factor, hedge):
                return why
        return None

    def _scope(self, number: NumberExpression) -> tuple[str, str]:
        """The clause before, within the sentence, and the figure's own."""
        sentence = _around(self.text, number.start, SENTENCE_END)
        clause = _around(self.text, number.start, CLAUSE_END)
        head = sentence[: sentence.find(clause)].rstrip("，,；")
        return CLAUSE_END.split(head)[-1], clause

    def _named(self, dimension: str, before: str, clause: str, at: int) -> list[Figure]:
        same = [item for item in self.figures if dimension == item[2]]
        return [item for item in same if _names(item[0], clause) or _shortened(item[0], clause, at)] or [
            item for item in same if _names(item[0], before)
        ]

    def _candidates(
        self, dimension: str, scope: tuple[str, str, int], hedge: str
    ) -> Iterator[tuple[Fraction, str]]:
        """Every value the words allow in a dimension: facts first, then one-step derivations."""
        before, clause, at = scope
        change = CHANGE.search(clause.replace("多", "") if hedge == "多" else clause)
        for fact, value, _ in self._named(dimension, before, clause, at):
            if change is None or CHANGE.search(fact.label) or hedge in BOUNDS:
                yield value, f"fact {fact.id}"
        if hedge in BOUNDS:
            return
        both = before + "，" + clause
        terms = [item for item in self.figures if _names(item[0], both) or _says(item[0], both)]
        same = [(fact, value) for fact, value, kind in terms if kind == dimension]
        if SUM.search(both):
            parts = [(fact.id, value) for fact, value in same if not WHOLE.search(fact.label)]
            for size in (2, 3, 4):
                for some in combinations(parts[:12], size):
                    yield (
                        sum((value for _, value in some), Fraction(0)),
                        f"sum {' + '.join(n for n, _ in some)}",
                    )
        if change is not None:
            points = [(fact, value * 100) for fact, value, kind in terms if kind == "ratio"]
            for (one, first), (other, second) in permutations(
                points if dimension == "percentage_point" else same, 2
            ):
                yield first - second, f"difference {one.id} − {other.id}"
        yield from self._quotients(dimension, clause, terms)

    def _quotients(self, dimension: str, clause: str, terms: list[Figure]) -> Iterator[tuple[Fraction, str]]:
        if dimension == "ratio" and REST.search(clause):
            yield from (
                (1 - value, f"complement of {fact.id}") for fact, value, kind in terms if kind == "ratio"
            )
        word = {"ratio": "占|率|增|减|降|幅", "multiple": "倍"}.get(dimension, "均|每")
        if not re.search(word, clause):
            return
        for (one, first, kind), (other, second, under) in permutations(terms, 2):
            share = dimension in {"ratio", "multiple"}
            if (
                not second
                or (share and (kind != under or kind == "ratio"))
                or not (share or kind == dimension)
            ):
                continue
            yield first / second, f"quotient {one.id} ÷ {other.id}"
            if dimension == "ratio" and CHANGE.search(clause):
                yield abs(first / second - 1), f"growth {one.id} ÷ {other.id} − 1"


def _shortened(fact: Fact, clause: str, at: int) -> bool:
    """The letters right before the figure are a part of the label: 帮扶资金 for 困难职工帮扶资金."""
    if TARGET.search(fact.label) or "上年" in fact.label:
        return False
    heads = (clause[max(at - length, 0) : max(at, 0)] for length in (3, 4, 5))
    return any(
        3 * sum(pair in fact.label for pair in pairs) >= 2 * len(pairs)
        for pairs in ([head[index : index + 2] for index in range(len(head) - 1)] for head in heads)
        if pairs
    )


def _names(fact: Fact, words: str) -> bool:
    """Half of a label's letter pairs stand in the words, and its role and year are said."""
    if TARGET.search(fact.label) and not TARGET.search(words):
        return False
    if "上年" in fact.label and not re.search(r"上年|去年|同比|较|比|由|从|\d{4}[年—-]", words):
        return False
    names = (fact.label.replace("上年", ""), *fact.aliases)
    return any(_overlap(name, words) for name in names)


def _overlap(name: str, words: str) -> bool:
    pairs = [name[index : index + 2] for index in range(len(name) - 1)] or [name]
    return 2 * sum(pair in words for pair in pairs) >= len(pairs)


def _says(fact: Fact, words: str) -> bool:
    """The value stands in the words as printed."""
    return re.search(rf"(?<![0-9.]){re.escape(fact.value)}(?![0-9])", words.replace(",", "")) is not None


def _since_actual(words: str) -> str:
    """What is said after the last word for what was done: the figure of 实际… is no target."""
    return re.split("实际|完成|实现|达到", words)[-1]


def _around(text: str, start: int, end: re.Pattern[str]) -> str:
    first = max((match.end() for match in end.finditer(text, 0, start)), default=0)
    after = end.search(text, start)
    return text[first : after.start() if after else len(text)]


def _fits(written: Decimal | Fraction, exact: Fraction, modifier: str) -> bool:
    """Whether a written figure with its hedge is true of an exact value."""
    value = Fraction(written)
    step = _step(written)
    places = decimal_places(written) if isinstance(written, Decimal) else None
    match modifier:
        case ">=" | "不低于" | "达到":
            return exact >= value
        case "<=":
            return exact <= value
        case ">" | "超过" | "超" | "逾":
            return exact > value
        case "<" | "不足":
            return exact < value
        case "余" | "多":
            return value < exact < value + step
        case "近" | "接近":
            return value - step < exact < value
        case "":
            return exact == value if places is None else quantize(exact, places) == value
        case _:
            rounded = quantize(exact, places) if places else quantize(exact / step, 0)
            return Fraction(rounded) * (1 if places else step) == value


def _step(written: Decimal | Fraction) -> Fraction:
    """One unit of the last significant digit: 10 for 60, 1000 for 18000, 0.1 for 1.8."""
    if not isinstance(written, Decimal) or not written:
        return Fraction(1)
    exponent = written.normalize().as_tuple().exponent
    return Fraction(10) ** (exponent if isinstance(exponent, int) else 0)
