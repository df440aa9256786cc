"""A meeting in words: name, day, and whether it is held."""

from collections.abc import Mapping
from typing import Any

from components.i18n.text import Text
from components.session import controls


def title_of(t: Text, row: Mapping[Any, Any]) -> str:
    """A meeting in a list: its name, its day, and whether what was known at it is frozen."""
    return f"{row['name']} · {t.day(row['as_of'])} · {held_words(t, row)}"


def held_words(t: Text, row: Mapping[Any, Any]) -> str:
    """Whether what was known at a meeting is frozen, and since when."""
    return t("meeting.to_come") if row["known_at"] is None else t("meeting.held", at=controls.in_city(row["known_at"]))
