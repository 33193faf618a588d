"""Words and signs: mistyped terms, words typed twice, one phrase written differently once, half-width signs, numeral style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.lexicon import find_slips, find_typos
from ziping.audit.remarks import HAN, NO_PASSAGES, remark
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.language.numeral_style import NUMERAL_STYLE
from ziping.language.reports.figures import Passage

_DOUBLED = re.compile(f"({HAN}{{2,4}})\\1")
_DOUBLED_LETTER = re.compile(
    "的的|了了(?![了])|和和(?!美|气|顺)|与与|及及(?!时)|在在|对对(?!联)|为为(?!民)|被被|将将(?!军)|把把"
)
_DOUBLED_MEANT = re.compile(
    "(?:一?(?:个|件|次|步|点|层|家|项|户|人|天|年|代|级|条|批|期|遍){1}){2}|..下下|多多|常常|(?:研究|讨论|商量|考虑|了解|沟通|交流|学习|休息|锻炼|熟悉){2}"
)
_SET_PHRASE = re.compile("建会建家|建家建会|建会入会")
_COMPOUND = re.compile(
    "工会|部门|目标|项目|单位|预算|绩效目标|资金|中心|管理|指标|工作|职工|人员|会员|企业|组织|活动"
)
"""Nouns that one term may end and the next begin with: 基层工会工会经费, 绩效目标目标值."""
_JOINED = re.compile(
    "经费|值|数|干部|主席|委员|活动|服务|部门|名称|编码|代表|群众|负责人|会费|卡|法|章程|建设|支出"
)

_HALF_SIGN = re.compile(f"(?<={HAN})[,;:?!](?={HAN})")
_BRACKET = re.compile("[()（）]")
_FULL_DIGIT = re.compile("[０-９]")
_MIXED_NUMBER = re.compile("(?<![0-9])[0-9]+[０-９]+|(?<![０-９])[０-９]+[0-9]+")


def _texts(audit: AuditInput) -> Iterator[Passage]:
    return iter(audit.figures.passages)


def mistyped_term(audit: AuditInput) -> CheckResult:
    """Words that are known slips (评价登记 for 评价等级), and fixed terms with a letter wrong or missing."""
    return result(_mistyped(audit)) if audit.figures.passages else NO_PASSAGES


def _mistyped(audit: AuditInput) -> Iterator[Finding]:
    for passage in _texts(audit):
        for match, typo in find_typos(passage.text):
            message = f"“{match[0]}”疑为“{typo.right}”之误"
            yield remark("mistyped_term", "warning", message, passage, match.span(), expected=typo.right)
        for slip in find_slips(passage.text):
            written = passage.text[slip.start : slip.end]
            message = f"“{written}”疑为“{slip.term}”之误"
            yield remark(
                "mistyped_term", "warning", message, passage, (slip.start, slip.end), expected=slip.term
            )


def doubled_word(audit: AuditInput) -> CheckResult:
    """A word typed twice in a row: 做好做好, 的的."""
    return result(_doubled(audit)) if audit.figures.passages else NO_PASSAGES


def _doubled(audit: AuditInput) -> Iterator[Finding]:
    for passage in _texts(audit):
        for match in _DOUBLED_LETTER.finditer(passage.text):
            yield _double(passage, match, match[0][0])
        for match in _DOUBLED.finditer(passage.text):
            word = match[1]
            if _DOUBLED_MEANT.search(match[0]) or len(set(word)) == 1:
                continue
            if _SET_PHRASE.search(passage.text, max(0, match.start() - 3), match.end() + 3):
                continue
            if _COMPOUND.fullmatch(word) and _JOINED.match(passage.text, match.end()):
                continue
            yield _double(passage, match, word)


def _double(passage: Passage, match: re.Match[str], word: str) -> Finding:
    return remark(
        "doubled_word", "warning", f"“{match[0]}”多写了一遍“{word}”", passage, match.span(), expected=word
    )


_WINDOW_LEFT, _WINDOW_RIGHT = 6, 4
_MIDDLE: Final = 2
_MOST_VARIANTS: Final = 4


class _Slot(NamedTuple):
    """Letters on both sides of one or two others."""

    left: str
    right: str
    size: int


def phrase_varies(audit: AuditInput) -> CheckResult:
    """One phrase, several times alike and once with other letters in the middle: 会计信息资料, 汇集信息资料."""
    return result(_phrases(audit)) if audit.figures.passages else NO_PASSAGES


_TITLED = re.compile("《[^》]*$")
_HAN_RUN = re.compile(f"{HAN}{{{_WINDOW_LEFT + _WINDOW_RIGHT + 2},}}")


def _phrases(audit: AuditInput) -> Iterator[Finding]:
    seen: dict[str, dict[str, list[tuple[Passage, int]]]] = {}  # by the letters on both sides
    for passage in _texts(audit):
        for run in _HAN_RUN.finditer(passage.text):
            letters, first = run[0], run.start()
            for start in range(_WINDOW_LEFT, len(letters) - _MIDDLE - _WINDOW_RIGHT + 1):
                end = start + _MIDDLE
                sides = letters[start - _WINDOW_LEFT : start] + letters[end : end + _WINDOW_RIGHT]
                places = seen.setdefault(sides, {}).setdefault(letters[start:end], [])
                if len(places) < _MOST_VARIANTS:
                    places.append((passage, first + start))
    told: set[tuple[int, int]] = set()
    for sides, middles in seen.items():
        if len(middles) == 2:
            slot = _Slot(sides[:_WINDOW_LEFT], sides[_WINDOW_LEFT:], _MIDDLE)
            yield from _odd_one(slot, middles, told)


def _odd_one(
    slot: _Slot, middles: dict[str, list[tuple[Passage, int]]], told: set[tuple[int, int]]
) -> Iterator[Finding]:
    """The single other wording beside one that stands at least twice."""
    (few, odd), (many, usual) = sorted(middles.items(), key=lambda item: len(item[1]))
    passage, start = odd[0]
    if len(odd) != 1 or len(usual) < 2 or len({p.text for p, _ in usual}) * 2 < len(usual):
        return
    if any(a == b for a, b in zip(few, many, strict=True)) or (passage.index, start) in told:
        return
    if _TITLED.search(passage.text, max(0, start - 60), start):
        return
    told.add((passage.index, start))
    message = f"同一说法在别处写作“{slot.left}{many}{slot.right}”，只有这里写“{few}”；请核对是不是写错"
    yield remark(
        "phrase_varies",
        "note",
        message,
        passage,
        (start, start + slot.size),
        expected=many,
        subject=slot.left + many,
    )


def half_width_signs(audit: AuditInput) -> CheckResult:
    """Half-width commas and colons between Chinese letters."""
    return result(_half_width(audit)) if audit.figures.passages else NO_PASSAGES


def _half_width(audit: AuditInput) -> Iterable[Finding]:
    return _summed(
        audit,
        "half_width_signs",
        _HALF_SIGN.finditer,
        "全文有 {count} 处中文之间用了半角标点（如“{first}”），请统一为全角",
    )


def _summed(
    audit: AuditInput, code: str, find: Callable[[str], Iterable[re.Match[str]]], message: str
) -> Iterator[Finding]:
    """One note for the whole document, at the first place."""
    found = [(passage, match) for passage in _texts(audit) for match in find(passage.text)]
    if found:
        passage, match = found[0]
        told = message.format(count=len(found), first=match[0])
        yield remark(code, "note", told, passage, match.span(), subject="document")


def mixed_width(audit: AuditInput) -> CheckResult:
    """Digits and brackets partly half, partly full width."""
    return result(_mixed_width(audit)) if audit.figures.passages else NO_PASSAGES


def _mixed_width(audit: AuditInput) -> Iterator[Finding]:
    for passage in _texts(audit):
        for match in _MIXED_NUMBER.finditer(passage.text):
            message = f"“{match[0]}”里全角、半角数字混用，请统一为半角"
            yield remark("mixed_width", "warning", message, passage, match.span())
    told = "全文有 {count} 处全角数字（如“{first}”），其余用半角，请统一为半角"
    if any(re.search("[0-9]", passage.text) for passage in _texts(audit)):
        yield from _summed(audit, "mixed_width", _FULL_DIGIT.finditer, told)
    signs = {sign for passage in _texts(audit) for sign in _BRACKET.findall(passage.text)}
    if signs & set("()") and signs & set("（）"):
        yield from _summed(
            audit,
            "mixed_width",
            re.compile("[(]").finditer,
            "全角、半角括号混用，半角“(”有 {count} 处，请统一为全角",
        )


def numeral_style(audit: AuditInput) -> CheckResult:
    """Ways of writing numbers that GB/T 15835 does not allow."""
    return result(_numerals(audit)) if audit.figures.passages else NO_PASSAGES


def _numerals(audit: AuditInput) -> Iterator[Finding]:
    for passage in _texts(audit):
        if passage.norm:
            continue
        for rule in NUMERAL_STYLE:
            for match in rule.pattern.finditer(passage.text):
                surface = match[0].strip()
                if surface:
                    yield remark("numeral_style", "note", rule.message.format(surface), passage, match.span())


CHECKS: Final = (
    Check("mistyped_term", "错别字和写错的术语", mistyped_term),
    Check("doubled_word", "多写一遍的词", doubled_word),
    Check("phrase_varies", "同一说法写得不一样", phrase_varies),
    Check("half_width_signs", "半角标点", half_width_signs),
    Check("mixed_width", "全角、半角混用", mixed_width),
    Check("numeral_style", "数字用法", numeral_style),
)
