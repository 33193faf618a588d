"""Figures that may be right but ask for a word: exact counts with a hedge, money left over and not explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ziping.audit.arithmetic import printed
from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.domain.quantity import decimal_of, format_quantity, trim_zeros
from ziping.language.claims.units import MONEY
from ziping.language.labels import clean_text
from ziping.language.reports.figures import Figure, Figures, Passage

_HEDGES: Final = frozenset(("余", "多", "近", "约", "左右", "大约"))
_SIGNIFICANT: Final = 4
_CLOSING = re.compile("(?:年末|期末|年底)[^，。]{0,12}(?:结转|结余)|(?:结转|结余)下年")
_INCOME = re.compile("(?:全年|调整后?)预算(?:数|总额)?(?:为)?$|(?:收入|总)(?:合计|预算|决算数)(?:为)?$")
_SPENT = re.compile("(?:预算|全年|决算|总)?支出(?:数|合计|总额|决算数)?(?:为)?$|执行数(?:为)?$")


def hedges(given: AuditInput) -> CheckResult:
    """1933余: a count exact to the last digit is either exact or rounded, not both."""
    rough = [figure for figure in given.figures.text if figure.modifier in _HEDGES]
    findings = [
        found(
            "hedged_exact",
            "note",
            figure.place,
            f"“{figure.surface}”是精确到个位的数，却带“{figure.modifier}”；请写准确数，或写整数加“{figure.modifier}”",
            stated=figure.surface,
            expected="准确数或整数",
            quote=given.figures.quote(figure),
            subject=clean_text(figure.label)[-16:],
        )
        for figure in rough
        if _digits(figure.value) >= _SIGNIFICANT
    ]
    return result(findings, looked=rough, nothing="没有带“余”“多”“约”的数")


def _digits(value: Decimal) -> int:
    """Significant digits without trailing zeros: 21430 has 4."""
    return len(trim_zeros(value).normalize().as_tuple().digits)


def balances(given: AuditInput) -> CheckResult:
    """Budget less spending is what is carried over, unless the rest was taken back."""
    looked: list[Passage] = []
    findings: list[Finding] = []
    for passage in given.figures.passages:
        said = [
            f
            for f in given.figures.of_passage.get(passage.index, ())
            if f.exact and f.measure.dimension == MONEY
        ]
        income, spent, closing = (_only(said, words) for words in (_INCOME, _SPENT, _CLOSING))
        if passage.norm or income is None or spent is None or closing is None:
            continue
        looked.append(passage)
        findings.extend(_unbalanced(given.figures, income, spent, closing))
    return result(findings, looked=looked, nothing="没有把预算（收入）、支出和年末结转写在一段里的")


def _only(said: list[Figure], words: re.Pattern[str]) -> Figure | None:
    """The first figure so called that 其中 does not put under another."""
    for figure in said:
        label = clean_text(figure.label)
        if words.search(label) and not label.startswith("其中"):
            return figure
    return None


def _unbalanced(figures: Figures, income: Figure, spent: Figure, closing: Figure) -> Iterator[Finding]:
    left = income.amount - spent.amount
    slack = sum(
        ((printed(f.value).high - printed(f.value).low) * f.measure.factor for f in (income, spent, closing)),
        Fraction(0),
    )
    if abs(left - closing.amount) > slack:
        shown = format_quantity(trim_zeros(decimal_of(left / closing.measure.factor)), closing.unit)
        yield found(
            "balance",
            "note",
            closing.place,
            f"年末结转写的是{closing.surface}，{income.surface}减去{spent.surface}是{shown}；如有收回请写明，否则请核对",
            stated=closing.surface,
            expected=shown,
            working=f"{income.surface}-{spent.surface}={shown}",
            quote=figures.quote(closing),
            subject="年末结转",
        )


CHECKS: Final = (
    Check("hedged_exact", "约数写法", hedges),
    Check("balance", "收支结转平衡", balances),
)
