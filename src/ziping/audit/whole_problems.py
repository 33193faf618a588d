"""What is wrong and what will be done: problems against measures, praise and full marks against problems."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import remark
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding
from ziping.language.labels import clean_text, pairs
from ziping.language.numerals import NumberKind, NumberValue
from ziping.language.reports.figures import Passage
from ziping.language.reports.parts import Part, Stretch, part_of, segments, sentences
from ziping.language.reports.problem_items import Entry, entries, lists
from ziping.language.shared_pairs import SharedPairs

PROBLEM_PARTS: Final = frozenset((Part.PROBLEMS, Part.PROBLEMS_AND_MEASURES))
_MEASURE_PARTS: Final = frozenset((Part.MEASURES, Part.PROBLEMS_AND_MEASURES))
_NO_PROBLEMS: Final = CheckResult(not_assessable="全文没有“存在问题”部分")

_SHARED_LEAST: Final = 2
_SHARED_ELSEWHERE: Final = 4
"""The same where there are fewer measures than problems, and each measure has its own problem."""
_MOST_PAIRED: Final = 40
_EMPTY_PAIRS: Final = pairs(
    "工作管理加强提高完善进一步不断部门单位情况方面问题措施存在有待不足需要水平质量机制制度建设落实推进"
)
_SAYS_SOMETHING: Final = 30
"""Letters of an item that is more than a title."""
_SHORT_ITEM: Final = 8
"""The same of the one item without a measure where all others have theirs."""
_MEASURE = re.compile(
    "(?:^|[。；;，,])\\s*(?:拟|已)?由(?!于)[^，。；0-9]{0,14}(?:[部室科处组股岗站所队宫馆]|中心|单位|专人|工会|领导|财务|党组)"
    "|由[^，。；]{2,16}(?:负责|牵头)|20[0-9]{2}年[^，。；]{0,8}由|整改|改进|措施|后续|下一步|将|应|需|要|加强|加大|提高|完善|建立|健全|规范|强化|优化|推进|落实|开展|严格|加快|坚持"
)
_WHO = re.compile(
    "(?:办公室|财务|资产|人事|部门|科室|各科|[\u4e00-\u9fff]部(?!分|门)|股|组|专人|责任人|负责人|牵头|领导小组|党组)"
)
_WHEN = re.compile(
    "[0-9]{1,2}\\s*月|20[0-9]{2}\\s*年|季度|年底|年内|年中|上半年|下半年|每[年月季]|期限|之前|以前|截止"
)

_NOT_ENOUGH = re.compile("不够((?:[\u4e00-\u9fff]{2}、?){1,3})")
_SUBJECT = re.compile(
    "绩效目标|绩效指标|指标设置|指标值|目标设定|目标设置|预算编制|资产管理|内控制度|管理制度|信息公开|项目管理|资料"
)
_ONE_SUBJECT: Final = {
    "绩效指标": "绩效目标",
    "指标设置": "绩效目标",
    "目标设定": "绩效目标",
    "目标设置": "绩效目标",
    "指标值": "绩效目标",
}
_NEGATED = re.compile("合理化|不|未|没|有待|缺乏|欠|应|需|将|提高|提升|加强")
_SAME: Final = {
    "明确": "清晰",
    "清晰": "清晰",
    "细化": "细化",
    "量化": "细化",
    "准确": "合理",
    "科学": "合理",
    "合理": "合理",
}
_MOST_PLACES: Final = 3
"""Places named for one contradiction."""
_PRAISE = re.compile("(?:情况|效果|总体|执行)[^，。；]{0,6}(?:良好|优秀|理想|较好)")


def of_parts(audit: AuditInput, parts: frozenset[Part]) -> tuple[Passage, ...]:
    """The paragraphs of sections of some kinds."""
    return tuple(
        p for p in audit.figures.passages if not p.heading and p.cell is None and part_of(p) in parts
    )


def problem_without_measure(audit: AuditInput) -> CheckResult:
    """A problem to which no measure answers."""
    problems = of_parts(audit, frozenset((Part.PROBLEMS,)))
    joint = of_parts(audit, frozenset((Part.PROBLEMS_AND_MEASURES,)))
    if not problems and not joint:
        return _NO_PROBLEMS
    measures = of_parts(audit, frozenset((Part.MEASURES,))) or of_parts(audit, frozenset((Part.PLANS,)))
    return result((*_unanswered(problems, measures), *_joint(joint)))


def _unanswered(problems: Sequence[Passage], measures: Sequence[Passage]) -> Iterator[Finding]:
    if not problems:
        return
    asked = entries(problems)
    if not measures:
        message = "写了存在的问题，没有写改进措施；请逐条补上"
        yield remark("problem_without_measure", "warning", message, problems[0])
        return
    answers = SharedPairs(pairs(clean_text(p.text)) for p in measures)
    given = entries(measures)
    paired = _paired(asked, given)
    told = f"问题有 {len(asked)} 条，措施有 {len(given)} 条；" if len(given) < len(asked) else ""
    for number, entry in enumerate(asked):
        said = pairs(clean_text(entry.text)) - _EMPTY_PAIRS
        if number in paired:
            continue
        if not answers.any_with(said, _SHARED_ELSEWHERE if told else _SHARED_LEAST):
            message = f"{told}这个问题没有对应的改进措施；请补上，写明谁来做、什么时候做到"
            yield remark(
                "problem_without_measure", "warning", message, entry.passage, (entry.start, entry.end)
            )
            told = ""
    if told:
        message = f"{told}请逐条对应，每个问题都有措施"
        yield remark("problem_without_measure", "warning", message, measures[0])


def _paired(asked: Sequence[Entry], given: Sequence[Entry]) -> frozenset[int]:
    """Problems that take a measure of their own when both lists run in one order and share the most words.

    Nothing is paired when there are more measures than problems: they follow another order then.
    """
    if not given or len(given) > len(asked) or len(asked) > _MOST_PAIRED:
        return frozenset()
    problems, measures = (
        [pairs(clean_text(entry.text)) - _EMPTY_PAIRS for entry in entries_] for entries_ in (asked, given)
    )
    best: list[list[tuple[int, frozenset[int]]]] = [[(0, frozenset())] * (len(measures) + 1)]
    for number, problem in enumerate(problems):
        row = [best[-1][0]]
        for order, measure in enumerate(measures):
            shared, chosen = best[-1][order]
            more = len(problem & measure)
            taken = (shared + more, chosen | {number}) if more else (shared, chosen)
            row.append(max(best[-1][order + 1], row[order], taken, key=lambda option: option[0]))
        best.append(row)
    return best[-1][-1][1]


def _joint(passages: Sequence[Passage]) -> Iterator[Finding]:
    """Problems and measures in one section: each problem with its measure, or the measures in a list of their own."""
    first, second = lists(entries(passages))
    if len(second) >= len(first):
        return
    answers = SharedPairs(pairs(clean_text(entry.text)) for entry in second)
    alone = [entry for entry in first if not _MEASURE.search(entry.text)]
    least = _SHORT_ITEM if len(alone) == 1 and len(first) > 2 and not second else _SAYS_SOMETHING
    for entry in first:
        said = pairs(clean_text(entry.text)) - _EMPTY_PAIRS
        answered = _MEASURE.search(entry.text) or answers.any_with(said, _SHARED_LEAST)
        if not answered and len(entry.text) > least:
            message = "这一条只写了问题，没有改进措施；请补上，写明谁来做、什么时候做到"
            yield remark(
                "problem_without_measure", "warning", message, entry.passage, (entry.start, entry.end)
            )


def measure_without_owner(audit: AuditInput) -> CheckResult:
    """Measures that do not say who and until when; one note for all of them."""
    passages = of_parts(audit, _MEASURE_PARTS)
    if not passages:
        return CheckResult(not_assessable="全文没有“改进措施”部分")
    given = entries(passages)
    open_ones = [entry for entry in given if not (_WHO.search(entry.text) and _WHEN.search(entry.text))]
    if not open_ones:
        return CheckResult()
    first = open_ones[0]
    message = f"{len(given)} 条措施中有 {len(open_ones)} 条没有同时写明由谁负责、什么时候完成"
    return result((
        remark("measure_without_owner", "note", message, first.passage, (first.start, first.end), stated=""),
    ))


def full_marks_against_problem(audit: AuditInput) -> CheckResult:
    """绩效指标清晰、细化 with full marks, and 目标不够清晰明确 among the problems."""
    problems = of_parts(audit, PROBLEM_PARTS)
    if not problems:
        return _NO_PROBLEMS
    return result(_contradicted(audit, problems))


def _contradicted(audit: AuditInput, problems: Sequence[Passage]) -> Iterator[Finding]:
    every = (said for problem in problems for said in _admissions(problem))
    admitted = list({(said.subject, said.quality): said for said in every}.values())
    told: Counter[tuple[str, str]] = Counter()
    for passage in audit.figures.passages:
        if (
            passage.norm
            or passage.heading
            or passage.cell
            or part_of(passage) in PROBLEM_PARTS | _MEASURE_PARTS
        ):
            continue
        for clause in segments(passage.text):
            asserted = _asserted(clause.text)
            for said in admitted if asserted else ():
                key = (said.subject, said.quality)
                if told[key] < _MOST_PLACES and key in asserted:
                    told[key] += 1
                    yield _contradiction(passage, clause, said)
                    break


class _Admission(NamedTuple):
    """What a problem says is not enough: of what, which quality, in which words; its first words and its passage."""

    subject: str
    quality: str
    words: str
    problem: str
    passage: Passage


def _admissions(problem: Passage) -> Iterator[_Admission]:
    """What a problem says is not enough."""
    for clause in segments(problem.text):
        named = list(_SUBJECT.finditer(clause.text))
        for match in _NOT_ENOUGH.finditer(clause.text):
            before = bisect_right(named, match.start(), key=lambda subject: subject.end())
            qualities = re.findall("[\u4e00-\u9fff]{2}", match[1])
            for quality in qualities:
                if before and quality in _SAME:
                    subject = named[before - 1][0]
                    yield _Admission(
                        _ONE_SUBJECT.get(subject, subject),
                        _SAME[quality],
                        match[0],
                        clause.text.strip()[:30],
                        problem,
                    )


def _asserted(clause: str) -> frozenset[tuple[str, str]]:
    """Subjects with the qualities that a clause gives them."""
    subjects = {_ONE_SUBJECT.get(s[0], s[0]) for s in _SUBJECT.finditer(clause)}
    if not subjects or _NEGATED.search(clause):
        return frozenset()
    qualities = {same for word, same in _SAME.items() if re.search(f"{word}(?!性)", clause)}
    return frozenset(product(subjects, qualities))


def _contradiction(passage: Passage, clause: Stretch, said: _Admission) -> Finding:
    message = (
        f"这里说得完全符合要求，“存在问题”里却写“{said.problem}……”（{said.words}）；请核对得分是不是应扣"
    )
    return remark(
        "full_marks_against_problem",
        "warning",
        message,
        passage,
        (clause.start, clause.end),
        expected="扣分或改写",
        working=f"{said.passage.place.near}：【{said.words}】",
        also=(said.passage.place,),
    )


def judged_both_ways(audit: AuditInput) -> CheckResult:
    """One rate called good in one place and listed as a shortcoming in another."""
    problems = of_parts(audit, PROBLEM_PARTS)
    if not problems:
        return _NO_PROBLEMS
    blamed: dict[NumberValue, Passage] = {}
    for problem in problems:
        for number in problem.numbers:
            if number.kind is NumberKind.PERCENT and "." in number.surface:
                blamed.setdefault(number.value, problem)
    return result(_praised(audit, blamed))


def _praised(audit: AuditInput, blamed: Mapping[NumberValue, Passage]) -> Iterator[Finding]:
    for passage in audit.figures.passages:
        if part_of(passage) in PROBLEM_PARTS or passage.norm:
            continue
        for sentence in sentences(passage.text):
            praise = _PRAISE.search(sentence.text)
            if praise is None:
                continue
            for number in passage.numbers_in(sentence.start, sentence.end):
                if number.value in blamed and number.unit == "%":
                    message = f"{number.surface} 这里说“{praise[0]}”，“存在问题”里又列为偏差；请统一说法"
                    span, also = (number.start, number.end), (blamed[number.value].place,)
                    yield remark("judged_both_ways", "note", message, passage, span, also=also)


CHECKS: Final = (
    Check("problem_without_measure", "问题与改进措施", problem_without_measure),
    Check("measure_without_owner", "措施的责任人和时限", measure_without_owner),
    Check("full_marks_against_problem", "满分与存在问题", full_marks_against_problem),
    Check("judged_both_ways", "一个数两种评价", judged_both_ways),
)
