"""One fact, one number: scores, key figures and repeated words across a report."""

from __future__ import annotations

import pytest
from tests.audit.papers import paper, told
from tests.audit.test_tables import table

from ziping.audit.score_facts import one_score, whole_score
from ziping.audit.text_facts import key_figures
from ziping.audit.text_repeats import alike, repeated, unit_slips

Told = list[tuple[str, str]]

SECTION = """## （一）部门管理

### 1.资产管理

资产管理主要从安全性和利用率两个方面进行评价，指标分值3分，自评得分{opening}分。

（1）安全性方面，符合要求。

（2）利用率方面，偏低。

因此，两项指标合计得分为{closing}分。
"""


@pytest.mark.parametrize(("closing", "expected"), [("2", []), ("3", [("error", "3分")])])
def test_a_section_opens_and_closes_with_one_score(closing: str, expected: Told) -> None:
    """自评得分2分 at the top and 合计得分3分 at the end disagree."""
    assert told(one_score, SECTION.format(opening="2", closing=closing)) == expected


def test_text_and_score_table_agree() -> None:
    """A full mark in a sentence is that of the table; a shortened name is the one name it begins."""
    scores = table("二级指标 三级指标 分值 得分", "资金 预决算信息公开 3 3", "_ 政府采购 2 2")

    assert told(one_score, f"{scores}\n\n预决算信息分值3分，得分3分。") == []
    assert told(one_score, f"{scores}\n\n预决算信息分值2分，得分3分。") == [("error", "2分")]


def test_two_indicators_of_one_name_are_not_compared() -> None:
    """管理制度健全性 stands under two groups with different marks."""
    scores = table("二级指标 三级指标 分值 得分", "预算 管理制度健全性 3 3", "资产 管理制度健全性 4 4")

    assert told(one_score, f"{scores}\n\n管理制度健全性分值3分，得分3分。") == []


def test_the_total_score_is_one() -> None:
    """The conclusion and the annex give the same total."""
    scores = table("三级指标 分值 得分", "人数 60 58", "满意度 40 36", "总分 100 94")

    assert told(whole_score, f"本次绩效评价得分94分。\n\n{scores}") == []
    assert told(whole_score, f"本次绩效评价得分95分。\n\n{scores}") == [("error", "95分")]


BUDGET = table(
    "项目 年初预算数 全年预算数",
    "一、基本支出 3000000 3000000",
    "二、项目支出 5000000 6000000",
    "合计 8000000 9000000",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本单位2025年年初预算800.00万元，全年预算数900.00万元。", []),
        ("本单位2025年年初预算820.00万元，全年预算数900.00万元。", 1),
        ("上年年初预算700.00万元。", []),
        ("培训项目年初预算30.00万元。", []),
        ("“三公”经费年初预算3.00万元。", []),
        ("力争年初预算达到820.00万元。", []),
    ],
)
def test_a_key_amount_is_the_same_in_text_and_table(text: str, expected: Told | int) -> None:
    """年初预算 in 万元 is the table's total in 元; other years, projects and parts are other facts."""
    findings = told(key_figures, f"{BUDGET}\n\n{text}")

    assert len(findings) == expected if isinstance(expected, int) else findings == expected


def test_a_slip_of_the_unit_is_named() -> None:
    """800 元 for 800 万元 is off by exactly ten thousand."""
    given = paper("本单位年初预算800.00万元，主要用于服务。\n\n部门年初预算800.00元，已批复下达。")

    assert "相差正好1万倍" in key_figures(given).findings[0].message


def test_two_head_counts_are_asked_about() -> None:
    """实有 10 on the cover and 在职 16 in the text may be one thing: a warning."""
    cover = table("人员编制 7 实有人数 10", "年度 2025 类别 行政", caption="基本情况")

    assert told(key_figures, f"{cover}\n\n现有在职人数16人。") == [("warning", "10")]


def test_all_staff_is_not_staff_in_post() -> None:
    """在职人员总数 counts contract staff as well."""
    assert told(key_figures, "年末实有编制人员8名。\n\n在职人员总数27人。") == []


def test_the_same_words_have_the_same_figures() -> None:
    """A sentence said twice with one figure changed."""
    text = "为{}名困难职工发放帮扶慰问物品{}件。\n\n## 二、效益\n\n为262名困难职工发放帮扶慰问物品300件。"

    assert told(repeated, text.format(262, 300)) == []
    assert told(repeated, text.format(226, 300)) == [("error", "262名")]


def test_the_same_ending_with_two_figures_is_asked_about() -> None:
    """254 万元 and 300 余万元 of the same kinds of pay, without a period."""
    text = "帮助争取产假工资、工伤补偿金等254万元。\n\n累计争取产假工资、工伤补偿金等300余万元。"

    assert told(alike, text) == [("warning", "300余万元")]


def test_a_target_is_no_result() -> None:
    """A goal of 60 and a result of 64 are two facts."""
    text = "## 一、目标\n\n新建基层工会组织60家。\n\n## 二、完成情况\n\n新建基层工会组织64家。"

    assert told(alike, text) == []


def test_the_same_digits_have_one_unit() -> None:
    """28.35 元 once and 28.35 万元 elsewhere."""
    text = "慰问职工，物资折合28.35万元。\n\n## 二、效益\n\n发放物资28.35{}。"

    assert told(unit_slips, text.format("万元")) == []
    assert told(unit_slips, text.format("元")) == [("warning", "28.35元")]


def test_a_name_that_stands_for_many_things_is_not_compared() -> None:
    """Seven projects, each with its own budget: one note that says so, no errors."""
    text = "\n\n".join(f"第{number}项工作全年预算数{number * 10}.5万元。" for number in range(1, 8))

    assert [severity for severity, _ in told(key_figures, text)] == ["note"]
