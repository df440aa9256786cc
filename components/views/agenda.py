"""Possible entries of a meeting's agenda: exhibits, sections, targets and districts, with their words."""

from collections.abc import Sequence
from urllib.parse import urlencode

from components.exhibits import bundles
from components.exhibits.registry import REGISTRY
from components.i18n.text import Text
from models.plan.view import PlanView

#: Default agenda; decisions are always included, on the second slide.
USUAL = tuple(name for name in bundles.SHOW if name != "decisions")


def entries(t: Text, view: PlanView) -> dict[str, str]:
    """Return every possible entry of an agenda with its words: usual exhibits, others, sections, targets, districts."""
    others = [name for name, one in REGISTRY.items() if name not in bundles.SHOW and not one.needs]
    found = {name: t(f"part.{name}") for name in (*USUAL, *others)}
    about = (("section", "section", view.sections), ("curve", "target", view.targets), ("district", "district", view.districts))
    for part, key, frame in about:
        for code, name in t.names(frame).items():
            found[f"{part}?{urlencode({key: code})}"] = t(f"meeting.entry_{key}", code=code, name=name)
    return found


def words(t: Text, view: PlanView, agenda: Sequence[str]) -> list[str]:
    """Return the entries of an agenda, or the usual ones, in words; an entry that the plan no longer has is named by its code."""
    known = entries(t, view) | {"decisions": t("part.decisions")}
    known |= {"ribbon?half=1": t("part.ribbon_half_1"), "ribbon?half=2": t("part.ribbon_half_2")}
    return [known.get(one, one) for one in bundles.entries(agenda)]
