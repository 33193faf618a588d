"""A model endpoint on loopback: OpenAI's chat completions over real HTTP, with provider profiles and faults.

What it says comes from a *script*: a function of the request that returns a ``Reply`` (or several, one a try). A
``Profile`` plays a provider's habits on top: DeepSeek refuses JSON schemas and now and then answers blanks, Qwen
wants the word json in the messages, vLLM honours schemas, a thinking model puts its reasoning first.

    with ModelServer(script=lambda call: Reply("……")) as server:
        client(base_url=server.base_url)
        assert len(server.calls) == 1
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route


@dataclass(frozen=True)
class Call:
    """One request as the server received it.

    Attributes:
        body: the JSON of the request.
        number: 0-based count over the server's life.
        repeat: how often exactly these messages came before.
    """

    body: dict[str, Any]
    number: int
    repeat: int
    authorization: str = ""
    headers: tuple[str, ...] = ()
    """Names of all headers, lower case."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All messages as sent."""
        return list(self.body.get("messages", []))

    @property
    def text(self) -> str:
        """All that was said, in one string."""
        return "\n".join(str(message.get("content", "")) for message in self.messages)

    @property
    def last(self) -> str:
        """The last message of the user."""
        said = [str(item.get("content", "")) for item in self.messages if item.get("role") == "user"]
        return said[-1] if said else ""

    @property
    def streaming(self) -> bool:
        """Whether an event stream was asked for."""
        return bool(self.body.get("stream"))

    @property
    def shape(self) -> str:
        """``json_schema``, ``json_object`` or ``text``."""
        return str((self.body.get("response_format") or {}).get("type", "text"))


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    Attributes:
        text: the content.
        reasoning: ``reasoning_content`` before it.
        status: HTTP status; anything but 200 answers with ``error``.
        headers: extra response headers (``Retry-After``).
        delay: seconds before the first byte.
        stall: seconds of silence in the middle of the stream.
        cut: the connection is dropped after this share of the content.
        finish: ``stop``, ``length`` or ``content_filter``.
        refusal: put into ``message.refusal``.
        usage: whether tokens are counted.
        raw: ``text`` is the body as it stands, an HTML page with status 200.
    """

    text: str = ""
    reasoning: str = ""
    status: int = 200
    error: str = "server error"
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    stall: float = 0.0
    cut: float | None = None
    finish: str = "stop"
    refusal: str = ""
    usage: bool = True
    raw: bool = False


Script: TypeAlias = Callable[[Call], Reply | Sequence[Reply]]


@dataclass(frozen=True)
class Profile:
    """A provider's habits."""

    name: str
    json_schema: bool = True
    json_object: bool = True
    needs_word_json: bool = False
    stream_usage: bool = True
    blank_every: int = 0
    """Every n-th JSON answer is only blanks; 0 for never."""
    thinks: bool = False
    think_tags: bool = False
    """Reasoning stands in the content between ``<think>`` tags."""


PROFILES = {
    "openai": Profile("openai"),
    "deepseek": Profile("deepseek", json_schema=False, blank_every=7, thinks=True),
    "qwen": Profile("qwen", json_schema=False, needs_word_json=True),
    "vllm": Profile("vllm"),
    "ollama": Profile("ollama", stream_usage=False, think_tags=True),
    "plain": Profile("plain", json_schema=False, json_object=False, stream_usage=False),
}


