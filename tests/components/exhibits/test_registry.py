"""Every part is made from its address, with the numbers of the store as known at a moment."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.model import Map, Stack
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from components.exhibits.tables import Table
from models.analysis.schools import project_standings
from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.demo import load_demonstration
from models.errors import ExportError
from models.snapshots.plan_data import read_changes, read_standings
from models.snapshots.snapshot import SnapshotFactory
from models.status import Status
from models.store.engine import open_store, reading

PLAN = "zhengzhou-2023-demo"
Questions = Callable[[int, int], list[Address]]
NEEDED = {
    "section": {"section": "basic"},
    "curve": {"target": "BA-04"},
    "compare": {"target": "BA-04"},
    "waterfall": {"target": "BA-04"},
    "district": {"district": "410105"},
    "district_quotas": {"district": "410105"},
}
#: Parts without content in the demonstration year: its plan stays as it was, and no public source names its schools.
EMPTY = ("plan_changes", "published_schools", "published_years")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_part_has_a_sentence_numbers_and_a_foot(
    builder: ExhibitBuilder, asked: Callable[..., Address], name: str, language: str
) -> None:
    part = builder.make(asked(name, language, **NEEDED.get(name, {})))
    assert part.title.strip()
    is_empty = name in EMPTY
    assert part.body.figures() or is_empty
    assert len(part.data.rows) == len(part.data.keys) == len(set(part.data.keys))
    assert all(len(row) == len(part.data.columns) for row in part.data.rows)
    assert any("2023" in words for words in part.foot)
    assert part.notes or is_empty  # notes on the figures
    assert all(part.notes)
    assert part.demonstration


def test_a_part_is_made_again_from_its_own_address(builder: ExhibitBuilder, questions: Questions) -> None:
    for address in questions(1, 30):
        part = builder.make(address)
        assert ExhibitBuilder(builder.factory).make(part.address) == part


def test_an_unknown_part_target_or_district_is_one_sentence(builder: ExhibitBuilder, asked: Callable[..., Address]) -> None:
    for address in (
        asked("pie"),
        asked("curve", target="XX"),
        asked("compare"),
        asked("waterfall", target="X"),
        asked("district", district="9"),
        asked("district_quotas", district="9"),
    ):
        with pytest.raises(ExportError, match="There is no"):
            builder.make(address)


def test_the_table_of_targets_holds_the_standings_of_the_store(
    builder: ExhibitBuilder, demo_year: Engine, questions: Questions
) -> None:
    for address in (one for one in questions(2, 150) if one.part == "targets"):
        part = builder.make(address)
        with reading(demo_year) as session:
            _, standings = read_standings(
                session, PLAN, as_of=address.as_of, known_at=builder.now, district=address.chosen.get("district", "")
            )
        rows = {row["code"]: row for row in standings.to_dict("records")}
        assert isinstance(part.body, Table)
        for key, cells in zip(part.body.keys, part.body.rows, strict=True):
            assert cells[0].status == rows[key]["status"]
            assert cells[2].value == (None if rows[key]["actual"] is None else float(rows[key]["actual"]))
            assert cells[3].value == (None if rows[key]["expected"] is None else float(rows[key]["expected"]))


def test_the_segments_of_sections_count_every_target_once(builder: ExhibitBuilder, asked: Callable[..., Address]) -> None:
    for month in range(1, 13):
        day = date(2023, month, 28)
        address = asked("sections", as_of=day)
        body, standings = builder.make(address).body, builder.snapshot(address).city
        assert isinstance(body, Stack)
        total = sum(value or 0 for segment in body.segments for value in segment.values)
        assert total == (standings["status"] != Status.ACTION).sum()


def test_the_map_counts_every_project_in_its_district(builder: ExhibitBuilder, asked: Callable[..., Address]) -> None:
    body = builder.make(asked("school_map")).body
    day = builder.snapshot(asked("school_map"))
    shown = project_standings(day.parts.projects, day.reports.milestones, as_of=day.as_of, start=day.view.head.start)
    assert isinstance(body, Map)
    assert {area.code: area.count for area in body.areas if area.count} == shown["district"].value_counts().to_dict()
    assert {symbol.code: symbol.status.value for symbol in body.symbols} == dict(
        shown.loc[shown["longitude"].notna(), ["code", "status"]].itertuples(index=False)
    )


def test_the_parts_of_each_change_add_up(builder: ExhibitBuilder, demo_year: Engine, questions: Questions) -> None:
    for address in (one for one in questions(3, 150) if one.part == "changes"):
        part = builder.make(address)
        with reading(demo_year) as session:
            then = datetime.combine(address.since, time.max, ZoneInfo("Asia/Shanghai"))
            days = {"since": address.since, "known_before": then, "as_of": address.as_of, "known_at": builder.now}
            found, _ = read_changes(session, PLAN, **days)
            found = found.set_index("code")
        for key, cells in zip(part.data.keys, part.data.rows, strict=True):
            before, progress, late, corrected, after = (cell.value for cell in cells[3:8])
            assert float(before or 0) + sum(float(one) for one in (progress, late, corrected)) == pytest.approx(float(after or 0))
            assert after == (None if found.loc[key, "after"] is None else float(found.loc[key, "after"]))


@pytest.fixture
def own_year(tmp_path: Path, loaded_store: Callable[..., str]) -> Engine:
    """A private demonstration year that may be written into."""
    engine = open_store(loaded_store(tmp_path, load_demonstration))
    return engine


def test_a_part_as_known_then_stays_the_same_whatever_comes_in_later(own_year: Engine, asked: Callable[..., Address]) -> None:
    then = ExhibitBuilder(SnapshotFactory(own_year)).make(asked("targets"))
    report = NewReport("VO-02", date(2023, 9, 30), Decimal("77"))
    store_reports(own_year, PLAN, [report], author="test")
    later = ExhibitBuilder(SnapshotFactory(own_year))
    assert later.make(then.address) == then
    assert later.make_now(then.address).body.figures() != then.body.figures()
    own_year.dispose()


def test_a_plan_without_projects_and_programmes_gives_parts_that_are_empty(
    builder: ExhibitBuilder, asked: Callable[..., Address]
) -> None:
    for name in REGISTRY.keys() - {"waterfall"}:  # nothing moved
        address = asked(name, **NEEDED.get(name, {}))
        part = builder.make(Address(name, "zhengzhou-2023", address.as_of, address.since, chosen=address.chosen))
        assert part.title
        assert not part.demonstration


@pytest.mark.parametrize("chosen", [{"kind": "count"}, {"status": "off_track"}, {"section": "basic"}])
def test_a_filter_is_named_in_words(builder: ExhibitBuilder, asked: Callable[..., Address], chosen: dict[str, str]) -> None:
    foot = " ".join(builder.make(asked("targets", **chosen)).foot)
    assert not any(code in foot for code in chosen.values())
