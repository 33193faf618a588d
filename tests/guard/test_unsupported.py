"""``check_claims``: what is said without figures must stand in the unit's own texts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ziping.domain.draft import Draft, Paragraph, Section
from ziping.domain.fact import FactTable
from ziping.domain.submission import Measure, Notes, Problem, Submission, Task, Unit
from ziping.guard.cover import check_draft
from ziping.guard.style import Styled, check_style, prose
from ziping.guard.unit_texts import unit_texts
from ziping.guard.unsupported import apart_from, check_claims
from ziping.language.assertions.evidence import evidence_of
from ziping.language.assertions.lexicon import Term, shipped_lexicon
from ziping.pipeline.draft import draft_scored
from ziping.pipeline.score import Folders, read_input, score_raw

ROOT = Path(__file__).resolve().parents[2]
CASES = (*sorted(ROOT.glob("eval/reports/*/*.yaml")), ROOT / "templates" / "demo" / "submission.yaml")

UNION = Submission(
    rubric="invented",
    year=2025,
    unit=Unit(name="临河区总工会", region="江南市临河区", duties=("维护职工合法权益，指导基层工会",)),
    tasks=(
        Task(title="帮扶困难职工", result="为86名在档困难职工发放帮扶资金34.40万元"),
        Task(title="选树工匠", result="与临河区人力资源和社会保障局联合评选“临河工匠”10名"),
        Task(title="自身建设", result="在江南市总工会年度考核中排名第一，获评市级先进单位"),
        Task(title="宣传", result="临河区融媒体中心刊发稿件12篇"),
    ),
    notes=Notes(
        problems=(Problem(text="满意度没有达到目标", cause="服务站点晚间开放不足"),),
        measures=(
            Measure(action="延长服务站点晚间开放时间", owner="职工服务部", due="2026年6月底前"),
            Measure(action="推行拼车出行", owner="办公室"),
        ),
    ),
)
EVIDENCE = evidence_of(unit_texts(UNION))


def surfaces(text: str) -> list[str]:
    return [violation.surface for violation in check_claims(text, EVIDENCE)]


@pytest.mark.parametrize(
    "text",
    [
        "为86名在档困难职工发放帮扶资金34.40万元。",
        "本单位会同区人社局评选“临河工匠”10名。",
        "区总工会在市总工会年度考核中位列第一名。",
        "依照《中华人民共和国工会法》维护职工合法权益，按预算批复使用资金，报区财政局审核。",
        "满意度没有达到目标，原因是服务站点晚间开放不足。",
        "由职工服务部负责，2026年6月底前延长服务站点晚间开放时间。",
        "严格控制“三公”经费。",
        "待补充：“暖心计划”的完成情况、受表彰情况。",
    ],
)
def test_a_faithful_text_in_other_words_passes(text: str) -> None:
    """Order, short forms of bodies and general words may differ from the unit's texts."""
    assert surfaces(text) == []


@pytest.mark.parametrize(
    ("text", "planted"),
    [
        ("本单位荣获全国五一劳动奖状。", "全国五一劳动奖状"),
        ("联合江南大学评选工匠。", "江南大学"),
        ("打造“暖心驿家”，服务困难职工。", "“暖心驿家”"),
        ("召开现场推进会，部署帮扶工作。", "进会"),
        ("帮扶工作走在全市前列。", "前列"),
        ("困难职工满意度显著提升。", "显著提升"),
        ("满意度没有达到目标，原因是受疫情影响。", "受疫情"),
        ("由财务部负责，延长服务站点晚间开放时间。", "财务部"),
        ("帮扶做法被新华网报道。", "新华网"),
        ("经回访，困难职工对帮扶工作很满意。", "回访"),
        ("在王建国同志带领下完成帮扶。", "王建国"),
    ],
)
def test_each_kind_of_invention_is_found_where_it_stands(text: str, planted: str) -> None:
    """Awards, bodies, names, events, rank, effect, causes, owners, media, surveys, people."""
    assert planted in surfaces(text)


def test_a_title_nobody_handed_in_is_an_invented_document() -> None:
    """《Titles》 have a code of their own."""
    (found,) = check_claims("执行《临河区总工会印章管理办法》。", EVIDENCE)

    assert (found.code, found.surface) == ("invented_document", "《临河区总工会印章管理办法》")


def test_praise_counts_only_for_the_subject_it_was_given_to() -> None:
    """The unit is first in the yearly assessment, not in helping."""
    assert surfaces("困难帮扶人数全市第一。") == ["全市第一"]


def test_an_owner_counts_only_for_its_own_measure() -> None:
    """办公室 answers for cars, not for the service points."""
    assert surfaces("由办公室负责，延长服务站点晚间开放时间。") == ["办公室"]


def test_a_word_of_degree_is_borne_by_figures_that_are_compared() -> None:
    """The direction of figures is checked elsewhere."""
    assert surfaces("帮扶资金比上年明显增加，由30.10万元增至34.40万元。") == []


def test_a_generic_body_is_no_partner_without_evidence() -> None:
    """Any report may say that the finance bureau reviews it, not that both held something together."""
    assert surfaces("预算报区财政局审核。") == []
    assert surfaces("联合区财政局评选工匠。") == ["区财政局"]


