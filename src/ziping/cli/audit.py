"""``ziping audit``: finds what does not add up in finished reports."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ziping.cli.console import emit, emit_json, emit_table, finish, folders, say, write_bytes, write_new

if TYPE_CHECKING:
    from ziping.audit.against import Held
    from ziping.domain.audit_report import AuditReport
    from ziping.domain.finding import Finding
    from ziping.pipeline.audit import Audited, AuditedSet, AuditOptions

_MAX_BYTES = 50_000_001
_EXIT_UNREADABLE = 4
_WORDS = {"error": "错误", "warning": "疑点", "note": "提示"}


def audit(
    sources: list[str] = typer.Argument(
        None, metavar="报告…", help=".docx .pdf .md .txt .html .xlsx，或文件夹；- 表示标准输入"
    ),
    rubric: str = typer.Option(
        None, "--rubric", metavar="评分标准", help="按哪个评分标准核对得分（id 或文件）"
    ),
    year: int = typer.Option(
        None, "--year", metavar="年度", help="评价年度；不写则从报告里读", min=2000, max=2100
    ),
    only: list[str] = typer.Option(
        None, "--only", metavar="代码或编号", help="只做这些检查，或只留这些编号的问题；可多次，或用逗号分开"
    ),
    skip: list[str] = typer.Option(
        None, "--skip", metavar="代码或编号", help="不做这些检查，或不要这些编号的问题"
    ),
    annotate: str = typer.Option(None, "--annotate", metavar="文件", help="另存一份带 Word 批注的 .docx"),
    html: str = typer.Option(None, "--html", metavar="文件", help="生成带标注的网页"),
    opinion: str = typer.Option(None, "--opinion", metavar="文件", help="生成一页《复核意见》.docx"),
    unit: str = typer.Option("", "--unit", metavar="单位", help="复核意见写给哪个单位"),
    against: Path = typer.Option(
        None, "--against", metavar="原报告", help="与上一稿（报告或 --json 结果）比：改了、没改、新出现"
    ),
    dismiss: list[str] = typer.Option(
        None, "--dismiss", metavar="编号", help="核销：以后不再报告这个问题，须写 --reason"
    ),
    restore: list[str] = typer.Option(None, "--restore", metavar="编号", help="取消核销"),
    reason: str = typer.Option("", "--reason", metavar="理由", help="核销的理由"),
    dismissed: Path = typer.Option(
        None, "--dismissed", metavar="文件", help="用这份核销记录（如网页导出的取舍）"
    ),
    checks: bool = typer.Option(False, "--checks", help="列出全部检查的代码"),
    overwrite: bool = typer.Option(False, "--overwrite", help="覆盖已有的批注、复核意见文件"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
    strict: bool = typer.Option(False, "--strict", help="有疑点也返回 3"),
) -> None:
    """找出成品报告里前后对不上的地方：合计、比率、得分、表文不一、时间、项目名称…….

    示例：ziping audit 报告.docx --rubric shenzhen-futian-2021-department --annotate 批注.docx
    """
    from ziping.pipeline.audit import AuditOptions

    if checks:
        _list_checks(as_json=as_json)
        return
    options = AuditOptions(rubric, _split(only), _split(skip), year, dismissed)
    if _is_set(sources or []):
        _refuse_single((annotate, html, opinion, against, dismissed, dismiss or None, restore or None))
        _many(sources, options, as_json=as_json, strict=strict)
        return
    audited = _one(sources, options)
    if dismiss or restore:
        audited = _set_aside(audited, options, _split(dismiss), _split(restore), reason)
    held = _held(audited, against, options)
    if as_json:
        told = audited.report.to_json() | {"rubric": audited.edition}
        emit_json(told | ({"against": held.to_json()} if held else {}))
    else:
        _print(audited, asked=rubric is not None)
        if held is not None:
            _print_held(held)
    _write(audited, annotate, html, opinion, unit, overwrite=overwrite)
    finish(audited.report.findings, strict=strict)


def _split(given: list[str] | None) -> tuple[str, ...]:
    return tuple(
        part.strip() for text in given or [] for part in text.replace("，", ",").split(",") if part.strip()
    )


def _is_set(sources: Sequence[str]) -> bool:
    from ziping.errors import UsageError

    if not sources:
        raise UsageError("请给出要核对的报告或文件夹；用法见 ziping audit --help")
    if len(sources) > 1 and "-" in sources:
        raise UsageError("标准输入（-）不能和别的文件一起核对")
    return len(sources) > 1 or (sources[0] != "-" and Path(sources[0]).is_dir())


def _refuse_single(options: Sequence[object]) -> None:
    from ziping.errors import UsageError

    if any(option is not None for option in options):
        raise UsageError(
            "--annotate、--html、--opinion、--against、--dismiss、--restore、--dismissed 一次只能用于一个报告"
        )


def _one(sources: list[str], options: AuditOptions) -> Audited:
    from ziping.pipeline.audit import audit_file

    if sources[0] == "-":
        return audit_file(None, folders(), options, sys.stdin.buffer.read(_MAX_BYTES))
    return audit_file(Path(sources[0]), folders(), options)


def _set_aside(
    audited: Audited, options: AuditOptions, gone: Sequence[str], back: Sequence[str], reason: str
) -> Audited:
    from ziping.errors import UsageError
    from ziping.pipeline.audit import audit_file
    from ziping.pipeline.dismissals import dismiss, dismissal_file, restore

    if audited.path is None:
        raise UsageError("标准输入没有文件名，不能核销；请先存成文件")
    if gone:
        dismiss(audited.path, audited.report, gone, reason)
        say(f"已核销 {len(gone)} 处，记在 {dismissal_file(audited.path).name}")
    if back:
        restore(audited.path, back)
        say(f"已恢复 {len(back)} 处")
    return audit_file(audited.path, folders(), options)


def _held(audited: Audited, against: Path | None, options: AuditOptions) -> Held | None:
    from ziping.pipeline.audit import hold

    return None if against is None else hold(audited, against, folders(), options)


def _write(
    audited: Audited,
    annotate: str | None,
    html: str | None,
    opinion: str | None,
    unit: str,
    *,
    overwrite: bool,
) -> None:
    from ziping.pipeline import audit_outputs

    if annotate is not None:
        write_new(annotate, audit_outputs.annotated(audited), overwrite=overwrite)
        say(f"带批注的报告：{annotate}（{len(audited.report.findings)} 处问题已加批注，原文没有改动）")
    if html is not None:
        write_bytes(html, audit_outputs.audit_page(audited, folders()))
        say(f"网页：{html}")
    if opinion is not None:
        letter = audit_outputs.opinion(audited, folders(), unit)
        write_new(opinion, letter.data, overwrite=overwrite)
        rest = "" if letter.shown == letter.total else f"，正文写了 {letter.shown} 处，其余见附件"
        say(f"复核意见：{opinion}（{letter.total} 处{rest}）")


def _print(audited: Audited, *, asked: bool) -> None:
    from ziping.pipeline.audit import labels

    names, report = labels(), audited.report
    for number, finding in enumerate(report.findings, start=1):
        _print_finding(number, finding, names.get(finding.code, finding.code))
    if report.findings:
        emit("")
    emit(f"{report.document}：{_counts(report)}")
    if audited.edition:
        emit(
            f"评分标准：{audited.edition}{'' if asked else '（按表格的版式、年度和地区认定，不对请用 --rubric 指定）'}"
        )
    passed, blind = len(report.passed), len(report.not_assessable)
    emit(
        f"没有发现问题的检查 {passed} 项：{'、'.join(names.get(code, code) for code in report.passed) or '无'}"
    )
    if blind:
        emit(f"没法核对的 {blind} 项：")
        for item in report.not_assessable:
            emit(f"  {names.get(item.check, item.check)}：{item.reason}")
    for gone in report.dismissed:
        emit(f"已核销 {gone.fingerprint}：{gone.message}（{gone.reason}）")


def _print_finding(number: int, finding: Finding, kind: str) -> None:
    from ziping.render.finding_spots import elsewhere, told, where

    emit(
        f"{number:>3}. 〔{_WORDS[finding.severity]}〕{kind}　{where(finding) or '全文'}　{finding.fingerprint}"
    )
    emit(f"     {told(finding)}")
    for label, text in (("原文", finding.quote), ("核算", finding.working), ("建议", finding.suggestion)):
        if text and text not in finding.message:
            emit(f"     {label}：{' '.join(text.split())}")
    if finding.also:
        emit(f"     另见：{'；'.join(elsewhere(finding))}")


def _counts(report: AuditReport) -> str:
    counted = {kind: sum(one.severity == kind for one in report.findings) for kind in _WORDS}
    return "，".join(f"{word} {counted[kind]} 处" for kind, word in _WORDS.items())


def _print_held(held: Held) -> None:
    emit(
        f"\n与上一稿相比：已改正 {len(held.fixed)} 处，仍然存在 {len(held.remaining)} 处，新出现 {len(held.new)} 处"
    )
    for finding in held.fixed:
        emit(f"  已改正　{finding.message}")
    for one in held.remaining:
        changed = f"（改过，原来写 {one.before.stated}）" if one.changed else ""
        emit(f"  仍存在　{one.now.message}{changed}")
    for finding in held.new:
        emit(f"  新出现　{finding.message}")


def _many(sources: list[str], options: AuditOptions, *, as_json: bool, strict: bool) -> None:
    from ziping.pipeline.audit import audit_set

    done = audit_set([Path(source) for source in sources], folders(), options)
    if as_json:
        emit_json(done.to_json())
    else:
        _print_set(done)
    for item in done.unreadable:
        say(f"读不了：{item.reason}")
    findings = [finding for one in done.audited for finding in one.report.findings]
    if done.unreadable:
        raise typer.Exit(_EXIT_UNREADABLE)
    finish(findings, strict=strict)


def _print_set(done: AuditedSet) -> None:
    head = ("报告", *_WORDS.values(), "没有问题的检查", "没法核对", "已核销")
    rows: list[tuple[str, ...]] = [head]
    for one in done.audited:
        report = one.report
        counted = (sum(item.severity == kind for item in report.findings) for kind in _WORDS)
        parts = (*counted, len(report.passed), len(report.not_assessable), len(report.dismissed))
        rows.append((str(one.path), *(str(part) for part in parts)))
    rows += [(str(item.path), "读不了") for item in done.unreadable]
    emit_table(rows)


def _list_checks(*, as_json: bool) -> None:
    from ziping.pipeline.audit import labels

    listed = labels()
    if as_json:
        emit_json([{"code": code, "label": label} for code, label in listed.items()])
        return
    width = max(len(code) for code in listed)
    for code, label in listed.items():
        emit(f"{code:<{width}}  {label}")
