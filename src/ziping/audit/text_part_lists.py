"""Lists joined by 、 that divide a whole told before them, and groups that are one another's rest.

A list of all groups misses its whole only by a slip of the pen: a little above it, two digits the wrong way round, or
one amount in another unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from ziping.audit.arithmetic import total_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import about_figure, worth
from ziping.audit.report import result
from ziping.audit.text_parts import OTHER, amount_in_unit, overlaps, slip_of
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.language.claims.units import MONEY, NONE, RATIO, SCORE, measure
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_LEAD = re.compile(
    "其中[，,:：]?|(?P<name>[\u4e00-\u9fff]{2,8})中[，,:：]"
    "|[分按][\u4e00-\u9fff]{1,6}(?:看|划分|分|统计)[，,:：]"
)
_KIND = re.compile("(?:人员|职工|会员|干部|支出|经费|资金)+$")
_JOINT = re.compile("[\u4e00-\u9fff“”（）()]{0,8}、(?:[0-9]{1,2}月)?[^0-9，。；%]{1,16}")
_OPENED = re.compile("[^0-9，。；、]{0,16}")
_MORE = re.compile("以上|以下|多|余")
_LISTED: Final = 3
_FAR: Final = 2
"""A whole stands in the sentence of its list, or not further back than so many."""
_REST = re.compile("^(?:尚未|还未|未能?|没有|不)(?P<done>[\u4e00-\u9fff]{2,})$")
_OWN: Final = 2
_THERE = re.compile("(?:发现|排查出?|查出|受理|接收|收到|发放|下发|提出|指出)[\u4e00-\u9fff]{0,8}$")
_FROM_BEFORE = re.compile("上年|往年|历年|结转|遗留|含")
"""Words of what was there already: 受理20件，办结25件（含上年结转的5件）."""
_DEALT = re.compile(
    "^(?:已|均已|完成|其中)*(?:整改|办结|结案|调解成功|成功|收回|回收|有效|采纳|答复)(?:完成|问卷|有效问卷)?$"
)


class _Split(NamedTuple):
    """A list and the figures before it that it may be all of."""

    parts: tuple[Figure, ...]
    wholes: tuple[Figure, ...]
    whole: Figure
    """The one it is most likely of."""


def lists(given: AuditInput) -> CheckResult:
    """基层工会186家，其中单独建会121家、联合工会47家、其他18家: the list makes its whole."""
    looked: list[_Split] = []
    findings: list[Finding] = []
    for passage in given.figures.passages:
        if passage.norm or passage.heading:
            continue
        for split in _splits(passage, given.figures):
            looked.append(split)
            if not _holds(split):
                findings += _slips(given.figures, split)
    return result(findings, looked=looked, nothing="没有用顿号列出全部各项的句子")


def _splits(passage: Passage, figures: Figures) -> Iterator[_Split]:
    said = [f for f in figures.of_passage.get(passage.index, ()) if f.exact]
    for lead in _LEAD.finditer(passage.text) if len(said) > _LISTED else ():
        parts = _list_behind(passage, said, lead.end())
        if len(parts) < _LISTED or any(_MORE.match(f.after) for f in parts):
            continue
        sentence = parts[0].sentence
        kind = parts[0].measure.dimension
        wholes = [
            f
            for f in said
            if f.start < lead.start() and sentence - f.sentence <= _FAR and f.measure.dimension == kind
        ]
        named = [f for f in wholes if lead["name"] and _is_called(f, lead["name"])]
        last = passage.outline.of_sentence(sentence)[-1].end
        if wholes and not OTHER.search(passage.text, wholes[0].start, last):
            yield _Split(parts, tuple(wholes), (named or wholes)[-1])


def _list_behind(passage: Passage, said: Sequence[Figure], start: int) -> tuple[Figure, ...]:
    """Figures of one kind behind a lead, only 、 and names between them."""
    parts: list[Figure] = []
    for figure in (f for f in said if f.start >= start):
        between = passage.text[parts[-1].end if parts else start : figure.start]
        joined = _JOINT.fullmatch(between) if parts else _OPENED.fullmatch(between)
        kind = figure.measure.dimension
        if not joined or kind in {RATIO, SCORE, NONE} or (parts and kind != parts[0].measure.dimension):
            break
        parts.append(figure)
    return tuple(parts)


def _is_called(figure: Figure, name: str) -> bool:
    """Whether a figure is of what a list divides: 在编35人 of 在编人员中."""
    stem = _KIND.sub("", name)
    return len(stem) >= _OWN and stem[-_OWN:] in clean_text(figure.label)


def _holds(split: _Split) -> bool:
    total = total_of(map(worth, split.parts))
    return any(worth(whole).meets(total) for whole in split.wholes)


def _slips(figures: Figures, split: _Split) -> Iterator[Finding]:
    whole, parts = split.whole, split.parts
    other = _other_unit(split)
    if other is not None:
        told = f"同句其他各项都以{other[1].unit}为单位，这里写的是{other[0].surface}，多半是单位写错；请核对"
        expected = f"{other[0].value}{other[1].unit}"
        yield about_figure(figures, other[0], "list_parts", "warning", told, expected, "", (whole,))
    elif len({f.unit for f in (whole, *parts)}) == 1 and slip_of(whole, parts) and not overlaps(whole, parts):
        expected = amount_in_unit(sum((f.amount for f in parts), Fraction(0)), whole)
        told = f"写的是{whole.surface}，后面列出的各项（{'、'.join(f.surface for f in parts)}）相加是{expected}；请核对"
        working = "+".join(f.surface for f in parts) + f"={expected}"
        yield about_figure(figures, whole, "list_parts", "warning", told, expected, working, parts)


def _other_unit(split: _Split) -> tuple[Figure, Figure] | None:
    """The one amount in another unit, and one in the unit of the rest, when that unit makes the whole."""
    if split.whole.measure.dimension != MONEY:
        return None
    units = [f.unit for f in split.parts]
    odd = [f for f in split.parts if units.count(f.unit) == 1]
    if len(odd) != 1 or len(set(units)) != _OWN:
        return None
    usual = next(f for f in split.parts if f is not odd[0])
    amount = Fraction(odd[0].value) * measure(usual.unit).factor
    rest = sum((f.amount for f in split.parts if f is not odd[0]), Fraction(0))
    fits = any(worth(whole).low <= rest + amount <= worth(whole).high for whole in split.wholes)
    return (odd[0], usual) if fits else None


def rests(given: AuditInput) -> CheckResult:
    """目标共8项，完成7项，未完成1项: what was done and what was not are all."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact and not passage.norm]
        for whole, (done, rest) in zip(said, pairwise(said[1:]), strict=False):
            near = whole.sentence == rest.sentence and rest.clause - whole.clause <= _LISTED
            same = whole.unit == done.unit == rest.unit and done.measure.dimension not in {RATIO, NONE}
            if not (near and same and _is_rest(done, rest)) or whole.amount < done.amount:
                continue
            looked.append(whole)
            total = done.amount + rest.amount
            if not total_of((worth(done), worth(rest))).meets(worth(whole)):
                expected = amount_in_unit(total, whole)
                told = f"写的是{whole.surface}，后面的{done.surface}和{rest.surface}相加是{expected}；请核对"
                working = f"{done.surface}+{rest.surface}={expected}"
                findings.append(
                    about_figure(
                        given.figures, whole, "list_rest", "warning", told, expected, working, (done, rest)
                    )
                )
    return result(findings, looked=looked, nothing="没有同时写完成和未完成个数的句子")


