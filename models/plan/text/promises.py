"""Targets without a number: documents to be issued, events by a day, 全覆盖, named institutions, batches."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from models.plan.text.clauses import Reading
from models.plan.text.comparators import Comparator
from models.plan.text.institutions import institutions
from models.plan.text.measured import dated
from models.plan.text.names import clean
from models.plan.text.proposals import Doubt, Proposal, Question
from models.plan.text.questions import choice, end_question, number_questions
from models.plan.text.units import PERCENT
from models.plan.text.verbs import HAPPENS, SUPPORTS
from models.status import TargetKind

_DOCUMENT = re.compile(
    r"(?:出台|印发|制定|发布|编制|修订|研制|起草)(?:完成|实施|并(?:印发|实施|发布))?[^,;、《》]{0,10}(?P<title>《[^》]{2,80}》(?:、?《[^》]{2,80}》)*)"
    r"|(?:出台|印发|(?<=[前底])制定)(?P<bare>[^,;《》]{2,40}?(?:方案|办法|意见|规划|细则|计划|规定|制度|标准|指南|清单|措施))(?=[,;。、]|$)"
)
_PASSED = re.compile(r"通过[^,;。]{0,24}(?:验收|评估|认定|评审)$")
_EVENT = re.compile(HAPPENS)
_ALL = re.compile(
    r"全覆盖(?!的|率|式|培训|检查)|覆盖(?:到|至)?(?:所有|全部|全体|全市|各|每一?)\w+|应(?P<same>[\u4e00-\u9fff])尽(?P=same)|零(?:拒绝|失学|辍学|发生|事故|死亡|伤亡|违规)|(?:不发生|杜绝)[^,;。]{0,16}(?:事故|事件)"
    r"|(?:全市|全部|所有|全体|每[所名个位]|各)\w{2,16}?(?:基本|全部|均|都)(?:达到|达标|实现|完成|纳入|通过|建成|配备|接入|建立|落实)\w*"
    r"|(?:及时|按时|按期)?足额(?:发放|拨付|落实|到位|兑现)|(?:不让|不落下|不漏)(?:任何)?一[名个]\w+"
)
_KEPT = re.compile(r"做到|保持|确保|巩固|保障|不让|不落|足额|应\w尽|零")
_TWO = re.compile(r"覆盖\w*[^,;。]*、")
_BATCHES = re.compile(r"第[一二三四五六\d](?:批|期|轮|阶段)(?:、第[一二三四五六\d](?:批|期|轮|阶段))*(?P<rest>[^,;。、]{2,30})")


def read_promises(reading: Reading, taken: list[Proposal]) -> list[Proposal]:
    """Return the targets of a sentence that have no number of their own, beside those ``taken`` already."""
    found: list[Proposal] = []
    for reader in (_documents, _batches, _universals, _supported, _events):
        for one in reader(reading):
            if not any(one.start < other.end and other.start < one.end for other in (*taken, *found)):
                found.append(one)
    return found


def _proposal(reading: Reading, kind: TargetKind, name: str, left: int, right: int, *questions: Question) -> Proposal:
    start, end = reading.sentence.letters.span(left, right)
    scope = reading.scope_for(left, right)
    proposal = Proposal(
        name=name,
        kind=kind,
        start=start,
        end=end,
        headings=reading.sentence.headings,
        scope=scope.words if scope and not scope.is_period else None,
        owner=reading.sentence.owner,
        questions=questions,
    )
    return dated(proposal, reading, left, right)


def _documents(reading: Reading) -> Iterator[Proposal]:
    """Yield what is to be issued: 出台《…方案》, 印发…办法."""
    for match in _DOCUMENT.finditer(reading.text):
        if reading.is_past(match.start()) or (match["bare"] and reading.in_name(match.start())):
            continue
        titles = re.findall(r"《[^》]+》", match["title"] or "")
        left = reading.comma_before(match.start())
        one = _proposal(reading, TargetKind.DELIVER, clean(match[0]), left, match.end())
        yield replace(one, kind=TargetKind.ITEMS, items=tuple(titles)) if len(set(titles)) > 1 else one


def _events(reading: Reading) -> Iterator[Proposal]:
    """Yield what happens by a day: 9月首届招生, 今年通过验收. A bare year must be within the clause itself."""
    for left, right in _comma_clauses(reading):
        happens = _EVENT.search(reading.text, left, right) or _PASSED.search(reading.text, left, right)
        if not happens or reading.is_past(right):
            continue
        deadline = reading.deadline_for(left, right)
        if deadline is None:
            if (passed := _PASSED.search(reading.text, left, right)) and not reading.in_name(passed.start()):
                yield _proposal(reading, TargetKind.DELIVER, clean(reading.text[left:right]), left, right)
            continue
        start, end = max(deadline.start, left), max(deadline.end, left)
        event = _EVENT.search(reading.text, end, right) or _EVENT.search(reading.text, left, start)
        is_topic = deadline.is_year and re.match(r"[^,]{0,6}我|,", reading.text[deadline.end :])
        is_near = deadline.start >= (reading.comma_before(max(left - 1, 0)) if not deadline.is_year else left)
        if event and is_near and not is_topic and not reading.in_name(event.start()):
            name = clean(reading.without_deadlines(left, right))
            if len(name) < 6 and left:
                name = clean(reading.text[reading.comma_before(left - 1) : left - 1]) + ": " + name
            yield _proposal(reading, TargetKind.DELIVER, name.strip(": "), left, right)


def _comma_clauses(reading: Reading) -> Iterator[tuple[int, int]]:
    left = 0
    while left < len(reading.text):
        right = reading.comma_after(left)
        yield left, right
        left = right + 1


def _universals(reading: Reading) -> Iterator[Proposal]:
    """Yield what is for all: 全覆盖, 覆盖所有…, 应助尽助, 足额发放, 不让一名学生…, 全市…基本达到."""
    last = -1
    for match in _ALL.finditer(reading.text):
        left, right = reading.comma_before(match.start()), reading.comma_after(match.end())
        if left <= last or reading.is_past(match.start()):
            continue
        last = right
        words = reading.text[left:right]
        kind = TargetKind.FLOOR if _KEPT.search(words) else TargetKind.REACH
        name = clean(words)
        rest = re.sub(r"做到|实现|确保|[“”\"、]", "", words.replace(match[0], ""))
        if len(match[0]) < 8 and len(rest) < 4 and left:
            name = f"{clean(reading.text[reading.comma_before(left - 1) : left - 1])}: {name}"
        questions = [choice(Doubt.ALL, "as_hundred")]
        if _TWO.search(words) and match[0].startswith("覆盖"):
            questions.append(choice(Doubt.TWO, "as_worse"))
        if re.match("零(?:发生|事故|死亡|伤亡|违规)|不发生|杜绝", match[0]):
            none = _proposal(reading, TargetKind.CEILING, name, left, right)
            none = replace(none, value=Decimal(0), unit="起", comparator=Comparator.AT_MOST)
            yield replace(none, questions=(*number_questions(none), *none.questions))
            continue
        one = _proposal(reading, kind, name, left, right, *questions)
        yield replace(one, value=Decimal(100), unit=PERCENT, scope=one.scope or ("全市" if "全市" in words else None))


def _supported(reading: Reading) -> Iterator[Proposal]:
    """Yield the institutions, by name, that are supported or built: 支持甲学院、乙学院升本, 建成甲小学、乙小学."""
    for match in re.finditer(rf"{SUPPORTS}|(?P<built>建成|开工建设|启用|迁建)", reading.text):
        left, right = reading.comma_before(match.start()), reading.comma_after(match.end())
        names = institutions(reading.text[match.end() : right])
        if names and not reading.is_past(match.start()):
            last = reading.text.rfind(names[-1], match.end(), right) + len(names[-1])
            what = clean(re.sub(r"^等", "", reading.text[last:right])) or clean(reading.text[left : match.end()])
            asked = () if match["built"] else (end_question(),)
            yield replace(_proposal(reading, TargetKind.ITEMS, what, left, right, *asked), items=names)
            return


def _batches(reading: Reading) -> Iterator[Proposal]:
    """Yield the batches of one work as items: 第一批、第二批创建单位加快推进,第三批创建单位启动."""
    matches = [found for found in _BATCHES.finditer(reading.text) if not reading.in_name(found.start())]
    items = []
    for match in matches:
        rest = clean(re.sub(r"今年|年底前|年内", "", match["rest"]))
        items += [
            f"{batch}{rest}" for batch in re.findall(r"第\w(?:批|期|轮|阶段)", match[0][: match.start("rest") - match.start()])
        ]
    if len(set(items)) < 2 or reading.is_past(matches[0].start()):
        return
    topic = clean(reading.text[: matches[0].start()]) or matches[0]["rest"]
    one = _proposal(reading, TargetKind.ITEMS, topic, matches[0].start(), matches[-1].end(), end_question())
    yield replace(one, items=tuple(dict.fromkeys(items)))
