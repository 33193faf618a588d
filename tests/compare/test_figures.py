"""Every figure of two years, matched by what it is about."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from figure_reports import LAST, THIS, side

from ziping.compare.figures import FigurePart, compare_figures
from ziping.domain.comparison import FigureChange


def compared(this: str = THIS, last: str = LAST, threshold: str = "10") -> FigurePart:
    return compare_figures(side(this, 2024), side(last, 2023), Decimal(threshold))


def row(part: FigurePart, label: str, unit: str = "") -> FigureChange:
    [found] = [
        change
        for change in part.figures
        if label in (change.label, change.label_last) and unit in change.unit
    ]
    return found


def codes(part: FigurePart, severity: str = "") -> list[str]:
    return sorted(finding.code for finding in part.findings if severity in finding.severity)


@pytest.mark.parametrize("text", [LAST, THIS])
def test_a_report_against_itself_has_no_change(text: str) -> None:
    """All figures unchanged, no finding."""
    part = compare_figures(side(text, 2024), side(text, 2024))

    assert {change.relation for change in part.figures} == {"unchanged"}
    assert part.findings == ()


def test_paragraphs_in_another_order_change_no_figure() -> None:
    """Tables and paragraphs turned round are the same figures."""
    part = compare_figures(side("\n\n".join(reversed(LAST.split("\n\n"))), 2023), side(LAST, 2023))

    assert {change.relation for change in part.figures} == {"unchanged"}


@pytest.mark.parametrize(
    ("label", "last", "this"),
    [
        ("资金执行进度", "96.90", "93.51"),
        ("年度预算总额", "1245", "1380.00"),
        ("全年执行数", "1206.38", "1290.50"),
        ("政府集中采购执行率", "95.00", "98.00"),
        ("政府采购实际支出", "38.00", "39.20"),
        ("三公经费控制率", "91.94", "58.33"),
        ("三公经费实际支出", "3.31", "2.10"),
        ("劳务派遣人员", "14", "10"),
        ("新建基层工会", "64", "52"),
        ("新增会员", "5320", "5600"),
        ("职工技能竞赛", "12", "14"),
        ("受理信访咨询", "14", "9"),
        ("服务对象满意度", "91.60", "93.20"),
    ],
)
def test_the_same_figure_is_found_under_other_names(label: str, last: str, this: str) -> None:
    """资金执行进度 is 预算执行率, and the procurement rate is another."""
    found = row(compared(), label)

    assert (found.last, found.this) == (Decimal(last), Decimal(this))


def test_people_and_money_of_one_clause_are_two_figures() -> None:
    """为84名……发放33.60万元: persons with persons, money with money."""
    part = compared()

    assert (
        row(part, "在档困难职工", "名").last,
        row(part, "在档困难职工发放帮扶资金", "万元").last,
    ) == (
        Decimal(84),
        Decimal("33.60"),
    )


def test_yuan_and_ten_thousand_yuan_are_one_amount() -> None:
    """900,000.00 元 last year is 90.00 万元 this year, in rows of another order."""
    part = compared()

    assert row(part, "帮扶救助年初预算数").relation == "unchanged"
    assert (row(part, "帮扶救助全年执行数").last, row(part, "帮扶救助全年执行数").change_rate) == (
        Decimal("87.00"),
        Decimal("10.34"),
    )


def test_a_change_is_told_in_per_cent_half_up_and_rates_in_points() -> None:
    """1,760 to 2,010 is 14.20%; 96.90% to 93.51% is -3.39 points and no per cent of a per cent."""
    part = compared()
    people, rate = row(part, "参赛职工"), row(part, "资金执行进度")

    assert (people.change, people.change_rate, people.change_unit) == (Decimal(250), Decimal("14.20"), "人次")
    assert (rate.change, rate.change_rate, rate.change_unit) == (Decimal("-3.39"), None, "百分点")


def test_a_cause_in_its_own_part_of_the_sentence_explains_a_change() -> None:
    """主要是因为小微企业注销较多 explains the unions, not the members behind the semicolon."""
    found = row(compared(), "新建基层工会")

    assert found.beyond_threshold
    assert "小微企业注销" in found.explanation.quote


def test_a_comparison_straight_beside_a_figure_explains_it() -> None:
    """同比增长 behind 参赛职工 is of 参赛职工, not of the contests before it."""
    part = compared()

    assert (row(part, "参赛职工").explained, row(part, "职工技能竞赛").explained) == (True, False)


def test_changes_without_a_word_are_told() -> None:
    """Those beyond the threshold that no sentence explains; figures of one sentence in one finding."""
    found = [f for f in compared().findings if f.code == "unexplained_change"]
    subjects = {f.subject for f in found}

    assert {"三公经费支出", "编外人数", "受理信访", "技能竞赛"} <= subjects
    assert not {"新建基层工会", "参赛职工", "预算执行率", "新发展会员"} & subjects
    assert ["控制率" in f.message for f in found if f.subject == "三公经费支出"] == [True]
    assert "三公经费控制率" not in subjects


@pytest.mark.parametrize(("threshold", "told"), [("10", True), ("40", False)])
def test_the_threshold_decides(threshold: str, told: bool) -> None:
    """36.56% less for the three public expenses needs a word at 10%, none at 40%."""
    part = compared(threshold=threshold)

    assert ("三公经费支出" in {f.subject for f in part.findings}) is told


def test_a_cause_elsewhere_explains_when_it_names_the_figure() -> None:
    """A sentence of another section that names 三公经费 and a cause."""
    more = THIS + "\n\n## 三、其他\n\n“三公”经费减少，主要是公务用车运行费用按要求压减。\n"
    found = row(compared(more), "三公经费实际支出")

    assert found.explained
    assert "压减" in found.explanation.quote


def test_official_travel_is_no_cause() -> None:
    """因公出国 and 因地制宜 begin with 因 and explain nothing."""
    more = THIS + "\n\n“三公”经费包括因公出国（境）费，各项费用因地制宜安排。\n"

    assert not row(compared(more), "三公经费实际支出").explained


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("上年预算执行率为96.90%。", []),
        ("2023年预算执行率为96.9%。", []),
        ("上年预算执行率为95.90%。", ["last_year_misquoted"]),
        ("2023年全年支出1,206万元。", []),
        ("2023年全年支出1,260.38万元。", ["last_year_misquoted"]),
        ("2022年全年支出1,100.00万元。", []),
        ("上年政府采购执行率为95.00%。", []),
        ("上年政府采购执行率为96.90%。", ["last_year_misquoted"]),
    ],
)
def test_last_years_figure_is_held_against_last_years_report(sentence: str, wrong: list[str]) -> None:
    """Rounded is right, another year is not asked about, another figure's value is wrong."""
    part = compared(THIS.replace("## 二、", f"{sentence}\n\n## 二、", 1))

    assert codes(part, "error") == wrong


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("参赛职工2,010人次，同比增长14.20%", False),
        ("参赛职工2,010人次，同比增长14.2%", False),
        ("参赛职工2,010人次，同比增长18.20%", True),
        ("参赛职工2,010人次，同比下降14.20%", True),
        ("参赛职工2,010人次，比上年增加250人次", False),
        ("参赛职工2,010人次，比上年增加350人次", True),
        ("参赛职工2,010人次，比上年的1,760人次增加250人次，增长14.20%", False),
        ("参赛职工2,010人次，比上年的1,760人次增加250人次，增长12.40%", True),
        ("参赛职工2,010人次，比年初目标增长34.00%", False),
        ("参赛职工2,010人次，环比增长18.20%", False),
        ("参赛职工2,010人次，比2022年增长40.00%", False),
    ],
)
def test_a_change_told_must_follow_from_both_reports(told: str, wrong: bool) -> None:
    """1,760 last year: the change, its sign and its per cent; other bases are not asked about."""
    part = compared(THIS.replace("参赛职工2,010人次，同比增长14.20%", told))

    assert ("wrong_change" in codes(part, "error")) is wrong


