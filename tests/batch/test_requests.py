"""The model's work done elsewhere: what is exported, what a service answers, and a run that asks nothing any more."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.batch.conftest import write_units
from tests.fakes.model_server import Call, ModelServer, Reply
from tests.fakes.scribe import FAULTS, Scribe
from typer.testing import CliRunner

from ziping.batch.ledger import Ledger, ledger_path
from ziping.cli.app import app
from ziping.errors import ZipingError

Line = dict[str, Any]
Ziping = Callable[..., tuple[int, str]]
SERVICE = ("--model", "fake-1", "--base-url", "http://127.0.0.1:9/v1")


@pytest.fixture
def ziping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ziping:
    """``ziping("batch", "run", …)`` in an empty folder: exit code, and all that was printed."""
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))

    def run(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(result.exception, ZipingError):  # what the process says and exits with
            return result.exception.exit_code, f"{result.output}{result.exception}"
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output

    return run


def exported(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def service(lines: list[Line], script: Callable[[Call], Reply]) -> list[Line]:
    """A batch service: one response a request, the last one first."""
    return [_response(line, script(Call(line["body"], number, 0))) for number, line in enumerate(lines)][::-1]


def _response(line: Line, reply: Reply) -> Line:
    body: Line = {"error": {"message": reply.error}}
    if reply.status == 200:
        message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal or None}
        body = {
            "id": "x",
            "model": line["body"]["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12},
        }
    return {
        "id": "r",
        "custom_id": line["custom_id"],
        "response": {"status_code": reply.status, "request_id": "q", "body": body},
        "error": None,
    }


def write_lines(path: Path, lines: list[Line | str]) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


@pytest.fixture
def asked(ziping: Ziping, tmp_path: Path) -> list[Line]:
    """The requests of two unions, with their names hidden so that each asks for itself."""
    code, said = ziping(*export_of(write_units(tmp_path / "in", 2), tmp_path), "--redact-unit")
    assert code == 0, said
    return exported(tmp_path / "requests.jsonl")


def export_of(source: Path, tmp_path: Path, name: str = "requests.jsonl") -> tuple[object, ...]:
    return (
        *("batch", "export-requests", source, "--dir", tmp_path / "out", "--out", tmp_path / name),
        *("--workers", 1, *SERVICE),
    )


def test_every_line_is_what_a_batch_service_and_vllm_take(asked: list[Line]) -> None:
    """OpenAI's file format: an id of at most 64 letters that stands once, a chat completion, the model by name."""
    assert len(asked) > 6
    assert {(line["method"], line["url"]) for line in asked} == {("POST", "/v1/chat/completions")}
    ids = [line["custom_id"] for line in asked]
    assert len(set(ids)) == len(ids)
    assert max(map(len, ids)) <= 64
    assert all(line.keys() == {"custom_id", "method", "url", "body"} for line in asked)
    for line in asked:
        body = line["body"]
        assert body["model"] == "fake-1"
        assert body["messages"][0]["role"] == "system"
        assert body["max_tokens"] >= 4096
        assert "stream" not in body


def test_nothing_that_is_hidden_stands_in_the_file(asked: list[Line]) -> None:
    """--redact-unit holds for a file as for a request."""
    assert not [line for line in asked if "示例第" in json.dumps(line, ensure_ascii=False)]


def test_the_ids_of_a_second_export_are_those_of_the_first(
    ziping: Ziping, tmp_path: Path, asked: list[Line]
) -> None:
    """A lost file is exported again; responses to either are the same."""
    ziping(*export_of(tmp_path / "in", tmp_path, "again.jsonl"), "--redact-unit")

    assert exported(tmp_path / "again.jsonl") == asked


