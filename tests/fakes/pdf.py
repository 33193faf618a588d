"""Small PDFs for tests, written by hand: text at places, ruled lines, pictures, encryption; no library needed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842
SIZE = 16
LEFT, TOP, PITCH = 79, 740, 29
"""Where running text begins, and its line pitch; 27 characters a line reach the right margin."""

_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
    b"endcmap CMapName currentdict /CMap defineresource pop end end"
)


class Text(NamedTuple):
    """A line of text; its baseline in points from the bottom left."""

    text: str
    x: float = LEFT
    y: float = TOP
    size: float = SIZE
    spoken: str = ""
    """What the file says it is (``ActualText``), which one of the two readers believes."""


class Rule(NamedTuple):
    """A ruled line."""

    x0: float
    y0: float
    x1: float
    y1: float


def lines(*texts: str, first: float = TOP) -> list[Text]:
    """Lines of running text from top to bottom."""
    return [Text(text, y=first - number * PITCH) for number, text in enumerate(texts)]


def table(
    rows: Sequence[Sequence[str]], top: float = 600, width: float = 100, height: float = 30
) -> list[Text | Rule]:
    """A ruled table; an empty text merges the cell with the one to its left."""
    items: list[Text | Rule] = []
    columns = len(rows[0])
    for number in range(len(rows) + 1):
        y = top - number * height
        items.append(Rule(LEFT, y, LEFT + columns * width, y))
    for row, texts in enumerate(rows):
        y = top - row * height
        for column, text in enumerate([*texts, "|"]):
            x = LEFT + column * width
            if text:
                items.append(Rule(x, y, x, y - height))
            if text and text != "|":
                items.append(Text(text, x + 4, y - 20, 10))
    return items


def _shown(item: Text | Rule) -> bytes:
    if isinstance(item, Rule):
        return f"0.5 w {item.x0} {item.y0} m {item.x1} {item.y1} l S".encode()
    codes = item.text.encode("utf-16-be").hex()
    shown = f"BT /F {item.size} Tf {item.x} {item.y} Td <{codes}> Tj ET"
    if item.spoken:
        shown = f"/Span <</ActualText <FEFF{item.spoken.encode('utf-16-be').hex()}>>> BDC {shown} EMC"
    return shown.encode()


def pdf(
    pages: Iterable[Iterable[Text | Rule]],
    *,
    picture: bool = False,
    encrypted: bool = False,
    extra: bytes = b"",
    drawn: bytes = b"",
    stream: bytes = b"",
) -> bytes:
    """The bytes of a PDF.

    Args:
        pages: what stands on each page.
        picture: each page also shows a picture, as a scanned one does.
        encrypted: it asks for a password nobody gives.
        extra: entries of the catalog, such as scripts.
        drawn: page description put before the text of every page.
        stream: a packed stream that stands in the file.
    """
    objects: dict[int, bytes] = {}
    kids = []
    for number, items in enumerate(pages):
        content, page = 10 + 2 * number, 11 + 2 * number
        body = (
            drawn
            + b"\n"
            + b"\n".join(_shown(item) for item in items)
            + (b"\nq 100 0 0 100 50 50 cm /I Do Q" if picture else b"")
        )
        objects[content] = _stream(body)
        objects[page] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {content} 0 R"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>>>"
        ).encode()
        kids.append(f"{page} 0 R")
    objects[1] = b"<</Type/Catalog/Pages 2 0 R" + extra + b">>"
    objects[2] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    objects[3] = (
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>"
    )
    objects[4] = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor 5 0 R/DW 1000/W[32 126 500]/CIDToGIDMap/Identity>>"
    )
    objects[5] = (
        b"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 700/StemV 80>>"
    )
    objects[6] = _stream(_TO_UNICODE)
    objects[7] = _stream(
        bytes(12), b"/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceRGB"
    )
    if stream:
        objects[9] = (
            f"<</Filter/FlateDecode/Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream"
        )
    if encrypted:
        objects[8] = f"<</Filter/Standard/V 1/R 2/P -4/O<{'00' * 32}>/U<{'11' * 32}>>>".encode()
    return _file(objects, encrypted=encrypted)


def _stream(body: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(body)
    return (
        b"<<"
        + entries
        + f"/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
        + packed
        + b"\nendstream"
    )


def _file(objects: dict[int, bytes], *, encrypted: bool) -> bytes:
    out = b"%PDF-1.7\n"
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {max(objects) + 1}\n0000000000 65535 f \n".encode()
    for number in range(1, max(objects) + 1):
        out += f"{places[number]:010} 00000 n \n".encode() if number in places else b"0000000000 65535 f \n"
    lock = "/Encrypt 8 0 R/ID[<00><00>]" if encrypted else ""
    return out + f"trailer<</Size {max(objects) + 1}/Root 1 0 R{lock}>>\nstartxref\n{start}\n%%EOF".encode()
