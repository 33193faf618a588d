"""Words of totality: 全部, 均得满分, 不得分, 未发生, 零: claims about scores, rates and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ziping.language.claims.known import Known, KnownTable
from ziping.language.claims.reading import Reading, begun_in, mentions_in
from ziping.language.claims.subjects import Contradiction, Said
from ziping.language.claims.units import RATIO, SCORE, is_count
from ziping.language.labels import FULL, clean_text, pairs

_SCORE_LABEL = re.compile("(得分|分值|满分|扣分|权重)$")
_FULL = re.compile(
    "(?<!未)(?<!没)(?<!不)(?<!未能)(?<!没有)(?:均得|都得|各得|全部得|得|获得|获|拿到|评为|取得)满分|未扣分|没有扣分|不扣分|均未扣分|未失分|没有失分|全额得分"
)
_NONE = re.compile("不得分|未得分|没有得分|得0分|得零分|未得到分")
_NO_FULL_AFTER = re.compile("^(?:线|值|为|标准|的满分)")
_ABSENT = re.compile(
    "(?P<word>未发生|没有发生|未出现|没有出现|未发现|没有发现|未产生|无一|没有|杜绝了?|实现零|零|不存在|未收到|没有收到|无)(?P<what>[^，。；、0-9]{2,14})"
)
_ABSENT_VETO = re.compile("(?:距|基础|单位|关|起|散|打|清)$")
_ALL = re.compile("全部|全都|均已|悉数|全数|百分之百|均按|都已|全覆盖|全员|无一例外|都按|全面完成")
_OF_ALL = re.compile("[占对向为以][^，。；]{0,2}$")
"""占全部180家的91.1% tells a share."""
_SURE = 480
_NO_EVENTS = frozenset((SCORE, "year", "month", "day", "hour", "multiple"))
_DENIES = re.compile("没有|未|不|无|零")
_MEMBERS = re.compile("均|都|各|全部|全都|皆")


class _Scores(NamedTuple):
    score: Known | None
    most: Known | None
    lost: Known | None


def total_claims(said: Said) -> Iterator[Contradiction]:
    """Words of totality that the facts contradict."""
    yield from _marks(said)
    yield from _absences(said)
    yield from _all(said)
    yield from _surplus(said)


_NO_SURPLUS = re.compile(
    "(?:均|都|皆|全部)?(?:无|没有|未产生|未形成)(?:任何)?(?:结余|结转|剩余|余额)|全部(?:支出|执行|使用)完毕"
)


def _surplus(said: Said) -> Iterator[Contradiction]:
    """上述项目均无结余: no budget of the sentence may be above what was spent of it."""
    reading = said.reading
    for match in _NO_SURPLUS.finditer(reading.text):
        here = [figure.known for figure in said.figures_of(reading.sentence_of(match.start()))]
        for known in here:
            target = reading.table.target_of(known.index)
            if target is not None and target in here and target.value > known.value:
                message = f"“{match[0]}”与数据不符：“{target.fact.label}”是{target.fact.printed}，“{known.fact.label}”是{known.fact.printed}"
                yield Contradiction(match.start(), match.end(), known, message)
                break


@lru_cache(maxsize=8)
def _score_table(facts: KnownTable) -> dict[str, _Scores]:
    """Scores by what they are for: label and aliases without 得分, 分值, 扣分; worked out once a fact table."""
    table: dict[str, _Scores] = {}
    for known in facts.known.values():
        if known.measure.dimension != SCORE:
            continue
        for label in known.names:
            ending = _SCORE_LABEL.search(label)
            name = label[: ending.start()].removesuffix("自评") if ending is not None else ""
            if ending is None or not name:
                continue
            entry = table.get(name, _Scores(None, None, None))
            field = {"得分": "score", "扣分": "lost"}.get(ending[1], "most")
            table[name] = entry._replace(**{field: known})
    return table


def _marks(said: Said) -> Iterator[Contradiction]:
    """得满分 and 不得分 against the score facts of the items named before."""
    text = said.reading.text
    claims = [(match, True) for match in _FULL.finditer(text)] + [
        (match, False) for match in _NONE.finditer(text)
    ]
    scores = _score_table(said.reading.table) if claims else {}
    for match, full in claims:
        if full and _NO_FULL_AFTER.match(text[match.end() : match.end() + 3]):
            continue
        for name in _items(said, match, scores):
            wrong = _wrong_mark(scores[name], full=full)
            if wrong is not None:
                message = f"“{match[0]}”与数据不符：“{wrong.fact.label}”是{wrong.fact.printed}"
                yield Contradiction(match.start(), match.end(), wrong, message)
                break


def _items(said: Said, match: re.Match[str], scores: dict[str, _Scores]) -> Iterator[str]:
    """The scored items a mark word speaks about: those of its clause, else the last one before it."""
    reading = said.reading
    clause = reading.clauses[reading.clause_of(match.start())]
    points = (figure for figure in reading.figures_in(clause.start, match.start()) if figure.unit == "分")
    opened = max((figure.end for figure in points), default=clause.start)
    stretch = clean_text(reading.text[opened : match.start()])
    names = _longest(stretch, scores) + _shortened(stretch, scores)
    if names or _REST.search(stretch):
        yield from names
        return
    near = reading.of_sentence(clause.sentence, before=1)
    named = _longest(_without_others(reading, near[0].start, match.start(), scores), scores)
    start = reading.of_sentence(clause.sentence)[0].start
    if not named and _EVERY.fullmatch(stretch):
        yield from scores
    elif _THIS.search(stretch):
        yield from named[-1:]
    else:
        yield from _longest(_without_others(reading, start, match.start(), scores), scores)[-1:]


_REST = re.compile("其余|其他|余下|剩余|另外")
"""其余各项没有扣分 tells of items it does not name."""
_THIS = re.compile("[本该此]项|[本该此]指标")
_EVERY = re.compile("(?:各|各项|所有|全部)(?:[一二三]级)?指标(?:均|都|全部)?")
"""各项指标均得满分, where no item was named before."""


def _without_others(reading: Reading, start: int, end: int, scores: Mapping[str, _Scores]) -> str:
    """A stretch as labels are compared, without longer names of facts that are no points (资产管理不合规情形)."""
    parts = []
    for mention in mentions_in(reading.mentions, start, end):
        if mention.name not in scores and not any(index in reading.table.scores for index in mention.facts):
            parts.append(reading.text[start : mention.start])
            start = mention.end
    return clean_text("，".join([*parts, reading.text[start:end]]))


_LISTED = re.compile(
    "^(?P<parts>[\u4e00-\u9fff]+(?:、[\u4e00-\u9fff]+)+?)(?:[两二三四五六七八九十]+[类项个大])(?P<kind>[\u4e00-\u9fff]{2,4})"
)


def _shortened(stretch: str, scores: dict[str, _Scores]) -> list[str]:
    """Items named without what they share: 投入、过程、产出三类指标."""
    match = _LISTED.match(stretch)
    if match is None:
        return []
    kind = match["kind"]
    return [
        name
        for part in re.split("[、和与及]", match["parts"])
        for name in (f"{part}{kind}",)
        if name in scores
    ]


def _longest(stretch: str, scores: dict[str, _Scores]) -> list[str]:
    """Names in a stretch in order of their place, none inside a longer one."""
    found: list[tuple[int, int, str]] = []
    for name in sorted(scores, key=len, reverse=True):
        if len(name) < 2:
            continue
        place = stretch.rfind(name)
        if place >= 0 and not any(start < place + len(name) and place < end for start, end, _ in found):
            found.append((place, place + len(name), name))
    return [name for _, _, name in sorted(found)]


def _wrong_mark(scores: _Scores, *, full: bool) -> Known | None:
    """The fact that contradicts 满分 (or, with ``full`` false, 不得分)."""
    if not full:
        return scores.score if scores.score is not None and scores.score.value > 0 else None
    if scores.lost is not None and scores.lost.value > 0:
        return scores.lost
    if scores.score is not None and scores.most is not None and scores.score.value < scores.most.value:
        return scores.score
    return None


def _absences(said: Said) -> Iterator[Contradiction]:
    """未发生安全事故, 零投诉: a count fact of that name must be 0."""
    text, table = said.reading.text, said.reading.table
    dimensions = [
        dimension for dimension in table.dimensions() if is_count(dimension) and dimension not in _NO_EVENTS
    ]
    for match in _ABSENT.finditer(text):
        if _ABSENT_VETO.search(text[max(0, match.start() - 2) : match.start()]):
            continue
        if match["word"] in ("没有", "无", "零") and not _starts_with_name(said, match.start("what")):
            continue
        what = clean_text(match["what"])
        for dimension in dimensions:
            near = table.labels.kinship(dict.fromkeys(pairs(what), FULL), dimension)
            for index in sorted(near, key=lambda key: (-near[key], key))[:1]:
                known = table.known.get(index)
                if known is None or near[index] < _SURE or known.value <= 0 or known.year != table.year:
                    continue
                if _DENIES.search(known.fact.label):
                    continue
                message = f"“{match[0]}”与数据不符：“{known.fact.label}”是{known.fact.printed}"
                yield Contradiction(match.start(), match.end(), known, message)


def _starts_with_name(said: Said, place: int) -> bool:
    return bool(begun_in(said.reading.mentions, place, place + 2))


def _all(said: Said) -> Iterator[Contradiction]:
    """全部按时完成: a rate of that name must be 100%."""
    reading, table = said.reading, said.reading.table
    for match in _ALL.finditer(reading.text):
        if _OF_ALL.search(reading.text, max(0, match.start() - 4), match.start()):
            continue
        clause = reading.clauses[reading.clause_of(match.start())]
        words = clean_text(reading.text[clause.start : clause.end])
        context = dict.fromkeys(pairs(words), FULL)
        near = table.labels.kinship(context, RATIO)
        for index in sorted(near, key=lambda key: (-near[key], key))[:1]:
            known = table.known.get(index)
            if known is None or near[index] < _SURE or not Fraction(0) < known.value < 1:
                continue
            message = f"“{match[0]}”与数据不符：“{known.fact.label}”是{known.fact.printed}"
            yield Contradiction(match.start(), match.end(), known, message)
        yield from _fewer(said, match, clause.start, clause.end)


def _fewer(said: Said, match: re.Match[str], start: int, end: int) -> Iterator[Contradiction]:
    """10个项目全部完成, where 完成项目数 is 9."""
    reading, table = said.reading, said.reading.table
    tail = clean_text(reading.text[match.end() : end])
    here = said.figures_of(reading.sentence_of(start))
    inside = [figure for figure in here if start <= figure.start < end]
    for figure in inside[:1]:
        dimension = figure.known.measure.dimension
        if not is_count(dimension) or not tail:
            continue
        near = table.labels.kinship(
            dict.fromkeys(pairs(clean_text(reading.text[start:end])), FULL), dimension
        )
        for index, worth in sorted(near.items(), key=lambda item: (-item[1], item[0])):
            known = table.known.get(index)
            if known is None or worth < _SURE or index == figure.known.index:
                continue
            done = any(token in clean_text(known.fact.label) for token in pairs(tail))
            if done and 0 < known.value < figure.known.value:
                message = f"“{match[0]}”与数据不符：“{known.fact.label}”是{known.fact.printed}"
                yield Contradiction(match.start(), match.end(), known, message)
                return
