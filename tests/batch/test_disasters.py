"""What goes wrong around a run: disks, folders, inputs, names, records. Each has a clear end; nothing is lost or overwritten.

Full disk by size limit, a file in the folder's place, two runs on one folder, kills, edited and deleted outputs: see
test_run.py; damage inside the ledger and folders of like-named units: test_ledger.py. Here the units are drafted in
the process of the test, by the same bench that a worker uses.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.batch.conftest import REPOSITORY, outputs, submission, write_units
from tests.fakes.asking import settings_for
from tests.fakes.model_server import ModelServer
from tests.fakes.scribe import Scribe

from ziping.batch.bench import Bench
from ziping.batch.engine import Outcome, Task, Terms
from ziping.batch.ledger import Counts, Failed, Ledger, ledger_path
from ziping.batch.run import Done, Order, run_batch
from ziping.domain.batch import Cause, UnitItem
from ziping.drafting.model.account import Account
from ziping.drafting.model.asking import Model
from ziping.errors import OutputError, RenderError
from ziping.pipeline.draft import Drafted, render_all
from ziping.pipeline.model_draft import ModelRun
from ziping.pipeline.score import Folders

DATED = ("year: 2021", "year: 2021\nreport_date: 2022-03-09")
"""What a clerk changes in a submission."""


class HouseEngine:
    """Does the work in this process, one unit after the other."""

    capacity = 1

    def __init__(self, _: Order, terms: Terms, model: Model | None) -> None:
        self._bench = Bench(terms, model)

    async def __aenter__(self) -> HouseEngine:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def do(self, task: Task) -> Outcome:
        return await self._bench.do(task)


@dataclass
class Heard:
    """A listener that writes everything down, and may do something after a unit."""

    lines: list[str] = field(default_factory=list)
    finished_units: list[str] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    hook: Callable[[], None] = lambda: None

    def line(self, text: str) -> None:
        self.lines.append(text)

    def started(self, todo: int, counts: Counts) -> None:
        pass

    def finished(self, item: UnitItem, outcome: Outcome, *, again: bool) -> None:
        if not again:
            self.finished_units.append(item.name)
            self.outcomes[item.name] = outcome
        self.hook()

    def spending(self, account: Account) -> None:
        pass


@dataclass
class Bed:
    """One folder of inputs and one of outputs over several runs."""

    inputs: Path
    out: Path
    heard: Heard = field(default_factory=Heard)

    def run(self, **order: Any) -> Done:
        self.heard = Heard(hook=self.heard.hook)
        return run_batch(
            Order(
                **(
                    {
                        "inputs": (self.inputs,),
                        "out": self.out,
                        "folders": Folders(),
                        "workers": 1,
                        "copies": False,
                    }
                    | order
                )
            ),
            self.heard,
        )

    def states(self) -> dict[str, str]:
        with Ledger(ledger_path(self.out), read_only=True) as ledger:
            return {row.item.name: row.state for row in ledger.rows()}

    def failures(self) -> list[Failed]:
        with Ledger(ledger_path(self.out), read_only=True) as ledger:
            return list(ledger.failures())

    def left(self) -> dict[str, bytes]:
        """Files of the units, without the summary beside their folders and without our own records in them."""
        return {
            name: data for name, data in outputs(self.out).items() if "/" in name and "/.ziping/" not in name
        }

    def write(self, file: str, text: str) -> Path:
        self.inputs.mkdir(exist_ok=True)
        path = self.inputs / file
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def whole_bed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bed:
    """With the summary at the end of every run."""
    monkeypatch.setattr("ziping.batch.run.make_engine", HouseEngine)
    return Bed(tmp_path / "in", tmp_path / "out")


@pytest.fixture
def bed(whole_bed: Bed, monkeypatch: pytest.MonkeyPatch) -> Bed:
    """Without it: quicker."""
    monkeypatch.setattr("ziping.batch.run.write_summary", lambda *_: ())
    return whole_bed


# Disks and folders


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes, where this machine lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    asked = [mount, "-t", "tmpfs", "-o", "size=2m", "none", str(disk)]
    if mount is None or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_really_full_stops_the_run_and_more_room_lets_it_go_on(
    bed: Bed, small_disk: Path, tmp_path: Path
) -> None:
    """What fitted stays as it is; one message, no half-written folder."""
    write_units(bed.inputs, 4)
    bed.out = small_disk / "out"

    try:
        done = bed.run()
        told = str(done.ended.halted)
    except OutputError as error:  # the ledger or the summary met it first
        told = str(error)
    assert "写不进去" in told
    before = bed.left()
    folders = {name.partition("/")[0] for name in before}
    assert 0 < len(folders) < 4
    assert {sum(name.startswith(f"{folder}/") for name in before) for folder in folders} == {6}

    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    bed.run()
    assert set(bed.states().values()) == {"done"}
    assert {name: bed.left()[name] for name in before} == before


@pytest.fixture
def frozen() -> Iterator[Callable[[Path], None]]:
    """``frozen(folder)``: nobody can write into it, not even root."""
    done: list[tuple[Path, bool]] = []

    def freeze(folder: Path) -> None:
        chattr = shutil.which("chattr")
        hard = (
            chattr is not None
            and not subprocess.run([chattr, "+i", folder], capture_output=True, check=False).returncode
        )
        if not hard:
            folder.chmod(0o555)
        done.append((folder, hard))
        if os.access(folder, os.W_OK) and not hard:
            pytest.skip("no way to make a folder read-only here")

    yield freeze
    for folder, hard in done:
        if hard:
            subprocess.run(["chattr", "-i", folder], check=True)
        else:
            folder.chmod(0o755)


def test_an_output_folder_that_cannot_be_written_is_told_before_anything_is_done(
    bed: Bed, frozen: Callable[[Path], None]
) -> None:
    write_units(bed.inputs, 1)
    bed.out.mkdir()
    frozen(bed.out)

    with pytest.raises(OutputError, match="写不进去"):
        bed.run()
    assert bed.heard.finished_units == []


def test_one_units_folder_that_cannot_be_written_is_that_units_failure_alone(
    bed: Bed, frozen: Callable[[Path], None]
) -> None:
    """Its old files stand; the next run tries again without being told."""
    write_units(bed.inputs, 2)
    bed.run()
    before = bed.left()
    for number in (1, 2):
        text = submission(f"示例第{number}工会", f"{number:06}").replace(*DATED)
        bed.write(f"u{number:03}.yaml", text)
    frozen(next(bed.out.glob("000001_*")))

    bed.run()

    assert bed.states() == {"示例第1工会": "failed", "示例第2工会": "done"}
    (failed,) = bed.failures()
    assert failed.failure.cause is Cause.DISK
    assert "写不进去" in failed.failure.message
    assert {name: data for name, data in bed.left().items() if name.startswith("000001_")} == {
        name: data for name, data in before.items() if name.startswith("000001_")
    }
    assert bed.heard.finished_units == ["示例第2工会", "示例第1工会"]


# The clock


def test_a_clock_that_is_set_back_changes_nothing(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to be done hangs on contents: neither our files from the future nor an input from the past matter."""
    write_units(bed.inputs, 2)
    bed.run()
    before = bed.left()
    year = 365 * 24 * 3600
    for path in bed.out.rglob("*"):
        os.utime(path, (time.monotonic() + 90 * year, time.monotonic() + 90 * year))
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)  # September 2001

    bed.run()
    assert bed.heard.finished_units == []

    changed = bed.write(
        "u002.yaml",
        submission("示例第2工会", "000002").replace(*DATED),
    )
    os.utime(changed, (0, 0))
    bed.run()
    assert bed.heard.finished_units == ["示例第2工会"]
    assert [name for name in before if bed.left()[name] != before[name]]
    assert bed.left().keys() == before.keys()


