"""SQLite files beside outputs: moving a damaged one aside, with all that belongs to it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

_SIDE_FILES: Final = ("-wal", "-shm")


def put_aside(path: Path) -> Path:
    """Renames a damaged file and its side files to ``….damaged-1``, or the next free number; gives the new place.

    Raises:
        OSError: it cannot be renamed.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.replace(aside)
    for suffix in _SIDE_FILES:
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").replace(f"{aside}{suffix}")
    return aside
