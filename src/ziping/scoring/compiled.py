"""A rubric made ready for scoring: every formula a tree with names resolved and units unified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ziping.domain.bands import band_edges
from ziping.domain.expression.formula import parse_formula
from ziping.domain.expression.nodes import Name, Node, names_in
from ziping.domain.expression.units import Typed, in_unit, unify
from ziping.domain.methods import Attainment, Bands, Composite, Method, Reserved, Veto, checklist_items
from ziping.domain.quantity import EDGES, unit_of
from ziping.domain.rubric import Check, Indicator, InputDefinition, Leaf, Metric, Rubric, distinct_names
from ziping.domain.rubric_names import typed_names
from ziping.scoring.lowered import Part, Scope, tick_name
from ziping.scoring.methods import lower
from ziping.scoring.methods.attainment import reason_wanted


@dataclass(frozen=True, slots=True)
class CompiledVeto:
    """A condition that zeroes an item."""

    label: str
    condition: Node


@dataclass(frozen=True, slots=True)
class CompiledLeaf:
    """A leaf with its parts and the vetoes that apply to it (its own and those of the groups above)."""

    leaf: Leaf
    parts: tuple[Part, ...]
    vetoes: tuple[CompiledVeto, ...]
    name: str
    """What messages call it: never the same for two leaves of a rubric."""
    reasons_wanted: tuple[Node, ...] = ()
    """Conditions under which the rubric demands a reason for exceeding a target."""

    @property
    def indicator(self) -> Indicator:
        """The leaf's definition."""
        return self.leaf.indicator

    @property
    def manual_deduction(self) -> bool:
        """Whether a person may take points off the computed score."""
        method = self.indicator.method
        return isinstance(method, Composite) and method.manual_deduction

    @property
    def reserved(self) -> bool:
        """Whether the reviewing bureau gives the points."""
        return isinstance(self.indicator.method, Reserved)


@dataclass(frozen=True, slots=True)
class CompiledRubric:
    """Everything ``score`` needs, made once per rubric."""

    rubric: Rubric
    inputs: dict[str, InputDefinition]
    metrics: dict[str, tuple[Metric, Node]]
    leaves: tuple[CompiledLeaf, ...]
    checks: tuple[tuple[Check, Node | None], ...]
    edges: dict[str, tuple[Fraction, ...]]
    """Metric id → printed values (in its unit) that rounding must not pretend to reach."""
    answer_labels: dict[str, str]
    """Label of every tick, judged score and manual deduction by its name in trees."""
    known_reads: dict[int, tuple[Node, tuple[str, ...]]] = field(default_factory=dict)
    """What ``reads`` found for the rubric's own trees, which live as long as this does."""

    def reads(self, node: Node) -> tuple[str, ...]:
        """Inputs, ticks and judged scores a tree rests on, metrics followed down to their inputs."""
        known = self.known_reads.get(id(node))
        return known[1] if known is not None else self._reads(node)

    def _reads(self, node: Node) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name in names_in(node):
            if name in self.metrics:
                found.update(dict.fromkeys(self.reads(self.metrics[name][1])))
            else:
                found[name] = None
        return tuple(found)


def compile_rubric(rubric: Rubric) -> CompiledRubric:
    """Trees for all metrics, checks and leaves of a checked rubric."""
    types = typed_names(rubric)

    def type_of(name: str) -> Typed:
        if name.startswith("tick."):
            return Typed(Name(name), "text")
        if name.startswith(("judged.", "deducted.")):
            return Typed(Name(name), "number")
        return types[name]

    def tree(text: str) -> Node:
        return unify(parse_formula(text), type_of).node

    metrics = {
        metric.id: (metric, in_unit(unify(parse_formula(metric.formula), type_of), unit_of(metric.unit)))
        for metric in rubric.metrics
    }
    checks = tuple((check, tree(check.relation) if check.relation else None) for check in rubric.checks)
    parents, names = _parent_vetoes(rubric), distinct_names(rubric)
    leaves = []
    for leaf in rubric.leaves():
        indicator = leaf.indicator
        parts = _parts(indicator, names[indicator.id], type_of)
        own = [veto for veto in _vetoes(indicator.method) if veto.scope == "item"]
        vetoes = [*own, *(veto for group in leaf.groups for veto in parents.get(group.id, ()))]
        leaves.append(
            CompiledLeaf(
                leaf,
                parts,
                tuple(CompiledVeto(veto.label_zh, tree(veto.condition)) for veto in vetoes),
                names[indicator.id],
                tuple(unify(node, type_of).node for node in _reasons_wanted(indicator.method)),
            )
        )
    inputs = {item.id: item for item in (*rubric.inputs, *rubric.last_year_inputs())}
    labels = _answer_labels(tuple(leaves))
    compiled = CompiledRubric(rubric, inputs, metrics, tuple(leaves), checks, _edges(rubric), labels)
    for item in leaves:
        for node in (*(part.tree for part in item.parts), *(veto.condition for veto in item.vetoes)):
            compiled.known_reads[id(node)] = (node, compiled.reads(node))
    return compiled


