"""Last year's problems and measures, and what this year's report says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

from ziping.compare.problem_parts import Followed, Item, read_problems, shared, telling
from ziping.compare.promises import follow, promises_of
from ziping.compare.reached import Reached
from ziping.compare.sides import Side
from ziping.compare.units import Sentence, Text, text_of
from ziping.domain.audit_report import NotAssessable
from ziping.domain.comparison import FollowedProblem, FollowedPromise, Spot
from ziping.domain.finding import Finding, quoted
from ziping.domain.quantity import plain, trim_zeros
from ziping.language.labels import clean_text, core, pairs
from ziping.language.reports.problem_topics import one_topic
from ziping.language.reports.said_scores import pairs_of
from ziping.language.similarity import normalised, ratio

Outcome: TypeAlias = Literal["solved", "partly", "repeated", "vanished"]

_ALIKE: Final = 60
"""Likeness of two titles that say the same problem."""
_SAME_SUBJECT: Final = 34
"""Per cent of the words of one problem that another on the same subject has."""
_NAMED: Final = 85
"""The same where both are of an indicator, and not of one: reports word such problems alike."""
_ON_TOPIC: Final = 50
"""What one topic in other words is worth."""
_FEWEST: Final = 4
"""Fewest pairs of letters two texts on one subject share."""
_EVIDENCE: Final = 34
_DONE: Final = re.compile(
    "已(?:经|全部|全面|基本|于[^，。；]{0,10})?(?:整改|建立|完成|制定|出台|印发|修订|解决|落实|实现|明确|规范|配备|补充|纠正|清理|报废|处置|压减|更正|达到|开通|增设|延长|形成)"
    "|整改(?:到位|完成|完毕)|得到(?:有效|全面|彻底)?(?:解决|纠正|整改|落实)|全部(?:整改|完成|解决|到位)|均已|(?:建立|制定|出台|印发|修订|成立|开通|增设|延长|修订完善)了"
)
_PARTLY: Final = re.compile("有所|正在|逐步|部分|初步|基本|尚|仍|未完全|推进中|还需|继续")
_BETTER: Final = re.compile(
    "有所(?:改善|好转|提高|下降|缓解|减少|提升|压减)|虽(?:然|已)?|已[^。；]{0,24}(?:但|仍|尚)|(?:较|比)上年[^。；]{0,10}(?:提高|提升|下降|改善|减少|增加)"
)
_BACK: Final = re.compile("上一?年|去年|上年度自评|上次")
_MENDED: Final = re.compile("问题|整改|不足|措施")
_QUOTED: Final = 100
"""Letters of a quotation."""
_SHOWN: Final = 40
"""Letters of a problem shown in a message."""


class ProblemPart(NamedTuple):
    """What became of last year's problems and promises.

    Attributes:
        problems: in last year's order.
        promises: in last year's order.
        findings: ``problem_repeated``, ``problem_vanished``, ``promise_not_kept``.
        not_comparable: what could not be followed, and why.
    """

    problems: tuple[FollowedProblem, ...] = ()
    promises: tuple[FollowedPromise, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_comparable: tuple[NotAssessable, ...] = ()


def follow_problems(this: Side, last: Side) -> ProblemPart:
    """Every problem and promise of last year's report, followed; nothing to follow in two reports of one year."""
    if this.year is not None and this.year == last.year:
        reason = "两份报告是同一年度的，没有核对上年问题和措施的落实"
        return ProblemPart(not_comparable=(NotAssessable(check="problems", reason=reason),))
    ours, theirs = text_of(this), text_of(last)
    followed, now = read_problems(theirs), read_problems(ours)
    missing = tuple(_missing(followed, now, (this, last)))
    told, before = Reached(ours), Reached(theirs)
    promises = tuple(follow(promise, told, before) for promise in promises_of(theirs, followed.measures))
    view = _View(ours, theirs, now, told, promises)
    problems = tuple(_followed(view, item) for item in followed.problems)
    findings = (*_problem_findings(problems, sure=bool(now.problems)), *_promise_findings(promises))
    return ProblemPart(problems, promises, findings, missing)


def _missing(followed: Followed, now: Followed, sides: tuple[Side, Side]) -> Iterator[NotAssessable]:
    this, last = sides
    if not followed.problems:
        reason = f"上年报告（{last.document.name}）没有读到“存在问题”，没有核对上年问题的整改"
        yield NotAssessable(check="problems", reason=reason)
    elif not now.problems:
        reason = f"本年报告（{this.document.name}）没有读到“存在问题”，上年问题是否还在无从核对，只看了整改的说明、得分和数"
        yield NotAssessable(check="problems", reason=reason)
    if not followed.measures:
        reason = f"上年报告（{last.document.name}）没有读到改进措施或下一步计划，没有核对承诺的落实"
        yield NotAssessable(check="promises", reason=reason)


