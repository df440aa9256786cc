"""The number of targets by status, each a link to the list of those targets."""

from html import escape

from components.session import links
from components.session.page_context import PageContext
from components.theme import ORDER
from components.widgets.html import mark
from models.status import Status, Tally, Word


def counts(page: PageContext, count: Tally) -> str:
    """Return a chip for every status that a counted target has, unknown ones by reason, and a note on the actions."""
    t = page.t
    chips = [
        f'<a class="sb-count" {_where(word)}>{mark(word.status, page.look)}{escape(t.show(word))}<b>{count.by_word[word]}</b></a>'
        for status in ORDER
        if status is not Status.ACTION
        for word in Word
        if word.status is status and count.by_word[word]
    ]
    actions = count.by_status[Status.ACTION]
    note = f'<span class="sb-note">{escape(t("overview.actions", n=actions))}</span>' if actions else ""
    return f'<div class="sb sb-strip">{"".join(chips)}{note}</div>'


def _where(word: Word) -> str:
    return links.attributes(links.TARGETS_PAGE, **{**links.CITY_WIDE, "status": word.status.value})
