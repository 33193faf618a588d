"""One run on one output folder; the lock ends with its process, however that ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ziping.batch.lock import is_locked, locked
from ziping.errors import UsageError

HOLD = "import sys, time; from pathlib import Path; from ziping.batch.lock import locked\nwith locked(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"


def test_a_second_run_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    """A kill -9 leaves no lock behind that a person would have to remove."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert is_locked(tmp_path)
        with pytest.raises(UsageError, match="另一个 ziping batch 正在用"), locked(tmp_path):
            pass
        holder.kill()

    with locked(tmp_path):
        assert is_locked(tmp_path)
    assert not is_locked(tmp_path)


def test_a_folder_nobody_used_is_not_locked(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "none")
