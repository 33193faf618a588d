"""``import-responses``: answers of an offline runner, read and judged as live ones, into the store of answers.

A line that gives no answer is counted under its cause and told; it is asked again by the next run or the next export.
The guard has no part in this: it decides when a run uses the answers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from ziping.batch.request_book import Request, RequestBook
from ziping.drafting.model.asking import Answer, Ask, Usage
from ziping.drafting.model.endpoint import Heard, judged
from ziping.drafting.model.options import Target
from ziping.drafting.model.providers import PROVIDERS
from ziping.drafting.model.store import AnswerStore
from ziping.drafting.model.tokens import estimate_answer
from ziping.errors import (
    BlankAnswerError,
    ContentFilterError,
    ModelError,
    RefusalError,
    UnreadableInputError,
)
from ziping.pipeline.outputs import STATE_FOLDER

FORMAT: Final = "ziping/batch-import/1"
Kind: TypeAlias = Literal[
    "stored", "truncated", "already", "unknown", "damaged", "failed", "refused", "blank", "other_model"
]
LABELS: Final[dict[Kind, str]] = {
    "stored": "已存入",
    "truncated": "已存入，但到长度上限被截断",
    "already": "已有答案，没有覆盖",
    "unknown": "编号不是这个文件夹导出的",
    "damaged": "读不懂的行",
    "failed": "服务返回错误",
    "refused": "模型拒绝或被内容审查拦下",
    "blank": "空白答案",
    "other_model": "不是要求的模型答的",
}
TAKEN: Final[frozenset[Kind]] = frozenset(("stored", "truncated", "already"))
_MOST_TOLD: Final = 50
_LONGEST: Final = 32_000_000
"""Bytes of a line; longer ones are nobody's answer."""
_VERSION: Final = "[-@:_](?:latest|[0-9][0-9._-]*)"
"""What a service may add to a model's name: a date, not another model's name."""


@dataclass
class Imported:
    """What came of the lines.

    Attributes:
        counts: lines by what came of them.
        told: the first lines without an answer, a Chinese sentence each.
        usage: tokens of the answers that were stored.
    """

    counts: Counter[Kind] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    @property
    def left_out(self) -> int:
        """Lines that gave no answer."""
        return sum(count for kind, count in self.counts.items() if kind not in TAKEN)

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "format": FORMAT,
            "lines": self.counts.total(),
            "counts": {kind: self.counts[kind] for kind in LABELS},
            "prompt_tokens": self.usage.prompt,
            "completion_tokens": self.usage.completion,
            "told": self.told,
        }


class _LineError(Exception):
    """A line that gives no answer."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind: Kind = kind


async def import_responses(out: Path, path: Path, *, any_model: bool = False) -> Imported:
    """Puts the answers of a file into the store of an output folder; an answer that is there stays.

    Args:
        out: the folder whose requests were exported.
        path: the responses, one JSON object a line, in any order.
        any_model: also answers that name another model than was asked.

    Raises:
        UnreadableInputError: the file cannot be read, or nothing was exported from the folder.
        AnswerStoreError: an answer could not be committed.
    """
    if not RequestBook(out).path.is_file():
        raise UnreadableInputError(
            f"{out}：没有导出过提问（里面没有 {STATE_FOLDER}/requests.sqlite）；请写 export-requests 时的输出文件夹"
        )
    done = Imported()
    with RequestBook(out) as book:
        async with AnswerStore(out / STATE_FOLDER / "answers.sqlite") as store:
            for number, line in enumerate(_lines(path), start=1):
                if not line.strip():
                    continue
                try:
                    done.counts[await _taken(line, book, store, done, any_model=any_model)] += 1
                except _LineError as error:
                    done.counts[error.kind] += 1
                    if len(done.told) < _MOST_TOLD:
                        done.told.append(f"第{number}行：{LABELS[error.kind]}（{error}）")
    return done


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only the beginning, which is no JSON."""
    try:
        with path.open("rb") as file:
            while line := file.readline(_LONGEST):
                yield line
                while len(line) == _LONGEST and not line.endswith(b"\n"):
                    line = file.readline(_LONGEST)
    except OSError as error:
        raise UnreadableInputError(f"{path}：读不了（{error.strerror}），请检查路径和权限") from error


