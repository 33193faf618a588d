"""How well a writer writes: over all report cases, section by section, one writer or two side by side.

    python eval/drafting/run.py                                    # the offline writer and a scripted clerk
    python eval/drafting/run.py deepseek --record tapes/           # a provider's model of the settings, recorded
    python eval/drafting/run.py replay:tapes/deepseek.jsonl offline --html page.html
    python eval/drafting/run.py clerk clerk@my-prompts             # two versions of the prompts

A writer is ``offline``, ``clerk`` (the scripted clerk of the tests, over real HTTP), ``clerk:FAULT`` (the clerk with a
mistake in every paragraph it first writes), ``replay:FILE``, ``model:NAME`` or a provider's name (the rest from the
settings and the environment); ``@FOLDER`` behind it takes prompts from that folder first. Prints one table; ``--html``
writes a page with every paragraph side by side. Asserts nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
for folder in (HERE, ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))  # run as a script or loaded by a test

from measure import Case, Row, faults_of, measured  # noqa: E402
from page import page, table  # noqa: E402
from tape import Player, Recorder  # noqa: E402

from ziping.drafting.llm_writer import LlmWriter, WriterOptions, Written  # noqa: E402
from ziping.drafting.model.asking import Model  # noqa: E402
from ziping.drafting.model.build import build_model  # noqa: E402
from ziping.drafting.model.options import ModelSettings  # noqa: E402
from ziping.drafting.model.providers import PROVIDERS  # noqa: E402
from ziping.drafting.offline import write_offline  # noqa: E402
from ziping.drafting.plan import plan_sections  # noqa: E402
from ziping.pipeline.checking import ParagraphChecker  # noqa: E402
from ziping.pipeline.model_draft import Job, jobs_of, passed  # noqa: E402
from ziping.pipeline.score import Folders, read_input, score_raw  # noqa: E402
from ziping.settings import load_settings  # noqa: E402

REPORTS = ROOT / "eval" / "reports"


class Source(NamedTuple):
    """A writer as named on the command line."""

    kind: str
    argument: str = ""
    prompts: Path | None = None

    @property
    def name(self) -> str:
        """As shown."""
        told = f"{self.kind}:{Path(self.argument).stem}" if self.argument else self.kind
        return f"{told}@{self.prompts.name}" if self.prompts is not None else told


def source_of(text: str) -> Source:
    """``clerk:award@prompts`` → its parts.

    Raises:
        SystemExit: there is no such writer.
    """
    head, _, folder = text.partition("@")
    kind, _, argument = head.partition(":")
    if kind not in {"offline", "clerk", "replay", "model", *PROVIDERS}:
        sys.exit(
            f"没有写法 {kind!r}，可用：offline、clerk、replay:文件、model:模型名、{'、'.join(PROVIDERS)}"
        )
    return Source(kind, argument, Path(folder) if folder else None)


def inputs(pattern: str = "") -> Iterator[tuple[str, Path]]:
    """Name and file of every report case."""
    for path in sorted(REPORTS.rglob("*.yaml")):
        name = path.parent.name if path.stem == "submission" else path.stem
        if pattern in str(path.relative_to(REPORTS)):
            yield name, path


def cases_of(source: Source, pattern: str = "", record: Path | None = None, attempts: int = 3) -> list[Case]:
    """Every report case as this writer writes it."""
    folders = Folders(prompts=() if source.prompts is None else (source.prompts,))
    named = list(inputs(pattern))
    jobs = jobs_of([score_raw(read_input(path), folders) for _, path in named], folders)
    if source.kind == "offline":
        return [_offline(name, job) for (name, _), job in zip(named, jobs, strict=True)]
    with ExitStack() as exits:
        settings = settings_of(source, exits)
        written = asyncio.run(_written(source, settings, jobs, record, attempts))
    return [
        Case(
            name,
            job.request,
            one.skeleton,
            passed(one, job.request, source.name).draft,
            one.plans,
            one.attempts,
            one.failures,
        )
        for (name, _), job, one in zip(named, jobs, written, strict=True)
    ]


def _offline(name: str, job: Job) -> Case:
    skeleton = write_offline(job.request)
    return Case(name, job.request, skeleton, skeleton, plan_sections(job.request, skeleton), (), ())


def settings_of(source: Source, exits: ExitStack) -> ModelSettings | None:
    """Where to ask; None for a tape. The clerk's server runs until ``exits`` closes."""
    if source.kind == "replay":
        return None
    if source.kind == "clerk":
        from tests.fakes.model_server import ModelServer
        from tests.fakes.scribe import FAULTS, Scribe

        scribe = Scribe(spoil=FAULTS[source.argument] if source.argument else None)
        server = exits.enter_context(ModelServer(scribe))
        return ModelSettings(base_url=server.base_url, model="clerk")
    if source.kind == "model":
        return load_settings().model_settings(model=source.argument)
    return load_settings().model_settings(provider=source.kind, model=source.argument or None)


async def _written(
    source: Source, settings: ModelSettings | None, jobs: Sequence[Job], record: Path | None, attempts: int
) -> list[Written]:
    if settings is None:
        return await _all(Player(Path(source.argument)), source, jobs, attempts)
    async with build_model(settings) as model:
        kept: Model = model if record is None else Recorder(model, record / f"{source.kind}.jsonl")
        written = await _all(kept, source, jobs, attempts)
        print(f"{source.name}：{model.account.summary()}")
        return written


async def _all(model: Model, source: Source, jobs: Sequence[Job], attempts: int) -> list[Written]:
    async def one(job: Job) -> Written:
        skeleton = write_offline(job.request)
        checker = ParagraphChecker(job.request, skeleton)
        writer = LlmWriter(model, job.book, checker, WriterOptions(source.name, attempts))
        return await writer.written(job.request, skeleton)

    return list(await asyncio.gather(*map(one, jobs)))


def main() -> None:
    """Runs, prints, writes."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("writers", nargs="*", default=["offline", "clerk"], metavar="WRITER")
    options.add_argument("--cases", default="", help="only cases whose path holds this")
    options.add_argument("--attempts", type=int, default=3, help="how often a paragraph may be written")
    options.add_argument("--record", type=Path, help="folder for the tapes of models")
    options.add_argument("--html", type=Path, help="page with every paragraph side by side")
    chosen = options.parse_args()
    sources = [source_of(text) for text in chosen.writers]
    cases = {
        source.name: cases_of(source, chosen.cases, chosen.record, chosen.attempts) for source in sources
    }
    rows: dict[str, dict[str, Row]] = {name: measured(found) for name, found in cases.items()}
    print(table(rows))
    for name, found in rows.items():
        codes = faults_of(list(found.values())).most_common()
        print(f"{name}：没有通过的原因 {'、'.join(f'{code} {count}' for code, count in codes) or '无'}")
        for line in dict.fromkeys(line for case in cases[name] for line in case.failures):
            print(f"  {line}")
    if chosen.html is not None:
        chosen.html.parent.mkdir(parents=True, exist_ok=True)
        chosen.html.write_text(page(rows, cases), encoding="utf-8")
        print(chosen.html)


if __name__ == "__main__":
    main()
