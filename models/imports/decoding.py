"""The only decoder of imported text files. Strict: an unreadable character is never replaced. Pure function."""

import codecs
import re

#: Byte order marks, with the encoding that each indicates.
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


#: Bytes by which UTF-16 without its mark is recognised.
_HEAD = 4_000
#: So many times more zero bytes are in one half of the bytes of UTF-16 than in the other.
MOST_OF = 2


def text_encoding(content: bytes) -> str | None:
    """Return the encoding of a text in UTF-16, by its mark or by where its zero bytes are; None for any other."""
    if content.startswith(codecs.BOM_UTF16_LE) or content.startswith(codecs.BOM_UTF16_BE):
        return "utf-16"
    head = content[:_HEAD]
    low, high = head[1::2].count(0), head[::2].count(0)
    if len(content) % 2 or MOST_OF * min(low, high) >= max(low, high):  # a few letters such as 一 have the other byte zero
        return None
    if not re.search(rb"[\t\n,;]\0" if low > high else rb"\0[\t\n,;]", head):  # a table has separators or lines
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def decode(content: bytes) -> str:
    """Return a file's text, decoded by its byte order mark, else as UTF-8, else as GB18030. UnicodeDecodeError otherwise.

    UTF-16 without its mark is recognised by its zero bytes.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    if (wide := text_encoding(content)) is not None:
        return content.decode(wide)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")
