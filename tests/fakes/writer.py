"""A writer that hands back a draft made beforehand."""

from __future__ import annotations

from collections.abc import Callable

from ziping.domain.draft import Draft
from ziping.drafting.offline import write_offline
from ziping.drafting.writer import DraftRequest


class PlantingWriter:
    """Writes what the offline writer writes, then lets ``change`` spoil it."""

    def __init__(self, change: Callable[[Draft], Draft]) -> None:
        self._change = change

    async def write(self, request: DraftRequest) -> Draft:
        """The spoilt draft."""
        return self._change(write_offline(request))
