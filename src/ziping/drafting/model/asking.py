"""What a model is asked and what it answers: the port between the writer and any endpoint.

The writer knows only these values; ``client`` is the one module that imports a model library. A test's fake and the
stores, limits and accounts around the wire all speak the same ``Model`` protocol, so they stack.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

Role: TypeAlias = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One request.

    Attributes:
        messages: what is sent, in order; already redacted when redaction is on.
        schema: JSON schema the answer must fit; None for plain text.
        purpose: what it is for in the account (a section's id); not part of the key.
        max_tokens: limit of the answer.
        salt: tells apart requests that are meant to be asked again with the same words (a retry of the loop).
    """

    messages: tuple[Message, ...]
    schema: dict[str, Any] | None = None
    purpose: str = ""
    max_tokens: int = 4_096
    salt: str = ""

    def key(self, endpoint: str, model: str, temperature: str) -> str:
        """SHA-256 hex of everything that decides the answer; never contains a key of the endpoint."""
        said = [[message.role, message.text] for message in self.messages]
        seed = [endpoint, model, temperature, said, self.schema, self.max_tokens, self.salt]
        return hashlib.sha256(
            json.dumps(seed, ensure_ascii=False, sort_keys=True).encode("utf-8")
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counts them; ``estimated`` when it did not say and we counted characters."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.cached + other.cached,
            self.reasoning + other.reasoning,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came, before anybody believes it.

    Attributes:
        text: the content without reasoning text and code fences.
        finish: ``stop``, ``length``, ``refusal`` or what the endpoint said.
        method: how the shape was asked for: ``json_schema``, ``json_object`` or ``plain``.
        stored: it came from the store and was not paid for again.
        tries: requests on the wire until it came.
    """

    text: str
    usage: Usage = field(default_factory=Usage)
    finish: str = "stop"
    method: str = "plain"
    model: str = ""
    reasoning: str = ""
    seconds: float = 0.0
    stored: bool = False
    tries: int = 1


class Model(Protocol):
    """Anything that answers: an endpoint, a store in front of one, a fake of a test."""

    async def ask(self, ask: Ask) -> Answer:
        """The answer to a request.

        Raises:
            ModelError: no answer could be had; the message is one Chinese line with what to do.
        """
