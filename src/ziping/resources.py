"""Finds the files that are data: rubrics, prompts, templates. Returns text or bytes, parses nothing.

Looked up as a path, then below the current folder, then in the folders of the settings, then among the
shipped ones (``ziping/_data`` in a wheel, the repository's top in a checkout).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

from ziping.errors import UnreadableInputError, UsageError

Kind: TypeAlias = Literal["rubrics", "prompts", "templates"]

MAX_RESOURCE_BYTES = 20_000_000
"""Largest rubric, template or prompt that is read."""


def shipped(kind: Kind) -> Path:
    """The folder of shipped files of a kind.

    Raises:
        UsageError: the installation is damaged.
    """
    package = Path(__file__).resolve().parent
    for root in (package / "_data", package.parent.parent):
        if (root / kind).is_dir():
            return root / kind
    raise UsageError(f"安装不完整：找不到随软件附带的 {kind} 文件夹，请重新安装 ziping")


def roots(kind: Kind, extra: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    """Folders searched for a kind, first wins: ``./<kind>``, the settings' folders, the shipped one."""
    candidates = (Path.cwd() / kind, *extra, shipped(kind))
    return tuple(dict.fromkeys(path.resolve() for path in candidates if path.is_dir()))


def find(kind: Kind, relative: str, extra: tuple[Path, ...] = ()) -> Path | None:
    """The first existing file ``<root>/<relative>``; paths that leave their root are not followed."""
    for root in roots(kind, extra):
        path = (root / relative).resolve()
        if path.is_file() and path.is_relative_to(root):
            return path
    return None


def listing(kind: Kind, suffix: str, extra: tuple[Path, ...] = ()) -> Iterator[tuple[str, Path]]:
    """``(relative path, file)`` of every file of a kind; a file shadowed by an earlier root is left out."""
    seen: set[str] = set()
    for root in roots(kind, extra):
        for path in sorted(root.rglob(f"*{suffix}")):
            relative = path.relative_to(root).as_posix()
            if relative not in seen:
                seen.add(relative)
                yield relative, path


def read_bytes(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        UnreadableInputError: missing, a folder, no permission, or too large.
    """
    try:
        if path.stat().st_size > MAX_RESOURCE_BYTES:
            raise UnreadableInputError(
                f"{path}：文件超过 {MAX_RESOURCE_BYTES // 1_000_000} MB，不读取，请检查是否选错了文件"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInputError(f"{path}：没有这个文件，请检查路径和文件名") from error
    except OSError as error:
        raise UnreadableInputError(
            f"{path}：打不开（{error.strerror}），请检查是否被占用、有没有读取权限"
        ) from error


def read_text(path: Path) -> str:
    """The file as UTF-8 text (a byte order mark is dropped).

    Raises:
        UnreadableInputError: see ``read_bytes``; also when it is not UTF-8.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInputError(
            f"{path}：不是 UTF-8 文本（第 {error.start} 个字节起），请另存为 UTF-8 编码"
        ) from error
