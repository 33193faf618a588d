"""The running text of a report in the pieces that are compared: paragraphs with their sections, and their sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from ziping.compare.sections import Section, is_item, sections_of
from ziping.compare.sides import Side
from ziping.language.numerals import NumberExpression
from ziping.language.reports.figures import Figure, Passage
from ziping.language.reports.parts import segments, sentences
from ziping.language.reports.usual import is_usual, own_letters
from ziping.language.sentences import Stretches
from ziping.language.similarity import normalised

_CELL: Final = 30
"""A shorter cell of a table is a label or a remark, not running text."""
_RULE = re.compile("是否|扣完为止|得满分|每.{0,6}扣")
_MARKS = re.compile("[，。；]")


class Sentence(NamedTuple):
    """A sentence, or the part of one between semicolons.

    Attributes:
        paragraph: index of its paragraph.
        start: first code point in the passage.
        end: one past the last.
        text: as written.
        numbers: number expressions, places counted in ``text``.
        dated: words and figures, years masked.
        masked: words, all figures masked.
        own: letters that are the unit's own words; 0 for a sentence every report has.
    """

    paragraph: int
    start: int
    end: int
    text: str
    numbers: tuple[NumberExpression, ...]
    dated: str
    masked: str
    own: int

    @property
    def at(self) -> tuple[int, int]:
        """Paragraph and place."""
        return self.paragraph, self.start


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Attributes:
        index: running number.
        passage: as found by ``Figures``.
        section: what it belongs to.
    """

    index: int
    passage: Passage
    section: Section

    @cached_property
    def bare(self) -> str:
        """Its words and figures."""
        return normalised(self.passage.text)

    @cached_property
    def masked(self) -> str:
        """Its words, figures masked."""
        return normalised(self.passage.text, self.passage.numbers, "figures")

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order."""
        usual = Stretches((start, end) for start, end, text in sentences(self.passage.text) if is_usual(text))
        return tuple(
            _sentence(self, start, end, usual=usual.touch(start, end))
            for start, end, _ in segments(self.passage.text)
        )


@dataclass(frozen=True)
class Text:
    """One report's running text.

    Attributes:
        side: the report.
        paragraphs: in reading order, headings and rules left out.
    """

    side: Side
    paragraphs: tuple[Paragraph, ...]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph.sentences)

    @cached_property
    def letters(self) -> int:
        """Letters of all paragraphs."""
        return sum(len(paragraph.bare) for paragraph in self.paragraphs)

    def of(self, sentence: Sentence) -> Paragraph:
        """The paragraph of a sentence."""
        return self.paragraphs[sentence.paragraph]

    def figures_in(self, sentence: Sentence) -> tuple[Figure, ...]:
        """The figures of a sentence, places counted in its passage."""
        found = self.side.figures.of_passage.get(self.of(sentence).passage.index, ())
        return tuple(figure for figure in found if sentence.start <= figure.start < sentence.end)


def text_of(side: Side) -> Text:
    """The running text of a report."""
    return side.once(_text_of)


def _text_of(side: Side) -> Text:
    kept = [passage for passage in side.figures.passages if _is_text(passage)]
    sections = sections_of(side.figures, kept)
    pieces = zip(kept, sections, strict=True)
    return Text(side, tuple(Paragraph(index, *piece) for index, piece in enumerate(pieces)))


def _is_text(passage: Passage) -> bool:
    """Whether a passage is told, not asked: no heading, no rule, no label."""
    if passage.norm or not passage.text.strip() or (passage.heading and not is_item(passage.text)):
        return False
    if passage.cell is None:
        return True
    return len(passage.text) >= _CELL and bool(_MARKS.search(passage.text)) and not _RULE.search(passage.text)


def _sentence(paragraph: Paragraph, start: int, end: int, *, usual: bool) -> Sentence:
    text = paragraph.passage.text[start:end]
    numbers = tuple(
        number._replace(start=number.start - start, end=number.end - start)
        for number in paragraph.passage.numbers
        if start <= number.start and number.end <= end
    )
    own = 0 if usual or is_usual(text) else own_letters(text)
    return Sentence(
        paragraph.index,
        start,
        end,
        text,
        numbers,
        normalised(text, numbers, "years"),
        normalised(text, numbers, "figures"),
        own,
    )
