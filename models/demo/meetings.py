"""The meetings of the demonstration year; their decisions and narratives follow from the standings at the time.

Nothing is written twice: targets that are behind are found by the program's own rules, as known at each meeting. A decision is
closed at the first look at which its request is seen to be fulfilled, and postponed once by the next meeting that finds it
overdue.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine

from models.commands.meeting_validation import Entry
from models.commands.meetings import store_past
from models.commands.records import Closing, Holding, NewDecision, NewMeeting, NewNarrative, Postponement
from models.demo import sentences
from models.demo.calendar import IN_TIME, MONTH_ENDS, YEAR, recorded
from models.demo.projects import OPENING_REPORT
from models.demo.seen import Seen, look, slip_of
from models.snapshots.plan_parts import read_parts
from models.status import Status
from models.store.engine import reading
from models.typed_rows import ScheduleStanding

#: Author of the minutes: a role.
AUTHOR = "示例·局办公室"
#: Minutes of the past, each entry with its recording time.
Past = list[tuple[datetime, Entry]]


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting about the day ``as_of``, held on ``day``."""

    name: str
    as_of: date
    day: date

    @property
    def at(self) -> datetime:
        """The start of the meeting: in the morning in China."""
        return datetime.combine(self.day, time(1, 30), UTC)

    @property
    def prepared_at(self) -> datetime:
        """The time by which the reasons were recorded: the evening before."""
        return datetime.combine(self.day - timedelta(days=1), time(9, 0), UTC)


MEETINGS = (
    Held("示例·第一季度工作推进会", date(YEAR, 3, 31), date(YEAR, 4, 12)),
    Held("示例·上半年工作推进会", date(YEAR, 6, 30), date(YEAR, 7, 12)),
    Held("示例·秋季开学工作调度会", OPENING_REPORT, date(YEAR, 9, 7)),
)
#: The day compared with at the first meeting, and the time at which it was known.
BEFORE = (MONTH_ENDS[0], recorded(MONTH_ENDS[0], IN_TIME))
#: The meeting in preparation: its name, its day, and the start of preparation.
TO_COME = ("示例·第三季度工作推进会", date(YEAR, 9, 30), datetime.combine(date(YEAR, 9, 14), time(2, 0), UTC))
#: Ends of months between the meetings on which decisions are also checked.
LOOKS = (date(YEAR, 5, 31), date(YEAR, 7, 31))
#: Days until a district must report, and minimum days until a work must be done.
DAYS_TO_REPORT, DAYS_TO_WORK = 15, 21
#: Number of late works with a narrative per meeting.
TOLD_WORKS = 4


@dataclass(frozen=True, slots=True)
class Task:
    """A decision to be followed up: about a ``step`` of a work, a report due ``since``, or else its target."""

    number: int
    decision: NewDecision
    until: date
    step: str = ""
    since: date | None = None
    postponed: bool = False

    def is_done(self, seen: Seen) -> bool:
        """Return True if the request of the decision is seen to be fulfilled."""
        if self.since is not None:
            return not seen.owes(self.decision.district, self.since)
        if self.step:
            return seen.has_reached(self.decision.subject, self.step)
        return seen.targets[self.decision.subject].status.is_good


@dataclass
class Book:
    """The minutes so far: all entries, the open decisions, and the latest narrative of each code."""

    past: Past = field(default_factory=list)
    tasks: dict[int, Task] = field(default_factory=dict)
    decided: int = 0
    said: dict[str, NewNarrative] = field(default_factory=dict)


def store_meetings(engine: Engine, plan: str) -> None:
    """Hold the meetings of the year and prepare the next one; requires all reports of the demonstration in the store."""
    store_past(engine, plan, minutes(list(_looks(engine, plan))), AUTHOR)


def _looks(engine: Engine, plan: str) -> Iterator[Seen]:
    """Yield the state of the plan at each meeting and between meetings, in the order in which it became known."""
    days = {recorded(day, IN_TIME + 1): day for day in LOOKS} | {one.prepared_at: one.as_of for one in MEETINGS}
    with reading(engine) as session:
        parts = read_parts(session, plan, known_at=min(days))
        for known_at, as_of in sorted(days.items()):
            yield look(session, parts, as_of=as_of, known_at=known_at)


def minutes(looks: Sequence[Seen]) -> Past:
    """Return all minutes of the meetings in chronological order."""
    book, before = Book(), BEFORE
    by_instant = {one.prepared_at: (number, one) for number, one in enumerate(MEETINGS, start=1)}
    for seen in looks:
        _close(book, seen)
        if seen.known_at not in by_instant:
            continue
        number, held = by_instant[seen.known_at]
        meeting = NewMeeting(held.name, held.as_of, before[0], before[1])
        book.past.append((seen.known_at, meeting))
        _narrate(book, seen, number)
        book.past.append((held.at, Holding(number)))
        _postpone(book, seen, held)
        _decide(book, seen, number, held)
        before = held.as_of, held.at
    name, day, at = TO_COME
    return [*book.past, (at, NewMeeting(name, day, *before))]


