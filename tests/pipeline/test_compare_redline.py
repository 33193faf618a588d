"""Tracked changes against last year: accept all gives this year's report, reject all last year's words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from ziping.domain.document import Table
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.document import read_document
from ziping.intake.word_xml import open_whole_docx, paragraph_pieces
from ziping.pipeline.compare import Compared, ComparedFiles, compare_files
from ziping.pipeline.draft import draft_scored, write_drafted
from ziping.pipeline.redline import redline
from ziping.pipeline.score import Folders, read_input, score_raw
from ziping.render.redline import AUTHOR, DATE, Change, render_redline

REPOSITORY = Path(__file__).resolve().parents[2]
PLAIN = Folders()

TITLE = "甲区总工会{year}年度部门整体绩效自评报告"
DUTY = "甲区总工会负责全区工会工作，维护职工合法权益，管理工会经费和工会资产。"
SUMMER = "夏季为户外劳动者送清凉，慰问一线职工1,260人次，发放防暑用品。"
WORK = "全年新建基层工会{count}家，发展会员{members}人，会员实名率达到96%，建档立卡。"
GONE = "走访联系企业18家，收集意见建议42条，现场答复31条。"
NEW = "开通职工服务热线，全年接听来电5,210个，办结率98.5%。"
ROWS = (("项目", "金额"), ("基本支出", "{basic}"), ("项目支出", "820.00"))

LAST = (
    TITLE.format(year=2023),
    "# 一、基本情况",
    DUTY,
    SUMMER,
    "# 二、2023年履职情况",
    WORK.format(count=40, members="1,500"),
    GONE,
)
THIS = (
    TITLE.format(year=2024),
    "# 一、基本情况",
    DUTY,
    "# 二、2024年履职情况",
    WORK.format(count=44, members="1,815"),
    NEW,
    SUMMER,
)


def word(parts: Sequence[str], basic: str = "") -> bytes:
    """A Word file: headings begin with ``#``; with ``basic`` a table at the end."""
    document = docx.Document()
    for part in parts:
        document.add_paragraph(part.removeprefix("# "), style="Heading 1" if part.startswith("#") else None)
    if basic:
        table = document.add_table(rows=len(ROWS), cols=2)
        for row, texts in enumerate(ROWS):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text.format(basic=basic)
    return saved(document)


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def compared(folder: Path, this: bytes, last: bytes, name: str = "今.docx") -> Compared:
    paths = folder / name, folder / "昨.docx"
    for path, data in zip(paths, (this, last), strict=True):
        path.write_bytes(data)
    return compare_files(*paths, PLAIN, ComparedFiles())


def redlined(folder: Path, this: bytes, last: bytes) -> bytes:
    return redline(compared(folder, this, last), PLAIN)


def tree(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def every(root: Any, *names: str) -> list[Any]:
    return list(root.iter(*(qn(f"w:{name}") for name in names)))


def rejected(data: bytes) -> list[str]:
    """The paragraphs after all changes are rejected, as Word does it."""
    root = tree(data)
    marks = every(root, "ins", "moveTo")
    come = [mark for mark in marks if mark.getparent().tag == qn("w:rPr")]
    for mark in come:
        paragraph = next(mark.iterancestors(qn("w:p")))
        paragraph.getparent().remove(paragraph)
    for mark in [one for one in marks if one not in come and one.getparent() is not None]:
        mark.getparent().remove(mark)
    texts = ("".join(t.text or "" for t in every(p, "t", "delText")) for p in every(root, "p"))
    return [text for text in texts if text]


def test_accepted_changes_give_this_years_report(tmp_path: Path) -> None:
    """The result reads as the file it was made from: not a word is lost or doubled."""
    this = word(THIS, "350.00")
    result = redlined(tmp_path, this, word(LAST, "330.00"))

    assert read_document(result, "x").blocks == read_document(this, "x").blocks


def test_rejected_changes_give_last_years_words(tmp_path: Path) -> None:
    """Every paragraph of last year's, in its order."""
    result = redlined(tmp_path, word(THIS), word(LAST))

    assert rejected(result) == [part.removeprefix("# ") for part in LAST]


def test_words_are_tracked_one_by_one(tmp_path: Path) -> None:
    """Only what changed is struck out and inserted, not the whole paragraph."""
    root = tree(redlined(tmp_path, word(THIS), word(LAST)))
    gone = ["".join(t.text for t in every(change, "delText")) for change in every(root, "del")]

    assert "40家" in gone
    assert GONE in gone
    assert not any("基层工会" in words for words in gone)


def test_a_paragraph_that_moved_is_a_move(tmp_path: Path) -> None:
    """Both ends carry one name, so that Word shows them as one move."""
    root = tree(redlined(tmp_path, word(THIS), word(LAST)))
    names = [start.get(qn("w:name")) for start in every(root, "moveFromRangeStart", "moveToRangeStart")]

    assert len(names) == 2
    assert len(set(names)) == 1
    assert SUMMER in "".join(t.text for move in every(root, "moveFrom") for t in every(move, "t"))


def test_a_figure_in_a_table_is_tracked(tmp_path: Path) -> None:
    """The row is found by its label; the figure that stayed is not touched."""
    root = tree(redlined(tmp_path, word(THIS, "350.00"), word(LAST, "330.00")))
    changes = [
        "".join(t.text for t in every(change, "delText", "t"))
        for table in every(root, "tbl")
        for change in every(table, "del", "ins")
    ]

    assert changes == ["330.00", "350.00"]


def test_every_change_has_our_name_a_fixed_day_and_its_own_number(tmp_path: Path) -> None:
    """The same pair gives the same file on any day."""
    first = redlined(tmp_path, word(THIS, "350.00"), word(LAST, "330.00"))
    changes = every(tree(first), "ins", "del", "moveFrom", "moveTo")

    assert {(one.get(qn("w:author")), one.get(qn("w:date"))) for one in changes} == {(AUTHOR, DATE)}
    assert len({one.get(qn("w:id")) for one in changes}) == len(changes)
    assert tree(redlined(tmp_path, word(THIS, "350.00"), word(LAST, "330.00"))).xpath("string()") == tree(
        first
    ).xpath("string()")


def test_a_report_against_itself_has_no_changes(tmp_path: Path) -> None:
    """Nothing to accept or reject."""
    same = word(THIS, "350.00")

    assert not every(tree(redlined(tmp_path, same, same)), "ins", "del", "moveFrom", "moveTo")


def test_only_the_document_part_is_new(tmp_path: Path) -> None:
    """Styles, settings and everything else are the bytes of the original."""
    this = word(THIS)
    result = redlined(tmp_path, this, word(LAST))
    with zipfile.ZipFile(io.BytesIO(this)) as old, zipfile.ZipFile(io.BytesIO(result)) as new:
        differing = [name for name in old.namelist() if old.read(name) != new.read(name)]

        assert old.namelist() == new.namelist()
    assert differing == ["word/document.xml"]


def test_the_look_of_a_run_stays(tmp_path: Path) -> None:
    """A changed figure in bold is struck out in bold and inserted in bold."""

    def bold(count: str) -> bytes:
        document = docx.Document()
        for part in THIS[:4]:
            document.add_paragraph(part)
        paragraph = document.add_paragraph("全年新建基层工会")
        paragraph.add_run(f"{count}家").bold = True
        paragraph.add_run("，会员实名率达到96%，全部建档立卡，按季度核对。")
        return saved(document)

    root = tree(redlined(tmp_path, bold("44"), bold("40")))
    runs = [run for change in every(root, "ins", "del") for run in every(change, "r")]

    assert runs
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in runs)


