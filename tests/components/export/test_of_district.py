"""Papers of one district name it, rank nobody alone, and say if there is nothing; those of a held meeting are as known then."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pptx import Presentation
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.pptx.tags import tagged
from components.i18n.text import Text
from models.commands.ledger import store_reports
from models.commands.meetings import hold_meeting, store_meeting
from models.commands.records import NewMeeting, NewReport
from models.demo import load_demonstration
from models.errors import ExportError, NotFoundError
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store

PLAN, DAY = "zhengzhou-2023-demo", date(2023, 9, 30)
BASE = Address("", PLAN, DAY, date(2023, 8, 31), "en")
SILENT = replace(BASE, plan="zhengzhou-2023", as_of=date(2023, 1, 2))
JINSHUI, NAMES = "410105", {"zh": "金水区", "en": "Jinshui"}


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def statements(made: Any) -> list[str]:
    """The titles of the slides with figures."""
    return [slide.shapes.title.text for slide in made.slides if list(tagged(slide))]


def parts(made: Any) -> list[str]:
    """The names of the exhibits, in order."""
    found = [tag.address.partition("?")[0] for slide in made.slides for _, tag in tagged(slide)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_cover_properties_and_every_sentence_name_the_district(builder: ExhibitBuilder, language: str) -> None:
    made = opened(papers.district_deck(builder, replace(BASE, language=language), JINSHUI))
    name = NAMES[language]
    assert name in made.slides[0].shapes.title.text
    assert name in made.core_properties.title
    assert statements(made)
    assert all(name in title for title in statements(made))


@pytest.mark.parametrize("district", ["410102", JINSHUI, "HK", "ZD"])
def test_no_chart_ranks_a_single_district(builder: ExhibitBuilder, district: str) -> None:
    made = opened(papers.district_deck(builder, BASE, district))
    assert not {"gaps", "compare", "quotas"} & set(parts(made))
    for slide in made.slides:
        for chart in (shape.chart for shape in slide.shapes if shape.has_chart):
            assert len(list(chart.plots[0].categories)) > 1


def test_the_scoreboard_compares_the_district_with_the_others(builder: ExhibitBuilder) -> None:
    made = opened(papers.district_deck(builder, BASE, JINSHUI))
    own = builder.snapshot(BASE).scoreboard[JINSHUI]
    (title,) = {title for title in statements(made) if "other districts" in title and "(cont.)" not in title}
    assert f"of the {len(own)} targets of Jinshui" in title


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_district_without_anything_says_so_and_shows_no_empty_axis(builder: ExhibitBuilder, language: str) -> None:
    t = Text(language)
    made = opened(papers.district_deck(builder, replace(SILENT, language=language), JINSHUI))
    said = t("headline.district_silent", district=NAMES[language], day=SILENT.as_of)
    assert statements(made) == [said]
    assert t("deck.empty") in [shape.text_frame.text for shape in made.slides[-1].shapes if shape.has_text_frame]
    assert not any(shape.has_chart or shape.has_table for slide in made.slides for shape in slide.shapes)
    document = Document(io.BytesIO(papers.briefing(builder, replace(SILENT, language=language), "docx", district=JINSHUI)))
    assert said in [paragraph.text for paragraph in document.paragraphs]
    assert document.tables == []


def test_the_briefing_of_a_district_names_it_and_shows_it_alone(builder: ExhibitBuilder) -> None:
    document = Document(io.BytesIO(papers.briefing(builder, BASE, "docx", district=JINSHUI)))
    assert "Jinshui" in document.core_properties.title
    assert "Jinshui" in document.sections[0].header.paragraphs[0].text
    sentences = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Body Text"]
    assert sentences
    assert all("Jinshui" in one for one in sentences)
    assert papers.briefing(builder, BASE, "pdf", district=JINSHUI).startswith(b"%PDF")


def test_a_district_that_the_plan_does_not_have_is_one_sentence(builder: ExhibitBuilder) -> None:
    for make in (papers.district_deck, lambda *asked: papers.briefing(*asked[:2], "pdf", district=asked[2])):
        with pytest.raises(ExportError, match="'999'"):
            make(builder, BASE, "999")


@pytest.fixture
def store(tmp_path: Path, loaded_store: Callable[..., str]) -> Engine:
    """The demonstration year, to be written to."""
    return open_store(loaded_store(tmp_path, load_demonstration))


def test_the_deck_of_a_held_meeting_follows_its_agenda_as_known_then(store: Engine) -> None:
    agenda = ("worst", "section?section=basic", "curve?target=BA-04", "district?district=410105")
    number = store_meeting(store, PLAN, NewMeeting("例会", DAY, date(2023, 8, 31), agenda=agenda), "test")
    hold_meeting(store, PLAN, number, "test")
    before = papers.held_meeting_deck(ExhibitBuilder(SnapshotFactory(store)), BASE, number)
    store_reports(store, PLAN, [NewReport("BA-04", date(2023, 9, 29), Decimal(10))], author="late")
    made = opened(papers.held_meeting_deck(ExhibitBuilder(SnapshotFactory(store)), BASE, number))
    assert statements(made) == statements(opened(before))
    assert parts(made) == ["worst", "decisions", "section", "curve", "district", "requests"]
    assert "例会" in made.slides[0].shapes.title.text
    assert any("As known at" in shape.text_frame.text for shape in made.slides[0].shapes if shape.has_text_frame)
    entries = [shape.text_frame.text for shape in made.slides[1].shapes if shape.name.startswith("agenda")]
    assert entries[2:5] == ["Section: Basic education", "Target: BA-04 " + _name(store, "BA-04"), "District: Jinshui"]
    store.dispose()


def test_a_held_meeting_without_an_agenda_has_the_usual_one(store: Engine) -> None:
    number = store_meeting(store, PLAN, NewMeeting("例会", DAY, date(2023, 8, 31)), "test")
    hold_meeting(store, PLAN, number, "test")
    builder = ExhibitBuilder(SnapshotFactory(store))
    usual = opened(papers.meeting_deck(builder, BASE))
    assert parts(opened(papers.held_meeting_deck(builder, BASE, number))) == parts(usual)
    store.dispose()


def _name(store: Engine, code: str) -> str:
    return Text("en").names(ExhibitBuilder(SnapshotFactory(store)).snapshot(BASE).view.targets)[code]


def test_a_meeting_that_was_not_held_has_no_deck(store: Engine) -> None:
    number = store_meeting(store, PLAN, NewMeeting("例会", DAY, date(2023, 8, 31)), "test")
    for asked in (number, 999):
        with pytest.raises(NotFoundError, match=f"number {asked}"):
            papers.held_meeting_deck(ExhibitBuilder(SnapshotFactory(store)), BASE, asked)
    store.dispose()
