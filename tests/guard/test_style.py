"""``check_style``: how an official report is written."""

from __future__ import annotations

import pytest

from ziping.domain.draft import Draft, Paragraph, Section
from ziping.guard.style import Bounds, Styled, StyleOptions, check_draft_style, check_style


def found(*texts: str, options: StyleOptions | None = None) -> list[str]:
    """Surfaces of what is found fault with in paragraphs of one section."""
    styled = [Styled(f"work.n{number}", text, "work") for number, text in enumerate(texts, start=1)]
    return [item.surface for item in check_style(styled, options or StyleOptions())]


@pytest.mark.parametrize(
    "text",
    [
        "一是扩大入会覆盖；二是做实困难帮扶；三是推进纠纷化解。",
        "全年参赛职工1,760人次，截至12月31日资金全部拨付。",
        "参训职工约1,300人，满意度在4%～6%的区间变动。",
        "进一步加强赛事经费管理，按月核对支出进度。",
        "第一季度完成动员，是否续签由双方协商。",
        "上半年支出进度偏慢，主要是启动较晚。",
        "（1）职工技能培训。开办培训班24期。",
        "依据《项目管理办法（试行）》第3条，“三公”经费下降4.25%。",
        "送检样品2千克，5百强企业参加。",
    ],
)
def test_plain_official_prose_passes(text: str) -> None:
    """Nothing to strike out."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("**帮扶**：发放资金。", "**"),
        ("# 履职情况", "# "),
        ("- 签订合同128份", "- "),
        ("```发放资金```", "```"),
        ("把关怀送到一线！", "！"),
        ("合同怎样才能签得实？", "合同怎样才能签得实？"),
        ("今年以来，开办培训班。", "今年以来"),
        ("截至目前，开办培训班。", "截至目前"),
        ("预计年底完成。", "预计"),
        ("这项工作搞得不错。", "搞得"),
        ("我们开展帮扶。", "我们"),
        ("参赛约1,760人次左右。", "约1,760人次左右"),
        ("发放9千6百元。", "9千6百"),
        ("慰问三千一百五十人。", "三千一百五十"),
        ("变动幅度4-6%。", "4-6%"),
        ("发放34.40余万元。", "34.40余"),
        ("发放资金,走访职工。", ","),
        ("一、履职情况良好。", "一、"),
        ("下一步进一步加强管理。", "进一步加强管理"),
        ("确保工作落到实处。", "落到实处"),
        ("一是扩大覆盖；三是推进调解。", "三是"),
        ("一是扩大覆盖。", "一是"),
    ],
)
def test_each_fault_is_found_where_it_stands(text: str, surface: str) -> None:
    """Mark-up, exclamation, question, tense, spoken words, numerals, punctuation, numbers of headings, empty phrases."""
    assert surface in found(text)


def test_the_unit_calls_itself_one_thing_throughout() -> None:
    """The name said less often is the slip."""
    assert found("本单位开展帮扶。", "本单位组织竞赛。", "我会组建队伍。") == ["我会"]


def test_the_family_may_say_what_the_unit_calls_itself() -> None:
    """Then every other name is a slip."""
    assert found("本单位开展帮扶。", options=StyleOptions(person="我会")) == ["本单位"]


def test_a_quoted_name_is_not_the_units_own() -> None:
    """A title keeps its words."""
    assert found("本单位执行《我会印章管理办法》。") == []


def test_a_sentence_is_said_once() -> None:
    """The second one is found, wherever it stands."""
    assert found("开办职工技能培训班。", "按月核对。开办职工技能培训班。") == ["开办职工技能培训班"]


def test_what_is_missing_may_be_said_twice() -> None:
    """待补充 is honest every time."""
    assert found("待补充：责任部门、完成时限。", "待补充：责任部门、完成时限。") == []


def test_a_clause_is_not_said_more_often_than_allowed() -> None:
    """One finding, at the first one too many."""
    texts = [f"第{number}项工作，按照规定的程序办理完毕。" for number in range(1, 5)]

    assert found(*texts, options=StyleOptions(most_repeats=3)) == ["按照规定的程序办理完毕"]
    assert found(*texts, options=StyleOptions(most_repeats=4)) == []


def test_numbers_of_neighbouring_paragraphs_go_on() -> None:
    """（1）（3） lacks （2）; a list may begin anew."""
    assert found("（1）甲项。", "（3）乙项。") == ["（3）"]
    assert found("（1）甲项。", "（2）乙项。", "（1）丙项。") == []


def test_a_section_keeps_to_its_length() -> None:
    """Too long and too short are told with both numbers; a short text that says what is missing is honest."""
    options = StyleOptions(bounds={"work": Bounds(10, 20)})
    styled = [Styled("work.n1", "开办职工技能培训班。", "work")]
    short = check_style(styled, options)
    long = check_style(
        [Styled("work.n1", "开办职工技能培训班并按月核对支出进度和服务数据情况。", "work")], options
    )

    assert short == ()
    assert ["超过20字" in item.message for item in long] == [True]
    assert ["不到10字" in item.message for item in check_style([Styled("a", "很短。", "work")], options)] == [
        True
    ]
    assert check_style([Styled("a", "待补充：成绩。", "work")], options) == ()


def draft(*headings: tuple[int, str]) -> Draft:
    """A draft of headings with a paragraph each."""
    sections = tuple(
        Section(
            id=f"s{number}",
            level=level,
            heading=heading,
            blocks=(Paragraph(id=f"s{number}.n1", text=f"第{number}部分的内容。"),),
        )
        for number, (level, heading) in enumerate(headings, start=1)
    )
    return Draft(
        unit="临河区总工会",
        year=2025,
        rubric="r",
        title="报告",
        sections=sections,
        signatory="落款",
        date="日期",
    )


def test_headings_are_numbered_by_level_without_gaps() -> None:
    """一、 then （一） then 1., each counted on."""
    right = draft((1, "一、概况"), (2, "（一）职能"), (3, "1.目标"), (1, "二、结论"))
    wrong = draft((1, "一、概况"), (2, "（二）职能"), (1, "三、结论"))

    assert check_draft_style(right) == ()
    assert [item.message for item in check_draft_style(wrong)] == [
        "标题“（二）职能”的序号应为“（一）”",
        "标题“三、结论”的序号应为“二、”",
    ]
