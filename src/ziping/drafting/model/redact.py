"""Takes what identifies people out of a request and puts it back into the answer.

Names (given ones, and those ``names`` finds), phones, identity numbers, bank cards, e-mail addresses and, on wish, the
unit's names become placeholders such as ``［姓名1］``. One value has one placeholder in all requests of a run, and the
texts given at the start are scanned first, so that the same submission makes the same requests. Recognition is not
complete; ``notice`` says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ziping.drafting.model.asking import Answer, Ask, Model
from ziping.drafting.model.names import find_names

NAME, PHONE, IDENTITY, CARD, EMAIL, UNIT = "姓名", "电话", "证件号", "卡号", "邮箱", "单位"
KINDS = (NAME, PHONE, IDENTITY, CARD, EMAIL, UNIT)

_HALF_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {
    0xFF0D: 0x2D,
    0xFF20: 0x40,
    0xFF38: 0x58,
}
_NO_DIGIT_BEFORE, _NO_DIGIT_AFTER = "(?<![0-9A-Za-z.])", "(?![0-9A-Za-z])"
_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_PATTERNS = (
    (EMAIL, re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (
        IDENTITY,
        re.compile(
            f"{_NO_DIGIT_BEFORE}(?:[1-9][0-9]{{5}}(?:19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9Xx]"
            f"|[1-9][0-9]{{7}}{_DAY}[0-9]{{3}}|[EGeg][0-9]{{8}}){_NO_DIGIT_AFTER}"
        ),
    ),
    (
        CARD,
        re.compile(
            f"{_NO_DIGIT_BEFORE}[2-9][0-9]{{3}}(?:[ -]?[0-9]{{4}}){{3}}(?:[ -]?[0-9]{{1,3}})?{_NO_DIGIT_AFTER}"
        ),
    ),
    (
        PHONE,
        re.compile(
            f"{_NO_DIGIT_BEFORE}(?:\\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{{4}}[- ]?[0-9]{{4}}{_NO_DIGIT_AFTER}"
            f"|{_NO_DIGIT_BEFORE}(?:[(（]0[1-9][0-9]{{1,2}}[)）]|0[1-9][0-9]{{1,2}})[-— ]?[2-9][0-9]{{6,7}}"
            f"(?:[-转][0-9]{{1,6}})?{_NO_DIGIT_AFTER}"
            "|(?<=电话[：:])[ ]?[2-9][0-9]{6,7}(?![0-9])"
        ),
    ),
)
_PLACEHOLDER = re.compile(f"[［\\[【〔]\\s*({'|'.join(KINDS)})\\s*([0-9]{{1,6}})\\s*[］\\]】〕]")

_JSON_ESCAPE = re.compile(r"\\\\|\\u([0-9a-fA-F]{4})")
"""An escaped backslash, or a character by its code: models write Chinese in JSON this way now and then."""


class Hidden(NamedTuple):
    """One value and what stands in for it."""

    placeholder: str
    kind: str
    value: str


class _Span(NamedTuple):
    start: int
    end: int
    kind: str


class Redactor:
    """Placeholders of one run.

    Args:
        names: personal names known from the submission; replaced wherever they stand.
        unit_names: the unit's full name and short names; empty to leave them.
        texts: everything that will be sent, scanned beforehand in this order.
    """

    def __init__(
        self, names: Iterable[str] = (), unit_names: Iterable[str] = (), texts: Iterable[str] = ()
    ) -> None:
        self._by_value: dict[tuple[str, str], str] = {}
        self._by_placeholder: dict[str, Hidden] = {}
        self._counts = dict.fromkeys(KINDS, 0)
        self._given: dict[str, str] = {}
        texts = tuple(texts)
        self._taken = {_canonical(match) for text in texts for match in _PLACEHOLDER.finditer(text)}
        for kind, values in ((UNIT, unit_names), (NAME, names)):
            for value in sorted(
                {value.strip() for value in values} - {""}, key=lambda name: (-len(name), name)
            ):
                self._given[value] = kind
                self._placeholder(kind, value)
        self._everywhere: dict[str, str] = dict(self._given)
        for text in texts:
            self.redact(text)

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """All values replaced so far, in the order they came up. For the person only: it is the key to the text."""
        return tuple(self._by_placeholder.values())

    def notice(self) -> str:
        """One Chinese line: how many of what, and that this is not complete."""
        counts = {kind: sum(item.kind == kind for item in self.hidden) for kind in KINDS}
        told = (
            "、".join(f"{kind} {count} 个" for kind, count in counts.items() if count)
            or "没有发现要替换的内容"
        )
        return (
            f"脱敏：{told}；发送前换成占位符，收到后换回。自动识别不能保证找全，"
            "请用 ziping prompt show 核对要发送的内容，漏掉的姓名用设置补上"
        )

    def redact(self, text: str) -> str:
        """The text with placeholders."""
        parts, at = [], 0
        for span in self._spans(text):
            parts += [text[at : span.start], self._placeholder(span.kind, text[span.start : span.end])]
            at = span.end
        return "".join([*parts, text[at:]])

    def restore(self, text: str, *, in_json: bool = False) -> str:
        """The text with the values back; brackets a model has changed are understood, a made-up placeholder stays.

        Args:
            text: an answer.
            in_json: the values land inside JSON strings and are escaped for them.
        """

        def value(match: re.Match[str]) -> str:
            hidden = self._by_placeholder.get(_canonical(match))
            if hidden is None:
                return match[0]
            return json.dumps(hidden.value, ensure_ascii=False)[1:-1] if in_json else hidden.value

        return _PLACEHOLDER.sub(value, _JSON_ESCAPE.sub(_unescaped, text) if in_json else text)

    def _placeholder(self, kind: str, value: str) -> str:
        known = self._by_value.get((kind, value))
        if known is not None:
            return known
        while True:
            self._counts[kind] += 1
            placeholder = f"［{kind}{self._counts[kind]}］"
            if placeholder not in self._taken:
                break
        self._by_value[kind, value] = placeholder
        self._by_placeholder[placeholder] = Hidden(placeholder, kind, value)
        if kind == NAME and len(value) > 2 and value not in self._given:
            self._everywhere[value] = NAME  # two characters may be a word elsewhere, three hardly
        return placeholder

    def _spans(self, text: str) -> list[_Span]:
        """What to replace, in order, without overlaps; longer before shorter at one place."""
        found = sorted(self._candidates(text), key=lambda span: (span.start, -span.end))
        kept: list[_Span] = []
        for span in found:
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return kept

    def _candidates(self, text: str) -> Iterator[_Span]:
        folded = text.translate(_HALF_WIDTH)
        for kind, pattern in _PATTERNS:
            for match in pattern.finditer(folded):
                if kind != CARD or _is_card(match[0]):
                    yield _Span(match.start(), match.end(), kind)
        new = [_Span(name.start, name.end, NAME) for name in find_names(text)]
        for span in new:
            self._placeholder(NAME, text[span.start : span.end])
        yield from new
        for value, kind in self._everywhere.items():
            for match in re.finditer(re.escape(value), text):
                yield _Span(match.start(), match.end(), kind)


def _canonical(match: re.Match[str]) -> str:
    return f"［{match[1]}{int(match[2])}］"


def _unescaped(match: re.Match[str]) -> str:
    """The character itself where JSON may hold it unescaped."""
    code = int(match[1], 16) if match[1] else 0
    return chr(code) if 0xA0 <= code < 0xD800 or code >= 0xE000 else match[0]


def _is_card(text: str) -> bool:
    """Luhn's check digit: a project code of sixteen digits is rarely a card."""
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


class Redacted:
    """A model that never sees what the redactor hides."""

    def __init__(self, model: Model, redactor: Redactor) -> None:
        self._model, self._redactor = model, redactor

    async def ask(self, ask: Ask) -> Answer:
        """The answer to the redacted request, with the values back in it.

        Raises:
            ModelError: see ``Model``.
        """
        hide = self._redactor.redact
        sent = replace(
            ask, messages=tuple(replace(message, text=hide(message.text)) for message in ask.messages)
        )
        answer = await self._model.ask(sent)
        return replace(answer, text=self._redactor.restore(answer.text, in_json=ask.schema is not None))
