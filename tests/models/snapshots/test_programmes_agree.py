"""Programmes and recruitment: the raw rows, the counts of the pages, the target and the district agree on every day.

The raw rows are read here with separate SQL, without ``models.queries``.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import Engine, Row, text

from models.analysis.months import days_to
from models.analysis.programmes import (
    count_by_target,
    late_ones,
    launched,
    programme_standings,
    schools_by_kind,
    stage_counts,
    stages_of,
)
from models.analysis.quota_figures import QuotaFigures
from models.analysis.recruitment import Share, divided, in_post, pipeline, shares
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.demo.programmes import STAGES
from models.demo.recruitment import STEPS
from models.queries import read_measurements, read_quota_figures
from models.snapshots.plan_data import ReportedData, read_reports
from models.snapshots.plan_parts import PlanData, read_parts
from models.status import Milestone, Status, WorkItem, judge_work_item
from models.store.engine import open_store, reading

LATER = datetime(2100, 1, 1, tzinfo=UTC)
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
MONTH_ENDS = [date(2023 + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(1, 13)]
KINDS = ("cluster", "urgent", "base", "standard")
POSTS = {"principal": "RE-03", "teacher": "RE-05", "studio": "RE-04"}
WAYS = ("recruited", "trained")
LEVELS = ("secondary", "higher", "undergraduate")
DISTRICTS = ("410102", "410103", "410104", "410105", "410106", "410108", "410122", "410181")
DISTRICTS += ("410182", "410183", "410184", "410185", "ZD", "JK", "GX", "HK")
LATE = (Status.OFF_TRACK, Status.MISSED, Status.AT_RISK, Status.UNKNOWN)
#: Values excluded by filters; "" excludes nothing.
PROGRAMME_FILTERS, QUOTA_FILTERS = ("district", "level", "kind", "school"), ("district", "post", "way")

#: Each programme as last described, with the newest actual day of each stage and the first plan of it.
PROGRAMMES = """
SELECT s.code, w.name, w.kind, w.district, w.level, w.school, m.milestone, m.position,
  (SELECT b.day FROM milestone_report b WHERE b.subject_id = m.subject_id AND b.milestone = m.milestone
     AND b.aspect = 'baseline' ORDER BY b.as_of, b.recorded_at, b.id LIMIT 1) AS planned,
  (SELECT a.day FROM milestone_report a WHERE a.subject_id = m.subject_id AND a.milestone = m.milestone
     AND a.aspect = 'actual' ORDER BY a.as_of DESC, a.recorded_at DESC, a.id DESC LIMIT 1) AS happened,
  (SELECT f.day FROM milestone_report f WHERE f.subject_id = m.subject_id AND f.milestone = m.milestone
     AND f.aspect = 'forecast' AND f.as_of <= :day ORDER BY f.as_of DESC, f.recorded_at DESC, f.id DESC LIMIT 1) AS forecast,
  (SELECT max(n.as_of) FROM milestone_report n WHERE n.subject_id = m.subject_id
     AND n.aspect <> 'baseline' AND n.as_of <= :day) AS spoken
FROM programme w JOIN subject s ON s.id = w.subject_id JOIN plan p ON p.id = s.plan_id
JOIN (SELECT DISTINCT subject_id, milestone, position FROM milestone_report) m ON m.subject_id = w.subject_id
WHERE p.code = :plan AND w.id = (SELECT max(v.id) FROM programme v WHERE v.subject_id = w.subject_id)
ORDER BY s.code, m.position
"""
#: Number of programmes of a kind at a position: the last of those reached by the day, -1 before the first.
AT_STAGE = """
SELECT kind, position, count(*) AS n FROM (
  SELECT w.kind, coalesce((
    SELECT max(a.position) FROM milestone_report a
    WHERE a.subject_id = w.subject_id AND a.aspect = 'actual' AND a.day <= :day
      AND a.id = (SELECT l.id FROM milestone_report l WHERE l.subject_id = a.subject_id AND l.milestone = a.milestone
                  AND l.aspect = 'actual' ORDER BY l.as_of DESC, l.recorded_at DESC, l.id DESC LIMIT 1)), -1) AS position
  FROM programme w JOIN subject s ON s.id = w.subject_id JOIN plan p ON p.id = s.plan_id
  WHERE p.code = :plan AND w.id = (SELECT max(v.id) FROM programme v WHERE v.subject_id = w.subject_id)
    AND :district IN ('', w.district) AND :level IN ('', w.level) AND :kind IN ('', w.kind) AND :school IN ('', w.school))
