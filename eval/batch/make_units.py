"""Makes the inputs of invented unions: seeded, with a realistic spread of scores, gaps, evidence and broken files.

    python eval/batch/make_units.py 1000 -o 单位 [--seed 7] [--format json|yaml|jsonl|xlsx|many|forms] [--broken 1] [--copies 2]

Unit ``i`` of a seed is always the same, however many are made. ``planted.json`` beside the folder tells what was
planted: which inputs are broken and how, and which unions copied whose words with how many characters changed.
``units.xlsx`` beside the folder is the roster of all unions. ``many`` makes one workbook with a row per union for each
rubric (broken inputs are files of their own), ``forms`` a workbook of one to four project forms per union.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

from ziping import __version__
from ziping.domain.project_form import FormFunds, FormRow, ProjectForm
from ziping.domain.submission import Submission
from ziping.intake.data_text import read_json
from ziping.intake.normalize import normalise
from ziping.intake.raw import RawSubmission
from ziping.pipeline.score import Folders, ready_rubric
from ziping.render.form_xlsx import PrintedForm, render_form_workbook
from ziping.render.many_workbook import ManyUnit, render_many_workbook
from ziping.render.workbook_xlsx import render_workbook

Data = dict[str, Any]
LAYOUTS = ("json", "yaml", "jsonl", "xlsx", "many", "forms")

_FIRST = "云青白石金长平安宁和清远新大东南西北上下高丰永福兴泰秀柳松竹梅兰岭溪川泽湖沙洲"
_SECOND = "禾屏桥浦港泉谷坪塘田林源河台关城镇庄店营渡湾岩坝圩墩埠寨畈堰"
_KINDS = ("区", "县", "市", "街道", "镇", "开发区")
_CITIES = tuple(
    f"示例{name}市" for name in ("江城", "海州", "山阳", "河源口", "平湖湾", "石门里", "东渡", "西岭")
)
_THEMES = ("组织建设", "帮扶服务", "维权保障", "素质提升", "经费资产")
_DUTIES = (
    "指导本地区基层工会组建、换届和会员发展",
    "维护职工合法权益，参与劳动争议调解",
    "组织劳动和技能竞赛，做好劳动模范评选和服务",
    "开展困难职工帮扶、普惠服务和职工文化活动",
    "收好、管好、用好工会经费和工会资产",
    "推进集体协商和职工民主管理",
    "做好女职工和新就业形态劳动者服务",
)
_WORKS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "组织建设",
        "推进基层工会组建",
        "全年新建基层工会{a}家，发展会员{b:,}人，其中新就业形态劳动者{c}人",
        ("建会台账",),
    ),
    ("组织建设", "规范工会换届", "{a}家到期工会按时换届，补选工会主席{c}名", ("换届批复",)),
    (
        "组织建设",
        "建设小微企业联合工会",
        "新成立联合工会{a}家，覆盖小微企业{c}家、职工{b:,}人",
        ("成立批复", "职工名册"),
    ),
    ("帮扶服务", "开展困难职工帮扶", "为{c}名在档困难职工发放帮扶资金{m}万元", ("发放花名册", "银行回单")),
    (
        "帮扶服务",
        "开展送清凉送温暖",
        "走访慰问一线职工{b:,}名，发放慰问物资折合{m}万元",
        ("采购发票", "签收表"),
    ),
    ("帮扶服务", "运行户外劳动者站点", "{a}个站点全年接待户外劳动者{b:,}人次", ("站点登记簿",)),
    ("帮扶服务", "组织职工疗休养", "组织{a}批疗休养活动，{c}名一线职工参加", ("疗休养方案",)),
    (
        "维权保障",
        "调处劳动争议",
        "受理劳动争议{c}件，调解成功率在九成以上，为职工追回工资{m}万元",
        ("调解协议书",),
    ),
    ("维权保障", "推进集体协商", "签订集体合同{a}份，覆盖企业{c}家、职工{b:,}人", ("集体合同备案表",)),
    ("维权保障", "开展普法宣传", "举办普法讲座{a}场，发放宣传资料{b:,}份", ("活动照片", "签到表")),
    ("素质提升", "举办技能竞赛", "举办职业技能竞赛{a}场，{c}名职工参赛", ("竞赛方案", "成绩公告")),
    ("素质提升", "培育劳模工匠", "新建劳模创新工作室{a}个，完成技术革新{c}项", ("命名文件",)),
    ("素质提升", "开展职工读书活动", "建成职工书屋{a}家，举办读书分享{c}场", ("书屋台账",)),
    ("经费资产", "规范经费收缴", "工会经费收缴覆盖{c}家单位，收缴{m}万元", ("经费收缴台账",)),
    ("经费资产", "清查工会资产", "盘点固定资产{c}项，处置报废资产{a}项", ("盘点表",)),
)
_GOALS = (
    "新建基层工会组织{a}家，发展会员{b:,}人",
    "为{c}名困难职工发放帮扶资金",
    "举办技能竞赛{a}场",
    "服务对象满意度达到90分以上",
    "签订集体合同{a}份",
    "开展普法宣传{a}场",
)
_CAUSES = (
    ("项目启动较晚", "年初方案反复修改，{q}才完成采购"),
    ("资金支付集中在下半年", "合同约定按验收节点付款，上半年没有达到付款条件"),
    ("业务量超过预期", "辖区企业增加，现有人手没有相应增加"),
    ("基础资料不齐", "经办人员变动，台账移交不完整"),
    ("部门之间衔接不够", "目标申报和项目实施由两个科室分别负责，核对不及时"),
    ("场地受限", "服务站点搬迁，停用{a}周"),
)
_ACTIONS = (
    "把项目启动时间提前到{q}，按月核对支出进度",
    "重新核定岗位工作量，压减劳务派遣人员",
    "建立台账移交清单，由财务和业务科室双签",
    "编制目标时附上近三年完成情况",
    "每半年开展一次满意度调查并逐条整改",
    "落实临时服务点，保证服务不中断",
)
_QUARTERS = ("第一季度", "第二季度", "第三季度")
_CHECKLISTS = {
    "budgeting_rationality": ("fits_mandate", "allocated_by_priority", "special_funds_detailed", "classified_accurately", "allocation_not_rigid"),
    "indicator_clarity": ("broken_down_into_tasks", "benefit_indicators", "clear_target_values", "quantified", "targets_grounded"),
    "financial_compliance": ("spending_compliant", "adjustment_compliant", "accounting_compliant"),
    "budget_disclosure": ("budget_published", "accounts_published"),
    "project_supervision": ("monitoring_mechanism", "special_funds_checked"),
    "project_procedure": ("approval_followed", "rules_followed"),
    "asset_safety": ("kept_and_used", "allocated_and_disposed"),
    "management_system": ("finance_rules", "rules_observed", "performance_rules"),
    "petitions": ("feedback_channel",),
}  # fmt: skip
_LEAVES = (
    "satisfaction", "off_establishment_staff_control", "objective_completeness", "indicator_clarity",
    "project_timeliness", "budget_execution", "operating_expense_control", "benefits", "fixed_asset_utilization",
    "budgeting_rationality", "budgeting_compliance", "petitions", "financial_compliance", "procurement_execution",
)  # fmt: skip


def unit_data(number: int, seed: int) -> Data:
    """The submission of unit ``number`` as plain data."""
    pick = random.Random(f"{seed}:{number}")  # noqa: S311 - invented data
    quality = pick.triangular(0, 1, 0.75)
    older = pick.random() < 0.1
    name = _name(number)
    data: Data = {
        "format": "ziping/submission/1",
        "rubric": "shenzhen-futian-2021-department" if older else "example-2025-department",
        "year": 2021 if older else 2025,
        "report_date": "2022年3月10日" if older else f"2026年3月{pick.randint(5, 28)}日",
        "recipients": [name.removesuffix("总工会") + "财政局"],
        "unit": {
            "name": name,
            "code": f"E{number:06d}",
            "region": f"示例省{pick.choice(_CITIES)}",
            "level": pick.choice(("县级", "县级", "区级", "乡镇街道")),
            "duties": pick.sample(_DUTIES, pick.randint(4, 6)),
            "annual_work": [f"做好{theme}工作" for theme in pick.sample(_THEMES, 4)],
            "objectives": [_filled(pick, goal) for goal in pick.sample(_GOALS, 4)],
        },
        "inputs": _inputs(pick, quality),
        "checklists": _checklists(pick, quality),
        "tasks": _tasks(pick),
        "notes": _notes(pick, older=older),
    }
    if pick.random() < 0.85:
        data["judgements"] = {"benefits": _benefits(pick, quality)}
    if "procurement_plan" not in data["inputs"]:
        data["not_applicable"] = {"procurement_execution": "全年没有安排政府采购预算"}
    return data


def _name(number: int) -> str:
    first, rest = number % len(_FIRST), number // len(_FIRST)
    second, rest = rest % len(_SECOND), rest // len(_SECOND)
    kind, rest = rest % len(_KINDS), rest // len(_KINDS)
    order = f"第{rest + 1}" if rest else ""
    return f"{_FIRST[first]}{_SECOND[second]}{order}{_KINDS[kind]}总工会"


def _filled(pick: random.Random, phrase: str) -> str:
    return phrase.format(
        a=pick.randint(3, 60),
        b=pick.randint(300, 9_800),
        c=pick.randint(61, 299),
        m=f"{pick.randint(300, 9_000) / 100:.2f}",
        q=pick.choice(_QUARTERS),
    )


def _money(value: float) -> str:
    return f"{value:.2f}"


def _inputs(pick: random.Random, quality: float) -> Data:
    operating, retired, staff = (pick.randint(low, high) for low, high in ((8, 60), (0, 30), (120, 700)))
    project = pick.randint(150, 4_000)
    grown = project + pick.choice((0, 0, pick.randint(1, 1 + project // 8)))
    budget = operating + retired + staff + grown
    rate = min(1.0, pick.gauss(0.88 + 0.12 * quality, 0.06))
    basic_spent = Decimal(_money((operating + retired + staff) * min(1.0, rate + 0.02)))
    project_spent = Decimal(_money(grown * rate))
    spent = basic_spent + project_spent
    shares = sorted(pick.uniform(0.1, 0.98) for _ in range(3))
    quarters = [Decimal(_money(float(spent) * share)) for share in shares]
    vehicles, hosting = pick.randint(100, 900), pick.randint(0, 90)
    use = pick.uniform(0.7, 1.02 if quality < 0.3 else 0.99)
    assets = pick.randint(2_000, 60_000)
    idle = pick.choice((0, 0, assets // 50))
    disposed = pick.choice((0, 0, assets // 12, assets // 5))
    posts = pick.randint(6, 30)
    civil = posts - pick.randint(0, 2)
    in_post = posts - pick.randint(0, 3)
    planned = pick.randint(4, 14)
    late = 0 if quality > 0.6 else pick.randint(0, 2)
    petitions = pick.randint(0, 40)
    inputs: Data = {
        "operating_budget_original": f"{operating}万元", "operating_budget_adjusted": f"{operating}万元",
        "retirement_budget_original": f"{retired}万元", "retirement_budget_adjusted": f"{retired}万元",
        "personnel_budget_original": f"{staff}万元", "personnel_budget_adjusted": f"{staff}万元",
        "basic_budget_original": f"{operating + retired + staff}万元",
        "basic_budget_adjusted": f"{operating + retired + staff}万元",
        "project_budget_original": f"{project}万元", "project_budget_adjusted": f"{grown}万元",
        "fund_adjustment_amount": f"{grown - project}", "opening_carry_forward": _money(pick.uniform(0, 40)),
        "closing_carry_forward": _money(max(0.0, budget - float(spent))),
        "actual_expenditure": {"value": f"{spent:,}", "source": "部门决算"},
        "basic_expenditure": f"{basic_spent}", "project_expenditure": f"{project_spent}",
        "cumulative_expenditure_q1": f"{quarters[0]}", "cumulative_expenditure_q2": f"{quarters[1]}",
        "cumulative_expenditure_q3": f"{quarters[2]}", "cumulative_expenditure_q4": f"{spent}",
        "three_public_budget": _money((vehicles + hosting) / 100), "overseas_travel_budget": "0",
        "official_vehicles_budget": _money(vehicles / 100), "official_hospitality_budget": _money(hosting / 100),
        "overseas_travel_actual": "0", "daily_operating_budget": f"{operating}",
        "daily_operating_actual": _money(operating * use),
        "fixed_assets_total": _money(assets / 100), "fixed_assets_in_use": _money((assets - idle - disposed) / 100),
        "fixed_assets_to_dispose": _money(disposed / 100), "fixed_assets_idle": _money(idle / 100),
        "establishment_posts": posts, "establishment_posts_civil": civil, "establishment_posts_worker": posts - civil,
        "staff_in_post": in_post, "staff_in_post_civil": max(0, in_post - (posts - civil)),
        "staff_in_post_worker": min(in_post, posts - civil), "dispatched_staff": pick.randint(0, posts),
        "projects_planned": planned, "projects_on_time": planned - late,
        "petitions_received": petitions, "petitions_replied": petitions if quality > 0.2 else max(0, petitions - 1),
        "petitions_overdue": 0 if quality > 0.2 else min(1, petitions),
        "satisfaction_score": {"value": _money(78 + 20 * min(1.0, max(0.0, pick.gauss(quality, 0.2)))), "source": "问卷调查"},
        "nonconforming_budget_items": 0, "nonconforming_objective_items": pick.choice((0, 0, 0, 1, 2)),
        "serious_violations": 0, "supervision_evidence_missing": "否", "managed_fund_rated_poor": "否",
        "unfinished_key_tasks": 0 if quality > 0.4 else pick.randint(0, 2),
    }  # fmt: skip
    vehicles_spent, hosting_spent = (
        Decimal(_money(item * pick.uniform(0.6, 1.0) / 100)) for item in (vehicles, hosting)
    )
    inputs |= {
        "official_vehicles_actual": f"{vehicles_spent}",
        "official_hospitality_actual": f"{hosting_spent}",
        "three_public_actual": f"{vehicles_spent + hosting_spent}",
    }
    if pick.random() < 0.7:
        plan = pick.randint(300, 20_000)
        inputs |= {
            "procurement_plan": _money(plan / 100),
            "procurement_actual": _money(plan * pick.uniform(0.8, 1) / 100),
        }
    for name in pick.sample(sorted(inputs), pick.choice((0, 0, 0, 1, 3)) if quality < 0.8 else 0):
        del inputs[name]  # not handed in yet
    return inputs


def _checklists(pick: random.Random, quality: float) -> Data:
    return {
        name: {point: "full" if pick.random() < 0.8 + 0.2 * quality else "none" for point in points}
        for name, points in _CHECKLISTS.items()
    }


def _benefits(pick: random.Random, quality: float) -> Data:
    score = Decimal(int(2 * (18 + 7 * quality))) / 2
    return {
        "score": f"{score}",
        "aspects": ["social", "economic", "sustainability"],
        "reason": "按个性化绩效指标完成情况评定"
        if score == 25
        else "个别个性化绩效指标没有达到目标值，相应扣分",
        "evidence": ["年度工作总结", "个性化绩效指标完成情况表"][: pick.randint(1, 2)],
    }


def _tasks(pick: random.Random) -> list[Data]:
    chosen = sorted(pick.sample(range(len(_WORKS)), pick.randint(5, 10)))
    return [
        {
            "theme": _WORKS[index][0],
            "title": _WORKS[index][1],
            "result": _filled(pick, _WORKS[index][2]),
            "aspects": [pick.choice(("social", "economic", "sustainability"))],
            "evidence": list(_WORKS[index][3]) if pick.random() < 0.8 else [],
        }
        for index in chosen
    ]


def _notes(pick: random.Random, *, older: bool) -> Data:
    leaves = pick.sample(_LEAVES, pick.randint(2, 7))
    problems, measures = [], []
    for leaf in leaves:
        text, cause = pick.choice(_CAUSES)
        problems.append({"leaf": leaf, "text": text, "cause": _filled(pick, cause)})
        measures.append({
            "leaf": leaf,
            "action": _filled(pick, pick.choice(_ACTIONS)),
            "owner": pick.choice(("财务资产部", "办公室", "组织部", "权益保障部")),
            "due": f"{2022 if older else 2026}年{pick.choice((6, 9, 12))}月底前",
        })
    return {"problems": problems, "measures": measures}


def copied(words: str, share: float, pick: random.Random) -> str:
    """``words`` with a share of its characters changed, figures left alone."""
    letters = list(words)
    places = [index for index, letter in enumerate(letters) if "\u4e00" <= letter <= "\u9fff"]
    for index in pick.sample(places, max(1, int(len(letters) * share)) if places else 0):
        letters[index] = pick.choice("并且也已将对该各其中都更再又及可有")
    return "".join(letters)


def copy_words(source: Data, target: Data, share: float, pick: random.Random) -> None:
    """Gives ``target`` the words of ``source`` for its work, problems and causes, a share of the characters changed."""
    target["tasks"] = [
        {**task, "result": copied(task["result"], share, pick), "title": task["title"]}
        for task in source["tasks"]
    ]
    target["notes"] = {
        "problems": [
            {**item, "cause": copied(item["cause"], share, pick)} for item in source["notes"]["problems"]
        ],
        "measures": [
            {**item, "action": copied(item["action"], share, pick)} for item in source["notes"]["measures"]
        ],
    }


def _cut(text: str) -> str:
    return text[: len(text) // 2] + "\n  : ["


def _no_rubric(text: str) -> str:
    return text.replace("example-2025-department", "no-such-rubric").replace(
        "shenzhen-futian-2021-department", "no-such-rubric"
    )


def _no_year(text: str) -> str:
    return text.replace('"year": 2025', '"year": "今年"').replace('"year": 2021', '"year": "今年"')


def _empty(_: str) -> str:
    return ""


BROKEN: dict[str, Callable[[str], str]] = {
    "cut off in the middle": _cut,
    "unknown rubric": _no_rubric,
    "no year": _no_year,
    "empty": _empty,
}
"""How an input can be unreadable: what it is called, and what it does to the JSON text."""


def made_units(
    count: int, seed: int, broken: float = 1.0, copies: float = 0.0
) -> Iterator[tuple[int, Data, str, Data]]:
    """Number, data, kind of breakage (``""`` for none) and the planted copy (empty for none) of each unit."""
    for number in range(count):
        pick = random.Random(f"{seed}:{number}:planted")  # noqa: S311 - invented data
        kind = pick.choice(sorted(BROKEN)) if pick.random() * 100 < broken else ""
        data, planted = unit_data(number, seed), {}
        if number and pick.random() * 100 < copies:
            source, share = pick.randrange(number), pick.randint(1, 10) / 100
            copy_words(unit_data(source, seed), data, share, pick)
            planted = {"from": f"E{source:06d}", "to": f"E{number:06d}", "changed": share}
        yield number, data, kind, planted


def write_units(  # noqa: PLR0913 - one for each flag
    count: int, out: Path, *, seed: int = 7, layout: str = "json", broken: float = 1.0, copies: float = 0.0
) -> Data:
    """Writes the inputs under ``out`` and gives what was planted."""
    planted: Data = {"seed": seed, "count": count, "broken": {}, "copies": []}
    out.mkdir(parents=True, exist_ok=True)
    lines = []
    rows: dict[str, list[Data]] = {}
    for number, data, kind, copy in made_units(count, seed, broken, copies):
        text = json.dumps(data, ensure_ascii=False)
        if kind:
            text = BROKEN[kind](text)
            planted["broken"][data["unit"]["code"]] = kind
        elif copy:
            planted["copies"].append(copy)
        if layout == "jsonl":
            lines.append(text.replace("\n", " "))
            continue
        if layout == "many" and not kind:
            rows.setdefault(data["rubric"], []).append(data)
            continue
        folder = out / f"{number // 500:03d}"
        folder.mkdir(exist_ok=True)
        made, suffix = _file(number, seed, data, "json" if kind else layout)
        content = text.encode("utf-8") if made is None else made
        (folder / f"{data['unit']['code']}.{suffix}").write_bytes(content)
    if layout == "jsonl":
        (out / "units.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for rubric, filled in rows.items():
        (out / f"{rubric}.xlsx").write_bytes(many_workbook(rubric, filled))
    return planted


def _file(number: int, seed: int, data: Data, layout: str) -> tuple[bytes | None, str]:
    """One union's file and its suffix; None for its JSON as it is."""
    match layout:
        case "xlsx":
            return _workbook(data), "xlsx"
        case "forms":
            return _forms(number, seed, data["unit"]["name"]), "xlsx"
        case "yaml":
            return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode("utf-8"), "yaml"
    return None, "json"


