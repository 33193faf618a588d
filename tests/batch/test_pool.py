"""Work spread over processes: in order, everything once, here when it is little."""

from __future__ import annotations

import os
import time

import pytest

from ziping.batch.pool import LEAST, spread


def doubled(number: int) -> int:
    return number * 2


def where(_: int) -> int:
    time.sleep(0.004)
    return os.getpid()


def where_at_once(_: int) -> int:
    return os.getpid()


def failing(number: int) -> int:
    time.sleep(0.004)
    return 1 // (number - 60)


@pytest.mark.parametrize(("count", "workers"), [(0, 2), (5, 2), (LEAST, 1), (100, 2)])
def test_results_come_in_order_and_each_once(count: int, workers: int) -> None:
    """However the work is spread."""
    assert list(spread(doubled, iter(range(count)), workers)) == [number * 2 for number in range(count)]


def test_little_work_is_done_here() -> None:
    """Starting processes takes longer."""
    assert set(spread(where, range(LEAST - 1), 2)) == {os.getpid()}


def test_much_work_is_done_elsewhere() -> None:
    """After a look at what it takes."""
    assert set(spread(where, range(LEAST), 2)) > {os.getpid()}


def test_work_that_takes_no_time_is_done_here() -> None:
    """Sending it away would take longer."""
    assert set(spread(where_at_once, range(500), 2)) == {os.getpid()}


def test_progress_ends_with_the_number_done() -> None:
    """Now and then, and at the end."""
    heard: list[int] = []
    list(spread(doubled, range(50), 1, heard.append))

    assert heard[-1] == 50
    assert heard == sorted(heard)


def test_an_error_of_ours_is_not_swallowed() -> None:
    """It ends everything."""
    with pytest.raises(ZeroDivisionError):
        list(spread(failing, range(100), 2))
