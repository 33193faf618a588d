"""What the commands that may use a model share: the flags, progress on a terminal, the account at the end."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ziping.cli.console import emit, read_source, say

if TYPE_CHECKING:
    from ziping.drafting.llm_writer import Step
    from ziping.pipeline.draft import Drafted
    from ziping.pipeline.model_draft import ModelDrafts, ModelRun
    from ziping.pipeline.score import Carry, Folders, Scored

_STATES = {
    "rejected": "{heading}：第{attempt}次有 {paragraphs} 段没有通过校验",
    "accepted": "{heading}：第{attempt}次全部通过",
    "replaced": "{heading}：{paragraphs} 段写了 {attempt} 次都没有通过，改用离线写法",
    "failed": "{heading}：第{attempt}次没有得到回答，{paragraphs} 段改用离线写法",
}


class ModelFlags(NamedTuple):
    """The model options of a command, None where nothing was said."""

    model: str | None = None
    base_url: str | None = None
    provider: str | None = None
    budget: str | None = None
    max_attempts: int | None = None
    offline: bool = False
    cache: bool = True
    redact: bool = False
    redact_unit: bool = False

    def run(self, out: Path) -> ModelRun | None:
        """How a model is to be used; None when none is asked for, neither here nor in the settings.

        Raises:
            UsageError: a flag or a setting is wrong, or a flag makes no sense without a model.
        """
        from ziping.errors import UsageError
        from ziping.pipeline.model_draft import ModelRun
        from ziping.settings import load_settings

        asked = [name for name in ("model", "base_url", "provider") if getattr(self, name) is not None]
        settings = load_settings()
        if self.offline or not (asked or settings.model.model):
            if asked and self.offline:
                raise UsageError("--offline 和 --model、--base-url、--provider 不能同时用，请去掉一边")
            return None
        chosen = settings.model_settings(
            model=self.model,
            base_url=self.base_url,
            provider=self.provider,
            budget=self.budget,
            max_attempts=self.max_attempts,
        )
        chosen.target()
        store = out / ".ziping" / "answers.sqlite" if self.cache else None
        return ModelRun(chosen, store, self.redact, self.redact_unit)


def scored_inputs(
    source: str, places: Folders, rubric: str | None, carry: Carry | None = None
) -> list[Scored]:
    """Every input of a file: one submission, with last year's data when given, or each readable project form."""
    from ziping.intake.raw import RawSubmission
    from ziping.pipeline.forms import form_rubric, score_forms
    from ziping.pipeline.score import score_raw

    given = read_source(source)
    if isinstance(given, RawSubmission):
        return [score_raw(given, places, rubric, carry)]
    forms = score_forms(given, form_rubric(given, rubric, places)).forms
    return [scored for _, scored in forms if scored is not None]


class Progress:
    """One line on a terminal that follows the model; nothing at all when stderr is a file."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._attempts: dict[str, str] = {}
        self._shown = 0

    def step(self, _unit: str, step: Step) -> None:
        """A step of the loop."""
        if not self._live:
            return
        if step.state == "asking":
            self._attempts[step.section] = f"正在写 {step.heading}（第{step.attempt}次）"
            self._line(self._attempts[step.section])
        else:
            self._clear()
            say(_STATES[step.state].format(**step._asdict()))

    def growth(self, section: str, characters: int) -> None:
        """An answer has grown."""
        if self._live:
            self._line(f"{self._attempts.get(section, section)}，已收到 {characters} 字")

    def line(self, text: str) -> None:
        """Something a person should know."""
        self._clear()
        say(text)

    def done(self) -> None:
        """Nothing more comes."""
        self._clear()

    def _line(self, text: str) -> None:
        self._clear()
        sys.stderr.write(text)
        sys.stderr.flush()
        self._shown = len(text)

    def _clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * (2 * self._shown) + "\r")
            sys.stderr.flush()
            self._shown = 0


def draft_inputs(scored: list[Scored], places: Folders, run: ModelRun) -> ModelDrafts:
    """Drafts by the model, followed on the terminal."""
    from ziping.pipeline.model_draft import Listeners, draft_with_model

    target = run.settings.target()
    say(f"由 {target.model}（{target.base_url}）起草叙述部分，数据会发到这个地址；不用模型请加 --offline")
    progress = Progress()
    listeners = Listeners(progress.line, progress.step, progress.growth)
    try:
        return draft_with_model(scored, places, run._replace(listeners=listeners))
    finally:
        progress.done()


def save_prompts(scored: list[Scored], places: Folders, run: ModelRun, out: Path) -> None:
    """``--no-send``: what would be sent, as files; nothing is drafted."""
    from ziping.pipeline.prompts import prompts_for, write_prompts

    sent = prompts_for(scored, places, run)
    for item in write_prompts(sent, out):
        emit(f"  {item.path}")
    say(f"共 {len(sent)} 份提示词；没有发送，也没有起草")


def model_json(made: ModelDrafts | None) -> dict[str, Any]:
    """``model`` for ``--json``."""
    if made is None:
        return {"model": None}
    failures = [line for written in made.written for line in written.failures]
    return {
        "model": {
            "paragraphs": dict(_authors(made.drafted)),
            "failures": failures,
            "account": made.account.to_json(),
        }
    }


def say_model(made: ModelDrafts | None) -> None:
    """Who wrote how much, and what it cost."""
    if made is None:
        return
    counts = _authors(made.drafted)
    told = f"模型写了 {counts['first'] + counts['later']} 段（其中 {counts['later']} 段改写过）"
    if counts["instead"]:
        told += f"，{counts['instead']} 段没有写成，用的是离线写法"
    emit(told)
    emit(made.account.summary())
    if made.notice:
        say(made.notice)


def _authors(drafted: tuple[Drafted, ...]) -> Counter[str]:
    """``first``: accepted as first written; ``later``: after a rewrite; ``instead``: offline in a model's place."""
    counts = Counter({"first": 0, "later": 0, "instead": 0})
    for paragraph in (one for item in drafted for one in item.draft.paragraphs()):
        if paragraph.instead_of:
            counts["instead"] += 1
        elif paragraph.author != "offline":
            counts["first" if paragraph.attempts == 1 else "later"] += 1
    return counts
