"""A unit's basis: it changes with everything that decides the text, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.batch.conftest import item

from ziping.batch.engine import Terms
from ziping.batch.keys import Basis
from ziping.drafting.model.options import ModelSettings
from ziping.pipeline.model_draft import ModelRun
from ziping.pipeline.score import Folders
from ziping.resources import shipped

NO_FOLDERS = Folders()
MODEL = ModelSettings(model="m", base_url="http://127.0.0.1:9/v1")


def basis(run: ModelRun | None = None, folders: Folders = NO_FOLDERS, **changed: str) -> str:
    return Basis(Terms(Path("/out"), folders, run=run)).of(item()._replace(**changed))  # type: ignore[arg-type]


def with_model(**changed: object) -> str:
    return basis(ModelRun(MODEL.model_copy(update=changed)))


def test_it_is_the_same_for_the_same() -> None:
    assert basis() == basis()


@pytest.mark.parametrize(
    "changed",
    [{"content": "1" * 64}, {"path": "/in/other.yaml"}, {"rubric": "yueyang-yunxi-2020-department"}],
    ids=str,
)
def test_it_changes_with_the_input(changed: dict[str, str]) -> None:
    """The file's name stands in messages and on the review page."""
    assert basis(**changed) != basis()


def test_a_moved_folder_changes_nothing() -> None:
    assert basis(path="/moved/a.yaml") == basis()


@pytest.mark.parametrize(
    "changed",
    [{"model": "other"}, {"max_attempts": 5}, {"extra": {"seed": 1}}, {"base_url": "http://127.0.0.1:8/v1"}],
    ids=str,
)
def test_it_changes_with_what_the_model_is(changed: dict[str, object]) -> None:
    assert with_model(**changed) != with_model()


@pytest.mark.parametrize("changed", [{"concurrency": 64}, {"budget": "5万"}, {"tries": 9}], ids=str)
def test_it_does_not_change_with_how_the_work_goes(changed: dict[str, object]) -> None:
    assert with_model(**changed) == with_model()


def test_with_a_model_is_not_without() -> None:
    assert with_model() != basis()


def test_it_changes_with_a_template_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrase that is put differently is another report."""
    monkeypatch.chdir(tmp_path)
    family = tmp_path / "shenzhen-department"
    family.mkdir()
    phrase = next((shipped("templates") / "shenzhen-department").glob("*.j2"))
    (family / phrase.name).write_text(phrase.read_text(encoding="utf-8") + "\n{# x #}", encoding="utf-8")

    assert basis(folders=Folders(templates=(tmp_path,))) != basis()


def test_a_rubric_that_cannot_be_read_is_no_crash_here() -> None:
    """The unit fails when its turn comes; when the rubric is there its basis is another."""
    assert basis(rubric="no-such-rubric") != basis()
