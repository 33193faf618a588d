"""Paragraphs of two years side by side."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from text_reports import LAST, THIS, last_year, side, this_year

from ziping.compare.paragraphs import TextPart, compare_text
from ziping.domain.comparison import ParagraphPair

FIRST, SECOND = (
    "组建方面，2024年把力量放在快递网点，新建网点联合工会4家，吸收快递员1,873人入会，组建率比上年提高2.1个百分点。",
    "维权方面，在法院设立工会窗口，诉前化解劳动争议96件，替职工要回欠薪388.9万元。",
)
SCHOOL = "宣传方面，把劳模故事搬进中学课堂，十二位劳模轮流讲述自己的成长经历，同学们反响热烈，家长也走进教室一同聆听。"
FILMS = "宣传方面，拍摄工匠短片六部，在公交站台和电梯间循环播放，市民通过二维码给自己喜欢的工匠留言点赞。"


def relations(part: TextPart) -> Counter[str]:
    return Counter(pair.relation for pair in part.paragraphs)


def pair_with(part: TextPart, words: str) -> ParagraphPair:
    [pair] = [pair for pair in part.paragraphs if words in pair.text_this or words in pair.text_last]
    return pair


def test_a_report_against_itself_shows_no_difference() -> None:
    """All paragraphs the same, nothing stale, nothing copied, and it is said that this was not looked for."""
    part = compare_text(this_year(), this_year())

    assert set(relations(part)) == {"same"}
    assert part.findings == ()
    assert [row.check for row in part.not_comparable] == ["stale_text"]


def test_paragraphs_in_another_order_are_moved() -> None:
    """Two paragraphs changed places: one of them was moved, nothing was rewritten, gone or new."""
    swapped = THIS.replace(FIRST, "@").replace(SECOND, FIRST).replace("@", SECOND)
    part = compare_text(side(swapped, 2024), this_year())

    assert set(relations(part)) == {"same", "moved"}
    assert relations(part)["moved"] == 1


def test_all_paragraphs_turned_round_keep_their_words() -> None:
    """Paragraphs of a section in reverse order are moved or same, none is rewritten."""
    section = THIS.split("# 三、主要履职情况\n\n")[1].split("\n\n# 四")[0]
    turned = THIS.replace(section, "\n\n".join(reversed(section.split("\n\n"))))

    assert set(relations(compare_text(side(turned, 2024), this_year()))) == {"same", "moved"}


def test_a_paragraph_in_another_section_is_moved() -> None:
    """The same words under another heading."""
    part = compare_text(
        side(
            THIS.replace(f"{FILMS}\n\n", "").replace("# 五、改进措施\n", f"# 五、改进措施\n\n{FILMS}\n"),
            2024,
        ),
        this_year(),
    )

    assert pair_with(part, FILMS).relation == "moved"


def test_an_edited_paragraph_has_word_level_steps() -> None:
    """The steps cover both texts and change whole figures."""
    part = compare_text(this_year(), last_year())
    pair = pair_with(part, "均控制在预算以内")
    changed = [
        (pair.text_last[e.start_last : e.end_last], pair.text_this[e.start_this : e.end_this])
        for e in pair.edits
        if e.kind != "equal"
    ]

    assert pair.relation == "edited"
    assert changed == [("2023年", "2024年"), ("1.86万元", "1.52万元"), ("12.47万元", "15.03万元")]
    assert "".join(pair.text_this[e.start_this : e.end_this] for e in pair.edits) == pair.text_this
    assert "".join(pair.text_last[e.start_last : e.end_last] for e in pair.edits) == pair.text_last


def test_another_text_on_the_same_subject_is_rewritten() -> None:
    """宣传方面 in both years, in other words."""
    part = compare_text(this_year(), last_year())

    assert pair_with(part, "二维码").relation == "rewritten"
    assert pair_with(part, "二维码").text_last == SCHOOL


def test_new_and_gone_paragraphs_have_one_side() -> None:
    """What only one year has stands alone, gone ones where they stood."""
    part = compare_text(this_year(), last_year())
    new, gone = pair_with(part, "同步更新"), pair_with(part, "没有粘贴标签")

    assert (new.relation, new.text_last, new.similarity) == ("new", "", Decimal(0))
    assert (gone.relation, gone.text_this) == ("gone", "")
    assert gone.place_last.heading == "四、存在的问题"


def test_a_paragraph_cut_in_two_is_not_new() -> None:
    """A reader of PDF cuts paragraphs where it likes: the pieces are found where they came from."""
    last = f"{FIRST}{SECOND}"
    whole = THIS.replace(f"{FIRST}\n\n{SECOND}", last)
    part = compare_text(this_year(), side(whole, 2024))

    assert not {"new", "gone", "rewritten"} & set(relations(part))


def test_two_paragraphs_run_together_are_not_gone() -> None:
    """The other way round."""
    whole = THIS.replace(f"{FIRST}\n\n{SECOND}", f"{FIRST}{SECOND}")
    part = compare_text(side(whole, 2024), this_year())

    assert not {"new", "gone", "rewritten"} & set(relations(part))


def test_another_outline_and_numbering() -> None:
    """Other headings and numbers of the same meaning: the sections find each other, the words count as the same."""
    other = (
        THIS
        .replace("# 一、基本情况\n", "# 第一部分 部门概况\n")
        .replace("## （一）主要职能", "## 1. 部门职责")
        .replace("## （二）机构设置", "## 2. 人员情况和机构编制")
        .replace("# 三、主要履职情况", "# 三、年度工作完成情况")
        .replace("# 四、存在的问题", "# 四、主要问题及原因分析")
    )
    part = compare_text(side(other, 2024), this_year())

    assert set(relations(part)) == {"same"}
    assert {row.heading: row.heading_last for row in part.sections}["1. 部门职责"] == "（一）主要职能"


def test_functions_may_stay_and_are_left_out_of_the_share() -> None:
    """Functions are last year's word for word, named as what may stay; nothing else is copied."""
    part = compare_text(this_year(), last_year())
    stay = {row.heading: row.share for row in part.sections if row.may_stay}

    assert stay["（一）主要职能"] == Decimal("100.0")
    assert part.copied_share == Decimal("0.0")


