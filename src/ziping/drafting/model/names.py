"""Finds personal names in official prose: by the words around them, never by a surname alone.

A name is a surname and one or two characters beside a title (刘某某主席), after a role (职工刘某某因病), after a label
(联系人：刘某某), in a list that such a name began, or two parts joined by a dot. This finds most and misses some; it is
never sold as complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

_TITLES = (
    "常务副主席|副主席|主席|副书记|书记|副部长|部长|副主任|主任|副科长|科长|副处长|处长|副局长|局长|副院长|院长|副校长|校长"
    "|厂长|总经理|副经理|经理|董事长|副会长|会长|秘书长|委员|同志|劳模|工匠|师傅|女士|先生|老师|律师|医生|护士|工程师|技师"
    "|教授|班长|队长|站长|所长|调解员|指导员|一家|夫妇|夫妻"
)
_ROLES = (
    "主席|书记|部长|主任|科长|处长|局长|院长|校长|厂长|经理|董事长|会长|秘书长|委员|劳模|劳动模范|工匠|先进个人|标兵|能手|状元"
    "|获得者|职工|会员|员工|工人|农民工|骑手|司机|教师|医生|护士|律师|专家|教授|调解员|志愿者|患者|当事人|申请人|代表|同志|学员"
    "|选手|干部|对象|家属|队员|班长|队长|”"
)
_LEADS = "据|向|由|请|邀请|组织|感谢|慰问|看望|帮助|救助|走访|对|经|是|为"
"""Words that lead to a person; what follows the name must then speak of one."""
_LABELS = (
    "联系人|负责人|填表人|填报人|审核人|经办人|姓名|法定代表人|主持人|报送人|制表人|复核人|撰稿人|签字人|签发人"
    "|分管领导|受助人|收款人|户名|开户人|委托人|证明人|评价人"
)
_PERSONAL = (
    "同志|等同志|被授|被评|被选|被聘|荣获|荣立|获得|获评|获全|获省|获市|获一|获第|因病|因工|患|本人|介绍|来信|反映|表示|说|带队|带领|主讲|当选"
    "|入选|退休|出席|讲话|致辞|作报|作工|一家|(?:两|三|四|五|几|[0-9]{1,3})(?:名|位|人)|等(?:两|三|四|五|[0-9]{1,3})?(?:名|位|人|同)"
)
_AFTER = (
    f"{_PERSONAL}|等|、|，|,|。|；|;|）|\\)|（|\\(|：|:|“|”|\\s|$|因|在|的|被|获|荣|参加|和|与|及|家|向|对|于|到|去|主持|代表|从"
    "|曾|任|担任|赴|负责|牵头|撰写|申请|领取|发放|为|累计|分获|分别|转|服务|深入|走访|慰问|调研|指出|强调|要求|随|共|追回|创作|完成"
)
_NOT_IN_NAMES = frozenset("区县市省镇街会委部室科处局院校厂司所站队组办党团务副员等的了届个各该们检级任总")
"""Characters of offices and of grammar: with one of them it is no given name."""
_NO_NAMES = frozenset((
    "劳模", "劳动", "金奖", "金牌", "金融", "羊城", "弘扬",
    "安全", "常务", "高级", "文明", "文化", "文艺", "车间", "方面", "关爱", "关心", "关键", "万名", "全体", "国家", "国际", "国有",
    "家庭", "劳动", "广大", "困难", "农民", "满意", "连续", "通过", "通知", "管理", "石化", "金融", "高新", "高技能", "白领", "包括",
    "代表", "利用", "向上", "易地", "任期", "强化", "荣誉", "康复", "平安", "和谐", "古镇", "东西", "越来", "项目", "房产", "路政",
    "施工", "包干", "解决", "边远", "连锁", "于是", "温暖", "国防", "向全体", "为全体", "师生", "游客", "居民", "班主", "代理", "充分",
    "展示", "展现", "帅先", "查看", "简易", "关于", "别是", "终身", "闻名", "通信", "印刷", "司法", "申报", "曾经", "曾任", "牧区",
))  # fmt: skip
_HAN = "[\u4e00-\u9fff]"
_GIVEN = f"{_HAN}{{1,2}}"
_DOTTED = f"{_HAN}{{2,5}}(?:·{_HAN}{{2,5}}?)+(?=[^\u4e00-\u9fff]|$|{_AFTER})"


class FoundName(NamedTuple):
    """A name where it stands."""

    start: int
    end: int
    text: str


@cache
def _surname() -> str:
    """A pattern of one surname."""
    text = resources.files(__package__ or "").joinpath("surnames.txt").read_text(encoding="utf-8")
    single, compound = [line for line in text.splitlines() if line and not line.startswith("#")]
    return f"(?:{'|'.join(compound.split())}|[{single}])"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Each with the name as its last group."""
    name = f"({_surname()}{_GIVEN}?)"
    whole = f"({_surname()}{_GIVEN})"
    return tuple(
        re.compile(pattern)
        for pattern in (
            f"(?:{_LABELS})(?:（[^）]{{1,8}}）)?[：: \u3000]{{1,4}}{whole}(?!{_HAN})",
            f"(?:{_LABELS})[：:][ \u3000]*{name}(?={_AFTER})",
            f"(?:{_ROLES}){name}(?={_AFTER})",
            f"(?:{_LEADS}){name}(?=(?:[、和]{_surname()}{_GIVEN})?(?:{_PERSONAL}|{_TITLES}))",
            f"(?<!{_HAN}){whole}(?={_TITLES})",
            f"(?<!{_HAN}){name}(?=(?:、{_surname()}{_GIVEN}){{0,9}}(?:{_PERSONAL}))",
            f"{name}(?=(?:{_TITLES})(?!{_HAN}?会))",
            f"(?:(?<!{_HAN})|{_ROLES})({_DOTTED})",
        )
    )


@cache
def _next_in_list() -> re.Pattern[str]:
    return re.compile(f"、({_surname()}{_GIVEN}?)(?={_AFTER}|{_TITLES})")


def find_names(text: str) -> list[FoundName]:
    """Names in the order they stand; of two that overlap the first."""
    found = sorted({*_by_context(text)})
    kept: list[FoundName] = []
    for name in found:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
            kept.extend(_listed_after(text, name.end))
    return kept


def _by_context(text: str) -> Iterator[FoundName]:
    for pattern in _patterns():
        for match in pattern.finditer(text):
            if is_name(match[1]):
                yield FoundName(match.start(1), match.end(1), match[1])


def _listed_after(text: str, end: int) -> Iterator[FoundName]:
    """Further names of a list, joined by 、."""
    while (match := _next_in_list().match(text, end)) and is_name(match[1]):
        yield FoundName(match.start(1), match.end(1), match[1])
        end = match.end()


def is_name(text: str) -> bool:
    """Whether a surname with what follows can be a name at all."""
    if "·" in text:
        return True
    if text[-1] in "和与及":  # the word after a name, not its end
        return False
    return text not in _NO_NAMES and text[:2] not in _NO_NAMES and not _NOT_IN_NAMES & set(text[1:])
