"""Options of the model layer, frozen. ``settings`` fills them; nothing here reads the environment."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from ziping.drafting.model.providers import Provider, checked_url, find_provider
from ziping.errors import UsageError


class Price(BaseModel):
    """Price in 元 per million tokens, as the provider's list says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Decimal = Field(ge=0)
    completion: Decimal = Field(ge=0)
    cached: Decimal | None = Field(default=None, ge=0)
    """For prompt tokens the provider had cached; None: as ``prompt``."""


class ModelOptions(BaseModel):
    """The section ``[model]`` of the settings; a key is never part of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: str = ""
    """A name of ``PROVIDERS``; empty: told from ``base_url``."""
    base_url: str = ""
    """Address of the endpoint; empty: the provider's."""
    model: str = ""
    """Name of the model as the endpoint knows it; empty: no model is used."""
    temperature: Decimal = Field(default=Decimal("0.3"), ge=0, le=2)
    stream: bool | None = None
    """Ask for an event stream where the endpoint can: progress is seen, a silent connection is noticed. Not told: a
    report is streamed, a batch is not, since reading many streams piece by piece would keep its driver busy."""
    connect_timeout: float = Field(default=10, gt=0, allow_inf_nan=False)
    """Seconds until the connection stands."""
    stall_timeout: float = Field(default=90, gt=0, allow_inf_nan=False)
    """Seconds of silence within a stream."""
    request_timeout: float = Field(default=300, gt=0, allow_inf_nan=False)
    """Seconds a request may take altogether."""
    report_timeout: float = Field(default=3_600, gt=0, allow_inf_nan=False)
    """Seconds all requests of one report may take."""
    concurrency: int = Field(default=8, ge=1, le=1_000)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)
    tries: int = Field(default=5, ge=1, le=20)
    """Requests on the wire for one answer, the first included."""
    down_after: int = Field(default=8, ge=1)
    """Connection failures in a row after which the endpoint is left alone for a while."""
    down_seconds: float = Field(default=60, gt=0, allow_inf_nan=False)
    max_attempts: int = Field(default=3, ge=1, le=10)
    """How often the writer lets a paragraph be written before the offline one takes its place."""
    budget: str = ""
    """Most that may be spent: tokens (``200000``, ``20万``) or money (``5元``); empty: no limit."""
    price: Price | None = None
    extra: dict[str, Any] = Field(default_factory=dict)
    """Further fields of every request, as the provider names them (``enable_thinking = false``)."""
    log: Path | None = None
    """JSON lines, one a request, without prompts, answers and keys."""

    @model_validator(mode="before")
    @classmethod
    def _no_keys(cls, data: object) -> object:
        """A key in a settings file would be stored, copied and sent around with it."""
        if isinstance(data, dict) and any("key" in str(name).lower() for name in data):
            raise ValueError("密钥不能写在设置里，请放在环境变量 ZIPING_API_KEY 或服务商自己的变量里")
        return data


class ModelSettings(ModelOptions):
    """Everything one run needs to talk to a model."""

    api_key: SecretStr = Field(default=SecretStr(""), exclude=True)
    """From the environment only; never printed, stored or logged."""
    remembered: Path | None = None
    """File in which ``model check`` keeps what endpoints can do."""

    @model_validator(mode="before")
    @classmethod
    def _no_keys(cls, data: object) -> object:
        return data

    def target(self) -> Target:
        """Where requests go.

        Raises:
            UsageError: no model, no address or no such provider.
        """
        provider = find_provider(self.provider, self.base_url)
        if not self.model:
            raise UsageError(
                "没有指定模型：用 --model 给出模型名（如 --provider deepseek --model deepseek-chat），"
                "或在 ziping.toml 的 [model] 里写 model"
            )
        base_url = self.base_url or provider.base_url
        if not base_url:
            raise UsageError("没有指定模型接口的地址：用 --base-url 或 --provider 给出")
        return Target(provider, checked_url(base_url), self.model)


class Target(NamedTuple):
    """Where requests go; nothing secret."""

    provider: Provider
    base_url: str
    model: str
