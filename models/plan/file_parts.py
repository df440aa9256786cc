"""The parts of a plan file as pydantic models, with the limits of every field."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import count
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from models.numbers import is_exact
from models.status import Scale, TargetKind, is_falling, scale_of
from models.text import has_controls


def _exact(number: Decimal) -> Decimal:
    if not is_exact(number):
        raise PydanticCustomError("too_many_digits", "too many digits")
    return number


Number = Annotated[Decimal, Field(allow_inf_nan=False), AfterValidator(_exact)]


Share = Annotated[Number, Field(ge=0, le=1)]


def _without_controls(text: str) -> str:
    if has_controls(text):
        raise PydanticCustomError("with_controls", "control characters")
    return text


Code = Annotated[str, Field(pattern=r"^[^\s/#?&]+$", max_length=40), AfterValidator(_without_controls)]


Text = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_without_controls)]


class Part(BaseModel):
    """A part of the file. Unknown keys are rejected because most of them are misspelt."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class RulesPart(Part):
    """Thresholds of the status rules: shares of the whole and of the expected value, and the margin of a floor in points."""

    on_track: tuple[Share, Share] = (Decimal("0.05"), Decimal("0.10"))
    at_risk: tuple[Share, Share] = (Decimal("0.15"), Decimal("0.30"))
    margin: Annotated[Number, Field(ge=0, le=100)] = Decimal("0.5")

    @model_validator(mode="after")
    def _widen(self) -> "RulesPart":
        """Require that the limits of "at risk" are not tighter than those of "on track"."""
        if any(wide < tight for tight, wide in zip(self.on_track, self.at_risk, strict=True)):
            raise PydanticCustomError("at_risk_tighter", "at_risk tighter than on_track")
        return self


#: Longest GeoJSON within a plan.
LONGEST_OUTLINES = 1_000_000
Outlines = Annotated[str, Field(min_length=1, max_length=LONGEST_OUTLINES), AfterValidator(_without_controls)]


class GeographyPart(Part):
    """Files with the areas of the districts, points for those without a boundary, and the background of the map.

    ``areas`` may be the GeoJSON itself, so that outlines uploaded on the screen are part of the store.
    """

    areas: Outlines | None = None
    points: Text | None = None
    context: Text | None = None


class DistrictPart(Part):
    """A reporting unit."""

    code: Code
    name: Text
    short: Text | None = None
    aliases: tuple[Text, ...] = ()
    name_en: Text | None = None
    kind: Text = "district"


class NamedPart(Part):
    """A level, kind, stage or indicator of programmes, or a post, way or step of recruitment, in the plan's own words."""

    code: Code
    name: Text
    name_en: Text | None = None


class PlanPart(Part):
    """The head of the file."""

    code: Code
    city: Text
    city_en: Text | None = None
    year: Annotated[int, Field(ge=1949, le=2200)]
    title: Text
    title_en: Text | None = None
    theme: Text | None = None
    source: Text
    start: date | None = None
    opens_on: date | None = None
    rules: RulesPart = RulesPart()
    geography: GeographyPart = GeographyPart()
    districts: Annotated[tuple[DistrictPart, ...], Field(min_length=1)]
    levels: tuple[NamedPart, ...] = ()
    kinds: tuple[NamedPart, ...] = ()
    stages: tuple[NamedPart, ...] = ()
    indicators: tuple[NamedPart, ...] = ()
    posts: tuple[NamedPart, ...] = ()
    ways: tuple[NamedPart, ...] = ()
    steps: tuple[NamedPart, ...] = ()

    @property
    def first_day(self) -> date:
        """The first day of the plan: as given, else 1 January."""
        return self.start or date(self.year, 1, 1)


class SectionPart(Part):
    """A heading that groups targets."""

    code: Code
    name: Text
    name_en: Text | None = None


class PointPart(Part):
    """A planned value by a date, cumulative."""

    by: date
    value: Annotated[Number, Field(ge=0)]


class SharePart(Part):
    """A district's share of a count or amount, with its own planned values; without them it follows those of the city."""

    district: Code
    value: Annotated[Number, Field(ge=0)]
    plan: tuple[PointPart, ...] = ()


class GatePart(Part):
    """A milestone of a deliverable, or of each item, with its planned date."""

    name: Text
    by: date


def _named(given: object) -> object:
    """Convert an item given as a bare name."""
    return {"name": given} if isinstance(given, str) else given


class ItemPart(Part):
    """A named deliverable of a target; without a code it gets one, without gates it has those of its target."""

    code: Code | None = None
    name: Text
    gates: tuple[GatePart, ...] = ()


class SuspendedPart(Part):
    """The document that suspended a target, and the date from which it applies."""

    document: Text
    since: date


class TargetPart(Part):
    """A promise of the plan."""

    code: Code
    section: Text
    kind: TargetKind
    name: Text
    name_en: Text | None = None
    stage: Text | None = None
    unit: Text | None = None
    unit_en: Text | None = None
    target: Annotated[Number, Field(ge=0)] | None = None
    baseline: Annotated[Number, Field(ge=0)] | None = None
    due: date | None = None
    direction: Literal["up", "down"] | None = None
    strict: bool = False
    scale: Annotated[Number, Field(gt=0)] | None = None
    most: Annotated[Number, Field(gt=0)] | None = None
    upper: Annotated[Number, Field(ge=0)] | None = None
    measure: Literal["flow", "stock"] | None = None
    open_ended: bool = False
    project_milestone: Text | None = None
    plan: tuple[PointPart, ...] = ()
    shares: tuple[SharePart, ...] = ()
    cycle: Literal["month", "quarter", "year"] = "month"
    owner: Text | None = None
    items: tuple[Annotated[ItemPart, BeforeValidator(_named)], ...] = ()
    gates: tuple[GatePart, ...] = ()
    hard_deadline: date | None = None
    suspended: SuspendedPart | None = None
    heading: Text | None = None
    note: Text | None = None
    note_en: Text | None = None

    @property
    def rate_scale(self) -> Scale | None:
        """The scale of a rate; None for what is added up over districts, and for what is not measured."""
        return scale_of(self.kind, self.unit, self.scale, self.most, self.measure)

    @property
    def is_falling(self) -> bool:
        """True where less is better."""
        return is_falling(self.kind, self.direction)

    def item_codes(self, known: Mapping[str, str] = MappingProxyType({}), used: Iterable[str] = ()) -> list[str]:
        """Return the code of each item: its own, else the ``known`` one of its name, else the next free one.

        ``used`` are all codes that items of this target ever had: reports on one item never pass to another.
        """
        codes = [item.code or known.get(item.name) for item in self.items]
        taken = {*used, *(code for code in codes if code)}
        free = (code for number in count(1) if (code := f"{self.code}.{number}") not in taken)
        return [code or next(free) for code in codes]
