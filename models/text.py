"""Texts that come from outside: what none may hold, and how any is told on one line of a terminal or a log. Pure."""

import re

#: Control characters, halves of characters, what turns the direction of writing, and what no XML may hold; \n is no matter.
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
#: The longest name of a file that is kept, in letters: as long as a name may be where files are.
LONGEST_FILE_NAME = 255


def has_controls(text: str) -> bool:
    """Whether there is something in it that nobody sees and no text may hold."""
    return FORBIDDEN.search(text) is not None


def visible(text: str) -> str:
    """The text with what nobody sees written as its code, as JSON does: ``\\u001b``."""
    return FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_line(text: str) -> str:
    """The text on one line, which moves no cursor and changes no colour where it is printed."""
    return visible(" ".join(text.replace("\r\n", "\n").split("\n")))


def name_of_file(name: str) -> str:
    """The name of a file that came in, to be shown; it is never a path to anything here."""
    return one_line(name)[:LONGEST_FILE_NAME]
