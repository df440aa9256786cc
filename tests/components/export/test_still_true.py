"""A deck of day k, and five numbers of the store changed since: exactly those are found, whatever was done to the deck."""

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain

import pytest
from pptx import Presentation
from sqlalchemy import Engine

from components.exhibits import bundles
from components.exhibits.address import Address, parse_address
from components.exhibits.model import Body, Exhibit
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from components.exhibits.tables import Table
from components.export import papers
from components.export.deck_check.check import Difference
from components.i18n.text import Text
from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.demo import load_demonstration
from models.snapshots.snapshot import SnapshotFactory
from models.store.anchors import anchor_of
from models.store.engine import open_store

DAY = date(2023, 9, 30)
BASE = Address("", "zhengzhou-2023-demo", DAY, date(2023, 8, 31))
CHARTS = (replace(BASE, part="counts"), replace(BASE, part="compare", chosen={"target": "BA-04"}), replace(BASE, part="stages"))
#: The corrections, none of which changes a status: a count of the city twice, a rate of three districts.
CORRECTED = (
    NewReport("BA-08", DAY, Decimal(22)),
    NewReport("VO-08", DAY, Decimal(5)),
    NewReport("BA-04", DAY, numerator=Decimal(56000), denominator=Decimal(63250), district="410105"),
    NewReport("BA-04", DAY, numerator=Decimal(19100), denominator=Decimal(22000), district="410102"),
    NewReport("BA-04", DAY, numerator=Decimal(46600), denominator=Decimal(52250), district="HK"),
)
FIVE = {("counts", "BA-08.actual"), ("counts", "VO-08.actual")}
FIVE |= {("compare", f"{district}.actual") for district in ("410105", "410102", "HK")}
Found = set[tuple[str, str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """A private demonstration year that may be written into."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("year"), load_demonstration))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def decks(store: Engine) -> dict[str, bytes]:
    """A deck of charts and that of the whole meeting, both made before the five numbers were corrected."""
    builder = ExhibitBuilder(SnapshotFactory(store))
    charts = papers.own_deck(builder, Text("zh"), [(str(one), "") for one in CHARTS])
    made = {"charts": charts, "meeting": papers.meeting_deck(builder, BASE, district="410105")}
    assert [differences(store, content) for content in made.values()] == [[], []]
    store_reports(store, BASE.plan, CORRECTED, author="test")
    return made


@pytest.fixture(scope="module")
def resaved(decks: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The decks rewritten by LibreOffice."""
    if shutil.which("soffice") is None:
        pytest.skip("there is no LibreOffice")
    folder = tmp_path_factory.mktemp("resaved")
    files = [folder / f"{name}.pptx" for name in decks]
    for file, content in zip(files, decks.values(), strict=True):
        file.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pptx", "--outdir", folder / "out", *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {name: (folder / "out" / f"{name}.pptx").read_bytes() for name in decks}


def differences(store: Engine, content: bytes) -> list[Difference]:
    """What differs between a deck and the store."""
    return papers.renewed(ExhibitBuilder(SnapshotFactory(store)), content)[1].differences


def found(differences: list[Difference]) -> Found:
    """The numbers that have moved; sentences made of them are listed separately."""
    assert {one.kind for one in differences} <= {"moved", "sentence"}
    return {(one.part, one.key) for one in differences if one.kind == "moved"}


def wanted(store: Engine) -> Found:
    """The changed numbers of the meeting, found without a deck: from the parts as known then and now."""
    then, now = ExhibitBuilder(SnapshotFactory(store), now=before_correction(store)), ExhibitBuilder(SnapshotFactory(store))
    moved = set()
    for address in chain.from_iterable(bundles.meeting(BASE, district="410105").values()):
        old, new = then.make(address), now.make(address)
        figures = new.body.figures()
        moved |= {(old.name, key) for key, value in on_slide(old).figures().items() if figures[key] != value}
    return moved


def on_slide(part: Exhibit) -> Body:
    """The body with the columns that a slide has room for."""
    labels = REGISTRY[parse_address(part.address).part].slide
    return part.body.only(list(map(Text("zh"), labels))) if labels and isinstance(part.body, Table) else part.body


def before_correction(store: Engine) -> datetime:
    with store.connect() as connection:
        newest = connection.exec_driver_sql("SELECT max(recorded_at) FROM report").scalar_one()
    return datetime.fromisoformat(newest).replace(tzinfo=UTC) - timedelta(microseconds=1)


def named(store: Engine) -> Found:
    """The five by the names of their parts."""
    names = {one.part: ExhibitBuilder(SnapshotFactory(store)).make(one).name for one in CHARTS}
    return {(names[part], key) for part, key in FIVE}


def reworded(content: bytes) -> bytes:
    """The deck after its presenter has given every slide another title."""
    presentation = Presentation(io.BytesIO(content))
    for slide in presentation.slides:
        assert slide.shapes.title is not None
        slide.shapes.title.text = "请各位领导审阅"
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def titles(content: bytes) -> set[str]:
    return {slide.shapes.title.text for slide in Presentation(io.BytesIO(content)).slides if slide.shapes.title is not None}


def test_exactly_the_five_numbers_are_found_and_renewed(store: Engine, decks: dict[str, bytes]) -> None:
    content, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), decks["charts"])
    assert found(checked.differences) == named(store)
    assert differences(store, content) == []


