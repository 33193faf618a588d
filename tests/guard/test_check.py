"""``ziping.guard.check``: what must pass and what must be caught, over one invented union's facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.tables import UNION
from ziping.guard import check

GOOD = [
    "2024年，全年支出887.32万元，预算执行率97.25%。",
    "全年支出八百八十七点三二万元，预算执行率９７．２５％。",
    "全年支出8,873,200元，约为887.3万元。",
    "预算执行率比上年提高1.85个百分点。",
    "“三公”经费支出5.20万元，其中公务接待费1.36万元、公务用车运行维护费3.84万元。",
    "全年帮扶困难职工326人，比上年增加28人。",
    "培训班办了18期，培训近2500人次。",
    "帮扶困难职工326人，比上年增加28人，超过300人的目标。",
    "基本支出402.18万元，占全年支出的45.33%；项目支出485.14万元，占54.67%。",
    "固定资产总额1,206.48万元，在用1,098.75万元，其余107.73万元尚未投入使用，占8.93%。",
    "职工满意度96.35%，达到95%的目标，但比上年下降0.45个百分点。",
    "全年未发生安全责任事故，收到职工投诉3件。",
    "依据《河湾区总工会经费管理办法》和河财绩〔2024〕15号文件执行，整改在2025年6月30日前完成。",
    "一是落实一岗双责，二是进一步规范“三公”经费管理。",
    "预算执行率分值10分，得分9.73分。",
]

BAD = [
    ("swapped_metric", "2024年，预算执行率93.18%。", "93.18%"),
    ("stale_last_year", "2024年，全年支出842.10万元。", "842.10万元"),
    ("bad_rounding", "政府采购执行率93.1%。", "93.1%"),
    ("wrong_unit", "全年培训2416人。", "2416人"),
    ("magnitude", "全年支出88.732万元。", "88.732万元"),
    ("wrong_direction", "职工满意度96.35%，比上年提高0.45个百分点。", ""),
    ("wrong_document_number", "依据河财绩〔2024〕51号文件执行。", "河财绩〔2024〕51号"),
    ("invented_document", "依据《河湾区总工会绩效管理暂行办法》执行。", "《河湾区总工会绩效管理暂行办法》"),
    ("score_over_max", "预算执行率分值10分，得分10.73分。", "10.73分"),
    ("swapped_metric", "基本支出485.14万元，项目支出402.18万元。", "485.14万元"),
    ("wrong_direction", "帮扶困难职工326人，比上年增加28人，低于300人的目标。", "低于300人"),
]


@pytest.mark.parametrize("text", GOOD)
def test_a_true_sentence_passes(text: str) -> None:
    """Conversions, rounding, hedges, derivations and fixed terms are no faults."""
    report = check(text, UNION)

    assert [item.message for item in report.violations] == []


@pytest.mark.parametrize(("code", "text", "surface"), BAD, ids=[row[0] for row in BAD])
def test_a_false_sentence_is_caught_with_its_code(code: str, text: str, surface: str) -> None:
    """The right code at the right place, in words a writer understands."""
    report = check(text, UNION)
    found = [item for item in report.violations if item.code == code]

    assert report.verdict == "reject"
    assert found, [(item.code, item.surface) for item in report.violations]
    assert surface in found[0].surface
    assert (
        found[0].message.endswith(("。", "）", "数", "）的数"))
        or "请" in found[0].message
        or "数据" in found[0].message
    )


@pytest.mark.parametrize("text", [row[1] for row in BAD])
def test_offsets_point_at_the_surface(text: str) -> None:
    """Code points of the original text, end exclusive."""
    report = check(text, UNION)

    assert [text[item.start : item.end] for item in report.violations] == [
        item.surface for item in report.violations
    ]


def test_a_zero_width_character_hides_nothing() -> None:
    """The broken figure is read and judged."""
    assert check("预算执行率93.\u200b18%。", UNION).verdict == "reject"


def test_the_same_text_gives_the_same_report() -> None:
    """Nothing depends on order or chance."""
    text = "".join(row[1] for row in BAD)

    assert check(text, UNION) == check(text, UNION)


@given(
    st.text(
        alphabet=st.sampled_from(
            "预算执行率全年支出比上年提高。，、0123456789.,%％万亿元人次《》〔〕号一二三十百\u200b \n"
        ),
        max_size=60,
    )
)
def test_no_text_crashes_the_guard(text: str) -> None:
    """Whatever is written, an answer comes back and its offsets are right."""
    report = check(text, UNION)

    assert all(text[item.start : item.end] == item.surface for item in report.violations)
