"""Points for each requirement of a list, and yes-or-no rules."""

from __future__ import annotations

import re
from decimal import Decimal

from ziping.language.rules.canonical import FIGURE, POINTS, readable
from ziping.language.rules.clauses import Otherwise, Range, Statement, Words, condition, statements
from ziping.language.rules.comparisons import compares
from ziping.language.rules.rule import Clause, MethodData, Rule, amount

_EACH = re.compile(
    r"(?:(?:以上|上述|各)?(?:«(?P<n>\d+)[项个条点]»)?(?:内容|要求|条件|方面|要素)?(?:,)?(?:每(?:符合|满足|达到|完成|做到|具备|有)?(?:«1[项个条点]»|[项个条点])(?:符合(?:要求|条件)?|达到要求)?|各|均为?|分别(?:为)?))(?:的)?"
)
_GRADES = re.compile(r"^(?:完全|全部|部分|基本|较|一般|优|良|中|差|未|不|没有|无)")
_PARTLY = re.compile(r"部分|基本|较|但|不到位|不够|不完|不全|一般|有不符|个别|不及时|不规范")
_NOT = re.compile(
    r"不|未|没|无|否则|缺|逾期|超期|延期|延误|迟报|超过(?:该|此|上述|规定)?(?:时限|期限|时间|日期)|晚于"
)


def read_checklist(rule: Rule) -> MethodData | None:
    """``①…，2分；②…，3分``, ``①…②…③…各1分``, or two or more requirements with points, separated by ``；``."""
    if rule.floored:
        return None
    if each := _named_each(rule):
        return each
    head, items = cut(rule.text)
    if not items:
        return _one_graded(rule)
    head = _without_worth(head, rule.points)
    said_first = _HEAD_EACH.fullmatch(head)
    if said_first and said_first["n"] and int(said_first["n"]) != len(items):
        return None
    if said_first is None and re.search(FIGURE, head):
        return None
    if said_first:
        worth = Decimal(said_first["worth"].strip("«分»"))
        rows = [_row(item, worth) for item in items if not re.search("[⇒⇓;]", item)]
    else:
        rows = _equal(items, rule) or [row for item in items if (row := _item(item, rule.points)) is not None]
    if len(rows) != len(items) or sum(Decimal(row["points"]) for row in rows) != rule.points:
        return None
    return {"kind": "checklist", "items": [{"id": f"item_{n}"} | row for n, row in enumerate(rows, start=1)]}


def _without_worth(head: str, points: Decimal) -> str:
    return re.sub(rf"[,;]?\(?(?:满分|分值|共|共计|总分|计)?«{amount(points)}分»\)?", "", head)


_HEAD_EACH = re.compile(
    rf"(?:[^«»]*?[,]?每[项条个点](?:⇒|各)?|(?:以下|下列)(?:«(?P<n>\d+)[项个条点]»)?(?:方面|内容|要求|条件|要素|要点)?,?(?:各占?|均为?)⇒?)(?P<worth>{POINTS})"
)
_NAMES_EACH = re.compile(
    rf"(?P<names>[^«»⇒⇓,;:()■]+)各(?:占)?⇒?\(?(?P<worth>{POINTS})\)?[:,;](?:其中)?(?:每[项个]|均|分别)?(?P<graded>[^;■]+)"
)


def _named_each(rule: Rule) -> MethodData | None:
    """``预算公开、决算公开各1.5分：每项完整得1.5分，不完整得0.5分，未公开得0分``: the same grades for each name."""
    match = _NAMES_EACH.fullmatch(rule.text)
    names = re.split("[、和及]", match["names"]) if match else []
    points = Decimal(match["worth"].strip("«分»")) if match else Decimal(0)
    if match is None or len(names) < 2 or "" in names or points * len(names) != rule.points:
        return None
    graded = _item(match["graded"], points)
    if graded is None or Decimal(graded["points"]) != points or "partial" not in graded:
        return None
    rows = [
        {"id": f"item_{n}"} | graded | {"label_zh": f"{name}：{graded['label_zh']}"}
        for n, name in enumerate(names, start=1)
    ]
    return {"kind": "checklist", "items": rows}


def _one_graded(rule: Rule) -> MethodData | None:
    """``健全并有效执行得3分；健全但执行不到位得1分；无制度不得分``: one requirement, met in part."""
    if len(rule.clauses) != 3 or rule.remarks or any(clause.award.kind != "give" for clause in rule.clauses):
        return None
    full, part, none = rule.clauses
    fits = full.gives(rule.points) and 0 < part.points < rule.points and none.gives(Decimal(0))
    if not fits or any(
        _figured(clause) or not isinstance(clause.said, Words | Otherwise) for clause in rule.clauses
    ):
        return None
    if not _PARTLY.search(part.text) or _PARTLY.search(full.text) or not _NOT.search(none.text):
        return None
    row = _row(full.text, rule.points) | {"partial": amount(part.points)}
    return {"kind": "checklist", "items": [{"id": "item_1"} | row]}


