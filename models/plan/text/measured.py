"""Targets with a number: a quantity under a verb or behind a comparator; what was, what is and what is only named are none."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.plan.text.clauses import Clause, Reading
from models.plan.text.comparators import Comparator, comparator, has_comparator, is_kept, is_lowered, is_reached
from models.plan.text.deadlines import Deadline
from models.plan.text.institutions import distinct, listed_names
from models.plan.text.names import clean, name_of, topic_of
from models.plan.text.proposals import Doubt, Proposal, Question
from models.plan.text.questions import choice, custom_question, due_question, end_question, no_target_question, number_questions
from models.plan.text.units import MEASURED, PERCENT, POINTS, TIMES, is_level, total_of
from models.plan.text.verbs import DONE, FIRM, SUPPORTS, last_verb
from models.status import TargetKind

#: A verb that governs a number written 一 or 两 has at most these words between.
_FIRM_BEFORE = re.compile(rf"(?:{FIRM})(?:了|市级|省级|国家级|至少|不少于)?$")
#: What is counted belongs to an earlier year: 2022年计划开工的10所, 上年建成的12所.
_EARLIER_SET = re.compile(r"(?P<year>20\d\d年|去年|上年)[^,;]{0,12}的$")
_RATE = re.compile(r"(?:率|比|比例|比重|覆盖面|份额)(?:为|是|均为|均)?$")
#: Words behind a share that say what so many of them do: 85%的幼儿园达到标准.
_SHARE_OF = re.compile(r"(?:左右|以上)?的?\w{0,20}?(?:达到|达标|纳入|建成|实现|完成|通过|创建|分解|配备)")
#: So many that each has; and what a number in a description of a project says.
_EACH_HAS = re.compile(r"(?:每|各).*有$")
_DESCRIBED = re.compile(
    r"(?:项目|规划|预计)*(?:总投资额?|概算|占地(?:面积)?|总?(?:建筑|用地)?面积|(?:总?建筑|建设)(?:规模|面积))"
    r"(?:约|近|为|达到?|共)*"
)
_CAPACITY = re.compile(r"(?:办学规模|设计规模|可容纳|能容纳)[^;。]*$")
#: A part of a number before it, or the sum of those.
_PART_OF = re.compile(r"其中|总共|合计|共计")
#: Longest verb, without a noun of its own.
LONGEST_VERB = 3
_BRACKET = re.compile(r"\(([^()]*、[^()]*)\)")
_EXISTS = re.compile(r"(?:共有|现有|设有|拥有|[下内]设|下辖|涉及)[^的]{0,10}$|有$|共$")
_VAGUE_SUPPORT = re.compile(rf"(?:{SUPPORTS})[^,;]*$")


def read_measured(reading: Reading) -> list[Proposal]:
    """Return the targets with a number in a sentence."""
    found: list[Proposal] = []
    verb = ""
    for clause in reading.clauses:
        own = last_verb(clause.before) or re.search(DONE, reading.text[clause.quantity.end : reading.comma_after(clause.right)])
        if not own and clause.is_in_bracket:
            own = last_verb(reading.text[: clause.left])
        verb = own[0] if own else verb
        if _is_target(clause, verb):
            found.append(proposed(clause))
    return found


def _is_target(clause: Clause, verb: str) -> bool:
    one, reading = clause.quantity, clause.sentence
    place = clause.left if clause.baseline else one.start
    if reading.is_past(place) and not _is_set(clause):
        return False
    compared = has_comparator(clause.between, clause.behind)
    if one.form in ("ratio", "rank"):
        return True
    if _is_described(clause) and clause.is_in_bracket or re.match(r"\w{0,6}(?:为成员|为组长)", clause.behind):
        return False
    if one.form == "growth":
        return not any(other.start > one.end for other in reading.quantities)
    if one.unit in TIMES:
        is_lesson = one.unit in ("课时", "学时") and not clause.behind and bool(last_verb(clause.before))
        return is_lesson or compared and (not one.is_small or has_comparator(clause.between, ""))
    if one.unit == POINTS:
        is_told_already = any(other.unit == PERCENT for other in reading.quantities if other.start < one.start)
        return not is_told_already and (compared or bool(re.search(r"增加?$", clause.between)))
    if one.form == "share":
        is_rate = bool(_RATE.search(clause.before) or re.search(r"占[^,;]*的?$", clause.before) or _SHARE_OF.match(clause.behind))
        is_listed = bool(re.search(r"%(?:以上|左右)?、$", reading.text[: clause.left]))
        return compared or is_rate or is_listed or is_reached(clause.before) or is_kept(clause.before)
    if _EACH_HAS.search(clause.before):
        return True
    if one.is_small and not _is_number(clause) and not compared and not listed_names(clause.before, one.value):
        return False
    if (_EXISTS.search(clause.before) or re.fullmatch(r"\w{0,8}(?:中|里)", clause.behind)) and not compared:
        return False
    return bool(verb) or compared or _is_item(clause)


def _is_described(clause: Clause) -> bool:
    """Return True for the size or cost of a project: 占地80亩, 总投资2亿元, 可容纳学生900人."""
    text, place = clause.sentence.text, clause.quantity.start
    begin = max(text.rfind(mark, 0, place) for mark in ",(、:;") + 1
    return bool(_DESCRIBED.fullmatch(text[begin:place]) or _CAPACITY.search(text[:place]))


def _is_set(clause: Clause) -> bool:
    """Return True for things of an earlier year that the sentence still works on."""
    found = _EARLIER_SET.search(clause.before)
    return bool(found and re.search(rf"(?:{SUPPORTS}|确保|完成|督促|保障|保证)", clause.before[: found.start()]))


def _is_number(clause: Clause) -> bool:
    """Return True for 一 to 千 that count: right behind a firm verb (新建一所), or at the end of its clause (骨干教师千名)."""
    is_turn = clause.quantity.unit in ("次", "场", "期", "届") and re.search(rf"(?:{DONE})$", clause.before)
    return bool(_FIRM_BEFORE.search(clause.before) or is_turn) or not clause.behind and len(clause.before) >= 4


def _is_item(clause: Clause) -> bool:
    """Return True for an item of a list that holds a noun and a number only: 公办幼儿园11所."""
    text, one = clause.sentence.text.rstrip("。;"), clause.quantity
    is_noun = "," not in text and len(text) <= 24 and one.end == len(text)
    return is_noun and not one.is_small and one.unit.lstrip("万亿") not in MEASURED


def proposed(clause: Clause) -> Proposal:
    """Return the quantity of a clause as a target."""
    reading, one = clause.sentence, clause.quantity
    scope = reading.scope_for(clause.left, clause.right)
    items = listed_names(clause.before, one.value) or _named_behind(clause)
    earlier = (reading.text[: reading.comma_before(clause.left)], reading.text[: clause.left], reading.sentence.before)
    topic = next((found for words in earlier if (found := topic_of(words))), "")
    start, end = reading.sentence.letters.span(clause.left, max(clause.right, one.end))
    kind, is_unclear = _kind(clause)
    proposal = Proposal(
        name=name_of(_before(clause), _noun(clause), topic=topic) or topic or reading.text[clause.left : clause.right],
        kind=TargetKind.ITEMS if items and kind is TargetKind.COUNT else kind,
        start=start,
        end=end,
        headings=reading.sentence.headings,
        value=one.value,
        unit=one.unit,
        comparator=_compared(clause),
        high=one.high,
        baseline=clause.baseline.value if clause.baseline else None,
        open_ended=one.is_open,
        scope=scope.words if scope else None,
        is_each=bool(scope and scope.is_each),
        is_period=bool(scope and scope.is_period),
        items=items,
        owner=reading.sentence.owner,
    )
    proposal = dated(proposal, reading, clause.left, clause.right)
    return replace(proposal, questions=(*_questions(clause, proposal, is_unclear=is_unclear), *proposal.questions))


def dated(proposal: Proposal, reading: Reading, left: int, right: int) -> Proposal:
    """Return a proposal with the deadline of its part of the sentence, or the end of the plan and a question."""
    deadline: Deadline | None = reading.deadline_for(left, right)
    day = deadline.day if deadline else date(reading.until, 12, 31)
    asked: tuple[Question, ...] = ()
    if deadline is None or deadline.is_carried:
        asked = (due_question(day, reading.year),)
    elif deadline.is_guess:
        asked = (custom_question(day),)
    return replace(proposal, due=day, questions=(*proposal.questions, *asked))


def _before(clause: Clause) -> str:
    """Return the words before a number without deadlines."""
    return clause.lent or clause.sentence.own(clause)


def _noun(clause: Clause) -> str:
    """Return the words behind a number without names in brackets; those of the next number where it shares its noun."""
    reading, behind = clause.sentence, _BRACKET.sub("", clause.sentence.without_deadlines(clause.quantity.end, clause.right))
    if behind or len(clean(clause.before)) > LONGEST_VERB:
        return behind
    shared = [one for one in reading.clauses if clause.right < one.left <= reading.comma_after(clause.right)]
    return shared[-1].behind if shared else ""


def _named_behind(clause: Clause) -> tuple[str, ...]:
    """Return the names in brackets behind a number: 2所(甲中学、乙中学)."""
    found = _BRACKET.search(clause.behind)
    names = distinct(found[1].removesuffix("等")) if found else ()
    return names if len(names) == clause.quantity.value or (found and found[1].endswith("等")) else ()


def _compared(clause: Clause) -> Comparator:
    one = clause.quantity
    if one.high is not None:
        return Comparator.BETWEEN
    if one.form in ("ratio", "rank"):
        return Comparator(one.form)
    if one.form == "growth":
        return Comparator.RISE_BY
    if one.value == 0:
        return Comparator.AT_MOST
    found = comparator(clause.between, clause.behind)
    if found is Comparator.AT_LEAST and one.unit == POINTS:
        return Comparator.RISE_BY
    if clause.baseline and clause.baseline.value > one.value:
        return Comparator.AT_MOST
    return found


def _kind(clause: Clause) -> tuple[TargetKind, bool]:
    """Return the kind of a target, and whether a rate leaves open if it is reached once or kept."""
    if _compared(clause).is_limit:
        is_fall = bool(clause.baseline) or is_lowered(clause.between)
        return TargetKind.REACH if is_fall and clause.quantity.unit == PERCENT else TargetKind.CEILING, False
    if clause.quantity.form == "growth":
        return TargetKind.REACH, False
    if clause.quantity.form != "share":
        is_each = is_level(clause.quantity.unit, clause.before)
        return TargetKind.FLOOR if is_each else total_of(clause.quantity.unit), False
    if is_kept(clause.before) or is_kept(clause.sentence.text[clause.left : clause.quantity.start]):
        return TargetKind.FLOOR, False
    return TargetKind.REACH, not is_reached(clause.before) and not clause.baseline and clause.quantity.unit != POINTS


def _questions(clause: Clause, proposal: Proposal, *, is_unclear: bool) -> Iterator[Question]:
    is_phrase = clause.quantity.is_small and not proposal.items
    yield from number_questions(proposal, is_phrase=is_phrase, is_rate_unclear=is_unclear)
    if proposal.items and proposal.value != len(proposal.items):
        yield choice(Doubt.NAMES, "as_named")
    if _is_described(clause):
        yield no_target_question(Doubt.BACKGROUND)
    if _PART_OF.search(clause.sentence.text[clause.left - 3 if clause.left > 3 else 0 : clause.quantity.start]):
        yield choice(Doubt.PART, "as_own")
    if _EARLIER_SET.search(clause.before) and not clause.baseline:
        yield choice(Doubt.WHICH, "as_target")
    elif _VAGUE_SUPPORT.search(clause.before) and not re.search(FIRM, clause.before + clause.behind):
        yield end_question()
