"""``ziping prompt``: what a model would be sent, and whether the prompt files are right."""

from __future__ import annotations

import typer

from ziping.cli.console import EXIT_FINDINGS, emit, emit_json, folders
from ziping.cli.help import Command, new_app

app = new_app("提示词：看要发给模型的原文，检查提示词文件。不会发送任何内容。")


@app.command("show", cls=Command)
def show(
    section: str = typer.Argument(metavar="部分", help="部分的 id，如 problems、work_done；all 表示全部"),
    source: str = typer.Argument(
        metavar="填报表", help="填报表 .xlsx、.yaml、.json，或项目自评表；- 表示标准输入"
    ),
    rubric: str = typer.Option(None, "--rubric", help="评分标准的 id 或路径，缺省用填报表里写的"),
    redact: bool = typer.Option(False, "--redact", help="看脱敏以后的样子"),
    redact_unit: bool = typer.Option(False, "--redact-unit", help="单位名称也换成占位符"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """原样打印起草某一部分时发给模型的全部内容；不发送.

    示例：ziping prompt show problems 填报表.xlsx
    """
    from ziping.cli.model_run import scored_inputs
    from ziping.drafting.model.options import ModelSettings
    from ziping.pipeline.model_draft import ModelRun
    from ziping.pipeline.prompts import prompts_for

    run = ModelRun(ModelSettings(), redact=redact, redact_unit=redact_unit)
    places = folders()
    sent = prompts_for(
        scored_inputs(source, places, rubric), places, run, "" if section == "all" else section
    )
    if as_json:
        emit_json({"format": "ziping/prompts/1", "prompts": [item.to_json() for item in sent]})
        return
    for item in sent:
        emit(f"======== {item.section} ========")
        emit(item.to_text())


@app.command("check", cls=Command)
def check() -> None:
    """检查全部提示词文件：声明的输入是否都用到、用到的是否都声明；一次列出所有错误.

    示例：ziping prompt check
    """
    from ziping.pipeline.prompts import check_prompts

    problems = check_prompts(folders())
    for problem in problems:
        emit(problem)
    if problems:
        raise typer.Exit(EXIT_FINDINGS)
    emit("提示词文件没有发现问题")
