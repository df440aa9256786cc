"""What exports are tested with: the demonstration year, and random questions about it."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from components.export.address import Address
from components.export.bundles import NEED_A_CHOICE
from components.export.catalogue import MAKERS, Maker
from models.day import Days
from models.demo import load_demonstration
from models.store import open_store
from models.upkeep import load_shipped

PLAN = "zhengzhou-2023-demo"
DISTRICTS = ("410102", "410105", "410106", "410122", "410181", "410182", "410183", "410184", "410185")
#: Filters that each part understands, beside none.
CHOICES: dict[str, tuple[dict[str, str], ...]] = {
    "sections": ({"district": "410105"},),
    "targets": ({"section": "basic"}, {"status": "off_track"}, {"kind": "count"}, {"q": "幼"}),
    "section": ({"section": "basic"}, {"section": "voc"}),
    "curve": ({"target": "BA-02"}, {"target": "BA-04"}, {"target": "VO-01"}),
    "compare": ({"target": "BA-04"}, {"target": "RE-05"}),
    "school_map": ({"stage": "kindergarten"}, {"status": "met"}),
    "projects": ({"stage": "kindergarten"}, {"project_kind": "new"}, {"q": "小学"}),
    "quotas": ({"group": "way"}, {"post": "teacher"}),
    "gaps": ({"post": "principal"},),
}
BY_DISTRICT = {"district", "school_map", "late_projects", "projects", "timeline", "building_steps", "quotas", "gaps", "in_post"}


@pytest.fixture(scope="session")
def demo_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store with the shipped plans and the demonstration year; tests of this folder only read it."""
    engine = open_store(f"sqlite:///{(tmp_path_factory.mktemp('demo') / 'store.sqlite').as_posix()}")
    load_shipped(engine)
    load_demonstration(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def asked() -> Callable[..., Address]:
    """Makes the address of a part at the end of September."""

    def make(part: str, language: str = "zh", as_of: date = date(2023, 9, 30), **chosen: str) -> Address:
        return Address(part, PLAN, as_of, as_of.replace(day=1) - timedelta(days=1), language, chosen=chosen)

    return make


@pytest.fixture(scope="session")
def maker(demo_year: Engine) -> Maker:
    """Makes the parts of the demonstration year as known now."""
    return Maker(Days(demo_year), now=datetime.now(UTC))


@pytest.fixture(scope="session")
def questions() -> Callable[[int, int], list[Address]]:
    """Gives so many random parts of random days with random filters; the same for the same seed."""
    return _questions


def _questions(seed: int, n: int) -> list[Address]:
    chance = random.Random(seed)
    found = []
    for _ in range(n):
        part = chance.choice(sorted(MAKERS.keys() - {"waterfall"}))  # of a target that moved, on some days only
        as_of = date(2023, 1, 15) + timedelta(days=chance.randrange(400))
        choices: list[dict[str, str]] = [*CHOICES.get(part, ())]
        if part in BY_DISTRICT:
            choices += [{"district": chance.choice(DISTRICTS)}]
        if part not in NEED_A_CHOICE:
            choices.append({})
        since = as_of - timedelta(days=chance.randrange(5, 60))
        found.append(Address(part, PLAN, as_of, since, chance.choice(["zh", "en"]), chosen=chance.choice(choices)))
    return found
