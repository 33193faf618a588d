"""Builds the FactTable: inputs as used, computed figures, derived differences, evidence, documents.

Ids are stable: an input or metric keeps its own id; a leaf or group has ``.score .max_score .lost_points``;
a rate has ``.vs_target`` and ``.gap``; evidence is ``evidence.<task>.<n>``; documents ``document.<n>``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from ziping.domain.expression.nodes import Arithmetic, Name, Node, names_in
from ziping.domain.fact import Fact, FactTable, Origin
from ziping.domain.quantity import EXACT, decimal_places, plain, quantize, trim_zeros
from ziping.domain.rubric import InputDefinition, Metric, Rubric
from ziping.domain.scorecard import MetricLine, Scorecard, ScoreLine
from ziping.domain.submission import InputValue, Submission
from ziping.facts.evidence import evidence_facts
from ziping.facts.last_year import last_year_facts
from ziping.facts.narrative import narrative_facts
from ziping.facts.project_form import form_facts
from ziping.facts.projects import project_facts
from ziping.facts.targets import target_facts
from ziping.language.numerals import find_numbers

ZERO = Decimal(0)


def build_facts(rubric: Rubric, submission: Submission, scorecard: Scorecard) -> FactTable:
    """Every figure and document the text may use, in a stable order; nothing pending becomes a fact."""
    builder = _Builder(rubric, submission, scorecard)
    figures = (*builder.inputs(), *builder.metrics())
    facts = (
        *builder.calendar(),
        *figures,
        *builder.gaps(figures),
        *target_facts(rubric, scorecard, submission.year),
        *builder.lines(),
        *builder.groups(),
        *builder.totals(),
        *narrative_facts(rubric, submission, scorecard, figures),
        *last_year_facts(rubric, submission, scorecard, figures),
        *evidence_facts(submission),
        *project_facts(submission),
        *form_facts(rubric, submission),
        *builder.documents(),
    )
    unique = {fact.id: fact for fact in facts}
    return FactTable(unit=submission.unit.name, year=submission.year, facts=tuple(unique.values()))


class _Builder:
    def __init__(self, rubric: Rubric, submission: Submission, scorecard: Scorecard) -> None:
        self.rubric = rubric
        self.submission = submission
        self.scorecard = scorecard
        self.year = submission.year
        self.given = submission.effective_inputs()
        self.metric_trees = {line.id: line.tree for line in scorecard.metrics}

    def fact(  # noqa: PLR0913 - a fact's five fields
        self,
        name: str,
        label: str,
        value: Decimal,
        unit: str,
        origin: Origin,
        *,
        year: int | None = None,
        **more: Any,
    ) -> Fact:
        return Fact(
            id=name,
            label=label,
            value=plain(value),
            unit=unit,
            year=year or self.year,
            origin=origin,
            **more,
        )

    def calendar(self) -> Iterator[Fact]:
        """The report's year, its last day and its date; the unit's code."""
        yield Fact(
            id="report_year", label="年度", value=str(self.year), unit="年", year=self.year, origin="input"
        )
        last_day = f"{self.year}年12月31日"
        yield Fact(id="year_end", label="年末", value=last_day, unit="日期", year=self.year, origin="input")
        code = self.submission.unit.code
        if code:
            yield Fact(id="unit_code", label="预算编码", value=code, unit="编码", origin="input")
        day = self.submission.report_date
        if day is not None:
            yield Fact(
                id="report_date", label="成文日期", value=chinese_date(day), unit="日期", origin="input"
            )

    def inputs(self) -> Iterator[Fact]:
        for definition in self.rubric.inputs:
            given = self.given.get(definition.id)
            if given is not None and given.value is not None:
                fact = self.input(definition, given)
                if fact is not None:
                    yield fact

    def input(self, definition: InputDefinition, given: InputValue) -> Fact | None:
        sources = (given.place.short,) if given.place.short else ()
        if isinstance(given.value, Decimal):
            value = quantize(given.value, max(given.places, decimal_places(given.value)))
            aliases = definition.aliases
            return self.fact(
                definition.id,
                definition.label_zh,
                value,
                definition.unit,
                "input",
                aliases=aliases,
                sources=sources,
            )
        if isinstance(given.value, bool) or not isinstance(given.value, date):
            return None
        return Fact(
            id=definition.id,
            label=definition.label_zh,
            value=chinese_date(given.value),
            unit="日期",
            origin="input",
            sources=sources,
        )

    def metrics(self) -> Iterator[Fact]:
        definitions = {metric.id: metric for metric in self.rubric.metrics}
        for line in self.scorecard.metrics:
            if line.value is not None:
                yield self.metric(definitions[line.id], line, line.value)

    def metric(self, definition: Metric, line: MetricLine, value: Decimal) -> Fact:
        exact = None if line.exact is None or line.exact == value else plain(line.exact)
        return self.fact(
            line.id,
            line.label,
            value,
            line.unit,
            "computed",
            exact=exact,
            aliases=definition.aliases,
            formula=line.formula,
            sources=self.sources(line.tree),
        )

    def sources(self, tree: Node) -> tuple[str, ...]:
        """Cells or keys of every input a tree rests on, metrics followed down to their inputs."""
        found: dict[str, None] = {}
        for name in names_in(tree):
            if name in self.metric_trees:
                found.update(dict.fromkeys(self.sources(self.metric_trees[name])))
            elif name in self.given and self.given[name].place.short:
                found[self.given[name].place.short] = None
        return tuple(found)

    def gaps(self, figures: tuple[Fact, ...]) -> Iterator[Fact]:
        """For a rate ``part ÷ whole`` of inputs: what is left of the whole."""
        known = {fact.id: fact for fact in figures}
        for line in self.scorecard.metrics:
            tree = line.tree
            if not (isinstance(tree, Arithmetic) and tree.op == "/"):
                continue
            if not (isinstance(tree.left, Name) and isinstance(tree.right, Name)):
                continue
            part, whole = known.get(tree.left.id), known.get(tree.right.id)
            if part is None or whole is None or part.unit != whole.unit:
                continue
            yield from self.gap(line, part, whole)

    def gap(self, line: MetricLine, part: Fact, whole: Fact) -> Iterator[Fact]:
        a, b = part.decimal, whole.decimal
        if a is None or b is None or a == b:
            return
        label = f"{whole.label}减去{part.label}" if b > a else f"{part.label}减去{whole.label}"
        larger, smaller = (whole, part) if b > a else (part, whole)
        formula = f"{larger.printed} − {smaller.printed}"
        yield self.fact(
            f"{line.id}.gap", label, abs(EXACT.subtract(b, a)), part.unit, "derived", formula=formula
        )

    def lines(self) -> Iterator[Fact]:
        for line in self.scorecard.lines:
            yield from self.scored(line.id, line.called, line.max_score, line.score, line.formula)
            for part in line.parts:
                name = f"{line.id}.{part.id}"
                label = f"{line.called}（{part.label}）"
                scored = self.scored(name, label, part.points, part.score, part.formula)
                yield from (_also_called(fact, part.label) for fact in scored)
            yield from self.basis(line)

    def basis(self, line: ScoreLine) -> Iterator[Fact]:
        if line.score is not None and line.proven and line.asserted:
            yield self.fact(f"{line.id}.proven", f"{line.called}数据可证得分", line.proven, "分", "computed")
            yield self.fact(
                f"{line.id}.asserted", f"{line.called}单位自述得分", line.asserted, "分", "computed"
            )

    def scored(
        self, name: str, label: str, most: Decimal, score: Decimal | None, formula: str
    ) -> Iterator[Fact]:
        yield self.fact(
            f"{name}.max_score", f"{label}分值", trim_zeros(most), "分", "computed", aliases=("权重",)
        )
        if score is None:
            return
        yield self.fact(
            f"{name}.score", f"{label}得分", score, "分", "computed", formula=formula, aliases=("自评得分",)
        )
        lost = trim_zeros(EXACT.subtract(most, score))
        worked = f"{plain(trim_zeros(most))} − {plain(score)}"
        yield self.fact(f"{name}.lost_points", f"{label}扣分", lost, "分", "derived", formula=worked)

    def groups(self) -> Iterator[Fact]:
        for group in self.scorecard.groups:
            settled = group.score if group.status == "final" else None
            mine = [line for line in self.scorecard.lines if line.path[: len(group.path)] == group.path]
            added = " + ".join(plain(line.score) for line in mine if line.score is not None)
            yield from self.scored(group.id, group.label, group.max_score, settled, added)
            label = f"{group.label}三级指标个数"
            yield self.fact(f"{group.id}.leaf_count", label, Decimal(len(mine)), "个", "derived")

    def totals(self) -> Iterator[Fact]:
        card = self.scorecard
        settled = card.total_score if card.status == "final" else None
        yield from self.scored("total", "总分", card.max_score, settled, "")
        if card.grade is not None:
            yield Fact(
                id="grade", label="绩效等级", value=card.grade, unit="等级", year=self.year, origin="computed"
            )
        for name, label, points in (
            ("proven_points", "数据可证得分", card.proven),
            ("asserted_points", "单位自述得分", card.asserted),
            ("pending_points", "待补充分值", card.pending),
        ):
            yield self.fact(name, label, points, "分", "derived")
        if card.unexplained:
            label = "没有列明扣在哪项指标的分数"
            yield self.fact("unexplained_points", label, card.unexplained, "分", "derived")
        yield from self.counts()

    def counts(self) -> Iterator[Fact]:
        lines = self.scorecard.lines
        full = sum(1 for line in lines if line.score is not None and line.lost == 0 and line.max_score)
        lost = sum(1 for line in lines if line.lost)
        waiting = sum(1 for line in lines if line.status == "pending")
        for name, label, count, alias in (
            ("leaf_count", "三级指标个数", len(lines), "所有三级指标个数"),
            ("full_mark_count", "得满分的指标个数", full, "得满分的三级指标个数"),
            ("deducted_count", "扣分的指标个数", lost, "扣分的三级指标个数"),
            ("pending_count", "待补充的指标个数", waiting, "数据不全的三级指标个数"),
        ):
            yield self.fact(name, label, Decimal(count), "个", "derived", aliases=("项", alias))

    def documents(self) -> Iterator[Fact]:
        for index, document in enumerate(self.submission.documents, start=1):
            name = f"document.n{index}"
            yield Fact(id=name, label="文件", value=document.title, unit="文件", origin="document")
            if document.number:
                yield Fact(
                    id=f"{name}.number", label="文号", value=document.number, unit="文号", origin="document"
                )


def chinese_date(day: date) -> str:
    """A date as reports write it, without padding: 2022年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _also_called(fact: Fact, part: str) -> Fact:
    """A part's points under the part's own name, which the text gives in quotes; a name with a figure would hide it."""
    if find_numbers(part):
        return fact
    kind = fact.label.rpartition("）")[2]
    return fact.model_copy(update={"aliases": (*fact.aliases, f"{part}{kind}")})
