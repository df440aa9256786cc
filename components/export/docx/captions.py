"""Captions with numbers, which are headings too, and the list of figures and tables."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document as DocumentObject
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from components.export.briefing_outline import Caption, label_of
from components.export.docx.table import property_of
from components.i18n.text import Text
from components.typography import clean


def add_caption(document: DocumentObject, caption: Caption, *, t: Text) -> None:
    """Add a caption as a heading: its number is a field, so that it is right after a figure is moved or taken out."""
    paragraph = document.add_heading("", level=2)
    mark = _mark(caption)
    number = str(len(document.element.body.findall(f".//{qn('w:bookmarkStart')}")) + 1)
    paragraph._p.append(property_of("w:bookmarkStart", id=number, name=mark))
    paragraph.add_run(t(f"briefing.{caption.kind}", n=""))
    _add_field(paragraph, f"SEQ {caption.kind} \\* ARABIC", str(caption.number))
    paragraph.add_run(f"  {clean(caption.words)}")
    paragraph._p.append(property_of("w:bookmarkEnd", id=number))


def add_list(document: DocumentObject, captions: Sequence[Caption], *, t: Text) -> None:
    """Add the list of figures and tables as a few lines, each entry a link: right before Word has counted the pages."""
    if not captions:
        return
    paragraph = document.add_paragraph(t("briefing.list"), style="Part Foot")
    for at, caption in enumerate(captions):
        link: Any = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _mark(caption))
        link.append(paragraph.add_run((" · " if at else "") + label_of(caption, t=t))._r)
        paragraph._p.append(link)


def _mark(caption: Caption) -> str:
    return f"{caption.kind}{caption.number}"


def _add_field(paragraph: Paragraph, code: str, text: str) -> None:
    element: Any = property_of("w:fldSimple", instr=code)
    element.append(paragraph.add_run(text)._r)
    paragraph._p.append(element)
