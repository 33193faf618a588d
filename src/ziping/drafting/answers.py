"""A model's answer read as paragraphs: JSON of the one shape we ask for, or a reason why it is not."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple

from pydantic import ValidationError

from ziping.domain.prompt import WrittenAnswer
from ziping.drafting.marking import clean

MAX_ANSWER = 200_000
"""Characters of an answer that are read at all."""


class ReadAnswer(NamedTuple):
    """What an answer holds.

    Attributes:
        texts: paragraph id → text as one line, wanted paragraphs only, the first of each id.
        reason: why the answer cannot be used, a Chinese clause for the model; empty when it can.
    """

    texts: dict[str, str]
    reason: str = ""


def read_answer(text: str, wanted: Collection[str]) -> ReadAnswer:
    """The wanted paragraphs of an answer."""
    if len(text) > MAX_ANSWER:
        return ReadAnswer({}, f"回答太长（{len(text)} 个字），只写要求的段落")
    if not text.strip():
        return ReadAnswer({}, "回答是空的")
    data, reason = _json(text)
    if reason:
        return ReadAnswer({}, reason)
    try:
        answer = WrittenAnswer.model_validate(data)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"]) or "最外层"
        return ReadAnswer({}, f'形状不对（{place}），应为 {{"paragraphs": [{{"id": "…", "text": "…"}}]}}')
    texts: dict[str, str] = {}
    for paragraph in answer.paragraphs:
        if paragraph.id in wanted:
            texts.setdefault(paragraph.id, clean(paragraph.text))
    if not texts:
        return ReadAnswer({}, f"没有写要求的段落，id 应为 {'、'.join(sorted(wanted)[:3])} 等")
    return ReadAnswer(texts)


def answer_schema(wanted: Collection[str]) -> dict[str, Any]:
    """JSON schema of an answer with these paragraphs."""
    paragraph = {
        "type": "object",
        "properties": {"id": {"type": "string", "enum": sorted(wanted)}, "text": {"type": "string"}},
        "required": ["id", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"paragraphs": {"type": "array", "items": paragraph}},
        "required": ["paragraphs"],
        "additionalProperties": False,
    }


def _json(text: str) -> tuple[Any, str]:
    """The first JSON object; words before and after it are what models like to add."""
    start = text.find("{")
    if start < 0:
        return None, "回答里没有 JSON"
    try:
        data, _ = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        cut = "，像是没有写完" if error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg else ""
        return None, f"JSON 不完整（第 {error.pos + 1} 个字符处{cut}）"
    except (ValueError, RecursionError):
        return None, "JSON 读不出来"
    return data, ""
