"""``ziping model check`` against every provider's habits on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.model_server import Call, ModelServer, Reply

KEY = "sk-test-0123456789abcdef"


def honest(call: Call) -> Reply:
    """A server that honours what it takes: the schema's key, JSON, or a word."""
    schema = (call.body.get("response_format") or {}).get("json_schema", {}).get("schema")
    if schema:
        return Reply(json.dumps(dict.fromkeys(schema["properties"], "好")))
    return Reply('{"greeting": "您好"}' if call.shape == "json_object" else "好")


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    """A key in the environment."""
    monkeypatch.setenv("ZIPING_API_KEY", KEY)
    return KEY


@pytest.mark.parametrize(
    ("profile", "method", "found"),
    [
        ("openai", "json_schema", {"json_schema", "json_object", "streaming", "stream_usage"}),
        ("vllm", "json_schema", {"json_schema", "json_object", "streaming", "stream_usage"}),
        ("deepseek", "json_object", {"json_object", "streaming", "stream_usage", "reasoning"}),
        ("qwen", "json_object", {"json_object", "streaming", "stream_usage"}),
        ("ollama", "json_schema", {"json_schema", "json_object", "streaming", "reasoning"}),
        ("plain", "plain", {"streaming"}),
    ],
)
def test_what_an_endpoint_can_do_is_found_out(
    ziping: Callable[..., Any], key: str, profile: str, method: str, found: set[str]
) -> None:
    """Schema, JSON mode, streaming, tokens in the stream, reasoning; the best way is named."""
    with ModelServer(honest, profile) as server:
        said = ziping("model", "check", "--base-url", server.base_url, "--model", "fake-1", "--json")

    assert said.code == 0, said.err
    assert said.json["method"] == method
    assert {name for name, can in said.json["capabilities"].items() if can} == found


def test_a_server_that_ignores_schemas_does_not_pass(ziping: Callable[..., Any], key: str) -> None:
    """It takes the field and answers as it likes."""
    with ModelServer(lambda _: Reply('{"whatever": 1}')) as server:
        said = ziping("model", "check", "--base-url", server.base_url, "--model", "fake-1")

    assert "✗ 按 JSON schema 回答：接受请求，但没有按 schema 回答" in said.out
    assert "起草时用：JSON 模式" in said.out
    assert "数据不出这台机器" in said.out


def test_the_result_is_kept_and_the_key_is_nowhere(
    ziping: Callable[..., Any], key: str, tmp_path: Path
) -> None:
    """In the user's cache; a second look by doctor finds it."""
    with ModelServer(honest) as server:
        said = ziping("model", "check", "--base-url", server.base_url, "--model", "fake-1")
        (tmp_path / "ziping.toml").write_text(
            f'[model]\nbase_url = "{server.base_url}"\nmodel = "fake-1"\n', encoding="utf-8"
        )
        doctor, address = ziping("doctor"), server.base_url
        sent = "".join(call.text for call in server.calls)

    kept = (tmp_path / "no-cache" / "ziping" / "models.json").read_text(encoding="utf-8")
    assert address in kept
    assert "检查过" in doctor.out
    assert "不经过代理" in doctor.out
    assert [text for text in (said.out, said.err, kept, doctor.out, doctor.err, sent) if key in text] == []


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=401, error=f"bad {KEY}"), "密钥"),
        (Reply(status=404), "没有模型"),
        (Reply(status=429), "太快"),
        (Reply(status=500), "500"),
        (Reply("好", cut=0.3), "中途断开"),
    ],
)
def test_an_endpoint_that_cannot_be_asked_is_one_line_and_exit_5(
    ziping: Callable[..., Any], key: str, reply: Reply, said: str
) -> None:
    """No traceback, no key."""
    with ModelServer(lambda _: reply) as server:
        result = ziping("model", "check", "--base-url", server.base_url, "--model", "fake-1")

    assert result.code == 5
    assert said in result.err
    assert len(result.err.splitlines()) == 2
    assert key not in result.out + result.err


def test_without_a_key_or_a_model_it_says_what_to_set(ziping: Callable[..., Any]) -> None:
    """The variable's name; the options."""
    no_key = ziping("model", "check", "--provider", "kimi", "--model", "m")
    no_model = ziping("model", "check", "--provider", "kimi")

    assert (no_key.code, no_model.code) == (5, 2)
    assert "MOONSHOT_API_KEY" in no_key.err
    assert "--model" in no_model.err


def test_doctor_says_what_is_off(ziping: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """No model: the built-in writer. A model without its key: which variable. A proxy: who goes through it."""
    off = ziping("doctor").out
    monkeypatch.setenv("ZIPING_MODEL__PROVIDER", "deepseek")
    monkeypatch.setenv("ZIPING_MODEL__MODEL", "deepseek-chat")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:password@127.0.0.1:9")
    named = ziping("doctor").out

    assert "没有设置，用内置写法起草" in off
    assert "DEEPSEEK_API_KEY" in named
    assert "经过代理" in named
    assert "本机的模型服务不经过代理" in named
    assert "password" not in named
