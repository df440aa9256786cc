"""An invented city in its school year: other words, no geography, English alone, and a meeting held."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine

from models.commands.ledger import set_current_plan, store_contents, store_plan
from models.commands.meetings import hold_meeting, store_decision, store_meeting
from models.commands.records import BatchContents, NewDecision, NewMeasurement, NewMeeting, NewReport
from models.imports.csv_file import read_rows
from models.imports.lists import read_list
from models.imports.reader import read_file
from models.imports.report_rows import contents_from, read_entries
from models.plan.file import read_plan_file
from models.snapshots.plan_parts import read_parts
from models.store.engine import reading

PLANS = Path(__file__).parent / "plans"
#: The as-of date of the city.
RIVERTON_DAY = date(2027, 3, 31)


def load_riverton(engine: Engine) -> None:
    """Fill a store with the city, which becomes the current plan."""
    plan = read_plan_file(PLANS / "riverton-2027.yaml")
    code = plan.plan.code
    store_plan(engine, plan, author="Ada", name="riverton-2027.yaml")
    set_current_plan(engine, code)
    for contents in _lists(engine, code):
        store_contents(engine, code, contents, author="Ada")
    number = store_meeting(engine, code, NewMeeting("Spring meeting", RIVERTON_DAY, date(2026, 12, 31)), "Ada")
    hold_meeting(engine, code, number, "Ada")
    decision = NewDecision(number, "Drain the site", "Estates", date(2027, 4, 30), subject="R-03", district="mill")
    store_decision(engine, code, decision, "Ada")


def _lists(engine: Engine, code: str) -> Iterator[BatchContents]:
    """Reports of the city, as its lists give them."""
    with reading(engine) as session:
        parts = read_parts(session, code, known_at=datetime.now(UTC))
    today = RIVERTON_DAY
    for form in ("projects", "programmes", "quotas"):
        path = PLANS / f"riverton-{form}.csv"
        contents, told = read_list(read_file(path.name, path.read_bytes()), form, parts, happened={}, today=today)
        assert told == []
        yield contents
    yield contents_from(read_entries(PLANS / "riverton-reports.csv"), parts.view, today=today)
    columns = ("code", "district", "as_of", "in_post", "advertised", "interviewed")
    rows = [cells for _, cells in read_rows(PLANS / "riverton-in-post.csv", known=columns, needed=columns)]
    yield BatchContents(
        reports=[
            NewReport(row["code"], date.fromisoformat(row["as_of"]), Decimal(row["in_post"]), district=row["district"])
            for row in rows
        ],
        measurements=[
            NewMeasurement(row["code"], step, date.fromisoformat(row["as_of"]), Decimal(row[step]))
            for row in rows
            for step in ("advertised", "interviewed")
        ],
    )
