"""How fast a batch is, how much memory it takes, and whether the model or the machine is the one that waits.

    python eval/bench_batch.py [--units 200] [--times 10] [--model-units 500] [--runs 3] [--part offline|model]

Offline: ``--units`` unions end to end with docx, xlsx and html by one worker and by two (ratio, aim 1.7), and
``--times`` as many by two: peak memory of the driver against that of the smaller run (aim 1.3), time per unit in the
first and the last fifth (flat). With the model on loopback (2 s an answer, 64 in flight): wall time against the larger
of the model's ideal (calls x seconds / 64) and the same units drafted offline on the same cores, runs of both in turn,
medians (aim 1.15). The endpoint runs in a process of its own on the same cores; what it takes is printed.

Every run includes starting and ending its processes. Prints, asserts nothing; Linux only, memory and processor time
come from ``/proc``. On a machine that does other work the ratios mean little: the load is printed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent / "batch"))
from make_units import write_units
from running import FINISHED, Place, peak_memory, processor_seconds, workers_of

FIFTH = 5


class Seen(NamedTuple):
    """A unit was through: seconds since the start, and processor seconds of all workers so far."""

    wall: float
    processor: float


@dataclass
class Measured:
    """One run.

    Attributes:
        wall: seconds from start to end.
        processor: seconds of the driver and all its workers.
        parent: peak memory of the driver in MB.
        worker: the largest of the workers.
    """

    units: int
    wall: float = 0.0
    processor: float = 0.0
    parent: float = 0.0
    worker: float = 0.0
    seen: list[Seen] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Units a second, everything included."""
        return self.units / self.wall

    def pace(self, first: int, last: int) -> Seen:
        """Seconds and processor seconds a unit between two units."""
        begin, end = self.seen[first], self.seen[last]
        count = last - first
        return Seen((end.wall - begin.wall) / count, (end.processor - begin.processor) / count)


