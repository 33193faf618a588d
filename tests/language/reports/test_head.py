"""Whose report it is and of which year: title, cover, signature, and what the text says most often."""

from __future__ import annotations

import pytest

from ziping.domain.document import Document
from ziping.intake.document import read_document
from ziping.language.reports.figures import Figures
from ziping.language.reports.head import report_unit, report_year, title_year


def report(*lines: str) -> Document:
    return read_document("\n\n".join(lines).encode("utf-8"), "报告.md")


def year(*lines: str) -> int | None:
    return report_year(Figures(report(*lines)))


def test_the_title_names_the_year() -> None:
    """Other years in the text do not matter."""
    assert (
        year("# 某区总工会2023年度部门整体支出绩效自评报告", "2022年做了很多工作，2022年、2022年。") == 2023
    )


def test_without_a_title_the_year_said_most_often_counts() -> None:
    """Three times are enough when no other year is said as often."""
    assert year("# 工作报告", "2023年新建工会。", "2023年帮扶职工。", "2023年与2022年相比有所增加。") == 2023


@pytest.mark.parametrize(
    "said", ["2023年一次。", "2023年、2023年、2023年；2022年、2022年、2022年。", "没有年份。"]
)
def test_a_year_is_not_guessed(said: str) -> None:
    """Said too seldom, or two years as often, is no year."""
    assert year("# 工作报告", said) is None


def test_a_figure_of_the_text_is_no_title_year() -> None:
    """The audit goes by titles alone."""
    assert title_year(Figures(report("# 工作报告", "2023年、2023年、2023年、2023年。"))) is None


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        (("# 2023年度部门整体绩效自评报告", "部门名称（公章）：乙市甲区总工会"), "乙市甲区总工会"),
        (("# 自评报告", "部门(单位)名称：  甲县总工会"), "甲县总工会"),
        (("# 自评报告", "总结如上。", "甲区总工会", "2024年3月5日"), "甲区总工会"),
        (("# 自评报告", "总结如上。", "甲区总工会", "待补充：成文日期"), "甲区总工会"),
        (("# 甲区总工会2023年度部门整体支出绩效自评报告", "正文。"), "甲区总工会"),
        (
            ("| 甲区总工会2023年度部门整体支出绩效自评评分表 |  |\n| --- | --- |\n| 指标 | 得分 |",),
            "甲区总工会",
        ),
        (("# 关于甲区总工会 2023 年度整体支出绩效评价的报告", "正文。"), "甲区总工会"),
        (
            ("# 工作情况", "2023年，甲区总工会新建工会。", "甲区总工会帮扶职工，由乙市总工会指导。"),
            "甲区总工会",
        ),
        (("# 项目支出绩效自评表", "正文。"), ""),
        (("# 工作情况", "正文。"), ""),
    ],
)
def test_the_unit_is_found(lines: tuple[str, ...], unit: str) -> None:
    """On the cover, above the date, in the title, else the union named most often; nothing is not guessed."""
    assert report_unit(report(*lines)) == unit


def test_the_unit_of_a_form_stands_beside_its_label() -> None:
    """A project form names it in a cell."""
    form = report("# 项目支出绩效自评表", "| 项目名称 | 送温暖 |\n| --- | --- |\n| 预算单位： | 甲区总工会 |")

    assert report_unit(form) == "甲区总工会"
