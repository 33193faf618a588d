"""The wire against a real server on loopback: what comes back, and every way it can go wrong."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes.asking import KEY, SCHEMA, answer_of, asked, question, run, settings_for
from tests.fakes.model_server import Faults, ModelServer, Reply

from ziping import errors
from ziping.drafting.model.asking import Usage
from ziping.drafting.model.build import Hooks, build_model
from ziping.drafting.model.endpoint import is_strict

STREAMS = pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])


@STREAMS
def test_an_answer_comes_with_its_tokens_and_its_end(stream: bool) -> None:
    """Text, usage as the server counts it, the model's name."""
    with ModelServer(lambda _: Reply("一段话。")) as server:
        answer = answer_of(server, stream=stream)

    assert (answer.text, answer.finish, answer.model, answer.method) == (
        "一段话。",
        "stop",
        "fake-1",
        "plain",
    )
    assert answer.usage == Usage(len(server.calls[0].text), 4)


def test_the_request_says_what_it_must_and_no_more() -> None:
    """Model, temperature, limit, messages; the key as a bearer; usage asked for in the stream."""
    with ModelServer(lambda _: Reply("好")) as server:
        answer_of(server)

    (call,) = server.calls
    assert call.authorization == f"Bearer {KEY}"
    assert call.body == {
        "model": "fake-1",
        "temperature": 0.3,
        "max_tokens": 4096,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [
            {"role": "system", "content": "你是办公室文员。"},
            {"role": "user", "content": "请用 json 写一段。"},
        ],
    }


def test_further_fields_of_the_provider_travel_along() -> None:
    """``extra`` of the settings."""
    with ModelServer(lambda _: Reply("好")) as server:
        answer_of(server, extra={"enable_thinking": False})

    assert server.calls[0].body["enable_thinking"] is False


@STREAMS
def test_json_mode_is_asked_for_by_default(stream: bool) -> None:
    """The smallest common ground of the providers."""
    with ModelServer(lambda _: Reply('{"text": "好"}')) as server:
        answer = answer_of(server, question(schema=True), stream=stream)

    assert server.calls[0].body["response_format"] == {"type": "json_object"}
    assert (answer.text, answer.method) == ('{"text": "好"}', "json_object")


@STREAMS
def test_the_schema_is_sent_where_the_provider_honours_it(stream: bool) -> None:
    """vLLM's profile; strict, because the schema is closed."""
    with ModelServer(lambda _: Reply('{"text": "好"}'), "vllm") as server:
        answer = answer_of(server, question(schema=True), stream=stream, provider="vllm")

    shape = server.calls[0].body["response_format"]["json_schema"]
    assert (shape["schema"], shape["strict"], answer.method) == (SCHEMA, True, "json_schema")


def test_a_refused_format_falls_back_and_is_not_tried_again() -> None:
    """The endpoint takes neither schema nor JSON mode: three requests, then one each."""
    with ModelServer(lambda _: Reply('{"text": "好"}'), "plain") as server:
        answers, _ = asked(server, question(schema=True), provider="vllm")
        first = [call.shape for call in server.calls]

    assert [answer.method for answer in answers] == ["plain"]  # type: ignore[union-attr]
    assert first == ["json_schema", "json_object", "text"]


def test_the_word_json_is_added_where_it_is_missing() -> None:
    """Qwen answers 400 without it."""
    with ModelServer(lambda _: Reply('{"text": "好"}'), "qwen") as server:
        answer = answer_of(server, question("写一段。", schema=True))

    assert answer.method == "json_object"
    assert "json" in server.calls[0].last


@STREAMS
@pytest.mark.parametrize(
    ("reply", "reasoning"),
    [
        (Reply("正文", reasoning="先想想"), "先想想"),
        (Reply("<think>先想想</think>\n正文"), "先想想"),
        (Reply("先想想</think>正文"), "先想想"),
        (Reply("<think>想</think><think>再想</think>正文", reasoning="前"), "前\n想\n再想"),
    ],
)
def test_reasoning_is_kept_apart(stream: bool, reply: Reply, reasoning: str) -> None:
    """Whatever way the server sends it, it is not in the text."""
    with ModelServer(lambda _: reply) as server:
        answer = answer_of(server, stream=stream)

    assert (answer.text, answer.reasoning) == ("正文", reasoning)


