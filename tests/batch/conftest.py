"""Invented unions for batches: the figures of a published submission under other names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ziping.batch.sources import unit_key
from ziping.domain.batch import UnitItem

REPOSITORY = Path(__file__).resolve().parents[2]
FUTIAN = REPOSITORY / "eval" / "reports" / "futian_department_2021" / "submission.yaml"
RUBRIC = "shenzhen-futian-2021-department"


def submission(name: str, code: str = "", note: str = "") -> str:
    """A submission of another union; ``note`` is a comment that changes the bytes and nothing else."""
    told = f"  name: {name!r}\n" + (f"  code: {code!r}\n" if code else "")
    text = re.sub(r"  name: .*\n", lambda _: told, FUTIAN.read_text(encoding="utf-8"), count=1)
    return text + (f"# {note}\n" if note else "")


def write_units(folder: Path, count: int) -> Path:
    """``count`` unions, one file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        text = submission(f"示例第{number}工会", f"{number:06}")
        (folder / f"u{number:03}.yaml").write_text(text, encoding="utf-8")
    return folder


def item(
    name: str = "示例工会", code: str = "", content: str = "0" * 64, path: str = "/in/a.yaml"
) -> UnitItem:
    """A unit as ``find_units`` gives it."""
    return UnitItem(unit_key(code, name, RUBRIC, 2021), name, code, RUBRIC, 2021, "file", path, 0, content)


def outputs(out: Path) -> dict[str, bytes]:
    """Every file of every unit's folder by its path: what a run leaves, without its own records."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.relative_to(out).parts[0] != ".ziping"
    }


@pytest.fixture
def started(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """``started("batch", "run", …)``: the command in a process of its own, with no settings of this machine."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}  # noqa: TID251
    environment = {
        **keep,
        "XDG_CONFIG_HOME": str(tmp_path / "none"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    there = tmp_path / "cwd"
    there.mkdir()

    def start(*arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "ziping", *map(str, arguments)],
            cwd=there,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    return start
