"""Runs phrase templates: compiled once a process, sandboxed, strict; an error names file and line."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError
from jinja2.loaders import BaseLoader
from jinja2.sandbox import SandboxedEnvironment

from ziping.domain.outline import TemplateFile
from ziping.drafting.issues import IssueView, MeasureView
from ziping.drafting.last_problems import LastProblemView
from ziping.drafting.views import GroupView, LeafView, PartView, ProjectView, TaskView, ThemeView
from ziping.errors import RenderError

Templates = tuple[tuple[str, TemplateFile], ...]
_VIEWS = frozenset((
    LastProblemView,
    LeafView,
    PartView,
    GroupView,
    TaskView,
    ThemeView,
    ProjectView,
    IssueView,
    MeasureView,
))
FAULTS: Final = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
)
"""What running a template may raise."""


class _Loader(BaseLoader):
    """Templates of one family, already read; the name in errors is the file's path."""

    def __init__(self, templates: Templates) -> None:
        self.files = dict(templates)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002
        if template not in self.files:
            raise TemplateNotFound(template)
        file = self.files[template]
        return file.text, file.path, None


class _Sandbox(SandboxedEnvironment):
    """``{{ "a" * 10**10 }}`` would fill the memory; a phrase needs no products."""

    intercepted_binops = frozenset(("*", "**"))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As in jinja2; our own views, asked for most, need only the check for private names."""
        if type(obj) in _VIEWS and attribute[0] != "_":
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: object, operator: str, left: object, right: object) -> object:  # noqa: ARG002
        raise SecurityError(f"模板中不能用 {operator} 运算")


@lru_cache(maxsize=8)
def environment(templates: Templates) -> Environment:
    """The environment of a family's templates, cached by their text."""
    return _Sandbox(  # plain text, not HTML: the renderers escape what they print
        loader=_Loader(templates),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
        cache_size=-1,
        auto_reload=False,
    )


_ASKING: Final = frozenset(("leaf", "group", "groups_below", "aspects"))


@lru_cache(maxsize=8)
def named_indicators(templates: Templates) -> tuple[str, ...]:
    """The indicators that templates ask for by name, in order: ``leaf("fund_compliance")``."""
    parser = environment(templates)
    calls = (
        call
        for _, file in templates
        for call in parser.parse(file.text, filename=file.path).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in _ASKING and call.args
    )
    first = (call.args[0] for call in calls)
    return tuple(dict.fromkeys(str(item.value) for item in first if isinstance(item, nodes.Const)))


def run(templates: Templates, name: str, context: Mapping[str, Any]) -> None:
    """Runs a template; what it writes is what its paragraphs register.

    Raises:
        RenderError: the template is wrong; the message names file and line.
    """
    files = dict(templates)
    try:
        loose = environment(templates).get_template(name).render(context)
    except (*FAULTS, RenderError) as error:
        raise RenderError(explained(error, {file.path for file in files.values()})) from error
    if loose.strip():
        shown = loose.strip()[:30]
        raise RenderError(
            f"{files[name].path}：有文字写在段落之外（{shown!r}…），请放进 {{% call para(…) %}} … {{% endcall %}}"
        )


def explained(error: Exception, paths: set[str]) -> str:
    """What went wrong while a template ran, with its file and line when that is one of ``paths``."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}：模板语法不对：{error.message}，请改正"
    frames = traceback.extract_tb(error.__traceback__)
    place = next((f"{f.filename}:{f.lineno}" for f in reversed(frames) if f.filename in paths), "模板")
    if isinstance(error, RenderError):
        return f"{place}：{error}"
    if isinstance(error, TemplateNotFound):
        return f"{place}：没有模板文件 {error.name!r}，请检查文件名"
    if isinstance(error, SecurityError):
        return f"{place}：模板用了不允许的写法：{error.message}，请改正"
    reason = getattr(error, "message", None) or f"{type(error).__name__}: {error}"
    return f"{place}：模板无法执行：{reason}，请改正"
