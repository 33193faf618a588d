"""Settings: flag, environment, ./ziping.toml, the user's file, in this order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ziping.errors import UsageError
from ziping.pipeline.score import Folders
from ziping.settings import load_settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder and a home without settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return tmp_path


def test_without_any_settings_nothing_is_added() -> None:
    """Only ./rubrics and the shipped ones are searched."""
    assert load_settings().folders() == Folders()


def test_the_environment_may_name_several_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Separated as in PATH."""
    monkeypatch.setenv("ZIPING_RUBRICS_DIR", os.pathsep.join(("a", "b")))

    assert load_settings().folders().rubrics == (Path("a"), Path("b"))


def test_the_environment_wins_over_the_file(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run can look elsewhere."""
    (empty_folder / "ziping.toml").write_text('rubrics_dir = ["file"]\n', encoding="utf-8")
    monkeypatch.setenv("ZIPING_RUBRICS_DIR", "env")

    assert load_settings().folders().rubrics == (Path("env"),)


def test_the_local_file_wins_over_the_users(empty_folder: Path) -> None:
    """A project folder knows best."""
    home = empty_folder / "home" / "ziping"
    home.mkdir(parents=True)
    (home / "config.toml").write_text('rubrics_dir = ["mine"]\ntemplates_dir = ["looks"]\n', encoding="utf-8")
    (empty_folder / "ziping.toml").write_text('rubrics_dir = ["here"]\n', encoding="utf-8")

    assert load_settings().folders() == Folders(rubrics=(Path("here"),), templates=(Path("looks"),))


@pytest.mark.parametrize("text", ["unknown = 1\n", "rubrics_dir = 5\n", "not toml at all ="])
def test_a_wrong_file_is_a_usage_error_that_names_it(empty_folder: Path, text: str) -> None:
    """Exit 2, not a traceback."""
    (empty_folder / "ziping.toml").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match=r"ziping\.toml"):
        load_settings()
