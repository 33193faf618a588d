"""Scores one submission: a Scorecard with every line's tree, working, inputs and status."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ziping.domain.expression.evaluate import Pending, evaluate
from ziping.domain.expression.nodes import (
    Arithmetic,
    Call,
    Case,
    Cases,
    Name,
    Node,
    Round,
    Value,
    number,
)
from ziping.domain.expression.working import working
from ziping.domain.finding import Finding
from ziping.domain.quantity import plain, quantize, trim_zeros
from ziping.domain.rubric import IndicatorGroup, Rubric
from ziping.domain.scorecard import (
    InputUse,
    PartLine,
    Scorecard,
    ScoreLine,
    ScoreStatus,
)
from ziping.domain.submission import Submission
from ziping.scoring.applicability import Applicability, apply_policies
from ziping.scoring.checks import run_checks
from ziping.scoring.claims import claim_findings
from ziping.scoring.compiled import CompiledLeaf, CompiledRubric, compile_rubric
from ziping.scoring.judgements import accept_answers
from ziping.scoring.lowered import Part, deducted_name, floored
from ziping.scoring.totals import metric_lines, total_up
from ziping.scoring.values import Values

ZERO = Decimal(0)


def score(compiled: CompiledRubric, submission: Submission) -> Scorecard:
    """The scorecard of a submission: deterministic, exact, explained.

    Totals add the scores as printed. A grade is only given when nothing is pending.
    """
    answers = accept_answers(compiled, submission)
    values = Values(compiled, submission.scoring_inputs(), answers.values)
    policies = apply_policies(compiled.rubric, submission)
    scorer = _Scorer(compiled, submission, values, policies)
    lines = scorer.settle_alternatives(tuple(scorer.line(leaf) for leaf in compiled.leaves))
    raw = Values(compiled, {**submission.scoring_inputs(), **submission.inputs}, answers.values)
    findings = (
        *answers.findings,
        *policies.findings,
        *run_checks(raw, submission.resolutions),
        *scorer.rule_findings(lines),
        *scorer.unexplained(),
    )
    card = total_up(compiled.rubric, submission, lines, metric_lines(values), findings)
    claims = tuple(claim_findings(submission.claimed, card))
    return card.model_copy(update={"findings": (*claims, *card.findings)}) if claims else card


def score_rubric(rubric: Rubric, submission: Submission) -> Scorecard:
    """``score`` for a rubric that is used once."""
    return score(compile_rubric(rubric), submission)


class _Scorer:
    """Lines of one submission."""

    def __init__(
        self, compiled: CompiledRubric, submission: Submission, values: Values, policies: Applicability
    ) -> None:
        self.compiled = compiled
        self.submission = submission
        self.values = values
        self.policies = policies
        self.rounding = compiled.rubric.rounding

    def line(self, leaf: CompiledLeaf) -> ScoreLine:
        """One leaf, scored or not applicable."""
        trees = tuple(self.part_tree(part, leaf) for part in leaf.parts)
        tree = self.leaf_tree(leaf, trees)
        parts = tuple(self.part(part, tree_of) for part, tree_of in zip(leaf.parts, trees, strict=True))
        if leaf.indicator.id in self.policies.dropped:
            return self.dropped(leaf, tree)
        outcome = evaluate(tree, self.values)
        line = self.base(leaf, tree, parts)
        if isinstance(outcome, Pending):
            missing = tuple(dict.fromkeys(self.values.label(name) for _, name in outcome.reasons if name))
            reason = "" if missing else "评分标准或数据不足以判断"
            return line.model_copy(
                update={"missing": missing, "reason": reason, "formula": self.formula(leaf, tree, parts)}
            )
        points = self.rounded(outcome)
        proven, asserted = self.split(leaf, parts, points)
        vetoed = any(self.rests_on_statements(veto.condition) for veto in leaf.vetoes)
        said = vetoed or asserted > 0 or any(part.status == "asserted" for part in parts)
        return line.model_copy(
            update={
                "score": trim_zeros(points),
                "status": "asserted" if said else "scored",
                "proven": trim_zeros(proven),
                "asserted": trim_zeros(asserted),
                "formula": self.formula(leaf, tree, parts),
                "reason": self.reason(leaf),
            }
        )

    def base(self, leaf: CompiledLeaf, tree: Node, parts: tuple[PartLine, ...]) -> ScoreLine:
        indicator = leaf.indicator
        return ScoreLine(
            id=indicator.id,
            label=indicator.label_zh,
            path=leaf.leaf.path,
            max_score=self.policies.points[indicator.id],
            score=None,
            status="pending",
            formula="",
            clause=indicator.clause,
            parts=parts if len(parts) > 1 else (),
            inputs=self.inputs(leaf),
            evidence_asked=indicator.evidence,
            unverified=indicator.status == "unverified",
            reserved=leaf.reserved,
            name="" if leaf.name == indicator.label_zh else leaf.name,
            tree=tree,
        )

    def dropped(self, leaf: CompiledLeaf, tree: Node) -> ScoreLine:
        """A leaf that does not apply: full marks, nothing, or out of the denominator."""
        name = leaf.indicator.id
        reason = self.policies.dropped[name]
        line = self.base(leaf, tree, ()).model_copy(update={"status": "not_applicable", "reason": reason})
        if name in self.policies.full:
            full = trim_zeros(self.policies.points[name])
            text = f"不适用（{reason}），按评分标准得满分 {plain(full)}"
            return line.model_copy(
                update={"score": full, "asserted": full, "formula": text, "tree": number(Fraction(full))}
            )
        how = "不计入总分" if name in self.policies.excluded else "分值调整到同组其他指标"
        kept = self.policies.points[name] if name in self.policies.excluded else ZERO
        text = f"不适用（{reason}），{how}"
        return line.model_copy(update={"score": ZERO, "max_score": kept, "formula": text, "tree": number(0)})

    def leaf_tree(self, leaf: CompiledLeaf, nodes: tuple[Node, ...]) -> Node:
        """The whole item: rounded parts added, deductions taken off, vetoes on top, rounded once more."""
        total: Node = nodes[0] if len(nodes) == 1 else self.rescaled(Call("sum", nodes), leaf)
        if leaf.manual_deduction:
            total = floored(Arithmetic("-", total, Name(deducted_name(leaf.indicator.id))))
        if leaf.vetoes:
            total = Cases(tuple(Case(veto.condition, number(0)) for veto in leaf.vetoes), total)
        return total if isinstance(total, Round) else Round(total, self.rounding.places, self.rounding.mode)

    def part_tree(self, part: Part, leaf: CompiledLeaf) -> Node:
        tree = self.rescaled(part.tree, leaf) if len(leaf.parts) == 1 else part.tree
        if not self.rounding.parts and len(leaf.parts) > 1:
            return tree
        return Round(tree, self.rounding.places, self.rounding.mode)

    def scale(self, leaf: CompiledLeaf) -> tuple[Decimal, Decimal]:
        """Effective points (after siblings were redistributed) and the rubric's points."""
        return self.policies.points[leaf.indicator.id], leaf.indicator.max_score

    def rescaled(self, tree: Node, leaf: CompiledLeaf) -> Node:
        """The tree for the effective points; full marks stay full marks, whatever the parts round to."""
        effective, full = self.scale(leaf)
        if not full or effective == full:
            return tree
        return Arithmetic("/", Arithmetic("*", tree, number(Fraction(effective))), number(Fraction(full)))

    def part(self, part: Part, tree: Node) -> PartLine:
        outcome = evaluate(tree, self.values)
        status: ScoreStatus = "asserted" if self.rests_on_statements(part.tree) else "scored"
        points: Decimal | None = None
        if isinstance(outcome, Pending):
            status, formula = "pending", self.pending_text(tree, outcome)
        else:
            points = trim_zeros(self.rounded(outcome))
            formula = working(tree, self.values.view, self.values)
        return PartLine(
            id=part.id,
            label=part.label,
            points=part.points,
            score=points,
            status=status,
            formula=formula,
            tree=tree,
        )

    def pending_text(self, tree: Node, outcome: Pending) -> str:
        """``待补充（缺政府采购预算金额）``, or the working that cannot be finished."""
        missing = dict.fromkeys(self.values.label(name) for _, name in outcome.reasons if name)
        return (
            f"待补充（缺{'、'.join(missing)}）" if missing else working(tree, self.values.view, self.values)
        )

    def rounded(self, outcome: Value) -> Decimal:
        """A score through the one gate, as the rubric rounds."""
        if not isinstance(outcome, Fraction):
            raise TypeError(f"a score must be a number, not {outcome!r}")
        return quantize(outcome, self.rounding.places, self.rounding.mode)

    def rests_on_statements(self, tree: Node) -> bool:
        return any(self.basis(name) == "statement" for name in self.compiled.reads(tree))

    def basis(self, name: str) -> str:
        definition = self.compiled.inputs.get(name)
        return "statement" if definition is None else definition.basis

    def split(
        self, leaf: CompiledLeaf, parts: tuple[PartLine, ...], points: Decimal
    ) -> tuple[Decimal, Decimal]:
        """Points proven by figures and points a person asserted."""
        if any(self.rests_on_statements(veto.condition) for veto in leaf.vetoes):
            return ZERO, points
        said = sum((part.score or ZERO for part in parts if part.status == "asserted"), ZERO)
        effective, full = self.scale(leaf)
        if full and len(parts) > 1:
            said = self.rounded(Fraction(said) * Fraction(effective) / Fraction(full))
        said = min(said, points)
        return points - said, said

    def reason(self, leaf: CompiledLeaf) -> str:
        given = self.submission.judgements.get(leaf.indicator.id)
        return given.reason if given is not None else ""

    def formula(self, leaf: CompiledLeaf, tree: Node, parts: tuple[PartLine, ...]) -> str:
        """The working of the whole item with its numbers."""
        outcome = evaluate(tree, self.values)
        vetoed = [v for v in leaf.vetoes if evaluate(v.condition, self.values) is True]
        if vetoed:
            return f"{vetoed[0].label}（{working(vetoed[0].condition, self.values.view, self.values)}），本项得 0"
        if len(parts) == 1:
            body = parts[0].formula
        else:
            told = [f"{part.label}：{_equals(part.formula, part.score)}" for part in parts]
            added = " + ".join("待补充" if part.score is None else plain(part.score) for part in parts)
            effective, full = self.scale(leaf)
            if full and effective != full:
                added = f"({added}) × {plain(effective)} ÷ {plain(full)}"
            body = "；".join([*told, f"合计 {added}"])
        deducted = self.values(deducted_name(leaf.indicator.id)) if leaf.manual_deduction else None
        if isinstance(deducted, Fraction) and deducted:
            body += f" − 手工扣分 {plain(quantize(deducted, self.rounding.places))}"
        if isinstance(outcome, Pending):
            return body
        return _equals(body, trim_zeros(self.rounded(outcome)))

    def inputs(self, leaf: CompiledLeaf) -> tuple[InputUse, ...]:
        reads: dict[str, None] = {}
        for node in (*(veto.condition for veto in leaf.vetoes), *(part.tree for part in leaf.parts)):
            reads.update(dict.fromkeys(self.compiled.reads(node)))
        if leaf.manual_deduction:
            reads[deducted_name(leaf.indicator.id)] = None
        for metric in leaf.indicator.metrics:
            reads.update(dict.fromkeys(self.compiled.reads(Name(metric))))
        return tuple(self.use(name) for name in reads)

    def use(self, name: str) -> InputUse:
        view, given = self.values.view(name), self.values.inputs.get(name)
        place = given.place.short if given is not None else ""
        basis = "figure" if self.basis(name) == "figure" else "statement"
        return InputUse(
            id=name, label=self.values.label(name), printed=view.printed, place=place, basis=basis
        )

    def settle_alternatives(self, lines: tuple[ScoreLine, ...]) -> tuple[ScoreLine, ...]:
        """Either-or groups: the best alternative counts, the others do not apply."""
        settled = {line.id: line for line in lines}
        for group, _ in self.compiled.rubric.groups():
            if group.policy.kind == "either_or":
                self._settle(group, settled)
        return tuple(settled[line.id] for line in lines)

    def _settle(self, group: IndicatorGroup, settled: dict[str, ScoreLine]) -> None:
        mine = [settled[child.id] for child in group.children if child.id in settled]
        live = [line for line in mine if line.status != "not_applicable"]
        known = [line for line in live if line.score is not None]
        if not live:
            return
        best = max(known, key=lambda line: line.score or ZERO) if known else live[0]
        for line in live:
            if line.id != best.id:
                text = f"择一计分，取“{best.label}”"
                update = {
                    "status": "not_applicable",
                    "score": ZERO,
                    "max_score": ZERO,
                    "proven": ZERO,
                    "asserted": ZERO,
                }
                settled[line.id] = line.model_copy(
                    update={**update, "reason": text, "formula": text, "missing": (), "tree": number(0)}
                )

    def unexplained(self) -> Iterator[Finding]:
        """Targets far exceeded where the rubric demands a reason and none is given (广西：超过130%须说明)."""
        given = self.submission.notes.explanations
        for leaf in self.compiled.leaves:
            if given.get(leaf.indicator.id, "").strip() or leaf.indicator.id in self.policies.dropped:
                continue
            for condition in leaf.reasons_wanted:
                if evaluate(condition, self.values) is True:
                    yield Finding(
                        code="over_completion_without_reason",
                        severity="error",
                        message=f"“{leaf.name}”大幅超过目标值，评分标准要求说明原因，还没有写",
                        subject=leaf.indicator.id,
                        working=working(condition, self.values.view, self.values),
                        suggestion="在该指标的完成情况说明里写明超额的原因",
                    )

    def rule_findings(self, lines: tuple[ScoreLine, ...]) -> Iterator[Finding]:
        """Why lines are pending although nothing is missing, and what is missing."""
        for line in lines:
            if line.status != "pending" or line.reserved:
                continue
            outcome = evaluate(line.tree, self.values)
            reasons = {kind for kind, _ in outcome.reasons} if isinstance(outcome, Pending) else set()
            if line.missing:
                yield Finding(
                    code="missing_input",
                    severity="warning",
                    message=f"“{line.called}”（{plain(line.max_score)}分）待补充：{'、'.join(line.missing)}",
                    subject=line.id,
                    suggestion="补填所列数据后重新计分",
                )
            if "division_by_zero" in reasons:
                yield Finding(
                    code="division_by_zero",
                    severity="warning",
                    message=f"“{line.called}”无法计算：分母为 0（{line.formula}），该项待补充",
                    subject=line.id,
                    suggestion="核对分母的数据；确无此项工作的，按评分标准填“不适用”并写明理由",
                )
            if "not_covered" in reasons:
                yield Finding(
                    code="rule_not_covered",
                    severity="warning",
                    message=f"“{line.called}”的数据落在评分标准来源没有写明的区间，不猜测分数，该项待补充（{line.formula}）",
                    subject=line.id,
                    suggestion="查到评分标准原文后补全 rubric 中的区间",
                )


def _equals(body: str, points: Decimal | None) -> str:
    """``5.05 ÷ 5.20 × 1 = 0.97``; a body that already is the result stays as it is."""
    if points is None:
        return body
    result = plain(points)
    told = (f"得 {result}", f"= {result}", f"以上限 {result} 计")
    return body if body == result or body.endswith(told) else f"{body} = {result}"
