"""What became of last year's problems."""

from __future__ import annotations

import pytest
from text_reports import last_year, side, this_year

from ziping.compare.problem_parts import read_problems
from ziping.compare.problems import ProblemPart, follow_problems
from ziping.compare.units import text_of

SOLVED = "上年自评发现的固定资产台账不完整问题已整改到位，11件设备全部补贴标签，台账同步更新。\n\n"
PARTLY = "三是经费收缴虽有改善，收缴率已达到96.3%，但仍有个别企业拖欠上缴经费。"
SERVED = "服务方面，改造城东驿站，增加阅读角和母婴室，全年接待户外劳动者46,210人次。"


def outcomes(part: ProblemPart) -> dict[str, str]:
    return {problem.text[:6]: problem.outcome for problem in part.problems}


def codes(part: ProblemPart) -> list[str]:
    return [finding.code for finding in part.findings]


def test_each_problem_is_followed() -> None:
    """One partly solved, one solved by what the text says, one by the target its measure set."""
    part = follow_problems(this_year(), last_year())

    assert outcomes(part) == {"工会经费收缴": "partly", "固定资产台账": "solved", "驿站利用率不": "solved"}
    assert "已整改到位" in part.problems[1].evidence.quote
    assert "46,210人次" in part.problems[2].evidence.quote
    assert part.findings == ()


def test_a_problem_has_its_measure() -> None:
    """Lists of their own: each problem is set against the measure that answers it."""
    part = follow_problems(this_year(), last_year())

    assert [problem.measure[:8] for problem in part.problems] == [
        "建立经费收缴月通",
        "开展固定资产清查",
        "调整城东驿站的开",
    ]


def test_a_problem_in_other_words_is_repeated() -> None:
    """经费收缴不及时 comes back as 会费上缴拖延: told at this year's place."""
    part = follow_problems(
        this_year((PARTLY, "三是部分企业上缴工会经费拖延，经费收缴进度落后于计划。")), last_year()
    )

    assert outcomes(part)["工会经费收缴"] == "repeated"
    assert codes(part) == ["problem_repeated"]
    assert part.findings[0].place.heading == "四、存在的问题"
    assert part.findings[0].place.file == "本年.md"


def test_the_same_words_are_repeated() -> None:
    """Copied word for word."""
    words = "三是驿站利用率不高，城东片区的驿站位置偏僻，晚间很少有人使用。"
    part = follow_problems(this_year((PARTLY, f"{PARTLY}\n\n四{words[1:]}")), last_year())

    assert outcomes(part)["驿站利用率不"] == "repeated"


def test_a_problem_that_is_never_spoken_of_again() -> None:
    """Without the sentence that says so, the ledger is not spoken of: vanished, told at last year's place."""
    part = follow_problems(this_year((SOLVED, "")), last_year())

    assert outcomes(part)["固定资产台账"] == "vanished"
    assert codes(part) == ["problem_vanished"]
    assert part.findings[0].place.file == "上年.md"


def test_under_way_is_partly() -> None:
    """正在整改 is not 已整改."""
    part = follow_problems(
        this_year((SOLVED, "上年自评发现的固定资产台账不完整问题正在整改，部分设备补贴了标签。\n\n")),
        last_year(),
    )

    assert outcomes(part)["固定资产台账"] == "partly"


def test_full_marks_solve_the_problem_of_an_indicator() -> None:
    """Points were lost on it last year, none this year."""
    table = "\n| 三级指标 | 分值 | 得分 |\n| --- | --- | --- |\n| 固定资产利用率 | 4 | {} |\n| 预算执行率 | 10 | 10 |\n"
    last = last_year(
        (
            "二是固定资产台账不完整，盘点时发现11件设备没有粘贴标签。",
            "二是固定资产利用率不高，11件设备闲置。",
        ),
        ("# 四、存在的问题\n", f"{table.format('3')}\n# 四、存在的问题\n"),
    )
    this = this_year((SOLVED, ""), ("# 四、存在的问题\n", f"{table.format('4')}\n# 四、存在的问题\n"))
    part = follow_problems(this, last)

    assert outcomes(part)["固定资产利用"] == "solved"
    assert part.problems[1].evidence.quote == "固定资产利用率：分值4，得分【4】"


