"""The notice about parts of the address that were not understood."""

from components.i18n.text import Text
from components.session import choices, site_map
from components.session.choices import NotUnderstood
from components.widgets import html

#: Maximum length of a bad part of the address as repeated by the notice.
LONGEST_TOLD = 40


def say_not_understood(t: Text) -> None:
    """Show one line below the top line: the invalid parts of the address, and what is shown instead."""
    for name in choices.left_over():
        choices.refuse(name, t("filter.all") if name in site_map.FILTERS else t("address.nothing"))
    found, place = choices.not_understood()
    if found and place is not None:
        told = t("address.semicolon").join(_told(t, one) for one in found)
        place.html(html.notice(t("address.not_understood", told=told)))


def _told(t: Text, one: NotUnderstood) -> str:
    short = one.words if len(one.words) <= LONGEST_TOLD else f"{one.words[:LONGEST_TOLD]}…"
    return t("address.told", name=_name_of(t, one.name), words=short, instead=one.instead)


def _name_of(t: Text, name: str) -> str:
    if name in site_map.EVERYWHERE:
        return t(f"top.{name}")
    return t(f"filter.{name}") if name in site_map.FILTERS else t(f"address.{name}")
