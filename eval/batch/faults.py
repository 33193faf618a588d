"""A model that fails or lies in 30 % of its answers: every unit ends, nothing planted is printed, failures have causes.

    python eval/batch/faults.py [--units 100] [--share 30] [--seed 7] [--keep DIR]

Every mode of the loopback endpoint takes its turn: broken connections, errors, limits, silence, blanks, garbage, answers
cut off, refusals, and paragraphs with a planted number, award, document, organisation or instruction. What was planted
is searched for in every file of every unit (docx, xlsx, html, json) by a plain search; a planted figure that the unit
really has (``facts.json``, ``scorecard.json``, its input) does not count. What concerns every unit (a refused key, no
such model) is not among the faults: it stops a run. Prints a table; exits 1 on a violation.
"""

from __future__ import annotations

import argparse
import html
import itertools
import json
import random
import re
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from make_units import write_units
from running import FINISHED, Place
from tests.fakes.model_server import ModelServer, Reply
from tests.fakes.scribe import FAULTS, Scribe, each_another

if TYPE_CHECKING:
    from tests.fakes.model_server import Call

SLOW, STALL = 2.0, 6.0
"""Seconds; the run waits less than the second."""
SETTINGS = "stall_timeout = 4\nrequest_timeout = 12\ntries = 3\n"
BROKEN: dict[str, Reply] = {
    "500": Reply(status=500),
    "502": Reply(status=502, error="<html>bad gateway</html>"),
    "503 with Retry-After": Reply(status=503, headers=(("Retry-After", "1"),)),
    "429": Reply(status=429, headers=(("Retry-After", "0"),)),
    "400": Reply(status=400, error="bad request"),
    "slow": Reply(delay=SLOW),
    "silent in the middle": Reply(stall=STALL),
    "cut off": Reply(cut=0.5),
    "cut off at once": Reply(cut=0.0),
    "no end": Reply(finish="length"),
    "half a JSON": Reply(text='{"paragraphs": [', finish="length"),
    "a page": Reply(text="<html>busy</html>", raw=True),
    "empty object": Reply(text="{}"),
    "blanks": Reply(text="   "),
    "noise": Reply(text="x" * 300),
    "not asked for": Reply(text='{"paragraphs": [{"id": "nobody.asked", "text": "全年完成999项。"}]}'),
    "filtered": Reply(finish="content_filter"),
    "refusal": Reply(refusal="no"),
    "no usage": Reply(usage=False),
}
"""How an answer can fail; where there is no text, the good one is sent that way."""
LIES = "planted words"


@dataclass
class BadClerk:
    """Answers well but for a share of the answers, seeded.

    Attributes:
        share: of the answers, 0–1; a quarter of them lies, the others fail.
        modes: how many of each kind.
    """

    share: float
    seed: int
    modes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._good = Scribe()
        self._liar = Scribe(spoil=each_another(list(FAULTS.values())), stubborn=True)
        self._pick = random.Random(self.seed)  # noqa: S311 - faults, no secrets
        self._names = itertools.cycle(sorted(BROKEN))

    @property
    def planted(self) -> set[str]:
        """Words that must not be printed."""
        return self._liar.planted | {"nobody.asked", "全年完成999项"}

    def __call__(self, call: Call) -> Reply:
        """The answer."""
        if self._pick.random() >= self.share:
            self.modes["good"] += 1
            return self._good(call)
        if self._pick.random() < 0.25:
            self.modes[LIES] += 1
            return self._liar(call)
        name = next(self._names)
        self.modes[name] += 1
        broken = BROKEN[name]
        return broken if broken.text or broken.status != 200 else replace(broken, text=self._good(call).text)


class Found(NamedTuple):
    """What came of a run.

    Attributes:
        states: how many units are in which state.
        causes: of failed units and of sections without an answer, and how often.
        written: paragraphs by who wrote them.
        violations: sentences.
    """

    states: Counter[str]
    causes: Counter[str]
    written: Counter[str]
    violations: list[str]


def shown_in(path: Path) -> str:
    """All words of a file, also of an Office file's parts."""
    if path.suffix in {".docx", ".xlsx"}:
        with zipfile.ZipFile(path) as parts:
            raw = "\n".join(
                parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith(".xml")
            )
        # words run on in Word, cells do not: 7 and 8.87 are no 78.87
        beside = "" if path.suffix == ".docx" else "\n"
        return html.unescape(re.sub(r"<[^>]*>", beside, raw))
    text = path.read_text(encoding="utf-8")
    return html.unescape(re.sub(r"<[^>]*>", "", text)) + text if path.suffix == ".html" else text


