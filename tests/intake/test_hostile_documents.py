"""Reports that want something fetched, opened or run: they are read, or refused; nothing of the kind happens."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from tests.fakes.pdf import lines, pdf

from ziping.audit.run import audit
from ziping.domain.document import Document, Table
from ziping.errors import UnreadableInputError
from ziping.intake.document import read_document
from ziping.intake.word_xml import open_whole_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HOST = "trap.invalid"
WORDS = "全年预算执行率为98.85%。"
_WATCHED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.startfile",
    "urllib.",
    "webbrowser.",
)
_seen: list[str] = []
_watching: list[Path] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Notes what the interpreter is about to do beyond the process, while a test watches."""
    if not _watching:
        return
    if event.startswith(_WATCHED) or (event == "open" and str(_watching[0]) in str(arguments[0])):
        _seen.append(f"{event} {arguments}")


sys.addaudithook(_watch)


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Path]:
    """A file that nothing may open while a report is read; no socket and no program either."""
    path = tmp_path / "trap.txt"
    path.write_text("密码", encoding="utf-8")
    _seen.clear()
    _watching.append(path)
    yield path
    _watching.clear()


def seen(data: bytes, name: str) -> Document:
    """The document, audited; nothing beyond the process was touched."""
    document = read_document(data, name)
    audit(document)
    assert _seen == []
    return document


def texts(document: Document) -> list[str]:
    cells = [cell.text for table in document.tables for cell in table.cells]
    return [block.text for block in document.blocks if not isinstance(block, Table)] + cells


def word(body: str = "", relations: str = "", **parts: str) -> bytes:
    """A Word file with XML put before its only paragraph, relations of its main part, and other parts."""
    document = docx.Document()
    document.add_paragraph(WORDS)
    for element in parse_xml(
        f'<w:body {W} {R} xmlns:o="urn:schemas-microsoft-com:office:office">{body}</w:body>'
    ):
        document.element.body.insert(0, element)
    source, target = io.BytesIO(), io.BytesIO()
    document.save(source)
    new = {name.replace("__", "/").replace("_DOT_", "."): text for name, text in parts.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", relations.encode() + b"</Relationships>")
            if info.filename == "[Content_Types].xml":
                kinds = '<Default Extension="html" ContentType="text/html"/><Default Extension="bin" ContentType="application/octet-stream"/>'
                text = text.replace(b"</Types>", kinds.encode() + b"</Types>")
            if info.filename not in new:
                out.writestr(info.filename, text)
        for name, added in new.items():
            out.writestr(name, added)
    return target.getvalue()


def relation(kind: str, target: str, *, outside: bool = True) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="rX" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'


@pytest.mark.parametrize("scheme", ["http", "file", "smb"])
def test_a_remote_template_is_not_fetched(scheme: str, trap: Path) -> None:
    """Word would load it when the report is opened."""
    where = {"http": f"http://{HOST}/a.dotm", "file": trap.as_uri(), "smb": f"\\\\{HOST}\\a.dotm"}[scheme]
    settings = f'<w:settings {W} {R}><w:attachedTemplate r:id="rX"/></w:settings>'
    links = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation("attachedTemplate", where)}</Relationships>'
    data = word(word__settings_DOT_xml=settings, word___rels__settings_DOT_xml_DOT_rels=links)

    assert texts(seen(data, "报告.docx")) == [WORDS]


@pytest.mark.parametrize(
    "kind", ["image", "hyperlink", "oleObject", "frame", "numbering", "footnotes", "comments"]
)
def test_parts_that_stand_elsewhere_are_not_fetched(kind: str, trap: Path) -> None:
    """Pictures, objects, even the lists and notes of the report; what is in the file itself is read."""
    for where in (f"http://{HOST}/x", trap.as_uri()):
        assert WORDS in texts(seen(word(relations=relation(kind, where)), "报告.docx"))


def test_styles_that_stand_elsewhere_are_refused(trap: Path) -> None:
    """Two sets of styles, one of them remote: no Word file has that."""
    with pytest.raises(UnreadableInputError, match="不是完好的 Word 文档"):
        read_document(word(relations=relation("styles", f"http://{HOST}/x")), "报告.docx")

    assert _seen == []


def test_comments_that_stand_elsewhere_are_not_added_to(trap: Path) -> None:
    """Read, the report is like any other; a copy with comments is not made of it."""
    far = relation("comments", f"http://{HOST}/x")
    strange = word(
        relations=relation("comments", "comments.xml", outside=False), word__comments_DOT_xml=f"<w:p {W}/>"
    )
    for data in (word(relations=far), strange):
        assert texts(seen(data, "报告.docx")) == [WORDS]
        with pytest.raises(UnreadableInputError, match="不是完好的 Word 文档"):
            open_whole_docx(data, "报告.docx")


