"""Settings: the only place that reads the environment and settings files.

Order: command-line flag, environment (``ZIPING_…``), ``./ziping.toml``, the user's own file. Keys of model
endpoints come from the environment only.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ziping.errors import UsageError
from ziping.pipeline.score import Folders

LOCAL_FILE = "ziping.toml"


def user_file() -> Path:
    """The user's own settings file (``~/.config/ziping/config.toml``, ``%APPDATA%`` on Windows)."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", str(Path.home())))  # noqa: TID251 - settings read the environment
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME", str(Path.home() / ".config")))  # noqa: TID251
    return base / "ziping" / "config.toml"


def _split(value: object) -> object:
    """Several folders in one variable, separated as in PATH."""
    return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value


FolderList = Annotated[list[Path], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """Settings of one run."""

    model_config = SettingsConfigDict(env_prefix="ZIPING_", extra="forbid", frozen=True)

    rubrics_dir: FolderList = Field(default_factory=list)
    """Extra folders with rubrics, laid out ``<region>/<year>/<scope>.yaml``."""
    templates_dir: FolderList = Field(default_factory=list)
    """Extra folders with report families."""
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
        """Where rubrics and templates are looked up beside the shipped ones."""
        return Folders(tuple(self.rubrics_dir), tuple(self.templates_dir))


def load_settings() -> Settings:
    """The settings of this run.

    Raises:
        UsageError: a settings file or variable is wrong; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = "；".join(
            f"{'.'.join(str(step) for step in item['loc'])}：{item['msg']}" for item in error.errors()
        )
        raise UsageError(
            f"设置不对（{LOCAL_FILE}、{user_file()} 或 ZIPING_ 开头的环境变量）：{wrong}"
        ) from error
    except ValueError as error:
        raise UsageError(f"设置文件 {LOCAL_FILE} 或 {user_file()} 不是正确的 TOML：{error}") from error


def proxies() -> dict[str, str]:
    """Proxy variables that are set, by lower-case name; values may hold passwords and are not shown."""
    names = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
    found = {name: os.environ.get(name) or os.environ.get(name.upper()) for name in names}  # noqa: TID251
    return {name: value for name, value in found.items() if value}