GROUP BY kind, position
"""
#: Number that reached a stage by a day, in fact (``actual``) or by the first plan (``baseline``).
REACHED = """
SELECT count(*) FROM programme w JOIN subject s ON s.id = w.subject_id JOIN plan p ON p.id = s.plan_id
WHERE p.code = :plan AND w.id = (SELECT max(v.id) FROM programme v WHERE v.subject_id = w.subject_id)
  AND :district IN ('', w.district) AND :level IN ('', w.level) AND :kind IN ('', w.kind) AND :school IN ('', w.school)
  AND (:target = '' OR EXISTS (SELECT 1 FROM json_each(w.targets) t WHERE t.value = :target))
  AND (SELECT m.day FROM milestone_report m WHERE m.subject_id = w.subject_id AND m.milestone = :stage AND m.aspect = :aspect
       ORDER BY m.as_of DESC, m.recorded_at DESC, m.id DESC LIMIT 1) <= :day
"""
#: By district, post and way: the quotas, and the newest figures up to the day; NULL without a report.
FILLED = """
SELECT q.district, q.post, q.way, sum(q.quota) AS wanted, sum((
  SELECT r.value FROM report r JOIN series x ON x.id = r.series_id WHERE x.subject_id = q.subject_id AND r.as_of <= :day
  ORDER BY r.as_of DESC, r.recorded_at DESC, r.id DESC LIMIT 1)) AS present
FROM quota q JOIN subject s ON s.id = q.subject_id JOIN plan p ON p.id = s.plan_id
WHERE p.code = :plan AND :district IN ('', q.district) AND :post IN ('', q.post) AND :way IN ('', q.way)
GROUP BY q.district, q.post, q.way
"""
#: By step: the newest people up to the day of each quota; and people in post of the quotas that ever reported a step by then.
STEPPED = """
SELECT m.measure AS step, sum(m.value) AS people
FROM measurement m JOIN quota q ON q.subject_id = m.subject_id
JOIN subject s ON s.id = q.subject_id JOIN plan p ON p.id = s.plan_id
WHERE p.code = :plan AND :district IN ('', q.district) AND :post IN ('', q.post) AND :way IN ('', q.way)
  AND m.as_of = (SELECT max(n.as_of) FROM measurement n
                 WHERE n.subject_id = m.subject_id AND n.measure = m.measure AND n.as_of <= :day)
GROUP BY m.measure
"""
IN_POST_OF_STEPPED = """
SELECT sum((
  SELECT r.value FROM report r JOIN series x ON x.id = r.series_id WHERE x.subject_id = q.subject_id AND r.as_of <= :day
  ORDER BY r.as_of DESC, r.recorded_at DESC, r.id DESC LIMIT 1)) AS people
FROM quota q JOIN subject s ON s.id = q.subject_id JOIN plan p ON p.id = s.plan_id
WHERE p.code = :plan AND :district IN ('', q.district) AND :post IN ('', q.post) AND :way IN ('', q.way)
  AND EXISTS (SELECT 1 FROM measurement m WHERE m.subject_id = q.subject_id AND m.as_of <= :day)
