"""The scoreboard: districts against the targets on which they are judged. Pure."""

from collections.abc import Mapping, Sequence

from models.analysis.year_ribbon import BriefVerdict
from models.status import Status
from models.typed_rows import Standing

#: The verdicts on each district, by district and target.
Verdicts = Mapping[str, Mapping[str, BriefVerdict]]


def judged_targets(standings: Sequence[Standing], verdicts: Verdicts) -> list[Standing]:
    """Return the targets on which any district has a verdict, in the order of the standings."""
    judged = {code for own in verdicts.values() for code in own}
    return [row for row in standings if row.code in judged]


def worst_first(verdicts: Verdicts) -> list[str]:
    """Return the districts, the one with most targets behind first."""
    return sorted(verdicts, key=lambda district: -behind(verdicts[district]))


def behind(own: Mapping[str, BriefVerdict]) -> int:
    """Return the number of a district's targets that are behind or not known."""
    return sum(is_behind(cell) for cell in own.values())


def is_behind(cell: BriefVerdict) -> bool:
    """Return True if a target is behind or not known in a district."""
    return not cell.status.is_good and cell.status not in (Status.NOT_DUE, Status.SUSPENDED)
