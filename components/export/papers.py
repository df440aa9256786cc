"""Complete documents for a meeting, each from the store to bytes: decks, briefing, workbook, and the offline file.

As in ``download``, the writers are imported where they are called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pandas as pd

from components.exhibits import bundles
from components.exhibits.address import Address, parse_address
from components.exhibits.model import Exhibit
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from components.export.briefing_outline import briefing_outline, district_outline
from components.export.download import definitions
from components.i18n.text import Text
from models.config import read_settings
from models.errors import ExportError, NotFoundError
from models.frames import rows_of
from models.plan.view import PlanView
from models.typed_rows import MeetingRow

if TYPE_CHECKING:
    from datetime import date

    from components.export.dataset import Dataset
    from components.export.deck_check.check import Checked
    from components.export.deck_check.refresh import Refreshed
    from components.export.pptx.deck import Cover


def meeting_deck(builder: ExhibitBuilder, base: Address, *, district: str = "", template: bytes | None = None) -> bytes:
    """Return the deck of the whole meeting, with one district's slide if a district is given."""
    t = Text(base.language)
    head = builder.snapshot(base).view.head
    cover = _cover(builder, base, t("export.deck_title", plan=t.name(head, "title")))
    return _deck(t, cover, _chapters(builder, t, bundles.meeting(base, district=district)), template)


def district_deck(builder: ExhibitBuilder, base: Address, district: str, *, template: bytes | None = None) -> bytes:
    """Return the deck about one district, which its cover, its sentences and its file properties name.

    Of a district without any report or project it says so. Raise ExportError for a district that the plan does not have.
    """
    t, asked = Text(base.language), bundles.one_district(base, district)
    chapters = _chapters(builder, t, asked, kept=asked["overview"][:1])
    return _deck(t, _cover(builder, base, _of_district(builder, base, district)), chapters, template)


def held_meeting_deck(builder: ExhibitBuilder, base: Address, number: int, *, template: bytes | None = None) -> bytes:
    """Return the deck of a held meeting by its own agenda if it has one, as known then. NotFoundError if it was not held."""
    rows = rows_of(builder.snapshot(base).meetings, MeetingRow)
    meeting = next((row for row in rows if row.number == number and row.known_at is not None), None)
    if meeting is None or meeting.known_at is None:
        raise NotFoundError("meeting_not_held", number=number)
    t = Text(base.language)
    then = replace(base, as_of=meeting.as_of, since=meeting.since, known_at=meeting.known_at, known_before=meeting.known_before)
    view = builder.snapshot(then).view
    agenda = [one for one in meeting.agenda if _is_known(view, one)]
    known_at = t("export.known_at", at=meeting.known_at.astimezone(read_settings().zone))
    cover = _cover(builder, then, f"{meeting.name} · {t.name(view.head, 'title')}", known_at)
    if not agenda:
        return _deck(t, cover, _chapters(builder, t, bundles.meeting(then)), template)
    parts = bundles.made(builder, bundles.by_agenda(then, agenda))
    return _deck(t, cover, [(_entry(view, t, part), [part]) for part in parts], template)


def _is_known(view: PlanView, entry: str) -> bool:
    """Return False for an entry of an agenda whose exhibit, section, target or district the plan no longer has."""
    name, _, about = entry.partition("?")
    if name not in REGISTRY:
        return False
    needs = REGISTRY[name].needs
    return not needs or dict(parse_qsl(about)).get(needs) in set(_frames(view)[needs]["code"])


def _entry(view: PlanView, t: Text, part: Exhibit) -> str:
    """Return an exhibit as an entry of an agenda: its name, or the section, target or district that it is about."""
    address = parse_address(part.address)
    needs = REGISTRY[address.part].needs
    if not needs:
        return part.name
    code = address.chosen[needs]
    return t(f"meeting.entry_{needs}", code=code, name=t.names(_frames(view)[needs])[code])


def _frames(view: PlanView) -> dict[str, pd.DataFrame]:
    return {"section": view.sections, "target": view.targets, "district": view.districts}


def _cover(builder: ExhibitBuilder, base: Address, title: str, *lines: str) -> "Cover":
    from components.export.pptx.deck import Cover

    t, head = Text(base.language), builder.snapshot(base).view.head
    source = t("overview.source", source=head.source)
    return Cover(title, t("export.deck_subtitle", day=base.as_of), (*lines, source))


def _of_district(builder: ExhibitBuilder, base: Address, district: str) -> str:
    """Return the title of papers about a district. ExportError if the plan has none of this code."""
    t, view = Text(base.language), builder.snapshot(base).view
    names = t.names(view.districts)
    if district not in names:
        raise ExportError("no_such_district", value=district)
    return t("export.district_title", district=names[district], plan=t.name(view.head, "title"))


def _chapters(
    builder: ExhibitBuilder, t: Text, asked: Mapping[str, Sequence[Address]], *, kept: Sequence[Address] = ()
) -> list[tuple[str, list[Exhibit]]]:
    """Return the exhibits by the words of their headings, without those that are empty unless ``kept``."""
    chapters = []
    for heading, addresses in asked.items():
        made = [(address, builder.make(address)) for address in addresses]
        parts = [part for address, part in made if address in kept or not bundles.is_empty(part)]
        if parts:
            chapters.append((t(f"export.heading_{heading}"), parts))
    return chapters


