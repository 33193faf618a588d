"""``ziping draft --model`` against a model server on loopback: real HTTP, every way a model can go wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import FUTIAN, REPOSITORY
from tests.fakes.model_server import Call, Faults, ModelServer, Reply
from tests.fakes.scribe import FAULTS, Scribe, each_another

Ziping = Callable[..., Any]

REPORTS = sorted((REPOSITORY / "eval" / "reports").glob("*_department_*/submission.yaml"))
FORMS = sorted((REPOSITORY / "eval" / "reports" / "futian_projects_2023").glob("*.yaml"))[:3]
WORKBOOK = FORMS[0].parent / "forms.xlsx"
IMPATIENT = (
    "[model]\ntries = 2\nstall_timeout = 0.5\nconnect_timeout = 2\nrequest_timeout = 5\ndown_after = 4\n"
)
SECTIONS = ["key_work", "work_done", "experience", "problems", "plans"]


def printed(out: Path) -> str:
    """All that stands in the result files, taken out without any code of ours."""
    texts = []
    for path in sorted(out.rglob("*")):
        if path.suffix in {".docx", ".xlsx"}:
            with zipfile.ZipFile(path) as archive:
                parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
                texts += [re.sub("<[^>]+>", "", part.decode("utf-8")) for part in parts]
        elif path.suffix in {".html", ".json"} and ".ziping" not in path.parts:
            texts.append(path.read_text(encoding="utf-8"))
    return "\n".join(texts)


def draft(out: Path) -> dict[str, Any]:
    return json.loads((out / "draft.json").read_text(encoding="utf-8"))


def paragraphs(out: Path) -> dict[str, dict[str, Any]]:
    found = (block for section in draft(out)["sections"] for block in section["blocks"])
    return {block["id"]: block for block in found if block["kind"] == "paragraph"}


def authors(out: Path) -> set[str]:
    return {block["author"] for block in paragraphs(out).values()}


@pytest.fixture
def run(ziping: Ziping, tmp_path: Path) -> Ziping:
    """``run(server, input)`` drafts into ``out`` of an empty folder with short patience."""
    (tmp_path / "ziping.toml").write_text(IMPATIENT, encoding="utf-8")

    def drafted(server: ModelServer, source: Path = FUTIAN, *more: object) -> Any:
        model = ("--model", "fake-1", "--base-url", server.base_url)
        return ziping("draft", source, "--out", tmp_path / "out", *model, *more)

    return drafted


def test_good_prose_is_printed_and_verified(run: Ziping, ziping: Ziping, tmp_path: Path) -> None:
    """The model's paragraphs stand in the files with their author, the account is told, verify agrees."""
    with ModelServer(Scribe()) as server:
        said = run(server)

    out = tmp_path / "out"
    assert authors(out) == {"offline", "fake-1"}
    assert "从原因看，服务对象面广" in printed(out)
    assert "模型写了 25 段（其中 0 段改写过）" in said.out
    assert "模型：提问 5 次" in said.out
    assert "fake-1 起草" in (next(out.glob("*审阅.html"))).read_text(encoding="utf-8")
    assert draft(out)["provenance"]["model"] == "fake-1"
    assert ziping("verify", out / "draft.json").code == 0


def test_a_changed_model_paragraph_is_found_by_verify(run: Ziping, ziping: Ziping, tmp_path: Path) -> None:
    """Someone writes another figure into the model's text afterwards."""
    with ModelServer(Scribe()) as server:
        run(server)
    path = tmp_path / "out" / "draft.json"
    path.write_text(path.read_text(encoding="utf-8").replace("近100万人次", "近300万人次"), encoding="utf-8")

    assert ziping("verify", path).code == 3


@pytest.mark.parametrize("source", [*REPORTS, *FORMS], ids=lambda path: path.parent.name + "/" + path.stem)
def test_no_planted_word_is_printed_anywhere(run: Ziping, tmp_path: Path, source: Path) -> None:
    """In every paragraph another fault, again and again: by a plain search none of it is in any file."""
    scribe = Scribe(spoil=each_another(list(FAULTS.values())), stubborn=True)
    with ModelServer(scribe) as server:
        said = run(server, source, "--max-attempts", 2)

    text = printed(tmp_path / "out")
    assert scribe.planted
    assert [word for word in scribe.planted if word in text + said.out + said.err] == []


