"""Loading of the demonstration year into a store, month by month as it would have been recorded, and its removal."""

from collections.abc import Sequence
from random import Random

from sqlalchemy import Engine

from models.commands.ledger import delete_demonstration, store_contents, store_plan
from models.commands.records import BatchContents, NewMeasurement, NewReport
from models.demo import figures, meetings, programmes, projects, recruitment
from models.demo.calendar import CORRECTED, IN_TIME, LATE, MONTH_ENDS, recorded
from models.demo.plan import CODE, demonstration_plan
from models.queries import read_plans
from models.store.engine import reading

SEED = 2023
AUTHOR = "demo"
#: Number of districts that report late each month, in addition to those that do not report at all.
LATE_A_MONTH = 3
#: Number of years of programme indicators.
YEARS = 3


def load_demonstration(engine: Engine, *, scale: int = 1) -> str | None:
    """Load the demonstration year and make it current; return its plan's code, None if it is already loaded.

    ``scale`` multiplies the number of projects, programmes and quotas, for measurements of performance.
    """
    with reading(engine) as session:
        if CODE in set(read_plans(session)["code"]):
            return None
    file = demonstration_plan()
    store_plan(
        engine, file, author=AUTHOR, name="demo", demonstration=True, current=True, recorded_at=recorded(MONTH_ENDS[0], -28)
    )
    random = Random(SEED)
    districts = [(one.code, one.name) for one in file.plan.districts]
    schools = projects.make_projects(random, districts, scale=scale)
    training = programmes.make_programmes(random, districts, scale=scale)
    posts = recruitment.make_quotas(random, districts, scale=scale)
    first_day = file.plan.first_day
    *earlier, this_year = programmes.indicators(Random(SEED), training, YEARS)
    store_contents(
        engine,
        CODE,
        BatchContents(
            projects=[one.project for one in schools],
            programmes=[one.programme for one in training],
            quotas=[one.quota for one in posts],
            measurements=[one for year in earlier for one in year],
            milestones=[
                *projects.baselines(schools, first_day),
                *programmes.baselines(training, first_day),
            ],
        ),
        author=AUTHOR,
        kind="demo",
        recorded_at=recorded(MONTH_ENDS[0], -27),
    )
    for month in range(len(MONTH_ENDS)):
        yearly = this_year if MONTH_ENDS[month] == this_year[0].as_of else []
        _store_month(engine, random, month, schools, training, posts, yearly, [code for code, _ in districts])
    meetings.store_meetings(engine, CODE)
    return CODE


def _store_month(
    engine: Engine,
    random: Random,
    month: int,
    schools: list[projects.DemoProject],
    training: list[programmes.DemoProgramme],
    posts: list[recruitment.DemoQuota],
    yearly: list[NewMeasurement],
    districts: list[str],
) -> None:
    """Store one month: reports in time, late reports, and one error corrected afterwards."""
    forgotten = {code for code, months in projects.FORGETFUL.items() if month in months}
    late = set(random.sample([code for code in districts if code not in forgotten], LATE_A_MONTH))
    rates = figures.rates_of_month(random, month, districts, forgotten)
    filled = recruitment.reports_of_month(posts, month, forgotten)
    everything = [*rates, *filled, *figures.counts_of_month(month)]
    wrong = _with_a_slip(random, [one for one in everything if one.district not in late])
    milestones = [
        *projects.reports_of_month(schools, month),
        *programmes.reports_of_month(training, month),
        *figures.gates_of_month(month),
        *(projects.reports_of_opening(schools) if month == projects.OPENING_MONTH else ()),
    ]
    measurements = [*recruitment.steps_of_month(posts, month, forgotten | late), *yearly]
    in_time = BatchContents(reports=wrong, milestones=milestones, measurements=measurements)
    after = BatchContents(
        reports=[one for one in everything if one.district in late],
        measurements=recruitment.steps_of_month([one for one in posts if one.quota.district in late], month, forgotten),
    )
    corrected = BatchContents(
        reports=[
            right
            for right, was in zip([one for one in everything if one.district not in late], wrong, strict=True)
            if right != was
        ]
    )
    for contents, days in ((in_time, IN_TIME), (after, LATE), (corrected, CORRECTED)):
        if contents.reports or contents.milestones or contents.measurements:
            store_contents(engine, CODE, contents, author=AUTHOR, kind="demo", recorded_at=recorded(MONTH_ENDS[month], days))


def _with_a_slip(random: Random, right: Sequence[NewReport]) -> list[NewReport]:
    """Return the same reports with one typing error, as happens every other month."""
    reports = list(right)
    counts = [index for index, one in enumerate(reports) if one.value is not None and one.district]
    if random.random() < 0.5 or not counts:
        return reports
    index = random.choice(counts)
    one = reports[index]
    assert one.value is not None, "only counts were chosen"
    slipped = {"value": one.value + random.choice((3, 5)), "note": "示例：笔误"}
    reports[index] = NewReport(**{name: getattr(one, name) for name in NewReport.__dataclass_fields__} | slipped)
    return reports


def clear_demonstration(engine: Engine) -> bool:
    """Remove the demonstration from the store without a trace in any other plan; False if it is not loaded."""
    return delete_demonstration(engine, CODE)