@pytest.mark.parametrize(
    ("points", "wrong"), [("3.39个百分点", False), ("3.4个百分点", False), ("4.39个百分点", True)]
)
def test_points_are_held_against_both_rates(points: str, wrong: bool) -> None:
    """96.90% to 93.51% is 3.39 points down."""
    part = compared(THIS.replace("93.51%。比上年下降3.39个百分点", f"93.51%，比上年下降{points}"))

    assert ("wrong_change" in codes(part)) is wrong


def test_a_change_from_a_misquoted_figure_is_one_error() -> None:
    """比上年的1,180人次增加830人次: the 1,180 is wrong, the difference follows from it."""
    told = "参赛职工2,010人次，比上年的1,180人次增加830人次"
    part = compared(THIS.replace("参赛职工2,010人次，同比增长14.20%", told))

    assert codes(part, "error") == ["last_year_misquoted"]


def test_a_column_of_last_year_is_last_years() -> None:
    """上年决算数 in this year's table is held against last year's text."""
    table = "| 项目 | 上年决算数（万元） | 本年决算数（万元） |\n| --- | --- | --- |\n| 基本支出 | 331.26 | 340.10 |\n| 项目支出 | 870.12 | 950.40 |\n"
    errors = [f for f in compared(f"{THIS}\n\n{table}").findings if f.severity == "error"]

    assert [(f.code, f.stated, f.expected) for f in errors] == [
        ("last_year_misquoted", "870.12万元", "875.12万元")
    ]