def cut(text: str) -> tuple[str, list[str]]:
    """What stands before a list, and its items: marked, or at least two clauses that ``；`` separates."""
    if "■" in text:
        head, *items = text.split("■")
        return head.strip(",;:"), [item.strip(",;:、") for item in items]
    items = [part for part in text.split(";") if part]
    if len(items) < 2:
        items = [part.strip(",") for part in re.split(rf"(?<=⇒)({POINTS}),", text)]
        items = ["".join(pair) for pair in zip(items[::2], [*items[1::2], ""], strict=True)]
    if len(items) < 2 or any(_GRADES.match(item) for item in items):
        return "", []
    return "", items


def _item(text: str, points: Decimal) -> MethodData | None:
    """An item with its own points: full, or full, part and none."""
    text = re.sub(rf"\(({POINTS})\)$", r"⇒\1", text)
    header = re.fullmatch(rf"(?P<name>[^«»⇒⇓]+?)\((?P<worth>{POINTS})\)[:,](?P<rest>[^⇒⇓]*)", text)
    if header:
        return _row(f"{header['name']}：{header['rest']}".strip("："), Decimal(header["worth"].strip("«分»")))
    found = statements(text, points)
    if not found or any(item.award is None or item.award.kind != "give" for item in found):
        return None
    first, *later = found
    full = _points(first)
    if full <= 0 or first.award is None or first.award.full or not _wordy(first.condition):
        return None
    if re.search("(?:各|分别|每[项条个点])$", first.condition) or unruled(first.condition):
        return None
    row = _row(first.condition, full)
    for item in later:
        less = _points(item)
        if less == 0 and (_NOT.search(item.condition)) and _wordy(item.condition):
            continue
        if not (0 < less < full) or "partial" in row or not _PARTLY.search(item.condition):
            return None
        row["partial"] = amount(less)
    return row


def unruled(text: str) -> bool:
    """A rate without a rule (执行率3分): points for it are not a matter of yes or no."""
    return bool(re.search("(?:率|比例|比重|进度)(?:情况)?$", text))


def _row(label: str, points: Decimal) -> MethodData:
    return {"label_zh": readable(label) or "符合要求", "points": amount(points)}


def _points(statement: Statement) -> Decimal:
    return Decimal(0) if statement.award is None or statement.award.points is None else statement.award.points


def _wordy(text: str) -> bool:
    """Words, or words that name one figure to reach; no step, no case, no range of its own grade."""
    return bool(text) and isinstance(condition(text), Words | Range | Otherwise) and not text.startswith("每")


def _equal(items: list[str], rule: Rule) -> list[MethodData]:
    """The items of ``①…②…③…，每项1分``: equal points, said once after the last."""
    *rest, last = items
    found = statements(re.sub(rf"[,;]?(?:共计?|合计|满分)«{amount(rule.points)}分»$", "", last), rule.points)
    if any("⇒" in item or "⇓" in item for item in rest) or not found:
        return []
    *words, closing = found
    if closing.award is None:
        return []
    tail = re.search(rf"(?:^|[,;:]){_EACH.pattern}$", closing.condition)
    if tail is None or closing.award.kind != "give" or any(item.award for item in words):
        return []
    count = tail["n"]
    if count and int(count) != len(items):
        return []
    name = closing.condition[: tail.start()] or " ".join(item.condition for item in words)
    if not name or (words and closing.condition[: tail.start()]):
        return []
    return [_row(item, closing.award.points or Decimal(0)) for item in [*rest, name]]


def read_yes_or_no(rule: Rule) -> MethodData | None:
    """``有…得5分，没有不得分``: two sides of one statement in words."""
    if rule.remarks or rule.floored or len(rule.clauses) != 2 or re.search("■|上年|去年|上一年", rule.text):
        return None
    yes, no = rule.clauses
    if no.gives(rule.points):
        yes, no = no, yes
    if not (yes.gives(rule.points) and no.gives(Decimal(0))) or compares(yes.text):
        return None
    if (yes.text, no.text) == ("是", "否"):
        return {"kind": "all_or_nothing", "condition": "@statement"}
    if (
        not isinstance(yes.said, Words)
        or not isinstance(no.said, Words | Otherwise)
        or _figured(yes)
        or _figured(no)
    ):
        return None
    if isinstance(no.said, Words) and not (_NOT.search(no.text) or _NOT.search(yes.text)):
        return None
    if isinstance(no.said, Words) and not _opposite(yes.text, no.text):
        return None
    return {"kind": "all_or_nothing", "condition": "@statement"}


def _figured(clause: Clause) -> bool:
    return bool(re.search(FIGURE, clause.text))


_LATE = re.compile("逾期|超期|延期|延误|迟报|(?:超过|晚于)(?:该|此|上述|规定)?(?:时限|期限|时间|日期)")
_TIMELY = re.compile("按期|按时|及时|时限内|时间内|期限内|如期|[月日年底](?:之前|以前|前)")


def _opposite(yes: str, no: str) -> bool:
    """The two sides say the same but for the negation: 受到表彰 and 未受到表彰, 有…的 and 没有的, 按期 and 逾期."""
    if _LATE.search(no):
        return bool(_TIMELY.search(yes)) and not _LATE.search(yes)
    bare = [re.sub(r"[,的者时在于无有没未不非被及]", "", text) for text in (yes, no)]
    shorter, longer = sorted(bare, key=len)
    letters = iter(longer)
    return all(letter in letters for letter in shorter)
