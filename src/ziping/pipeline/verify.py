"""Recomputes a draft from what it carries, compares every figure, paragraph and file, and passes its text through the guard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from ziping.domain.draft import Draft, Paragraph
from ziping.domain.submission import Submission
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.document_draft import read_draft_text
from ziping.intake.prompt_files import read_prompts
from ziping.pipeline.checking import evidence_for
from ziping.pipeline.draft import Drafted, draft_scored, machine_files
from ziping.pipeline.guarded import guarded
from ziping.pipeline.outputs import known_hashes
from ziping.pipeline.score import Folders, ready_rubric, score_submission
from ziping.resources import read_text

_BODY = ("sections", "attachments")
_AROUND = {"unit", "year", "title", "recipients", "signatory", "date", "missing", "rejected", "checked"}


class Verdict(NamedTuple):
    """One comparison."""

    what: str
    ok: bool
    detail: str = ""


def verify_draft(path: Path, folders: Folders, rubric: str | None = None) -> tuple[Verdict, ...]:
    """All comparisons of a ``draft.json``.

    Raises:
        UnreadableInputError: not a draft.json of this version, or its rubric cannot be found.
    """
    stored = read_draft(path)
    provenance = stored.provenance
    if provenance is None or not stored.submission:
        raise UnreadableInputError(f"{path}：没有来源信息，无法重算；请用 ziping draft 重新生成")
    try:
        ready = ready_rubric(rubric or stored.rubric, folders)
    except UsageError as error:
        raise UnreadableInputError(f"{path}：{error}") from error
    submission = _submission(path, stored)
    again = draft_scored(score_submission(ready, submission), folders)
    return tuple(_compare(path, stored, again, folders))


def _submission(path: Path, stored: Draft) -> Submission:
    try:
        return Submission.model_validate(stored.submission)
    except (ValidationError, ArithmeticError) as error:
        raise UnreadableInputError(f"{path}：里面的填报数据不完整，可能被改动过，请重新生成") from error


def read_draft(path: Path) -> Draft:
    """A ``draft.json``.

    Raises:
        UnreadableInputError: not JSON, another format, or damaged.
    """
    return read_draft_text(read_text(path), str(path))


def _compare(path: Path, stored: Draft, again: Drafted, folders: Folders) -> Iterator[Verdict]:
    now, then = again.draft.provenance, stored.provenance
    if now is not None and then is not None:
        yield _same("评分标准文件", then.rubric_hash, now.rubric_hash, "评分标准自起草后改动过")
        yield _same("填报数据", then.input_hash, now.input_hash, "draft.json 里的填报数据与起草时不同")
        yield _same("写作模板", then.templates_hash, now.templates_hash, "写作模板自起草后改动过")
        if then.prompts_hash:
            prompts = read_prompts(again.scored.ready.loaded.rubric.report_family, folders.prompts)
            yield _same("提示词", then.prompts_hash, prompts.sha256, "提示词自起草后改动过")
        yield _same("软件版本", then.ziping, now.ziping, f"起草用 {then.ziping}，现在是 {now.ziping}")
    yield from _texts(stored, again.draft)
    yield _guarded(stored, again)
    recomputed = machine_files(again)
    for name in ("facts.json", "scorecard.json"):
        beside = path.parent / name
        if beside.is_file():
            yield _json_same(name, beside, recomputed[name])
    yield from _files(path.parent)


def _same(what: str, then: str, now: str, detail: str) -> Verdict:
    return Verdict(what, ok=then == now, detail="" if then == now else detail)


def _texts(stored: Draft, again: Draft) -> Iterator[Verdict]:
    """Offline paragraphs must come out the same; a model's paragraphs are not rewritten here."""
    fresh = {paragraph.id: paragraph for paragraph in again.paragraphs()}
    mine = [paragraph for paragraph in stored.paragraphs() if paragraph.author == "offline"]
    different = [paragraph.id for paragraph in mine if fresh.get(paragraph.id) != _as_offline(paragraph)]
    if different:
        detail = f"与重算结果不同的段落：{'、'.join(different[:10])}"
        yield Verdict("正文段落", ok=False, detail=detail)
        return
    offline = all(
        paragraph.author == "offline" and not paragraph.instead_of for paragraph in stored.paragraphs()
    )
    same = [name for name in _BODY if getattr(stored, name) == getattr(again, name)]
    complete = len(same) == len(_BODY) or not offline
    yield Verdict("正文和表格", ok=complete, detail="" if complete else "章节、表格或附件与重算结果不同")
    if offline:
        yield _same("落款、待补充清单等", _frame(stored), _frame(again), "与重算结果不同")


def _as_offline(paragraph: Paragraph) -> Paragraph:
    """An offline paragraph without the note that it stands in a model's place."""
    return (
        paragraph.model_copy(update={"attempts": 1, "instead_of": ""}) if paragraph.instead_of else paragraph
    )


def _frame(draft: Draft) -> str:
    """What stands around the text."""
    return draft.model_dump_json(include=_AROUND)


def _guarded(stored: Draft, again: Drafted) -> Verdict:
    """The stored text against the facts once more, whoever wrote it."""
    evidence = evidence_for(again.scored.submission, again.facts, again.draft)
    checked = guarded(stored, again.facts, again.scored.scorecard, evidence)
    wrong = [finding for finding in checked.findings if finding.subject in checked.draft.rejected]
    if wrong:
        told = "；".join(f"{finding.place.text}{finding.message}" for finding in wrong[:3])
        more = f" 等 {len(wrong)} 处" if len(wrong) > 3 else ""
        return Verdict("数字校验", ok=False, detail=f"{told}{more}")
    if stored.checked is None or (stored.rejected and stored.checked.verdict == "accept"):
        detail = "校验结果缺失或被改动过，请用 ziping draft 重新生成"
        return Verdict("数字校验", ok=False, detail=detail)
    return Verdict("数字校验", ok=True, detail=_rejected(stored))


def _rejected(stored: Draft) -> str:
    """What the reader must know although the file is as it was made."""
    count = len(stored.rejected)
    return f"起草时有 {count} 处未通过，已改为待补充" if count else ""


def _json_same(name: str, beside: Path, recomputed: bytes) -> Verdict:
    try:
        there: Any = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Verdict(name, ok=False, detail="读不出来")
    here = json.loads(recomputed)
    there.pop("findings", None)
    here.pop("findings", None)
    return Verdict(name, ok=there == here, detail="" if there == here else "与重算结果不同")


def _files(folder: Path) -> Iterator[Verdict]:
    for name, digest in sorted(known_hashes(folder).items()):
        path = folder / name
        if name.endswith(".json") or not path.is_file():
            continue
        same = hashlib.sha256(path.read_bytes()).hexdigest() == digest
        yield Verdict(name, ok=True, detail="" if same else "生成后被人改动过（不会被覆盖）")
