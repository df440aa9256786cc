"""The year in numbers: every target, in the city and in each district, at the end of a month. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.analysis.evidence import Evidence
from models.analysis.standings import judged
from models.status import Target
from models.typed_rows import Standing


@dataclass(frozen=True, slots=True)
class TargetMonth:
    """A target on the last day of a month, in one ``district`` or in the city (""); the two numbers are those of a rate."""

    day: date
    district: str
    standing: Standing
    numerator: Fraction | None
    denominator: Fraction | None


def target_months(city: Evidence, divided: Collection[str]) -> list[TargetMonth]:
    """Return the targets on the day of the evidence: in the city, and in the districts that have a share or a figure of them.

    ``divided`` are the targets that districts have shares of or report on.
    """
    rates = {one.row.code: one.target for one in city.targets if one.target.is_rate}
    rows = _of_district(city, "", None, rates)
    for district in city.view.districts["code"]:
        own = _of_district(city.within(district), district, divided, rates)
        rows += [row for row in own if row.standing.reason.rule != "no_quota" or row.standing.actual is not None]
    order = {code: place for place, code in enumerate(city.view.targets["code"])}
    return sorted(rows, key=lambda row: order[row.standing.code])


def _of_district(
    evidence: Evidence, district: str, codes: Collection[str] | None, rates: Mapping[str, Target]
) -> list[TargetMonth]:
    found = []
    for row in judged(evidence, with_remedy=False, codes=codes):
        share = evidence.share(row.code, rates[row.code]) if row.code in rates else None
        numbers = (share.numerator, share.denominator) if share else (None, None)
        found.append(TargetMonth(evidence.as_of, district, row, *numbers))
    return found
