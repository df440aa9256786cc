"""A bureau's own template rules: its fonts, colours, size and layouts, whatever their names, in every slide."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as Kind
from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Cm

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.pptx.deck import deck
from components.export.pptx.tags import FOOT, tag_of
from components.i18n.text import Text
from components.theme import LIGHT

PLAN = "zhengzhou-2023-demo"
FONTS = {"a:latin": "Georgia", "a:ea": "方正小标宋简体"}
BRAND = {"dk1": "101820", "dk2": "2B3A55", "lt2": "F5EFE6", "accent1": "8B1A1A", "accent2": "C9A227"}
#: Colours that mean a status, and the two inks on them; LibreOffice and PowerPoint know no theme for these.
STATUS = {*LIGHT.status.values(), *LIGHT.quiet.values(), "#FFFFFF", "#12181F"}


def bureau_template(*, width: int = 9_144_000) -> bytes:
    """A .potx of a bureau: 4:3, its own theme, a band at the left, layouts named and ordered as nobody expects."""
    made = Presentation()
    made.slide_width = width
    layouts = made.slide_layouts
    for at, layout in enumerate(layouts):
        layout.name = f"版式{17 * at % 11}"
        for shape in layout.placeholders:
            _fit(shape, width)
    for shape in made.slide_master.placeholders:
        _fit(shape, width)
    first = layouts._sldLayoutIdLst[0]
    first.getparent().append(first)  # the cover is the last one
    part = made.slide_master.part.part_related_by(REL.THEME)
    theme: Any = parse_xml(part.blob)
    for tag, name in FONTS.items():
        for font in theme.iter(qn(tag)):
            font.set("typeface", name)
    for slot, value in BRAND.items():
        colour = next(theme.iter(qn(f"a:{slot}")))
        colour[:] = [parse_xml(f'<a:srgbClr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" val="{value}"/>')]
    part._blob = serialize_part_xml(theme)
    file = io.BytesIO()
    made.save(file)
    return as_template(file.getvalue())


def _fit(shape: Any, width: int) -> None:
    """Scale a placeholder to the width, and keep it out of the band."""
    if shape._element.spPr.find(qn("a:xfrm")) is not None:
        left, scale = shape.left, width / 9_144_000
        shape.left, shape.width = int(Cm(1.5)) + round(left * scale), round(shape.width * scale) - int(Cm(1.5))


def as_template(content: bytes) -> bytes:
    """A deck as a .potx."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"presentation.main+xml", b"template.main+xml"))
    return file.getvalue()


@pytest.fixture(scope="module", params=["zh", "en"])
def made(builder: ExhibitBuilder, request: pytest.FixtureRequest) -> bytes:
    """The deck of a meeting in the template."""
    base = Address("", PLAN, date(2023, 9, 30), date(2023, 8, 31), request.param)
    return papers.meeting_deck(builder, base, district="410105", template=bureau_template())


def xml(content: bytes, pattern: str) -> Iterable[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if re.fullmatch(pattern, name)]


WRITTEN = r"ppt/(slides/slide|charts/chart|notesSlides/notesSlide)\d+\.xml"


def test_no_slide_chart_or_note_has_a_font_of_its_own(made: bytes) -> None:
    fonts = {font for part in xml(made, WRITTEN) for font in re.findall(r'typeface="([^"]*)"', part)}
    assert fonts == {"+mn-lt", "+mn-ea"}


def test_no_colour_is_fixed_but_those_of_a_status(made: bytes) -> None:
    fixed = {f"#{value}" for part in xml(made, WRITTEN) for value in re.findall(r'srgbClr val="(\w+)"', part)}
    assert fixed <= STATUS
    themed = {value for part in xml(made, WRITTEN) for value in re.findall(r'schemeClr val="(\w+)"', part)}
    assert {"tx1", "tx2", "bg2", "accent1"} <= themed
    assert "accent2" not in themed, "a second brand colour would read as a status"


def test_every_run_names_its_language(made: bytes) -> None:
    for part in xml(made, WRITTEN):
        for properties, words in re.findall(r"<a:r>(.*?)<a:t>(.*?)</a:t>", part):
            language = re.search(r'lang="([\w-]+)"', properties)
            assert language, words
            assert (language[1] == "zh-CN") == bool(re.search("[\u4e00-\u9fff]", words)), words


def test_a_template_is_a_deck_of_its_own_kind_and_size(made: bytes) -> None:
    found = Presentation(io.BytesIO(made))
    assert (found.slide_width, found.slide_height) == (9_144_000, 6_858_000)
    assert "template.main" not in xml(made, r"\[Content_Types\]\.xml")[0]  # type: ignore[index]


def test_layouts_are_found_by_their_placeholders(made: bytes) -> None:
    cover, *others = Presentation(io.BytesIO(made)).slides
    assert Kind.SUBTITLE in {one.placeholder_format.type for one in cover.slide_layout.placeholders}
    for slide in others:
        assert {one.placeholder_format.type for one in slide.slide_layout.placeholders} <= {
            Kind.TITLE,
            Kind.DATE,
            Kind.FOOTER,
            Kind.SLIDE_NUMBER,
        }


@pytest.mark.parametrize("width", [9_144_000, 12_192_000])
def test_every_shape_is_on_the_slide_and_no_table_in_its_foot(builder: ExhibitBuilder, width: int) -> None:
    base = Address("", PLAN, date(2023, 9, 30), date(2023, 8, 31), "en")
    found = Presentation(io.BytesIO(papers.meeting_deck(builder, base, district="410105", template=bureau_template(width=width))))
    for slide in list(found.slides)[1:]:
        feet = [one.top for one in slide.shapes if (tag := tag_of(one._element)) and tag.piece == FOOT]  # an agenda has none
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= width
            if shape.has_table:
                assert shape.top + sum(row.height for row in shape.table.rows) <= feet[0]


def test_a_template_without_slides_needs_nothing_but_a_title() -> None:
    assert len(Presentation(io.BytesIO(deck([], t=Text("zh"), template=bureau_template()))).slides) == 0
