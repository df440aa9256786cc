"""The agenda of a deck leads to its sections, which hold every slide once; PowerPoint opens both."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from components.exhibits.model import Exhibit
from components.exhibits.tables import Cell, Column, Table
from components.export.pptx.deck import Chapter, Cover, deck
from components.i18n.text import Text

T = Text("en")
P14 = {"p14": "http://schemas.microsoft.com/office/powerpoint/2010/main"}
BAD = "<b>喆</b> & \"x\" 'y' \x0b"


def part(name: str, rows: int = 1) -> Exhibit:
    table = Table((Column("Name"),), tuple((Cell(f"{n}"),) for n in range(rows)), tuple(map(str, range(rows))))
    address = f"worst?plan=p&as_of={date(2023, 9, 30)}&since={date(2023, 8, 31)}&lang=en"
    return Exhibit(address, name, f"About {name}", table, table, ("foot",), (), "", False)


def opened(*chapters: Chapter) -> tuple[bytes, Any]:
    parts = [one for chapter in chapters for one in chapter.parts]
    content = deck(parts, t=T, cover=Cover("Meeting", "today"), chapters=chapters)
    return content, Presentation(io.BytesIO(content))


def sections(made: Any) -> dict[str, list[int]]:
    """The slides of each section, by their numbers from 1."""
    numbers = {str(slide.slide_id): n for n, slide in enumerate(made.slides, 1)}
    found = made.part._element.iterfind(".//p14:section", P14)
    return {one.get("name"): [numbers[each.get("id")] for each in one.iterfind(".//p14:sldId", P14)] for one in found}


def leads(made: Any) -> dict[str, int]:
    """The slide to which each entry of the agenda leads."""
    numbers = {slide.slide_id: n for n, slide in enumerate(made.slides, 1)}
    boxes = [shape for shape in made.slides[1].shapes if shape.name.startswith("agenda")]
    return {box.text_frame.paragraphs[0].text: numbers[box.click_action.target_slide.slide_id] for box in boxes}


def test_each_chapter_is_an_entry_and_a_section_of_all_its_slides() -> None:
    _, made = opened(Chapter("First", (part("a", 40), part("b"))), Chapter("Second", (part("c"),)))
    count = len(made.slides)
    assert count > 5  # forty rows take several slides
    assert sections(made) == {"Opening": [1, 2], "First": [*range(3, count)], "Second": [count]}
    assert leads(made) == {"First": 3, "Second": count}
    assert made.slides[1].shapes.title.text == "Agenda"


def test_an_entry_lists_what_it_holds_if_that_is_more_than_one_thing() -> None:
    _, made = opened(Chapter("First", (part("a"), part("b"))), Chapter("Second", (part("c"),)))
    words = [shape.text_frame.text for shape in made.slides[1].shapes if shape.name.startswith("agenda")]
    assert words == ["First\na · b", "Second"]


def test_a_single_chapter_needs_no_agenda() -> None:
    _, made = opened(Chapter("Only", (part("a"),)))
    assert sections(made) == {"Opening": [1], "Only": [2]}


def test_a_deck_without_chapters_has_neither() -> None:
    made = Presentation(io.BytesIO(deck([part("a")], t=T)))
    assert sections(made) == {}
    assert len(made.slides) == 1


@pytest.mark.parametrize("entries", [2, 16, 30])
def test_all_entries_are_on_the_slide_and_the_file_is_valid(entries: int, tmp_path: Path) -> None:
    content, made = opened(*(Chapter(f"{BAD} {n}", (part(f"{n}"),)) for n in range(entries)))
    boxes = [shape for shape in made.slides[1].shapes if shape.name.startswith("agenda")]
    assert len(boxes) == entries
    assert all(upper.top + upper.height <= lower.top for upper, lower in zip(boxes, boxes[1:], strict=False))
    assert boxes[-1].top + boxes[-1].height <= made.slide_height
    (tmp_path / "deck.pptx").write_bytes(content)
    assert OpenXmlValidator().validate(tmp_path / "deck.pptx").errors == []


def test_sections_have_the_same_identifiers_in_every_deck() -> None:
    chapters = (Chapter("First", (part("a"),)), Chapter("Second", (part("c"),)))
    identifiers = [
        [one.get("id") for one in opened(*chapters)[1].part._element.iterfind(".//p14:section", P14)] for _ in range(2)
    ]
    assert identifiers[0] == identifiers[1]
    assert len(set(identifiers[0])) == 3
