"""Counts against what is listed: names before 等6家, names in brackets, 一是……三是, sections (1) (2) of a chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.report import found, result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.language.labels import clean_text
from ziping.language.numerals import parse_chinese_integer
from ziping.language.reports.figures import Figure, Figures, Passage
from ziping.language.reports.name_lists import listed_names
from ziping.language.reports.said_scores import TOTAL_WORDS

_COUNTED: Final = frozenset("个项家类种级条处所座部份门支位批期场件套")
_MOST: Final = 30
_ITEM: Final = 30
"""Longest name in a list."""
_ENDS = re.compile("[，。；：！？\n]")
_OPENING = re.compile("[（(]")
_NEAR: Final = 13
"""Letters after a count in which a bracket with its names opens."""
_BRACKET = re.compile("[（(](?P<names>[^（）()]*、[^（）()]*)[)）]")
_NO_NAMES = re.compile(
    "[0-9０-９%％]|[一二三四五六七八九十][是要]|见|即|详|含|包括|分别|如|其中|等|^(?:前述|上述|以上|该|这)$"
)
_SUMMED = re.compile("共计?$|合计$|总计$")
_COUNT = re.compile("[0-9０-９]+[个项家类条级种]")
_SAID_NAMES = re.compile("[^，。；：]{0,6}[，：:]?(?:具体|分别)(?:是|为|有)[:：]?(?P<names>[^。；\n]{3,400})")
_COLON_NAMES = re.compile("[一-鿿]{0,6}[：:](?P<names>[^，。；：\n0-9]{3,200})[。；，]")
_ORDINAL = re.compile("(?P<number>[一二三四五六七八九十]{1,2})是(?!否)")
_ANNOUNCED = re.compile(
    "(?P<count>[两二三四五六七八九十]|[2-9])(?:个方面|项(?:工作|措施|任务|内容)|方面(?:工作|内容|问题)?|点(?:措施|建议|问题)?|[项个条点](?=[：:]))[^。；]{0,12}[：:。]?$"
)
_PORTIONS = re.compile(
    "[由分包](?:为|成|括|含)?(?:以下)?(?P<head>(?P<count>[两二三四五六七八九2-9])个?(?:部分|方面|大?类))[^，。；：]{0,6}[：:](?P<items>[^。\n]+；[^。\n]+)"
)
_LEAST_PORTIONS: Final = 3
_SUBHEAD = re.compile("[（(](?P<number>[0-9]{1,2}|[一二三四五六七八九十])[)）]")


class _List(NamedTuple):
    """A count and the names that stand with it."""

    counted: Figure
    names: tuple[str, ...]
    open: bool
    """Whether 等 leaves room for more."""
    joined: bool = True
    """Whether 和 may hold one name together that was taken for two."""
    tied: bool = False
    """Whether 和 stands between the last two."""


def lists(given: AuditInput) -> CheckResult:
    """A、B、C等6家: as many names as the count says; 等 may leave out many, but hardly just one."""
    checked = tuple(_lists(given.figures))
    findings = [finding for one in checked if (finding := _judged(given.figures, one)) is not None]
    return result(findings, looked=checked, nothing="没有既列出名称又写明个数的句子")


def _lists(figures: Figures) -> Iterator[_List]:
    for passage in figures.passages:
        if passage.norm:
            continue
        for figure in figures.of_passage.get(passage.index, ()):
            if figure.exact and figure.unit[:1] in _COUNTED and figure.unit and 2 <= figure.value <= _MOST:
                one = _before(passage, figure) or _in_brackets(passage, figure) or _after(passage, figure)
                if one is not None:
                    yield one


def _before(passage: Passage, figure: Figure) -> _List | None:
    """Names straight before the count."""
    clause = passage.outline.clauses[figure.clause]
    text = passage.text[clause.start : figure.start]
    start = max((match.end() for match in _ENDS.finditer(text)), default=0)
    text = text[start:].rstrip()
    opened = text.endswith("等")
    text = text.removesuffix("等")
    if "、" not in text and not re.search("[和与]", text):
        return None
    names = listed_names(text)
    if _SUMMED.search(text) and len(names) < figure.value:
        return None  # kinds of things, and how many there are of all
    if len(names) < 2 or any(_NO_NAMES.search(name) for name in names[1:]) or _COUNT.search(names[0]):
        return None
    tied = re.search(f"{re.escape(names[-2])}[和与及]{re.escape(names[-1])}", text)
    return _List(figure, names, opened, tied=tied is not None)


def _in_brackets(passage: Passage, figure: Figure) -> _List | None:
    """两个部门（综合管理办公室、女工部）: names in the bracket straight after the counted thing."""
    opened = _OPENING.finditer(passage.text, figure.end, figure.end + _NEAR)
    tried = (_BRACKET.match(passage.text, one.start()) for one in opened)
    match = next((match for match in tried if match), None)
    if match is None or _ENDS.search(passage.text, figure.end, match.start()):
        return None
    text = match["names"].removesuffix("等")
    names = listed_names(text)
    if any(_NO_NAMES.search(name) for name in names):
        return None
    return _List(figure, names, match["names"].endswith("等"))


def _after(passage: Passage, figure: Figure) -> _List | None:
    """预算项目有8个，分别是……: names up to the end of the sentence."""
    match = _SAID_NAMES.match(passage.text, figure.end) or _COLON_NAMES.match(passage.text, figure.end)
    if match is None or "、" not in match["names"] or match["names"].endswith("等"):
        return None
    names = listed_names(match["names"])
    joined = not match["names"].endswith(f"、{names[-1]}")
    return (
        None
        if any(_NO_NAMES.search(name) for name in names)
        else _List(figure, names, open=False, joined=joined)
    )


def _judged(figures: Figures, one: _List) -> Finding | None:
    said, named = int(one.counted.value), len(one.names)
    if said == named or any(len(name) > _ITEM for name in one.names[1:]):
        return None
    inner = sum(bool(re.search("[\u4e00-\u9fff]{2}[和与及][\u4e00-\u9fff]{2}", name)) for name in one.names)
    if named < said <= named + inner or (named == said + 1 and inner and one.joined):
        return None
    if one.open and not (said < named or (said == named + 1 and named > 2)):
        return None
    if not one.open and named < said - 1 and said > 2 * named:
        return None  # names that happen to stand before another count
    if named == said + 1 and _one_name(one):
        return None
    severity: Severity = "error" if named > said and not inner else "warning"
    return found(
        "list_count",
        severity,
        one.counted.place,
        f"写的是{one.counted.surface}，列出的是{named}个（{'、'.join(one.names)}）；请核对个数或补全名单",
        stated=one.counted.surface,
        expected=f"{named}",
        working=f"列出{named}个",
        quote=figures.quote(one.counted),
        subject="、".join(one.names)[:24],
    )


def _one_name(one: _List) -> bool:
    """Whether the last two are one name with 和 in it: 办公室、组织部、财务和资产监督管理部 all end alike but for 财务."""
    *others, first, last = one.names
    ends = {name[-1] for name in (*others, last)}
    return bool(others) and one.tied and first[-1] not in ends


def ordinals(given: AuditInput) -> CheckResult:
    """一是、二是、三是 are as many as the words before them announce."""
    looked: list[Passage] = []
    findings: list[Finding] = []
    for passage in given.figures.passages:
        said = [match for match in _ORDINAL.finditer(passage.text) if _begins(passage.text, match.start())]
        numbers = [int(parse_chinese_integer(match["number"]) or 0) for match in said]
        if len(numbers) < 2:
            continue
        findings.extend(_announced(passage, said, numbers))
        looked.append(passage)
    return result(findings, looked=looked, nothing="没有“一是……二是……”")


def _begins(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] in "。；：，！？\n :;,*"


def _announced(passage: Passage, said: Sequence[re.Match[str]], numbers: Sequence[int]) -> Iterator[Finding]:
    first = said[0].start()
    match = _ANNOUNCED.search(passage.text[max(0, first - 40) : first])
    if match is None or numbers != list(range(1, len(numbers) + 1)):
        return
    count = parse_chinese_integer(match["count"]) or Decimal(match["count"])
    if int(count) != len(numbers):
        yield found(
            "ordinal_count",
            "error",
            passage.place,
            f"前面说有{match['count']}项，后面列到“{said[-1][0]}”，共{len(numbers)}项；请核对",
            stated=match["count"],
            expected=str(len(numbers)),
            working=f"一是至{said[-1][0]}",
            quote=passage.quote(said[-1].start(), said[-1].end()),
            subject=match[0][:16],
        )


def portions(given: AuditInput) -> CheckResult:
    """由四部分组成：……；……；……；……: as many parts as it says, each up to its semicolon."""
    looked: list[Passage] = []
    findings: list[Finding] = []
    for passage in given.figures.passages:
        for match in _PORTIONS.finditer(passage.text) if not passage.norm else ():
            named = len([part for part in match["items"].split("；") if part.strip()])
            if named < _LEAST_PORTIONS:
                continue
            looked.append(passage)
            said = int(parse_chinese_integer(match["count"]) or Decimal(match["count"]))
            if said != named:
                findings.append(
                    found(
                        "portion_count",
                        "warning",
                        passage.place,
                        f"写的是由{match['count']}部分组成，后面用分号列出的是{named}部分；请核对",
                        stated=match["count"],
                        expected=str(named),
                        working=f"分号隔开{named}部分",
                        quote=passage.quote(*match.span("count")),
                        subject=match["head"],
                    )
                )
    return result(findings, looked=looked, nothing="没有写由几部分组成的句子")


def closings(given: AuditInput) -> CheckResult:
    """三项指标合计得分: as many numbered items (1) (2) (3) stand in the section as its last sentence counts."""
    looked, findings = [], []
    for passage, numbers, count, place in _closings(given.figures):
        if numbers:
            looked.append(passage)
        if numbers and count != len(numbers):
            findings.append(
                found(
                    "closing_count",
                    "error",
                    passage.place,
                    f"写的是{place[0]}指标合计，这一节只列了{len(numbers)}项（{'、'.join(f'（{n}）' for n in sorted(numbers))}）；请核对",
                    stated=place[0],
                    expected=f"{len(numbers)}项",
                    working=f"本节编号至（{max(numbers)}）",
                    quote=passage.quote(place[1], place[2]),
                    subject=place[0],
                )
            )
    return result(findings, looked=looked, nothing="没有分项编号又有合计得分的章节")


_Span = tuple[str, int, int]


def _closings(figures: Figures) -> Iterator[tuple[Passage, set[int], int, _Span]]:
    """Closing sentences with the numbers of the items before them, and what they say."""
    section = _Section()
    for passage in figures.passages:
        said = figures.of_passage.get(passage.index, ())
        for order, figure in enumerate(said[:-1]):
            total = TOTAL_WORDS.search(clean_text(said[order + 1].label))
            if figure.unit == "项" and figure.exact and total and said[order + 1].unit == "分":
                said_at = (figure.surface, figure.start, figure.end)
                yield passage, section.numbers, int(figure.value), said_at
        section.add(passage)


class _Section:
    """Numbers of the bracketed items since the last heading or (1), gathered passage by passage."""

    def __init__(self) -> None:
        self._numbers: set[int] | None = None

    def add(self, passage: Passage) -> None:
        """Goes on by a passage."""
        if passage.cell is not None:
            return
        match = _SUBHEAD.match(passage.text.strip())
        if match is None:
            self._numbers = None if passage.heading else self._numbers
        elif match["number"] in {"1", "01"}:
            self._numbers = {1}
        elif match["number"].isdecimal() and self._numbers is not None:
            self._numbers.add(int(match["number"]))

    @property
    def numbers(self) -> set[int]:
        """Those so far, when none is missing."""
        numbers = self._numbers or set()
        return set(numbers) if numbers == set(range(1, len(numbers) + 1)) else set()


CHECKS: Final = (
    Check("list_count", "个数与名单", lists),
    Check("ordinal_count", "“一是、二是”的个数", ordinals),
    Check("portion_count", "由几部分组成", portions),
    Check("closing_count", "合计项数与分项", closings),
)
