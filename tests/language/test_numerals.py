"""The number parser: every row of the ``numbers --json`` table, the hard forms, and what must not be a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ziping.domain.quantity import Quantity, unit_of
from ziping.language.numerals import (
    FixedTerm,
    Lexicon,
    NumberExpression,
    find_numbers,
    parse_chinese_integer,
    parse_chinese_number,
    parse_quantity,
    read_terms,
    shipped_lexicon,
)
from ziping.language.numerals import scan as scan_module
from ziping.language.numerals.lane import HEAD


def rows(text: str) -> list[tuple[object, ...]]:
    """Surface, kind, value, unit, modifier of every expression, as ``numbers --json`` writes them."""
    return [_row(expression) for expression in find_numbers(text)]


def _row(expression: NumberExpression) -> tuple[object, ...]:
    row = expression.to_json()
    return row["surface"], row["kind"], row["value"], row["unit"], row["modifier"]


def named(*cases: tuple[object, ...]) -> dict[str, object]:
    """Arguments for parametrize: the first item of a case is also its id."""
    return {"argvalues": cases, "ids": [str(case[0]) for case in cases]}


TABLE = named(
    ("2,952.78万元", "amount", "2952.78", "万元", ""),
    ("3,000元", "amount", "3000", "元", ""),
    ("0.29亿元", "amount", "0.29", "亿元", ""),
    ("98.85%", "percent", "98.85", "%", ""),
    ("百分之九十八点八五", "percent", "98.85", "%", ""),
    ("三成", "percent", "30", "%", ""),
    ("0.5个百分点", "count", "0.5", "百分点", ""),
    ("85.29分", "score", "85.29", "分", ""),
    ("24万份", "count", "240000", "份", ""),
    ("29万", "count", "290000", "", ""),
    ("2286名", "count", "2286", "名", ""),
    ("1.5倍", "count", "1.5", "倍", ""),
    ("三分之二", "count", "2/3", "", ""),
    ("60余场次", "approx", "60", "场次", "余"),
    ("近100万人次", "approx", "1000000", "人次", "近"),
    ("3万多人", "approx", "30000", "人", "多"),
    ("十余万名", "approx", "100000", "名", "余"),
    ("≥5台", "threshold", "5", "台", ">="),
    ("百人以上", "threshold", "100", "人", ">="),
    ("≤3000元/人.年", "threshold", "3000", "元/人.年", "<="),
    ("<35万元", "threshold", "35", "万元", "<"),
    ("25—99人", "range", ["25", "99"], "人", ""),
    ("2-3家", "range", ["2", "3"], "家", ""),
    ("80%（含）-90%", "range", ["80", "90"], "%", ""),
    ("2021—2023年", "range", ["2021", "2023"], "年", ""),
    ("2021年", "year", "2021", "年", ""),
    ("2023年6月1日", "date", "2023-06-01", "", ""),
    ("12月底前", "date", None, "", ""),
    ("1-7月", "date", None, "", ""),
    ("第四季度", "quarter", "4", "季度", ""),
    ("2.0版", "version", "2.0", "版", ""),
    ("第十一届", "ordinal", "11", "届", ""),
    ("一是", "ordinal", None, "", ""),
    ("（一）", "ordinal", None, "", ""),
    ("1.", "ordinal", None, "", ""),
    ("表1", "ordinal", None, "", ""),
    ("一级", "ordinal", None, "", ""),
    ("福府办函〔2020〕32号", "docno", None, "", ""),
    ("440304226011500000008", "code", None, "", ""),
    ("三公", "idiom", None, "", ""),
    ("一岗双责", "idiom", None, "", ""),
    ("两个覆盖", "idiom", None, "", ""),
    ("建党100周年", "idiom", None, "", ""),
    ("进一步", "idiom", None, "", ""),
)


@pytest.mark.parametrize(("surface", "kind", "value", "unit", "modifier"), **TABLE)
def test_row_of_the_format_table(surface: str, kind: str, value: object, unit: str, modifier: str) -> None:
    """Each form of the format table has the kind, value, unit and modifier the table gives."""
    actual = rows(surface)

    assert [(surface, kind, value, unit, modifier)] == actual


HARD = named(
    ("二百六十点四万元", "amount", "260.4", "万元", ""),
    ("九成五", "percent", "95", "%", ""),
    ("壹拾万元整", "amount", "10", "万元", ""),
    ("９８．８５％", "percent", "98.85", "%", ""),
    ("9８.８5%", "percent", "98.85", "%", ""),
    ("98.\u200b85%", "percent", "98.85", "%", ""),
    ("2\u2060952\ufeff.78万\u200d元", "amount", "2952.78", "万元", ""),
    ("98. 85%", "percent", "98.85", "%", ""),
    ("2,952 .78 万元", "amount", "2952.78", "万元", ""),
    ("２，６９２．３８ 万元", "amount", "2692.38", "万元", ""),
    ("2，692.38万元", "amount", "2692.38", "万元", ""),
    ("95%（含）-100%", "range", ["95", "100"], "%", ""),
    ("2023年6月1日-2023年12月31日", "date", None, "", ""),
    ("十分满意", "idiom", None, "", ""),
    ("统一", "idiom", None, "", ""),
    ("二〇二一年", "year", "2021", "年", ""),
    ("2021 年", "year", "2021", "年", ""),
    ("20年", "count", "20", "年", ""),
    ("3年", "count", "3", "年", ""),
    ("约50家", "approx", "50", "家", "约"),
    ("超过50家", "approx", "50", "家", "超"),
    ("逾50家", "approx", "50", "家", "逾"),
    ("不足50家", "approx", "50", "家", "不足"),
    ("2550多起", "approx", "2550", "起", "多"),
    ("十余", "approx", "10", "", "余"),
    ("300余万元", "approx", "300", "万元", "余"),
    ("三年多", "approx", "3", "年", "多"),
    ("两个多月", "approx", "2", "个月", "多"),
    ("50人左右", "approx", "50", "人", "约"),
    ("万名", "approx", "10000", "名", "约"),
    ("几十人", "approx", None, "人", "多"),
    ("数十万元", "approx", None, "万元", "多"),
    ("上百家", "approx", "100", "家", "超"),
    ("30人以下", "threshold", "30", "人", "<="),
    ("4.3万元以内", "threshold", "4.3", "万元", "<="),
    ("95%（含）以上", "threshold", "95", "%", ">="),
    ("60分（不含）以下", "threshold", "60", "分", "<"),
    (">1人", "threshold", "1", "人", ">"),
    ("≥ 90 ％", "threshold", "90", "%", ">="),
    ("不少于5场", "threshold", "5", "场", ">="),
    ("不低于95%", "threshold", "95", "%", ">="),
    ("不超过4.3万元", "threshold", "4.3", "万元", "<="),
    ("至少3个", "threshold", "3", "个", ">="),
    ("\\geq 4", "threshold", "4", "", ">="),
    ("4%～6%", "range", ["4", "6"], "%", ""),
    ("5万～10万", "range", ["50000", "100000"], "", ""),
    ("3-5万元", "range", ["3", "5"], "万元", ""),
    ("三到五家", "range", ["3", "5"], "家", ""),
    ("百分之三十至四十", "range", ["30", "40"], "%", ""),
    ("三五天", "range", ["3", "5"], "天", "约"),
    ("七八十人", "range", ["70", "80"], "人", "约"),
    ("十五六家", "range", ["15", "16"], "家", "约"),
    ("3千", "count", "3000", "", ""),
    ("1万2千元", "amount", "12000", "元", ""),
    ("6亿3000万元", "amount", "630000000", "元", ""),
    ("一亿二千万元", "amount", "120000000", "元", ""),
    ("叁仟元伍角整", "amount", "3000.5", "元", ""),
    ("￥5.2万元", "amount", "5.2", "万元", ""),
    ("-3.5%", "percent", "-3.5", "%", ""),
    ("－3.5%", "percent", "-3.5", "%", ""),
    ("百分百", "percent", "100", "%", ""),
    ("千分之五", "percent", "5", "‰", ""),
    ("一年半", "count", "1.5", "年", ""),
    ("八五折", "count", "8.5", "折", ""),
    ("一个百分点", "count", "1", "百分点", ""),
    ("四季度", "quarter", "4", "季度", ""),
    ("第3季度", "quarter", "3", "季度", ""),
    ("前三季度", "date", None, "", ""),
    ("第9届", "ordinal", "9", "届", ""),
    ("第一", "ordinal", None, "", ""),
    ("三级", "ordinal", None, "", ""),
    ("①", "ordinal", None, "", ""),
    ("附件1", "ordinal", None, "", ""),
    ("2023年6月", "date", None, "", ""),
    ("6月30日前", "date", None, "", ""),
    ("2021-07-15", "date", "2021-07-15", "", ""),
    ("2021/7/15", "date", "2021-07-15", "", ""),
    ("2021.7.15", "date", "2021-07-15", "", ""),
    ("二〇二一年六月一日", "date", "2021-06-01", "", ""),
    ("2021年2月30日", "date", None, "", ""),
    ("财预〔2021〕101号", "docno", None, "", ""),
    ("福编[2002] 10号", "docno", None, "", ""),
    ("总工办（2022）8号", "docno", None, "", ""),
    ("总工办【2022】8号", "docno", None, "", ""),
    ("13800000000", "code", None, "", ""),
    ("0755-80000000", "code", None, "", ""),
    ("5G", "code", None, "", ""),
    ("一企一策", "idiom", None, "", ""),
    ("三会一课", "idiom", None, "", ""),
    ("建党 100 周年", "idiom", None, "", ""),
)


@pytest.mark.parametrize(("surface", "kind", "value", "unit", "modifier"), **HARD)
def test_hard_form(surface: str, kind: str, value: object, unit: str, modifier: str) -> None:
    """Hard forms are found whole, with value and unit."""
    actual = rows(surface)

    assert [(surface, kind, value, unit, modifier)] == actual


SENTENCES = named(
    ("一是走访企业24家；二是慰问职工300余人。", ["一是", "24家", "二是", "300余人"]),
    ("1. 全年预算1,280.50万元，执行率98.20%。", ["1.", "1,280.50万元", "98.20%"]),
    ("进一步统一三项标准", ["进一步", "统一", "三项"]),
    ("“三公”经费支出3万元", ["三公", "3万元"]),
    ("开展“四送”活动12场次", ["四送", "12场次"]),
    ("经费“五十万元”已到位", ["五十万元"]),
    ("根据示工办〔2022〕15号文件，拨付5万元", ["示工办〔2022〕15号", "5万元"]),
    ("见表2和附件3，三级指标2个", ["表2", "附件3", "三级", "2个"]),
    ("职工代表50名", ["50名"]),
    ("签约50家，附近5家，节约3万元", ["50家", "5家", "3万元"]),
    ("近三年共3次", ["三年", "3次"]),
    ("2019、2020、2021年", ["2019", "2020", "2021年"]),
    ("3、6、9、12月", ["3", "6", "9", "12月"]),
    ("从15家增加到20家", ["15家", "20家"]),
    ("由20万元到5万元", ["20万元", "5万元"]),
    ("90%≤满意度<95%", ["90%", "<95%"]),
    ("<td>10</td>", ["10"]),
    ("慰问6000\n\n余名职工", ["6000\n\n余名"]),
    ("合计5\n分值3", ["5", "3"]),
    ("1. 85%的单位达标", ["1.", "85%"]),
    ("12.5\t12.5\t无", ["12.5", "12.5"]),
    ("拨打12351热线", ["12351"]),
    ("预算额2021年-3", ["2021年", "3"]),
    ("得十分，用时十分钟", ["十分", "十分钟"]),
    ("第三方机构评审三公里路", ["第三方机构", "三公里"]),
    ("一起事故与大家一起努力", ["一起", "一起"]),
    ("第十九届四中全会，党的二十大", ["第十九届", "四中全会", "二十大"]),
    ("5元旦礼包", ["5"]),
    ("参加人员5项目标任务", ["5项"]),
    ("金额1,234,5678元", ["1", "234", "5678元"]),
)


@pytest.mark.parametrize(("text", "surfaces"), **SENTENCES)
def test_expressions_of_a_sentence(text: str, surfaces: list[str]) -> None:
    """In running text each expression is found, none is split, joined or added."""
    actual = [expression.surface for expression in find_numbers(text)]

    assert surfaces == actual


FRESH = named(
    ("追加经费一点八亿元。", ["一点八亿元 amount 1.8 亿元"]),
    ("为去年的一点三倍", ["一点三倍 count 1.3 倍"]),
    ("结余还有一点六万元", ["一点六万元 amount 1.6 万元"]),
    ("达到一点一倍", ["一点一倍 count 1.1 倍"]),
    ("差一点，一点一滴积累", ["一点 idiom None", "一点一滴 idiom None"]),
    ("每一百人配一台", ["一百人 count 100 人", "一台 count 1 台"]),
    ("上午九点四十分开会", ["九点四十分 date None"]),
    ("满意率九成四上升到九成六", ["九成四 percent 94 %", "九成六 percent 96 %"]),
    ("由七成三提高", ["七成三 percent 73 %"]),
    ("约七成六职工知晓", ["约七成六 approx 76 % 约"]),
    ("八成五上下", ["八成五上下 approx 85 % 约"]),
    ("七成二到八成四", ["七成二到八成四 range ['72', '84'] %"]),
    (
        "三成二手设备，四成五家单位",
        ["三成 percent 30 %", "二手 idiom None", "四成 percent 40 %", "五家 count 5 家"],
    ),
    ("两成一般，两成半", ["两成 percent 20 %", "一般 idiom None", "两成半 percent 25 %"]),
    ("六成多会员", ["六成多 approx 60 % 多"]),
    ("四万六上缴，两千三用于", ["四万六 count 46000", "两千三 count 2300"]),
    ("由十八提高到二十六", ["十八 count 18", "二十六 count 26"]),
    ("一万二手物资", ["二手 idiom None"]),
    ("30户上下，30人上下班", ["30户上下 approx 30 户 约", "30人 count 30 人"]),
    ("12―18人", ["12―18人 range ['12', '18'] 人"]),
    ("4〜6万元", ["4〜6万元 range ['4', '6'] 万元"]),
    ("2020年2月1日―2020年3月5日", ["2020年2月1日―2020年3月5日 date None"]),
    ("依据南工发［2019］ 26号", ["南工发［2019］ 26号 docno None"]),
    ("万分之三，十万分之七", ["万分之三 percent 0.3 ‰", "十万分之七 percent 0.07 ‰"]),
    ("低于万分之0.8", ["低于万分之0.8 threshold 0.08 ‰ <"]),
    ("千分之一至千分之四", ["千分之一至千分之四 range ['1', '4'] ‰"]),
    ("万分之二至六", ["万分之二至六 range ['0.2', '0.6'] ‰"]),
    (
        "百万分之四，百分之零，万分感谢",
        ["百万分之四 percent 0.004 ‰", "百分之零 percent 0 %", "万分 idiom None"],
    ),
    ("逾期得零分，零元采购", ["零分 score 0 分", "零元 amount 0 元"]),
    ("零件、零距离、零的突破", ["零件 idiom None", "零距离 idiom None"]),
    ("从零到三家", ["零到三家 range ['0', '3'] 家"]),
    ("九届四次理事会", ["九届 ordinal 9 届", "四次 ordinal 4 次"]),
    ("6届2次、3次会员代表大会", ["6届 ordinal 6 届", "2次 ordinal 2 次", "3次 ordinal 3 次"]),
    ("连续两届四次获奖，共四次", ["两届 ordinal 2 届", "四次 count 4 次", "四次 count 4 次"]),
    ("升级至3.2.1版", ["3.2.1版 version 3.2.1 版"]),
    ("V4.0.2上线，V6.1版", ["V4.0.2 version 4.0.2", "V6.1版 version 6.1 版"]),
    ("共拨付2 315.80万元", ["2 315.80万元 amount 2315.80 万元"]),
    ("资产98 765 432元", ["98 765 432元 amount 98765432 元"]),
    ("服务3 400余人次", ["3 400余人次 approx 3400 人次 余"]),
    ("¥4 567 890", ["¥4 567 890 amount 4567890 元"]),
    ("2019 年 450 人", ["2019 年 year 2019 年", "450 人 count 450 人"]),
    ("2019 450人", ["2019 count 2019", "450人 count 450 人"]),
    ("附件 2 450.10万元", ["附件 2 ordinal None", "450.10万元 amount 450.10 万元"]),
    ("5 2 450人", ["5 count 5", "2 count 2", "450人 count 450 人"]),
    ("3 100%", ["3 count 3", "100% percent 100 %"]),
    ("2 3456元", ["2 count 2", "3456元 amount 3456 元"]),
    ("70%(含)～90%(不含)得2分", ["70%(含)～90%(不含) range ['70', '90'] %", "2分 score 2 分"]),
    ("10-30人（含）", ["10-30人（含） range ['10', '30'] 人"]),
    ("节电2.3万度，两万度", ["2.3万度 count 23000 度", "两万度 count 20000 度"]),
    ("2020年度，三度当选，度过3度假期", ["2020年 year 2020 年", "3 count 3"]),
    ("支出科目2010399和2010401", ["2010399 code None", "2010401 code None"]),
    ("项目代码：2200817", ["2200817 code None"]),
    ("该科目1500000元", ["1500000元 amount 1500000 元"]),
    ("二等奖两个", ["二等 ordinal None", "两个 count 2 个"]),
    ("按1:3的比例，投入产出比1：2.6", ["1:3 count 1/3", "1：2.6 count 5/13"]),
    ("9:30开会，问题1：3家企业", ["9:30 date None", "问题1 ordinal None", "3家 count 3 家"]),
    ("回收1，146份", ["1，146份 count 1146 份"]),
    ("满分100，120人参加", ["100 count 100", "120人 count 120 人"]),
    ("组织培训一期，二期工程", ["一期 count 1 期", "二期 ordinal None"]),
    ("开展平台建设一期，", ["一期 ordinal None"]),
    ("投入、产出二类指标，公益二类", ["二类 count 2 类", "二类 ordinal None"]),
    ("前一个季度末，前一阶段", ["前一个季度 date None", "前一 idiom None"]),
    ("第1至4行，第五次到3家", ["第1至4行 ordinal None 行", "第五次 ordinal 5 次", "3家 count 3 家"]),
    ("一件件小事，一件事", ["一件件 idiom None", "一件 count 1 件"]),
    ("“十一”期间，十一家", ["十一 idiom None", "十一家 count 11 家"]),
    ("一年级新生，双11前后", ["一年级 ordinal None", "双11 idiom None"]),
    ("春联五千副，副主席2名", ["五千副 count 5000 副", "2名 count 2 名"]),
    ("2021、2022两年", ["2021 year 2021 年", "2022 year 2022 年", "两年 count 2 年"]),
    ("1个半月，三个半小时", ["1个半月 count 1.5 个月", "三个半小时 count 3.5 个小时"]),
    (
        "接听电话2550个，编号2021年第3号",
        ["2550个 count 2550 个", "2021年 year 2021 年", "第3号 ordinal 3 号"],
    ),
)


@pytest.mark.parametrize(("text", "expected"), **FRESH)
def test_reading_in_context(text: str, expected: list[str]) -> None:
    """Surface, kind, value, unit and modifier of forms whose borders depend on what stands beside them."""
    actual = [" ".join(str(part) for part in row if part != "") for row in rows(text)]

    assert expected == actual


@pytest.mark.parametrize(
    "text",
    [
        "零事故已无",
        "单位：万元",
        "百分点",
        "老张三清",
        "半年",
        "半数",
        "两江",
        "四川",
        "万科",
        "众所周知",
        "",
        "。，\n",
    ],
)
def test_words_that_hold_no_quantity(text: str) -> None:
    """Words with a numeral inside, headings of units and half-words are no quantities."""
    kinds = {expression.kind.value for expression in find_numbers(text)}

    assert kinds <= {"idiom"}


QUANTITIES = named(
    ("5.2万元", "5.2", "万元"),
    ("２，６９２．３８ 万元", "2692.38", "万元"),
    (" 1,234.50\u3000", "1234.50", ""),
    ("\u200b98%\u00a0", "98", "%"),
    ("百分之九十八点八五", "98.85", "%"),
    ("0.9885", "0.9885", ""),
    ("-3.5", "-3.5", ""),
    ("−3.5%", "-3.5", "%"),
    ("十一人", "11", "人"),
    ("十一", "11", ""),
    ("￥5.2万元", "5.2", "万元"),
    ("¥300元", "300", "元"),
    ("¥300", "300", "元"),
    ("人民币3000元整", "3000", "元"),
    ("壹拾万元整", "10", "万元"),
    ("85.29分", "85.29", "分"),
    ("0.5个百分点", "0.5", "百分点"),
    ("2021", "2021", ""),
    ("24万份", "240000", "份"),
    ("1996.01个月", "1996.01", "个月"),
)


@pytest.mark.parametrize(("text", "value", "unit"), **QUANTITIES)
def test_cell_with_one_figure(text: str, value: str, unit: str) -> None:
    """A cell that holds one figure is that quantity, digits as written."""
    actual = parse_quantity(text)

    assert Quantity(Decimal(value), unit_of(unit)) == actual


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "无",
        "（3.5）",
        "(1,200.00)",
        "11名（含1名工勤）",
        "2-3家",
        "≥5台",
        "约50家",
        "60余场次",
        "2021年",
        "2023年6月1日",
        "三分之二",
        "第四季度",
        "福府办函〔2020〕32号",
        "1,23",
        "5万元和3万元",
        "¥5人",
        "9" * 31,
        "1.2.3",
        "一是",
    ],
)
def test_cell_without_one_exact_figure(text: str) -> None:
    """Ranges, thresholds, hedges, dates, codes and a figure with other text are no single figure."""
    assert parse_quantity(text) is None


INTEGERS = named(
    ("零", 0),
    ("十", 10),
    ("二十三", 23),
    ("一百零五", 105),
    ("三百五", 350),
    ("两万五", 25000),
    ("一万零五", 10005),
    ("三千万亿", 3000_0000_0000_0000),
    ("壹佰贰拾叁万肆仟伍佰", 1234500),
    ("二〇二一", 2021),
    ("廿八", 28),
    ("百", 100),
    ("万", 10000),
)


@pytest.mark.parametrize(("text", "value"), **INTEGERS)
def test_chinese_integer(text: str, value: int) -> None:
    """Everyday, financial, clipped and positional numerals have their values."""
    assert value == parse_chinese_integer(text)


@pytest.mark.parametrize("text", ["", "元", "十十", "万万", "一百二百", "亿亿", "一" * 41, "一二万亿亿"])
def test_string_that_is_no_chinese_integer(text: str) -> None:
    """Magnitudes out of order and overlong runs are no numeral."""
    assert parse_chinese_integer(text) is None


def test_chinese_decimal_with_a_magnitude() -> None:
    """一点五万 is 15000."""
    assert Decimal(15000) == parse_chinese_number("一点五万")


def test_offsets_count_code_points_of_the_original_text() -> None:
    """Dropped zero-width characters and spaces do not move the offsets."""
    text = "\u200b执行率为98.\u200b85%，结余２\u200b９. 50 万元。"

    actual = [(e.start, e.end, text[e.start : e.end] == e.surface) for e in find_numbers(text)]

    assert actual == [(5, 12, True), (15, 25, True)]


def test_callers_terms_extend_the_lexicon() -> None:
    """A caller's own fixed term is an idiom; without it the same words are a count."""
    text = "创建两家一园品牌"

    actual = (
        [row[:2] for row in rows(text)],
        [_row(e)[:2] for e in find_numbers(text, extra_terms=["两家一园"])],
    )

    assert actual == ([("两家", "count")], [("两家一园", "idiom")])


