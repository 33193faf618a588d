"""What of an answer is the answer: reasoning text between tags and code fences around it are not."""

from __future__ import annotations

import re
from typing import NamedTuple

_THOUGHT = re.compile(r"\s*<(think|thinking|reasoning)>(.*?)</\1>", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"\s*<(?:think|thinking|reasoning)>(.*)", re.DOTALL)
_END_OF_THOUGHT = re.compile(r"</(?:think|thinking|reasoning)>")
_WHOLE_FENCE = re.compile(r"\s*(`{3,}|~{3,})[^\n`]*\n(.*?)\n?[ \t]*\1\s*", re.DOTALL)
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*(?:json)?[ \t]*\n(.*?)\n[ \t]*\1", re.DOTALL | re.IGNORECASE)


class Split(NamedTuple):
    """An answer taken apart."""

    text: str
    reasoning: str


def split_answer(content: str, *, json_wanted: bool) -> Split:
    """The answer without reasoning tags and fences, and the reasoning.

    A tag counts at the very beginning only; some servers drop the opening one, so a closing tag before any JSON ends
    reasoning too. A thought that never ends leaves no answer. When JSON is wanted, the one fence within chatter is it.
    """
    thoughts: list[str] = []
    while match := _THOUGHT.match(content):
        thoughts.append(match[2].strip())
        content = content[match.end() :]
    if match := _OPEN_THOUGHT.match(content):
        return Split("", "\n".join([*thoughts, match[1].strip()]))
    end = _END_OF_THOUGHT.search(content)
    if end and not content.lstrip().startswith(("{", "[")):
        thoughts.append(content[: end.start()].strip())
        content = content[end.end() :]
    return Split(_unfenced(content, json_wanted=json_wanted).strip(), "\n".join(thoughts))


def _unfenced(content: str, *, json_wanted: bool) -> str:
    whole = _WHOLE_FENCE.fullmatch(content)
    if whole and whole[1] not in whole[2]:
        return whole[2]
    if json_wanted and not content.lstrip().startswith(("{", "[")):
        fences = _FENCE.findall(content)
        if len(fences) == 1:
            return str(fences[0][1])
    return content
