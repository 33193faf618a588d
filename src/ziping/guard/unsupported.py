"""Not only numbers: documents, bodies, awards, names, events, causes and praise that no evidence supports.

``check_claims(text, evidence)`` reads a text sentence by sentence. What stands in 《》 and quotation marks is judged as a
name and left out of the rest; ``待补充：…`` is honest and left out too. Every rule is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from ziping.domain.guard_report import Violation
from ziping.guard.claim_deeds import strange_words, unknown_causes, unknown_deeds
from ziping.guard.claim_names import (
    QUOTED,
    Claim,
    unknown_bodies,
    unknown_media,
    unknown_owners,
    unknown_people,
    unknown_quotes,
    unknown_titles,
)
from ziping.guard.claim_praise import unknown_awards, unknown_praise, unknown_surveys
from ziping.guard.titles import titles
from ziping.language.assertions.evidence import Evidence
from ziping.language.sentences import Stretches

_SENTENCE = re.compile("[^。！？!?\n]{1,2000}")
"""What runs on longer is cut, so that the work has a limit whatever the text is."""
_MISSING = re.compile("待补充[：:][^。）)\n]*")
_NAMES = (unknown_titles, unknown_quotes)
_RULES: tuple[Callable[[str, Evidence], Iterator[Claim]], ...] = (
    unknown_awards,
    unknown_bodies,
    unknown_people,
    unknown_media,
    unknown_surveys,
    unknown_praise,
    unknown_owners,
    unknown_causes,
    unknown_deeds,
    strange_words,
)
"""In the order in which a finding is told when several rules object to the same words."""


def check_claims(text: str, evidence: Evidence, where: str = "") -> tuple[Violation, ...]:
    """What ``text`` claims and the evidence does not support, in reading order.

    Args:
        text: plain text of a paragraph.
        evidence: of the unit (``evidence_of``).
        where: written into every violation.
    """
    said = _MISSING.sub(_blank, text)
    claims = [claim for rule in _NAMES for claim in rule(said, evidence)]
    for start, sentence in _sentences(said):
        bare = _without_names(sentence)
        for rule in _RULES:
            read = sentence if rule is unknown_awards else bare
            claims += [_moved(claim, start) for claim in rule(read, evidence)]
    return tuple(_violation(text, claim, where) for claim in _apart(claims, len(text)))


def apart_from(known: Sequence[Violation], further: Iterable[Violation]) -> tuple[Violation, ...]:
    """The further violations that do not stand on words another one already objects to."""
    taken = Stretches((item.start, item.end) for item in known)
    return tuple(item for item in further if not taken.touch(item.start, item.end))


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Every sentence with its place."""
    for match in _SENTENCE.finditer(text):
        yield match.start(), match[0]


def _without_names(sentence: str) -> str:
    """The sentence with 《titles》 and “names” blanked, letter for letter."""
    for title in reversed(list(titles(sentence))):
        sentence = sentence[: title.start] + "□" * (title.end - title.start) + sentence[title.end :]
    return QUOTED.sub(_blank, sentence)


def _blank(match: re.Match[str]) -> str:
    return "□" * len(match[0])


def _moved(claim: Claim, by: int) -> Claim:
    return claim._replace(start=claim.start + by, end=claim.end + by)


def _apart(claims: Sequence[Claim], length: int) -> list[Claim]:
    """Claims in reading order; of those that share a letter the one of the earlier rule."""
    taken = bytearray(length)
    kept: list[Claim] = []
    for claim in claims:
        if not any(taken[claim.start : claim.end]):
            taken[claim.start : claim.end] = b"\1" * (claim.end - claim.start)
            kept.append(claim)
    return sorted(kept)


def _violation(text: str, claim: Claim, where: str) -> Violation:
    return Violation(
        code=claim.code,
        start=claim.start,
        end=claim.end,
        surface=text[claim.start : claim.end],
        message=claim.message,
        where=where,
    )