def test_a_better_score_is_partly() -> None:
    """Some of the points came back."""
    table = "\n| 三级指标 | 分值 | 得分 |\n| --- | --- | --- |\n| 固定资产利用率 | 4 | {} |\n| 预算执行率 | 10 | 10 |\n"
    last = last_year(
        (
            "二是固定资产台账不完整，盘点时发现11件设备没有粘贴标签。",
            "二是固定资产利用率不高，11件设备闲置。",
        ),
        ("# 四、存在的问题\n", f"{table.format('2')}\n# 四、存在的问题\n"),
    )
    this = this_year((SOLVED, ""), ("# 四、存在的问题\n", f"{table.format('3')}\n# 四、存在的问题\n"))

    assert outcomes(follow_problems(this, last))["固定资产利用"] == "partly"


def test_without_a_section_of_problems_it_is_said() -> None:
    """Nothing to follow in last year's report."""
    part = follow_problems(
        this_year(), last_year(("# 四、存在的问题", "# 四、其他"), ("# 五、改进措施", "# 五、附注"))
    )

    assert part.problems == part.promises == ()
    assert [row.check for row in part.not_comparable] == ["problems", "promises"]


def test_without_problems_this_year_it_is_said() -> None:
    """Vanished is judged by what can be read, and that is said."""
    part = follow_problems(this_year(("# 四、存在的问题", "# 四、其他")), last_year())

    assert [row.check for row in part.not_comparable] == ["problems"]
    assert outcomes(part)["固定资产台账"] == "solved"


def test_vanished_is_a_note_where_no_problems_were_found() -> None:
    """A report whose problems could not be found may tell of them where nobody looked."""
    [found] = follow_problems(
        this_year(("# 四、存在的问题", "# 四、其他"), (SOLVED, "")), last_year()
    ).findings

    assert (found.code, found.severity) == ("problem_vanished", "note")


def test_two_reports_of_one_year_have_nothing_to_follow() -> None:
    """A second draft does not solve the problems of the first."""
    part = follow_problems(this_year(), this_year())

    assert (part.problems, part.findings) == ((), ())
    assert [row.check for row in part.not_comparable] == ["problems"]


@pytest.mark.parametrize(
    "words",
    [
        "# 三、存在的问题及改进措施\n\n一是台账不完整，盘点时设备没有标签。下一步补贴标签。二是驿站利用率不高。下一步调整开放时间。",
        "# 三、存在的问题及改进措施\n\n（1）台账方面，盘点时设备没有标签。\n\n（2）驿站方面，利用率不高。\n\n改进措施如下：\n\n（1）台账：补贴标签。\n\n（2）驿站：调整开放时间。",
        "# 三、存在的问题\n\n1. 台账不完整，盘点时设备没有标签。\n\n2. 驿站利用率不高。\n\n# 四、改进措施\n\n1. 给设备补贴标签。\n\n2. 调整驿站开放时间。",
        "# 三、存在的问题\n\n一是台账不完整，盘点时设备没有标签；二是驿站利用率不高。\n\n# 四、下一步改进措施\n\n一是补贴标签，更新台账；二是调整驿站开放时间。",
    ],
)
def test_problems_and_measures_however_they_are_set_out(words: str) -> None:
    """In one breath, as two lists in one section, as two sections, in one paragraph."""
    found = read_problems(text_of(side(words, 2023)))

    assert [("标签" in p.text, "标签" in p.measure, "时间" in p.measure) for p in found.problems] == [
        (True, True, False),
        (False, False, True),
    ]
