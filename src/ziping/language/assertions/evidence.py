"""What a unit's own texts support: names, words near each other, and bodies under their short forms.

Texts are compared as labels are (width folded; quotes, brackets, spaces and 的 left out) and by pairs of neighbouring
letters, so that a paraphrase that keeps the content words is supported whatever their order. No segmenter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ziping.language.assertions.lexicon import (
    Lexicon,
    Term,
    Vocabulary,
    common_words,
    lexicon_with,
    plain_words,
    shipped_lexicon,
)
from ziping.language.labels import COMMON, clean, clean_text, pairs

_TIES = frozenset(
    "的了和与及等在对为由以于从向按把将被并也又都均各每其该本此是有无不未已再仍还就但而或如若则因之这那何着才较使让给"
)
"""Letters that tie words together and are part of none that claims anything."""
_LIGHT = frozenset(
    "共内外前后中上下间时日月年天名人家户个项场次件份所元万亿分者性化率度量数额全新多大小更到得至能应需同经过"
    "第区市县省州镇街乡级条批期类种位岁支只台套亩起宗篇周里一二三四五六七八九十百千零两半几余约近超自当"
    "比少费缺晚早快慢仅占计差含满足偏受且遭系待难易够尚逐随凭依循沿往送可"
)
"""Letters that count, measure or compare: alone they claim nothing, beside an unknown letter they are part of its word."""
_TAILS = frozenset("书会站班赛营展节奖杯榜室屋园店队团组网码卡券包课函馆廊坛")
"""A last letter that makes another thing of the word before it (责任 → 责任书)."""
_LETTERS = re.compile("[\u4e00-\u9fffA-Za-z]+")
_MARKS = re.compile(r"[+＋·・—\-/、，,]")
_BRACKETS = dict.fromkeys(map(ord, "（）()“”‘’"), "，")
_MIN_NAME = 2
_CARRIED = 6
"""A statement is carried by the evidence when less than one in so many of its letters are in nothing."""
_STRANGER = 3
"""A gap of this weight is a thing of its own, however much stands around it."""


class Gap(NamedTuple):
    """``text[start:end]`` is in no evidence and no general word.

    Attributes:
        start: first code point.
        end: one past the last.
        weight: letters that nothing has; a tail that makes another thing of a known word weighs as a word.
    """

    start: int
    end: int
    weight: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """An index of texts, built once by ``evidence_of``.

    Attributes:
        items: each text, clean and with bodies under their short forms.
        lexicon: terms, with those of the user.
    """

    items: tuple[str, ...]
    lexicon: Lexicon = field(repr=False)
    joined: str = field(repr=False)
    """All items, parted by line breaks."""
    tokens: dict[str, tuple[int, ...]] = field(repr=False)
    """A pair of letters → the items that have it."""
    bodies: tuple[str, ...] = field(repr=False)
    """Stretches that may hold the name of a body."""

    def holds(self, name: str) -> bool:
        """Whether a name stands in the texts, apart from quotes, brackets, dashes and short forms."""
        wanted = plain_name(name, self.lexicon)
        return len(wanted) < _MIN_NAME or wanted in self.joined

    def knows_body(self, name: str) -> bool:
        """Whether a body is named, in full or short: its letters stand in order within one of the texts' names."""
        wanted = plain_name(name, self.lexicon)
        if wanted in self.joined:
            return True
        core = re.sub("^(?:本|该|我)?[省市区县镇乡]", "", wanted)
        if len(core) >= 3 and core in self.joined:
            return True
        if len(wanted) < 2:
            return True
        return any(_in_order(wanted, body) or _ends_as(body, wanted) for body in self.bodies)

    def gaps(self, text: str, *, strict: bool) -> tuple[Gap, ...]:
        """Stretches of a text that neither the evidence nor general words have.

        Args:
            text: a clause or part of one.
            strict: only words without content of their own count as general.
        """
        told = clean(text.translate(_BRACKETS))
        letters = told.text
        marked = bytearray(len(letters))
        words: Vocabulary = plain_words() if strict else common_words()
        words.mark(letters, marked)
        self._mark_known(letters, marked)
        found = []
        for run in _LETTERS.finditer(letters):
            for start, end, weight in _bare(letters, marked, run.span(), strict=strict):
                if not self._short_form(letters, start, end):
                    found.append(Gap(told.places[start], told.places[end - 1] + 1, weight))
        return tuple(found)

    def unsupported(self, text: str) -> tuple[Gap, ...]:
        """The gaps of what is said to be a fact, none when the rest carries it: a paraphrase may add a word."""
        gaps = self.gaps(text, strict=True)
        content = sum(letter.isalpha() and letter not in _TIES for letter in text)
        missing = sum(gap.weight for gap in gaps)
        if missing * _CARRIED < content and all(gap.weight < _STRANGER for gap in gaps):
            return ()
        return tuple(gap for gap in gaps if gap.weight > 1 or missing > 1)

    def _mark_known(self, letters: str, marked: bytearray) -> None:
        tokens = self.tokens
        for place in range(len(letters) - 1):
            if letters[place : place + 2] in tokens:
                marked[place] = marked[place + 1] = 1

    def _short_form(self, letters: str, start: int, end: int) -> bool:
        """Whether a stretch, with a letter around it, is a body's or meeting's name in its other form."""
        for wide in ((start, end), (max(0, start - 2), end), (max(0, start - 2), end + 2), (start, end + 2)):
            stretch = letters[wide[0] : wide[1]]
            other = shortened(stretch, self.lexicon)
            if other != stretch and other in self.joined:
                return True
        return False

    def share(self, text: str, item: int) -> int:
        """How many telling pairs of letters a text shares with an item."""
        return len(_telling(text) & pairs(self.items[item]))

    def near(self, text: str, least: int) -> tuple[int, ...]:
        """The items that share at least so many telling pairs with a text, most first."""
        counts: dict[int, int] = {}
        for token in _telling(text):
            for item in self.tokens.get(token, ()):
                counts[item] = counts.get(item, 0) + 1
        return tuple(
            sorted((item for item, count in counts.items() if count >= least), key=lambda item: -counts[item])
        )

    def whole_in_one(self, text: str) -> bool:
        """Whether one item alone has all content of a text (a short honour, a name)."""
        told = clean_text(text)
        wanted = _content(told)
        if not wanted:
            return True
        first = min(wanted, key=lambda token: len(self.tokens.get(token, ())))
        return any(
            all(item in self.tokens.get(token, ()) for token in wanted) for item in self.tokens.get(first, ())
        )