def test_a_copied_section_is_told() -> None:
    """The whole of 履职情况 as last year, years moved on: the section is copied, with its share and an example."""
    section = LAST.split("# 三、主要履职情况\n\n")[1].split("\n\n# 四")[0].replace("2023年", "2024年")
    own = THIS.split("# 三、主要履职情况\n\n")[1].split("\n\n# 四")[0]
    part = compare_text(side(THIS.replace(own, section), 2024), last_year())
    [finding] = [f for f in part.findings if f.code == "copied_section"]

    assert finding.subject == "work"
    assert finding.stated == "100.0%"
    assert finding.quote in section


def test_a_copied_report_is_told_once() -> None:
    """Last year's report with the years moved on."""
    part = compare_text(side(LAST.replace("2023年", "2024年"), 2024), last_year())

    assert part.copied_share == Decimal("100.0")
    assert [f.code for f in part.findings].count("copied_report") == 1


def test_sentences_nearly_word_for_word_count_as_copied() -> None:
    """A word put in does not make a sentence new; a figure brought up to date does."""
    nearly = SCHOOL.replace("反响热烈", "反响十分热烈")
    copied = compare_text(this_year((FILMS, nearly)), last_year())
    work = next(row for row in copied.sections if row.heading == "三、主要履职情况")

    assert work.copied == len(nearly) - nearly.count("，") - nearly.count("。")


@pytest.mark.parametrize(
    "sentence",
    [
        "预算编制规范性（5分）。本单位自查，全年预算编制不符合要求的事项为0项，单位自评得5分（备核材料：预算批复）。",
        "资金管理分值8分，自评得8分，政府采购执行情况、财务合规性、预决算信息公开均得满分。",
        "各指标评分标准和得分见附件1。",
        "表2　部门年初预算安排及预算调整情况",
    ],
)
def test_what_every_report_says_is_not_copied(sentence: str) -> None:
    """Scores, references to annexes and captions stand in every report of the template."""
    last = last_year(("# 三、主要履职情况\n", f"# 三、主要履职情况\n\n{sentence}\n"))
    part = compare_text(this_year(("# 三、主要履职情况\n", f"# 三、主要履职情况\n\n{sentence}\n")), last)

    assert part.copied_share == Decimal("0.0")


def test_titles_of_laws_are_not_copied_words() -> None:
    """Only the words around a title count."""
    words = "依照《中华人民共和国工会法》和《中国工会章程》开展工作。"
    last = last_year(("# 三、主要履职情况\n", f"# 三、主要履职情况\n\n{words}\n"))
    part = compare_text(this_year(("# 三、主要履职情况\n", f"# 三、主要履职情况\n\n{words}\n")), last)
    work = next(row for row in part.sections if row.heading == "三、主要履职情况")

    assert work.copied == len("依照和开展工作")


def test_a_report_without_text_is_said() -> None:
    """A few words are no report: compared as far as they go, and said."""
    part = compare_text(side("# 2024年自评\n\n详见附表。", 2024), last_year())

    assert [row.check for row in part.not_comparable][:1] == ["text"]


def test_an_empty_document_breaks_nothing() -> None:
    """No paragraph at all."""
    part = compare_text(side("|  |\n| --- |\n| 1 |", 2024), side("|  |\n| --- |\n| 2 |", 2023))

    assert (part.paragraphs, part.sections, part.copied_share) == ((), (), None)
