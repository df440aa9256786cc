"""A paper for a printer without colours has only greys, of the same contrast, and is otherwise the same."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.grey import grey_office, grey_svg
from components.theme import LIGHT, contrast, grey

BASE = Address("", "zhengzhou-2023-demo", date(2023, 9, 30), date(2023, 8, 31))
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06X}".format)


def parts(content: bytes, pattern: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if re.fullmatch(pattern, name))


@given(COLOURS)
def test_a_grey_has_the_luminance_of_its_colour(colour: str) -> None:
    assert contrast(colour, grey(colour)) == pytest.approx(1, abs=0.06)
    assert len({grey(colour)[at : at + 2] for at in (1, 3, 5)}) == 1


@pytest.mark.parametrize(
    ("form", "pattern", "colour"),
    [
        ("pptx", r"ppt/(slides|charts|theme)/[^/]+\.xml", r'srgbClr val="(\w{6})"'),
        ("docx", r"word/document\.xml", r'<(?:a:srgbClr|w:color|w:shd)\b[^<>]*(?:fill|val)="([0-9A-F]{6})"'),
    ],
)
def test_a_printed_paper_has_greys_alone_and_all_its_words(
    builder: ExhibitBuilder, form: str, pattern: str, colour: str, tmp_path: Path
) -> None:
    made = papers.meeting_deck(builder, BASE) if form == "pptx" else papers.briefing(builder, BASE, "docx")
    printed = grey_office(made)
    found = re.findall(colour, parts(printed, pattern))
    assert len(found) > 100
    assert all(value[:2] == value[2:4] == value[4:] for value in found)
    assert re.sub(colour, "", parts(printed, pattern)) == re.sub(colour, "", parts(made, pattern))
    (path := tmp_path / f"printed.{form}").write_bytes(printed)
    assert OpenXmlValidator().validate(path).errors == []


def test_words_that_look_like_colours_stay() -> None:
    drawn = f'<svg fill="{LIGHT.accent}"><text stroke="#C8372D">fill="#C8372D" #C8372D</text></svg>'
    printed = grey_svg(drawn)
    assert printed == drawn.replace(LIGHT.accent, grey(LIGHT.accent)).replace('stroke="#C8372D"', f'stroke="{grey("#C8372D")}"')


def test_a_printed_pdf_is_another_file_of_as_many_pages(builder: ExhibitBuilder) -> None:
    coloured, printed = (papers.briefing(builder, BASE, "pdf", in_grey=in_grey) for in_grey in (False, True))
    assert printed != coloured
    assert printed.count(b"/Type /Page\n") == coloured.count(b"/Type /Page\n")
