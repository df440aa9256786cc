"""Complete documents for a meeting, each from the store to bytes: decks, briefing, workbook, and the offline file.

As in ``download``, the writers are imported where they are called.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from components.exhibits import bundles
from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export.briefing_outline import briefing_outline
from components.export.download import definitions
from components.i18n.text import Text

if TYPE_CHECKING:
    from datetime import date

    from components.export.dataset import Dataset
    from components.export.deck_check.check import Checked
    from components.export.deck_check.refresh import Refreshed


def meeting_deck(builder: ExhibitBuilder, base: Address, *, district: str = "", template: bytes | None = None) -> bytes:
    """Return the deck of the whole meeting, with one district's slide if a district is given."""
    return _deck(builder, base, bundles.meeting(base, district=district), template)


def district_deck(builder: ExhibitBuilder, base: Address, district: str, *, template: bytes | None = None) -> bytes:
    """Return the deck about one district, which its cover and file properties name."""
    return _deck(builder, base, bundles.one_district(base, district), template, district)


def _deck(
    builder: ExhibitBuilder, base: Address, addresses: Sequence[Address], template: bytes | None, district: str = ""
) -> bytes:
    from components.export.pptx.deck import Cover, deck

    t, view = Text(base.language), builder.snapshot(base).view
    head, plan = view.head, t.name(view.head, "title")
    name = t.names(view.districts).get(district, "")
    cover = Cover(
        t("export.district_title", district=name, plan=plan) if name else t("export.deck_title", plan=plan),
        t("export.deck_subtitle", day=base.as_of),
        (t("overview.source", source=head.source),),
    )
    return deck(bundles.made(builder, addresses), t=t, cover=cover, template=template)


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


def briefing(builder: ExhibitBuilder, base: Address, form: str) -> bytes:
    """Return the briefing as "docx" or "pdf"."""
    from components.export.docx.word import briefing_docx
    from components.export.pdf.briefing import briefing_pdf

    write = {"docx": briefing_docx, "pdf": briefing_pdf}[form]
    return write(briefing_outline(builder, base), t=Text(base.language))


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
