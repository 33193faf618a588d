"""Figures that only count what the sentence itself lists: 社会效益、可持续影响两方面, 两项合计, 一是……二是."""

from __future__ import annotations

import re

from ziping.language.claims.known import Known
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import MONEY, POINTS, RATIO, SCORE
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberExpression, NumberKind

_MEASURED = frozenset((MONEY, RATIO, POINTS, SCORE))
_ITEMS = re.compile("、|和|与|及|以及|》《|；|，")
_NUMERALS = "一二三四五六七八九十"
_CHINESE = re.compile("^(?:这|上述|以上|前|其他)?[两二三四五六七八九十]")
_POINTS_BACK = re.compile(
    "^(?:指标|支出|经费|费用|收入|任务|工作|制度|人员|群体|数据|金额|款项|内容|措施|问题|活动|给付|救助|比率|目标)?(?:均|都|皆|合计|共|分别|相|之和|之间|总|加|指标|依次|各|同比|全|齐|并|中|，|。|、|：|；|（|$|间)"
)
_OUTLINE = re.compile("方面|层面|环节|维度|板块|角度|层次|关口|步骤")
_ARTICLES = frozenset((
    "支",
    "套",
    "种",
    "批",
    "份",
    "个",
    "项",
    "条",
    "本",
    "张",
    "幅",
    "股",
    "类",
    "部",
    "款",
    "道",
    "家",
    "座",
    "把",
    "块",
))
"""Measures with which 一 is often no more than an article (一支队伍)."""
_BACK_UNITS = frozenset((
    "项",
    "类",
    "者",
    "年",
    "部分",
    "块",
    "笔",
    "个",
    "种",
    "款",
    "样",
    "方面",
    "条",
    "点",
    "份",
    "",
))


def counted(reading: Reading, figure: Stated) -> bool:
    """Whether the figure is the number of things its own sentence lists."""
    value = figure.value
    if figure.hedge or value.denominator != 1 or not 2 <= value <= 12:
        return False
    if figure.measure.dimension in _MEASURED:
        return False
    return (
        _enumerated(reading, figure)
        or _firstly(reading, figure)
        or _outline(reading, figure)
        or _points_back(reading, figure)
    )


def is_article(reading: Reading, figure: Stated, named: Known | None) -> bool:
    """一支队伍, 一套制度: 一 is no count where no fact of that measure is named and no list stands before it."""
    number = figure.number
    clause = reading.clauses[reading.clause_of(number.start)]
    if named is not None or "、" in reading.text[clause.start : number.start]:
        return False
    return (
        number.surface.startswith("一")
        and figure.value == 1
        and len(number.surface) <= 3
        and figure.measure.dimension not in _MEASURED
        and number.unit in _ARTICLES
    )


def _enumerated(reading: Reading, figure: Stated) -> bool:
    """A、B和C三项: as many names right before the figure as it says; none of them carries a figure."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    before = reading.text[clause.start : figure.start]
    if reading.figures_in(clause.start, figure.start):
        return False
    named = len([part for part in _ITEMS.split(re.sub("等?共?$", "", before)) if part.strip()])
    return named == figure.value and named >= 2


def _firstly(reading: Reading, figure: Stated) -> bool:
    """从三个方面推进：一是……二是……三是."""
    run = 0
    for number in reading.numbers:
        if number.start < figure.end or number.start > figure.end + 1500:
            continue
        if number.kind is NumberKind.ORDINAL and number.surface[:1] == _NUMERALS[run : run + 1]:
            run += 1
            if run == len(_NUMERALS):
                break
    return run == figure.value


def _outline(reading: Reading, figure: Stated) -> bool:
    """三个方面, 两个层面: the text's own outline."""
    return bool(_OUTLINE.search(reading.text[figure.start : figure.end + 3]))


def _points_back(reading: Reading, figure: Stated) -> bool:
    """两项均高于上年, 三类合计: a Chinese numeral that gathers what the sentence or the one before lists."""
    number = figure.number
    if not _CHINESE.match(number.surface) or number.unit not in _BACK_UNITS:
        return False
    if not _POINTS_BACK.match(reading.text[number.end : number.end + 8]):
        return False
    clause = reading.clauses[reading.clause_of(number.start)]
    before = reading.text[clause.start : number.start]
    if "、" in before and not reading.figures_in(clause.start, number.start):
        return False
    listed = _list_after(reading, number)
    return listed == figure.value if listed else _listed(reading, number) >= figure.value


def _list_after(reading: Reading, number: NumberExpression) -> int:
    """How many names the next clause lists: 四类指标中，投入、过程、产出、效果均未得满分."""
    index = reading.clause_of(number.start)
    following = reading.clauses[index + 1] if index + 1 < len(reading.clauses) else None
    if following is None or "、" not in reading.text[following.start : following.end]:
        return 0
    figures = reading.figures_in(following.start, following.end)
    names = reading.text[following.start : figures[0].start if figures else following.end]
    return len([part for part in re.split("、|和|与|及", names) if part.strip()]) if "、" in names else 0


def _listed(reading: Reading, number: NumberExpression) -> int:
    """How many things the sentence and the one before list: figures, or parts of a list."""
    clause = reading.clauses[reading.clause_of(number.start)]
    near = [other for other in reading.clauses if clause.sentence - 1 <= other.sentence <= clause.sentence]
    start, end = near[0].start, near[-1].end
    figures = [other for other in reading.figures_in(start, end) if other.start != number.start]
    lists = [len(clean_text(reading.text[other.start : other.end]).split("、")) for other in near]
    names = len(re.split("、|和|与|及", reading.text[clause.start : clause.end]))
    return max(len(figures), names, len(near), *lists)
