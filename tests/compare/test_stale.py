"""What of last year's report cannot be right in this year's text."""

from __future__ import annotations

import pytest
from text_reports import LAST, last_year, side, this_year

from ziping.compare.paragraphs import TextPart, compare_text
from ziping.domain.comparison import TextSpan
from ziping.domain.finding import Finding

ORGANISED = "组建方面，2024年把力量放在快递网点，新建网点联合工会4家，吸收快递员1,873人入会，组建率比上年提高2.1个百分点。"
COPIED_ORGANISED = (
    "组建方面，2024年在河西物流园新建联合工会6家，吸收货车司机2,416人入会，组建率比上年提高3.2个百分点。"
)


def compared(*changes: tuple[str, str]) -> TextPart:
    return compare_text(this_year(*changes), last_year())


def found(part: TextPart, code: str) -> list[Finding]:
    return [finding for finding in part.findings if finding.code == code]


def stated(part: TextPart, code: str) -> list[str]:
    return [finding.stated for finding in found(part, code)]


def test_an_honest_report_has_nothing_stale() -> None:
    """Years moved on, figures new, headings, posts and rules the same: nothing to say."""
    assert compared().findings == ()


def test_last_years_year_in_a_copied_sentence() -> None:
    """2023年 where the sentence should say 2024年, with the right year as what is expected."""
    part = compared(("2024年年初预算915.20万元", "2023年年初预算915.20万元"))

    assert [(f.stated, f.expected) for f in found(part, "stale_year")] == [("2023年", "2024年")]


def test_last_years_year_in_a_heading() -> None:
    """A heading with last year's year, copied with it."""
    side = last_year(("# 二、预算执行情况", "# 二、2023年预算执行情况"))
    part = compare_text(this_year(("# 二、预算执行情况", "# 二、2023年预算执行情况")), side)

    assert stated(part, "stale_year") == ["2023年"]


@pytest.mark.parametrize(
    "words",
    [
        "预算执行率比上年2023年提高0.54个百分点。",
        "预算执行率高于2023年的97.10%。",
        "驿站自2023年以来由街道代管。",
        "依据《沧溪区总工会财务管理办法》（沧工发〔2023〕8号）执行。",
        "按照2023—2025年工会工作规划推进。",
        "2023年12月修订的采购办法继续施行。",
    ],
)
def test_years_that_may_stand(words: str) -> None:
    """Comparisons, numbers of documents, plans of several years and dates of what stays in force, though last year's report has them too."""
    place = "预算执行率97.64%。"
    last = last_year(("预算执行率97.10%。", f"预算执行率97.10%。{words}"))
    part = compare_text(this_year((place, f"{place}{words}")), last)

    assert stated(part, "stale_year") == []


def test_a_comparison_with_the_year_before_last() -> None:
    """比2022年 copied from last year's report should compare with 2023."""
    last = last_year(("均控制在预算以内。", "接待外地来访的批次比2022年少了一半以上。"))
    part = compare_text(this_year(("均控制在预算以内。", "接待外地来访的批次比2022年少了一半以上。")), last)

    assert [(f.stated, f.expected) for f in found(part, "stale_year")] == [("2022年", "2023年")]


def test_a_measure_dated_in_the_year_that_is_over() -> None:
    """Last year's measure for 2024 standing in the measures of 2024's report."""
    last = last_year((
        "二是开展固定资产清查，补贴资产标签并更新固定资产台账。",
        "二是由财务科在2024年6月底前清查固定资产。",
    ))
    this = this_year((
        "二是编制2025年预算时向三家制作单位询价，留存询价记录。",
        "二是由财务科在2024年6月底前清查固定资产。",
    ))

    assert [f.expected for f in found(compare_text(this, last), "stale_year")] == ["2025年"]


def test_figures_carried_over_in_a_copied_sentence() -> None:
    """All figures of a sentence that stands as last year, the year aside, in one finding."""
    part = compared((ORGANISED, COPIED_ORGANISED))

    assert stated(part, "carried_figure") == ["6家、2,416人、3.2个百分点"]


