"""Measure words and units: which words may follow a number, longest match first.

The tables are language, not fixed terms: a measure word is listed once with the continuations that show it is
part of another word (``5项目`` is not 5 项). After Chinese numerals the list is shorter, because 一方面, 三线 or
四方 are words, not counts.
"""

from __future__ import annotations

from typing import NamedTuple

from ziping.language.numerals.chinese import MAGNITUDES

_MEASURES = """
人 人次 人天 人·天 人份 人年 名 名次 位 家 家次 个 项 项次 场 场次 次 份 件 件次 起 宗 户 户次 户数 台 台次 套 套次 辆 辆次
间 间次 所 处 条 条次 期 期次 篇 篇次 批 批次 天 日 分 年 年代 个月 小时 个小时 分钟 秒钟 元 角 分钱 块钱 美元 港元 港币 欧元 平方米 平米 平方 平方公里 立方米
亩 公顷 公里 千米 米 吨 公斤 千克 倍 季度 个季度 类 种 座 支 组 队 对 双 张 本 册 幅 块 片 层 栋 幢 车次 课时 学时 工时 部 部分 款 章
节 课 轮 轮次 班 班次 届 届次 例 门 门次 颗 棵 株 盏 盆 枚 只 匹 袋 箱 瓶 桶 罐 盒 餐 顿 桌 席 卷 页 笔 岁 周岁 周 周年 星期 学期
学年 工作日 个工作日 日历天 个自然日 个百分点 百分点 折 番 代 千瓦 千瓦时 度电 兆 艘 架 首 曲 封 道 站 步 级 档 号 版 人月 成
组次 站次 团次 队次 班组 点 度 方面 号楼 号线 稿 讲 字 词 维 团 周次 人日 条线 册次 副 趟 遍 桩
"""
_ARABIC_ONLY = """
% \\% ‰ ㎡ m² m2 m³ km kg g t cm mm ml L kW kWh GB MB TB 秒 克 升 厘米 毫米 毫升 吨公里 行 把 根 单 票 面 口 头 字节 伏 瓦 车 包 床 届
"""
_NOT_AFTER_CHINESE = frozenset([
    "点",
    "站",
    "步",
    "字",
    "词",
    "维",
    "团",
    "曲",
    "首",
    "代",
    "对",
    "讲",
    "角",
    "号",
    "课",
    "稿",
    "队",
    "兆",
])
"""Measures too often part of a word after a Chinese numeral (三代, 四站路, 两队)."""

_NOT_AFTER_ONE = frozenset([
    "片",
    "层",
    "块",
    "道",
    "组",
    "双",
    "本",
    "章",
    "门",
    "部",
    "节",
    "款",
    "班",
    "期",
    "类",
    "级",
    "档",
    "折",
    "代",
    "处",
    "所",
    "座",
    "席",
    "号",
    "版",
    "角",
    "方面",
    "度",
])
"""The same after 一 alone (一部, 一道, 一级)."""

