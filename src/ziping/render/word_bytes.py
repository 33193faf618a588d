"""A Word document as a file that does not know when it was written."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.pkgwriter import PackageWriter

from ziping.render.zip_bytes import zip_of


class _Parts:
    """Takes what the library would put into a zip of today; it cannot on a machine whose clock is before 1980."""

    def __init__(self) -> None:
        self.by_name: dict[str, bytes] = {}

    def write(self, uri: PackURI, blob: bytes) -> None:
        self.by_name[uri.membername] = blob


def word_bytes(document: Document) -> bytes:
    """The document's file; the same document gives the same bytes, whatever the clock says."""
    package = document.part.package
    if package is None:
        raise RuntimeError("the document's part belongs to no package")
    for part in package.parts:
        part.before_marshal()
    parts, writer = _Parts(), _writer()
    writer._write_content_types_stream(parts, package.parts)  # noqa: SLF001 - `write` makes the zip itself
    writer._write_pkg_rels(parts, package.rels)  # noqa: SLF001
    writer._write_parts(parts, package.parts)  # noqa: SLF001
    return zip_of(parts.by_name)


def _writer() -> Any:
    """Untyped: its steps take the library's own zip only."""
    return PackageWriter
