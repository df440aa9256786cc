"""Check an old deck: every number is compared with current data; differences are listed and can be renewed in place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from pptx.slide import Slide
from pptx.util import Length, Pt

from components.exhibits.address import Address, parse_address
from components.exhibits.model import Bars, Body, Curve, Exhibit, Map, Panels, Stack, Timeline
from components.exhibits.tables import Board, Table
from components.export.deck_check.bars import read_bars
from components.export.deck_check.cells import read_map, read_table
from components.export.deck_check.charts import read_lines
from components.export.deck_check.days import read_curve, read_timeline
from components.export.deck_check.mentions import most_alike
from components.export.deck_check.own_words import Fact, OwnNumber, read_own
from components.export.deck_check.panels import read_panels
from components.export.deck_check.parts import Part, Sheet
from components.export.deck_check.remarks import Remark, remarks
from components.export.deck_check.sentences import read_sentence
from components.export.deck_check.spots import Difference, Found, same
from components.export.deck_check.texts import free_paragraphs, has_words, note_wordings, read_paragraphs, wordings
from components.export.pptx.cuts import cut
from components.export.pptx.deck import foot_words, legend_runs, notes_words, on_one_line, write_notes
from components.export.pptx.map import symbol_alt
from components.export.pptx.opening import open_deck
from components.export.pptx.package import open_file, save_file
from components.export.pptx.page import title_size
from components.export.pptx.tags import LEGEND, Tag, put_tag, tag_of, tagged
from components.export.pptx.text import set_words, write
from components.export.store_head import head_words
from components.i18n.text import Text
from components.typography import clean
from models.errors import SanbiaoError, UnreadableError
from models.i18n import LANGUAGES

__all__ = ["Checked", "Difference", "Sources", "check_deck", "renew_deck"]

Make = Callable[[str], Exhibit]


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a check, each asked by an address that a deck carries.

    ``as_made`` and ``as_known`` rebuild an exhibit, as known when the deck was made and as known now; they may raise SanbiaoError
    if it is gone. ``covers`` returns what the cover of a deck with these addresses may say, as made and as known; ``facts`` what
    the presenter's own words may speak of; ``why`` the reasons of a difference; ``lost_plan`` the plan if the store does not have
    it. ``known_at`` is the time of what is known now;
    ``asked`` what the reader looks at: the plan, date and language that a deck may not have.
    """

    as_made: Make
    as_known: Make
    covers: Callable[[Sequence[str]], Sequence[tuple[Exhibit, Exhibit]]] = lambda _: ()
    facts: Callable[[str], Sequence[Fact]] = lambda _: ()
    why: Callable[[str, str, Difference], tuple[str, ...]] = lambda *_: ()
    lost_plan: Callable[[str], str] = lambda _: ""
    known_at: datetime | None = None
    asked: Address | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of a check: differences, numbers that are the presenter's own, remarks on the deck, and the slides as read."""

    differences: list[Difference]
    own: list[OwnNumber]
    remarks: list[Remark]
    sheets: list[Sheet]


def check_deck(content: bytes, sources: Sources) -> Checked:
    """Compare a deck with current data, slide by slide. Slides and shapes that are not ours are only listed.

    Raise UnreadableError if the file is no deck, is unsafe, or holds no exhibit.
    """
    return check_slides(open_deck(content), sources)


def renew_deck(content: bytes, sources: Sources) -> tuple[bytes, Checked]:
    """Return the deck with current numbers and sentences, and what was found before; errors as in ``check_deck``.

    Only unedited content is overwritten. The presenter's own words, numbers, colours and order are kept.
    """
    file = open_file(content)
    checked = check_slides(file.deck, sources)
    for sheet in checked.sheets:
        for part in sheet.parts:
            renew_part(sheet.slide, part)
    name_store(file.deck, checked.sheets)
    return save_file(file), checked


def check_slides(deck: Any, sources: Sources) -> Checked:
    """Compare the slides of an open deck."""
    sheets = _read(deck, sources)
    own, differences, lost = list[OwnNumber](), list[Difference](), set[str]()
    addresses = [part.address for sheet in sheets for part in sheet.parts]
    for sheet in sheets:
        for part in sheet.parts:
            plan = sources.lost_plan(part.address)
            if not plan:
                differences += [replace(one, why=sources.why(part.address, _now(part), one)) for one in part.differences]
            elif plan not in lost:
                lost.add(plan)
                differences.append(Difference(part.slide, plan, "plan", "", plan, "", "gone"))
        facts = sources.facts(next((part.address for part in sheet.parts), addresses[0])) if sheet.texts else ()
        numbers, stale = read_own(sheet.number, sheet.texts, facts)
        own += numbers
        differences += stale
    return Checked(differences, own, remarks(deck, sheets, sources.asked, sources.known_at), sheets)


