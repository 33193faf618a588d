"""What every test gets: an empty environment, a closed network, hypothesis without a deadline."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ziping", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ziping")

PREFIXES = (
    "ZIPING_",
    "LANGSMITH_",
    "LANGCHAIN_",
    "OPENAI_",
    "DEEPSEEK_",
    "DASHSCOPE_",
    "ZHIPUAI_",
    "MOONSHOT_",
)
PROXIES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy"}
LOOPBACK = {"localhost", "::1", "0.0.0.0", "::"}  # noqa: S104 - addresses compared, never bound


@pytest.fixture(autouse=True)
def closed_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads this machine's settings, keys or proxies, and none leaves this machine."""
    for name in list(os.environ):  # noqa: TID251 - emptied here so that no test depends on it
        if name.upper().startswith(PREFIXES) or name.lower() in PROXIES:
            monkeypatch.delenv(name)
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _only_loopback(getattr(socket.socket, name)))


def _only_loopback(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if not is_local(address):
            raise AssertionError(f"a test tried to open the network: {address!r}; use a fake")
        return connect(self, address)

    return guarded


def is_local(address: Any) -> bool:
    """Whether a socket address stays on this machine (unix sockets do)."""
    host = address[0] if isinstance(address, tuple) else ""
    return not host or host in LOOPBACK or str(host).startswith("127.")
