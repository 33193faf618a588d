"""The values a tree reads: inputs, metrics, checklist answers and people's scores of one submission."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ziping.domain.expression.evaluate import Outcome, Pending, evaluate
from ziping.domain.expression.excel import PENDING_TEXT
from ziping.domain.expression.nodes import Node, Value
from ziping.domain.expression.working import NameView, value_text
from ziping.domain.quantity import EDGES, decimal_of, format_quantity, honest_places, plain, quantize, unit_of
from ziping.domain.rubric import InputDefinition, Metric
from ziping.domain.submission import TICK_LABELS, InputValue
from ziping.scoring.compiled import CompiledRubric


class Values:
    """Values of one submission by name; metrics are computed once, on demand."""

    def __init__(
        self,
        compiled: CompiledRubric,
        inputs: dict[str, InputValue],
        answers: dict[str, Value] | None = None,
    ) -> None:
        """Args: inputs as given (or with resolutions put in); answers are ticks and judged scores by name."""
        self.compiled = compiled
        self.inputs = inputs
        self.answers = answers or {}
        self.memo: dict[int, tuple[Node, Outcome]] = {}
        self._known: dict[str, Outcome] = {}
        self._views: dict[str, NameView] = {}

    def __call__(self, name: str) -> Outcome:
        """The value of a name, or why it is pending."""
        if name not in self._known:
            self._known[name] = self._value(name)
        return self._known[name]

    def _value(self, name: str) -> Outcome:
        if name in self.compiled.metrics:
            return evaluate(self.compiled.metrics[name][1], self)
        if name in self.compiled.inputs:
            given = self.inputs.get(name)
            value = None if given is None else given.value
            return _missing(name) if value is None else scoring_value(value, self.compiled.inputs[name])
        answer = self.answers.get(name)
        return _missing(name) if answer is None else answer

    def label(self, name: str) -> str:
        """Chinese label of any name."""
        if name in self.compiled.inputs:
            return self.compiled.inputs[name].label_zh
        if name in self.compiled.metrics:
            return self.compiled.metrics[name][0].label_zh
        return self.compiled.answer_labels.get(name, name)

    def view(self, name: str) -> NameView:
        """How the name is shown in workings."""
        if name not in self._views:
            self._views[name] = self._view(name)
        return self._views[name]

    def _view(self, name: str) -> NameView:
        if name in self.compiled.metrics:
            metric, tree = self.compiled.metrics[name]
            shown = self.metric_value(metric)
            printed = PENDING_TEXT if shown is None else format_quantity(shown, metric.unit)
            rate = metric.unit in {"%", "‰"}
            digits = printed if rate or shown is None else printed.removesuffix(metric.unit)
            return NameView(metric.label_zh, printed, digits, tree if rate else None)
        if name in self.compiled.inputs:
            definition = self.compiled.inputs[name]
            printed = print_input(self.inputs.get(name), definition)
            digits = printed if definition.unit in {"%", "‰"} else printed.removesuffix(definition.unit)
            missing = f"〔{definition.label_zh}：{PENDING_TEXT}〕"
            return NameView(definition.label_zh, printed, missing if printed == PENDING_TEXT else digits)
        return self._answer_view(name)

    def _answer_view(self, name: str) -> NameView:
        label, value = self.label(name), self.answers.get(name)
        if value is None:
            return NameView("", PENDING_TEXT, f"〔{label}：{PENDING_TEXT}〕")
        text = TICK_LABELS.get(value, value) if isinstance(value, str) else value_text(value)
        return NameView("", text, text)

    def metric_exact(self, metric: Metric) -> Fraction | None:
        """A metric's exact value in its own unit (98.848… for %), None while pending."""
        outcome = self(metric.id)
        if isinstance(outcome, Pending) or not isinstance(outcome, Fraction):
            return None
        return outcome / Fraction(unit_of(metric.unit).factor) if metric.unit in {"%", "‰"} else outcome

    def metric_value(self, metric: Metric) -> Decimal | None:
        """A metric as printed in its own unit, None while pending."""
        exact = self.metric_exact(metric)
        if exact is None:
            return None
        if metric.unit == "%" and exact in EDGES:
            return Decimal(exact.numerator)
        places = metric.places
        if metric.id in self.compiled.edges:
            places = honest_places(exact, places, self.compiled.edges[metric.id])
        return quantize(exact, places)


def _missing(name: str) -> Pending:
    return Pending((("missing", name),))


def scoring_value(value: object, definition: InputDefinition) -> Value:
    """An input's value as formulas read it: exact, ratios as 0.9885."""
    if isinstance(value, Decimal):
        factor = Fraction(unit_of(definition.unit).factor) if definition.unit in {"%", "‰"} else Fraction(1)
        return Fraction(value) * factor
    return value  # type: ignore[return-value]


def print_input(given: InputValue | None, definition: InputDefinition) -> str:
    """An input as printed, ``待补充`` when missing."""
    if given is None or given.value is None:
        return PENDING_TEXT
    if isinstance(given.value, Decimal):
        return format_quantity(given.value, definition.unit, places=max(given.places, 0))
    if isinstance(given.value, bool):
        return "是" if given.value else "否"
    return value_text(given.value)


def exact_text(value: Fraction) -> str:
    """An exact value as digits: all of them when finite, else nine places."""
    exact = decimal_of(value, 9)
    return plain(exact)
