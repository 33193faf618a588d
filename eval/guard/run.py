"""How well the guard tells right from wrong on the labelled sets beside this file, beside three peer shapes.

    python eval/guard/run.py [--show] [--gate] [--set a|b|c|d|e|f|g|FILE.jsonl ...]

Prints caught and falsely rejected, the peers on the same cases, the same with the lexicons emptied, and a table of
types, worst first. ``--show`` lists the misjudged cases; ``--gate`` exits 1 when all sets together are
below a threshold, else it exits 0.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from ziping.domain.fact import Fact
from ziping.guard import check

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))  # run as a script or loaded by a test

from peers import PEERS, Case, facts_of, named_sets  # noqa: E402

MIN_CAUGHT, MIN_TYPE, MAX_FALSE = 99.0, 95.0, 1.0
"""In per cent: caught over all, caught in every type, good sentences rejected."""
MIN_CASES = 10
"""Wrong texts of a type below which one miss would be a tenth of it and more."""


class Judged(NamedTuple):
    """One case and what was said of it."""

    case: Case
    rejected: bool
    said: tuple[str, ...] = ()
    located: bool = False
    """A violation touches the text the label calls wrong."""

    @property
    def right(self) -> bool:
        """Verdict as labelled."""
        return self.rejected is (self.case["expect"] == "reject")


@dataclass
class Rates:
    """The two rates of a reading, in per cent."""

    bad: int = 0
    caught: int = 0
    good: int = 0
    rejected: int = 0

    @property
    def caught_rate(self) -> float:
        """Of the wrong texts."""
        return 100 * self.caught / self.bad if self.bad else 100.0

    @property
    def false_rate(self) -> float:
        """Of the good texts."""
        return 100 * self.rejected / self.good if self.good else 0.0

    def __str__(self) -> str:
        return (
            f"caught {self.caught_rate:6.2f}% ({self.caught}/{self.bad})   "
            f"falsely rejected {self.false_rate:6.2f}% ({self.rejected}/{self.good})"
        )


def judge(case: Case) -> Judged:
    """The guard's word on a case."""
    report = check(case["text"], facts_of(case))
    said = tuple(f"{item.code}⟦{item.surface}⟧ {item.message}" for item in report.violations)
    wrong = case.get("wrong")
    start = case["text"].find(wrong) if isinstance(wrong, str) and wrong else -1
    located = start >= 0 and any(
        item.start < start + len(wrong or "") and start < item.end for item in report.violations
    )
    return Judged(case, report.verdict == "reject", said, located)


def rates(judged: Sequence[Judged]) -> Rates:
    """Both rates over cases."""
    total = Rates()
    for item in judged:
        if item.case["expect"] == "reject":
            total.bad += 1
            total.caught += item.rejected
        else:
            total.good += 1
            total.rejected += item.rejected
    return total


@contextmanager
def without_lexicons() -> Iterator[None]:
    """Every lexicon emptied while it lasts: fixed terms and the laws that may be cited."""
    from ziping.guard import titles
    from ziping.language.numerals import Lexicon, lexicon

    with (
        mock.patch.object(lexicon, "shipped_lexicon", return_value=Lexicon()),
        mock.patch.object(titles, "laws", return_value=frozenset()),
    ):
        yield


def print_peers(cases: Sequence[Case]) -> None:
    """The peer shapes on the same cases."""
    for name, rejects in PEERS.items():
        peer: Callable[[str, Sequence[Fact]], bool] = rejects
        said = [Judged(case, peer(case["text"], facts_of(case))) for case in cases]
        print(f"  {name:<34}{rates(said)}")


def print_types(judged: Sequence[Judged]) -> float:
    """Types from the worst; the share caught in the worst type of wrong texts that has enough of them to be a share."""
    groups: dict[tuple[str, str], list[Judged]] = {}
    for item in judged:
        groups.setdefault((item.case["expect"], item.case["type"]), []).append(item)
    right = {key: 100 * sum(item.right for item in items) / len(items) for key, items in groups.items()}
    print("  type                        expect   cases   right")
    for expect, kind in sorted(groups, key=lambda key: (right[key], key)):
        share = right[expect, kind]
        mark = "  BELOW" if share < (MIN_TYPE if expect == "reject" else 100 - MAX_FALSE) else ""
        print(f"  {kind:<28}{expect:<9}{len(groups[expect, kind]):>5}  {share:6.2f}%{mark}")
    enough = (key for key, items in groups.items() if key[0] == "reject" and len(items) >= MIN_CASES)
    return min((right[key] for key in enough), default=100.0)


def print_misjudged(judged: Sequence[Judged]) -> None:
    """Every case whose verdict is not as labelled."""
    for item in judged:
        if not item.right:
            case = item.case
            print(f"    {case['id']} {case['expect']} {case['type']}: {case['text']}")
            print(f"        label: {case.get('why', '')} ⟦{case.get('wrong', '')}⟧")
            for said in item.said:
                print(f"        guard: {said}")


def reached(name: str, value: float, aim: str, *, good: bool) -> bool:
    """One threshold printed."""
    print(f"  {name:<34}{value:7.2f}%   {aim}   {'reached' if good else 'MISSED'}")
    return good


def report(name: str, cases: Sequence[Case], *, show: bool) -> bool:
    """Everything about one set; whether it reaches the thresholds."""
    print(f"\n{name}: {len(cases)} cases")
    judged = [judge(case) for case in cases]
    total = rates(judged)
    print(f"  {'ziping.guard':<34}{total}")
    with without_lexicons():
        bare = [judge(case) for case in cases]
    print(f"  {'ziping.guard, lexicons emptied':<34}{rates(bare)}")
    print_peers(cases)
    marked = [item for item in judged if item.rejected and item.case.get("wrong")]
    if marked:
        found = sum(item.located for item in marked)
        print(f"  caught at the place the label names: {found}/{len(marked)}")
    worst = print_types(judged)
    good = [
        reached("caught", total.caught_rate, f"≥ {MIN_CAUGHT:g}%", good=total.caught_rate >= MIN_CAUGHT),
        reached("caught in the worst type", worst, f"≥ {MIN_TYPE:g}%", good=worst >= MIN_TYPE),
        reached(
            "good sentences rejected",
            total.false_rate,
            f"≤ {MAX_FALSE:g}%",
            good=total.false_rate <= MAX_FALSE,
        ),
    ]
    if show:
        print_misjudged(judged)
    return all(good)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judges the sets one by one and together."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="list every misjudged case")
    parser.add_argument("--gate", action="store_true", help="exit 1 below the thresholds")
    parser.add_argument(
        "--set",
        nargs="+",
        default=list("abcdefghij"),
        help="names of sets here, or .jsonl files",
    )
    options = parser.parse_args(arguments)
    sets = named_sets(options.set)
    good = [report(name, cases, show=options.show) for name, cases in sets.items()]
    if len(sets) > 1:
        good = [report("all", [case for cases in sets.values() for case in cases], show=False)]
    return int(options.gate and not (good and all(good)))


if __name__ == "__main__":
    sys.exit(main())