def test_the_lexicon_can_be_emptied() -> None:
    """With an empty lexicon no fixed term is an idiom."""
    assert find_numbers("进一步加强", lexicon=Lexicon()) == ()


def test_counter_example_lifts_a_term() -> None:
    """Where the counter-example stands the term does not."""
    lexicon = Lexicon([FixedTerm("一线", "place of work", ("一线索",))])

    actual = [e.surface for e in find_numbers("一线职工提供一线索", lexicon=lexicon)]

    assert actual == ["一线"]


def test_terms_file_is_read_with_comments_and_empty_counter_examples() -> None:
    """Comments and blank lines are skipped, ``-`` is no counter-example."""
    actual = list(read_terms("# note\n\n三公\tbudget\t三公里|三公斤\n一定\tword\t-\n"))

    assert [FixedTerm("三公", "budget", ("三公里", "三公斤")), FixedTerm("一定", "word", ())] == actual


@pytest.mark.parametrize("term", shipped_lexicon().terms, ids=lambda term: term.term)
def test_shipped_term_is_an_idiom_and_its_counter_examples_are_not(term: FixedTerm) -> None:
    """Each shipped entry carries a reason, is found, and is not found inside its counter-examples."""
    found = [e.surface for e in find_numbers(term.term) if e.kind.value == "idiom"]
    wrong = [e for text in term.counter_examples for e in find_numbers(text) if _is_idiom(e, term.term)]

    assert (True, [term.term], []) == (bool(term.reason), found, wrong)


