"""Papers for a printer without colours: every colour becomes the grey of its luminance, so that all contrasts stay.

Marks, words and dashes tell apart what has the same grey: a status always bears its mark, and a plan is dashed or a frame.
"""

import io
import re
import zipfile

from components.theme import grey

#: Colours in the XML of slides, charts, text and cells; a text cannot hold one, since "<" is written otherwise there.
_IN_OFFICE = re.compile(rb'(<(?:a:srgbClr val|w:(?:color|shd)\b[^<>]*?(?:val|fill))=")([0-9A-Fa-f]{6})(")')
#: Colours in attributes of SVG.
_IN_SVG = re.compile(r'( [\w-]+=")(#[0-9A-Fa-f]{6})(")(?=[^<>]*>)')


def grey_office(content: bytes) -> bytes:
    """Return a deck or a Word file in greys, with its theme and its charts; photographs and logos stay as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith(".xml"):
                data = _IN_OFFICE.sub(lambda found: found[1] + _in_grey(found[2]) + found[3], data)
            new.writestr(part, data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _in_grey(value: bytes) -> bytes:
    return grey(f"#{value.decode()}")[1:].encode()


def grey_svg(drawn: str) -> str:
    """Return a picture in greys."""
    return _IN_SVG.sub(lambda found: found[1] + grey(found[2]) + found[3], drawn)