@pytest.mark.parametrize("source", REPORTS, ids=lambda path: path.parent.name)
def test_every_deduction_is_addressed(run: Ziping, tmp_path: Path, source: Path) -> None:
    """Whoever wrote it, each indicator that lost points is named under the problems."""
    with ModelServer(Scribe()) as server:
        run(server, source)

    out = tmp_path / "out"
    text = "\n".join(block["text"] for name, block in paragraphs(out).items() if name.startswith("problems."))
    card = json.loads((out / "scorecard.json").read_text(encoding="utf-8"))
    lost = [line for line in card["indicators"] if line["score"] not in {None, line["max_score"]}]
    lost = [line for line in lost if line["status"] in {"scored", "asserted"} and not line["reserved"]]
    assert text
    assert [line["label"] for line in lost if line["label"] not in text] == []


def test_feedback_is_listened_to(run: Ziping, tmp_path: Path) -> None:
    """Wrong at first, right after the findings: the paragraph is the model's, at the second attempt."""
    with ModelServer(Scribe(spoil=FAULTS["invented_document"])) as server:
        said = run(server)

    assert {
        block["attempts"] for block in paragraphs(tmp_path / "out").values() if block["author"] == "fake-1"
    } == {2}
    assert "25 段改写过" in said.out


def test_offline_paragraphs_in_a_models_place_are_marked_and_verified(
    run: Ziping, ziping: Ziping, tmp_path: Path
) -> None:
    """draft.json and the review page say whose place they take and after how many attempts; verify agrees."""
    with ModelServer(Scribe(spoil=FAULTS["organisation"], stubborn=True)) as server:
        said = run(server, FUTIAN, "--max-attempts", 2)

    out = tmp_path / "out"
    marked = {(block["author"], block["attempts"], block["instead_of"]) for block in paragraphs(out).values()}
    assert marked == {("offline", 1, ""), ("offline", 2, "fake-1")}
    assert "离线写法（fake-1 写的没有通过校验）" in next(out.glob("*审阅.html")).read_text(encoding="utf-8")
    assert "25 段没有写成，用的是离线写法" in said.out
    verified = ziping("verify", out / "draft.json")
    assert verified.code == 0
    assert "提示词" in verified.out


@pytest.mark.parametrize("profile", ["openai", "deepseek", "qwen", "vllm", "ollama", "plain"])
def test_every_kind_of_provider_will_do(run: Ziping, tmp_path: Path, profile: str) -> None:
    """No JSON schema, the word json, reasoning before the answer, blank answers: the draft is the model's."""
    with ModelServer(Scribe(), profile=profile) as server:
        run(server)

    assert authors(tmp_path / "out") == {"offline", "fake-1"}
    assert "先看事实表" not in printed(tmp_path / "out")


WRONG = {
    "empty": Reply(""),
    "refusal": Reply(refusal="抱歉，我不能写这份报告。"),
    "half of the JSON": Reply('{"paragraphs": [{"id": "work_done.theme1", "text": "思想政治'),
    "prose": Reply("好的，以下是报告：全年工作走在前列。"),
    "one megabyte": Reply("走在前列" * 87_500),
    "too many requests": Reply(status=429, headers=(("Retry-After", "0"),)),
    "server error": Reply(status=500),
    "no such model": Reply(status=404),
    "stalled": Reply("走在前列" * 200, stall=3),
    "dropped": Reply("走在前列" * 200, cut=0.5),
}


@pytest.mark.parametrize("reply", WRONG.values(), ids=WRONG)
def test_a_model_that_cannot_be_used_leaves_the_offline_draft(
    run: Ziping, tmp_path: Path, reply: Reply
) -> None:
    """All sections fall back, a Chinese line says what failed and what to do, and the exit code is the draft's own."""
    with ModelServer(lambda _: reply) as server:
        said = run(server)

    out = tmp_path / "out"
    assert authors(out) == {"offline"}
    assert "走在前列" not in printed(out) + said.out + said.err
    assert "离线写法" in said.out + said.err
    assert said.code == 3  # the report's own errors, as without a model
    assert "Traceback" not in said.err


def test_a_passing_fault_is_waited_out(run: Ziping, tmp_path: Path) -> None:
    """One 429, one 500, then good answers: nobody notices."""
    first = [Reply(status=429, headers=(("Retry-After", "0"),)), Reply(status=500)]
    with ModelServer(Faults(Scribe(), first)) as server:
        run(server)

    assert authors(tmp_path / "out") == {"offline", "fake-1"}