class Watch:
    """A thread that looks at the processes of a run until it ends."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.parent = self.worker = 0.0
        self._process = process
        self._processor: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def processor(self) -> float:
        """Of all workers there have been, as far as anybody looked."""
        for pid in workers_of(self._process):
            self._processor[pid] = max(self._processor.get(pid, 0.0), processor_seconds(pid))
        return sum(self._processor.values())

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.parent = max(self.parent, peak_memory(self._process.pid))
            self.worker = max([self.worker, *map(peak_memory, workers_of(self._process))])

    def end(self) -> None:
        """No more."""
        self._over.set()
        self._thread.join()


def measured(place: Place, inputs: Path, out: Path, units: int) -> Measured:
    """One run into a new folder, which is removed afterwards."""
    result, began = Measured(units), time.perf_counter()
    process = place.start(inputs, out, "--json")
    watch = Watch(process)
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["event"] == "unit":
            result.seen.append(Seen(time.perf_counter() - began, watch.processor()))
    _, status, used = os.wait4(process.pid, 0)
    result.wall = time.perf_counter() - began
    watch.end()
    process.returncode = code = os.waitstatus_to_exitcode(status)
    if code not in FINISHED:
        raise SystemExit(f"exit code {code}, see {place.folder / 'run.log'}")
    result.processor = used.ru_utime + used.ru_stime
    result.parent, result.worker = watch.parent, watch.worker
    shutil.rmtree(out)
    return result


def load() -> str:
    """What else the machine does."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def offline(work: Path, units: int, times: int) -> None:
    """The first part."""
    small, large = work / "small", work / "large"
    write_units(units, small, broken=0)
    print(f"offline, {units} units with docx, xlsx and html; {load()}")
    runs = {}
    for workers in (1, 2):
        run = runs[workers] = measured(Place(work / "cwd", workers=workers), small, work / "out", units)
        print(
            f"{f'{workers} worker(s)':<28} {run.per_second:8.2f} units/s, {run.wall:.1f} s,"
            f" {run.processor / units:.3f} processor seconds a unit; {load()}"
        )
    print(f"{'two workers / one':<28} {runs[2].per_second / runs[1].per_second:8.2f}   aim 1.70")
    if times < 2:
        return
    write_units(units * times, large, broken=0)
    run = measured(Place(work / "cwd", workers=2), large, work / "out", units * times)
    count = len(run.seen)
    early, late = run.pace(count // 50, count // FIFTH), run.pace(count - count // FIFTH, count - 1)
    print(
        f"{f'{units * times} units, 2 workers':<28} {run.per_second:8.2f} units/s, {run.wall:.1f} s; {load()}"
    )
    print(f"{'peak of the driver':<28} {run.parent:8.1f} MB, with {units}: {runs[2].parent:.1f} MB")
    print(f"{'ratio':<28} {run.parent / runs[2].parent:8.2f}   aim 1.30")
    print(f"{'peak of a worker':<28} {run.worker:8.1f} MB, with {units}: {runs[2].worker:.1f} MB")
    print(
        f"{'a unit, last fifth / first':<28} {late.processor / early.processor:8.2f} by processor time,"
        f" {late.wall / early.wall:.2f} by the clock   aim 1.0"
    )


class Counted(NamedTuple):
    """What the endpoint saw.

    Attributes:
        peak: most requests at one moment.
        processor: seconds it took itself.
    """

    calls: int
    peak: int
    processor: float


def serve(pipe: Connection, seconds: float) -> None:
    """The endpoint in a process of its own: says where it is, and counts whenever it is asked."""
    from running import SlowClerk
    from tests.fakes.model_server import ModelServer

    clerk = SlowClerk(seconds)
    with ModelServer(clerk) as server:
        pipe.send(server.base_url)
        while pipe.recv() is not None:
            pipe.send(Counted(clerk.calls, server.peak, time.process_time()))
            clerk.calls, server.peak = 0, 0
            server.calls.clear()


@contextmanager
def endpoint(seconds: float) -> Iterator[Connection]:
    """The endpoint's pipe; the first that comes is its address."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=serve, args=(far, seconds), daemon=True)
    process.start()
    try:
        yield near
    finally:
        near.send(None)
        process.join(10)


def with_model(work: Path, units: int, runs: int, seconds: float, at_once: int) -> None:
    """The second part."""
    inputs = work / "asked"
    write_units(units, inputs, broken=0)
    print(f"model on loopback, {units} units, {seconds:g} s an answer, {at_once} in flight; {load()}")
    alone: list[Measured] = []
    asked: list[Measured] = []
    counted = Counted(0, 0, 0.0)
    with endpoint(seconds) as pipe:
        there = Place(work / "cwd", pipe.recv(), at_once)
        before = 0.0
        for number in range(runs):
            alone.append(measured(Place(work / "cwd"), inputs, work / "out", units))
            asked.append(measured(there, inputs, work / "out", units))
            pipe.send("count")
            counted = pipe.recv()
            counted, before = counted._replace(processor=counted.processor - before), counted.processor
            print(
                f"{f'run {number + 1}':<28} {asked[-1].wall:8.1f} s, offline {alone[-1].wall:.1f} s;"
                f" {counted.calls} calls, at most {counted.peak} at once; {load()}"
            )
    ideal = counted.calls * seconds / at_once
    rendering = statistics.median(run.wall for run in alone)
    wall = statistics.median(run.wall for run in asked)
    print(f"{'the model alone (ideal)':<28} {ideal:8.1f} s")
    print(
        f"{'the same units offline':<28} {rendering:8.1f} s, {alone[-1].processor / units:.3f} processor seconds a unit"
    )
    print(
        f"{'with the model':<28} {wall:8.1f} s, {asked[-1].processor / units:.3f} processor seconds a unit,"
        f" and {counted.processor / units:.3f} of the endpoint"
    )
    print(f"{'ratio to the larger':<28} {wall / max(ideal, rendering):8.2f}   aim 1.15")
    print(f"{'peak of the driver':<28} {asked[-1].parent:8.1f} MB, of a worker {asked[-1].worker:.1f} MB")


def main() -> None:
    """Runs and prints."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--part", choices=("offline", "model"), help="one of the two parts; both when not given"
    )
    options.add_argument("--units", type=int, default=200)
    options.add_argument(
        "--times", type=int, default=10, help="how many times as many for memory and pace; 1 for none"
    )
    options.add_argument("--model-units", type=int, default=500)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--seconds", type=float, default=2.0, help="of the model, an answer")
    options.add_argument("--at-once", type=int, default=64)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.part != "model":
            offline(Path(folder), given.units, given.times)
        if given.part != "offline":
            with_model(Path(folder), given.model_units, given.runs, given.seconds, given.at_once)


if __name__ == "__main__":
    main()
