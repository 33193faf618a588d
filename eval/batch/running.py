"""What the evaluations of batches share: a run in a process group of its own, its workers, what it left, a clerk.

Linux only: workers, memory and processor time are read from ``/proc``.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # the fakes of the tests are used here as well
    sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from tests.fakes.model_server import Call, Reply

FINISHED = frozenset((0, 3))
"""Exit codes of a run that came to its end: without and with findings or failures."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Place:
    """Where runs are started: no settings of this machine are read, only ``ziping.toml`` of the folder.

    Attributes:
        folder: working folder of every run.
        url: of the model's endpoint; empty for the offline writer.
        at_once: requests in flight.
        workers: processes.
        model: further lines of ``[model]``.
    """

    folder: Path
    url: str = ""
    at_once: int = 64
    workers: int = 2
    model: str = ""

    def start(self, inputs: Path, out: Path, *options: str) -> subprocess.Popen[str]:
        """``ziping batch run`` as a stranger would start it, in a group of its own; its words go to ``run.log``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "ziping.toml").write_text(
            f"[model]\nconcurrency = {self.at_once}\n{self.model}\n", encoding="utf-8"
        )
        told = ("PATH", "HOME", "LANG", "PYTHONPATH")
        keep = {name: os.environ[name] for name in told if name in os.environ}  # noqa: TID251
        none = {"XDG_CONFIG_HOME": str(self.folder / "none"), "XDG_CACHE_HOME": str(self.folder / "cache")}
        writer = ("--model", "fake-1", "--base-url", self.url) if self.url else ("--offline",)
        command = (sys.executable, "-m", "ziping", "batch", "run", str(inputs), "--out", str(out))
        with (self.folder / "run.log").open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                [*command, "--workers", str(self.workers), *writer, *options],
                cwd=self.folder,
                env={**keep, **none},
                stdout=subprocess.PIPE if "--json" in options else log,
                stderr=log,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """Worker processes of a run, the oldest first."""
    try:
        told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [pid for pid in map(int, told.split()) if is_worker(pid)]


def is_worker(pid: int) -> bool:
    """Whether a process is (still) a worker; a dead one that nobody has waited for has no command line."""
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def peak_memory(pid: int) -> float:
    """Most a process has ever held in memory, in MB; 0 when it is gone."""
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    held = [line.split()[1] for line in told.splitlines() if line.startswith("VmHWM:")]
    return int(held[0]) / 1024 if held else 0.0


def processor_seconds(pid: int) -> float:
    """Processor time of one process without its children; 0 when it is gone."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / _TICKS


def end(process: subprocess.Popen[str]) -> None:
    """Ends a run with all its processes, whatever they are doing."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it became true in time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True


def left_in(out: Path) -> dict[str, str]:
    """SHA-256 of every file a run left, by its path; its own records (``<out>/.ziping``) are not among them."""
    files = (path for path in out.rglob("*") if path.is_file())
    names = {path.relative_to(out).as_posix(): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(names.items())
        if not name.startswith(".ziping/")
    }


@dataclass
class SlowClerk:
    """Writes good paragraphs, each answer after a while; counts what it was asked.

    Attributes:
        seconds: until an answer.
        calls: requests so far.
    """

    seconds: float
    calls: int = 0
    _write: Callable[[Call], Reply] | None = field(default=None, repr=False)

    def __call__(self, call: Call) -> Reply:
        """The answer."""
        from tests.fakes.scribe import Scribe

        if self._write is None:
            self._write = Scribe()
        self.calls += 1
        return replace(self._write(call), delay=self.seconds)
