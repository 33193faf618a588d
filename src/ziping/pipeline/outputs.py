"""Writes result files: all or none, safe names, nothing a person has edited is overwritten.

``<out>/.ziping/outputs.json`` remembers the SHA-256 of every file we wrote. A file whose bytes differ from that
was edited by a person: the new one is written beside it as ``…（2）.docx``.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ziping.errors import OutputError

FORMAT = "ziping/outputs/1"
STATE_FOLDER = ".ziping"
STATE_FILE = "outputs.json"
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


def write_outputs(
    folder: Path, files: Mapping[str, bytes], staging: Path | None = None
) -> tuple[Written, ...]:
    """Writes all files beside their places, then renames them.

    What is coming is noted before the first rename: a run that is killed between two of them leaves files that the
    next run knows as ours.

    Args:
        folder: made when it is not there.
        files: contents by name.
        staging: where files wait for their rename, on the same file system; the folder's own state folder when None.

    Raises:
        OutputError: the folder cannot be made or written; every file there is a whole one, old or new.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        state = folder / STATE_FOLDER
        state.mkdir(exist_ok=True)
        known, coming = _read_state(state / STATE_FILE)
        targets = {name: _target(folder, name, data, (known, coming)) for name, data in files.items()}
        staged = {
            name: _stage(staging or state, data) for name, data in files.items() if targets[name].changed
        }
        ours = {target.path.name: _sha(files[name]) for name, target in targets.items()}
        if staged:
            _write_state(state, known, ours, staging)
        for name, temporary in staged.items():
            os.replace(temporary, targets[name].path)  # noqa: PTH105 - atomic replace on every system
        if staged or coming or ours.items() - known.items():
            _write_state(state, known | ours, {}, staging)
    except OSError as error:
        raise _not_written(folder, error) from error
    return tuple(targets.values())


def write_folder(folder: Path, files: Mapping[str, bytes], staging: Path) -> tuple[Written, ...]:
    """As ``write_outputs``; a folder that is not there yet appears whole, by one rename.

    Args:
        folder: of one unit.
        files: contents by name.
        staging: where folders and files wait for their rename, on the same file system; what a killed run left there
            may be thrown away.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        staging.mkdir(parents=True, exist_ok=True)
        if not folder.exists():
            _stage_folder(files, staging).rename(folder)
            return tuple(Written(name, folder / name, changed=True) for name in files)
    except OSError as error:
        if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
            raise _not_written(folder, error) from error
    return write_outputs(folder, files, staging)


def _stage_folder(files: Mapping[str, bytes], staging: Path) -> Path:
    made = Path(tempfile.mkdtemp(prefix="unit-", dir=staging))
    try:
        for name, data in files.items():
            _write_whole(made / name, data)
        (made / STATE_FOLDER).mkdir()
        listing = _listing({name: _sha(data) for name, data in files.items()}, {})
        _write_whole(made / STATE_FOLDER / STATE_FILE, listing)
        made.chmod(0o755)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return made


def _not_written(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{folder}：写不进去（{error.strerror}），请检查文件夹权限、磁盘空间，关闭正在打开的文件",
        error.errno or 0,
    )


def write_file(path: Path, data: bytes) -> None:
    """Writes one file the user named, beside it first and then renamed.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(_stage(path.parent, data), path)  # noqa: PTH105
    except OSError as error:
        raise OutputError(
            f"{path}：写不进去（{error.strerror}），请检查文件夹权限，关闭正在打开的文件", error.errno or 0
        ) from error


def known_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file we wrote into a folder, by name."""
    return _read_state(folder / STATE_FOLDER / STATE_FILE)[0]


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


def _write_whole(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _read_state(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Hashes of the files we wrote, and of those we were about to write when a run was killed."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}, {}
    ours = isinstance(data, dict) and data.get("format") == FORMAT
    return (_hashes(data.get("files")), _hashes(data.get("coming"))) if ours else ({}, {})


def _hashes(data: object) -> dict[str, str]:
    return {str(name): str(digest) for name, digest in data.items()} if isinstance(data, dict) else {}


def _write_state(state: Path, files: dict[str, str], coming: dict[str, str], staging: Path | None) -> None:
    os.replace(_stage(staging or state, _listing(files, coming)), state / STATE_FILE)  # noqa: PTH105


def _listing(files: dict[str, str], coming: dict[str, str]) -> bytes:
    data = {"format": FORMAT, "files": files, **({"coming": coming} if coming else {})}
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8")


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _target(folder: Path, name: str, data: bytes, ours: tuple[dict[str, str], ...]) -> Written:
    stem, dot, suffix = name.rpartition(".")
    for count in range(1, 1000):
        path = folder / (name if count == 1 else f"{stem}（{count}）{dot}{suffix}")
        if not path.exists():
            return Written(name, path, changed=True)
        present = _sha(path.read_bytes())
        if present == _sha(data):
            return Written(name, path, changed=False)
        if any(present == hashes.get(path.name) for hashes in ours):
            return Written(name, path, changed=True)
    raise OutputError(f"{folder}：同名文件太多，请清理后重试")