# Names and twins

ODD_NAMES = {
    "long": "示例" * 150,
    "outside": "../../../tmp/示例工会",
    "absolute": "/etc/示例工会",
    "device": "CON",
    "picture": "示例🎉工会👷",
    "dots": "...",
    "windows": 'a<b>:"c|d?*',
}


def test_whatever_a_union_is_called_its_files_lie_in_one_folder_of_the_output(
    whole_bed: Bed, tmp_path: Path
) -> None:
    """300 characters, paths, device names, pictures: all drafted, every name short enough for any file system."""
    for file, name in ODD_NAMES.items():
        whole_bed.write(f"{file}.yaml", submission(name))
    outside = {path for path in tmp_path.rglob("*") if whole_bed.out not in (path, *path.parents)}

    whole_bed.run()

    assert set(whole_bed.states().values()) == {"done"}
    assert len({name.partition("/")[0] for name in whole_bed.left()}) == len(ODD_NAMES)
    for name in whole_bed.left():
        for part in name.split("/"):
            assert len(part.encode("utf-8")) <= 255
            assert not re.search(r'[\\:*?"<>|\x00-\x1f]', part)
            assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part)
    assert {path for path in tmp_path.rglob("*") if whole_bed.out not in (path, *path.parents)} == outside


def test_two_unions_of_one_name(bed: Bed) -> None:
    """With codes each has its folder; without codes both wait for a person; the very same file twice is one unit."""
    bed.write("a.yaml", submission("示例工会", "000001"))
    bed.write("b.yaml", submission("示例工会", "000002"))
    bed.write("c.yaml", submission("无编码工会"))
    bed.write("d.yaml", submission("无编码工会", note="另一份"))
    bed.write("e.yaml", submission("寄了两次的工会", "000003"))
    bed.write("f.yaml", submission("寄了两次的工会", "000003"))

    done = bed.run()

    folders = {name.partition("/")[0] for name in bed.left()}
    assert folders == {"000001_示例工会", "000002_示例工会", "000003_寄了两次的工会"}
    assert done.counts.done == 3
    told = " ".join(failed.failure.message for failed in bed.failures())
    assert "c.yaml" in told
    assert "d.yaml" in told


