"""``ziping draft``: the whole path from a filled-in workbook to Word, Excel and the review page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ziping.cli.console import emit, emit_json, finish, folders, read_source, say, show_findings
from ziping.cli.form import SIGNS_HELP, draft_form_file
from ziping.cli.model_options import (
    BaseUrl,
    MaxAttempts,
    Model,
    NoCache,
    Offline,
    Provider,
    Redact,
    RedactUnit,
)
from ziping.cli.model_run import (
    ModelFlags,
    draft_inputs,
    model_json,
    save_prompts,
    say_model,
    scored_inputs,
)

if TYPE_CHECKING:
    from ziping.domain.draft import Checked
    from ziping.pipeline.draft import Drafted
    from ziping.pipeline.model_draft import ModelDrafts
    from ziping.pipeline.outputs import Written
    from ziping.pipeline.score import Carry, Folders


def draft(
    source: str = typer.Argument(
        metavar="填报表", help="填报表 .xlsx，或 .yaml / .json，或项目自评表 .xlsx / .docx；- 表示标准输入"
    ),
    out: str = typer.Option(..., "--out", "-o", help="输出文件夹"),
    rubric: str = typer.Option(None, "--rubric", help="评分标准的 id 或路径，缺省用填报表里写的"),
    signs: str = typer.Option(None, "--signs", help=f"项目自评表里的{SIGNS_HELP}"),
    last_year: str = typer.Option(
        None,
        "--last-year",
        help="上年的报告（draft.json、docx、pdf、md、html、xlsx），用作上年数据和上年问题",
    ),
    template: str = typer.Option(None, "--template", help="自己的 Word 模板 .docx"),
    model: Model = None,
    base_url: BaseUrl = None,
    provider: Provider = None,
    offline: Offline = False,
    budget: str = typer.Option(None, "--budget", help="最多花多少：token 数（20万）或金额（5元），用完即停"),
    max_attempts: MaxAttempts = None,
    no_cache: NoCache = False,
    redact: Redact = False,
    redact_unit: RedactUnit = False,
    no_send: bool = typer.Option(
        False, "--no-send", help="只把要发送的提示词写到 输出文件夹/prompts，不发送、不起草"
    ),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
    strict: bool = typer.Option(False, "--strict", help="有“注意”也返回 3"),
) -> None:
    """起草报告：绩效自评报告.docx、评分表.xlsx、审阅.html 和机器文件；每段先过数字校验，不通过的不写进去.

    示例：ziping draft 填报表.xlsx --out 输出
    """
    from ziping.drafting.model.options import ModelSettings
    from ziping.intake.raw import RawSubmission
    from ziping.pipeline.draft import draft_scored, write_drafted
    from ziping.pipeline.model_draft import ModelRun
    from ziping.pipeline.score import score_raw

    places = folders()
    flags = ModelFlags(
        model, base_url, provider, budget, max_attempts, offline, not no_cache, redact, redact_unit
    )
    carry = _carry(last_year, places)
    if no_send:
        hiding = ModelRun(ModelSettings(), redact=redact, redact_unit=redact_unit)
        save_prompts(scored_inputs(source, places, rubric, carry), places, hiding, Path(out))
        return
    run = flags.run(Path(out))
    given = read_source(source)
    if not isinstance(given, RawSubmission):
        _no_last_year(last_year)
        draft_form_file(given, out, rubric, signs, run, as_json=as_json, strict=strict)
        return
    scored = score_raw(given, places, rubric, carry)
    made = None if run is None else draft_inputs([scored], places, run)
    drafted = draft_scored(scored, places) if made is None else made.drafted[0]
    written = write_drafted(drafted, Path(out), places, Path(template) if template else None)
    report_outputs(drafted, written, made, as_json=as_json)
    finish(drafted.findings, strict=strict)


def _carry(last_year: str | None, places: Folders) -> Carry | None:
    """How last year's report is laid under the input; None without one."""
    if not last_year:
        return None
    from ziping.pipeline.last_year import carry_from

    return carry_from(Path(last_year), places)


def _no_last_year(given: str | None) -> None:
    """A project form has no 上年数据.

    Raises:
        UsageError: last year's report was given with one.
    """
    if given:
        from ziping.errors import UsageError

        raise UsageError(
            "--last-year 只用于部门整体支出的填报表；项目自评表没有上年数据，两年的自评表请用 ziping compare 对比"
        )


def report_outputs(
    drafted: Drafted, written: Iterable[Written], made: ModelDrafts | None = None, *, as_json: bool
) -> None:
    """Says where the outputs lie and what is still missing."""
    card, checked = drafted.scored.scorecard, drafted.draft.checked
    if as_json:
        files = [{"name": item.name, "path": str(item.path), "changed": item.changed} for item in written]
        emit_json({
            "format": "ziping/drafted/1",
            "unit": card.unit,
            "year": card.year,
            "total_score": str(card.total_score),
            "status": card.status,
            "files": files,
            "missing": list(drafted.draft.missing),
            "rejected": list(drafted.draft.rejected),
            "checked": None if checked is None else checked.model_dump(),
            "findings": [finding.to_json() for finding in drafted.findings],
            **model_json(made),
        })
        return
    show_findings(drafted.findings)
    emit(f"{card.unit} {card.year}年度：{card.total_score} / {card.max_score} 分")
    emit(f"数据可证 {card.proven} 分，单位自述 {card.asserted} 分，待补充 {card.pending} 分")
    if checked is not None:
        emit(_checked(checked))
    say_model(made)
    for item in written:
        kept = "" if item.path.name == item.name else "（原文件有人改过，未覆盖，另存）"
        emit(f"  {item.path}{kept}")
    if drafted.draft.missing:
        say(f"报告里还有 {len(drafted.draft.missing)} 处待补充：")
        for what in drafted.draft.missing:
            say(f"- {what}")


def _checked(checked: Checked) -> str:
    """``校验：全部 471 处数字均有出处``."""
    if not checked.violations and not checked.unbound:
        return f"校验：全部 {checked.bound} 处数字均有出处"
    wrong = f"，{checked.violations} 处未通过（没有写进报告）" if checked.violations else ""
    loose = f"，{checked.unbound} 处没有对上数据" if checked.unbound else ""
    return f"校验：{checked.bound} 处数字有出处{wrong}{loose}"