@pytest.mark.parametrize(
    "content",
    [
        '```json\n{"text": 1}\n```',
        '好的，如下：\n```json\n{"text": 1}\n```\n请审阅。',
        '  ~~~\n{"text": 1}\n~~~  ',
    ],
)
def test_code_fences_are_taken_off(content: str) -> None:
    """Around all of it, or around the one JSON in the chatter."""
    with ModelServer(lambda _: Reply(content)) as server:
        answer = answer_of(server, question(schema=True))

    assert answer.text == '{"text": 1}'


def test_tags_and_fences_inside_json_stay() -> None:
    """They are words of the answer."""
    text = '{"text": "用 </think> 和 ```json 表示"}'
    with ModelServer(lambda _: Reply(text)) as server:
        assert answer_of(server, question(schema=True)).text == text


@STREAMS
def test_half_a_json_is_handed_on_as_it_came(stream: bool) -> None:
    """The writer repairs it; the wire does not guess."""
    with ModelServer(lambda _: Reply('{"text": "写到一', finish="length")) as server:
        answer = answer_of(server, question(schema=True), stream=stream)

    assert (answer.text, answer.finish) == ('{"text": "写到一', "length")


@STREAMS
def test_an_endless_answer_is_not_read_on(stream: bool) -> None:
    """1 MB where 4,096 tokens were allowed: cut, marked ``length``, still counted."""
    with ModelServer(lambda _: Reply("长" * 1_000_000)) as server:
        answer = answer_of(server, stream=stream)

    assert answer.finish == "length"
    assert len(answer.text) == 4_096 * 16
    assert answer.usage.completion >= 4_096 * 16


def test_tokens_are_estimated_and_marked_when_the_server_does_not_count() -> None:
    """Ollama's stream ends without usage."""
    with ModelServer(lambda _: Reply("一二三四五"), "ollama") as server:
        answer = answer_of(server)

    assert answer.usage.estimated
    assert answer.usage.completion >= 5


def test_a_server_that_does_not_know_stream_options_is_asked_without() -> None:
    """400, then the same request without them."""
    script = Faults(lambda _: Reply("好"), [Reply(status=400, error="Unrecognized: stream_options")])
    with ModelServer(script) as server:
        assert answer_of(server).text == "好"

    assert ["stream_options" in call.body for call in server.calls] == [True, False]


@STREAMS
@pytest.mark.parametrize(
    ("reply", "cause", "said", "tries"),
    [
        (Reply(status=401, error=f"bad key {KEY}"), errors.ModelKeyError, "密钥", 1),
        (Reply(status=403), errors.ModelKeyError, "密钥", 1),
        (Reply(status=404), errors.UnknownModelError, "'fake-1'", 1),
        (Reply(status=400, error="Model not exist"), errors.UnknownModelError, "--model", 1),
        (Reply(status=400, error="too many messages"), errors.RequestRejectedError, "too many messages", 1),
        (Reply(status=400, error="Content Exists Risk"), errors.ContentFilterError, "内容审查", 1),
        (Reply(status=413), errors.RequestRejectedError, "太长", 1),
        (Reply(status=402, error="Insufficient Balance"), errors.RateLimitError, "余额", 1),
        (Reply(status=429, error="You exceeded your current quota"), errors.RateLimitError, "额度", 1),
        (Reply(status=429), errors.RateLimitError, "太快", 3),
        (Reply(status=500), errors.ServerFaultError, "500", 3),
        (Reply(status=503), errors.ServerFaultError, "503", 3),
        (Reply("写到一半就断", cut=0.5), errors.ConnectionLostError, "中途断开", 3),
        (Reply(" \n "), errors.BlankAnswerError, "空白", 3),
        (Reply("<think>想个没完"), errors.BlankAnswerError, "空白", 3),
        (Reply("<think>想个没完", finish="length"), errors.BlankAnswerError, "思考", 1),
        (Reply(refusal="我不能写这个"), errors.RefusalError, "我不能写这个", 1),
        (Reply("半句", finish="content_filter"), errors.ContentFilterError, "内容审查", 1),
        (Reply("半句", finish="insufficient_system_resource"), errors.ServerFaultError, "没有答完", 3),
        (Reply("半句", finish=""), errors.ServerFaultError, "没有答完", 3),
    ],
)
def test_every_cause_has_its_name_and_says_what_to_do(
    stream: bool, reply: Reply, cause: type[errors.ModelError], said: str, tries: int
) -> None:
    """One Chinese line, as many requests as it makes sense, and never the key."""
    with ModelServer(lambda _: reply) as server, pytest.raises(cause) as failed:
        answer_of(server, stream=stream)

    assert (len(server.calls), failed.value.tries) == (tries, tries)
    assert said in str(failed.value)
    assert "\n" not in str(failed.value)
    assert KEY not in str(failed.value)


