"""Progress of the year: what a cumulative figure of a quarter is of the whole year's budget (6月末为42.79%)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ziping.language.claims.derive import Derivation, fits
from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import MONEY, RATIO

_TOLD: Final = re.compile(
    "(?P<month>3|6|9|12|三|六|九|十二)月(?:份)?(?:末|底|30日|31日)?|第?(?P<quarter>[一二三四1234])季度|(?P<half>上半年)|前(?P<first>[二三两])个?季度"
)
_QUARTERS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_MONTHS: Final = {"三": 1, "六": 2, "九": 3, "十二": 4}
_CUMULATIVE: Final = re.compile("累计|上半年|前[二三]季度|[1一][至到\\-—~～][0-9一二三六九十]+月|截[至止]")
_SPENT: Final = re.compile("支出|执行|支付|使用")


def progresses(reading: Reading, figure: Stated) -> Iterator[Derivation]:
    """The shares of the year's budget that were spent by the quarter the words tell."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    told = _quarter(reading.text[clause.start : figure.start])
    if figure.measure.dimension != RATIO or told is None:
        return
    for spent in reading.table.known.values():
        if spent.measure.dimension == MONEY and _is_spent_by(spent, told):
            for budget in reading.table.whole:
                if budget.role == "target" and budget.value and fits(figure, spent.value / budget.value):
                    yield Derivation("progress", (spent, budget))


def _is_spent_by(known: Known, quarter: int) -> bool:
    label = known.fact.label
    return bool(_CUMULATIVE.search(label) and _SPENT.search(label)) and _quarter(label) == quarter


def _quarter(words: str) -> int | None:
    """The last quarter that words tell: 6月末, 上半年, 前三季度."""
    found = list(_TOLD.finditer(words))
    if not found:
        return None
    last = found[-1]
    if last["half"]:
        return 2
    if last["month"]:
        return int(last["month"]) // 3 if last["month"].isdigit() else _MONTHS[last["month"]]
    word = last["quarter"] or last["first"]
    return int(word) if word.isdigit() else _QUARTERS[word]
