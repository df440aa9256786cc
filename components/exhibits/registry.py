"""Every part that can be taken away, by its name, and how one is made from its address."""

from collections.abc import Callable, Mapping
from datetime import datetime

from components.exhibits import meetings, programmes, recruitment, schools, targets
from components.exhibits.address import Address, parse_address
from components.exhibits.context import Ask, Said
from components.exhibits.model import Part
from components.i18n.text import Text
from models.errors import ExportError
from models.frames import records_of
from models.plan.view import PlanView
from models.snapshots.snapshot import Comparison, Snapshot, SnapshotFactory
from models.status import RULES_VERSION

#: The makers by name. A name is for ever: files that left carry it.
MAKERS: Mapping[str, Callable[[Ask], Said]] = {
    "sections": targets.sections,
    "section": targets.section,
    "worst": targets.worst,
    "targets": targets.targets,
    "counts": targets.counts,
    "curve": targets.curve,
    "changes": targets.changes,
    "plan_changes": targets.plan_changes,
    "district": targets.district,
    "compare": targets.compare,
    "school_map": schools.school_map,
    "late_projects": schools.late_projects,
    "projects": schools.projects,
    "timeline": schools.timeline,
    "building_steps": schools.building_steps,
    "slips": schools.slips,
    "stages": programmes.stages,
    "launched": programmes.launched_by_month,
    "late_programmes": programmes.late_programmes,
    "programmes": programmes.programmes,
    "programme_schools": programmes.schools,
    "stays": programmes.stays,
    "quotas": recruitment.quotas,
    "in_post": recruitment.in_post_by_month,
    "gaps": recruitment.gaps,
    "pipeline": recruitment.pipeline_steps,
    "decisions": meetings.decisions,
    "asked": meetings.asked,
    "project_changes": meetings.project_changes,
    "programme_changes": meetings.programme_changes,
    "waterfall": meetings.waterfall,
}
#: The page that shows a part, by its name in the navigation.
PAGES: Mapping[str, str] = {
    **dict.fromkeys(("sections", "worst", "counts", "changes", "plan_changes"), "summary"),
    **dict.fromkeys(("targets", "curve"), "targets"),
    **dict.fromkeys(("district", "compare"), "district"),
    **dict.fromkeys(("school_map", "late_projects", "projects", "timeline", "building_steps", "slips"), "projects"),
    **dict.fromkeys(("stages", "launched", "late_programmes", "programmes", "programme_schools", "stays"), "programmes"),
    **dict.fromkeys(("quotas", "in_post", "gaps", "pipeline"), "recruitment"),
    **dict.fromkeys(("decisions", "asked", "project_changes", "programme_changes", "waterfall"), "meetings"),
}
#: The words of a plan that filters go by.
_TERMS = {"level": "levels", "programme_kind": "kinds", "post": "posts", "way": "ways"}


class Maker:
    """Makes parts from addresses for one file; what they share of the store is read once."""

    def __init__(self, factory: SnapshotFactory, *, now: datetime | None = None) -> None:
        self.factory, self.now = factory, now or factory.now()

    def make(self, address: Address | str) -> Part:
        """The part at an address, whose own address then says as of when it was known. ExportError where there is none."""
        asked = parse_address(address) if isinstance(address, str) else address
        if asked.part not in MAKERS:
            raise ExportError("bad_address", value=asked.part)
        asked = asked.known(asked.known_at or self.now)
        ask = Ask(self.comparison(asked), Text(asked.language), asked.chosen)
        said = MAKERS[asked.part](ask)
        t, head = ask.t, ask.view.head
        origin = t("part.listed").join(t(f"origin.{one}") for one in ask.snapshot.origins)
        foot = (
            t("overview.day", day=asked.as_of),
            filter_words(t, ask.view, asked.chosen),
            *said.limits,
            origin,
            t("overview.source", source=head.source),
            t("part.version", plan=head.number, rules=RULES_VERSION),
        )
        return Part(
            address=str(asked),
            name=t(f"part.{asked.part}"),
            title=_titled(t, ask.view, said.title, asked.chosen.get("district", "")),
            body=said.body,
            data=said.data,
            foot=tuple(words for words in foot if words),
            notes=said.notes,
            alt=said.alt or said.title,
            demonstration=head.demonstration,
            origin=origin,
        )

    def make_now(self, address: str) -> Part:
        """The same part as it is known now."""
        return self.make(parse_address(address).known(self.now))

    def snapshot(self, asked: Address) -> Snapshot:
        """Return the snapshot that an address asks for."""
        return self.comparison(asked).now

    def comparison(self, asked: Address) -> Comparison:
        """Return the snapshot that an address asks for, compared with its earlier day."""
        known_at = asked.known_at or self.now
        return self.factory.comparison(asked.plan, asked.as_of, asked.since, known_at, asked.known_before)


def _titled(t: Text, view: PlanView, title: str, district: str) -> str:
    """Return the sentence of a part about one district, which names it."""
    name = next((t.name(row) for row in records_of(view.districts) if row["code"] == district), "")
    return title if not name or name in title else t("part.in_district", district=name, said=title)


def filter_words(t: Text, view: PlanView, chosen: Mapping[str, str]) -> str:
    """The filters that are set, in words; "" where none is."""
    words = [
        f"{t(f'filter.{name}')}{t('part.colon')}{_value(t, view, name, value)}"
        for name, value in chosen.items()
        if value and name in _SHOWN
    ]
    return t("part.filters", words=t("part.and").join(words)) if words else ""


_SHOWN = (
    "section",
    "district",
    "status",
    "kind",
    "stage",
    "project_kind",
    "level",
    "programme_kind",
    "school",
    "post",
    "way",
    "school_subject",
    "q",
)


def _value(t: Text, view: PlanView, name: str, value: str) -> str:
    if name in ("district", "section"):
        frame = view.districts if name == "district" else view.sections
        return next((t.name(row) for row in records_of(frame) if row["code"] == value), value)
    if name in _TERMS:
        return t.term(view.head.terms, _TERMS[name], value)
    return value if name in ("school", "school_subject", "q") else t.word(name, value)
