"""The briefing as an editable Word file: styles, tables, charts and maps are native, timelines are pictures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from docx.document import Document as DocumentObject
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import parse_xml
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from components.exhibits.model import Bars, Body, Curve, Exhibit, Map, Panels, Stack, is_blank
from components.exhibits.tables import Board, Table
from components.export.briefing_outline import Briefing, Caption, Section, alt_of, captions_of, foot_of, key_of
from components.export.docx.board import add_board
from components.export.docx.captions import add_caption, add_list
from components.export.docx.chart import chart_files, segment_colours
from components.export.docx.map import map_drawing
from components.export.docx.page import WIDTH, blank_document, framed
from components.export.docx.table import add_table, describe
from components.export.file_properties import properties_of, put_properties, same_bytes
from components.export.svg.picture import rasterised, svg
from components.i18n.text import Text
from components.theme import LIGHT
from components.typography import clean

#: Namespace of the addresses of the exhibits in the file.
ADDRESSES = "urn:sanbiao:exhibits"
_ABOUT = (
    '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"'
    f' ds:itemID="{{{str(uuid5(NAMESPACE_URL, ADDRESSES)).upper()}}}"><ds:schemaRefs><ds:schemaRef ds:uri="{ADDRESSES}"/>'
    "</ds:schemaRefs></ds:datastoreItem>"
)
#: Width of a map, which shares its page with a table.
_MAP = Cm(11)
#: Size of the figure of a panel.
_FIGURE = Pt(18)
#: Width of pictures in pixels: over 16 cm, letters of 16 pixels are then 9 points high.
_PIXELS = 800
_EITHER = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'
)
_DRAWING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name={name} descr={alt}/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="{link}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def briefing_docx(briefing: Briefing, *, t: Text) -> bytes:
    """Return the briefing as DOCX: A4, headings in the outline, page numbers, demonstration mark on every page."""
    document = blank_document(t=t)
    parts = [part for section in briefing.sections for part in section.parts]
    properties = replace(properties_of(parts, t, briefing.title), keywords=briefing.store_head)
    put_properties(document.part.package, document.core_properties, properties)
    framed(document, briefing, t=t)
    document.add_paragraph(clean(briefing.title), style="Title")
    for line in briefing.lines:
        document.add_paragraph(clean(line), style="Subtitle")
    captions = captions_of(briefing.sections)
    add_list(document, captions, t=t)
    titles = iter(captions)
    for section in briefing.sections:
        _add_section(document, section, titles, t=t)
    _add_addresses(document, parts)
    file = BytesIO()
    document.save(file)
    return same_bytes(file.getvalue())


def _add_addresses(document: DocumentObject, parts: Sequence[Exhibit]) -> None:
    """Add the addresses of the exhibits, in their order, as custom XML: no reader sees or hears them."""
    listed = "".join(f"<exhibit name={quoteattr(clean(one.name))} address={quoteattr(clean(one.address))}/>" for one in parts)
    content = f'<exhibits xmlns="{ADDRESSES}">{listed}</exhibits>'.encode()
    package = document.part.package
    part = PackagePart(PackURI("/customXml/item1.xml"), CONTENT_TYPE.XML, content, package)
    about = PackagePart(PackURI("/customXml/itemProps1.xml"), CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, _ABOUT.encode(), package)
    part.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _add_section(document: DocumentObject, section: Section, titles: Iterator[Caption], *, t: Text) -> None:
    document.add_heading(clean(section.heading), level=1)
    for sentence in section.sentences:
        said = document.add_paragraph(clean(sentence), style="Body Text")
        said.paragraph_format.keep_with_next = bool(section.parts)  # together with the chart that shows it
    for part, title in zip(section.parts, titles, strict=False):
        add_caption(document, title, t=t)
        _add_part(document, part, t=t)


def _add_part(document: DocumentObject, part: Exhibit, *, t: Text) -> None:
    body = part.body
    if is_blank(body):
        document.add_paragraph(t("briefing.empty"), style="Part Note")
    elif isinstance(body, Board):
        _add_key(document, body, t=t)
        add_board(document, body, alt=alt_of(part))
    elif isinstance(body, Panels):
        _add_panels(document, part, body, t=t)
    elif isinstance(body, Table):
        add_table(document, body, alt=alt_of(part))
    elif isinstance(body, Bars | Stack | Curve):
        _add_chart(document, part, body, t=t)
    else:
        _add_picture(document, part, t=t)
    for note in part.notes:
        document.add_paragraph(clean(note), style="Part Note")
    document.add_paragraph(foot_of(part), style="Part Foot")


def _add_chart(document: DocumentObject, part: Exhibit, body: Bars | Stack | Curve, *, t: Text) -> None:
    key = _add_key(document, body, t=t)
    if body.unit:
        key.add_run(t("briefing.unit", unit=clean(body.unit)))
    place = document.add_paragraph(style="Part Picture")
    _put_chart(document, place, body, _Picture(clean(part.name), alt_of(part), WIDTH, _height(body)))


def _add_key(document: DocumentObject, body: Body, *, t: Text) -> Paragraph:
    """Add the meaning of marks and colours as a line of text."""
    key = document.add_paragraph(style="Part Key")
    signs = list(key_of(body, t=t, look=LIGHT))
    for at, drawn in enumerate(segment_colours(body) if isinstance(body, Stack) else ()):
        signs[at] = replace(signs[at], colour=drawn)
    for sign in signs:
        mark = key.add_run(f"{sign.mark} ")
        mark.font.color.rgb = RGBColor.from_string(sign.colour.removeprefix("#"))
        key.add_run(f"{clean(sign.word)}    ")
    return key


@dataclass(frozen=True, slots=True)
class _Picture:
    """Name, alternative text and size of a chart."""

    name: str
    alt: str
    width: Length
    height: Length


def _put_chart(document: DocumentObject, place: Paragraph, body: Bars | Stack | Curve, picture: _Picture) -> None:
    values = {"width": picture.width, "height": picture.height, "number": document.part.next_id}
    texts = {"name": quoteattr(picture.name), "alt": quoteattr(picture.alt)}
    drawing = _DRAWING.format(**values, **texts, link=_chart_part(document, body, picture))
    place.add_run()._r.append(parse_xml(drawing))


def _add_panels(document: DocumentObject, part: Exhibit, body: Panels, *, t: Text) -> None:
    """Add a table with a column for each panel: head, figure, note, and a native chart of its course."""
    _add_key(document, body, t=t)
    width = Emu(WIDTH // len(body.panels))
    drawn = document.add_table(rows=1, cols=len(body.panels))
    drawn.autofit = False
    describe(drawn, alt_of(part))
    for place, panel in zip(drawn.rows[0].cells, body.panels, strict=True):
        place.width = width
        place.paragraphs[0].style = document.styles["Part Key"]
        place.paragraphs[0].add_run(clean(panel.head))
        figure = place.add_paragraph(style="Heading 2").add_run(clean(panel.figure))
        figure.font.size = _FIGURE
        place.add_paragraph(clean(panel.note), style="Part Note")
        picture = _Picture(clean(panel.head), alt_of(part), Emu(width - Cm(0.5)), Cm(4.5))
        _put_chart(document, place.add_paragraph(style="Part Picture"), panel.curve, picture)


def _height(body: Bars | Stack | Curve) -> Length:
    """Return the height of a chart with space for every row, one page at most."""
    if isinstance(body, Curve):
        return Cm(7)
    rows = len(body.categories)
    return Cm(min(1.1 + rows * (0.65 if rows <= 8 else 0.5), 21))


def _chart_part(document: DocumentObject, body: Bars | Stack | Curve, picture: _Picture) -> str:
    """Add a chart and its workbook to the package; return the id of the document's relationship to it."""
    package = document.part.package
    drawing, numbers = chart_files(body, picture.width, picture.height, book="rId1")
    chart_name = document.part.package.next_partname("/word/charts/chart%d.xml")
    book_name = PackURI(str(chart_name).replace("/charts/chart", "/embeddings/sheet").replace(".xml", ".xlsx"))
    book = PackagePart(book_name, CONTENT_TYPE.SML_SHEET, numbers, package)
    chart = PackagePart(chart_name, CONTENT_TYPE.DML_CHART, drawing, package)
    chart.rels.add_relationship(RELATIONSHIP_TYPE.PACKAGE, book, "rId1")
    return document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)


def _add_picture(document: DocumentObject, part: Exhibit, *, t: Text) -> None:
    run = document.add_paragraph(style="Part Picture").add_run()
    shape = run.add_picture(
        BytesIO(rasterised(svg(part, t=t, width=_PIXELS, framed=False))), width=_MAP if isinstance(part.body, Map) else WIDTH
    )
    shape._inline.docPr.set("descr", alt_of(part))
    shape._inline.docPr.set("name", clean(part.name))
    if isinstance(part.body, Map):
        _put_before(run, _map(document, part, part.body))


def _map(document: DocumentObject, part: Exhibit, body: Map) -> str:
    style = str(document.styles["Part Picture"].style_id)
    return map_drawing(body, width=_MAP, number=document.part.next_id, name=part.name, alt=alt_of(part), style=style)


def _put_before(run: Run, drawing: str) -> None:
    """Insert the drawing for programs that support groups of shapes, with the run's picture as the fallback for others."""
    picture = run._r[-1]
    either = parse_xml(
        f'<mc:AlternateContent {_EITHER}><mc:Choice Requires="wpg">{drawing}</mc:Choice><mc:Fallback/></mc:AlternateContent>'
    )
    run._r.replace(picture, either)
    either[-1].append(picture)
