"""Targets and verdicts against what the report tells: a target without a result, 已完成 beside a forecast, 为零 beside a remainder."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice, pairwise
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import HAN, NO_PASSAGES, cell_passage, remark
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain
from ziping.language.claims.units import MONEY
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberExpression
from ziping.language.reports.cell_text import clean_lines
from ziping.language.reports.figures import Figure, Passage
from ziping.language.reports.grids import Grid
from ziping.language.reports.parts import FORWARD, Part, Stretch, part_of, segments

AIM = re.compile("力争|确保|目标|争取|预期|计划|达到|不低于|不少于|以上")
"""Words of what is set rather than reported."""
_RATE_OF = re.compile(f"({HAN}{{0,12}}{HAN}{{2}}率)(?:的|达到?|不低于|为|在|≥|>=|大于等于|保持在|超过)*\\s*$")
_VERB = re.compile("^.*(?:力争|确保|争取|达到|保(?=企)|[的和与及])")
_OWN_RATE: Final = 3
"""Last letters of a rate's name that make it known again: 建制率."""

_DONE = re.compile("已?(?:全部|全面|按期|按时)?完成(?:预期目标|目标任务|任务)?|已达成|达成|达标|100%")
_NOT_OVER = re.compile("预计[^，。；]{0,8}(?:完成|突破|达|可)|有望")
_NOT_YET = re.compile(
    "已申报|申报中|正在(?:办理|推进|筹建|建设|申报)|尚未(?:完成|验收|批复)|待(?:批复|验收|评审)"
)
_COMMON: Final = 4
"""Letters that a target and a sentence share when they speak of one thing."""
_MOST: Final = 60
"""Targets that are compared with the text."""
_RARE: Final = 4
"""Passages in which shared letters may stand and still tell the two apart from the rest."""
_TARGET_HEADS = re.compile("目标|指标|计划|任务")
_ACTUAL_HEAD = re.compile("(?:实际|目标|全年)?(?:完成|实际)(?:情况|值|结果|完成)?")
_LABEL: Final = 24

_ZERO = re.compile(f"({HAN}{{2,8}})(?:为|是)(?:零|0(?![.0-9]))")
_SHORTEST: Final = 3
"""Fewest letters that name an amount."""
_FEW: Final = 3
"""Places of one name that are looked at."""
_MOVED = re.compile("转|调拨|处置|报废|核销|划拨|移交|上缴|归还")


def target_without_actual(audit: AuditInput) -> CheckResult:
    """A rate that is a target and has no actual value anywhere in the report."""
    return result(_unmet(audit)) if audit.figures.passages else NO_PASSAGES


class _Aim(NamedTuple):
    """A rate in per cent that a passage sets as a target."""

    passage: Passage
    number: NumberExpression
    name: str
    clause: str

    @property
    def tail(self) -> str:
        """What makes the rate known again in other words: 建制率."""
        return self.name[-_OWN_RATE:]


def _unmet(audit: AuditInput) -> Iterator[Finding]:
    rates = [rate for passage in audit.figures.passages for rate in _rates(passage)]
    said: dict[str, set[str]] = {}
    for rate in rates:
        said.setdefault(rate.tail, set()).add(rate.clause)
    labels = (clean_text(figure.label) for figure in audit.figures.table)
    tables = frozenset(
        label[at : at + size]
        for label in labels
        for size in range(1, _OWN_RATE + 1)
        for at in range(len(label))
    )
    rules = {row.rule for row in audit.score_rows if row.rule}
    alone = {
        (rate.tail, rate.clause): rate
        for rate in rates
        if _is_aim(rate)
        and clean_lines(rate.passage.text) not in rules
        and said[rate.tail] == {rate.clause}
        and rate.tail not in tables
    }
    for aim in alone.values():
        message = f"目标“{aim.name}{aim.number.surface}”在全文找不到实际完成数；请补写实际值，并说明是否达标"
        span = (aim.number.start, aim.number.end)
        yield remark(
            "target_without_actual",
            "warning",
            message,
            aim.passage,
            span,
            expected="实际完成数",
            subject=aim.name,
        )


def _rates(passage: Passage) -> Iterator[_Aim]:
    for number in passage.numbers:
        if number.unit != "%" or not isinstance(number.value, Decimal):
            continue
        match = _RATE_OF.search(passage.text[max(0, number.start - 30) : number.start])
        if match is None:
            continue
        clauses = passage.outline.clauses
        clause = clauses[passage.outline.clause_of(number.start)]
        yield _Aim(
            passage, number, _VERB.sub("", match[1]), clean_text(passage.text[clause.start : clause.end])
        )


