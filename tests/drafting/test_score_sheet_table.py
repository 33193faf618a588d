"""附件 scoring sheet: every leaf stands in it, however deep the tree is, and the grid holds."""

from __future__ import annotations

from decimal import Decimal

from drafting.drafts import rows, write
from drafting.families import GUANGZHOU, bare, data_of, request
from ziping.domain.draft import Draft
from ziping.domain.draft_grid import slots
from ziping.domain.rubric import Indicator, IndicatorGroup, Rubric
from ziping.drafting.writer import DraftRequest
from ziping.facts.table import build_facts
from ziping.scoring.engine import score_rubric


def uneven(rules: Rubric) -> Rubric:
    """A leaf beside a level-2 group, and a leaf that stands alone on the first level."""
    known, rest = rules.indicators
    assert isinstance(known, IndicatorGroup)
    assert isinstance(rest, IndicatorGroup)
    alone = rest.children[0].model_copy(update={"id": "alone", "label_zh": "单列", "max_score": Decimal(5)})
    inner_leaf = rest.children[0].model_copy(update={"max_score": Decimal(90)})
    inner = rest.model_copy(update={"max_score": Decimal(90), "children": (inner_leaf,)})
    mixed = known.model_copy(update={"max_score": Decimal(95), "children": (*known.children, inner)})
    assert isinstance(alone, Indicator)
    return rules.model_copy(update={"indicators": (mixed, alone)})


def drafted(asked: DraftRequest) -> Draft:
    """The draft by an uneven tree; its facts are made anew."""
    rules = uneven(asked.rubric)
    card = score_rubric(rules, asked.submission)
    facts = build_facts(rules, asked.submission, card)
    return write(DraftRequest(rules, asked.submission, card, facts, asked.family))


def test_no_leaf_is_left_out_of_an_uneven_tree() -> None:
    """Level 2, level 1 and top level: three leaves, three rows, every row fills the columns."""
    draft = drafted(request(bare(GUANGZHOU, "2022")))
    table = next(block for block in draft.attachments[1].blocks if block.kind == "table")
    named = [cell for row in rows(draft, "score_sheet") for cell in row]

    assert len(list(slots(table))) == len(table.rows)
    assert {"工作受表彰或批评情况", "其他各项指标", "单列"} <= set(named)


def test_a_group_without_level_two_takes_both_columns() -> None:
    """Its name is not printed twice side by side."""
    first = rows(write(request(bare(GUANGZHOU, "2022"))), "score_sheet")[1]

    assert first[:2] == ("已知指标", "工作受表彰或批评情况")


def test_an_entered_total_says_so_in_the_sheet() -> None:
    """The total does not add up from the rows above: the remark tells why."""
    last = rows(write(request(data_of("zengcheng_department_2022"))), "score_sheet")[-1]

    assert last == ("合计", "100", "94.79", "单位录入的总分")
