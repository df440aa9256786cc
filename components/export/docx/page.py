"""A blank Word file in the style of official documents: A4, headings in 黑体, text in 仿宋, tables in 宋体, numbered pages."""

from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from components.export.briefing_outline import Briefing
from components.i18n.text import Text
from components.theme import LIGHT
from components.typography import clean, length, shortened

#: Width of the text on the page.
WIDTH = Cm(16)
HEADING, BODY, TABLE, LATIN = "黑体", "仿宋", "宋体", "Times New Roman"
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_INK, _SOFT = (RGBColor.from_string(colour.removeprefix("#")) for colour in (LIGHT.ink, LIGHT.soft))
#: Size of the header in points, the room between its texts in letters, and width of its Latin letters relative to ``length``.
_HEAD, _GAPS, _LATIN_LETTER = 9, 3, 0.75
#: Each style: font, size, space before and after in points, line height, colour, keep with next.
_STYLES: tuple[tuple[str, str, float, float, float, float, RGBColor, bool], ...] = (
    ("Normal", BODY, 12, 0, 0, 1.0, _INK, False),
    ("Title", HEADING, 18, 0, 6, 1.15, _INK, True),
    ("Subtitle", BODY, 10.5, 0, 0, 1.2, _SOFT, False),
    ("Heading 1", HEADING, 15, 14, 4, 1.2, _INK, True),
    ("Heading 2", HEADING, 11.5, 8, 3, 1.2, _INK, True),
    ("Body Text", BODY, 12, 0, 2, 1.35, _INK, False),
    ("Header", TABLE, 9, 0, 0, 1.0, _SOFT, False),
    ("Footer", TABLE, 9, 0, 0, 1.0, _SOFT, False),
    ("Part Key", TABLE, 9, 0, 0, 1.2, _INK, True),
    ("Part Picture", TABLE, 9, 0, 0, 1.0, _INK, True),
    ("Part Note", TABLE, 9, 2, 0, 1.2, _INK, True),
    ("Part Foot", TABLE, 8, 2, 8, 1.2, _SOFT, False),
    ("Part Cell", TABLE, 9, 1.5, 1.5, 1.1, _INK, False),
)


def blank_document(*, t: Text) -> DocumentObject:
    """Return an empty document with the page, styles and language of a briefing."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.4), Cm(2.2)
    page.header_distance = page.footer_distance = Cm(1.2)
    for name, font, size, before, after, lines, colour, stays in _STYLES:
        style = _style(document, name)
        _set_font(style, font, size, colour)
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing, form.keep_with_next = Pt(before), Pt(after), lines, stays
        form.widow_control = True
    _finish(document, t=t)
    _drop_old_styles(document)
    return document


def _style(document: DocumentObject, name: str) -> ParagraphStyle:
    known = {style.name for style in document.styles}
    style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    return style


def _set_font(style: ParagraphStyle, font: str, size: float, colour: RGBColor) -> None:
    """Set one font for Chinese and one for Latin letters, and remove the theme's fonts, which would take precedence."""
    style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), colour
    style.font.bold = style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in _THEMED:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), font)
    for spacing in style.element.rPr.xpath("w:spacing | w:kern"):
        spacing.getparent().remove(spacing)


def _finish(document: DocumentObject, *, t: Text) -> None:
    styles = document.styles
    for border in styles["Title"].element.xpath(".//w:pBdr"):
        border.getparent().remove(border)
    for name in ("Title", "Subtitle", "Part Picture"):
        _style(document, name).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if t.language == "zh":
        _style(document, "Body Text").paragraph_format.first_line_indent = Pt(24)  # two characters
    for language in styles.element.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")


def _drop_old_styles(document: DocumentObject) -> None:
    """Remove the template's sources, and its second set of styles for Word 2010: Word repairs a file in which the two differ."""
    links = document.part.rels
    for name in [name for name, link in links.items() if link.reltype.endswith(("/stylesWithEffects", "/customXml"))]:
        del links[name]


def framed(document: DocumentObject, briefing: Briefing, *, t: Text) -> None:
    """Add the header with title, date and demonstration mark, and the footer with the page number."""
    page = document.sections[0]
    head, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
    stops = head.paragraph_format.tab_stops
    stops.clear_all()
    for style in ("Header", "Footer"):
        for tabs in document.styles[style].element.xpath(".//w:tabs"):
            tabs.getparent().remove(tabs)
    stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    day, marked = t("briefing.as_of", day=briefing.day), t("briefing.demonstration") if briefing.demonstration else ""
    width = WIDTH.pt if t.language == "zh" else WIDTH.pt / _LATIN_LETTER
    room = width - length(day + marked, _HEAD) - _GAPS * _HEAD
    head.add_run(shortened(clean(briefing.title), room, _HEAD))
    if marked:
        head.add_run("    ")
        mark = head.add_run(marked)
        mark.font.bold, mark.font.color.rgb = True, _INK
    head.add_run(f"\t{day}")
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(foot, "PAGE")
    foot.add_run(" / ")
    _add_field(foot, "NUMPAGES")


def _add_field(paragraph: Paragraph, code: str) -> None:
    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"  # until Word counts the pages
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
