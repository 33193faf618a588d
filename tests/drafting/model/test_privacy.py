"""What must not leave or be written down: the key, the prompts, uploads nobody asked for."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.asking import KEY, answer_of, asked, question, settings_for
from tests.fakes.model_server import Faults, ModelServer, Reply

from ziping.drafting.model.account import Account
from ziping.drafting.model.build import Hooks
from ziping.drafting.model.causes import scrubber
from ziping.errors import ModelError, UnknownModelError

PRIVATE = "困难职工某某的病情"  # stands for what a unit would not want to see elsewhere
MODES = [
    Reply("好"),
    Reply(status=401, error=f"Incorrect API key provided: {KEY}"),
    Reply(status=400, error=f"Authorization: Bearer {KEY}"),
    Reply(status=500, error=f"trace {KEY} end"),
    Reply(f"<html>{KEY}</html>", raw=True),
    Reply(refusal=f"我不说 {KEY}"),
    Reply("写到一半", cut=0.5),
]


@pytest.mark.parametrize("reply", MODES, ids=range(len(MODES)))
def test_the_key_is_in_nothing_we_say_or_write(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, reply: Reply
) -> None:
    """Messages, chained exceptions, lines told, logs, the store, the account, reprs: even where the server repeats it."""
    told: list[str] = []
    caplog.set_level(logging.INFO)
    with ModelServer(lambda _: reply) as server:
        (result,), model = asked(
            server,
            question(PRIVATE),
            store=tmp_path / "answers.sqlite",
            hooks=Hooks(tell=told.append),
            tries=1,
            down_after=1,
            log=tmp_path / "log.jsonl",
        )
        shown = [repr(settings_for(server)), settings_for(server).model_dump_json()]
    if isinstance(result, ModelError):
        shown += traceback.format_exception(result)

    shown += [*told, caplog.text, json.dumps(model.account.to_json()), model.account.summary()]
    shown += [file.read_bytes().decode("utf-8", "replace") for file in tmp_path.iterdir()]
    assert server.calls
    assert [text for text in shown if KEY in text] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("bad key sk-other-99887766 given", "bad key *** given"),
        ("Bearer abcdef", "***"),
        ("two\nlines\x1b[31m and\tmore", "two lines [31m and more"),
        ("x" * 500, "x" * 160 + "…"),
        ("模型 deepseek-chat 不存在", "模型 deepseek-chat 不存在"),
    ],
)
def test_a_servers_words_are_cleaned_before_they_are_quoted(said: str, shown: str) -> None:
    """Anything shaped like a key, control characters, length."""
    assert scrubber(KEY)(said) == shown


def test_the_log_tells_what_happened_and_not_what_was_said(tmp_path: Path) -> None:
    """One JSON line a request: purpose, cause, tokens, seconds."""
    path = tmp_path / "logs" / "model.jsonl"
    script = Faults(lambda _: Reply("答案正文"), [Reply(status=500)])
    with ModelServer(script) as server:
        asked(server, question(PRIVATE), log=path)

    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["event"], line["purpose"], line["number"]) for line in lines] == [
        ("failed", "problems", 1),
        ("answered", "problems", 2),
    ]
    assert lines[0]["cause"] == "ServerFaultError"
    assert (lines[1]["completion_tokens"], lines[1]["finish"]) == (4, "stop")
    assert PRIVATE not in path.read_text(encoding="utf-8")
    assert "答案正文" not in path.read_text(encoding="utf-8")


class Uploads:
    """A server that counts everything that is sent to it, whatever the path."""

    def __init__(self) -> None:
        self.server = ModelServer(lambda _: Reply("好"))
        self.seen: list[str] = []
        app = self.server._server.config.app

        async def counted(scope: Any, receive: Any, send: Any) -> None:
            self.seen.append(f"{scope.get('method')} {scope.get('path')}")
            await app(scope, receive, send)

        self.server._server.config.app = counted


FLUSHED = """
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""
OURS = """
import sys
sys.path.insert(0, ".")
from tests.fakes.asking import answer_of, question
for stream in (True, False):
    assert answer_of(sys.argv[1], question(), stream=stream).text == "好"
"""
THEIRS = """
import sys
from langchain_openai import ChatOpenAI
ChatOpenAI(model="m", api_key="k", base_url=sys.argv[1]).invoke("好")
"""


def run_with_tracing_on(program: str, server: ModelServer, tracing: ModelServer) -> None:
    """The program in an environment that wants everything uploaded, and OpenAI's own variables set."""
    root = tracing.base_url.removesuffix("/v1")
    environment = {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "lsv2_test",
        "LANGSMITH_ENDPOINT": root,
        "LANGSMITH_GATEWAY": root,
        "OPENAI_BASE_URL": root,
        "OPENAI_API_KEY": "sk-of-openai-itself",
        "OPENAI_ORG_ID": "org-1",
        "OPENAI_PROJECT_ID": "proj-1",
        "OPENAI_CUSTOM_HEADERS": "x-secret: yes",
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", program + FLUSHED, server.base_url],
        cwd=Path(__file__).resolve().parents[3],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_tracing_posts_nothing_whatever_the_environment_says() -> None:
    """Not a request to the tracing server; OpenAI's key, organisation and headers stay with OpenAI."""
    uploads = Uploads()
    with ModelServer(lambda _: Reply("好")) as server, uploads.server as tracing:
        run_with_tracing_on(OURS, server, tracing)

    assert uploads.seen == []
    assert [call.authorization for call in server.calls] == [f"Bearer {KEY}"] * 2
    assert [name for call in server.calls for name in call.headers if name in OPENAIS_OWN] == []


def test_the_same_environment_makes_the_bare_library_upload() -> None:
    """The counter of the test above counts."""
    uploads = Uploads()
    with ModelServer(lambda _: Reply("好")) as server, uploads.server as tracing:
        run_with_tracing_on(THEIRS, server, tracing)

    assert any(seen.startswith("POST") for seen in uploads.seen)
    assert {name for call in server.calls for name in call.headers} >= OPENAIS_OWN


OPENAIS_OWN = {"openai-organization", "openai-project", "x-secret"}


def test_an_endpoint_on_this_machine_is_reached_past_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """An office's HTTP_PROXY without NO_PROXY."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with ModelServer(lambda _: Reply("好")) as server:
        assert answer_of(server).text == "好"


def test_an_endpoint_elsewhere_goes_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that does not exist: what answers, here with 404, is the proxy."""
    with ModelServer(lambda _: Reply("好")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url.removesuffix("/v1"))
        with pytest.raises(UnknownModelError, match="404"):
            answer_of("http://models.invalid/v1")


def test_the_account_of_a_fresh_run_has_no_lines() -> None:
    """Nothing is counted that was not asked."""
    assert Account().to_json()["lines"] == []


BUILT = """
import sys
import ziping.settings, ziping.drafting.model.build, ziping.drafting.model.probe
heavy = ("langchain", "langchain_core", "langchain_openai", "langsmith", "openai", "httpx", "httpx2")
print([name for name in heavy if name in sys.modules])
"""


def test_the_model_libraries_are_loaded_only_when_an_endpoint_is_opened() -> None:
    """Settings, the stack and the probe can be imported without them."""
    done = subprocess.run([sys.executable, "-c", BUILT], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
