"""The name right before a figure, when it names a metric no fact has: 内部控制制度执行率96% is not 预算执行率."""

from __future__ import annotations

import re

from ziping.language.claims.kinship import Kinship
from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading, begun_in
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import MONEY, RATIO
from ziping.language.labels import clean_text, pairs

_FILLED = re.compile(
    "(?:为|达到|达|是|约|近|超过|超|共|仅|已|到|至|有|完成|实现|分别|均|就|占|了|在|合计|：|:| |由|从|自|升|增|降|提高|保持|稳定)+$"
)
_RATE = re.compile("([\u4e00-\u9fff“”、]{3,14}(?:率|满意度|比重|占比|比例))$")
_MONEY = re.compile("([\u4e00-\u9fff“”]{2,12}(?:费|经费|款|补助|奖金|慰问金|救助金))$")
_HEAD = re.compile(
    "^(?:[其全]中?|全年|本年|当年|年末|年初|年度|上年|去年|今年|实际|本单位|我会|部门|累计|截至|同时|且|而|并|将|把|使|以及|和|与|及|的)+"
)
_FAR, _FAR_ROUNDED = 30, 45
"""Share of the name's pairs, in per cent, that the fact must have: for the same digits, and for rounded ones."""


def foreign(reading: Reading, figure: Stated, known: Known) -> bool:
    """Whether the figure's own name is another metric than the fact that happens to have its value.

    Args:
        reading: the text.
        figure: the figure.
        known: the fact bound by value.
    """
    dimension = figure.measure.dimension
    if dimension not in (RATIO, MONEY):
        return False
    words = _FILLED.sub("", reading.words(reading.before(figure.number)).strip())
    words = re.split("[的对]", words)[-1]
    found = (_RATE if dimension == RATIO else _MONEY).search(words)
    if found is None or re.match("年?度?[该此这其]|上述|前者|后者", found[1]):
        return False
    clause = reading.clauses[reading.clause_of(figure.start)]
    if any(known.index in mention.facts for mention in begun_in(reading.mentions, clause.start, clause.end)):
        return False
    name = pairs(clean_text(_HEAD.sub("", found[1])))
    shared = name & frozenset().union(
        *(pairs(clean_text(label)) for label in (known.fact.label, *known.fact.aliases))
    )
    part = 100 * len(shared) // max(len(name), 1)
    if dimension == MONEY:
        return not shared and Kinship(reading, figure).of(known) == 0
    same = figure.value in known.values
    return part < (_FAR if same else _FAR_ROUNDED)
