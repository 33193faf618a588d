"""What templates print: figures through facts only, the unit's own words with their figures marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ziping.domain.expression.nodes import names_in
from ziping.domain.fact import Fact
from ziping.drafting.marking import FactMarks, clause, clean, unmarked
from ziping.drafting.writer import DraftRequest
from ziping.language.numerals import find_numbers

PENDING = "待补充"
UNNAMED = "评分标准没有列出的数据"
"""What a template asks for that neither the rubric nor the family's own rubric has a name for."""
_SUFFIXES = {
    ".in_10k": "",
    ".target": "满分线",
    ".vs_target": "与满分线的差距",
    ".gap": "差额",
    ".score": "得分",
}
_SUFFIXES |= {".max_score": "分值", ".lost_points": "扣分"}


def printed(fact: Fact) -> str:
    """A fact as the text shows it; a year takes no thousands comma."""
    return f"{fact.value}年" if fact.unit == "年" else fact.printed


class Figures:
    """Facts of one request, printed with marks; remembers what was missing."""

    def __init__(self, request: DraftRequest) -> None:
        self.marks = FactMarks()
        self.facts = request.facts.by_id()
        self.missing: dict[str, None] = {}
        self._labels = dict(request.family.names)
        self._labels |= {item.id: item.label_zh for item in request.rubric.inputs}
        self._labels |= {item.id: item.label_zh for item in request.rubric.metrics}
        self._labels |= {line.id: line.called for line in request.scorecard.lines}
        self._labels |= {group.id: group.label for group in request.scorecard.groups}
        self._trees = {line.id: line.tree for line in request.scorecard.metrics}
        self._printed: dict[str, str] = {}
        self._words: dict[str, dict[str, str]] = defaultdict(dict)
        for fact in request.facts.facts:
            if fact.origin == "evidence" and fact.sources:
                self._words[fact.id.rpartition(".n")[0]].setdefault(clean(fact.sources[0]), fact.id)

    def f(self, name: str) -> str:
        """The printed value of a fact, marked; ``待补充：<label>`` when there is none."""
        if name not in self._printed:
            fact = self.facts.get(name)
            if fact is None:
                return self.lack(name)
            self._printed[name] = self.marks.wrap(name, printed(fact))
        return self._printed[name]

    def has(self, *names: str) -> bool:
        """Whether all facts are there."""
        return all(name in self.facts for name in names)

    def value(self, name: str) -> Decimal | None:
        """A fact's number for comparisons, None when missing."""
        fact = self.facts.get(name)
        return None if fact is None else fact.decimal

    def is_zero(self, name: str) -> bool:
        """Whether the figure is known and 0."""
        return self.value(name) == 0

    def label(self, name: str) -> str:
        """What a figure is called; never its id."""
        fact = self.facts.get(name)
        if fact is not None:
            return fact.label
        if name in self._labels:
            return self._labels[name]
        stem, _, suffix = name.rpartition(".")
        return f"{self.label(stem)}{_SUFFIXES.get(f'.{suffix}', '')}" if stem else UNNAMED

    def lack(self, *names: str) -> str:
        """``待补充：年初预算、全年预算数`` for those of the names that are missing."""
        absent = [name for name in names if name not in self.facts]
        for name in absent:
            self._remember(name)
        return f"{PENDING}：{'、'.join(dict.fromkeys(self.label(name) for name in absent))}"

    def ask(self, *labels: str) -> str:
        """``待补充：`` with what is asked for in words, remembered for the list of what is missing."""
        self.missing.update(dict.fromkeys(map(unmarked, labels)))
        return f"{PENDING}：{'、'.join(labels)}"

    def ask_for(self, subject: str, *labels: str) -> str:
        """As ``ask``; the list of what is missing also says for which subject."""
        self.missing[f"{unmarked(subject)}：{'、'.join(labels)}"] = None
        return f"{PENDING}：{'、'.join(labels)}"

    def _remember(self, name: str) -> None:
        """A missing metric is asked for by the inputs it needs."""
        stem = name if name in self._labels else name.rpartition(".")[0]
        if stem in self._trees:
            for inner in names_in(self._trees[stem]):
                if inner not in self.facts and inner != stem:
                    self._remember(inner)
        else:
            self.missing[self.label(stem or name)] = None

    def own(self, prefix: str, text: str) -> str:
        """The unit's words as part of a sentence, each figure marked with its evidence fact."""
        words = clause(text)
        known = self._words.get(prefix)
        if not known or not any(surface in words for surface in known):
            return words
        pieces, position = [], 0
        for number in find_numbers(words):
            fact = known.get(number.surface)
            if fact is not None:
                pieces += [words[position : number.start], self.marks.wrap(fact, number.surface)]
                position = number.end
        return "".join([*pieces, words[position:]])

    def owns(self, prefix: str, texts: Iterable[str]) -> list[str]:
        """Several texts of one subject, empty ones left out."""
        return [self.own(prefix, text) for text in texts if clause(text)]