def _deck(t: Text, cover: "Cover", chapters: Sequence[tuple[str, Sequence[Exhibit]]], template: bytes | None) -> bytes:
    from components.export.pptx.deck import Chapter, deck

    parts = [part for _, own in chapters for part in own]
    named = [Chapter(name, tuple(own)) for name, own in chapters]
    return deck(parts, t=t, cover=cover, template=template, chapters=named)


def printed(content: bytes) -> bytes:
    """Return a deck or a Word file in greys, for a printer without colours."""
    from components.export.grey import grey_office

    return grey_office(content)


def own_deck(builder: ExhibitBuilder, t: Text, kept: Sequence[tuple[str, str]], *, template: bytes | None = None) -> bytes:
    """Return the presenter's own deck: addresses in order, each with a custom title or ""."""
    from components.export.pptx.deck import deck

    parts = [(builder.make(address), title) for address, title in kept]
    return deck([replace(part, title=title) if title else part for part, title in parts], t=t, template=template)


def renewed(
    builder: ExhibitBuilder, content: bytes, *, day: "date | None" = None, asked: Address | None = None
) -> "tuple[bytes, Checked]":
    """Return a deck made here with current numbers, and what a check of it found.

    ``day`` moves it to another date; without one it is compared with its own, as the builder knows it. ``asked`` is what its
    reader looks at. Raise UnreadableError if it is no deck of ours.
    """
    from components.export.deck_check.check import renew_deck
    from components.export.deck_check.store import sources_of

    return renew_deck(content, sources_of(builder, day=day, asked=asked))


def refreshed(builder: ExhibitBuilder, content: bytes, *, day: "date | None" = None) -> "tuple[bytes, list[Refreshed]]":
    """Return a presenter's deck with our parts in it made anew, and what became of each; see ``renewed``."""
    from components.export.deck_check.refresh import refresh_deck
    from components.export.deck_check.store import sources_of

    return refresh_deck(content, sources_of(builder, day=day))


def check_existing(content: bytes) -> bool:
    """Return True if a presenter's deck holds exhibits made here. UnreadableError if exhibits cannot even be added to it."""
    from components.export.pptx.existing import holds_exhibits

    return holds_exhibits(content)


def added(builder: ExhibitBuilder, content: bytes, addresses: Sequence[Address | str], *, t: Text) -> bytes:
    """Return a presenter's deck with slides of some exhibits at its end; what it had is left as it was, byte for byte."""
    from components.export.pptx.existing import add_to

    return add_to(content, [builder.make(address) for address in addresses], t=t)


def briefing(builder: ExhibitBuilder, base: Address, form: str, *, district: str = "", in_grey: bool = False) -> bytes:
    """Return the briefing as "docx" or "pdf", of the city or of one district; in greys for a printer without colours."""
    from components.export.docx.word import briefing_docx
    from components.export.pdf.briefing import briefing_pdf

    t = Text(base.language)
    if district:
        outline = district_outline(builder, base, district, title=_of_district(builder, base, district))
    else:
        outline = briefing_outline(builder, base)
    if form == "pdf":
        return briefing_pdf(outline, t=t, in_grey=in_grey)
    return printed(briefing_docx(outline, t=t)) if in_grey else briefing_docx(outline, t=t)


def workbook(builder: ExhibitBuilder, base: Address) -> bytes:
    """Return every exhibit of the meeting and every target as sheets of one workbook."""
    from components.export.xlsx.workbook import workbook as write

    t = Text(base.language)
    names = (*bundles.MEETING, "tiles", "quotas", "targets", "projects", "programmes")
    parts = bundles.made(builder, [replace(base, part=name, chosen={}) for name in names])
    return write(parts, t=t, definitions=definitions(t, builder.snapshot(base).view))


def data_for_analysis(builder: ExhibitBuilder, base: Address) -> "Dataset":
    """Return the figures of the year as tables of numbers and dates."""
    from components.export.dataset import dataset

    return dataset(builder.snapshot(base), Text(base.language))


def dataset_book(builder: ExhibitBuilder, base: Address) -> bytes:
    """Return the tables for analysis as a workbook."""
    from components.export.xlsx.dataset_book import dataset_book as write

    return write(data_for_analysis(builder, base), t=Text(base.language))


def data_files(builder: ExhibitBuilder, base: Address) -> bytes:
    """Return the tables for analysis as CSV and Parquet in one archive."""
    from components.export.data_files import archive

    return archive(data_for_analysis(builder, base), t=Text(base.language))


def capsule(builder: ExhibitBuilder, base: Address) -> bytes:
    """Return the dashboard as one HTML file that opens without network or server."""
    from components.export.html.capsule import capsule as write

    view = builder.snapshot(base).view
    texts = {language: Text(language) for language in ("zh", "en")}
    districts = {language: t.names(view.districts) for language, t in texts.items()}
    return write(
        bundles.capsule_views(builder, base),
        districts=districts,
        titles={language: t.name(view.head, "title") for language, t in texts.items()},
        demonstration=view.head.demonstration,
    )
