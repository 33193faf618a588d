"""Office files are zip archives; the same parts must give the same bytes on any day and any machine."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"
_PIECE = 1 << 16


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    """A zip of parts by name: fixed dates and system, ``[Content_Types].xml`` first, the others by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name in _ordered(parts):
            new.writestr(_entry(name, len(parts[name])), parts[name])
    return target.getvalue()


def fixed_zip(source: bytes | Path) -> bytes:
    """A zip written again in the way of ``zip_of``.

    Args:
        source: the archive, or where it is; its parts are copied piece by piece and never held whole.
    """
    target = io.BytesIO()
    given = io.BytesIO(source) if isinstance(source, bytes) else source
    with zipfile.ZipFile(given) as old, zipfile.ZipFile(target, "w") as new:
        for name in _ordered(old.namelist()):
            with (
                old.open(name) as part,
                new.open(_entry(name, old.getinfo(name).file_size), "w") as copy,
            ):
                shutil.copyfileobj(part, copy, _PIECE)
    return target.getvalue()


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != _FIRST, name))


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0  # otherwise Windows and Linux differ
    info.external_attr = 0o600 << 16
    info.file_size = size
    return info
