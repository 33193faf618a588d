"""Numbers that count nothing: section marks, ordinals, versions, document numbers, codes."""

from __future__ import annotations

import re
from decimal import Decimal

from ziping.domain.quantity import MAX_DIGITS
from ziping.language.numerals.affixes import ends_phrase
from ziping.language.numerals.chinese import NUMERAL_CHARACTERS
from ziping.language.numerals.expression import Found, NumberKind
from ziping.language.numerals.numeral import read_numeral, shift, skip_gap
from ziping.language.numerals.units import Measure, is_han, is_money, match_measure

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩❶❷❸❹❺❻❼❽❾❿ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
"""Characters that are a section mark or a level by themselves."""

_BOUNDARY = frozenset("\n\r\t\0。；;：:！？!?|*#>”…,，、")
_OPEN, _CLOSE = "（(〔[【﹝", "）)〕]】﹞"
_BRACKETED = re.compile("[0-9]{1,2}[ ]?[）)]|[一二三四五六七八九十]{1,3}[ ]?[）)]")
_LOOSE_LISTED = re.compile(r"[0-9]{1,2}\.[ ]{0,2}(?=[\u4e00-\u9fff])")
_LISTED = re.compile(r"[0-9]{1,2}(?:\.(?![0-9])|\.(?=(?:19|20)[0-9]{2}[ ]?年)|、(?=[^0-9])|[）)])")
_SECTION = re.compile(r"[1-9][0-9]?(?:\.[1-9][0-9]?){1,4}(?=[ \u3000]{1,2}(?![万亿千])[\u4e00-\u9fff《“(（])")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){2,5}(?![0-9.])")
_TABLE = re.compile("[0-9]{1,3}(?:[-–—.][0-9]{1,3})?")
_ITEM = re.compile("[0-9]{1,2}(?=[：:])")
_TABLE_WORDS = ("附件", "附表", "附图", "表", "图", "附录", "专栏", "案例")
_ITEM_WORDS = ("指标", "目标", "任务", "问题", "措施", "机构", "步骤", "方式", "情形")
"""Words whose number names an item when a colon follows (目标7：)."""

_NOT_TABLE = frozenset("代发报列填外仪手钟试意地企版力绘")
_CHINESE_LISTED = re.compile("[一二三四五六七八九十]{1,3}(?:、(?![一二三四五六七八九十]级)|[.．])")
_CLAUSE = re.compile("[一二三四五六七八九十]{1,2}(?:是(?!否|不是)|要(?![求素点件])|则|来(?=[，,]))")
_LEVELS = re.compile(
    "[一二三四五六七八九十](?:、?[一二三四五六七八九十]){0,4}级(?!联动)|[一二三四特]等(?=[奖功])|[一二][期类档本审](?![案])|[1-9]级|[一二三四五六七八九]年级"
)
_STAGE_DONE = re.compile(
    "(?:举办|组织|开展|开办|开设|办|培训|授课|刊发|编印|编发|出版|发行|录制|推出)[^，。；：、]{0,10}$"
)
"""Verbs that make 一期 and 二期 a count of what was done, unless something built stands between."""
_BUILT = re.compile("项目|工程|平台|系统|中心|基地|公园|广场|建设|改造|规划|[馆园厂楼]")
_ENUMERATION = re.compile("、[\u4e00-\u9fff]{1,10}$")
"""Items before 二类指标: the numeral counts them."""
_FIRSTLY_IN_ORDER = "一二三四五六七八九"
_FIRSTLY = frozenset(_FIRSTLY_IN_ORDER)

_SESSION_BEFORE = re.compile(
    f"[0-9{NUMERAL_CHARACTERS}]届(?:[0-9{NUMERAL_CHARACTERS}]{{1,3}}次[、和及]){{0,4}}$"
)
_SESSION = re.compile(
    f"[ ]?次(?=(?:[\u4e00-\u9fff（）()]|、(?=[0-9{NUMERAL_CHARACTERS}]{{1,3}}[次届])|[0-9](?=[0-9次届])){{0,14}}?会|[^\u4e00-\u9fff（(、])"
)
"""三次 in 十二届三次全委会: which session of that term, when a meeting or nothing follows."""

