"""Compares the reports of two invented unions, year by year, and holds what is found against what was planted.

    python eval/compare/run.py [--format docx] [--show] [--gate]

``planted.yaml`` says which relations were put into the reports and which sameness is legitimate. A relation is found
when the comparison states it: a finding of that code that speaks of those words, an indicator, figure, paragraph,
section, problem or promise with that outcome. Every error must be one that was planted. The command line is used, as a
stranger would.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from build import HERE, build

MIN_FOUND: Final = 90
"""Planted relations that must be found; the aim is all of them (README.md)."""
MAX_FALSE_WARNINGS: Final = 0
"""Warnings against something legitimate; an error nobody planted is never let pass."""
MAX_UNPLANTED_WARNINGS: Final = 2
"""Warnings that nobody planted and nobody judged right, over all pairs."""

_LISTS: Final = {
    "indicator": ("indicators", ("label",)),
    "figure": ("figures", ("label", "label_last")),
    "paragraph": ("paragraphs", ("text_this", "text_last")),
    "section": ("sections", ("heading", "heading_last")),
    "problem": ("problems", ("text",)),
    "promise": ("promises", ("text", "target", "label")),
}
"""Kind of relation → list of the comparison, and the fields its words stand in."""


class Pair(NamedTuple):
    """A union and the year that is compared with the one before."""

    union: str
    year: int

    @property
    def name(self) -> str:
        """``jiyang-2022``."""
        return f"{self.union}-{self.year}"


PAIRS: Final = (Pair("jiyang", 2022), Pair("jiyang", 2023), Pair("qinghe", 2023), Pair("qinghe", 2024))


class Result(NamedTuple):
    """One pair against what was planted."""

    found: tuple[dict[str, Any], ...]
    missed: tuple[dict[str, Any], ...]
    false: tuple[tuple[str, dict[str, Any]], ...]
    """Sound relations reported, and errors that nobody planted: why, and the finding."""
    unplanted: tuple[dict[str, Any], ...]
    """Warnings that nobody planted."""


def compared(pair: Pair, made: dict[tuple[str, int, str], Path], wanted: str) -> dict[str, Any]:
    """The comparison of a pair as the command prints it; a draft where the union has one, unless asked for Word."""
    own = "json" if pair.union == "qinghe" else "md"
    kind = wanted or own
    this, last = (made[pair.union, year, kind] for year in (pair.year, pair.year - 1))
    command = [sys.executable, "-m", "ziping", "compare", str(this), str(last), "--json"]
    if pair.union == "qinghe":
        command += ["--rubric", edition(pair.year), "--last-rubric", edition(pair.year - 1)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in {0, 3}:
        raise SystemExit(f"{pair.name}: exit {done.returncode}\n{done.stderr}")
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def edition(year: int) -> str:
    """The rubric ``qinghe`` was scored by in a year."""
    return f"qinghe-{2024 if year >= 2024 else 2022}-department"


def words_of(finding: dict[str, Any]) -> str:
    """All words of a finding."""
    keys = ("message", "quote", "stated", "expected", "working")
    return (
        "\n"
        .join((*(finding[key] for key in keys), finding["place"]["text"]))
        .replace("【", "")
        .replace("】", "")
    )


def meets(row: dict[str, Any], comparison: dict[str, Any]) -> bool:
    """Whether the comparison states a planted relation."""
    if "finding" in row:
        return any(is_meant(row, finding) for finding in comparison["findings"])
    kind = next(name for name in _LISTS if name in row)
    listed, fields = _LISTS[kind]
    return any(
        any(word in (entry.get(field) or "") for word in row[kind] for field in fields) and agrees(row, entry)
        for entry in comparison[listed]
    )


def is_meant(row: dict[str, Any], finding: dict[str, Any]) -> bool:
    """Whether a finding states a planted relation."""
    text = words_of(finding)
    said = row.get("finding") == finding["code"] and any(word in text for word in row["words"])
    return said and all(figure in text for figure in row.get("stated", ()))


def agrees(row: dict[str, Any], entry: dict[str, Any]) -> bool:
    """Whether values and outcome of an entry are those planted."""
    return all(same(row[key], entry.get(key), key) for key in ROW_KEYS if key in row)


ROW_KEYS: Final = ("relation", "outcome", "explained", "may_stay", "last", "this", "change")


def same(wanted: Any, given: Any, key: str) -> bool:
    """Numbers by value, outcomes by membership."""
    if key in {"relation", "outcome"}:
        return given in wanted
    if wanted is None or given is None or isinstance(wanted, bool):
        return bool(wanted == given)
    return Decimal(wanted) == Decimal(given)


def judge(pair: Pair, comparison: dict[str, Any], planted: dict[str, Any]) -> Result:
    """One comparison against what was planted in that pair."""
    rows = [row for row in planted["find"] if row["pair"] == pair.name]
    met = [(row, meets(row, comparison)) for row in rows]
    meant = [
        row for row in (*rows, *planted.get("allow", ())) if "finding" in row and row["pair"] == pair.name
    ]
    strange = [one for one in comparison["findings"] if not any(is_meant(row, one) for row in meant)]
    return Result(
        tuple(row for row, good in met if good),
        tuple(row for row, good in met if not good),
        tuple(_false(pair, strange, planted)),
        tuple(one for one in strange if one["severity"] == "warning"),
    )


def _false(
    pair: Pair, strange: list[dict[str, Any]], planted: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for finding in strange:
        if finding["severity"] == "error":
            yield "unplanted", finding
        for row in planted["spare"]:
            if row["pair"] == pair.name and is_spared(row, finding):
                yield row["id"], finding


def is_spared(row: dict[str, Any], finding: dict[str, Any]) -> bool:
    """Whether a finding speaks against something legitimate."""
    text = words_of(finding)
    counted = finding["code"] in row["codes"] if "codes" in row else finding["severity"] != "note"
    return counted and all(word in text for word in row["all"])


def told(finding: dict[str, Any]) -> str:
    """A finding on one line."""
    return f"[{finding['severity']}] {finding['code']} {finding['place']['text']} {finding['message']}"


def main() -> int:
    """Runs the comparisons; the exit code is 1 only with ``--gate`` and a target missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--format", choices=("docx",), default="", help="compare the Word files instead")
    parser.add_argument("--show", action="store_true", help="list every finding too")
    parser.add_argument("--gate", action="store_true", help="exit 1 when a target is missed")
    given = parser.parse_args()
    planted = yaml.safe_load((HERE / "planted.yaml").read_text(encoding="utf-8"))
    results = []
    with tempfile.TemporaryDirectory() as folder:
        made = build(Path(folder))
        for pair in PAIRS:
            comparison = compared(pair, made, given.format)
            results.append(judge(pair, comparison, planted))
            show(pair, comparison, results[-1], everything=given.show)
    return 0 if verdict(results) or not given.gate else 1


