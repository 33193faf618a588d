"""Measures 雷同: planted copies that are found, pairs that are none, and how time grows.

    python eval/batch/copies.py [--units 300 1000] [--seed 7] [--copies 3] [--sentences 3]

Invented unions of ``make_units``. Some copied all words of another with 1 to 10 % of the characters changed
(``--copies``, per cent); half of all have a sentence of their own among their experiences, and some took such a sentence
from another union, changed in the same way (``--sentences``). Two that copied from one union are a pair as well.
Prints recall, precision, seconds of the processor and what the process grew by; asserts nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from time import process_time
from typing import Any, NamedTuple

from make_units import copied, made_units

from ziping.batch.copies import find_copies
from ziping.batch.copy_index import Source
from ziping.batch.own_words import own_sentences
from ziping.domain.copies import CopySide
from ziping.domain.submission import Submission
from ziping.intake.normalize import identify, normalise
from ziping.intake.submission_file import read_submission_text
from ziping.pipeline.score import Folders, ready_rubric

Data = dict[str, Any]
Pair = tuple[str, str]

_SLOTS = tuple(
    tuple(words.split())
    for words in (
        "年初 夏天 汛期 国庆前 换届时 年中 冬训里 春耕后 开学前 雨季 元宵后 秋收时",
        "老城 北郊 沿江 东山 南湖 西街 港口 矿区 林场 茶山 盐田 滩涂 高铁站 批发城 冷库 砖厂",
        "保洁员 骑手 电工 矿工 货车司机 绣娘 装卸工 保安 护工 快递员 泥瓦匠 挤奶工 检票员 潜水员",
        "自己 轮流 临时 悄悄 分头 结伴 连夜 逐户 当场 反复 顺手 慢慢",
        "腾出 修好 画出 拼成 借来 量准 记下 编成 试用 拆掉 刷白 搬走 换上 攒够",
        "一间 三张 半面 两排 四只 一叠 五把 七幅 六箱 一条 八本 十盏",
        "歇脚屋 热水炉 路线图 工具墙 急救箱 小广播 晾衣架 意见簿 折叠床 棋桌 雨棚 书柜 补胎机 磨刀石",
        "专给 先让 留给 送到 借与 轮到 交由 挪给",
        "夜班 新来 带娃 返乡 受伤 年长 外地 实习 怀孕 顶岗 待岗 远洋",
        "工友 师傅 学徒 班组 姐妹 伙伴 邻居 同乡",
        "使用 商量 练手 歇脚 认领 打分 保管 翻看 评议 传阅",
    )
)
_END = "后来{}{}也{}来{}".format
_ENDS = tuple(
    tuple(words.split())
    for words in (
        "隔壁 对岸 县里 镇上 园区 上游 山下 码头 总厂 市郊",
        "企业 合作社 车队 幼儿园 医院 商会 食堂 仓库 学校 供电所",
        "派人 打听 写信 组团 专程 托人 开车 约好",
        "学 看 抄样子 请教 搭把手 拍照 量尺寸 谈经验",
    )
)


class Made(NamedTuple):
    """Invented unions and the pairs that share words."""

    submissions: tuple[Submission, ...]
    whole: frozenset[Pair]
    sentences: frozenset[Pair]


def made(count: int, seed: int, copies: float, sentences: float) -> Made:
    """The unions of a seed."""
    units, whole, single = [], defaultdict(list), defaultdict(list)
    for number, data, _, planted in made_units(count, seed, broken=0, copies=copies):
        code = data["unit"]["code"]
        whole[planted.get("from", code)].append(code)
        told = _told(data, number, seed, sentences)
        if told:
            single[told].append(code)
        units.append(_submission(data))
    return Made(tuple(units), _pairs(whole), _pairs(single))


def _told(data: Data, number: int, seed: int, share: float) -> str:
    """Gives a union an experience in its own words, or in another's; gives back whose."""
    pick = random.Random(f"{seed}:{number}:told")  # noqa: S311 - invented data
    if number and pick.random() * 100 < share:
        source = pick.randrange(number)
        data["notes"]["experience"] = [copied(_prose(source, seed), pick.randint(1, 10) / 100, pick)]
        return str(source)
    if pick.random() < 0.5:
        data["notes"]["experience"] = [_prose(number, seed)]
        return str(number)
    return ""


def _prose(number: int, seed: int) -> str:
    """A sentence that no other union has; single words of it are in many."""
    pick = random.Random(f"{seed}:{number}:prose")  # noqa: S311 - invented data
    words = [pick.choice(words) for words in _SLOTS]
    return "".join(words) + "，" + _END(*(pick.choice(words) for words in _ENDS))


def _submission(data: Data) -> Submission:
    raw = read_submission_text(json.dumps(data, ensure_ascii=False).encode("utf-8"), "made")
    return normalise(raw, ready_rubric(identify(raw).rubric, Folders()).loaded.rubric, ())[0]


def _pairs(groups: dict[str, list[str]]) -> frozenset[Pair]:
    return frozenset(pair for group in groups.values() for pair in combinations(sorted(group), 2))


def sources(submissions: tuple[Submission, ...]) -> Iterator[Source]:
    """What is compared."""
    for one in submissions:
        side = CopySide(key=one.unit.code, name=one.unit.name, code=one.unit.code, year=one.year)
        yield Source(side, last_year=False, sentences=tuple(own_sentences(one)))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, nargs="+", default=[300, 1000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--copies", type=float, default=3.0)
    parser.add_argument("--sentences", type=float, default=3.0)
    given = parser.parse_args()
    for count in given.units:
        there = made(count, given.seed, given.copies, given.sentences)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = process_time()
        report = find_copies(sources(there.submissions))
        seconds = process_time() - started
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        found = {tuple(sorted((pair.here.code, pair.there.code))) for pair in report.pairs}
        true = there.whole | there.sentences
        print(
            f"{count} units: whole texts {_share(found, there.whole)}, single sentences {_share(found, there.sentences)},"
            f" precision {len(found & true)}/{len(found)}, {seconds:.1f} s ({1000 * seconds / count:.2f} ms a unit),"
            f" memory +{grown // 1024} MB"
        )
        for pair in sorted(found - true):
            print("  false", pair)


def _share(found: set[Any], true: frozenset[Pair]) -> str:
    return f"{len(found & true)}/{len(true)}" + (
        f" = {100 * len(found & true) / len(true):.1f} %" if true else ""
    )


if __name__ == "__main__":
    main()
