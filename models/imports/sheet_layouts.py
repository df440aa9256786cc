"""Layouts of imported sheets, with headers in Chinese and English, and the plan's own terms for stages and steps."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.analysis.schools import MILESTONES
from models.i18n import word
from models.plan.view import PlanView, Terms

LANGUAGES = ("zh", "en")
#: Other words for the code that identifies a form, and the list of the same works.
CODE_WORDS = {
    "projects": ("项目编号", "项目代码"),
    "programmes": ("专业编号", "专业代号"),
    "recruitment": ("名额编号", "名额代码"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, its headers in Chinese and English, and other words for it in sheets of other makers."""

    field: str
    zh: str
    en: str
    also: tuple[str, ...] = ()

    def header(self, language: str) -> str:
        """Return the header in a language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A kind of sheet: its name, and its columns in the order of the template. The first is the code that identifies it."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    def fields(self) -> Mapping[str, str]:
        """Return the field of each header, in both languages; blanks and case are ignored."""
        return {tidy(column.header(language)): column.field for column in self.columns for language in LANGUAGES}

    def synonyms(self) -> Mapping[str, str]:
        """Return the field of each other word for a column, in the form used for comparison."""
        return {tidy(word): column.field for column in self.columns for word in column.also}

    def title(self, language: str) -> str:
        """Return the name of the sheet in a language."""
        return self.en if language == "en" else self.zh


def tidy(header: str) -> str:
    """Return a header in the form used for comparison: without blanks, in lower case."""
    return "".join(header.split()).casefold()


DISTRICT = Column(
    "district",
    "区县",
    "District",
    (
        *("县区", "县市区", "区县市", "区市县", "市县区", "区县名称", "县区名称", "区域", "辖区", "行政区", "行政区划", "地区"),
        *("所属区县", "所在区县", "责任区县", "填报区县", "上报区县", "所属县区", "所在县区", "所属区域", "所在区域", "开发区"),
        *("填报单位", "上报单位", "报送单位", "填表单位", "数据单位", "区县教育局", "单位名称", "districts", "county", "area"),
    ),
)
AS_OF = Column(
    "as_of",
    "截至日期",
    "As of",
    (
        *("截止日期", "截至时间", "截止时间", "截至", "截止", "数据截至日期", "数据截止日期", "统计截至日期", "统计截止日期"),
        *("统计日期", "统计时间", "数据日期", "数据时间", "日期", "asof", "date"),
    ),
)
NOTE = Column(
    "note", "说明", "Note", ("备注", "情况说明", "备注说明", "填报说明", "补充说明", "说明备注", "remark", "remarks", "notes")
)
_EVIDENCE = Column(
    "evidence",
    "佐证",
    "Evidence",
    ("佐证材料", "佐证资料", "证明材料", "支撑材料", "印证材料", "附件", "附件名称", "来源", "数据来源", "source"),
)


_GATES = SheetLayout(
    "gates",
    "节点进度",
    "Gates",
    (
        Column("code", "事项编码", "Item code", ("事项编号", "事项代码")),
        Column("name", "事项名称", "Item", ("事项", "任务名称")),
        Column("gate", "节点", "Gate", ("节点名称", "工作节点", "时间节点", "阶段")),
        Column("baseline", "计划日期", "Planned", ("计划时间", "计划完成日期", "计划完成时间")),
        AS_OF,
        Column("forecast", "预计日期", "Expected", ("预计时间", "预计完成日期", "预计完成时间")),
        Column("actual", "实际日期", "Actual", ("实际时间", "实际完成日期", "实际完成时间", "完成日期", "完成时间")),
        NOTE,
        _EVIDENCE,
    ),
)


#: Words for a cumulative figure. Those of one month, or of a target, are another thing.
_DONE = (
    *("完成数", "完成值", "完成数值", "完成数量", "完成量", "完成率", "累计完成", "累计完成数", "累计完成量", "累计完成值"),
    *("累计数", "累计值", "累计", "累计数值", "实际完成", "实际完成数", "实际完成值", "实际完成量", "实际数", "实际值"),
    *("已完成", "已完成数", "已完成数量", "目前完成", "目前完成数", "当前值", "当前数", "现值", "值", "数量", "数据", "指标值"),
    *("截至目前完成", "截至目前完成数", "比率", "比例", "actual", "figure", "amount", "cumulative"),
)


_TARGETS = SheetLayout(
    "targets",
    "指标进度",
    "Targets",
    (
        Column(
            "code",
            "指标编码",
            "Code",
            ("指标编号", "指标代码", "目标编码", "目标编号", "目标代码", "任务编码", "任务编号", "targetcode"),
        ),
        Column(
            "name",
            "指标名称",
            "Name",
            ("指标", "目标名称", "考核指标", "考核目标", "任务名称", "目标任务", "工作任务", "指标内容", "指标项"),
        ),
        DISTRICT,
        AS_OF,
        Column("value", "数值", "Value", _DONE),
        Column("numerator", "分子", "Numerator", ("分子数", "分子值", "分子数值")),
        Column("denominator", "分母", "Denominator", ("分母数", "分母值", "分母数值")),
        NOTE,
        _EVIDENCE,
    ),
)


def sheet_layouts(view: PlanView) -> list[SheetLayout]:
    """Return the sheets of a plan: figures of targets, dates of projects and programmes, people in post.

    A sheet for dates of gates is included if the plan has gates.
    """
    terms = view.head.terms
    gates = [_GATES] if view.gates() else []
    return [_TARGETS, _projects(terms), _programmes(terms), *gates, _recruitment(terms)]


def _projects(terms: Terms) -> SheetLayout:
    columns = (
        Column("code", "项目编码", "Project code", CODE_WORDS["projects"]),
        Column("name", "项目名称", "Project", ("项目", "学校名称", "学校", "建设项目")),
        DISTRICT,
        AS_OF,
        *_dates(terms, list(MILESTONES), ""),
        NOTE,
        _EVIDENCE,
    )
    return SheetLayout("projects", "建设项目", "Projects", columns)


def _programmes(terms: Terms) -> SheetLayout:
    columns = (
        Column("code", "专业编码", "Programme code", CODE_WORDS["programmes"]),
        Column("name", "专业名称", "Programme", ("专业",)),
        Column("school", "学校", "School", ("学校名称", "院校", "院校名称", "所属学校")),
        AS_OF,
        *_dates(terms, terms.codes("stages"), "stages"),
        NOTE,
        _EVIDENCE,
    )
    return SheetLayout("programmes", "职教专业", "Programmes", columns)


def _recruitment(terms: Terms) -> SheetLayout:
    steps = [
        Column(f"step_{code}", (zh := terms.word("steps", code, "zh")), terms.word("steps", code, "en"), (f"{zh}人数", f"{zh}数"))
        for code in terms.codes("steps")
    ]
    columns = (
        Column("code", "名额编码", "Quota code", CODE_WORDS["recruitment"]),
        Column("name", "岗位", "Post", ("岗位名称", "招聘岗位")),
        DISTRICT,
        Column("quota", "目标", "Target", ("名额", "名额数", "目标数", "计划数", "招聘计划")),
        AS_OF,
        Column(
            "value",
            "在岗",
            "In post",
            ("在岗数", "在岗人数", "到岗", "到岗数", "到岗人数", "实际在岗", "实际到岗", "已到岗", "已在岗"),
        ),
        *steps,
        NOTE,
        _EVIDENCE,
    )
    return SheetLayout("recruitment", "教师招聘", "Recruitment", columns)


def _dates(terms: Terms, codes: list[str], group: str) -> list[Column]:
    """Return the columns of expected and actual dates of some stages."""
    return [
        Column(
            f"{code}_{aspect}",
            (step := step_word(terms, group, code, "zh")) + chinese,
            f"{step_word(terms, group, code, 'en')} {english}",
            tuple(f"{words}{ending}" for words in (step + chinese, chinese + step) for ending in ("", "日期", "时间"))[1:],
        )
        for code in codes
        for aspect, chinese, english in (("forecast", "预计", "expected"), ("actual", "实际", "actual"))
    ]


def step_word(terms: Terms, group: str, code: str, language: str) -> str:
    """Return the plan's word for a stage of a group, else the catalogue's word for a milestone."""
    own = terms.word(group, code, language)
    return own if own != code else word("milestone", code, language)
