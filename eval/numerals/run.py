"""How well the number parser reads the labelled sets beside this file. ``--gate`` exits 1 when an aim is missed by all sets together.

    python eval/numerals/run.py [--show] [--limit N] [--set prose|hard|unseen|FILE.jsonl ...]

Every set is judged twice: with the shipped lexicon and with an empty one. ``--show`` lists every disagreement, grouped
by class. What is counted, and the readings the contract leaves open, are in README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from ziping.language.numerals import Lexicon, find_numbers

HERE = Path(__file__).resolve().parent
QUANTITIES = frozenset({"amount", "percent", "count", "score", "approx", "threshold", "range"})
AIM_RECALL, AIM_VALUE, AIM_QUANTITIES = 99.5, 99.0, 98.0

Row = dict[str, Any]
"""One number expression in the shape of ``numbers --json``, labelled or found."""


@dataclass
class KindTally:
    """One labelled kind: how many, how many found with the exact span, how many of those fully right."""

    labelled: int = 0
    found: int = 0
    kind_right: int = 0
    value_right: int = 0

    @property
    def worst_rate(self) -> float:
        """The share of labelled expressions that are found with span, kind, value and unit right."""
        return min(self.found, self.kind_right, self.value_right) / self.labelled


@dataclass
class Tally:
    """The counts of one set read with one lexicon."""

    kinds: dict[str, KindTally] = field(default_factory=dict)
    touched: int = 0  # labelled expressions found at least with an overlapping span
    predicted: int = 0
    predicted_right: int = 0
    quantities: int = 0
    quantities_right: int = 0
    modifiers_right: int = 0
    excused: int = 0
    disagreements: list[tuple[str, str]] = field(default_factory=list)

    def total(self, name: str, kinds: Iterable[str] | None = None) -> int:
        """One column summed over all kinds, or over some."""
        return sum(
            getattr(tally, name) for kind, tally in self.kinds.items() if kinds is None or kind in kinds
        )


def read_cases(path: Path) -> list[Row]:
    """The cases of one set; a label whose offsets do not point at its surface is a broken set."""
    cases: list[Row] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    for case in cases:
        for label in case["numbers"]:
            assert case["text"][label["start"] : label["end"]] == label["surface"], (case["id"], label)
    return cases


def comparable(value: object) -> object:
    """12.50 and 12.5 are one value, so are 2/1000 and 1/500; dates and versions stay text."""
    if isinstance(value, list):
        return [comparable(item) for item in value]
    try:
        return Fraction(str(value))
    except ValueError:
        return value


def same_value(label: Row, found: Row) -> bool:
    """Value and unit agree."""
    return comparable(label["value"]) == comparable(found["value"]) and (label["unit"] or "") == (
        found["unit"] or ""
    )


def spans(text: str, surfaces: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Every place where one of the surfaces stands."""
    for surface in surfaces:
        start = text.find(surface)
        while start >= 0:
            yield start, start + len(surface)
            start = text.find(surface, start + 1)


def overlaps(found: Row, start: int, end: int) -> bool:
    """Whether the expression shares a code point with the span."""
    return bool(found["start"] < end and start < found["end"])


def is_excused(case: Row, found: Row) -> bool:
    """Inside ``unjudged`` anything may be reported, inside ``ignore`` anything but a quantity."""
    places = list(spans(case["text"], case.get("unjudged", ())))
    if found["kind"] not in QUANTITIES:
        places += spans(case["text"], case.get("ignore", ()))
    return any(overlaps(found, start, end) for start, end in places)


def brief(row: Row) -> str:
    """``surface kind value unit modifier`` on one line."""
    value = "~".join(row["value"]) if isinstance(row["value"], list) else row["value"]
    parts = [f"⟦{row['surface']}⟧", row["kind"], value, row["unit"], row["modifier"]]
    return " ".join(str(part) for part in parts if part not in {None, ""})


def judge_found(case_id: str, label: Row, found: Row, tally: Tally) -> None:
    """A label whose span was found: kind, value and unit, modifier."""
    kind = tally.kinds[label["kind"]]
    kind.found += 1
    kind_right, value_right = label["kind"] == found["kind"], same_value(label, found)
    modifier_right = (label["modifier"] or "") == (found["modifier"] or "")
    kind.kind_right += kind_right
    kind.value_right += value_right
    tally.modifiers_right += modifier_right
    aspects = {"kind": kind_right, "value/unit": value_right, "modifier": modifier_right}
    wrong = "+".join(name for name, right in aspects.items() if not right)
    if wrong:
        tally.disagreements.append((wrong, f"{case_id}: labelled {brief(label)} | found {brief(found)}"))


def judge_labels(case: Row, found: list[Row], tally: Tally) -> None:
    """Recall: each label against what was found."""
    at = {(row["start"], row["end"]): row for row in found}
    for label in case["numbers"]:
        tally.kinds.setdefault(label["kind"], KindTally()).labelled += 1
        touching = [row for row in found if overlaps(row, label["start"], label["end"])]
        tally.touched += bool(touching)
        exact = at.get((label["start"], label["end"]))
        if exact is not None:
            judge_found(case["id"], label, exact, tally)
            continue
        name = f"span of {label['kind']}" if touching else f"missed {label['kind']}"
        seen = " ".join(brief(row) for row in touching) or "nothing"
        tally.disagreements.append((name, f"{case['id']}: labelled {brief(label)} | found {seen}"))


