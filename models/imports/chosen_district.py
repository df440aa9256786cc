"""Warnings about rows of another district than the one that the reader has chosen for the import."""

from collections.abc import Iterable, Iterator

from models.errors import problem
from models.imports.diff import Change
from models.imports.facts import Finding, Known


def of_other_districts(changes: Iterable[Change], known: Known, chosen: str) -> Iterator[Finding]:
    """Yield a warning for each row that changes something outside the chosen district; ``chosen`` is its code, "" for none."""
    if not chosen:
        return
    districts = known.view.districts
    names = dict(zip(districts["code"], districts["short"], strict=True))
    warned: set[int] = set()
    for change in changes:
        fact = change.fact
        own = fact.district or _district_of(fact.code, known)
        if change.kind == "same" or own == chosen or fact.row in warned:
            continue
        warned.add(fact.row)
        chosen_name = names.get(chosen, chosen)
        told = problem(fact.where, "city_not_district", chosen=chosen_name)
        if own:
            told = problem(fact.where, "other_district", value=names[own], chosen=chosen_name)
        yield Finding("doubt", fact.row, told)


def _district_of(code: str, known: Known) -> str:
    """Return the district of a project, programme or quota; "" for anything else."""
    if code in known.works:
        return known.works[code][2]
    return known.quotas[code][0] if code in known.quotas else ""
