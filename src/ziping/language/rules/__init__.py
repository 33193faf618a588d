"""Scoring standards in words, read as scoring methods: 每超过一个百分点扣0.5分 becomes ``deduct_per_point``.

``recognise`` answers only when every word of the text is explained, the points fit and there is one reading;
everything else is left to a person. The steps: ``canonical`` (one spelling), ``clauses`` (conditions and awards),
one reader a kind (``bands``, ``deductions``, ``lists``, ``comparisons``, ``ratios``, ``targets``, ``others``), ``recognise`` (one answer, vetoes,
parts).
"""

from ziping.language.rules.inputs import Fitted, NeededInput, fit, known_term
from ziping.language.rules.recognise import Recognised, recognise, worth

__all__ = ["Fitted", "NeededInput", "Recognised", "fit", "known_term", "recognise", "worth"]
