"""The commented file that a new rubric starts from."""

from __future__ import annotations

from pathlib import Path

from ziping import resources
from ziping.errors import UsageError
from ziping.intake.data_text import read_yaml
from ziping.intake.rubric_yaml import build_rubric
from ziping.pipeline.rubric_from_table import parse_rubric_id


def new_rubric(rubric_id: str, extra: tuple[Path, ...] = ()) -> str:
    """The YAML text of a small rubric that passes the checks as it stands.

    Raises:
        UsageError: the id is none, or the installation is damaged.
    """
    head = parse_rubric_id(rubric_id)
    relative = f"rubric/{head.scope.value}.yaml"
    path = resources.find("templates", relative, extra)
    if path is None:
        raise UsageError(f"安装不完整：找不到随软件附带的 templates/{relative}，请重新安装 ziping")
    text = resources.read_text(path)
    for mark, value in (("__ID__", head.id), ("__YEAR__", str(head.year)), ("__REGION__", "待填地区")):
        text = text.replace(mark, value)
    if head.scope.value == "department":
        build_rubric(read_yaml(text, relative))
    return text