_VETO_AFTER: dict[str, str] = {
    "人": "员 才 均 力 口 社",
    "名": "称 义 录 誉 单",
    "位": "于 置",
    "项": "目",
    "场": "所 地 馆 景 合",
    "次": "序 要 日 生",
    "份": "额",
    "起": "来 草 到 步 点 源 始 止 初 码 诉",
    "所": "有 在 属 需 示 谓 以 述 占",
    "处": "理 罚 置 于 级 长 分",
    "条": "件 例 款 约",
    "期": "间 望 限 末 初 待",
    "分": "值 数 析 别 之 布 管 类 解 项 工 公司 支 局 会 发 散 段 级 校 部 中心 店 队 档 步 批 期 成 配表 享 担",
    "天": "津 然 河",
    "日": "常 均 报 照 益",
    "元": "旦 素",
    "类": "似 型",
    "组": "织 建 成 长",
    "队": "伍 员 长",
    "双": "方 向 重 创 语 休",
    "张": "家 贴",
    "层": "次 面 级",
    "座": "谈 位",
    "支": "出 付 持 部 撑 援",
    "台": "账 湾 阶",
    "套": "用 现",
    "种": "植",
    "门": "诊 店",
    "单": "位 独 项 价 个 一",
    "点": "击 评 对",
    "节": "约 日 点 能 目 假",
    "课": "题 程",
    "章": "程 节",
    "班": "级 子 主",
    "轮": "岗 流",
    "首": "次 先 都 位 届 批 个 家",
    "餐": "饮 费 厅",
    "周": "边 期 末 转",
    "升": "级 至 高 到",
    "克": "服",
    "号": "召",
    "版": "块 本 面 权",
    "部": "门 署 委 级 长 队",
    "年": "级 度 轻",
    "成": "功 果 立 员 为 本 效 人 熟 绩 长 型 都 品 交 就 不 分 套",
    "代": "表 理 替 码 办 价 缴 管 建",
    "站": "点 位 在 长",
    "步": "骤 伐 入",
    "讲": "座 话 解 师 课",
    "字": "样 体",
    "道": "路 德 理",
    "口": "径 头 岸",
    "面": "积 对 向 临 试 授 谈",
    "车": "辆 间 位 站 费",
    "包": "括 含 干",
    "团": "队 结 员 委 购 建 体",
    "户": "籍 外 口",
    "例": "如 外 行",
    "级": "别",
    "款": "项",
    "度电": "费",
    "度": "过 假 量 数 夏 日",
    "档": "案",
    "兆": "欧",
    "维": "护 修 权 稳",
    "曲": "线",
    "行": "政 业 动 为 使",
    "把": "握 关",
    "根": "据 本",
    "头": "部",
    "米": "面",
    "号线": "路",
    "稿": "件",
    "倍": "增 受",
    "只": "有 要 能 是",
    "折": "旧 算 合",
    "番": "号",
    "床": "位",
    "副": "主 书 局 科 处 部 县 市 区 镇 秘 会 院 校 所 站 队 组 总 理 班 本 作 业 产 食 高 职 科 教 研 厅 司 省 州 乡 段",
    "遍": "及 布 访 地",
    "桩": "基",
}
"""Words that turn the measure into part of another word, by measure (``目`` after 项: 项目)."""

_REQUIRED_AFTER: dict[str, str] = {
    "本": "书 手 证 账 图 笔 读 教 工作 宣 台",
    "对": "夫 新",
    "块": "展 宣 牌 显 电 场 地 屏",
    "字": " ",
    "词": " ",
    "维": " ",
}
"""Measures accepted only before these words or where no Chinese letter follows."""

_VETO_EXCEPTION = ("目标",)
"""Words that lift the veto: 5项目标任务 is 5 项 of 目标任务."""


class Measure(NamedTuple):
    """A unit found in the text: its symbol and where it ends."""

    symbol: str
    end: int


def _by_first(words: set[str]) -> dict[str, tuple[str, ...]]:
    first = {word[0] for word in words}
    return {
        letter: tuple(sorted((word for word in words if word[0] == letter), key=len, reverse=True))
        for letter in first
    }


_AFTER_CHINESE = _by_first({word for word in _MEASURES.split() if word not in _NOT_AFTER_CHINESE} | {"%"})
_AFTER_ARABIC = _by_first(set(_MEASURES.split()) | set(_ARABIC_ONLY.split()))
_VETOES = {unit: tuple(words.split()) for unit, words in _VETO_AFTER.items()}
_REQUIRED = {unit: tuple(words.split()) for unit, words in _REQUIRED_AFTER.items()}
_SPELLING = {"\\%": "%", "个百分点": "百分点"}
_SCALED_MONEY = {2: "百元", 3: "千元", 4: "万元", 6: "百万元", 8: "亿元"}
MONEY = frozenset([
    "美元",
    "港元",
    "港币",
    "欧元",
    "元",
    "角",
    "分钱",
    "块钱",
    "百元",
    "千元",
    "万元",
    "百万元",
    "亿元",
])


def is_han(character: str) -> bool:
    """Whether ``character`` is a Chinese letter."""
    return "\u4e00" <= character <= "\u9fff"