def _submission(data: Data) -> Submission:
    located = read_json(json.dumps(data, ensure_ascii=False), data["unit"]["code"])
    raw = RawSubmission(located.file, located.data, located=located)
    return normalise(raw, ready_rubric(data["rubric"], Folders()).loaded.rubric).submission


def _workbook(data: Data) -> bytes:
    """The fill-in workbook of a submission."""
    submission = _submission(data)
    loaded = ready_rubric(submission.rubric, Folders()).loaded
    return render_workbook(
        loaded.rubric, rubric_sha256=loaded.sha256, version=__version__, prefill=submission
    )


def many_workbook(rubric: str, units: list[Data]) -> bytes:
    """One workbook with a row per union."""
    loaded = ready_rubric(rubric, Folders()).loaded
    rows = [ManyUnit(prefill=_submission(data)) for data in units]
    return render_many_workbook(loaded.rubric, rows, rubric_sha256=loaded.sha256, version=__version__)


_FORM_RUBRIC = "shenzhen-futian-2023-project"
_PROJECTS = ("劳模管理", "困难职工帮扶", "职工技能竞赛", "户外站点运行", "普法宣传", "职工书屋建设")


def _forms(number: int, seed: int, unit: str) -> bytes:
    """A workbook of one to four project forms."""
    rules = ready_rubric(_FORM_RUBRIC, Folders()).loaded.rubric.form
    if rules is None:
        raise LookupError(_FORM_RUBRIC)
    pick = random.Random(f"{seed}:{number}:forms")  # noqa: S311 - invented data
    names = pick.sample(_PROJECTS, pick.randint(1, 4))
    return render_form_workbook(
        [
            PrintedForm(_form(pick, unit, f"{number:08d}{at:013d}", name), 2023)
            for at, name in enumerate(names)
        ],
        rules,
    )


