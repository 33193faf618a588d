"""``ziping doctor``: does this machine have what good output needs?"""

from __future__ import annotations

import typer

from ziping.cli.console import emit, emit_json


def doctor(as_json: bool = typer.Option(False, "--json", help="输出 JSON")) -> None:
    """检查这台机器：版本、字体、代理、评分标准和模板.

    示例：ziping doctor
    """
    from ziping.pipeline.doctor import examine
    from ziping.settings import load_settings, proxies

    settings = load_settings()
    rows = examine(settings.folders(), proxies(), settings.model_settings())
    if as_json:
        emit_json([{"what": row.what, "state": row.state, "detail": row.detail} for row in rows])
        return
    marks = {"good": "✓", "warning": "!", "bad": "✗"}
    for row in rows:
        emit(f"{marks[row.state]} {row.what}：{row.detail}")
