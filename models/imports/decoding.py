"""The one decoder of text files that come in, strict: a sign that cannot be read is never replaced by another. Pure."""

import codecs

#: The marks at the start of a file that name its encoding.
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode(content: bytes) -> str:
    """Return the text of a file: in the encoding its mark names, else UTF-8, else GB18030. UnicodeDecodeError for any other."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")
