"""52 fictional school projects: 18 kindergartens, 24 schools and 10 senior highs across all districts."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from models.analysis.schools import MILESTONES
from models.commands.records import NewMilestone, NewProject
from models.demo.calendar import MONTH_ENDS, YEAR, Step, expected_on, turn_out
from models.demo.places import as_given, somewhere_in
from models.geo import Crs

#: Number of projects per group: (group, number, stages, targets for which it counts).
GROUPS = (
    ("open", 7, ("kindergarten",), ("BA-02",)),
    ("start", 5, ("kindergarten",), ("BA-01",)),
    ("both", 6, ("kindergarten",), ("BA-01", "BA-02")),
    ("open", 9, ("primary", "middle", "nine_year"), ("BA-06",)),
    ("start", 8, ("primary", "middle", "nine_year"), ("BA-05",)),
    ("both", 7, ("primary", "middle"), ("BA-05", "BA-06")),
    ("high", 10, ("senior_high",), ("BA-13",)),
)
STAGE_NAMES = {
    "kindergarten": "幼儿园",
    "primary": "小学",
    "middle": "初级中学",
    "nine_year": "学校（九年一贯制）",
    "senior_high": "高级中学",
}
SEATS = {
    "kindergarten": (270, 450),
    "primary": (1080, 2160),
    "middle": (1200, 2400),
    "nine_year": (1800, 3000),
    "senior_high": (2400, 3000),
}
CLASS_SIZE = {"kindergarten": 30, "primary": 45, "middle": 50, "nine_year": 48, "senior_high": 50}
#: In the report of this month (index in MONTH_ENDS) every district lists, as of this day, which of its schools have opened.
OPENING_MONTH, OPENING_REPORT = 7, date(YEAR, 9, 5)
#: Districts that do not report in these months (index in MONTH_ENDS).
FORGETFUL: dict[str, tuple[int, ...]] = {"410185": (3, 4, 5), "410106": (7, 8, 9)}
#: Projects that make no progress within the demonstration: (group, last target, index).
STALLED = {("open", "BA-06", 3), ("high", "BA-13", 9)}


@dataclass(frozen=True, slots=True)
class DemoProject:
    """A project with the actual dates of its milestones."""

    project: NewProject
    steps: tuple[Step, ...]


def make_projects(random: Random, districts: list[tuple[str, str]], *, scale: int = 1) -> list[DemoProject]:
    """Return the projects in a fixed order; ``districts`` are (code, name). ``scale`` multiplies their number."""
    made: list[DemoProject] = []
    numbers: dict[tuple[str, str], int] = {}
    for _ in range(scale):
        turns = _spread(random, districts)
        for group, count, stages, targets in GROUPS:
            for index in range(count):
                code, name = turns.pop()
                stage = random.choice(stages)
                number = numbers[code, stage] = numbers.get((code, stage), 0) + 1
                stalled = (group, targets[-1], index) in STALLED
                steps = _steps(random, group, stalled=stalled)
                label = f"示例·{name}第{number}{STAGE_NAMES[stage]}"
                made.append(_project(random, f"XM-{len(made) + 1:03d}", label, code, stage, group, targets, steps))
    return made


def _spread(random: Random, districts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return a district for each of 52 projects: three each, and four for some."""
    turns = [district for district in districts for _ in range(3)]
    turns += random.sample(districts, sum(group[1] for group in GROUPS) - len(turns))
    random.shuffle(turns)
    return turns


def _steps(random: Random, group: str, *, stalled: bool) -> tuple[Step, ...]:
    """Return milestones with planned dates that cluster as in practice: July starts, openings on 1 September."""
    opening = {"open": date(YEAR, 9, 1), "both": date(YEAR, 9, 1), "start": date(YEAR + 1, 9, 1), "high": date(YEAR + 2, 9, 1)}[
        group
    ]
    start = {
        "open": date(YEAR - 1, random.choice((3, 5, 6)), random.randint(1, 28)),
        "both": date(YEAR, random.choice((2, 3)), random.randint(1, 28)),
        "start": date(YEAR, random.choice((5, 6, 7, 7, 7, 9)), random.randint(1, 28)),
        "high": date(YEAR, random.choice((3, 5, 7, 7, 9)), random.randint(1, 28)),
    }[group]
    done = opening - timedelta(days=random.randint(15, 35))
    top = start + (done - start) * 11 // 20
    planned = list(zip(MILESTONES, (start - timedelta(days=random.randint(60, 120)), start, top, done, opening), strict=True))
    steps = turn_out(random, planned, until=MONTH_ENDS[-1], prompt=0.85 if group == "start" else 0.62)
    if group in ("open", "both") and not stalled:
        steps = _on_the_first_of_september(steps)
    if stalled:
        steps = [
            step if step.position < 1 + (group == "open") else Step(step.name, step.position, step.planned, None)
            for step in steps
        ]
    return tuple(steps)


