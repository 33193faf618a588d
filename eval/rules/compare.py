"""When two answers for one scoring rule are the same rule: the comparison that README.md puts into words.

    python eval/rules/compare.py            # checks the set itself; exits 1 when a line is faulty

``same(expected, answered, max_score)`` compares two methods as data, placeholders and labels aside.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from ziping.domain.methods import Method
from ziping.intake.rubric_methods import bands as band_problems

HERE = Path(__file__).resolve().parent
Data: TypeAlias = dict[str, Any]
_METHOD: TypeAdapter[Any] = TypeAdapter(Method)
_NAMED = ("items", "parts", "tiers", "checkpoints", "veto", "aspects")
_INPUTS = ("value", "ratio", "cases", "base", "current", "previous", "actual", "condition", "target")
_LITERALS = ("cap", "bound", "per", "cut_off", "low", "high", "threshold")
_EDGES = ("at_least", "more_than", "at_most", "less_than")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")
_NAME = re.compile(r"@[a-z_]*|[a-z_][a-z0-9_]*")
_AGAINST_TARGET = re.compile(r"^@([<>=]+)@\*(\S+)$")


def same(expected: Data | None, answered: Data | None, max_score: str) -> bool:
    """Whether an answer is the expected rule; None and ``judgement`` mean "left for a person"."""
    if answered is not None and answered.get("kind") == "judgement":
        answered = None
    if expected is None or answered is None:
        return expected is answered
    try:
        return canonical(expected, max_score) == canonical(answered, max_score)
    except ValidationError:
        return False


def canonical(method: Data, max_score: str) -> Data:
    """The one form of a rule: defaults filled in, labels dropped, inputs as ``@``, numbers exact.

    Raises:
        ValidationError: the data are no method.
    """
    return _canonical(load(method).model_dump(exclude_none=True), Fraction(max_score))


def load(method: Data) -> Any:
    """The method model; ids, labels and other names that the set leaves out are put in.

    Raises:
        ValidationError: the data are no method.
    """
    return _METHOD.validate_python(_named(method))


def _named(method: Data) -> Data:
    data = dict(method)
    if data.get("kind") == "share_achieved":
        data.setdefault("items", [{"value": "@rate"}])
    for key in _NAMED:
        if key in data:
            data[key] = [
                _named({"label_zh": "x"} | ({} if key in {"checkpoints", "veto"} else {"id": f"x{n}"}) | row)
                for n, row in enumerate(data[key])
            ]
    if isinstance(data.get("method"), dict):
        data["method"] = _named(data["method"])
    return data


def _canonical(data: Data, points: Fraction) -> Data:
    data = {key: value for key, value in data.items() if key not in {"id", "label_zh", "note", "status"}}
    own = Fraction(data.pop("points", points))
    if own != points:
        data["points"] = own
    for key in _INPUTS:
        if key in data:
            data[key] = _formula(str(data[key]))
    for key in (*_LITERALS, *_EDGES):
        if key in data:
            data[key] = _literal(str(data[key]))
    handler = _BY_KIND.get(data["kind"])
    return handler(data, points) if handler else {k: _plain(v) for k, v in data.items()}


def _plain(value: Any) -> Any:
    """Decimals as fractions, so that 0.50 is 0.5."""
    return value if isinstance(value, str | bool | dict | list | tuple | Fraction) else Fraction(value)


def _literal(text: str) -> str:
    return _NUMBER.sub(_exact, re.sub(r"(?<=[\d%])\s*[一-鿿]+", "", text)).replace(" ", "")


def _exact(match: re.Match[str]) -> str:
    return str(Fraction(match[1]) / (100 if match[2] else 1))


def _formula(text: str) -> str:
    text = _NAME.sub(lambda name: name[0] if name[0] in {"and", "or", "not"} else "@", text)
    text = re.sub(r"^@/@(?!/)", "@", _literal(text))
    if found := _AGAINST_TARGET.match(text):
        return f"@{found[1]}{found[2]}"
    return text.removesuffix("/1") if text == "@/1" else text


def _bands(data: Data, points: Fraction) -> Data:
    rows = [
        {key: (_literal(str(band[key]))) for key in _EDGES if key in band}
        | {"score": Fraction(band["score"])}
        for band in data["bands"]
    ]
    rows.sort(key=_position)
    if (full := _single_threshold(rows, points)) is not None:
        return {"kind": "all_or_nothing", "condition": full}
    return {"kind": "bands", "bands": rows, "otherwise": data.get("otherwise")}


def _single_threshold(rows: list[Data], points: Fraction) -> str | None:
    """The condition of two bands that meet at one edge and give everything or nothing."""
    if [len(row) for row in rows] != [2, 2] or sorted(row["score"] for row in rows) != [0, points]:
        return None
    full, none = sorted(rows, key=lambda row: row["score"], reverse=True)
    name, other = next(key for key in _EDGES if key in full), next(key for key in _EDGES if key in none)
    meet = {("at_least", "less_than"), ("more_than", "at_most")}
    if full[name] != none[other] or not {(name, other), (other, name)} & meet:
        return None
    sign = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}[name]
    return f"@{sign}{full[name]}"


def _position(band: Data) -> tuple[bool, Fraction, bool]:
    low = band.get("at_least", band.get("more_than"))
    return low is not None, Fraction(low or 0), "more_than" in band


def _checklist(data: Data, points: Fraction) -> Data:
    items = [(Fraction(item["points"]), item.get("partial")) for item in data["items"]]
    if len(items) == 1 and items[0] == (points, None):
        condition = data["items"][0].get("condition")
        return {"kind": "all_or_nothing", "condition": _formula(condition) if condition else "@"}
    return {"kind": "checklist", "items": [(p, None if q is None else Fraction(q)) for p, q in items]}


def _per_point(data: Data, _: Fraction) -> Data:
    data["deduct"] = Fraction(data["deduct"])
    if (data["bound"], data["per"], data["direction"]) == ("0", "1", "above"):
        return {"kind": "deduct_per_case", "cases": "@", "per_case": data["deduct"]}
    return data


def _attainment(data: Data, _: Fraction) -> Data:
    higher = data["operator"] in {"at_least", "more_than", "equals"}
    data.pop("lower_is_better" if higher else "below")
    over = dict(data.pop("over", None) or {"mode": "none"})
    if not higher:
        over = {"mode": "none"}
    if over["mode"] not in {"flat", "proportional"}:
        over.pop("deduct", None)
    over = {k: _literal(str(v)) if k != "mode" else v for k, v in over.items()}
    plain = over["mode"] == "none"
    if plain and (data["operator"], data["target_type"], data.get("below")) == (
        "at_least",
        "number",
        "proportional",
    ):
        target = data["target"]
        ratio = "@" if target in {"@", "1"} else f"@/{target}"
        return {k: v for k, v in data.items() if k == "points"} | _ratio(ratio)
    return data | ({} if plain else {"over": over})


def _ratio(ratio: str) -> Data:
    return {"kind": "proportional", "ratio": ratio, "cap": "1", "over": "cap"}


def _last_year(data: Data, points: Fraction) -> Data:
    if (data["none"], data["not_above"], data["above"]) == (points, points, 0):
        return {"kind": "all_or_nothing", "condition": "@<=@"}
    return {key: _plain(value) for key, value in data.items()}


def _shares(data: Data, _: Fraction) -> Data:
    return {key: value for key, value in data.items() if key != "items"}


def _tiers(data: Data, _: Fraction) -> Data:
    rows = [(_literal(t["low"]), _literal(t["high"]), t["high_included"]) for t in data["tiers"]]
    return data | {"tiers": sorted(rows, reverse=True)}


def _progress(data: Data, _: Fraction) -> Data:
    points = [(_literal(p["target"]), Fraction(p["points"])) for p in data["checkpoints"]]
    mean = data.get("mean")
    return {
        "kind": data["kind"],
        "checkpoints": points,
        "mean": Fraction(mean["points"]) if mean else None,
    }


def _composite(data: Data, points: Fraction) -> Data:
    parts = [(Fraction(p["points"]), _canonical(p["method"], Fraction(p["points"]))) for p in data["parts"]]
    veto = [(_formula(v["condition"]), v["scope"]) for v in data["veto"]]
    if len(parts) == 1 and not veto and parts[0][0] == points:
        return parts[0][1]
    return {"kind": "composite", "parts": parts, "veto": sorted(veto)}


_BY_KIND = {
    "bands": _bands,
    "checklist": _checklist,
    "deduct_per_point": _per_point,
    "attainment": _attainment,
    "versus_last_year": _last_year,
    "share_achieved": _shares,
    "qualitative": _tiers,
    "periodic_progress": _progress,
    "composite": _composite,
}


def problems(rows: list[Data]) -> list[str]:
    """What is wrong with the set itself."""
    found = [f"id {name} 重复" for name, count in Counter(row["id"] for row in rows).items() if count > 1]
    for row in rows:
        if row["expect"] is None:
            continue
        try:
            method = load(row["expect"])
        except ValidationError as error:
            found.append(f"{row['id']}：{error}")
            continue
        points = Fraction(row["max_score"])
        found.extend(f"{row['id']}：{text}" for text in _ill_fitting(method, points))
        if not same(row["expect"], row["expect"], row["max_score"]):
            found.append(f"{row['id']}：与自身不同")
    return found


def _ill_fitting(method: Any, points: Fraction) -> list[str]:
    """Points that do not add up to the item's, gaps and overlaps of bands."""
    if method.kind == "bands":
        top = [] if max(Fraction(b.score) for b in method.bands) == points else ["最高档不等于分值"]
        return top + [text for _, text in band_problems(method, points, ())]  # type: ignore[arg-type]
    if method.kind == "checklist":
        return [] if sum(Fraction(i.points) for i in method.items) == points else ["条目合计不等于分值"]
    if method.kind == "composite":
        inner = [text for p in method.parts for text in _ill_fitting(p.method, Fraction(p.points))]
        whole = sum(Fraction(p.points) for p in method.parts) == points
        return inner + ([] if whole else ["各部分合计不等于分值"])
    return []


def main() -> int:
    """Check the set and print how many lines of each kind it holds."""
    sets = [HERE / "phrasings.jsonl", HERE / "unseen.jsonl"]
    rows = [json.loads(line) for path in sets for line in path.read_text("utf-8").splitlines()]
    kinds = Counter(row["expect"]["kind"] if row["expect"] else "留给人" for row in rows)
    for kind, count in kinds.most_common():
        print(f"{kind:20}{count:5}")
    print(f"{'合计':18}{len(rows):5}")
    faults = problems(rows)
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
