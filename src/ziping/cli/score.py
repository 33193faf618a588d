"""``ziping score``: the scorecard of an input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ziping.cli.console import emit, emit_json, finish, folders, read_source, say, show_findings
from ziping.cli.form import SIGNS_HELP, print_scores, scores_json, signs_of

if TYPE_CHECKING:
    from ziping.domain.scorecard import Scorecard, ScoreLine
    from ziping.pipeline.forms import FormFile

_STATUS = {"scored": "数据可证", "asserted": "单位自述", "not_applicable": "不适用", "pending": "待补充"}


def score(
    source: str = typer.Argument(
        metavar="填报表", help="填报表 .xlsx，或 .yaml / .json，或项目自评表 .xlsx / .docx；- 表示标准输入"
    ),
    rubric: str = typer.Option(None, "--rubric", help="评分标准的 id 或路径，缺省用填报表里写的"),
    signs: str = typer.Option(None, "--signs", help=f"项目自评表里的{SIGNS_HELP}"),
    explain: bool = typer.Option(False, "--explain", help="逐项显示计算过程、数据来源和评分标准"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
    strict: bool = typer.Option(False, "--strict", help="有“注意”也返回 3"),
) -> None:
    """按评分标准计分，列出缺少的数据和佐证材料.

    示例：ziping score 填报表.xlsx --explain
    """
    from ziping.intake.raw import RawSubmission
    from ziping.pipeline.score import score_raw

    given = read_source(source)
    if not isinstance(given, RawSubmission):
        _score_forms(given, rubric, signs, explain=explain, as_json=as_json, strict=strict)
        return
    card = score_raw(given, folders(), rubric).scorecard
    if as_json:
        emit_json(card.to_json())
    else:
        _print(card, explain=explain)
        show_findings(card.findings)
    finish(card.findings, strict=strict)


def _score_forms(
    file: FormFile, rubric: str | None, signs: str | None, *, explain: bool, as_json: bool, strict: bool
) -> None:
    """Every form of a file, then a table of all."""
    from ziping.pipeline.forms import form_rubric, score_forms

    forms = score_forms(file, form_rubric(file, rubric, folders()), signs_of(signs))
    if as_json:
        emit_json(scores_json(forms))
    else:
        for form, scored in forms.forms:
            emit(f"\n项目 {form.form.code} {form.form.name}")
            if scored is not None:
                _print(scored.scorecard, explain=explain)
        print_scores(forms)
        show_findings(forms.findings)
    finish(forms.findings, strict=strict)


def _print(card: Scorecard, *, explain: bool) -> None:
    emit(f"{card.unit} {card.year}年度  评分标准：{card.rubric}")
    groups = {group.path: group for group in card.groups}
    seen: set[tuple[str, ...]] = set()
    for line in card.lines:
        for depth in range(1, len(line.path)):
            path = line.path[:depth]
            if path not in seen:
                seen.add(path)
                group = groups[path]
                waiting = "（有待补充）" if group.status == "pending" else ""
                emit(f"{'  ' * (depth - 1)}{group.label}  {group.score} / {group.max_score}{waiting}")
        _line(line, explain=explain)
    emit(f"总分  {card.total_score} / {card.max_score}{_about_total(card)}")
    if card.grade:
        emit(f"等级  {card.grade}")
    emit(f"数据可证 {card.proven} 分，单位自述 {card.asserted} 分，待补充 {card.pending} 分")
    _missing(card)


def _about_total(card: Scorecard) -> str:
    if card.entered is None:
        return "（有待补充，不评等级）" if card.status == "pending" else ""
    rest = f"，其中少的 {card.unexplained} 分没有说明扣在哪项指标" if card.unexplained else ""
    return f"（单位录入的总分{rest}）"


def _line(line: ScoreLine, *, explain: bool) -> None:
    indent = "  " * (len(line.path) - 1)
    shown = "待补充" if line.score is None else str(line.score)
    emit(f"{indent}{line.label}  {shown} / {line.max_score}  〔{_STATUS[line.status]}〕")
    if not explain:
        return
    emit(f"{indent}    评分标准：{line.clause or '（未写）'}")
    emit(f"{indent}    计算：{line.formula or '（待补充）'}")
    for use in line.inputs:
        place = f"（{use.place}）" if use.place else ""
        emit(f"{indent}    数据：{use.label} = {use.printed}{place}")
    if line.reason:
        emit(f"{indent}    理由：{line.reason}")


def _missing(card: Scorecard) -> None:
    """What is still to be supplied, for a clerk to hand to a colleague."""
    waiting = [line for line in card.lines if line.missing]
    if waiting:
        emit("\n还缺的数据：")
        for line in waiting:
            emit(f"- {line.called}（{line.max_score}分）：{'、'.join(line.missing)}")
    asked = [line for line in card.lines if line.evidence_asked and line.status in {"asserted", "pending"}]
    if asked:
        say("应备的佐证材料（单位自述和待补充的指标）：")
        for line in asked:
            say(f"- {line.called}：{'、'.join(line.evidence_asked)}")
