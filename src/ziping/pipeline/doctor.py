"""Looks at the machine: versions, fonts of official documents, proxies, rubrics, templates."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Iterator
from importlib import metadata
from typing import Literal, NamedTuple

from ziping import __version__, resources
from ziping.drafting.model.options import ModelSettings
from ziping.drafting.model.providers import is_loopback
from ziping.drafting.model.remembered import remembered_capabilities
from ziping.errors import RubricError, UnreadableInputError, UsageError
from ziping.intake.rubric_yaml import list_rubrics, load_rubric
from ziping.pipeline.score import Folders

OFFICIAL_FONTS = ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体")
"""Fonts an official document names; the office machine must supply them."""

_LIBRARIES = (
    "pydantic",
    "jinja2",
    "openpyxl",
    "python-calamine",
    "xlsxwriter",
    "docxtpl",
    "langchain",
    "openai",
)


class Examined(NamedTuple):
    """One line of the examination."""

    what: str
    state: Literal["good", "warning", "bad"]
    detail: str


def examine(folders: Folders, proxies: dict[str, str], model: ModelSettings) -> tuple[Examined, ...]:
    """All lines; nothing is changed and nothing is sent."""
    return (
        *_versions(),
        _fonts(),
        _proxy(proxies),
        *_model(model, proxies),
        *_rubrics(folders),
        _templates(folders),
    )


def _versions() -> Iterator[Examined]:
    yield Examined(
        "ziping", "good", f"{__version__}（Python {platform.python_version()}，{platform.system()}）"
    )
    missing, found = [], []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        yield Examined("依赖", "bad", f"缺少 {'、'.join(missing)}，请重新安装")
    else:
        yield Examined("依赖", "good", "，".join(found))


def _fonts() -> Examined:
    tool = shutil.which("fc-list")
    if tool is None:
        text = f"无法检查（没有 fc-list）；Word/WPS 里应有：{'、'.join(OFFICIAL_FONTS)}"
        return Examined("公文字体", "warning", text)
    try:
        run = subprocess.run([tool, ":", "family"], capture_output=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        return Examined("公文字体", "warning", f"无法检查（fc-list 运行失败：{type(error).__name__}）")
    families = run.stdout.decode("utf-8", "replace")
    missing = [font for font in OFFICIAL_FONTS if font not in families]
    if missing:
        text = (
            f"这台机器没有 {'、'.join(missing)}，打开时会用别的字体代替，页数可能不同，不算严格符合公文格式"
        )
        return Examined("公文字体", "warning", text)
    return Examined("公文字体", "good", "齐全")


def _proxy(proxies: dict[str, str]) -> Examined:
    if not proxies:
        return Examined("代理", "good", "没有设置代理变量")
    names = "、".join(sorted(proxies))
    if proxies.get("no_proxy"):
        return Examined("代理", "good", f"设置了 {names}")
    text = f"设置了 {names}；本机的模型服务不经过代理，单位内网的服务要写进 NO_PROXY"
    return Examined("代理", "warning", text)


def _model(settings: ModelSettings, proxies: dict[str, str]) -> Iterator[Examined]:
    """The model endpoint, if one is set; it is not asked here."""
    if not settings.model:
        yield Examined("模型", "good", "没有设置，用内置写法起草；要用模型见 ziping model check --help")
        return
    try:
        target = settings.target()
    except UsageError as error:
        yield Examined("模型", "bad", str(error))
        return
    key = bool(settings.api_key.get_secret_value())
    needed = target.provider.key_needed and not key
    through = "不经过代理" if is_loopback(target.base_url) or not proxies else "经过代理"
    checked = remembered_capabilities(settings.remembered, target) is not None
    detail = (
        f"{target.provider.title} {target.base_url} {target.model}，{through}，"
        f"{'有密钥' if key else f'没有密钥，请设置 {target.provider.key_variable}' if needed else '没有密钥（不需要）'}，"
        f"{'检查过' if checked else '还没有检查，请运行 ziping model check'}"
    )
    yield Examined("模型", "warning" if needed or not checked else "good", detail)


def _rubrics(folders: Folders) -> Iterator[Examined]:
    good = 0
    for entry in list_rubrics(folders.rubrics):
        try:
            load_rubric(str(entry.path), folders.rubrics)
            good += 1
        except (RubricError, UnreadableInputError) as error:
            yield Examined(f"评分标准 {entry.id}", "bad", str(error).splitlines()[0])
    yield Examined("评分标准", "good" if good else "bad", f"{good} 个可用")


def _templates(folders: Folders) -> Examined:
    found = [name for name, _ in resources.listing("templates", "report.docx", folders.templates)]
    if not found:
        return Examined("Word 模板", "bad", "没有找到，请重新安装")
    return Examined("Word 模板", "good", "、".join(name.removesuffix("/report.docx") for name in found))
