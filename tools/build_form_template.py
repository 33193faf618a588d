"""Make ``templates/project-form/form.docx``: the Word template of 项目支出绩效自评表.

    python -m tools.build_form_template

A4 landscape, the styles of the report template. Contract, also for a template made by a user: a paragraph that says
``{{ title }}``, one that says ``{{ table }}`` and becomes the form, one that says ``{{ note }}``; the table styles that
``tools/build_report_template.py`` describes.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from tools.build_report_template import SETTINGS, Frame, drop_unused_parts, refill, set_styles

from ziping.render.zip_bytes import fixed_zip

OUT = Path(__file__).resolve().parents[1] / "templates" / "project-form" / "form.docx"
PITCH = 28.9
MARGIN = Mm(15)


def set_page(document: DocumentType) -> None:
    """A4 landscape: nine columns need the width."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def build() -> bytes:
    """The template's bytes."""
    document = Document()
    drop_unused_parts(document)
    set_styles(document, PITCH, Frame(closing=False))
    refill(document.settings.element, SETTINGS)
    set_page(document)
    document.add_paragraph("{{ title }}", "Title")
    document.add_paragraph("{{ table }}", "表格正文")
    document.add_paragraph("{{ note }}", "表格正文").paragraph_format.alignment = 0
    properties = document.core_properties
    properties.author, properties.comments, properties.title = "ziping", "", ""
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    target = io.BytesIO()
    document.save(target)
    return fixed_zip(target.getvalue())


if __name__ == "__main__":
    OUT.write_bytes(build())
    print(OUT)
