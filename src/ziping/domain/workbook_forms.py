"""The fixed part of the fill-in workbook: its sheets, columns and tables, and which cell feeds which data path.

Writer and reader both go by these values. The rows that a rubric adds are in ``workbook_layout``.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

FORMAT: Final = "ziping/workbook/1"

DataPath: TypeAlias = tuple[str, ...]
"""Keys from the top of ``ziping/submission/1`` down to a value."""

GUIDE_SHEET: Final = "填报说明"
UNIT_SHEET: Final = "单位信息"
INPUT_SHEET: Final = "基础数据"
INDICATOR_SHEET: Final = "指标填报"
TASK_SHEET: Final = "履职情况"
PROJECT_SHEET: Final = "项目清单"
NOTE_SHEET: Final = "存在问题与改进"
LAST_YEAR_SHEET: Final = "上年数据"
META_SHEET: Final = "_ziping"
"""Very hidden: format, rubric, hashes, drop-down options, and the label of every row id."""

NEEDED_SHEETS: Final = (UNIT_SHEET, INPUT_SHEET, INDICATOR_SHEET)
"""Without these a file is not a filled-in workbook."""

RUBRIC_LABEL: Final = "评分标准编号"
"""Stands on the guide sheet left of the rubric's id, so that a lost meta sheet can be survived."""

CARRIED_OVER: Final = "沿用上年，请核对"
EXAMPLE_PREFIX: Final = "示例："

MAX_ROWS: Final = 9_999
"""Rows of a sheet that are read."""

AskKind: TypeAlias = Literal[
    "text", "long", "list", "number", "date", "year", "bool", "choice", "tick", "aspects", "option"
]
"""What goes into a cell. ``list`` is one cell with several entries, ``aspects`` a list of option labels."""

OptionKey: TypeAlias = Literal["", "indicator", "input", "check", "aspect"]


class Column(NamedTuple):
    """A column of a sheet whose rows have ids."""

    key: str
    header: str
    width: int


class RowForm(NamedTuple):
    """A sheet whose rows are known by the id in its (hidden) first column.

    Attributes:
        label_keys: columns whose texts together name a row when its id is lost.
        value_key: the column people fill; a header row is recognised by it.
    """

    sheet: str
    title: str
    hint: str
    columns: tuple[Column, ...]
    label_keys: tuple[str, ...]
    value_key: str = "value"

    def label(self, shown: dict[str, str]) -> str:
        """The row's name as compared: label texts without white space."""
        return "｜".join(squeeze(shown.get(key, "")) for key in self.label_keys)


class TableColumn(NamedTuple):
    """A column of a free table; ``spans``: a merged cell counts for every row it covers."""

    key: str
    header: str
    kind: AskKind
    prompt: str = ""
    options: OptionKey = ""
    spans: bool = False


class TableForm(NamedTuple):
    """A free table: any number of rows below its header row.

    Attributes:
        path: where its rows stand in the submission.
        needs: columns without which a row cannot be read; they also mark the header row.
        example: one example row, shown above the header.
        blank_rows: empty rows offered.
        left: column its first column stands in, so that columns of tables on one sheet share widths.
    """

    sheet: str
    path: DataPath
    title: str
    hint: str
    columns: tuple[TableColumn, ...]
    needs: tuple[str, ...]
    example: tuple[str, ...]
    blank_rows: int
    left: int = 0

    @property
    def example_text(self) -> str:
        """The example as one line of text."""
        told = (f"{column.header} {text}" for column, text in zip(self.columns, self.example, strict=True))
        return EXAMPLE_PREFIX + "｜".join(told)


def squeeze(text: str) -> str:
    """Text without any white space and with full-width brackets, for comparing labels and headers."""
    return "".join(text.split()).replace("(", "（").replace(")", "）")


_ID = Column("id", "编号", 12)

UNIT_FORM: Final = RowForm(
    sheet=UNIT_SHEET,
    title="单位信息",
    hint="一行填一项；主要职能、年度总体工作、主要履职目标一条一行，不够可插入行。",
    columns=(
        _ID,
        Column("label", "项目", 20),
        Column("value", "填报值", 64),
        Column("required", "是否必填", 9),
        Column("example", "示例", 30),
        Column("help", "填报说明", 36),
        Column("note", "备注", 16),
    ),
    label_keys=("label",),
)

