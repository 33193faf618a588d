"""Whether any of many texts shares enough pairs of letters with a phrase, without a look at each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable


class SharedPairs:
    """Texts by their pairs of letters: for each pair one whole number, in which the bits of the texts that have it are set."""

    def __init__(self, texts: Iterable[Collection[str]]) -> None:
        places: dict[str, list[int]] = {}
        count = 0
        for count, pairs in enumerate(texts, start=1):
            for pair in pairs:
                places.setdefault(pair, []).append(count - 1)
        self._count = count
        self._texts = {pair: self._bits(those) for pair, those in places.items()}

    def _bits(self, places: Iterable[int]) -> int:
        bits = bytearray(self._count // 8 + 1)
        for place in places:
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")

    def any_with(self, phrase: Iterable[str], least: int) -> bool:
        """Whether any text has at least so many pairs of ``phrase``."""
        shared = [(1 << self._count) - 1, *[0] * least]  # at n the texts with n pairs so far
        for pair in phrase:
            having = self._texts.get(pair, 0)
            if having:
                for count in range(least, 0, -1):
                    shared[count] |= shared[count - 1] & having
        return bool(shared[least])
