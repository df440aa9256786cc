"""A map as Word shapes: one per ring, school, label and status, with names that no text can break."""

from dataclasses import replace

from lxml import etree

from components.exhibits.model import Area, Map, Symbol
from components.export.docx.map import map_drawing
from components.theme import LIGHT, MARKS
from models.status import Status, Word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WIDTH = 5_760_000
HOSTILE = '"/><w:p/> {shapes} <b>&一中\x0b'
RING = ((113.6, 34.7), (113.8, 34.7), (113.8, 34.9), (113.6, 34.9), (113.6, 34.7))
MAP = Map(
    (Area("N", "北区", (RING,), (113.7, 34.8), "北 2", 2), Area("Z", "郑东新区", (), (113.95, 34.75), "郑东 0", 0)),
    (Symbol("P1", HOSTILE, (113.65, 34.75), Word.OFF_TRACK, 12.0), Symbol("P2", "小学", (113.75, 34.85), Word.MET, 8.0)),
    (),
    {Word.OFF_TRACK: "滞后", Word.MET: "已完成"},
)


def root(body: Map, *, alt: str = "图") -> etree._Element:
    return etree.fromstring(map_drawing(body, width=WIDTH, number=7, name="map", alt=alt, style="PartPicture"))


def shapes(body: Map) -> dict[str, etree._Element]:
    """The shapes by name, except the legend."""
    found = {str(one.find("{*}cNvPr").get("name")): one for one in root(body).iter("{*}wsp")}
    return {name: one for name, one in found.items() if name != "legend"}


def words(shape: etree._Element) -> str:
    return "".join(str(one.text) for one in shape.iter(f"{W}t"))


def colours(shape: etree._Element) -> list[str]:
    return [f"#{one.get('val')}" for one in shape.iter("{*}srgbClr")]


def test_figures_have_shapes_with_their_keys() -> None:
    names = ["北区", f"{HOSTILE.removesuffix(chr(11))} #P1.status", "小学 #P2.status", "北区 #N.count", "郑东新区 #Z.count"]
    assert list(shapes(MAP)) == names


def test_a_school_has_the_colour_and_the_mark_of_its_status() -> None:
    school = shapes(MAP)["小学 #P2.status"]
    assert words(school) == MARKS[Status.MET]
    assert colours(school)[0] == LIGHT.status[Status.MET]
    assert school.find("{*}cNvPr").get("descr") == "小学 · 已完成"


def test_a_district_says_its_count() -> None:
    assert words(shapes(MAP)["北区 #N.count"]) == "北 2"


def test_the_legend_is_every_status_with_its_word() -> None:
    legend = [one for one in root(MAP).iter("{*}wsp") if one.find("{*}cNvPr").get("name") == "legend"]
    assert [words(one) for one in legend] == [MARKS[Status.OFF_TRACK], "滞后", MARKS[Status.MET], "已完成"]


def test_the_chosen_district_has_the_accent_as_its_edge() -> None:
    assert LIGHT.accent in colours(shapes(replace(MAP, chosen="N"))["北区"])
    assert LIGHT.accent not in colours(shapes(MAP)["北区"])


def test_a_map_is_as_wide_as_asked_and_not_higher_than_a_third_of_a_page() -> None:
    high = replace(MAP, areas=(replace(MAP.areas[0], rings=(((113.6, 33.0), (113.7, 33.0), (113.7, 35.0), (113.6, 33.0)),)),))
    for body in (MAP, high):
        (extent,) = root(body).iter("{*}extent")
        assert int(extent.get("cx")) == WIDTH
        assert int(extent.get("cy")) <= round(11.2 * 360_000)


def test_an_alternative_text_stays_text() -> None:
    (about,) = root(MAP, alt=HOSTILE).iter("{*}docPr")
    assert (about.get("id"), about.get("descr")) == ("7", HOSTILE.removesuffix("\x0b"))


def test_a_map_of_one_school_alone_is_drawn() -> None:
    assert list(shapes(Map((), MAP.symbols[1:], (), {}))) == ["小学 #P2.status"]
