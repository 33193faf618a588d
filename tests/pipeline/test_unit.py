"""One unit end to end: the same files as ``ziping draft`` makes, a result for summaries, and a cause for every failure."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from tests.batch.conftest import FUTIAN, RUBRIC, submission
from tests.fakes.model_server import Call
from tests.fakes.scribe import Scribe

from ziping.batch.sources import find_units, load_item
from ziping.domain.batch import Cause, UnitItem
from ziping.drafting.model.asking import Answer, Ask
from ziping.drafting.model.options import ModelSettings
from ziping.errors import ModelTimeoutError, RefusalError
from ziping.pipeline.draft import draft_scored, render_all
from ziping.pipeline.form_drafts import draft_forms
from ziping.pipeline.forms import form_rubric, needed_form_file
from ziping.pipeline.model_draft import ModelRun
from ziping.pipeline.score import Folders, read_input, score_raw
from ziping.pipeline.unit import (
    FormInput,
    Given,
    Means,
    UnitDraft,
    UnitFailedError,
    draft_unit,
    failure_of,
    write_unit,
)

NO_FOLDERS = Folders()
FORMS = FUTIAN.parents[1] / "futian_projects_2023"
RUN = ModelRun(ModelSettings(model="m", base_url="http://127.0.0.1:9/v1"))


class Clerk:
    """A model that writes well, without a wire."""

    def __init__(self) -> None:
        self.scribe = Scribe()

    async def ask(self, ask: Ask) -> Answer:
        messages = [{"role": message.role, "content": message.text} for message in ask.messages]
        return Answer(self.scribe(Call({"messages": messages}, 0, 0)).text)


class Failing:
    """A model that never answers."""

    async def ask(self, ask: Ask) -> Answer:
        raise ModelTimeoutError(f"{ask.purpose}：没有回答")


def found(path: Path) -> UnitItem:
    (item,) = find_units([path], NO_FOLDERS).items
    return item


def drafted(item: UnitItem, given: Given, **means: object) -> UnitDraft:
    return asyncio.run(draft_unit(item, given, Means(NO_FOLDERS, **means), "folder"))  # type: ignore[arg-type]


def test_a_unit_has_the_files_of_a_single_draft_byte_by_byte() -> None:
    """There is one pipeline, not two."""
    item = found(FUTIAN)

    made = drafted(item, load_item(item, NO_FOLDERS))

    single = draft_scored(score_raw(read_input(FUTIAN), NO_FOLDERS), NO_FOLDERS)
    assert made.files == render_all(single, NO_FOLDERS)


def test_a_machine_that_has_lost_its_clock_writes_the_same_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty battery says 1970, where a zip of today begins in 1980."""
    item = found(FUTIAN)
    before = drafted(item, load_item(item, NO_FOLDERS))
    lost = time.gmtime(0)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(time, "localtime", lambda *_: lost)

    assert drafted(item, load_item(item, NO_FOLDERS)).files == before.files


def test_the_result_says_what_the_scorecard_says() -> None:
    """Nothing is computed a second time."""
    item = found(FUTIAN)
    card = score_raw(read_input(FUTIAN), NO_FOLDERS).scorecard

    result = drafted(item, load_item(item, NO_FOLDERS)).result

    assert (result.total_score, result.proven, result.asserted, result.pending) == (
        card.total_score,
        card.proven,
        card.asserted,
        card.pending,
    )
    assert [(line.id, line.score, line.lost) for line in result.indicators] == [
        (line.id, line.score, line.lost) for line in card.lines
    ]
    assert (result.key, result.rubric, result.folder, result.year) == (item.key, RUBRIC, "folder", 2021)
    assert result.paragraphs.offline > 20
    assert result.paragraphs.first == result.paragraphs.replaced == 0


def test_a_form_has_the_files_of_a_file_of_forms(tmp_path: Path) -> None:
    """Each form of a workbook is a unit, with the same folder content as ``ziping draft`` of the whole file."""
    file = needed_form_file(FORMS / "forms.xlsx")
    ready = form_rubric(file, "shenzhen-futian-2023-project", NO_FOLDERS)
    together = draft_forms(file, ready, NO_FOLDERS, tmp_path)
    _, first = together.scored.forms[0]
    assert first is not None
    assert first.submission.form is not None
    item = UnitItem(
        "k", "x", "", "shenzhen-futian-2023-project", 2023, "form", str(FORMS / "forms.xlsx"), 1, ""
    )

    made = drafted(item, FormInput(file, 1))

    folder = next(path for path in tmp_path.iterdir() if path.name.startswith(first.submission.form.code))
    there = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert made.files == there
    assert made.result.project == first.submission.form.name