def _now(part: Part) -> str:
    return part.address if part.now is None else part.now.address


def renew_part(slide: Slide, part: Part, piece: str | None = None) -> None:
    """Write what is known now into the shapes of an exhibit where nobody edited what was made; ``piece`` has other rows."""
    if part.now is None:
        return
    for found in part.found:
        found.renew()
    _renew_words(slide, part, part.now)
    _renew_addresses(slide, part, part.now, piece)


def name_store(deck: Any, sheets: Sequence[Sheet]) -> None:
    """Write the store's head as it is now into the keywords of a deck that had one; a presenter's own keywords stay."""
    parts = [part.now for sheet in sheets for part in sheet.parts if part.now is not None and part.now.store_head]
    files = [part for part in deck.part.package.iter_parts() if part.partname == "/docProps/core.xml"]
    marks = [Text(language)("export.store_head", head="") for language in LANGUAGES]
    if parts and files and any(mark in deck.core_properties.keywords for mark in marks):
        deck.core_properties.keywords = head_words(parts[:1], Text(parse_address(parts[0].address).language))


def _read(deck: Any, sources: Sources) -> list[Sheet]:
    made, known = cache(partial(_or_none, sources.as_made)), cache(partial(_or_none, sources.as_known))
    read = []
    for number, slide in enumerate(deck.slides, 1):
        tags = list(tagged(slide))
        addresses = dict.fromkeys(tag.address for _, tag in tags)
        read.append((number, slide, [_read_part(slide, number, address, tags, made, known) for address in addresses]))
    ours = [part for _, _, parts in read for part in parts]
    if not ours:
        raise UnreadableError("deck_no_parts")
    covers = list(sources.covers([part.address for part in ours]))
    return [_sheet(number, slide, parts, covers) for number, slide, parts in read]


def _or_none(make: Make, address: str) -> Exhibit | None:
    try:
        return make(address)
    except SanbiaoError:
        return None


def _sheet(number: int, slide: Slide, parts: list[Part], covers: list[tuple[Exhibit, Exhibit]]) -> Sheet:
    """Add to the parts of a slide what its texts and notes say of them; what nothing of ours says is somebody else's."""
    if not parts and number == 1 and covers:
        cover = _cover(slide, covers)
        if cover is not None:
            parts = [cover]
    own = [words for part in parts if part.now is not None for found in part.found for words in found.own]
    texts = free_paragraphs(_shapes(slide.shapes), slide.shapes.title if parts else None)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    for words, is_note in ((texts, False), (list(notes.paragraphs) if notes is not None else [], True)):
        for at, part in enumerate(parts):
            if part.now is None:
                continue
            known = (note_wordings if is_note else wordings)(part.made, part.now)
            spots, words = read_paragraphs(words, known, renews=not is_note)
            parts[at] = replace(part, found=(*part.found, Found(spots)))
        own += [] if any(part.now is None for part in parts) else [text for one in words if (text := clean(one.text).strip())]
    own += _own_title(slide, parts)
    return Sheet(slide, number, tuple(parts), tuple(own))


def _own_title(slide: Slide, parts: Sequence[Part]) -> list[str]:
    """Return a title that the presenter wrote anew, if it stands above something of ours."""
    title = slide.shapes.title
    if title is None or not parts or any(part.now is None for part in parts):
        return []
    words = clean(title.text_frame.text)
    known = [one.title + ending for part in parts for one in (part.made, part.now) if one is not None for ending in _endings()]
    return [] if most_alike(words, list(map(clean, known))) is not None else [words]


def _cover(slide: Slide, covers: Sequence[tuple[Exhibit, Exhibit]]) -> Part | None:
    """Return the cover that a slide shows: the one that has most of its lines; None if it has none of them."""
    lines = [clean(one.text).strip() for one in free_paragraphs(_shapes(slide.shapes), None)]

    def shared(cover: tuple[Exhibit, Exhibit]) -> int:
        return sum(most_alike(line, [cover[0].title, *cover[0].notes]) is not None for line in lines if line)

    made, now = max(covers, key=shared)
    return Part(1, made.address, made, now, (_title(slide, made, now, made.address),)) if shared((made, now)) else None


