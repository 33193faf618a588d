"""``ziping rubric``: list, show and check rubrics; make the fill-in workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ziping.cli.console import emit, emit_json, folders, say, write_bytes, write_new
from ziping.cli.help import Command, new_app
from ziping.cli.rubric_author import from_table, new

if TYPE_CHECKING:
    from ziping.domain.rubric import Rubric

app = new_app("评分标准：查看、检查，生成填报表。")


@app.command("list", cls=Command)
def listing(as_json: bool = typer.Option(False, "--json", help="输出 JSON")) -> None:
    """列出找得到的评分标准.

    示例：ziping rubric list
    """
    from ziping.errors import RubricError
    from ziping.intake.rubric_yaml import list_rubrics, load_rubric

    places = folders()
    rows = []
    for entry in list_rubrics(places.rubrics):
        row: dict[str, object] = {
            "id": entry.id,
            "path": str(entry.path),
            "title": "",
            "status": "invalid",
            "years": [],
        }
        try:
            rubric = load_rubric(str(entry.path), places.rubrics).rubric
            row |= {"title": rubric.title, "status": rubric.status, "years": list(rubric.valid_years)}
        except RubricError as error:
            row["title"] = error.problems[0]
        rows.append(row)
    if as_json:
        emit_json(rows)
        return
    states = {
        "complete": "",
        "incomplete": "〔不完整〕",
        "unverified": "〔未核实〕",
        "invalid": "〔有错误〕",
    }
    for row in rows:
        emit(f"{row['id']}  {row['title']}{states[str(row['status'])]}")


@app.command("show", cls=Command)
def show(
    reference: str = typer.Argument(metavar="评分标准", help="id 或 YAML 文件路径"),
    out: str = typer.Option(None, "-o", "--out", help="把评分表存成 .xlsx 或 .md 文件"),
    overwrite: bool = typer.Option(False, "--overwrite", help="文件已有时覆盖"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """显示一个评分标准：按财政部门印发的样子列出评分表，附来源和说明.

    示例：ziping rubric show shenzhen-futian-2021-department -o 评分表.xlsx
    """
    from ziping.intake.rubric_yaml import load_rubric

    loaded = load_rubric(reference, folders().rubrics)
    if out is not None:
        from ziping.pipeline.rubric_table import table_file

        write_new(out, table_file(loaded.rubric, out), overwrite=overwrite)
        say(f"已生成：{out}")
    elif as_json:
        emit_json(loaded.rubric.model_dump(mode="json", exclude_defaults=True))
    else:
        _show(loaded.rubric, loaded.path)


def _show(rubric: Rubric, path: Path) -> None:
    emit(f"{rubric.title}（{rubric.id}）")
    emit(f"文件：{path}")
    emit(
        f"来源：{rubric.source.title}{'  ' + rubric.source.document_number if rubric.source.document_number else ''}"
    )
    if rubric.source.note:
        emit(f"说明：{rubric.source.note}")
    emit(f"适用年度：{'、'.join(str(year) for year in rubric.valid_years)}  总分：{rubric.total}")
    if rubric.form is not None:
        from ziping.scoring.form_words import describe

        for line in describe(rubric.form):
            emit(line)
    import shutil

    from ziping.render.rubric_table import as_text

    for line in as_text(rubric, shutil.get_terminal_size((110, 24)).columns):
        emit(line)


@app.command("check", cls=Command)
def check(
    reference: str = typer.Argument(metavar="评分标准", help="id 或 YAML 文件路径"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """检查一个评分标准文件，一次列出所有错误.

    示例：ziping rubric check 我的标准.yaml
    """
    from ziping.errors import RubricError
    from ziping.intake.rubric_yaml import load_rubric

    try:
        rubric = load_rubric(reference, folders().rubrics).rubric
    except RubricError as error:
        if not as_json:
            raise
        emit_json({"format": "ziping/rubric-check/1", "ok": False, "problems": list(error.problems)})
        raise typer.Exit(error.exit_code) from error
    leaves = sum(1 for _ in rubric.leaves())
    if as_json:
        emit_json({"format": "ziping/rubric-check/1", "ok": True, "id": rubric.id, "problems": []})
        return
    counted = "三级指标由各项目的自评表填写" if rubric.form else f"{leaves} 个三级指标"
    emit(f"没有发现错误：{rubric.title}，{counted}，总分 {rubric.total}")
    unverified = [
        leaf.indicator.label_zh for leaf in rubric.leaves() if leaf.indicator.status == "unverified"
    ]
    if unverified:
        say(f"未核实的指标（来源没有写全）：{'、'.join(unverified)}")


@app.command("diff", cls=Command)
def diff(
    first: str = typer.Argument(metavar="评分标准A", help="id 或 YAML 文件路径"),
    second: str = typer.Argument(metavar="评分标准B", help="与 A 比较的 id 或 YAML 文件路径"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """比较两个评分标准：B 比 A 增加、去掉、改动了什么.

    示例：ziping rubric diff national-2020-project hubei-2020-project
    """
    from ziping.intake.rubric_yaml import load_rubric
    from ziping.pipeline.rubric_diff import diff_rubrics, to_json

    places = folders()
    before, after = (load_rubric(name, places.rubrics).rubric for name in (first, second))
    if as_json:
        emit_json(to_json(before, after))
        return
    changes = diff_rubrics(before, after)
    emit(f"A  {before.title}（{before.id}）")
    emit(f"B  {after.title}（{after.id}）")
    for change in changes:
        emit(change.told)
    say(f"＋ 增加，－ 去掉，～ 改动；共 {len(changes)} 处不同" if changes else "内容相同")


@app.command("workbook", cls=Command)
def workbook(
    reference: str = typer.Argument(metavar="评分标准", help="id 或 YAML 文件路径"),
    out: str = typer.Option(..., "-o", "--out", help="填报表存到哪里；- 表示标准输出"),
    last_year: str = typer.Option(
        None,
        "--from",
        help="上年的填报表、填报数据、draft.json 或报告（docx、pdf 等），用来预填上年数据和不常变的内容；"
        "与 --many 一起用时是放上年文件的文件夹",
    ),
    many: bool = typer.Option(False, "--many", help="一张表填很多单位，一个单位一行"),
    roster: str = typer.Option(
        None, "--roster", help="单位名册 .xlsx（单位编码、单位名称、评分标准、联系科室），与 --many 一起用"
    ),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON（写到文件时）"),
) -> None:
    """生成填报表（Excel）.

    示例：ziping rubric workbook shenzhen-futian-2021-department -o 填报表.xlsx
    """
    from ziping.pipeline.workbook import make_workbook

    if roster and not many:
        raise typer.BadParameter(
            "要与 --many 一起用；一个单位一份填报表请用 ziping batch roster", param_hint="--roster"
        )
    if many:
        from ziping.cli.batch_inputs import many_workbook

        data = many_workbook(reference, roster, last_year)
    else:
        data = make_workbook(reference, folders(), Path(last_year) if last_year else None)
    write_bytes(out, data)
    if out == "-":
        return
    if as_json:
        emit_json({"format": "ziping/workbook-made/1", "rubric": reference, "path": out})
    else:
        say(f"填报表已生成：{out}")
        say("填好后运行：" + (f"ziping batch check {out}" if many else f"ziping draft {out} --out 输出"))


app.command("new", cls=Command)(new)
app.command("from-table", cls=Command)(from_table)
