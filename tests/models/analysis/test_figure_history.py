"""Figures in columns: those that decide a day are found as by walking back through each series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.days import to_days
from models.analysis.figure_history import NO_FIGURE_REPORTS, FigureLimits, FigureReports
from models.analysis.quota_figures import to_numbers
from models.frames import rows_of
from models.typed_rows import FigureRow

FIRST = date(2023, 6, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(8)]
#: A count to be reached, a rate with its parts, a level without limits, and what is no target.
LIMITS = FigureLimits(
    codes=frozenset("CRK"),
    floors={"C": DAYS[3], "R": DAYS[2]},
    goals={"C": Decimal(5)},
    measured=frozenset("C"),
    paired=frozenset("R"),
)


@dataclass(frozen=True)
class Said:
    """A report: its subject, district, day, value and numerator."""

    code: str
    district: str
    day: date
    value: Decimal | None
    numerator: Decimal | None

    @property
    def series(self) -> tuple[str, str]:
        return self.code, self.district


values = st.none() | st.sampled_from([Decimal(3), Decimal("4.5"), Decimal(5), Decimal(6)])
said = st.builds(Said, st.sampled_from("CRKX"), st.sampled_from(["", "N", "S"]), st.sampled_from(DAYS), values, values)


def reports_of(rows: Sequence[Said]) -> FigureReports:
    """Reports as columns, each of a batch of its own."""
    codes, districts, words = sorted({row.code for row in rows}), sorted({row.district for row in rows}), ["reported", ""]
    numbers = np.arange(len(rows), dtype=np.int32)
    return FigureReports(
        codes=np.array(codes, dtype=object),
        districts=np.array(districts, dtype=object),
        words=np.array(words, dtype=object),
        moments=np.array([datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=one) for one in range(len(rows))], dtype=object),
        id=numbers + 1,
        subject=np.array([codes.index(row.code) for row in rows], dtype=np.int32),
        district=np.array([districts.index(row.district) for row in rows], dtype=np.int32),
        as_of=to_days(row.day for row in rows),
        value=to_numbers(row.value for row in rows),
        numerator=to_numbers(row.numerator for row in rows),
        denominator=to_numbers(row.numerator for row in rows),
        origin=numbers * 0,
        source=numbers * 0 + 1,
        grade=numbers * 0 + 1,
        note=numbers * 0 + 1,
        recorded=numbers,
        batch=numbers + 1,
    )


def is_end(row: Said, day: date) -> bool:
    """Whether the way back through a series ends at a report."""
    has_figure = row.numerator is not None or (row.value is not None and (row.code != "R" or not row.district))
    falls_short = row.code == "C" and not row.district and row.day < day and row.value is not None and row.value < 5
    return has_figure and (row.day <= LIMITS.floors.get(row.code, date.max) or falls_short)


def walked(rows: Sequence[Said], day: date) -> list[Said]:
    """The figures that decide a day, found by walking back through each series from its newest one."""
    newest = {(row.series, row.day): row for row in rows if row.day <= day and row.code != "X"}
    found: list[Said] = []
    for series in sorted({key[0] for key in newest}):
        own = [newest[key] for key in sorted(newest) if key[0] == series]
        way = [own.pop()]
        while own and not is_end(way[0], day):
            way.insert(0, own.pop())
        found += [row for at, row in enumerate(way) if series[0] != "C" or at in (0, len(way) - 1) or _moves(way[at - 1], row)]
    return found


def _moves(before: Said, row: Said) -> bool:
    return None not in (before.value, row.value) and before.value != row.value


@given(st.lists(said, max_size=25), st.sampled_from(DAYS), st.integers(0, 25))
@settings(max_examples=300, deadline=None)
def test_figures_of_a_day_are_those_met_on_the_way_back(rows: list[Said], day: date, withdrawn: int) -> None:
    batches = {number for number in range(1, len(rows) + 1) if number != withdrawn}
    kept = [row for number, row in enumerate(rows, start=1) if number in batches]
    found = rows_of(reports_of(rows).of(batches).on(day, LIMITS), FigureRow)
    assert [Said(row.code, row.district, row.as_of, row.value, row.numerator) for row in found] == walked(kept, day)


def test_words_that_were_not_said_are_missing() -> None:
    (row,) = rows_of(reports_of([Said("K", "N", FIRST, Decimal(3), None)]).of({1}).on(FIRST, LIMITS), FigureRow)
    assert (row.origin, row.source, row.grade, row.note) == ("reported", None, None, None)
    assert (row.value, row.numerator, row.recorded_at) == (3, None, datetime(2023, 1, 1, tzinfo=UTC))


def test_without_reports_nothing_is_known() -> None:
    found = NO_FIGURE_REPORTS.of({1}).on(FIRST, LIMITS)
    assert found.empty
    assert rows_of(found, FigureRow) == []