def test_last_year_may_be_any_kind_of_file(tmp_path: Path) -> None:
    """Changes come from the words, not from another Word file."""
    this, last = tmp_path / "今.docx", tmp_path / "昨.md"
    this.write_bytes(word(THIS))
    last.write_text("\n\n".join(LAST), encoding="utf-8")
    result = redline(compare_files(this, last, PLAIN, ComparedFiles()), PLAIN)

    assert read_document(result, "x").blocks == read_document(word(THIS), "x").blocks
    assert "40家" in "".join(t.text for t in every(tree(result), "delText"))


def test_a_draft_is_printed_and_redlined(tmp_path: Path) -> None:
    """Its own Word report carries the changes, tables with merged cells included."""
    source = (REPOSITORY / "templates" / "demo" / "submission.yaml").read_text(encoding="utf-8")
    older = source.replace("year: 2025", "year: 2024", 1).replace("64", "61")
    folders = tmp_path / "今", tmp_path / "昨"
    for folder, text in zip(folders, (source, older), strict=True):
        write_drafted(draft_scored(score_raw(read_input(None, text.encode()), PLAIN), PLAIN), folder, PLAIN)
    result = redline(compare_files(*folders, PLAIN, ComparedFiles()), PLAIN)
    own = next(folders[0].glob("*绩效自评报告.docx")).read_bytes()

    assert read_document(result, "x").blocks == read_document(own, "x").blocks
    assert every(tree(result), "del")
    assert any(isinstance(block, Table) for block in read_document(result, "x").blocks)


def test_a_report_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    """Changes need a Word file to stand in; the message says what to look at instead."""
    this, last = tmp_path / "今.md", tmp_path / "昨.md"
    for path, parts in ((this, THIS), (last, LAST)):
        path.write_text("\n\n".join(parts), encoding="utf-8")

    with pytest.raises(UsageError, match=r"这个文件不是 \.docx"):
        redline(compare_files(this, last, PLAIN, ComparedFiles()), PLAIN)


def test_open_changes_come_first(tmp_path: Path) -> None:
    """Somebody's own changes and ours could not be told apart."""
    marked = redlined(tmp_path, word(THIS), word(LAST))

    with pytest.raises(UsageError, match="请先接受或拒绝"):
        redlined(tmp_path, marked, word(LAST))


def test_a_file_with_macros_is_only_read(tmp_path: Path) -> None:
    """No copy of it is made."""
    target = io.BytesIO(word(THIS))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")

    with pytest.raises(UnreadableInputError, match="文件带宏"):
        redlined(tmp_path, target.getvalue(), word(LAST))


def test_hostile_words_stay_words() -> None:
    """Markup and control characters of last year's report are text in the deletion."""
    data = word(THIS)
    document = open_whole_docx(data, "x")
    change = Change(None, "甲</w:t><w:p>\x00乙\n丙\t丁")
    root = tree(render_redline(data, document, [change], paragraph_pieces))

    assert [t.text for t in every(root, "delText")] == ["甲</w:t><w:p>乙", "丙", "丁"]
