"""Satisfaction figures against the survey they come from."""

from __future__ import annotations

from tests.audit.papers import paper, told

from ziping.audit.whole_surveys import satisfaction_without_survey


def test_satisfaction_without_a_survey_is_found() -> None:
    """A rate, and nobody says who was asked."""
    assert told(satisfaction_without_survey, "服务对象满意度为92.50%。") == [("warning", "92.50%")]


def test_satisfaction_with_its_survey_passes() -> None:
    """问卷 and sample are told."""
    text = "服务对象满意度为92.50%，来自向会员发放的360份问卷。"

    assert told(satisfaction_without_survey, text) == []
    assert satisfaction_without_survey(paper("全年工作有序。")).not_assessable


def test_who_was_asked_may_stand_in_the_paragraph_itself() -> None:
    """随机走访保安员150人, without the word 问卷."""
    assert told(satisfaction_without_survey, "随机走访保安员150人，满意138人，满意度为92.00%。") == []
