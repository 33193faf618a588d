"""What is found among the inputs of a run: units, faults, notes; and units that are there twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ziping.domain.batch import UnitItem
from ziping.domain.finding import Finding
from ziping.domain.place import NOWHERE, Place


class Fault(NamedTuple):
    """An input that is no unit: it is listed as a failure and never drafted.

    Attributes:
        name: what people know it by: the unit's name when it can be read, else the file's.
        path: the file, absolute.
        number: row, line or form from 1; 0 for a whole file.
        message: a Chinese sentence with the file, what is wrong and what to do.
        findings: the single mistakes when the place alone does not tell all.
    """

    name: str
    path: str
    number: int
    message: str
    place: Place = NOWHERE
    findings: tuple[Finding, ...] = ()


class Found(NamedTuple):
    """The units of a run, in a fixed order, and what could not be one.

    Attributes:
        notes: about files as a whole, and what was passed over: a second copy of a unit, a column nobody asked for.
        others: files of other kinds that were not read, by suffix.
    """

    items: tuple[UnitItem, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Finding, ...] = ()
    others: tuple[tuple[str, int], ...] = ()


def told_apart(
    items: list[UnitItem],
) -> tuple[tuple[UnitItem, ...], tuple[Fault, ...], tuple[Finding, ...]]:
    """Units that occur once; faults of those that occur twice and differ; notes of those that are copies."""
    first: dict[str, int] = {}
    again: dict[str, list[int]] = {}
    for at, item in enumerate(items):
        if first.setdefault(item.key, at) != at:
            again.setdefault(item.key, [first[item.key]]).append(at)
    if not again:
        return tuple(items), (), ()
    dropped: set[int] = set()
    faults: list[Fault] = []
    notes: list[Finding] = []
    for places in again.values():
        same = [items[at] for at in places]
        if len({item.content for item in same}) == 1:
            dropped.update(places[1:])
            notes += [_copy_note(item, same[0]) for item in same[1:]]
        else:
            dropped.update(places)
            faults += [_twice(item, same) for item in same]
    kept = tuple(item for at, item in enumerate(items) if at not in dropped)
    return kept, tuple(faults), tuple(notes)


def _copy_note(item: UnitItem, first: UnitItem) -> Finding:
    place = _origin(item)
    message = f"{place.text}：与 {_where_to_others(first)} 内容相同，只用那一份"
    return Finding(code="repeated_input", severity="note", message=message, place=place)


def _twice(item: UnitItem, same: list[UnitItem]) -> Fault:
    def message(where: Callable[[UnitItem], str]) -> str:
        what = f"{item.name}{f'“{item.project}”' if item.project else ''}"
        told = " 和 ".join(map(where, same))
        return (
            f"{what}：有 {len(same)} 份 {item.year} 年度的填报数据，内容不同，不知道用哪一份，都没有读：{told}。"
            f"同一个单位请只留一份；是两个单位请在填报表里分别写上单位编码"
        )

    finding = Finding(
        code="repeated_unit",
        severity="error",
        message=message(_where_to_others),
        place=_origin(item),
        stated=item.code or item.name,
    )
    return Fault(item.name, item.path, item.number, message(_where), finding.place, (finding,))


def _where(item: UnitItem) -> str:
    return item.path + numbered(item)


def _where_to_others(item: UnitItem) -> str:
    """Without the folders of this machine."""
    return "/".join(Path(item.path).parts[-2:]) + numbered(item)


def numbered(item: UnitItem) -> str:
    """`` 第5行`` of a row, empty for a whole file."""
    what = {"row": "行", "line": "行", "form": "张表"}.get(item.kind, "")
    return f" 第{item.number}{what}" if item.number else ""


def _origin(item: UnitItem) -> Place:
    name = Path(item.path).name
    if item.kind == "row":
        return Place(file=name, sheet="单位信息", cell=f"A{item.number}")
    return Place(file=name, line=item.number if item.kind == "line" else None)
