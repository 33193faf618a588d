"""``ziping form``: 项目支出绩效自评表 as finance systems export it — read it, fill it in place, write it anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ziping.cli.console import emit, emit_json, finish, folders, say, show_findings, write_bytes
from ziping.cli.help import Command, new_app
from ziping.cli.model_run import draft_inputs, model_json, say_model

if TYPE_CHECKING:
    from ziping.domain.form_reading import ReadForm
    from ziping.pipeline.draft import Drafted
    from ziping.pipeline.form_drafts import Drafter
    from ziping.pipeline.form_files import FilledForms
    from ziping.pipeline.forms import FormFile, ScoredForms, Signs
    from ziping.pipeline.model_draft import ModelDrafts, ModelRun
    from ziping.pipeline.score import Scored
    from ziping.render.form_fill import Target, Value

app = new_app("项目支出绩效自评表：读取、回填、输出。")

SIGNS_HELP = "“>”“<”怎样读：inclusive 按“≥”“≤”（导出时丢了下横线），strict 就按原样；不写则逐项询问"


def signs_of(text: str | None) -> Signs | None:
    """The reading of blurred signs named on the command line."""
    if text in {None, "inclusive", "strict"}:
        return text  # type: ignore[return-value]
    raise typer.BadParameter("只能写 inclusive 或 strict", param_hint="--signs")


@app.command("read", cls=Command)
def read(
    source: str = typer.Argument(metavar="自评表", help="从财政系统导出的 .xlsx 或 .docx，可含多张自评表"),
    rubric: str = typer.Option(None, "--rubric", help="评分标准的 id 或路径"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
    strict: bool = typer.Option(False, "--strict", help="有“注意”也返回 3"),
) -> None:
    """读取自评表，一次列出所有填错的单元格，不计分.

    示例：ziping form read 自评表.xlsx --rubric shenzhen-futian-2023-project
    """
    from ziping.pipeline.forms import form_rubric, needed_form_file, read_file_forms

    file = needed_form_file(Path(source))
    forms = read_file_forms(file, form_rubric(file, rubric, folders()))
    if as_json:
        emit_json({
            "format": "ziping/forms/1",
            "forms": [_form_json(form) for form in forms.forms],
            "findings": [finding.to_json() for finding in forms.findings],
        })
    else:
        for form in forms.forms:
            emit(_form_line(form))
        emit(f"共 {len(forms.forms)} 张自评表")
        show_findings(forms.findings)
    finish(forms.findings, strict=strict)


def _form_json(form: ReadForm) -> dict[str, Any]:
    values = form.form.model_dump(mode="json", exclude={"place": True, "rows": {"__all__": {"place"}}})
    return {"year": form.year, **values, "place": form.form.place.text}


def _form_line(form: ReadForm) -> str:
    values = form.form
    total = "未填" if values.stated_total is None else f"{values.stated_total} 分"
    return f"{values.code or '（无编码）'}  {values.name}  {form.year or '年度不明'}  指标 {len(values.rows)} 个  表上总分 {total}"


@app.command("fill", cls=Command)
def fill(
    source: str = typer.Argument(metavar="自评表", help="从财政系统导出的 .xlsx（导入模板）"),
    out: str = typer.Option(..., "-o", "--out", help="填好的自评表存到哪里；- 表示标准输出"),
    rubric: str = typer.Option(None, "--rubric", help="评分标准的 id 或路径"),
    sources: list[Path] = typer.Option(
        [], "--from", help="填报数据 .yaml，按项目编码和指标取实际完成值；可以多次"
    ),
    signs: str = typer.Option(None, "--signs", help=SIGNS_HELP),
    overwrite: bool = typer.Option(
        False, "--overwrite", help="与评分标准不符的得分、分值也改写（文字从不改写）"
    ),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON（写到文件时）"),
) -> None:
    """回填导入模板：只写空着的白色单元格，灰色单元格、样式和其他内容原样不动.

    示例：ziping form fill 自评表.xlsx --rubric shenzhen-futian-2023-project -o 已填.xlsx
    """
    from ziping.pipeline.form_files import FillOptions, fill_forms
    from ziping.pipeline.forms import form_rubric, needed_form_file

    places = folders()
    file = needed_form_file(Path(source))
    options = FillOptions(signs_of(signs), tuple(sources), overwrite)
    filled = fill_forms(file, form_rubric(file, rubric, places), places, options)
    write_bytes(out, filled.result.data)
    findings = filled.scored.findings
    if as_json and out != "-":
        emit_json({"format": "ziping/form-filled/1", "path": out, **_filled_json(filled)})
    else:
        _say_filled(filled, out)
        show_findings(findings)
    finish(findings)


def _filled_json(filled: FilledForms) -> dict[str, Any]:
    return {
        "written": [target.text for target in filled.result.written],
        "left": {target.text: why for target, why in filled.result.refused.items()},
        "kept": {target.text: str(value) for target, value in filled.kept.items()},
        "findings": [finding.to_json() for finding in filled.scored.findings],
    }


def _say_filled(filled: FilledForms, out: str) -> None:
    from ziping.pipeline.form_files import REFUSALS

    say(f"已写入 {len(filled.result.written)} 个单元格：{out}")
    for why, text in REFUSALS.items():
        left = [target.text for target, reason in filled.result.refused.items() if reason == why]
        if left:
            say(f"没有写 {len(left)} 个单元格（{text}）：{_some(left)}")
    if filled.kept:
        say("表上的数与评分标准不同，保留表上的（改写请加 --overwrite）：" + _some(_kept(filled.kept)))


def _kept(kept: dict[Target, Value]) -> list[str]:
    return [f"{target.text} 应为 {value}" for target, value in kept.items()]


def _some(items: Iterable[str], most: int = 12) -> str:
    texts = list(items)
    more = f" 等 {len(texts)} 处" if len(texts) > most else ""
    return "、".join(texts[:most]) + more


@app.command("write", cls=Command)
def write(
    sources: list[Path] = typer.Argument(metavar="填报数据…", help="一个或多个项目的填报数据 .yaml 或 .json"),
    out: str = typer.Option(
        ..., "-o", "--out", help="存到哪里：.xlsx（一个项目一张表）或 .docx（只能一个项目）"
    ),
) -> None:
    """按官方版式输出自评表：得分按评分标准计算，没有写的实际完成情况和偏差原因由程序起草.

    示例：ziping form write 项目1.yaml 项目2.yaml -o 自评表.xlsx
    """
    from ziping.errors import UsageError
    from ziping.pipeline.form_files import write_forms, write_word_form

    places = folders()
    if out.lower().endswith(".docx"):
        if len(sources) != 1:
            raise UsageError("Word 自评表一个文件只放一个项目，请逐个输出，或输出 .xlsx")
        data, one = write_word_form(sources[0], places)
        scored: tuple[Scored, ...] = (one,)
    elif out.lower().endswith(".xlsx"):
        data, scored = write_forms(sources, places)
    else:
        raise UsageError(f"不知道 {out!r} 要输出什么，文件名请以 .xlsx 或 .docx 结尾")
    write_bytes(out, data)
    say(f"自评表已生成：{out}（{len(scored)} 个项目）")
    findings = [finding for item in scored for finding in item.scorecard.findings]
    show_findings(findings)
    finish(findings)


def draft_form_file(
    file: FormFile,
    out: str,
    rubric: str | None,
    signs: str | None,
    run: ModelRun | None = None,
    *,
    as_json: bool,
    strict: bool,
) -> None:
    """``ziping draft`` for a file of forms: one folder a project, the unit's summary and the filled file beside."""
    from ziping.pipeline.form_drafts import draft_forms
    from ziping.pipeline.forms import form_rubric

    places = folders()
    by_model: list[ModelDrafts] = []

    def by(model: ModelRun) -> Drafter:
        def drafter(scored: Sequence[Scored]) -> Sequence[Drafted]:
            by_model.append(draft_inputs(list(scored), places, model))
            return by_model[0].drafted

        return drafter

    made = draft_forms(
        file,
        form_rubric(file, rubric, places),
        places,
        Path(out),
        signs_of(signs),
        drafter=None if run is None else by(run),
    )
    told_model = by_model[0] if by_model else None
    if as_json:
        files = [
            {"name": item.name, "path": str(item.path), "changed": item.changed} for item in made.written
        ]
        told = {"format": "ziping/form-drafts/1", "files": files, "missing": list(made.missing)}
        emit_json({**scores_json(made.scored), **told, **model_json(told_model)})
    else:
        print_scores(made.scored)
        for item in made.written:
            kept = "" if item.path.name == item.name else "（原文件有人改过，未覆盖，另存）"
            emit(f"  {item.path}{kept}")
        say_model(told_model)
        show_findings(made.findings)
        if made.missing:
            say(f"还有 {len(made.missing)} 处待补充：")
            for what in made.missing:
                say(f"- {what}")
    finish(made.findings, strict=strict)


def print_scores(forms: ScoredForms) -> None:
    """A table of all forms of a file: code, name, our total, the total on the form."""
    emit("\n项目编码  项目名称  得分  表上总分")
    for form, scored in forms.forms:
        values = form.form
        total = "—" if scored is None else str(scored.scorecard.total_score)
        waiting = "（有待补充）" if scored is not None and scored.scorecard.status == "pending" else ""
        stated = "—" if values.stated_total is None else str(values.stated_total)
        emit(f"{values.code or '—'}  {values.name or '—'}  {total}{waiting}  {stated}")


def scores_json(forms: ScoredForms) -> dict[str, Any]:
    """``ziping/form-scores/1``: one scorecard a form, and the findings about the file."""
    return {
        "format": "ziping/form-scores/1",
        "rubric": forms.ready.loaded.rubric.id,
        "forms": [
            {
                "code": form.form.code,
                "name": form.form.name,
                "stated_total": None if form.form.stated_total is None else str(form.form.stated_total),
                "scorecard": None if scored is None else scored.scorecard.to_json(),
                "findings": [finding.to_json() for finding in form.findings] if scored is None else [],
            }
            for form, scored in forms.forms
        ],
        "findings": [finding.to_json() for finding in forms.about_file],
    }
