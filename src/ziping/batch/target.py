"""A place that results are copied to: any file system fsspec knows, named by its URL.

What a library of a file system says never reaches a person unsifted: it may hold the user, the password or the signed
part of the URL.
"""

from __future__ import annotations

import errno
import hashlib
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import unquote

from ziping.errors import OutputError, UsageError

T = TypeVar("T")

_WAITS: Final = (1, 4)
"""Seconds before the second and the third attempt."""
_LASTING: Final = frozenset((
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.ENOTDIR, errno.EISDIR,
    errno.ENAMETOOLONG,
))  # fmt: skip
"""Errors that another attempt does not mend."""
_LASTING_KINDS: Final = (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError)
_FOLDERED: Final = frozenset(("file", "local", "sftp", "ssh", "smb", "ftp", "hdfs", "webhdfs", "webdav"))
"""Folders have to be made there; an object store has none, and making one may mean making a bucket."""
_RENAMES: Final = frozenset(("file", "local", "sftp", "ssh"))
"""A rename replaces a file whole there; elsewhere an object is put whole."""
_LIBRARIES: Final = {
    "s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "abfss": "adlfs",
    "oss": "ossfs", "sftp": "paramiko", "ssh": "paramiko", "smb": "smbprotocol", "hdfs": "pyarrow",
}  # fmt: skip
_TYPE_ARGUMENTS: Final = {
    "s3": "ContentType",
    "s3a": "ContentType",
    "gs": "content_type",
    "gcs": "content_type",
}
"""How an object is told what it is, so that a browser shows a page instead of saving it."""
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_THREADS: Final = 8


class Target:
    """An open place; its methods may be called from ``threads`` threads at once.

    Args:
        fs: an fsspec file system.
        root: the folder on it, without a slash at its end.
        url: as the user wrote it.

    Attributes:
        shown: the URL without user, password and what follows ``?``.
    """

    def __init__(self, fs: Any, root: str, url: str) -> None:
        self.shown = shown_url(url)
        self._protocol = url.partition("://")[0].lower()
        self._fs = fs
        self._root = root
        self._secrets = _secrets(url)
        self._made: set[str] = set()

    @property
    def threads(self) -> int:
        """Only file systems that are asynchronous inside are known to be safe in threads."""
        return _THREADS if getattr(self._fs, "async_impl", False) else 1

    @property
    def local(self) -> Path | None:
        """The folder, when it is one of this machine."""
        return Path(self._root) if getattr(self._fs, "local_file", False) else None

    def read(self, path: str, most: int) -> bytes | None:
        """The file at a path below the root; None when there is none.

        Raises:
            OutputError: it cannot be read, or has more than ``most`` bytes.
        """
        there = self._at(path)
        try:
            size = self._tried(lambda: self._fs.info(there).get("size") or 0, path, "读不出来")
            if size > most:
                raise OutputError(f"{self.shown}/{path}：超过 {most} 字节，不是 ziping 写的，请换一个地址")
            return bytes(self._tried(lambda: self._fs.cat_file(there), path, "读不出来"))
        except OutputError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise

    def put(self, path: str, data: bytes) -> None:
        """Writes one file whole, in place of the one that is there.

        Raises:
            OutputError: it cannot be written; what was there is still there, except on file systems that cannot rename.
        """
        self._tried(lambda: self._put(self._at(path), data), path, "写不进去")

    def _put(self, there: str, data: bytes) -> None:
        folder, _, name = there.rpartition("/")
        if self._protocol in _FOLDERED and folder not in self._made:
            self._fs.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        if self._protocol not in _RENAMES:
            self._fs.pipe_file(there, data, **self._told(name))
            return
        beside = f"{folder}/.ziping-{hashlib.sha256(name.encode()).hexdigest()[:16]}.tmp"
        self._fs.pipe_file(beside, data)
        if self.local is None:
            self._fs.mv(beside, there)
        else:
            Path(beside).replace(there)

    def _told(self, name: str) -> dict[str, str]:
        argument = _TYPE_ARGUMENTS.get(self._protocol)
        kind = _TYPES.get(Path(name).suffix)
        return {argument: kind} if argument and kind else {}

    def remove(self, path: str) -> None:
        """Removes one file, which may be gone already.

        Raises:
            OutputError: it cannot be removed.
        """

        def removing() -> None:
            with suppress(FileNotFoundError):
                self._fs.rm_file(self._at(path))

        self._tried(removing, path, "删不掉")

    def remove_folder(self, path: str) -> None:
        """Removes a folder that is empty now; where a folder is only a part of names there is nothing to do."""
        if self._protocol in _FOLDERED:
            self._made.discard(self._at(path))
            with suppress(OSError):
                self._fs.rmdir(self._at(path))

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _tried(self, action: Callable[[], T], path: str, what: str) -> T:
        """Some attempts, since connections fail; the last failure is told.

        Raises:
            OutputError: it did not work.
        """
        for wait in (*_WAITS, None):
            try:
                return action()
            except OSError as error:
                lasting = isinstance(error, _LASTING_KINDS) or error.errno in _LASTING
                if wait is None or lasting:
                    raise self._failed(error, path, what) from error
                time.sleep(wait)
            except Exception as error:  # every library of a file system has a tree of errors of its own
                raise self._failed(error, path, what) from error
        raise AssertionError("the last attempt returns or raises")

    def _failed(self, error: Exception, path: str, what: str) -> OutputError:
        number = error.errno if isinstance(error, OSError) else None
        return OutputError(
            f"{self.shown}/{path}：{what}（{sifted(error, self._secrets)}）{_advice(error)}", number or 0
        )


