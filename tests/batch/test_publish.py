"""Finished results at an address: what goes there, in which order, what is left alone, and what goes wrong on the way."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import _registry
from fsspec.spec import AbstractFileSystem
from tests.batch.conftest import outputs, write_units
from tests.batch.test_disasters import DATED, Heard, HouseEngine

from ziping.batch.ledger import Ledger, ledger_path
from ziping.batch.lock import locked
from ziping.batch.publish import Shipped, publish
from ziping.batch.run import Order, run_batch
from ziping.errors import OutputError, UnreadableInputError, UsageError
from ziping.pipeline.score import Folders

LISTING = "ziping-published.json"
SUMMARY = {"汇总.xlsx", "汇总.docx", "summary.json", "index.html"}


class Shelf(AbstractFileSystem):
    """A store of objects that writes down what is done to it, and fails when it is told to."""

    protocol = "shelf"
    cachable = False
    objects: ClassVar[dict[str, bytes]] = {}
    kinds: ClassVar[dict[str, dict[str, str]]] = {}
    done: ClassVar[list[tuple[str, str]]] = []
    plans: ClassVar[list[Callable[[str, str], None]]] = []

    @classmethod
    def _strip_protocol(cls, path: Any) -> str:
        return str(path).removeprefix("shelf://").rpartition("@")[2].rstrip("/")

    def _noted(self, what: str, path: str) -> None:
        for plan in self.plans:
            plan(what, path)
        self.done.append((what, path.partition("/")[2]))

    def pipe_file(self, path: str, value: bytes, **told: str) -> None:
        self._noted("put", path)
        self.objects[path] = value
        self.kinds[Path(path).name] = told

    def rm_file(self, path: str) -> None:
        self._noted("remove", path)
        del self.objects[path]

    def info(self, path: str) -> dict[str, Any]:
        if path not in self.objects:
            raise FileNotFoundError(path)
        return {"name": path, "size": len(self.objects[path]), "type": "file"}

    def cat_file(self, path: str) -> bytes:
        return self.objects[path]


class WideShelf(Shelf):
    """The same, for several threads at once."""

    protocol = "wideshelf"
    async_impl = True

    @classmethod
    def _strip_protocol(cls, path: Any) -> str:
        return str(path).removeprefix("wideshelf://").rstrip("/")


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Shelf]]:
    """An empty shelf that works, known as ``shelf://``; and no waiting between attempts."""
    monkeypatch.setattr("ziping.batch.target._WAITS", (0, 0))
    for kind in (Shelf, WideShelf):
        fsspec.register_implementation(kind.protocol, kind, clobber=True)
    yield Shelf
    for kept in (Shelf.objects, Shelf.kinds, Shelf.done, Shelf.plans):
        kept.clear()
    MemoryFileSystem.store.clear()