def stands_in(word: str, text: str) -> bool:
    """Whether a planted word is in a text; a figure as a whole one, 1.2 is not in 21.25."""
    if not word[:1].isdigit() or word not in text:
        return word in text
    return re.search(rf"(?<![0-9.]){re.escape(word)}(?![0-9]|\.[0-9])", text) is not None


def printed(folder: Path, words: set[str], known: str) -> list[str]:
    """Planted words in any file of a unit, without those that are really the unit's."""
    facts = known + "".join(
        (folder / name).read_text(encoding="utf-8") for name in ("facts.json", "scorecard.json")
    )
    return [
        f"{folder.name}/{path.name}: {word}"
        for path in sorted(folder.iterdir())
        if path.is_file()
        for text in (shown_in(path),)
        for word in sorted(words)
        if stands_in(word, text) and word not in facts
    ]


def examined(out: Path, inputs: Path, planted: set[str]) -> Found:
    """What a finished run left."""
    found = Found(Counter(), Counter(), Counter(), [])
    texts = {path.stem: path.read_text(encoding="utf-8") for path in inputs.rglob("*.json")}
    with closing(sqlite3.connect(out / ".ziping" / "batch.sqlite")) as live:
        rows = live.execute(
            "SELECT folder, state, cause, message, result FROM units WHERE present = 1"
        ).fetchall()
    for folder, state, cause, message, told in rows:
        found.states[state] += 1
        if state == "failed":
            found.causes[cause] += 1
            found.violations.extend([] if cause and message else [f"{folder} failed without a cause"])
            continue
        if state != "done":
            found.violations.append(f"{folder} did not end: {state}")
            continue
        result = json.loads(told)
        found.written.update(result["paragraphs"])
        failures = [item["message"] for item in result["findings"] if item["code"] == "model_failed"]
        found.causes.update(map(cause_of, failures))
        if result["paragraphs"]["replaced"] and not failures:
            found.causes["written again and again, never past the guard"] += 1
        found.violations.extend(printed(out / folder, planted, texts[folder.partition("_")[0]]))
    for name in ("汇总.xlsx", "汇总.docx", "index.html", "summary.json"):
        if (out / name).is_file():
            text = shown_in(out / name)
            long = {word for word in planted if len(word) > 6}  # a short figure may be some union's
            found.violations.extend(f"{name}: {word}" for word in sorted(long) if word in text)
    return found


def cause_of(message: str) -> str:
    """The kind of a failure: its words without figures, names and addresses."""
    plain = re.sub(r"“[^”]*”|https?://\S+|[0-9.]+|（[^）]*）", "", message)
    return plain.partition("；")[0].strip()[-40:]


def tried(
    units: int, share: float, seed: int, work: Path, settings: str = SETTINGS
) -> tuple[BadClerk, Found]:
    """One run with a bad clerk, in an empty working folder."""
    inputs, out = work / "in", work / "out"
    write_units(units, inputs, seed=seed, broken=0)
    clerk = BadClerk(share, seed)
    with ModelServer(clerk) as server:
        process = Place(work / "cwd", server.base_url, at_once=16, model=settings).start(inputs, out)
        code = process.wait()
    found = examined(out, inputs, clerk.planted)
    log = (work / "cwd" / "run.log").read_text(encoding="utf-8")
    if code not in FINISHED or "Traceback" in log:
        found.violations.append(f"exit code {code}, its last words: {log[-400:]}")
    if found.states.total() != units:
        found.violations.append(f"{found.states.total()} of {units} units are known")
    return clerk, found


def main() -> None:
    """Runs and prints."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--units", type=int, default=100)
    options.add_argument("--share", type=float, default=30.0, help="per cent of the answers")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--keep", type=Path, help="working folder, kept afterwards; it must be empty")
    given = options.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        clerk, found = tried(given.units, given.share / 100, given.seed, given.keep or Path(folder))
    asked = clerk.modes.total()
    bad = asked - clerk.modes["good"]
    print(
        f"{asked} answers, {bad} of them bad ({100 * bad / asked:.0f} %), {len(clerk.planted)} words planted"
    )
    for name, count in clerk.modes.most_common():
        print(f"  {name:<24} {count:>6}")
    print("units: " + ", ".join(f"{state} {count}" for state, count in sorted(found.states.items())))
    print("paragraphs: " + ", ".join(f"{who} {count}" for who, count in sorted(found.written.items())))
    print("causes that were listed:")
    for cause, count in found.causes.most_common():
        print(f"  {count:>4} {cause}")
    print(f"violations: {len(found.violations)}; {(time.monotonic() - began) / 60:.1f} minutes")
    for violation in found.violations:
        print(f"- {violation}")
    sys.exit(bool(found.violations))


if __name__ == "__main__":
    main()
