"""Layouts of imported sheets, with headers in Chinese and English, and the plan's own terms for stages and steps."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.analysis.schools import MILESTONES
from models.i18n import word
from models.plan.view import PlanView, Terms

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, and its headers in Chinese and English."""

    field: str
    zh: str
    en: str

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

    def title(self, language: str) -> str:
        """Return the name of the sheet in a language."""
        return self.en if language == "en" else self.zh


def tidy(header: str) -> str:
    """Return a header in the form used for comparison: without blanks, in lower case."""
    return "".join(header.split()).casefold()


_NAME = Column("name", "名称", "Name")
_DISTRICT = Column("district", "区县", "District")
_AS_OF = Column("as_of", "截至日期", "As of")
_NOTE = Column("note", "说明", "Note")
_EVIDENCE = Column("evidence", "佐证", "Evidence")


_GATES = SheetLayout(
    "gates",
    "节点进度",
    "Gates",
    (
        Column("code", "事项编码", "Item code"),
        Column("name", "事项名称", "Item"),
        Column("gate", "节点", "Gate"),
        Column("baseline", "计划日期", "Planned"),
        _AS_OF,
        Column("forecast", "预计日期", "Expected"),
        Column("actual", "实际日期", "Actual"),
        _NOTE,
        _EVIDENCE,
    ),
)


_TARGETS = SheetLayout(
    "targets",
    "指标进度",
    "Targets",
    (
        Column("code", "指标编码", "Code"),
        Column("name", "指标名称", "Name"),
        _DISTRICT,
        _AS_OF,
        Column("value", "数值", "Value"),
        Column("numerator", "分子", "Numerator"),
        Column("denominator", "分母", "Denominator"),
        _NOTE,
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
        Column("code", "项目编码", "Project code"),
        Column("name", "项目名称", "Project"),
        _DISTRICT,
        _AS_OF,
        *_dates(terms, list(MILESTONES), ""),
        _NOTE,
        _EVIDENCE,
    )
    return SheetLayout("projects", "建设项目", "Projects", columns)


def _programmes(terms: Terms) -> SheetLayout:
    columns = (
        Column("code", "专业编码", "Programme code"),
        Column("name", "专业名称", "Programme"),
        Column("school", "学校", "School"),
        _AS_OF,
        *_dates(terms, terms.codes("stages"), "stages"),
        _NOTE,
        _EVIDENCE,
    )
    return SheetLayout("programmes", "职教专业", "Programmes", columns)


def _recruitment(terms: Terms) -> SheetLayout:
    steps = [
        Column(f"step_{code}", terms.word("steps", code, "zh"), terms.word("steps", code, "en")) for code in terms.codes("steps")
    ]
    columns = (
        Column("code", "名额编码", "Quota code"),
        Column("name", "岗位", "Post"),
        _DISTRICT,
        Column("quota", "目标", "Target"),
        _AS_OF,
        Column("value", "在岗", "In post"),
        *steps,
        _NOTE,
        _EVIDENCE,
    )
    return SheetLayout("recruitment", "教师招聘", "Recruitment", columns)


def _dates(terms: Terms, codes: list[str], group: str) -> list[Column]:
    """Return the columns of expected and actual dates of some stages."""
    return [
        Column(
            f"{code}_{aspect}",
            step_word(terms, group, code, "zh") + chinese,
            f"{step_word(terms, group, code, 'en')} {english}",
        )
        for code in codes
        for aspect, chinese, english in (("forecast", "预计", "expected"), ("actual", "实际", "actual"))
    ]


def step_word(terms: Terms, group: str, code: str, language: str) -> str:
    """Return the plan's word for a stage of a group, else the catalogue's word for a milestone."""
    own = terms.word(group, code, language)
    return own if own != code else word("milestone", code, language)