def _is_aim(rate: _Aim) -> bool:
    """Whether the rate is set, not reported: by its clause and by its section or column."""
    aimed = rate.passage.norm or part_of(rate.passage) is Part.OBJECTIVES or rate.passage.cell is not None
    return aimed and AIM.search(rate.clause + rate.number.surface) is not None


def done_but_open(audit: AuditInput) -> CheckResult:
    """已完成 in the table of targets, while the text tells of a forecast or an application."""
    pairs = list(_claimed_done(audit.figures.grids))
    if not pairs:
        return CheckResult(not_assessable="没有“目标—完成情况”对照的表格")
    done = result(_still_open(audit, pairs))
    if len(pairs) <= _MOST:
        return done
    return done._replace(not_assessable=f"对照表里有{len(pairs)}条目标填了完成，只拿前{_MOST}条和正文比对过")


class _Claim(NamedTuple):
    """A target in words and the cell that says it is done."""

    target: str
    passage: Passage


def _claimed_done(grids: Sequence[Grid]) -> Iterator[_Claim]:
    for grid in grids:
        compared = False
        for row in range(grid.table.height):
            cells = [cell for cell in grid.table.row(row) if cell.row == row and cell.text.strip()]
            names = [clean_lines(cell.text) for cell in cells if len(cell.text) <= _LABEL]
            if (
                len(names) > 1
                and any(map(_TARGET_HEADS.search, names))
                and any(map(_ACTUAL_HEAD.fullmatch, names))
            ):
                compared = True
            for left, cell in pairwise(cells):
                if compared and _DONE.fullmatch(clean_lines(cell.text)) and len(left.text) > _COMMON:
                    yield _Claim(left.text, cell_passage(grid, cell.row, cell.column, cell.text))


def _still_open(audit: AuditInput, claims: Sequence[_Claim]) -> Iterator[Finding]:
    """For each unfinished thing the one target that shares the most telling words with it."""
    targets = [clean_text(claim.target) for claim in claims[:_MOST]]
    grams = frozenset(gram for target in targets for gram in _grams(target))
    seldom = _Seldom([clean_text(passage.text) for passage in audit.figures.passages], grams)
    for passage in audit.figures.passages:
        for stretch, words in _open_stretches(passage):
            said = clean_text(stretch.text)
            common = grams.intersection(_grams(said))
            shared = [_shared(target, said, common, seldom) for target in targets] if common else ()
            if not shared:
                continue
            best = max(range(len(targets)), key=lambda index: shared[index])
            if shared[best].words:
                yield _open_claim(claims[best], shared[best].words, passage, stretch, words)


def _open_claim(claim: _Claim, shared: str, passage: Passage, stretch: Stretch, words: str) -> Finding:
    message = (
        f"“{shared}”这里填“{claim.passage.text.strip()}”，正文写的却是“{words}”"
        f"（“{passage.text[:12]}……”一段）；请核对是否真的完成"
    )
    return remark(
        "done_but_open",
        "warning",
        message,
        claim.passage,
        working=f"{passage.place.near}：【{stretch.text.strip()[:60]}】",
        subject=shared,
        also=(passage.place,),
    )


def _open_stretches(passage: Passage) -> Iterator[tuple[Stretch, str]]:
    """Forecasts and cut-offs with their whole segment, applications with their clause."""
    if passage.cell is not None or part_of(passage) in FORWARD or passage.norm:
        return
    for segment in segments(passage.text):
        match = _NOT_OVER.search(segment.text)
        if match:
            yield segment, match[0]
    for clause in passage.outline.clauses:
        text = passage.text[clause.start : clause.end]
        match = _NOT_YET.search(text)
        if match:
            yield Stretch(clause.start, clause.end, text), match[0]


class _Seldom:
    """In how many passages some letters of the targets stand, counted once."""

    def __init__(self, texts: Sequence[str], grams: frozenset[str]) -> None:
        self._texts = texts
        self._grams = grams
        self._counts: dict[str, int] = {}

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        """The texts that have a gram."""
        having: dict[str, list[int]] = {}
        for index, text in enumerate(self._texts):
            for gram in self._grams.intersection(_grams(text)):
                having.setdefault(gram, []).append(index)
        return having

    def count(self, words: str) -> int:
        """Passages with these letters, which begin with a gram of a target; no more are counted than still tell something."""
        if words not in self._counts:
            fewest = min((self._having.get(gram, []) for gram in _grams(words)), key=len)
            having = (index for index in fewest if words in self._texts[index])
            self._counts[words] = sum(1 for _ in islice(having, _RARE + 1))
        return self._counts[words]