def open_target(url: str) -> Target:
    """Opens the place a URL names.

    Raises:
        UsageError: the URL names none, or a library is not installed.
        OutputError: there is no connection, or it is refused.
    """
    shown, protocol = shown_url(url), url.partition("://")[0].lower()
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*", protocol) or "://" not in url or "::" in url:
        raise UsageError(
            f"{shown!r}：不是发布地址，请写成 s3://存储桶/文件夹、sftp://主机/文件夹 或 file:///文件夹 这样的地址"
        )
    if "?" in url:
        raise UsageError(
            f"{shown}：地址里不要带 ? 和后面的参数；密钥请放在这种存储自己的环境变量或配置文件里"
        )
    try:
        import fsspec
    except ImportError as error:
        raise UsageError("发布要先安装：pip install 'ziping[cluster]'") from error
    try:
        fs, root = fsspec.core.url_to_fs(url)
    except ImportError as error:
        library = _LIBRARIES.get(protocol)
        told = f"pip install {library}" if library else sifted(error, _secrets(url))
        raise UsageError(f"{shown}：{protocol}:// 要先安装它的库：{told}") from error
    except OSError as error:
        raise OutputError(
            f"{shown}：连不上（{sifted(error, _secrets(url))}）{_advice(error)}", error.errno or 0
        ) from error
    except Exception as error:
        raise UsageError(f"{shown}：用不了这个地址（{sifted(error, _secrets(url))}）；请检查写法") from error
    root = str(root).rstrip("/")
    if not root:
        raise UsageError(f"{shown}：请写明放在哪个文件夹，例如 {shown.rstrip('/')}/2025年自评")
    return Target(fs, root, url)


def shown_url(url: str) -> str:
    """A URL as it may be told: without user, password and what follows ``?``."""
    scheme, mark, rest = url.partition("://")
    if scheme.lower() not in {"file", "local", "memory"}:
        rest = rest.rpartition("@")[2]  # the last one: a password may hold anything
    return f"{scheme}{mark}{rest.partition('?')[0]}".rstrip("/") if mark else url.partition("?")[0]


def _secrets(url: str) -> tuple[str, ...]:
    """What of a URL must not be told, the longest first."""
    rest = url.partition("://")[2]
    told = rest.rpartition("@")[0]
    parts = {told, *told.split(":", 1), rest.partition("?")[2]}
    found = {form for part in parts for form in (part, unquote(part)) if form}
    return tuple(sorted(found, key=len, reverse=True))


def sifted(error: BaseException, secrets: tuple[str, ...]) -> str:
    """What an error says, in one short line, without secrets."""
    strerror = getattr(error, "strerror", None)
    told = strerror if isinstance(strerror, str) else next(iter(str(error).splitlines()), "")
    for secret in secrets:
        told = told.replace(secret, "***")
    told = re.sub(r"//[^/\s]*@", "//", re.sub(r"\?\S+", "", told))
    return told[:200] or type(error).__name__


def _advice(error: Exception) -> str:
    if isinstance(error, NotImplementedError):
        return "，这种地址只能读"
    if isinstance(error, PermissionError):
        return "，请检查密钥和写权限"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "，请检查地址里的存储桶或文件夹"
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "，那边没有空间了"
    return "，请检查网络、密钥和写权限"
