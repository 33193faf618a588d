"""A proposed rubric as a YAML file with remarks for the person who completes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from ziping.domain.quantity import plain, trim_zeros
from ziping.domain.rubric import FORMAT, InputDefinition, Scope
from ziping.domain.rubric_proposal import Proposal, ProposedGroup, ProposedLeaf, ProposedNode

_PLAIN = re.compile(r"[0-9A-Za-z一-鿿“（《×_][0-9A-Za-z一-鿿“”（）《》、。；，％×÷≥≤＝·—_+./%<>=* -]*")
_CONTROL = re.compile(
    "[^\\t\\n\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)
"""What YAML does not allow in a file."""
_WIDTH: Final = 110
CONFIRM: Final = "待人工确认"

_HEAD = """\
# {title}
# 由评分表 {file} 生成，还不能直接使用：
#   1. 逐条核对标有“{confirm}”的地方，改好后删去这一行说明；
#   2. 补全 source（文件名称、文号）、region、valid_years；
#   3. 运行 ziping rubric check 检查；全部核对完后把 status 改为 complete。
"""


def rubric_yaml(proposal: Proposal) -> str:
    """The YAML text; it loads as it is."""
    lines = list(_lines(proposal))
    return "\n".join(lines) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    head = proposal.head
    title, file = _one_line(proposal.title), _one_line(proposal.source_file)
    yield _HEAD.format(title=title, file=file, confirm=CONFIRM).rstrip("\n")
    for remark in proposal.confirm:
        yield f"# {CONFIRM}：{_one_line(remark)}"
    yield f"format: {FORMAT}"
    yield f"id: {head.id}"
    yield f"title: {_scalar(title)}"
    yield f"scope: {head.scope.value}"
    yield f"region: 待填   # {CONFIRM}：写地区名称，如 某某市某某区"
    yield f"valid_years: [{head.year}]"
    yield "status: incomplete"
    family = "guangzhou-department" if head.scope is Scope.DEPARTMENT else "project-form"
    yield f"report_family: {family}"
    yield "source:"
    yield f"  title: {_scalar(title)}"
    yield "  kind: regulation"
    yield f"  note: {_scalar(f'由评分表 {file} 生成，待核对')}   # {CONFIRM}：补上文号 document_number"
    yield f"total: {plain(trim_zeros(proposal.total))}"
    yield ""
    if proposal.inputs:
        yield "# 要单位填的数据：名称、单位、由谁填，都可以改；id 不要改（公式里用到）。"
        yield "inputs:"
        yield from (f"  - {_flow(_input(item))}" for item in proposal.inputs)
        yield ""
    if proposal.metrics:
        yield "# 算出来的比率：报告正文用，不计分。"
        yield "metrics:"
        yield from (
            f"  - {_flow(item.model_dump(mode='json', exclude_defaults=True))}" for item in proposal.metrics
        )
        yield ""
    yield "# 指标：分值要逐级合得上。"
    yield "indicators:"
    for node in proposal.nodes:
        yield from _node(node, "  ")


def _input(item: InputDefinition) -> dict[str, Any]:
    data = item.model_dump(mode="json", exclude_defaults=True)
    return data | {"min": "0"} if item.unit != "%" and item.type == "number" else data


def _node(node: ProposedNode, indent: str) -> Iterator[str]:
    for remark in node.confirm:
        yield f"{indent}# {CONFIRM}：{_one_line(remark)}"
    yield f"{indent}- id: {node.id}"
    inner = indent + "  "
    yield f"{inner}label_zh: {_scalar(node.label)}"
    yield f"{inner}max_score: {plain(trim_zeros(node.points))}"
    if isinstance(node, ProposedGroup):
        yield f"{inner}children:"
        for child in node.children:
            yield from _node(child, inner + "  ")
        return
    yield from _leaf(node, inner)


def _leaf(leaf: ProposedLeaf, indent: str) -> Iterator[str]:
    for key, text in (("explanation", leaf.explanation), ("clause", leaf.standard)):
        if text:
            yield from _text(key, text, indent)
    yield from _value("method", leaf.method, indent)
    if leaf.not_applicable:
        yield f"{indent}not_applicable: {_flow({'policy': 'full', 'note': leaf.not_applicable})}"
    if leaf.evidence:
        yield f"{indent}evidence: [{_scalar(_one_line(leaf.evidence))}]"


def _text(key: str, text: str, indent: str) -> Iterator[str]:
    """A text of one line as a scalar, of several as a block."""
    lines = [line.strip() for line in _CONTROL.sub("", text).splitlines() if line.strip()]
    if len(lines) <= 1:
        yield f"{indent}{key}: {_scalar(''.join(lines))}"
        return
    yield f"{indent}{key}: |-"
    yield from (f"{indent}  {line}" for line in lines)


def _value(key: str, value: Any, indent: str) -> Iterator[str]:
    """A value on one line where it fits, else as a block."""
    whole = f"{indent}{key}: {_flow(value)}"
    if not isinstance(value, dict | list) or (len(whole) <= _WIDTH and not _nested(value)):
        yield whole
        return
    yield f"{indent}{key}:"
    inner = indent + "  "
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _value(name, item, inner)
        return
    for item in value:
        yield from _item(item, inner)


def _item(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, dict) or not _nested(item):
        yield f"{indent}- {_flow(item)}"
        return
    lines = [line for name, value in item.items() for line in _value(name, value, indent + "  ")]
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _nested(value: Any) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return any(isinstance(item, dict | list) for item in items)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    """Plain where YAML reads it as it stands, else in double quotes."""
    text = _CONTROL.sub("", text)
    safe = _PLAIN.fullmatch(text) and not text.endswith(" ") and " #" not in text
    return text if safe else json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub("", text).split())
