"""A report is told apart by what is in the file; what cannot be read is refused with what to do instead."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from tests.intake import bad_workbooks as bad

from ziping.domain.document import Document, Heading, Paragraph, Table
from ziping.errors import UnreadableInputError
from ziping.intake.document import read_document, read_document_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def word(*texts: str, xml: str = "") -> bytes:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    if xml:
        document.element.body.insert(0, parse_xml(f"<w:p {W}>{xml}</w:p>"))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """A Word file with parts replaced or added; ``__`` in a name stands for a slash, ``_`` before a suffix for a dot."""
    target = io.BytesIO()
    new = {name.replace("__", "/").replace("_", "."): body for name, body in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for info in old.infolist():
            if info.filename not in new:
                out.writestr(info.filename, old.read(info))
        for name, body in new.items():
            out.writestr(name, body)
    return target.getvalue()


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if not isinstance(block, Table)]


def refused(data: bytes, name: str = "报告.docx") -> str:
    with pytest.raises(UnreadableInputError) as caught:
        read_document(data, name)
    assert str(caught.value).startswith(f"{name}：")
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (word("预算执行率98.85%"), [Paragraph]),
        (bad.FILLED, [Heading, Table]),
        ("一、概况\n\n预算执行率98.85%。".encode(), [Heading, Paragraph]),
        ("\ufeff一、概况".encode(), [Heading]),
        ("一、概况".encode("utf-16"), [Heading]),
        ("<html><body><p>预算执行率98.85%</p></body></html>".encode(), [Paragraph]),
    ],
    ids=["docx", "xlsx", "md", "bom", "utf-16", "html"],
)
def test_the_content_decides_and_not_the_name(data: bytes, kinds: list[type]) -> None:
    """Every kind is read although its name says otherwise."""
    document = read_document(data, "报告.pdf")

    assert [type(block) for block in document.blocks][: len(kinds)] == kinds
    assert document.name == "报告.pdf"


def test_a_file_is_named_without_its_folder(tmp_path: Path) -> None:
    """Messages show the name a person knows."""
    path = tmp_path / "报告.txt"
    path.write_text("预算执行率98.85%", encoding="utf-8")

    assert read_document_file(path).blocks[0].place.file == "报告.txt"


def test_text_in_the_national_encoding_is_read_and_said() -> None:
    """Old text files are GB18030; the guess is a remark, not a secret."""
    document = read_document("预算执行率为98.85%。".encode("gb18030"), "报告.txt")

    assert texts(document) == ["预算执行率为98.85%。"]
    assert [remark.code for remark in document.remarks] == ["guessed_encoding"]


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (OLE, "旧版 .doc"),
        (b"{\\rtf1 x}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "这是图片"),
        (b"", "文件是空的"),
        (b"  \n ", "文件是空的"),
        (bytes(range(256)) * 8, "不是 Word"),
        (b"PK\x03\x04" + bytes(80), "不是完好的"),
        (
            bad.packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
            "另存为 .docx",
        ),
        (word("甲")[:-300], "不是完好的 Word 文档"),
    ],
    ids=["doc renamed", "rtf", "picture", "empty", "blank", "noise", "zip", "odt", "cut"],
)
def test_what_is_no_report_is_refused_with_advice(data: bytes, part: str) -> None:
    """The message says what the file is and what to do."""
    assert part in refused(data)


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    """A part that is a thousand times its packed size is never unpacked."""
    assert "解压后太大" in refused(changed(word("甲"), word__document_xml=b" " * 70_000_000))


def test_external_entities_are_refused() -> None:
    """A DOCTYPE could fetch files; nothing with one is parsed."""
    xml = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document '
        + W.encode()
        + b">&x;</w:document>"
    )

    assert "写法不正常" in refused(changed(word("甲"), word__document_xml=xml))


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    """Inserted words count, deleted ones do not; open changes are a remark."""
    inserted = '<w:ins w:id="1" w:author="a"><w:r><w:t>98.85%</w:t></w:r></w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>98.58%</w:delText></w:r></w:del>'
    document = read_document(word(xml=f"<w:r><w:t>执行率为</w:t></w:r>{inserted}{deleted}"), "报告.docx")

    assert texts(document) == ["执行率为98.85%"]
    assert [remark.code for remark in document.remarks] == ["open_changes"]


def test_macros_are_left_behind() -> None:
    """A file with macros is read for its words; the macros are emptied before anything opens it."""
    plain = word("预算执行率98.85%")
    types = zipfile.ZipFile(io.BytesIO(plain)).read("[Content_Types].xml")
    types = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(target, "w") as out:
        for name in old.namelist():
            out.writestr(name, types if name == "[Content_Types].xml" else old.read(name))
        out.writestr("word/vbaProject.bin", b"Sub AutoOpen()")

    assert texts(read_document(target.getvalue(), "报告.docm")) == ["预算执行率98.85%"]


def test_footnotes_are_part_of_the_report() -> None:
    """A figure in a footnote is a figure of the report; it stands under a heading of its own."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    document.add_paragraph("正文")
    blob = f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>含上年结转0.29万元</w:t></w:r></w:p></w:footnote></w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", blob.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    target = io.BytesIO()
    document.save(target)

    *_, note = read_document(target.getvalue(), "报告.docx").blocks
    assert isinstance(note, Paragraph)
    assert (note.text, note.place.heading) == ("含上年结转0.29万元", "脚注尾注")


@pytest.mark.parametrize("name", ["报告.docx", "报告.PDF", "报告.xlsx"])
def test_text_without_a_chinese_word_under_an_office_name_is_a_damaged_file(name: str) -> None:
    """Read as text it would have nothing wrong with it, and be called clean."""
    with pytest.raises(UnreadableInputError, match=r"可能没有传完整"):
        read_document(b"abc", name)
