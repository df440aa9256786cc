"""Comparators: 不低于, 控制在…以内, 力争突破, 提高…个百分点, 左右: the words around a number that say how it counts."""

import re
from enum import StrEnum


class Comparator(StrEnum):
    """How the reported figure must compare with the number of the text."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    RISE_BY = "rise_by"
    FALL_BY = "fall_by"
    BETWEEN = "between"
    ABOUT = "about"
    RATIO = "ratio"
    RANK = "rank"

    @property
    def is_limit(self) -> bool:
        """True if less is better, down to the number."""
        return self in (Comparator.AT_MOST, Comparator.LESS_THAN)


_LINK = r"(?:在|为|到|至|了|约)?$"
#: Words at the end of what precedes the number; the first that fits decides.
_BEFORE = (
    (Comparator.AT_LEAST, r"(?:≥|不低于|不少于|不小于|不得低于|不得少于|至少|最低|不下于)" + _LINK),
    (Comparator.AT_MOST, r"(?:控制|限制|压缩|压减|压降|限定)(?:在|到|至)$"),
    (Comparator.AT_MOST, r"(?:≤|不超过|不高于|不多于|不大于|不突破|不得超过|不得高于|至多|最多|最高)" + _LINK),
    (Comparator.AT_MOST, r"(?:降低|下降|减少|缩减|回落|降|减)(?:到|至|为)$"),
    (Comparator.LESS_THAN, r"(?:低于|少于|小于)$"),
    (Comparator.MORE_THAN, r"(?:超过|突破|大于|高于|多于|超)$"),
    (Comparator.FALL_BY, r"(?:降低|下降|减少|缩减|压减|压降|减)(?:了|约)?$"),
    (Comparator.RISE_BY, r"(?:提高|提升|增长|上升|增幅为?|增速为?|增幅达到?)(?:了|约)?$"),
    (Comparator.ABOUT, r"(?:大?约|近|接近)$"),
)
_BEHIND = (
    (Comparator.AT_LEAST, r"(?:\(含\))?(?:及|或)?以上|起步?"),
    (Comparator.AT_MOST, r"(?:\(含\))?(?:及|或)?(?:以内|以下|之内)"),
    (Comparator.ABOUT, r"左右|上下"),
)
#: Any comparator, to be left out of a name.
WORDS = (
    r"(?:(?:要|应|须|将|均|都|力争|确保|总数|总量|数量|累计)?(?:达到|达|不低于|不少于|不小于|至少|控制在|限制在|不超过|不高于|不多于|不得\w{2}|超过|突破|"
    r"(?:提高|提升|增加|扩大|增长|上升|降低|下降|减少|压减|压缩|降|增|减|扩)(?:到|至)|保持在|稳定在|维持在|巩固在|保持|稳定|维持|约|近|为|至|到|在|共))"
)
_KEPT = re.compile(r"保持|稳定|维持|巩固在|始终|持续(?:在|高于)|不下降")
_LOWERED = re.compile(r"(?:降低|下降|减少|缩减|回落|压减|压降|降|减)(?:到|至|为)$")
_REACHED = re.compile(r"达到|达|提高|提升|增加到|上升|提至|升至|增至|实现|完成|力争")


def comparator(before: str, behind: str) -> Comparator:
    """Return how a number counts, by the words before and behind it."""
    for found, words in _BEHIND:
        if found is Comparator.AT_MOST and re.match(words, behind):
            return found
    for found, words in _BEFORE:
        if re.search(words, before):
            return found
    return next((found for found, words in _BEHIND if re.match(words, behind)), Comparator.AT_LEAST)


def has_comparator(before: str, behind: str) -> bool:
    """Return True if a comparator or 达到 is next to the number."""
    near = any(re.search(words, before) for _, words in _BEFORE) or re.search(r"(?:达到?|到|至|保持在|稳定在|为)$", before)
    return bool(near) or "至少" in before or any(re.match(words, behind) for _, words in _BEHIND)


def is_lowered(before: str) -> bool:
    """Return True for what is to fall to the number: 降至, 减少到."""
    return bool(_LOWERED.search(before))


def is_kept(before: str) -> bool:
    """Return True for a rate that is to be kept at its level."""
    return bool(_KEPT.search(before))


def is_reached(before: str) -> bool:
    """Return True for a rate that is to be reached."""
    return bool(_REACHED.search(before))
