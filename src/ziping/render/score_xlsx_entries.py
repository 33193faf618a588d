"""What stands on the 输入 sheet: inputs, checklist answers, people's scores and manual deductions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from ziping.domain.expression.excel import PENDING_TEXT
from ziping.domain.expression.nodes import names_in
from ziping.domain.methods import (
    ChecklistItem,
    Composite,
    Judgement,
    Method,
    Qualitative,
    Reserved,
    checklist_items,
)
from ziping.domain.quantity import decimal_places, format_quantity, plain
from ziping.domain.rubric import LAST_YEAR, Indicator, InputDefinition, Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import TICK_LABELS, InputValue, Submission
from ziping.render.score_xlsx_cells import MISSING, CellValue, Result, day_number

Sort: TypeAlias = Literal[
    "number", "percent", "permille", "bool", "date", "text", "tick", "judged", "deducted", "reserved"
]
TEXT_SORTS = ("text", "tick")
YES_NO = ("是", "否")
_MONEY_PLACES = 2
_RATIOS: dict[str, Sort] = {"%": "percent", "‰": "permille"}
_SORTS: dict[str, Sort] = {"bool": "bool", "date": "date"}
_ANSWER_SORTS = ("tick", "judged", "deducted", "reserved")


class Entry(NamedTuple):
    """One row of the sheet."""

    id: str
    """The name under which trees read it."""
    group: str
    label: str
    sort: Sort
    value: CellValue
    unit: str = ""
    places: int | None = None
    source: str = ""
    remark: str = ""
    choices: tuple[str, ...] = ()
    wanted: bool = True
    """Whether an empty cell is marked as still to be filled in."""

    def guard(self, cell: str) -> str:
        """The formula of the cell that trees read: the value, or ``#N/A`` while it is missing."""
        match self.sort:
            case "permille":
                return f"IF(ISNUMBER({cell}),{cell}/1000,NA())"
            case "bool":
                return f'IF({cell}="是",TRUE,IF({cell}="否",FALSE,NA()))'
            case "text":
                return f'IF({cell}="",NA(),{cell}&"")'
            case "tick":
                known = ",".join(f'{cell}="{label}"' for label in TICK_LABELS.values())
                return f"IF(OR({known}),{cell},NA())"
            case "deducted":
                return f"IF(ISBLANK({cell}),0,IF(ISNUMBER({cell}),{cell},NA()))"
            case _:
                return f"IF(ISNUMBER({cell}),{cell},NA())"

    @property
    def cached(self) -> Result:
        """What ``guard`` gives for the value as it stands."""
        if self.value is None:
            return MISSING
        if self.sort == "bool":
            return self.value == "是"
        if self.sort == "permille" and isinstance(self.value, Decimal):
            return self.value / 1000
        if isinstance(self.value, (Decimal, str, bool)):
            return self.value
        return day_number(self.value)

    @property
    def number_format(self) -> str:
        """Digits as the unit wrote them."""
        if self.sort == "date":
            return "yyyy-mm-dd"
        if self.sort not in {"number", "percent"} or self.places is None:
            return "0.00%" if self.sort == "percent" else ""
        digits = f"0.{'0' * self.places}" if self.places else "0"
        return f"{digits}%" if self.sort == "percent" else f"#,##{digits}"


def entries_of(rubric: Rubric, submission: Submission, scorecard: Scorecard) -> tuple[Entry, ...]:
    """All rows, in the order of the rubric."""
    given = submission.effective_inputs()
    found = [
        _input(definition, given.get(definition.id), _resolved(definition, submission))
        for definition in sorted_by_group(rubric.inputs)
    ]
    read = last_year_names(scorecard)
    found += [
        _input(definition, submission.last_year.figures.get(definition.id.removeprefix(LAST_YEAR)), "")
        for definition in rubric.last_year_inputs()
        if definition.id in read
    ]
    people = _People(submission, scorecard)
    answers = [entry for leaf in rubric.leaves() for entry in people.entries(leaf.indicator)]
    return (*found, *sorted(answers, key=lambda entry: _ANSWER_SORTS.index(entry.sort)))


def last_year_names(scorecard: Scorecard) -> set[str]:
    """Last year's figures that some tree reads."""
    trees = [line.tree for line in scorecard.lines] + [metric.tree for metric in scorecard.metrics]
    return {name for tree in trees for name in names_in(tree) if name.startswith(LAST_YEAR)}


def sorted_by_group(inputs: tuple[InputDefinition, ...]) -> list[InputDefinition]:
    """Inputs of one group together, groups in the order they first appear."""
    groups = list(dict.fromkeys(item.group for item in inputs))
    return sorted(inputs, key=lambda item: groups.index(item.group))


def _input(definition: InputDefinition, given: InputValue | None, resolved: str) -> Entry:
    value = None if given is None else given.value
    sort = _sort(definition)
    places: int | None = None
    shown: CellValue = value
    if isinstance(value, bool):
        shown = YES_NO[0] if value else YES_NO[1]
    elif isinstance(value, Decimal):
        places = max(given.places if given else 0, decimal_places(value))
        shown = value / 100 if sort == "percent" else value
    elif definition.unit.endswith("元"):
        places = _MONEY_PLACES
    return Entry(
        id=definition.id,
        group=definition.group,
        label=definition.label_zh,
        sort=sort,
        value=shown,
        unit=definition.unit,
        places=places,
        source=_source(given),
        remark="；".join(filter(None, (resolved, "单位自述" if definition.basis == "statement" else ""))),
        choices=YES_NO if sort == "bool" else definition.choices,
        wanted=definition.required,
    )