_VERSION = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4}){1,3}|(?:19|20)[0-9]{2})[ ]?版(?![块本面权])")
_DOCNO = re.compile("(?:19|20)[0-9]{2}[ ]?[〕\\])）】﹞][ ]{0,2}第?[ ]?[0-9]{1,6}[ ]?号")
_ISSUER = re.compile("[\u4e00-\u9fff]{1,14}+$")
_NOT_ISSUER = re.compile(
    "根据|按照|依据|依照|参照|遵照|执行|落实|贯彻|通知|下发|印发|发布|转发|关于|办法|规定|文件|方案|意见|批复|以及|[的了见按据及与以由即含和或为]"
)

_CODE = re.compile("[0-9]{12,}+(?![.,][0-9])")
_PHONE = re.compile(
    "0[0-9]{2,3}[-—][0-9]{7,8}(?![0-9])|1[3-9][0-9]{9}(?![0-9.,])|[48]00[-—][0-9]{3}[-—][0-9]{4}(?![0-9])"
)
_HOTLINE = re.compile("[0-9]{3,8}(?=[\u4e00-\u9fff]{0,4}热线)")
_PHONE_WORD = re.compile(
    "(?:电话|热线|手机|传真|邮编|邮政编码|账号|卡号|编 ?号|代 ?码|编 ?码|工号)(?:号码)?[ ]?[:：为是]?[ ]?$"
)
_CODE_WORD = re.compile(
    "(?:科目|代码|编码)(?:[（(][0-9\u4e00-\u9fff]{1,8}[)）])?(?:号码)?[ ]?[:：为是]?[ ]?[“（(]?(?:[0-9]{7,12}[、，,和及]){0,6}$"
)
"""What stands before the digits of a subject or project code, also before the further ones of a list."""

_DECIMALS = re.compile(r"\.[0-9]+")
_SUBJECT_DIGITS = re.compile("[0-9]{7,}+(?![.,][0-9])")
_PHONE_DIGITS = re.compile("[0-9]{4,}+(?:-[0-9]{1,12})?")
_WORD_BEFORE = re.compile("[A-Za-z][A-Za-z0-9_]{0,30}-?$")
_WORD_AFTER = re.compile("[A-Za-z0-9_]{0,40}(?:-[A-Za-z0-9_]{1,40}){0,4}")
_LETTERS_AFTER = re.compile("[0-9]{1,10}[A-Za-z][A-Za-z0-9_-]{0,40}")
_LETTER_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}(?![0-9])")
_NAME_PLUS = re.compile(r"[0-9]{1,4}(?:[+＋](?:[0-9]{1,4}|[NnXx])){1,6}(?![0-9.,%万亿元])")
_NAME_DAY = re.compile("[0-9]{1,2}·[0-9]{1,2}(?![0-9])")
_ANNIVERSARY = re.compile("周年")
_ORDINAL_TO = re.compile(f"(?:[-–—~]{{1,2}}|至|到)(?=[0-9{NUMERAL_CHARACTERS}])")
_FOUNDED = re.compile("(?:建党|建国|建军|建团|建会|建区|建市|成立|胜利|诞辰|开放|建校|立法|实施|颁布)[ ]?$")


def _at_boundary(text: str, start: int, floor: int) -> bool:
    """Whether a line, cell, sentence or clause begins at ``start``."""
    index = start - 1
    while index >= 0 and start - index < 24 and text[index] in " \u00a0\u3000*#":
        if text[index] in "*#":
            return True
        index -= 1
    return index < 0 or (text[index] in _BOUNDARY and (index >= floor or text[index] in "\n\t|"))


