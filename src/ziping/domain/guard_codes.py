"""What each code of the guard is called for people."""

from __future__ import annotations

NAMES = {
    "wrong_value": "数值不符",
    "wrong_unit": "单位不符",
    "magnitude": "数量级不符",
    "swapped_metric": "指标张冠李戴",
    "wrong_year": "年份不符",
    "invented_number": "没有依据的数字",
    "bad_rounding": "取整不对",
    "wrong_direction": "方向说反",
    "wrong_arithmetic": "算得不对",
    "disguised_number": "变形的数字",
    "wrong_document_number": "文号不符",
    "invented_document": "没有依据的文件",
    "score_over_max": "得分超过分值",
    "stale_last_year": "误用上年数",
    "unsupported_claim": "没有依据的说法",
    "uncovered_deduction": "扣分未说明",
    "unpaired_problem": "问题没有对应措施",
    "placeholder": "模板残留",
    "style": "行文",
}
