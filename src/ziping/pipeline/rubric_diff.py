"""Two rubrics side by side, as ``ziping rubric diff`` prints them; the comparison itself is ``compare.rules``."""

from __future__ import annotations

from typing import Final

from ziping.compare.rules import Change, diff_rubrics
from ziping.domain.rubric import Rubric

__all__ = ["FORMAT", "Change", "diff_rubrics", "to_json"]

FORMAT: Final = "ziping/rubric-diff/1"


def to_json(first: Rubric, second: Rubric) -> dict[str, object]:
    """The machine format of ``ziping rubric diff --json``."""
    changes = [change._asdict() for change in diff_rubrics(first, second)]
    return {"format": FORMAT, "first": first.id, "second": second.id, "changes": changes}
