"""Files that readers take away: each is recorded in the audit log when it is made."""

from collections.abc import Callable

from components.exhibits.address import Address
from components.session import user
from components.session.access import record_or_log
from components.session.identity import address_of
from components.session.queries import engine
from models.commands.access_events import AccessKind, NewAccessEvent


def recorded(make: Callable[[], bytes], about: str, address: Address | None = None) -> Callable[[], bytes]:
    """Return the maker of a file which, when the file is asked for, also records who took it from where.

    ``about`` is the name of the file, ``address`` what it shows: plan, days and filters. Who asks is looked up now, while their
    page is drawn: the file is made outside of any page.
    """
    event = NewAccessEvent(
        AccessKind.EXPORT,
        user.who().login,  # asked anew: a dialog is drawn by itself, without the page that identified its reader before
        address_of(user.visit().headers),
        about,
        plan=address.plan if address else "",
        note=None if address is None else str(address),
    )

    def made() -> bytes:
        content = make()
        record_or_log(engine(), event)
        return content

    return made
