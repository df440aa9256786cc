"""Decks for PowerPoint and WPS: one statement per slide, with tables, charts and maps that a presenter can edit."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Cm

from components.exhibits.address import parse_address
from components.exhibits.model import Bars, Body, Curve, Exhibit, Map, Panels, Stack, Timeline, is_blank
from components.exhibits.registry import REGISTRY
from components.exhibits.tables import Board, Table
from components.export.file_properties import properties_of, put_properties, same_bytes
from components.export.map_layout import Box
from components.export.pptx.bars import add_bars, add_stack
from components.export.pptx.board import add_board, board_legend
from components.export.pptx.curve import add_curve
from components.export.pptx.cuts import cut, cuts_of
from components.export.pptx.inks import INK, SOFT
from components.export.pptx.map import add_map
from components.export.pptx.outline import Entry, add_agenda, link_agenda, write_sections
from components.export.pptx.page import Sheets, add_slide, sheets
from components.export.pptx.panels import add_panels, panels_legend
from components.export.pptx.table import add_table, widths_of
from components.export.pptx.tags import FOOT, LEGEND, Tag, put_tag, rows_piece
from components.export.pptx.text import Run, place, points, text_box, width_of, write
from components.export.pptx.timeline import add_timeline
from components.export.pptx.timeline import legend as timeline_legend
from components.i18n.text import Text
from components.theme import LIGHT, MARKS, contrast
from components.typography import clean
from models.status import Status, Word

#: Height of the legend strip above the body, and font size of the footer in points.
STRIP, FOOT_SIZE = int(Cm(0.9)), 10.5
#: Size of a legend in points, and its least; width of a letter and of a blank as shares of it.
LEGEND_SIZE, _LEAST_LEGEND, _LETTER, _BLANK = 13, 10, 0.6, 0.33
#: Names of aspects in the properties of a file.
_ASPECTS = {1.33: "On-screen Show (4:3)", 1.78: "Widescreen"}
#: Width of the demonstration mark.
BADGE = int(Cm(5.2))


@dataclass(frozen=True, slots=True)
class Cover:
    """The first slide: a title, with lines below it (author, meeting, date)."""

    title: str
    subtitle: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named part of a deck: an entry of its agenda, and a section of its slides."""

    name: str
    parts: tuple[Exhibit, ...]


def deck(
    parts: Sequence[Exhibit],
    *,
    t: Text,
    cover: Cover | None = None,
    template: bytes | None = None,
    chapters: Sequence[Chapter] = (),
) -> bytes:
    """Return a .pptx, 16:9 or in the size of the template; with ``chapters`` of the same parts it has an agenda and sections.

    Raise UnreadableError if the template cannot be used.
    """
    paper = sheets(template)
    if cover:
        _add_cover(paper, cover, t if any(part.demonstration for part in parts) else None)
    if chapters:
        _add_chapters(paper, chapters, t)
    else:
        for part in parts:
            add_part(paper, part, t)
    file = io.BytesIO()
    properties = properties_of(parts, t, cover.title if cover else "")
    put_properties(paper.deck.part.package, paper.deck.core_properties, properties, more=_size(paper))
    paper.deck.save(file)
    return same_bytes(file.getvalue())


def _size(paper: Sheets) -> str:
    """Return aspect and number of slides as XML of the file's properties."""
    shape = round(int(paper.deck.slide_width or 0) / int(paper.deck.slide_height or 1), 2)
    aspect = _ASPECTS.get(shape, "Custom")
    return f"<PresentationFormat>{aspect}</PresentationFormat><Slides>{len(paper.deck.slides)}</Slides>"


def _add_chapters(paper: Sheets, chapters: Sequence[Chapter], t: Text) -> None:
    """Add the slides of chapters as named sections, after an agenda if there are several."""
    agenda = _add_agenda(paper, chapters, t) if len(chapters) > 1 else None
    sections = [(t("deck.opening"), list(paper.deck.slides))]
    for one in chapters:
        before = len(paper.deck.slides)
        for part in one.parts:
            add_part(paper, part, t)
        sections.append((one.name, list(paper.deck.slides)[before:]))
    if agenda is not None:
        link_agenda(agenda, [slides[0] for _, slides in sections[1:]])
    write_sections(paper, sections)


