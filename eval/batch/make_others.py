"""Makes inputs of invented unions for the families ``make_units`` leaves out, drafts them and lists what the guard rejects.

    python eval/batch/make_others.py [--rubric national-2020-project ...] [--count 100] [--seed 7] [--show]

Unit ``i`` of a rubric and a seed is always the same. The figures are meant to be awkward: some missing, some equal,
zeros, more spent than planned, indicators done many times over, every sign a target can have. ``--show`` prints the
rejected paragraphs; the exit code is 1 when there are any.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ziping.domain.guard_report import ADVICE
from ziping.pipeline.draft import Drafted, draft_scored
from ziping.pipeline.score import Folders, read_input, score_raw

Data = dict[str, Any]

YUEYANG, GUANGZHOU = "yueyang-yunxi-2020-department", "guangzhou-2021-department"
PROJECTS = (
    "shenzhen-futian-2023-project",
    "national-2020-project",
    "hubei-2020-project",
    "guangxi-2020-project",
    "jiangxi-2017-project",
    "sichuan-daying-2020-project",
)
RUBRICS = (YUEYANG, GUANGZHOU, *PROJECTS)

_NAMES = ("青岭", "白沙", "云桥", "金坪", "长湾", "宁河", "石埠", "松源", "东堤", "柳林")
_DUTIES = (
    "指导基层工会组建和换届",
    "维护职工合法权益，参与劳动争议调解",
    "组织劳动和技能竞赛",
    "开展困难职工帮扶和普惠服务",
    "管理、审查工会经费和资产",
)
_WORKS = (
    ("组织建设", "组建基层工会", "数量指标", "新建基层工会{a}家", "新建基层工会{b}家，发展会员{c:,}人"),
    ("帮扶服务", "帮扶困难职工", "质量指标", "发放及时率100%", "为{b}名困难职工发放帮扶资金{m}万元"),
    ("帮扶服务", "送清凉", "数量指标", "走访{a}个工地", "走访{b}个工地，慰问一线职工{c:,}人次"),
    ("维权保障", "调处劳动争议", "社会效益", "调解成功率{p}%以上", "受理劳动争议{b}件，调解成功率{p}%"),
    ("素质提升", "举办技能竞赛", "数量指标", "举办{a}场", "举办技能竞赛{b}场，{c:,}名职工参加"),
    ("职工活动", "开展文体活动", "满意度", "满意度{p}%及以上", "开展文体活动{b}场，没有填报满意度"),
)
_CAUSES = (
    "项目启动较晚，{q}才完成采购",
    "合同约定按验收节点付款，年末还有{m}万元没有到付款条件",
    "经办人员变动，台账移交不完整",
    "报名人数比预计少{a}人",
)
_REASONS = (
    "",
    "无",
    "偏差原因：年初测算偏低。改进措施：按近三年平均数核定指标值。",
    "偏差原因：{q}场地停用，活动少办{a}场。改进措施：提前联系备用场地。",
    "年中追加了{a}场，下年按实际需要设定。",
)
_QUARTERS = ("一季度", "二季度", "三季度")
_TEXTS = ("有所提高", "有效保障", "进一步提升", "持续改善")
_LABELS = {
    "quantity": ("慰问职工人数", "培训班期数", "竞赛场次", "服务站点个数", "发放物资份数"),
    "quality": ("培训合格率", "物资验收合格率", "活动完成率", "资料归档率"),
    "timeliness": ("资金支付及时性", "活动完成时间", "项目完成及时率"),
    "cost": ("项目总成本", "人均成本", "单场活动成本"),
    "economic": ("带动就业人数", "为职工节省支出"),
    "social": ("政策知晓率", "职工归属感", "服务覆盖面"),
    "ecological": ("绿色出行倡导",),
    "sustainability": ("长效机制建设", "队伍稳定性"),
    "service_users": ("职工满意度", "参训学员满意度", "受助对象满意度"),
    "other": ("基层工会满意度",),
}
_UNITS = {"慰问职工人数": "人", "培训班期数": "期", "竞赛场次": "场", "服务站点个数": "个", "发放物资份数": "份", "带动就业人数": "人"}  # fmt: skip


def unit_data(rubric: str, number: int, seed: int) -> Data:
    """The submission of unit ``number`` under a rubric, as plain data."""
    pick = random.Random(f"{rubric}:{seed}:{number}")  # noqa: S311 - invented data
    make = {YUEYANG: _yueyang, GUANGZHOU: _guangzhou}.get(rubric, _project)
    name = f"{_NAMES[number % len(_NAMES)]}区总工会"
    data: Data = {
        "format": "ziping/submission/1",
        "rubric": rubric,
        "unit": {"name": name, "region": "示例省"},
    }
    data |= make(pick, rubric)
    return data


def drafted(rubric: str, number: int, seed: int) -> Drafted:
    """The offline draft of a unit, past the guard."""
    text = json.dumps(unit_data(rubric, number, seed), ensure_ascii=False)
    return draft_scored(score_raw(read_input(None, text.encode("utf-8")), Folders()), Folders())


def faults(draft: Drafted) -> list[str]:
    """What the guard said against a draft, advice on style left out."""
    found = [item for item in draft.guarded.report.violations if item.code not in ADVICE]
    return [f"{item.where}: {item.code} {item.surface} {item.message}" for item in found]


def _money(pick: random.Random, low: int, high: int) -> Decimal:
    """An amount in 万元 with two places, a round one now and then."""
    value = pick.randint(low, high)
    return Decimal(value // 100 * 100 if pick.random() < 0.2 else value) / 100


def _part(pick: random.Random, whole: Decimal) -> Decimal:
    """Some of an amount: nothing, all, most, or as it comes."""
    share = pick.choice((
        Decimal(0),
        Decimal(1),
        Decimal(1),
        Decimal("0.5"),
        Decimal(pick.randint(1, 999)) / 1000,
    ))
    return (whole * share).quantize(Decimal("0.01"))


def _said(pick: random.Random, values: dict[str, object], most_missing: int) -> Data:
    """Inputs as text, some of them not handed in."""
    inputs: Data = {name: str(value) for name, value in values.items()}
    for name in pick.sample(sorted(inputs), pick.choice((0, 0, 1, most_missing))):
        del inputs[name]
    return inputs


def _filled(pick: random.Random, phrase: str) -> str:
    return phrase.format(
        a=pick.randint(2, 40),
        b=pick.randint(2, 90),
        c=pick.randint(120, 9_000),
        m=_money(pick, 50, 9_000),
        p=pick.randint(80, 99),
        q=pick.choice(_QUARTERS),
    )


def _tasks(pick: random.Random) -> list[Data]:
    keys = ("theme", "title", "kind", "target", "result")
    chosen = pick.sample(_WORKS, pick.randint(0, len(_WORKS)))
    return [dict(zip(keys, (_filled(pick, part) for part in work), strict=True)) for work in chosen]


def _notes(pick: random.Random, leaves: Sequence[str]) -> Data:
    chosen = pick.sample(leaves, pick.randint(0, min(3, len(leaves))))
    return {
        "problems": [
            {"leaf": leaf, "text": "执行中存在偏差", "cause": _filled(pick, pick.choice(_CAUSES))}
            for leaf in chosen
        ],
        "measures": [{"leaf": leaf, "action": "按月核对进度，逐项整改"} for leaf in chosen],
    }


def _yueyang(pick: random.Random, rubric: str) -> Data:
    del rubric
    posts, civil, institution = pick.randint(5, 20), pick.randint(3, 12), pick.randint(0, 8)
    wages, goods, families = (
        _money(pick, low, high) for low, high in ((5_000, 40_000), (1_000, 9_000), (0, 9_000))
    )
    personnel, operating = wages + families, goods
    basic, project = personnel + operating, pick.choice((Decimal(0), _money(pick, 500, 60_000)))
    spent, balance = basic + project, pick.choice((Decimal(0), Decimal(0), _money(pick, 1, 4_000)))
    carried = pick.choice((Decimal(0), _money(pick, 1, 3_000)))
    other = pick.choice((Decimal(0), _money(pick, 1, 900)))
    income = spent + balance
    reception, running, purchase, abroad = (_part(pick, _money(pick, 0, 900)) for _ in range(4))
    vehicles = reception + running + purchase + abroad
    plan, assets = _money(pick, 100, 9_000), _money(pick, 1_000, 90_000)
    leased = _part(pick, assets / 10)
    values: dict[str, object] = {
        "establishment_posts": posts, "staff_in_post": civil + institution, "staff_civil": civil,
        "staff_institution": institution, "income_total": income, "opening_carry_forward": min(carried, income),
        "income_general_public": max(income - min(carried, income) - other, Decimal(0)), "income_government_fund": 0,
        "income_non_tax": 0, "income_other": other, "expenditure_total": spent, "basic_expenditure": basic,
        "personnel_expenditure": personnel, "operating_expenditure": operating, "project_expenditure": project,
        "year_balance": balance, "cumulative_balance": balance, "wages_and_benefits": wages,
        "goods_and_services": goods, "individuals_and_families": families,
        "government_fund_expenditure": pick.choice((0, 0, _money(pick, 1, 900))), "state_capital_expenditure": 0,
        "social_insurance_expenditure": 0, "key_expenditure": _part(pick, project),
        "original_budget": _money(pick, 5_000, 90_000),
        "budget_adjustment_amount": pick.choice((0, _money(pick, 1, 20_000))),
        "late_special_funds": pick.choice((0, 0, 1, 4)), "three_public_budget": pick.choice((vehicles, _money(pick, 100, 2_000))),
        "three_public_actual": vehicles, "official_hospitality": reception, "vehicle_running": running,
        "vehicle_purchase": purchase, "overseas_travel": abroad, "procurement_plan": plan,
        "procurement_actual": pick.choice((_part(pick, plan), plan * 2)),
        "official_card_rate": pick.choice(("0%", "50%", "62.5%", "100%", f"{pick.randint(1, 9999) / 100}%")),
        "fixed_assets_total": assets, "fixed_assets_in_use": assets - leased, "fixed_assets_leased": leased,
        "fixed_assets_other": 0, "satisfaction_rate": pick.choice(("100%", "95%", "0%", f"{pick.randint(6000, 9999) / 100}%")),
        "nonconforming_spending": pick.choice((0, 0, 1, 5)), "nonconforming_assets": pick.choice((0, 0, 2)),
    }  # fmt: skip
    most = {"moderate_prosperity": 5, "new_growth_pole": 7, "government_report_goals": 5, "livelihood_projects": 2,
            "major_projects": 2, "other_achievements": 4, "economic_benefit": 5, "social_benefit": 5,
            "ecological_benefit": 5}  # fmt: skip
    points = {"budget_systems": ("rules_made", "rules_lawful", "rules_observed"),
              "budget_disclosure": ("content", "deadline", "true_data", "complete_data", "accurate_data"),
              "asset_systems": ("asset_rules_made", "asset_rules_observed")}  # fmt: skip
    return {
        "year": 2020,
        "inputs": _said(pick, values, 12),
        "last_year": {
            "figures": {"three_public_actual": str(pick.choice((vehicles, _money(pick, 1, 2_000))))}
        },
        "checklists": {
            name: {point: pick.choice(("full", "full", "none")) for point in of}
            for name, of in points.items()
        },
        "judgements": {
            leaf: {
                "score": str(Decimal(pick.randint(0, 2 * full)) / 2),
                "reason": "对照个性化指标评定",
                "evidence": ["年度总结"],
            }
            for leaf, full in most.items()
            if pick.random() < 0.8
        },
        "tasks": _tasks(pick),
        "notes": _notes(pick, (*most, "satisfaction", "three_public_change", "budget_adjustment")),
    }


def _guangzhou(pick: random.Random, rubric: str) -> Data:
    del rubric
    budget, income = _money(pick, 10_000, 300_000), _money(pick, 10_000, 300_000)
    projects = _part(pick, budget)
    values: dict[str, object] = {
        "annual_budget": budget, "actual_expenditure": pick.choice((_part(pick, budget), budget, budget + 5)),
        "income_budget": income, "actual_income": pick.choice((_part(pick, income), income, income * 2)),
        "project_count": pick.choice((0, 1, 5, 12)), "project_budget": projects,
        "monitored_until": "2021-07-31", "monitored_payment": _part(pick, projects),
        "indicators_level1": pick.choice((0, 1, 3)), "indicators_level2": pick.choice((0, 3, 5)),
        "indicators_level3": pick.choice((0, 6, 6, 12)), "commended": pick.choice(("是", "否")),
    }  # fmt: skip
    score = pick.choice(("95", "0", f"{pick.randint(0, 190) / 2}"))
    data: Data = {"year": 2021, "inputs": _said(pick, values, 6), "tasks": _tasks(pick)}
    if pick.random() < 0.9:
        data["judgements"] = {
            "other_indicators": {"score": score, "reason": "按本地评分表逐项评定", "evidence": ["评分表"]}
        }
    names = pick.sample(("劳模津贴", "困难帮扶", "职工培训", "文体活动"), pick.randint(0, 4))
    budgets = {name: _money(pick, 1, 9_000) for name in names}
    data["projects"] = [
        {"name": name, "budget": f"{whole}万元", "spent": f"{_part(pick, whole)}万元"}
        for name, whole in budgets.items()
    ]
    return data | {"notes": _notes(pick, ("commendation", "other_indicators"))}


def _project(pick: random.Random, rubric: str) -> Data:
    budget = pick.choice((0, pick.randint(1, 99) * 10_000, pick.randint(100_000, 90_000_000)))
    adjusted = pick.choice((budget, budget, budget + pick.randint(0, 900_000)))
    spent = pick.choice((0, adjusted, int(adjusted * pick.random()), int(adjusted * Decimal("1.2"))))
    funds = {
        "original_budget": f"{budget}.00",
        "adjusted_budget": f"{adjusted}.00",
        "actual_expenditure": f"{spent}.00",
    }
    empty = dict.fromkeys(funds, "0.00")
    groups = _groups(rubric)
    rows = [
        row | {"group": group}
        for group, (points, kinds) in groups.items()
        for row in _rows(pick, points, pick.sample(kinds, pick.randint(1, len(kinds))))
    ]
    return {
        "year": 2020 if "daying" in rubric or "jiangxi" in rubric else 2023,
        "form": {
            "name": pick.choice(("节日慰问", "职工之家建设", "技能竞赛", "法律服务")),
            "total_funds": funds,
            "current_year_appropriation": pick.choice((funds, {})),
            "carry_forward": pick.choice((empty, {})),
            "expected_objective": pick.choice(("", "完成年度慰问任务。", "服务职工，落实工作责任制。")),
            "rows": rows,
        },
    }


def _groups(rubric: str) -> dict[str, tuple[int, tuple[str, ...]]]:
    output = ("quantity", "quality", "timeliness", "cost")
    benefit = ("economic", "social", "ecological", "sustainability")
    if rubric == "hubei-2020-project":
        return {"output": (40, output), "benefit": (40, ("service_users",))}
    return {
        "output": (50, output),
        "benefit": (30, benefit),
        "satisfaction": (10, ("service_users", "other")),
    }


def _rows(pick: random.Random, points: int, kinds: Sequence[str]) -> list[Data]:
    """The rows of a group: one or two of each kind, their points adding up."""
    chosen = [kind for kind in kinds for _ in range(pick.choice((1, 1, 2)) if len(_LABELS[kind]) > 1 else 1)]
    share = Decimal(points * 10 // len(chosen)) / 10
    weights = [share] * (len(chosen) - 1) + [points - share * (len(chosen) - 1)]
    used: set[str] = set()
    rows = []
    for kind, weight in zip(chosen, weights, strict=True):
        label = pick.choice([name for name in _LABELS[kind] if name not in used])
        used.add(label)
        rows.append(_row(pick, kind, label, weight))
    return rows


def _row(pick: random.Random, kind: str, label: str, weight: Decimal) -> Data:
    make = pick.choice(_CELLS[kind])
    target, actual = make(pick, label)
    row: Data = {"kind": kind, "label": label, "target": target, "weight": str(weight)}
    if pick.random() < 0.95:
        row |= {"actual": actual}
    if pick.random() < 0.8:
        row["reason"] = _filled(pick, pick.choice(_REASONS))
    if pick.random() < 0.3:
        row["stated_score"] = str(weight)
    return row


def _count_cell(pick: random.Random, label: str) -> tuple[str, str]:
    unit, target = _UNITS.get(label, "人次"), pick.choice((1, 12, 100, pick.randint(2, 3_000)))
    done = pick.choice((target, 0, target // 2, target + 1, target * 3, target * 20))
    return f"{pick.choice(('≥', '＞', '>', '=', '', '不少于'))}{target}{unit}", f"{done}{unit}"


def _rate_cell(pick: random.Random, label: str) -> tuple[str, str]:
    del label
    target = pick.choice(("90", "95", "100", "85.5"))
    done = pick.choice((target, "100", "0", f"{pick.randint(5_000, 10_000) / 100}"))
    return f"{pick.choice(('≥', '>', '', '达到', '='))}{target}%", f"{done}%"


def _cost_cell(pick: random.Random, label: str) -> tuple[str, str]:
    del label
    unit, ceiling = pick.choice((
        ("万元", _money(pick, 100, 9_000)),
        ("元", Decimal(pick.randint(50, 9_000))),
    ))
    done = pick.choice((ceiling, Decimal(0), ceiling * 2, ceiling * 3, _part(pick, ceiling), ceiling + 1))
    return f"{pick.choice(('≤', '<', '不超过', '≤'))}{ceiling}{unit}", f"{done}{unit}"


def _date_cell(pick: random.Random, label: str) -> tuple[str, str]:
    del label
    months = pick.randint(3, 12), pick.randint(3, 12)
    return f"2023年{months[0]}月底前", pick.choice((
        f"2023年{months[1]}月{pick.randint(1, 28)}日",
        "按时完成",
        "2023年12月",
    ))


def _text_cell(pick: random.Random, label: str) -> tuple[str, str]:
    del label
    text = pick.choice(_TEXTS)
    return text, pick.choice((text, f"{text}100%", f"部分达成{pick.randint(60, 79)}%", "未达成30%", "达成"))


_Cell = Callable[[random.Random, str], tuple[str, str]]
_CELLS: dict[str, tuple[_Cell, ...]] = {
    "quantity": (_count_cell,),
    "quality": (_rate_cell,),
    "timeliness": (_rate_cell, _date_cell),
    "cost": (_cost_cell,),
    "economic": (_count_cell, _cost_cell),
    "social": (_rate_cell, _text_cell),
    "ecological": (_text_cell,),
    "sustainability": (_text_cell, _rate_cell),
    "service_users": (_rate_cell,),
    "other": (_rate_cell,),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Drafts the units and prints, for each rubric, how many have a rejected paragraph."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rubric", nargs="+", choices=RUBRICS, default=RUBRICS)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("-o", "--output", type=Path, help="also write the submissions here")
    options = parser.parse_args(arguments)
    bad = 0
    for rubric in options.rubric:
        faulty = 0
        for number in range(options.first, options.first + options.count):
            if options.output is not None:
                options.output.mkdir(parents=True, exist_ok=True)
                path = options.output / f"{rubric}-{number:04}.json"
                path.write_text(
                    json.dumps(unit_data(rubric, number, options.seed), ensure_ascii=False), encoding="utf-8"
                )
            draft = drafted(rubric, number, options.seed)
            found = faults(draft)
            faulty += bool(found or draft.draft.rejected)
            if options.show:
                for line in found:
                    print(f"  {number}: {line}")
        print(f"{rubric}: {faulty} of {options.count} drafts have a rejected paragraph")
        bad += faulty
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
