"""Random plans that are valid: every field of every part, with texts of any letters but those of a broken formula."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from models.imports.plan_workbook.values import FORMULA_ERRORS
from models.plan.file import PlanFile
from models.plan.file_parts import (
    DistrictPart,
    GatePart,
    GeographyPart,
    ItemPart,
    NamedPart,
    PlanPart,
    PointPart,
    RulesPart,
    SectionPart,
    SharePart,
    SuspendedPart,
    TargetPart,
)
from models.plan.view import TERMS
from models.status import TargetKind
from models.text import has_controls

DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))
_LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TEXTS = st.one_of(
    st.sampled_from(
        ("甲、乙", '"引"号', "=1+1", "投用", "started", "0", "-", "无", "a, b; c", "区", "2024-06-30", "是", "_x0041_", "两\n行")
    ),
    st.text(_LETTERS, min_size=1, max_size=20).map(str.strip).filter(lambda text: bool(text) and not has_controls(text)),
).filter(lambda text: text not in FORMULA_ERRORS)
MAYBE = st.none() | TEXTS
CODES = st.text(_LETTERS, min_size=1, max_size=10).filter(
    lambda code: not has_controls(code) and not any(letter.isspace() or letter in "/#?&" for letter in code)
)
NUMBERS = st.decimals(0, 10**9, places=2)
#: Outlines too long for a cell, with blanks in them.
OUTLINES = st.builds(lambda text, n: f"{{{text * n}}}", st.text(" 甲\n", min_size=1, max_size=5), st.integers(60, 4_000))
#: Directions of some kinds of targets; of others none, or upwards.
DIRECTIONS = {TargetKind.REACH: (None, "up", "down"), TargetKind.CEILING: (None, "down")}
SHARES = st.decimals(0, 1, places=4)


def unique(values: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(values, min_size=least, max_size=most, unique_by=lambda text: "".join(text.split()).casefold())


@st.composite
def gates(draw: st.DrawFn) -> tuple[GatePart, ...]:
    return tuple(GatePart(name=name, by=draw(DAYS)) for name in draw(unique(TEXTS, 0, 3)))


@st.composite
def points(draw: st.DrawFn, goal: Decimal, due: date, *, is_falling: bool = False) -> tuple[PointPart, ...]:
    days = sorted(draw(st.sets(st.dates(date(2024, 1, 1), due), max_size=3)))
    least, most = (goal, Decimal(100)) if is_falling else (Decimal(0), goal)
    drawn = draw(st.lists(st.decimals(least, most, places=0), min_size=len(days), max_size=len(days)))
    values = sorted(drawn, reverse=is_falling)
    return tuple(PointPart(by=day, value=value) for day, value in zip(days, values, strict=True))


@st.composite
def shares(draw: st.DrawFn, goal: Decimal, due: date, districts: list[str]) -> tuple[SharePart, ...]:
    """Shares of some districts, in any order, that add up to the goal."""
    own = draw(st.permutations(districts))[: draw(st.integers(0, len(districts)))]
    cuts = sorted(draw(st.lists(st.decimals(0, goal, places=0), min_size=len(own), max_size=len(own))))[1:]
    values = [end - start for start, end in zip([Decimal(0), *cuts], [*cuts, goal], strict=True)]
    return tuple(
        SharePart(district=one, value=value, plan=draw(points(value, due))) for one, value in zip(own, values, strict=False)
    )


@st.composite
def scales(draw: st.DrawFn, kind: TargetKind, goal: Decimal, *, is_falling: bool) -> dict[str, Any]:
    """How a number is measured: its scale, whether it is a stock, its upper end, and whether it is to be passed."""
    is_stock = draw(st.booleans()) and not kind.is_total
    has_scale = not is_stock and not kind.is_total and draw(st.booleans())
    found: dict[str, Any] = {
        "measure": draw(st.sampled_from([None, "flow"])) if kind.is_total else "stock" if is_stock else None,
        "scale": draw(st.decimals("0.1", 1000, places=1)) if has_scale else None,
        "most": draw(st.none() | st.decimals(200, 300, places=0)) if has_scale else None,
        "upper": None,
    }
    highest = None if is_stock else 200 if has_scale else 100
    if kind is TargetKind.FLOOR and (highest is None or goal < highest):
        found["upper"] = draw(st.none() | st.decimals(goal + 1, highest or 500, places=0))
    is_end = goal == 0 if is_falling else highest == 100 == goal
    return found | {"strict": False if is_end else draw(st.booleans())}


@st.composite
def targets(draw: st.DrawFn, code: str, sections: list[str], districts: list[str]) -> TargetPart:
    kind = draw(st.sampled_from(TargetKind))
    due = draw(DAYS)
    goal = draw(st.decimals(0, 100, places=0)) if kind.is_measured else None
    direction = draw(st.sampled_from(DIRECTIONS.get(kind, (None, "up"))))
    is_falling = kind is TargetKind.CEILING or (kind is TargetKind.REACH and direction == "down")
    milestone = draw(MAYBE | st.sampled_from(["started", "opened"]))
    has_shares = goal is not None and kind.is_total and milestone is None
    measured = draw(scales(kind, goal, is_falling=is_falling)) if goal is not None else {}
    baseline = st.decimals(goal, 100, places=0) if is_falling else st.decimals(0, goal or 0, places=0)
    names = draw(unique(TEXTS, 1, 3)) if kind is TargetKind.ITEMS else []
    items = tuple(
        ItemPart(code=draw(st.none() | st.just(f"{code}·{n}")), name=name, gates=draw(gates())) for n, name in enumerate(names)
    )
    return TargetPart(
        code=code,
        section=draw(st.sampled_from(sections)),
        kind=kind,
        name=draw(TEXTS),
        name_en=draw(MAYBE),
        stage=draw(MAYBE | st.just("preschool")),
        unit=draw(TEXTS) if kind.is_total else "%" if kind is TargetKind.CEILING else draw(MAYBE),
        unit_en=draw(MAYBE),
        target=goal,
        baseline=draw(st.none() | baseline) if goal is not None else None,
        due=None if kind is TargetKind.ACTION else due,
        direction=direction,
        **measured,
        open_ended=draw(st.booleans()),
        project_milestone=milestone,
        plan=draw(points(goal, due, is_falling=is_falling)) if goal is not None else (),
        shares=draw(shares(goal, due, districts)) if goal is not None and has_shares else (),
        cycle=draw(st.sampled_from(["month", "quarter", "year"])),
        owner=draw(MAYBE),
        items=items,
        gates=draw(gates()),
        hard_deadline=draw(st.none() | DAYS),
        suspended=draw(st.none() | st.builds(SuspendedPart, document=TEXTS, since=DAYS)),
        heading=draw(MAYBE),
        note=draw(MAYBE),
        note_en=draw(MAYBE),
    )


@st.composite
def districts(draw: st.DrawFn) -> tuple[DistrictPart, ...]:
    codes = draw(unique(CODES, 1, 3))
    names = draw(st.lists(TEXTS, min_size=3 * len(codes), max_size=3 * len(codes), unique=True))
    return tuple(
        DistrictPart(
            code=code,
            name=names[3 * n],
            short=draw(st.none() | st.just(names[3 * n + 1])),
            aliases=draw(st.sampled_from([(), (names[3 * n + 2],)])),
            name_en=draw(MAYBE),
            kind=draw(st.sampled_from(["district", "zone"]) | TEXTS),
        )
        for n, code in enumerate(codes)
    )


def words() -> st.SearchStrategy[tuple[NamedPart, ...]]:
    some = st.lists(st.builds(NamedPart, code=CODES, name=TEXTS, name_en=MAYBE), max_size=2, unique_by=lambda one: one.code)
    return some.map(tuple)


@st.composite
def plans(draw: st.DrawFn) -> PlanFile:
    """A plan of a few targets."""
    tight = draw(st.tuples(SHARES, SHARES))
    rules = RulesPart(on_track=tight, at_risk=tuple(min(Decimal(1), one + Decimal("0.1")) for one in tight), margin=draw(SHARES))
    plan = PlanPart(
        code=draw(CODES),
        city=draw(TEXTS),
        city_en=draw(MAYBE),
        year=2024,
        title=draw(TEXTS),
        title_en=draw(MAYBE),
        theme=draw(MAYBE),
        source=draw(TEXTS),
        start=draw(st.sampled_from([None, date(2024, 1, 1) - timedelta(days=122)])),
        opens_on=draw(st.none() | DAYS),
        rules=draw(st.sampled_from([RulesPart(), rules])),
        geography=draw(st.builds(GeographyPart, areas=MAYBE | OUTLINES, points=MAYBE, context=MAYBE)),
        districts=draw(districts()),
        **{group: draw(words()) for group in TERMS},
    )
    codes = draw(unique(CODES, 1, 2))
    sections = tuple(SectionPart(code=code, name=draw(TEXTS), name_en=draw(MAYBE)) for code in codes)
    named = [one.code for one in plan.districts]
    own = tuple(draw(targets(code, codes, named)) for code in (f"T{n}" for n in range(draw(st.integers(1, 4)))))
    return PlanFile(plan, sections, own, "")
