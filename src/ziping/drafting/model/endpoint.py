"""One endpoint: asks in the way it can answer, listens with patience that ends, and names what went wrong."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ziping.drafting.model.answer_text import split_answer
from ziping.drafting.model.asking import Answer, Ask, Message, Usage
from ziping.drafting.model.causes import Scrub, scrubber
from ziping.drafting.model.options import ModelSettings, Target
from ziping.drafting.model.providers import Capabilities, Method, is_loopback
from ziping.drafting.model.tokens import estimate_answer
from ziping.errors import (
    BlankAnswerError,
    ContentFilterError,
    ModelError,
    ModelKeyError,
    ModelTimeoutError,
    RefusalError,
    RequestRejectedError,
    ServerFaultError,
)

if TYPE_CHECKING:
    from ziping.drafting.model.client import Piece, Wire

_CHARS_PER_TOKEN = 16
"""No tokenizer packs more: an answer longer than its token limit allows by this is not read on."""
_MOST_REASONING = 1_000_000
"""Characters of reasoning after which an endpoint is not listened to any longer."""
_WORD_JSON = "请用 json 回答。"
"""Several endpoints refuse JSON mode unless this word stands in the messages."""


class Identity(NamedTuple):
    """What tells answers of one endpoint from another's in the store."""

    endpoint: str
    model: str
    temperature: str


@dataclass
class Heard:
    """What has come of an answer so far, or all of it."""

    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    refusal: str = ""
    usage: Usage | None = None
    finish: str = ""
    model: str = ""
    length: int = 0
    thought: int = 0
    full: bool = False
    """More came than was asked for; the rest is not read."""

    def add(self, piece: Piece) -> None:
        """The next piece."""
        self.content.append(piece.content)
        self.reasoning.append(piece.reasoning)
        self.length += len(piece.content)
        self.thought += len(piece.reasoning)
        self.refusal += piece.refusal
        self.usage = piece.usage or self.usage
        self.finish = piece.finish or self.finish
        self.model = piece.model or self.model


