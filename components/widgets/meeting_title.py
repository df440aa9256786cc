"""A meeting in words: name, date, and whether it was held."""

from components.i18n.text import Text
from components.session import controls
from models.typed_rows import MeetingRow


def title_of(t: Text, row: MeetingRow) -> str:
    """Return the entry of a meeting in a list: its name, its date, and whether it was held."""
    return f"{row.name} · {t.day(row.as_of)} · {held_words(t, row)}"


def held_words(t: Text, row: MeetingRow) -> str:
    """Return the words for whether a meeting was held, which freezes what is known, and since when."""
    return t("meeting.to_come") if row.known_at is None else t("meeting.held", at=controls.in_city(row.known_at))
