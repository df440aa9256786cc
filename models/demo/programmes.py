"""62 fictional vocational programmes: clusters, urgent specialties, a training base, the standards inspection."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from models.commands.records import NewMeasurement, NewMilestone, NewProgramme
from models.demo.calendar import MONTH_ENDS, YEAR, Step, expected_on, turn_out

#: Stages of a programme, in order.
STAGES = ("applied", "reviewed", "approved", "built", "mid_check", "accepted")
#: (kind, number, levels, target): 62 in all.
KINDS = (
    ("cluster", 50, ("secondary", "higher", "undergraduate"), "VO-03"),
    ("urgent", 10, ("higher",), "VO-04"),
    ("base", 1, ("higher",), "VO-07"),
    ("standard", 1, ("secondary",), "VO-02"),
)
FIELDS = ("装备制造", "信息技术", "现代物流", "医药健康", "文旅服务", "新能源汽车", "食品加工", "建筑工程")
#: Months of approval: a few early, most before summer, the rest in autumn.
APPROVAL_MONTHS = (4, 5, 6, 6, 6, 9, 9, 10)
#: Yearly indicators: lowest and highest value in the first year, and largest change per year.
INDICATORS = {"enrolment": (80, 420, 60), "placement": (86, 97, 2), "partners": (2, 14, 3), "dual_qualified": (6, 40, 5)}
#: One in so many programmes reports no indicators.
SILENT = 7


@dataclass(frozen=True, slots=True)
class DemoProgramme:
    """A programme with the actual dates of its stages."""

    programme: NewProgramme
    steps: tuple[Step, ...]


def make_programmes(random: Random, districts: list[tuple[str, str]], *, scale: int = 1) -> list[DemoProgramme]:
    """Return the programmes in a fixed order; ``scale`` multiplies their number."""
    made: list[DemoProgramme] = []
    for _ in range(scale):
        for kind, count, levels, target in KINDS:
            for _ in range(count):
                level, field = random.choice(levels), random.choice(FIELDS)
                school = f"示例·{_LEVEL_SCHOOLS[level]}{random.randint(1, 9)}"
                code, _ = random.choice(districts)
                programme = NewProgramme(
                    code=f"ZY-{len(made) + 1:03d}",
                    name=f"示例·{field}{_KIND_NAMES[kind]}{len(made) + 1}",
                    school=school,
                    level=level,
                    kind=kind,
                    field=field,
                    district=code,
                    owner="职业教育与成人教育处",
                    targets=(target,),
                    origin="demo",
                )
                made.append(DemoProgramme(programme, _steps(random)))
    return made


_LEVEL_SCHOOLS = {"secondary": "中等职业学校", "higher": "高等职业学院", "undergraduate": "职业本科学校"}
_KIND_NAMES = {"cluster": "专业群", "urgent": "急需专业", "base": "实训基地", "standard": "达标建设"}


def _steps(random: Random) -> tuple[Step, ...]:
    approved = date(YEAR, random.choice(APPROVAL_MONTHS), random.randint(1, 28))
    days = (-90, -40, 0, 60, 240, 540)
    planned = [(name, approved + timedelta(days=offset)) for name, offset in zip(STAGES, days, strict=True)]
    return tuple(turn_out(random, planned, until=MONTH_ENDS[-1], prompt=0.8))


def baselines(programmes: list[DemoProgramme], as_of: date) -> list[NewMilestone]:
    """Return the planned dates of all stages."""
    return [
        NewMilestone(one.programme.code, step.name, "baseline", step.planned, as_of, step.position, "demo")
        for one in programmes
        for step in one.steps
    ]


def reports_of_month(programmes: list[DemoProgramme], month: int) -> list[NewMilestone]:
    """Return the schools' reports at the end of a month: stages passed since the last one, and the forecast of the next."""
    as_of, since = MONTH_ENDS[month], MONTH_ENDS[month - 1] if month else date.min
    reports: list[NewMilestone] = []
    for one in programmes:
        for step in one.steps:
            if step.happened is None or step.happened > as_of:
                day = expected_on(step, as_of)
                reports.append(NewMilestone(one.programme.code, step.name, "forecast", day, as_of, step.position, "demo"))
                break
            if step.happened > since:
                reports.append(NewMilestone(one.programme.code, step.name, "actual", step.happened, as_of, step.position, "demo"))
    return reports


def indicators(random: Random, programmes: list[DemoProgramme], years: int) -> list[list[NewMeasurement]]:
    """Return the schools' indicators at the end of each of ``years`` years, the last of which is the plan's."""
    by_year: list[list[NewMeasurement]] = [[] for _ in range(years)]
    for number, one in enumerate(programmes):
        for measure, (low, high, change) in INDICATORS.items() if number % SILENT else ():
            value = random.randint(low, high)
            for back, rows in zip(reversed(range(years)), by_year, strict=True):
                day = date(YEAR - back, 12, 31)
                rows.append(NewMeasurement(one.programme.code, measure, day, Decimal(value), "demo"))
                value = min(max(value + random.randint(-change // 2, change), 0), 100 if measure == "placement" else 10_000)
    return by_year
