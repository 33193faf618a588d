"""``ziping verify``: recompute a draft."""

from __future__ import annotations

from pathlib import Path

import typer

from ziping.cli.console import EXIT_FINDINGS, emit, emit_json, folders


def verify(
    source: str = typer.Argument(metavar="draft.json", help="ziping draft 生成的 draft.json"),
    rubric: str = typer.Option(None, "--rubric", help="评分标准的 id 或路径，缺省用 draft.json 里写的"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """重算一份草稿，核对每个分数、数字、段落和文件.

    示例：ziping verify 输出/draft.json
    """
    from ziping.pipeline.verify import verify_draft

    verdicts = verify_draft(Path(source), folders(), rubric)
    good = all(verdict.ok for verdict in verdicts)
    if as_json:
        rows = [{"what": item.what, "ok": item.ok, "detail": item.detail} for item in verdicts]
        emit_json({"format": "ziping/verify/1", "ok": good, "checks": rows})
    else:
        for item in verdicts:
            emit(f"{'✓' if item.ok else '✗'} {item.what}{'：' + item.detail if item.detail else ''}")
        emit("核对一致" if good else "有不一致的地方，请看上面标 ✗ 的各项")
    if not good:
        raise typer.Exit(EXIT_FINDINGS)