def test_a_form_that_is_not_there_is_the_inputs_fault() -> None:
    file = needed_form_file(FORMS / "forms.xlsx")
    item = UnitItem("k", "x", "", "shenzhen-futian-2023-project", 2023, "form", "f", 99, "")

    with pytest.raises(UnitFailedError, match="没有第 99 张") as caught:
        drafted(item, FormInput(file, 99))

    assert caught.value.failure.cause is Cause.INPUT


def test_a_model_writes_what_the_outline_gives_it() -> None:
    item = found(FUTIAN)

    made = drafted(item, load_item(item, NO_FOLDERS), run=RUN, model=Clerk())

    assert made.answered
    assert made.result.paragraphs.first > 5
    assert made.result.paragraphs.replaced == 0


def test_a_model_that_never_answers_is_told_apart_from_one_that_writes_badly() -> None:
    """The offline report is there, and whoever has the patience may ask again first."""
    item = found(FUTIAN)

    made = drafted(item, load_item(item, NO_FOLDERS), run=RUN, model=Failing())

    assert not made.answered
    assert made.result.paragraphs.first == 0
    assert [finding.code for finding in made.result.findings].count("model_failed") > 0


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (("rubric: shenzhen-futian-2021-department", "rubric: nowhere-2021-department"), Cause.INPUT),
        (("year: 2021", "year: soon"), Cause.INPUT),
        (("format: ziping/submission/1", "format: ziping/submission/9"), Cause.INPUT),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_input_is_told_as_such(
    tmp_path: Path, change: tuple[str, str], cause: Cause
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(submission("示例工会").replace(*change), encoding="utf-8")
    item = found(FUTIAN)

    with pytest.raises(UnitFailedError) as caught:
        drafted(item._replace(path=str(path)), read_input(path))

    assert caught.value.failure.cause is cause
    assert "a.yaml" in caught.value.failure.message


def test_an_unknown_rubric_on_the_command_line_is_a_setting() -> None:
    item = found(FUTIAN)

    with pytest.raises(UnitFailedError) as caught:
        drafted(item, load_item(item, NO_FOLDERS), rubric="nowhere-2021-department")

    assert caught.value.failure.cause is Cause.SETTINGS


def test_a_template_that_cannot_be_filled_is_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would fail for all units."""
    family = tmp_path / "shenzhen-department"
    family.mkdir()
    (family / "report.docx").write_bytes(b"no Word file")
    item = found(FUTIAN)
    means = Means(Folders(templates=(tmp_path,)))

    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnitFailedError) as caught:
        asyncio.run(draft_unit(item, load_item(item, NO_FOLDERS), means, "folder"))

    assert caught.value.failure.cause is Cause.SETTINGS


def test_our_own_bug_is_one_line_and_names_itself() -> None:
    failure = failure_of(ZeroDivisionError("division by zero"))

    assert failure.cause is Cause.INTERNAL
    assert "ZeroDivisionError" in failure.message


def test_a_model_error_is_the_models_matter() -> None:
    assert failure_of(RefusalError("不写")).cause is Cause.MODEL


def test_the_result_names_the_files_as_they_are(tmp_path: Path) -> None:
    """A report that a person edited stays; the result points at ours."""
    item = found(FUTIAN)
    made = drafted(item, load_item(item, NO_FOLDERS))
    first = write_unit(made, tmp_path, tmp_path / "staging")
    report = tmp_path / "folder" / first.result.files["report"]
    report.write_bytes(b"edited")

    again = write_unit(made, tmp_path, tmp_path / "staging")

    assert again.result.files["report"] == report.name.replace(".docx", "（2）.docx")
    assert again.result.files["review"] == first.result.files["review"]
    assert {name: (tmp_path / "folder" / name).stat().st_size for name in again.sizes} == again.sizes
