"""Points that were lost, against what the report says of them: in the score sheet itself, and in 存在问题."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import remark
from ziping.audit.report import result
from ziping.audit.shortfalls import told_in_short
from ziping.audit.whole_problems import PROBLEM_PARTS, of_parts
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.place import NOWHERE
from ziping.domain.quantity import plain, trim_zeros
from ziping.language.labels import clean_text, core, pairs
from ziping.language.reports.figures import Passage
from ziping.language.reports.parts import part_of
from ziping.language.reports.score_rows import ScoreRow
from ziping.language.shared_pairs import SharedPairs

_NO_SCORES: Final = CheckResult(not_assessable="全文没有带分值和得分的评分表，也没有写明扣分")
_SAID_LOSS = re.compile(
    "(?:我会|本会|我单位|本单位|本部门)?(?:在)?[“]?(?P<name>[\u4e00-\u9fff]{4,20}?)[”]?(?:指标|项目|一项|方面)?(?:被)?扣(?:分|了|除|掉)?\\s*(?P<points>[0-9]+(?:\\.[0-9]+)?)\\s*分"
)
_REASONS = re.compile("[^：:。]{0,16}(?:偏差|未完成|扣分|未达标)[^：:。]{0,10}原因[^：:。]{0,8}[:：]")
"""A paragraph that tells reasons without a heading of its own, as below a form."""
_TOO_LOW = re.compile("(?:偏[低高慢]|不足|不够|较[低慢差]|不到位|不高)$")
_NO_INDICATOR = re.compile("^(?:按照?|因|由于|根据|依据|主要|该)")
_POINTS = re.compile("扣(?:分|了|除|掉)?\\s*[0-9]+(?:\\.[0-9]+)?\\s*分")
"""What every text has in which such a loss is said; a quick look."""
_NAMED_SHARE: Final = 2
"""Of three pairs of letters of an indicator's name, so many must stand in one problem for it to be told there."""
_OWN_WORDS: Final = 12
"""A longer remark in the indicator's own row tells why, whatever its words."""
_NO_REASON = re.compile("无|没有|不适用|计分|得分|评分|标准|达标|符合|正常|良好|已?完成$")
"""Words of a short remark that tells nothing of what was missed."""
_LEAST_SAID: Final = 4
_RATE = re.compile("[0-9.]+%?")
_BECAUSE = re.compile("因|由于|原因|影响|缺|尚未|未能|取消|推迟|延期|没有")
_AMONG = re.compile("^其中")


class _Loss(NamedTuple):
    """Points lost on an indicator, and where that stands."""

    name: str
    points: Decimal
    row: ScoreRow | None
    passage: Passage | None
    span: tuple[int, int] = (0, 0)


def _losses(audit: AuditInput) -> list[_Loss]:
    """Points lost by score sheets and by what the text says."""
    found: dict[str, _Loss] = {}
    groups = {clean_text(name) for row in audit.score_rows for name in row.path[:-1]}
    for row in audit.score_rows:
        if row.lost is not None and row.lost > 0:
            found.setdefault(core(row.label), _Loss(row.label, row.lost, row, None))
    for passage in audit.figures.passages:
        if passage.norm or passage.cell is not None or not _POINTS.search(passage.text):
            continue  # what a cell says of its row is the row's own reason
        if part_of(passage) in PROBLEM_PARTS:
            continue
        for match in _SAID_LOSS.finditer(passage.text):
            name = _TOO_LOW.sub("", _AMONG.sub("", match["name"]))
            loss = _Loss(name, Decimal(match["points"]), None, passage, match.span())
            named = not _NO_INDICATOR.match(name) and clean_text(name) not in groups
            if "每" not in match[0] and loss.points > 0 and named:
                found.setdefault(core(name), loss)
    return list(found.values())


def deduction_not_explained(audit: AuditInput) -> CheckResult:
    """An indicator that lost points and is not spoken of in 存在问题."""
    if any(form.form.rows for form in audit.forms):
        return CheckResult(not_assessable="项目自评表逐行写原因，由“偏差原因”一项检查")
    losses = _losses(audit)
    if not losses and not audit.score_rows:
        return _NO_SCORES
    return result(_unexplained(audit, losses))


def _unexplained(audit: AuditInput, losses: Sequence[_Loss]) -> Iterator[Finding]:
    explained = (
        *of_parts(audit, PROBLEM_PARTS),
        *(p for p in audit.figures.passages if _REASONS.match(p.text)),
    )
    told = SharedPairs(pairs(clean_text(passage.text)) for passage in explained)
    reasons = [clean_text(p.text) for p in audit.figures.passages if p.cell is None and not p.heading]
    reasons = [text for text in reasons if _BECAUSE.search(text)]
    for loss in losses:
        if loss.row is not None and (_explained_here(loss.row) or _has_reason(loss.row, reasons)):
            continue
        if _told(told, loss.name) or told_in_short(loss.name, explained) or _of_first_level(audit, loss):
            continue
        where = "“存在问题”部分没有说到它" if explained else "全文没有“存在问题”部分"
        message = f"“{loss.name}”扣了 {plain(trim_zeros(loss.points))} 分，{where}；请写明扣分原因和改进措施"
        yield _at_loss(loss, "deduction_not_explained", message)


def _explained_here(row: ScoreRow) -> bool:
    """Whether the row itself tells why: 配电房未完成改造 in its column of reasons."""
    if len(row.remark) > _OWN_WORDS:
        return True
    words = clean_text(_RATE.sub("", row.remark))
    return len(words) >= _LEAST_SAID and not set(words) <= set(row.label) and not _NO_REASON.search(words)


def _has_reason(row: ScoreRow, reasons: Sequence[str]) -> bool:
    """Whether a paragraph of its own begins with the indicator and tells why it fell short."""
    name = clean_text(row.label)
    return any(0 <= text.find(name) <= _LEAST_SAID for text in reasons)


def _at_loss(loss: _Loss, code: str, message: str) -> Finding:
    if loss.passage is not None:
        return remark(code, "warning", message, loss.passage, loss.span, subject=loss.name)
    row = loss.row
    return Finding(
        code=code,
        severity="warning",
        message=message,
        place=row.place if row else NOWHERE,
        stated=plain(row.score) if row and row.score is not None else "",
        working=f"{plain(row.weight)}－{plain(row.score)}={plain(loss.points)}"
        if row and row.weight is not None and row.score is not None
        else "",
        quote=loss.name,
        subject=loss.name,
    )


def _told(problems: SharedPairs, name: str) -> bool:
    """Whether a problem speaks of an indicator: two of three pairs of its name stand in it."""
    named = pairs(core(name)) or pairs(clean_text(name))
    return bool(named) and problems.any_with(named, -(-_NAMED_SHARE * len(named) // 3))


def _of_first_level(audit: AuditInput, loss: _Loss) -> bool:
    """Whether a row sums up a whole group, whose indicators are told one by one."""
    if loss.row is None:
        return False
    grid = audit.figures.grids[loss.row.table - 1]
    titles = grid.row_words(grid.header_row(loss.row.row, loss.row.column))
    return len(loss.row.path) == 1 and any("一级指标" in title for title in titles)


CHECKS: Final = (Check("deduction_not_explained", "扣分与存在问题", deduction_not_explained),)