def match_measure(text: str, start: int, *, chinese: bool = False, one: bool = False) -> Measure | None:
    """The unit written at ``start``, the longest of the table.

    Args:
        text: folded text with its sentinel.
        start: where the unit would begin.
        chinese: the number before it is a Chinese numeral (shorter list).
        one: that numeral is 一 alone (shorter still).
    """
    for word in (_AFTER_CHINESE if chinese else _AFTER_ARABIC).get(text[start], ()):
        if not text.startswith(word, start) or (one and word in _NOT_AFTER_ONE):
            continue
        end = start + len(word)
        if _stands_alone(text, word, end):
            return _per(text, Measure(_SPELLING.get(word, word), end))
    return None


def _stands_alone(text: str, word: str, end: int) -> bool:
    """Whether ``word`` ending at ``end`` is the unit, not the head of a longer word."""
    following = text[end]
    if following == "\0":
        return True
    vetoes = _VETOES.get(word)
    if vetoes and text.startswith(vetoes, end) and not text.startswith(_VETO_EXCEPTION, end):
        return False
    if word[-1].isascii() and word[-1].isalnum():
        return not (following.isascii() and following.isalnum())
    required = _REQUIRED.get(word)
    return not required or not is_han(following) or text.startswith(required, end)


def _per(text: str, measure: Measure) -> Measure:
    """``measure`` with what follows a slash: 元/人.年, 人/次."""
    symbol, end = measure
    if text[end] != "/":
        return measure
    for mark in ("/", "/.·•"):
        if text[end] not in mark or end + 1 >= len(text):
            return Measure(symbol, end)
        tail = next(
            (word for word in _AFTER_ARABIC.get(text[end + 1], ()) if text.startswith(word, end + 1)), ""
        )
        if not tail:
            return Measure(symbol, end)
        symbol, end = symbol + text[end] + tail, end + 1 + len(tail)
    return Measure(symbol, end)


def chinese_measures() -> frozenset[str]:
    """The units that count after any Chinese numeral, 一 too; 千瓦 and its like are not told from 三千 瓦."""
    words = frozenset(word for word in _MEASURES.split() if word[0] not in MAGNITUDES)
    return words - _NOT_AFTER_CHINESE - _NOT_AFTER_ONE


def measure_pattern(*, without: frozenset[str], among: frozenset[str] | None = None) -> str:
    """The units after a number as a regular expression, the longest first, in the order of the table.

    Args:
        without: units left out; where one of them stands, no shorter unit matches in its place.
        among: units kept; all when None. Those that are a plain ``%`` or not Chinese letters are never among them.
    """
    named = dict.fromkeys(["%", *_MEASURES.split(), *_ARABIC_ONLY.split()])
    words = [word for word in named if word == "%" or not word.isascii()]
    if among is not None:
        words = [word for word in words if word in among]
    words = [word for word in words if word not in without]
    without = frozenset(named) - frozenset(words)
    heads = dict.fromkeys(word[0] for word in words)
    return "|".join(
        f"{head}(?:{'|'.join(_tail_pattern(word, without) for word in _AFTER_ARABIC[head] if word in words)})"
        for head in heads
    )


def _tail_pattern(word: str, without: frozenset[str]) -> str:
    """What follows the first letter of ``word``, and what must not follow the word."""
    longer = [other[len(word) :] for other in without if other.startswith(word) and other != word]
    vetoes = "|".join([*longer, *(veto + "(?!标)" * (veto == "目") for veto in _VETOES.get(word, ()))])
    return word[1:] + (f"(?!{vetoes})" if vetoes else "")


def scaled_money(symbol: str, power: int) -> tuple[str, int]:
    """The money unit that takes up ``power`` tens of ``symbol``, and the power left for the value.

    ``("元", 4)`` is 万元 with nothing left; ``("元", 7)`` (千万元) is 万元 with 3 left for the value.
    """
    base, slash, rest = symbol.partition("/")
    if base != "元" or not power:
        return symbol, power
    taken = power if power in _SCALED_MONEY else 8 if power > 8 else 4 if power > 4 else 0
    return _SCALED_MONEY.get(taken, "元") + slash + rest, power - taken


def is_money(symbol: str) -> bool:
    """Whether the unit counts money, also per head (元/人.年)."""
    return symbol.partition("/")[0] in MONEY
