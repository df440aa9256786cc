"""Fictional figures of the targets: rates by district, counts of the city, deliverables and their gates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from models.commands.records import NewMilestone, NewReport
from models.demo.calendar import MONTH_ENDS, YEAR


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate reported by every district: first and last value in percent, spread between districts, and number of people."""

    code: str
    first: float
    last: float
    spread: float
    people: int


RATES = (
    Rate("BA-03", 46.0, 50.6, 6.0, 22_000),
    Rate("BA-04", 87.2, 89.3, 4.0, 22_000),
    Rate("BA-07", 62.0, 100.0, 0.0, 40),
    Rate("TE-05", 99.4, 100.0, 0.5, 6_000),
    Rate("WE-02", 100.0, 100.0, 0.0, 3_000),
    Rate("WE-03", 100.0, 100.0, 0.0, 95_000),
    Rate("WE-05", 98.6, 99.7, 0.6, 260),
    Rate("VO-09", 58.0, 71.0, 8.0, 12),
)
#: Counts reported by the bureau for the city: cumulative by the end of each month.
COUNTS = {
    "BA-08": (0, 0, 4, 4, 9, 14, 14, 16, 21, 24, 27, 30, 30, 30),
    "VO-08": (0, 0, 2, 2, 4, 5, 5, 5, 6, 7, 8, 9, 10, 10),
}
#: Months (index in MONTH_ENDS) without a report on a target: by some districts for a rate, by the bureau for a count.
SILENT_ON: dict[str, dict[str, tuple[int, ...]]] = {
    "WE-02": dict.fromkeys(("410122", "410184"), (5, 6, 7)),
    "VO-08": {"": (6, 7)},
}
#: Dates of the gates of deliverables and items: (code, gate, planned, actual or None).
GATES = (
    ("RE-02", "征求意见", date(YEAR, 5, 31), date(YEAR, 6, 12)),
    ("RE-02", "会议审议", date(YEAR, 9, 30), date(YEAR, 10, 9)),
    ("RE-02", "印发", date(YEAR, 11, 30), date(YEAR, 12, 8)),
    ("VO-02", "学校自评", date(YEAR, 4, 30), date(YEAR, 4, 26)),
    ("VO-02", "市级复核", date(YEAR, 8, 31), date(YEAR, 9, 4)),
    ("VO-02", "省级验收", date(YEAR, 11, 30), date(YEAR, 11, 28)),
    ("BA-09.1", "省级评估", date(YEAR, 10, 31), date(YEAR, 10, 30)),
    ("BA-09.2", "市级复核", date(YEAR, 11, 15), date(YEAR, 11, 20)),
    ("BA-09.3", "启动", date(YEAR, 6, 30), date(YEAR, 6, 28)),
    ("VO-01.1", "规划批复", date(YEAR, 9, 30), date(YEAR, 9, 27)),
    ("VO-01.2", "规划批复", date(YEAR, 10, 31), date(YEAR, 12, 4)),
    ("VO-01.3", "规划批复", date(YEAR, 11, 30), None),
    ("HI-01.1", "年度任务完成", date(YEAR, 12, 15), date(YEAR, 12, 14)),
    ("HI-01.2", "年度任务完成", date(YEAR, 12, 15), date(YEAR, 12, 13)),
    ("HI-02.1", "材料报送", date(YEAR, 6, 30), date(YEAR, 6, 29)),
    ("HI-02.2", "材料报送", date(YEAR, 6, 30), date(YEAR, 7, 6)),
    ("HI-02.3", "材料报送", date(YEAR, 6, 30), date(YEAR, 6, 28)),
    ("HI-05.1", "主体封顶", date(YEAR, 10, 31), date(YEAR, 11, 6)),
    ("HI-05.2", "主体封顶", date(YEAR, 12, 20), date(YEAR, 12, 18)),
)


def _position(code: str, gate: str) -> int:
    return [name for owner, name, *_ in GATES if owner == code].index(gate)


def gates_of_month(month: int) -> list[NewMilestone]:
    """Return the gates passed since the last report, and forecasts of those still open."""
    as_of, since = MONTH_ENDS[month], MONTH_ENDS[month - 1] if month else date.min
    reports = []
    for code, gate, planned, happened in GATES:
        if happened is not None and since < happened <= as_of:
            reports.append(NewMilestone(code, gate, "actual", happened, as_of, _position(code, gate), "demo"))
        elif happened is None or happened > as_of:
            day = max(planned, as_of) if happened is None else max(planned, min(happened, as_of))
            reports.append(NewMilestone(code, gate, "forecast", day, as_of, _position(code, gate), "demo"))
    return reports


def rates_of_month(random: Random, month: int, districts: list[str], late: set[str]) -> list[NewReport]:
    """Return the rates of every district at the end of a month, as numerator and denominator, except for those in ``late``."""
    progress = min(1.0, (month + 1) / 12)
    reports = []
    for rate in RATES:
        for number, district in enumerate(districts):
            own = rate.spread * ((number * 7) % 16 - 7.5) / 15
            percent = min(
                100.0,
                rate.first
                + (rate.last - rate.first) * progress
                + own * (1 - progress * (rate.last == 100))
                + random.uniform(-0.2, 0.2) * (rate.spread > 0 and progress < 1),
            )
            people = rate.people + rate.people * ((number * 5) % 16) // 8
            numerator = min(people, round(people * percent / 100))
            if district not in late and not _is_silent(rate.code, district, month):
                reports.append(
                    NewReport(
                        rate.code,
                        MONTH_ENDS[month],
                        numerator=Decimal(numerator),
                        denominator=Decimal(people),
                        district=district,
                        origin="demo",
                    )
                )
    return reports


def counts_of_month(month: int) -> list[NewReport]:
    """Return the bureau's counts for the city at the end of a month."""
    return [
        NewReport(code, MONTH_ENDS[month], Decimal(values[month]), origin="demo")
        for code, values in COUNTS.items()
        if not _is_silent(code, "", month)
    ]


def _is_silent(code: str, district: str, month: int) -> bool:
    return month in SILENT_ON.get(code, {}).get(district, ())
