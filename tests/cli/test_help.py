"""Help is Chinese, has an example for every command, and loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

HEAVY = (
    "pydantic",
    "jieba",
    "docx",
    "docxtpl",
    "openpyxl",
    "jinja2",
    "yaml",
    "langchain",
    "langchain_core",
    "langsmith",
    "openai",
    "httpx",
    "httpx2",
    "rich",
)

COMMANDS = [
    ("demo",),
    ("rubric", "list"),
    ("rubric", "show"),
    ("rubric", "check"),
    ("rubric", "workbook"),
    ("form", "read"),
    ("form", "fill"),
    ("form", "write"),
    ("score",),
    ("facts",),
    ("draft",),
    ("numbers",),
    ("guard",),
    ("model", "check"),
    ("prompt", "show"),
    ("prompt", "check"),
    ("verify",),
    ("doctor",),
]


def test_help_loads_nothing_heavy() -> None:
    """`ziping --help` in a fresh process leaves every heavy library alone."""
    code = (
        "import sys\nfrom ziping.cli import main\nsys.argv = ['ziping', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )

    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )

    assert run.stdout.splitlines()[-1] == "LOADED []"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_chinese_help_with_an_example(
    ziping: Callable[..., Any], command: tuple[str, ...]
) -> None:
    """Usage, options and an example line."""
    said = ziping(*command, "--help")

    assert said.code == 0
    assert "示例：ziping " in said.out
    assert "用法：" in said.out
    assert "Show this message" not in said.out


def test_completion_is_offered(ziping: Callable[..., Any]) -> None:
    """The shell completion of the library is switched on."""
    assert "--install-completion" in ziping("--help").out


def test_the_version_is_printed(ziping: Callable[..., Any]) -> None:
    """`ziping --version`."""
    assert ziping("--version").out.startswith("ziping 0.")