async def _taken(
    line: bytes, book: RequestBook, store: AnswerStore, done: Imported, *, any_model: bool
) -> Kind:
    """Stores the answer of a line.

    Raises:
        _LineError: it gives none.
    """
    data = _object(line)
    key = data.get("custom_id")
    request = book.find(key) if isinstance(key, str) else None
    if request is None:
        raise _LineError("unknown", f"custom_id 是 {str(key)[:80]!r}")
    if await store.get(request.key) is not None:
        return "already"
    answer = _answer(request, _body(data, request), any_model=any_model)
    await store.put(request.key, answer)
    done.usage += answer.usage
    return "truncated" if answer.finish == "length" else "stored"


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise _LineError("damaged", "不是一行完整的 JSON，可能没有下载完")
    return data


def _body(data: dict[str, Any], request: Request) -> dict[str, Any]:
    """The chat completion of a line."""
    response = data.get("response")
    response = response if isinstance(response, dict) else {}
    body, status = response.get("body"), response.get("status_code", 200)
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            body = None
    wrong = data.get("error") or (body.get("error") if isinstance(body, dict) else None)
    if wrong or status != 200 or not isinstance(body, dict):
        raise _LineError("failed", f"{_whose(request)}：{_said(wrong) or f'状态 {status}，没有回答'}")
    return body


def _answer(request: Request, body: dict[str, Any], *, any_model: bool) -> Answer:
    """The answer, judged as one that came live.

    Raises:
        _LineError: it cannot be used.
    """
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise _LineError("damaged", f"{_whose(request)}：没有 choices[0].message")
    model = _text(body.get("model"))
    if not any_model and not _is_model(model, request):
        raise _LineError("other_model", f"{_whose(request)}：要求 {request.sent_as}，回答的是 {model}")
    heard = Heard(
        content=[_text(message.get("content"))],
        reasoning=[_text(message.get("reasoning_content") or message.get("reasoning"))],
        refusal=_text(message.get("refusal")),
        finish=_text(choice.get("finish_reason")),
        model=model,
    )
    ask = Ask((), {} if request.in_json else None, request.section, request.max_tokens)
    target = Target(PROVIDERS["custom"], request.base_url, request.model)
    try:
        answer = judged(ask, request.method, heard, target, lambda words: words)
    except (RefusalError, ContentFilterError) as error:
        raise _LineError("refused", f"{_whose(request)}：{_said(heard.refusal) or '内容审查'}") from error
    except BlankAnswerError as error:
        raise _LineError("blank", _whose(request)) from error
    except ModelError as error:
        raise _LineError("failed", f"{_whose(request)}：没有答完就停了") from error
    return replace(answer, usage=_usage(body.get("usage"), ask, answer))


def _whose(request: Request) -> str:
    return f"{request.unit}的 {request.section}"


def _said(wrong: object) -> str:
    """The service's own words, short."""
    told = wrong.get("message") or wrong.get("code") if isinstance(wrong, dict) else wrong
    return " ".join(str(told or "").split())[:200]


def _is_model(model: str, request: Request) -> bool:
    """Whether an answer names the model that was asked: services add a date, servers a folder, or name none."""
    answered, asked = (name.rstrip("/").rpartition("/")[2].lower() for name in (model, request.sent_as))
    return not answered or bool(re.fullmatch(f"{re.escape(asked)}(?:{_VERSION})?", answered))


def _text(value: object) -> str:
    """A text, or the texts of content parts."""
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return value if isinstance(value, str) else ""


def _usage(told: object, ask: Ask, answer: Answer) -> Usage:
    """Tokens as the service counts them, else estimated from the answer."""
    counts = told if isinstance(told, dict) else {}
    prompt, completion = (_count(counts.get(name)) for name in ("prompt_tokens", "completion_tokens"))
    if prompt is None or completion is None:
        return estimate_answer(ask, answer.text, answer.reasoning)
    details = {name: counts.get(f"{name}_tokens_details") for name in ("prompt", "completion")}
    cached, thought = (
        _count(part.get(name)) if isinstance(part, dict) else None
        for part, name in ((details["prompt"], "cached_tokens"), (details["completion"], "reasoning_tokens"))
    )
    return Usage(prompt, completion, cached or 0, thought or 0)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