def test_no_server_at_all(ziping: Ziping, tmp_path: Path) -> None:
    """Nothing listens there: the draft is written all the same."""
    (tmp_path / "ziping.toml").write_text(IMPATIENT, encoding="utf-8")

    said = ziping(
        "draft", FUTIAN, "-o", tmp_path / "out", "--model", "m", "--base-url", "http://127.0.0.1:9/v1"
    )

    assert authors(tmp_path / "out") == {"offline"}
    assert "用了离线写法" in said.err


def test_a_budget_ends_the_asking_and_not_the_draft(run: Ziping, tmp_path: Path) -> None:
    """What was written before stays; the rest is offline, and the line says how to go on."""
    with ModelServer(Scribe()) as server:
        said = run(server, FUTIAN, "--budget", "26000")

    assert "--budget" in said.err
    assert "用了离线写法" in said.err


def test_nothing_is_paid_for_twice(run: Ziping, tmp_path: Path) -> None:
    """The second run asks nothing and writes the same draft."""
    with ModelServer(Scribe()) as server:
        run(server)
        first, calls = draft(tmp_path / "out"), len(server.calls)
        said = run(server)

        assert len(server.calls) == calls
    assert draft(tmp_path / "out") == first
    assert "另有 5 次用了已存的答案" in said.out


def test_without_the_store_everything_is_asked_again(run: Ziping, tmp_path: Path) -> None:
    """``--no-cache`` neither reads nor writes answers."""
    with ModelServer(Scribe()) as server:
        run(server, FUTIAN, "--no-cache")
        run(server, FUTIAN, "--no-cache")

        assert len(server.calls) == 10
    assert not (tmp_path / "out" / ".ziping" / "answers.sqlite").exists()


