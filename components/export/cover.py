"""The cover of a deck: the title of the plan, the day, and the source."""

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export.pptx.deck import Cover
from components.i18n.text import Text


def cover_of(builder: ExhibitBuilder, base: Address, district: str = "") -> Cover:
    """Return the cover of the whole meeting, or of the deck about one district."""
    t, view = Text(base.language), builder.snapshot(base).view
    head, plan = view.head, t.name(view.head, "title")
    name = t.names(view.districts).get(district, "")
    return Cover(
        t("export.district_title", district=name, plan=plan) if name else t("export.deck_title", plan=plan),
        t("export.deck_subtitle", day=base.as_of),
        (t("overview.source", source=head.source),),
    )
