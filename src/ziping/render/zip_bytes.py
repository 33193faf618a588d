"""Office files are zip archives; the same parts must give the same bytes on any day and any machine."""

from __future__ import annotations

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


def fixed_zip(data: bytes) -> bytes:
    """Rewrite a zip: fixed dates and system, ``[Content_Types].xml`` first, the other parts by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # otherwise Windows and Linux differ
            new.writestr(info, old.read(name))
    return target.getvalue()
