"""Time in an annual report: mid-year wording, figures cut off before the year's end, forecasts, years that are not the report's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import HAN, remark
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.language.numerals import NumberKind
from ziping.language.periods import read_period
from ziping.language.reports.figures import QUANTITIES, Passage
from ziping.language.reports.parts import FORWARD, Part, Stretch, part_of, segments, sentence_at, sentences

_MID_YEAR = re.compile(
    "今年以来|上半年|前三季度|截[至止]目前|目前为止|初步统计|来势向好|正在(?:推进|筹备|办理|申报)中"
)
_COUNTED = re.compile("上半年(?:共|累计|已)|初步统计|来势向好")
_CUTOFF = re.compile(
    "截[至止]到?(?:至)?\\s*(?:(?P<year>20[0-9]{2})\\s*年\\s*)?(?P<month>1[0-2]|0?[1-9])\\s*月(?:底|末|份|\\s*[0-9]{1,2}\\s*日)?"
    "|(?<![0-9.])1\\s*[-—–~～至]\\s*(?P<last>1[01]|[2-9])\\s*月(?!\\s*[0-9])"
)
_QUARTERLY = frozenset(("上半年", "前三季度"))
_YEAR_END = re.compile("[到至]年末|年末累计|12月|全年累计")
_TO_THE_END = re.compile("四季度|全年|下半年|年末|12月")
_TOLD_TO_THE_END = re.compile("[^。；]*[，,](?:全年|到?年底|年末)")
"""The sentence that names part of the year goes on to the whole of it."""
_ALL_QUARTERS = re.compile("四个季度|四季度|第?一(?:季度)?[至到—-]第?四季度")
_MONITORED = re.compile("监控|监测")
_FORECAST = re.compile(
    "预计(?:[于在]?[^，。；]{0,10}(?:完成|投入|建成|到位)|到?(?:年底|年末|全年|今年|本年|[0-9]{1,2}月底?)|可|将|能)|有望(?:达到|突破|完成)|预计完成"
)
_NEXT = re.compile("明年|下一?年|下年度")
_REPORT_DATE = re.compile("(?:报告|填报|填表|编制|成文)(?:日期|时间)[:：]?\\s*(.{4,24})")
_DATE_LINE = re.compile("(20[0-9]{2})\\s*年\\s*([0-9]{1,2})\\s*月\\s*([0-9]{1,2})\\s*日")

_YEAR = re.compile("(?<![0-9])(20[0-9]{2})\\s*年(?!\\s*[-—–~～至到])")
_AWARD = re.compile("获评|荣获|被评为|被授予|获得.{0,12}(?:称号|奖)|入选")
_CAPTION = re.compile("[附]?表\\s*[0-9一二三四五六七八九十]{1,3}")
_COMPARED = re.compile(
    "上一?年|去年|往年|历年|同比|相比|较|比20|决算|结转|自20|以来|启动|起[，,]|开始|成立|修订|印发|规划|计划|至20|[-—–~～]\\s*20"
)
_THEN_AND_NOW = re.compile("年(?:为|是)[^，。；]{0,30}[，,](?:增长|增加|上升|提高|下降|减少|降低)")
"""16.20元，2022年为18.00元，下降10.00%: what it was that year, and the change since."""
_BEFORE_YEAR = re.compile("[自从较比至到于]\\s*$|[-—–~～]\\s*$|[《“〔（(][^》”〕）)]{0,30}$")
_DEADLINE = re.compile(
    "(?P<when>(?P<year>20[0-9]{2})年(?:[0-9]{1,2}月(?:[0-9]{1,2}日|[底初中上下]旬?)?|第?[一二三四]季度|年?底|末)(?:之|以)?[前内])"
)
_ASSIGNED = re.compile(
    "(?<=由)[^，。；0-9于]{2,12}(?P<when>(?P<year>20[0-9]{2})年(?:[0-9]{1,2}月|第?[一二三四]季度|[上下]半年))(?![^，。；]{0,12}已)(?!(?:[底末])?[之以]?[前内])"
)
"""由宣教部2023年一季度补办: who is to do it, and when."""
_PLANNED = re.compile(
    "\\s*(?:[0-9]{1,2}\\s*月|底|初|起|由|将|继续|计划|上半年|下半年|第?[一二三四]季度|年?[内中]|[^，。；]{0,12}[前起])"
)
"""What follows a later year in words of what is still to come."""
_BEHIND = re.compile("(?:\\s*\\S){0,8}")
"""Letters after a year that make a name of it when they stand behind it twice (2021年度劳动模范和先进集体)."""


def _running(audit: AuditInput) -> Iterator[Passage]:
    """Passages that report, without rules and targets."""
    return (passage for passage in audit.figures.passages if not passage.norm and not passage.heading)


def _counts(passage: Passage, stretch: Stretch) -> bool:
    """Whether a stretch gives a figure."""
    return any(n.kind in QUANTITIES for n in passage.numbers_in(stretch.start, stretch.end))


def mid_year_wording(audit: AuditInput) -> CheckResult:
    """今年以来, 上半年, 截至目前 in a report of a whole year."""
    return result(_mid_year(audit))


def _mid_year(audit: AuditInput) -> Iterator[Finding]:
    for passage in _running(audit):
        if part_of(passage) in FORWARD - {Part.OBJECTIVES}:
            continue
        for match in _MID_YEAR.finditer(passage.text):
            if match[0] in _QUARTERLY and _told_in_steps(passage.text, match):
                continue  # one step of a year told to its end
            counted = _COUNTED.match(passage.text, match.start()) is not None
            severity: Severity = "warning" if counted else "note"
            message = (
                f"“{match[0]}”是年中的口径，年度报告应写全年情况；请核对是不是沿用了年中材料，并改为全年数"
            )
            yield remark(
                "mid_year_wording", severity, message, passage, match.span(), expected="全年", suggestion="改为“全年”或“截至12月31日”，并换成全年数"
            )  # fmt: skip


def _told_in_steps(text: str, match: re.Match[str]) -> bool:
    """Whether the whole year is told beside a part of it: behind it, or as 四个季度 before it."""
    return bool(_TO_THE_END.search(text, match.end()) or _ALL_QUARTERS.search(text, 0, match.start()))


def cutoff_before_year_end(audit: AuditInput) -> CheckResult:
    """Figures that stop before December: 截至9月底, 1—7月."""
    return result(_cutoffs(audit))


def _cutoffs(audit: AuditInput) -> Iterator[Finding]:
    for passage in _running(audit):
        for stretch in segments(passage.text):
            for match in _CUTOFF.finditer(stretch.text):
                if int(match["month"] or match["last"]) == 12 or not _counts(passage, stretch):
                    continue
                if _YEAR_END.search(passage.text, stretch.start + match.end()):
                    continue  # one step of a year told to its end
                if _TOLD_TO_THE_END.match(passage.text, stretch.start + match.end()):
                    continue
                if match["year"] and audit.year is not None and int(match["year"]) != audit.year:
                    continue
                severity: Severity = "note" if _MONITORED.search(passage.text) else "warning"
                span = (stretch.start + match.start(), stretch.start + match.end())
                message = f"“{match[0].strip()}”的数据没有到年末，年度报告应写截至12月31日的数"
                yield remark(
                    "cutoff_before_year_end", severity, message, passage, span, expected="截至12月31日"
                )


def forecast_left(audit: AuditInput) -> CheckResult:
    """预计 in a report of a year that is over."""
    return result(_forecasts(audit))


def _forecasts(audit: AuditInput) -> Iterator[Finding]:
    written = report_date(audit)
    over = written is not None and audit.year is not None and written.year > audit.year
    for passage in _running(audit):
        if part_of(passage) in FORWARD:
            continue
        for stretch in sentences(passage.text):
            match = _FORECAST.search(stretch.text)
            if match is None or _NEXT.search(stretch.text):
                continue
            if not _counts(passage, stretch) and "月" not in match[0]:
                continue
            dated = f"报告日期是{written:%Y}年{written.month}月，" if over and written else ""
            message = f"“{match[0]}”是预测，{dated}评价的年度已经结束，应写实际完成数"
            severity: Severity = "error" if over else "warning"
            span = (stretch.start + match.start(), stretch.start + match.end())
            yield remark("forecast_left", severity, message, passage, span, expected="实际完成数")


def report_date(audit: AuditInput) -> date | None:
    """The date on the cover or at the end; None when there is none."""
    passages = audit.figures.passages
    for passage in (*passages[:20], *passages[-10:]):
        match = _REPORT_DATE.search(passage.text)
        text = match[1] if match else passage.text if _DATE_LINE.fullmatch(passage.text.strip()) else ""
        period = read_period(text, audit.year or 0) if text else None
        if period is not None and period.first == period.last:
            return period.last
    return None


def heading_year(audit: AuditInput) -> CheckResult:
    """Headings and captions of tables that name another year than the report's."""
    if audit.year is None:
        return CheckResult(not_assessable="看不出报告评价的是哪一年")
    return result(_heading_years(audit, audit.year))


