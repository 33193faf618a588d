"""One function over many things in worker processes, in order, with few of them in memory at a time."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from time import perf_counter
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

LEAST: Final = 48
"""Fewer things are done here: starting processes takes longer."""
_PROBE: Final = 16
"""So many are done here first, to see what one takes."""
_WORTH: Final = 0.002
"""Seconds one thing must take; less, and sending it to a process takes longer than doing it."""
_CHUNK: Final = 16
_AHEAD: Final = 3
"""Chunks under way per worker."""


def spread(
    work: Callable[[T], R], things: Iterable[T], workers: int, tell: Callable[[int], None] | None = None
) -> Iterator[R]:
    """``work`` of every thing, in their order.

    Args:
        work: picklable; raises nothing that should not end everything.
        things: picklable; taken as they are needed.
        workers: processes; 1 does all here.
        tell: hears how many are done, now and then.
    """
    done = 0
    for done, result in enumerate(_results(work, iter(things), workers), start=1):
        yield result
        if tell is not None and done % _CHUNK == 0:
            tell(done)
    if tell is not None:
        tell(done)


def _results(work: Callable[[T], R], things: Iterator[T], workers: int) -> Iterator[R]:
    if workers < 2:
        yield from map(work, things)
        return
    began = perf_counter()
    first = [work(thing) for thing in islice(things, _PROBE)]
    worth_it = perf_counter() - began > _WORTH * len(first)
    yield from first
    rest = list(islice(things, LEAST - _PROBE))
    if worth_it and len(rest) == LEAST - _PROBE:
        yield from _in_processes(work, chain(rest, things), workers)
    else:
        yield from map(work, chain(rest, things))


def _in_processes(work: Callable[[T], R], things: Iterator[T], workers: int) -> Iterator[R]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_deaf) as pool:
        under_way: deque[Future[list[R]]] = deque()
        try:
            while chunk := list(islice(things, _CHUNK)):
                under_way.append(pool.submit(_all_of, work, chunk))
                if len(under_way) >= _AHEAD * workers:
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _all_of(work: Callable[[T], R], chunk: list[T]) -> list[R]:
    return [work(thing) for thing in chunk]


def _deaf() -> None:
    """Ctrl-C is the driver's matter."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
