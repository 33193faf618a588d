"""Names that must agree: units and places, documents and who issued them, one rate under one name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import HAN, NO_PASSAGES, every_text, remark
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.language.assertions.lexicon import common_words
from ziping.language.labels import clean_text
from ziping.language.numerals import NumberKind
from ziping.language.reports.figures import Figures, Passage
from ziping.language.reports.parts import sentence_at

_UNION = re.compile(
    f"(?:^|(?<=[^\u4e00-\u9fff])|(?P<city>{HAN}{{2,3}}市)|(?<=[和与及由向对为在年度]))"
    f"(?P<place>(?![年度月日]){HAN}{{2,3}}[区县旗])总工会"
)
_HEAD = re.compile("(?:^|[《“：:（(])\\s*$")
_NOT_IN_PLACES = re.compile("[全本我各该了的在和与及对由向为是被将把其至到有上下两个会]")
_BODIES: Final = f"(?:财政局|审计局|教育局|民政局|卫健局|人社局|医保局|统计局|公安局|税务局|应急局|发改局|人力资源和社会保障局|政府办公室|人民政府|总工会|人大|政协|妇联|团委|{HAN}{{2,6}}(?:局|委员会))"

_TITLE = re.compile("《((?:[^《》\n]|《[^《》\n]*》)*)》")
_NUMBER = re.compile(
    f"{HAN}{{1,10}}\\s*[〔\\[［(（]\\s*((?:19|20)[0-9]{{2}})\\s*[〕\\]］)）]\\s*([0-9]{{1,5}})\\s*号"
)
_EDITION = re.compile("[（(][^（）()]*(?:修订|试行|暂行|20[0-9]{2})[^（）()]*[)）]$")
_OWN_ISSUER = re.compile(
    f"^({HAN}{{2,24}}?(?:政府办公室|人民政府|办公室|财政局|委员会|总工会|组织部|人社局|{HAN}局|{HAN}厅|{HAN}部))(?:关于|印发)"
)
_LEADING = re.compile("^.*(?:按照|根据|依据|落实|执行|贯彻|遵照|[，。；、：（）“”])")
_SAID_ISSUER = re.compile(
    f"^((?:[省市区县州]|{HAN}{{2,6}}[省市区县])?{HAN}{{1,8}}?(?:办公室|财政局|委员会|总工会|政府|组织部|局|厅|委))(?:的|印发的|下发的|发布的)?$"
)
_RULE_KIND = re.compile("(?:办法|制度|规定|细则|方案|规则|意见|指引)(?:[（(].*[)）])?$")
_MADE: Final = re.compile("起草|拟定|草拟|制定|首次出台|新建")
_CHANGED: Final = re.compile("修订|修改|修编|完善")
_VERB = re.compile(f"{_MADE.pattern}|{_CHANGED.pattern}|印发|出台|按照|依据|执行|根据|严格")

_RATE = re.compile(f"((?:[“”]|{HAN}){{2,16}}率)(?:为|是|达到?|约为|完成|[:：])?\\s*$")
_RATE_NAME = re.compile(f"{HAN}{{4,14}}率")
_LEAD = re.compile(
    "^.*(?:单位|年度|部门|我会|本会|全年|具体是|其中|产生的|比例|季度|20[0-9]{2}|[，。；、：“”（）])"
)


class _Own(NamedTuple):
    """The unit the report is about: its district and its city, where it is named."""

    place: str
    city: str


def _unions(figures: Figures) -> list[tuple[Passage, re.Match[str]]]:
    """Unions of districts by their names; 区总工会 after a verb is no name.

    A name is one that follows a city, stands at the head of a text or title, or comes twice.
    """
    found = []
    for passage in every_text(figures):
        for match in _UNION.finditer(passage.text):
            stem = match["place"][:-1]
            marked = bytearray(len(stem))
            common_words().mark(stem, marked)
            if not _NOT_IN_PLACES.search(stem) and not any(marked):
                found.append((passage, match))
    counts = Counter(match["place"] for _, match in found)
    return [
        (passage, match)
        for passage, match in found
        if match["city"] or counts[match["place"]] > 1 or _HEAD.search(passage.text, 0, match.start())
    ]


def _own(unions: list[tuple[Passage, re.Match[str]]]) -> _Own | None:
    """The unit named most often."""
    places = Counter(match["place"] for _, match in unions)
    if not places:
        return None
    place = places.most_common(1)[0][0]
    return _Own(place, next((m["city"] for _, m in unions if m["place"] == place and m["city"]), ""))


_NO_UNIT: Final = CheckResult(not_assessable="看不出报告是哪个区县总工会的")


def foreign_unit(audit: AuditInput) -> CheckResult:
    """The union of another district in a report that is not about it."""
    unions = audit.figures.once(_unions)
    own = _own(unions)
    return result(_foreign(unions, own)) if own else _NO_UNIT


def _foreign(unions: list[tuple[Passage, re.Match[str]]], own: _Own) -> Iterator[Finding]:
    for passage, match in unions:
        place = match["place"]
        if place != own.place:
            message = (
                f"这里写的是“{place}总工会”，本报告是{own.place}总工会的；请核对是不是沿用了别的单位的材料"
            )
            yield remark(
                "foreign_unit",
                "warning",
                message,
                passage,
                match.span("place"),
                expected=own.place,
                subject=place,
            )


def place_name(audit: AuditInput) -> CheckResult:
    """A body of the unit's own place without 区 or 县: 云溪财政局 beside 云溪区总工会."""
    own = _own(audit.figures.once(_unions))
    return result(_short_places(audit, own.place, own.city)) if own else _NO_UNIT


