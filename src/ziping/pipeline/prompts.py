"""Exactly what a model would be sent for an input, as files and on the screen; nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ziping.drafting.model.asking import Ask
from ziping.drafting.model.redact import Redactor
from ziping.drafting.prompts import prompt_book
from ziping.errors import UnreadableInputError, UsageError
from ziping.intake.outline_yaml import list_families, load_outline
from ziping.intake.prompt_files import read_prompts
from ziping.pipeline.model_draft import Job, ModelRun, jobs_of, redactor_of
from ziping.pipeline.outputs import Written, safe_stem, write_outputs
from ziping.pipeline.score import Folders, Scored

FOLDER = "prompts"
_ROLES = {"system": "系统", "user": "用户", "assistant": "模型"}


class Sent(NamedTuple):
    """One request that would be made."""

    unit: str
    section: str
    ask: Ask

    def to_json(self) -> dict[str, object]:
        """As data."""
        return {
            "section": self.section,
            "messages": [{"role": message.role, "content": message.text} for message in self.ask.messages],
            "schema": self.ask.schema,
            "max_tokens": self.ask.max_tokens,
        }

    def to_text(self) -> str:
        """For people: every message under its role, then the shape of the answer."""
        parts = [f"【{_ROLES[message.role]}】\n{message.text}" for message in self.ask.messages]
        shape = json.dumps(self.ask.schema, ensure_ascii=False, indent=2)
        return "\n\n".join([*parts, f"【回答的形状（支持 JSON schema 的接口才发送）】\n{shape}"]) + "\n"


def prompts_for(
    scored: Sequence[Scored], folders: Folders, run: ModelRun, section: str = ""
) -> tuple[Sent, ...]:
    """The first request of every section, redacted as the run says.

    Args:
        scored: the inputs.
        folders: extra folders of the settings.
        run: whether and what is hidden.
        section: only this one; empty for all.

    Raises:
        UsageError: no such section, or none that a model writes.
    """
    jobs = jobs_of(scored, folders)
    redactor = redactor_of(jobs, run)
    sent = tuple(
        Sent(_whose(job), ask.purpose, ask if redactor is None else _hidden(ask, redactor))
        for job in jobs
        for ask in job.asks()
    )
    chosen = tuple(item for item in sent if section in {"", item.section})
    if section and not chosen:
        raise UsageError(_no_section(section, sent, jobs))
    return chosen


def write_prompts(sent: Sequence[Sent], out: Path) -> tuple[Written, ...]:
    """One file a request below ``out/prompts``.

    Raises:
        UsageError: the folder cannot be written.
    """
    several = len({item.unit for item in sent}) > 1
    files: dict[str, bytes] = {}
    for item in sent:
        stem = f"{safe_stem(item.unit)}_{item.section}" if several else item.section
        name, number = f"{stem}.md", 1
        while name in files:
            number += 1
            name = f"{stem}_{number}.md"
        files[name] = item.to_text().encode("utf-8")
    return write_outputs(out / FOLDER, files)


def check_prompts(folders: Folders) -> tuple[str, ...]:
    """Every mistake in the prompts of every report family, one line each."""
    problems: list[str] = []
    for family in list_families(folders.templates):
        files = read_prompts(family, folders.prompts)
        try:
            book = prompt_book(files)
            for section in load_outline(family, folders.templates).outline.sections:
                if section.model is not None:
                    book.find(section.model.prompt)
        except UnreadableInputError as error:
            problems += str(error).split("\n")
    return tuple(dict.fromkeys(problems))


def _whose(job: Job) -> str:
    """The project's name of a form, else the unit's."""
    submission = job.request.submission
    return submission.form.name if submission.form is not None else submission.unit.name


def _hidden(ask: Ask, redactor: Redactor) -> Ask:
    messages = tuple(replace(message, text=redactor.redact(message.text)) for message in ask.messages)
    return replace(ask, messages=messages)


def _no_section(section: str, sent: Sequence[Sent], jobs: Sequence[Job]) -> str:
    known = "、".join(dict.fromkeys(item.section for item in sent)) or "（没有）"
    outlines = {spec.id for job in jobs for spec in job.request.family.outline.sections}
    why = "不由模型写，或者材料不够，保持离线写法" if section in outlines else "不在这份报告的提纲里"
    return f"部分 {section!r} {why}；可用：{known}"