def _close(book: Book, seen: Seen) -> None:
    """Close the decisions that are seen to be fulfilled, each with its evidence."""
    for task in list(book.tasks.values()):
        if task.is_done(seen):
            proof = sentences.proof(seen, task.decision, task.step, task.number)
            book.past.append((seen.known_at, Closing(task.number, evidence=proof)))
            del book.tasks[task.number]


def _postpone(book: Book, seen: Seen, held: Held) -> None:
    for task in [one for one in book.tasks.values() if one.until < held.day and not one.postponed]:
        until = _end_of_month(held.day + timedelta(days=DAYS_TO_WORK))
        if task.step:
            until = max(until, seen.works[task.decision.subject].next_forecast or until)
        why = Postponement(task.number, until, sentences.later(seen, task.decision, task.step))
        book.past.append((held.at + timedelta(hours=1), why))
        book.tasks[task.number] = replace(task, until=until, postponed=True)


def _narrate(book: Book, seen: Seen, number: int) -> None:
    """Record narratives on everything that is behind; those of targets that caught up are withdrawn.

    Targets that are only at risk, or unknown, have no measure yet: the meeting will ask.
    """
    news: dict[str, NewNarrative] = {}
    for row in seen.behind:
        why, is_grave = sentences.why_behind(seen, row), row.status in (Status.OFF_TRACK, Status.MISSED)
        until = max(why.until or seen.as_of, _end_of_month(seen.known_at.date()))
        told = NewNarrative(row.code, why.reason, why.measure, row.owner or "", until, number)
        news[row.code] = told if is_grave else replace(told, measure="", until=None)
    for work in _late(seen)[:TOLD_WORKS]:
        news[work.code] = NewNarrative(
            work.code,
            sentences.MARK + sentences.late_step(work),
            "倒排工期，每周调度",
            work.owner or "",
            max(work.next_forecast or seen.as_of, _end_of_month(seen.known_at.date())),
            number,
        )
    gone = {code: NewNarrative(code, meeting=number) for code in book.said if code not in news}
    book.past += [(seen.known_at, one) for one in (*news.values(), *gone.values())]
    book.said = news


def _decide(book: Book, seen: Seen, number: int, held: Held) -> None:
    taken = {task.decision.subject or task.decision.district for task in book.tasks.values()}
    for task in _tasks(seen, number, held, taken):
        book.decided += 1
        book.tasks[book.decided] = replace(task, number=book.decided)
        book.past.append((held.at + timedelta(hours=2), task.decision))


def _tasks(seen: Seen, number: int, held: Held, taken: set[str]) -> Iterable[Task]:
    """Yield a meeting's decisions: on the district owing most reports, the latest work, the worst rate and other target."""
    debtors = sorted(seen.owed, key=lambda one: -len(seen.owed[one]))
    for district in [one for one in debtors if one not in taken][:1]:
        until, owed = held.day + timedelta(days=DAYS_TO_REPORT), seen.owed[district]
        name = seen.districts[district].name
        what = sentences.chase_words(name, len(owed), until)
        decision = NewDecision(number, what, f"{name}教育局", until, district=district)
        yield Task(0, decision, until, since=min(row.since for row in owed))
    for work in [one for one in _late(seen) if one.code not in taken][:1]:
        until = max(work.next_forecast or held.day, held.day + timedelta(days=DAYS_TO_WORK))
        what, step = sentences.work_words(work, work.next_step, until), work.next_step
        decision = NewDecision(number, what, work.owner or "", until, work.code, work.district)
        yield Task(0, decision, until, step=step)
    until = _end_of_month(held.day + timedelta(days=DAYS_TO_WORK))
    open_ones = [row for row in seen.behind if row.code not in taken]
    for row in [one for one in open_ones if one.rate_scale is not None and seen.weakest(one.code)][:1]:
        weakest = seen.weakest(row.code)
        assert weakest is not None, "it was asked for"
        code, rate = weakest
        name = seen.districts[code].name
        what = sentences.rate_decision_words(row, name, rate, until)
        yield Task(0, NewDecision(number, what, f"{name}教育局", until, row.code, code), until)
    for row in [one for one in open_ones if one.rate_scale is None][:1]:
        yield Task(0, NewDecision(number, sentences.target_words(row, until), row.owner or "", until, row.code), until)


def _late(seen: Seen) -> list[ScheduleStanding]:
    """Return the works that are off track, the latest first."""
    late = [row for row in seen.works.values() if row.status == Status.OFF_TRACK]
    return sorted(late, key=lambda row: (-slip_of(row), row.code))


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
