"""How many scoring standards are recognised, left to a person, or read wrongly; and the scoring tables.

    python eval/rules/run.py [--show] [--gate] [--set FILE.jsonl]

Prints exact / left / wrong a kind and a family (README.md says what counts as which). ``--show`` lists every line that
is not exact; ``--gate`` exits 1 below 80 % or with one wrong answer or table.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ziping.domain.scoring_table import ScoringTable, SharedRows, TableLevel, TableNode, TableRow, summed
from ziping.intake.scoring_table import ReadTable, read_scoring_table
from ziping.language.rules import recognise
from ziping.pipeline.rubric_from_table import read_table_document, rubric_from_table

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))  # run as a script or loaded by a test

from compare import same  # noqa: E402

MIN_EXACT = Decimal(80)
"""In per cent of the lines that are a method."""


class Judged(NamedTuple):
    """A labelled line, the answer, and what the answer is worth."""

    row: dict[str, Any]
    answer: dict[str, Any] | None
    verdict: str
    """``exact``, ``left`` (not recognised), ``kept`` (rightly left to a person), ``wrong``."""


def judge(row: dict[str, Any]) -> Judged:
    """The recogniser's word on a line."""
    found = recognise(row["text"], row["label"], Decimal(row["max_score"]))
    answer = None if found is None else found.method
    if same(row["expect"], answer, row["max_score"]):
        return Judged(row, answer, "exact" if row["expect"] else "kept")
    return Judged(row, answer, "left" if answer is None else "wrong")


def table(judged: Iterable[Judged], key: str) -> list[str]:
    """One line a kind or family: exact, left, wrong, and how many were rightly kept for a person."""
    counts: dict[str, Counter[str]] = {}
    for item in judged:
        name = item.row["family"] if key == "family" else (item.row["expect"] or {}).get("kind", "留给人")
        counts.setdefault(name, Counter())[item.verdict] += 1
    lines = [f"{key:20}{'exact':>7}{'left':>7}{'wrong':>7}{'kept':>7}"]
    for name, count in sorted(counts.items()):
        lines.append(
            f"{name:20}" + "".join(f"{count[verdict]:7}" for verdict in ("exact", "left", "wrong", "kept"))
        )
    return lines


_NO_FAULT = {"note"}


def read_as(read: ReadTable) -> dict[str, Any]:
    """A read table in the shape of tables/*.json; notes are no faults."""
    table = read.table
    total = table.total if table.total is not None else summed(table.nodes)
    faults = [
        {"cell": item.place.cell, "fault": item.code}
        for item in read.findings
        if item.severity not in _NO_FAULT
    ]
    return {"place": table.name, "total": shown(total), "tree": tree(table.nodes, table), "faults": faults}


def tree(nodes: tuple[TableNode, ...], table: ScoringTable) -> list[dict[str, Any]]:
    """Levels with what is below them; the kinds of the last one."""
    rows: list[dict[str, Any]] = []
    for node in nodes:
        if isinstance(node, TableLevel):
            weight = node.weight if node.weight is not None else summed(node.children)
            rows.append({
                "label": node.label,
                "weight": shown(weight),
                "children": tree(node.children, table),
            })
        else:
            rows += [leaf(row) for row in (node.rows if isinstance(node, SharedRows) else (node,))]
    return rows


def leaf(row: TableRow) -> dict[str, Any]:
    """An indicator with the kind of its rule."""
    found = None if row.weight is None else recognise(row.standard.text, row.label, row.weight)
    return {"label": row.label, "weight": shown(row.weight), "kind": found.method["kind"] if found else None}


def shown(value: Decimal | None) -> str | None:
    """A number as the labels write it."""
    return None if value is None else f"{value:f}"


def differences(expected: Any, answered: Any, where: str = "") -> list[str]:
    """Where two trees differ; a kind left to a person is right beside a missing weight."""
    if isinstance(expected, dict) and isinstance(answered, dict):
        keys = expected.keys() & {
            "place",
            "total",
            "tree",
            "faults",
            "label",
            "weight",
            "children",
            "kind",
            "cell",
            "fault",
        }
        if expected.get("weight", 0) is None and answered.get("kind") is None:
            keys -= {"kind"}
        if "fault" in expected:
            keys -= {"label", "weight"}
        here = f"{where}/{expected.get('label', '')}"
        return [
            text
            for key in sorted(keys)
            for text in differences(expected[key], answered.get(key), f"{here}.{key}")
        ]
    if isinstance(expected, list) and isinstance(answered, list) and len(expected) == len(answered):
        return [text for a, b in zip(expected, answered, strict=True) for text in differences(a, b, where)]
    return [] if expected == answered else [f"{where}: expected {expected!r}, answered {answered!r}"]


def table_faults(path: Path) -> list[str]:
    """What is read otherwise than labelled, and whether the proposed rubric loads."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    found = differences(expected, read_as(read_scoring_table(read_table_document(path))))
    rubric_from_table(path)  # raises when the rubric does not load
    return found


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--gate", action="store_true")
    parser.add_argument("--set", type=Path, default=HERE / "phrasings.jsonl")
    options = parser.parse_args()
    judged = [judge(json.loads(line)) for line in options.set.read_text("utf-8").splitlines()]
    totals = Counter(item.verdict for item in judged)
    rules = sum(1 for item in judged if item.row["expect"])
    rate = Decimal(100 * totals["exact"]) / max(rules, 1)
    print(
        f"exact {rate:.1f}% ({totals['exact']}/{rules})   wrong {totals['wrong']}   "
        f"left {totals['left']}   kept {totals['kept']}/{len(judged) - rules}"
    )
    print(*table(judged, "kind"), *table(judged, "family"), sep="\n")
    if options.show:
        for item in judged:
            if item.verdict in {"left", "wrong"}:
                print(
                    f"{item.verdict.upper()} {item.row['id']} ({item.row['max_score']}) {item.row['text']!r}"
                )
                print(f"    expected {json.dumps(item.row['expect'], ensure_ascii=False)}")
                print(f"    answered {json.dumps(item.answer, ensure_ascii=False)}")
    wrong_tables = 0
    for path in sorted((HERE / "tables").glob("*.[xd][lo][sc]x")):
        found = table_faults(path)
        wrong_tables += bool(found)
        print(f"table {path.name:14} {'as labelled' if not found else 'differs'}", *found, sep="\n    ")
    return 1 if options.gate and (rate < MIN_EXACT or totals["wrong"] or wrong_tables) else 0


if __name__ == "__main__":
    sys.exit(main())