def _sort(definition: InputDefinition) -> Sort:
    if definition.type == "number":
        return _RATIOS.get(definition.unit, "number")
    return _SORTS.get(definition.type, "text")


def _source(given: InputValue | None) -> str:
    if given is None:
        return ""
    place = given.place.short if given.place.sheet else ""
    return "；".join(filter(None, (given.source, place)))


def _resolved(definition: InputDefinition, submission: Submission) -> str:
    """The value first stated and why another one counts."""
    for resolution in reversed(submission.resolutions):
        if definition.id in resolution.choice:
            first = submission.inputs.get(definition.id)
            return f"原填{_stated(first, definition)}，改用现数：{resolution.reason}"
    return ""


def _stated(given: InputValue | None, definition: InputDefinition) -> str:
    if given is None or given.value is None:
        return "为空"
    if isinstance(given.value, bool):
        return YES_NO[0] if given.value else YES_NO[1]
    if isinstance(given.value, Decimal):
        return format_quantity(given.value, definition.unit, places=max(given.places, 0))
    return str(given.value)


class _People:
    """Rows that people answer, leaf by leaf."""

    def __init__(self, submission: Submission, scorecard: Scorecard) -> None:
        self.submission = submission
        self.names = {line.id: line.called for line in scorecard.lines}
        self.printed = {use.id: use.printed for line in scorecard.lines for use in line.inputs}
        self.reasons = {
            line.id: f"不适用：{line.reason}" for line in scorecard.lines if line.status == "not_applicable"
        }
        self.problems = {
            finding.subject: finding.message
            for finding in reversed(scorecard.findings)
            if finding.severity == "error"
        }

    def entries(self, indicator: Indicator) -> Iterator[Entry]:
        ticks = self.submission.checklists.get(indicator.id, {})
        for item in checklist_items(indicator.method):
            if item.condition is None:
                answer = ticks.get(item.id)
                yield self.tick(indicator, item, None if answer is None else TICK_LABELS[answer])
        yield from self.judged(indicator, indicator.method, indicator.id, self.names[indicator.id])
        if isinstance(indicator.method, Composite):
            for part in indicator.method.parts:
                label = f"{self.names[indicator.id]}：{part.label_zh}"
                yield from self.judged(indicator, part.method, f"{indicator.id}.{part.id}", label)
            if indicator.method.manual_deduction:
                yield self.deduction(indicator)

    def tick(self, indicator: Indicator, item: ChecklistItem, answer: str | None) -> Entry:
        partly = "" if item.partial is None else f"，部分达到{plain(item.partial)}分"
        full, half, none = TICK_LABELS.values()
        return Entry(
            id=f"tick.{indicator.id}.{item.id}",
            group="逐条评价",
            label=f"{self.names[indicator.id]}：{item.label_zh}",
            sort="tick",
            value=answer,
            remark="；".join(
                filter(None, (f"达到{plain(item.points)}分{partly}", self.reasons.get(indicator.id, "")))
            ),
            choices=(full, none) if item.partial is None else (full, half, none),
            wanted=indicator.id not in self.reasons,
        )

    def judged(self, indicator: Indicator, method: Method, key: str, label: str) -> Iterator[Entry]:
        """A person's score as far as it was accepted; one without a reason or out of bounds was not."""
        if not isinstance(method, (Judgement, Qualitative, Reserved)):
            return
        name = f"judged.{key}"
        given = self.submission.judgements.get(key)
        score = None if given is None else given.score
        accepted = score is not None and self.printed.get(name, PENDING_TEXT) != PENDING_TEXT
        told = [self.reasons.get(indicator.id, "")]
        if given is not None:
            told += [given.reason, "" if accepted else self.problems.get(key, "")]
        reserved = isinstance(method, Reserved)
        yield Entry(
            id=name,
            group="评审部门评分" if reserved else "人工评分",
            label=label,
            sort="reserved" if reserved else "judged",
            value=score if accepted else None,
            unit="分",
            source="、".join(given.evidence) if given is not None else "",
            remark="；".join(filter(None, told)),
            wanted=not reserved and indicator.id not in self.reasons,
        )

    def deduction(self, indicator: Indicator) -> Entry:
        name = f"deducted.{indicator.id}"
        given = self.submission.judgements.get(indicator.id)
        taken = self.printed.get(name, "0") not in {"0", PENDING_TEXT}
        amount = given.deduct if given is not None and taken else None
        remark = "" if given is None else given.reason
        if given is not None and given.deduct and not taken:
            remark = self.problems.get(indicator.id, remark)
        return Entry(
            id=name,
            group="手工扣分",
            label=f"{self.names[indicator.id]}（手工扣分）",
            sort="deducted",
            value=amount or Decimal(0),
            unit="分",
            source="、".join(given.evidence) if given is not None else "",
            remark=remark,
            wanted=False,
        )