def test_exactly_the_five_are_found_after_libreoffice_saved_the_deck(store: Engine, resaved: dict[str, bytes]) -> None:
    content, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), resaved["charts"])
    assert found(checked.differences) == named(store)
    assert differences(store, content) == []


def test_exactly_the_five_are_found_under_reworded_titles_which_stay(store: Engine, decks: dict[str, bytes]) -> None:
    content, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), reworded(decks["charts"]))
    assert found(checked.differences) == named(store)
    assert differences(store, content) == []
    assert titles(content) == {"请各位领导审阅"}


def test_in_the_deck_of_the_meeting_every_place_of_the_five_is_found(
    store: Engine, decks: dict[str, bytes], resaved: dict[str, bytes]
) -> None:
    places = wanted(store)
    assert {key.partition(".")[0] for _, key in places} == {"BA-08", "VO-08", "BA-04"}
    for content in (decks["meeting"], resaved["meeting"], reworded(decks["meeting"])):
        renewed, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), content)
        assert found(checked.differences) == places
        assert differences(store, renewed) == []


def test_a_renewed_deck_carries_the_head_of_the_store_as_it_is_now(store: Engine, decks: dict[str, bytes]) -> None:
    content, _ = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), decks["charts"])
    with store.connect() as connection:
        now = anchor_of(connection).short_head
    before, after = (Presentation(io.BytesIO(one)).core_properties.keywords for one in (decks["charts"], content))
    assert now in after
    assert now not in before


def test_a_difference_says_slide_then_and_now(store: Engine, decks: dict[str, bytes]) -> None:
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), decks["charts"])
    one = next(one for one in checked.differences if one.key == "410105.actual")
    assert (one.slide, one.deck_says, one.now) == (2, "87.97%", "88.54%")


def test_a_difference_says_why_the_figure_moved(store: Engine, decks: dict[str, bytes]) -> None:
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), decks["charts"])
    assert {one.why for one in checked.differences} == {("corrected",)}


def test_a_deck_moved_to_a_later_day_tells_what_was_progress(store: Engine, decks: dict[str, bytes]) -> None:
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), decks["charts"], day=date(2023, 10, 31))
    moved = {one.key: one.why for one in checked.differences if one.kind == "moved"}
    assert "progress" in moved["VO-08.actual"]
    assert "corrected" in moved["VO-08.actual"]


def test_a_deck_agrees_with_the_time_before_the_correction(store: Engine, decks: dict[str, bytes]) -> None:
    then = ExhibitBuilder(SnapshotFactory(store), now=before_correction(store))
    assert papers.renewed(then, decks["charts"])[1].differences == []


def test_a_stale_number_in_own_words_is_a_difference_where_name_and_unit_agree(store: Engine, decks: dict[str, bytes]) -> None:
    then, now = (builder.snapshot(BASE).city.set_index("code").loc["BA-08"] for builder in builders(store))
    deck = Presentation(io.BytesIO(decks["charts"]))
    box = deck.slides[0].shapes.add_textbox(0, 0, 900_000, 900_000)
    box.text_frame.text = f"{now['name']}已完成{then['actual']}{now['unit']}，另有77{now['unit']}在办"
    file = io.BytesIO()
    deck.save(file)
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), file.getvalue())
    stale = [(one.figure, one.deck_says, one.now) for one in checked.differences if one.key == "own"]
    assert stale == [(now["name"], str(then["actual"]), str(now["actual"]))]
    assert [one.number for one in checked.own] == ["77"]


def builders(store: Engine) -> list[ExhibitBuilder]:
    """What was known before the correction, and what is known now."""
    factory = SnapshotFactory(store)
    return [ExhibitBuilder(factory, now=before_correction(store)), ExhibitBuilder(factory)]