def _heading_years(audit: AuditInput, year: int) -> Iterator[Finding]:
    for passage in audit.figures.passages:
        if (
            passage.cell is not None
            or not (passage.heading or _CAPTION.match(passage.text))
            or len(passage.text) > 60
        ):
            continue
        found = list(_YEAR.finditer(passage.text))
        if len(found) != 1 or int(found[0][1]) == year or _COMPARED.search(passage.text):
            continue
        message = f"标题写的是 {found[0][1]} 年，本报告评价的是 {year} 年；请核对年度"
        yield remark(
            "heading_year",
            "warning",
            message,
            passage,
            found[0].span(),
            expected=f"{year}年",
            subject=found[0][1],
        )


def earlier_award(audit: AuditInput) -> CheckResult:
    """An award of an earlier year told as a result of this one."""
    if audit.year is None:
        return CheckResult(not_assessable="看不出报告评价的是哪一年")
    return result(_awards(audit, audit.year))


def _awards(audit: AuditInput, year: int) -> Iterator[Finding]:
    for passage in _running(audit):
        for stretch in sentences(passage.text):
            if not _AWARD.search(stretch.text):
                continue
            for match in _YEAR.finditer(stretch.text):
                if year - 3 <= int(match[1]) < year and _AWARD.search(
                    stretch.text[max(0, match.start() - 8) : match.start()]
                ):
                    span = (stretch.start + match.start(), stretch.start + match.end())
                    message = f"这是 {match[1]} 年的表彰，本报告评价的是 {year} 年；请核对能否作为本年成绩"
                    yield remark("earlier_award", "note", message, passage, span, expected=f"{year}年的成绩")


