"""The offline drafts of all report cases against the guard: nothing rejected, every figure bound.

    python eval/reports/run.py [--gate]

One line a case: figures bound, figures without a fact, texts rejected, and the total score. ``--gate`` exits 1 when a
text is rejected, a figure is unbound, or a project's total differs from the published one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ziping.pipeline.draft import draft_scored
from ziping.pipeline.guarded import guarded
from ziping.pipeline.score import Folders, read_input, score_raw

HERE = Path(__file__).resolve().parent


class Row(NamedTuple):
    """What was seen of one case."""

    name: str
    total: str
    stated: str
    """The published total, where the input holds it."""
    bound: int
    unbound: int
    rejected: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Nothing rejected, nothing without a fact, and no other total than the published one."""
        return not self.rejected and not self.unbound and self.stated in {"", self.total}


def main(arguments: list[str] | None = None) -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gate", action="store_true")
    gate = parser.parse_args(arguments).gate
    rows = [judged(path) for path in cases()]
    for row in rows:
        said = f"总分 {row.total}" + (f"（已发布 {row.stated}）" if row.stated else "")
        print(
            f"{row.name:<34} 有出处 {row.bound:>4}  无出处 {row.unbound}  未通过 {len(row.rejected)}  {said}"
        )
        for where in row.rejected:
            print(f"    未通过：{where}")
    wrong = [row.name for row in rows if not row.right]
    print(f"{len(rows)} 份草稿，{len(wrong)} 份有问题" + (f"：{'、'.join(wrong)}" if wrong else ""))
    return int(gate and bool(wrong))


def cases() -> Iterator[Path]:
    """All submissions beside this file, and the demo's."""
    yield from sorted(HERE.rglob("*.yaml"))
    yield HERE.parents[1] / "templates" / "demo" / "submission.yaml"


def judged(path: Path) -> Row:
    """One submission, scored, drafted and guarded."""
    drafted = draft_scored(score_raw(read_input(path), Folders()), Folders())
    card = drafted.scored.scorecard
    form = drafted.scored.submission.form
    stated = form.stated_total if form is not None else None
    checked = guarded(drafted.draft, drafted.facts, card)
    outcome = checked.draft.checked
    return Row(
        name=path.parent.name if path.name == "submission.yaml" else path.stem,
        total=f"{card.total_score.normalize():f}",
        stated="" if stated is None else f"{stated.normalize():f}",
        bound=outcome.bound if outcome else 0,
        unbound=outcome.unbound if outcome else 0,
        rejected=checked.draft.rejected,
    )


if __name__ == "__main__":
    sys.exit(main())
