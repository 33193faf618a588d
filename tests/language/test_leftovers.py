"""What a template leaves behind."""

from __future__ import annotations

import pytest

from ziping.language.leftovers import ASKED, LEFT_OVER


@pytest.mark.parametrize(
    "text",
    [
        "{{ unit }}总工会", "{% if a %}", "{# 说明 #}", "${unit}", "XX区总工会", "xx年度", "ＸＸ区", "共XX人", "慰问×××元", "X×区",
        "____万元", "＿＿＿", "TODO", "此处填写依据", "请在此说明原因", "〔单位名称〕", "〔〕", "〔填写3项〕",
    ],
)  # fmt: skip
def test_what_nobody_finished_is_found(text: str) -> None:
    """Marks of template languages, crosses, blanks, brackets without a number."""
    assert LEFT_OVER.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "福府办〔2021〕3号", "见注〔3〕", "采购A3纸2×5包", "第X届", "MAXX牌打印机", "待补充：采购计划", "待补充：请说明原因", "a_b",
        "此处房屋", "{}", "$5",
    ],
)  # fmt: skip
def test_what_a_report_may_hold_is_not(text: str) -> None:
    """Numbers of documents, products, one letter; what is to be supplied is told apart."""
    assert not LEFT_OVER.search(text)


def test_words_to_the_writer_are_told_apart() -> None:
    """A draft may ask to fill something in, a report that was sent may not."""
    assert ASKED.search("（请填写单位名称）")
    assert ASKED.search("［单位名称］")
    assert not ASKED.search("申请补充资金，邀请说明会")
