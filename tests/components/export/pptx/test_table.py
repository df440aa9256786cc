"""Native tables: letters of at least 16 points, as few slides as hold them evenly filled, no word broken."""

import pytest

from components.exhibits.tables import Cell, Column, Table
from components.export.map_layout import Box
from components.export.pptx.table import SIZES, _least, fair_cuts, lines_of, pages, widths_of
from components.export.pptx.text import points, width_of
from models.status import Status

BOX = Box(0, 0, points(892), points(371))


def table(rows: int, words: str = "Disabled children in compulsory education") -> Table:
    columns = (
        Column("Status", 11, "status"),
        Column("Target"),
        Column("Done / target", 12, "actual", True),
        Column("Reported late", 10, "late", True),
    )
    cells = (Cell("? Incomplete", None, Status.UNKNOWN), Cell(words), Cell("99.79 / 100%", 99.79), Cell("+0.58", 0.58))
    return Table(columns, (cells,) * rows, tuple(map(str, range(rows))))


@pytest.mark.parametrize("rows", [1, 5, 40])
def test_letters_of_a_table_that_fits_are_legible_across_a_room(rows: int) -> None:
    assert pages(table(rows), BOX)[0] >= 16


def test_letters_are_smaller_rather_than_a_word_or_a_handful_of_rows_parted() -> None:
    narrow = Box(0, 0, points(330), points(371))
    assert 12 <= pages(table(3), narrow)[0] < 16
    tall = table(5, "Disabled children in compulsory education " * 2)
    size, cuts = pages(tall, Box(0, 0, points(660), points(371)))
    assert (size, len(cuts)) == (14, 1)


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_few_rows_stand_on_one_slide(rows: int) -> None:
    assert pages(table(rows), BOX)[1] == [slice(0, rows)]


def test_many_rows_are_spread_evenly() -> None:
    size, cuts = pages(table(40), BOX)
    each = [one.stop - one.start for one in cuts]
    assert size in SIZES
    assert sum(each) == 40
    assert max(each) - min(each) <= 1


def test_no_word_of_a_narrow_column_is_broken() -> None:
    for size in SIZES:
        widths = [(one - points(12)) / points(size * 0.6) for one in widths_of(table(3), BOX, size)]
        for wide, words in zip(widths, ("Incomplete", "compulsory", "target", "Reported"), strict=True):
            assert wide >= width_of(words), words


def test_slides_are_as_few_as_hold_the_rows_and_begin_with_a_group_where_they_can() -> None:
    assert fair_cuts([10] * 6, 30) == [slice(0, 3), slice(3, 6)]
    assert fair_cuts([10] * 4, 30) == [slice(0, 2), slice(2, 4)]
    assert fair_cuts([10] * 4, 30, frozenset({0, 3})) == [slice(0, 3), slice(3, 4)]
    assert len(fair_cuts([10] * 5, 30, frozenset({0, 4}))) == 2, "a group is parted rather than have a slide more"


def test_a_row_higher_than_a_slide_has_one_of_its_own() -> None:
    assert fair_cuts([10, 99, 10], 30) == [slice(0, 1), slice(1, 2), slice(2, 3)]


def test_a_handful_of_rows_stands_on_one_slide_in_the_least_letters_where_it_must() -> None:
    tall = table(6, "Disabled children in compulsory education " * 2)
    size, cuts = pages(tall, Box(0, 0, points(640), points(340)))
    assert (size, len(cuts)) == (12, 1)


def test_a_unit_in_brackets_is_not_parted() -> None:
    body = Table((Column("延期（天）", 8, "slip", True),), ((Cell("29", 29.0),),), ("P1",))
    (width,) = _least(body, 18)
    assert lines_of("（天）", width, 18) == 1
