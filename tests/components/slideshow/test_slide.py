"""Slide data for the browser: a sentence, inert drawings, possible subjects of a decision, legible letters."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest

from components.exhibits import bundles
from components.exhibits.address import Address
from components.exhibits.model import Bars, Exhibit, Frame, Map, Series, Symbol, table_of
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Cell, Column, Table
from components.i18n.text import Text
from components.slideshow.slide import JOINED, NARROW, ROOM, WIDE, for_room, legible, slide
from components.theme import DARK, LIGHT
from models.status import Word
from models.typed_rows import NarrativeRow

BAD = "<img src=x onerror=alert(1)> 喆㛃𣲗 &amp; </svg><script>alert(1)</script> \x0b =cmd|'/c calc'!A0"
DAY = date(2023, 9, 30)
ZH, EN = Text("zh"), Text("en")


def part(name: str, body: Table | Bars, data: Table) -> Exhibit:
    address = str(Address(name, "plan", DAY, date(2023, 8, 31)))
    return Exhibit(address, name, BAD, body, data, (BAD, "来源"), (), BAD, demonstration=True)


def table(name: str, columns: int, rows: int, words: str = "公办园投用") -> Exhibit:
    heads = tuple(Column(f"列{n}", key=f"c{n}") for n in range(columns))
    cells = tuple(tuple(Cell(words) for _ in heads) for _ in range(rows))
    own = Table(heads, cells, tuple(f"T-{n}" for n in range(rows)))
    return part(name, own, own)


def bars() -> Exhibit:
    body = Bars((BAD, "乙"), ("a", "b"), Series("完成", (1, None), "actual"), ("1", BAD), None, (Word.MET, Word.MISSED))
    return part("counts", body, table_of("名", body.categories, body))


@pytest.mark.parametrize("t", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("one", [bars(), table("worst", 7, 3, BAD), table("asked", 3, 0)], ids=["bars", "table", "empty"])
def test_drawings_are_whole_and_hold_nothing_that_runs(t: Text, look: object, one: Exhibit) -> None:
    made = slide(one, t=t, look=look, names={})  # type: ignore[arg-type]
    for drawn, size in ((made["wide"], WIDE), (made["narrow"], NARROW)):
        tree = ElementTree.fromstring(drawn)
        assert (float(tree.get("width") or 0), float(tree.get("height") or 0)) == pytest.approx(size, rel=0.2)
        tags = {one.tag.split("}")[1] for one in tree.iter()}
        assert tags <= {"svg", "g", "rect", "text", "line", "path", "circle", "title", "desc"}
        assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on") or "href" in name]


def test_the_sentence_and_the_foot_are_given_as_they_are() -> None:
    made = slide(bars(), t=ZH, look=LIGHT, names={}, district="金水区")
    assert (made["title"], made["district"], made["demonstration"]) == (BAD, "金水区", True)
    assert made["foot"].startswith(BAD)
    assert made["foot"].endswith("来源")


def test_what_can_be_decided_on_is_what_the_slide_is_about() -> None:
    made = slide(table("worst", 7, 3), t=ZH, look=LIGHT, names={"T-1": BAD, "T-2": "乙", "X": "丙"})
    assert made["about"] == [("T-1", BAD), ("T-2", "乙")]


@pytest.mark.parametrize("name", sorted(ROOM.keys() - JOINED.keys()))
def test_a_wide_table_keeps_the_columns_that_the_room_can_read_and_all_rows(name: str) -> None:
    one = table(name, 9, 4)
    shown = for_room(one, ZH, {})
    assert isinstance(shown.body, Table)
    assert [column.key for column in shown.body.columns] == [f"c{n}" for n in ROOM[name]]
    assert (shown.body.keys, shown.data, shown.title) == (one.data.keys, one.data, one.title)


def test_other_tables_and_charts_are_shown_as_they_are() -> None:
    for one in (table("asked", 3, 4), bars(), replace(bars(), address=table("worst", 7, 1).address)):
        assert for_room(one, ZH, {}) is one


def test_of_the_parts_of_a_change_the_room_sees_those_that_are_not_zero_between_before_and_after() -> None:
    heads = tuple(Column(words) for words in ("目标", "上次状态", "本次状态", "上次", "进展", "补报", "更正", "本次"))
    numbers = (Cell("6所", 6.0), Cell("+2", 2.0), Cell("–", 0.0), Cell("−1", -1.0), Cell("7所", 7.0))
    one = Table(heads, ((Cell("开工"), Cell("正常"), Cell("滞后"), *numbers),), ("C",))
    shown = for_room(part("changes", one, one), ZH, {}).body
    assert isinstance(shown, Table)
    assert [cell.text for cell in shown.rows[0]] == ["开工", "正常", "滞后", "6所", "进展+2，更正−1", "7所"]
    assert len(shown.columns) == 6


def test_the_reason_that_was_written_stands_with_the_status_of_its_target() -> None:
    recorded_at = datetime(2023, 6, 30, tzinfo=UTC)
    row = NarrativeRow("T", "用地未批", "专班推进", "", DAY, None, "test", recorded_at)
    worst = for_room(table("worst", 7, 2), ZH, {"T-1": "用地未批"}).body
    assert isinstance(worst, Table)
    assert [cells[1].text for cells in worst.rows] == ["公办园投用", "公办园投用\n用地未批"]
    curve = replace(bars(), address=str(Address("curve", "plan", DAY, DAY, chosen={"target": "T"})))
    made = slide(curve, t=ZH, look=LIGHT, names={"T": "开工"}, narratives={"T": row})
    assert made["said"] == "原因：用地未批；措施：专班推进；时限：2023年9月30日。"
    assert made["about"][0] == ("T", "开工")


def smallest(drawn: str) -> float:
    """The height of the smallest letters in pixels on a screen of 1920 by 1080."""
    scale = float(next(iter(re.findall(r"scale\(([\d.]+)\)", drawn)), 1))
    return min(map(float, re.findall(r'font-size="([\d.]+)"', drawn))) * scale * 1843 / WIDE[0]


def test_letters_of_a_table_with_seven_rows_stay_large() -> None:
    assert smallest(slide(table("late_projects", 9, 4), t=ZH, look=LIGHT, names={})["wide"]) >= 28


def test_rows_that_would_be_too_small_to_read_are_left_out() -> None:
    asked = Address("asked", "plan", DAY, date(2023, 8, 31), chosen={"most": "12"})
    made = legible(lambda one: table("asked", 3, int(one.chosen["most"]), "很长的问题" * 20), asked, ZH)
    assert 0 < len(made.data.rows) < 12
    assert smallest(slide(made, t=ZH, look=LIGHT, names={})["wide"]) >= 28


def test_what_cannot_have_fewer_rows_is_shown_as_it_is() -> None:
    asked = Address("asked", "plan", DAY, date(2023, 8, 31))
    whole = table("asked", 3, 30, "很长的问题" * 20)
    assert legible(lambda _: whole, asked, ZH) is whole


@pytest.mark.parametrize("day", [date(2023, 3, 31), date(2023, 8, 31), date(2023, 12, 31)], ids=str)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_letters_of_a_show_are_legible_from_the_last_row(builder: ExhibitBuilder, language: str, day: date) -> None:
    base, t = Address("", "zhengzhou-2023-demo", day, day.replace(day=1) - timedelta(1), language), Text(language)
    small = {}
    for address in bundles.show(base):
        if address.part not in ("school_map", "school_year"):  # the marks in its discs grow with the seats of schools
            drawn = slide(legible(builder.make, address, t), t=t, look=LIGHT, names={})["wide"]
            small[f"{address.part} {address.chosen}"] = smallest(drawn)
    assert {name: size for name, size in small.items() if size < 28} == {}


def test_a_film_has_a_drawing_and_a_sentence_for_each_picture_and_ends_as_the_slide() -> None:
    maps = [Map((), (Symbol("P1", BAD, (113.6, 34.7), word, 9.0),), (), {}) for word in (Word.NOT_DUE, Word.ON_TRACK, Word.MET)]
    frames = tuple(Frame(f"{n}月", body) for n, body in enumerate(maps))
    film = slide(replace(bars(), frames=frames), t=ZH, look=LIGHT, names={})
    assert [one["title"] for one in film["frames"]] == ["0月", "1月", "2月"]
    assert len({one["wide"] for one in film["frames"]}) == 3
    assert (film["wide"], film["narrow"]) == (film["frames"][-1]["wide"], film["frames"][-1]["narrow"])
    assert film["title"] == bars().title
    for one in film["frames"]:
        for size in ("wide", "narrow"):
            tree = ElementTree.fromstring(one[size])  # type: ignore[literal-required]
            assert not [each for each in tree.iter() if each.tag.endswith("script")]
    assert slide(bars(), t=ZH, look=LIGHT, names={})["frames"] == []