def _form(pick: random.Random, unit: str, code: str, name: str) -> ProjectForm:
    budget = Decimal(pick.randint(50_000, 900_000))
    spent = (budget * pick.randint(80, 100) / 100).quantize(Decimal("0.01"))
    funds = FormFunds(original_budget=budget, adjusted_budget=budget, actual_expenditure=spent)
    people, share = pick.randint(50, 400), pick.randint(80, 96)
    rows = (
        (
            "output",
            "quantity",
            "服务职工人数",
            f"≥{people}人次",
            f"{people + pick.randint(-5, 60)}人次",
            12.5,
        ),
        (
            "output",
            "quality",
            "活动按计划完成率",
            f"≥{share}%",
            f"{min(100, share + pick.randint(-3, 5))}%",
            12.5,
        ),
        ("output", "timeliness", "完成时间", "2023年12月31日前", "2023年12月20日", 12.5),
        ("output", "cost", "总成本", f"≤{budget / 10_000}万元", f"{spent / 10_000}万元", 12.5),
        ("benefit", "social", "受益职工覆盖率", "≥60%", f"{pick.randint(60, 95)}%", 30),
        ("satisfaction", "service_users", "职工满意度", "≥90%", f"{pick.randint(86, 99)}%", 10),
    )
    return ProjectForm(
        code=code,
        name=name,
        implementing_unit=unit,
        budget_unit=unit,
        total_funds=funds,
        current_year_appropriation=funds,
        carry_forward=FormFunds(
            original_budget=Decimal(0), adjusted_budget=Decimal(0), actual_expenditure=Decimal(0)
        ),
        other_funds=FormFunds(
            original_budget=Decimal(0), adjusted_budget=Decimal(0), actual_expenditure=Decimal(0)
        ),
        expected_objective=f"做好{name}工作，服务基层职工。",
        achieved_objective=f"{name}按计划完成。",
        rows=tuple(
            FormRow(
                id=f"{group}_{at}",
                group=group,
                kind=kind,
                label=label,
                target=target,
                actual=actual,
                weight=Decimal(str(weight)),
                reason="因工作安排调整，下年提前组织实施",
            )
            for at, (group, kind, label, target, actual, weight) in enumerate(rows)
        ),
    )


