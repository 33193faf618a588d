"""Our way to a model against a bare loop of the openai client, over the same server on loopback.

    python eval/bench_llm.py [--requests 640] [--at-once 64] [--seconds 2] [--whole]

The server answers after two seconds, 64 at a time, 640 requests: ten rounds, twenty seconds at best. Ours has
everything on: limits, retries, the store (committed before use), the account, the check that is passed in. Printed:
both wall times and their ratio (aim 1.10), our cost an answer in milliseconds, memory after a tenth and at the end. The
server runs in a process of its own. Prints; asserts nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PARAGRAPH = "本年度预算执行总体平稳，重点工作按计划完成，资金使用合规，佐证材料齐全。" * 12
PROMPT = "请根据下列数据写一段自评结论。" * 60
Check = Callable[[str], object]


class Load(NamedTuple):
    """What is asked of the server.

    Attributes:
        stream: as an event stream.
    """

    requests: int
    at_once: int
    seconds: float
    stream: bool


class Timed(NamedTuple):
    """One run.

    Attributes:
        wall: seconds.
        processor: seconds of our process.
        early, late: peak memory in MB after a tenth of the answers and at the end.
        checking: seconds spent in the check that was passed in.
    """

    wall: float
    processor: float
    early: float
    late: float
    checking: float = 0.0


def serve(pipe: Connection, seconds: float) -> None:
    """The server, until somebody writes into the pipe."""
    sys.path.insert(0, str(ROOT))
    from tests.fakes.model_server import ModelServer, Reply

    with ModelServer(lambda _: Reply(PARAGRAPH, delay=seconds)) as server:
        pipe.send(server.base_url)
        pipe.recv()


def peak() -> float:
    """Peak memory of this process in MB."""
    scale = 1 if sys.platform == "darwin" else 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1_000_000


async def timed(load: Load, one: Callable[[int], Any]) -> Timed:
    """``one`` for every number, at most so many at once, each on a task of its own as a batch would."""
    gate, done, early = asyncio.Semaphore(load.at_once), 0, 0.0

    async def run(number: int) -> None:
        nonlocal done, early
        async with gate:
            await one(number)
        done += 1
        if done == load.requests // 10:
            early = peak()

    wall, processor = time.perf_counter(), time.process_time()
    await asyncio.gather(*(run(number) for number in range(load.requests)))
    return Timed(time.perf_counter() - wall, time.process_time() - processor, early, peak())


async def bare(url: str, load: Load) -> Timed:
    """The openai client alone."""
    import openai

    async with openai.AsyncOpenAI(api_key="none", base_url=url, max_retries=0) as client:

        async def one(number: int) -> None:
            said = [{"role": "user", "content": f"{number} {PROMPT}"}]
            answer = await client.chat.completions.create(
                model="m", messages=said, temperature=0.3, max_tokens=4_096, stream=load.stream
            )
            if load.stream:
                parts = [chunk.choices[0].delta.content or "" async for chunk in answer if chunk.choices]
                assert "".join(parts) == PARAGRAPH
            else:
                assert answer.choices[0].message.content == PARAGRAPH

        await one(-1)
        return await timed(load, one)


async def ours(url: str, load: Load, check: Check) -> Timed:
    """The whole stack, and whatever is done with an answer."""
    from ziping.drafting.model.asking import Ask, Message
    from ziping.drafting.model.build import build_model
    from ziping.drafting.model.options import ModelSettings
    from ziping.drafting.turns import Turns

    turns = Turns()
    settings = ModelSettings(
        base_url=url,
        model="m",
        stream=load.stream,
        concurrency=load.at_once,
        requests_per_minute=1_000_000,
        tokens_per_minute=1_000_000_000,
        budget="10亿",
    )
    with tempfile.TemporaryDirectory() as folder:
        async with build_model(settings, Path(folder) / "answers.sqlite") as model:
            checking = 0.0

            def checked(text: str) -> None:
                nonlocal checking
                began = time.perf_counter()
                check(text)
                checking += time.perf_counter() - began

            async def one(number: int) -> None:
                answer = await model.ask(
                    Ask((Message("user", f"{number} {PROMPT}"),), purpose=str(number % 5))
                )
                assert answer.text == PARAGRAPH
                await turns.take(lambda: checked(answer.text))

            await one(-1)
            return (await timed(load, one))._replace(checking=checking)


def compare(load: Load, check: Check | None = None) -> tuple[Timed, Timed]:
    """Both runs, bare first, each in its own event loop.

    Args:
        load: what is asked.
        check: done with every answer in our run, such as the guard; None for nothing.
    """
    near, far = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(far, load.seconds), daemon=True
    )
    process.start()
    try:
        url = near.recv()
        first = asyncio.run(bare(url, load))
        second = asyncio.run(ours(url, load, check or (lambda _: None)))
    finally:
        near.send("done")
        process.join(10)
    return first, second


def report(load: Load, first: Timed, second: Timed) -> None:
    """The lines."""
    how = "as a stream" if load.stream else "whole"
    print(f"{load.requests} requests, {load.at_once} at once, {load.seconds:g} s an answer, {how}")
    best = load.requests / load.at_once * load.seconds
    for name, run in (("bare openai client", first), ("ours, everything on", second)):
        print(f"{name:<22} {run.wall:7.2f} s (ideal {best:.1f}), processor {run.processor:6.2f} s")
    cost = (second.processor - first.processor) / load.requests * 1_000
    print(f"{'wall time, ours/bare':<22} {second.wall / first.wall:7.3f}   aim 1.10")
    print(f"{'our cost an answer':<22} {cost:7.2f} ms of processor beyond the bare client's")
    print(f"{'of it the check':<22} {second.checking / load.requests * 1_000:7.2f} ms")
    print(f"{'memory, ours':<22} {second.early:7.1f} MB after a tenth, {second.late:.1f} MB at the end")


def paragraph_check() -> Check:
    """What the writer does with an answer of this length: a report's own paragraphs through guard, claims and style."""
    from ziping.drafting.offline import write_offline
    from ziping.pipeline.checking import ParagraphChecker
    from ziping.pipeline.draft import draft_request
    from ziping.pipeline.score import Folders, read_input, score_raw

    source = ROOT / "eval" / "reports" / "futian_department_2021" / "submission.yaml"
    request = draft_request(score_raw(read_input(source), Folders()), Folders())
    skeleton = write_offline(request)
    checker = ParagraphChecker(request, skeleton)
    told = [one for one in skeleton.paragraphs() if one.id.startswith(("work_done.", "problems.problem."))]

    following = itertools.cycle(told)

    def check(answer: str) -> None:
        read = 0
        while read < len(answer):
            paragraph = next(following)
            checker("problems", paragraph.id, paragraph.text)
            read += len(paragraph.text)

    return check


def main() -> None:
    """Runs and prints."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=640)
    options.add_argument("--at-once", type=int, default=64)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--whole", action="store_true", help="answers in one piece instead of streams")
    options.add_argument("--no-check", action="store_true", help="leave guard, claims and style out")
    chosen = options.parse_args()
    load = Load(chosen.requests, chosen.at_once, chosen.seconds, not chosen.whole)
    checked = None if chosen.no_check else paragraph_check()
    print("with" if checked else "without", "guard, claims and style on every answer")
    report(load, *compare(load, checked))


if __name__ == "__main__":
    main()
