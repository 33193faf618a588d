"""Two rubrics side by side: what the second adds, drops and changes, in words a finance officer reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel

from ziping.compare.rule_words import LABELS, VALUES
from ziping.domain.rubric import Indicator, IndicatorGroup, IndicatorNode, Rubric

Kind: TypeAlias = Literal["added", "dropped", "changed"]
_WHOLE: Final = frozenset(("id", "format", "extends"))
"""Keys that say which file it is, not what it rules."""

_RULED: Final = frozenset(("max_score", "method", "not_applicable"))
"""Keys of an indicator that decide its points."""
_MOST: Final = 3
"""Changes of one indicator that are told one by one."""
_LONGEST: Final = 60
"""Letters of what a rule was and is, in a phrase."""
_FORMULA: Final = re.compile("[A-Za-z_]{2,}")
_KIND: Final = re.compile("类型 ([^，]+)")
_EDGES: Final = frozenset(("at_least", "more_than", "at_most", "less_than", "witnessed"))


class Change(NamedTuple):
    """One difference.

    Attributes:
        path: keys and ids from the top, joined by dots: ``form.groups.output.max_score``.
        place: the same in words: ``自评表规则 › 一级指标 › 产出指标 › 分值``.
        kind: added, dropped or changed.
        before: what the first rubric says, empty when it says nothing.
        after: what the second says.
    """

    path: str
    place: str
    kind: Kind
    before: str = ""
    after: str = ""

    @property
    def told(self) -> str:
        """One line: ``～ 自评表规则 › 产出指标 › 分值：50 → 40``."""
        match self.kind:
            case "added":
                return f"＋ {self.place}：{self.after}" if self.after else f"＋ {self.place}"
            case "dropped":
                return f"－ {self.place}：{self.before}" if self.before else f"－ {self.place}"
            case "changed":
                return f"～ {self.place}：{self.before} → {self.after}"


def diff_rubrics(first: Rubric, second: Rubric) -> tuple[Change, ...]:
    """Every difference, indicators matched by id wherever they stand."""
    before, after = _plain(first), _plain(second)
    return tuple(_mapping(before, after, (), ()))


def diff_indicators(first: Indicator, second: Indicator) -> tuple[Change, ...]:
    """What differs between one indicator's rules in two editions, whatever its id is there: points, method, policy."""
    before, after = (
        {key: value for key, value in _dump(item).items() if key in _RULED} for item in (first, second)
    )
    return tuple(_mapping(before, after, (), ()))


def told_briefly(changes: Sequence[Change]) -> str:
    """The changes of an indicator in one phrase: ``分值由5改为6；评分办法 › 区间由……改为……``."""
    phrases = list(dict.fromkeys(_phrase(change) for change in changes))
    rest = f"；另有{len(phrases) - _MOST}处" if len(phrases) > _MOST else ""
    return "；".join(phrases[:_MOST]) + rest


def _phrase(change: Change) -> str:
    """A change in words; a formula, which is written with the names of inputs, is only said to have changed."""
    if _FORMULA.search(f"{change.before}{change.after}"):
        kinds = [match[1] for text in (change.before, change.after) if (match := _KIND.match(text))]
        return f"{change.place}由{'改为'.join(kinds)}" if len(kinds) > 1 else f"{change.place}有变"
    match change.kind:
        case "added":
            return f"增加{change.place}（{_cut(change.after)}）"
        case "dropped":
            return f"取消{change.place}（{_cut(change.before)}）"
        case "changed":
            return f"{change.place}由{_cut(change.before)}改为{_cut(change.after)}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def _plain(rubric: Rubric) -> dict[str, Any]:
    """The rubric as data, its indicators a flat list with their places, so that a moved one is found."""
    data = {key: value for key, value in _dump(rubric).items() if key not in _WHOLE}
    data["indicators"] = list(_flat(rubric.indicators, ()))
    return data


def _dump(model: BaseModel) -> dict[str, Any]:
    """A model as data without what it leaves open: nothing, an empty text and an empty list are the same silence."""
    data: dict[str, Any] = _spoken(model.model_dump(mode="json"))
    return data


