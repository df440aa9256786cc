"""What is said of a deck beside its differences: one sentence for each thing that a reader should know."""

import io
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pptx import Presentation
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.deck_check.words import remark_words
from components.i18n.text import Text
from models.demo import load_demonstration
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store

DAY = date(2023, 9, 30)
BASE = Address("", "zhengzhou-2023-demo", DAY, date(2023, 8, 31))
PARTS = ("sections", "worst", "late_projects", "counts")
ZH = Text("zh")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """The demonstration year, which is only read."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("year"), load_demonstration))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def made(store: Engine) -> bytes:
    return deck_of(store, BASE)


def deck_of(store: Engine, base: Address) -> bytes:
    kept = [(str(replace(base, part=part)), "") for part in PARTS]
    return papers.own_deck(ExhibitBuilder(SnapshotFactory(store)), Text(base.language), kept)


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def saved(deck: Any) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def kinds(store: Engine, content: bytes, asked: Address = BASE, *, now: datetime | None = None) -> list[str]:
    """The kinds of remarks, each of which has a sentence; nothing in these decks differs."""
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store), now=now), content, asked=asked)
    assert checked.differences == []
    assert all(remark_words(ZH, one) for one in checked.remarks)
    return [one.kind for one in checked.remarks]


def test_of_a_deck_as_it_was_made_nothing_is_said(store: Engine, made: bytes) -> None:
    assert kinds(store, made) == []


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (replace(BASE, as_of=date(2023, 10, 31)), "other_day"),
        (replace(BASE, plan="zhengzhou-2023"), "other_plan"),
        (replace(BASE, language="en"), "other_language"),
    ],
)
def test_another_day_plan_or_language_than_that_of_the_page_is_said(
    store: Engine, made: bytes, asked: Address, kind: str
) -> None:
    assert kinds(store, made, asked) == [kind]


def test_a_deck_that_knows_more_than_it_is_compared_with_is_said(store: Engine, made: bytes) -> None:
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store), now=datetime(2023, 10, 1, tzinfo=UTC)), made, asked=BASE)
    assert [one.kind for one in checked.remarks] == ["later"]


def test_moved_and_removed_slides_are_said(store: Engine, made: bytes) -> None:
    deck = opened(made)
    slides = deck.slides._sldIdLst
    slides.append(slides[0])
    assert kinds(store, saved(deck)) == ["order"]
    deck = opened(made)
    slides = deck.slides._sldIdLst
    deck.part.drop_rel(slides[1].rId)
    slides.remove(slides[1])
    assert "removed" in kinds(store, saved(deck))


def test_slides_merged_from_a_deck_of_another_day_are_named_with_their_day(store: Engine, made: bytes) -> None:
    deck, other = opened(made), opened(deck_of(store, replace(BASE, as_of=date(2023, 6, 30), since=date(2023, 5, 31))))
    for slide in other.slides:
        if any(shape.has_table for shape in slide.shapes):
            copy = deck.slides.add_slide(deck.slide_layouts[0])
            for shape in list(slide.shapes):
                copy.shapes._spTree.append(deepcopy(shape._element))
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), saved(deck), asked=BASE)
    assert checked.differences == []
    days = [one.values["day"] for one in checked.remarks if one.kind == "state"]
    assert days == [DAY, date(2023, 6, 30)]


def test_rows_on_a_slide_that_was_removed_are_said(store: Engine, made: bytes) -> None:
    deck = opened(made)
    slides = deck.slides._sldIdLst
    titles = [slide.shapes.title.text for slide in deck.slides]
    at = next(at for at, title in enumerate(titles) if title.endswith("（续）"))
    deck.part.drop_rel(slides[at].rId)
    slides.remove(slides[at])
    assert "cut" in kinds(store, saved(deck))


def test_slides_without_anything_of_ours_are_said_if_they_have_numbers(store: Engine, made: bytes) -> None:
    deck = opened(made)
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    assert kinds(store, saved(deck)) == []
    slide.shapes.title.text = "另有37人"
    assert kinds(store, saved(deck)) == ["foreign"]


def test_a_deck_of_a_plan_that_the_store_does_not_have_is_one_difference(store: Engine, made: bytes) -> None:
    deck = opened(made)
    for slide in deck.slides:
        for one in slide.shapes._spTree.iter("{*}cNvPr"):
            for name in ("descr", "name"):
                if one.get(name):
                    one.set(name, one.get(name).replace(BASE.plan, "elsewhere-2023"))
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), saved(deck), asked=BASE)
    assert [(one.part, one.kind) for one in checked.differences] == [("elsewhere-2023", "gone")]
    assert [one.kind for one in checked.remarks] == ["other_plan"]


def test_a_damaged_address_is_a_part_that_is_gone(store: Engine, made: bytes) -> None:
    deck = opened(made)
    for one in deck.slides[0].shapes._spTree.iter("{*}cNvPr"):
        for name in ("descr", "name"):
            if "sanbiao:" in (one.get(name) or ""):
                one.set(name, "sanbiao:sections?plan=" + "x" * 200)
    _, checked = papers.renewed(ExhibitBuilder(SnapshotFactory(store)), saved(deck))
    assert [(one.slide, one.kind) for one in checked.differences] == [(1, "gone")]
