"""Help and usage errors in Chinese, drawn as plain text (no rich: help stays fast)."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_WORDS = (
    ("Usage:", "用法："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("Commands:", "命令："),
    ("Show this message and exit.", "显示这份帮助"),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]…"),
    ("[required]", "[必填]"),
    ("[default: ", "[默认："),
)

_COMPLETION = {
    "install_completion": "为当前 shell 安装命令补全",
    "show_completion": "显示命令补全脚本，可自行安装",
}


def chinese(text: str) -> str:
    """Help text with the words the library puts in translated."""
    for english, ours in _WORDS:
        text = text.replace(english, ours)
    return text


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return chinese(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is Chinese, in the order they are defined."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        for param in self.params:
            if param.name in _COMPLETION and hasattr(param, "help"):
                param.help = _COMPLETION[param.name]
        return chinese(super().get_help(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """Commands as defined."""
        del ctx
        return list(self.commands)


def new_app(help_text: str) -> typer.Typer:
    """A typer app in house style."""
    return typer.Typer(
        cls=Group,
        help=help_text,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def usage_message(error: Exception) -> str:
    """A usage error of the library as one Chinese sentence."""
    text = error.format_message() if hasattr(error, "format_message") else str(error)
    kind = type(error).__name__
    name = _parameter(getattr(error, "param", None)) or getattr(error, "option_name", "")
    match kind:
        case "MissingParameter":
            return f"缺少参数 {name}"
        case "NoSuchOption":
            near = "、".join(getattr(error, "possibilities", None) or ())
            return f"没有选项 {name}" + (f"，是不是 {near}？" if near else "")
        case "BadParameter":
            return f"参数 {name} 的值不对：{_detail(error)}"
        case _ if text.startswith("No such command"):
            return f"没有命令 {text.removeprefix('No such command').strip(' .')}"
        case _ if text.startswith("Got unexpected extra argument"):
            return f"多余的参数 {text.rpartition('(')[2].rstrip(')')}"
        case _:
            return f"命令写法不对：{text}"


def _parameter(param: Any) -> str:
    """The name a person typed or sees in the help."""
    if param is None:
        return ""
    options = [name for name in getattr(param, "opts", ()) if name.startswith("-")]
    return max(options, key=len) if options else str(getattr(param, "metavar", "") or param.name)


def _detail(error: Exception) -> str:
    message = str(getattr(error, "message", ""))
    for english, ours in (
        ("does not exist.", "不存在"),
        ("File ", "文件 "),
        ("Path ", "路径 "),
        ("is not a valid", "不是有效的"),
    ):
        message = message.replace(english, ours)
    return message