class Endpoint:
    """An OpenAI-compatible endpoint; an async context that belongs to one event loop.

    Args:
        settings: where, with which key, how patiently.
        capabilities: what it can do; None: what its provider is known for.
        paid: told the purpose and tokens of every response that will be billed, usable or not.
        progress: told the purpose and the characters so far while a stream comes in.
    """

    def __init__(
        self,
        settings: ModelSettings,
        capabilities: Capabilities | None = None,
        *,
        paid: Callable[[str, Usage], None] | None = None,
        progress: Callable[[str, int], None] | None = None,
    ) -> None:
        self.target = settings.target()
        self.capabilities = capabilities or self.target.provider.capabilities
        self.identity = identity_of(settings)
        self._settings = settings
        self._paid, self._progress = paid, progress
        self._scrub = scrubber(settings.api_key.get_secret_value())
        self._wire: Wire | None = None

    async def __aenter__(self) -> Endpoint:
        from ziping.drafting.model.client import Wire

        provider = self.target.provider
        if provider.key_needed and not self._settings.api_key.get_secret_value():
            raise ModelKeyError(
                f"没有找到 {provider.title} 的密钥：请设置环境变量 {provider.key_variable} 或 ZIPING_API_KEY；"
                "不用模型也能出稿"
            )
        self._wire = Wire(
            self._settings, self.target, self._scrub, trust_proxies=not is_loopback(self.target.base_url)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connections."""
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.aclose()

    async def ask(self, ask: Ask) -> Answer:
        """The answer, asked for in the best way the endpoint takes.

        What it refuses to do is remembered until the end of the run, and the next best way is tried.

        Raises:
            ModelError: no answer, or none that can be used; the class names the cause.
        """
        while True:
            known = self.capabilities
            method: Method = known.methods[0] if ask.schema is not None else "plain"
            try:
                return await self.ask_as(ask, method)
            except RequestRejectedError as error:
                lesser = _without(known, error.about, method)
                if lesser == known:
                    raise
                self.capabilities = lesser

    async def ask_as(self, ask: Ask, method: Method, *, stream: bool | None = None) -> Answer:
        """The answer, asked for in one given way.

        Raises:
            ModelError: see ``ask``.
        """
        if stream is None:
            stream = self._settings.stream is not False and self.capabilities.streaming
        heard, started = Heard(), time.monotonic()
        try:
            async with asyncio.timeout(self._settings.request_timeout):
                await self._listen(ask, method, heard, stream=stream)
        except TimeoutError:
            self._bill(ask, heard, sent=True)
            raise ModelTimeoutError(
                f"{self.target.base_url} 在 {self._settings.request_timeout:g} 秒内没有答完"
                f"（已收到 {heard.length} 字）；请调大 [model] 的 request_timeout，或换快一点的模型"
            ) from None
        except ModelError as error:
            self._bill(ask, heard, sent=isinstance(error, ModelTimeoutError))
            raise
        usage = self._bill(ask, heard, sent=True)
        answer = judged(ask, method, heard, self.target, self._scrub)
        return replace(answer, usage=usage, seconds=time.monotonic() - started)

    async def _listen(self, ask: Ask, method: Method, heard: Heard, *, stream: bool) -> None:
        if self._wire is None:
            raise RuntimeError("the endpoint is an async context: use `async with`")
        messages, body = chat_request(ask, method, self.target.provider.limit_field, self._settings.extra)
        pieces = self._wire.pieces(messages, body, stream=stream, usage=self.capabilities.stream_usage)
        most = ask.max_tokens * _CHARS_PER_TOKEN
        async with aclosing(pieces) as incoming:
            async for piece in self._unstalled(incoming) if stream else incoming:
                heard.add(piece)
                if self._progress is not None and piece.content:
                    self._progress(ask.purpose, heard.length)
                if heard.length > most or heard.thought > _MOST_REASONING:
                    heard.full = True
                    return

    async def _unstalled(self, pieces: AsyncGenerator[Piece]) -> AsyncGenerator[Piece]:
        """The pieces, unless the stream falls silent; the first may take as long as the request, a model may think."""
        patience = None
        while True:
            try:
                async with asyncio.timeout(patience):
                    piece = await anext(pieces, None)
            except TimeoutError:
                raise ModelTimeoutError(
                    f"{self.target.base_url} 已有 {self._settings.stall_timeout:g} 秒没有新的内容；"
                    "请检查网络，或调大 [model] 的 stall_timeout"
                ) from None
            if piece is None:
                return
            patience = self._settings.stall_timeout
            yield piece

    def _bill(self, ask: Ask, heard: Heard, *, sent: bool) -> Usage:
        """Tells the account what a response took; one that broke off is estimated from what came."""
        if heard.usage is None and not heard.length and not heard.thought and not sent:
            return Usage()
        usage = heard.usage or estimate_answer(ask, "".join(heard.content), "".join(heard.reasoning))
        if self._paid is not None:
            self._paid(ask.purpose, usage)
        return usage


def judged(ask: Ask, method: Method, heard: Heard, target: Target, scrub: Scrub) -> Answer:
    """The answer, or the error its end or its emptiness stands for; usage is the caller's.

    Args:
        ask: what was asked; only its schema and limit are looked at.
        method: how its shape was asked for.
        heard: all that came.
        target: who answered.
        scrub: hides a key in the endpoint's own words.

    Raises:
        ModelError: it cannot be used; the class names the cause.
    """
    where = f"{target.base_url} 的模型 {target.model}"
    if heard.refusal:
        raise RefusalError(f"{where} 拒绝回答（{scrub(heard.refusal)}）；本次用内置写法")
    if heard.finish == "content_filter":
        raise ContentFilterError(f"{where} 的内容审查拦下了回答；请看佐证里有没有敏感词，本次用内置写法")
    if heard.finish == "insufficient_system_resource" or not (heard.finish or heard.full):
        raise ServerFaultError(f"{where} 没有答完就停了；请稍后再试")
    text, thought = split_answer("".join(heard.content), json_wanted=ask.schema is not None)
    finish = "length" if heard.full else heard.finish
    if not text.strip():
        error = BlankAnswerError(
            f"{where} 只写了思考过程，没有写出答案就到了长度上限；请换一个模型或关掉思考"
            if finish == "length"
            else f"{where} 回了空白"
        )
        error.transient = finish != "length"
        raise error
    reasoning = "\n".join(part for part in ("".join(heard.reasoning), thought) if part)
    return Answer(
        text[: ask.max_tokens * _CHARS_PER_TOKEN],
        finish=finish,
        method=method,
        model=heard.model or target.model,
        reasoning=reasoning,
    )


def identity_of(settings: ModelSettings) -> Identity:
    """What the answers of these settings are kept under."""
    target = settings.target()
    extra = json.dumps(settings.extra, sort_keys=True, ensure_ascii=False) if settings.extra else ""
    return Identity(target.base_url + extra, target.model, str(settings.temperature))


def _without(known: Capabilities, about: str, method: Method) -> Capabilities:
    """The capabilities less the one an endpoint turned out not to have."""
    if about == "format" and method == "json_schema":
        return replace(known, json_schema=False)
    if about == "format" and method == "json_object":
        return replace(known, json_object=False)
    if about == "stream_usage":
        return replace(known, stream_usage=False)
    return known


def chat_request(
    ask: Ask, method: Method, limit_field: str, extra: dict[str, Any]
) -> tuple[tuple[Message, ...], dict[str, Any]]:
    """What is said, and the fields beside it (without the model and the temperature)."""
    body: dict[str, Any] = {**extra, limit_field: ask.max_tokens}
    if method == "plain" or ask.schema is None:
        return ask.messages, body
    if method == "json_schema":
        shape = {"name": "answer", "schema": ask.schema, "strict": is_strict(ask.schema)}
        return ask.messages, {**body, "response_format": {"type": "json_schema", "json_schema": shape}}
    body["response_format"] = {"type": "json_object"}
    if any("json" in message.text.lower() for message in ask.messages):
        return ask.messages, body
    return (*ask.messages[:-1], _with_word(ask.messages[-1])), body


def _with_word(message: Message) -> Message:
    return replace(message, text=f"{message.text}\n{_WORD_JSON}")


def is_strict(schema: Any) -> bool:
    """Whether OpenAI's strict mode takes the schema: every object closed, every property required."""
    if isinstance(schema, list):
        return all(is_strict(item) for item in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object" and (
        schema.get("additionalProperties") is not False
        or set(schema.get("properties", {})) != set(schema.get("required", ()))
    ):
        return False
    return all(is_strict(item) for item in schema.values())