class ModelServer:
    """The server in a thread of its own; use it as a context."""

    def __init__(self, script: Script, profile: str | Profile = "openai", model: str = "fake-1") -> None:
        self.script = script
        self.profile = PROFILES[profile] if isinstance(profile, str) else profile
        self.model = model
        self.calls: list[Call] = []
        self.in_flight = 0
        self.peak = 0
        """Most requests being answered at one moment."""
        self.started: list[float] = []
        self._seen: dict[str, int] = {}
        self._lock = threading.Lock()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._server = uvicorn.Server(
            uvicorn.Config(self._app(), log_level="critical", lifespan="off", timeout_keep_alive=30)
        )
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def base_url(self) -> str:
        """Where clients go, ``http://127.0.0.1:<port>/v1``."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def __enter__(self) -> ModelServer:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.002)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/chat/completions", self._chat, methods=["POST"]),
                Route("/v1/models", self._models, methods=["GET"]),
            ]
        )

    async def _models(self, _: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": self.model, "object": "model"}]})

    async def _chat(self, request: Request) -> Response:
        call = self._received(await request.json(), request)
        reply = self._refused(call) or self._scripted(call)
        with self._counted():
            if reply.delay:
                await asyncio.sleep(reply.delay)
            if reply.status != 200:
                body = {"error": {"message": reply.error, "type": "error", "code": reply.status}}
                return JSONResponse(body, status_code=reply.status, headers=dict(reply.headers))
            if reply.raw:
                return HTMLResponse(reply.text)
            if call.streaming:
                events = self._until_gone(request, self._events(call, reply))
                return StreamingResponse(events, media_type="text/event-stream")
            if reply.stall:
                await asyncio.sleep(reply.stall)
            if reply.cut is not None:
                return StreamingResponse(self._broken(call, reply), media_type="application/json")
            return JSONResponse(self._whole(call, reply))

    def _received(self, body: dict[str, Any], request: Request) -> Call:
        key = json.dumps(body.get("messages"), ensure_ascii=False, sort_keys=True)
        with self._lock:
            repeat = self._seen.get(key, 0)
            self._seen[key] = repeat + 1
            key_shown = request.headers.get("authorization", "")
            call = Call(body, len(self.calls), repeat, key_shown, tuple(request.headers.keys()))
            self.calls.append(call)
            self.started.append(time.monotonic())
        return call

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self.in_flight += 1
            self.peak = max(self.peak, self.in_flight)
        try:
            yield
        finally:
            with self._lock:
                self.in_flight -= 1

    def _scripted(self, call: Call) -> Reply:
        said = self.script(call)
        reply = said if isinstance(said, Reply) else said[min(call.repeat, len(said) - 1)]
        blank = self.profile.blank_every
        if blank and call.shape != "text" and reply.status == 200 and call.number % blank == blank - 1:
            return replace(reply, text=" " * 40)
        if self.profile.thinks and not reply.reasoning:
            reply = replace(reply, reasoning="先看事实表，再写。得分不是100分。")
        if self.profile.think_tags:
            reply = replace(reply, text=f"<think>先看事实表，999个。</think>\n{reply.text}")
        return reply

    def _refused(self, call: Call) -> Reply | None:
        """What the provider does not take."""
        if (call.shape == "json_schema" and not self.profile.json_schema) or (
            call.shape == "json_object" and not self.profile.json_object
        ):
            return Reply(status=400, error="This response_format type is unavailable now")
        if call.shape == "json_object" and self.profile.needs_word_json and "json" not in call.text.lower():
            return Reply(status=400, error="'messages' must contain the word 'json' in some form")
        return None

    def _usage(self, call: Call, reply: Reply) -> dict[str, int]:
        prompt, completion = len(call.text), len(reply.text) + len(reply.reasoning)
        return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}

    def _whole(self, call: Call, reply: Reply) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": reply.text}
        if reply.reasoning:
            message["reasoning_content"] = reply.reasoning
        if reply.refusal:
            message |= {"content": None, "refusal": reply.refusal}
        whole = {
            "id": f"fake-{call.number}",
            "object": "chat.completion",
            "created": 0,
            "model": self.model,
            "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
        }
        return whole | ({"usage": self._usage(call, reply)} if reply.usage else {})

    async def _broken(self, call: Call, reply: Reply) -> AsyncIterator[bytes]:
        body = json.dumps(self._whole(call, reply), ensure_ascii=False).encode("utf-8")
        yield body[: int(len(body) * (reply.cut or 0))]
        raise ConnectionResetError("dropped on purpose")

    async def _until_gone(self, request: Request, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The events, until the client has left: writing on would fill the log."""
        async for event in events:
            if await request.is_disconnected():
                return
            yield event

    async def _events(self, call: Call, reply: Reply) -> AsyncIterator[bytes]:
        with self._counted():
            if reply.reasoning:
                yield self._event(call, {"reasoning_content": reply.reasoning})
            if reply.refusal:
                yield self._event(call, {"refusal": reply.refusal})
            shown = reply.text if reply.cut is None else reply.text[: int(len(reply.text) * reply.cut)]
            middle = len(shown) // 2
            for start in range(0, len(shown), 64):
                if reply.stall and start <= middle < start + 64:
                    await asyncio.sleep(reply.stall)
                yield self._event(call, {"content": shown[start : start + 64]})
            if reply.cut is not None:
                raise ConnectionResetError("dropped on purpose")
            yield self._event(call, {}, reply.finish)
            wanted = (call.body.get("stream_options") or {}).get("include_usage")
            if wanted and self.profile.stream_usage and reply.usage:
                chunk = self._chunk(call) | {"choices": [], "usage": self._usage(call, reply)}
                yield f"data: {json.dumps(chunk)}\n\n".encode()
            yield b"data: [DONE]\n\n"

    def _chunk(self, call: Call) -> dict[str, Any]:
        return {
            "id": f"fake-{call.number}",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": self.model,
        }

    def _event(self, call: Call, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = self._chunk(call) | {"choices": [choice]}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


@dataclass
class Faults:
    """A script that answers well but fails first, as often as asked: ``Faults(good, [Reply(status=429)])``."""

    good: Script
    first: list[Reply] = field(default_factory=list)

    def __call__(self, call: Call) -> Reply | Sequence[Reply]:
        """The next fault, then good answers."""
        return self.first.pop(0) if self.first else self.good(call)
