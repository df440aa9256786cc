"""The three subject tiles of the overview as HTML: figure, plan, a line through the year with the plan behind it, and the gap."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from components.i18n import overview
from components.session import links
from components.session.page_context import PageContext
from components.theme import Theme
from models.analysis.subject_tiles import Tile
from models.typed_rows import CurvePoint

PAGES = {
    "projects": "schools/projects.py",
    "programmes": "vocational/progress.py",
    "recruitment": "teachers/recruitment.py",
}
#: Size of a line through the year, in pixels of its own.
_WIDTH, _HEIGHT, _EDGE = 240, 46, 4


def subject_tiles(page: PageContext) -> str:
    """Return a tile for each subject that the plan has, or an empty one for each if it has none; each is a link to its page."""
    tiles = [_tile(page, name, tile) for name, tile in page.snapshot.tiles.items()]
    tiles = tiles or [_empty_tile(page, name) for name in PAGES]
    return f'<div class="sb sb-tiles">{"".join(tiles)}</div>'


def _empty_tile(page: PageContext, name: str) -> str:
    """Return the tile of a subject without a list: no figure, and what its page has to offer."""
    t, published = page.t, len(page.snapshot.published_schools)
    words = t("tile.published", n=published) if name == "projects" and published else t("tile.no_list")
    return (
        f'<a class="sb-tile" {links.attributes(PAGES[name])}>'
        f'<span class="sb-head">{escape(t(f"nav.{name}"))}</span><span><b>–</b></span><small>{escape(words)}</small></a>'
    )


def _tile(page: PageContext, name: str, tile: Tile) -> str:
    t = page.t
    head, figure = overview.tile_head(t, page.view.head.terms, name, tile), overview.figure(t, tile)
    line = sparkline(page.look, tile.points, t("tile.alt", head=head, done=figure, planned=t.number(tile.planned)))
    return (
        f'<a class="sb-tile" {links.attributes(PAGES[name])}>'
        f'<span class="sb-head">{escape(head)}</span><span><b>{figure}</b> <small>/ {t.number(tile.whole)}</small></span>'
        f"{line}<small>{escape(overview.tile_gap(t, tile))}</small></a>"
    )


def sparkline(look: Theme, points: Sequence[CurvePoint], alt: str) -> str:
    """Return a line of the actual values over a dashed one of the plan, from the first to the last of ``points``."""
    first, last = points[0].day.toordinal(), points[-1].day.toordinal()
    top = max([1.0, *(float(value) for one in points for value in (one.actual, one.planned) if value is not None)])

    def at(point: CurvePoint, value: float) -> str:
        x = _EDGE + (_WIDTH - 2 * _EDGE) * (point.day.toordinal() - first) / max(last - first, 1)
        return f"{x:.1f},{_HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * value / top:.1f}"

    planned = " ".join(at(one, float(one.planned)) for one in points if one.planned is not None)
    known = [at(one, float(one.actual)) for one in points if one.actual is not None]
    end = ""
    if known:
        x, y = known[-1].split(",")
        end = f'<circle cx="{x}" cy="{y}" r="4" fill="{look.accent}"/>'
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none">'
        f'<polyline points="{planned}" fill="none" stroke="{look.plain}" stroke-width="1.5" stroke-dasharray="4 3"/>'
        f'<polyline points="{" ".join(known)}" fill="none" stroke="{look.accent}" stroke-width="2.5"/>{end}</svg>'
    )
    # As an image, since ``st.html`` removes drawings.
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml,{quote(drawn)}">'
