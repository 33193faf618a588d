"""Two writers side by side: one table for the terminal, one page to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from unicodedata import east_asian_width

from measure import HEADINGS, Case, Row, faults_of

_STYLE = """
body{font:15px/1.7 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem;color:#1f2328}
table{border-collapse:collapse;margin:1rem 0}
td,th{border:1px solid #d0d7de;padding:.3rem .6rem;text-align:left;vertical-align:top}
.pair td{width:50%}.by{color:#57606a;font-size:12px}.instead{background:#fff8c5}
"""


def table(named: Mapping[str, Mapping[str, Row]]) -> str:
    """A plain table, sections of all writers under each other."""
    lines = [["写法", *HEADINGS]]
    sections = dict.fromkeys(section for rows in named.values() for section in rows)
    for section in sections:
        for name, rows in named.items():
            if section in rows:
                lines.append([name, *rows[section].cells()])
    widths = [max(_width(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def page(named: Mapping[str, Mapping[str, Row]], cases: Mapping[str, Sequence[Case]]) -> str:
    """The table, the faults, and every paragraph of all writers side by side."""
    names = list(named)
    rows = "".join(
        f"<tr><td>{escape(name)}</td>" + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells()) + "</tr>"
        for section in dict.fromkeys(section for found in named.values() for section in found)
        for name, found in named.items()
        if (row := found.get(section)) is not None
    )
    head = "".join(f"<th>{escape(text)}</th>" for text in ["写法", *HEADINGS])
    faults = "".join(
        f"<p>{escape(name)}没有通过的原因：{escape('、'.join(f'{code} {count}' for code, count in faults_of(list(found.values())).most_common()) or '无')}</p>"
        for name, found in named.items()
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>写法对比</title><style>{_STYLE}</style>'
        f"<h1>写法对比：{escape('、'.join(names))}</h1><table><tr>{head}</tr>{rows}</table>{faults}{_texts(cases)}</html>"
    )


def _texts(cases: Mapping[str, Sequence[Case]]) -> str:
    """Paragraph by paragraph."""
    parts = []
    first = next(iter(cases.values()))
    for number, case in enumerate(first):
        parts.append(f"<h2>{escape(case.name)}</h2>")
        for plan in case.plans:
            parts.append(f"<h3>{escape(plan.heading)}</h3><table class=pair><tr>")
            parts += [f"<th>{escape(name)}</th>" for name in cases]
            parts.append("</tr>")
            for item in plan.paragraphs:
                parts.append(
                    "<tr>" + "".join(_cell(found[number], item.id) for found in cases.values()) + "</tr>"
                )
            parts.append("</table>")
    return "".join(parts)


def _cell(case: Case, name: str) -> str:
    said = next((one for one in case.draft.paragraphs() if one.id == name), None)
    if said is None:
        return "<td>—</td>"
    by = f"{said.author}，第{said.attempts}稿" if said.author != "offline" else "离线写法"
    style = " class=instead" if said.instead_of else ""
    return f"<td{style}>{escape(said.text)}<div class=by>{escape(by)}</div></td>"