def judge_found_rows(case: Row, found: list[Row], tally: Tally) -> None:
    """Precision: each expression found against the labels."""
    labels = {(label["start"], label["end"]): label for label in case["numbers"]}
    for row in found:
        label = labels.get((row["start"], row["end"]))
        if label is None and is_excused(case, row):
            tally.excused += 1
            continue
        tally.predicted += 1
        tally.predicted_right += label is not None
        if row["kind"] in QUANTITIES:
            tally.quantities += 1
            tally.quantities_right += label is not None and label["kind"] in QUANTITIES
        if not any(overlaps(row, item["start"], item["end"]) for item in case["numbers"]):
            tally.disagreements.append((
                f"extra {row['kind']}",
                f"{case['id']}: {brief(row)} in {case['text']}",
            ))


def judge(cases: list[Row], lexicon: Lexicon | None) -> Tally:
    """Reads every case and counts."""
    tally = Tally()
    for case in cases:
        found = [number.to_json() for number in find_numbers(case["text"], lexicon=lexicon)]
        judge_labels(case, found, tally)
        judge_found_rows(case, found, tally)
    return tally


def print_rate(name: str, right: int, of: int, aim: float | None = None) -> None:
    """One line: rate, counts, and the aim where there is one."""
    rate = 100 * right / of if of else 100.0
    verdict = "" if aim is None else f"   aim ≥ {aim}%  {'reached' if rate >= aim else 'MISSED'}"
    print(f"  {name:<46}{rate:7.2f}%  {right}/{of}{verdict}")


def reached(tally: Tally) -> bool:
    """Whether every aim is reached."""
    found, labelled = tally.total("found"), tally.total("labelled")
    rates = (
        (found, labelled, AIM_RECALL),
        (tally.quantities_right, tally.quantities, AIM_QUANTITIES),
        (tally.total("value_right"), found, AIM_VALUE),
    )
    return all(of and 100 * right / of >= aim for right, of, aim in rates)


def print_tally(title: str, tally: Tally, *, show: bool, limit: int) -> None:
    """The figures of one reading, the kinds from the worst, and what disagrees."""
    labelled, found = tally.total("labelled"), tally.total("found")
    print(f"\n{title}")
    print_rate("span recall (exact)", found, labelled, AIM_RECALL)
    print_rate("  of quantities", tally.total("found", QUANTITIES), tally.total("labelled", QUANTITIES))
    print_rate("  borders forgiven (overlap)", tally.touched, labelled)
    print_rate("span precision (exact)", tally.predicted_right, tally.predicted)
    print_rate("precision of quantities", tally.quantities_right, tally.quantities, AIM_QUANTITIES)
    print_rate("value+unit of found spans", tally.total("value_right"), found, AIM_VALUE)
    print_rate("  of quantities", tally.total("value_right", QUANTITIES), tally.total("found", QUANTITIES))
    print_rate("kind of found spans", tally.total("kind_right"), found)
    print_rate("modifier of found spans", tally.modifiers_right, found)
    print(f"  neither right nor wrong (ignore / unjudged): {tally.excused}")
    print("  kind        labelled  found  kind right  value+unit right   (worst first)")
    for kind, row in sorted(tally.kinds.items(), key=lambda item: item[1].worst_rate):
        print(f"  {kind:<11}{row.labelled:>9}{row.found:>7}{row.kind_right:>12}{row.value_right:>18}")
    classes = Counter(name for name, _ in tally.disagreements)
    print(
        "  disagreements: "
        + (", ".join(f"{name} {count}" for name, count in classes.most_common()) or "none")
    )
    if show:
        for name, count in classes.most_common():
            print(f"    {name} ({count})")
            for line in [line for other, line in tally.disagreements if other == name][:limit]:
                print(f"      {line}")


def main() -> int:
    """Judges the sets one by one and together, with the shipped lexicon and with none."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="list every disagreement")
    parser.add_argument("--limit", type=int, default=1000, help="at most so many lines a class")
    parser.add_argument(
        "--set", nargs="+", default=["prose", "hard", "unseen"], help="names of sets here, or .jsonl files"
    )
    parser.add_argument("--gate", action="store_true", help="exit 1 below an aim")
    options = parser.parse_args()
    sets = {
        name: read_cases(Path(name) if name.endswith(".jsonl") else HERE / f"{name}.jsonl")
        for name in options.set
    }
    if len(sets) > 1:
        sets["all"] = [case for cases in sets.values() for case in cases]
    good = True
    for title, lexicon in (("shipped lexicon", None), ("empty lexicon", Lexicon())):
        for name, cases in sets.items():
            show = options.show and (name != "all")
            tally = judge(cases, lexicon)
            print_tally(f"{name}: {len(cases)} texts, {title}", tally, show=show, limit=options.limit)
        good = good and (lexicon is not None or reached(tally))
    return int(options.gate and not good)


if __name__ == "__main__":
    sys.exit(main())
