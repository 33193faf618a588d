"""Makes ``templates/demo/workbook.xlsx`` from ``templates/demo/submission.yaml``.

Run from the repository's top: ``python tools/build_demo_workbook.py``. The workbook is checked in, so that the
installed package has it; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path

from ziping import __version__
from ziping.pipeline.score import Folders, read_input, score_raw
from ziping.render.workbook_xlsx import render_workbook

DEMO = Path(__file__).resolve().parent.parent / "templates" / "demo"


def build() -> bytes:
    """The demo's filled-in workbook."""
    scored = score_raw(read_input(DEMO / "submission.yaml"), Folders())
    loaded = scored.ready.loaded
    return render_workbook(
        loaded.rubric, rubric_sha256=loaded.sha256, version=__version__, prefill=scored.submission
    )


if __name__ == "__main__":
    (DEMO / "workbook.xlsx").write_bytes(build())
    print(DEMO / "workbook.xlsx")
