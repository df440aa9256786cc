"""No sentence contradicts its chart: the headlines of hundreds of invented years, checked against their own numbers.

Every part is made in both languages; ``tests.sentences`` counts again what its sentence says.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from models.plan.view import PlanView
from models.snapshots.plan_parts import PlanData
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store
from tests.made_up import NOW, MadeUpYear
from tests.riverton import load_riverton
from tests.sentences import CHECKS, WORDS, Made, complaints

PLAN = "riverton-2027"
#: Number of years, of portions in which they are tried, and of parts drawn from each.
YEARS, PORTIONS, PARTS = 504, 12, 6


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """A store with a city's plan, its lists and its reports."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("city"), load_riverton))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def whole(store: Engine) -> PlanData:
    """The plan with all its lists."""
    return SnapshotFactory(store).snapshot(PLAN, date(2027, 3, 31), datetime.now(UTC)).parts


def questions(view: PlanView, chance: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """Every part, with its required choices, and some of one district."""
    district = str(view.districts["code"].iloc[-1])
    target = chance.choice(list(view.targets["code"]))
    for part in REGISTRY:
        if part in ("curve", "compare", "waterfall"):
            yield part, {"target": target}
        elif part == "section":
            yield part, {"section": str(view.sections["code"].iloc[0])}
        elif part in ("district", "district_quotas"):
            yield part, {"district": district}
        else:
            yield part, {}
    by_district = ("sections", "worst", "scoreboard", "school_map", "late_projects", "quotas", "gaps", "requests")
    yield from ((part, {"district": district}) for part in by_district)


def made_of(builder: ExhibitBuilder, base: Address, chance: random.Random, *, parts: int) -> Iterator[tuple[str, Made]]:
    """Randomly chosen parts of a day, in both languages."""
    comparison = builder.comparison(base)
    every = list(questions(comparison.now.view, chance))
    for part, chosen in chance.sample(every, min(parts, len(every))):
        if part == "waterfall" and chosen["target"] not in set(comparison.changes["code"]):
            continue  # it did not move
        both = [builder.make(replace(base, part=part, language=one, chosen=chosen)) for one in ("zh", "en")]
        yield part, Made(comparison, *both, chosen)


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_no_sentence_denies_its_chart(whole: PlanData, portion: int) -> None:
    wrong = []
    for seed in range(portion * YEARS // PORTIONS, (portion + 1) * YEARS // PORTIONS):
        year = MadeUpYear(whole, seed)
        base = Address("", PLAN, year.as_of, year.since, "zh", NOW)
        for name, made in made_of(ExhibitBuilder(year, now=NOW), base, year.chance, parts=PARTS):
            wrong += [f"{seed} {year.mode} {name} {made.chosen}: {one}\n  {made.title}" for one in complaints(name, made)]
    assert not wrong, f"{len(wrong)} sentences:\n" + "\n".join(wrong[:40])


def test_every_part_is_looked_at() -> None:
    assert set(CHECKS) == set(REGISTRY)


def test_every_kind_of_year_and_every_named_word_occurs(whole: PlanData) -> None:
    years = [MadeUpYear(whole, seed) for seed in range(60)]
    assert len({year.mode for year in years}) == 12
    words = {word for year in years for word in year.snapshot(PLAN, year.as_of).standings()["word"]}
    assert set(WORDS.values()) <= words


@pytest.mark.parametrize("as_of", [date(2026, 8, 1), date(2027, 1, 31), date(2027, 3, 31), date(2027, 9, 30)], ids=str)
def test_no_sentence_over_a_real_store_denies_its_chart(store: Engine, as_of: date) -> None:
    base = Address("", PLAN, as_of, date(2026, 7, 1), "zh", datetime.now(UTC))
    made = made_of(ExhibitBuilder(SnapshotFactory(store)), base, random.Random(as_of.toordinal()), parts=100)
    assert [f"{name}: {one}" for name, one_made in made for one in complaints(name, one_made)] == []
