"""The sentence about an error, for the reader who meets it."""

from collections.abc import Mapping

from components.session import event_log
from components.session.identity import is_local
from models.errors import SanbiaoError, StoreError


def sentence(error: SanbiaoError, language: str, headers: Mapping[str, str]) -> str:
    """Return an error's sentence for the sender of a request with these ``headers``.

    Where the store is, and as whom the program reaches it, is for its operator: it is told on this very computer, and otherwise
    only named in the log by the key of the error.
    """
    if not isinstance(error, StoreError) or is_local(headers):
        return error.sentence(language)
    event_log.event("store_away", why=error.key)
    return error.to_readers(language)
