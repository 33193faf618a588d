"""Editions of one scoring rule set over time: which years each file of a region is valid for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ziping.domain.rubric import Rubric
from ziping.errors import ZipingError
from ziping.intake.rubric_yaml import list_rubrics, load_rubric


class Edition(NamedTuple):
    """A rubric file and the years it is valid for."""

    id: str
    years: tuple[int, ...]

    @property
    def told(self) -> str:
        """``2021、2022年度（guangzhou-2021-department）``."""
        return f"{'、'.join(map(str, self.years))}年度（{self.id}）"


def editions_of(rubric: Rubric, extra: tuple[Path, ...] = ()) -> tuple[Edition, ...]:
    """All readable editions for the region and scope of a rubric, its own first among equals, by year."""
    found = {rubric.id: Edition(rubric.id, rubric.valid_years)}
    for entry in list_rubrics(extra):
        if entry.id not in found and _kin(entry.id) == _kin(rubric.id):
            try:
                other = load_rubric(str(entry.path), extra).rubric
            except ZipingError:
                continue  # `ziping rubric check` and `doctor` tell what is wrong with it
            if (other.region, other.scope) == (rubric.region, rubric.scope):
                found[entry.id] = Edition(other.id, other.valid_years)
    return tuple(sorted(found.values(), key=lambda edition: (edition.years, edition.id)))


def _kin(name: str) -> tuple[str, str]:
    """Region and scope of an id: ``yueyang-yunxi-2020-department`` → yueyang-yunxi, department."""
    stem, _, scope = name.rpartition("-")
    return stem.rpartition("-")[0], scope


def advice(year: int, editions: Sequence[Edition]) -> str:
    """What to do about a year that the rubric at hand is not valid for."""
    fitting = [edition for edition in editions if year in edition.years]
    known = f"该地区现有的版本：{'；'.join(edition.told for edition in editions)}" if editions else ""
    if fitting:
        return f"{known}。请把 rubric 改为 {fitting[0].id!r} 后重新计分"
    none = f"没有适用 {year} 年度的版本，请按当年的通知另建一份评分标准文件，不要改动旧文件"
    return f"{known}；{none}" if known else none
