"""Providers by name: where they are, which variable holds their key, what their endpoints can do.

What a provider can do is a starting point: ``probe`` asks the endpoint itself, and what it finds wins. ``verified``
says whether the entry was read in the provider's own documents or seen to work; the others begin with the smallest
common ground.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from ziping.errors import UsageError

Method: TypeAlias = Literal["json_schema", "json_object", "plain"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an endpoint can do with one model.

    Attributes:
        json_schema: an answer is forced into the schema sent along.
        json_object: an answer is forced to be JSON.
        tools: functions can be offered; nothing here uses them.
        streaming: answers come as an event stream when asked.
        stream_usage: the stream ends with the tokens when asked.
        reasoning: reasoning text comes with the answer.
    """

    json_schema: bool = False
    json_object: bool = True
    tools: bool = False
    streaming: bool = True
    stream_usage: bool = True
    reasoning: bool = False

    @property
    def methods(self) -> tuple[Method, ...]:
        """Ways to ask for JSON, best first; the last one always works."""
        found: list[Method] = []
        if self.json_schema:
            found.append("json_schema")
        if self.json_object:
            found.append("json_object")
        return (*found, "plain")


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    Attributes:
        key_variable: environment variable with the key; sent to this provider's own host only.
        key_needed: a local server takes any key, but not an empty one.
        limit_field: name of the field that limits the answer's tokens.
        may_be_blank: known to answer with nothing but blanks now and then; asked again.
        note: what people should know, Chinese.
    """

    name: str
    title: str
    base_url: str
    key_variable: str = ""
    key_needed: bool = True
    capabilities: Capabilities = field(default_factory=Capabilities)
    limit_field: str = "max_tokens"
    may_be_blank: bool = False
    verified: bool = True
    note: str = ""


PROVIDERS: dict[str, Provider] = {
    item.name: item
    for item in (
        Provider(
            "openai",
            "OpenAI",
            "https://api.openai.com/v1",
            "OPENAI_API_KEY",
            capabilities=Capabilities(json_schema=True, tools=True),
            limit_field="max_completion_tokens",
        ),
        Provider(
            "deepseek",
            "DeepSeek",
            "https://api.deepseek.com/v1",
            "DEEPSEEK_API_KEY",
            capabilities=Capabilities(tools=True, reasoning=True),
            may_be_blank=True,
            note="不支持 JSON schema；偶尔回空白，会自动重问",
        ),
        Provider(
            "qwen",
            "通义千问（百炼）",
            "https://dashscope.aliyuncs.com/compatible-mode/v1",
            "DASHSCOPE_API_KEY",
            capabilities=Capabilities(tools=True, reasoning=True),
            note="JSON 模式要求提示语里有 json 一词；部分思考模型只能流式输出",
        ),
        Provider(
            "glm",
            "智谱 GLM",
            "https://open.bigmodel.cn/api/paas/v4",
            "ZHIPUAI_API_KEY",
            capabilities=Capabilities(tools=True, reasoning=True),
            verified=False,
            note="能力未经核实，先运行 ziping model check",
        ),
        Provider(
            "kimi",
            "Kimi（月之暗面）",
            "https://api.moonshot.cn/v1",
            "MOONSHOT_API_KEY",
            capabilities=Capabilities(tools=True, reasoning=True),
            verified=False,
            note="能力未经核实，先运行 ziping model check",
        ),
        Provider(
            "vllm",
            "vLLM（自建）",
            "http://127.0.0.1:8000/v1",
            key_needed=False,
            capabilities=Capabilities(json_schema=True, reasoning=True),
            note="JSON schema 由服务端保证",
        ),
        Provider(
            "ollama",
            "Ollama（本机）",
            "http://127.0.0.1:11434/v1",
            key_needed=False,
            capabilities=Capabilities(tools=True, stream_usage=False, reasoning=True),
            note="本机运行，数据不出这台机器",
        ),
        Provider("custom", "其他兼容接口", "", key_needed=False, capabilities=Capabilities(), verified=False),
    )
}


def find_provider(name: str, base_url: str = "") -> Provider:
    """The provider by name; without a name the one whose host ``base_url`` names, else ``custom``.

    Raises:
        UsageError: no such provider.
    """
    if name:
        try:
            return PROVIDERS[name.strip().lower()]
        except KeyError:
            raise UsageError(f"没有叫 {name!r} 的模型服务商，可用：{'、'.join(PROVIDERS)}") from None
    known = (item for item in PROVIDERS.values() if base_url and host_of(item.base_url) == host_of(base_url))
    return next(known, PROVIDERS["custom"])


def checked_url(base_url: str) -> str:
    """The address as it is used and shown: http or https, a host, nothing secret in it.

    Raises:
        UsageError: it is none, or it carries a name, a password or a query.
    """
    text = base_url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise UsageError("接口地址写得不对，应像 https://api.deepseek.com/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise UsageError(
            f"接口地址 {text!r} 写得不对，应以 http:// 或 https:// 开头，如 https://api.deepseek.com/v1"
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError("接口地址里不能带用户名、密码或 ? 后面的参数；密钥请放在环境变量里")
    return text.removesuffix("/chat/completions")


def host_of(base_url: str) -> str:
    """``host:port`` in lower case."""
    return urlsplit(base_url).netloc.rpartition("@")[2].lower()


def is_loopback(base_url: str) -> bool:
    """Whether the endpoint is on this machine: no proxy stands between."""
    host = (urlsplit(base_url).hostname or "").lower()
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