def _parts(indicator: Indicator, name: str, type_of: Callable[[str], Typed]) -> tuple[Part, ...]:
    """The parts of a leaf. Leaves of one shape, as thousands of project forms have them, share their trees."""
    shape = (indicator.method, indicator.id, indicator.max_score)
    types = tuple((read, type_of(read)) for read in _lowered(*shape).names)
    found = _unified(*shape, types)
    return tuple(Part(p.id, p.label or name, p.points, p.tree) for p in found)


class _Lowered(NamedTuple):
    """A method's parts before units are unified, and the names their trees read; a part of the whole has no label."""

    parts: tuple[Part, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=4096)
def _lowered(method: Method, leaf: str, points: Decimal) -> _Lowered:
    parts = lower(method, Scope(leaf, "", points))
    return _Lowered(parts, tuple(dict.fromkeys(name for part in parts for name in names_in(part.tree))))


@lru_cache(maxsize=4096)
def _unified(
    method: Method, leaf: str, points: Decimal, types: tuple[tuple[str, Typed], ...]
) -> tuple[Part, ...]:
    parts, known = _lowered(method, leaf, points).parts, dict(types)
    return tuple(Part(p.id, p.label, p.points, unify(p.tree, known.__getitem__).node) for p in parts)


def _answer_labels(leaves: tuple[CompiledLeaf, ...]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for leaf in leaves:
        indicator = leaf.indicator
        for item in checklist_items(indicator.method):
            labels[tick_name(indicator.id, item.id)] = f"{leaf.name}：{item.label_zh}"
        labels[f"judged.{indicator.id}"] = f"{leaf.name}（评分、理由和依据）"
        labels[f"deducted.{indicator.id}"] = f"{leaf.name}（手工扣分）"
        for part in leaf.parts:
            labels.setdefault(f"judged.{indicator.id}.{part.id}", f"{part.label}（评分、理由和依据）")
    return labels


def _vetoes(method: Method) -> tuple[Veto, ...]:
    return method.veto if isinstance(method, Composite) else ()


def _reasons_wanted(method: Method) -> tuple[Node, ...]:
    parts = tuple(part.method for part in method.parts) if isinstance(method, Composite) else (method,)
    found = (reason_wanted(part) for part in parts if isinstance(part, Attainment))
    return tuple(node for node in found if node is not None)


def _parent_vetoes(rubric: Rubric) -> dict[str, list[Veto]]:
    found: dict[str, list[Veto]] = {}
    for leaf in rubric.leaves():
        for veto in _vetoes(leaf.indicator.method):
            if veto.scope == "parent" and leaf.groups:
                found.setdefault(leaf.groups[-1].id, []).append(veto)
    return found


def _edges(rubric: Rubric) -> dict[str, tuple[Fraction, ...]]:
    found: dict[str, set[Fraction]] = {
        metric.id: set(EDGES) for metric in rubric.metrics if metric.unit == "%"
    }
    for leaf in rubric.leaves():
        method = leaf.indicator.method
        for part in method.parts if isinstance(method, Composite) else ():
            _collect_edges(part.method, found)
        _collect_edges(method, found)
    return {name: tuple(sorted(edges)) for name, edges in found.items()}


def _collect_edges(method: Method, found: dict[str, set[Fraction]]) -> None:
    if not isinstance(method, Bands) or method.value not in found:
        return
    for band in method.bands:
        for edge in band_edges(band) if band.witnessed is None else ():
            if edge is not None:
                found[method.value].add(edge.value * 100)