def _is_rest(done: Figure, rest: Figure) -> bool:
    """Whether one figure is called what the other is not: 完成7项，未完成1项; 达到目标值的9项、未达到的8项."""
    left = _REST.match(clean_text(rest.label).removesuffix("的"))
    words = clean_text(done.label)
    return left is not None and left["done"][:_OWN] in words and not re.search("[未不]", words)


def parts_over(given: AuditInput) -> CheckResult:
    """发现隐患58处，整改75处: what was dealt with is not more than what there was."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact and not passage.norm]
        for whole, part in pairwise(said):
            near = whole.unit == part.unit and 0 <= part.clause - whole.clause <= 1
            there, dealt = _THERE.search(clean_text(whole.label)), _DEALT.match(clean_text(part.label))
            if not (near and there and dealt) or whole.sentence != part.sentence:
                continue
            last = passage.outline.of_sentence(part.sentence)[-1].end
            if _FROM_BEFORE.search(passage.text, whole.start, last):
                continue
            looked.append(part)
            if part.amount > whole.amount:
                told = f"写的是{dealt[0]}{part.surface}，比前面的{whole.surface}还多；请核对这两个数"
                working = f"{part.surface}>{whole.surface}"
                findings.append(
                    about_figure(
                        given.figures,
                        part,
                        "part_over_whole",
                        "warning",
                        told,
                        f"不超过{whole.surface}",
                        working,
                        (whole,),
                    )
                )
    return result(findings, looked=looked, nothing="没有先写发现、受理多少，再写整改、办结多少的句子")


CHECKS: Final = (
    Check("list_parts", "顿号列出的各项与总数", lists),
    Check("list_rest", "完成、未完成与总数", rests),
    Check("part_over_whole", "办结、整改数与受理、发现数", parts_over),
)
