"""Names of targets: the words of a clause without number, comparator, deadline and the verbs that only urge."""

import re

from models.plan.text.comparators import WORDS
from models.plan.text.numbers import NUMBER
from models.plan.text.units import UNIT
from models.plan.text.verbs import DONE, OPENINGS

#: Longest name, and so many letters of a clause are looked at for it.
LONGEST, LONGEST_READ = 60, 200
_BEHIND = re.compile(r"^(?:\(含\))?(?:(?:及|或)?以上|以内|以下|之内|左右|上下|\+N?|余|多)?(?:的)?")
_ADVERBS = re.compile(
    r"(?:按时|如期|按期|尽早|尽快|全部|(?:均|都)(?=达|实现|完成|建|要|应)|顺利|同步|加快进度|按计划|务必|力争)(?=[\u4e00-\u9fff])"
)
_ENDS = re.compile(
    r"(?:要|应|须|将|均|都|总数|总量|数量|达到?|等|的|为|至|到|在|有|共|再|约|近|和|与|及|以及|并|不少|力争|确保|分别|不|(?:至|最)少)$"
)
_EDGES = " ,、;:。!?-+"
#: Names that say nothing without what they are part of.
_VAGUE = re.compile(
    rf"(?:项目|学校|单位|任务|工程|学位|总数|(?:{DONE})(?:项目|学校|单位|任务|工程)?|\w{{0,2}})(?:完成|(?:{DONE}))?"
)


def clean(words: str) -> str:
    """Return words without openings, adverbs and what hangs at their ends."""
    words = words[:LONGEST_READ].strip(_EDGES)
    while (shorter := OPENINGS.sub("", words).strip(_EDGES)) and shorter != words:
        words = shorter
    while (shorter := _ENDS.sub("", words).strip(_EDGES)) != words and shorter:
        words = shorter
    words = words.replace("()", "")
    for pair in ("()", "“”"):
        if words.count(pair[0]) != words.count(pair[1]):
            words = words.replace(pair[0], "").replace(pair[1], "")
    return _ADVERBS.sub("", words)[:LONGEST].strip(_EDGES)


def name_of(before: str, behind: str, *, topic: str = "") -> str:
    """Return the name of a target from the words before and behind its number; ``topic`` completes a vague one."""
    before = re.sub(
        rf"(?:{WORDS})+$|(?:由|从|自)(?:去年|上年|20\d\d年|目前|现在)?底?的?(?:[生人师校]均|每\w)*$",
        "",
        before[-LONGEST_READ:].strip(_EDGES),
    )
    name = clean(before + _BEHIND.sub("", behind))
    if topic and topic not in name and _VAGUE.fullmatch(re.sub(r"\([^()]*\)", "", name)):
        return f"{topic}: {name}"[:LONGEST] if name else topic
    return name


def topic_of(words: str) -> str:
    """Return what the clauses before are about: the words of the last one up to its verb."""
    for clause in reversed(re.split(r"[,;:]", words[-LONGEST_READ:])[-3:]):
        words = re.sub(rf"(?:{NUMBER})(?:{UNIT}|%)|{NUMBER}年(?:时间|内)", "", clean(re.sub(r"\(?20\d\d[^),]*年\)?", "", clause)))
        subject = clean(re.split(rf"(?:要|将|应|继续|列入|加快|稳步|全面|进一步|力争|确保|{WORDS}|\d)", words)[0])
        subject = re.sub(rf"^(?:{DONE})(?=\w{{3}})", "", subject)
        if len(subject) >= 3:
            return subject
    return ""
