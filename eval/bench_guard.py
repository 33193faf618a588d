"""Ratios of the number parser and the guard against one compiled ``re`` scan of the same text, in one run. Prints; asserts nothing.

    python eval/bench_guard.py [--rounds 7]

Text: the offline draft of eval/reports/futian_department_2021 and the sentences of eval/guard/set_*.jsonl. The scan is
what a checker without a parser would run: digits with thousands and decimals or Chinese numerals, each with one of the
usual units, compiled once; it finds spans and reads no value (see ``SCAN``; it touches 100 % of the quantities labelled
in eval/numerals/prose.jsonl and 99 % of those in hard.jsonl).

(a) ``find_numbers`` / the scan, and Microsoft's Recognizers-Text beside it when ``recognizers-text-suite`` is installed;
(b) ``check`` with 300 facts / the scan: the report's own text, and with foreign sentences, most of them violations;
(c) ``check`` on 1×, 2×, 4× the text; with 75, 150, 300, 600 facts;
(d) adversarial lines of one repeated character: 1 MB against 100 kB.
"""

from __future__ import annotations

import argparse
import functools
import importlib.util
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bench_core import FOLDERS, FUTIAN, medians, seconds, show

from ziping.domain.fact import Fact
from ziping.guard import check
from ziping.language.numerals import find_numbers
from ziping.pipeline.draft import draft_scored
from ziping.pipeline.score import read_input, score_raw

HERE = Path(__file__).resolve().parent
CHUNK = 60_000
"""Code points of one text; the material is repeated up to it."""
FOREIGN = 6_000
"""Code points of foreign sentences: nearly every figure is a violation with a nearest fact to look for."""
TINY, PATIENCE = 1_000, 10
"""Bytes of a first try, and the seconds a larger one may be expected to take."""
COUNTS = (75, 150, 300, 600)
SMALL, LARGE = 100_000, 1_000_000
"""Bytes of an adversarial line."""

SCAN = re.compile(
    r"(?:约|近|超过?|不足|不低于|不少于|≥|≤|[<>])?\s*"
    r"(?:(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?|[零〇一二两三四五六七八九十百千万亿点]+|"
    r"百分之[零〇一二三四五六七八九十百点]+)"
    r"\s*(?:余|多)?\s*(?:个百分点|万人次|人次|场次|万元|亿元|万份|平方米|元|[%％‰]|[年月日分人名位户家个项次场份件条期天倍起宗台套辆亩米])?"
)
LINES = {
    "digits": "7",
    "万": "万",
    "brackets": "（",
    "〔": "〔",
    "一": "一",
    "〇": "〇",
    "，": "，",
    "7,": "7,",
    "2021年": "2021年",
    "%": "1%",
}


class Material(NamedTuple):
    """What is read and checked."""

    report: str
    """The offline draft."""
    part: str
    """Those of its paragraphs that need no more than the first 75 facts."""
    sentences: str
    """The sentences of the sets: foreign to the facts."""
    facts: list[Fact]
    """Those of ``part`` first, then the draft's others, the submission's others, strangers'."""