@STREAMS
def test_a_slow_answer_ends_at_the_requests_timeout(stream: bool) -> None:
    """Before the first byte."""
    late = pytest.raises(errors.ModelTimeoutError, match="request_timeout")
    with ModelServer(lambda _: Reply("好", delay=3)) as server, late:
        answer_of(server, stream=stream, request_timeout=0.2, tries=1)


def test_a_stream_that_falls_silent_ends_at_the_stalls_timeout() -> None:
    """In the middle; what had come is counted, and the next try may go well."""
    script = Faults(lambda _: Reply("好了"), [Reply("长" * 200, stall=5)])
    with ModelServer(script) as server:
        (answer,), model = asked(server, question(), stall_timeout=0.2)

    assert answer.text == "好了"  # type: ignore[union-attr]
    assert model.account.total.requests == 2
    assert model.account.total.usage.estimated


def test_a_port_where_nobody_listens_says_so() -> None:
    """No connection at all."""
    with pytest.raises(errors.ConnectionLostError, match="连不上"):
        answer_of("http://127.0.0.1:9/v1", tries=1)


@STREAMS
def test_a_page_that_is_no_answer_is_a_fault_of_the_server(stream: bool) -> None:
    """HTML with status 200, as a wrong address or a gateway's login page gives."""
    page = Reply("<html>请登录</html>", raw=True)
    with ModelServer(lambda _: page) as server, pytest.raises(errors.ServerFaultError, match="地址"):
        answer_of(server, stream=stream)


def test_an_address_with_nothing_behind_it_says_so() -> None:
    """404 of the server itself."""
    lost = pytest.raises(errors.UnknownModelError, match="--base-url")
    with ModelServer(lambda _: Reply("好")) as server, lost:
        answer_of(server.base_url.removesuffix("/v1") + "/v9")


def test_a_redirect_is_not_followed() -> None:
    """The prompt goes to the address that was named."""
    elsewhere = (("Location", "http://127.0.0.1:9/v1/chat/completions"),)
    refused = pytest.raises(errors.RequestRejectedError, match="转到别处")
    with ModelServer(lambda _: Reply(status=307, headers=elsewhere)) as server, refused:
        answer_of(server)


def test_progress_grows_with_the_stream() -> None:
    """The purpose and the characters so far."""
    seen: list[tuple[str, int]] = []
    with ModelServer(lambda _: Reply("字" * 150)) as server:
        answer_of(server, hooks=Hooks(progress=lambda purpose, count: seen.append((purpose, count))))

    assert seen == [("problems", 64), ("problems", 128), ("problems", 150)]


def test_one_endpoint_serves_many_asks_and_a_second_event_loop_gets_its_own() -> None:
    """No "event loop is closed": connections belong to the context."""
    with ModelServer(lambda call: Reply(call.last)) as server:
        for _ in range(2):
            answers, _model = asked(server, *(question(f"第{i}问") for i in range(5)))
            assert [answer.text for answer in answers] == [f"第{i}问" for i in range(5)]  # type: ignore[union-attr]


def test_an_endpoint_outside_of_its_context_is_a_mistake_of_ours() -> None:
    """Not a model failure."""
    with pytest.raises(RuntimeError, match="async"):
        run(build_model(settings_for("http://127.0.0.1:9/v1")).ask(question()))


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (SCHEMA, True),
        ({"type": "object", "properties": {"a": {}}}, False),
        ({"type": "object", "properties": {"a": {}}, "required": [], "additionalProperties": False}, False),
        ({"type": "array", "items": {"type": "object"}}, False),
        ({"anyOf": [SCHEMA, {"type": "null"}]}, True),
    ],
)
def test_a_schema_is_strict_only_when_it_is_closed(schema: dict[str, Any], strict: bool) -> None:
    """OpenAI's own rule; asking for more is a 400."""
    assert is_strict(schema) is strict
