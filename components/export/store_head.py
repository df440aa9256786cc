"""The head of the store's seals in the properties of a file, by which it can be found among the anchors of the store."""

from collections.abc import Sequence

from components.exhibits.model import Exhibit
from components.i18n.text import Text


def head_words(parts: Sequence[Exhibit], t: Text) -> str:
    """Return the words with the short head for the keywords of a file; "" for exhibits that come from no store."""
    head = next((part.store_head for part in parts if part.store_head), "")
    return t("export.store_head", head=head) if head else ""