def show(pair: Pair, comparison: dict[str, Any], result: Result, *, everything: bool) -> None:
    """What was found and missed in one pair."""
    counts = Counter(finding["severity"] for finding in comparison["findings"])
    print(
        f"{pair.name}: {len(result.found)} of {len(result.found) + len(result.missed)} found; {dict(counts)}"
    )
    for row in result.missed:
        print(f"  missed {row['id']} {row['kind']}: {row}")
    for why, finding in result.false:
        print(f"  false ({why}): {told(finding)}")
    for finding in comparison["findings"] if everything else result.unplanted:
        print(f"  {'' if everything else 'unplanted: '}{told(finding)}")


def verdict(results: list[Result]) -> bool:
    """Prints the totals and says whether the targets are met."""
    found, missed, false, loose = (
        sum(len(result[part]) for result in results) for part in range(len(Result._fields))
    )
    print(
        f"planted relations: {found} of {found + missed} found; false: {false}; unplanted warnings: {loose}"
    )
    errors = sum(finding["severity"] == "error" for result in results for _, finding in result.false)
    print(f"errors among the false: {errors}")
    return (
        found >= MIN_FOUND and not errors and false <= MAX_FALSE_WARNINGS and loose <= MAX_UNPLANTED_WARNINGS
    )


if __name__ == "__main__":
    sys.exit(main())
