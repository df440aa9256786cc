"""What a meeting can show, entry by entry: parts, sections, targets, districts, with the words for them."""

from collections.abc import Sequence
from urllib.parse import urlencode

from components.exhibits import bundles
from components.exhibits.registry import MAKERS
from components.i18n.text import Text
from models.frames import records_of
from models.plan.view import PlanView

#: What an agenda shows where nobody chose; what was decided is always there, on the second slide.
USUAL = tuple(name for name in bundles.SHOW if name != "decisions")


def entries(t: Text, view: PlanView) -> dict[str, str]:
    """Every entry that an agenda can have, with its words: the usual parts first, then others, sections, targets, districts."""
    others = [name for name in MAKERS if name not in {*bundles.SHOW, *bundles.NEED_A_CHOICE}]
    found = {name: t(f"part.{name}") for name in (*USUAL, *others)}
    about = (("section", "section", view.sections), ("curve", "target", view.targets), ("district", "district", view.districts))
    for part, key, frame in about:
        for row in records_of(frame):
            entry = f"{part}?{urlencode({key: row['code']})}"
            found[entry] = t(f"meeting.entry_{key}", code=row["code"], name=t.name(row))
    return found


def words(t: Text, view: PlanView, agenda: Sequence[str]) -> list[str]:
    """The entries of an agenda, or the usual ones, in words; one that the plan has no more is named by its code."""
    known = entries(t, view) | {"decisions": t("part.decisions")}
    return [known.get(one, one) for one in bundles.entries(agenda)]
