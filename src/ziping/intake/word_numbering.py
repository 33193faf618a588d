"""The numbers that Word puts before list items and headings by itself: they stand in no text of the file.

Read as a person sees them (ECMA-376 17.9): number formats, patterns of several levels, numbering that comes with a
style, restarts. Bullets are no numbers. What cannot be told leaves the paragraph without one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ziping.domain.outline import chinese_number

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST: Final = 40
"""Code points of a number; a longer one is no number."""
_LEVELS: Final = 9
_STEPS: Final = 20
"""Styles that one style may be based on."""
_PLACE = re.compile("%([1-9])")
_CLOSED: Final = "、）)．.。：:〕】，"
"""After these nothing stands between number and text."""
_HEAVENLY, _EARTHLY = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL: Final = str.maketrans("零一二三四五六七八九十", "零壹贰叁肆伍陆柒捌玖拾")
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_BY_DIGIT: Final = str.maketrans("0123456789", "〇一二三四五六七八九")
_ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def _counting(number: int) -> str:
    return chinese_number(number) if number < 100 else str(number)


def _roman(number: int) -> str:
    if number >= 4000:
        return str(number)
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters


def _letter(number: int) -> str:
    """A, B, … Z, AA, BB: Word repeats the letter."""
    times, index = divmod(number - 1, 26)
    return chr(ord("A") + index) * (times + 1) if number and times < _LEVELS else str(number)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(_WIDE),
    "decimalFullWidth2": lambda number: str(number).translate(_WIDE),
    "decimalEnclosedCircle": _one_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _one_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "ideographEnclosedCircle": _one_of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "koreanCounting": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "chineseLegalSimplified": lambda number: _counting(number).translate(_LEGAL),
    "ideographLegalTraditional": lambda number: _counting(number).translate(_LEGAL),
    "ideographDigital": lambda number: str(number).translate(_BY_DIGIT),
    "taiwaneseDigital": lambda number: str(number).translate(_BY_DIGIT),
    "japaneseDigitalTenThousand": lambda number: str(number).translate(_BY_DIGIT),
    "ideographTraditional": _one_of(_HEAVENLY),
    "ideographZodiac": _one_of(_EARTHLY),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "none": lambda _number: "",
}
"""How a number is written; ``bullet`` and what is not here is no number."""


class _Level(NamedTuple):
    """One level of a list.

    Attributes:
        start: its first number.
        format: key of ``_FORMATS``.
        pattern: ``%1、``; ``""`` for a level that shows nothing.
        restart: begins anew after a level below this number; 0 for never.
        legal: whether all numbers in it are written 1, 2, 3.
        joined: whether the text follows without a blank.
        style: id of the style it belongs to, None for none.
    """

    start: int
    format: str
    pattern: str
    restart: int
    legal: bool
    joined: bool
    style: str | None


class _List(NamedTuple):
    """A list as paragraphs refer to it: the scheme whose count it shares, its levels, where it begins anew."""

    scheme: str
    levels: Mapping[int, _Level]
    begins: Mapping[int, int]


class _Reference(NamedTuple):
    """``numPr``: the list and the level, None where it does not say."""

    list: str | None
    level: int | None


class WordNumbering:
    """Counts as the paragraphs of a document are read in order."""

    def __init__(self, document: Document) -> None:
        root = _part(document)
        self._styles = {
            style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")
        }
        self._default = next((name for name, style in self._styles.items() if _is_default(style)), None)
        self._lists = {} if root is None else _lists(root, self._styles)
        self._inherited: dict[str | None, _Reference] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> str:
        """The number of the next paragraph with the blank that follows it; ``""`` for one without."""
        found = self._level_of(paragraph) if self._lists else None
        if found is None:
            return ""
        name, index = found
        counted = self._lists[name]
        level = counted.levels[index]
        counts = self._counts.setdefault(counted.scheme, {})
        self._count(counts, name, index)
        text = _PLACE.sub(lambda match: self._shown(counted, counts, int(match[1]) - 1, level), level.pattern)
        if not text.strip() or len(text) > _LONGEST:
            return ""
        return text if level.joined or text[-1] in _CLOSED else f"{text} "

    def _count(self, counts: dict[int, int], name: str, index: int) -> None:
        """One more at a level; deeper ones begin anew."""
        counted = self._lists[name]
        begins = counted.begins.get(index)
        if begins is not None and (name, index) not in self._begun:
            counts[index] = begins
        else:
            counts[index] = counts[index] + 1 if index in counts else counted.levels[index].start
        self._begun.add((name, index))
        for deeper in [other for other in counts if other > index]:
            if deeper not in counted.levels or index < counted.levels[deeper].restart:
                del counts[deeper]

    def _shown(self, counted: _List, counts: Mapping[int, int], index: int, shown_in: _Level) -> str:
        level = counted.levels.get(index)
        if level is None:
            return ""
        write = str if shown_in.legal else _FORMATS.get(level.format)
        return "" if write is None else write(counts.get(index, level.start))

    def _level_of(self, paragraph: Any) -> tuple[str, int] | None:
        """List and level of a paragraph, by its own properties or those of its style."""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = self._default if style is None else style.get(f"{_W}val")
        own = _reference(paragraph)
        inherited = self._of_style(name)
        chosen = inherited.list if own.list is None else own.list
        counted = self._lists.get(chosen or "")
        if chosen is None or counted is None:
            return None
        level = own.level if own.level is not None else inherited.level if own.list is None else 0
        if level is None:
            level = next((n for n, one in counted.levels.items() if one.style == name), 0)
        shown = counted.levels.get(level)
        return (chosen, level) if shown is not None and shown.format in _FORMATS else None

    def _of_style(self, name: str | None) -> _Reference:
        """The numbering of a style or of the nearest style it is based on; its level is that of the style that says so."""
        if name not in self._inherited:
            self._inherited[name] = _style_reference(self._styles, name)
        return self._inherited[name]


def _part(document: Document) -> Any | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            from docx.oxml import parse_xml

            return parse_xml(relation.target_part.blob)
    return None


def _is_default(style: Any) -> bool:
    return style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in {"1", "true", "on"}


def _style_reference(styles: Mapping[str | None, Any], name: str | None) -> _Reference:
    level: int | None = None
    for _ in range(_STEPS):
        style = styles.get(name)
        if style is None:
            break
        own = _reference(style)
        level = own.level if level is None else level
        if own.list is not None:
            return _Reference(own.list, level)
        name = _value(style, "basedOn")
    return _Reference(None, level)


def _reference(element: Any) -> _Reference:
    mark = element.find(f"{_W}pPr/{_W}numPr")
    if mark is None:
        return _Reference(None, None)
    level = _whole(_value(mark, "ilvl"))
    return _Reference(_value(mark, "numId"), level if level is not None and level < _LEVELS else None)


def _lists(root: Any, styles: Mapping[str | None, Any]) -> dict[str, _List]:
    """Every list by its number; 0 is none."""
    schemes = {scheme.get(f"{_W}abstractNumId"): scheme for scheme in root.findall(f"{_W}abstractNum")}
    linked = {num.get(f"{_W}numId"): _value(num, "abstractNumId") for num in root.findall(f"{_W}num")}
    found: dict[str, _List] = {}
    for num in root.findall(f"{_W}num"):
        name, scheme = num.get(f"{_W}numId"), _value(num, "abstractNumId")
        element = schemes.get(scheme)
        link = None if element is None else _value(element, "numStyleLink")
        if link is not None:  # the levels stand in another scheme, which a style names
            scheme = linked.get(_style_reference(styles, link).list, scheme)
            element = schemes.get(scheme)
        if name in {None, "0"} or element is None or scheme is None:
            continue
        levels = _levels(element)
        begins: dict[int, int] = {}
        for change in num.findall(f"{_W}lvlOverride"):
            levels.update(_levels(change))
            index, start = _whole(change.get(f"{_W}ilvl")), _whole(_value(change, "startOverride"))
            if index is not None and start is not None:
                begins[index] = start
        found[name] = _List(scheme, levels, begins)
    return found


def _levels(element: Any) -> dict[int, _Level]:
    found = {}
    for mark in element.findall(f"{_W}lvl"):
        index = _whole(mark.get(f"{_W}ilvl"))
        if index is None or index >= _LEVELS:
            continue
        start, restart = _whole(_value(mark, "start")), _whole(_value(mark, "lvlRestart"))
        found[index] = _Level(
            start=0 if start is None else start,
            format=_value(mark, "numFmt") or "decimal",
            pattern=_value(mark, "lvlText") or "",
            restart=index if restart is None else restart,
            legal=_on(mark, "isLgl"),
            joined=_value(mark, "suff") == "nothing",
            style=_value(mark, "pStyle"),
        )
    return found


def _value(element: Any, name: str) -> str | None:
    mark = element.find(f"{_W}{name}")
    return None if mark is None else mark.get(f"{_W}val")


def _on(element: Any, name: str) -> bool:
    mark = element.find(f"{_W}{name}")
    return mark is not None and mark.get(f"{_W}val") not in {"0", "false", "off"}


def _whole(text: str | None) -> int | None:
    """A whole number of at most six digits."""
    return int(text) if text is not None and re.fullmatch("[0-9]{1,6}", text) else None
