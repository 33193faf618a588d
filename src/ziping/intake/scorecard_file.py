"""Reads ``scorecard.json``: the scores of a draft, without the trees they were worked out by."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from ziping.domain.expression.nodes import Name
from ziping.domain.scorecard import FORMAT, Scorecard
from ziping.errors import UnreadableInputError
from ziping.intake.data_text import read_json

_TREED: Final = ("indicators", "metrics")
_NULLS: Final = ("score", "value", "exact")
"""Fields in which nothing is written as ``null``; the reader of data texts gives ``""`` for it."""
_TRUTHS: Final = ("reserved", "unverified")


def read_scorecard_text(text: str, name: str) -> Scorecard:
    """The scorecard of a JSON text; a tree is the name of its own line, since the file holds none.

    Args:
        text: what ``ziping score --json`` or ``ziping draft`` wrote.
        name: shown in messages.

    Raises:
        UnreadableInputError: not JSON, another format, or incomplete.
    """
    data = read_json(text, name).data
    written = data.get("format") if isinstance(data, dict) else None
    if written != FORMAT:
        raise UnreadableInputError(
            f"{name}：format 是 {written!r}，本版本只认 {FORMAT!r}；请用本版本的 ziping 重新生成"
        )
    try:
        return Scorecard.model_validate(_model(data))
    except (ValidationError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInputError(f"{name}：内容不完整，可能被改动过，请用 ziping draft 重新生成") from error


def _model(data: dict[str, Any]) -> dict[str, Any]:
    lines, metrics = ([_treed(row) for row in data[key]] for key in _TREED)
    rest = {key: value for key, value in data.items() if key not in {*_TREED, "findings"}}
    optional = {key: rest.get(key) or None for key in ("grade", "entered")}
    return {**rest, **optional, "lines": lines, "metrics": metrics, "findings": ()}


def _treed(row: dict[str, Any]) -> dict[str, Any]:
    """A line, metric or part as the model has it."""
    kept = {key: (None if key in _NULLS and value == "" else value) for key, value in row.items()}
    kept |= {key: kept[key] == "true" for key in _TRUTHS if key in kept}
    parts = [_treed(part) for part in row.get("parts", ())]
    return {**kept, **({"parts": parts} if parts else {}), "tree": Name(str(row["id"]))}
