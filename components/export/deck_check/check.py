"""Check an old deck: every number is compared with current data; differences are listed and can be renewed in place."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from pptx.slide import Slide

from components.exhibits.address import parse_address
from components.exhibits.model import Bars, Curve, Exhibit, Map, Panels, Stack, Timeline
from components.exhibits.tables import Table
from components.export.deck_check.bars import read_bars
from components.export.deck_check.cells import read_map, read_table
from components.export.deck_check.charts import read_lines
from components.export.deck_check.days import read_curve, read_timeline
from components.export.deck_check.panels import read_panels
from components.export.deck_check.spots import Difference, Found, Spot, same, told
from components.export.pptx.cuts import cut, cut_bars
from components.export.pptx.deck import bars_legend, foot_words, notes_words, write_notes
from components.export.pptx.map import symbol_alt
from components.export.pptx.opening import open_deck
from components.export.pptx.tags import LEGEND, Tag, put_tag, tag_of, tagged
from components.export.pptx.text import set_words, write
from components.export.store_head import head_words
from components.i18n.text import Text
from components.typography import clean
from models.errors import SanbiaoError, UnreadableError
from models.i18n import LANGUAGES

__all__ = ["Difference", "check_deck", "renew_deck"]

Make = Callable[[str], Exhibit]


@dataclass(frozen=True, slots=True)
class _Shown:
    """An exhibit on a slide: as made, as known now (None if it is gone), and everything found of it."""

    slide: int
    address: str
    made: Exhibit
    now: Exhibit | None
    found: tuple[Found, ...]

    @property
    def differences(self) -> list[Difference]:
        if self.now is None:
            return [Difference(self.slide, self.made.name, "", self.made.title, self.made.title, "", "gone")]
        return [one for found in self.found for one in told(found.spots, self.slide, self.made.name)]


def check_deck(content: bytes, as_made: Make, as_known: Make) -> list[Difference]:
    """Return the differences between a deck and current data, slide by slide. Foreign slides and shapes are skipped.

    ``as_made`` and ``as_known`` rebuild an exhibit from its address, as known when the deck was made and as known now; they may
    raise SanbiaoError if it is gone. Raise UnreadableError if the file is no deck, is unsafe, or holds no exhibit.
    """
    return [one for _, shown in _read(open_deck(content), as_made, as_known) for one in shown.differences]


def renew_deck(content: bytes, as_made: Make, as_known: Make) -> tuple[bytes, list[Difference]]:
    """Return the deck with current numbers and sentences, and the differences found before; errors as in ``check_deck``.

    Only unedited content is overwritten. The presenter's own words, numbers, colours and order are kept.
    """
    deck = open_deck(content)
    read = list(_read(deck, as_made, as_known))
    differences = [one for _, shown in read for one in shown.differences]
    for slide, shown in read:
        if shown.now is not None:
            for found in shown.found:
                found.renew()
            _renew_words(slide, shown, shown.now)
            _renew_addresses(slide, shown, shown.now)
    headed = next((shown.now for _, shown in read if shown.now is not None and shown.now.store_head), None)
    if headed is not None:
        deck.core_properties.keywords = head_words([headed], Text(parse_address(headed.address).language))
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue(), differences


def _read(deck: Any, as_made: Make, as_known: Make) -> Iterator[tuple[Slide, _Shown]]:
    made, known = cache(as_made), cache(partial(_or_none, as_known))
    is_ours = False
    for number, slide in enumerate(deck.slides, 1):
        tags = list(tagged(slide))
        for address in dict.fromkeys(tag.address for _, tag in tags):
            is_ours = True
            yield slide, _read_part(slide, number, address, tags, made, known)
    if not is_ours:
        raise UnreadableError("deck_no_parts")


def _or_none(make: Make, address: str) -> Exhibit | None:
    try:
        return make(address)
    except SanbiaoError:
        return None


def _read_part(slide: Slide, number: int, address: str, tags: Sequence[tuple[Any, Tag]], as_made: Make, as_known: Any) -> _Shown:
    made, now = _or_none(as_made, address), as_known(address)
    if made is None or now is None or type(made.body) is not type(now.body):
        return _Shown(number, address, made or _unknown(address), None, ())
    found = [_title(slide, made, now, address)]
    found += [_body(shape, tag, made, now) for shape, tag in _bodies(slide, made, address)]
    if isinstance(made.body, Map) and isinstance(now.body, Map):
        found.append(read_map(_map_shapes(slide, made.body, address), made.body, now.body))
    if isinstance(made.body, Panels) and isinstance(now.body, Panels):
        found += read_panels(_panel_shapes(slide, address), made.body, now.body)
    return _Shown(number, address, made, now, tuple(found))


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
    stands, ending = clean(shape.text_frame.text), ""
    for one in _endings():
        if same(stands, clean(made.title) + one):
            ending = one
    put = partial(set_words, shape.text_frame.paragraphs[0], now.title + ending)
    before, later = clean(made.title) + ending, clean(now.title) + ending
    return Found([Spot("title", clean(made.title), stands, before, later, put, is_sentence=True)])


def _endings() -> list[str]:
    return ["", *(Text(language)("deck.continued") for language in LANGUAGES)]


def _bodies(slide: Slide, made: Exhibit, address: str) -> list[tuple[Any, Tag]]:
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
    match cut(made.body, tag.rows), now.body:
        case Table() as old, Table() as new if shape.has_table:
            return read_table(shape.table, old, new)
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


def _renew_words(slide: Slide, shown: _Shown, now: Exhibit) -> None:
    """Renew footer, legend and notes unless they were edited."""
    made = shown.made
    for shape in _shapes(slide.shapes):
        if not shape.has_text_frame:
            continue
        paragraph = shape.text_frame.paragraphs[0]
        if same(shape.text_frame.text, foot_words(made)):
            set_words(paragraph, foot_words(now))
        elif _is_legend(shape) and isinstance(made.body, Bars) and isinstance(now.body, Bars):
            _renew_legend(paragraph, made.body, now.body, _rows(slide, shown.address))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        frame = slide.notes_slide.notes_text_frame
        if same(frame.text, "\n".join(notes_words(made))):
            write_notes(frame, now)


def _is_legend(shape: Any) -> bool:
    tag = tag_of(shape._element)
    return tag is not None and tag.piece == LEGEND


def _rows(slide: Slide, address: str) -> slice:
    return next((tag.rows for _, tag in tagged(slide) if tag.address == address and tag.is_body), slice(None))


def _renew_legend(paragraph: Any, made: Bars, now: Bars, rows: slice) -> None:
    """Renew a legend, which must explain any new status, in the language of the existing legend."""
    for language in LANGUAGES:
        t = Text(language)
        if same(paragraph.text, "".join(run.words for run in bars_legend(cut_bars(made, rows), t))):
            keys = set(made.keys[rows])
            kept = [at for at, key in enumerate(now.keys) if key in keys]
            words = tuple(now.words[at] for at in kept) if now.words else ()
            paragraph.clear()
            write(paragraph, *bars_legend(replace(now, words=words), t))
            return


def _renew_addresses(slide: Slide, shown: _Shown, now: Exhibit) -> None:
    """Set the address of the shapes to the exhibit as renewed, so that later checks compare with it."""
    for element, tag in list(tagged(slide)):
        if tag.address == shown.address:
            put_tag(element, replace(tag, address=now.address, alt=_alt(tag, shown.made, now)))


def _alt(tag: Tag, made: Exhibit, now: Exhibit) -> str:
    """Return the renewed alternative text of a shape, or the present text if it was edited."""
    old, new = made.alt, now.alt
    if isinstance(made.body, Map) and isinstance(now.body, Map) and tag.piece:
        old, new = symbol_alt(made.body, tag.piece), symbol_alt(now.body, tag.piece)
    return new if same(tag.alt, clean(old)) and new else tag.alt
