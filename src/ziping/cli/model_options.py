"""The options of commands that may use a model, each said once."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

Model: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model", help="用这个语言模型写叙述部分（如 deepseek-chat），缺省用设置里的，没有就离线写"
    ),
]
BaseUrl: TypeAlias = Annotated[
    str | None, typer.Option("--base-url", help="模型接口的地址，如 http://127.0.0.1:8000/v1")
]
Provider: TypeAlias = Annotated[
    str | None,
    typer.Option("--provider", help="服务商：openai、deepseek、qwen、glm、kimi、vllm、ollama"),
]
Offline: TypeAlias = Annotated[bool, typer.Option("--offline", help="不用模型，即使设置里有")]
MaxAttempts: TypeAlias = Annotated[
    int | None, typer.Option("--max-attempts", help="一段最多让模型写几次，仍不通过就用离线写法")
]
NoCache: TypeAlias = Annotated[bool, typer.Option("--no-cache", help="不用也不存模型的答案")]
Redact: TypeAlias = Annotated[
    bool, typer.Option("--redact", help="发送前把姓名、电话、证件号换成占位符（不保证找全）")
]
RedactUnit: TypeAlias = Annotated[bool, typer.Option("--redact-unit", help="单位名称也换成占位符")]
