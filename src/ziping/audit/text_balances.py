"""What must come out even in sentences: stocks and flows, budget less spending, running totals, means of a table, above and below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Final

from ziping.audit.arithmetic import Range, mean_of, printed, total_of
from ziping.audit.checks import AuditInput, Check
from ziping.audit.near import about_figure, worth
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_of, decimal_places, format_quantity, plain, trim_zeros
from ziping.language.claims.units import MONEY, RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.numerals import parse_chinese_integer
from ziping.language.reports.cell_text import header_core
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.grids import RowKind

_OPENING = re.compile("^(?:20[0-9]{2}年?)?(?:[\u4e00-\u9fff]{0,4})?(?:年初|上年末|期初)")
_CLOSING = re.compile("^(?:20[0-9]{2}年?)?(?:[\u4e00-\u9fff]{0,4})?(?:年末|年底|期末)")
_IN = re.compile("新增|新建|增加|净增|转入|纳入")
_OUT = re.compile("脱困|退出|退档|减少|撤并|撤销|注销|转出|清退|流失")
_LEFT = re.compile(
    "^(?:年度|年末|项目|预算|当年|全年|资金|财政)*(?:结余|节余|未执行|未支出)(?:资金)?(?:为|是|共)?$"
)
_AVAILABLE = re.compile("可(?:用|支配)资金(?:总额|总计|合计|共计?)*(?:为|是|有)?$")
_ALL_SPENT = re.compile(
    "^(?:20[0-9]{2}年)?(?:全年|本年|当年|年度)?(?:总支出|支出合计|支出总计|支出)(?:为|共)?$"
)
_CARRIED = re.compile("^(?:年末|年底|期末)(?:结转结余|结余结转|结转|结余)(?:资金)?(?:为|共)?$")
_BUDGET = re.compile("预算|计划")
_SPENT = re.compile("支出|执行|决算")
_RUNNING: Final = {"上半年累计": 2, "前三季度累计": 3, "全年累计": 4}
_QUARTER = re.compile("(?P<name>[一二三四])季度(?:支出|执行|完成|实现|投入)?$")
_ORDER: Final = "一二三四"
_MEAN = re.compile(
    "(?P<count>[两二三四五六七八九十0-9]{1,2})(?:年|项|个项目|个|类|次)?(?:简单)?平均(?P<of>[\u4e00-\u9fff]{0,6}?)(?:为|是)?$"
)
_COUNTED_SUM = re.compile(
    "(?P<count>[两二三四五六七八九十])(?:类|项|种|者|处)[\u4e00-\u9fff]{0,4}(?:合计|共计|总计)$"
)
_A_HEAD = re.compile("[人户件次场台家]均|平均|每[\u4e00-\u9fff]{1,3}$|标准|单价")
_COMPARED = re.compile(
    "(?<![0-9.])(?P<said>[0-9]+(?:\\.[0-9]+)?)%[，,](?P<word>未达到|没有达到|低于|高于|超过|超出|达到)(?:了)?(?:年初|目标)?(?P<mark>[0-9]+(?:\\.[0-9]+)?)%(?!的?(?:速度|幅度))"
)


def stocks(given: AuditInput) -> CheckResult:
    """年初472户，脱困318户，新增41户，年末195户: what was there, came and went is what is left."""
    looked, findings = [], []
    for passage in given.figures.passages:
        for said in _sentences(passage, given.figures):
            opening = [f for f in said if _OPENING.match(clean_text(f.label))]
            closing = [f for f in said if _CLOSING.match(clean_text(f.label))]
            if len(opening) != 1 or len(closing) != 1 or opening[0].unit != closing[0].unit:
                continue
            moved = [f for f in said if f.unit == opening[0].unit and f not in (opening[0], closing[0])]
            if not moved or not all(map(_sign, moved)):
                continue
            looked.append(closing[0])
            told = _told_before(given.figures, said, moved)
            ways = [(one, *moved) for one in told] or [tuple(moved)]
            if not any(_balances(opening[0], closing[0], way) for way in (moved, *ways)):
                findings.append(_stock_finding(given.figures, opening[0], closing[0], ways[-1]))
    return result(findings, looked=looked, nothing="没有把年初、增减和年末写在一句里的")


def _sentences(passage: Passage, figures: Figures) -> Iterator[list[Figure]]:
    """Exact figures of each sentence."""
    groups: dict[int, list[Figure]] = {}
    said = figures.of_passage.get(passage.index, ())
    for figure in said if len(said) > 1 and not passage.norm else ():
        if figure.exact:
            groups.setdefault(figure.sentence, []).append(figure)
    yield from groups.values()


def _told_before(figures: Figures, said: Sequence[Figure], moved: Sequence[Figure]) -> list[Figure]:
    """What came, told in the sentence before, where the balance itself names only what went, or the other way round."""
    signs = {_sign(figure) for figure in moved}
    before = (
        f
        for f in figures.of_passage[said[0].passage]
        if f.exact and f.sentence == said[0].sentence - 1 and f.unit == moved[0].unit
    )
    return [f for f in before if _sign(f) and _sign(f) not in signs] if len(signs) == 1 else []


def _balances(opening: Figure, closing: Figure, moved: Sequence[Figure]) -> bool:
    """Whether what was there and what came and went is what is left, within the rounding of the printed digits."""
    flows = (_signed(worth(figure), _sign(figure)) for figure in moved)
    return total_of((worth(opening), *flows)).meets(worth(closing))


def _signed(amount: Range, sign: int) -> Range:
    return amount if sign > 0 else Range(-amount.high, -amount.low)


def _sign(figure: Figure) -> int:
    label = clean_text(figure.label)
    if _OUT.search(label):
        return -1
    return 1 if _IN.search(label) else 0


def _stock_finding(figures: Figures, opening: Figure, closing: Figure, moved: Sequence[Figure]) -> Finding:
    expected = opening.amount + sum((_sign(f) * f.amount for f in moved), Fraction(0))
    shown = format_quantity(trim_zeros(decimal_of(expected / closing.measure.factor)), closing.unit)
    steps = "".join(f"{'+' if _sign(f) > 0 else '-'}{f.surface}" for f in moved)
    return about_figure(
        figures,
        closing,
        "balance_stock",
        "warning",
        f"年末数写的是{closing.surface}，按年初数和增减应是{shown}；请核对",
        shown,
        f"{opening.surface}{steps}={shown}",
        (opening, *moved),
    )


def remainders(given: AuditInput) -> CheckResult:
    """预算198.60万元，支出191.05万元，结余7.55万元: some two amounts of the sentence differ by what is left."""
    looked, findings = [], []
    for passage in given.figures.passages:
        for said in _sentences(passage, given.figures):
            money = [f for f in said if f.measure.dimension == MONEY]
            for left in money:
                before = [f for f in money if f.end <= left.start]
                budgets = [f for f in before if _BUDGET.search(f.label) and not _SPENT.search(f.label)]
                spent = [f for f in before if _SPENT.search(f.label)]
                if not _LEFT.search(clean_text(left.label)) or len(budgets) != 1 or not spent:
                    continue
                looked.append(left)
                if not any(_apart(a, b).meets(worth(left)) for a, b in permutations(before, 2)):
                    findings.append(_left_finding(given.figures, budgets[0], spent[-1], left))
    return result(findings, looked=looked, nothing="没有把预算、支出和结余写在一句里的")


def available(given: AuditInput) -> CheckResult:
    """可用资金475.86万元。全年支出449.72万元……。年末结转26.14万元: what there was, less what was spent, is what is left."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = given.figures.of_passage.get(passage.index, ())
        money = [f for f in said if f.exact and f.measure.dimension == MONEY and not passage.norm]
        ways = (_AVAILABLE, _ALL_SPENT, _CARRIED)
        three = [[f for f in money if words.search(clean_text(f.label))] for words in ways]
        if any(len(those) != 1 for those in three):
            continue
        whole, spent, left = (those[0] for those in three)
        if not whole.start < spent.start < left.start:
            continue
        looked.append(left)
        if not _apart(whole, spent).meets(worth(left)):
            findings.append(_left_finding(given.figures, whole, spent, left))
    return result(findings, looked=looked, nothing="没有把可用资金、支出和年末结转写在一段里的")