"""


class Seen(NamedTuple):
    """The figures shown on a day."""

    reports: ReportedData
    programmes: pd.DataFrame
    figures: QuotaFigures
    measured: pd.DataFrame


class Store:
    """A store with a demonstration, and its reads, once for each day."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.seen, self.standings = cache(self._seen), cache(self._standings)
        with reading(engine) as session:
            self.parts: PlanData = read_parts(session, CODE, known_at=LATER)

    def _seen(self, day: date) -> Seen:
        plan_id = self.parts.view.head.plan_id
        with reading(self.engine) as session:
            reports = read_reports(session, self.parts, as_of=day, known_at=LATER)
            figures = read_quota_figures(session, plan_id, as_of=day, known_at=LATER)
            measured = read_measurements(session, plan_id, as_of=day, known_at=LATER)
        stages = stages_of(self.parts.view, reports.milestones, self.parts.programmes)
        assert tuple(stages) == STAGES
        own = programme_standings(self.parts.programmes, reports.milestones, stages=STAGES, as_of=day, start=FIRST)
        return Seen(reports, own, figures, measured)

    def _standings(self, day: date, district: str) -> dict[str, dict[Any, Any]]:
        rows = self.seen(day).reports.standings(day, district).to_dict("records")
        return {row["code"]: row for row in rows}

    def sql(self, query: str, day: date, **values: str) -> list[Row[Any]]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(query), {"plan": CODE, "day": day.isoformat(), **values}))

    def reached(self, day: date, stage: str, aspect: str, target: str = "", **chosen: str) -> int:
        return int(self.sql(REACHED, day, stage=stage, aspect=aspect, target=target, **chosen)[0][0])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Store]:
    """The demonstration, loaded once; tests of this module only read it."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("agree"), load_demonstration))
    yield Store(engine)
    engine.dispose()


def choose(frame: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    for name, value in chosen.items():
        frame = frame if not value else frame[frame[name] == value]
    return frame


def everything(names: tuple[str, ...]) -> dict[str, str]:
    return dict.fromkeys(names, "")


# Programmes


def check_programmes(store: Store, day: date, chosen: dict[str, str]) -> None:
    own = choose(store.seen(day).programmes, chosen)
    counts = stage_counts(own, STAGES, KINDS, day)
    raw = {(row.kind, row.position): row.n for row in store.sql(AT_STAGE, day, **chosen)}
    for kind in KINDS:
        stands = list(counts.loc[counts["kind"] == kind, "programmes"])
        assert stands == [raw.get((kind, position), 0) for position in range(-1, len(STAGES))], (day, chosen, kind)
    assert sum(raw.values()) == len(own) == counts["programmes"].sum()
    for stage in STAGES[1:3]:
        curve = launched(own, stage, MONTH_ENDS, day)
        for at, actual, planned in curve.itertuples(index=False, name=None):
            assert actual == (store.reached(at, stage, "actual", **chosen) if at <= day else None), (day, chosen, at)
            assert planned == store.reached(at, stage, "baseline", **chosen), (day, chosen, at)
    assert schools_by_kind(own, KINDS, LEVELS)["total"].sum() == len(own)


def raw_statuses(store: Store, day: date, chosen: dict[str, str]) -> dict[str, Status]:
    """The statuses by the rules from the raw rows."""
    works: dict[str, list[Row[Any]]] = {}
    for row in store.sql(PROGRAMMES, day):
        if all(value in ("", getattr(row, name)) for name, value in chosen.items()):
            works.setdefault(row.code, []).append(row)
    return {code: judge_work_item(as_work(rows), day).status for code, rows in works.items()}


def as_work(rows: list[Row[Any]]) -> WorkItem:
    def day_of(value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)

    return WorkItem(
        name=rows[0].name,
        start=FIRST,
        milestones=tuple(
            Milestone(row.milestone, day_of(row.planned), day_of(row.forecast), day_of(row.happened)) for row in rows
        ),
        last_report=day_of(rows[0].spoken),
    )


def check_late(store: Store, day: date, chosen: dict[str, str]) -> None:
    raw = raw_statuses(store, day, chosen)
    own = choose(store.seen(day).programmes, chosen)
    assert dict(zip(own["code"], own["status"], strict=True)) == {code: status.value for code, status in raw.items()}
    assert list(late_ones(own)["code"]) == [code for code, status in raw.items() if status in LATE]


@pytest.mark.parametrize("day", MONTH_ENDS, ids=str)
def test_at_the_end_of_a_month_programmes_are_counted_as_the_raw_rows_say(store: Store, day: date) -> None:
    whole = everything(PROGRAMME_FILTERS)
    check_programmes(store, day, whole)
    check_late(store, day, whole)
    seen = store.seen(day)
    for target, n in count_by_target(seen.programmes, store.parts.view).items():
        assert n == store.reached(day, "approved", "actual", target, **whole)
        assert n == (store.standings(day, "")[target]["actual"] or 0)


def programme_filters() -> st.SearchStrategy[dict[str, str]]:
    schools = [f"示例·{name}{n}" for name in ("中等职业学校", "高等职业学院", "职业本科学校") for n in range(1, 10)]
    values = (DISTRICTS, LEVELS, KINDS, schools)
    made = st.fixed_dictionaries(
        {name: st.just("") | st.sampled_from(own) for name, own in zip(PROGRAMME_FILTERS, values, strict=True)}
    )
    return made | st.sampled_from(DISTRICTS).map(lambda one: everything(PROGRAMME_FILTERS) | {"district": one})


@given(st.dates(FIRST, LAST), programme_filters())
@examples(max_examples=40, deadline=None)
def test_on_any_day_and_under_any_filter_programmes_are_counted_as_the_raw_rows_say(
    store: Store, day: date, chosen: dict[str, str]
) -> None:
    check_programmes(store, day, chosen)
    check_late(store, day, chosen)


@given(st.sampled_from(MONTH_ENDS), st.sampled_from(DISTRICTS))
@examples(max_examples=30, deadline=None)
def test_a_districts_page_counts_the_programmes_of_its_targets(store: Store, day: date, district: str) -> None:
    frame = store.seen(day).programmes
    own, shown = frame[frame["district"] == district], store.standings(day, district)
    for target, n in count_by_target(own, store.parts.view).items():
        assert n == (shown[target]["actual"] or 0), (day, target)


def test_some_programmes_are_late_in_october_and_most_are_launched_by_the_end_of_the_year(store: Store) -> None:
    found = raw_statuses(store, MONTH_ENDS[9], everything(PROGRAMME_FILTERS))
    assert 0 < sum(status in LATE for status in found.values()) < 62
    assert store.reached(LAST, "approved", "actual", **everything(PROGRAMME_FILTERS)) > 40


# Recruitment


def cells_of(store: Store, day: date, chosen: dict[str, str], group: str) -> dict[tuple[str, str], Share]:
    return shares(choose(store.parts.quotas, chosen), store.seen(day).figures, store.parts.view, group=group, as_of=day)


def raw_cells(store: Store, day: date, chosen: dict[str, str], group: str) -> dict[tuple[str, str], tuple[int, int | None]]:
    """Planned people and people in post, by district and post or way."""
    found: dict[tuple[str, str], tuple[int, int | None]] = {}
    for row in store.sql(FILLED, day, **chosen):
        key = (row.district, getattr(row, group))
        wanted, present = found.get(key, (0, None))
        both = [int(one) for one in (present, row.present) if one is not None]
        found[key] = (wanted + row.wanted, sum(both) if both else None)
    return found


def check_quotas(store: Store, day: date, chosen: dict[str, str], group: str) -> None:
    cells, raw = cells_of(store, day, chosen, group), raw_cells(store, day, chosen, group)
    assert {key: (one.target, one.in_post) for key, one in cells.items()} == raw, (day, chosen)
    quotas = choose(store.parts.quotas, chosen)
    whole = divided(cells, quotas, store.parts.counted_quotas, store.parts.view, group=group)
    assert set(whole) == {code for _, code in raw}
    for code, one in whole.items():
        own = [(wanted, present or 0) for (_, group_code), (wanted, present) in raw.items() if group_code == code]
        assert one.quotas == sum(wanted for wanted, _ in own)
        assert one.in_post == sum(present for _, present in own)
        assert one.net == one.quotas - one.in_post
        assert one.gaps == sum(max(wanted - present, 0) for wanted, present in own)
        is_whole = (
            group == "post" and not chosen["district"] and (not chosen["way"] or (code, chosen["way"]) == ("studio", "trained"))
        )
        assert one.undivided == (14 if is_whole and code == "teacher" else 0), (chosen, code)
    monthly = in_post(quotas, store.seen(day).figures, days_to(FIRST, day))
    assert monthly.iloc[:, -1].sum() == sum(present or 0 for _, present in raw.values())
    check_pipeline(store, day, chosen, quotas, monthly)


def check_pipeline(store: Store, day: date, chosen: dict[str, str], quotas: pd.DataFrame, monthly: pd.DataFrame) -> None:
    names = [name for name, *_ in STEPS]
    steps = pipeline(quotas, store.seen(day).measured, monthly, names)
    raw = {row.step: int(row.people) for row in store.sql(STEPPED, day, **chosen)}
    if not raw:
        assert steps.empty
        return
    present = store.sql(IN_POST_OF_STEPPED, day, **chosen)[0].people
    people = [*(raw[name] for name in names), int(present or 0)]
    assert list(steps["people"]) == people, (day, chosen)
    assert list(steps["share"])[1:] == [n / before if before else None for before, n in zip(people, people[1:], strict=False)]


@pytest.mark.parametrize("day", MONTH_ENDS, ids=str)
def test_at_the_end_of_a_month_quotas_add_up_as_the_raw_rows_say(store: Store, day: date) -> None:
    for group in ("post", "way"):
        check_quotas(store, day, everything(QUOTA_FILTERS), group)
    cells, shown = cells_of(store, day, everything(QUOTA_FILTERS), "post"), store.standings(day, "")
    for post, target in POSTS.items():
        present = [one.in_post for (_, code), one in cells.items() if code == post and one.in_post is not None]
        assert shown[target]["actual"] == (sum(present) if present else None)


def quota_filters() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(
        {
            "district": st.just("") | st.sampled_from(DISTRICTS),
            "post": st.just("") | st.sampled_from(sorted(POSTS)),
            "way": st.just("") | st.sampled_from(WAYS),
        }
    )


@given(st.dates(FIRST, LAST), quota_filters(), st.sampled_from(["post", "way"]))
@examples(max_examples=60, deadline=None)
def test_on_any_day_and_under_any_filter_quotas_add_up_as_the_raw_rows_say(
    store: Store, day: date, chosen: dict[str, str], group: str
) -> None:
    check_quotas(store, day, chosen, group)


@given(st.sampled_from(MONTH_ENDS) | st.dates(FIRST, date(2024, 2, 29)), st.sampled_from(DISTRICTS))
@examples(max_examples=40, deadline=None)
def test_a_districts_page_shows_the_numbers_of_the_table(store: Store, day: date, district: str) -> None:
    cells, shown = cells_of(store, day, everything(QUOTA_FILTERS), "post"), store.standings(day, district)
    for post, target in POSTS.items():
        share, row = cells[district, post], shown[target]
        said = (share.target, share.in_post, share.verdict.status, share.verdict.expected, share.verdict.reported_on)
        assert (row["target"], row["actual"], row["status"], row["expected"], row["reported_on"]) == said, (day, post)


def test_the_table_knows_gaps_and_more_than_wanted_at_the_end_of_the_year(store: Store) -> None:
    cells = cells_of(store, LAST, everything(QUOTA_FILTERS), "post")
    gaps = [one.gap for one in cells.values()]
    assert min(gaps) < 0 < max(gaps)