def _read_part(slide: Slide, number: int, address: str, tags: Sequence[tuple[Any, Tag]], as_made: Any, as_known: Any) -> Part:
    made, now = as_made(address), as_known(address)
    own = tuple(tag for _, tag in tags if tag.address == address)
    if made is None or now is None or type(made.body) is not type(now.body):
        return Part(number, address, made or _unknown(address), None, (), own)
    found = [_title(slide, made, now, address)]
    found += [_body(shape, tag, made, now) for shape, tag in bodies(slide, made, address)]
    if isinstance(made.body, Map) and isinstance(now.body, Map):
        found.append(read_map(_map_shapes(slide, made.body, address), made.body, now.body))
    if isinstance(made.body, Panels) and isinstance(now.body, Panels):
        found += read_panels(_panel_shapes(slide, address), made.body, now.body)
    return Part(number, address, made, now, tuple(found), own)


def _unknown(address: str) -> Exhibit:
    """Return a placeholder, with only a name, for an exhibit that cannot be made at all."""
    nothing = Table((), (), ())
    return Exhibit(address, address.partition("?")[0], "", nothing, nothing, (), (), "", demonstration=False)


def _title(slide: Slide, made: Exhibit, now: Exhibit, address: str) -> Found:
    """Compare the headline if the title belongs to this exhibit: by its tag, or as the only exhibit of the slide."""
    shape = slide.shapes.title
    tag = tag_of(shape._element) if shape is not None else None
    if shape is None or (tag is not None and tag.address != address):
        return Found([])
    stands = clean(shape.text_frame.text)
    known = [(clean(made.title) + ending, clean(now.title) + ending, now.title + ending) for ending in _endings()]
    place = most_alike(stands, [before for before, _, _ in known])
    place = most_alike(stands, [later for _, later, _ in known]) if place is None else place
    if place is None:
        return Found([])
    before, later, words = known[place]
    put = partial(_put_title, slide, shape, before, words)
    return Found(read_sentence("title", "", stands, before, later, put))


def _put_title(slide: Slide, shape: Any, before: str, words: str) -> None:
    """Write a title, in the size at which it fits unless the presenter chose another one."""
    paragraph = shape.text_frame.paragraphs[0]
    is_ours = bool(paragraph.runs) and paragraph.runs[0].font.size == _size(slide, shape, before)
    set_words(paragraph, words)
    if is_ours:
        paragraph.runs[0].font.size = _size(slide, shape, words)


def _size(slide: Slide, shape: Any, title: str) -> Length | None:
    return Pt(size) if (size := title_size(slide, shape, title)) else None


def _endings() -> list[str]:
    return ["", *(Text(language)("deck.continued") for language in LANGUAGES)]


def bodies(slide: Slide, made: Exhibit, address: str) -> list[tuple[Any, Tag]]:
    """Return the charts and tables of an exhibit. LibreOffice drops their tags; then the first shape that matches is taken."""
    frames = [shape for shape in _shapes(slide.shapes) if shape.has_chart or shape.has_table]
    pairs = [(shape, tag) for shape in frames if (tag := tag_of(shape._element))]
    if pairs:
        return [(shape, tag) for shape, tag in pairs if tag.address == address and tag.is_body]
    tags = [tag for _, tag in tagged(slide) if tag.address == address and tag.is_body]
    return [(shape, tags[0]) for shape in frames if tags and _looks_like(shape, made)][:1]


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _looks_like(shape: Any, made: Exhibit) -> bool:
    match made.body:
        case Table() as body:
            heads = {one.text.strip() for one in shape.table.rows[0].cells} if shape.has_table else set()
            return bool(heads & {clean(one.title).strip() for one in body.columns})
        case Map() | Panels():
            return False
        case Timeline():
            return bool(shape.has_chart)
        case body:
            names = {clean(one.name) for one in body.series}
            return shape.has_chart and bool(names & {line.name for line in read_lines(shape.chart)})