def test_a_file_put_into_the_text_is_said_to_be_unread(trap: Path) -> None:
    """A web page as a part of the report (altChunk): its script does not run, its words are not checked, and that is told."""
    data = word(
        '<w:altChunk r:id="rX"/>',
        relation("aFChunk", "chunk.html", outside=False),
        word__chunk_DOT_html=f"<script src='http://{HOST}/a.js'></script><p>执行率10%</p>",
    )
    document = seen(data, "报告.docx")

    assert texts(document) == [WORDS]
    (remark,) = document.remarks
    assert (remark.code, remark.severity) == ("embedded_content", "note")
    assert "1 处" in remark.message


def test_an_embedded_workbook_is_said_to_be_unread(trap: Path) -> None:
    """An Excel table as an object, and a document drawn in from another file; a formula is no file."""
    objects = "".join(
        f'<w:p><w:r><w:object><o:OLEObject Type="Embed" ProgID="{program}" r:id="rX"/></w:object></w:r></w:p>'
        for program in ("Excel.Sheet.12", "Equation.3")
    )
    data = word(
        f'{objects}<w:p><w:subDoc r:id="rX"/></w:p>',
        relation("oleObject", "embeddings/oleObject1.bin", outside=False),
        word__embeddings__oleObject1_DOT_bin="MZ",
    )
    document = seen(data, "报告.docx")

    assert texts(document) == [WORDS]
    assert "2 处" in document.remarks[0].message


def test_fields_are_not_carried_out(trap: Path) -> None:
    """INCLUDETEXT, DDEAUTO: what the field showed last is read, what it asks for is not done."""
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>结果</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    asked = (f"INCLUDETEXT {trap}", "DDEAUTO cmd calc", f"INCLUDEPICTURE http://{HOST}/a.png")
    body = "".join(f"<w:p>{code.format(text)}</w:p>" for text in asked)

    assert texts(seen(word(body), "报告.docx")) == ["结果", "结果", "结果", WORDS]


def test_a_workbook_is_read_as_it_was_saved(trap: Path) -> None:
    """Formulas that call out show what they showed last; links to other workbooks are not followed."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "全年支出", "备注"
    saved, target = io.BytesIO(), io.BytesIO()
    book.save(saved)
    link = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation("externalLinkPath", trap.as_uri())}</Relationships>'
    formulas = "".join(
        f'<c r="{cell}" t="str"><f>{formula}</f><v>{value}</v></c>'
        for cell, formula, value in (
            ("B1", f"WEBSERVICE(&quot;http://{HOST}&quot;)", "2918.76"),
            ("C1", "[1]Sheet1!A1", "3"),
            ("D1", "cmd|&apos;/c calc&apos;!A0", "4"),
        )
    )
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(target, "w") as out:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</c></row>", f"</c>{formulas}</row>".encode(), 1)
            out.writestr(info.filename, data)
        out.writestr(
            "xl/externalLinks/externalLink1.xml",
            f'<externalLink {R}><externalBook r:id="rX"/></externalLink>',
        )
        out.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", link)
        out.writestr("xl/connections.xml", f"<connections><connection url='http://{HOST}'/></connections>")

    assert texts(seen(target.getvalue(), "表.xlsx")) == ["Sheet", "全年支出", "2918.76", "3", "4", "备注"]


def test_a_web_page_loads_and_runs_nothing(trap: Path) -> None:
    """Scripts, pictures, frames, styles, a base and a refresh that point elsewhere."""
    page = f"""<html><head><base href="http://{HOST}/"><meta http-equiv="refresh" content="0;url=http://{HOST}">
        <link rel="stylesheet" href="http://{HOST}/a.css"><script src="http://{HOST}/a.js"></script></head>
        <body onload="alert(1)"><img src="http://{HOST}/a.png" onerror="alert(1)"><iframe src="{trap.as_uri()}"></iframe>
        <object data="{trap.as_uri()}"></object><svg><script>alert(1)</script></svg><p>{WORDS}</p></body></html>"""

    assert texts(seen(page.encode(), "报告.html")) == [WORDS]


def test_a_text_with_markup_loads_and_runs_nothing(trap: Path) -> None:
    """Pictures of a Markdown file, and includes of other tools."""
    text = f"# 概况\n\n![图](http://{HOST}/a.png)\n\n{{% include '{trap}' %}}\n\n## 结果\n\n{WORDS}\n"
    document = seen(text.encode(), "报告.md")

    assert WORDS in texts(document)
    assert "密码" not in "".join(texts(document))


def test_links_and_actions_of_a_pdf_are_left_alone(trap: Path) -> None:
    """Programs to launch, forms to send, pages to open."""
    action = f"/OpenAction<</S/Launch/F({trap})>>/AA<</WC<</S/URI/URI(http://{HOST})>>>>"

    assert texts(seen(pdf([lines(WORDS)], extra=action.encode()), "报告.pdf")) == [WORDS]


def test_the_watch_sees(trap: Path) -> None:
    """What the other tests rely on: an opened trap and a looked-up name are noticed."""
    import socket

    trap.read_text(encoding="utf-8")
    with pytest.raises((OSError, AssertionError)):
        socket.create_connection((HOST, 80), timeout=0.1)

    assert any("trap.txt" in event for event in _seen)
    assert any(HOST in event for event in _seen)
