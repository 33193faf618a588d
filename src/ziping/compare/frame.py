"""What stands around the running text in both years: headings and table cells whose words changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from ziping.domain.comparison import ParagraphPair, TextRelation
from ziping.domain.document import Document, Heading, Table
from ziping.domain.place import Place
from ziping.language.similarity import Likeness, edits, normalised, percent, ratio

_LIKE: Final = 60
"""Likeness from which a heading is last year's with other words."""
_FIGURE: Final = re.compile(r"[-−+]?[0-9０-９][0-9０-９,，.．]*\s*[%％]?|[—/／-]?")
_YEARS: Final = re.compile("20[0-9]{2}")


def heading_pairs(this: Document, last: Document) -> Iterator[ParagraphPair]:
    """Headings of both years: the same words, the likest ones, and those only one of the reports has."""
    free, ours = _headings(last), []
    for heading in _headings(this):
        like = next((one for one in free if one.text == heading.text), None)
        if like is None:
            ours.append(heading)
            continue
        free.remove(like)
        yield _pair("same", like, heading)
    for heading in ours:
        likest = max(free, key=lambda one: _likeness(one, heading), default=None)
        if likest is None or _likeness(likest, heading) < _LIKE:
            yield ParagraphPair(relation="new", text_this=heading.text, place_this=heading.place)
            continue
        free.remove(likest)
        yield _pair("edited", likest, heading)
    for heading in free:
        yield ParagraphPair(relation="gone", text_last=heading.text, place_last=heading.place)


def _likeness(one: Heading, other: Heading) -> Likeness:
    return ratio(normalised(one.text), normalised(other.text))


def _pair(relation: TextRelation, last: Heading, this: Heading) -> ParagraphPair:
    return _changed(last.text, this.text, last.place, this.place).model_copy(update={"relation": relation})


def _headings(document: Document) -> list[Heading]:
    return [block for block in document.blocks if isinstance(block, Heading)]


def _changed(last: str, this: str, place_last: Place, place_this: Place) -> ParagraphPair:
    return ParagraphPair(
        relation="edited",
        text_last=last,
        text_this=this,
        similarity=percent(ratio(normalised(last), normalised(this))),
        edits=edits(last, this),
        place_last=place_last,
        place_this=place_this,
    )


def changed_cells(this: Document, last: Document) -> Iterator[ParagraphPair]:
    """Cells of tables that both years have, with other words or figures; rows are found by their labels.

    A row that is new is a ``new`` cell each; rows that are gone, and tables of another layout, are left out.
    """
    free = list(last.tables)
    for table in this.tables:
        like = next((one for one in free if _same_layout(one, table)), None)
        if like is not None:
            free.remove(like)
            yield from _cells(table, like)


def _same_layout(one: Table, other: Table) -> bool:
    return one.width == other.width and _head(one) == _head(other)


def _head(table: Table) -> tuple[str, ...]:
    return tuple(_YEARS.sub("#", "".join(cell.text.split())) for cell in table.row(0))


def _cells(this: Table, last: Table) -> Iterator[ParagraphPair]:
    rows = {key: row for row, key in enumerate(_keys(last))}
    for row, key in enumerate(_keys(this)):
        source = rows.get(key)
        for cell in this.row(row):
            if cell.row != row or not cell.text:
                continue
            place = this.place_of(cell.row, cell.column)
            if source is None:
                yield ParagraphPair(relation="new", text_this=cell.text, place_this=place)
                continue
            before = last.at(source, cell.column)
            if before is not None and before.text != cell.text:
                yield _changed(before.text, cell.text, last.place_of(before.row, before.column), place)


def _keys(table: Table) -> Sequence[tuple[str, ...]]:
    """What each row is about: its labels, years masked, and how often the same labels stood above."""
    seen: Counter[tuple[str, ...]] = Counter()
    keys = []
    for row in range(table.height):
        texts = ("".join(cell.text.split()) for cell in table.row(row))
        labels = tuple(_YEARS.sub("#", text) for text in texts if not _FIGURE.fullmatch(text))[:3]
        keys.append((*labels, str(seen[labels])))
        seen[labels] += 1
    return keys
