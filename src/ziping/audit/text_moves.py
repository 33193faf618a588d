"""What moves must come out at: net changes of gains and losses, from what to what, by how much and by what share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from ziping.audit.arithmetic import Range, printed, ratio_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import about_figure, same_kind, worth
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_of, decimal_places, format_quantity, plain, quantize, trim_zeros
from ziping.language.claims.units import POINTS, RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_UP: Final = "净增|增加|增长|上升|提高|多"
_DOWN: Final = "净减|减少|下降|降低|少"
_NET = re.compile(f"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了)?$")
_GAIN = re.compile("新增|新建|追加|转入|纳入|调增|新发展")
_LOSS = re.compile("脱困|退出|撤[并销]|注销|转出|压减|调减|收回|核减|清退|流失")
_FROM = re.compile("[由从](?:[^，。；0-9]{0,10})$")
_TO = re.compile("^(?:[^，。；0-9]{0,4})(?:增加|增|减少|减|上升|升|下降|降|提高|扩大)[至到]$")
_CAME = re.compile(f"^[^，。；]{{0,6}}(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了)?$")
_SHARE = re.compile("^(?:(?P<up>增长|增幅|上升|提高)|(?P<down>下降|降幅|减少|降低))(?:了|为|是|达)*$")
_AGAINST = re.compile("(?:比|较|与)(?:上年|去年|上一年|前一年|预算|计划)[^，。；]{0,8}$")
_COMPARED = re.compile("^(?:相比|比较)")
_OVER = re.compile("^(?:超额完成|超过|超出|超)(?:了)?(?:年度|全年|年初)?(?:目标|任务|计划)(?:任务|数)?$")
_DONE = re.compile("^(?:目标|任务|计划)?完成(?:率|比例)?(?:为|达到?|是)?$")


def net(given: AuditInput) -> CheckResult:
    """净增128家（新建246家、撤销118家）, 从1,864家增加到1,920家，新建98家、撤并42家: gains less losses."""
    looked, findings = [], []
    for said in _rows(given.figures):
        for order, change in enumerate(said):
            signed, known = _change(said, order)
            moved = said[order + 1 : order + 3]
            if not known or len(moved) < 2 or any(f.unit != change.unit for f in moved):
                continue
            signs = [_sign(f) for f in moved]
            if sorted(signs) != [-1, 1]:
                continue
            looked.append(change)
            came = [s * f.amount for s, f in zip(signs, moved, strict=True)]
            if sum(came, Fraction(0)) != signed:
                findings.append(_net_finding(given.figures, change, moved, signed, sum(came, Fraction(0))))
    return result(findings, looked=looked, nothing="没有把净增减和增减各项写在一起的")


def _rows(figures: Figures) -> Iterator[tuple[Figure, ...]]:
    """Exact figures of each sentence of running text."""
    for passage in figures.passages:
        groups: dict[int, list[Figure]] = {}
        for figure in figures.of_passage.get(passage.index, ()) if not passage.norm else ():
            if figure.exact:
                groups.setdefault(figure.sentence, []).append(figure)
        yield from (tuple(group) for group in groups.values() if len(group) > 1)


def _change(said: Sequence[Figure], order: int) -> tuple[Fraction, bool]:
    """The net change that a figure states, by itself or together with the one before it (由A增加到B)."""
    figure = said[order]
    label = clean_text(figure.label)
    before = said[order - 1] if order else None
    if before is not None and before.unit == figure.unit and _from_to(before, figure):
        return figure.amount - before.amount, True
    match = _NET.search(label)
    return (figure.amount if match["up"] else -figure.amount, True) if match else (Fraction(0), False)


def _from_to(one: Figure, other: Figure) -> bool:
    return bool(_FROM.search(clean_text(one.label)) and _TO.match(clean_text(other.label)))


def _sign(figure: Figure) -> int:
    label = clean_text(figure.label)
    return -1 if _LOSS.search(label) else int(bool(_GAIN.search(label)))


def _net_finding(
    figures: Figures, change: Figure, moved: Sequence[Figure], signed: Fraction, came: Fraction
) -> Finding:
    expected, stated = _shown(came, change), _shown(signed, change)
    told = f"增减写的是{stated}，按{'、'.join(f.surface for f in moved)}应是{expected}（负数是减少）；请核对"
    working = "、".join(f"{clean_text(f.label)[-4:]}{f.surface}" for f in moved) + f"：{expected}"
    return about_figure(figures, change, "moves_net", "warning", told, expected, working, moved)


def _shown(amount: Fraction, figure: Figure) -> str:
    return format_quantity(trim_zeros(decimal_of(amount / figure.measure.factor)), figure.unit)


def differences(given: AuditInput) -> CheckResult:
    """由2,140户减少到1,786户，减少354户: what lies between the two."""
    looked, findings = [], []
    for said in _rows(given.figures):
        for one, other, change in zip(said, said[1:], said[2:], strict=False):
            match = _CAME.match(clean_text(change.label))
            near = one.unit == other.unit == change.unit and one.measure.dimension not in {RATIO, SCORE}
            if match is None or not near or not _from_to(one, other):
                continue
            looked.append(change)
            apart = (other.amount - one.amount) * (1 if match["up"] else -1)
            slack = worth(other).high - worth(other).low
            if abs(apart - change.amount) > 2 * slack:
                expected = _shown(apart, change)
                told = f"增减写的是{change.surface}，{one.surface}到{other.surface}相差{expected}；请核对"
                working = f"{one.surface}→{other.surface}：{expected}"
                findings.append(
                    about_figure(
                        given.figures,
                        change,
                        "moves_difference",
                        "error",
                        told,
                        expected,
                        working,
                        (one, other),
                    )
                )
    return result(findings, looked=looked, nothing="没有写“由……增加到……，增加……”的句子")


def both_ways(given: AuditInput) -> CheckResult:
    """减少5.12万元，下降16.00%: an amount and its share go the same way, and the share is of the base just named."""
    looked, findings = [], []
    for said in _rows(given.figures):
        for order, (apart, share) in enumerate(pairwise(said)):
            went, grew = _NET.search(clean_text(apart.label)), _SHARE.match(clean_text(share.label))
            ratio = share.measure.dimension == RATIO and apart.measure.dimension not in {RATIO, SCORE, POINTS}
            if not (went and grew and ratio) or share.clause - apart.clause != 1:
                continue
            looked.append(share)
            if bool(went["up"]) != bool(grew["up"]):
                expected = "减少" if went["down"] else "增加"
                told = f"前面写{clean_text(apart.label)[-2:]}{apart.surface}，比例却写{clean_text(share.label)}{share.surface}，方向相反；请核对"
                findings.append(
                    about_figure(
                        given.figures, share, "moves_direction", "warning", told, expected, "", (apart,)
                    )
                )
                continue
            base = said[order - 1] if order else None
            if base is not None and same_kind(base, apart) and _is_base(given.figures.passage(base), base):
                findings += _share_findings(given.figures, base, apart, share)
    return result(findings, looked=looked, nothing="没有同时写增减额和增减比例的句子")


def _is_base(passage: Passage, figure: Figure) -> bool:
    """与上年执行数1,760.43万元相比: the figure is what is compared with."""
    compared = _COMPARED.match(clean_text(figure.after)) is not None
    start = passage.outline.clauses[figure.clause].start
    return compared and _AGAINST.search(clean_text(passage.text[start : figure.start])) is not None


def _share_findings(figures: Figures, base: Figure, apart: Figure, share: Figure) -> Iterator[Finding]:
    ratio = ratio_of(worth(apart), worth(base))
    if ratio is None or ratio.meets(printed(share.value)):
        return
    exact = quantize(apart.amount / base.amount * 100, decimal_places(share.value))
    told = f"增减额写的是{apart.surface}、比例{share.surface}，按{base.surface}算比例是{plain(exact)}%；请核对这几个数"
    working = f"{apart.surface}÷{base.surface}×100%={plain(exact)}%"
    yield about_figure(
        figures, apart, "moves_direction", "warning", told, f"{plain(exact)}%", working, (base, share)
    )


def over_done(given: AuditInput) -> CheckResult:
    """新建246家，超额完成目标26家，完成率111.82%: what was done over what was aimed at."""
    looked, findings = [], []
    for said in _rows(given.figures):
        for done, more, rate in zip(said, said[1:], said[2:], strict=False):
            named = _OVER.match(clean_text(more.label)) and _DONE.match(clean_text(rate.label))
            if not named or not same_kind(done, more) or rate.measure.dimension != RATIO:
                continue
            aim = done.amount - more.amount
            if aim <= 0:
                continue
            looked.append(rate)
            exact = ratio_of(Range(done.amount, done.amount), Range(aim, aim))
            if exact is not None and not exact.meets(printed(rate.value)):
                expected = f"{plain(quantize(done.amount / aim * 100, decimal_places(rate.value)))}%"
                told = f"完成率写的是{rate.surface}，按{done.surface}超过目标{more.surface}应是{expected}；请核对"
                working = f"{done.surface}÷{_shown(aim, done)}×100%={expected}"
                findings.append(
                    about_figure(
                        given.figures, rate, "moves_over", "error", told, expected, working, (done, more)
                    )
                )
    return result(findings, looked=looked, nothing="没有写“超额完成……，完成率……”的句子")


CHECKS: Final = (
    Check("moves_net", "净增减与增减各项", net),
    Check("moves_difference", "由多少到多少与增减额", differences),
    Check("moves_direction", "增减额与增减比例同向", both_ways),
    Check("moves_over", "超额数与完成率", over_done),
)
