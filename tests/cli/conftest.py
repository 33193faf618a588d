"""Runs the command line inside the test process and keeps what it said."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ziping.cli.app import run as run_command

REPOSITORY = Path(__file__).resolve().parents[2]
FUTIAN = REPOSITORY / "eval" / "reports" / "futian_department_2021" / "submission.yaml"


class Said(NamedTuple):
    """Exit code, stdout, stderr of one command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as JSON."""
        return json.loads(self.out)


@pytest.fixture
def ziping(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Said]:
    """``ziping("score", "x.yaml")`` as typed in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-settings"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no-cache"))

    def run(*args: object, stdin: bytes = b"") -> Said:
        out, err = (
            io.TextIOWrapper(io.BytesIO(), encoding="utf-8"),
            io.TextIOWrapper(io.BytesIO(), encoding="utf-8"),
        )
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["ziping", *(str(arg) for arg in args)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as stopped:
                run_command()
        out.flush()
        err.flush()
        texts = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]  # type: ignore[attr-defined]
        return Said(int(stopped.value.code or 0), *texts)

    return run


@pytest.fixture
def futian() -> Path:
    """The 福田 2021 submission."""
    return FUTIAN