# Inputs and settings that change under the run


def test_an_input_that_is_deleted_or_changed_in_the_middle(bed: Bed) -> None:
    """Both are told and the others go on; the next run drafts what lies there then."""
    write_units(bed.inputs, 4)

    def meanwhile() -> None:
        (bed.inputs / "u002.yaml").unlink(missing_ok=True)
        bed.write("u003.yaml", submission("示例第3工会", "000003").replace(*DATED))

    bed.heard.hook = meanwhile
    bed.run()
    assert list(bed.states().values()) == ["done", "failed", "failed", "done"]
    for failed, told in zip(bed.failures(), ("u002.yaml", "内容改过"), strict=True):
        assert failed.failure.cause is Cause.INPUT
        assert told in failed.failure.message

    bed.run()
    assert bed.states() == {"示例第1工会": "done", "示例第3工会": "done", "示例第4工会": "done"}
    draft = next(bed.out.glob("000003_*/draft.json")).read_text(encoding="utf-8")
    assert "2022年3月9日" in draft


def test_no_unit_gets_the_figures_of_another_when_lines_move(bed: Bed) -> None:
    """Somebody deletes the first line of a jsonl while it is worked on: line 2 is now another union's."""
    lines = [
        json.dumps(yaml.safe_load(submission(f"示例第{number}工会", f"{number:06}"))) for number in (1, 2, 3)
    ]
    bed.write("all.jsonl", "\n".join(lines))
    bed.heard.hook = lambda: bed.write("all.jsonl", "\n".join(lines[1:])) and None

    bed.run()

    assert list(bed.states().values()) == ["done", "failed", "failed"]
    bed.run()
    assert bed.states() == {"示例第2工会": "done", "示例第3工会": "done"}
    for number in (1, 2, 3):
        (draft,) = bed.out.glob(f"{number:06}_*/draft.json")
        assert f"示例第{number}工会" in draft.read_text(encoding="utf-8")