def _short_places(audit: AuditInput, own: str, city: str) -> Iterator[Finding]:
    stem = own[:-1]
    if len(stem) < 2:
        return
    pattern = re.compile(f"(?:{re.escape(city)})?{re.escape(stem)}(?!{own[-1]}){_BODIES}")
    for passage in audit.figures.passages:
        for match in pattern.finditer(passage.text):
            whole = bool(city) and match[0].startswith(city)
            right = match[0].replace(stem, own, 1)
            message = f"“{match[0]}”疑漏了“{own[-1]}”字，全称应为“{right}”"
            yield remark(
                "place_name", "warning" if whole else "note", message, passage, match.span(), expected=right
            )


class _Cited(NamedTuple):
    """A 《title》 in a passage."""

    passage: Passage
    start: int
    end: int
    title: str

    @property
    def key(self) -> str:
        """The title as compared: without spaces, quotes, width."""
        return (
            clean_text(self.title).replace("<", "《").replace(">", "》").replace("—", "-").replace("–", "-")
        )


def _cited(audit: AuditInput) -> list[_Cited]:
    return audit.figures.once(_citations)


def _citations(figures: Figures) -> list[_Cited]:
    return [
        _Cited(passage, match.start(), match.end(), match[1])
        for passage in figures.passages
        for match in _TITLE.finditer(passage.text)
    ]


def document_number(audit: AuditInput) -> CheckResult:
    """One document with two numbers, or one number under two titles."""
    return result(_document_numbers(audit)) if audit.figures.passages else NO_PASSAGES


def _document_numbers(audit: AuditInput) -> Iterator[Finding]:
    by_title: dict[str, tuple[str, Passage]] = {}
    for cited in _cited(audit):
        match = _NUMBER.match(cited.passage.text[cited.end :].lstrip("（( "))
        if match is None:
            continue
        number = "".join(match[0].split()).translate(str.maketrans("[]［］(（)）", "〔〕〔〕〔〔〕〕"))
        known, first = by_title.setdefault(cited.key, (number, cited.passage))
        if known != number:
            message = f"同一份文件，这里的文号是“{number}”，前面写的是“{known}”；请核对"
            start = cited.passage.text.find(match[0], cited.end)
            span = (start, start + len(match[0]))
            yield remark(
                "document_number",
                "warning",
                message,
                cited.passage,
                span,
                expected=known,
                subject=cited.key,
                also=(first.place,),
            )


def title_varies(audit: AuditInput) -> CheckResult:
    """One document cited with a letter or two different."""
    return result(_titles(audit)) if audit.figures.passages else NO_PASSAGES


def _titles(audit: AuditInput) -> Iterator[Finding]:
    counts: Counter[str] = Counter()
    first: dict[str, _Cited] = {}
    for cited in _cited(audit):
        key = _EDITION.sub("", cited.key)
        counts[key] += 1
        first.setdefault(key, cited)
    by_ends: dict[tuple[str, int], list[str]] = {}
    for key in first:
        if len(key) < 8:
            continue
        for end in ((key[:5], 0), (key[-5:], 1)):
            for other in by_ends.get(end, [])[:20]:
                if _one_off(key, other):
                    few, many = sorted((key, other), key=lambda k: (counts[k], -first[k].passage.index))
                    cited = first[few]
                    message = f"文件名写作《{cited.title}》，别处写作《{first[many].title}》；请核对是不是同一份文件"
                    yield remark(
                        "title_varies",
                        "note",
                        message,
                        cited.passage,
                        (cited.start, cited.end),
                        expected=first[many].title,
                        also=(first[many].passage.place,),
                    )
            by_ends.setdefault(end, []).append(key)


def _one_off(one: str, other: str) -> bool:
    """Whether one letter is changed, added or missing."""
    short, long = sorted((one, other), key=len)
    if one == other or len(long) - len(short) > 1 or re.sub("[0-9]", "", one) == re.sub("[0-9]", "", other):
        return False
    head = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[head + (len(short) == len(long)) :] == long[head + 1 :]


def issuer_differs(audit: AuditInput) -> CheckResult:
    """A document said to be of one office while its own title names another."""
    return result(_issuers(audit)) if audit.figures.passages else NO_PASSAGES