class _Scored(NamedTuple):
    """An indicator's full mark and score."""

    weight: Decimal
    score: Decimal
    spot: Spot


@dataclass(frozen=True)
class _View:
    """What a problem is looked at against."""

    ours: Text
    theirs: Text
    now: Followed
    told: Reached
    promises: tuple[FollowedPromise, ...]

    @cached_property
    def scores(self) -> tuple[dict[str, _Scored], dict[str, _Scored]]:
        """Indicators of this year and last by name, tables first, then what the text says."""
        return _scores(self.ours.side), _scores(self.theirs.side)

    @cached_property
    def evidence(self) -> tuple[tuple[Sentence, frozenset[str]], ...]:
        """Sentences that say something was done, or look back at last year's problems, and did not stand there then."""
        reporting = [row for row in self.told.clauses if _DONE.search(row[0].text)]
        back = [s for s in self.ours.sentences if _BACK.search(s.text) and _MENDED.search(s.text)]
        found = (*reporting, *((sentence, telling(sentence.text)) for sentence in back))
        old = frozenset(sentence.dated for sentence in self.theirs.sentences)
        return tuple(row for row in found if row[0].dated not in old)


def _scores(side: Side) -> dict[str, _Scored]:
    found: dict[str, _Scored] = {}
    for row in side.score_rows:
        if row.weight is not None and row.score is not None:
            quote = (
                f"{row.label}：分值{plain(trim_zeros(row.weight))}，得分【{plain(trim_zeros(row.score))}】"
            )
            found.setdefault(
                core(row.label), _Scored(row.weight, row.score, Spot(place=row.place, quote=quote))
            )
    for pair in pairs_of(side.figures):
        if pair.name:
            spot = Spot(place=pair.score.place, quote=side.figures.quote(pair.score))
            found.setdefault(core(pair.name), _Scored(pair.weight.value, pair.score.value, spot))
    return found


class _Evidence(NamedTuple):
    outcome: Outcome
    spot: Spot


def _followed(view: _View, item: Item) -> FollowedProblem:
    twin = _twin(item, view.now.problems)
    if twin is not None:
        score = _by_score(view, item)
        better = bool(_BETTER.search(twin.text)) or (score is not None and score.outcome == "partly")
        passage = twin.entry.passage
        spot = Spot(place=passage.place, quote=quoted(passage.text, twin.entry.start, twin.entry.end, 0))
        found = _Evidence("partly" if better else "repeated", spot)
    else:
        found = _told(view, item)
    entry = item.entry
    return FollowedProblem(
        text=item.text,
        measure=item.measure,
        outcome=found.outcome,
        evidence=found.spot,
        spot_last=Spot(
            place=entry.passage.place, quote=quoted(entry.passage.text, entry.start, entry.end, 0)
        ),
    )


def _twin(item: Item, problems: Sequence[Item]) -> Item | None:
    """The same problem in this year's list: under the same indicator, in the same words, or on the same subject."""
    scored = [(_nearness(item, other), -at) for at, other in enumerate(problems)]
    best, at = max(scored, default=(0, 0))
    return problems[-at] if best else None


def _nearness(item: Item, other: Item) -> int:
    """0 for another problem."""
    if item.label and core(item.label) == core(other.label):
        return 200
    named = bool(item.label and other.label)
    alike = int(ratio(normalised(item.title), normalised(other.title), _NAMED if named else _ALIKE))
    if named:
        return alike
    subject, own = telling(item.text), telling(other.text)
    together = len(subject & own)
    titles = shared(item.subject, other.subject)
    if one_topic(item.title, other.title):
        return max(alike, titles, _ON_TOPIC)
    on_subject = together >= _FEWEST and (
        shared(subject, own) >= _SAME_SUBJECT or titles >= 2 * _SAME_SUBJECT
    )
    return max(alike, titles if on_subject else 0, shared(subject, own) if on_subject else 0)


def _told(view: _View, item: Item) -> _Evidence:
    """Solved or partly, by the indicator's score, by a target reached, or by a sentence that says so."""
    found = [one for one in (_by_score(view, item), _by_promise(view, item), _by_words(view, item)) if one]
    for outcome in ("solved", "partly"):
        for one in found:
            if one.outcome == outcome:
                return one
    return _Evidence("vanished", Spot())