def _body(shape: Any, tag: Tag, made: Exhibit, now: Exhibit) -> Found:
    if isinstance(made.body, Table) and isinstance(now.body, Table) and shape.has_table:
        return read_table(shape.table, made.body, now.body, tag.rows)
    match cut(made.body, tag.rows), now.body:
        case (Bars() | Stack()) as old, (Bars() | Stack()) as new if shape.has_chart:
            return read_bars(shape.chart, old, new)
        case Curve() as old, Curve() as new if shape.has_chart:
            return read_curve(shape.chart, old, new)
        case Timeline() as old, Timeline() as new if shape.has_chart:
            return read_timeline(shape.chart, old, new, old.keys)
    return Found([])


def _map_shapes(slide: Slide, body: Map, address: str) -> list[tuple[Any, str]]:
    """Return labels and symbols with their keys, taken from their alternative text, else from their names."""
    found, keys = [], body.figures()
    for shape in _shapes(slide.shapes):
        tag = tag_of(shape._element)
        key = tag.piece if tag else shape.name.rpartition(" #")[2]
        if key in keys and (tag is None or tag.address == address) and shape.has_text_frame:
            found.append((shape, key))
    return found


def _panel_shapes(slide: Slide, address: str) -> list[tuple[Any, str]]:
    """Return the charts and the figures of panels with their pieces."""
    tags = [(shape, tag_of(shape._element)) for shape in _shapes(slide.shapes)]
    return [(shape, tag.piece) for shape, tag in tags if tag and tag.address == address and tag.piece]


def _renew_words(slide: Slide, shown: Part, now: Exhibit) -> None:
    """Renew footer, legend and notes unless they were edited."""
    made = shown.made
    for shape in _shapes(slide.shapes):
        if not has_words(shape):
            continue
        paragraph = shape.text_frame.paragraphs[0]
        if same(shape.text_frame.text, foot_words(made)):
            set_words(paragraph, foot_words(now))
        elif _is_legend(shape):
            _renew_legend(paragraph, int(shape.width), cut(made.body, _rows(slide, shown.address)), now.body)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        frame = slide.notes_slide.notes_text_frame
        if same(frame.text, "\n".join(notes_words(made))):
            write_notes(frame, now)


def _is_legend(shape: Any) -> bool:
    tag = tag_of(shape._element)
    return tag is not None and tag.piece == LEGEND


def _rows(slide: Slide, address: str) -> slice:
    return next((tag.rows for _, tag in tagged(slide) if tag.address == address and tag.is_body), slice(None))


def _renew_legend(paragraph: Any, width: int, made: Body, now: Body) -> None:
    """Renew a legend, which must explain any new status or date, in the language of the existing legend."""
    for language in LANGUAGES:
        t = Text(language)
        if same(paragraph.text, "".join(run.words for run in legend_runs(made, t))):
            paragraph.clear()
            write(paragraph, *on_one_line(legend_runs(_with_rows_of(made, now), t), width))
            return


def _with_rows_of(made: Body, now: Body) -> Body:
    """Return a body with the rows that are on a slide, which alone its legend explains."""
    match made, now:
        case Bars() as old, Bars() as new:
            kept = [at for at, key in enumerate(new.keys) if key in old.keys]
            return replace(new, words=tuple(new.words[at] for at in kept) if new.words else ())
        case Board() as old, Board() as new:
            rows = [(row, key) for row, key in zip(new.rows, new.keys, strict=True) if key in old.keys]
            return replace(new, rows=tuple(row for row, _ in rows), keys=tuple(key for _, key in rows))
        case _:
            return now


def _renew_addresses(slide: Slide, shown: Part, now: Exhibit, piece: str | None) -> None:
    """Set the address of the shapes to the exhibit as renewed, so that later checks compare with it."""
    for element, tag in list(tagged(slide)):
        if tag.address == shown.address:
            put_tag(element, replace(_moved(tag, now, piece), alt=_alt(tag, shown.made, now)))


def _moved(tag: Tag, now: Exhibit, piece: str | None) -> Tag:
    return replace(tag, address=now.address, piece=tag.piece if piece is None or not tag.is_body else piece)


def _alt(tag: Tag, made: Exhibit, now: Exhibit) -> str:
    """Return the renewed alternative text of a shape, or the present text if it was edited."""
    old, new = made.alt, now.alt
    if isinstance(made.body, Map) and isinstance(now.body, Map) and tag.piece:
        old, new = symbol_alt(made.body, tag.piece), symbol_alt(now.body, tag.piece)
    return new if same(tag.alt, clean(old)) and new else tag.alt
