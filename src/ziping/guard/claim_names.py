"""Names in a text that the evidence must know: quoted names, 《titles》, bodies, people, media, departments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ziping.domain.guard_codes import NAMES
from ziping.domain.guard_report import ViolationCode
from ziping.guard.titles import laws, normal, titles
from ziping.language.assertions.evidence import Evidence, full_forms, plain_name
from ziping.language.assertions.lexicon import Lexicon

QUOTED = re.compile('[“"「『‘]([^“”"「」『』‘’\n]{1,40})[”"」』’]')
_DEFINES = re.compile("(?:以下)?(?:简称|统称|合称|称为?|即)[：:]?$")
_INTRODUCED = re.compile('(?:简称|统称|合称|称为?)[：:]?[“"]([^“”"\n]{1,40})[”"]')
_LETTER = "[\u4e00-\u9fffA-Za-z·]"
_BEFORE_BODY = re.compile(
    "(?:.*(?:联合|会同|携手|委托|引入|引进|邀请|聘请|协同|配合|按照|根据|依据|依托|举行|经由|报送|接受|受到|通过|示范点为|为))|(?:.*[与和同由在到对向经被获将把于及跟赴往从至让请送报以的是有找]|.*(?:增加|提供|减少|需要|原因))"
)
_PLACE = re.compile(
    "^(?:[本该我]?[省市区县镇乡]|[\u4e00-\u9fff]{2,4}[省市区县镇乡]|全[省市区县国]|各级?|上级|同级|有关|相关|所属|当地|属地|地方|国家)*"
)
_LONGEST_BODY = 20
_OWNER = re.compile(
    "由([\u4e00-\u9fff]{2,16}?)(?=牵头|负责|督办|主管|分管|承办|组织实施|具体负责|会同|跟踪落实|统筹)"
)
_OWNER_LIST = re.compile("责任(?:部门|单位|人|科室)(?:为|是|：|:)?([\u4e00-\u9fff、和]{2,24})")
_DEPARTMENT = re.compile(
    "(?:^|[，；：。、由])(?!由)([\u4e00-\u9fff]{2,8}?(?:部|科|处|办公室))(?=负责|牵头|会同|组织|建设|建立|增设|完成|制定|提前|开展|核定|整合|每|按|在|于|将)"
)
_NO_DEPARTMENT = re.compile("[全干内局外本各支总团分学理]部$|^[各全本]|[处到]处$")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷侯龙陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_PERSON = (
    re.compile(f"([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=同志|先生|女士|老师|师傅|律师)"),
    re.compile(
        f"(?:选手|劳模|职工|工匠|主席|书记|主任|部长|局长|专家|教授|律师|教师|队员|代表|先进|师傅|医生)([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[，。、；：]|获|被|等|带|的|在|同志|先生|女士|全年|负责|参加|主动|作|为|$)"
    ),
)


class Claim(NamedTuple):
    """A stretch of the text that nothing supports.

    Attributes:
        start: first code point.
        end: one past the last.
        message: a Chinese sentence for the writer.
        code: ``invented_document`` for a title, else ``unsupported_claim``.
    """

    start: int
    end: int
    message: str
    code: ViolationCode = "unsupported_claim"


def told(what: str, surface: str, then: str = "请改用材料里的说法，或删去") -> str:
    """The message of a claim: what was written, that the material does not have it, what to do."""
    return f"{what}“{surface}”在填报材料里没有依据，{then}"


def unknown_titles(text: str, evidence: Evidence) -> Iterator[Claim]:
    """《Titles》 that are neither in the evidence nor a law anybody may cite."""
    for title in titles(text):
        name = normal(title.name)
        if (
            name in laws()
            or evidence.holds(title.name)
            or _DEFINES.search(text, max(0, title.start - 6), title.start)
        ):
            continue
        code: ViolationCode = "invented_document"
        message = f"《{title.name}》不在填报材料里，请核对名称，或先补充这份文件（{NAMES[code]}）"
        yield Claim(title.start, title.end, message, code)


def unknown_quotes(text: str, evidence: Evidence) -> Iterator[Claim]:
    """“Names” in quotation marks that are neither in the evidence, a manner of speaking, nor a short form told here."""
    known = frozenset((*evidence.lexicon.names("quoted"), *_INTRODUCED.findall(text)))
    for match in QUOTED.finditer(text):
        if match[1] not in known and not evidence.holds(match[1]):
            then = "不要自拟名称，请删去或改用材料里的名称"
            yield Claim(match.start(), match.end(), told("带引号的名称", match[1], then))


def unknown_bodies(text: str, evidence: Evidence) -> Iterator[Claim]:
    """Organisations by the end of their name; generic ones only where they are no partner in something done."""
    lexicon = evidence.lexicon
    generic = lexicon.names("generic")
    for hit in lexicon.find("body", text):
        if text[hit.end : hit.end + 1] in ("长", "面", "限", "部", "势", "机"):
            continue
        start = _body_start(text, hit.start, lexicon)
        name = text[start : hit.end]
        if evidence.knows_body(name):
            continue
        short = _PLACE.sub("", name)
        partner = any(True for _ in lexicon.find("partner", text[max(0, start - 12) : hit.end + 12]))
        if (not short or short in generic or short == hit.term) and not partner:
            continue
        if len(short) < 2 or evidence.knows_body(short):
            continue
        yield Claim(start, hit.end, told("单位", name))


def _body_start(text: str, end: int, lexicon: Lexicon) -> int:
    """Where the name that ends here begins: after the last mark, or word that stands before a body."""
    full = next((form for form in full_forms(lexicon) if text.endswith(form, 0, end)), "")
    inner = end - len(full)  # 人力资源和社会保障局: its 和 joins no two bodies
    start = inner
    while start > 0 and end - start < _LONGEST_BODY and re.match(_LETTER, text[start - 1]):
        start -= 1
    before = _BEFORE_BODY.match(text, start, inner)
    return before.end() if before is not None else start


def unknown_people(text: str, evidence: Evidence) -> Iterator[Claim]:
    """People by name: with a title of respect behind it, or their part before it."""
    seen: set[int] = set()
    for pattern in _PERSON:
        for match in pattern.finditer(text):
            start, end = match.span(1)
            if start in seen or evidence.holds(match[1]) or not evidence.gaps(match[1], strict=False):
                continue
            seen.add(start)
            yield Claim(start, end, told("人名", match[1], "正文不写材料里没有的人名，请删去"))


def unknown_media(text: str, evidence: Evidence) -> Iterator[Claim]:
    """Media and being told of in them; visits."""
    for kind, what in (("media", "媒体或报道"), ("visit", "来访或考察")):
        for hit in evidence.lexicon.find(kind, text):
            if hit.term not in evidence.joined:
                yield Claim(hit.start, hit.end, told(what, hit.term))


def unknown_owners(sentence: str, evidence: Evidence) -> Iterator[Claim]:
    """Departments made responsible that the evidence does not name together with the action."""
    for start, end in sorted(frozenset(_owners(sentence))):
        action = sentence[:start] + sentence[end:]
        if not _owns(sentence[start:end], action, evidence):
            then = "不要替人承诺，没有填报的写“待补充：责任部门”"
            yield Claim(start, end, told("责任部门", sentence[start:end], then))


def _owners(sentence: str) -> Iterator[tuple[int, int]]:
    """Where departments are made responsible."""
    for pattern in (_OWNER, _OWNER_LIST):
        for match in pattern.finditer(sentence):
            for part in re.finditer("[^、和]{2,}", match[1]):
                yield match.start(1) + part.start(), match.start(1) + part.end()
    for match in _DEPARTMENT.finditer(sentence):
        if not _NO_DEPARTMENT.search(match[1]):
            yield match.span(1)


def _owns(name: str, action: str, evidence: Evidence) -> bool:
    """Whether one of the items about the action names the department."""
    wanted = plain_name(name, evidence.lexicon)
    if wanted in ("本单位", "我会", "本会", "单位", "我单位"):
        return True
    if wanted not in evidence.joined and not evidence.knows_body(name):
        return False
    near = evidence.near(action, 3)[:5]
    return not near or any(wanted in evidence.items[item] for item in near)