def _on_the_first_of_september(steps: list[Step]) -> list[Step]:
    """Return the steps of a school that is nearly ready, moved so that it opens on time, its last works done in a hurry."""
    *before, opened = steps
    if opened.happened is None or (opened.happened - opened.planned).days > 35:
        return steps
    days = [opened.planned - timedelta(days=4 + 8 * n) for n in range(len(before), 0, -1)]
    hurried = [replace(one, happened=min(one.happened or last, last)) for one, last in zip(before, days, strict=True)]
    return [*hurried, replace(opened, happened=opened.planned)]


def _project(
    random: Random, code: str, name: str, district: str, stage: str, group: str, targets: tuple[str, ...], steps: tuple[Step, ...]
) -> DemoProject:
    place = somewhere_in(district, random)
    crs = random.choice(tuple(Crs))
    x, y = as_given(place, crs)
    classes = random.randint(*SEATS[stage]) // CLASS_SIZE[stage]
    has_place = random.random() > 0.1
    project = NewProject(
        code=code,
        name=name,
        district=district,
        stage=stage,
        kind="extension" if group == "both" else random.choice(("new", "new", "new", "conversion")),
        address=None,
        crs=crs.value if has_place else None,
        given_x=x if has_place else None,
        given_y=y if has_place else None,
        seats=classes * CLASS_SIZE[stage],
        classes=classes,
        area=None,
        investment=None,
        owner="发展规划处",
        targets=targets,
        origin="demo",
    )
    return DemoProject(project, steps)


def baselines(projects: list[DemoProject], as_of: date) -> list[NewMilestone]:
    """Return the planned dates of all milestones, as given in the plan."""
    return [
        NewMilestone(one.project.code, step.name, "baseline", step.planned, as_of, step.position, origin="demo")
        for one in projects
        for step in one.steps
    ]


def reports_of_opening(projects: list[DemoProject]) -> list[NewMilestone]:
    """Return the districts' reports in the first days of the school year: schools opened, and forecasts of the others."""
    reports: list[NewMilestone] = []
    for one in projects:
        opened = one.steps[-1]
        if OPENING_MONTH in FORGETFUL.get(one.project.district, ()) or opened.planned != date(YEAR, 9, 1):
            continue
        if opened.happened is not None and opened.happened <= OPENING_REPORT:
            reports.append(_report(one, opened, "actual", opened.happened, OPENING_REPORT))
        else:
            upcoming = next(step for step in one.steps if step.happened is None or step.happened > OPENING_REPORT)
            reports.append(_report(one, upcoming, "forecast", expected_on(upcoming, OPENING_REPORT), OPENING_REPORT))
    return reports


def _report(one: DemoProject, step: Step, aspect: str, day: date, as_of: date) -> NewMilestone:
    return NewMilestone(one.project.code, step.name, aspect, day, as_of, step.position, "demo")


def reports_of_month(projects: list[DemoProject], month: int) -> list[NewMilestone]:
    """Return the reports of all reporting districts on their open projects at the end of a month."""
    as_of = MONTH_ENDS[month]
    reports: list[NewMilestone] = []
    for one in projects:
        asleep = FORGETFUL.get(one.project.district, ())
        if month in asleep:
            continue
        last = asleep[0] - 1 if month - 1 in asleep else month - 1
        since = MONTH_ENDS[last] if last >= 0 else date.min
        for step in one.steps:
            if step.happened is not None and step.happened <= as_of:
                if step.happened > since:
                    reports.append(_report(one, step, "actual", step.happened, as_of))
                continue
            reports.append(_report(one, step, "forecast", expected_on(step, as_of), as_of))
            break
    return reports
