"""``ziping batch check`` and ``ziping batch roster``: the inputs of a batch before anything is drafted."""

from __future__ import annotations

import os
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ziping.cli.console import EXIT_FINDINGS, emit, emit_json, folders, say, write_bytes

if TYPE_CHECKING:
    from ziping.batch.preflight import Preflight
    from ziping.batch.roster import LastInputs, Made
    from ziping.domain.mistakes import Mistake
    from ziping.domain.roster import Roster, RosterCheck

_SHOWN = 20
"""Lines of a kind on a terminal; all of them are in the workbook and in ``--json``."""
_BREATH = 3.0
"""Seconds between two lines of progress."""


def check(
    inputs: list[Path] = typer.Argument(
        metavar="输入…",
        help="放填报表的文件夹（含子文件夹），或 .xlsx / .yaml / .json / .jsonl / .docx 文件，可以多个",
    ),
    rubric: str = typer.Option(None, "--rubric", help="全部按这个评分标准，缺省按各填报表里写的"),
    roster: Path = typer.Option(
        None, "--roster", help="单位名册 .xlsx：看哪些单位已收到、未收到、迟交，哪些不在名册里"
    ),
    mistakes: str = typer.Option(
        None, "--mistakes", help="把问题存成 .xlsx，一行一个问题，可以发回各单位；- 表示标准输出"
    ),
    today: str = typer.Option("", "--today", help="按哪一天算逾期，写成 2026-03-31，缺省是今天"),
    workers: int = typer.Option(None, "--workers", min=1, max=256, help="用几个进程，缺省是处理器的核数"),
    strict: bool = typer.Option(False, "--strict", help="有“注意”或未收到的也返回 3"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """起草前检查全部填报表：一次列出读不了的、缺的、写错的、对不上的；什么都不起草.

    示例：ziping batch check 收到的填报表 --roster 名册.xlsx --mistakes 问题清单.xlsx
    """
    from ziping.batch.preflight import as_json as preflight_json
    from ziping.batch.preflight import look_over
    from ziping.batch.send_back import mistakes_file, roster_mistakes
    from ziping.batch.sources import nothing_among

    day = _day(today)
    listed = None if roster is None else _read_roster(roster)
    own = [path for path in (roster, Path(mistakes) if mistakes and mistakes != "-" else None) if path]
    outcome = look_over(inputs, folders(), rubric, workers=_workers(workers), tell=Teller(), besides=own)
    if listed is None and not outcome.units:
        raise nothing_among(inputs)
    held = None if listed is None else _held(listed, outcome, day)
    if mistakes:
        write_bytes(mistakes, mistakes_file(outcome, held))
    if as_json and mistakes != "-":
        emit_json({**preflight_json(outcome), "roster": None if held is None else held.to_json()})
    else:
        _tell(outcome, held, emit if mistakes != "-" else say)
        if mistakes and mistakes != "-":
            say(f"问题清单：{mistakes}")
    rows = roster_mistakes(held)
    raise typer.Exit(_exit_code(outcome, held, rows, strict=strict))


def roster(
    source: Path = typer.Argument(
        metavar="名册",
        help="units.xlsx：单位编码、单位名称、评分标准、联系科室，可加截止日期、上年填报表/报告",
    ),
    out: Path = typer.Option(..., "--out", "-o", help="填报表存到哪个文件夹"),
    last_year: Path = typer.Option(
        None, "--last-year", help="放上年填报表或报告的文件夹，或上年 ziping batch run 的输出文件夹，用来预填"
    ),
    rubric: str = typer.Option(None, "--rubric", help="名册里没有写评分标准的单位用这个"),
    overwrite: bool = typer.Option(False, "--overwrite", help="已有的填报表也重新生成"),
    workers: int = typer.Option(None, "--workers", min=1, max=256, help="用几个进程，缺省是处理器的核数"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """按单位名册给每个单位生成一份填报表，填好单位编码和名称，有上年数据的一并预填.

    示例：ziping batch roster 名册.xlsx --out 待发填报表 --last-year 上年填报表
    """
    from ziping.batch.roster import MADE_FORMAT, make_workbooks

    listed = _read_roster(source)
    last = _last_inputs(last_year, _workers(workers))
    teller = Teller()
    made = tuple(
        make_workbooks(
            listed,
            out,
            folders(),
            rubric=rubric,
            last=last,
            workers=_workers(workers),
            overwrite=overwrite,
            tell=lambda count: teller("生成", count),
        )
    )
    if as_json:
        findings = [finding.to_json() for finding in listed.findings]
        emit_json({"format": MADE_FORMAT, "made": [one.to_json() for one in made], "findings": findings})
    else:
        _tell_made(made, listed, out, prefilling=last is not None)
    failed = any(one.state == "failed" for one in made)
    if failed or any(finding.severity == "error" for finding in listed.findings):
        raise typer.Exit(EXIT_FINDINGS)


def many_workbook(reference: str, roster: str | None, last_year: str | None) -> bytes:
    """The workbook of many units that ``ziping rubric workbook --many`` writes."""
    from ziping.batch.roster import many_workbook_of
    from ziping.domain.roster import Roster

    listed = Roster("", ()) if roster is None else _read_roster(Path(roster))
    for finding in listed.findings:
        say(f"〔注意〕{finding.message}")
    last = _last_inputs(Path(last_year) if last_year else None, 1)
    data, problems = many_workbook_of(listed, reference, folders(), last)
    for problem in problems:
        say(f"〔注意〕{problem}")
    return data


def _read_roster(path: Path) -> Roster:
    from ziping.intake.roster_file import read_roster

    return read_roster(path)


def _last_inputs(folder: Path | None, workers: int) -> LastInputs | None:
    from ziping.batch.roster import LastInputs

    return None if folder is None else LastInputs(folder, folders(), workers=workers)


def _held(listed: Roster, outcome: Preflight, day: date) -> RosterCheck:
    from ziping.batch.roster import compare_roster

    return compare_roster(listed, outcome.found, outcome.units, day)


def _workers(given: int | None) -> int:
    return given or os.cpu_count() or 1


def _day(text: str) -> date:
    if not text:
        from ziping.settings import today

        return today()
    from ziping.intake.figures import read_date

    day = read_date(text)
    if day is None:
        raise typer.BadParameter(f"{text!r} 不是日期，请写成 2026-03-31", param_hint="--today")
    return day


class Teller:
    """A line of progress every few seconds."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, what: str, count: int) -> None:
        """A line, when it is time for one."""
        now = time.monotonic()
        if now - self._last >= _BREATH:
            self._last = now
            say(f"{what} {count} 个……")


# ---- what is told


def _tell(outcome: Preflight, held: RosterCheck | None, line: Any) -> None:
    from ziping.domain.mistakes import STATE_TEXTS

    counts = outcome.counts
    told = "，".join(f"{text} {counts[state]} 个" for state, text in STATE_TEXTS.items())
    line(f"检查了 {len(outcome.units)} 个单位：{told}")
    _listed(
        line,
        [
            f"{mistake.file}：{mistake.problem}" if mistake.file not in mistake.problem else mistake.problem
            for unit in outcome.units
            if unit.state == "unreadable"
            for mistake in unit.mistakes
        ],
        "不能读取的",
    )
    if held is not None:
        _tell_roster(held, line)
    rows = Counter(mistake.problem for mistake in outcome.mistakes if mistake.severity != "note")
    if rows:
        errors = sum(1 for mistake in outcome.mistakes if mistake.severity == "error")
        line(f"一共 {rows.total()} 个问题，其中错误 {errors} 个；最常见的：")
        for problem, count in rows.most_common(5):
            line(f"  {count} 次　{problem}")
    others = outcome.found.others
    if others:
        kinds = "、".join(f"{suffix} {count} 个" for suffix, count in others[:6])
        line(f"没有读的其他文件：{kinds}")


def _tell_roster(held: RosterCheck, line: Any) -> None:
    from ziping.domain.roster import RECEIVED_TEXTS

    told = "，".join(
        f"{text} {held.counted(state)} 个" for state, text in RECEIVED_TEXTS.items() if held.counted(state)
    )
    line(f"名册 {len(held.received)} 个单位：{told or '没有单位'}")
    for state in ("overdue", "missing", "late"):
        rows = [one.entry for one in held.received if one.state == state]
        names = [f"{entry.name}{f'（{entry.office}）' if entry.office else ''}" for entry in rows]
        _listed(line, names, RECEIVED_TEXTS[state])
    _listed(line, [f"{item.name} {item.path}" for item in held.unexpected], "不在名册里的")
    _listed(line, [finding.message for finding in held.findings], "与名册对不上的")


def _listed(line: Any, texts: list[str], title: str) -> None:
    if not texts:
        return
    line(f"{title} {len(texts)} 个：")
    for text in texts[:_SHOWN]:
        line(f"- {text}")
    if len(texts) > _SHOWN:
        line(f"……还有 {len(texts) - _SHOWN} 个，全部见 --mistakes 的问题清单或 --json")


def _exit_code(
    outcome: Preflight, held: RosterCheck | None, rows: tuple[Mistake, ...], *, strict: bool
) -> int:
    wrong = outcome.has_errors or any(row.severity == "error" for row in rows)
    wrong = wrong or (held is not None and held.counted("overdue") > 0)
    doubtful = outcome.has_warnings or any(row.severity == "warning" for row in rows)
    doubtful = doubtful or (held is not None and held.counted("missing", "late") > 0)
    return EXIT_FINDINGS if wrong or (strict and doubtful) else 0


def _tell_made(made: tuple[Made, ...], listed: Roster, out: Path, *, prefilling: bool) -> None:
    counts = Counter(one.state for one in made)
    filled = sum(1 for one in made if one.prefilled)
    told = f"，其中 {filled} 份用上年数据预填" if prefilling else ""
    emit(f"生成 {counts['made']} 份填报表{told}；都在 {out}")
    for finding in listed.findings:
        say(f"〔错误〕{finding.message}")
    _listed(
        say, [f"{one.entry.name}：{one.path}" for one in made if one.state == "kept"], "原来就有、没有覆盖的"
    )
    _listed(
        say,
        [f"{one.entry.name}：{one.problem}" for one in made if one.problem and one.state != "kept"],
        "要处理的",
    )
