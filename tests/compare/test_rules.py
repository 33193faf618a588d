"""Rules of an indicator in two editions, in one phrase."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import BaseModel

from ziping.compare import rules
from ziping.compare.rules import Change, diff_indicators, diff_rubrics, told_briefly
from ziping.domain import methods, rubric
from ziping.domain.rubric import Indicator
from ziping.intake.rubric_yaml import load_rubric
from ziping.pipeline import rubric_diff

RATIO = {"kind": "proportional", "ratio": "spent / budget"}
BANDS = {
    "kind": "bands",
    "value": "spent / budget",
    "bands": [{"at_least": "0.9", "score": "10"}, {"at_least": "0.8", "score": "8"}],
}


def indicator(**changes: object) -> Indicator:
    given = {"id": "execution", "label_zh": "预算执行率", "max_score": "10", "method": RATIO}
    return Indicator.model_validate(given | changes)


def test_the_same_rule_has_no_phrase() -> None:
    """Another id, label or clause is no other rule."""
    assert diff_indicators(indicator(), indicator(id="rate", label_zh="资金执行率", clause="第三条")) == ()
    assert told_briefly(()) == ""


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"max_score": "12"}, "分值由10改为12"),
        ({"method": RATIO | {"cap": "0.9"}}, "封顶"),
        ({"method": BANDS}, "评分办法由按比例改为按区间给分"),
        ({"not_applicable": {"policy": "full"}}, "不适用的处理"),
    ],
)
def test_a_change_of_points_method_or_policy_is_told(changes: dict[str, object], phrase: str) -> None:
    """What decides the points, and nothing else."""
    assert phrase in told_briefly(diff_indicators(indicator(), indicator(**changes)))


def test_bands_are_told_as_a_rule_prints_them() -> None:
    """Only the bands that differ, with their bounds and points; no key of the rubric file."""
    lower = BANDS | {
        "bands": [
            {"at_least": "90%", "score": "10"},
            {"at_least": "75%", "less_than": "90%", "score": "6"},
            {"less_than": "75%", "score": "0"},
        ]
    }
    higher = lower | {"bands": [*lower["bands"][:1], {"at_least": "75%", "less_than": "90%", "score": "5"}]}
    phrase = told_briefly(diff_indicators(indicator(method=lower), indicator(method=BANDS | higher)))

    assert phrase == "评分办法 › 区间由75%（含）至90%得6分、75%以下得0分改为75%（含）至90%得5分"


def test_formulas_are_not_quoted_in_a_phrase() -> None:
    """Names of inputs mean nothing to a reader: that the formula changed is all that is told."""
    phrase = told_briefly(diff_indicators(indicator(), indicator(method=RATIO | {"ratio": "paid / budget"})))

    assert phrase == "评分办法 › 比率有变"


def test_every_key_and_value_of_a_rule_has_a_chinese_name() -> None:
    """No English key of a method or a policy reaches a reader."""
    models = [
        item
        for module in (methods, rubric)
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, BaseModel) and item.__module__ == module.__name__
    ]
    keys = {name for model in models for name in model.model_fields} - {"format", "extends"}

    assert len(keys) > 50
    assert sorted(keys - rules.LABELS.keys()) == []


def test_long_changes_are_cut_and_counted() -> None:
    """A phrase stays a phrase: three changes told, the rest counted, long rules cut."""
    changes = [Change(f"p{n}", f"第{n}处", "changed", "旧" * 90, "新") for n in range(5)]
    phrase = told_briefly(changes)

    assert phrase.endswith("；另有2处")
    assert "旧" * 61 not in phrase


def test_added_and_dropped_parts_are_told() -> None:
    """What one edition has and the other has not."""
    changes = [
        Change("a", "一票否决", "added", "", "虚列支出"),
        Change("b", "佐证材料", "dropped", "台账", ""),
    ]

    assert told_briefly(changes) == "增加一票否决（虚列支出）；取消佐证材料（台账）"


def test_the_command_and_the_comparison_ask_the_same() -> None:
    """``rubric diff`` prints what ``compare`` finds; there is no second comparison."""
    first, second = (load_rubric(name).rubric for name in ("national-2020-project", "hubei-2020-project"))

    assert rubric_diff.diff_rubrics(first, second) == diff_rubrics(first, second)
    assert indicator().max_score == Decimal(10)
