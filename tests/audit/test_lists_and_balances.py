"""Figures in a row and figures that must come out even, the right and the wrong way."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.checks import CheckFunction
from ziping.audit.text_balances import above_below, counted_sums, means_of_tables, remainders, running, stocks
from ziping.audit.text_lists import quarters, splits, steps, weighted, weights
from ziping.audit.text_parts import parts_of_wholes

WEIGHTS = "年初设定目标3个，权重分别为40%、35%、25%，完成得分分别为98分、95分、92分，按权重计算得分"


@pytest.mark.parametrize(
    ("check", "right", "wrong", "stated"),
    [
        (
            quarters,
            "新建工会486家，目标450家。一季度74家、二季度138家、三季度126家、四季度148家。",
            "新建工会486家，目标450家。一季度74家、二季度138家、三季度126家、四季度184家。",
            "486家",
        ),
        (
            splits,
            "对全部20项指标监控，14项正常，6项偏慢。",
            "对全部20项指标监控，14项正常，8项偏慢。",
            "20项",
        ),
        (
            steps,
            "按季度累计，一季度末51人，二季度末146人，三季度末260人，年末342人。",
            "按季度累计，一季度末51人，二季度末146人，三季度末260人，年末242人。",
            "242人",
        ),
        (weights, "权重分别为40%、35%、25%。", "权重分别为40%、35%、30%。", "40%、35%、30%"),
        (weighted, f"{WEIGHTS}95.45分。", f"{WEIGHTS}94.55分。", "94.55分"),
        (
            stocks,
            "年初在档472户，年内脱困318户，新增41户，年末在档195户。",
            "年初在档472户，年内脱困318户，新增41户，年末在档159户。",
            "159户",
        ),
        (
            remainders,
            "预算总额198.60万元，全年支出191.05万元，结余7.55万元。",
            "预算总额198.60万元，全年支出191.05万元，结余6.55万元。",
            "6.55万元",
        ),
        (
            running,
            "一季度支出10.00万元。二季度支出20.00万元，上半年累计30.00万元。",
            "一季度支出10.00万元。二季度支出20.00万元，上半年累计32.00万元。",
            "32.00万元",
        ),
        (
            counted_sums,
            "建设驿站30个、母婴室8个、书屋12家，三类阵地合计50个。",
            "建设驿站30个、母婴室8个、书屋14家，三类阵地合计50个。",
            "50个",
        ),
        (
            above_below,
            "履行率90.00%，低于95%的目标。",
            "履行率90.00%，高于95%的目标。",
            "90.00%，高于95%",
        ),
        (
            parts_of_wholes,
            "设立调解室12个，其中区级1个、街道8个、园区3个。",
            "设立调解室12个，其中区级1个、街道9个、园区3个。",
            "12个",
        ),
        (
            parts_of_wholes,
            "发展会员30名，完成目标的107.80%，其中司机10名、保洁员8名、其他人员12名。",
            "发展会员30名，完成目标的107.80%，其中司机10名、保洁员8名、其他人员21名。",
            "30名",
        ),
        (
            parts_of_wholes,
            "培训52期、3,848人次。其中线上24期、2,304人次，线下28期、1,544人次。",
            "培训52期、3,848人次。其中线上24期、2,304人次，线下28期、1,454人次。",
            "3,848人次",
        ),
        (
            parts_of_wholes,
            "24个站点中，商圈9个、广场7个、园区8个。",
            "24个站点中，商圈9个、广场7个、园区9个。",
            "24个",
        ),
        (parts_of_wholes, "化解争议57件，其中调解成功45件。", "化解争议57件，其中调解成功65件。", "65件"),
    ],
)
def test_what_belongs_together_comes_out_even(
    check: CheckFunction, right: str, wrong: str, stated: str
) -> None:
    """The true sentence is passed over, the changed one is found with the figure it states."""
    assert told(check, right) == []
    assert [said for _, said in told(check, wrong)] == [stated]


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (remainders, "预算合计311.50万元，支出合计300.97万元，结余10.53万元，其中关爱项目结余7.08万元。"),
        (parts_of_wholes, "公务接待预算0.60万元、支出0.45万元，其中上级检查0.20万元、调研0.10万元。"),
        (parts_of_wholes, "表彰职工之家60家，其中省级9家、市级12家。"),
        (quarters, "全年新建486家。一季度74家、二季度138家、三季度126家。"),
        (steps, "一季度末51人，二季度末46人。"),
        (weights, "权重分别为20%、15%、10%。"),
        (above_below, "满意度91.86%，达到90%的目标。"),
    ],
)
def test_what_need_not_come_out_even_is_left_alone(check: CheckFunction, text: str) -> None:
    """A rest that is not told, a part's own remainder, a series that is not cumulative."""
    assert told(check, text) == []


def test_a_mean_of_the_rows_of_a_table_is_found() -> None:
    """Three years, their mean in the text below."""
    table = "年度\t执行率\n2019年\t96.00%\n2020年\t93.00%\n2021年\t96.00%\n\n"

    assert told(means_of_tables, f"{table}三年平均执行率95.00%。") == []
    assert told(means_of_tables, f"{table}三年平均执行率95.90%。") == [("warning", "95.90%")]
