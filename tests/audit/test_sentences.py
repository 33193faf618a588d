"""Figures of sentences against each other, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.text_changes import changes, quarter_means, shares
from ziping.audit.text_counts import closings, lists, ordinals
from ziping.audit.text_doubts import balances, hedges
from ziping.audit.text_parts import parts_of_wholes, stated_sums
from ziping.audit.text_rates import full_rates, said_rates
from ziping.audit.text_scores import above_full, deductions, named_parts, parts_of_scores, stated_totals

Told = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年预算数200.00万元，执行数150.00万元，执行率75.00%。", []),
        ("全年预算数200.00万元，执行数150.00万元，执行率57.00%。", [("error", "57.00%")]),
        (
            "核定编制12名，其中参公11名、工勤1名。年末实有在编9名，其中参公8名，财政供养人员控制率为75.00%。",
            [],
        ),
        (
            "核定编制12名，其中参公11名、工勤1名。年末实有在编9名，其中参公8名，财政供养人员控制率为80.00%。",
            [("error", "80.00%")],
        ),
        ("梳理58个具体问题，其中48个问题被采纳，采纳率达82.76%。", []),
        ("梳理58个具体问题，其中48个问题被采纳，采纳率达82%。", [("error", "82%")]),
        ("资产总额合计为80.00万元，其中在用资产为60.00万元，占总资产的比重为75.00%。", []),
        ("资产总额合计为80.00万元，其中在用资产为60.00万元，占总资产的比重为70.00%。", [("error", "70.00%")]),
        ("资金调整10.00万元，占预算总额200.00万元的5.00%。", []),
        ("资金调整10.00万元，占预算总额200.00万元的8.00%。", [("error", "8.00%")]),
    ],
)
def test_a_rate_agrees_with_its_terms(text: str, expected: Told) -> None:
    """Spent of planned, in post of established, part of a whole: by the words, to the digits shown."""
    assert told(said_rates, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "单独建会企业5116家，百人以上企业建会1717家，动态建会率99%。",
        "满意度调查发放问卷400份，实际收回380份，满意率91%。",
        "全年预算35万元，全年执行34.52万元，执行率98.63%，慰问发放到位率100%。",
        "会员总数12.68万人，实名采集11.4万人；新就业形态会员占当年新会员的38%。",
        "决算支出598.0万元比预算节约2.66万元，预算完成率97.6%。",
    ],
)
def test_a_rate_of_something_else_is_left_alone(text: str) -> None:
    """A rate whose terms are not said is not recomputed from figures that happen to stand near."""
    assert told(said_rates, text) == []


def test_a_hundred_per_cent_is_not_said_of_less() -> None:
    """1,150.49 of 1,150.50 万元 is not all."""
    assert told(full_rates, "全年预算数1150.50万元，执行数1150.49万元，完成预算的100%。") == [
        ("warning", "100%")
    ]
    assert told(full_rates, "全年预算数1150.50万元，执行数1150.50万元，完成预算的100%。") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("资产80.00万元，其中待处置资产为20.00万元，在用资产为60.00万元。", []),
        ("资产80.00万元，其中待处置资产为20.00万元，在用资产为60.56万元。", [("error", "80.00万元")]),
        ("支出90.00万元，其中基本支出30.00万元，项目支出50.00万元。", [("error", "90.00万元")]),
        ("慰问职工100人，其中困难职工60人，女职工50人。", []),
        ("收入900.00万元，其中上解300.00万元，回拨500.00万元。", []),
        ("建会企业5116家，其中百人以上1717家、百人以下3399家，联合会148家。", []),
        (
            "基本支出30.00万元，其中离退休经费由1.00万元调整为2.00万元、人员经费由20.00万元调整为28.00万元。",
            [],
        ),
    ],
)
def test_parts_make_the_whole(text: str, expected: Told) -> None:
    """Parts of one kind are not more than the whole; those that are all of it are not less."""
    assert [found for found in told(parts_of_wholes, text) if found[0] == "error"] == expected


def test_a_sum_ends_its_list() -> None:
    """合计 is the sum of what stands before it in the sentence."""
    text = "公务接待费0.11万元，公务用车费3.01万元，合计{}万元。"

    assert told(stated_sums, text.format("3.12")) == []
    assert told(stated_sums, text.format("3.21")) == [("warning", "3.21万元")]


def test_income_and_spending_have_totals_of_their_own() -> None:
    """支出合计 is no sum of the income before it."""
    assert told(stated_sums, "收入合计90万元，由拨款50万元、其他40万元构成；支出合计80万元。") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上年培训80人，今年培训90人，增长12.5%。", []),
        ("上年培训80人，今年培训90人，增长15%。", [("error", "15%")]),
        ("去年支出80万元，今年支出60万元，减少20万元。", []),
        ("去年支出80万元，今年支出60万元，减少30万元。", [("error", "30万元")]),
        ("比上年增加8人，今年培训90人，增长15%。", []),
    ],
)
def test_a_change_agrees_with_both_years(text: str, expected: Told) -> None:
    """Growth and difference, when both figures stand in the sentence."""
    assert told(changes, text) == expected


def test_the_mean_of_four_quarters_is_of_those_printed() -> None:
    """The paragraph's own figures count."""
    text = "第一季度执行率50.00%，第二季度执行率60.00%，第三季度执行率70.00%，第四季度执行率90.00%。全年平均执行率{}。"

    assert told(quarter_means, text.format("67.50%")) == []
    assert told(quarter_means, text.format("68.50%")) == [("error", "68.50%")]


