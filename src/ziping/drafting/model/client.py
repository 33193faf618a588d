"""The one module that imports a model library; ``endpoint`` imports it when the first endpoint is opened.

``BaseChatOpenAI`` is the base for any endpoint that speaks OpenAI's chat completions; ``ChatOpenAI`` is for OpenAI
itself. What is switched off here, and why:

- tracing: with one variable in the environment LangChain uploads prompts to a third party;
- the client's own retries: ``retry`` is the one place that asks again, otherwise the tries multiply;
- organisation, project and extra headers of OpenAI's variables: they are OpenAI's, not another host's;
- redirects: a prompt goes to the address that was named, nowhere else;
- proxies, for an endpoint on this machine.

``response_format`` travels in ``extra_body``: named directly, the libraries validate the answer themselves and raise
for one that was cut, which is ours to judge.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, NamedTuple, cast

import httpx2
import openai
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai.chat_models.base import BaseChatOpenAI
from langsmith import tracing_context

from ziping.drafting.model.asking import Message, Usage
from ziping.drafting.model.causes import Scrub, connection_error, seconds_to_wait, status_error
from ziping.drafting.model.options import ModelSettings, Target
from ziping.errors import ModelError, ModelTimeoutError, ServerFaultError

_NO_KEY = "none"
"""Local servers take any key but an empty one."""
_MESSAGES: dict[str, type[BaseMessage]] = {
    "system": SystemMessage,
    "user": HumanMessage,
    "assistant": AIMessage,
}
_EXTRAS = ("reasoning_content", "refusal")
"""Fields beside the content that the base class drops."""


class Piece(NamedTuple):
    """A part of an answer: a chunk of a stream, or all of it."""

    content: str = ""
    reasoning: str = ""
    refusal: str = ""
    usage: Usage | None = None
    finish: str = ""
    model: str = ""


class CompatibleChat(BaseChatOpenAI):
    """The base class, with reasoning text and refusals kept."""

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        choices = chunk.get("choices") or []
        if made is not None and choices:
            made.message.additional_kwargs |= _extras(choices[0].get("delta") or {})
        return made

    def _create_chat_result(
        self, response: dict[str, Any] | openai.BaseModel, generation_info: dict[str, Any] | None = None
    ) -> ChatResult:
        result = super()._create_chat_result(response, generation_info)
        whole = response if isinstance(response, dict) else response.model_dump(warnings=False)
        for choice, generation in zip(whole["choices"], result.generations, strict=True):
            generation.message.additional_kwargs |= _extras(choice.get("message") or {})
        return result


def _extras(fields: dict[str, Any]) -> dict[str, str]:
    """Reasoning under the name most servers use, from whatever name this one uses; and a refusal."""
    named = {**fields, "reasoning_content": fields.get("reasoning_content") or fields.get("reasoning")}
    return {name: str(named[name]) for name in _EXTRAS if named.get(name)}


class Wire:
    """An open connection to one endpoint, bound to the running event loop."""

    def __init__(self, settings: ModelSettings, target: Target, scrub: Scrub, *, trust_proxies: bool) -> None:
        self._target, self._scrub, self._proxied = target, scrub, trust_proxies
        self._http = openai.DefaultAsyncHttpxClient(
            trust_env=trust_proxies,
            follow_redirects=False,
            timeout=openai.Timeout(settings.request_timeout, connect=settings.connect_timeout),
        )
        client = openai.AsyncOpenAI(
            api_key=settings.api_key.get_secret_value() or _NO_KEY,
            base_url=target.base_url,
            http_client=self._http,
            max_retries=0,
        )
        client.organization, client.project = None, None
        client._custom_headers = {}  # noqa: SLF001 - OPENAI_CUSTOM_HEADERS has no public switch
        self._chat = CompatibleChat(
            model=target.model,
            temperature=float(settings.temperature),
            api_key=settings.api_key.get_secret_value() or _NO_KEY,
            base_url=target.base_url,
            openai_proxy=None,
            client=client,  # truthy, so that no client with a pool of its own is made for synchronous calls
            root_client=client,
            async_client=client.chat.completions,
            root_async_client=client,
            http_async_client=self._http,
            stream_chunk_timeout=None,
            use_responses_api=False,
            cache=False,
            max_retries=0,
        )

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def pieces(
        self, messages: tuple[Message, ...], body: dict[str, Any], *, stream: bool, usage: bool
    ) -> AsyncGenerator[Piece]:
        """The answer, piece by piece (one piece without ``stream``).

        Args:
            messages: what is said.
            body: further fields of the request.
            stream: ask for an event stream.
            usage: ask the stream to end with the tokens.

        Raises:
            ModelError: the request failed; nothing secret is in the message, nor in a chained exception.
        """
        said = [_MESSAGES[message.role](content=message.text) for message in messages]
        try:
            if not stream:
                with tracing_context(enabled=False):
                    answer = await self._chat.ainvoke(said, extra_body=body)
                yield _piece(answer)
                return
            with tracing_context(enabled=False):
                chunks = self._chat.astream(said, extra_body=body, stream_usage=usage)
            async with aclosing(cast("AsyncGenerator[AIMessageChunk]", chunks)) as incoming:
                while True:
                    with tracing_context(enabled=False):  # not across a yield: it lives in a context variable
                        chunk = await anext(incoming, None)
                    if chunk is None:
                        return
                    yield _piece(chunk)
        except (openai.APIError, httpx2.HTTPError, ValueError) as error:
            failure = self._failure(error)
        raise failure  # outside of the handler: the library's exception holds the request with the key

    def _failure(self, error: Exception) -> ModelError:
        """The cause behind an exception of the libraries."""
        match error:
            case openai.APIStatusError():
                wait = seconds_to_wait(*map(error.response.headers.get, ("retry-after", "date")))
                return status_error(error.status_code, self._scrub(_said(error)), wait, self._target)
            case openai.APITimeoutError() | httpx2.TimeoutException() if not _is_any(
                error, httpx2.ConnectTimeout
            ):
                return ModelTimeoutError(
                    f"{self._target.base_url} 没有及时回应；请检查网络，或调大 [model] 的 request_timeout"
                )
            case openai.APIConnectionError() | httpx2.TransportError():
                never = _is_any(error, httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)
                root = _chain(error)[-1]
                reason = self._scrub(str(root)) or type(root).__name__
                return connection_error(self._target, reason, never=never, proxied=self._proxied)
            case openai.APIError() if (status := _status_within(error)) is not None:
                return status_error(status, self._scrub(_said(error)), None, self._target)
            case _:
                return ServerFaultError(
                    f"{self._target.base_url} 的回答不合接口格式（{self._scrub(str(error))}）；"
                    "请核对地址是否到 /v1 为止，或稍后再试"
                )


def _chain(error: BaseException) -> list[BaseException]:
    """An exception and its causes."""
    chain = [error]
    while (cause := chain[-1].__cause__) is not None:
        chain.append(cause)
    return chain


def _is_any(error: BaseException, *kinds: type[BaseException]) -> bool:
    return any(isinstance(link, kinds) for link in _chain(error))


def _status_within(error: openai.APIError) -> int | None:
    """The status some servers put into an error event of a stream that began with 200."""
    told = error.body.get("code") if isinstance(error.body, dict) else None
    code = str(error.code if told is None else told)
    return int(code) if code.isdigit() and 400 <= int(code) < 600 else None


def _said(error: openai.APIError) -> str:
    """The server's own words, without the library's around them."""
    body = error.body
    words = body.get("message") if isinstance(body, dict) else None
    return str(words or error.message)


def _piece(message: BaseMessage) -> Piece:
    extra, about = message.additional_kwargs, message.response_metadata
    counted = getattr(message, "usage_metadata", None)
    return Piece(
        content=message.content if isinstance(message.content, str) else "",
        reasoning=str(extra.get("reasoning_content") or ""),
        refusal=str(extra.get("refusal") or ""),
        usage=None if counted is None else _usage(counted),
        finish=str(about.get("finish_reason") or ""),
        model=str(about.get("model_name") or ""),
    )


def _usage(counted: Any) -> Usage:
    return Usage(
        prompt=counted["input_tokens"],
        completion=counted["output_tokens"],
        cached=(counted.get("input_token_details") or {}).get("cache_read") or 0,
        reasoning=(counted.get("output_token_details") or {}).get("reasoning") or 0,
    )
