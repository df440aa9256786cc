"""Authors as the reader of a page may see them."""

import re

from components.i18n.text import Text
from components.session import event_log
from models.demo.load import AUTHOR
from models.demo.shipped import PROGRAM

#: The login behind a name (``Staff.signature``).
_LOGIN = re.compile(r" \([^()]*\)$")


def shown(t: Text, author: str) -> str:
    """Return an author in full for anybody who is identified, and without the login for an anonymous reader.

    An author that is nothing but a login, such as the user who ran a command, is one of the staff.
    """
    if event_log.user.get() != event_log.NOBODY or author in (PROGRAM, AUTHOR):
        return author
    name = _LOGIN.sub("", author)
    return t("access.staff") if name == author and author.isascii() else name