def test_shares_of_one_whole_stay_within_a_hundred() -> None:
    """64 % and 40 % of one total are too much; shares of different groupings are not added."""
    text = "在用资产60万元，占总资产64%，待处置资产占总资产40%。"

    assert told(shares, text) == [("warning", "64%、40%")]
    assert told(shares, text.replace("40%", "36%")) == []
    assert told(shares, "本科24人，占88.89%；女性13人，占48.15%。") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("设置电工、焊工、钳工三个项目。", []),
        ("设置电工、焊工、钳工、车工三个项目。", [("error", "三个")]),
        ("打造东街、西街、南街、北街等5家示范点。", [("warning", "5家")]),
        ("开展书画、健步、歌咏等15项活动。", []),
        ("内设两个部门（综合办公室、女工部）。", []),
        ("内设三个部门（综合办公室、女工部）。", [("warning", "三个")]),
        ("主要从经济性、效率性、效果性和公平性等四个方面评价。", []),
        ("涉及预算执行率、完成及时性、效益及可持续影响、信访办理和满意度等五个指标。", []),
        ("预算项目有3个，分别是帮扶、培训、竞赛。", []),
        ("预算项目有3个，分别是帮扶、培训。", [("warning", "3个")]),
    ],
)
def test_a_count_agrees_with_its_list(text: str, expected: Told) -> None:
    """Names before, in brackets and after; 等 may leave out many, hardly just one."""
    assert told(lists, text) == expected


def test_announced_points_are_all_there() -> None:
    """三项措施 are followed by 一是, 二是, 三是."""
    text = "主要做了三项工作：一是抓组织；二是抓服务；三是抓宣传。"

    assert told(ordinals, text) == []
    assert told(ordinals, text.replace("三项", "四项")) == [("error", "四")]


def test_a_closing_counts_the_items_of_its_section() -> None:
    """三项指标合计 after (1) and (2) is from another section."""
    text = "## （一）效果\n\n（1）社会效益方面，做了工作。\n\n（2）可持续方面，做了工作。\n\n因此，{}指标合计得分为25分。"

    assert told(closings, text.format("两项")) == []
    assert told(closings, text.format("三项")) == [("error", "三项")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("采购执行率分值2分，得分1.97分。", []),
        ("预决算信息公开分值2分，得分3分。", [("error", "分值2分，得分3分")]),
        ("满意度每降低1分扣2分。", []),
    ],
)
def test_a_said_score_stays_within_its_full_marks(text: str, expected: Told) -> None:
    """分值2分，得分3分 cannot be."""
    assert told(above_full, text) == expected


def test_said_full_marks_add_up() -> None:
    """Full marks and scores after 其中 make those before it."""
    text = (
        "指标分值8分，自评得分7分。其中：采购分值2分，得分1分；合规分值3分，得分3分；公开分值{}分，得分3分。"
    )

    assert told(parts_of_scores, text.format("3")) == []
    assert told(parts_of_scores, text.format("2")) == [("error", "8分")]


def test_a_stated_total_of_scores_adds_up() -> None:
    """Two named scores make the total when the sentence says two."""
    text = "因此，预算执行指标得5分，重点工作指标得8分，两项指标合计得分为{}分。"

    assert told(stated_totals, text.format("13")) == []
    assert told(stated_totals, text.format("14")) == [("error", "14分")]


def test_full_marks_without_figures_leave_a_total_open() -> None:
    """均得满分 says no figure, so the sum cannot be judged."""
    assert told(stated_totals, "合规和公开均得满分，采购得1.97分，三项得分合计为7.97分。") == []


def test_named_scores_make_the_score_before_them() -> None:
    """自评得18分，其中A得10分、B得9分 is one too many."""
    text = "决策指标分值20分，自评得18分，其中预算编制得10分、目标设置得{}分。"

    assert told(named_parts, text.format("8")) == []
    assert told(named_parts, text.format("9")) == [("error", "18分")]


def test_a_deduction_is_what_is_missing() -> None:
    """9 full marks and 7 points leave 2 taken off."""
    text = "公平性指标分值9分，自评得分7分，扣{}分。"

    assert told(deductions, text.format("2")) == []
    assert told(deductions, text.format("3")) == [("error", "3分")]


def test_an_exact_count_takes_no_hedge() -> None:
    """1933余人次 is noted, 240多名 is not."""
    assert told(hedges, "服务职工1933余人次，培训240多名。") == [("note", "1933余人次")]


def test_what_is_not_spent_is_carried_over() -> None:
    """Budget less spending is the closing carry-over, or is noted."""
    text = "全年预算数100.00万元，支出90.00万元，年末结转{}万元。"

    assert told(balances, text.format("10.00")) == []
    assert told(balances, text.format("1.00")) == [("note", "1.00万元")]
