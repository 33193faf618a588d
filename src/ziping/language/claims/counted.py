"""Figures that only count what the sentence itself lists: 社会效益、可持续影响两方面, 两项合计, 一是……二是."""

from __future__ import annotations

import re
from collections import Counter

from ziping.language.claims.classes import counts_class
from ziping.language.claims.known import Known
from ziping.language.claims.lost_points import others
from ziping.language.claims.reading import Reading
from ziping.language.claims.scores import aspect_of
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import MONEY, POINTS, RATIO, SCORE, measure
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberExpression

_MEASURED = frozenset((MONEY, RATIO, POINTS, SCORE))
_ITEMS = re.compile("、|和|与|及|以及|》《|；|，")
_NUMERALS = "一二三四五六七八九十"
_EXCEPT = re.compile("除(?:了)?(?P<items>[^，。；]{2,40}?)(?:外|以外|之外)[，]?(?:其余|其他|余下)的?$")
_GATHERS = re.compile("(?:以上|上述|这|前|该|等|的|、|共|合计|分|其中|包括|涉及|有)$")
_PLURAL = re.compile("(?P<what>[\u4e00-\u9fff]{3,8}?)(?:均|都|全部|皆|分别|依次|合计|之和)")
_REST = re.compile("(?:其余|其他|余下|另外?|剩余|剩下)的?$")
_CHINESE = re.compile("^(?:这|上述|以上|前|其他)?[两二三四五六七八九十]")
_POINTS_BACK = re.compile(
    "^(?:[\u4e00-\u9fff]{0,6}?(?:均|都|皆|合计|共|分别|依次)"
    "|构成|组成|[\u4e00-\u9fff]{0,4}(?:中|里)(?:，|的|$)|(?:指标|支出|经费|费用|收入|任务|工作|制度|人员|群体|数据|金额|款项|内容|措施|问题|活动|给付|救助|比率|目标)?"
    "(?:相|之和|之间|总|加|指标|各|同比|全|齐|并|中|，|。|、|：|；|（|$|间))"
)
_NOT_ONE = re.compile("(?:无|没有|未有|未发生|未出现|不落|不漏|未漏)$")
"""无一例延迟: that there is none is judged as such."""
_OF_SEVERAL = re.compile("[前后第近其上下]$")
"""前一个季度 is one of several and counts."""
_OUTLINE = re.compile("方面|层面|环节|维度|板块|角度|层次|关口|步骤")
_COLON = re.compile("[\u4e00-\u9fff]{0,8}[：:]")
_NEXT_PART = re.compile("[、；，和与及][^，。；、0-9]{1,16}")
_LIST_REACH = 200
"""Letters a list after a colon takes at most."""
_FEW_ROWS = 2
"""Parts between semicolons above this are what 四项 may count."""
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
    "次",
    "件",
    "趟",
    "步",
    "句",
))
"""Measures with which 一 is often no more than an article (一支队伍)."""
_LOSES = re.compile(
    "(?:个|项)?(?:三级|二级)?(?:指标|内容|工作)?(?:共|合计|总共|累计|均|都|存在)?[^，。；0-9]{0,2}[扣失丢]"
)
_LOST_EACH = re.compile("[，；、。中][^，；、。共计]{2,14}[扣失]分?[0-9]")
"""其中服务中心改造扣3.34分，…: one of those that are counted."""
_INDICATORS = re.compile("(?:一级|二级|三级)?指标")
_PLACES = frozenset(("处", "个", "家", "场", "项", "次", "户", "人", "名"))
_SHORT_BY = re.compile("[少差缺](?:了)?$")
_BACK = re.compile("(?:上述|以上|前述|这)$")
_NO_TOPIC = re.compile(
    "超|比|较|距|差|完成|为|占|同比|增|减|其中|人均|户均|场均|平均|未|不|低于|高于|均|分别|达|共|合计|其余|余|结余|同期|与|和|同"
)
"""Opens a clause that says more about the same thing."""
_NOUN = re.compile("(?P<what>[\u4e00-\u9fff]{2,10}?)(?=[中里内均都皆全，。：；、（有各分]|$)")
_PERIOD = re.compile("[内来间中里]|提|增|下|减|上|净")
"""一年内, 一年提升: a stretch of time, no count."""
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
    if figure.hedge or value.denominator != 1 or not 1 <= value <= 12:
        return False
    if value == 1:
        return _all_but(reading, figure) or bool(
            _NOT_ONE.search(reading.text, max(0, figure.start - 3), figure.start)
        )
    if figure.measure.dimension in _MEASURED:
        return False
    return (
        _enumerated(reading, figure)
        or _firstly(reading, figure)
        or _outline(reading, figure)
        or _points_back(reading, figure)
        or _all_but(reading, figure)
        or _of_facts(reading, figure)
        or _rest_of_run(reading, figure)
        or _told_in_turn(reading, figure)
        or _told_after(reading, figure) == figure.value
        or _of_losses(reading, figure)
        or counts_class(reading, figure)
        or _of_items(reading, figure)
        or _as_said(reading, figure)
        or (figure.value == 2 and _two_years(reading, figure))
    )


