"""Names listed in a sentence: A、B和C, with quotation marks and brackets kept whole."""

from __future__ import annotations

import re

_HELD = re.compile("[“《（(][^”》）)]*[”》）)]")
_CUT = re.compile("、|(?<=”)(?=“)|(?<=》)(?=《)")
_AND = re.compile("(?<=[\u4e00-\u9fff])(?:以及|和|与)(?=[\u4e00-\u9fff]{2})")


def listed_names(text: str) -> tuple[str, ...]:
    """The names of a list joined by 、 and 和; quotation marks and brackets keep what they hold together."""
    held = _HELD.sub(lambda m: f"{m[0][0]}{'甲' * (len(m[0]) - 2)}{m[0][-1]}", text)
    cuts = [match.span() for match in _CUT.finditer(held)]
    pieces, start = [], 0
    for first, last in cuts:
        pieces.append((start, first))
        start = last
    joint = _AND.search(held[start:])
    if joint:
        pieces += [(start, start + joint.start()), (start + joint.end(), len(text))]
    else:
        pieces.append((start, len(text)))
    return tuple(text[first:last].strip() for first, last in pieces if text[first:last].strip())