def _add_agenda(paper: Sheets, chapters: Sequence[Chapter], t: Text) -> Slide:
    slide = add_agenda(paper, t("deck.agenda"), [_entry(one) for one in chapters])
    if any(part.demonstration for one in chapters for part in one.parts):
        _add_badge(slide, paper.body.strip(STRIP), t)
    return slide


def _entry(chapter: Chapter) -> Entry:
    """Return the entry of the agenda; what it holds is listed if that says more than its name."""
    return Entry(chapter.name, " · ".join(part.name for part in chapter.parts) if len(chapter.parts) > 1 else "")


def _add_cover(paper: Sheets, cover: Cover, demo: Text | None) -> None:
    slide = add_slide(paper, paper.cover, cover.title)
    lines = [cover.subtitle, *cover.lines]
    others = [one for one in slide.placeholders if one != slide.shapes.title]
    if others:
        frame = others[0].text_frame
        for at, one in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            write(paragraph, Run(one, size=20 if at == 0 else 16, ink=INK if paper.is_own else ""))
            if paper.is_own:
                paragraph.alignment = PP_ALIGN.LEFT
    else:
        text_box(slide, paper.body, [[Run(one, size=20)] for one in lines])
    if paper.is_own:
        _add_rule(slide, lines=len(lines))
    if demo:
        _add_badge(slide, paper.body.strip(STRIP), demo)


def _add_rule(slide: Slide, *, lines: int) -> None:
    """Draw a bar in the accent colour next to title and lines, which holds the two together on an empty slide."""
    title: Any = slide.shapes.title
    box = Box(title.left - int(Cm(0.6)), title.top, int(Cm(0.18)), title.height + points(70 + 22 * lines))
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place(box))
    bar.name = "accent"
    bar.fill.solid()
    bar.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    bar.line.fill.background()
    for reference in bar._element.iter(qn("a:effectRef")):
        reference.set("idx", "0")


def for_slide(part: Exhibit) -> Exhibit:
    """Return the exhibit with the columns that are legible in a room; the others are in its notes and in the papers."""
    known = REGISTRY.get(part.address.partition("?")[0])
    if known is None or not known.slide or not isinstance(part.body, Table):
        return part
    t = Text(parse_address(part.address).language)
    body = part.body.only(list(map(t, known.slide)))
    return replace(part, body=body) if body.columns else part


def add_part(paper: Sheets, part: Exhibit, t: Text) -> None:
    """Add the slides of an exhibit."""
    part = for_slide(part)
    size, cuts = cuts_of(part.body, _room(paper))
    table = (size, widths_of(part.body, _room(paper), size)) if type(part.body) is Table else (0.0, [])
    for rows in cuts:
        title = part.title if rows is cuts[0] else part.title + t("deck.continued")
        slide = add_slide(paper, paper.plain, title)
        piece = rows_piece(rows.start, rows.stop, cuts[-1].stop)
        heading: Any = slide.shapes.title
        put_tag(heading._element, Tag(part.address, piece))
        body = cut(part.body, rows)
        tag = Tag(part.address, piece, part.alt)
        put_tag(draw(slide, _room(paper), body, tag, table, t), tag)
        _add_legend(slide, paper.body.strip(STRIP), body, tag, t)
        if part.demonstration:
            _add_badge(slide, paper.body.strip(STRIP), t)
        _add_foot(slide, paper.foot, part)
        _add_notes(slide, part)


def _room(paper: Sheets) -> Box:
    return paper.body.below(STRIP)


def draw(slide: Slide, box: Box, body: Body, tag: Tag, table: tuple[float, list[int]], t: Text) -> Any:
    """Draw the body as an editable object; return the element that carries the tag."""
    if is_blank(body):
        return text_box(slide, box.strip(points(40)), [[Run(t("deck.empty"), size=18)]])._element
    match body:
        case Board():
            return add_board(slide, box, body)._element
        case Panels():
            return add_panels(slide, box, body, tag.address)
        case Table():
            return add_table(slide, box, body, *table)._element
        case Bars():
            return add_bars(slide, box, body)._element
        case Stack():
            return add_stack(slide, box, body)._element
        case Curve():
            return add_curve(slide, box, body)._element
        case Timeline():
            return add_timeline(slide, box, body)._element
        case Map():
            return add_map(slide, box, body, tag.address)._element