def _apart(one: Figure, other: Figure) -> Range:
    return Range(worth(one).low - worth(other).high, worth(one).high - worth(other).low)


def _left_finding(figures: Figures, budget: Figure, spent: Figure, left: Figure) -> Finding:
    amount = (budget.amount - spent.amount) / left.measure.factor
    shown = format_quantity(trim_zeros(decimal_of(amount)), left.unit)
    told = f"结余写的是{left.surface}，{budget.surface}减去{spent.surface}是{shown}；如另有来源请写明，否则请核对"
    working = f"{budget.surface}-{spent.surface}={shown}"
    return about_figure(figures, left, "balance_left", "warning", told, shown, working, (budget, spent))


def running(given: AuditInput) -> CheckResult:
    """前三季度累计 is the sum of the first three quarters told in the paragraph."""
    looked, findings = [], []
    for passage in given.figures.passages:
        said = [f for f in given.figures.of_passage.get(passage.index, ()) if f.exact and not passage.norm]
        quarters = {
            match["name"]: f for f in said if (match := _QUARTER.search(clean_text(f.label))) is not None
        }
        for total in said:
            count = _RUNNING.get(clean_text(total.label), 0)
            parts = [quarters[name] for name in _ORDER[:count] if name in quarters]
            if len(parts) < 2 or len(parts) != count or any(p.unit != total.unit for p in parts):
                continue
            looked.append(total)
            if not total_of(map(worth, parts)).meets(worth(total)):
                amount = sum((p.amount for p in parts), Fraction(0)) / total.measure.factor
                shown = format_quantity(trim_zeros(decimal_of(amount)), total.unit)
                told = f"{clean_text(total.label)}写的是{total.surface}，各季度相加是{shown}；请核对"
                working = "+".join(p.surface for p in parts) + f"={shown}"
                findings.append(
                    about_figure(
                        given.figures, total, "balance_running", "error", told, shown, working, parts
                    )
                )
    return result(findings, looked=looked, nothing="没有分季度又写累计数的段落")


