"""What a unit's result hangs on, as one hash: when it is the same, the work need not be done again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ziping import __version__
from ziping.batch.engine import Terms
from ziping.batch.last_year import LastReports
from ziping.domain.batch import UnitItem
from ziping.domain.rubric import Rubric
from ziping.errors import ZipingError
from ziping.intake.outline_yaml import load_outline
from ziping.intake.prompt_files import read_prompts
from ziping.pipeline.model_draft import ModelRun
from ziping.pipeline.score import ready_rubric

_FORMAT = 1
"""Counted up when what goes into the hash changes."""


class Basis:
    """Hashes of the units of one run; every rubric, template and prompt is read once.

    Not part of it: where the input lies (a folder may be moved), limits, budget, price, time-outs and workers, which
    decide how the work goes and not what is written.
    """

    def __init__(self, terms: Terms, last: LastReports | None = None) -> None:
        self._terms, self._last = terms, last
        self._model = None if terms.run is None else _model_identity(terms.run)
        self._editions: dict[str, list[str]] = {}

    def of(self, item: UnitItem) -> str:
        """SHA-256 hex for one unit."""
        rubric = self._terms.rubric or item.rubric
        if rubric not in self._editions:
            self._editions[rubric] = self._edition(rubric)
        source = [item.content, Path(item.path).name, item.number, item.kind]
        seed = [_FORMAT, __version__, source, self._editions[rubric], self._model]
        if self._last is not None and (digest := self._last.digest(item)):
            seed.append(digest)
        return hashlib.sha256(json.dumps(seed, ensure_ascii=False).encode("utf-8")).hexdigest()

    def _edition(self, reference: str) -> list[str]:
        """Hashes of the rubric and of all that its family writes with; of what is wrong when they cannot be read."""
        folders = self._terms.folders
        try:
            loaded = ready_rubric(reference, folders).loaded
            family = load_outline(loaded.rubric.report_family, folders.templates)
            prompts = (
                "" if self._model is None else read_prompts(family.outline.family, folders.prompts).sha256
            )
            return [
                loaded.sha256,
                family.sha256,
                prompts,
                self._names_from(family.outline.written_for, loaded.rubric),
            ]
        except ZipingError as error:
            return ["unreadable", str(error)]

    def _names_from(self, written_for: str, rubric: Rubric) -> str:
        """A family written for another rubric borrows that one's names."""
        if written_for in {"", rubric.id}:
            return ""
        return ready_rubric(written_for, self._terms.folders).loaded.sha256


def _model_identity(run: ModelRun) -> list[object]:
    """What of a model's use decides the text."""
    settings, target = run.settings, run.settings.target()
    return [
        target.base_url,
        target.model,
        str(settings.temperature),
        settings.max_attempts,
        json.dumps(settings.extra, ensure_ascii=False, sort_keys=True, default=str),
        run.redact,
        run.redact_unit,
    ]
