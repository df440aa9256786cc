"""The only decoder of imported text files. Strict: an unreadable character is never replaced. Pure function."""

import codecs

#: Byte order marks, with the encoding that each indicates.
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode(content: bytes) -> str:
    """Return a file's text, decoded by its byte order mark, else as UTF-8, else as GB18030. UnicodeDecodeError otherwise."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")