def test_years_that_are_not_neighbours_prove_nothing() -> None:
    """较上年 of a report two years later speaks of a report that is not here; that is said."""
    part = compare_figures(side(THIS.replace("14.20%", "99.00%"), 2025), side(LAST, 2023))

    assert codes(part, "error") == []
    assert "last_year_misquoted" in {row.check for row in part.not_comparable}


def test_an_aim_below_last_years_result_is_told() -> None:
    """60 unions after 64, and 90% content after 91.60, in one finding; a higher aim and a lower ceiling are none."""
    aims = "\n\n## 三、履职目标\n\n2024年计划新建基层工会60家，新发展会员6,000人，服务对象满意度达到90%以上，“三公”经费控制率不高于85%。\n"
    told = [f for f in compared(THIS + aims).findings if f.code == "target_below_last_year"]

    assert [f.stated for f in told] == ["60家、90%以上"]
    assert "“服务对象满意度”本年目标是90%以上，比上年实际完成的91.60分还低" in told[0].message
    assert "新发展会员" not in told[0].message


def test_what_a_rate_rose_to_is_no_aim_and_keeps_its_name() -> None:
    """接通率达到98%，职工满意度由上年的91.60分提高到93.20分: a result, of the second of two rates."""
    said = THIS.replace(
        "2024年服务对象满意度93.20%。", "热线接通率达到98.20%，服务对象满意度由上年的91.60%提高到93.20%。"
    )
    part = compared(said)
    found = row(part, "服务对象满意度")

    assert (found.last, found.this) == (Decimal("91.60"), Decimal("93.20"))
    assert codes(part, "error") == []
    assert [f for f in part.findings if f.code == "target_below_last_year"] == []


def test_last_years_figure_under_a_short_name_is_that_of_the_sentence_before() -> None:
    """上年参加读书活动 8,100人次 after the whole name: held against last year's 8,400."""
    said = THIS.replace(
        "参与职工8,400人次。", "参与职工8,900人次。上年参与职工8,100人次，增加的主要原因是新开两个书屋。"
    )
    part = compared(said)

    assert [f.stated for f in part.findings if f.code == "last_year_misquoted"] == ["8,100人次"]


def test_one_cause_behind_a_sentence_explains_all_its_figures() -> None:
    """派遣人员减少的原因 straight behind 派遣人员、编外人员占比 is the reason of both."""
    staff = "年末在编人员11名，使用劳务派遣人员{n}名，在职人员总数{t}名，编外人员占比{p}%。{why}"
    last = LAST + "\n\n" + staff.format(n=13, t=24, p="54.17", why="")
    this = THIS.replace("劳务派遣人员10名，", "")
    told = staff.format(n=4, t=15, p="26.67", why="派遣人员比上年减少9名，原因是两个站点改为社区共建。")
    part = compare_figures(
        side(f"{this}\n\n{told}", 2024), side(last.replace("、使用劳务派遣人员14人", ""), 2023)
    )

    assert row(part, "编外人员占比").explained
    assert row(part, "在职人员").explained


def test_examples_before_a_name_are_no_part_of_it() -> None:
    """焊工、钳工、护理等职工技能竞赛 is 职工技能竞赛."""
    last = LAST.replace("举办技能竞赛12场", "举办焊工、钳工、护理等职工技能竞赛12场")
    found = row(compare_figures(side(THIS, 2024), side(last, 2023)), "职工技能竞赛")

    assert (found.last, found.this) == (Decimal(12), Decimal(14))


