"""How many tokens a text will be, roughly and rather too many: for limits and budgets before anything was sent.

Tokenizers differ; downloading one is not worth it. A Chinese character is counted as one token (0.6–1 in practice),
three other characters as one.
"""

from __future__ import annotations

import json
import re

from ziping.drafting.model.asking import Ask, Usage

_PER_MESSAGE = 6
_NARROW = re.compile("[\x00-\u2e7f]+")


def estimate_tokens(text: str) -> int:
    """Tokens of a text, estimated."""
    wide = len(_NARROW.sub("", text))
    return wide + (len(text) - wide + 2) // 3


def estimate_ask(ask: Ask) -> Usage:
    """The most a request is expected to take: its words and the whole length its answer may have."""
    prompt = sum(estimate_tokens(message.text) + _PER_MESSAGE for message in ask.messages)
    if ask.schema is not None:
        prompt += estimate_tokens(json.dumps(ask.schema, ensure_ascii=False))
    return Usage(prompt=prompt, completion=ask.max_tokens, estimated=True)


def estimate_answer(ask: Ask, text: str, reasoning: str = "") -> Usage:
    """Usage when the endpoint did not count: from what was sent and what came."""
    thought = estimate_tokens(reasoning)
    return Usage(
        prompt=estimate_ask(ask).prompt,
        completion=estimate_tokens(text) + thought,
        reasoning=thought,
        estimated=True,
    )