def test_a_killed_run_is_taken_up_where_it_was(tmp_path: Path) -> None:
    """SIGKILL in the middle: the next run asks again only what was under way, at most two here."""
    scribe = Scribe()

    def slow(call: Call) -> Reply:
        reply = scribe(call)
        return Reply(reply.text, delay=0.15 if call.number < 2 else 0.8 if call.number < 4 else 0)

    (tmp_path / "ziping.toml").write_text("[model]\nconcurrency = 2\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}  # noqa: TID251
    with ModelServer(slow) as server:
        command = [sys.executable, "-m", "ziping", "draft", str(FUTIAN), "-o", "out"]
        command += ["--model", "fake-1", "--base-url", server.base_url]

        def started() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

        process = started()
        deadline = time.monotonic() + 60
        while len(server.calls) < 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        asked = [call.text for call in server.calls]
        assert started().wait() == 3
        again = [call.text for call in server.calls[len(asked) :]]

    assert len(asked) == 4
    assert len([text for text in again if text in asked]) <= 2
    assert len(again) == 3
    assert authors(tmp_path / "out") == {"offline", "fake-1"}


def test_json_tells_who_wrote_and_what_it_cost(run: Ziping) -> None:
    """The machine format has counts, failures and the account by section."""
    with ModelServer(Scribe(spoil=FAULTS["award"])) as server:
        told = run(server, FUTIAN, "--json").json["model"]

    assert told["paragraphs"] == {"first": 0, "later": 25, "instead": 0}
    assert {line["purpose"]: line["requests"] for line in told["account"]["lines"]} == dict.fromkeys(
        SECTIONS, 2
    )
    assert told["failures"] == []


def test_project_forms_are_drafted_in_one_run(ziping: Ziping, tmp_path: Path) -> None:
    """A workbook of several forms: each project's folder has the model's paragraphs."""
    out = tmp_path / "out"
    rules = ("--rubric", "shenzhen-futian-2023-project", "--signs", "inclusive")
    with ModelServer(Scribe()) as server:
        said = ziping(
            "draft", WORKBOOK, "-o", out, *rules, "--model", "fake-1", "--base-url", server.base_url
        )

    by_project = {
        path.parent.name: authors(path.parent) for path in out.rglob("draft.json") if path.parent != out
    }
    assert len(by_project) == 13
    assert [name for name, who in by_project.items() if "fake-1" not in who] == []
    assert "模型写了" in said.out


def test_no_send_writes_every_prompt_and_nothing_else(ziping: Ziping, tmp_path: Path) -> None:
    """One file a section; no draft; the text is what ``prompt show`` prints."""
    said = ziping("draft", FUTIAN, "-o", tmp_path / "out", "--no-send")

    files = sorted((tmp_path / "out" / "prompts").glob("*.md"))
    assert sorted(path.stem for path in files) == sorted(SECTIONS)
    assert not (tmp_path / "out" / "draft.json").exists()
    assert "没有发送" in said.err
    shown = ziping("prompt", "show", "plans", FUTIAN).out
    assert (tmp_path / "out" / "prompts" / "plans.md").read_text(encoding="utf-8") in shown


def test_prompt_show_is_exactly_what_is_sent(run: Ziping, ziping: Ziping) -> None:
    """Message by message, for every section."""
    shown = ziping("prompt", "show", "all", FUTIAN, "--json").json["prompts"]
    with ModelServer(Scribe()) as server:
        run(server)
        sent = [call.messages for call in server.calls]

    def said(messages: list[dict[str, str]]) -> list[tuple[str, str]]:
        return [(message["role"], message["content"]) for message in messages]

    assert sorted(said(item["messages"]) for item in shown) == sorted(map(said, sent))


def test_an_unknown_section_names_those_there_are(ziping: Ziping) -> None:
    """A section that templates write is told apart from one that does not exist."""
    assert "不由模型写" in ziping("prompt", "show", "scores", FUTIAN).err
    said = ziping("prompt", "show", "nothing", FUTIAN)
    assert said.code == 2
    assert "可用：key_work、work_done" in said.err


def test_prompt_check_lists_mistakes(ziping: Ziping, tmp_path: Path) -> None:
    """Shipped prompts are fine; a folder of one's own with a mistake is not."""
    assert ziping("prompt", "check").code == 0
    mine = tmp_path / "prompts" / "shenzhen-department" / "plans.md"
    mine.parent.mkdir(parents=True)
    mine.write_text(
        "---\nid: shenzhen-department/plans\nversion: 1\ninputs: [year]\noutput: paragraphs\n---\n{{ plan }}",
        encoding="utf-8",
    )

    said = ziping("prompt", "check")

    assert said.code == 3
    assert "plans.md:7：用到了没有声明的输入 'plan'" in said.out
    assert "plans.md:4：声明了输入 'year'" in said.out


def test_redaction_hides_before_sending_and_restores_after(run: Ziping, tmp_path: Path) -> None:
    """A phone in the evidence and the unit's name never reach the wire; the report has them."""
    text = FUTIAN.read_text(encoding="utf-8").replace(
        "举办心理健康讲座50次", "深圳市福田区总工会举办心理健康讲座50次，热线13800138000"
    )
    source = tmp_path / "with_phone.yaml"
    source.write_text(text, encoding="utf-8")
    with ModelServer(Scribe()) as server:
        said = run(server, source, "--redact-unit")
        sent = "\n".join(call.text for call in server.calls)

    assert "13800138000" not in sent
    assert "深圳市福田区总工会" not in sent
    assert "深圳市福田区总工会举办心理健康讲座" in printed(tmp_path / "out")
    assert "不能保证找全" in said.err


def test_a_model_of_the_settings_is_used_and_offline_switches_it_off(ziping: Ziping, tmp_path: Path) -> None:
    """What the settings name is used without a flag; ``--offline`` sends nothing."""
    with ModelServer(Scribe()) as server:
        settings = f'[model]\nmodel = "fake-1"\nbase_url = "{server.base_url}"\n'
        (tmp_path / "ziping.toml").write_text(settings, encoding="utf-8")
        ziping("draft", FUTIAN, "-o", tmp_path / "off", "--offline")
        assert server.calls == []
        ziping("draft", FUTIAN, "-o", tmp_path / "on")

    assert authors(tmp_path / "off") == {"offline"}
    assert authors(tmp_path / "on") == {"offline", "fake-1"}


def test_contradicting_flags_are_refused(ziping: Ziping, tmp_path: Path) -> None:
    """``--offline`` with ``--model`` is a slip of the hand."""
    said = ziping("draft", FUTIAN, "-o", tmp_path / "out", "--offline", "--model", "m")

    assert said.code == 2
    assert "--offline" in said.err
