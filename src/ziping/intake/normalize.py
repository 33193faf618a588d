"""A raw submission against its rubric: the normalised ``Submission`` and every mistake in one pass.

Unknown keys, wrong values and missing figures are findings; the rest is still read. Only a file that is not a
submission at all (``identify``) is an error.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel

from ziping.domain.finding import Finding
from ziping.domain.judged_parts import judged_parts
from ziping.domain.methods import Composite, checklist_items
from ziping.domain.place import NOWHERE
from ziping.domain.rubric import Rubric
from ziping.domain.submission import (
    FORMAT,
    TOTAL,
    Claimed,
    DocumentReference,
    Judgement,
    LastYear,
    Measure,
    Notes,
    Problem,
    Project,
    Resolution,
    Submission,
    Task,
    Tick,
    Unit,
)
from ziping.errors import UnreadableInputError
from ziping.intake.data_text import Path
from ziping.intake.editions import Edition, advice
from ziping.intake.figures import read_date
from ziping.intake.project_form import read_form
from ziping.intake.raw import RawSubmission
from ziping.intake.reading import M, Reading

KEYS = (
    "format",
    "rubric",
    "year",
    "unit",
    "report_date",
    "recipients",
    "inputs",
    "judgements",
    "checklists",
    "not_applicable",
    "tables",
    "projects",
    "tasks",
    "notes",
    "documents",
    "last_year",
    "resolutions",
    "claimed",
    "form",
)
"""Keys of ``ziping/submission/1``."""

_TICKS: dict[str, Tick] = {
    "full": "full",
    "达到": "full",
    "是": "full",
    "true": "full",
    "partial": "partial",
    "部分达到": "partial",
    "部分": "partial",
    "none": "none",
    "未达到": "none",
    "否": "none",
    "false": "none",
}

_UNSAFE_NAME = re.compile(r"[/\\:*?\"<>|\x00-\x1f]|\.\.")


class Normalised(NamedTuple):
    """A submission with everything found wrong while reading it."""

    submission: Submission
    findings: tuple[Finding, ...]


class Identity(NamedTuple):
    """What must be known before the rubric can be loaded."""

    rubric: str
    year: int


def identify(raw: RawSubmission) -> Identity:
    """Rubric and year of a submission.

    Raises:
        UnreadableInputError: another format, no rubric, or no year.
    """
    written = raw.data.get("format")
    if written != FORMAT:
        if isinstance(written, str) and written.startswith("ziping/submission/"):
            advice = f"本版本只认 {FORMAT}，请升级 ziping，或用本版本重新生成填报表"
            raise UnreadableInputError(f"{raw.file}：文件的格式版本是 {written!r}，{advice}")
        raise UnreadableInputError(
            f"{raw.file}：不是填报数据（format 应是 {FORMAT}，写的是 {written!r}），请选择填好的填报表"
        )
    rubric = raw.data.get("rubric")
    if not isinstance(rubric, str) or not rubric.strip():
        raise UnreadableInputError(f"{raw.file}：没有写明用哪个评分标准（rubric），请补上评分标准的 id")
    year = _year(raw.data.get("year"))
    if year is None:
        raise UnreadableInputError(
            f"{raw.place(('year',)).text}：年度写的是 {str(raw.data.get('year', ''))!r}，请填四位年份，例如 2021"
        )
    return Identity(rubric.strip(), year)


def _year(value: object) -> int | None:
    text = str(value if value is not None else "").strip().removesuffix("年度").removesuffix("年").strip()
    digits = text.removesuffix(".0")
    valid = len(digits) == 4 and digits.isdigit()
    return int(digits) if valid and 1990 <= int(digits) <= 2100 else None


def normalise(raw: RawSubmission, rubric: Rubric, editions: Sequence[Edition] = ()) -> Normalised:
    """The submission in the rubric's terms, with all findings; ``editions`` are named when the year does not fit."""
    return _Normaliser(raw, rubric).run(editions)


