"""Every part that can be taken away, by its name, and how one is made from its address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from components.exhibits import meetings, overview, programmes, published, recruitment, requests, schools, targets
from components.exhibits.address import Address, parse_address
from components.exhibits.context import ExhibitContext, ExhibitDraft
from components.exhibits.model import Exhibit, Map
from components.i18n.text import Text
from models.errors import ExportError
from models.plan.view import PlanView
from models.snapshots.comparison import Comparison
from models.snapshots.snapshot import Snapshot, SnapshotFactory
from models.status import RULES_VERSION


@dataclass(frozen=True, slots=True)
class Registered:
    """An exhibit that can be built, with everything that other modules need to know about it.

    ``name`` is permanent, because files in use carry it. ``page`` shows the exhibit, by its name in the navigation. ``needs`` is
    the filter without which it shows nothing. ``of_district`` tells whether it can be narrowed to one district. The limits are
    numbers of rows: on a slide of a deck, legible in a meeting room, and in the briefing; None is all. ``brief`` and ``slide``
    name the columns of the briefing and of a deck, by the labels of their titles; () is all.
    """

    name: str
    build: Callable[[ExhibitContext], ExhibitDraft]
    page: str
    needs: str = ""
    of_district: bool = False
    on_slide: int | None = None
    in_room: int | None = None
    in_brief: int | None = None
    brief: tuple[str, ...] = ()
    slide: tuple[str, ...] = ()


#: Columns of the briefing.
_STANDING = ("grid.status", "grid.name", "grid.progress", "grid.owner", "grid.reason")
_CHANGE = ("part.status_before", "part.status_after", "part.before", "part.progress", "part.late", "part.corrected", "part.after")
_PLAN_CHANGE = ("part.what_changed", "part.plan_version", "part.document")
_DECISION = ("decision.number", "decision.state", "decision.what", "decision.who", "decision.until")
_LATE_PROJECT = ("grid.status", "grid.project", "grid.district", "grid.slip_days", "grid.owner", "grid.reason")
_LATE_PROGRAMME = ("grid.status", "grid.programme", "grid.slip_days", "grid.owner", "grid.reason")
#: Columns of a deck, which are legible from the last row; the reasons stand in the notes of the slide.
_STANDING_SLIDE = ("grid.status", "grid.name", "grid.progress", "grid.owner", "grid.remedy")
_CHANGE_SLIDE = ("grid.name", "part.status_before", "part.status_after", "part.before", "part.after")
_DISTRICT_SLIDE = ("grid.status", "grid.name", "grid.in_district", "grid.in_city", "grid.reported_on")
_STEPS_SLIDE = ("grid.next_step", "grid.next_forecast", "grid.slip_days", "grid.owner")
_LATE_PROJECT_SLIDE = ("grid.status", "grid.project", "grid.district", *_STEPS_SLIDE)
_LATE_PROGRAMME_SLIDE = ("grid.status", "grid.programme", "grid.school", *_STEPS_SLIDE)
_MOVED_SLIDE = ("grid.district", "part.status_before", "part.status_after", "part.step_after", "part.slip_after", "part.why")

#: All exhibits by name.
REGISTRY: Mapping[str, Registered] = {
    row.name: row
    for row in (
        Registered("sections", targets.sections, "summary", of_district=True),
        Registered("ribbon", overview.year_ribbon, "summary"),
        Registered("scoreboard", overview.scoreboard, "summary", on_slide=12, in_room=12, in_brief=12),
        Registered("tiles", overview.tiles, "summary"),
        Registered("section", targets.section, "summary", needs="section", of_district=True, in_room=4, slide=_STANDING_SLIDE),
        Registered(
            "worst",
            targets.worst,
            "summary",
            of_district=True,
            on_slide=4,
            in_room=4,
            in_brief=3,
            brief=_STANDING,
            slide=_STANDING_SLIDE,
        ),
        Registered("targets", targets.targets, "targets", of_district=True, slide=_STANDING_SLIDE),
        Registered("counts", targets.counts, "summary", in_room=6),
        Registered("curve", targets.curve, "targets", needs="target"),
        Registered(
            "changes",
            targets.changes,
            "summary",
            on_slide=8,
            in_room=5,
            in_brief=6,
            brief=("grid.name", *_CHANGE),
            slide=_CHANGE_SLIDE,
        ),
        Registered("plan_changes", targets.plan_changes, "summary", in_room=5, in_brief=6, brief=_PLAN_CHANGE),
        Registered(
            "district",
            targets.district,
            "district",
            needs="district",
            on_slide=8,
            in_room=6,
            in_brief=8,
            brief=_DISTRICT_SLIDE,
            slide=_DISTRICT_SLIDE,
        ),
        Registered("compare", targets.compare, "district", needs="target"),
        Registered("school_map", schools.school_map, "projects", of_district=True),
        Registered("school_year", schools.school_year, "projects", of_district=True),
        Registered(
            "late_projects",
            schools.late_projects,
            "projects",
            of_district=True,
            on_slide=6,
            in_room=4,
            in_brief=3,
            brief=_LATE_PROJECT,
            slide=_LATE_PROJECT_SLIDE,
        ),
        Registered(
            "projects",
            schools.projects,
            "projects",
            of_district=True,
            in_brief=12,
            brief=("grid.status", "grid.project", "grid.step", "grid.next_step", "grid.next_forecast", "grid.slip_days"),
            slide=_LATE_PROJECT_SLIDE,
        ),
        Registered("timeline", schools.timeline, "projects", of_district=True, on_slide=12, in_room=6),
        Registered("building_steps", schools.building_steps, "projects", of_district=True),
        Registered("slips", schools.slips, "projects"),
        Registered(
            "published_schools",
            published.published_schools,
            "projects",
            of_district=True,
            on_slide=10,
            in_room=6,
            in_brief=6,
            brief=("published.school", "published.state", "published.year", "grid.district", "published.grade_head"),
        ),
        Registered("published_years", published.published_years, "projects", of_district=True),
        Registered("stages", programmes.stages, "programmes", of_district=True),
        Registered("launched", programmes.launched_by_month, "programmes", of_district=True),
        Registered(
            "late_programmes",
            programmes.late_programmes,
            "programmes",
            of_district=True,
            on_slide=6,
            in_room=4,
            in_brief=3,
            brief=_LATE_PROGRAMME,
            slide=_LATE_PROGRAMME_SLIDE,
        ),
        Registered("programmes", programmes.programmes, "programmes", of_district=True, slide=_LATE_PROGRAMME_SLIDE),
        Registered("programme_schools", programmes.schools, "programmes"),
        Registered("stays", programmes.stays, "programmes"),
        Registered("quotas", recruitment.quotas, "recruitment", of_district=True),
        Registered("district_quotas", recruitment.district_quotas, "recruitment", needs="district"),
        Registered("in_post", recruitment.in_post_by_month, "recruitment", of_district=True),
        Registered("gaps", recruitment.gaps, "recruitment", of_district=True, in_room=8, in_brief=6),
        Registered("pipeline", recruitment.pipeline_steps, "recruitment", of_district=True),
        Registered(
            "decisions",
            meetings.decisions,
            "meetings",
            of_district=True,
            on_slide=6,
            in_room=4,
            in_brief=4,
            brief=_DECISION,
            slide=_DECISION,
        ),
        Registered("requests", requests.requests, "meetings", of_district=True, on_slide=8, in_room=6, in_brief=6),
        Registered("asked", meetings.asked, "meetings", on_slide=6, in_room=6),
        Registered(
            "project_changes", meetings.project_changes, "meetings", of_district=True, slide=("grid.project", *_MOVED_SLIDE)
        ),
        Registered("programme_changes", meetings.programme_changes, "meetings", slide=("grid.programme", *_MOVED_SLIDE)),
        Registered("waterfall", meetings.waterfall, "meetings", needs="target"),
    )
}
#: The words of a plan that filters go by.
_TERMS = {"level": "levels", "programme_kind": "kinds", "post": "posts", "way": "ways"}


class ExhibitBuilder:
    """Builder of exhibits from addresses for one file; they share what is read from the store."""

    def __init__(self, factory: SnapshotFactory, *, now: datetime | None = None) -> None:
        self.factory, self.now = factory, now or factory.now()

    @cached_property
    def store_head(self) -> str:
        """The short head of the store's seals, read once for a file."""
        return self.factory.store_head()

    def make(self, address: Address | str) -> Exhibit:
        """Return the exhibit at an address, whose own address names the time it was known at. ExportError without one."""
        asked = parse_address(address) if isinstance(address, str) else address
        if asked.part not in REGISTRY:
            raise ExportError("bad_address", value=asked.part)
        asked = asked.known(asked.known_at or self.now)
        context = ExhibitContext(self.comparison(asked), Text(asked.language), asked.chosen)
        said = REGISTRY[asked.part].build(context)
        t, head = context.t, context.view.head
        origin = said.origin or t("part.listed").join(t(f"origin.{one}") for one in context.snapshot.origins)
        foot = (
            t("overview.day", day=asked.as_of),
            filter_words(t, context.view, asked.chosen),
            *said.limits,
            origin,
            t("overview.source", source=head.source),
            t("part.version", plan=head.number, rules=RULES_VERSION),
        )
        title = _titled(t, context.view, said.title, asked.chosen.get("district", ""))
        return Exhibit(
            address=str(asked),
            name=t(f"part.{asked.part}"),
            title=title,
            body=said.body,
            data=said.data,
            foot=tuple(words for words in foot if words),
            notes=said.notes,
            alt=_spoken(t, said, title),
            demonstration=head.demonstration,
            origin=origin,
            frames=said.frames,
            store_head=self.store_head,
            author=t.name(head, "city"),
            made_at=asked.known_at,
        )

    def make_now(self, address: str) -> Exhibit:
        """The same part as it is known now."""
        return self.make(parse_address(address).known(self.now))

    def snapshot(self, asked: Address) -> Snapshot:
        """Return the snapshot that an address asks for."""
        return self.comparison(asked).now

    def comparison(self, asked: Address) -> Comparison:
        """Return the snapshot that an address asks for, compared with its earlier day."""
        known_at = asked.known_at or self.now
        return self.factory.comparison(asked.plan, asked.as_of, asked.since, known_at, asked.known_before)


def _spoken(t: Text, said: ExhibitDraft, title: str) -> str:
    """Return an exhibit as told to somebody who cannot see it: the kind of picture, what it shows, and its headline."""
    kind = t(f"alt.{type(said.body).__name__.lower()}")
    shown = said.alt if isinstance(said.body, Map) else t("alt.shown", kind=kind, what=said.alt)  # that of a map says "map"
    return t("alt.titled", shown=shown, title=title) if said.alt else t("alt.shown", kind=kind, what=title)


def _titled(t: Text, view: PlanView, title: str, district: str) -> str:
    """Return the sentence of a part about one district, which names it."""
    name = t.names(view.districts).get(district, "")
    if not name or name in title:
        return title
    begins_small = title.startswith(("As of ", "By ", "From "))  # in English, after a colon
    return t("part.in_district", district=name, said=title[:1].lower() + title[1:] if begins_small else title)


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
        return t.names(frame).get(value, value)
    if name in _TERMS:
        return t.term(view.head.terms, _TERMS[name], value)
    if name in ("school", "school_subject", "q"):
        return value
    return t.word("target_kind" if name == "kind" else name, value)