def counted_sums(given: AuditInput) -> CheckResult:
    """驿站30个、母婴室8个、书屋12家，三类合计50个: as many figures before it as it counts, whatever their unit."""
    looked, findings = [], []
    for passage in given.figures.passages:
        for said in _sentences(passage, given.figures):
            for order, total in enumerate(said):
                named = _COUNTED_SUM.search(clean_text(passage.text[max(0, total.start - 16) : total.start]))
                count = int(parse_chinese_integer(named["count"]) or 0) if named else 0
                known = [
                    f for f in said[:order] if f.measure.dimension not in {RATIO, SCORE} and not _is_mean(f)
                ]
                parts = (
                    known[-count - 1 : -1]
                    if known and known[-1].unit in {"项", "类", "种", "处"}
                    else known[-count:]
                )
                kinds = {f.measure.dimension == MONEY for f in (*parts, total)}
                if count < 2 or len(parts) != count or len(kinds) > 1:
                    continue
                looked.append(total)
                if not total_of(map(worth, parts)).meets(worth(total)):
                    amount = sum((p.amount for p in parts), Fraction(0)) / total.measure.factor
                    shown = format_quantity(trim_zeros(decimal_of(amount)), total.unit)
                    told = f"合计写的是{total.surface}，前面{count}项相加是{shown}；请核对"
                    working = "+".join(p.surface for p in parts) + f"={shown}"
                    findings.append(
                        about_figure(
                            given.figures, total, "balance_counted", "warning", told, shown, working, parts
                        )
                    )
    return result(findings, looked=looked, nothing="没有写“三类合计”的句子")


def _is_mean(figure: Figure) -> bool:
    """Whether a figure is a mean or a price, which no sum takes in: 人均600元."""
    return bool(_A_HEAD.search(clean_text(figure.label)))


def means_of_tables(given: AuditInput) -> CheckResult:
    """三年平均执行率 is the mean of the three rows of the table above."""
    looked, findings = [], []
    for figure in given.figures.text:
        passage = given.figures.passage(figure)
        words = passage.text[passage.outline.clauses[figure.clause].start : figure.start]
        named = _MEAN.search(clean_text(words)) if figure.exact else None
        if named is None or not named["of"] or passage.norm:
            continue
        count = int(parse_chinese_integer(named["count"]) or 0)
        columns = [
            [c.value for c in run.cells if grid.row_kind(c.row, c.column) is RowKind.ITEM]
            for grid in given.figures.grids
            for run in grid.runs
            if header_core(run.header).endswith(named["of"])
        ]
        columns = [values for values in columns if len(values) == count > 1]
        if len(columns) != 1:
            continue
        looked.append(figure)
        places = decimal_places(figure.value)
        expected = mean_of(columns[0], places)
        if not printed(figure.value).meets(Range(*_mean_range(columns[0]))):
            shown = format_quantity(expected, figure.unit)
            told = f"平均数写的是{figure.surface}，表中{count}行平均是{shown}；请核对"
            working = f"({'+'.join(map(plain, columns[0]))})÷{count}={plain(expected)}"
            findings.append(
                about_figure(given.figures, figure, "balance_mean", "warning", told, shown, working, ())
            )
    return result(findings, looked=looked, nothing="没有写表中几行平均数的句子")


def _mean_range(values: Sequence[Decimal]) -> tuple[Fraction, Fraction]:
    ranges = total_of(printed(value) for value in values)
    return ranges.low / len(values), ranges.high / len(values)


def above_below(given: AuditInput) -> CheckResult:
    """90.00%，低于95%的目标: the word between two rates is the one their sizes give."""
    looked, findings = [], []
    for passage in given.figures.passages:
        for match in _COMPARED.finditer(passage.text) if not passage.norm else ():
            said, mark = Fraction(match["said"]), Fraction(match["mark"])
            below = match["word"] in {"未达到", "没有达到", "低于"}
            looked.append(match)
            wrong = said >= mark if below else said < mark if match["word"] == "达到" else said <= mark
            if wrong:
                findings.append(
                    found(
                        "above_below",
                        "error",
                        passage.place,
                        f"写的是{match['said']}%“{match['word']}”{match['mark']}%，大小说反了；请核对两个数和用词",
                        stated=f"{match['said']}%，{match['word']}{match['mark']}%",
                        working=f"{match['said']}{'>' if said > mark else '<' if said < mark else '='}{match['mark']}",
                        quote=passage.quote(*match.span()),
                        subject=match["word"],
                    )
                )
    return result(findings, looked=looked, nothing="没有写高于、低于某个比率的句子")


CHECKS: Final = (
    Check("balance_stock", "年初、增减与年末数", stocks),
    Check("balance_left", "预算、支出与结余", remainders),
    Check("balance_available", "可用资金、支出与年末结转", available),
    Check("balance_running", "季度数与累计数", running),
    Check("balance_counted", "几类合计", counted_sums),
    Check("balance_mean", "文中平均数与表", means_of_tables),
    Check("above_below", "高于、低于与数的大小", above_below),
)