def test_a_rubric_that_was_edited_between_two_runs_is_a_reason_to_do_its_units_again(
    bed: Bed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The score sheets say what the new edition says, in files of the same names."""
    rubric = tmp_path / "rubrics" / "shenzhen-futian" / "2021" / "department.yaml"
    rubric.parent.mkdir(parents=True)
    text = (REPOSITORY / "rubrics" / "shenzhen-futian" / "2021" / "department.yaml").read_text(
        encoding="utf-8"
    )
    rubric.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    write_units(bed.inputs, 1)
    bed.run()
    names = bed.left().keys()
    rubric.write_text(text.replace("label_zh: 预算编制合理性", "label_zh: 预算编制改名性"), encoding="utf-8")

    bed.run()

    assert bed.heard.finished_units == ["示例第1工会"]
    assert bed.left().keys() == names
    assert "预算编制改名性" in next(bed.out.glob("*/scorecard.json")).read_text(encoding="utf-8")


# People and outputs


def test_what_a_person_did_in_the_output_folder_is_kept(bed: Bed) -> None:
    """An edited report, a file of their own, a note in the output folder: none is touched when units are done again."""
    write_units(bed.inputs, 2)
    bed.run()
    folder = next(bed.out.glob("000001_*"))
    (report,) = folder.glob("*.docx")
    report.write_bytes(b"edited")
    (folder / "批注.txt").write_text("mine", encoding="utf-8")
    (bed.out / "说明.txt").write_text("mine", encoding="utf-8")
    next(bed.out.glob("000002_*/*.html")).write_bytes(b"")  # a file that a broken disk has emptied

    bed.write(
        "u001.yaml",
        submission("示例第1工会", "000001").replace(*DATED),
    )
    bed.run()

    assert bed.heard.finished_units == ["示例第1工会", "示例第2工会"]
    assert report.read_bytes() == b"edited"
    assert report.with_name(report.name.replace(".docx", "（2）.docx")).is_file()
    assert (folder / "批注.txt").read_text(encoding="utf-8") == "mine"
    assert (bed.out / "说明.txt").read_text(encoding="utf-8") == "mine"
    assert max(path.stat().st_size for path in bed.out.glob("000002_*/*.html")) > 100_000


# Records


def test_a_damaged_ledger_costs_work_and_nothing_else(bed: Bed) -> None:
    """It is moved aside and said; the units are done again into the same folders, byte for byte."""
    write_units(bed.inputs, 2)
    bed.run()
    before = bed.left()
    ledger_path(bed.out).write_bytes(b"\x00rubbish" * 4_000)

    bed.run()

    assert bed.left() == before
    assert any("已损坏" in line for line in bed.heard.lines)
    assert bed.heard.finished_units == ["示例第1工会", "示例第2工会"]
    assert list((bed.out / ".ziping").glob("batch.sqlite.damaged-*"))


def test_a_damaged_store_of_answers_is_moved_aside_and_the_finished_units_are_not_asked_again(
    bed: Bed,
) -> None:
    """Only what is to be done is asked; the damaged file is kept."""
    write_units(bed.inputs, 2)
    with ModelServer(Scribe()) as server:
        store = bed.out / ".ziping" / "answers.sqlite"
        run = ModelRun(settings_for(server), store, False, True)
        bed.run(run=run)
        asked = len(server.calls)
        before = bed.left()
        store.write_bytes(b"\x00rubbish" * 4_000)
        for side in ("-wal", "-shm"):
            store.with_name(store.name + side).unlink(missing_ok=True)

        bed.run(run=run)
        assert len(server.calls) == asked
        assert bed.left() == before

        next(bed.out.glob("000002_*/draft.json")).unlink()
        bed.run(run=run)
        assert asked < len(server.calls) < 2 * asked
    assert bed.left() == before
    assert list(store.parent.glob("answers.sqlite.damaged-*"))


# Units


def test_a_template_that_fails_for_one_unit_is_that_units_failure(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of the template that shows with one unit's data, or of ours: the others are drafted."""
    write_units(bed.inputs, 4)

    def render(drafted: Drafted, folders: Folders) -> dict[str, bytes]:
        name = drafted.scored.submission.unit.name
        if "第2" in name:
            raise RenderError("report.docx：模板第 3 段用了没有的名字 units")
        if "第3" in name:
            raise ZeroDivisionError("division by zero")
        return render_all(drafted, folders)

    monkeypatch.setattr("ziping.pipeline.unit.render_all", render)
    bed.run()

    assert list(bed.states().values()) == ["done", "failed", "failed", "done"]
    told = {failed.item.name: failed.failure for failed in bed.failures()}
    assert told["示例第2工会"].cause is Cause.SETTINGS
    assert "模板" in told["示例第2工会"].message
    assert told["示例第3工会"].cause is Cause.INTERNAL
    assert "开发者" in told["示例第3工会"].message
    assert len({name.partition("/")[0] for name in bed.left()}) == 2


def test_all_units_are_broken(whole_bed: Bed) -> None:
    """Every one is listed with its file; the run comes to its end, and mending one drafts that one."""
    good = submission("示例工会")
    for number, text in enumerate(["", "x: [", good[:20], good.replace("year: 2021", "year: 今年")] * 4):
        whole_bed.write(f"u{number:02}.yaml", text)

    done = whole_bed.run()
    assert done.ended.halted is None
    assert (done.counts.failed, done.counts.done) == (16, 0)
    assert {failed.failure.cause for failed in whole_bed.failures()} == {Cause.INPUT}
    assert sorted(Path(failed.item.path).name for failed in whole_bed.failures()) == [
        f"u{number:02}.yaml" for number in range(16)
    ]

    whole_bed.write("u00.yaml", good)
    assert whole_bed.run().counts.done == 1
