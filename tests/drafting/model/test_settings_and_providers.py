"""Where requests go and with which key: presets, flags, environment, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fakes.asking import KEY, answer_of, question
from tests.fakes.model_server import ModelServer, Reply

from ziping.drafting.model.options import ModelSettings
from ziping.drafting.model.providers import PROVIDERS, Capabilities, checked_url, find_provider, is_loopback
from ziping.drafting.model.remembered import remember, remembered_capabilities
from ziping.errors import ModelKeyError, UsageError
from ziping.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder, a home and a cache without anything."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def key_of(settings: ModelSettings) -> str:
    return settings.api_key.get_secret_value()


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_preset_can_be_used(name: str) -> None:
    """An address in order; a variable for the key exactly where one is needed; a way to get JSON."""
    provider = PROVIDERS[name]

    assert provider.name == name
    assert name == "custom" or checked_url(provider.base_url) == provider.base_url
    assert provider.key_needed == bool(provider.key_variable)
    assert provider.capabilities.methods[-1] == "plain"


def test_a_provider_is_told_from_the_host() -> None:
    """A bare address gets the quirks of its provider; any other host is custom; an unknown name is a usage error."""
    assert find_provider("", "https://api.deepseek.com/v1").name == "deepseek"
    assert find_provider("", "http://10.0.0.8:8000/v1").name == "custom"
    with pytest.raises(UsageError, match="deepseek"):
        find_provider("deepsek")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://h/v1/", "https://h/v1"),
        (" http://h:8000/v1/chat/completions ", "http://h:8000/v1"),
    ],
)
def test_an_address_is_tidied(given: str, used: str) -> None:
    """What people paste."""
    assert checked_url(given) == used


@pytest.mark.parametrize(
    "address",
    [
        "",
        "h/v1",
        "ftp://h/v1",
        "http://",
        "http://h:99999/v1",
        "http://u:p@h/v1",
        "http://h/v1?key=1",
        "http://[::1/v1",
    ],
)
def test_a_wrong_address_is_said(address: str) -> None:
    """With an example; secrets in it are not repeated."""
    with pytest.raises(UsageError, match="地址") as failed:
        checked_url(address)

    assert "u:p" not in str(failed.value)


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8/v1", True),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://10.0.0.1/v1", False),
    ],
)
def test_this_machine_is_known(address: str, local: bool) -> None:
    """Not by the beginning of the text."""
    assert is_loopback(address) is local


def test_without_a_model_nothing_is_on() -> None:
    """And asking for one says how."""
    settings = load_settings().model_settings()

    assert settings.model == ""
    with pytest.raises(UsageError, match="--model"):
        settings.target()


def test_flags_win_over_the_environment_and_that_over_the_file(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The usual order, field by field."""
    (empty_folder / "ziping.toml").write_text(
        '[model]\nprovider = "qwen"\nmodel = "qwen-plus"\nconcurrency = 2\ntries = 2\n'
        "[model.price]\nprompt = 2\ncompletion = 8\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("ZIPING_MODEL__CONCURRENCY", "3")
    settings = load_settings().model_settings(model="qwen-max")

    assert (settings.model, settings.concurrency, settings.tries) == ("qwen-max", 3, 2)
    assert settings.target().base_url.startswith("https://dashscope")
    assert settings.price is not None


def test_a_bare_model_name_in_the_environment_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """``ZIPING_MODEL=…``."""
    monkeypatch.setenv("ZIPING_MODEL", "deepseek-chat")

    assert load_settings().model.model == "deepseek-chat"


def test_another_provider_by_flag_leaves_the_files_address_behind(empty_folder: Path) -> None:
    """Otherwise the key would go to the wrong host."""
    (empty_folder / "ziping.toml").write_text(
        '[model]\nbase_url = "http://10.0.0.8/v1"\nmodel = "m"\n', encoding="utf-8"
    )

    assert (
        load_settings().model_settings(provider="deepseek").target().base_url == "https://api.deepseek.com/v1"
    )


def test_a_providers_own_key_goes_to_its_own_host_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A settings file that names another address does not get it; ours goes where we say."""
    monkeypatch.setenv("DEEPSEEK_API_KEY", KEY)

    assert key_of(Settings().model_settings(provider="deepseek", model="m")) == KEY
    assert key_of(Settings().model_settings(provider="deepseek", model="m", base_url="http://other/v1")) == ""
    assert key_of(Settings().model_settings(base_url="http://other/v1", model="m")) == ""
    monkeypatch.setenv("ZIPING_API_KEY", "ours")
    assert key_of(Settings().model_settings(base_url="http://other/v1", model="m")) == "ours"


@pytest.mark.parametrize("name", ["api_key", "key", "openai_api_key"])
def test_a_key_in_a_settings_file_is_refused_and_not_repeated(empty_folder: Path, name: str) -> None:
    """It would be stored and copied with it."""
    (empty_folder / "ziping.toml").write_text(f'[model]\n{name} = "{KEY}"\n', encoding="utf-8")

    with pytest.raises(UsageError, match="ZIPING_API_KEY") as failed:
        load_settings()

    assert KEY not in str(failed.value)


@pytest.mark.parametrize(
    "wrong", [{"tries": 0}, {"temperature": 3}, {"request_timeout": -1}, {"wrong_name": 1}]
)
def test_a_wrong_value_is_a_usage_error(wrong: dict[str, int]) -> None:
    """Named, not a traceback."""
    with pytest.raises(UsageError, match=next(iter(wrong))):
        Settings().model_settings(**wrong)


def test_a_missing_key_is_said_before_anything_is_sent() -> None:
    """With the name of the variable."""
    with pytest.raises(ModelKeyError, match="DEEPSEEK_API_KEY"):
        answer_of("http://127.0.0.1:9/v1", provider="deepseek", api_key="")


def test_a_local_server_gets_a_key_that_is_not_empty() -> None:
    """Ollama refuses an empty one."""
    with ModelServer(lambda _: Reply("好")) as server:
        answer_of(server, api_key="")

    assert server.calls[0].authorization == "Bearer none"


def test_a_check_is_remembered_by_address_and_model(empty_folder: Path) -> None:
    """And used by the next run."""
    path = empty_folder / "cache" / "models.json"
    with ModelServer(lambda _: Reply('{"text": "好"}')) as server:
        settings = {"remembered": path}
        target = ModelSettings(base_url=server.base_url, model="fake-1").target()
        remember(path, target, Capabilities(json_schema=True))
        answer = answer_of(server, question(schema=True), **settings)
        other = answer_of(server, question(schema=True), model="fake-2", **settings)

    assert (answer.method, other.method) == ("json_schema", "json_object")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "ziping/model-checks/9", "endpoints": {}}'])
def test_a_damaged_memory_knows_nothing_and_is_written_anew(empty_folder: Path, text: str) -> None:
    """It can be found out again."""
    path = empty_folder / "models.json"
    path.write_text(text, encoding="utf-8")
    target = ModelSettings(base_url="http://h/v1", model="m").target()

    assert remembered_capabilities(path, target) is None
    remember(path, target, Capabilities(streaming=False))
    assert remembered_capabilities(path, target) == Capabilities(streaming=False)
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == "ziping/model-checks/1"