def evidence_of(texts: Iterable[str], extra: Collection[Term] = ()) -> Evidence:
    """The index of a unit's texts.

    Args:
        texts: tasks, results, notes, documents, duties, labels: whatever the report may draw on.
        extra: the user's own terms, beside the shipped ones.
    """
    lexicon = lexicon_with(extra)
    known = {item: clean_text(text) for text in texts if (item := plain_name(text, lexicon))}
    items = tuple(known)
    tokens: dict[str, list[int]] = {}
    for index, (item, full) in enumerate(known.items()):
        for token in sorted(pairs(item) | pairs(full)):
            tokens.setdefault(token, []).append(index)
    joined = "\n".join(items)
    _add_same(tokens, joined, lexicon)
    return Evidence(
        items=items,
        lexicon=lexicon,
        joined=joined,
        tokens={token: tuple(found) for token, found in tokens.items()},
        bodies=tuple(dict.fromkeys(_bodies(items, lexicon))),
    )


def _add_same(tokens: dict[str, list[int]], joined: str, lexicon: Lexicon) -> None:
    """Words of one meaning stand for each other where the evidence has one of them."""
    for group in lexicon.names("same"):
        words = group.split("=")
        if any(word in joined for word in words):
            for word in words:
                for token in sorted(pairs(word)):
                    tokens.setdefault(token, [])


def plain_name(text: str, lexicon: Lexicon | None = None) -> str:
    """A name or text as it is compared: clean, without joining marks, bodies in their short forms."""
    return shortened(_MARKS.sub("", clean_text(text)), lexicon or shipped_lexicon())


@cache
def _short_forms(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]]:
    forms = dict(name.split("=", 1) for name in lexicon.names("short"))
    return re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or r"(?!)"), forms


def full_forms(lexicon: Lexicon) -> tuple[str, ...]:
    """The full forms of bodies that have a short one, longest first."""
    return tuple(sorted(_short_forms(lexicon)[1], key=len, reverse=True))


def shortened(text: str, lexicon: Lexicon) -> str:
    """``text`` with bodies and meetings under their short forms."""
    pattern, forms = _short_forms(lexicon)
    return pattern.sub(lambda match: forms[match[0]], text)


def _bodies(items: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Up to 24 letters before the end of each body's name, and short texts as a whole."""
    for item in items:
        if len(item) <= 24:
            yield item
        for hit in lexicon.find("body", item):
            yield item[max(0, hit.start - 16) : hit.end]
        for match in re.finditer("总工会|委员会|工会|委", item):
            yield item[max(0, match.start() - 16) : match.end()]


def _in_order(short: str, name: str) -> bool:
    """Whether the letters of ``short`` stand in order in ``name``, the last of both the same."""
    if not name.endswith(short[-1]):
        return False
    letters = iter(name)
    return all(letter in letters for letter in short)


def _ends_as(body: str, name: str) -> bool:
    """A short name of the evidence written out with its place: 团市委 → 共青团沧溪市委."""
    return 3 <= len(body) <= 5 and len(name) <= 12 and _in_order(body, name) and name.endswith(body[-2:])


def _bare(
    letters: str, marked: bytearray, run: tuple[int, int], *, strict: bool
) -> Iterator[tuple[int, int, int]]:
    """Stretches of unmarked letters, ties left out, each with its weight; with ``strict`` lone letters as well."""
    start, end = run
    place = start
    while place < end:
        if marked[place] or letters[place] in _TIES:
            place += 1
            continue
        stop = place
        while stop < end and not marked[stop] and letters[stop] not in _TIES:
            stop += 1
        first = letters[place]
        own = sum(letter not in _LIGHT for letter in letters[place:stop])
        if own and stop - place > 1:
            yield place, stop, min(own + 1, stop - place)
        elif strict and stop - place == 1 and first not in _LIGHT:
            tail = first in _TAILS and place > start and marked[place - 1]
            yield max(start, place - 1), min(end, stop + (place == start)), _STRANGER if tail else 1
        place = stop


def _content(letters: str) -> frozenset[str]:
    """Pairs of letters that are not only ties."""
    return frozenset(token for token in pairs(letters) if not frozenset(token) <= _TIES | _LIGHT)


def _telling(text: str) -> frozenset[str]:
    """Pairs that tell one subject from another."""
    return _content(clean_text(text)) - COMMON