def _is_idiom(expression: NumberExpression, term: str) -> bool:
    return expression.kind.value == "idiom" and expression.surface == term


LANES = [
    "得分为7.97分，执行率98.85%，支出2,918.76万元，走访5家企业。",
    "\t12.5\t12.5\t无\n3\n20201130\n",
    "约50家，不足50家，超过3万元，第3项，表1分，≥5台，-3.5%，A12人，（3人）",
    "80%（含）-90%，90分以上，3元/人，5个月，5项目，10 分，12 万元，20201130 万元。",
    "12届3次，12届3次、4次、5次会议，50家上下，30人次上下班，1 476.39万元，5%多的，1.1万度，60%（不含）。",
]


@pytest.mark.parametrize("text", LANES)
def test_the_fast_lane_agrees_with_the_recognisers(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text read with and without the lane for plain figures gives the same expressions."""
    quick = find_numbers(text)
    monkeypatch.setattr(scan_module, "LANE", HEAD)

    assert find_numbers(text) == quick


def test_a_term_of_the_caller_with_digits_is_one_expression() -> None:
    """A fixed term that holds a figure keeps it from being read, and changes nothing beside it."""
    found = find_numbers("入选100人计划，慰问100人", extra_terms=["100人计划"])

    assert [(e.surface, e.kind.value) for e in found] == [("100人计划", "idiom"), ("100人", "count")]


def test_offsets_lead_back_over_every_kind_of_gap() -> None:
    """Zero-width characters and spaces inside numbers, before and after others, leave each surface where it stands."""
    text = "占9\u200b8. 85%，\u200b支出1 476.39 万元，\u20602\u200b\u200b人，3人"

    found = find_numbers(text)

    assert [e.surface for e in found] == ["9\u200b8. 85%", "1 476.39 万元", "2\u200b\u200b人", "3人"]
    assert [e.surface for e in found] == [text[e.start : e.end] for e in found]
