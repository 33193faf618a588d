"""One run at a time on one output folder: a lock of the operating system, which ends with the process that holds it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ziping.errors import OutputError, UsageError

NAME = "batch.lock"
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the lock of a state folder.

    Raises:
        UsageError: another run holds it.
        OutputError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise OutputError(
            f"{folder.parent}：写不进去（{error.strerror}），请检查文件夹权限、磁盘空间", error.errno or 0
        ) from error
    try:
        if not _take(handle):
            raise UsageError(
                f"{folder.parent}：另一个 ziping batch 正在用这个输出文件夹，请等它做完，或换一个输出文件夹；"
                "进度可用 ziping batch status 查看"
            )
        yield
    finally:
        os.close(handle)  # the lock goes with it


def is_locked(folder: Path) -> bool:
    """Whether a run is under way on a state folder."""
    try:
        handle = os.open(folder / NAME, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(handle)
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    """Whether the lock could be had; a file system that knows no locks lets everybody in."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        if error.errno in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}:
            return True
        raise
    return True
