"""Failures of the wire as errors of ours: one Chinese line each, with what to do, and never a key in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from ziping.drafting.model.options import Target
from ziping.errors import (
    ConnectionLostError,
    ContentFilterError,
    ModelError,
    ModelKeyError,
    RateLimitError,
    RequestRejectedError,
    ServerFaultError,
    UnknownModelError,
)

_LONGEST_QUOTE = 160
_KEY_SHAPED = re.compile(r"\b(?:sk|ak|pk|key|lsv2)[-_][A-Za-z0-9_\-.*]{6,}|Bearer\s+\S+", re.IGNORECASE)
_ABOUT_FORMAT = re.compile(
    r"response_format|json_schema|json_object|json mode|structured output", re.IGNORECASE
)
_ABOUT_MONEY = re.compile(r"insufficient|quota|balance|arrear|欠费|余额", re.IGNORECASE)
_ABOUT_FILTER = re.compile(
    r"content[ _]?(?:filter|risk|policy|exists risk)|data_inspection|sensitive|敏感|违规", re.IGNORECASE
)
_ABOUT_MODEL = re.compile(r"model", re.IGNORECASE)

Scrub = Callable[[str], str]


def scrubber(key: str) -> Scrub:
    """Takes the key, and whatever looks like one, out of a text of the endpoint, and cuts it to a line."""

    def scrub(text: str) -> str:
        for secret in {key, key.strip()} - {""}:
            text = text.replace(secret, "***")
        text = " ".join("".join(c if c.isprintable() else " " for c in _KEY_SHAPED.sub("***", text)).split())
        return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"

    return scrub


def is_about_filter(message: str) -> bool:
    """Whether an error's words say that a content filter spoke."""
    return bool(_ABOUT_FILTER.search(message))


def seconds_to_wait(header: str | None, date: str | None) -> float | None:
    """``Retry-After`` in seconds: a number, or an HTTP date counted from the response's own ``Date``.

    None when absent or unreadable. Two dates of one clock need no clock of ours.
    """
    text = (header or "").strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(date or "")
    except (ValueError, TypeError):  # none, no date, or one of the two without a zone
        return None
    return max(0.0, wait.total_seconds())


def status_error(status: int, said: str, retry_after: float | None, target: Target) -> ModelError:
    """The cause behind an HTTP status; ``said`` is scrubbed."""
    quoted = f"（对方说：{said}）" if said else ""
    variable = target.provider.key_variable
    if status in (401, 403):
        where = f"环境变量 ZIPING_API_KEY {f'或 {variable} ' if variable else ''}"
        return ModelKeyError(
            f"{target.base_url} 不接受密钥（{status}）{quoted}；请检查{where}是否填对、是否过期"
        )
    if status == 404:
        return UnknownModelError(
            f"{target.base_url} 没有模型 {target.model!r}，或地址不对（404）{quoted}；请核对 --model 和 --base-url"
        )
    if status in (402, 429):
        return _limited(status, said, quoted, retry_after, target)
    if status >= 500 or status in (408, 409, 425):
        error = ServerFaultError(f"{target.base_url} 出错（{status}）{quoted}；请稍后再试，或换一个服务")
        error.retry_after = retry_after
        return error
    return _rejected(status, said, quoted, target)


def _limited(
    status: int, said: str, quoted: str, retry_after: float | None, target: Target
) -> RateLimitError:
    if status == 402 or _ABOUT_MONEY.search(said):
        return RateLimitError(
            f"{target.base_url} 的账户余额或额度不足（{status}）{quoted}；请充值或换一个服务", transient=False
        )
    return RateLimitError(
        f"{target.base_url} 说提问太快（{status}）{quoted}；"
        "请调小 [model] 的 concurrency、requests_per_minute 或 tokens_per_minute",
        retry_after=retry_after,
    )


def _rejected(status: int, said: str, quoted: str, target: Target) -> ModelError:
    if 300 <= status < 400:
        return RequestRejectedError(
            f"{target.base_url} 要把请求转到别处（{status}），没有照办；请把 --base-url 改成最终的地址"
        )
    if status == 413:
        return RequestRejectedError(f"{target.base_url} 嫌请求太长（413）{quoted}；请换上下文更长的模型")
    if is_about_filter(said):
        return ContentFilterError(
            f"{target.base_url} 的内容审查不让问（{status}）{quoted}；请看佐证里有没有敏感词，本次用内置写法"
        )
    about = "stream_usage" if "stream_options" in said else "format" if _ABOUT_FORMAT.search(said) else ""
    if not about and _ABOUT_MODEL.search(said) and re.search(r"not exist|not found|unknown|不存在", said):
        return UnknownModelError(
            f"{target.base_url} 没有模型 {target.model!r}（{status}）{quoted}；请核对 --model"
        )
    return RequestRejectedError(
        f"{target.base_url} 不接受这个请求（{status}）{quoted}；请运行 ziping model check 看它支持什么",
        about=about,
    )


def connection_error(target: Target, reason: str, *, never: bool, proxied: bool) -> ConnectionLostError:
    """No connection (``never``), or one that broke; ``reason`` is scrubbed."""
    hint = "；设置了代理，请确认代理能用，或把它的主机加进 NO_PROXY" if proxied else ""
    return ConnectionLostError(
        f"{'连不上' if never else '连接中途断开，'} {target.base_url}（{reason}）；"
        f"请检查网络、地址和服务是否在运行{hint}"
    )
