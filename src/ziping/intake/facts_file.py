"""Reads fact tables: ``facts.json`` of ``ziping facts`` or written by hand, a bare list of facts, and guard cases.

Only ``id, label, value, unit`` are needed. A figure may be written as it stands in a text (``2,952.78``, ``97.12%``
with unit ``%``, full-width digits); it is kept as plain digits. All mistakes of a file are told at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from ziping import resources
from ziping.domain.fact import FORMAT, Fact, FactTable
from ziping.domain.quantity import KNOWN_UNITS, parse_decimal
from ziping.errors import UnreadableInputError
from ziping.intake.data_text import LocatedData, read_json
from ziping.intake.model_errors import explain
from ziping.language.numerals import find_numbers

MANDATORY = ("id", "label", "value", "unit")
MAX_FACTS = 20_000
"""Facts of one table; a whole year's report has a few hundred."""
MAX_MESSAGES = 20
"""Mistakes told at once; the rest are counted."""

_TABLE_KEYS = ("format", "unit", "year", "facts")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


class FactsFile(NamedTuple):
    """The facts of a file, and what is odd about them."""

    facts: FactTable | tuple[Fact, ...]
    """A bare list when the file states no year: whoever uses it looks for a fact with unit 年."""
    notes: tuple[str, ...] = ()
    """Chinese sentences about values that can only be compared as text."""


class Case(NamedTuple):
    """One line of a case file: a text and the facts it may use."""

    id: str
    facts: tuple[Fact, ...]
    text: str


def read_facts_file(path: Path) -> FactsFile:
    """The fact table of a file.

    Raises:
        UnreadableInputError: not JSON, another format, or a wrong entry; every wrong entry is named.
    """
    return read_facts_text(resources.read_text(path), path.name)


def read_facts_text(text: str, name: str) -> FactsFile:
    """The fact table of a JSON text; ``name`` is shown in messages.

    Raises:
        UnreadableInputError: see ``read_facts_file``.
    """
    data = read_json(text, name).data
    if isinstance(data, list):
        facts = _facts(data, name)
        return FactsFile(facts, tuple(_notes(facts, name)))
    if not isinstance(data, dict):
        raise UnreadableInputError(f"{name}：不是事实表；请用 ziping facts 生成，或写成 [{{…}}, …] 的列表")
    _check_format(data, name)
    strange = [key for key in data if key not in _TABLE_KEYS]
    if strange:
        raise UnreadableInputError(f"{name}：不认识的键 {strange[0]!r}，可用：{'、'.join(_TABLE_KEYS)}")
    if not isinstance(data.get("facts"), list):
        raise UnreadableInputError(f"{name}：缺少 'facts' 列表；每条写 {'、'.join(MANDATORY)}")
    year = _year(data.get("year", ""), name)
    facts = _facts(data["facts"], name)
    notes = tuple(_notes(facts, name))
    if year is None:
        return FactsFile(facts, notes)
    return FactsFile(FactTable(unit=str(data.get("unit", "")), year=year, facts=facts), notes)


def read_cases(text: str, name: str) -> tuple[Case, ...]:
    """The cases of a JSON-lines text: ``{"id", "facts": […], "text"}`` a line, other keys are left alone.

    Raises:
        UnreadableInputError: a line is not a case; every wrong line is named with its number.
    """
    cases: list[Case] = []
    problems: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                cases.append(_case(line, f"{name} 第{number}行"))
            except UnreadableInputError as error:
                problems.append(str(error))
    _raise(problems)
    return tuple(cases)


def _case(line: str, where: str) -> Case:
    data = read_json(line, where).data
    if not isinstance(data, dict):
        raise UnreadableInputError(f'{where}：每行要写成 {{"id": …, "facts": […], "text": …}}')
    missing = [key for key in ("id", "facts", "text") if key not in data]
    if missing:
        raise UnreadableInputError(f"{where}：缺少 {'、'.join(map(repr, missing))}")
    case_id, rows, text = data["id"], data["facts"], data["text"]
    if not isinstance(case_id, str) or not isinstance(text, str):
        raise UnreadableInputError(f"{where}：'id' 和 'text' 要写文字")
    if not isinstance(rows, list):
        raise UnreadableInputError(f"{where}：'facts' 要写成列表")
    return Case(case_id, _facts(rows, where), text)