INPUT_FORM: Final = RowForm(
    sheet=INPUT_SHEET,
    title="基础数据",
    hint="只填“填报值”一列，按“单位”一列的单位写数；也可以连单位一起写，例如 5.2万元、98.85%。",
    columns=(
        _ID,
        Column("group", "类别", 11),
        Column("label", "数据项", 34),
        Column("unit", "单位", 7),
        Column("value", "填报值", 18),
        Column("source", "数据来源", 22),
        Column("example", "示例", 14),
        Column("help", "填报说明", 32),
        Column("filled_by", "填报人", 10),
        Column("required", "是否必填", 9),
    ),
    label_keys=("label",),
)

INDICATOR_FORM: Final = RowForm(
    sheet=INDICATOR_SHEET,
    title="指标填报",
    hint="逐条选择或打分；打分要写理由和佐证材料。由基础数据计分的指标不用填，确不适用的写明理由。",
    columns=(
        _ID,
        Column("level1", "一级指标", 10),
        Column("level2", "二级指标", 10),
        Column("level3", "三级指标", 16),
        Column("max_score", "分值", 6),
        Column("clause", "评分标准", 30),
        Column("label", "填报内容", 30),
        Column("value", "填报值", 12),
        Column("reason", "理由", 22),
        Column("evidence", "佐证材料", 20),
        Column("not_applicable", "不适用的理由", 14),
        Column("explanation", "完成情况说明", 20),
    ),
    label_keys=("level3", "label"),
)

LAST_YEAR_FORM: Final = RowForm(
    sheet=LAST_YEAR_SHEET,
    title="上年数据",
    hint="选填，用于与上年对比；单位与“基础数据”相同。",
    columns=(
        _ID,
        Column("group", "类别", 12),
        Column("label", "项目", 40),
        Column("unit", "单位", 8),
        Column("value", "上年值", 44),
        Column("source", "数据来源", 24),
        Column("note", "备注", 18),
    ),
    label_keys=("group", "label"),
)

ROW_FORMS: Final = (UNIT_FORM, INPUT_FORM, INDICATOR_FORM, LAST_YEAR_FORM)

TASK_TABLE: Final = TableForm(
    sheet=TASK_SHEET,
    path=("tasks",),
    title="履职情况",
    hint="一项工作一行，写本年实际做了什么、做到什么程度；数字照实写，报告会逐个核对。",
    columns=(
        TableColumn("theme", "主题", "text", "这项工作归在哪个标题下，同一主题写法要一致", spans=True),
        TableColumn("title", "工作名称", "text", "一项工作一行"),
        TableColumn("result", "完成情况", "long", "写清做了什么、数量和效果"),
        TableColumn("aspects", "体现的效益方面", "aspects", "可写几个，用“、”隔开", "aspect"),
        TableColumn("evidence", "佐证材料", "list", "几份材料用“；”隔开"),
        TableColumn("kind", "目标类别", "text", "选填，数量指标、质量指标等，与报告的绩效目标表一致"),
        TableColumn("target", "年初目标", "long", "选填，年初对这项工作定的目标"),
    ),
    needs=("title",),
    example=(
        "基层组织建设",
        "新建工会组织",
        "全年新建工会12家，发展会员860名",
        "社会效益",
        "新建工会批复；会员名册",
        "数量指标",
        "新建工会10家",
    ),
    blank_rows=25,
)

PROJECT_TABLE: Final = TableForm(
    sheet=PROJECT_SHEET,
    path=("projects",),
    title="项目清单",
    hint="一个项目一行；金额单位为元，也可以写 5.2万元。",
    columns=(
        TableColumn("name", "项目名称", "text"),
        TableColumn("code", "项目编码", "text", "按文本填写，保留前面的0"),
        TableColumn("budget", "预算数（元）", "number", "单位：元"),
        TableColumn("spent", "执行数（元）", "number", "单位：元"),
        TableColumn("on_time", "是否按时完成", "bool", "从下拉框选择"),
        TableColumn("note", "备注", "text"),
    ),
    needs=("name",),
    example=("职工技能培训", "440304000000000001", "300,000.00", "298,500.00", "是", "跨年项目请注明"),
    blank_rows=25,
)

