"""Which arithmetic the words around a figure announce: 合计, 比上年增加, 占, 其余, 人均, 倍; read once a figure."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from ziping.language.claims.reading import OF_WHICH
from ziping.language.claims.stated import Stated, telling
from ziping.language.claims.units import POINTS, RATIO, SCORE

_SUM = re.compile(
    "合计|共计|总计|累计|合共|一共|总共|总和|之和|相加|总额|总量|总数|总人数|总|共|加上|连同|全部|两项|三项|各项"
)
_SUM_AFTER = re.compile("的?(?:之和|总和|合计数)")
_LESS = re.compile(
    "[升涨]|(?<!损)失(?=[0-9]|$)|提速|[二三四]季度|下半年|上年末|去年末|上年底|去年底|此前|正在办|仍在|尚在|还在|结余|剩余|节余|余|结转|少|多|增加|增长|增|减少|减|压减|压缩|相差|差额|差距|差|扣|失分|丢分|提高|提升|上升|下降|降低|降|高于|低于|高出|低出|高|低|超出|超过|超|不足|缺口|缺|节约|节省|未|尚|回落|收窄|扩大|净|空编|空缺|领先|落后|闲置$|相减|减去|剔除|排除|短|提前|推迟|延|早|晚|快|慢|剩|欠|空|当季|当月|单季|空缺|追加|核增|核减|追减|调增|调减|净增|扣除|除去|优于"
)
_GROWTH = re.compile(
    "提速|加快|缩短|[升涨]|增长|增加|增幅|降幅|涨幅|下降|减少|提高|上升|降低|压减|压缩|增|减|降|同比|超额|超|超出|节约|变动|高|低|多|少|回落|幅度"
)
_VERSUS_YEAR = re.compile("[比较](?:上一?年|去年)|同比|与(?:上一?年|去年)")
"""Any change against last year, whatever the verb (规模较上年扩大了12.43%)."""
_SHARE_STRONG = re.compile(
    "执行了|支付了|使用了|用去|面达|面为|占|比重|比例|率|相当于|完成|覆盖|达标|使用|之比|比值|兑现|到位|即"
)
_SHARE_OF = re.compile("(?:为|是|近|约|达|达到|超过?)[^，。；]{1,20}的$")
"""为目标80家的107.5%, 接近总额的45%."""
_RISE = re.compile("[增降涨跌减]幅|增速|增长率")
"""增幅超过三成 is a change and no share."""
_COMPLEMENT = re.compile("闲置|其余|余下|剩余|剩下|另|未|不|没有|除此|尚|仍|还|外")
_AVERAGE = re.compile("人均|户均|平均|场均|均|每人|每户|每场|每家|每名|每位|每个|每次|每份|每件|每")
_IS_RATE = re.compile(
    "(?:执行|完成|达标|办结|合格|覆盖|使用|利用|控制|得分)率(?:分别|依次|均|仅|约|已|达|为|是|到)*[0-9.%％、和与]*$"
)
"""码头高温慰问专项执行率分别为95%和: the name holds 高, the figure is no growth."""
_PERIODS = ((re.compile("月均|每月|平均每个?月"), 12), (re.compile("季均|每季度|平均每个?季度"), 4))
_MULTIPLE = re.compile("倍|翻")
_UNMET = re.compile("未|不|没有|其余|余下|剩|尚|差|缺|低|少|降|减|降低|缩|欠")
_RESULT = re.compile(
    "(?:增|减|升|降|提|压|调|上|下|扩|缩|回|加|长|少|高|低)[^，。；]{0,2}(?:到|至|为)[^，。；]{0,2}$"
)
_GAP_NOW = re.compile("(?:差距|差额|缺口|相差)[^，。；0-9]{0,3}(?:到|至|为)$")
"""差距缩小到3个百分点: the result is itself a difference."""
"""减少至12人 tells the result, not by how much."""
_RESULT_AFTER = re.compile("(?:增|减|升|降|提|压|调|扩|缩|回)[^，。；]{0,3}(?:到|至|为)")
"""So does what stands before it: 由12人减少至9人."""
_DENIED = re.compile("[不非未]((?![的了])[\u4e00-\u9fff](?=[的了])|[\u4e00-\u9fff]{2})")
"""不满意的36份: what is left of all without those that are."""
_IS_TIMES = re.compile("(?:是|为|相当于)[^，]*的")
"""是上年新增人数的1.2倍 tells a multiple, no growth."""
_UNDONE = re.compile("(?:尚|仍|还)?(?:未|没有|不)|(?:正|尚|仍|还)(?:在|处|需|待)")
"""7家尚未建会: what is missing may be said after the number."""


_MOST = re.compile("最[高低多少大小]")
"""最低的是满意度，为80% tells no change."""
_PART = re.compile("其中")
"""Opens a clause about a part, which takes over nothing of what was announced for the whole."""
_FILLER = re.compile("(?:分别|依次|为|是|达到?|约)+")
"""得分率最高的是预算编制，为95%: a clause that leaves its words to the one before."""


_OPERATES = re.compile(f"{_GROWTH.pattern}|{_SHARE_STRONG.pattern}|{_COMPLEMENT.pattern}|{_MULTIPLE.pattern}")
"""Words of the clause itself that announce arithmetic; the clause before counts only without any."""


class Announced(NamedTuple):
    """Which operations the words around a figure announce; nothing of it depends on the facts.

    Attributes:
        sums: a total.
        listing: its parts follow (30名，其中…).
        growth: a change in per cent.
        share: a share in per cent.
        between: such a share of two counts of different units may be called a rate.
        complement: what is left of a whole in per cent.
        less: a difference.
        denied: what a difference leaves out (满意 in 不满意的36份).
        of_hundred: points below the total.
        lost: the points all items lost together.
        multiple: a multiple.
        grown: a multiple that tells growth.
        average: an amount per head.
        periods: into how many parts of the year a figure is divided, 0 for none.
    """

    sums: bool
    listing: bool
    growth: bool
    share: bool
    between: bool
    complement: bool
    less: bool
    denied: str
    of_hundred: bool
    lost: bool
    multiple: bool
    grown: bool
    average: bool
    periods: int


def announced(figure: Stated, words: str, after: str) -> Announced:
    """The operations the words announce.

    Args:
        figure: what is to be worked out.
        words: those before it that may announce arithmetic.
        after: those after it, or the ones that open its parts.
    """
    listing = OF_WHICH.match(after) is not None
    if listing or _RESULT_AFTER.match(after):
        after = ""
    near = words + after[:6]
    clause = near.rpartition("，")[2]
    own = (near if _FILLER.fullmatch(clause) else clause) + (after[6:] if _UNDONE.search(after) else "")
    near = own if _OPERATES.search(own) or _PART.match(clause) else near
    told, dimension, unit = telling(figure), figure.measure.dimension, figure.number.unit
    fraction = isinstance(figure.number.value, Fraction)
    summed = words if told or dimension == SCORE else words.rpartition("，")[2]
    ratio = dimension == RATIO or unit in ("成", "折") or fraction or "半" in near
    bare = dimension == RATIO and bool(words) and not clause
    share = (
        ratio
        and not _RISE.search(own)
        and bool(bare or _SHARE_STRONG.search(near) or _SHARE_OF.search(own) or fraction)
    )
    differs = dimension != RATIO and (not _RESULT.search(words) or bool(_GAP_NOW.search(words)))
    denied = _DENIED.search(own) if differs else None
    points = dimension == SCORE and bool(_LESS.search(own))
    multiple = dimension != RATIO and bool(_MULTIPLE.search(unit))
    periods = next((count for words, count in _PERIODS if words.search(own)), 0)
    sums = bool(_SUM.search(summed) or _SUM_AFTER.match(after))
    return Announced(
        sums=sums,
        listing=listing and not sums,
        growth=ratio
        and not _IS_RATE.search(words)
        and bool(_GROWTH.search(_MOST.sub("", near)) or _VERSUS_YEAR.search(near)),
        share=share,
        between=share and near.endswith("率") and told,
        complement=ratio and bool(_COMPLEMENT.search(own)),
        less=differs and bool(_LESS.search(near if told else own) or _VERSUS_YEAR.search(own)),
        denied=denied[1] if denied else "",
        of_hundred=points,
        lost=points and bool(_SUM.search(words)),
        multiple=multiple,
        grown=multiple and bool(_GROWTH.search(near)) and not _IS_TIMES.search(own),
        average=bool(_AVERAGE.search(near)) and not periods,
        periods=periods,
    )


NOTHING_ANNOUNCED = Announced(*(False,) * 7, "", *(False,) * 5, 0)


def silent(figure: Stated) -> Announced:
    """What a figure may follow from when no word says so: a rate from two amounts, points from two rates."""
    ratio = figure.measure.dimension == RATIO
    return NOTHING_ANNOUNCED._replace(growth=ratio, share=ratio, less=figure.measure.dimension == POINTS)
