"""A text read once: numbers, clauses, names of facts; and the words around each figure with how much they count."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeAlias, TypeVar

from ziping.language.claims.known import Known, KnownTable
from ziping.language.claims.lists import named_figures, names_in
from ziping.language.claims.stated import QUANTITIES, Stated
from ziping.language.labels import FULL, Mention, clean_text, pairs
from ziping.language.numerals import NumberExpression, NumberKind, find_numbers
from ziping.language.sentences import CROWDED, MOST_IN_SENTENCE, Clause, Outline, Span

_STOP_AFTER = re.compile("[，,。；;！？!?\n（）()：:、]")
_PARTS_FOLLOW = re.compile("出自|来自|源自|集中在|主要在|分布在")
"""所扣5分出自绩效目标完整性: what follows names where the points were lost, not whose sum they are."""
_BETWEEN = re.compile("^[ ]?(?:、|和|与|及|以及|，|,|/|；)[ ]?$")
_MARKS = frozenset(("，", ",", "；"))
OF_WHICH = re.compile("[，,（(：:](?:其中|包括|包含|含)")
"""核定编制30名，其中行政编制18名、事业编制12名: the parts follow."""
_FIRST_OF = re.compile("(?P<rate>[\u4e00-\u9fff]{2}率)最[高低]")
_LAST_OF = re.compile("最[高低]|次之|其次|居次|居中")
_LONGEST_JOIN = 5
_NOISE = re.compile("本单位|我单位|单位自评|自评|我会|本会|本项|该项|全年|本年度|当年|其中")
_SHARED_UNIT = re.compile("^[ ]?(?:、|和|与|及|以及|至|到|-|—)[ ]?$")
_FILLER = re.compile(
    "[为达到是约共计合有了在至由的和与及并其中且均各分别依次实现完成占比近超逾已经就将从、:：\\s]+|控制|保持|稳定"
)
LACKING = "待补充："
"""What follows is the name of something not handed in, and names no figure after it."""
_BECOMES = re.compile("[\u4e00-\u9fff]{2}[为到至]")
"""由742.36万元调整为…: what follows a figure names what became of it."""
_CARRY = (550, 350, 220, 140)
"""How much the words of the clauses before count, nearest first."""
_SAME_CLAUSE, _AFTER, _AFTER_WEAK, _LAST_SENTENCE = 400, 1000, 450, 90


class Words(NamedTuple):
    """A stretch of the text around a figure with the weight of its words."""

    start: int
    end: int
    weight: int


class Reading(Outline):
    """One text with everything that is looked up once."""

    def __init__(self, text: str, table: KnownTable) -> None:
        self.text = text
        self.table = table
        self.numbers = find_numbers(text)
        super().__init__(text, [(number.start, number.end) for number in self.numbers])
        self.mentions = table.labels.mentions(text)
        self.figures = tuple(
            number for number in self.numbers if number.kind in QUANTITIES and not is_year(number)
        )
        self._ordinals = tuple(number for number in self.numbers if number.kind is NumberKind.ORDINAL)
        self._ordinal_starts = [ordinal.start for ordinal in self._ordinals]
        self._starts = [figure.start for figure in self.figures]
        self._telling: dict[tuple[int, int], frozenset[str]] = {}
        self._carried_weights: dict[int, dict[str, int]] = {}
        self._pairs: dict[tuple[int, int], frozenset[str]] = {}
        self._near: dict[tuple[int, int], Mapping[int, int]] = {}
        self.remembered: defaultdict[Callable[..., Any], dict[int, Any]] = defaultdict(dict)
        """What ``once_a_figure`` found."""
        self._crowded: dict[int, bool] = {}
        self._before: dict[int, Span] = {}
        self._after: dict[int, Span] = {}
        self._runs = tuple(self._iter_runs())
        self._run_of = {figure.start: run for run in self._runs for figure in run}
        self._lists = dict(named_figures(self, self._runs))

    def meant(self, mention: Mention) -> Known | None:
        """The one figure a name stands for, this year's before others', None when several remain."""
        facts = [self.table.known[index] for index in mention.facts if index in self.table.known]
        before = self.text[max(0, mention.start - 6) : mention.start].rstrip("的年度")
        year = self.table.year
        back = before.endswith(("上", "去", "上一", str(year - 1)))
        wanted = year - 1 if back else year
        timely = [known for known in facts if known.year == wanted] or facts
        if len(timely) > 1:
            timely = [known for known in timely if mention.name in known.names] or timely
        return timely[0] if len(timely) == 1 else None

    def mention_at(self, place: int) -> Mention | None:
        """The name that begins last at or before a place, whether or not it reaches it."""
        index = bisect_left(self.mentions, (place + 1,))
        return self.mentions[index - 1] if index else None

    def lists(self, clauses: Iterable[Clause]) -> Iterator[tuple[Span, ...]]:
        """Every list of names in a clause without figures before it: A、B和C合计."""
        for clause in clauses:
            figures = self.figures_in(clause.start, clause.end)
            end = figures[0].start if figures else clause.end
            parts = names_in(self.text, Span(clause.start, end))
            if len(parts) > 1:
                yield tuple(parts)

    def run_of(self, number: NumberExpression) -> tuple[NumberExpression, ...]:
        """The list of figures a figure stands in, () when it stands alone."""
        return self._run_of.get(number.start, ())

    def before(self, number: NumberExpression) -> Span:
        """The words right before a figure: from the figure before it, or its clause's beginning."""
        span = self._before.get(number.start)
        if span is None:
            clause = self.clauses[self.clause_of(number.start)]
            index = bisect_left(self._starts, number.start)
            previous = self.figures[index - 1].end if index else 0
            span = Span(min(max(previous, clause.start), number.start), number.start)
            self._before[number.start] = span
        return span

    def after(self, number: NumberExpression) -> Span:
        """The words right after a figure, up to a mark or the next figure."""
        span = self._after.get(number.start)
        if span is None:
            index = bisect_left(self._starts, number.end)
            following = self._starts[index] if index < len(self._starts) else len(self.text)
            following = min(following, max(self.clauses[self.clause_of(number.start)].end, number.end))
            stop = _STOP_AFTER.search(self.text, number.end, following)
            if number.unit == "分" and _PARTS_FOLLOW.match(self.text, number.end):
                following, stop = number.end, None
            span = Span(number.end, stop.start() if stop else max(number.end, following))
            self._after[number.start] = span
        return span

    def figures_in(self, start: int, end: int) -> tuple[NumberExpression, ...]:
        """The figures that begin within a stretch."""
        return self.figures[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def is_crowded(self, place: int) -> bool:
        """Whether the sentence at a place has more figures than prose ever has, so that no words go with each."""
        sentence = self.sentence_of(place)
        found = self._crowded.get(sentence)
        if found is None:
            clauses = self.of_sentence(sentence)
            figures = self.figures_in(clauses[0].start, clauses[-1].end)
            found = self._crowded[sentence] = len(figures) > CROWDED
        return found

    def is_wordless(self, place: int) -> bool:
        """Whether no words stand in the clause of a place, in such a crowd of figures: nothing says what they are."""
        if not self.is_crowded(place):
            return False
        clause = self.clauses[self.clause_of(place)]
        return not self.pairs_in(clause.start, clause.end)

    def ordinals_in(self, start: int, end: int) -> tuple[NumberExpression, ...]:
        """The ordinals and section marks that begin within a stretch."""
        starts = self._ordinal_starts
        return self._ordinals[bisect_left(starts, start) : bisect_left(starts, end)]

    def figures_from(self, place: int) -> Iterator[NumberExpression]:
        """The figures that begin at ``place`` or later, as many as one sentence may hold."""
        first = bisect_left(self._starts, place)
        for index in range(first, min(first + MOST_IN_SENTENCE, len(self._starts))):
            yield self.figures[index]

    def announcing(self, number: NumberExpression) -> str:
        """The words that may announce arithmetic: the clause up to the figure, and the one before it."""
        index = self.clause_of(number.start)
        clause = self.clauses[index]
        own = self.text[clause.start : number.start]
        if index and self.clauses[index - 1].sentence == clause.sentence:
            earlier = self.clauses[index - 1]
            before = self.text[earlier.start : earlier.end] + "，"
            return self._ranked(earlier, before) + before + own
        return own

    def _ranked(self, clause: Clause, words: str) -> str:
        """The rate that the sentence ranks (得分率最高的是A，为95%；最低的是B，为80%), when a clause goes on ranking."""
        if not _LAST_OF.search(words):
            return ""
        first = self.of_sentence(clause.sentence)[0]
        rate = _FIRST_OF.search(self.text, first.start, clause.start)
        return rate["rate"] if rate else ""

    def announcing_after(self, number: NumberExpression) -> str:
        """The words after a figure, or those that open its parts: …，其中."""
        opens = OF_WHICH.match(self.text, number.end)
        return opens[0] if opens else self.words(self.after(number))

    def opening(self, number: NumberExpression) -> Span:
        """The words before a figure, with the clause before when these say nothing (最低的是满意度，为80%)."""
        span = self.before(number)
        index = self.clause_of(number.start)
        clause, earlier = self.clauses[index], self.clauses[max(index - 1, 0)]
        bare = span.start == clause.start and clause.depth == earlier.depth and not self.has_content(span)
        return Span(earlier.start, span.end) if bare and earlier.sentence == clause.sentence else span

    def words(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]

    def clause_text(self, number: NumberExpression) -> str:
        """The whole clause of a figure."""
        clause = self.clauses[self.clause_of(number.start)]
        return self.text[clause.start : clause.end]

    def has_content(self, span: Span) -> bool:
        """Whether a span says more than 为 or 达到."""
        return _says_something(self.text[span.start : span.end])

    def own_words(self, number: NumberExpression) -> str:
        """The words a figure shares with no other: right before it, its name in a list, right after it."""
        name = self.listed(number)
        listed = self.text[name.start : name.end] if name is not None else self.words(self.before(number))
        return f"{listed}，{self.words(self.after(number))}"

    def listed(self, number: NumberExpression) -> Span | None:
        """The name a list gives to a figure: A、B分别为1、2."""
        return self._lists.get(number.start)

    def context(self, number: NumberExpression) -> dict[str, int]:
        """Pairs of letters around a figure that labels have, with how much each counts for what it is about."""
        index = self.clause_of(number.start)
        carried = self._carried_weights.get(index)
        if carried is None:
            carried = self._carried_weights[index] = {}
            self._weigh(carried, self._carried(index, self.clauses[index]))
        weights = carried.copy()
        self._weigh(weights, self._around(number))
        return weights

    def _weigh(self, weights: dict[str, int], stretches: Iterable[Words]) -> None:
        """Adds the pairs of letters of stretches; the highest weight of a pair stands."""
        for start, end, weight in stretches:
            if end > start:
                for token in self._telling_pairs(start, end):
                    if weights.get(token, 0) < weight:
                        weights[token] = weight

    def _telling_pairs(self, start: int, end: int) -> frozenset[str]:
        found = self._telling.get((start, end))
        if found is None:
            told = pairs(_NOISE.sub("，", clean_text(self.text[start:end])))
            found = self._telling[start, end] = frozenset(told & self.table.labels.weights.keys())
        return found

    def pairs_in(self, start: int, end: int) -> frozenset[str]:
        """Pairs of letters of a stretch, as labels are compared."""
        found = self._pairs.get((start, end))
        if found is None:
            found = self._pairs[start, end] = pairs(clean_text(self.text[start:end]))
        return found

    def near(self, start: int, end: int) -> Mapping[int, int]:
        """Kinship of a stretch to every fact that is a figure and shares a pair of letters with it."""
        found = self._near.get((start, end))
        if found is None:
            labels = self.table.labels
            worth = labels.worth(dict.fromkeys(self.pairs_in(start, end), FULL))
            found = self._near[start, end] = labels.near(worth, self.table.dimensions())
        return found

    def _around(self, number: NumberExpression) -> Iterator[Words]:
        name = self.listed(number)
        if name is not None:
            yield Words(name.start, name.end, FULL)
        before, after = self.before(number), self.after(number)
        clause = self.clauses[self.clause_of(number.start)]
        named = self.has_content(before) or name is not None
        resumed = self.clauses[clause.resumes] if clause.resumes >= 0 else None
        whole = before.start == clause.start
        if name is None or not before.start <= name.start < before.end:
            yield Words(*before, FULL)
        if name is None and resumed is not None and whole:
            yield Words(resumed.start, resumed.end, FULL)
        yield Words(clause.start, before.start, _SAME_CLAUSE)
        bound = self.text.startswith("的", number.end)
        if not _BECOMES.match(self.text, after.start):
            yield Words(*after, _AFTER if bound or not named else _AFTER_WEAK)

    def _carried(self, index: int, clause: Clause) -> Iterator[Words]:
        sentence = clause.sentence
        earlier = [other for other in self.clauses[max(0, index - 8) : index] if other.depth <= clause.depth]
        earlier = [other for other in earlier if not self.text.endswith(LACKING, 0, other.start)]
        same = [other for other in reversed(earlier) if other.sentence == sentence]
        opened = bool(same) and same[0].depth < clause.depth and same[0].end == clause.start - 1
        for other, weight in zip(same, (FULL, *_CARRY) if opened else _CARRY, strict=False):
            yield Words(other.start, other.end, weight)
        for other in [other for other in reversed(earlier) if other.sentence == sentence - 1][:4]:
            yield Words(other.start, other.end, _LAST_SENTENCE)

    def _iter_runs(self) -> Iterator[tuple[NumberExpression, ...]]:
        """Figures with nothing but 、, 和 or a comma between them, two or more."""
        run: list[NumberExpression] = []
        for figure in self.figures:
            if run and (len(run) == MOST_IN_SENTENCE or not self._joined(run[-1], figure)):
                if len(run) > 1:
                    yield tuple(run)
                run = []
            run.append(figure)
        if len(run) > 1:
            yield tuple(run)

    def _joined(self, one: NumberExpression, other: NumberExpression) -> bool:
        if other.start - one.end > _LONGEST_JOIN:
            return False
        match = _BETWEEN.match(self.text[one.end : other.start])
        if match is not None and match[0].strip() in _MARKS and one.unit and other.unit:
            return one.unit == other.unit  # 95.60%和93.80%，两项均… ends a list
        return match is not None


@lru_cache(maxsize=4096)
def _says_something(words: str) -> bool:
    return len(_FILLER.sub("", clean_text(words))) >= 2


def begun_in(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """The names that begin within a stretch; ``mentions`` in order."""
    return mentions[bisect_left(mentions, (start,)) : bisect_left(mentions, (end,))]


def mentions_in(mentions: Sequence[Mention], start: int, end: int) -> tuple[Mention, ...]:
    """The names that stand within a stretch; ``mentions`` in order, none overlapping another."""
    found = []
    for index in range(bisect_left(mentions, (start,)), len(mentions)):
        if mentions[index].end > end:
            break
        found.append(mentions[index])
    return tuple(found)


_T = TypeVar("_T")
_Words: TypeAlias = Callable[[Reading, Stated], _T]


def once_a_figure(work: _Words[_T]) -> _Words[_T]:
    """``work`` that is done once for each place of a reading; it may look at the figure's place, not its value."""

    @wraps(work)
    def remembered(reading: Reading, figure: Stated) -> _T:
        known, place = reading.remembered[work], figure.number.start
        found = known.get(place)
        if found is None:
            found = known[place] = work(reading, figure)
        return found

    return remembered


_NEGATED = re.compile("(?:未|不|没有|没|未曾)$")


def is_negated(text: str, number: NumberExpression) -> bool:
    """Whether 未 or 不 stands right before a hedge that belongs to the figure (未超过38人)."""
    return bool(number.modifier and _NEGATED.search(text, max(0, number.start - 3), number.start))


def is_year(number: NumberExpression) -> bool:
    """Whether the expression is a calendar year or a range of them."""
    return number.kind is NumberKind.YEAR or (number.kind is NumberKind.RANGE and number.unit == "年")


def shared_unit(reading: Reading, number: NumberExpression) -> str | None:
    """The unit a figure of a list leaves to the last one (3.12、4.30万元), None when it has its own."""
    if number.unit and not _is_points_cut_short(reading, number):
        return None
    at = number
    for other in reading.figures_from(number.end):
        if not _SHARED_UNIT.match(reading.text[at.end : other.start]):
            return None
        if other.unit:
            return other.unit
        at = other
    return None


def _is_points_cut_short(reading: Reading, number: NumberExpression) -> bool:
    """Whether 个 is the first half of 个百分点, which a list says once (高3.10个和1.70个百分点)."""
    following = next(reading.figures_from(number.end), None)
    return number.unit == "个" and following is not None and following.unit == "百分点"