def test_a_run_after_the_import_asks_nothing_and_writes_what_a_live_one_writes(
    ziping: Ziping, tmp_path: Path, asked: list[Line]
) -> None:
    """The endpoint of the run does not even exist; every paragraph is the model's."""
    responses = write_lines(tmp_path / "r.jsonl", list(service(asked, Scribe())))

    code, said = ziping("batch", "import-responses", tmp_path / "out", responses)
    assert (code, f"已存入 {len(asked)} 条" in said) == (0, True), said
    code, said = ziping(*(
        "batch",
        "run",
        tmp_path / "in",
        "--out",
        tmp_path / "out",
        "--workers",
        1,
        *SERVICE,
        "--redact-unit",
    ))

    assert code in {0, 3}, said
    with Ledger(ledger_path(tmp_path / "out"), read_only=True) as ledger:
        results = list(ledger.results())
    assert len(results) == 2
    assert all(result.paragraphs.first > 3 and not result.paragraphs.replaced for result in results)
    code, said = ziping(
        "batch", "export-requests", tmp_path / "out", "--out", tmp_path / "2.jsonl", *SERVICE, "--redact-unit"
    )
    assert (code, "导出 0 条" in said, (tmp_path / "2.jsonl").exists()) == (0, True, False), said


def test_what_the_guard_rejects_is_exported_as_a_second_round(
    ziping: Ziping, tmp_path: Path, asked: list[Line]
) -> None:
    """Answers with a wrong figure are stored; the next export asks for those paragraphs again, and only for those."""
    wrong = service(asked, Scribe(spoil=FAULTS["wrong_value"]))
    ziping("batch", "import-responses", tmp_path / "out", write_lines(tmp_path / "r.jsonl", list(wrong)))

    code, said = ziping(*export_of(tmp_path / "in", tmp_path, "round2.jsonl"), "--redact-unit")

    again = exported(tmp_path / "round2.jsonl")
    assert code == 0, said
    assert 0 < len(again) <= len(asked)
    assert {line["custom_id"] for line in again}.isdisjoint(line["custom_id"] for line in asked)
    assert {len(line["body"]["messages"]) for line in again} == {4}
    good = write_lines(tmp_path / "r2.jsonl", list(service(again, Scribe())))
    ziping("batch", "import-responses", tmp_path / "out", good)
    _, said = ziping(*export_of(tmp_path / "in", tmp_path, "round3.jsonl"), "--redact-unit")
    assert "导出 0 条" in said


def test_every_line_that_gives_no_answer_is_told_and_the_others_are_taken(
    ziping: Ziping, tmp_path: Path, asked: list[Line]
) -> None:
    """Errors, refusals, blanks, strangers, another model, rubbish: counted by cause, never a traceback."""
    good = service(asked, Scribe())
    first, other, refused, blank, filtered, late = good[:6]
    refused["response"]["body"]["choices"][0]["message"] |= {"content": None, "refusal": "不行"}
    blank["response"]["body"]["choices"][0]["message"]["content"] = "  "
    filtered["response"]["body"]["choices"][0]["finish_reason"] = "content_filter"
    late["response"], late["error"] = None, {"code": "batch_expired", "message": "没有在 24 小时内做完"}
    other["response"]["body"]["model"] = "fake-1-mini"
    lines: list[Line | str] = [
        *(first, other, refused, blank, filtered, late, first),
        '{"custom_id": "' + "0" * 64 + '"}',
        "{半行",
        "[]",
        "",
        "null",
        {"custom_id": 5},
        {"custom_id": asked[-7]["custom_id"], "response": {"status_code": 200, "body": {"choices": [None]}}},
        {"custom_id": asked[-7]["custom_id"], "response": "x", "error": "y"},
    ]

    code, said = ziping(
        "batch", "import-responses", tmp_path / "out", write_lines(tmp_path / "r.jsonl", lines), "--json"
    )

    assert code == 3
    told = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert told["counts"] == {
        "stored": 1,
        "truncated": 0,
        "already": 1,
        "unknown": 2,
        "damaged": 4,
        "failed": 2,
        "refused": 2,
        "blank": 1,
        "other_model": 1,
    }
    assert "没有在 24 小时内做完" in said
    assert told["prompt_tokens"] == 7
    ziping(*export_of(tmp_path / "in", tmp_path, "rest.jsonl"), "--redact-unit")
    assert len(exported(tmp_path / "rest.jsonl")) == len(asked) - 1


