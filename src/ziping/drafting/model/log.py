"""One JSON line a request: what for, how it ended, how long, how many tokens. Never prompts, answers or keys."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from types import TracebackType
from typing import Any

from ziping.errors import UsageError

LOGGER = logging.getLogger("ziping.model")
LOGGER.addHandler(logging.NullHandler())


class JsonLines(logging.Formatter):
    """``{"at": …, "level": …, "event": …, further fields}``."""

    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields = getattr(record, "fields", {})
        return json.dumps(
            {"at": self.formatTime(record), "level": record.levelname, "event": record.msg, **fields},
            ensure_ascii=False,
        )


class RequestLog:
    """Writes events to the logger ``ziping.model`` and, when a path is given, to a file of JSON lines."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._handler: logging.Handler | None = None

    def __enter__(self) -> RequestLog:
        if self._path is None:
            return self
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = logging.FileHandler(self._path, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"日志 {self._path} 写不了（{error.strerror}），请改 [model] 的 log") from error
        self._handler.setFormatter(JsonLines())
        LOGGER.addHandler(self._handler)
        LOGGER.setLevel(logging.INFO)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handler is not None:
            LOGGER.removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def event(self, name: str, **fields: Any) -> None:
        """One event; ``fields`` are counts, names and causes, never what was said."""
        LOGGER.info(name, extra={"fields": fields})