def _issuers(audit: AuditInput) -> Iterator[Finding]:
    for cited in _cited(audit):
        own = _OWN_ISSUER.match(cited.title)
        said = _SAID_ISSUER.search(
            _LEADING.sub("", cited.passage.text[max(0, cited.start - 20) : cited.start])
        )
        if own is None or said is None:
            continue
        named, titled = said[1], own[1]
        if named in titled or titled in named or _body(named) in titled:
            continue
        start = cited.start - len(said[0])
        message = f"文件名里的发文机关是“{titled}”，这里写成“{named}”的文件；请核对"
        yield remark(
            "issuer_differs",
            "warning",
            message,
            cited.passage,
            (start, cited.end),
            stated=named,
            expected=titled,
        )


def _body(name: str) -> str:
    """A body's name without its place."""
    return re.sub(f"^(?:{HAN}{{0,6}}?[省市区县州])", "", name) or name


def made_or_changed(audit: AuditInput) -> CheckResult:
    """One rule said to be drafted in one place and revised in another."""
    return result(_made(audit)) if audit.figures.passages else NO_PASSAGES


def _made(audit: AuditInput) -> Iterator[Finding]:
    said: dict[str, tuple[str, _Cited]] = {}
    for cited in _cited(audit):
        verb = _verb_of(cited) if _RULE_KIND.search(cited.title) else ""
        if not verb:
            continue
        known, other = said.setdefault(cited.key, (verb, cited))
        if bool(_MADE.fullmatch(known)) == bool(_MADE.fullmatch(verb)):
            continue
        message = f"《{cited.title}》这里写“{verb}”，“{other.passage.text[:12]}……”一段写“{known}”；请核对是新定还是修订"
        span = (cited.start, cited.end)
        yield remark(
            "made_or_changed",
            "warning",
            message,
            cited.passage,
            span,
            stated=verb,
            expected=known,
            working=f"{other.passage.place.near}：{other.passage.quote(other.start, other.end)}",
            subject=cited.key,
            also=(other.passage.place,),
        )
        said[cited.key] = (verb, cited)


def _verb_of(cited: _Cited) -> str:
    """修订 or 起草, when it governs the title in its sentence."""
    text = cited.passage.text
    start = sentence_at(text, cited.start).start
    verbs = [
        match[0] for match in _VERB.finditer(_TITLE.sub(lambda m: "×" * len(m[0]), text[start : cited.start]))
    ]
    last = verbs[-1] if verbs else ""
    return last if _MADE.fullmatch(last) or last in {"修订", "修改", "修编"} else ""


def rate_under_two_names(audit: AuditInput) -> CheckResult:
    """One rate called by two names: the same figure under both, or a name with letters put in once."""
    return result((*_same_figure(audit), *_put_in(audit))) if audit.figures.passages else NO_PASSAGES


def _same_figure(audit: AuditInput) -> Iterator[Finding]:
    """The same percentage with two places after the point, under two names of which none ends in the other."""
    names: dict[Decimal, tuple[str, Passage]] = {}
    for passage in audit.figures.passages:
        for number in passage.numbers:
            if number.kind is not NumberKind.PERCENT or "." not in number.surface:
                continue
            match = _RATE.search(passage.text[max(0, number.start - 30) : number.start])
            if match is None:
                continue
            name = _LEAD.sub("", match[1])
            value = number.value
            if len(name) < 4 or not isinstance(value, Decimal):
                continue
            known, first = names.setdefault(value, (name, passage))
            if not name.endswith(known) and not known.endswith(name):
                message = f"同一个数 {number.surface}，这里叫“{name}”，前面叫“{known}”；请统一名称"
                span = (number.start - len(name), number.end)
                yield remark(
                    "rate_under_two_names",
                    "note",
                    message,
                    passage,
                    span,
                    expected=known,
                    subject=name,
                    also=(first.place,),
                )


def _put_in(audit: AuditInput) -> Iterator[Finding]:
    """A name that is another name with two or three letters put inside: 政府集中采购执行率."""
    counts: Counter[str] = Counter()
    first: dict[str, tuple[Passage, int]] = {}
    for passage in audit.figures.passages:
        for match in _RATE_NAME.finditer(passage.text):
            name = _LEAD.sub("", match[0])
            counts[name] += 1
            first.setdefault(name, (passage, match.end() - len(name)))
    for name, (passage, start) in first.items():
        for shorter in _without_inner(name):
            if counts[shorter] > counts[name]:
                message = f"“{name}”在别处写作“{shorter}”；是同一个指标的请统一名称"
                span = (start, start + len(name))
                yield remark(
                    "rate_under_two_names",
                    "note",
                    message,
                    passage,
                    span,
                    expected=shorter,
                    subject=name,
                    also=(first[shorter][0].place,),
                )


def _without_inner(name: str) -> Iterator[str]:
    for size in (2, 3):
        for start in range(2, len(name) - size - 3):
            yield name[:start] + name[start + size :]


CHECKS: Final = (
    Check("foreign_unit", "别的单位的名称", foreign_unit),
    Check("place_name", "机关名称漏字", place_name),
    Check("document_number", "文号前后一致", document_number),
    Check("title_varies", "文件名前后一致", title_varies),
    Check("issuer_differs", "发文机关", issuer_differs),
    Check("made_or_changed", "制定还是修订", made_or_changed),
    Check("rate_under_two_names", "指标名称前后一致", rate_under_two_names),
)
