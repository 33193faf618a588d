"""How an official report is written: numbering, person, tense, numerals, no mark-up, no spoken words, no repetition.

``check_style`` reads paragraphs together, because person and repetition are matters of the whole. Nothing here says
that a text is wrong: a model is asked again, a person may decide otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ziping.domain.draft import Draft, Paragraph
from ziping.domain.guard_report import Violation
from ziping.domain.outline import chinese_number, heading_number
from ziping.language.assertions.lexicon import Lexicon, shipped_lexicon
from ziping.language.labels import clean_text
from ziping.language.numeral_style import NUMERAL_STYLE, style_rule

PERSONS = ("本单位", "我单位", "我会", "本会", "本部门", "我部门")
"""What a unit may call itself; one of them throughout."""


class Styled(NamedTuple):
    """A paragraph to be read: its address, section and text."""

    where: str
    text: str
    section: str = ""


class Bounds(NamedTuple):
    """Fewest and most letters."""

    least: int
    most: int


_PARAGRAPH = Bounds(0, 600)


@dataclass(frozen=True, slots=True)
class StyleOptions:
    """What a report family asks for.

    Attributes:
        person: what the unit calls itself; empty takes what the texts say most often.
        bounds: letters of a section by its id.
        paragraph: letters of one paragraph where its section has no bounds of its own.
        most_repeats: so often may the same clause stand in a report.
        lexicon: terms, with those of the user.
    """

    person: str = ""
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    paragraph: Bounds = _PARAGRAPH
    most_repeats: int = 6
    lexicon: Lexicon = field(default_factory=shipped_lexicon, repr=False)


_PLAIN = StyleOptions()


_RULES = (
    style_rule(
        r"\*{2,}|__(?=\S)|`+|^#{1,6}\s*(?=\S)|^\s*[-*+•]\s+(?=\S)|^\s*>\s|^\s*\|.*\|\s*$",
        "正文里有标记符号“{0}”，请只写文字",
    ),
    style_rule("[！!]+", "公文用陈述句，不用感叹号"),
    style_rule("[^。？?！!\n]{0,12}[？?]+", "公文用陈述句，不用反问、设问：“{0}”"),
    *NUMERAL_STYLE,
    style_rule("(?<=[\u4e00-\u9fff])[,;:?](?=[\u4e00-\u9fff])", "“{0}”是半角标点，请用全角"),
    style_rule(
        "^[一二三四五六七八九十]{1,3}、|^[（(][一二三四五六七八九十]{1,3}[）)]",
        "“{0}”是标题的序号，段内并列用“一是”“（1）”",
    ),
    style_rule(
        "进一步(?:加强|提高|完善|强化|规范|提升|深化|健全|优化|改进)(?:管理|认识|意识|工作|水平|措施|制度|领导|能力|机制|建设|监督|服务|力度|思想认识)?(?=[，。；、]|$)",
        "“{0}”没有说做什么，请写明对象和可检验的结果",
    ),
)
_ORDER = re.compile("(?:^|[，。；：、\n])?([一二三四五六七八九十]{1,2})(?:是|要)(?=[^否非])")
_ITEM = re.compile("^[（(]([0-9]{1,2})[）)]")
_SENTENCE = re.compile("[^。！？!?\n]+")
_CLAUSE = re.compile("[^，；：。！？!?\n（）()]+")
_WORDS = {
    "colloquial": "“{0}”是口语或网络语，请改用书面语",
    "tense": "“{0}”不合年度报告的口径，请写“全年”或“截至12月31日”",
    "empty": "“{0}”是空话，请写明做什么、做到什么程度",
}
_ORDINALS = {chinese_number(number): number for number in range(1, 31)}
_SHORTEST_SENTENCE, _SHORTEST_CLAUSE = 8, 8
_QUOTE = 80
"""Longest quotation that is looked back for."""


def check_style(texts: Sequence[Styled], options: StyleOptions = _PLAIN) -> tuple[Violation, ...]:
    """What a reader of official papers would strike out, in reading order.

    Args:
        texts: paragraphs of one report, or a part of it.
        options: of the report family.
    """
    found = [violation for text in texts for violation in _alone(text, options)]
    found += _persons(texts, options)
    found += _items(texts)
    found += _repeated(texts, options)
    found += _lengths(texts, options)
    order = {text.where: number for number, text in enumerate(texts)}
    return tuple(sorted(found, key=lambda item: (order[item.where], item.start, item.end)))


def check_draft_style(draft: Draft, options: StyleOptions = _PLAIN) -> tuple[Violation, ...]:
    """``check_style`` of all paragraphs of a draft, and the numbers of its headings."""
    return (*_headings(draft), *check_style(tuple(prose(draft)), options))


def prose(draft: Draft) -> Iterator[Styled]:
    """The running text of a draft; tables and annexes are forms of their own."""
    for section in draft.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield Styled(block.id, block.text, section.id)


def _violation(where: str, message: str, start: int = 0, end: int = 0, surface: str = "") -> Violation:
    return Violation(code="style", start=start, end=end, surface=surface, message=message, where=where)


def _alone(text: Styled, options: StyleOptions) -> Iterator[Violation]:
    """What one paragraph shows by itself."""
    for pattern, message in _RULES:
        for match in pattern.finditer(text.text):
            if match[0].strip():
                yield _violation(
                    text.where, message.format(match[0].strip()), match.start(), match.end(), match[0]
                )
    for kind, message in _WORDS.items():
        for hit in options.lexicon.find(kind, text.text):
            yield _violation(text.where, message.format(hit.term.strip("，")), hit.start, hit.end, hit.term)
    yield from _ordered(text)


def _ordered(text: Styled) -> Iterator[Violation]:
    """一是, 二是 … without a gap; a list may begin anew at 一是."""
    last = 0
    place = (0, 0)
    for match in _ORDER.finditer(text.text):
        number = _ORDINALS.get(match[1], 0)
        if number not in (1, last + 1):
            message = f"“{match[1]}是”前面缺“{chinese_number(number - 1)}是”，并列各项要连续编号"
            yield _violation(text.where, message, match.start(1), match.end(1) + 1, f"{match[1]}是")
        elif number == 1 and last == 1:
            yield _lone(text, place)
        last, place = number, match.span(1)
    if last == 1:
        yield _lone(text, place)


def _lone(text: Styled, place: tuple[int, int]) -> Violation:
    return _violation(text.where, "只有“一是”没有“二是”，只有一项的不编号", place[0], place[1] + 1, "一是")


def _persons(texts: Sequence[Styled], options: StyleOptions) -> Iterator[Violation]:
    """One person throughout."""
    places = [(text, match) for text in texts for match in re.finditer("|".join(PERSONS), text.text)]
    counted = Counter(match[0] for _, match in places)
    if not counted:
        return
    chosen = options.person or counted.most_common(1)[0][0]
    for text, match in places:
        if match[0] != chosen and not _quoted(text.text, match.start()):
            message = f"自称要统一：这里写“{match[0]}”，别处写“{chosen}”"
            yield _violation(text.where, message, match.start(), match.end(), match[0])


def _quoted(text: str, place: int) -> bool:
    """Whether a place stands inside quotation marks or a title."""
    before = text[max(0, place - _QUOTE) : place]
    return before.count("“") > before.count("”") or before.count("《") > before.count("》")


def _items(texts: Sequence[Styled]) -> Iterator[Violation]:
    """（1）,（2） … of neighbouring paragraphs of a section without a gap; a list may begin anew at 1."""
    last, section = 0, None
    for text in texts:
        match = _ITEM.match(text.text)
        if text.section != section:
            last, section = 0, text.section
        if match is None:
            continue
        number = int(match[1])
        if last and number not in (1, last + 1):
            message = f"序号“{match[0]}”与上一段的“（{last}）”不连续"
            yield _violation(text.where, message, 0, match.end(), match[0])
        last = number


def _repeated(texts: Sequence[Styled], options: StyleOptions) -> Iterator[Violation]:
    """A sentence said twice, and a clause said too often."""
    seen: set[str] = set()
    clauses: Counter[str] = Counter()
    for text in texts:
        for match in _SENTENCE.finditer(text.text):
            words = clean_text(match[0]).strip("，；：、")
            if len(words) < _SHORTEST_SENTENCE or words.startswith("待补充"):
                continue
            if words in seen:
                yield _violation(
                    text.where, "这一句前面已经写过，请删去或改写", match.start(), match.end(), match[0]
                )
            seen.add(words)
        for match in _CLAUSE.finditer(text.text):
            words = clean_text(match[0])
            if len(words) < _SHORTEST_CLAUSE or words.startswith("待补充"):
                continue
            clauses[words] += 1
            if clauses[words] == options.most_repeats + 1:
                message = f"“{match[0]}”在全文出现超过{options.most_repeats}次，请换说法或合并"
                yield _violation(text.where, message, match.start(), match.end(), match[0])


def _lengths(texts: Sequence[Styled], options: StyleOptions) -> Iterator[Violation]:
    """Letters of each paragraph, or of a section with bounds of its own."""
    sections: dict[str, list[Styled]] = {}
    for text in texts:
        if text.section in options.bounds:
            sections.setdefault(text.section, []).append(text)
            continue
        yield from _length(text.where, len(clean_text(text.text)), options.paragraph, "本段")
    for name, group in sections.items():
        letters = sum(len(clean_text(text.text)) for text in group)
        if not any("待补充" in text.text for text in group) or letters > options.bounds[name].most:
            yield from _length(group[0].where, letters, options.bounds[name], "本节")


def _length(where: str, letters: int, bounds: Bounds, what: str) -> Iterable[Violation]:
    if letters > bounds.most:
        yield _violation(where, f"{what}{letters}字，超过{bounds.most}字，请压缩或分段")
    elif letters < bounds.least:
        message = f"{what}{letters}字，不到{bounds.least}字；有材料的补写，没有材料的写“待补充：……”，不凑字数"
        yield _violation(where, message)


def _headings(draft: Draft) -> Iterator[Violation]:
    """一、 then （一） then 1., each counted on from the one before."""
    counts = [0, 0, 0]
    for section in draft.sections:
        counts[section.level - 1] += 1
        counts[section.level :] = [0] * (3 - section.level)
        number = heading_number(section.level, counts[section.level - 1])
        if not section.heading.startswith(number):
            message = f"标题“{section.heading}”的序号应为“{number}”"
            yield _violation(f"{section.id}#heading", message, 0, len(section.heading), section.heading)