def other_year(audit: AuditInput) -> CheckResult:
    """A year in running text that is neither the report's nor explained by the words around it."""
    if audit.year is None:
        return CheckResult(not_assessable="看不出报告评价的是哪一年")
    return result(_other_years(audit, audit.year))


def _other_years(audit: AuditInput, year: int) -> Iterator[Finding]:
    names: Counter[str] = Counter()
    found: list[tuple[Passage, re.Match[str], str]] = []
    for passage in _running(audit):
        if _REPORT_DATE.search(passage.text) or _DATE_LINE.fullmatch(passage.text.strip()):
            continue
        for match in _YEAR.finditer(passage.text):
            if int(match[1]) == year:
                continue
            behind = _BEHIND.match(passage.text, match.end())
            name = match[1] + "".join(behind[0].split() if behind else ())
            names[name] += 1
            found.append((passage, match, name))
    for passage, match, name in found:
        if names[name] == 1 and _is_this_year(passage, match, year):
            message = (
                f"这里写的是 {match[1]} 年，本报告评价的是 {year} 年；请核对是不是年度写错，或沿用了往年材料"
            )
            yield remark(
                "other_year", "warning", message, passage, match.span(), expected=f"{year}年", subject=name
            )


_PERIOD_START = re.compile(f"(?:^|[。；，,：:\n（(、]|在|本单位|我单位|我会|本部门|{HAN}会)\\s*$")


def _is_this_year(passage: Passage, match: re.Match[str], year: int) -> bool:
    """Whether a year leads a statement about the year under evaluation: at the head of a clause, with nothing compared."""
    text = passage.text
    before = text[max(0, match.start() - 32) : match.start()]
    sentence = sentence_at(text, match.start())
    if _BEFORE_YEAR.search(before) or not _PERIOD_START.search(before):
        return False
    if part_of(passage) in FORWARD and int(match[1]) > year:
        return False
    heading = passage.place.heading or ""
    if _COMPARED.search(sentence.text) or _AWARD.search(sentence.text) or _COMPARED.search(heading):
        return False
    if int(match[1]) > year and _PLANNED.match(text, match.end()):
        return False
    if int(match[1]) < year and _THEN_AND_NOW.match(text, match.end() - 1):
        return False
    if f"{year}年" in "".join(sentence.text.split()):
        return False  # told of both years
    return not any(
        n.kind in {NumberKind.DOCNO, NumberKind.RANGE, NumberKind.CODE} and n.start <= match.start() < n.end
        for n in passage.numbers_in(0, match.start() + 1)[-1:]
    )


def past_deadline(audit: AuditInput) -> CheckResult:
    """A measure that was to be done within the year that is over: 2021年9月底前 in the report of 2021."""
    if audit.year is None:
        return CheckResult(not_assessable="看不出报告评价的是哪一年")
    return result(_past_deadlines(audit, audit.year))


def _past_deadlines(audit: AuditInput, year: int) -> Iterator[Finding]:
    for passage in _running(audit):
        if part_of(passage) not in {Part.MEASURES, Part.PROBLEMS_AND_MEASURES, Part.PLANS}:
            continue
        for match in chain(_DEADLINE.finditer(passage.text), _ASSIGNED.finditer(passage.text)):
            if int(match["year"]) <= year:
                message = (
                    f"改进措施的完成时限是{match['when']}，评价的年度是 {year} 年，时限已经过去；请核对年份"
                )
                yield remark(
                    "past_deadline",
                    "warning",
                    message,
                    passage,
                    match.span("when"),
                    stated=match["when"],
                    expected=f"{year + 1}年",
                )


CHECKS: Final = (
    Check("mid_year_wording", "年中口径的措辞", mid_year_wording),
    Check("cutoff_before_year_end", "数据截止日早于年末", cutoff_before_year_end),
    Check("forecast_left", "年度报告中的预测数", forecast_left),
    Check("heading_year", "标题中的年度", heading_year),
    Check("earlier_award", "往年的表彰", earlier_award),
    Check("past_deadline", "改进措施的时限", past_deadline),
    Check("other_year", "正文中的年度", other_year),
)
