"""Which rows, drop-downs and prompts the fill-in workbook of a rubric has: pure values, no file format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ziping.domain.judged_parts import JudgedPart, judged_parts
from ziping.domain.methods import Composite, Judgement, Method, Qualitative, checklist_items
from ziping.domain.quantity import plain
from ziping.domain.rubric import InputDefinition, Leaf, Rubric, distinct_names
from ziping.domain.submission import TICK_LABELS
from ziping.domain.workbook_forms import (
    INDICATOR_FORM,
    INPUT_FORM,
    LAST_YEAR_FORM,
    UNIT_FORM,
    AskKind,
    OptionKey,
    RowForm,
)

REQUIRED, OPTIONAL = "必填", "选填"


class Ask(NamedTuple):
    """What goes into one unlocked cell.

    Attributes:
        choices: texts of the drop-down, empty for free cells.
        low: least number allowed, None for any.
        high: greatest number allowed.
    """

    kind: AskKind
    unit: str = ""
    choices: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    required: bool = False
    prompt: str = ""


class Row(NamedTuple):
    """One row with its id.

    Attributes:
        shown: column key → locked text.
        asks: column key → what is filled in there; other columns stay empty and locked.
        repeat: how many such rows are offered; more than one for lists with an entry per row.
    """

    id: str
    shown: dict[str, str]
    asks: dict[str, Ask]
    repeat: int = 1


class RowSheet(NamedTuple):
    """A sheet of rows with ids."""

    form: RowForm
    rows: tuple[Row, ...]


class Option(NamedTuple):
    """A line of a drop-down and the id it stands for."""

    label: str
    id: str


class WorkbookLayout(NamedTuple):
    """Everything a rubric adds to the fixed forms of ``workbook_forms``."""

    rubric_id: str
    row_sheets: tuple[RowSheet, ...]
    options: dict[OptionKey, tuple[Option, ...]]

    def option_labels(self, key: OptionKey) -> dict[str, str]:
        """Id → label of a drop-down."""
        return {option.id: option.label for option in self.options.get(key, ())}


def workbook_layout(rubric: Rubric) -> WorkbookLayout:
    """The workbook of a rubric."""
    leaves, names = tuple(rubric.leaves()), distinct_names(rubric)
    return WorkbookLayout(
        rubric_id=rubric.id,
        row_sheets=(
            RowSheet(UNIT_FORM, _unit_rows(rubric)),
            RowSheet(INPUT_FORM, tuple(_input_row(item) for item in _by_group(rubric.inputs))),
            RowSheet(INDICATOR_FORM, (*_total_rows(rubric), *_leaf_rows(leaves, names))),
            RowSheet(LAST_YEAR_FORM, tuple(_last_year_rows(rubric, names))),
        ),
        options={
            "indicator": _options(
                (names[leaf.indicator.id], "/".join(leaf.path), leaf.indicator.id) for leaf in leaves
            ),
            "input": _options(
                (item.label_zh, f"{item.group}/{item.label_zh}", item.id) for item in rubric.inputs
            ),
            "check": _options((item.label_zh, item.label_zh, item.id) for item in rubric.checks),
            "aspect": _options(_aspects(leaves)),
        },
    )


def _options(items: Iterable[tuple[str, str, str]]) -> tuple[Option, ...]:
    """Options from (short label, long label, id): the shortest label that no other item has."""
    known = list(dict.fromkeys(items))
    shorts = [short for short, _, _ in known]
    longs = [long for _, long, _ in known]

    def label(short: str, long: str, name: str) -> str:
        if shorts.count(short) == 1:
            return short
        return long if longs.count(long) == 1 else f"{short}（{name}）"

    return tuple(Option(label(*item), item[2]) for item in known)


def _aspects(leaves: tuple[Leaf, ...]) -> Iterator[tuple[str, str, str]]:
    for leaf in leaves:
        for _, method, _, _ in judged_parts(leaf.indicator):
            if isinstance(method, Judgement) and method.choose:
                for aspect in method.choose.aspects:
                    yield aspect.label_zh, aspect.label_zh, aspect.id


# ---- 单位信息


class _Field(NamedTuple):
    name: str
    label: str
    explained: str
    example: str
    required: bool = False
    kind: AskKind = "text"
    repeat: int = 1


_FIELDS = (
    _Field("unit.name", "单位全称", "与公章一致的全称", "示例区总工会", required=True),
    _Field("unit.code", "单位代码", "预算单位代码，按文本填写，保留前面的0", "012001"),
    _Field("unit.region", "所在地区", "省、市、区（县）", "示例市示例区"),
    _Field("unit.level", "单位层级", "市级、区级等", "区级"),
    _Field("unit.supervising_department", "主管部门", "没有主管部门的可空着", "中共示例区委员会"),
    _Field("year", "年度", "评价年度", "2024", required=True, kind="year"),
    _Field("report_date", "成文日期", "报告落款日期，可最后再填", "2025年3月15日", kind="date"),
    _Field("recipients", "主送机关", "报告送给谁，一个机关一行", "示例区财政局", repeat=3),
    _Field("unit.duties", "主要职能", "按“三定”规定，一条一行", "维护职工合法权益", kind="long", repeat=8),
    _Field(
        "unit.annual_work",
        "年度总体工作",
        "本年度总体工作和重点任务，一条一行",
        "推进新就业形态劳动者建会入会",
        kind="long",
        repeat=8,
    ),
    _Field(
        "unit.objectives",
        "主要履职目标",
        "年初确定的部门整体绩效目标，一条一行",
        "新建工会组织10家",
        kind="long",
        repeat=8,
    ),
)


def _unit_rows(rubric: Rubric) -> tuple[Row, ...]:
    return tuple(_field_row(field, rubric) for field in _FIELDS)


def _field_row(field: _Field, rubric: Rubric) -> Row:
    years = tuple(str(year) for year in rubric.valid_years)
    told, example = field.explained, field.example
    choices: tuple[str, ...] = ()
    if field.kind == "year":
        told, example, choices = f"{told}，本评分标准适用 {'、'.join(years)} 年度", years[-1], years
    shown = {
        "label": field.label,
        "required": REQUIRED if field.required else OPTIONAL,
        "example": example,
        "help": told,
    }
    prompt = f"{told}\n{_example(example)}"
    ask = Ask(field.kind, choices=choices, required=field.required, prompt=prompt)
    return Row(field.name, shown, {"value": ask}, field.repeat)


# ---- 基础数据


def _by_group(inputs: tuple[InputDefinition, ...]) -> list[InputDefinition]:
    """Inputs with those of one group together, groups in order of first appearance."""
    order = list(dict.fromkeys(item.group for item in inputs))
    return sorted(inputs, key=lambda item: order.index(item.group))


def _input_row(item: InputDefinition) -> Row:
    shown = {
        "group": item.group,
        "label": item.label_zh,
        "unit": item.unit or _KIND_TEXT[item.type],
        "example": item.example,
        "help": item.help,
        "filled_by": item.filled_by,
        "required": REQUIRED if item.required else OPTIONAL,
    }
    return Row(
        item.id, shown, {"value": input_ask(item), "source": Ask("text", prompt="选填，例如 部门决算报表")}
    )


_KIND_TEXT = {"number": "", "text": "文字", "date": "日期", "choice": "选择", "bool": "是/否"}


def input_ask(item: InputDefinition) -> Ask:
    """What the cell of an input takes."""
    told = {
        "number": f"单位：{item.unit or '（无）'}。只写数，或连单位一起写。",
        "date": "写完整日期，例如 2024年12月31日。",
        "bool": "从下拉框选择“是”或“否”。",
        "choice": "从下拉框选择。",
        "text": "写文字。",
    }[item.type]
    return Ask(
        kind=item.type,
        unit=item.unit,
        choices=("是", "否") if item.type == "bool" else item.choices,
        low=item.min,
        high=item.max,
        required=item.required,
        prompt="\n".join(part for part in (told, item.help, _example(item.example)) if part),
    )


def _example(text: str) -> str:
    return f"例如 {text}" if text else ""


# ---- 指标填报


def _total_rows(rubric: Rubric) -> Iterator[Row]:
    """The total, where the unit may enter it from a score sheet that the rubric does not hold."""
    if rubric.total_entry:
        shown = {"level1": "总分", "level2": "", "level3": "总分", "max_score": plain(rubric.total)}
        shown["label"] = f"自评总分（0—{plain(rubric.total)}分，逐项打分的不填）"
        shown["clause"] = "本评分标准没有列全指标的，按本地评分表得出的总分录入"
        asks = {
            "value": Ask("number", unit="分", low=Decimal(0), high=rubric.total, prompt="要写理由和佐证材料"),
            "reason": Ask("long", prompt="总分按哪份评分表得出"),
            "evidence": _EVIDENCE,
        }
        yield Row("score:total", shown, asks)


def _leaf_rows(leaves: tuple[Leaf, ...], names: dict[str, str]) -> Iterator[Row]:
    for leaf in leaves:
        yield from _rows_of_leaf(leaf, names[leaf.indicator.id])


def _rows_of_leaf(leaf: Leaf, name: str) -> Iterator[Row]:
    indicator = leaf.indicator
    shown = {
        "level1": leaf.groups[0].label_zh if leaf.groups else "",
        "level2": "/".join(group.label_zh for group in leaf.groups[1:]),
        "level3": name,
    }
    yield _indicator_row(leaf, shown)
    for item in checklist_items(indicator.method):
        if item.condition is None:
            choices = tuple(
                TICK_LABELS[tick] for tick in ("full", "partial", "none") if _has_tick(tick, item.partial)
            )
            label = f"{item.label_zh}（{plain(item.points)}分）"
            ask = Ask(
                "tick", choices=choices, required=True, prompt=f"{item.label_zh}\n选择：{'、'.join(choices)}"
            )
            yield Row(f"tick:{indicator.id}.{item.id}", {**shown, "label": label}, {"value": ask})
    for judged in judged_parts(leaf.indicator, name):
        yield from _judged_rows(judged, shown)
    if isinstance(indicator.method, Composite) and indicator.method.manual_deduction:
        ask = Ask(
            "number",
            unit="分",
            low=Decimal(0),
            high=indicator.max_score,
            prompt="需要另行扣分时填扣几分（正数），并写理由",
        )
        asks = {"value": ask, "reason": Ask("long"), "evidence": _EVIDENCE}
        yield Row(f"deduct:{indicator.id}", {**shown, "label": "另行扣分（没有就空着）"}, asks)


def _has_tick(tick: str, partial: Decimal | None) -> bool:
    return tick != "partial" or partial is not None


_EVIDENCE = Ask("list", prompt="几份材料用“；”隔开")


def _indicator_row(leaf: Leaf, shown: dict[str, str]) -> Row:
    """The row of the leaf itself: points, clause, why it does not apply, how it was done."""
    indicator = leaf.indicator
    asks = {"explanation": Ask("long", prompt="选填：这项指标是怎样做的，报告分析时引用")}
    if may_be_left_out(leaf):
        asks["not_applicable"] = Ask("long", prompt="本指标不适用时写理由；适用就空着")
    own = {
        **shown,
        "max_score": plain(indicator.max_score),
        "clause": indicator.clause,
        "label": _how_scored(indicator.method),
        "evidence": "、".join(indicator.evidence),
    }
    return Row(f"indicator:{indicator.id}", own, asks)


def may_be_left_out(leaf: Leaf) -> bool:
    """Whether a unit may say that a leaf does not apply to it."""
    chosen_freely = bool(leaf.groups) and leaf.groups[-1].policy.kind in {"choose_at_least", "either_or"}
    return chosen_freely or leaf.indicator.not_applicable.policy != "forbidden"


def _how_scored(method: Method) -> str:
    if method.kind == "reserved":
        return "由评审部门评分，单位不填"
    asked = any(item.condition is None for item in checklist_items(method))
    judged = isinstance(method, (Judgement, Qualitative)) or (
        isinstance(method, Composite)
        and any(isinstance(part.method, (Judgement, Qualitative)) for part in method.parts)
    )
    if judged:
        return "在下面打分"
    return "在下面逐条选择" if asked else "按基础数据自动计分，不用填"


def _judged_rows(judged: JudgedPart, shown: dict[str, str]) -> Iterator[Row]:
    if isinstance(judged.method, Qualitative):
        tiers = tuple(tier.label_zh for tier in judged.method.tiers)
        ask = Ask("choice", choices=tiers, required=True, prompt=f"选择档次：{'、'.join(tiers)}")
        yield Row(f"tier:{judged.key}", {**shown, "label": f"{judged.label}：档次"}, {"value": ask})
    most = plain(judged.points)
    asks = {
        "value": Ask(
            "number",
            unit="分",
            low=Decimal(0),
            high=judged.points,
            required=True,
            prompt=f"0 到 {most} 分，要写理由和佐证材料",
        ),
        "reason": Ask("long", required=True, prompt="为什么打这个分，对照目标值写"),
        "evidence": Ask("list", required=True, prompt=_EVIDENCE.prompt),
    }
    yield Row(f"score:{judged.key}", {**shown, "label": f"{judged.label}：自评得分（0—{most}分）"}, asks)
    if isinstance(judged.method, Judgement) and judged.method.choose:
        least = judged.method.choose.at_least
        for aspect in judged.method.choose.aspects:
            ask = Ask(
                "bool", choices=("是", "否"), prompt=f"至少选 {least} 个方面；这个方面有绩效指标的选“是”"
            )
            label = f"是否选取：{aspect.label_zh}"
            yield Row(f"aspect:{judged.key}.{aspect.id}", {**shown, "label": label}, {"value": ask})


# ---- 上年数据


def _last_year_rows(rubric: Rubric, names: dict[str, str]) -> Iterator[Row]:
    for item in _by_group(rubric.inputs):
        if item.type == "number":
            shown = {"group": item.group, "label": item.label_zh, "unit": item.unit}
            ask = input_ask(item)._replace(required=False)
            yield Row(f"figure:{item.id}", shown, {"value": ask, "source": Ask("text")})
    for leaf, name in names.items():
        shown = {"group": "上年得分", "label": name, "unit": "分"}
        yield Row(f"score:{leaf}", shown, {"value": Ask("number", unit="分", low=Decimal(0))})
    shown = {"group": "上年存在的问题", "label": "问题（一条一行）"}
    yield Row("problem", shown, {"value": Ask("long")}, repeat=5)