def read_mark(text: str, start: int, floor: int) -> Found | None:
    """A section mark or ordinal whose number begins at ``start``: （一）, 1., 一是, 第十一届, 一级, 表1."""
    before = text[start - 1] if start > floor else "\0"
    if before == "第" or (before == " " and text[start - 2] == "第"):
        return _read_ordinal(text, start)
    if text[start - 1] in "届、和及" and (session := _read_session(text, start)):
        return session
    if before in "（(" and before != "\0":
        bracketed = _BRACKETED.match(text, start)
        if bracketed:
            return Found(start - 1, bracketed.end(), NumberKind.ORDINAL)
    if "0" <= text[start] <= "9":
        return _read_arabic_mark(text, start, floor)
    return _read_chinese_mark(text, start, floor)


def _read_ordinal(text: str, start: int) -> Found | None:
    """第十一届 has a value and a unit; 第一 alone has neither."""
    numeral = read_numeral(text, start)
    if numeral is None or numeral.high is not None:
        return None
    begin = start - 1 if text[start - 1] == "第" else start - 2
    measure = match_measure(text, skip_gap(text, numeral.end))
    last = _read_last_ordinal(text, measure.end if measure else numeral.end)
    if last and (measure is None or measure.symbol == last.symbol):
        return Found(begin, last.end, NumberKind.ORDINAL, None, last.symbol)
    if measure is None:
        return Found(begin, numeral.end, NumberKind.ORDINAL)
    return Found(
        begin, measure.end, NumberKind.ORDINAL, shift(numeral.coefficient, numeral.power), measure.symbol
    )


def _read_last_ordinal(text: str, start: int) -> Measure | None:
    """The other end of 第1至4行 and 第1—3层, with its unit."""
    to = _ORDINAL_TO.match(text, start)
    numeral = read_numeral(text, to.end()) if to else None
    return match_measure(text, skip_gap(text, numeral.end)) if numeral and numeral.high is None else None


def _read_arabic_mark(text: str, start: int, floor: int) -> Found | None:
    table = _read_table(text, start, floor)
    if table:
        return table
    version = _VERSION.match(text, start)
    if version:
        return Found(start, version.end(), NumberKind.VERSION, _version_value(version[1]), "版")
    listed = _LISTED.match(text, start)
    if listed and (
        _at_boundary(text, start, floor)
        or (text[start - 1] in " \u3000" and _LOOSE_LISTED.match(text, start))
    ):
        return Found(start, listed.end(), NumberKind.ORDINAL)
    if text[start + 1] == "级" or text[start + 1] == "." or text[start + 2] == ".":
        return _read_section(text, start)
    return None


def _version_value(digits: str) -> Decimal | str:
    """2.0 is a figure, 1.5.2 text."""
    return digits if digits.count(".") > 1 else Decimal(digits)


def _read_session(text: str, start: int) -> Found | None:
    """三次 of 十二届三次全委会, 四次 of 十二届三次、四次全会: the ordinal of a session, not a count."""
    if not _SESSION_BEFORE.search(text[max(0, start - 24) : start]):
        return None
    numeral = read_numeral(text, start)
    session = _SESSION.match(text, numeral.end) if numeral and numeral.high is None else None
    if numeral is None or session is None:
        return None
    return Found(start, session.end(), NumberKind.ORDINAL, shift(numeral.coefficient, numeral.power), "次")


def _read_section(text: str, start: int) -> Found | None:
    level = _LEVELS.match(text, start)
    if level:
        return Found(start, level.end(), NumberKind.ORDINAL)
    dotted = _DOTTED.match(text, start)
    if dotted is None and text[start - 1] in "\n\0":
        dotted = _SECTION.match(text, start)
        if dotted and match_measure(text, skip_gap(text, dotted.end())):
            return None
    return Found(start, dotted.end(), NumberKind.ORDINAL) if dotted else None


