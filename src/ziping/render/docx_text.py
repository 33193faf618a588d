"""Text of a draft as WordprocessingML runs: escaped, and what is still to be supplied marked."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MISSING = re.compile(r"(待补充(?:：(?:（[^（）\n]*）|[^，。；！？（）\n])*|$))")
"""``待补充：成文日期``, or a cell that says only 待补充; the words 待补充分值 in a sentence are no gap."""

_HINT = '<w:rFonts w:hint="eastAsia"/>'  # else Word takes “ ” — … from the Latin font


class Text(Markup):
    """Escaped text for ``{{ x }}``; ``{{r x.runs }}`` also marks what is still to be supplied."""

    runs: Markup


def escape(raw: str) -> str:
    """Markup and braces as references too: docxtpl turns ``{_{`` into ``{{`` after rendering."""
    return html.escape(NOT_IN_XML.sub("", raw)).replace("{", "&#123;").replace("}", "&#125;")


def _run(raw: str, style: str = "") -> str:
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    text = escape(raw).replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    text = f"<w:t>{text}</w:t>".replace("<w:t>", '<w:t xml:space="preserve">')
    return f"<w:r><w:rPr>{named}{_HINT}</w:rPr>{text}</w:r>"


def runs_of(raw: str, missing_style: str) -> str:
    """Runs of a text; gaps get the character style ``missing_style``."""
    if "待补充" not in raw:
        return _run(raw) if raw else ""
    pieces = _MISSING.split(raw)  # plain, missing, plain, …
    return "".join(_run(piece, missing_style if n % 2 else "") for n, piece in enumerate(pieces) if piece)


def text_of(raw: str, missing_style: str, before: str = "", after: str = "") -> Text:
    """A text for the template, with raw XML before and after its runs."""
    text = Text(escape(raw))
    text.runs = Markup(before + runs_of(raw, missing_style) + after)  # noqa: S704  built from escaped text
    return text
