"""The strict loader: every mistake is refused with file, line and Chinese advice; shipped rubrics load."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from ziping import resources
from ziping.errors import RubricError, UnreadableInputError, UsageError
from ziping.intake.rubric_yaml import find_rubric, list_rubrics, load_rubric

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path("tests/bad_rubrics")
ENGLISH = re.compile(r"Input should|validation|Error|Exception|Traceback|expected|found character")


class Bad(NamedTuple):
    """A wrong file with what its message must say, from its first line ``# expect: text & text | line``."""

    file: str
    texts: tuple[str, ...]
    place: str


def bad(path: Path) -> Bad:
    head = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    texts, line = head.rsplit(" | ", 1)
    return Bad(
        path.name,
        tuple(texts.split(" & ")),
        f"{FOLDER / path.name}：" if line == "-" else f"{FOLDER / path.name}:{line}：",
    )


BAD = [bad(path) for path in sorted((ROOT / FOLDER).glob("*.yaml"))]


@pytest.fixture(autouse=True)
def _in_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("wrong", BAD, ids=lambda wrong: wrong.file)
def test_a_wrong_rubric_is_refused_with_file_line_and_key(wrong: Bad) -> None:
    """The message names the file, the line and the offending text."""
    with pytest.raises(UnreadableInputError) as caught:
        load_rubric(str(FOLDER / wrong.file))

    lines = [line for line in str(caught.value).splitlines() if line.startswith(wrong.place)]
    assert [text for text in wrong.texts if not any(text in line for line in lines)] == []
    assert lines != []


@pytest.mark.parametrize("wrong", BAD, ids=lambda wrong: wrong.file)
def test_a_wrong_rubric_is_explained_in_chinese(wrong: Bad) -> None:
    """Every message line is Chinese and passes no library's English on."""
    with pytest.raises(UnreadableInputError) as caught:
        load_rubric(str(FOLDER / wrong.file))

    lines = str(caught.value).replace(wrong.place, "").splitlines()
    assert [line for line in lines if not re.search("[一-鿿]", line)] == []
    assert ENGLISH.findall(str(caught.value)) == []


def test_all_mistakes_of_a_file_are_listed_at_once(tmp_path: Path) -> None:
    """Two wrong keys and a wrong number give three problems, each with its own line."""
    text = (ROOT / "tests/rubrics/last_year.yaml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.yaml"
    path.write_text(
        text
        .replace("region: 示例区", "regoin: 示例区")
        .replace("none: 3", "non: 3")
        .replace("total: 8", "total: 八"),
        encoding="utf-8",
    )

    with pytest.raises(RubricError) as caught:
        load_rubric(str(path))

    told = "\n".join(caught.value.problems)
    assert [word for word in ("'regoin'", "'region'", "'non'", "'none'", "'八'") if word not in told] == []
    assert len({problem.split("：")[0] for problem in caught.value.problems}) >= 4


def test_an_unknown_id_lists_what_there_is() -> None:
    """Asking for a rubric that does not exist names the ones that do."""
    with pytest.raises(UsageError, match="shenzhen-futian-2021-department"):
        load_rubric("shenzhen-futian-1999-department")


def test_a_missing_file_is_an_unknown_rubric() -> None:
    """A path to nothing is a usage error with advice."""
    with pytest.raises(UsageError, match="找不到评分标准"):
        find_rubric("no/such/file.yaml")


def test_an_id_cannot_leave_the_rubrics_folder() -> None:
    """Path tricks in an id find nothing."""
    with pytest.raises(UsageError):
        find_rubric("../../etc-2021-passwd")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """GBK text, as Windows Notepad may save it, is named as such."""
    path = tmp_path / "gbk.yaml"
    path.write_bytes("title: 评分标准".encode("gbk"))

    with pytest.raises(UnreadableInputError, match="不是 UTF-8"):
        load_rubric(str(path))


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    """A file saved by Notepad with a byte order mark reads the same."""
    text = (ROOT / "tests/rubrics/last_year.yaml").read_text(encoding="utf-8")
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))

    assert load_rubric(str(path)).rubric == load_rubric("tests/rubrics/last_year.yaml").rubric


def extended(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "child.yaml"
    path.write_text(
        f"format: ziping/rubric/1\nextends: {ROOT / 'tests/rubrics/last_year.yaml'}\n{text}",
        encoding="utf-8",
    )
    return path


def test_an_edition_changes_only_what_it_writes(tmp_path: Path) -> None:
    """``extends`` keeps the base, replaces by id, and the base file stays as it is."""
    base = load_rubric("tests/rubrics/last_year.yaml").rubric
    path = extended(
        tmp_path,
        "id: next\nvalid_years: [2025]\nindicators:\n"
        "  - {id: fund_surplus, method: {kind: versus_last_year, current: surplus, previous: surplus_last_year, none: 3, not_above: 1}}\n",
    )

    rubric = load_rubric(str(path)).rubric

    assert rubric.valid_years == (2025,)
    assert rubric.inputs == base.inputs
    assert rubric.indicators[1] == base.indicators[1]
    assert rubric.indicators[0] == base.indicators[0].model_copy(
        update={"method": rubric.indicators[0].method}
    )


def test_a_mistake_in_an_edition_names_the_edition(tmp_path: Path) -> None:
    """The line of a mistake is that of the file which wrote it."""
    path = extended(tmp_path, "id: next\ntotal: 9\n")

    with pytest.raises(RubricError, match=re.escape(f"{path}:4：")):
        load_rubric(str(path))


def test_the_hash_covers_what_is_extended(tmp_path: Path) -> None:
    """The SHA-256 of an edition changes with its base's text."""
    first = load_rubric(str(extended(tmp_path, "id: next\n")))
    alone = load_rubric("tests/rubrics/last_year.yaml")

    assert first.sha256 != alone.sha256
    assert load_rubric(str(first.path)).sha256 == first.sha256


@pytest.mark.parametrize("entry", list_rubrics(), ids=lambda entry: entry.id)
def test_every_shipped_rubric_loads_under_its_own_id(entry: object) -> None:
    """The id written in a file is its path with dashes."""
    rubric = load_rubric(entry.id).rubric  # type: ignore[attr-defined]

    assert entry.id == rubric.id  # type: ignore[attr-defined]


def test_shipped_rubrics_are_found() -> None:
    """At least the 福田 rubric is listed, from the shipped folder."""
    found = {entry.id: entry.path for entry in list_rubrics()}

    assert found["shenzhen-futian-2021-department"].is_relative_to(resources.shipped("rubrics"))