def _add_legend(slide: Slide, box: Box, body: Body, tag: Tag, t: Text) -> None:
    narrow = replace(box, width=box.width - BADGE)
    runs = on_one_line(legend_runs(body, t), narrow.width)
    if runs:
        shape = text_box(slide, narrow, [runs], anchor="ctr")
        put_tag(shape._element, replace(tag, piece=LEGEND, alt=""), name=LEGEND)


def on_one_line(runs: Sequence[Run], width: int) -> list[Run]:
    """Return a legend in the size at which it has one line; no mark is parted from its word where even the least wraps."""
    said = "".join(run.words for run in runs)
    ems = width_of(said.replace(" ", "")) * _LETTER + said.count(" ") * _BLANK
    size = min(LEGEND_SIZE, max(_LEAST_LEGEND, int(width / points(1) / max(ems, 1))))
    return [replace(run, words=re.sub(r"(?<=\S) (?=\S|$)", "\u00a0", run.words), size=size) for run in runs]


def legend_runs(body: Body, t: Text) -> list[Run]:
    """Return the words above a body that explain it; none if it explains itself."""
    if is_blank(body):
        return []
    match body:
        case Timeline():
            return timeline_legend(body)
        case Bars():
            return bars_legend(body, t)
        case Board():
            return board_legend(body, {status: t.show(status) for status in body.statuses})
        case Panels():
            return panels_legend(body, t)
        case Stack() | Curve():
            return unit_words(body, t)
        case _:
            return []


def bars_legend(body: Bars, t: Text) -> list[Run]:
    """Return the legend of bars: the statuses that occur, with mark and word, and the frame of the plan."""
    runs = [
        one
        for word in Word
        if word in body.words
        for one in (Run(f"{MARKS[word.status]} ", size=13, ink=mark_ink(word.status)), Run(f"{t.show(word)}    ", size=13))
    ]
    sign = "│" if isinstance(body, Bars) and body.as_dots else "▭"
    plan = [Run(f"{sign} {body.plan.name}    ", size=13)] if body.plan else []
    return [*runs, *plan, *unit_words(body, t)]


def unit_words(body: Bars | Stack | Curve, t: Text) -> list[Run]:
    """Return the unit of a chart's numbers; percent is shown at the axis instead."""
    return [Run(t("sheet.unit", unit=body.unit.strip()), size=13)] if body.unit.strip() not in ("", "%") else []


def mark_ink(status: Status) -> str:
    """Return the colour of a status on paper; a soft ink if it is too pale for a small mark."""
    ink = LIGHT.status[status]
    return ink if contrast(ink, LIGHT.paper) >= 2 else SOFT


def _add_badge(slide: Slide, box: Box, t: Text) -> None:
    """Add the demonstration mark to a slide."""
    place = Box(box.left + box.width - BADGE, box.top + points(2), BADGE, box.height - points(5))
    shape = text_box(slide, place, [[Run(t("deck.demo"), size=12, bold=True)]], align="ctr", anchor="ctr")
    shape.name = "demonstration"
    shape.line.width = points(1.25)
    shape.line.fill.solid()
    shape.line.fill.fore_color.theme_color = 13  # tx1: legible on any template's background


def _add_foot(slide: Slide, box: Box, part: Exhibit) -> None:
    """Add the footer."""
    room = replace(box, width=box.width - int(Cm(2.5)))
    shape = text_box(slide, room, [[Run(foot_words(part), size=FOOT_SIZE)]], anchor="b")
    put_tag(shape._element, Tag(part.address, FOOT), name=FOOT)


def foot_words(part: Exhibit) -> str:
    """Return the footer as one line."""
    return clean(" · ".join(part.foot))


def notes_words(part: Exhibit) -> list[str]:
    """Return the speaker notes: explanations of the figures, then the footer."""
    return [clean(one) for one in (*part.notes, *part.foot)]


def _add_notes(slide: Slide, part: Exhibit) -> None:
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        write_notes(frame, part)


def write_notes(frame: Any, part: Exhibit) -> None:
    """Write the notes of an exhibit, replacing the present ones."""
    frame.clear()
    for at, one in enumerate(notes_words(part)):
        write(frame.paragraphs[0] if at == 0 else frame.add_paragraph(), Run(one))