def _grams(text: str) -> Iterator[str]:
    """All stretches of so many letters as two texts must share."""
    return (text[at : at + _COMMON] for at in range(len(text) - _COMMON + 1))


class _Shared(NamedTuple):
    """Letters a target and a text share, by how telling they are: seldom elsewhere, then long."""

    seldom: int
    length: int
    words: str


def _shared(target: str, text: str, grams: frozenset[str], seldom: _Seldom) -> _Shared:
    """What a target shares with a text whose stretches of letters are ``grams``."""
    best = _Shared(-_RARE - 1, 0, "")
    start = 0
    while start <= len(target) - _COMMON:
        end = start + _COMMON
        if target[start:end] not in grams:
            start += 1
            continue
        while end < len(target) and target[start : end + 1] in text:
            end += 1
        words = target[start:end]
        if re.fullmatch(f"{HAN}+", words):
            best = max(best, _Shared(-seldom.count(words), len(words), words))
        start = end
    return best if best.seldom >= -_RARE else _Shared(-_RARE - 1, 0, "")


def zero_with_remainder(audit: AuditInput) -> CheckResult:
    """X 为零 although less than the whole of X goes away."""
    return result(_remainders(audit)) if audit.figures.passages else NO_PASSAGES


def _remainders(audit: AuditInput) -> Iterator[Finding]:
    said = [(p, match) for p in audit.figures.passages for match in _ZERO.finditer(p.text)]
    names = {match: _zero_name(match[1]) for _, match in said}
    money = [f for f in audit.figures.text if f.measure.dimension == MONEY] if said else []
    amounts = _called(money, frozenset(names.values()))
    moved = [figure for figure in money if _MOVED.search(figure.label + figure.after)]
    seen: Counter[str] = Counter()
    for passage, match in said:
        name = names[match]
        seen[name] += 1
        for whole in amounts.get(name, ()) if seen[name] <= _FEW else ():
            part = _moved_part(moved, whole, passage, match.start())
            if part is not None:
                yield _remainder(passage, match, name, whole, part)
                break


def _zero_name(words: str) -> str:
    """待处置资产 of 账面上待处置资产."""
    return re.sub("^.*(?:账面上?|则|的|中|内|后|现|均|都|其)", "", words)


def _called(money: Sequence[Figure], names: frozenset[str]) -> dict[str, list[Figure]]:
    """By name the first few amounts of the text that are called so."""
    sizes = sorted({len(name) for name in names if len(name) >= _SHORTEST})
    found: dict[str, list[Figure]] = {}
    for figure in money if sizes else ():
        label = figure.label
        parts = (label[at : at + size] for size in sizes for at in range(len(label) - size + 1))
        for name in names.intersection(parts):
            if figure.value and len(found.setdefault(name, [])) < _FEW:
                found[name].append(figure)
    return found


def _moved_part(moved: Sequence[Figure], whole: Figure, passage: Passage, place: int) -> Figure | None:
    """The one amount between the whole and 为零 that is said to go away, when it is less than the whole."""
    first = bisect_right(moved, (whole.passage, whole.end), key=_where)
    last = bisect_left(moved, (passage.index, place), first, key=_where)
    elsewhere = (
        moved[at]
        for at in range(first, last)
        if (moved[at].passage, moved[at].sentence) != (whole.passage, whole.sentence)
    )
    between = list(islice(elsewhere, 2))
    if len(between) == 1 and between[0].amount < whole.amount and between[0].unit == whole.unit:
        return between[0]
    return None


def _where(figure: Figure) -> tuple[int, int]:
    return figure.passage, figure.start


def _remainder(passage: Passage, match: re.Match[str], name: str, whole: Figure, part: Figure) -> Finding:
    rest = plain(whole.value - part.value)
    working = f"{plain(whole.value)}－{plain(part.value)}={rest}"
    message = f"{name}共 {whole.surface}，这里说的只有 {part.surface}，其余 {rest}{whole.unit} 没有去处，不能说“为零”"
    return remark(
        "zero_with_remainder",
        "warning",
        message,
        passage,
        match.span(),
        expected=f"{rest}{whole.unit}",
        working=working,
        subject=name,
        also=(whole.place, part.place),
    )


CHECKS: Final = (
    Check("target_without_actual", "有目标没有结果", target_without_actual),
    Check("done_but_open", "已完成与正文不符", done_but_open),
    Check("zero_with_remainder", "为零与余额", zero_with_remainder),
)
