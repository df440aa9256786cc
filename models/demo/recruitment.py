"""Fictional quotas for principals, teachers and studios by district, with people in post by month."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from models.commands.records import NewMeasurement, NewQuota, NewReport
from models.demo.calendar import MONTH_ENDS

#: (post, ways, sum of the districts' quotas, target). Of the 500 teachers 486 are divided into quotas, and 14 not yet.
POSTS = (
    ("principal", ("recruited", "trained"), 50, "RE-03"),
    ("teacher", ("recruited", "trained"), 486, "RE-05"),
    ("studio", ("trained",), 30, "RE-04"),
)
#: Usual shares of the year's quota filled by the end of each month.
PACE = (0.0, 0.02, 0.06, 0.14, 0.22, 0.34, 0.40, 0.58, 0.74, 0.84, 0.94, 1.01, 1.02, 1.02)
#: Steps of recruitment: (step, months ahead of people in post, people per person in post).
STEPS = (("announced", 5, 1.0), ("applied", 4, 4.2), ("shortlisted", 2, 1.7), ("hired", 1, 1.0))
#: One in so many quotas reports no steps.
SILENT = 5


@dataclass(frozen=True, slots=True)
class DemoQuota:
    """A quota with the number of people in post at the end of each month."""

    quota: NewQuota
    in_post: tuple[int, ...]


def make_quotas(random: Random, districts: list[tuple[str, str]], *, scale: int = 1) -> list[DemoQuota]:
    """Return the quotas of every district, post and way; ``scale`` multiplies their number."""
    made: list[DemoQuota] = []
    for _ in range(scale):
        for post, ways, total, target in POSTS:
            cells = [(district, way) for district, _ in districts for way in ways]
            for (district, way), number in zip(cells, _divide(random, total, len(cells)), strict=True):
                quota = NewQuota(
                    code=f"ZP-{len(made) + 1:03d}",
                    district=district,
                    post=post,
                    way=way,
                    quota=number,
                    targets=(target,),
                    origin="demo",
                )
                made.append(DemoQuota(quota, _in_post(random, number)))
    return made


def _divide(random: Random, total: int, parts: int) -> list[int]:
    """Return a total divided into whole parts of realistic variation that add up to it."""
    weights = [random.uniform(0.5, 1.6) for _ in range(parts)]
    shares = [int(total * weight / sum(weights)) for weight in weights]
    for index in random.sample(range(parts), total - sum(shares)):
        shares[index] += 1
    return shares


def _in_post(random: Random, quota: int) -> tuple[int, ...]:
    """Return cumulative counts by month: near the usual pace, a few slower, a few over their quota at the end."""
    speed = random.choice((0.85, 0.95, 1.0, 1.0, 1.05, 1.1))
    counts: list[int] = []
    for share in PACE:
        count = round(quota * share * speed + random.uniform(-0.4, 0.4))
        counts.append(max(counts[-1] if counts else 0, count, 0))
    return tuple(counts)


def reports_of_month(quotas: list[DemoQuota], month: int, late: set[str]) -> list[NewReport]:
    """Return the districts' counts at the end of a month, except those in ``late``."""
    return [
        NewReport(one.quota.code, MONTH_ENDS[month], Decimal(one.in_post[month]), district=one.quota.district, origin="demo")
        for one in quotas
        if one.quota.district not in late
    ]


def steps_of_month(quotas: list[DemoQuota], month: int, late: set[str]) -> list[NewMeasurement]:
    """Return the progress of external recruitment at the end of a month, for quotas that report it."""
    last = len(MONTH_ENDS) - 1
    return [
        NewMeasurement(
            one.quota.code, step, MONTH_ENDS[month], Decimal(round(people * one.in_post[min(month + ahead, last)])), "demo"
        )
        for one in quotas
        if one.quota.way == "recruited" and int(one.quota.code[3:]) % SILENT and one.quota.district not in late
        for step, ahead, people in STEPS
    ]
