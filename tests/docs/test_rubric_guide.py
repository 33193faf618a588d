"""``docs/rubrics.md`` followed literally: its commands, edits and files, in an empty folder."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.cli.conftest import Said, ziping  # noqa: F401 - a fixture
from tools.build_example_table import TARGET, build

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "rubrics.md").read_text(encoding="utf-8")
EDITED = "rubrics/my-city/2025/department.yaml"
_BLOCK = re.compile(r"(?:<!-- (?P<mark>.*?) -->\n)?```(?P<kind>bash|yaml)\n(?P<body>.*?)```", re.DOTALL)


class Step(NamedTuple):
    """A block of the guide: a command, a file to write, or one half of an edit."""

    kind: str
    mark: str
    body: str


STEPS = [Step(match["kind"], match["mark"] or "", match["body"]) for match in _BLOCK.finditer(GUIDE)]


def follow(run: Callable[..., Said], folder: Path) -> dict[str, Said]:
    """What every command said, by its words."""
    shutil.copy(TARGET, folder / "评分表.xlsx")
    said: dict[str, Said] = {}
    before = ""
    for step in STEPS:
        if step.kind == "bash":
            for line in step.body.strip().splitlines():
                said[line] = run(*shlex.split(line)[1:])
        elif step.mark == "改前":
            before = step.body
        elif step.mark == "改后":
            path = folder / EDITED
            text = path.read_text(encoding="utf-8")
            assert text.count(before) == 1, before
            path.write_text(text.replace(before, step.body), encoding="utf-8")
        else:
            path = folder / step.mark.removeprefix("文件：")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.body, encoding="utf-8")
    return said


@pytest.fixture
def followed(ziping: Callable[..., Said], tmp_path: Path) -> dict[str, Said]:  # noqa: F811
    """The whole guide."""
    return follow(ziping, tmp_path)


def test_every_command_of_the_guide_works(followed: dict[str, Said]) -> None:
    """Exit 0, whatever the order of the page."""
    assert {line: said.code for line, said in followed.items() if said.code} == {}
    assert len(followed) >= 8


def test_the_scores_are_those_of_the_guide(
    followed: dict[str, Said],
    ziping: Callable[..., Said],  # noqa: F811
) -> None:
    """Every row of its table, and the total."""
    card: dict[str, Any] = ziping("score", "填报数据.yaml", "--json").json
    told = dict(re.findall(r"^\| ([^|*]+?) \| [^|]+ \| ([\d.]+) \|$", GUIDE, re.MULTILINE))
    total = re.search(r"\*\*总分\*\* \| \| \*\*([\d.]+)\*\*", GUIDE)

    assert {row["label"]: row["score"] for row in card["indicators"]} == told
    assert total is not None
    assert card["total_score"] == total[1]


def test_the_table_of_slips_says_what_the_program_says(
    followed: dict[str, Said],
    ziping: Callable[..., Said],  # noqa: F811
    tmp_path: Path,
) -> None:
    """Each slip, typed into the finished rubric, is answered with the words of the guide."""
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|$", GUIDE.split("## 写错了会怎样")[1], re.MULTILINE)
    text = (tmp_path / EDITED).read_text(encoding="utf-8")
    places = {
        "label_zh": "    label_zh: 投入",
        "unit": 'unit: "%"',
        "total": "total: 100",
        "formula": "metrics:",
    }
    answers = {}
    for slip, _ in rows:
        place = places[re.split("[:：]", slip)[0]]
        line = f"    {slip}" if place.startswith(" ") else slip
        if place == "metrics:":
            line = f"metrics:\n  - {{id: m, label_zh: 率, {slip}}}"
        (tmp_path / "slip.yaml").write_text(text.replace(place, line, 1), encoding="utf-8")
        answers[slip] = ziping("rubric", "check", "slip.yaml").err

    assert [slip for slip, told in rows if told not in answers[slip]] == []
    assert len(rows) == 5


def test_every_phrasing_of_the_guide_is_recognised() -> None:
    """As the kind it is listed under."""
    from decimal import Decimal

    from ziping.language.rules import recognise

    part = GUIDE.split("## 认得出的写法")[1].split("留给人的")[0]
    rows = re.findall(r"^\| ([^|`]+?) \| `(\w+)` \|$", part, re.MULTILINE)
    found = {text: recognise(text, "", Decimal(5)) for text, _ in rows}

    assert {text: item and item.method["kind"] for text, item in found.items()} == dict(rows)
    assert len(rows) == 11


def test_the_shipped_example_is_what_the_tool_builds() -> None:
    """The same bytes."""
    assert TARGET.read_bytes() == build()


def test_the_rubric_of_the_guide_drafts_and_prints_no_id(
    followed: dict[str, Said],
    ziping: Callable[..., Said],  # noqa: F811
    tmp_path: Path,
) -> None:
    """Every figure and every gap has a Chinese name; counts carry their unit; the rate of the year is printed."""
    done = ziping("draft", "填报数据.yaml", "-o", "成果")
    draft = json.loads((tmp_path / "成果" / "draft.json").read_text(encoding="utf-8"))
    written = json.dumps([draft["sections"], draft["attachments"]], ensure_ascii=False)
    texts = re.findall(r'"(?:text|heading|title)": "([^"]*)"', written)

    assert done.code == 0, done.err
    assert [text for text in (*texts, *draft["missing"]) if re.search("[a-z]_[a-z]", text)] == []
    assert any("全年资金使用合规性扣分例数为1例" in text for text in texts)
    assert any("支出决算数1,150.50万元，预算执行率95.88%" in text for text in texts)
    assert not any("未通过校验" in text for text in texts)


@pytest.mark.parametrize(
    ("family", "lacking"), [("shenzhen-department", "部门决策"), ("yueyang-department", "职责履行")]
)
def test_a_report_family_for_other_indicators_says_so(
    followed: dict[str, Said],
    ziping: Callable[..., Said],  # noqa: F811
    tmp_path: Path,
    family: str,
    lacking: str,
) -> None:
    """One line: which indicators it writes about, and which family to name instead."""
    path = tmp_path / EDITED
    path.write_text(
        path.read_text(encoding="utf-8").replace("guangzhou-department", family), encoding="utf-8"
    )

    done = ziping("draft", "填报数据.yaml", "-o", "成果")

    assert done.code == 2
    assert lacking in done.err
    assert "把评分标准里的 report_family 改成 guangzhou-department" in done.err
    assert ".j2" not in done.err
    assert not (tmp_path / "成果").exists()