PROBLEM_TABLE: Final = TableForm(
    sheet=NOTE_SHEET,
    path=("notes", "problems"),
    title="一、存在的问题（选填）",
    hint="写了就用单位自己的话；不写的，软件按扣分指标起草。",
    columns=(
        TableColumn("leaf", "对应指标", "option", "从下拉框选择，也可以空着", "indicator"),
        TableColumn("text", "问题", "long"),
        TableColumn("cause", "原因", "long"),
    ),
    needs=("text",),
    example=("预算执行率", "第一季度支出进度偏慢", "部分项目招标较晚"),
    blank_rows=8,
)

MEASURE_TABLE: Final = TableForm(
    sheet=NOTE_SHEET,
    path=("notes", "measures"),
    title="二、改进措施（选填）",
    hint="每个问题最好有一条措施，写明谁来做、什么时候做完、怎样算做到。",
    columns=(
        TableColumn("leaf", "对应指标", "option", "从下拉框选择，也可以空着", "indicator"),
        TableColumn("action", "改进措施", "long"),
        TableColumn("owner", "责任部门", "text"),
        TableColumn("due", "完成时限", "text", "例如 2025年6月底前"),
        TableColumn("check", "检验标准", "text", "怎样算做到"),
    ),
    needs=("action",),
    example=("预算执行率", "按月通报支出进度", "财务部", "2025年6月底前", "各季度执行率不低于序时进度"),
    blank_rows=8,
)

EXPERIENCE_TABLE: Final = TableForm(
    sheet=NOTE_SHEET,
    path=("notes", "experience"),
    title="三、主要经验做法（选填）",
    hint="一条一行。",
    columns=(TableColumn("text", "经验做法", "long"),),
    needs=("text",),
    example=("建立预算执行周调度机制",),
    blank_rows=4,
    left=1,
)

PLAN_TABLE: Final = TableForm(
    sheet=NOTE_SHEET,
    path=("notes", "plans"),
    title="四、后续工作计划（选填）",
    hint="一条一行。",
    columns=(TableColumn("text", "后续计划", "long"),),
    needs=("text",),
    example=("修订项目库管理办法",),
    blank_rows=4,
    left=1,
)

DOCUMENT_TABLE: Final = TableForm(
    sheet=NOTE_SHEET,
    path=("documents",),
    title="五、相关文件（选填）",
    hint="报告里要引用的文件；没有写在这里的文件名和文号，报告不会引用。",
    columns=(
        TableColumn("title", "文件名称", "text", "不用写书名号"),
        TableColumn("number", "文号", "text"),
        TableColumn("issuer", "发文单位", "text"),
        TableColumn("year", "年份", "text"),
    ),
    needs=("title",),
    example=("部门预算绩效管理办法", "示例〔2024〕1号", "示例区财政局", "2024"),
    blank_rows=6,
    left=1,
)

RESOLUTION_TABLE: Final = TableForm(
    sheet=NOTE_SHEET,
    path=("resolutions",),
    title="六、核对说明（选填）",
    hint="数据之间对不上、又不能改原始数据时，在这里写明采用哪个数和理由；同一核对事项可写几行。",
    columns=(
        TableColumn("check", "核对事项", "option", "从下拉框选择", "check"),
        TableColumn("input", "采用数据项", "option", "从下拉框选择；只说明理由的可以空着", "input"),
        TableColumn("value", "采用数值", "number", "按“基础数据”的单位写，也可以连单位一起写"),
        TableColumn("reason", "采用理由", "long"),
    ),
    needs=("check", "reason"),
    example=("固定资产构成", "在用资产", "82.47", "与资产年报一致"),
    blank_rows=6,
)

TABLES: Final = (
    TASK_TABLE,
    PROJECT_TABLE,
    PROBLEM_TABLE,
    MEASURE_TABLE,
    EXPERIENCE_TABLE,
    PLAN_TABLE,
    DOCUMENT_TABLE,
    RESOLUTION_TABLE,
)

SHEETS: Final = (
    GUIDE_SHEET,
    UNIT_SHEET,
    INPUT_SHEET,
    INDICATOR_SHEET,
    TASK_SHEET,
    PROJECT_SHEET,
    NOTE_SHEET,
    LAST_YEAR_SHEET,
)
"""The visible sheets in order."""
