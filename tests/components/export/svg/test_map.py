"""Maps as pictures: districts, schools with their marks, names, and a scale bar."""

from dataclasses import replace
from xml.etree import ElementTree

from components.charts.map_ground import Ground
from components.exhibits.model import Area, Map, Symbol
from components.export.svg.draw import Drawing, Pen
from components.export.svg.map import NAMED, draw_map
from components.i18n.text import Text
from components.theme import LIGHT, MARKS
from models.status import Status, Word

ZH = Text("zh")
PEN = Pen(ZH, LIGHT, 1000)
HOSTILE = "<script>alert(1)</script>&\x0b"
RING = ((113.6, 34.7), (113.8, 34.7), (113.8, 34.9), (113.6, 34.9), (113.6, 34.7))
OTHER = tuple((x + 0.2, y) for x, y in RING)
MAP = Map(
    (Area("N", "北区", (RING,), (113.7, 34.8), "北 2", 2), Area("S", "南区", (OTHER,), (113.9, 34.8), "南 0", 0)),
    (Symbol("P1", HOSTILE, (113.65, 34.75), Word.OFF_TRACK, 12.0), Symbol("P2", "小学", (113.75, 34.85), Word.ON_TRACK, 8.0)),
    (),
    {Word.OFF_TRACK: "滞后", Word.ON_TRACK: "正常"},
)


def root(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{''.join(drawing.elements)}</svg>")


def texts(drawing: Drawing, kind: str = "text") -> list[str]:
    return ["".join(one.itertext()) for one in root(drawing).iter(kind)]


def test_a_place_lies_to_the_right_of_the_west_and_below_the_north() -> None:
    ground = Ground(west=113, north=35, left=10, top=20, per_degree=100, squeeze=0.8)
    assert ground((113, 35)) == (10, 20)
    assert ground((114, 34)) == (90, 120)


def test_every_district_and_every_school_has_its_name() -> None:
    drawing = draw_map(MAP, PEN)
    assert {"北 2", "南 0", "小学"} <= set(texts(drawing))
    assert set(texts(drawing, "title")) == {f"{HOSTILE.removesuffix(chr(11))} 滞后", "小学 正常"}


def test_a_school_has_the_colour_and_the_mark_of_its_status() -> None:
    drawing = draw_map(MAP, PEN)
    named = {"".join(one.itertext()): one.get("fill") for one in root(drawing).iter("circle") if list(one)}
    assert named["小学 正常"] == LIGHT.status[Status.ON_TRACK]
    assert MARKS[Status.OFF_TRACK] in texts(drawing)


def test_the_chosen_district_is_drawn_over_the_others() -> None:
    edges = [one.get("stroke") for one in root(draw_map(replace(MAP, chosen="N"), PEN)).iter("path")]
    assert edges == [LIGHT.plain, LIGHT.accent]


def test_many_schools_are_drawn_without_their_names() -> None:
    many = tuple(replace(MAP.symbols[1], code=f"P{n}", name=f"第{n}小学") for n in range(NAMED + 1))
    drawing = draw_map(replace(MAP, symbols=many), PEN)
    assert len(texts(drawing, "title")) == NAMED + 1
    assert not [one for one in texts(drawing) if "小学" in one]


def test_a_map_without_schools_says_so() -> None:
    assert ZH("sheet.map_empty") in texts(draw_map(replace(MAP, symbols=()), PEN))
    assert ZH("sheet.map_note") in texts(draw_map(MAP, PEN))


def test_a_map_of_nothing_is_still_drawn() -> None:
    drawing = draw_map(Map((), (), (), {}), replace(PEN, height=300))
    assert drawing.height == 300
    assert root(drawing).findall(".//path") == []


def test_the_scale_bar_is_at_most_a_fifth_of_the_map() -> None:
    drawing = draw_map(MAP, PEN)
    (bar,) = [one for one in root(drawing).findall("line") if one.get("stroke-width") == "3"]
    assert 0 < float(bar.get("x2", "0")) <= 200
    assert [one for one in texts(drawing) if one in {ZH("map.scale", n=n) for n in (20, 10, 5, 2, 1)}]


def test_what_has_not_begun_is_a_dashed_ring_and_the_legend_says_so() -> None:
    planned = replace(MAP, symbols=(replace(MAP.symbols[1], is_started=False),))
    rings = [one for one in root(draw_map(planned, PEN)).iter("circle") if one.get("stroke-dasharray")]
    assert [one.get("stroke") for one in rings if list(one)] == [LIGHT.status[Status.ON_TRACK]]
    assert ZH("map.not_begun") in texts(draw_map(planned, PEN))
    assert ZH("map.not_begun") not in texts(draw_map(MAP, PEN))
