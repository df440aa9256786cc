"""Headings: 一、 （一） 1. (1) 第一章 before a short line, short lines of their own, and the first sentence of a paragraph."""

import re
from dataclasses import dataclass

from models.plan.text.quantities import find_quantities

#: Marks of headings and list items, from the outermost level on; level 1 is left to lines without a mark.
_MARKS = (
    (2, r"第[一二三四五六七八九十\d]{1,3}[章部编](?:分)?[、:.]?"),
    (3, r"[一二三四五六七八九十]{1,3}[、.,:]"),
    (4, r"[(][一二三四五六七八九十]{1,3}[)][、.]?|第[一二三四五六七八九十\d]{1,3}节[、:]?"),
    (5, r"\d{1,3}(?:[、:]|\.(?!\d))"),
    (6, r"[(]\d{1,3}[)][、.]?|[①-⑳]"),
    (6, r"[•·●○■□◆★☆*▪►✓-]|\d{1,2}[)](?!\d)"),
)
#: Longest heading, alone and at the start of a paragraph.
LONGEST, LONGEST_START = 40, 22
_ENDS = re.compile(r"[。;?!,]")
_REVIEW = re.compile(
    r"回顾|总结|现状|发展基础|基本情况|成效|亮点|主要做法|完成情况|取得的?(?:成绩|进展)|主要成绩|存在的?(?:主要)?(?:问题|困难)|形势分析|工作开展情况|过去(?:一年|五年)"
)
_TITLE = re.compile(r"20\d\d年.{0,20}(?:要点|计划|安排|方案|重点工作|任务|报告|意见|打算)(?:清单|表)?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its level: 1 for a line without a mark, more for inner ones."""

    level: int
    name: str

    @property
    def is_review(self) -> bool:
        """True if what follows was done in the past."""
        return bool(_REVIEW.search(self.name)) and not re.search(r"计划|打算|安排|下一步", self.name)

    @property
    def is_title(self) -> bool:
        """True for the title of a plan."""
        return self.level == 1 and bool(_TITLE.search(self.name))


def mark_of(line: str) -> tuple[int, int]:
    """Return the level of the mark at the start of a line and the mark's length; (0, 0) without a mark."""
    for level, pattern in _MARKS:
        if found := re.match(pattern, line):
            return level, found.end()
    return 0, 0


def is_heading(words: str, *, is_marked: bool) -> bool:
    """Return True if a line, without its mark, may be a heading: short, no sentence, no quantity."""
    if not words or len(words) > (LONGEST if is_marked else LONGEST_START + 6) or not re.search(r"[\u4e00-\u9fff]", words):
        return False
    return not _ENDS.search(words.rstrip("。:") if is_marked else words) and not find_quantities(words)


def start_heading(words: str) -> int:
    """Return the length of the short first sentence by which a paragraph is headed, with its full stop; 0 if it has none."""
    found = re.match(rf"([^。;:,?!]{{2,{LONGEST_START}}})(?:。|:(?!\d))", words)
    if (
        found is None
        or found.end() == len(words)
        or find_quantities(found[1])
        or re.match(r"我[市局区县校]|本[市局]|\w+是", found[1])
        or re.search(r"\d月|年底|年内", found[1])
    ):
        return 0
    return found.end()
