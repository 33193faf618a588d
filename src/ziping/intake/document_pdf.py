"""A PDF with a text layer as a document: pages → lines → paragraphs, headings and tables.

Two readers look at every page: pdfplumber (places and ruled tables) and PDFium. A number counts only if both have it;
otherwise its digits are replaced by ``□``, a table cell with it has no value, and a remark says where to look. Neither
runs scripts or follows links. Page numbers and running heads are left out, paragraphs and tables go on across pages.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from ziping.domain.document import Block, Document, Heading, Paragraph, Table
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError
from ziping.intake.headings import heading_level
from ziping.intake.pdf_guard import check_pdf
from ziping.intake.pdf_lines import Line, Margins, SecondReader, glued, goes_on, lines_of, margins
from ziping.intake.pdf_tables import PageTable, joined, page_tables, table_cells

if TYPE_CHECKING:
    import pdfplumber.pdf
    import pypdfium2

MAX_PAGES: Final = 1_000
MAX_CHARACTERS: Final = 3_000_000
MAX_ON_PAGE: Final = 60_000
_FEW: Final = 20
"""A page with fewer characters and a picture on it is a scanned one."""
_RUNNING: Final = 3
"""The first or last line of a page is a running head when so many pages have it (digits aside), half of all at least."""
_HEAD, _FOOT = 0.11, 0.875
"""Where the margins of a page end, as shares of its height."""
_DIGITS = re.compile("[0-9０-９]+")


@dataclass
class Page:
    """What stands on a page.

    Attributes:
        number: from 1.
        width: points.
        height: points.
        items: lines and tables from top to bottom.
        scanned: whether it is a picture without text.
    """

    number: int
    width: float
    height: float
    items: list[Line | PageTable] = field(default_factory=list)
    scanned: bool = False

    @property
    def lines(self) -> list[Line]:
        """The lines outside tables."""
        return [item for item in self.items if isinstance(item, Line)]

    def edge_line(self, end: int) -> Line | None:
        """The first (0) or last (-1) thing of the page when it is a line in its upper or lower margin."""
        item = self.items[end] if self.items else None
        if not isinstance(item, Line):
            return None
        in_margin = item.bottom < _HEAD * self.height if end == 0 else item.top > _FOOT * self.height
        return item if in_margin else None


def read_pdf_document(data: bytes, name: str) -> Document:
    """The document of a PDF.

    Raises:
        UnreadableInputError: encrypted, damaged, scanned, too long, or the readers are not installed.
    """
    try:
        import pdfplumber
        import pypdfium2
        from pdfminer.pdfexceptions import PDFException
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError as error:
        raise UnreadableInputError(
            f"{name}：读 PDF 需要另外安装组件，请运行 pip install 'ziping[pdf]'，或把报告另存为 .docx"
        ) from error
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it complains about every odd font
    check_pdf(data, name)
    try:
        with pypdfium2.PdfDocument(data) as second, pdfplumber.open(io.BytesIO(data)) as first:
            pages = list(_pages(first, second, name))
    except pypdfium2.PdfiumError as error:
        raise _unreadable(name, "password" in str(error).lower()) from error
    except (PdfminerException, PDFException) as error:
        raise _unreadable(name, "password" in repr(error).lower()) from error
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        AssertionError,
        OSError,
    ) as error:
        raise _unreadable(name, locked=False) from error  # what the reader raises on damaged files
    return _document(pages, name)


def _unreadable(name: str, locked: bool) -> UnreadableInputError:  # noqa: FBT001 - told apart where it is raised
    if locked:
        return UnreadableInputError(f"{name}：PDF 加了打开密码；请取消密码另存后再试，或提供原来的 Word 文件")
    return UnreadableInputError(
        f"{name}：PDF 打不开，内容已损坏或没有传完整；请重新导出一份，或提供原来的 Word 文件"
    )


def _pages(first: pdfplumber.pdf.PDF, second: pypdfium2.PdfDocument, name: str) -> Iterator[Page]:
    if len(second) > MAX_PAGES:
        raise UnreadableInputError(
            f"{name}：有 {len(second)} 页（至多 {MAX_PAGES} 页），不读取；请只留下报告正文和附表"
        )
    total = 0
    for number, (one, other) in enumerate(zip(first.pages, second, strict=False), start=1):
        count = len(one.chars)
        total += count
        if count > MAX_ON_PAGE or total > MAX_CHARACTERS:
            raise UnreadableInputError(f"{name}：第 {number} 页起文字太多，不像一份报告，不读取")
        text = other.get_textpage()
        yield _page(one, text.get_text_range(), number)
        text.close()
        other.close()
        one.close()


def _page(page: Any, second: str, number: int) -> Page:
    characters = [one for one in page.dedupe_chars().chars if one["upright"]]
    result = Page(number, float(page.width), float(page.height))
    result.scanned = len("".join(one["text"] for one in characters).strip()) < _FEW and bool(page.images)
    reader = SecondReader(second)
    tables = page_tables(page, characters, reader)
    inside = {id(one) for table in tables for one in table.characters}
    lines = [reader.sure(line) for line in lines_of(one for one in characters if id(one) not in inside)]
    result.items = sorted((*lines, *tables), key=lambda item: item.top)
    return result


def _document(pages: list[Page], name: str) -> Document:
    if not any(page.items for page in pages) or all(page.scanned or not page.items for page in pages):
        raise UnreadableInputError(
            f"{name}：PDF 里没有文字层，像是扫描件或图片；请提供原来的 Word 文件，或先做文字识别（OCR）并校对后再试"
        )
    if sum(line.text.count("(cid:") for page in pages for line in page.lines) > _FEW:
        raise UnreadableInputError(
            f"{name}：PDF 的字体没有文字对照，读出来是乱码；请提供原来的 Word 文件，或重新导出 PDF"
        )
    _drop_running(pages)
    return Document(name, tuple(_blocks(pages, name)), tuple(_remarks(pages, name)))


def _drop_running(pages: list[Page]) -> None:
    """Removes page numbers, and heads and feet that many pages share."""
    edges = Counter(
        (end, _DIGITS.sub("", line.text))
        for page in pages
        for end in (0, -1)
        if (line := page.edge_line(end))
    )
    needed = max(_RUNNING, len(pages) // 2)
    for page in pages:
        for end in (-1, 0, -1):
            line = page.edge_line(end)
            if line and (line.is_page_number or edges[end, _DIGITS.sub("", line.text)] >= needed):
                page.items.remove(line)


def _blocks(pages: list[Page], name: str) -> Iterator[Block]:
    path: list[tuple[int, str]] = []
    paragraphs = tables = 0
    for page, item in _flowing(pages):
        heading = " > ".join(text for _, text in path) or None
        if isinstance(item, PageTable):
            tables += 1
            cells = table_cells(item)
            height = max((cell.row + cell.rows for cell in cells), default=0)
            width = max((cell.end for cell in cells), default=0)
            yield Table(
                tuple(cells), height, width, Place(file=name, heading=heading, table=tables, page=page)
            )
            continue
        paragraphs += 1
        place = Place(file=name, heading=heading, paragraph=paragraphs, page=page)
        level = heading_level(item, marked=False)
        if level:
            path = [*((n, above) for n, above in path if n < level), (level, item)]
            yield Heading(level, item, place)
        else:
            yield Paragraph(item, place)


def _flowing(pages: list[Page]) -> Iterator[tuple[int, str | PageTable]]:
    """Paragraphs and tables with the page they begin on, whole again where a page cut them."""
    edges = _edges(pages)
    held: tuple[int, str | PageTable] | None = None
    last: Line | PageTable | None = None
    for page in pages:
        for index, item in enumerate(page.items):
            longer = (
                None
                if held is None
                else _continued(held[1], last, item, edges[page.width], new_page=index == 0)
            )
            if held is not None and longer is None:
                yield held
            if held is not None and longer is not None:
                held = (held[0], longer)
            else:
                held = (page.number, item.text if isinstance(item, Line) else item)
            last = item
    if held is not None:
        yield held


def _continued(
    held: str | PageTable,
    last: Line | PageTable | None,
    item: Line | PageTable,
    edges: Margins,
    *,
    new_page: bool,
) -> str | PageTable | None:
    """What is held together with what follows, None when something new begins."""
    if isinstance(held, str) and isinstance(last, Line) and isinstance(item, Line):
        return glued(held, item.text) if goes_on(last, item, edges, new_page=new_page) else None
    if isinstance(held, PageTable) and isinstance(item, PageTable) and new_page:
        return joined(held, item)
    return None


def _edges(pages: list[Page]) -> dict[float, Margins]:
    by_width = sorted(pages, key=lambda page: page.width)
    return {
        width: margins([line for page in group for line in page.lines])
        for width, group in groupby(by_width, key=lambda page: page.width)
    }


def _remarks(pages: list[Page], name: str) -> Iterator[Finding]:
    scanned = [str(page.number) for page in pages if page.scanned]
    if scanned:
        message = (
            f"{name}：第 {'、'.join(scanned)} 页没有文字层（像是扫描页），没有核对；请提供原来的 Word 文件"
        )
        yield Finding(code="page_without_text", severity="note", message=message, place=Place(file=name))
    for page in pages:
        doubts = [number for item in page.items for number in item.doubts]
        if doubts:
            shown = "、".join(dict.fromkeys(doubts))
            message = (
                f"{name}第{page.number}页：数字 {shown} 用两种方法读出来不一样，没有采用；请对照原件人工核对"
            )
            place = Place(file=name, page=page.number)
            yield Finding(code="unsure_figure", severity="note", message=message, place=place, stated=shown)