def _check_format(data: dict[str, Any], name: str) -> None:
    written = data.get("format")
    if written == FORMAT:
        return
    if written is None:
        raise UnreadableInputError(f'{name}：缺少 "format"，请写 "format": "{FORMAT}"；只有列表时可以不写')
    if isinstance(written, str) and written.startswith("ziping/facts/"):
        raise UnreadableInputError(
            f"{name}：format 是 {written!r}，本版本只认 {FORMAT!r}；请用本版本的 ziping facts 重新生成，或升级 ziping"
        )
    raise UnreadableInputError(f"{name}：format 是 {written!r}，不是事实表；请选择 ziping facts 生成的文件")


def _facts(rows: list[Any], name: str) -> tuple[Fact, ...]:
    if len(rows) > MAX_FACTS:
        raise UnreadableInputError(f"{name}：有 {len(rows)} 条，至多 {MAX_FACTS} 条，请检查是否选错了文件")
    facts: list[Fact] = []
    problems: list[str] = []
    places: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        fact, wrong = _fact(row, _where(name, number, row))
        problems += wrong
        if fact is None:
            continue
        first = places.setdefault(fact.id, number)
        if first != number:
            problems.append(f"{name}：第{number}条的 id {fact.id!r} 与第{first}条相同，请改成不同的 id")
        facts.append(fact)
    _raise(problems)
    return tuple(facts)


def _where(name: str, number: int, row: Any) -> str:
    label = row.get("id") or row.get("label") if isinstance(row, dict) else None
    return f"{name}：第{number}条" + (f"（{label}）" if isinstance(label, str) else "")


def _fact(row: Any, where: str) -> tuple[Fact | None, list[str]]:
    """The fact of a row, or what is wrong with it."""
    if not isinstance(row, dict):
        return None, [f'{where}：要写成 {{"id": …, "label": …, "value": …, "unit": …}}']
    empty = [f"{where}：{key!r} 不能为空" for key in MANDATORY[:3] if str(row.get(key, "?")).strip() == ""]
    if empty:
        return None, empty
    kept = {key: value for key, value in row.items() if value != "" or key in MANDATORY}
    if isinstance(kept.get("value"), str) and isinstance(kept.get("unit"), str):
        kept["value"] = _plain_value(kept["value"], kept["unit"])
    try:
        fact = Fact.model_validate(kept)
    except ValidationError as error:
        return None, list(explain(error, LocatedData(where, kept), Fact))
    if fact.exact is not None and parse_decimal(fact.exact) is None and not _long_number(fact.exact):
        return None, [f"{where}：'exact' 写的是 {fact.exact!r}，这里要写数字"]
    return fact, []


def _plain_value(value: str, unit: str) -> str:
    """A figure as plain digits; anything else as written."""
    folded = unicodedata.normalize("NFKC", value).strip()
    if unit and folded.endswith(unit):
        folded = folded.removesuffix(unit).rstrip()
    digits = folded.replace(",", "") if _GROUPED.fullmatch(folded) else folded
    return value.strip() if parse_decimal(digits) is None else digits


def _long_number(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,60}(?:\.\d{1,60})?", text, re.ASCII) is not None


def _year(written: Any, name: str) -> int | None:
    if written == "":
        return None
    match = _YEAR.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None:
        raise UnreadableInputError(f"{name}：'year' 写的是 {written!r}，请写四位年份，如 2021")
    return int(match[1])


def _notes(facts: tuple[Fact, ...], name: str) -> Iterator[str]:
    """Values that should be figures and in which no number is found: they can be compared only as text."""
    for fact in facts:
        if fact.decimal is None and fact.unit and fact.unit in KNOWN_UNITS and not find_numbers(fact.value):
            yield (
                f"{name}：{fact.id!r} 的 value 是 {fact.value!r}，不是数字，只能按原文比对；"
                f"单位是 {fact.unit!r} 的数据请写成数字，如 97.12"
            )


def _raise(problems: list[str]) -> None:
    if problems:
        more = len(problems) - MAX_MESSAGES
        rest = [f"……还有 {more} 处，改好这些再看"] if more > 0 else []
        raise UnreadableInputError("\n".join([*problems[:MAX_MESSAGES], *rest]))
