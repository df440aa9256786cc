"""An address is words that a file can carry for years, and that mean the same when they come back."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.exhibits.address import Address, parse_address
from models.errors import ExportError

DAYS = st.dates(date(1950, 1, 1), date(2199, 12, 31))
INSTANTS = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
NAMES = st.sampled_from(["district", "q", "status", "target"])


@given(DAYS, DAYS, INSTANTS, INSTANTS, st.dictionaries(NAMES, st.text(min_size=1, max_size=20)))
def test_an_address_comes_back_as_it_went(
    as_of: date, since: date, known_at: datetime | None, known_before: datetime | None, chosen: dict[str, str]
) -> None:
    address = Address("targets", "plan & more", as_of, since, "en", known_at, known_before, chosen)
    assert parse_address(str(address)) == address


def test_a_filter_that_is_not_set_is_not_in_the_address() -> None:
    day = date(2023, 9, 30)
    assert str(Address("targets", "p", day, day, chosen={"q": ""})) == str(Address("targets", "p", day, day))


@pytest.mark.parametrize("words", ["", "targets", "targets?plan=p", "targets?plan=p&lang=zh&as_of=x&since=2023-01-01", "?&&="])
def test_words_that_are_no_address_are_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(ExportError, match="no chart or table"):
        parse_address(words)


@pytest.mark.parametrize(
    "ending",
    [
        "lang=fr",
        "lang=../../x",
        "lang=zh&most=" + "9" * 5000,
        "lang=zh&known_at=2023-10-01",
        "lang=zh&known_at=0001-01-01T00:00:00%2B14:00",
    ],
)
def test_an_address_that_nobody_could_build_is_refused(ending: str) -> None:
    with pytest.raises(ExportError):
        parse_address(f"targets?plan=zz&as_of=2023-06-30&since=2023-05-31&{ending}")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_days_far_from_every_plan_are_refused(day: str) -> None:
    with pytest.raises(ExportError):
        parse_address(f"targets?plan=zz&as_of={day}&since=2023-05-31&lang=zh")
