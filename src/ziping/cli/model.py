"""``ziping model``: is the endpoint there, and what can it do?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from ziping.cli.console import emit, emit_json, say
from ziping.cli.help import Command, new_app

if TYPE_CHECKING:
    from ziping.drafting.model.endpoint import Endpoint
    from ziping.drafting.model.probe import Probed

app = new_app("模型接口：检查它在不在、能做什么。不用模型也能出稿。")

_NAMES = {
    "connection": "连接与密钥",
    "json_schema": "按 JSON schema 回答",
    "json_object": "JSON 模式",
    "streaming": "流式输出",
    "stream_usage": "流式用量",
    "reasoning": "思考过程",
}
_MARKS = {True: "✓", False: "✗"}
_METHODS = {
    "json_schema": "JSON schema",
    "json_object": "JSON 模式",
    "plain": "普通文本（要求写 JSON，由程序核对）",
}


@app.command("check", cls=Command)
def check(
    provider: str = typer.Option(
        None, "--provider", help="服务商：openai、deepseek、qwen、glm、kimi、vllm、ollama、custom"
    ),
    base_url: str = typer.Option(None, "--base-url", help="接口地址，如 http://127.0.0.1:8000/v1"),
    model: str = typer.Option(None, "--model", help="模型名"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """检查模型接口能做什么，并记下来供起草时使用；会发几句与单位无关的问候.

    密钥只从环境变量读：ZIPING_API_KEY，或服务商自己的变量（如 DEEPSEEK_API_KEY）。

    示例：ziping model check --provider deepseek --model deepseek-chat
    """
    import asyncio

    from ziping.settings import load_settings

    settings = load_settings().model_settings(provider=provider, base_url=base_url, model=model)
    lines, data = asyncio.run(_checked(settings, quiet=as_json))
    if as_json:
        emit_json(data)
        return
    for line in lines:
        emit(line)


async def _checked(settings: Any, *, quiet: bool) -> tuple[list[str], dict[str, Any]]:
    """The table and its JSON; the result is kept where ``build_model`` looks."""
    from ziping.drafting.model.endpoint import Endpoint
    from ziping.drafting.model.probe import probe
    from ziping.drafting.model.remembered import remember

    async with Endpoint(settings) as endpoint:
        if not quiet:
            say(f"正在检查 {endpoint.target.base_url} 的 {endpoint.target.model} …")
        found = [line async for line in probe(endpoint)]
    remember(settings.remembered, endpoint.target, endpoint.capabilities)
    lines = [f"{_MARKS[line.good]} {_NAMES[line.what]}：{line.detail}" for line in found]
    lines.append(f"起草时用：{_METHODS[endpoint.capabilities.methods[0]]}；已记在 {settings.remembered}")
    lines.extend(_remarks(endpoint))
    return lines, _as_json(endpoint, found)


def _remarks(endpoint: Endpoint) -> list[str]:
    from ziping.drafting.model.providers import is_loopback

    provider, base_url = endpoint.target.provider, endpoint.target.base_url
    remarks = [f"说明：{provider.note}"] if provider.note and provider.verified else []
    if is_loopback(base_url):
        remarks.append("说明：接口在本机，不经过代理，数据不出这台机器")
    elif base_url.startswith("http://"):
        remarks.append("注意：地址是 http://，密钥和内容在网络上不加密")
    return remarks


def _as_json(endpoint: Endpoint, found: list[Probed]) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "format": "ziping/model-check/1",
        "provider": endpoint.target.provider.name,
        "base_url": endpoint.target.base_url,
        "model": endpoint.target.model,
        "method": endpoint.capabilities.methods[0],
        "capabilities": asdict(endpoint.capabilities),
        "checks": [{"what": line.what, "good": line.good, "detail": line.detail} for line in found],
    }