def material() -> Material:
    """The texts and facts."""
    drafted = draft_scored(score_raw(read_input(FUTIAN), FOLDERS), FOLDERS)
    paragraphs = drafted.draft.paragraphs()
    first: set[str] = {"report_year"}
    part: list[str] = []
    for paragraph in paragraphs:
        needed = first | {mark.fact for mark in paragraph.marks}
        if len(needed) <= COUNTS[0]:
            first = needed
            part.append(paragraph.text)
    used = {mark.fact for paragraph in paragraphs for mark in paragraph.marks}
    facts = sorted(drafted.facts.facts, key=lambda fact: (fact.id not in first, fact.id not in used))
    cases: list[dict[str, Any]] = [
        json.loads(line)
        for path in sorted((HERE / "guard").glob("set_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    foreign = {(row["label"], row["value"], row["unit"]): row for case in cases for row in case["facts"]}
    facts += [
        Fact.model_validate({**row, "id": f"foreign.n{number}"})
        for number, row in enumerate(foreign.values())
        if row["unit"] != "年"
    ]
    report = "\n".join(paragraph.text for paragraph in paragraphs)
    return Material(report, "\n".join(part), "\n".join(case["text"] for case in cases), facts)


def at_length(text: str, length: int) -> str:
    """The text repeated and cut at a line's end near ``length``."""
    repeated = "\n".join([text] * (length // len(text) + 1))
    return repeated[: repeated.rfind("\n", 0, length)]


def parser(text: str, sentences: str, rounds: int) -> None:
    """(a)."""
    works: dict[str, Callable[[], object]] = {
        "scan": lambda: SCAN.findall(text),
        "ours": lambda: find_numbers(text),
    }
    sample = at_length(sentences, 3_000)
    if importlib.util.find_spec("recognizers_number") is not None:
        works["their"] = functools.partial(_recognizers, sample)
        works["sample"] = lambda: find_numbers(sample)
    result = medians(works, rounds)
    show(f"find_numbers / one re scan, {len(text):,} characters", result["ours"], result["scan"], "<= 4")
    if "their" in works:
        show(
            "Recognizers-Text number / find_numbers, 3,000 characters",
            result["their"],
            result["sample"],
            ">= 15",
        )
    else:
        print("Recognizers-Text：未安装（pip install recognizers-text-suite 后再跑，可得对比）")


def _recognizers(text: str) -> object:
    from recognizers_number import recognize_number  # type: ignore[import-not-found]

    return [recognize_number(line, "zh-cn") for line in text.split("\n")]


def whole(report: str, foreign: str, facts: list[Fact], rounds: int) -> None:
    """(b)."""
    some = facts[:300]
    for name, text in (("the report", report), ("foreign sentences", foreign)):
        result = medians(
            {
                "check": functools.partial(check, text, some),
                "scan": functools.partial(SCAN.findall, text),
            },
            rounds,
        )
        found = check(text, some)
        said = f"{len(found.bindings)} bound, {len(found.violations)} violations"
        show(f"check, 300 facts / re scan, {name} ({said})", result["check"], result["scan"], "<= 60")


def growth(given: Material, rounds: int) -> None:
    """(c)."""
    texts = {times: at_length(given.report, CHUNK * times // 4) for times in (1, 2, 4)}
    some = given.facts[:300]
    by_length = medians(
        {str(times): functools.partial(check, text, some) for times, text in texts.items()}, rounds
    )
    for times in ("2", "4"):
        show(f"check, text {times}× / 1×", by_length[times], by_length["1"], f"about {times}")
    part = at_length(given.part, CHUNK // 4)
    by_facts = medians(
        {str(count): functools.partial(check, part, given.facts[:count]) for count in COUNTS}, rounds
    )
    for before, after in itertools.pairwise(COUNTS):
        show(f"check, {after} facts / {before} facts", by_facts[str(after)], by_facts[str(before)], "< 2")


def adversarial(facts: list[Fact]) -> None:
    """(d), each size once: what is asked is whether time explodes."""
    for name, piece in LINES.items():
        tiny, small, large = (piece * (size // len(piece.encode("utf-8"))) for size in (TINY, SMALL, LARGE))
        for what, work in (
            ("find_numbers", find_numbers),
            ("check", functools.partial(_check, facts=facts[:300])),
        ):
            took = seconds(functools.partial(work, tiny))
            if took * SMALL / TINY > PATIENCE:
                print(f"{what}, {name}: 1 kB alone took {took:.2f} s, larger not tried   aim <= 13")
                continue
            took = min(seconds(functools.partial(work, small)) for _ in range(2))
            if took * LARGE / SMALL > 10 * PATIENCE:
                print(f"{what}, {name}: 100 kB took {took:.1f} s, 1 MB not tried   aim <= 13")
                continue
            show(f"{what}, {name}: 1 MB / 100 kB", seconds(functools.partial(work, large)), took, "<= 13")


def _check(text: str, facts: list[Fact]) -> object:
    return check(text, facts)


def main() -> None:
    """Runs all four."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    given = material()
    some = given.facts[:300]
    print(f"check of the report as it is: {seconds(lambda: check(given.report, some)) * 1000:.0f} ms")
    parser(at_length(f"{given.report}\n{given.sentences}", CHUNK), given.sentences, rounds)
    whole(at_length(given.report, CHUNK), at_length(given.sentences, FOREIGN), given.facts, rounds)
    growth(given, max(3, rounds // 2))
    adversarial(given.facts)


if __name__ == "__main__":
    main()