def test_an_answer_that_was_cut_is_stored_and_told_as_cut(
    ziping: Ziping, tmp_path: Path, asked: list[Line]
) -> None:
    """As live: it is an answer, and what cannot be read of it is asked to be repaired."""
    cut = service(asked[:1], lambda _: Reply('{"paragraphs": [{"id": ', finish="length"))
    code, said = ziping(
        "batch", "import-responses", tmp_path / "out", write_lines(tmp_path / "r.jsonl", list(cut))
    )
    assert (code, "截断 1 条" in said) == (0, True), said

    ziping(*export_of(tmp_path / "in", tmp_path, "rest.jsonl"), "--redact-unit")

    rest = exported(tmp_path / "rest.jsonl")
    assert len(rest) == len(asked)
    assert asked[0]["custom_id"] not in {line["custom_id"] for line in rest}


def test_answers_serve_the_run_with_the_same_model_and_no_other(
    ziping: Ziping, tmp_path: Path, asked: list[Line]
) -> None:
    """The name in the file may differ; what counts is what the later run names."""
    ziping(*export_of(tmp_path / "in", tmp_path, "big.jsonl"), "--redact-unit", "--request-model", "/m/Big-1")
    big = exported(tmp_path / "big.jsonl")
    assert [line["custom_id"] for line in big] == [line["custom_id"] for line in asked]
    assert {line["body"]["model"] for line in big} == {"/m/Big-1"}

    answers = write_lines(tmp_path / "r.jsonl", list(service(big, Scribe())))
    assert ziping("batch", "import-responses", tmp_path / "out", answers)[0] == 0

    same, other = (
        ziping(
            *(
                "batch",
                "export-requests",
                tmp_path / "in",
                "--dir",
                tmp_path / "out",
                "--out",
                tmp_path / "x.jsonl",
            ),
            *("--model", name, "--base-url", "http://127.0.0.1:9/v1", "--redact-unit", "--workers", 1),
        )[1]
        for name in ("fake-1", "fake-2")
    )
    assert "导出 0 条" in same
    assert f"导出 {len(asked)} 条" in other


def test_the_body_of_a_line_is_what_a_live_run_sends(
    ziping: Ziping, tmp_path: Path, asked: list[Line]
) -> None:
    """A server that is asked live hears the same words, shapes and limits."""
    with ModelServer(Scribe()) as server:
        ziping(
            *("batch", "run", tmp_path / "in", "--out", tmp_path / "live", "--workers", 1, "--redact-unit"),
            *("--model", "fake-1", "--base-url", server.base_url, "--no-copies"),
        )
        heard = [
            {name: value for name, value in call.body.items() if name not in {"stream", "stream_options"}}
            for call in server.calls
        ]

    def told(bodies: list[Line]) -> set[str]:
        """Each once: on a busy machine a live run may send a request again."""
        return {json.dumps(body, sort_keys=True) for body in bodies}

    assert told([line["body"] for line in asked]) == told(heard)


def test_a_file_takes_no_more_lines_than_a_service_does(ziping: Ziping, tmp_path: Path) -> None:
    """--lines 4: requests.jsonl, requests_2.jsonl …"""
    source = write_units(tmp_path / "in", 1)

    code, said = ziping(*export_of(source, tmp_path), "--lines", 4)

    assert code == 0, said
    files = sorted(tmp_path.glob("requests*.jsonl"))
    assert len(files) > 1
    assert [len(exported(path)) for path in files[:-1]] == [4] * (len(files) - 1)
    assert len(exported(files[-1])) <= 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("batch", "export-requests", "in", "--out", "r.jsonl", *SERVICE), 2, "--dir"),
        (("batch", "export-requests", "in", "--dir", "o", "--out", "r.jsonl"), 2, "--model"),
        (("batch", "import-responses", "nowhere", "r.jsonl"), 4, "没有导出过提问"),
    ],
)
def test_what_makes_no_sense_is_said_with_what_to_do(
    ziping: Ziping, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """No folder for the answers, no model, a folder that asked nothing."""
    write_units(Path("in"), 1)

    got, told = ziping(*arguments)

    assert (got, said in told) == (code, True), told
