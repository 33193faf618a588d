"""The demo union with an invented year before it, drafted into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ziping.intake.submission_file import read_submission_text
from ziping.pipeline.draft import Drafted, draft_scored, render_all
from ziping.pipeline.score import Carry, Folders, Scored, score_raw

REPOSITORY = Path(__file__).resolve().parents[2]
PLAIN = Folders()

BEFORE: Mapping[str, str] = {
    "dispatched_staff": "18",
    "satisfaction_score": "88.40",
    "projects_on_time": "8",
    "three_public_actual": "3.42",
    "official_vehicles_actual": "2.97",
    "actual_expenditure": "1180.00",
    "cumulative_expenditure_q4": "1180.00",
    "project_expenditure": "848.74",
}
"""What was otherwise the year before."""


def submission(year: int = 2025, **more: Any) -> bytes:
    """The demo's data for a year; ``more`` lays whole keys over it."""
    text = (REPOSITORY / "templates" / "demo" / "submission.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.BaseLoader)
    data["year"] = str(year)
    data.pop("last_year")
    if year == 2024:
        data["inputs"] |= BEFORE
        data["report_date"] = "2025年3月20日"
        data["notes"]["problems"].append({"text": "部分基层工会换届不及时"})
        data["notes"]["problems"].append({"text": "工会经费收据管理不规范"})
    return yaml.safe_dump(data | more, allow_unicode=True).encode("utf-8")


def scored(data: bytes, carry: Carry | None = None) -> Scored:
    """The scorecard of a submission."""
    return score_raw(read_submission_text(data, "填报.yaml"), PLAIN, carry=carry)


@lru_cache
def drafted_before() -> Drafted:
    """The draft of 2024."""
    return draft_scored(scored(submission(2024)), PLAIN)


@lru_cache
def files_before() -> Mapping[str, bytes]:
    """Its files by name."""
    return render_all(drafted_before(), PLAIN)


def write_before(folder: Path, *names: str) -> Path:
    """Writes some of the files of 2024 (by ending); the first of them."""
    written = []
    for ending in names:
        name = next(name for name in files_before() if name.endswith(ending))
        (folder / name).write_bytes(files_before()[name])
        written.append(folder / name)
    return written[0]
