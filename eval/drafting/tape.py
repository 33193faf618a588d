"""A recording between writer and model: every answer of a run as JSON lines, to be played again without the model.

A line is ``{"key", "purpose", "text", "finish", "prompt_tokens", "completion_tokens"}``; the key is the hash of what was
asked, so a tape fits the prompts and cases it was made with and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ziping.drafting.model.asking import Answer, Ask, Model, Usage
from ziping.errors import ModelError


def _key(ask: Ask) -> str:
    return ask.key("tape", "", "")


class Recorder:
    """Passes everything on and writes every answer down, each line at once."""

    def __init__(self, model: Model, path: Path) -> None:
        self._model = model
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")

    async def ask(self, ask: Ask) -> Answer:
        """The model's answer.

        Raises:
            ModelError: see ``Model``.
        """
        answer = await self._model.ask(ask)
        line = {
            "key": _key(ask),
            "purpose": ask.purpose,
            "text": answer.text,
            "finish": answer.finish,
            "prompt_tokens": answer.usage.prompt,
            "completion_tokens": answer.usage.completion,
        }
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return answer


class Player:
    """Answers from a tape."""

    def __init__(self, path: Path) -> None:
        self._path = path
        rows: list[dict[str, Any]] = [
            json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()
        ]
        self._answers = {row["key"]: row for row in rows}

    async def ask(self, ask: Ask) -> Answer:
        """The recorded answer.

        Raises:
            ModelError: this was not asked when the tape was made.
        """
        row = self._answers.get(_key(ask))
        if row is None:
            raise ModelError(
                f"{self._path.name} 里没有 {ask.purpose} 的这一次提问：提示词或数据在录制后改动过，请重新录制"
            )
        usage = Usage(row["prompt_tokens"], row["completion_tokens"])
        return Answer(row["text"], usage, row["finish"])
