"""Reports drafted by our own writer are alike by their template: that is not copying."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ziping.compare.paragraphs import TextPart, compare_text
from ziping.compare.sides import Side
from ziping.intake.document import read_document
from ziping.intake.submission_file import read_submission_text
from ziping.pipeline.draft import draft_scored, render_all
from ziping.pipeline.score import Folders, score_raw

DEMO = Path(__file__).resolve().parents[2] / "templates" / "demo" / "submission.yaml"

OTHER: dict[str, Any] = {
    "tasks": [
        {
            "theme": "阵地建设",
            "title": "改造河西驿站",
            "result": "改造驿站3处，接待骑手21,640人次",
            "aspects": ["social"],
        },
        {
            "theme": "普法",
            "title": "巡回讲解欠薪案例",
            "result": "在37个工地讲解欠薪案例，发放手册5,200本",
            "aspects": ["economic"],
        },
    ],
    "projects": [
        {"name": "河西驿站改造", "code": "X1", "budget": "900000", "spent": "880000", "on_time": "是"},
        {"name": "欠薪案例巡讲", "code": "X2", "budget": "150000", "spent": "149000", "on_time": "是"},
    ],
    "notes": {
        "problems": [
            {
                "leaf": "satisfaction",
                "text": "骑手对充电位置意见集中",
                "cause": "三处驿站的充电柜装在背阴坡道，雨天停用",
            },
            {"leaf": "budget_execution", "text": "手册印刷款跨年结算", "cause": "印刷厂搬迁，发票晚到四个月"},
        ],
        "measures": [
            {
                "leaf": "satisfaction",
                "action": "把充电柜移到雨棚下",
                "owner": "服务部",
                "due": "2027年5月底前",
                "check": "满意度达到96分",
            },
        ],
        "experience": ["用外卖平台的派单热力图选驿站位置"],
        "plans": ["请骑手代表参加驿站选址"],
    },
}
"""Everything of another union that a writer tells in its own words."""
FIGURES = {
    "project_budget_original": "8000000.00",
    "project_budget_adjusted": "8700000.00",
    "fund_adjustment_amount": "70.80",
    "opening_carry_forward": "4.10",
    "closing_carry_forward": "1.90",
    "actual_expenditure": "1190.20",
    "cumulative_expenditure_q4": "1190.20",
    "project_expenditure": "858.94",
    "retirement_budget_adjusted": "100000.00",
    "personnel_budget_adjusted": "2980000.00",
    "fixed_assets_total": "92.10",
    "fixed_assets_in_use": "88.10",
    "fixed_assets_to_dispose": "4.00",
}
"""And other figures."""


@lru_cache
def report(year: int, *, other: bool) -> Side:
    """The demo union's Word report of a year, or that of another union with the same figures."""
    data = yaml.load(DEMO.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    data.pop("last_year")
    data["year"] = str(year)
    if other:
        data |= OTHER
        data["inputs"] |= FIGURES
        data["documents"] = [
            {"title": "沧溪区总工会驿站管理办法", "number": "沧工发〔2023〕9号", "issuer": "沧溪区总工会"}
        ]
        data["unit"] |= {
            "name": "沧溪区总工会",
            "duties": ["联系河道沿线企业职工", "办好职工夜校"],
            "annual_work": ["把驿站开到骑手身边", "把普法讲到工地上"],
            "objectives": ["改造驿站3处，接待骑手20,000人次"],
        }
    raw = read_submission_text(yaml.safe_dump(data, allow_unicode=True).encode("utf-8"), "填报.yaml")
    files = render_all(draft_scored(score_raw(raw, Folders()), Folders()), Folders())
    [word] = [content for name, content in files.items() if name.endswith(".docx")]
    return Side(read_document(word, f"{year}.docx"), year)


def copied(part: TextPart) -> list[str]:
    return [finding.subject for finding in part.findings if finding.code.startswith("copied")]


def test_two_unions_of_one_template_have_copied_nothing() -> None:
    """Another union's draft shares the template's sentences and nothing of its own."""
    part = compare_text(report(2026, other=True), report(2025, other=False))

    assert part.copied_share is not None
    assert part.copied_share < 15
    assert copied(part) == []


def test_a_draft_with_last_years_texts_is_copied() -> None:
    """The same union, the same texts and figures, the year moved on: that is."""
    part = compare_text(report(2026, other=False), report(2025, other=False))

    assert {"", "work", "problems_and_measures"} <= set(copied(part))