def run(folder: Path, **order: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ziping.batch.run.make_engine", HouseEngine)
        given = {
            "inputs": (folder / "in",),
            "out": folder / "out",
            "folders": Folders(),
            "workers": 1,
            "copies": False,
        }
        run_batch(Order(**(given | order)), Heard())


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of three units that came to its end."""
    folder = tmp_path_factory.mktemp("finished")
    write_units(folder / "in", 3)
    run(folder)
    return folder


@pytest.fixture
def bed(finished: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    for name in ("in", "out"):
        shutil.copytree(finished / name, tmp_path / name)
    return tmp_path


def ship(bed: Path, url: str = "shelf://bucket/2025", **options: Any) -> Shipped:
    with Ledger(ledger_path(bed / "out"), read_only=True) as ledger:
        return publish(bed / "out", url, ledger, **options)


def change(bed: Path, *numbers: int) -> None:
    """A clerk sends other figures for some units."""
    for number in numbers:
        path = bed / "in" / f"u{number:03}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(*DATED), encoding="utf-8")


def results(out: Path) -> dict[str, bytes]:
    """What should be there."""
    return {name: data for name, data in outputs(out).items() if ".ziping" not in name.split("/")}


def on_shelf() -> dict[str, bytes]:
    """What is there beside the listing."""
    found = {path.partition("/")[2].partition("/")[2]: data for path, data in Shelf.objects.items()}
    found.pop(LISTING, None)
    return found


def listing() -> Any:
    return json.loads(Shelf.objects[f"bucket/2025/{LISTING}"])


def puts() -> list[str]:
    """Names of everything that was written since the last look, in order."""
    told = [name.removeprefix("2025/") for what, name in Shelf.done if what == "put"]
    Shelf.done.clear()
    return told


def folder_of(bed: Path, number: int) -> str:
    (found,) = (bed / "out").glob(f"{number:06}_*")
    return found.name


def edit_ledger(bed: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(ledger_path(bed / "out")) as live:
        live.execute(statement, values)
    live.close()


# The right way


def test_all_finished_results_and_the_summary_are_there_and_nothing_else(bed: Path) -> None:
    """No record of ours, no file of a person that is no result."""
    expected = results(bed / "out")
    (bed / "out" / "口令.txt").write_text("x", encoding="utf-8")
    (bed / "out" / folder_of(bed, 1) / "便条.txt").write_text("x", encoding="utf-8")

    shipped = ship(bed)

    assert on_shelf() == expected
    assert (shipped.published, shipped.skipped, shipped.files) == (3, 0, len(expected))
    assert shipped.size == sum(map(len, expected.values()))
    assert set(shipped.summary) == SUMMARY
    assert shipped.summary[-1] == "index.html"


def test_the_listing_names_every_file_with_its_hash_and_size(bed: Path) -> None:
    ship(bed)

    told = listing()
    assert told["format"] == "ziping/batch-published/1"
    assert set(told["units"]) == {folder_of(bed, number) for number in (1, 2, 3)}
    data = (bed / "out" / folder_of(bed, 2) / "draft.json").read_bytes()
    assert told["units"][folder_of(bed, 2)]["draft.json"]["size"] == len(data)
    assert (told["unfinished"], told["leftover"]) == ({}, {})


def test_a_second_time_writes_nothing_at_all(bed: Path) -> None:
    ship(bed)
    puts()

    shipped = ship(bed)

    assert puts() == []
    assert (shipped.published, shipped.skipped, shipped.files, shipped.size) == (0, 3, 0, 0)


def test_the_page_that_links_the_units_comes_after_all_of_them(bed: Path) -> None:
    """And the last of the files beside them."""
    ship(bed)

    order = [name for name in puts() if name != LISTING]
    beside = [at for at, name in enumerate(order) if "/" not in name]
    assert order[-1] == "index.html"
    assert min(beside) == len(order) - 4


def test_only_the_unit_that_changed_and_the_summary_go_again(bed: Path) -> None:
    """Of the unit only the files that are different."""
    ship(bed)
    puts()
    change(bed, 2)
    run(bed)

    shipped = ship(bed)

    written = {name for name in puts() if "/" in name}
    assert {name.partition("/")[0] for name in written} == {folder_of(bed, 2)}
    assert (shipped.published, shipped.skipped) == (1, 2)
    assert on_shelf() == results(bed / "out")


def test_a_file_that_a_person_edited_goes_there_as_it_is(bed: Path) -> None:
    """And none of the unit's other files."""
    report = next((bed / "out" / folder_of(bed, 1)).glob("*.docx"))
    ship(bed)
    report.write_bytes(b"edited")
    puts()

    shipped = ship(bed)

    assert (shipped.published, shipped.files) == (1, 1)
    assert set(puts()) == {LISTING, f"{folder_of(bed, 1)}/{report.name}"}
    assert on_shelf()[f"{folder_of(bed, 1)}/{report.name}"] == b"edited"


def test_a_file_that_is_no_longer_part_of_a_unit_is_removed_after_the_page_is_new(bed: Path) -> None:
    ship(bed)
    folder = folder_of(bed, 1)
    with Ledger(ledger_path(bed / "out"), read_only=True) as ledger:
        sizes = next(row.sizes for row in ledger.rows() if row.folder == folder)
    edit_ledger(
        bed,
        "UPDATE units SET sizes = ? WHERE folder = ?",
        json.dumps({name: size for name, size in sizes.items() if name != "facts.json"}),
        folder,
    )
    (bed / "out" / "index.html").write_bytes(b"<p>")
    Shelf.done.clear()

    shipped = ship(bed)

    assert shipped.removed == 1
    assert f"{folder}/facts.json" not in on_shelf()
    page, gone = ("put", "2025/index.html"), ("remove", f"2025/{folder}/facts.json")
    assert Shelf.done.index(page) < Shelf.done.index(gone)
    assert listing()["leftover"] == {}


def test_units_that_left_the_run_stay_until_they_are_asked_to_go(bed: Path) -> None:
    """``prune`` removes all their files; whatever else lies there is not ours to touch."""
    ship(bed)
    Shelf.objects["bucket/2025/别人的.txt"] = b"x"
    left = folder_of(bed, 3)
    (bed / "in" / "u003.yaml").unlink()
    run(bed)

    kept = ship(bed)
    assert (kept.gone, kept.pruned, kept.removed) == (1, 0, 0)
    assert any(name.startswith(f"{left}/") for name in on_shelf())

    pruned = ship(bed, prune=True)
    assert (pruned.gone, pruned.pruned, pruned.removed) == (0, 1, 6)
    assert on_shelf() == {
        **{name: data for name, data in results(bed / "out").items() if not name.startswith(f"{left}/")},
        "别人的.txt": b"x",
    }
    assert left not in listing()["units"]


def test_several_files_go_at_once_where_the_file_system_can(bed: Path) -> None:
    """The same is there in the end."""
    ship(bed, "wideshelf://bucket/2025")

    assert on_shelf() == results(bed / "out")


def test_a_store_is_told_that_a_page_is_a_page(bed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a browser shows it."""
    monkeypatch.setitem(_registry, "s3", type("Bucket", (Shelf,), {"protocol": "s3"}))

    ship(bed, "s3://bucket/2025")

    assert Shelf.kinds["index.html"] == {"ContentType": "text/html; charset=utf-8"}
    assert Shelf.kinds[LISTING] == {"ContentType": "application/json"}


@pytest.mark.parametrize("url", ["memory://years/2025", "file://{tmp}/共享 文件夹/2025"])
def test_known_file_systems_take_it(bed: Path, url: str) -> None:
    """Memory and a folder of this machine; nothing unfinished is left in the folder."""
    url = url.format(tmp=bed)

    ship(bed, url)

    fs, root = fsspec.core.url_to_fs(url)
    there = {path.removeprefix(f"{root}/"): fs.cat_file(path) for path in fs.find(root)}
    assert there.pop(LISTING)
    assert there == results(bed / "out")
    assert ship(bed, url).skipped == 3


def test_a_pruned_unit_leaves_no_empty_folder_where_there_are_folders(bed: Path) -> None:
    ship(bed, f"file://{bed}/there")
    left = folder_of(bed, 3)
    (bed / "in" / "u003.yaml").unlink()
    run(bed)

    ship(bed, f"file://{bed}/there", prune=True)

    assert not (bed / "there" / left).exists()


# Not the whole of it yet


def test_while_a_run_is_under_way_finished_units_go_and_the_summary_waits(bed: Path) -> None:
    with locked(bed / "out" / ".ziping"):
        shipped = ship(bed)

    assert shipped.published == 3
    assert "还在运行" in shipped.held
    assert not SUMMARY & on_shelf().keys()
    assert set(ship(bed).summary) == SUMMARY


def test_a_page_that_links_a_unit_that_is_not_there_waits(bed: Path) -> None:
    """A unit that is to be done again has no finished result; the old page still names it."""
    edit_ledger(bed, "UPDATE units SET state = 'pending' WHERE folder = ?", folder_of(bed, 2))

    shipped = ship(bed)

    assert shipped.published == 2
    assert "有 1 个单位还没有发布" in shipped.held
    assert not SUMMARY & on_shelf().keys()

    run(bed)
    assert ship(bed).held == ""
    assert on_shelf() == results(bed / "out")


def test_a_unit_that_was_there_before_stays_while_it_is_done_again(bed: Path) -> None:
    """The page may link it."""
    ship(bed)
    before = on_shelf()
    edit_ledger(bed, "UPDATE units SET state = 'failed' WHERE folder = ?", folder_of(bed, 2))

    shipped = ship(bed)

    assert (shipped.held, shipped.skipped, on_shelf()) == ("", 2, before)


def test_a_failed_unit_has_nothing_there(bed: Path) -> None:
    (bed / "in" / "u002.yaml").write_text("format: [", encoding="utf-8")
    folder = folder_of(bed, 2)
    run(bed)

    shipped = ship(bed)

    assert (shipped.published, shipped.held) == (2, "")
    assert not any(name.startswith(folder) for name in on_shelf())


def test_a_unit_that_the_page_still_links_is_not_pruned(bed: Path) -> None:
    """A run with other inputs was broken off: there is no new page yet."""
    ship(bed)
    before = on_shelf()
    edit_ledger(bed, "UPDATE units SET present = 0 WHERE folder = ?", folder_of(bed, 2))

    shipped = ship(bed, prune=True)

    assert (shipped.pruned, shipped.gone) == (0, 1)
    assert "有 1 个单位还没有发布" in shipped.held
    assert on_shelf() == before


@pytest.mark.parametrize("how", ["missing", "empty", "link"])
def test_a_unit_whose_files_are_not_all_there_is_named_and_left_out(bed: Path, how: str) -> None:
    """A link is not followed: it may lead to what is nobody else's business."""
    file = bed / "out" / folder_of(bed, 1) / "facts.json"
    (bed / "secret").write_text("x", encoding="utf-8")
    file.unlink()
    {
        "missing": lambda: None,
        "empty": file.touch,
        "link": lambda: file.symlink_to(bed / "secret"),
    }[how]()

    shipped = ship(bed)

    assert shipped.incomplete == ["示例第1工会"]
    assert shipped.published == 2
    assert not any(name.startswith(folder_of(bed, 1)) for name in on_shelf())
    assert "有 1 个单位还没有发布" in shipped.held


# Failures on the way


def broken_after(writes: int, error: Exception) -> Callable[[str, str], None]:
    """Works for some writes, then for none."""
    left = iter(range(writes))

    def plan(what: str, path: str) -> None:
        if what == "put" and next(left, None) is None:
            raise error

    return plan


@pytest.mark.parametrize("writes", [0, 1, 4, 7, 8, 14, 15, 21, 22, 24, 26])
def test_wherever_it_breaks_the_page_links_nothing_missing_and_again_goes_on(
    bed: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """Units that the listing knows are not written again: of 27 writes every seventh is the listing's, then come the
    files beside the units and the listing.
    """
    monkeypatch.setattr("ziping.batch.publish._LEAST_TOGETHER", 1)
    Shelf.plans.append(broken_after(writes, ConnectionResetError(104, "Connection reset by peer")))
    with pytest.raises(OutputError, match=r"shelf://bucket/2025/.*写不进去.*再运行同一条命令会接着做"):
        ship(bed)

    assert "index.html" not in on_shelf() or on_shelf() == results(bed / "out")
    Shelf.plans.clear()
    puts()
    ship(bed)
    assert on_shelf() == results(bed / "out")
    listed = max(0, writes - 1) // 7
    assert len([name for name in puts() if name != LISTING]) == 22 - 6 * listed


@pytest.mark.parametrize("writes", [1, 3, 4, 6])
def test_a_unit_that_was_half_replaced_is_replaced_whole_even_if_its_old_files_come_back(
    bed: Path, writes: int
) -> None:
    """The listing does not vouch for a unit that is being written."""
    ship(bed)
    shutil.copytree(bed / "out", bed / "before")
    change(bed, 1, 2)
    run(bed)
    Shelf.plans.append(broken_after(writes, TimeoutError("slow")))
    with pytest.raises(OutputError):
        ship(bed)
    Shelf.plans.clear()
    shutil.rmtree(bed / "out")
    (bed / "before").rename(bed / "out")

    ship(bed)

    assert on_shelf() == results(bed / "out")


def test_a_short_fault_is_lived_through(bed: Path) -> None:
    """Every object fails twice."""
    failed: dict[str, int] = {}

    def plan(what: str, path: str) -> None:
        failed[path] = failed.get(path, 0) + 1
        if failed[path] <= 2:
            raise ConnectionError("reset")

    Shelf.plans.append(plan)

    ship(bed)

    assert on_shelf() == results(bed / "out")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Access Denied"), "请检查密钥和写权限"),
        (FileNotFoundError(2, "The specified bucket does not exist"), "请检查地址里的存储桶"),
        (OSError(28, "No space left on device"), "没有空间"),
        (NotImplementedError(), "只能读"),
        (RuntimeError("their own kind\nwith a second line"), "their own kind）"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_another_attempt_does_not_mend_is_told_at_once(bed: Path, error: Exception, told: str) -> None:
    tries: list[str] = []

    def plan(what: str, path: str) -> None:
        tries.append(path)
        raise error

    Shelf.plans.append(plan)

    with pytest.raises(OutputError) as caught:
        ship(bed)

    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(tries) == 1


def test_one_failure_among_several_threads_ends_it_and_what_was_written_is_known(bed: Path) -> None:
    """The others are let come to their end."""
    third = Event()

    def plan(what: str, path: str) -> None:
        if f"/{folder_of(bed, 3)}/" in path:
            third.set()
        if f"/{folder_of(bed, 2)}/" in path:
            assert third.wait(60)
            raise PermissionError(13, "denied")

    Shelf.plans.append(plan)
    with pytest.raises(OutputError, match="已有 2 个单位在那里"):
        ship(bed, "wideshelf://bucket/2025")
    assert set(listing()["units"]) == {folder_of(bed, 1), folder_of(bed, 3)}
    assert set(listing()["unfinished"]) == {folder_of(bed, 2)}


def test_ctrl_c_loses_nothing_that_was_written(bed: Path) -> None:
    """The second unit was on its way."""

    def plan(what: str, path: str) -> None:
        if f"/{folder_of(bed, 2)}/" in path:
            raise KeyboardInterrupt

    Shelf.plans.append(plan)
    with pytest.raises(KeyboardInterrupt):
        ship(bed)

    assert folder_of(bed, 1) in listing()["units"]
    Shelf.plans.clear()
    ship(bed)
    assert on_shelf() == results(bed / "out")


def test_a_folder_that_cannot_be_made_is_told(bed: Path) -> None:
    (bed / "file").write_text("x", encoding="utf-8")

    with pytest.raises(OutputError, match=r"Not a directory）.*请检查地址"):
        ship(bed, f"file://{bed}/file/2025")


# Addresses


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("out2", "不是发布地址"),
        ("/srv/x", "不是发布地址"),
        ("c:\\x", "不是发布地址"),
        ("", "不是发布地址"),
        ("simplecache::s3://a/b", "不是发布地址"),
        ("nope://a/b", "用不了这个地址"),
        ("s3://a/b", "pip install s3fs"),
        ("sftp://host/b", "pip install paramiko"),
        ("shelf://bucket/2025?sig=abc", "不要带 ?"),
        ("shelf://", "请写明放在哪个文件夹"),
        ("memory://", "请写明放在哪个文件夹"),
        ("file:///", "请写明放在哪个文件夹"),
    ],
)
def test_what_is_no_address_is_told_with_what_to_do(
    bed: Path, monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    for library in ("s3fs", "paramiko"):
        monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(UsageError) as caught:
        ship(bed, url)

    assert told in str(caught.value)


def test_without_the_library_it_says_what_to_install(bed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)

    with pytest.raises(UsageError, match=r"pip install 'ziping\[cluster\]'"):
        ship(bed)


@pytest.mark.parametrize("where", ["out", "out/sub", "in/../out"])
def test_the_output_folder_itself_is_no_place_to_publish_to(bed: Path, where: str) -> None:
    before = results(bed / "out")

    with pytest.raises(UsageError, match="输出文件夹"):
        ship(bed, f"file://{bed}/{where}")

    assert results(bed / "out") == before


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("shelf://clerk:pa%40ss@bucket/2025", ("clerk", "pa%40ss", "pa@ss")),
        ("shelf://clerk:p/a@ss@bucket/2025", ("clerk", "p/a@ss")),
        ("shelf://KEYID@bucket/2025", ("KEYID",)),
        ("shelf://clerk:hush@bucket/2025?sig=s3cr3t", ("clerk", "hush", "s3cr3t")),
        ("s3://clerk:hush@bucket/2025", ("clerk", "hush")),
        ("nope://clerk:hush@bucket/2025", ("clerk", "hush")),
        ("clerk:hush@bucket?sig=s3cr3t", ("s3cr3t",)),
    ],
)
def test_no_message_holds_what_opens_the_store(bed: Path, url: str, secrets: tuple[str, ...]) -> None:
    """Not ours, and not the library's that is passed on."""

    def plan(what: str, path: str) -> None:
        told = f"cannot reach {url} as {' '.join(secrets)}, https://{secrets[0]}:x@host/a?X-Signature=zz"
        raise RuntimeError(told)

    Shelf.plans.append(plan)

    with pytest.raises((OutputError, UsageError)) as caught:
        ship(bed, url)

    assert [secret for secret in (*secrets, "Signature") if secret in str(caught.value)] == []


# What lies there, and what the ledger says


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (b"{", "不是发布清单"),
        (b"[" * 100_000, "不是发布清单"),
        (b'{"format": "ziping/batch-published/2"}', "这个版本只认"),
        (b'{"format": "ziping/batch-published/1", "units": {"a": {"b": 1}}}', "不是发布清单"),
        (b'{"format": "ziping/batch-published/1", "leftover": {"..": ["x"]}}', "不是 ziping 起的"),
        (b'{"format": "ziping/batch-published/1", "leftover": {"": ["../x"]}}', "不是 ziping 起的"),
        (b'{"format": "ziping/batch-published/1", "unfinished": {"a": ["b/c"]}}', "不是 ziping 起的"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_listing_that_is_not_ours_is_not_believed(bed: Path, told: bytes, message: str) -> None:
    """What it names would be removed one day."""
    Shelf.objects[f"bucket/2025/{LISTING}"] = told

    with pytest.raises(UsageError, match=message):
        ship(bed, prune=True)

    assert Shelf.done == []


def test_a_listing_of_any_length_is_not_read(bed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ziping.batch.publish.MOST_BYTES", 1000)
    Shelf.objects[f"bucket/2025/{LISTING}"] = b" " * 1001

    with pytest.raises(OutputError, match="超过 1000 字节"):
        ship(bed)


@pytest.mark.parametrize("name", ["..", "../x", "/etc/passwd", "a/b", "a\\b", ".ziping", "", "x\0", LISTING])
@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE units SET folder = ? WHERE folder = ?", str),
        ("UPDATE units SET sizes = ? WHERE folder = ?", lambda name: json.dumps({name: 1})),
    ],
    ids=["folder", "file"],
)
def test_a_ledger_with_names_that_are_not_ours_is_refused(
    bed: Path, name: str, statement: str, value: Callable[[str], str]
) -> None:
    edit_ledger(bed, statement, value(name), folder_of(bed, 1))

    with pytest.raises(UnreadableInputError, match="不是 ziping 起的"):
        ship(bed)

    assert on_shelf() == {}


def test_prune_with_a_run_without_units_removes_nothing(bed: Path) -> None:
    ship(bed)
    before = on_shelf()
    edit_ledger(bed, "UPDATE units SET present = 0")

    with pytest.raises(UsageError, match="没有删"):
        ship(bed, prune=True)

    assert on_shelf() == before


# The command


@pytest.fixture
def command(bed: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    from ziping.cli.app import run as run_command

    def typed(*words: object) -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["ziping", "batch", "publish", *map(str, words)])
            with pytest.raises(SystemExit) as stopped:
                run_command()
        return (int(stopped.value.code or 0), *capsys.readouterr())

    return typed


def test_the_command_tells_what_it_did(bed: Path, command: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = command(bed / "out", "shelf://clerk:hush@bucket/2025")

    assert (code, err) == (0, "")
    assert "发布到 shelf://bucket/2025：新传或更新 3 个单位，没有变化的 0 个" in out
    assert "shelf://bucket/2025/index.html" in out


def test_the_command_speaks_json(bed: Path, command: Callable[..., tuple[int, str, str]]) -> None:
    (bed / "out" / folder_of(bed, 1) / "facts.json").unlink()

    code, out, err = command(bed / "out", "shelf://clerk:hush@bucket/2025", "--json")

    assert code == 3
    told = json.loads(out)
    assert told == {
        "format": "ziping/batch-publish/1",
        "url": "shelf://bucket/2025",
        "published": 2,
        "skipped": 0,
        "files": 12,
        "bytes": sum(map(len, on_shelf().values())),
        "removed": 0,
        "pruned": 0,
        "gone": 0,
        "incomplete": ["示例第1工会"],
        "summary": [],
        "held": told["held"],
    }
    assert told["held"] in err


@pytest.mark.parametrize(
    ("url", "code", "message"),
    [("nowhere", 2, "不是发布地址"), ("shelf://bucket/2025", 2, "请检查密钥和写权限")],
)
def test_failures_of_the_command_are_one_line(
    bed: Path, command: Callable[..., tuple[int, str, str]], url: str, code: int, message: str
) -> None:
    Shelf.plans.append(broken_after(0, PermissionError(13, "denied")))

    found, out, err = command(bed / "out", url)

    assert (found, out) == (code, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_a_folder_without_a_run_is_told(tmp_path: Path, command: Callable[..., tuple[int, str, str]]) -> None:
    code, _, err = command(tmp_path / "none", "shelf://bucket/2025")

    assert code == 4
    assert "没有批量运行的记录" in err
    assert not (tmp_path / "none").exists()
