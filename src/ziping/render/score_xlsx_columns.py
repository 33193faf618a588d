"""Columns of the 评分表 sheet, with their widths."""

COLUMNS = (
    ("一级指标", 10),
    ("二级指标", 12),
    ("三级指标", 16),
    ("评分标准", 38),
    ("分值", 7),
    ("得分", 9),
    ("计分依据", 46),
    ("性质", 10),
)
LEVEL1, LEVEL2, LEVEL3, CLAUSE, POINTS, SCORE, BASIS, NATURE = range(len(COLUMNS))
UNVERIFIED_MARK = "※"
"""Set beside a leaf whose rule was only partly shown by its source."""
