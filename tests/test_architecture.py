"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "ziping"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_data" not in path.parts)
EXACT_ROOMS = ("domain", "scoring", "facts", "guard", "language", "audit", "compare")
FLOAT_ALLOWED = {PACKAGE / "language" / "similarity.py"}
"""Similarity of texts is a float; no figure passes through it."""

EXACT = [
    path
    for path in MODULES
    if path.relative_to(PACKAGE).parts[0] in EXACT_ROOMS and path not in FLOAT_ALLOWED
]
MAX_LINES = 400


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path, names: set[str]) -> list[str]:
    """Places where one of the builtins is named, called or passed on."""
    found = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Name) and node.id in names]
    return [f"{shown(path)}:{node.lineno} {node.id}" for node in found]


def float_literals(path: Path) -> list[str]:
    found = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex))
    ]
    return [f"{shown(path)}:{node.lineno} {node.value}" for node in found]


def test_import_contracts_hold() -> None:
    """Rooms meet only as the layers allow; the exact rooms do no I/O (design: who may know whom)."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", EXACT, ids=shown)
def test_exact_rooms_know_no_float(path: Path) -> None:
    """Figures are Decimal or Fraction: no ``float``, no ``round``, no float literal."""
    assert calls(path, {"float", "round"}) + float_literals(path) == []


def test_the_exact_rooms_are_there() -> None:
    """The list above is not empty by a slip of a name."""
    assert {"domain", "scoring", "facts", "language"} <= {
        path.relative_to(PACKAGE).parts[0] for path in EXACT
    }


def test_only_the_command_line_prints() -> None:
    """stdout belongs to ``cli``."""
    others = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] != "cli"]

    assert [place for path in others for place in calls(path, {"print"})] == []


def test_nothing_is_evaluated_or_executed() -> None:
    """Formulas are parsed by an allow-list; ``eval`` and ``exec`` occur nowhere."""
    assert [place for path in MODULES for place in calls(path, {"eval", "exec", "__import__"})] == []


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    """Every module has a docstring; an empty package file needs none."""
    assert ast.get_docstring(tree(path)) or not path.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_a_module_fits_on_a_few_screens(path: Path) -> None:
    """No file over the limit: split at birth."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_tests_cannot_reach_the_network() -> None:
    """A forgotten fake fails here and not in somebody's bill."""
    with socket.socket() as client, pytest.raises(AssertionError, match="open the network"):
        client.connect(("192.0.2.1", 80))


def test_tests_may_talk_to_this_machine() -> None:
    """Loopback is open for fakes that serve HTTP."""
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())

        assert client.getpeername() == server.getsockname()
