"""A rubric's table as a file, in the format its name asks for."""

from __future__ import annotations

from ziping.domain.rubric import Rubric
from ziping.errors import UsageError
from ziping.render.rubric_table import as_markdown
from ziping.render.rubric_table_xlsx import rubric_table_xlsx


def table_file(rubric: Rubric, name: str) -> bytes:
    """The bytes of ``name``: .xlsx or .md.

    Raises:
        UsageError: another kind of file, or a project form, whose indicators are each project's own.
    """
    if not rubric.indicators:
        raise UsageError(
            f"{rubric.title}的三级指标由各项目自己设置，没有统一的评分表可存；规则请看 rubric show"
        )
    if name.lower().endswith(".xlsx"):
        return rubric_table_xlsx(rubric)
    if name.lower().endswith(".md") or name == "-":
        return as_markdown(rubric).encode("utf-8")
    raise UsageError(f"{name}：评分表只能存成 .xlsx 或 .md，请改文件名")