def test_quarters_of_one_series_are_one_finding() -> None:
    """Four quarters lower than last year's are one thing to explain, not four."""
    head = "\n\n| 季度 | 累计执行数（万元） |\n| --- | --- |\n"
    tables = [
        head
        + "\n".join(f"| 第{n}季度 | {value} |" for n, value in zip("一二三四", values, strict=True))
        + "\n"
        for values in ((213, 400, 600, 800), (300, 560, 850, 1200))
    ]
    part = compare_figures(side(THIS + tables[0], 2024), side(LAST + tables[1], 2023))
    found = [f for f in part.findings if "累计执行数" in f.message]

    assert len(found) == 1
    assert all(f"第{n}季度" in found[0].message for n in "一二三四")


def test_what_was_done_in_full_needs_no_reason() -> None:
    """A rate that rose to 100% is told as a note."""
    said = "\n\n安排项目6个，按计划时间完成{n}个，项目按时完成率{rate}%。\n"
    part = compare_figures(
        side(THIS + said.format(n=6, rate="100"), 2024), side(LAST + said.format(n=4, rate="66.67"), 2023)
    )
    found = [f for f in part.findings if "按时完成率" in f.message]

    assert [f.severity for f in found] == ["note"]


def test_aims_and_plans_are_no_results() -> None:
    """下一步 and targets do not take the place of what was done."""
    plans = "\n\n## 五、下一步工作计划\n\n举办技能竞赛20场，新发展会员9,000人。\n"
    part = compared(THIS + plans)

    assert (row(part, "职工技能竞赛").this, row(part, "新增会员").this) == (Decimal(14), Decimal(5600))


def test_points_of_indicators_are_no_figures() -> None:
    """得分 and 分值 are the score sheet's business."""
    sheet = "\n\n| 三级指标 | 分值 | 得分 |\n| --- | --- | --- |\n| 预算执行率 | 10 | 9.35 |\n"
    part = compared(THIS + sheet + "\n\n预算执行率指标分值10分，自评得9.35分。\n")

    assert row(part, "资金执行进度").this == Decimal("93.51")
    assert not [change for change in part.figures if change.unit == "分" and "满意" not in change.label]


def test_a_figure_said_three_times_counts_once() -> None:
    """Text, table and problems tell one fact."""
    more = "\n\n## 三、存在的问题\n\n预算执行率93.51%，低于上年。\n\n| 指标 | 数值 |\n| --- | --- |\n| 预算执行率 | 93.51% |\n"
    rates = [change for change in compared(THIS + more).figures if change.this == Decimal("93.51")]

    assert len(rates) == 1


def test_projects_do_not_stand_for_the_unit() -> None:
    """The rate of one project is not the unit's."""
    more = (
        "\n\n### （三）重点项目\n\n“暖心驿站”项目全年预算数80.00万元，实际支出40.00万元，预算执行率50.00%。\n"
    )
    part = compared(THIS + more)

    assert row(part, "资金执行进度").this == Decimal("93.51")
    assert [c.relation for c in part.figures if c.this == Decimal("50.00")] == ["new"]


def test_without_tables_the_text_is_still_compared_and_it_is_said() -> None:
    """Half of the tables missing: a partial result with its reason."""
    part = compared(last=LAST.split("| 项目 |")[0])

    assert row(part, "资金执行进度").relation == "changed"
    assert any("上年报告只读到 0 张表" in item.reason for item in part.not_comparable)


def test_nothing_to_read_is_said() -> None:
    """A report without figures: no change is invented."""
    part = compared(last="# 报告\n\n工作总体平稳。\n")

    assert {change.relation for change in part.figures} == {"new"}
    assert any("没有读到可以比较的数据" in item.reason for item in part.not_comparable)


def test_names_that_differ_by_a_telling_word_are_two_figures() -> None:
    """新增会员 is not 会员, 受理 is not 办结: called new and gone rather than changed."""
    last = "# 报告\n\n全年受理劳动争议案件50件，全区工会会员60,000人，调解率80%。\n"
    this = "# 报告\n\n全年办结劳动争议案件40件，新增工会会员3,000人，调解成功率60%。\n"

    assert Counter(change.relation for change in compared(this, last).figures) == {"new": 3, "gone": 3}


def test_several_figures_of_one_name_are_not_mixed_up() -> None:
    """其中 and brackets say what a part is a part of."""
    last = "核定编制11名（公务员10名，工勤1名），在编8名（公务员7名，工勤1名）。"
    this = "在编9名（公务员8名，工勤1名），核定编制12名（公务员11名，工勤1名）。"
    changes = [(c.last, c.this) for c in compared(this, last).figures if c.label == "公务员"]

    assert sorted(changes) == [(Decimal(7), Decimal(8)), (Decimal(10), Decimal(11))]