def write_roster(count: int, path: Path, seed: int) -> None:
    """The roster of the unions: code, name, rubric, contact office, due date."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["单位编码", "单位名称", "评分标准", "联系科室", "截止日期"])
    for number in range(count):
        data = unit_data(number, seed)
        unit = data["unit"]
        sheet.append([unit["code"], unit["name"], data["rubric"], "财务资产部", "2026-03-31"])
    book.save(path)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--format", dest="layout", choices=LAYOUTS, default="json")
    parser.add_argument("--broken", type=float, default=1.0, help="per cent of inputs that cannot be read")
    parser.add_argument(
        "--copies", type=float, default=0.0, help="per cent of unions that copied another's words"
    )
    given = parser.parse_args()
    planted = write_units(
        given.count,
        given.out,
        seed=given.seed,
        layout=given.layout,
        broken=given.broken,
        copies=given.copies,
    )
    write_roster(given.count, given.out.with_name("units.xlsx"), given.seed)
    told = given.out.with_name(given.out.name + ".planted.json")
    told.write_text(json.dumps(planted, ensure_ascii=False, indent=1), encoding="utf-8")
    print(
        f"{given.count} units in {given.out}, {len(planted['broken'])} broken, {len(planted['copies'])} copies; see {told}"
    )


if __name__ == "__main__":
    main()
