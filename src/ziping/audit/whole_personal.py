"""Personal data that a version for publication must not hold: names, telephone numbers, identity numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ziping.audit.checks import AuditInput, Check
from ziping.audit.remarks import HAN, cell_passage, every_text, remark
from ziping.audit.report import result
from ziping.domain.audit_report import CheckResult
from ziping.domain.finding import Finding, Severity
from ziping.language.reports.cell_text import clean_lines

_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_TITLE_BEFORE: Final = "(?:党组书记|副?书记|副?主席|副?主任|副?部长|副?局长|副?科长|副?会长|负责人|联系人|填报人|填表人|经办人|审核人|组长)"
_NAMED = re.compile(
    f"(?:联系人|填报人|填表人|经办人|审核人|负责人|姓名)(?:[（(][^（()）]{{0,4}}[)）])?\\s*[:：]\\s*([{_SURNAMES}]{HAN}{{1,2}})(?!{HAN})"
    f"|{_TITLE_BEFORE}([{_SURNAMES}]{HAN}{{1,2}})同志"
    f"|(?<!{HAN})([{_SURNAMES}]{HAN}{{1,2}})同志"
)
_HEADS: Final = frozenset(("姓名", "联系人", "填报人", "填表人", "经办人"))
_NAME = re.compile(f"[{_SURNAMES}]\\s*{HAN}{{1,2}}")
_MOBILE = re.compile("(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_LANDLINE = re.compile(
    "(?<![0-9])0[0-9]{2,3}[-－—]\\s*[0-9]{7,8}(?![0-9])|(?:电话|座机|传真)\\s*[:：]\\s*[2-9][0-9]{6,7}(?![0-9])"
)
_IDENTITY = re.compile(
    "(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_BANK = re.compile("(?:账号|卡号|银行卡)\\s*[:：]?\\s*[0-9]{12,19}(?![0-9])")


def personal_name(audit: AuditInput) -> CheckResult:
    """Names of people, told by the words before or after them or by their column."""
    return result((*_names_in_text(audit), *_names_in_tables(audit)))


def _names_in_text(audit: AuditInput) -> Iterator[Finding]:
    for passage in audit.figures.passages:
        for match in _NAMED.finditer(passage.text):
            group = next(number for number in (1, 2, 3) if match[number])
            yield remark(
                "personal_name", "note", _TOLD.format(what="人名"), passage, match.span(group), stated="人名"
            )


_TOLD: Final = "这里有{what}；要公开的版本请隐去"


def _names_in_tables(audit: AuditInput) -> Iterator[Finding]:
    for grid in audit.figures.grids:
        for cell in grid.table.cells:
            if not _NAME.fullmatch(clean_lines(cell.text)):
                continue
            left = grid.table.at(cell.row, cell.column - 1)
            heads = {
                "".join(grid.header(cell.row, cell.column).split()),
                "".join((left.text if left else "").split()),
            }
            if heads & _HEADS:
                passage = cell_passage(grid, cell.row, cell.column, cell.text)
                yield remark("personal_name", "note", _TOLD.format(what="人名"), passage, stated="人名")


def personal_number(audit: AuditInput) -> CheckResult:
    """Telephone, identity and account numbers."""
    return result(_numbers(audit))


_NUMBERS: Final = (
    (_IDENTITY, "身份证号"),
    (_BANK, "银行账号"),
    (_MOBILE, "手机号码"),
    (_LANDLINE, "电话号码"),
)


def _numbers(audit: AuditInput) -> Iterator[Finding]:
    for passage in every_text(audit.figures):
        for pattern, what in _NUMBERS:
            for match in pattern.finditer(passage.text):
                severity: Severity = "note" if pattern is _LANDLINE else "warning"
                quote = f"{what}（末四位 {match[0][-4:]}）"
                yield remark(
                    "personal_number", severity, _TOLD.format(what=what), passage, match.span(), stated=quote, quote=quote
                )  # fmt: skip


CHECKS: Final = (
    Check("personal_name", "人名（公开版）", personal_name),
    Check("personal_number", "电话、证件号码（公开版）", personal_number),
)
