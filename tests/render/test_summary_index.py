"""index.html of a run: one file, no network, names of strangers, a link to every review page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.batch_sample import leaf, unit

from ziping.batch.aggregate import aggregate
from ziping.domain.batch import UnitResult
from ziping.errors import RenderError
from ziping.render.index_html import render_index

FILES = ("汇总.xlsx", "汇总.docx")
SCRIPTS = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)


def page(*results: UnitResult, folders: tuple[Path, ...] = ()) -> str:
    totals = aggregate(results, ())
    return render_index(totals.summary, totals.rows, FILES, folders).decode("utf-8")


def rows(text: str) -> list[dict[str, Any]]:
    data = json.loads(SCRIPTS.findall(text)[0])
    return [dict(zip(data["fields"], row, strict=True)) for row in data["rows"]]


def test_a_row_has_the_figures_as_printed() -> None:
    """Strings, so that 90.50 does not become 90.5."""
    one = unit(
        "甲",
        "90.50",
        [leaf("a", "7")],
        code="01",
        grade="优",
        files={"review": "甲.html"},
        missing=("编制数",),
    )
    (row,) = rows(page(one))

    assert (row["rank"], row["score"], row["rate"], row["grade"], row["status"]) == (
        1,
        "90.50",
        "90.50",
        "优",
        "final",
    )
    assert (row["folder"], row["review"], row["missing"], row["errors"]) == ("甲", "甲.html", 1, 0)


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "<!--", "]]>", "\u2028", "&lt;", '"\\']
)
def test_a_name_cannot_leave_the_data(name: str) -> None:
    """Two script elements, whatever a unit, its project or its rubric is called."""
    text = page(unit(name, "90", region=name, grade=name, rubric_title=name, project=name))
    (row,) = rows(text)

    assert len(SCRIPTS.findall(text)) == 2
    assert (row["name"], row["project"], row["grade"]) == (name, name, name)
    assert name not in text or name in {"]]>", '"\\', "&lt;", "\u2028"}


def test_only_our_own_script_and_style_run_and_nothing_is_fetched() -> None:
    """Their hashes are in the policy; no address of any host is in the page."""
    text = page(unit("甲", "90"))
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0]
    digest = base64.b64encode(hashlib.sha256(SCRIPTS.findall(text)[1].encode()).digest()).decode()

    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert not re.search(r"(?:https?:)?//[a-z]", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))
    assert not re.search(r'\s(?:style|on[a-z]+)="', text)


def test_the_page_says_what_the_summary_says() -> None:
    """Counts and the figures of each edition stand in the page itself, for readers without scripts."""
    text = page(
        unit("甲", "90", grade="优"), unit("乙", "71.5", grade="中"), unit("丙", "1", status="pending")
    )
    shown = re.sub(r"<[^>]+>|\s+", " ", re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL))

    assert "80.75" in shown
    assert "优 1 50.0%" in re.sub(" +", " ", shown)
    assert Decimal(re.findall("得分已定 *([0-9]+)", shown)[0]) == 2


def test_one_edition_needs_no_column_and_no_choice() -> None:
    """Two do."""
    first, second = unit("甲", "90"), unit("乙", "90", rubric="另一标准")

    assert 'data-key="edition"' not in page(first)
    assert 'data-key="edition"' in page(first, second)


def test_a_template_that_cannot_be_filled_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user may have replaced it."""
    monkeypatch.chdir(tmp_path)  # templates of the current folder come before those of the settings
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "index.html.j2").write_text("{{ nothing }}", encoding="utf-8")

    with pytest.raises(RenderError, match=r"index\.html\.j2"):
        page(unit("甲", "90"), folders=(tmp_path,))


def test_a_script_that_would_end_its_element_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page would break there."""
    monkeypatch.chdir(tmp_path)  # templates of the current folder come before those of the settings
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "index.js").write_text('var a = "</script>";', encoding="utf-8")

    with pytest.raises(RenderError, match="</script"):
        page(unit("甲", "90"), folders=(tmp_path,))
