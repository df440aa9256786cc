"""A deck that is moved to another date: what its exhibits then ask for."""

from dataclasses import replace
from datetime import UTC, date, datetime

from components.exhibits.address import Address
from components.export.deck_check.store import moved_to

MADE = Address("changes", "p", date(2023, 9, 30), date(2023, 8, 31), known_at=datetime(2023, 10, 1, tzinfo=UTC))


def test_without_another_date_an_exhibit_stays_as_it_is() -> None:
    assert moved_to(MADE, None) == MADE
    assert moved_to(MADE, MADE.as_of) == MADE


def test_on_a_later_date_the_changes_are_those_since_the_deck_as_it_was_known() -> None:
    later = moved_to(MADE, date(2023, 10, 31))
    assert (later.as_of, later.since, later.known_before) == (date(2023, 10, 31), MADE.as_of, MADE.known_at)


def test_an_earlier_date_is_never_compared_with_a_later_one() -> None:
    assert moved_to(MADE, date(2023, 6, 30)) == replace(MADE, as_of=date(2023, 6, 30), since=date(2023, 6, 30))
