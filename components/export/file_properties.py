"""Properties of a file: what it is, whose, of which day and in which language. The same content gives the same bytes."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from components.exhibits.model import Exhibit
from components.export.store_head import head_words
from components.i18n.text import Text
from components.typography import clean

#: Maximum length of a property; the time of what was made at no known time, which is the first of a ZIP file.
LONGEST, FIRST = 255, datetime(1980, 1, 1, tzinfo=UTC)
_APP = "/extended-properties"
_THUMBNAIL = "/metadata/thumbnail"
_APP_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Sanbiao</Application>{more}<Company>{author}</Company></Properties>"
)


@dataclass(frozen=True, slots=True)
class FileProperties:
    """Title, author (the city of the plan), subject (the date looked at), keywords, language, and the time it was known at."""

    title: str
    author: str
    subject: str
    keywords: str
    language: str
    made_at: datetime


def properties_of(parts: Sequence[Exhibit], t: Text, title: str = "") -> FileProperties:
    """Return the properties of a file of some exhibits; its title is that of the first one if none is given."""
    first = parts[0] if parts else None
    return FileProperties(
        title=_short(title or (first.title if first else "")),
        author=_short(first.author if first else ""),
        subject=_short(first.foot[0] if first and first.foot else ""),
        keywords=head_words(parts, t),
        language="zh-CN" if t.language == "zh" else "en-GB",
        made_at=(first and first.made_at) or FIRST,
    )


def _short(words: str) -> str:
    return clean(words)[:LONGEST]


def put_properties(package: Any, core: Any, properties: FileProperties, *, more: str = "") -> None:
    """Set the properties of a package of python-pptx or python-docx, in place of those of its library or of a template.

    ``more`` is XML of the program's own properties. The picture of the template's first page is removed.
    """
    core.title, core.subject, core.keywords = properties.title, properties.subject, properties.keywords
    core.author = core.last_modified_by = properties.author
    core.language, core.comments, core.category, core.revision = properties.language, "", "", 1
    core.created = core.modified = properties.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    links = package.rels if hasattr(package, "rels") else package._rels
    for name, link in list(links.items()):
        if link.reltype.endswith(_THUMBNAIL):
            links.pop(name)
        elif link.reltype.endswith(_APP):
            link.target_part._blob = _APP_XML.format(more=more, author=escape(properties.author)).encode()


def same_bytes(content: bytes) -> bytes:
    """Return a file of Office with the first date of a ZIP file in place of the time at which it was packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, FIRST.timetuple()[:6]), old.read(part), zipfile.ZIP_DEFLATED)
    return file.getvalue()
