"""Units: measure words for what is counted, measures with a scale of their own, shares of a hundred."""

import re

from models.status import TargetKind

PERCENT, POINTS = "%", "个百分点"
#: Measure words, for whole things.
_COUNTED = (
    *("人次", "人天", "课时", "学时", "小时", "分钟", "学位", "床位", "工位", "车次", "班次", "个班", "支队伍", "台套"),
    *(
        "台(套)",
        "人(?![口次天])",
        *"所个名场次项门节套册家处间座栋幢辆台件条篇份期支对户张班轨位起例类种片组团站堂部块校株盏床轮点",
    ),
)
#: Measures: 万 and 亿 belong to the unit (14.05亿元), and decimals are usual.
_MEASURED = ("平方公里", "平方千米", "平方米", "立方米", "平米", "㎡", "公里", "千米", "公顷", "亩", "元", "吨", "米", "倍", "分")
#: Units of time, which count something only behind a comparator.
TIMES = frozenset({"课时", "学时", "小时", "分钟", "人天", "倍", "分", "年", "个月", "天", "周"})
MEASURED = frozenset(_MEASURED)
#: Measures of amounts, which are added up; decimals are usual.
AMOUNTS = MEASURED - TIMES
#: Words behind a measure word that show a division of the text or of time, and nothing that is done.
NOT_COUNTED = r"(?:方面|环节|层面|维度|阶段|角度|月|年|学期|工作日|星期|自然日|小时)"
UNIT = "|".join(sorted({*_COUNTED, *_MEASURED}, key=len, reverse=True)).replace("台(套)", r"台\(套\)")
#: Names of what each class, pupil or teacher has.
_LEVEL = re.compile(r"班额|[生人师校]均|平均|均值|每[百千万]|每[生人班校师]")
#: A unit for each of something: 元/生, 元/人.
PER = r"(?:(?:/|每)(?:生|人|班|校|园|年|月|天|周))?"


def total_of(unit: str) -> TargetKind:
    """Return the kind of a total in a unit: an amount of a measure, else a count."""
    return TargetKind.AMOUNT if unit.lstrip("万亿") in AMOUNTS else TargetKind.COUNT


def is_level(unit: str, name: str) -> bool:
    """Return True for a number that each has, and that is never added up: 元/生, 学时, 班额, 生均经费."""
    return unit in TIMES or "/" in unit or bool(_LEVEL.search(name))