def _by_score(view: _View, item: Item) -> _Evidence | None:
    this, last = view.scores
    said = pairs(clean_text(item.text))
    for name, before in last.items():
        words = pairs(name)
        named = core(item.label) == name if item.label else 3 * len(words & said) >= 2 * len(words)
        now = this.get(name)
        if not named or now is None or before.score >= before.weight or len(name) < 3:
            continue
        if now.score >= now.weight:
            return _Evidence("solved", now.spot)
        if now.score * before.weight > before.score * now.weight:
            return _Evidence("partly", now.spot)
    return None


def _by_promise(view: _View, item: Item) -> _Evidence | None:
    """The target that its measure set, reached."""
    for promise in view.promises:
        if promise.target and item.measure and promise.text.rstrip("。；;") in item.measure:
            if promise.outcome == "kept":
                return _Evidence("solved", promise.evidence)
            if promise.outcome == "partly":
                return _Evidence("partly", promise.evidence)
    return None


def _by_words(view: _View, item: Item) -> _Evidence | None:
    asked = (item.subject, telling(item.text), telling(item.measure))
    best: tuple[int, Sentence | None] = (0, None)
    for sentence, words in view.evidence:
        near = max(
            (
                len(words & one)
                for one in asked
                if shared(one, words) >= _EVIDENCE and len(words & one) >= _FEWEST
            ),
            default=0,
        )
        if near > best[0]:
            best = (near, sentence)
    if best[1] is None:
        return None
    done = _DONE.search(best[1].text) and not _PARTLY.search(best[1].text)
    return _Evidence("solved" if done else "partly", view.told.spot_of(best[1]))


def _problem_findings(problems: Sequence[FollowedProblem], *, sure: bool) -> Iterator[Finding]:
    """``sure``: this year's problems were found, so that one not among them was left out."""
    for problem in problems:
        title = _short(problem.text)
        if problem.outcome == "repeated":
            yield Finding(
                code="problem_repeated",
                severity="warning",
                message=f"上年的问题“{title}”本年还在；请写明上年措施做了什么、为什么没有解决",
                place=problem.evidence.place,
                stated=_short(problem.evidence.quote.strip("【】…")),
                working=f"上年：{problem.spot_last.place.model_copy(update={'file': None}).text}"
                + (f"；措施：{_short(problem.measure)}" if problem.measure else ""),
                quote=_cut(problem.evidence.quote),
                subject=title,
            )
        elif problem.outcome == "vanished":
            yield Finding(
                code="problem_vanished",
                severity="warning" if sure else "note",
                message=f"上年的问题“{title}”本年报告一字未提；请写明整改结果",
                place=problem.spot_last.place,
                stated=title,
                expected="整改结果",
                working=f"上年措施：{_short(problem.measure)}" if problem.measure else "上年没有写措施",
                quote=_cut(problem.spot_last.quote),
                subject=title,
            )


def _promise_findings(promises: Sequence[FollowedPromise]) -> Iterator[Finding]:
    for promise in promises:
        if promise.outcome == "not_kept" or (promise.outcome == "partly" and promise.target):
            reached = f"本年{promise.label}是 {promise.actual}" if promise.actual else "本年报告说没有做到"
            better = "，比上年好，但没有达到" if promise.outcome == "partly" else "，没有达到"
            aim = (
                f"上年提出{promise.label}{promise.target}"
                if promise.target
                else f"上年提出“{_short(promise.text)}”"
            )
            yield Finding(
                code="promise_not_kept",
                severity="warning" if promise.outcome == "not_kept" else "note",
                message=f"{aim}，{reached}{better if promise.target else ''}；请说明原因和下一步安排",
                place=promise.evidence.place,
                stated=promise.actual,
                expected=promise.target,
                working=f"上年：{_cut(promise.spot_last.quote)}",
                quote=_cut(promise.evidence.quote),
                subject=promise.label or _short(promise.text),
            )


def _cut(quote: str) -> str:
    """A quotation of no more letters than a card holds, its mark closed again."""
    if len(quote) <= _QUOTED:
        return quote
    cut = quote[:_QUOTED]
    return f"{cut}…{'】' if cut.count('【') > cut.count('】') else ''}"


def _short(text: str) -> str:
    line = re.split("[。；;\n]", text.strip(), maxsplit=1)[0]
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