def _read_table(text: str, start: int, floor: int) -> Found | None:
    """表1, 图 2, 附件3: the word belongs to the surface."""
    end = start - 1 if text[start - 1] == " " else start
    if end <= floor or text[end - 1] not in "件表图录栏例标务题施构骤式形":
        return None
    if text[end - 2 : end] in _ITEM_WORDS and end - 2 >= floor:
        item = _ITEM.match(text, start)
        return Found(end - 2, item.end(), NumberKind.ORDINAL) if item else None
    word = next(
        (
            word
            for word in _TABLE_WORDS
            if text.startswith(word, end - len(word)) and end - len(word) >= floor
        ),
        "",
    )
    match = _TABLE.match(text, start)
    if (
        not word
        or match is None
        or (len(word) == 1 and text[end - 2] in _NOT_TABLE)
        or "0" <= text[match.end()] <= "9"
    ):
        return None
    return Found(end - len(word), match.end(), NumberKind.ORDINAL)


def _read_chinese_mark(text: str, start: int, floor: int) -> Found | None:
    before = text[start - 1] if start > floor else "\0"
    level = _LEVELS.match(text, start)
    if level and before != "两":
        if level[0][-1] in "期类" and _is_count_of_done(text, start, level.end(), floor):
            value = Decimal(_FIRSTLY_IN_ORDER.index(text[start]) + 1)
            return Found(start, level.end(), NumberKind.COUNT, value, level[0][-1])
        return Found(start, level.end(), NumberKind.ORDINAL)
    if (
        before == "其"
        and text[start] in _FIRSTLY
        and (text[start + 1] in "，,、：: " or text[start + 1] == "是")
    ):
        return Found(start - 1, start + 1, NumberKind.ORDINAL)
    clause = _CLAUSE.match(text, start)
    listed = None if clause else _CHINESE_LISTED.match(text, start)
    if (clause or listed) and _at_boundary(text, start, floor):
        end = clause.end() if clause else listed.end() if listed else start
        return Found(start, end, NumberKind.ORDINAL)
    if clause and clause[0][-1] == "是" and not (is_han(before) and before in "之统唯万专单第"):
        return Found(start, clause.end(), NumberKind.ORDINAL)
    if before in "表图件" and before != "\0" and ends_phrase(text, start + 1):
        return _read_chinese_table(text, start, floor)
    return None


def _is_count_of_done(text: str, start: int, end: int, floor: int) -> bool:
    """Whether 一期 is a count (组织培训一期，) and 二类 the number of items listed before it (产出、效果二类指标)."""
    before = text[max(floor, start - 16) : start]
    if text[end - 1] == "类":
        return bool(_ENUMERATION.search(before)) and text[end] in "指人对项问任职"
    done = _STAGE_DONE.search(before)
    return bool(done) and not _BUILT.search(before) and not is_han(text[end])


def _read_chinese_table(text: str, start: int, floor: int) -> Found | None:
    word = next(
        (
            word
            for word in _TABLE_WORDS
            if start - len(word) >= floor and text.startswith(word, start - len(word))
        ),
        "",
    )
    return Found(start - len(word), start + 1, NumberKind.ORDINAL) if word else None


def read_document_number(text: str, start: int, floor: int) -> Found | None:
    """福府办函〔2020〕32号 with the issuer's letters before the bracket; 2020年第32号 is left to year and ordinal."""
    if start == floor or text[start - 1] not in _OPEN:
        return None
    match = _DOCNO.match(text, start)
    if match is None:
        return None
    before = text[max(floor, start - 15) : start - 1]
    issuer = _ISSUER.search(before)
    letters = issuer[0] if issuer else ""
    cut = max((word.end() for word in _NOT_ISSUER.finditer(letters)), default=0)
    return Found(start - 1 - len(letters) + cut, match.end(), NumberKind.DOCNO)


