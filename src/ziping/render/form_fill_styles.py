"""What the styles of a workbook say about a cell: whether it is grey, whether it holds text."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

_TEXT_FORMAT: Final = 49
"""Number format ``@``."""
_SPREAD: Final = 14
"""Red, green and blue of a grey differ by no more."""
_WHITE: Final = 250
_GREY_INDEXED: Final = frozenset((15, 16, 22, 23, 55))
_LIGHT_THEME: Final = frozenset((0, 2))
"""Theme colours white and light grey; a negative tint darkens them."""


class Fills:
    """The cell formats of a workbook."""

    def __init__(self, styles: Any | None) -> None:
        self._grey: list[bool] = []
        self._text: list[bool] = []
        if styles is None:
            return
        space = f"{{{etree.QName(styles).namespace}}}"
        fills = [_is_grey(fill, space) for fill in styles.iterfind(f"{space}fills/{space}fill")]
        for style in styles.iterfind(f"{space}cellXfs/{space}xf"):
            fill = _index(style.get("fillId"))
            self._grey.append(fill < len(fills) and fills[fill])
            self._text.append(_index(style.get("numFmtId")) == _TEXT_FORMAT)

    def is_grey(self, style: int) -> bool:
        """Whether a cell of this style is filled grey: the system owns it."""
        return style < len(self._grey) and self._grey[style]

    def is_text(self, style: int) -> bool:
        """Whether a cell of this style is formatted as text."""
        return style < len(self._text) and self._text[style]


def _index(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _is_grey(fill: Any, space: str) -> bool:
    pattern = fill.find(f"{space}patternFill")
    if pattern is None or pattern.get("patternType", "none") == "none":
        return False
    if pattern.get("patternType") != "solid":
        return "gray" in str(pattern.get("patternType")).lower()
    color = pattern.find(f"{space}fgColor")
    return color is not None and _is_grey_color(color)


def _is_grey_color(color: Any) -> bool:
    rgb = color.get("rgb", "")
    if len(rgb) in {6, 8}:
        return _is_grey_rgb(rgb[-6:])
    if color.get("theme") is not None:
        tint = color.get("tint", "0")
        return _index(color.get("theme")) in _LIGHT_THEME and (
            tint.startswith("-") or color.get("theme") == "2"
        )
    return _index(color.get("indexed")) in _GREY_INDEXED


def _is_grey_rgb(digits: str) -> bool:
    try:
        parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    except ValueError:
        return False
    return max(parts) - min(parts) <= _SPREAD and max(parts) < _WHITE