def is_article(reading: Reading, figure: Stated, named: Known | None) -> bool:
    """一支队伍, 一套制度: 一 is no count where no fact of that measure is named and no list stands before it."""
    number = figure.number
    clause = reading.clauses[reading.clause_of(number.start)]
    if number.surface == "一年" and _PERIOD.match(reading.text, number.end):
        return True
    if named is not None or "、" in reading.text[clause.start : number.start]:
        return False
    if _OF_SEVERAL.search(reading.text, clause.start, number.start):
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
    for number in reading.ordinals_in(figure.end, figure.end + 1501):
        if number.surface[:1] == _NUMERALS[run : run + 1]:
            run += 1
            if run == len(_NUMERALS):
                break
    return run == figure.value


def _outline(reading: Reading, figure: Stated) -> bool:
    """三个方面, 两个层面: the text's own outline; as many as it lists when it does so at once."""
    if not _OUTLINE.search(reading.text[figure.start : figure.end + 3]):
        return False
    return _told_after(reading, figure) in (0, figure.value)


def _told_after(reading: Reading, figure: Stated) -> int:
    """How many parts with a figure each a list names right after a colon (按四类发放：A 142.60万元、B 88.46万元…)."""
    opened = _COLON.match(reading.text, figure.end)
    following = next(reading.figures_from(opened.end()), None) if opened else None
    if opened is None or following is None:
        return 0
    end = reading.of_sentence(reading.sentence_of(figure.start))[-1].end
    parts = reading.text[opened.end() : end].split("；")
    if len(parts) > 1:
        return len(parts)
    run = [
        number
        for number in reading.figures_in(opened.end(), opened.end() + _LIST_REACH)
        if number.unit == following.unit
    ]
    last = opened.end()
    count = 0
    for number in run:
        if count and not _NEXT_PART.fullmatch(reading.text, last, number.start):
            break
        count, last = count + 1, number.end
    return count if count > 1 else 0


def _points_back(reading: Reading, figure: Stated) -> bool:
    """两项均高于上年, 三类合计: a Chinese numeral that gathers what the sentence or the one before lists."""
    number = figure.number
    if not _CHINESE.match(number.surface) or number.unit not in _BACK_UNITS:
        return False
    if not _POINTS_BACK.match(reading.text[number.end : number.end + 8]):
        return False
    clause = reading.clauses[reading.clause_of(number.start)]
    before = reading.text[clause.start : number.start]
    if _REST.search(before):
        return False
    if "、" in before and not reading.figures_in(clause.start, number.start):
        return False
    listed = _list_after(reading, number)
    if listed:
        return listed == figure.value
    counts = _listed(reading, number)
    if _BACK.search(before) and figure.value in counts | {_topics(reading, number)}:
        return True
    if "两" in number.surface:
        return max(*counts, len(reading.figures_in(clause.start - 60, number.start))) >= 2
    return figure.value in counts and (bool(_GATHERS.search(before)) or not before.strip())


def _all_but(reading: Reading, figure: Stated) -> bool:
    """除困难帮扶项目外，其余四个: with those named before, as many as a fact says there are, or scored items."""
    if len(others(reading, figure.start)) == figure.value:
        return True
    match = _EXCEPT.search(reading.text, max(0, figure.start - 60), figure.start)
    if match is None:
        return False
    whole = figure.value + len([part for part in _ITEMS.split(match["items"]) if part.strip()])
    kinds = reading.table.same_kind(figure.measure.dimension)
    return any(True for kind in kinds for _ in reading.table.between(kind, whole, whole))


def _of_facts(reading: Reading, figure: Stated) -> bool:
    """五个项目执行率均…: as many as there are figures of this year whose names end so."""
    match = _PLURAL.match(reading.text, figure.end)
    if match is not None and _named_so(reading, clean_text(match["what"])) == figure.value:
        return True
    noun = _NOUN.match(reading.text, figure.end)
    if noun is None or not _CHINESE.match(figure.number.surface) or figure.number.unit not in _BACK_UNITS:
        return False
    what = clean_text(noun["what"])
    ends = {what[at:] for at in range(len(what) - 1)}
    ends |= {what[at:end] for end in range(3, len(what)) for at in range(end - 2)}  # 对象的满意度不一
    return any(_named_so(reading, ending) == figure.value for ending in ends)


def _named_so(reading: Reading, ending: str) -> int:
    """How many figures of this year have a name that ends so and says more."""
    labels = (
        clean_text(known.fact.label)
        for known in reading.table.known.values()
        if known.year == reading.table.year and known.role != "target"
    )
    return sum(label.endswith(ending) and label != ending for label in labels)


