"""Personal data in a version for publication."""

from __future__ import annotations

import pytest
from tests.audit.papers import told

from ziping.audit.whole_personal import personal_name, personal_number

MOBILE = "139" + "0000" + "1234"
IDENTITY = "110101" + "19900307" + "123X"


@pytest.mark.parametrize("words", ["联系人：李示例", "填报人：王示", "区总工会主席赵示例同志讲党课。"])
def test_names_of_people_are_noted(words: str) -> None:
    """A name after 联系人, or before 同志; the finding itself does not repeat it."""
    assert told(personal_name, words) == [("note", "人名")]


def test_names_in_their_column_are_noted() -> None:
    """The evaluators' table."""
    table = "<table><tr><td>姓名</td><td>职务</td></tr><tr><td>李示例</td><td>主席</td></tr></table>"

    assert told(personal_name, table) == [("note", "人名")]


@pytest.mark.parametrize(
    "words", ["联系人：×××", "全体同志参加学习。", "负责人：办公室", "习近平总书记重要论述"]
)
def test_masked_names_and_offices_pass(words: str) -> None:
    """Nobody's name stands here."""
    assert told(personal_name, words) == []


@pytest.mark.parametrize(("words", "kind"), [(f"电话{MOBILE}", "手机号码"), (f"证件{IDENTITY}", "身份证号")])
def test_private_numbers_are_found_and_not_repeated(words: str, kind: str) -> None:
    """Only the last four digits are told."""
    (severity, stated), *more = told(personal_number, words)

    assert (severity, stated[: len(kind)], more) == ("warning", kind, [])
    assert MOBILE not in stated
    assert IDENTITY not in stated


def test_codes_and_amounts_are_no_private_numbers() -> None:
    """A project code of 21 digits and a sum of money."""
    assert told(personal_number, "项目编码440304000000500000008，金额16872200.00元。") == []
