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
    from components.export.deck_check.check import Difference


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


def printed(content: bytes) -> bytes:
    """Return a deck or a Word file in greys, for a printer without colours."""
    from components.export.grey import grey_office

    return grey_office(content)


def own_deck(builder: ExhibitBuilder, t: Text, kept: Sequence[tuple[str, str]], *, template: bytes | None = None) -> bytes:
    """Return the presenter's own deck: addresses in order, each with a custom title or ""."""
    from components.export.pptx.deck import deck

    parts = [(builder.make(address), title) for address, title in kept]
    return deck([replace(part, title=title) if title else part for part, title in parts], t=t, template=template)


def renewed(builder: ExhibitBuilder, content: bytes) -> tuple[bytes, "list[Difference]"]:
    """Return a deck made here with current numbers, and the differences. Raise UnreadableError if it is no deck of ours."""
    from components.export.deck_check.check import renew_deck

    return renew_deck(content, builder.make, builder.make_now)


def briefing(builder: ExhibitBuilder, base: Address, form: str, *, in_grey: bool = False) -> bytes:
    """Return the briefing as "docx" or "pdf", in greys if it is for a printer without colours."""
    from components.export.docx.word import briefing_docx
    from components.export.pdf.briefing import briefing_pdf

    outline, t = briefing_outline(builder, base), Text(base.language)
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
