"""How well unsupported claims and faults of style are told from faithful prose, on the labelled cases beside this file.

    python eval/claims/run.py [--show] [--gate] [FILE.jsonl ...]

A wrong text counts as caught only by a finding of the code its label names. ``--show`` lists the misjudged cases;
``--gate`` exits 1 below the thresholds, else it exits 0.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ziping.domain.guard_report import Violation
from ziping.guard.style import Styled, check_style
from ziping.guard.unsupported import check_claims
from ziping.language.assertions.evidence import Evidence, evidence_of

HERE = Path(__file__).resolve().parent
MIN_CAUGHT, MAX_FALSE = 95.0, 3.0
"""In per cent: wrong texts caught, good texts rejected."""

Case = dict[str, Any]


class Judged(NamedTuple):
    """One case and what was said of it."""

    case: Case
    found: tuple[Violation, ...]

    @property
    def right(self) -> bool:
        """Nothing found in a good text, the labelled code in a wrong one."""
        if self.case["expect"] == "accept":
            return not self.found
        return any(item.code == self.case["code"] for item in self.found)

    @property
    def located(self) -> bool:
        """A finding touches the words the label calls wrong."""
        start = self.case["text"].find(self.case["wrong"])
        end = start + len(self.case["wrong"])
        return any(item.start < end and start < item.end for item in self.found)


class Rate(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """100 where there is nothing to count."""
        return 100 * self.part / self.whole if self.whole else 100.0

    def __str__(self) -> str:
        return f"{self.percent:6.2f}% ({self.part}/{self.whole})"


@cache
def _evidence(texts: tuple[str, ...]) -> Evidence:
    return evidence_of(texts)


def judge(case: Case) -> Judged:
    """Everything both checks say of a case."""
    text = case["text"]
    claims = check_claims(text, _evidence(tuple(case["evidence"])))
    return Judged(case, (*claims, *check_style((Styled("text", text),))))


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def print_types(judged: Sequence[Judged]) -> None:
    """Types from the worst."""
    groups: dict[tuple[str, str], list[Judged]] = {}
    for item in judged:
        groups.setdefault((item.case["expect"], item.case["type"]), []).append(item)
    rates = {key: Rate(sum(item.right for item in group), len(group)) for key, group in groups.items()}
    for expect, kind in sorted(rates, key=lambda key: (rates[key].percent, key)):
        print(f"  {kind:<16}{expect:<9}{rates[expect, kind]}")


def print_misjudged(judged: Sequence[Judged]) -> None:
    """Every case whose verdict is not as labelled."""
    for item in judged:
        if not item.right:
            case = item.case
            print(
                f"    {case['id']} {case['expect']} {case['type']}: {case['text']}  ⟦{case.get('wrong', '')}⟧"
            )
            for said in item.found:
                print(f"        {said.code} {said.start}-{said.end}: {said.message}")


def report(path: Path, *, show: bool) -> bool:
    """Everything about one file; whether it reaches the thresholds."""
    judged = [judge(case) for case in cases_of(path)]
    bad = [item for item in judged if item.case["expect"] == "reject"]
    good = [item for item in judged if item.case["expect"] == "accept"]
    caught = Rate(sum(item.right for item in bad), len(bad))
    false = Rate(sum(bool(item.found) for item in good), len(good))
    located = Rate(sum(item.located for item in bad if item.right), caught.part)
    print(f"\n{path.name}: {len(judged)} cases")
    print_types(judged)
    reached = caught.percent >= MIN_CAUGHT
    clean = not good or false.percent <= MAX_FALSE
    print(f"  caught            {caught}   ≥ {MIN_CAUGHT:g}%   {'reached' if reached else 'MISSED'}")
    print(f"  good rejected     {false}   ≤ {MAX_FALSE:g}%   {'reached' if clean else 'MISSED'}")
    print(f"  at the words the label names {located}")
    if show:
        print_misjudged(judged)
    return reached and clean


def main(arguments: Sequence[str] | None = None) -> int:
    """Judges the files one by one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="case files; all .jsonl here unless given")
    parser.add_argument("--show", action="store_true", help="list every misjudged case")
    parser.add_argument("--gate", action="store_true", help="exit 1 below the thresholds")
    options = parser.parse_args(arguments)
    files = options.files or sorted(HERE.glob("*.jsonl"))
    good = [report(path, show=options.show) for path in files]
    return int(options.gate and not (good and all(good)))


if __name__ == "__main__":
    sys.exit(main())
