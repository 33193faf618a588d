"""What ``model check`` found out about endpoints, kept in the user's own folder; keys and prompts are never in it."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from ziping.drafting.model.options import Target
from ziping.drafting.model.providers import Capabilities
from ziping.errors import UsageError

FORMAT = "ziping/model-checks/1"
_MOST_BYTES = 1_000_000


def _place(target: Target) -> str:
    return f"{target.base_url} {target.model}"


def _read(path: Path) -> dict[str, Any]:
    """The endpoints of the file; an absent, damaged or foreign file knows none, a check writes it anew."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return {}
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if (
        not isinstance(data, dict)
        or data.get("format") != FORMAT
        or not isinstance(data.get("endpoints"), dict)
    ):
        return {}
    return dict(data["endpoints"])


def remembered_capabilities(path: Path | None, target: Target) -> Capabilities | None:
    """What a check found; None when this endpoint with this model was never checked."""
    found = _read(path).get(_place(target)) if path is not None else None
    if not isinstance(found, dict):
        return None
    known = {
        item.name: found[item.name] for item in fields(Capabilities) if type(found.get(item.name)) is bool
    }
    return Capabilities(**known)


def remember(path: Path, target: Target, capabilities: Capabilities) -> None:
    """Keeps the result of a check beside those of other endpoints.

    Raises:
        UsageError: the folder cannot be written.
    """
    endpoints = _read(path) | {_place(target): asdict(capabilities)}
    text = json.dumps({"format": FORMAT, "endpoints": endpoints}, ensure_ascii=False, indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, staged = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        Path(staged).replace(path)
    except OSError as error:
        raise UsageError(f"检查结果存不进 {path}（{error.strerror}），请检查权限") from error