def test_a_figure_carried_over_in_a_changed_sentence() -> None:
    """One figure left as it was while the others were brought up to date; it is marked in the paragraph."""
    part = compared(("全年支出921.47万元，预算执行率97.64%", "全年支出876.32万元，预算执行率97.64%"))

    assert stated(part, "carried_figure") == ["876.32万元"]
    [pair] = [pair for pair in part.paragraphs if pair.spans]
    assert [pair.text_this[span.start : span.end] for span in pair.spans] == ["876.32万元"]
    assert {span.code for span in pair.spans} == {"carried_figure"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("核定编制15名", "核定编制15名"),
        ("全年接待户外劳动者46,210人次", "全年接待户外劳动者46,210人次，目标40,000人次"),
        ("均控制在预算以内。", "均控制在预算以内，支付及时率100%。"),
        ("均控制在预算以内。", "均控制在预算以内，本项满分10分。"),
        ("均控制在预算以内。", "均控制在预算以内，每人补助标准为300元。"),
    ],
)
def test_figures_that_may_stay(old: str, new: str) -> None:
    """Posts, targets, full marks, rates fixed by rule and 100% are not carried over."""
    last = last_year(
        ("全年接待户外劳动者38,540人次", "全年接待户外劳动者38,540人次，目标40,000人次"),
        ("均控制在预算以内。", "均控制在预算以内，支付及时率100%。本项满分10分。每人补助标准为300元。"),
    )

    assert stated(compare_text(this_year((old, new)), last), "carried_figure") == []


def test_last_years_figure_against_this_years_table() -> None:
    """The text says last year's 培训费, this year's own table another."""
    part = compared(("培训费15.03万元，均", "培训费12.47万元，均"))

    assert [(f.stated, f.expected) for f in found(part, "stale_figure")] == [("12.47万元", "15.03万元")]
    assert stated(part, "carried_figure") == []


def test_the_same_figure_in_this_years_table_is_no_finding() -> None:
    """What the table of this year gives as well is this year's figure, if by chance the same."""
    part = compared(
        ("培训费15.03万元，均", "培训费12.47万元，均"), ("| 培训费 | 15.03 |", "| 培训费 | 12.47 |")
    )

    assert stated(part, "stale_figure") + stated(part, "carried_figure") == []


def test_a_project_of_last_year() -> None:
    """A project that only last year's list has, in a sentence made from last year's."""
    part = compared((
        "服务方面，改造城东驿站，增加阅读角和母婴室",
        "服务方面，河西驿站建设按期完成，配备饮水机和母婴室",
    ))

    assert stated(part, "stale_project") == ["河西驿站建设"]


def test_a_project_told_as_one_of_last_year() -> None:
    """The same name with 上年 before it looks back and is no mistake."""
    part = compared(("服务方面，改造城东驿站", "服务方面，上年河西驿站建设项目已结束，今年改造城东驿站"))

    assert stated(part, "stale_project") == []


def test_without_a_list_of_projects_it_is_said() -> None:
    """No list in this year's report: not looked for, and said so."""
    part = compared(("的项目分别为城东驿站改造、劳模疗休养、困难职工解困、货车司机入会", "的项目均已完成"))

    assert [row.check for row in part.not_comparable] == ["stale_project"]


def test_a_yearly_notice_of_last_year() -> None:
    """The notice for 2023's self-evaluation cited in 2024's report; its year is not told a second time."""
    part = compared((
        "《关于开展2024年度部门整体支出绩效自评工作的通知》（沧财绩〔2025〕2号）",
        "《关于开展2023年度部门整体支出绩效自评工作的通知》（沧财绩〔2024〕3号）",
    ))

    assert stated(part, "stale_document") == ["关于开展2023年度部门整体支出绩效自评工作的通知"]
    assert stated(part, "stale_year") == []


def test_a_standing_rule_is_no_yearly_notice() -> None:
    """A law or a rule with a year of revision stays in force."""
    rule = "落实《沧溪区总工会采购管理办法（2023年修订）》和《中华人民共和国工会法》，做好各项工作。"
    last = last_year(("均控制在预算以内。", f"均控制在预算以内。{rule}"))
    part = compare_text(this_year(("均控制在预算以内。", f"均控制在预算以内。{rule}")), last)

    assert stated(part, "stale_document") + stated(part, "stale_year") == []


def test_without_years_only_figures_are_looked_at() -> None:
    """Where a report does not tell its year, years and documents are not looked for, and that is said."""
    part = compare_text(this_year((ORGANISED, COPIED_ORGANISED), year=None), last_year(year=None))

    assert stated(part, "carried_figure") == ["6家、2,416人、3.2个百分点"]
    assert [row.check for row in part.not_comparable] == ["stale_year"]


def test_a_span_stands_in_the_paragraph() -> None:
    """Spans count code points of this year's paragraph."""
    part = compared(("2024年年初预算915.20万元", "2023年年初预算915.20万元"))
    [pair] = [pair for pair in part.paragraphs if pair.spans]

    assert pair.spans == (TextSpan(start=0, end=5, code="stale_year"),)


