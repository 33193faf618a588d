"""What a template leaves behind in a text that nobody finished: its own marks, blanks and letters that stand for a name."""

from __future__ import annotations

import re
from typing import Final

LEFT_OVER: Final = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\$\{[^}]*\}"  # marks of template languages
    "|(?<![A-Za-z])[XxＸｘ×✕]{2,}(?![A-Za-z])"  # XX区, ××元
    "|_{3,}|＿{3,}"
    r"|\b(?:TODO|TBD)\b"
    "|此处(?:填写|填报|说明)|请在此(?:处)?(?:填写|填报|说明|补充)?"
    "|〔[^〕0-9]{0,30}〕|〔[^〕]{0,20}填[^〕]{0,20}〕"  # 〔2021〕 and 〔3〕 are numbers of documents and notes
)
"""No finished report holds any of these; ``待补充：…`` is not among them, for a draft may say so."""

ASKED: Final = re.compile(
    "[（(]?(?<![邀申报提聘])请(?:填写|填报|说明|补充)[^，。；\n]{0,20}|［[^］]{0,20}(?:填写|单位名称|年度)[^］]{0,10}］"
)
"""Words to the writer; a draft may ask so, a report that was sent may not."""