def _spoken(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _spoken(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None and item not in ("", [], {})}
    return [_spoken(item) for item in value] if isinstance(value, list) else value


def _flat(nodes: tuple[IndicatorNode, ...], above: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        row = _dump(node)
        row.pop("children", None)
        yield row | ({"place": " › ".join(above)} if above else {})
        if isinstance(node, IndicatorGroup):
            yield from _flat(node.children, (*above, node.label_zh))


def _walk(before: Any, after: Any, path: tuple[str, ...], place: tuple[str, ...]) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _mapping(before, after, path, place)
    elif _has_ids(before, after):
        yield from _listing(before or [], after or [], path, place)
    elif path[-1:] == ("bands",) and _lists(before, after):
        yield _bands(before or [], after or [], path, place)
    else:
        yield _change(before, after, path, place)


def _mapping(
    before: Mapping[str, Any], after: Mapping[str, Any], path: tuple[str, ...], place: tuple[str, ...]
) -> Iterator[Change]:
    if (
        before.get("kind") != after.get("kind") and "method" in path
    ):  # another method: its keys do not compare
        yield _change(dict(before), dict(after), path, place)
        return
    for key in dict.fromkeys((*before, *after)):
        yield from _walk(before.get(key), after.get(key), (*path, key), (*place, LABELS.get(key, key)))


def _listing(
    before: list[dict[str, Any]], after: list[dict[str, Any]], path: tuple[str, ...], place: tuple[str, ...]
) -> Iterator[Change]:
    """Lists of things with ids: matched by id, in the order of the first, new ones after them."""
    old, new = {item["id"]: item for item in before}, {item["id"]: item for item in after}
    for name in dict.fromkeys((*old, *new)):
        here = (*path, name)
        item = new.get(name) or old[name]
        where = (*place, str(item.get("label_zh", name)))
        if name in old and name in new:
            yield from _mapping(old[name], new[name], here, where)
        else:
            yield _change(_unnamed(old.get(name)), _unnamed(new.get(name)), here, where)


def _bands(before: list[Any], after: list[Any], path: tuple[str, ...], place: tuple[str, ...]) -> Change:
    """Only the bands that one edition has and the other has not."""
    old, new = [one for one in before if one not in after], [one for one in after if one not in before]
    return _change(old or None, new or None, path, place)


def _unnamed(item: dict[str, Any] | None) -> dict[str, Any] | None:
    """An item without what its place already says."""
    return None if item is None else {key: value for key, value in item.items() if key != "label_zh"}


def _change(before: Any, after: Any, path: tuple[str, ...], place: tuple[str, ...]) -> Change:
    kind: Kind = "added" if before is None else "dropped" if after is None else "changed"
    return Change(".".join(path), " › ".join(place), kind, _shown(before), _shown(after))


def _has_ids(before: Any, after: Any) -> bool:
    rows = [*(before or []), *(after or [])] if _lists(before, after) else []
    return bool(rows) and all(isinstance(row, dict) and "id" in row for row in rows)


def _lists(before: Any, after: Any) -> bool:
    return all(value is None or isinstance(value, list) for value in (before, after))


def _shown(value: Any) -> str:
    """A value on one line."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(_shown(item) for item in value)
        case dict() if "score" in value and _EDGES & value.keys():
            return _band(value)
        case dict() if "label_zh" in value:
            rest = _shown({key: item for key, item in value.items() if key not in {"id", "label_zh"}})
            return f"{value['label_zh']}（{rest}）" if rest else str(value["label_zh"])
        case dict():
            named = [
                f"{LABELS.get(key, key)} {_shown(item)}"
                for key, item in value.items()
                if key not in {"id", "label_zh"}
            ]
            return "，".join(named)
        case _:
            return VALUES.get(str(value), str(value))


def _band(band: Mapping[str, Any]) -> str:
    """One band of a score: ``90%（含）至95%得4分``."""
    score = f"得{_shown(band['score'])}分"
    if "witnessed" in band:
        return f"{band['witnessed']}时{score}"
    low = f"{band['at_least']}（含）" if "at_least" in band else band.get("more_than", "")
    high = f"{band['at_most']}（含）" if "at_most" in band else band.get("less_than", "")
    if low and high:
        return f"{low}至{high}{score}"
    return f"{low}以上{score}" if low else f"{high}以下{score}"
