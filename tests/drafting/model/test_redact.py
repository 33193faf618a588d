"""Redaction: what identifies people is out before sending and back afterwards; what is missed is not hidden."""

from __future__ import annotations

import json

import pytest
from eval.drafting.redaction import measure
from tests.fakes.asking import SCHEMA, run, settings_for
from tests.fakes.model_server import Call, ModelServer, Reply

from ziping.drafting.model.asking import Answer, Ask, Message
from ziping.drafting.model.build import build_model
from ziping.drafting.model.redact import Redacted, Redactor


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800138000。", "电话［电话1］。"),
        ("电话０７５５－８２００１２３４", "电话［电话1］"),
        ("身份证440304198801011234，", "身份证［证件号1］，"),
        ("卡号6222021234567890128", "卡号［卡号1］"),
        ("a.b@example.org", "［邮箱1］"),
        ("填表人：赵小兵　审核人：钱晓东", "填表人：［姓名1］　审核人：［姓名2］"),
        ("职工欧阳建华因病住院", "职工［姓名1］因病住院"),
        ("全国劳动模范孙志强、李丽华、周海燕参加", "全国劳动模范［姓名1］、［姓名2］、［姓名3］参加"),
        ("职工阿依古丽·买买提获奖", "职工［姓名1］获奖"),
    ],
)
def test_what_identifies_people_becomes_a_placeholder_and_comes_back(text: str, shown: str) -> None:
    """There and back again."""
    redactor = Redactor()

    assert redactor.redact(text) == shown
    assert redactor.restore(shown) == text


@pytest.mark.parametrize(
    "text",
    [
        "项目支出18,650,000.00元，执行率97.12%，人均12345678901.5元",
        "预算编码440304226011500000008",
        "福府办函〔2020〕32号",
        "区总工会常务副主席主持会议，党组书记作总结",
        "服务职工24万人次，困难职工家庭300户",
        "2021—2023年，1380万元",
    ],
)
def test_figures_documents_and_offices_stay(text: str) -> None:
    """The guard needs them."""
    assert Redactor().redact(text) == text


def test_one_person_has_one_placeholder_in_all_requests() -> None:
    """Also where only the name stands, once it was known."""
    redactor = Redactor(texts=("联系人：赵小兵，",))

    assert redactor.redact("由于赵小兵休假，改由他人办理") == "由于［姓名1］休假，改由他人办理"


def test_the_same_submission_makes_the_same_requests_in_any_order() -> None:
    """Otherwise the store would not find its answers again."""
    texts = ("职工赵小兵因病", "劳模钱晓东同志", "电话13800138000")
    one, two = Redactor(["孙文博"], texts=texts), Redactor(["孙文博"], texts=texts)

    assert [one.redact(text) for text in texts] == [two.redact(text) for text in reversed(texts)][::-1]


def test_given_names_and_the_units_name_are_replaced_everywhere() -> None:
    """Seeded ones need no words around them; the longest name first."""
    redactor = Redactor(["高峰"], ["示例区总工会", "示例区"])

    assert redactor.redact("示例区总工会高峰在示例区") == "［单位1］［姓名1］在［单位2］"
    assert Redactor().redact("示例区总工会用电高峰") == "示例区总工会用电高峰"


@pytest.mark.parametrize("text", ["[姓名1]", "【姓名1】", "［ 姓名 1 ］", "〔姓名01〕"])
def test_brackets_a_model_has_changed_are_understood(text: str) -> None:
    """Restored all the same."""
    assert Redactor(["赵小兵"]).restore(f"{text}获奖") == "赵小兵获奖"


def test_a_placeholder_the_model_made_up_stays_visible() -> None:
    """The guard refuses it; it is not turned into somebody."""
    assert Redactor(["赵小兵"]).restore("［姓名7］获奖") == "［姓名7］获奖"


def test_a_placeholder_that_stands_in_the_data_is_not_used() -> None:
    """Text of the unit that looks like one comes back as it was."""
    redactor = Redactor(["赵小兵"], texts=["原文写着［姓名1］，联系赵小兵"])
    shown = redactor.redact("原文写着［姓名1］，联系赵小兵")

    assert shown == "原文写着［姓名1］，联系［姓名2］"
    assert redactor.restore(shown) == "原文写着［姓名1］，联系赵小兵"


def test_the_server_never_sees_what_is_hidden_and_the_answer_has_it_back() -> None:
    """Over HTTP, inside JSON, a unit's name with quotation marks in it."""
    unit = '示例"开发"区总工会'

    def script(call: Call) -> Reply:
        return Reply(json.dumps({"text": f"［单位1］的［姓名1］：{'有' if '赵小兵' in call.text else '无'}"}))

    async def work(server: ModelServer) -> Answer:
        async with build_model(settings_for(server)) as model:
            redacted = Redacted(model, Redactor(["赵小兵"], [unit]))
            return await redacted.ask(Ask((Message("user", f"{unit}职工赵小兵，json"),), schema=SCHEMA))

    with ModelServer(script) as server:
        answer = run(work(server))

    assert json.loads(answer.text) == {"text": f"{unit}的赵小兵：无"}
    assert "赵小兵" not in server.calls[0].text
    assert unit not in server.calls[0].text


def test_the_notice_counts_and_says_that_it_is_not_complete() -> None:
    """Nobody is told that nothing was missed."""
    notice = Redactor(["赵小兵"], texts=["电话13800138000"]).notice()

    assert "姓名 1 个、电话 1 个" in notice
    assert "不能保证找全" in notice


def test_recall_on_the_seeded_list_does_not_fall() -> None:
    """Names 9 in 10, numbers all; sentences without anybody untouched. The figures are printed by eval/drafting."""
    total, found, _, alarms = measure()

    assert found["姓名"] / total["姓名"] >= 0.9
    assert {kind: total[kind] - found[kind] for kind in total if kind != "姓名"} == dict.fromkeys(
        ("电话", "证件号", "卡号", "邮箱"), 0
    )
    assert alarms == []