def test_a_budget_before_it_was_changed_is_no_stale_figure() -> None:
    """由13.46万元调增至17.46万元: the table has what it was changed to, so 13.46 is not held against it."""
    words = "离退休经费由13.46万元调增至17.46万元。"
    table = "\n| 项目 | 调整后（万元） |\n| --- | --- |\n| 离退休经费 | {value} |\n"
    end = "均控制在预算以内。"
    part = compare_text(
        this_year((end, f"{end}{words}\n{table.format(value='18.20')}")),
        last_year((end, f"{end}{words}\n{table.format(value='17.46')}")),
    )

    assert stated(part, "stale_figure") == []


def test_spending_is_not_held_against_a_budget() -> None:
    """基本支出334.59万元 was spent; the table's only figure of the row is what was planned."""
    table = "\n| 项目 | 调整预算数（万元） |\n| --- | --- |\n| 基本支出 | {value} |\n"
    end, words = "均控制在预算以内。", "其中基本支出334.59万元。"
    part = compare_text(
        this_year((end, f"{end}{words}\n{table.format(value='363.09')}")),
        last_year((end, f"{end}{words}\n{table.format(value='351.20')}")),
    )

    assert stated(part, "stale_figure") == []


def test_a_table_that_is_last_years_too_proves_nothing() -> None:
    """Text and table were at odds last year already; neither is fresh."""
    table = "\n| 项目 | 金额（万元） |\n| --- | --- |\n| 差旅费 | 4.20 |\n"
    end, words = "均控制在预算以内。", "差旅费3.96万元。"
    part = compare_text(
        this_year((end, f"{end}{words}\n{table}")), last_year((end, f"{end}{words}\n{table}"))
    )

    assert stated(part, "stale_figure") == []


def test_a_project_named_in_several_places_is_one_finding() -> None:
    """At the first place, with how many there are."""
    part = compared(
        ("同步更新。", "同步更新。“河西驿站建设”项目运行良好。"),
        ("改造城东驿站，", "改造城东驿站，推进“河西驿站建设”项目，"),
    )
    [finding] = found(part, "stale_project")

    assert "（共 2 处）" in finding.message


def test_carried_figures_of_a_changed_sentence_are_doubtful_and_those_of_a_copied_one_a_note() -> None:
    """Words anew round 2,416人 and 6家; a whole paragraph as it was is one note."""
    changed_words = COPIED_ORGANISED.replace("在河西物流园新建", "面向河西物流园区，组建成立")
    edited = compared((ORGANISED, changed_words))
    whole = compared((ORGANISED, COPIED_ORGANISED))

    assert [(f.severity, "2,416人" in f.stated) for f in found(edited, "carried_figure")] == [
        ("warning", True)
    ]
    assert [f.severity for f in found(whole, "carried_figure")] == ["note"]


def test_balances_may_stay_in_a_changed_sentence() -> None:
    """结转 and 待处置 at the end of a year may be what they were a year before."""
    end = "均控制在预算以内。"
    last = last_year((end, f"{end}全年收回资金31.50万元，年末结转结余128.46万元。"))
    part = compare_text(this_year((end, f"{end}全年收回资金29.70万元，年末结转结余128.46万元。")), last)

    assert {f.severity for f in found(part, "carried_figure")} <= {"note"}


def test_a_report_without_headings_is_told_as_a_whole() -> None:
    """No section called 正文: the report is copied, and the table of sections says that it has no headings."""
    text = " ".join(line for line in LAST.splitlines() if line and not line.startswith(("#", "|")))
    plain = [f"{year}年度自评\n\n{text.replace('2023年', f'{year}年')}\n" for year in (2024, 2023)]
    part = compare_text(side(plain[0], 2024), side(plain[1], 2023))

    assert "copied_report" in {f.code for f in part.findings}
    assert "copied_section" not in {f.code for f in part.findings}
    assert [row.heading for row in part.sections] == ["全文（没有标题）"]


def test_many_copied_sections_are_notes_behind_the_copied_report() -> None:
    """The report is doubtful; which sections, the table says."""
    part = compare_text(side(LAST.replace("2023年", "2024年") + MORE, 2024), side(LAST + MORE, 2023))

    assert [f.severity for f in found(part, "copied_report")] == ["warning"]
    assert len(found(part, "copied_section")) > 3
    assert {f.severity for f in found(part, "copied_section")} == {"note"}


MORE = "".join(
    f"\n# {number}、{name}工作\n\n"
    + "".join(
        f"{name}方面的第{at}项工作由专人负责，按月检查，按季通报，年底考核，结果与评先评优挂钩。"
        for at in "甲乙丙丁"
    )
    + "\n"
    for number, name in zip("六七八九", ("经审", "财务", "文体", "网信"), strict=True)
)
