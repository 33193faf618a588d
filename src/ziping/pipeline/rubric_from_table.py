"""A scoring table in Excel or Word becomes a proposed rubric."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from ziping import resources
from ziping.domain.document import Document, Heading
from ziping.domain.finding import Finding
from ziping.domain.rubric import Scope
from ziping.domain.rubric_proposal import ProposalHead
from ziping.domain.workbook_forms import NEEDED_SHEETS
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.data_text import read_yaml
from ziping.intake.rubric_proposal import propose
from ziping.intake.rubric_yaml import build_rubric
from ziping.intake.scoring_table import read_scoring_table
from ziping.render.rubric_yaml import rubric_yaml

DEFAULT_ID: Final = "my-city-2025-department"
RUBRIC_ID: Final = re.compile(r"(?P<region>[a-z][a-z0-9-]*)-(?P<year>20\d\d)-(?P<scope>department|project)")
_YEAR = re.compile(r"(20\d\d)年")


class ProposedRubric(NamedTuple):
    """The YAML text, what the table has wrong, and how much of it was recognised."""

    text: str
    findings: tuple[Finding, ...]
    recognised: int
    left: int
    inputs: int


def rubric_from_table(path: Path, rubric_id: str | None = None) -> ProposedRubric:
    """The proposed rubric of a scoring table.

    Args:
        path: an .xlsx or .docx.
        rubric_id: ``<region>-<year>-<scope>``; made up when not given, and said so in the file.

    Raises:
        UnreadableInputError: the file cannot be read, or holds no scoring table.
        UsageError: the id is none.
    """
    document = read_table_document(path)
    table, findings = read_scoring_table(document)
    head = _head(rubric_id, table.title)
    proposal = propose(table, head, path.name)
    text = rubric_yaml(proposal)
    build_rubric(read_yaml(text, f"{path.name} 生成的评分标准"))
    methods = [leaf.method["kind"] for leaf in proposal.leaves()]
    left = methods.count("judgement")
    return ProposedRubric(text, findings, len(methods) - left, left, len(proposal.inputs))


def read_table_document(path: Path) -> Document:
    """The document of an .xlsx or .docx, told apart by what is in it, not by its name.

    Raises:
        UnreadableInputError: it is neither, or cannot be opened.
    """
    from ziping.intake.document_docx import read_docx_document
    from ziping.intake.document_xlsx import read_xlsx_document

    data = resources.read_bytes(path)
    if b"word/document.xml" in data:
        return read_docx_document(data, path.name)
    if data[:4] == b"PK\x03\x04":
        document = read_xlsx_document(data, path.name)
        if {block.text for block in document.blocks if isinstance(block, Heading)}.issuperset(NEEDED_SHEETS):
            raise UnreadableInputError(
                f"{path.name}：这是填报表，不是评分表；请选择财政部门印发的评分表，评分标准可用 rubric show 查看"
            )
        return document
    raise UnreadableInputError(
        f"{path.name}：评分表要是 .xlsx 或 .docx 文件；.xls、.doc、PDF 请先用办公软件另存为 .xlsx 或 .docx"
    )


def parse_rubric_id(text: str) -> ProposalHead:
    """The parts of an id.

    Raises:
        UsageError: it is none.
    """
    match = RUBRIC_ID.fullmatch(text)
    if match is None:
        raise UsageError(
            f"评分标准的 id 写的是 {text!r}，应是“地区-年度-范围”，只用小写英文字母、数字和短横线，如 {DEFAULT_ID}"
            "（范围写 department 部门整体，或 project 项目）"
        )
    return ProposalHead(text, Scope(match["scope"]), int(match["year"]), year_known=True)


def id_of_path(path: Path) -> str | None:
    """The id of ``rubrics/<region>/<year>/<scope>.yaml``; None for any other path."""
    text = "-".join((*path.parts[-3:-1], path.stem))
    return text if len(path.parts) > 3 and path.parts[-4] == "rubrics" and RUBRIC_ID.fullmatch(text) else None


def _head(rubric_id: str | None, title: str) -> ProposalHead:
    if rubric_id is not None:
        return parse_rubric_id(rubric_id)
    said = _YEAR.search(title)
    head = parse_rubric_id(DEFAULT_ID)
    if said is None:
        return head._replace(year_known=False)
    return head._replace(id=DEFAULT_ID.replace("2025", said[1]), year=int(said[1]))