def _rest_of_run(reading: Reading, figure: Stated) -> bool:
    """其余三项共扣5.30分, after a list of three figures, or of three names."""
    number = figure.number
    clause = reading.clauses[reading.clause_of(number.start)]
    if number.unit not in _BACK_UNITS or not _REST.search(reading.text, clause.start, number.start):
        return False
    start = reading.of_sentence(clause.sentence)[0].start
    runs = {len(reading.run_of(other)) for other in reading.figures_in(start, number.start)}
    return figure.value in runs


def _told_in_turn(reading: Reading, figure: Stated) -> bool:
    """四个季度的进度依次为…: a list of as many figures goes on in the same clause."""
    clause = reading.clauses[reading.clause_of(figure.start)]
    following = next(reading.figures_from(figure.end), None)
    if following is None or following.start >= clause.end:
        return False
    told = re.search("分别|依次", reading.text[figure.end : following.start])
    return told is not None and len(reading.run_of(following)) == figure.value


def _of_losses(reading: Reading, figure: Stated) -> bool:
    """四项指标共扣5.89分: as many as lost points."""
    if figure.number.unit not in _BACK_UNITS or not _LOSES.match(reading.text, figure.end):
        return False
    listed = len(_LOST_EACH.findall(reading.text, figure.end, figure.end + _LIST_REACH))
    if listed > 1 and listed != figure.value:
        return False
    lost = [
        known
        for known in reading.table.known.values()
        if known.year == reading.table.year and known.measure.dimension == SCORE
        if aspect_of(known.fact.label) == "lost" and known.value
    ]
    return len(lost) == figure.value


def _of_items(reading: Reading, figure: Stated) -> bool:
    """六项指标均在九成以上: as many as the facts score."""
    scored = [
        known
        for known in reading.table.known.values()
        if known.year == reading.table.year and known.measure.dimension == SCORE
        if aspect_of(known.fact.label) == "score" and "总" not in known.fact.label
    ]
    if not _INDICATORS.match(reading.text, figure.end) or _LOSES.match(reading.text, figure.end):
        return False
    return len(scored) == figure.value


def _as_said(reading: Reading, figure: Stated) -> bool:
    """少2个，主要是两处点位业主收回场地: the words say the shortfall again."""
    if not _CHINESE.match(figure.number.surface) or figure.number.unit not in _PLACES:
        return False
    first = reading.of_sentence(reading.sentence_of(figure.start))[0]
    return any(
        number.value == figure.value and _SHORT_BY.search(reading.text, first.start, number.start)
        for number in reading.figures_in(first.start, figure.start)
    )


def _two_years(reading: Reading, figure: Stated) -> bool:
    """连续两年, where the facts have last year's figures."""
    if figure.number.unit != "年" or not reading.text.endswith(("连续", "近", "最近"), 0, figure.start):
        return False
    return any(known.year == reading.table.year - 1 for known in reading.table.known.values())


def _topics(reading: Reading, number: NumberExpression) -> int:
    """How many clauses of the sentence before a figure tell a figure of something new."""
    sentence = reading.of_sentence(reading.sentence_of(number.start))
    return sum(
        bool(reading.figures_in(clause.start, min(clause.end, number.start)))
        and not _NO_TOPIC.match(reading.text, clause.start)
        for clause in sentence
        if clause.start < number.start
    )


def _list_after(reading: Reading, number: NumberExpression) -> int:
    """How many names the next clause lists: 四类指标中，投入、过程、产出、效果均未得满分."""
    index = reading.clause_of(number.start)
    following = reading.clauses[index + 1] if index + 1 < len(reading.clauses) else None
    if following is None or "、" not in reading.text[following.start : following.end]:
        return 0
    figures = reading.figures_in(following.start, following.end)
    names = reading.text[following.start : figures[0].start if figures else following.end]
    return len([part for part in re.split("、|和|与|及", names) if part.strip()]) if "、" in names else 0


def _listed(reading: Reading, number: NumberExpression) -> frozenset[int]:
    """How many things the sentence and the one before list: figures of one unit, or parts of a list."""
    clause = reading.clauses[reading.clause_of(number.start)]
    near = reading.of_sentence(clause.sentence, before=1)
    sentence = reading.of_sentence(clause.sentence)
    lists = [len(re.split("、|和|与|及", reading.text[other.start : other.end])) for other in near]
    spans = [(part[0].start, number.start) for part in (near, sentence)]
    spans.append((clause.end, sentence[-1].end))
    counts = [
        count
        for start, end in spans
        for count in Counter(
            measure(other.unit).dimension
            for other in reading.figures_in(start, end)
            if other.start != number.start
        ).values()
    ]
    rows = [reading.text.count("；", start, end) + 1 for start, end in spans if start < end]
    return frozenset((*lists, *counts, *(row for row in rows if row > _FEW_ROWS)))
