"""An invented rubric with every kind of answer the workbook can ask for, and a submission that gives them all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ziping.domain.rubric import Rubric
from ziping.domain.submission import (
    DocumentReference,
    InputValue,
    Judgement,
    LastYear,
    Measure,
    Notes,
    Problem,
    Project,
    Resolution,
    Submission,
    Task,
    Unit,
)

RUBRIC = Rubric.model_validate({
    "id": "example-2024-department",
    "title": "示例标准",
    "scope": "department",
    "region": "示例区",
    "valid_years": [2024, 2025],
    "report_family": "shenzhen-department",
    "source": {"title": "示例办法", "document_number": "示例〔2024〕1号"},
    "total": 100,
    "inputs": [
        {"id": "spent", "label_zh": "支出", "unit": "万元", "group": "预算", "min": 0, "example": "5.20"},
        {"id": "share", "label_zh": "占比", "unit": "%", "group": "人员"},
        {"id": "staff", "label_zh": "人数", "unit": "人", "group": "预算", "required": False},
        {"id": "closed_on", "label_zh": "验收日期", "type": "date", "group": "项目"},
        {"id": "kind", "label_zh": "类型", "type": "choice", "choices": ["甲类", "乙类"], "group": "项目"},
        {"id": "audited", "label_zh": "是否审计", "type": "bool", "group": "项目"},
        {"id": "motto", "label_zh": "说明文字", "type": "text", "group": "项目"},
    ],
    "checks": [
        {"id": "spent_sane", "label_zh": "支出合理", "relation": "spent >= 0", "message_zh": "不合理"}
    ],
    "indicators": [
        {
            "id": "all",
            "label_zh": "一级",
            "max_score": 100,
            "children": [
                {
                    "id": "tiered",
                    "label_zh": "定性指标",
                    "max_score": 30,
                    "method": {
                        "kind": "qualitative",
                        "tiers": [
                            {
                                "id": "good",
                                "label_zh": "达成",
                                "low": "80%",
                                "high": "100%",
                                "high_included": True,
                            },
                            {"id": "poor", "label_zh": "未达成", "low": "0%", "high": "80%"},
                        ],
                    },
                },
                {
                    "id": "mixed",
                    "label_zh": "综合指标",
                    "max_score": 40,
                    "method": {
                        "kind": "composite",
                        "manual_deduction": True,
                        "parts": [
                            {
                                "id": "judged",
                                "label_zh": "成效",
                                "points": 20,
                                "method": {
                                    "kind": "judgement",
                                    "choose": {
                                        "at_least": 1,
                                        "aspects": [
                                            {"id": "social", "label_zh": "社会效益"},
                                            {"id": "economic", "label_zh": "经济效益"},
                                        ],
                                    },
                                },
                            },
                            {
                                "id": "ticks",
                                "label_zh": "规范",
                                "points": 20,
                                "method": {
                                    "kind": "checklist",
                                    "items": [
                                        {"id": "one", "label_zh": "有制度", "points": 10, "partial": 5},
                                        {"id": "two", "label_zh": "有执行", "points": 10},
                                        {
                                            "id": "three",
                                            "label_zh": "有结余",
                                            "points": 0,
                                            "condition": "spent > 0",
                                        },
                                    ],
                                },
                            },
                        ],
                    },
                },
                {
                    "id": "free",
                    "label_zh": "择选组",
                    "max_score": 30,
                    "policy": {"kind": "choose_at_least", "at_least": 1},
                    "children": [
                        {
                            "id": "first",
                            "label_zh": "甲项",
                            "max_score": 15,
                            "method": {"kind": "all_or_nothing", "condition": "audited"},
                        },
                        {
                            "id": "second",
                            "label_zh": "甲项",
                            "max_score": 15,
                            "method": {"kind": "reserved"},
                        },
                    ],
                },
            ],
        }
    ],
})


KINDS = {Decimal: "number", bool: "bool", date: "date", str: "text"}


def given(value: Any, source: str = "") -> InputValue:
    return InputValue.model_validate({"kind": KINDS[type(value)], "value": value, "source": source})


SUBMISSION = Submission(
    rubric=RUBRIC.id,
    year=2024,
    unit=Unit(
        name="=示例区总工会",
        code="0012",
        duties=("+职能一", "@职能二"),
        annual_work=("工作",),
        objectives=("目标",),
    ),
    report_date=date(2025, 3, 15),
    recipients=("示例区财政局", "示例区审计局"),
    inputs={
        "spent": given(Decimal("1234567.125"), "-决算"),
        "share": given(Decimal("0.50")),
        "staff": given(Decimal(12)),
        "closed_on": given(date(2024, 12, 31)),
        "kind": given("乙类"),
        "audited": given(value=False),
        "motto": given("=1+1"),
    },
    judgements={
        "tiered": Judgement(
            score=Decimal("28.5"), tier="达成", reason="理由", evidence=("材料一", "《甲、乙》")
        ),
        "mixed": Judgement(deduct=Decimal("1.5"), reason="另扣", evidence=("通报",)),
        "mixed.judged": Judgement(score=Decimal(18), aspects=("economic",), reason="因", evidence=("证",)),
    },
    checklists={"mixed": {"one": "partial", "two": "none"}},
    not_applicable={"second": "本单位没有"},
    projects=(
        Project(
            name="项目",
            code="000123",
            budget=Decimal("100000.50"),
            spent=Decimal(0),
            on_time=False,
            note="注",
        ),
    ),
    tasks=(
        Task(
            title="工作",
            result="-完成3项",
            theme="主题",
            aspects=("social", "economic"),
            evidence=("甲", "乙"),
        ),
    ),
    notes=Notes(
        problems=(Problem(text="问题一", leaf="second", cause="原因"), Problem(text="问题二")),
        measures=(Measure(action="措施", leaf="tiered", owner="办公室", due="2025年6月", check="完成"),),
        experience=("经验",),
        plans=("计划",),
        explanations={"first": "这样做的"},
    ),
    documents=(DocumentReference(title="办法", number="示例〔2024〕1号", issuer="财政局", year="2024"),),
    last_year=LastYear(
        figures={"spent": given(Decimal("7.10"), "上年报表")},
        scores={"first": Decimal("14.5")},
        problems=("旧问题",),
    ),
    resolutions=(
        Resolution(
            check="spent_sane",
            choice={"spent": given(Decimal("5.2")), "staff": given(Decimal(3))},
            reason="据实",
        ),
    ),
)
