"""``ziping batch copies``: 雷同 among the units of a run."""

from __future__ import annotations

from pathlib import Path

import typer

from ziping.cli.console import EXIT_FINDINGS, emit, emit_json, say
from ziping.cli.help import Command

_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Adds the command to ``ziping batch``."""
    app.command("copies", cls=Command)(copies)


def copies(
    out: Path = typer.Argument(metavar="输出文件夹", help="ziping batch run 的 --out"),
    last_year: Path = typer.Option(
        None, "--last-year", help="也和上年的报告比：上年批量的输出，或放上年报告的文件夹"
    ),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """查雷同：哪些单位填写的文字互相照抄，或照抄上年报告，写到 雷同.xlsx 和 雷同.json；有雷同时退出码是 3.

    示例：ziping batch copies 输出
    """
    from ziping.batch.copy_run import search_copies, write_copies
    from ziping.batch.last_year import LastReports
    from ziping.batch.ledger import Ledger, ledger_path

    last = None if last_year is None else LastReports(last_year)
    with Ledger(ledger_path(out), read_only=True) as ledger:
        report = search_copies(out, ledger, last)
    written = write_copies(out, report)
    if as_json:
        emit_json(report.to_json())
    else:
        emit(
            f"比对了 {report.units} 个单位"
            + (f"和 {report.last_reports} 份上年报告" if report.last_reports else "")
            + (f"，有 {len(report.pairs)} 对雷同" if report.pairs else "，没有发现雷同")
        )
        for pair in report.pairs[:_SHOWN]:
            there = f"{pair.there.title}{'（上年报告）' if pair.kind == 'last_year' else ''}"
            emit(f"- {pair.here.title} 和 {there}：{len(pair.sentences)} 句、{pair.letters} 字相同")
        for path in written:
            emit(f"  {path}")
    for note in report.notes:
        say(note)
    raise typer.Exit(EXIT_FINDINGS if report.pairs else 0)
