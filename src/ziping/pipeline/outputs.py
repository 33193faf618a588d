"""Writes result files: all or none, safe names, nothing a person has edited is overwritten.

``<out>/.ziping/outputs.json`` remembers the SHA-256 of every file we wrote. A file whose bytes differ from that
was edited by a person: the new one is written beside it as ``…（2）.docx``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

from ziping.errors import UsageError

FORMAT = "ziping/outputs/1"
STATE_FOLDER = ".ziping"
MAX_NAME_BYTES = 120
"""Longest stem of a file name in UTF-8 bytes; longer ones are cut and get a hash."""

_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class Written(NamedTuple):
    """A result file."""

    name: str
    """The name asked for."""
    path: Path
    """Where it is; ``…（2）`` when a person had edited the first one."""
    changed: bool
    """False when the same bytes were already there."""


def safe_stem(text: str) -> str:
    """A file name stem from a unit's name: no separators, no tricks, at most 120 bytes plus a hash."""
    name = _UNSAFE.sub("", text).replace("..", "").strip(" .")
    if not name or _RESERVED.fullmatch(name):
        name = f"单位{name}"
    encoded = name.encode("utf-8")
    if len(encoded) <= MAX_NAME_BYTES:
        return name
    digest = hashlib.sha256(encoded).hexdigest()[:8]
    return f"{encoded[:MAX_NAME_BYTES].decode('utf-8', 'ignore')}_{digest}"


def write_outputs(folder: Path, files: dict[str, bytes]) -> tuple[Written, ...]:
    """Writes all files beside their places, then renames them.

    Raises:
        UsageError: the folder cannot be made or written; nothing was changed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        state = folder / STATE_FOLDER
        state.mkdir(exist_ok=True)
        known = _read_state(state / "outputs.json")
        targets = {name: _target(folder, name, data, known) for name, data in files.items()}
        staged = {name: _stage(state, data) for name, data in files.items() if targets[name].changed}
        for name, temporary in staged.items():
            os.replace(temporary, targets[name].path)  # noqa: PTH105 - atomic replace on every system
        known.update({target.path.name: _sha(files[name]) for name, target in targets.items()})
        listing = json.dumps({"format": FORMAT, "files": known}, ensure_ascii=False, indent=2, sort_keys=True)
        os.replace(_stage(state, listing.encode("utf-8")), state / "outputs.json")  # noqa: PTH105
    except OSError as error:
        raise UsageError(
            f"{folder}：写不进去（{error.strerror}），请检查文件夹权限、磁盘空间，关闭正在打开的文件"
        ) from error
    return tuple(targets.values())


def write_file(path: Path, data: bytes) -> None:
    """Writes one file the user named, beside it first and then renamed.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(_stage(path.parent, data), path)  # noqa: PTH105
    except OSError as error:
        raise UsageError(
            f"{path}：写不进去（{error.strerror}），请检查文件夹权限，关闭正在打开的文件"
        ) from error


def known_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file we wrote into a folder, by name."""
    return _read_state(folder / STATE_FOLDER / "outputs.json")


def _stage(folder: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".ziping-", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _read_state(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    files = data.get("files") if isinstance(data, dict) and data.get("format") == FORMAT else None
    return {str(name): str(digest) for name, digest in files.items()} if isinstance(files, dict) else {}


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _target(folder: Path, name: str, data: bytes, known: dict[str, str]) -> Written:
    stem, dot, suffix = name.rpartition(".")
    for count in range(1, 1000):
        path = folder / (name if count == 1 else f"{stem}（{count}）{dot}{suffix}")
        if not path.exists():
            return Written(name, path, changed=True)
        present = _sha(path.read_bytes())
        if present == _sha(data):
            return Written(name, path, changed=False)
        if present == known.get(path.name):
            return Written(name, path, changed=True)
    raise UsageError(f"{folder}：同名文件太多，请清理后重试")
