"""Settings: the only place that reads the environment and settings files.

Order: command-line flag, environment (``ZIPING_…``), ``./ziping.toml``, the user's own file. Keys of model
endpoints come from the environment only: ``ZIPING_API_KEY``, or the provider's own variable, which is sent to the
provider's own host and no other.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ziping.drafting.model.options import ModelOptions, ModelSettings
from ziping.drafting.model.providers import Provider, find_provider, host_of
from ziping.errors import UsageError
from ziping.pipeline.score import Folders

LOCAL_FILE = "ziping.toml"
KEY_VARIABLE = "ZIPING_API_KEY"


def user_file() -> Path:
    """The user's own settings file (``~/.config/ziping/config.toml``, ``%APPDATA%`` on Windows)."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", str(Path.home())))  # noqa: TID251 - settings read the environment
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME", str(Path.home() / ".config")))  # noqa: TID251
    return base / "ziping" / "config.toml"


def user_cache() -> Path:
    """The user's own folder for what can be found out again (``~/.cache/ziping``, ``%LOCALAPPDATA%`` on Windows)."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", str(Path.home())))  # noqa: TID251
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")))  # noqa: TID251
    return base / "ziping"


def _split(value: object) -> object:
    """Several folders in one variable, separated as in PATH."""
    return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value


def _named(value: object) -> object:
    """A model by its bare name (``ZIPING_MODEL=deepseek-chat``), or the whole section."""
    return {"model": value} if isinstance(value, str) else value


ModelSection = Annotated[ModelOptions, NoDecode, BeforeValidator(_named)]
FolderList = Annotated[list[Path], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """Settings of one run."""

    model_config = SettingsConfigDict(
        env_prefix="ZIPING_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    rubrics_dir: FolderList = Field(default_factory=list)
    """Extra folders with rubrics, laid out ``<region>/<year>/<scope>.yaml``."""
    templates_dir: FolderList = Field(default_factory=list)
    """Extra folders with report families."""
    prompts_dir: FolderList = Field(default_factory=list)
    """Extra folders with prompts, laid out ``<family>/<name>.md``."""
    model: ModelSection = Field(default_factory=ModelOptions)
    """The language model; without ``model.model`` none is used. In the environment ``ZIPING_MODEL__BASE_URL`` and so on."""
    debug: bool = False
    """Show a traceback for errors of ours."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, environment, ``./ziping.toml``, the user's file."""
        del dotenv_settings, file_secret_settings
        files = [TomlConfigSettingsSource(settings_cls, path) for path in (Path(LOCAL_FILE), user_file())]
        return (init_settings, env_settings, *files)

    def folders(self) -> Folders:
        """Where rubrics, templates and prompts are looked up beside the shipped ones."""
        return Folders(tuple(self.rubrics_dir), tuple(self.templates_dir), tuple(self.prompts_dir))

    def model_settings(self, **flags: Any) -> ModelSettings:
        """What a run needs to talk to a model: the section ``[model]``, the flags that are set, the key.

        Raises:
            UsageError: a flag's value is wrong, or there is no such provider.
        """
        given = {name: value for name, value in flags.items() if value is not None}
        if "provider" in given and "base_url" not in given:
            given["base_url"] = ""  # another provider's address in a file does not belong to this one
        try:
            chosen = ModelOptions.model_validate(self.model.model_dump() | given)
        except ValidationError as error:
            raise UsageError(f"模型的设置不对：{_wrong(error)}") from error
        return ModelSettings(
            **chosen.model_dump(),
            api_key=_key(find_provider(chosen.provider, chosen.base_url), chosen.base_url),
            remembered=user_cache() / "models.json",
        )


def load_settings() -> Settings:
    """The settings of this run.

    Raises:
        UsageError: a settings file or variable is wrong; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise UsageError(
            f"设置不对（{LOCAL_FILE}、{user_file()} 或 ZIPING_ 开头的环境变量）：{_wrong(error)}"
        ) from error
    except ValueError as error:
        raise UsageError(f"设置文件 {LOCAL_FILE} 或 {user_file()} 不是正确的 TOML：{error}") from error


def _wrong(error: ValidationError) -> str:
    return "；".join(
        f"{'.'.join(str(step) for step in item['loc'])}：{item['msg'].removeprefix('Value error, ')}"
        for item in error.errors()
    )


def _key(provider: Provider, base_url: str) -> str:
    """The key for an address, empty when none is set."""
    own = not base_url or host_of(base_url) == host_of(provider.base_url)
    variable = provider.key_variable if own else ""
    names = (KEY_VARIABLE, *([variable] if variable else []))
    return next((value.strip() for name in names if (value := os.environ.get(name))), "")  # noqa: TID251


def today() -> date:
    """The day it is here; the core asks no clock and is told."""
    return datetime.now(tz=UTC).astimezone().date()  # noqa: TID251 - the one clock


def proxies() -> dict[str, str]:
    """Proxy variables that are set, by lower-case name; values may hold passwords and are not shown."""
    names = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
    found = {name: os.environ.get(name) or os.environ.get(name.upper()) for name in names}  # noqa: TID251
    return {name: value for name, value in found.items() if value}
