"""Text from outside: forbidden characters, and safe display on one line of a terminal or a log. Pure functions."""

import re

#: Control characters, lone surrogates, direction marks, and characters forbidden in XML; a line feed is allowed.
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
#: Maximum length of a stored file name, in letters: the limit of common file systems.
LONGEST_FILE_NAME = 255


def has_controls(text: str) -> bool:
    """Return True if the text contains an invisible, forbidden character."""
    return FORBIDDEN.search(text) is not None


def visible(text: str) -> str:
    """Return the text with invisible characters written as their codes, as in JSON: ``\\u001b``."""
    return FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_line(text: str) -> str:
    """Return the text on one line, so that printing it neither moves the cursor nor changes colours."""
    return visible(" ".join(text.replace("\r\n", "\n").split("\n")))


def name_of_file(name: str) -> str:
    """Return the name of an imported file for display; it is never used as a path."""
    return one_line(name)[:LONGEST_FILE_NAME]
