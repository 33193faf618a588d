"""Praise, rank, awards and what people are said to think: only as the evidence has it, about the same subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ziping.guard.claim_names import Claim, told
from ziping.language.assertions.evidence import Evidence
from ziping.language.assertions.lexicon import Hit
from ziping.language.labels import clean_text

_PLAIN = "请删去，或改用数据说明"
_SAME_SUBJECT = 2
"""Pairs of letters a sentence shares with the item that praises it."""
_REACH = 5
"""So far from a word of degree stands what it is about."""
_COMPARED = re.compile("(?:比|较)(?:上年|去年|年初|目标|计划)|同比|超过")
_FIGURE = re.compile("[0-9０-９]")
_TITLE_OF = re.compile("(?:荣誉)?称号$|荣誉$")
_LEVELS = ("全国", "国家级", "全省", "省级", "全市", "市级", "全区", "区级", "县级", "全县")


def unknown_praise(sentence: str, evidence: Evidence) -> Iterator[Claim]:
    """Rank, praise and effect without support near the same subject."""
    for kind, what in (("rank", "排位或首创的说法"), ("praise", "外界评价"), ("effect", "成效评价")):
        for hit in evidence.lexicon.find(kind, sentence):
            if not _supported(kind, hit, sentence, evidence):
                yield Claim(hit.start, hit.end, told(what, hit.term, _PLAIN))
    for start, end in _degrees(sentence, evidence):
        words = sentence[start:end]
        if clean_text(words) not in evidence.joined and not _measured(sentence):
            yield Claim(start, end, told("成效评价", words, _PLAIN))


def _supported(kind: str, hit: Hit, sentence: str, evidence: Evidence) -> bool:
    """Whether an item about the same subject says a word of the same kind."""
    rest = sentence[: hit.start] + "，" + sentence[hit.end :]
    for item in evidence.near(rest, _SAME_SUBJECT):
        if hit.term in evidence.items[item] or (
            kind == "rank" and any(True for _ in evidence.lexicon.find(kind, evidence.items[item]))
        ):
            return True
    return False


def _degrees(sentence: str, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """A word of degree with what it raises: 显著提升, 成效显著."""
    for hit in evidence.lexicon.find("degree", sentence):
        behind = re.match("[^，；。]*", sentence[hit.end : hit.end + _REACH])
        raised = next(evidence.lexicon.find("improve", behind[0] if behind else ""), None)
        if raised is not None:
            yield hit.start, hit.end + raised.end
            continue
        ahead = re.search("[^，；。]*$", sentence[max(0, hit.start - _REACH) : hit.start])
        outcome = next(evidence.lexicon.find("outcome", ahead[0] if ahead else ""), None)
        if outcome is not None and ahead is not None:
            yield hit.start - len(ahead[0]) + outcome.start, hit.end
        elif any(hit.term.endswith(name) for name in evidence.lexicon.names("improve")):
            yield hit.start, hit.end


def _measured(sentence: str) -> bool:
    """Whether the sentence compares figures: the degree is then the figures' (the direction is checked elsewhere)."""
    return bool(_COMPARED.search(sentence)) and len(_FIGURE.findall(sentence)) > 1


def unknown_awards(sentence: str, evidence: Evidence) -> Iterator[Claim]:
    """Honours: every word of one must stand in the same item, its level included."""
    done = 0
    for start, end in sorted(_honours(sentence, evidence)):
        if start < done:
            continue
        done = end
        words = sentence[start:end]
        if evidence.gaps(words, strict=True) or not _honoured(words, evidence):
            yield Claim(start, end, told("荣誉", words.strip("“”《》"), "请核对，没有材料的荣誉不写"))


def _honours(sentence: str, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """What stands behind 荣获, and behind 获得 as far as an honour's name."""
    for hit in evidence.lexicon.find("honoured", sentence):
        named = re.match("[^，；。、]+", sentence[hit.end :])
        if named is not None:
            yield hit.end, hit.end + len(named[0])
    for hit in evidence.lexicon.find("honour", sentence):
        before = re.search("[^，；。]*$", sentence[: hit.start])
        clause = before[0] if before is not None else ""
        gained = list(evidence.lexicon.find("gained", clause))
        if gained:
            yield hit.start - len(clause) + gained[-1].end, hit.end


def _honoured(words: str, evidence: Evidence) -> bool:
    """Whether one item names a level like this one and most of the words."""
    if evidence.holds(_TITLE_OF.sub("", words)):
        return True
    level = [name for name in _LEVELS if name in words]
    near = evidence.near(words, 1)[:8]
    told_of = [
        item
        for item in near
        if any(
            True for kind in ("honoured", "honour") for _ in evidence.lexicon.find(kind, evidence.items[item])
        )
    ]
    return any(all(name in evidence.items[item] for name in level) for item in told_of)


def unknown_surveys(sentence: str, evidence: Evidence) -> Iterator[Claim]:
    """Surveys and what people are said to have answered."""
    for hit in evidence.lexicon.find("survey", sentence):
        if hit.term not in evidence.joined:
            yield Claim(hit.start, hit.end, told("调查或评价", hit.term, "没有做过的调查不写，请删去"))
