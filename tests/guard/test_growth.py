"""How the guard's work grows, in steps of the interpreter and not in seconds: with the text, the facts, a hostile line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from itertools import product
from types import FrameType
from typing import Any

import pytest

from ziping.domain.fact import Fact
from ziping.guard import Guard

PLACES = ("东湖", "西岭", "南浦", "北塘", "中洲", "新港", "老街", "高桥", "平江", "望海")
MATTERS = ("法律咨询", "技能培训", "困难帮扶", "健康体检", "文艺汇演", "心理讲座", "普法宣传", "劳动竞赛")
KINDS = (("人数", "人", "{}"), ("经费", "万元", "{}.25"), ("完成率", "%", "9{}.5"), ("场次", "场", "{}"))
MATERIAL = list(product(PLACES, MATTERS, KINDS))


def facts(count: int) -> list[Fact]:
    """So many facts of an invented union, each with a name and value of its own."""
    return [
        Fact(
            id=f"f{index}", label=f"{place}{matter}{kind}", value=value.format(index % 10 + index), unit=unit
        )
        for index, (place, matter, (kind, unit, value)) in enumerate(MATERIAL[:count])
    ]


def report(given: list[Fact], *, wrong: bool = False) -> str:
    """A sentence for every two facts, in lines; wrong ones say values no fact has."""
    told = [f"{fact.label}{fact.value}{'713' if wrong else ''}{fact.unit}" for fact in given]
    return "".join(f"{one}，{other}。\n" for one, other in zip(told[::2], told[1::2], strict=True))


def steps(work: Callable[[], object]) -> int:
    """How many instructions of Python ``work`` runs."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("wrong", [False, True], ids=["true", "false"])
def test_four_times_the_text_is_four_times_the_work(wrong: bool) -> None:
    """Nothing of one sentence looks through the whole text."""
    guard, text = Guard(facts(80)), report(facts(8), wrong=wrong)
    assert bool(guard.check(text).violations) is wrong

    once, four = (steps(partial(guard.check, text * times)) for times in (2, 8))

    assert 3.5 < four / once < 4.2


@pytest.mark.parametrize("wrong", [False, True], ids=["true", "false"])
def test_four_times_the_facts_is_not_twice_the_work(wrong: bool) -> None:
    """Facts are looked up, not gone through, for right figures and for wrong ones."""
    text = report(facts(8), wrong=wrong)
    few, many = (Guard(facts(count)) for count in (80, 320))
    for guard in (few, many):
        guard.check(text)

    assert steps(partial(many.check, text)) < 2 * steps(partial(few.check, text))


@pytest.mark.parametrize(
    "piece",
    [
        "1%",
        "7,",
        "7、",
        "5人",
        "5人和",
        "合计5人",
        "占5%，",
        "上年5人",
        "2021年",
        "（",
        "（1）",
        "《甲》",
        "，",
        "全部",
        "超过",
    ],
)
def test_a_line_that_never_ends_costs_no_more_a_letter(piece: str) -> None:
    """One sentence of thousands of figures, brackets or marks is cut, and each piece read by itself."""
    guard = Guard(facts(40))
    guard.check(piece)

    once, twice = (steps(partial(guard.check, piece * count)) for count in (240, 480))

    assert twice / once < 2.3


def test_a_row_of_figures_nobody_reads_is_still_refused() -> None:
    """A sentence too crowded for its words to go with figures binds none that no fact has."""
    line = "".join(f"{number}.{number}%" for number in range(101, 401))

    found = Guard(facts(40)).check(line)

    assert len(found.violations) == 300
    assert {item.code for item in found.violations} == {"invented_number"}