class _Normaliser(Reading):
    def run(self, editions: Sequence[Edition]) -> Normalised:
        identity = identify(self.raw)
        self.known_keys(self.raw.data, KEYS, ())
        self.valid_year(identity.year, editions)
        submission = Submission(
            rubric=self.rubric.id,
            year=identity.year,
            unit=self.unit(),
            report_date=self.report_date(),
            recipients=tuple(self.texts("recipients")),
            inputs=self.inputs(self.mapping("inputs"), ("inputs",)),
            judgements=self.judgements(),
            checklists=self.checklists(),
            not_applicable=self.not_applicable(),
            projects=self.models("projects", Project, self.project),
            tasks=self.models("tasks", Task),
            notes=self.notes(),
            documents=self.models("documents", DocumentReference),
            last_year=self.last_year(),
            resolutions=self.resolutions(),
            claimed=self.claimed(),
            form=read_form(self),
        )
        return Normalised(submission, tuple(self.findings))

    def valid_year(self, year: int, editions: Sequence[Edition]) -> None:
        if year not in self.rubric.valid_years:
            valid = "、".join(str(item) for item in self.rubric.valid_years)
            message = (
                f"年度是 {year}，评分标准 {self.rubric.id!r} 适用 {valid} 年度，请确认是否选对了评分标准"
            )
            more = {"stated": str(year), "expected": valid, "suggestion": advice(year, editions)}
            self.report("year_not_covered", message, ("year",), severity="warning", **more)

    def unit(self) -> Unit:
        data = {"name": "", **self.mapping("unit")}
        unit = self.model(Unit, data, ("unit",)) or Unit(name=str(data.get("name", "")).strip())
        if not unit.name.strip():
            self.report("missing_input", "没有填单位名称，请填写全称", ("unit", "name"), severity="warning")
            return unit.model_copy(update={"name": "（单位名称待补充）"})
        if _UNSAFE_NAME.search(unit.name):
            message = f"单位名称 {unit.name!r} 含有不能用在文件名里的字符，输出文件名会去掉它们；请核对名称"
            self.report("unsafe_name", message, ("unit", "name"), stated=unit.name, subject="unit.name")
        return unit

    def report_date(self) -> date | None:
        value = self.raw.data.get("report_date")
        if value in (None, ""):
            return None
        day = read_date(value) if isinstance(value, (str, date)) else None
        if day is None:
            message = f"成文日期写的是 {str(value)!r}，请写成 2022年3月15日 这样的完整日期"
            self.report("wrong_value", message, ("report_date",), stated=str(value), subject="report_date")
        return day

    def judgements(self) -> dict[str, Judgement]:
        data = self.mapping("judgements")
        self.known_keys(data, self.judged_keys(), ("judgements",))
        found = {}
        for key in self.judged_keys():
            row, path = data.get(key), ("judgements", key)
            if not isinstance(row, dict):
                continue
            label = "总分" if key == TOTAL else self.names[key.split(".")[0]]
            numbers = {
                name: self.decimal(row.get(name), (*path, name), label) for name in ("score", "deduct")
            }
            rest = {name: value for name, value in row.items() if name not in numbers}
            given = self.model(Judgement, rest, path)
            if given is not None:
                found[key] = given.model_copy(update={**numbers, "place": self.raw.place(path)})
        return found

    def judged_keys(self) -> list[str]:
        keys = [TOTAL] if self.rubric.total_entry else []
        for name, leaf in self.leaves.items():
            if isinstance(leaf.method, Composite) and leaf.method.manual_deduction:
                keys.append(name)
            keys.extend(part.key for part in judged_parts(leaf))
        return keys

    def checklists(self) -> dict[str, dict[str, Tick]]:
        data = self.mapping("checklists")
        listed = {name: checklist_items(leaf.method) for name, leaf in self.leaves.items()}
        self.known_keys(data, [name for name, items in listed.items() if items], ("checklists",))
        found: dict[str, dict[str, Tick]] = {}
        for name, items in listed.items():
            row = data.get(name)
            if not items or not isinstance(row, dict):
                continue
            asked = {item.id: item for item in items if item.condition is None}
            self.known_keys(row, asked, ("checklists", name))
            for item_id, item in asked.items():
                tick = self.tick(row.get(item_id), ("checklists", name, item_id), item.partial is not None)
                if tick is not None:
                    found.setdefault(name, {})[item_id] = tick
        return found

    def tick(self, value: Any, path: Path, partial: bool) -> Tick | None:  # noqa: FBT001
        if value in (None, "") or path in self.raw.spoiled:
            return None
        text = ("true" if value else "false") if isinstance(value, bool) else str(value).strip()
        tick = _TICKS.get(text.lower())
        allowed = "达到、部分达到、未达到" if partial else "达到、未达到"
        if tick is None or (tick == "partial" and not partial):
            self.report(
                "wrong_value", f"写的是 {text!r}，可选：{allowed}", path, stated=text, expected=allowed
            )
            return None
        return tick

    def not_applicable(self) -> dict[str, str]:
        data = self.mapping("not_applicable")
        self.known_keys(data, self.leaves, ("not_applicable",))
        found = {}
        for name in self.leaves:
            reason = str(data.get(name) or "").strip()
            if not reason:
                continue
            if reason in {"是", "true", "不适用"}:
                message = f"“{self.names[name]}”填了不适用但没有写理由，请写明理由"
                self.report("not_applicable_without_reason", message, ("not_applicable", name), subject=name)
                reason = "理由待补充"
            found[name] = reason
        return found

    def project(self, row: Any, path: Path) -> Project | None:
        if not isinstance(row, dict):
            return self.model(Project, row, path)
        data = dict(row)
        for key in ("budget", "spent"):
            data[key] = self.money(row.get(key), (*path, key))
        on_time = str(row.get("on_time") if row.get("on_time") is not None else "").strip().lower()
        data["on_time"] = {"是": True, "true": True, "否": False, "false": False}.get(on_time)
        if on_time and data["on_time"] is None:
            message = f"是否按时完成写的是 {str(row['on_time'])!r}，可选：是、否；没有采用"
            self.report("wrong_value", message, (*path, "on_time"), stated=str(row["on_time"]))
        return self.model(Project, data, path)

    def notes(self) -> Notes:
        data = self.mapping("notes")
        self.known_keys(data, Notes.model_fields, ("notes",))

        def listed(key: str, kind: type[M]) -> tuple[M, ...]:
            rows = self.rows(data, key, ("notes", key))
            items = (
                self.model(kind, self.as_row(row, kind), ("notes", key, i)) for i, row in enumerate(rows)
            )
            return tuple(item for item in items if item is not None)

        def words(key: str) -> tuple[str, ...]:
            return tuple(
                str(item).strip() for item in self.rows(data, key, ("notes", key)) if str(item).strip()
            )

        explanations = data.get("explanations") or {}
        return Notes(
            problems=self.about_leaves(listed("problems", Problem), "problems"),
            measures=self.about_leaves(listed("measures", Measure), "measures"),
            experience=words("experience"),
            plans=words("plans"),
            explanations={key: str(value) for key, value in explanations.items() if key in self.leaves}
            if isinstance(explanations, dict)
            else {},
        )

    def as_row(self, row: Any, kind: type[BaseModel]) -> Any:
        """A bare sentence as a record of its main field."""
        if not isinstance(row, str):
            return row
        return {"action" if kind is Measure else "text": row}

    def about_leaves(self, items: tuple[M, ...], key: str, above: str = "notes") -> tuple[M, ...]:
        labels = self.spoken()
        found = []
        for index, item in enumerate(items):
            leaf = getattr(item, "leaf", "")
            name = labels.get(leaf, leaf)
            if name and name not in self.leaves:
                self.report(
                    "unknown_key",
                    f"不认识的指标 {leaf!r}，按未指定指标处理",
                    (above, key, index),
                    stated=leaf,
                )
                name = ""
            found.append(item.model_copy(update={"leaf": name}))
        return tuple(found)

    def spoken(self) -> dict[str, str]:
        """Labels by which people may name an indicator; one that two indicators share names neither."""
        labels = [(leaf.label_zh, name) for name, leaf in self.leaves.items()]
        counts = Counter(label for label, _ in labels)
        own = {called: name for name, called in self.names.items()}
        return {**own, **{label: name for label, name in labels if counts[label] == 1}}

    def claimed(self) -> Claimed:
        data = self.mapping("claimed")
        self.known_keys(data, ("total", "grade", "scores", "source"), ("claimed",))
        scores = data.get("scores") if isinstance(data.get("scores"), dict) else {}
        self.known_keys(scores or {}, self.leaves, ("claimed", "scores"))
        read = {
            key: self.decimal(value, ("claimed", "scores", key), self.names[key])
            for key, value in (scores or {}).items()
            if key in self.leaves
        }
        return Claimed(
            total=self.decimal(data.get("total"), ("claimed", "total"), "自报总分"),
            grade=str(data.get("grade") or "").strip(),
            scores={key: value for key, value in read.items() if value is not None},
            source=str(data.get("source") or "").strip(),
            place=self.raw.place(("claimed",)) if data else NOWHERE,
        )

    def last_year(self) -> LastYear:
        data = self.mapping("last_year")
        self.known_keys(data, ("figures", "scores", "problems"), ("last_year",))
        figures = data.get("figures") if isinstance(data.get("figures"), dict) else {}
        scores = data.get("scores") if isinstance(data.get("scores"), dict) else {}
        read = {
            key: self.decimal(value, ("last_year", "scores", key), key)
            for key, value in (scores or {}).items()
        }
        return LastYear(
            figures=self.inputs(figures or {}, ("last_year", "figures")),
            scores={key: value for key, value in read.items() if value is not None},
            problems=self.last_problems(data),
        )

    def last_problems(self, data: dict[str, Any]) -> tuple[Problem, ...]:
        rows = self.rows(data, "problems", ("last_year", "problems"))
        items = (
            self.model(Problem, self.as_row(row, Problem), ("last_year", "problems", index))
            for index, row in enumerate(rows)
        )
        return self.about_leaves(tuple(item for item in items if item is not None), "problems", "last_year")

    def resolutions(self) -> tuple[Resolution, ...]:
        checks = {check.id for check in self.rubric.checks}
        found = []
        for index, row in enumerate(self.rows(self.raw.data, "resolutions", ("resolutions",))):
            path: Path = ("resolutions", index)
            if not isinstance(row, dict):
                self.report("wrong_shape", "这里要写成 check、choice、reason 三项，没有读取", path)
                continue
            self.known_keys(row, ("check", "choice", "reason"), path)
            check, reason = str(row.get("check", "")).strip(), str(row.get("reason", "")).strip()
            if check not in checks or not reason:
                what = (
                    f"不认识的检查 {check!r}，可用：{'、'.join(sorted(checks))}"
                    if check not in checks
                    else "没有写理由"
                )
                self.report("wrong_value", f"{what}，这一条没有采用", path, stated=check)
                continue
            choice = row.get("choice")
            values = self.inputs(choice, (*path, "choice")) if isinstance(choice, dict) else {}
            found.append(Resolution(check=check, choice=values, reason=reason, place=self.raw.place(path)))
        return tuple(found)
