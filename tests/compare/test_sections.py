"""Sections by what they are for."""

from __future__ import annotations

import pytest
from text_reports import side

from ziping.compare.sections import meaning
from ziping.compare.units import text_of


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("（一）主要职能", "duties"),
        ("一、部门（单位）主要职责", "duties"),
        ("1．机构情况", "structure"),
        ("（二）人员编制及机构设置", "structure"),
        ("一、部门（单位）基本情况", "basics"),
        ("（三）2021 年部门预算编制情况", "budget"),
        ("（四）2021 年部门预算执行情况。", "execution"),
        ("2. 绩效目标设置情况", "management"),
        ("（一）主要履职目标", "goals"),
        ("（二）主要履职情况", "work"),
        ("（二）各项工作任务绩效目标完成情况分析", "work"),
        ("三、存在的主要问题", "problems"),
        ("（二）存在问题及改进措施", "problems_and_measures"),
        ("四、下一步改进措施", "measures"),
        ("（三）后续工作计划、相关建议", "plans"),
        ("三、上年度自评发现问题的整改情况", "looking_back"),
        ("（一）自评结论综述", "conclusion"),
        ("（一）预算绩效管理工作主要经验、做法", "experience"),
        ("（一）基层组织建设全面规范", ""),
    ],
)
def test_headings_by_meaning(heading: str, key: str) -> None:
    """Numbers, years and wording aside, a heading says what its section is for."""
    assert meaning(heading) == key


def test_a_line_opens_the_list_of_functions() -> None:
    """主要职责是： opens the functions though no heading says so; a paragraph without a number ends them."""
    text = text_of(
        side(
            "# 一、部门概况\n\n区总工会是区委领导的群团组织。\n\n主要职责是：\n\n1. 指导基层组建；\n\n2. 维护职工权益。\n\n2021年部门支出收入另行说明。",
            2021,
        )
    )

    assert [p.section.key for p in text.paragraphs] == ["basics", "duties", "duties", "duties", "basics"]


def test_a_heading_without_known_meaning_keeps_its_parents() -> None:
    """（一）基层组织建设全面规范 below 履职情况 is part of it."""
    text = text_of(side("# 六、部门履职情况\n\n## （一）基层组织建设全面规范\n\n新建工会十二家。", 2021))

    assert [(p.section.key, p.section.heading) for p in text.paragraphs] == [("work", "六、部门履职情况")]