def read_code(text: str, start: int, digits_end: int, floor: int) -> Found | None:
    """Codes, telephone numbers, names with letters and digits: A21, 5G, 12351 before 热线."""
    before, after = text[start - 1], text[digits_end]
    if before == "-" and start - 1 > floor:
        before = text[start - 2]
    if before.isascii() and before.isalpha() and start > floor:
        return _read_word(text, start, floor)
    if after.isascii() and after.isalpha():
        letters = _LETTERS_AFTER.match(text, start)
        return (
            None
            if letters is None or match_measure(text, digits_end)
            else Found(start, letters.end(), NumberKind.CODE)
        )
    if after in "+＋·":
        name = _NAME_PLUS.match(text, start) or _NAME_DAY.match(text, start)
        return Found(start, name.end(), NumberKind.IDIOM) if name else None
    return _read_long_code(text, start, digits_end)


def _read_long_code(text: str, start: int, digits_end: int) -> Found | None:
    match = _PHONE.match(text, start)
    if match is None and digits_end - start >= 12:
        match = _CODE.match(text, start)
    if match:
        money = digits_end - start <= MAX_DIGITS and match_measure(text, skip_gap(text, match.end()))
        return None if money else Found(start, match.end(), NumberKind.CODE)
    if digits_end - start >= 3:
        match = None if _is_counted(text, digits_end) else _read_telephone(text, start)
        if match is None and digits_end - start >= 7 and _CODE_WORD.search(text[max(0, start - 90) : start]):
            match = _SUBJECT_DIGITS.match(text, start)
            after = skip_gap(text, digits_end)
            measure = match_measure(text, after)
            if text[after] in "万亿" or (measure and is_money(measure.symbol)):
                return None
    return Found(start, match.end(), NumberKind.CODE) if match else None


def _read_telephone(text: str, start: int) -> re.Match[str] | None:
    """12351热线, or digits after 电话 and its like."""
    hotline = _HOTLINE.match(text, start)
    if hotline or not _PHONE_WORD.search(text[max(0, start - 10) : start]):
        return hotline
    return _PHONE_DIGITS.match(text, start)


def _is_counted(text: str, end: int) -> bool:
    """Whether digits and their decimals have a unit (接听电话2550个); 号 is none."""
    decimals = _DECIMALS.match(text, end)
    end = decimals.end() if decimals else end
    measure = match_measure(text, skip_gap(text, end)) or match_measure(
        text, end + text.startswith("万", end)
    )
    return text[end] in "年余多" or (measure is not None and measure.symbol != "号")


def _read_word(text: str, start: int, floor: int) -> Found | None:
    """A word of letters and digits; V2.0 is a version."""
    word = _WORD_BEFORE.search(text[max(floor, start - 32) : start])
    begin = start - len(word[0]) if word else start
    if text[begin - 1] in "\\</" and begin > floor:
        return None
    if text[begin:start] in ("V", "v"):
        version = _LETTER_VERSION.match(text, start)
        if version:
            end = version.end() + text.startswith("版", version.end()) * (text[version.end() + 1] != "本")
            unit = "版" if end > version.end() else ""
            return Found(begin, end, NumberKind.VERSION, _version_value(version[0]), unit)
    after = _WORD_AFTER.match(text, start)
    return Found(begin, after.end() if after else start + 1, NumberKind.CODE)


def read_anniversary(text: str, start: int, floor: int) -> Found | None:
    """建党100周年 is a name; 95周年 alone is a count."""
    numeral = read_numeral(text, start) if _FOUNDED.search(text[max(floor, start - 4) : start]) else None
    if numeral is None:
        return None
    match = _ANNIVERSARY.match(text, skip_gap(text, numeral.end))
    founded = _FOUNDED.search(text[max(floor, start - 4) : start])
    return Found(start - len(founded[0]), match.end(), NumberKind.IDIOM) if match and founded else None
