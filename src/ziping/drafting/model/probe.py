"""Asks an endpoint what it can do: plain words, JSON by schema, JSON mode, streaming, tokens in the stream, reasoning.

A way of asking counts as known only when its effect shows: the schema names a key the words do not mention, so a
server that ignores schemas cannot pass by luck.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from ziping.drafting.model.asking import Answer, Ask, Message
from ziping.drafting.model.endpoint import Endpoint
from ziping.drafting.model.providers import Capabilities, Method
from ziping.errors import (
    BlankAnswerError,
    ModelError,
    RequestRejectedError,
    ServerFaultError,
)

_KEY = "probe_answer"
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {_KEY: {"type": "string"}},
    "required": [_KEY],
    "additionalProperties": False,
}
_PLAIN = "这是一次连接检查。请只回答一个字：好"
_JSON = "这是一次连接检查。请用 json 说一句问候。"
_LIMIT = 1_024
"""Tokens; room for a thinking model's thoughts."""
_BLANKS = 2
"""Blank answers that are let pass."""
_CANNOT = (RequestRejectedError, ServerFaultError, BlankAnswerError)
"""Failures that say "not in this way"; others say that nothing can be found out now."""


@dataclass(frozen=True, slots=True)
class Probed:
    """One line of the check.

    Attributes:
        what: ``connection``, or a field of ``Capabilities``.
        good: it can.
        detail: Chinese.
    """

    what: str
    good: bool
    detail: str


async def probe(endpoint: Endpoint) -> AsyncIterator[Probed]:
    """The lines of the check, each as soon as it is known; ``endpoint.capabilities`` is set to what was found.

    Raises:
        ModelError: the endpoint cannot be asked at all (no connection, wrong key, unknown model).
    """
    endpoint.capabilities = replace(endpoint.capabilities, stream_usage=True)
    plain = await endpoint.ask_as(_ask(_PLAIN), "plain", stream=False)
    yield Probed("connection", good=True, detail=f"{plain.model} 在 {plain.seconds:.1f} 秒内回答")
    found = Capabilities(
        json_schema=False,
        json_object=False,
        streaming=False,
        stream_usage=False,
        reasoning=bool(plain.reasoning),
    )
    schema = await _shaped(endpoint, "json_schema")
    yield schema
    shaped = await _shaped(endpoint, "json_object")
    yield shaped
    found = replace(found, json_schema=schema.good, json_object=shaped.good)
    streamed = await _streamed(endpoint)
    found = replace(
        found,
        streaming=streamed is not None,
        stream_usage=streamed is not None and not streamed.usage.estimated,
        reasoning=found.reasoning or (streamed is not None and bool(streamed.reasoning)),
    )
    yield _line("streaming", "支持", "不支持，改为一次收全", known=found.streaming)
    yield _line("stream_usage", "会报用量", "不报，用量按字数估算", known=found.stream_usage)
    yield _line("reasoning", "会先写思考过程，不会进报告", "没有", known=found.reasoning)
    endpoint.capabilities = found


def _ask(text: str, schema: dict[str, Any] | None = None) -> Ask:
    return Ask((Message("user", text),), schema=schema, purpose="model check", max_tokens=_LIMIT)


def _line(what: str, good: str, bad: str, *, known: bool) -> Probed:
    return Probed(what, known, good if known else bad)


async def _shaped(endpoint: Endpoint, method: Method) -> Probed:
    try:
        answer = await _unblank(endpoint, method)
    except _CANNOT as error:
        return Probed(method, good=False, detail=str(error))
    try:
        value = json.loads(answer.text)
    except ValueError:
        return Probed(method, good=False, detail="接受请求，但回答不是 JSON")
    if not isinstance(value, dict):
        return Probed(method, good=False, detail="接受请求，但回答不是 JSON 对象")
    if method == "json_schema" and set(value) != {_KEY}:
        return Probed(method, good=False, detail="接受请求，但没有按 schema 回答")
    return Probed(method, good=True, detail="支持")


async def _unblank(endpoint: Endpoint, method: Method) -> Answer:
    """An answer in JSON; blanks, which some endpoints give now and then, are no answer yet."""
    for _ in range(_BLANKS):
        try:
            return await endpoint.ask_as(_ask(_JSON, _SCHEMA), method, stream=False)
        except BlankAnswerError:
            continue
    return await endpoint.ask_as(_ask(_JSON, _SCHEMA), method, stream=False)


async def _streamed(endpoint: Endpoint) -> Answer | None:
    """The answer as a stream; with the tokens in it where the endpoint takes the wish for them."""
    for usage in (True, False):
        endpoint.capabilities = replace(endpoint.capabilities, stream_usage=usage)
        try:
            return await endpoint.ask_as(_ask(_PLAIN), "plain", stream=True)
        except _CANNOT:
            continue
        except ModelError:
            return None
    return None
