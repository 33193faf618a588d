"""Any finished report as a ``Document``, told apart by what is in the file and not by its name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ziping import resources
from ziping.domain.document import Document
from ziping.domain.finding import Finding
from ziping.domain.place import Place
from ziping.errors import UnreadableInputError

MAX_TEXT_BYTES: Final = resources.MAX_RESOURCE_BYTES
SUFFIXES: Final = (".docx", ".docm", ".pdf", ".md", ".txt", ".html", ".htm", ".xlsx", ".xlsm")
"""Files that a folder run looks at."""

_BINARY_SUFFIXES = (".docx", ".docm", ".pdf", ".xlsx", ".xlsm")
"""Text under such a name without a Chinese word is a damaged file: read as a report it would be called clean."""

_ZIP, _OLE, _RTF, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF-"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_OURS = re.compile(rb'\s*\{\s*"format"\s*:\s*"ziping/')
"""How every JSON file of ours begins."""
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")


def read_document_file(path: Path) -> Document:
    """The document of a file.

    Raises:
        UnreadableInputError: see ``read_document``.
    """
    return read_document(resources.read_bytes(path), path.name)


def read_document(data: bytes, name: str) -> Document:
    """The document of a file's bytes: docx, xlsx, pdf, html, md, txt, or a draft.json of ours.

    Raises:
        UnreadableInputError: another kind of file, damaged, encrypted, scanned, too large, a bomb; the message says what
            to do instead.
    """
    if not data.strip():
        raise UnreadableInputError(f"{name}：文件是空的，请检查是否选错了文件")
    if data.startswith(_ZIP):
        return _office(data, name)
    if _PDF in data[:1024]:
        from ziping.intake.document_pdf import read_pdf_document

        return read_pdf_document(data, name)
    _refuse_others(data, name)
    if _HTML.match(data[:4096].removeprefix(_BOMS[0][0])):
        from ziping.intake.document_html import read_html_document

        return read_html_document(_decoded(data, name)[0], name)
    if is_draft(data):
        from ziping.intake.document_draft import draft_document, read_draft_text

        return draft_document(read_draft_text(_decoded(data, name)[0], name), name)
    if name.lower().endswith(_BINARY_SUFFIXES) and not _HAN.search(_decoded(data, name)[0]):
        raise UnreadableInputError(
            f"{name}：内容不是 Word、Excel 或 PDF，可能没有传完整或改过后缀名；请重新取得原文件，纯文字的请改名为 .txt"
        )
    return _text(data, name)


def is_plain_text(data: bytes) -> bool:
    """Whether the bytes are a text that is read line by line, as far as the first bytes tell."""
    return not (
        data.startswith((_ZIP, _OLE, _RTF, *_PICTURES)) or _PDF in data[:1024] or _HTML.match(data[:4096])
    )


def is_draft(data: bytes) -> bool:
    """Whether the bytes are a JSON file of ours, of which only a draft is a report."""
    return _OURS.match(data[:4096].removeprefix(_BOMS[0][0])) is not None


def _office(data: bytes, name: str) -> Document:
    if b"word/document" in data:
        from ziping.intake.document_docx import read_docx_document

        return read_docx_document(data, name)
    if b"xl/workbook" in data:
        from ziping.intake.document_xlsx import read_xlsx_document

        return read_xlsx_document(data, name)
    if b"content.xml" in data or b"mimetype" in data[:60]:
        raise UnreadableInputError(f"{name}：这是 .odt、.ods 等格式，请另存为 .docx 或 .xlsx 再试")
    raise UnreadableInputError(
        f"{name}：不是完好的 Word 或 Excel 文件（可能没有传完整，或者是压缩包）；压缩包请先解压，再选择里面的报告"
    )


def _refuse_others(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        raise UnreadableInputError(
            f"{name}：这是旧版 .doc、.xls、.wps 文件（或加了打开密码的文档），改后缀名不能改变格式；"
            f"请取消密码，用 Word 或 WPS 另存为 .docx（表格另存为 .xlsx）后重试"
        )
    if data.startswith(_RTF):
        raise UnreadableInputError(f"{name}：这是 RTF 文件，请用 Word 或 WPS 另存为 .docx 后重试")
    if data.startswith(_PICTURES):
        raise UnreadableInputError(
            f"{name}：这是图片，没有可以核对的文字；请找到原来的 Word 或 Excel 文件，或识别成文字（OCR）后再试"
        )


def _text(data: bytes, name: str) -> Document:
    from ziping.intake.document_md import read_md_document

    text, encoding = _decoded(data, name)
    document = read_md_document(text.replace("\r\n", "\n").replace("\r", "\n"), name)
    if encoding.startswith("utf"):
        return document
    message = f"{name}：不是 UTF-8 编码，按 {encoding.upper()} 读取；如有乱码请另存为 UTF-8 再试"
    remark = Finding(code="guessed_encoding", severity="note", message=message, place=Place(file=name))
    return Document(name, document.blocks, (remark,))


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding: byte order mark, what HTML declares, UTF-8, then the Chinese national standard."""
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableInputError(
            f"{name}：超过 {MAX_TEXT_BYTES // 1_000_000} MB，不读取，请检查是否选错了文件"
        )
    marked = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None)
    declared = _CHARSET.search(data[:4096])
    wide = (
        "gb18030"
        if declared is None or declared[1].lower().startswith(b"gb")
        else declared[1].decode("ascii")
    )
    for encoding in (marked,) if marked else ("utf-8", wide):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _NO_TEXT.search(text) and (encoding.startswith("utf") or _HAN.search(text)):
            return text, encoding
    raise UnreadableInputError(
        f"{name}：不是 Word、Excel、PDF、网页，也不是 UTF-8 或 GB18030 编码的文本；请检查文件，或另存为 .docx 再试"
    )
