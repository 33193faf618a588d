"""Garbage is looked for seldom while a batch runs.

What reports and requests are made of are many small values without cycles, which reference counting frees: with
Python's own thresholds a fifth of the processor's time went into looking.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (50_000, 20, 50)
"""Allocations before garbage is looked for, and how often among older objects."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """While it lasts; what is there already (modules) is not looked at at all."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
