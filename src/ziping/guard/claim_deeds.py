"""What is said to have been done, why, and what will be done: each word of content must come from the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ziping.guard.claim_names import Claim, told
from ziping.language.assertions.evidence import Evidence
from ziping.language.assertions.lexicon import Hit

_CLAUSE = re.compile("[^，；：。！？,;:!?\n（）()]+")
_CAUSE = re.compile(
    "原因(?:主要)?(?:是|在于|为|有|如下)|究其原因|(?:主要|这)?是?(?:因为|由于)|主要(?:是|受)|受(?=[^，。]{2,16}影响)|归因于"
)
_NOUN_BEFORE = re.compile(
    "使|后|以来|过程|情况|进度|方案|期间|单位|周期|程序|的(?!是)|[金品费款部处科员者权率数量类]|$"
)
"""What stands behind a verb that is a noun here."""
_STRANGE = 4
"""A gap of this weight, so many letters in a row that neither the evidence nor general prose has are a name or a thing of their own."""


def unknown_deeds(sentence: str, evidence: Evidence) -> Iterator[Claim]:
    """The object of 举办, 开展, 建立 … must be in the evidence."""
    for clause in _CLAUSE.finditer(sentence):
        verbs = evidence.lexicon.find("event", clause[0])
        verb = next((hit for hit in verbs if not _is_noun(clause[0], hit)), None)
        if verb is None:
            continue
        for gap in evidence.unsupported(clause[0][verb.end :]):
            start = clause.start() + verb.end + gap.start
            end = clause.start() + verb.end + gap.end
            yield Claim(start, end, told("所做的事", sentence[start:end]))


def _is_noun(clause: str, verb: Hit) -> bool:
    """Whether the verb is the name of what was done (项目的实施使…, 组织实施情况)."""
    return clause[: verb.start].endswith("的") or bool(_NOUN_BEFORE.match(clause, verb.end))


def unknown_causes(sentence: str, evidence: Evidence) -> Iterator[Claim]:
    """What stands behind 原因是 must be in the evidence, to the end of the sentence."""
    match = _CAUSE.search(sentence)
    if match is None:
        return
    for gap in evidence.unsupported(sentence[match.end() :]):
        start, end = match.end() + gap.start, match.end() + gap.end
        then = "原因只能来自填报说明，没有的写“待补充：原因”"
        yield Claim(start, end, told("原因", sentence[start:end], then))


def strange_words(sentence: str, evidence: Evidence) -> Iterator[Claim]:
    """Long stretches that neither the evidence nor general prose has."""
    for gap in evidence.gaps(sentence, strict=False):
        if gap.weight >= _STRANGE:
            yield Claim(gap.start, gap.end, told("说法", sentence[gap.start : gap.end]))
