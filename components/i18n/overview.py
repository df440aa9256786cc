"""Sentences and words of the pictures of the overview, on the screen and in exports: ribbon, scoreboard, tiles. Pure."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from components.i18n.text import Text
from models.analysis.scoreboard import Verdicts, behind
from models.analysis.subject_tiles import Tile
from models.analysis.year_ribbon import Ribbon, RibbonRow
from models.plan.view import Terms
from models.status import Status
from models.typed_rows import Standing


def ribbon(t: Text, found: Ribbon, standings: Mapping[str, Standing], as_of: date) -> str:
    """Say how many targets were well in every month, are well again, are not known, and need attention; they add up."""
    if not found.rows:
        return t("headline.nothing_due", day=as_of)
    well = [row for row in found.rows if standings[row.code].status.is_good]
    unknown = sum(standings[row.code].status is Status.UNKNOWN for row in found.rows)
    steady, bad = sum(map(_is_steady, well)), len(found.rows) - len(well) - unknown
    parts = [t("headline.ribbon", n=len(found.rows), day=as_of)]
    parts += [t("headline.ribbon_steady", n=steady)] if steady else []
    parts += [t("headline.ribbon_recovered", n=len(well) - steady)] if len(well) > steady else []
    parts += [t("headline.ribbon_bad", n=bad)] if bad else []
    parts += [t("headline.ribbon_unknown", n=unknown)] if unknown else []
    return parts[0] + t("headline.comma").join(parts[1:]) + t("headline.stop")


def _is_steady(row: RibbonRow) -> bool:
    return all(cell is None or cell.status.is_good or cell.status is Status.NOT_DUE for cell in row.cells)


def scoreboard(t: Text, verdicts: Verdicts, names: Mapping[str, str], targets: int, as_of: date) -> str:
    """Say how many districts have targets behind or not known, and which have most."""
    if not targets:
        return t("headline.board_empty", day=as_of)
    counts = {district: behind(own) for district, own in verdicts.items()}
    most, late = max(counts.values()), sum(count > 0 for count in counts.values())
    if not most:
        return t("headline.board_well", n=len(counts), targets=targets, day=as_of)
    worst = [names[district] for district, count in counts.items() if count == most]
    said = t("headline.board", n=len(counts), late=late, targets=targets, day=as_of)
    if len(worst) == 1:
        return said + t("headline.board_worst", district=worst[0], most=most)
    if len(worst) == 2:
        return said + t("headline.board_both", one=worst[0], other=worst[1], most=most)
    return said + t("headline.board_many", n=len(worst), most=most)


def one_of_the_scoreboard(t: Text, verdicts: Verdicts, names: Mapping[str, str], chosen: str, as_of: date) -> str:
    """Say how many of a district's targets are behind or not known, and between which numbers the others have."""
    own, others = verdicts[chosen], [behind(cells) for district, cells in verdicts.items() if district != chosen and cells]
    if not own:
        return t("headline.board_none", district=names[chosen], day=as_of)
    said = t("headline.board_own", district=names[chosen], n=behind(own), targets=len(own), day=as_of)
    if not others:
        return said + t("headline.stop")
    return said + t("headline.comma") + t("headline.board_others", low=min(others), high=max(others)) + t("headline.stop")


def tiles(t: Text, found: Mapping[str, Tile], terms: Terms, as_of: date) -> str:
    """Say of each subject what is done of its plan."""
    if not found:
        return t("headline.tiles_none")
    said = [
        t("headline.tile", head=tile_head(t, terms, name, tile), done=figure(t, tile), whole=tile.whole)
        for name, tile in found.items()
    ]
    return t("headline.tiles", day=as_of, said=t("part.and").join(said))


def tile_head(t: Text, terms: Terms, name: str, tile: Tile) -> str:
    """Return the name of a tile: its subject and what is counted of it."""
    if name == "projects":
        return t("tile.projects")
    if name == "programmes":
        return t("tile.programmes", stage=t.term(terms, "stages", tile.what))
    return t("tile.recruitment", post=t.term(terms, "posts", tile.what))


def figure(t: Text, tile: Tile) -> str:
    """Return the figure of a tile, or a dash."""
    return "–" if tile.done is None else t.number(tile.done)


def tile_gap(t: Text, tile: Tile) -> str:
    """Return how far a subject is from its plan by the day, and what follows from it."""
    if tile.done is None:
        return t("tile.silent", planned=tile.planned)
    said = [t("tile.level")]
    if tile.behind:
        said = [t("tile.behind", n=tile.behind) if tile.behind > 0 else t("tile.ahead", n=-tile.behind)]
    said += [t("tile.seats", n=tile.seats)] if tile.seats else []
    said += [t("tile.pace", n=tile.pace)] if tile.pace and tile.behind > 0 else []
    return t("headline.comma").join(said)


def missing(t: Text, target: Standing) -> str:
    """Return what a target is missing on the day, or how many districts have been heard; "" if nothing."""
    if target.reporters and target.reported_by is not None and target.reported_by < target.reporters:
        return f"{target.reported_by}/{target.reporters}"
    planned = target.target if target.expected is None else target.expected
    if target.status.is_good or target.actual is None or planned is None:
        return ""
    limit = Fraction(target.upper) if target.upper is not None else planned if target.is_falling else None
    if limit is not None and target.actual > limit:
        return t("overview.above", n=t.number(target.actual - limit))
    if target.is_falling:
        return ""
    return t("overview.behind", n=t.number(planned - target.actual)) if target.actual < planned else ""
