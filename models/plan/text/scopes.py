"""Scopes: 全市, 其中市区, 每个县区, 各校, 金水区5所, and periods such as 每学期: the part of the city or year a number is for."""

import re
from dataclasses import dataclass

_PLACES = (
    r"区、县\(市\)|区县\(市\)|县\(市、区\)|县\(市\)区?|县市区|市县|县区|区县|区市|县域|乡镇\(街道\)|乡镇街道|乡镇|街道|片区|学区|市直属?|学校|中小学|幼儿园|中职学校|高校|学科|教育集团|工作室|团队|基地|单位|年级|教研组|支部|"
    r"[区县镇乡校园]|名教师|位教师|名学生"
)
_EACH = re.compile(
    rf"(?:每一?个?|各个?)(?:{_PLACES}|班级?)|(?<=口以[上下])的?(?:乡镇|县|街道)"
    r"|每[所名位家]\w{2,10}?(?=至少|每|都|均|要|应|联系|建|开|配|帮|培|不少|完成|\d|[一两])"
)
_PERIOD = re.compile(r"每个?(?:学年|学期|季度|年度|年|月|周|天|日)|年均|月均")
_PART = re.compile(
    r"(?:其中,?)?(?:主城区|中心城区|城六区|城区|市区|市内[一二三四五六七八九]区|县城|县域|农村|乡村|城乡|(?<![区、各])县\(市\)|全市|全省|全区|全县|市本级|市直|市属|局属|局?直属)"
)
_NAMED = re.compile(
    r"(?:(?<=^)|(?<=[,、;:(])|(?<=其中))(?!全|每|各)[\u4e00-\u9fff]{1,6}?(?:区|县|市)(?=(?:新建|改扩建|建成|开工|投用|新增)?\d)"
)
_NO_PLACE = re.compile(r"(?:示范|试验|实验|先行|片|园|校|社|厂|学|全|地|本|城|郊|灾)区$|城市$")


@dataclass(frozen=True, slots=True)
class Scope:
    """The words of a scope; ``is_each`` if the number is for each part, ``is_period`` if for each week, term or year."""

    words: str
    start: int
    is_each: bool = False
    is_period: bool = False


def find_scope(text: str) -> Scope | None:
    """Return the scope nearest to the end of a text: what is for each first, then a named part."""
    if found := _last(_EACH, text):
        return Scope(found[0], found.start(), is_each=True, is_period=bool(_PERIOD.search(text)))
    if found := _last(_PERIOD, text):
        return Scope(found[0], found.start(), is_period=True)
    parts = [*_PART.finditer(text), *(one for one in _NAMED.finditer(text) if not _NO_PLACE.search(one[0]))]
    if not parts:
        return None
    last = max(parts, key=lambda one: one.start())
    return Scope(re.sub(r"^其中,?", "", last[0]), last.start())


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda one: one.start(), default=None)