def test_a_short_form_told_in_the_text_may_be_used() -> None:
    """以下简称 introduces a name."""
    assert surfaces("临河区总工会（以下简称“区总”）指导基层工会，“区总”维护职工合法权益。") == []


def test_the_message_says_what_was_written_and_what_to_do() -> None:
    """A writer understands it without knowing the rules."""
    (found,) = check_claims("帮扶工作走在全市前列。", EVIDENCE, "work.n1")

    assert found.where == "work.n1"
    assert found.message == "排位或首创的说法“前列”在填报材料里没有依据，请删去，或改用数据说明"


def test_a_user_adds_terms_of_the_place() -> None:
    """The lexicon is extended, not edited."""
    evidence = evidence_of(unit_texts(UNION), (Term("quoted", "一件事"),))

    assert check_claims("办好“一件事”。", evidence) == ()
    assert surfaces("办好“一件事”。") == ["“一件事”"]


def test_words_another_finding_objects_to_are_not_told_twice() -> None:
    """The guard of figures and documents goes first."""
    text = "执行《临河区总工会印章管理办法》，走在全市前列。"
    found = check_claims(text, EVIDENCE)

    assert [item.surface for item in apart_from(found[:1], found)] == ["前列"]


def test_the_example_of_the_guide_says_what_it_shows() -> None:
    """docs/guard.md is true to the code."""
    evidence = evidence_of(["为86名在档困难职工发放帮扶资金34.40万元", "临河区总工会"])
    guide = (ROOT / "docs" / "guard.md").read_text(encoding="utf-8")

    assert 'check_claims("帮扶工作走在全市前列。", evidence)[0].surface  # "前列"' in guide
    assert check_claims("帮扶工作走在全市前列。", evidence)[0].surface == "前列"
    assert check_style([Styled("p1", "今年以来，走访职工。")])[0].surface == "今年以来"


def test_every_term_has_a_reason() -> None:
    """A word nobody can explain does not stay."""
    assert [term for term in shipped_lexicon().terms if not term.reason] == []


def test_no_term_stands_twice() -> None:
    """One entry a kind and word."""
    known = [(term.kind, term.text) for term in shipped_lexicon().terms]

    assert sorted(known) == sorted(set(known))


def test_no_counter_example_misses_its_term() -> None:
    """A longer word in which the letters do not stand would never apply."""
    lost = [
        (term.text, longer)
        for term in shipped_lexicon().terms
        for longer in term.counter_examples
        if term.text not in longer
    ]

    assert lost == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_offline_draft_claims_nothing_of_its_own(path: Path) -> None:
    """Templates and the unit's words pass in every report case and the demo, without being evidence themselves."""
    scored = score_raw(read_input(path), Folders())
    draft = draft_scored(scored, Folders()).draft
    rules = (
        text for line in scored.scorecard.lines for text in (line.label, line.clause, *line.evidence_asked)
    )
    headings = (section.heading for section in draft.sections)
    evidence = evidence_of([*unit_texts(scored.submission, scored.facts()), *headings, *rules])

    claims = [item for text in prose(draft) for item in check_claims(text.text, evidence, text.where)]
    assert [(item.where, item.message) for item in claims] == []


def section(author: str, text: str) -> Draft:
    """A draft of one paragraph."""
    paragraph = Paragraph(id="work.n1", text=text, author=author)
    return Draft(
        unit="临河区总工会",
        year=2025,
        rubric="invented",
        title="绩效自评报告",
        sections=(Section(id="work", level=1, heading="一、履职情况", blocks=(paragraph,)),),
        signatory="临河区总工会",
        date="待补充：成文日期",
    )


@pytest.mark.parametrize(("author", "codes"), [("a-model", ["unsupported_claim"]), ("offline", [])])
def test_a_models_paragraph_needs_evidence_and_the_units_own_words_do_not(
    author: str, codes: list[str]
) -> None:
    """What the unit wrote into its workbook is never thrown away by this check."""
    facts = FactTable(unit="临河区总工会", year=2025, facts=())
    found = check_draft(section(author, "帮扶工作走在全市前列。"), facts, evidence=EVIDENCE)

    assert [item.code for item in found.violations] == codes


def test_faults_of_style_alone_reject_nothing() -> None:
    """They are told; the verdict is about what is wrong."""
    facts = FactTable(unit="临河区总工会", year=2025, facts=())
    found = check_draft(section("a-model", "今年以来，指导基层工会。"), facts, evidence=EVIDENCE)

    assert (found.verdict, [item.code for item in found.violations]) == ("accept", ["style"])


@pytest.mark.parametrize(
    "text", ["和" * 100_000, "银行" * 20_000, "原因是" * 20_000, "“某某”" * 20_000, "获奖，" * 20_000]
)
def test_the_work_grows_with_the_text_and_no_faster(text: str) -> None:
    """Twice the text takes about twice the time."""
    begun = time.perf_counter()
    check_claims(text, EVIDENCE)
    once = time.perf_counter() - begun
    begun = time.perf_counter()
    check_claims(text * 2, EVIDENCE)

    assert time.perf_counter() - begun < 5 * once + 1
