"""The numbers of papers recomputed from the rows of the database alone: read by sqlite3, without our own code.

``Raw.says`` knows what a figure of a part has to be, however the dashboard computed it. The decisions of the status rules
are not checked here; they have tests of their own.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Asked = Mapping[str, Any]
#: Values that the raw rows do not give.
UNKNOWN: Final = object()
#: Maximum age of figures of a rate if a district or a quota does not give one: two cycles of a month and a week.
TOO_OLD = timedelta(days=2 * 31 + 7)
FOREVER = "9999"


class Raw:
    """The rows of a plan's newest state, ordered so that the newest of each is last."""

    def __init__(self, file: str, plan: str) -> None:
        self._base, self._plan = sqlite3.connect(f"file:{file}?mode=ro", uri=True, check_same_thread=False), plan
        self._base.row_factory = sqlite3.Row
        version = "version_id = (SELECT max(v.id) FROM plan_version v JOIN plan p ON p.id = v.plan_id WHERE p.code = :plan)"
        self.targets = {row["code"]: row for row in self._rows(f"SELECT * FROM target WHERE {version}")}
        self.districts = [row["code"] for row in self._rows(f"SELECT code FROM district WHERE {version} ORDER BY position")]
        self.items: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(f"SELECT target, code FROM item WHERE {version}"):
            self.items[row["target"]].append(row["code"])
        self.projects, self.programmes, self.quotas = (self._described(one) for one in ("project", "programme", "quota"))
        self.reports = self._by_code("report r JOIN series x ON x.id = r.series_id", "x.subject_id, x.district, r.*", "r")
        self.steps = self._by_code("milestone_report r", "r.*", "r")
        self.measured = self._by_code("measurement r", "r.*", "r")

    def _rows(self, query: str) -> list[Row]:
        return [dict(row) for row in self._base.execute(query, {"plan": self._plan})]

    def _of_plan(self, table: str, columns: str, alias: str) -> list[Row]:
        return self._rows(
            f"SELECT s.code AS subject, {columns} FROM {table}"
            " JOIN subject s ON s.id = subject_id JOIN plan p ON p.id = s.plan_id"
            f" WHERE p.code = :plan AND {alias}.batch_id NOT IN (SELECT batch_id FROM batch_event WHERE withdrawn)"
        )

    def _by_code(self, table: str, columns: str, alias: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self._of_plan(table, columns, alias), key=lambda one: (one["as_of"], one["recorded_at"], one["id"])):
            found[row["subject"]].append(row)
        return found

    def _described(self, table: str) -> dict[str, Row]:
        rows = sorted(self._of_plan(f"{table} r", "r.*", "r"), key=lambda one: (one["recorded_at"], one["id"]))
        return {row["subject"]: row for row in rows}

    # Figures

    def newest(self, code: str, day: date, district: str = "", known: str = FOREVER) -> Row | None:
        """The newest report of a subject and a district up to a day."""
        upto = day.isoformat()
        own = [row for row in self.reports[code] if row["district"] == district and row["as_of"] <= upto]
        own = [row for row in own if row["recorded_at"] <= known]
        return own[-1] if own else None

    def actual(self, target: str, day: date, district: str = "", known: str = FOREVER) -> Fraction | None:
        """The progress of a target in the city or a district."""
        if self.items.get(target) and not district:
            return Fraction(
                sum(all(self.has_come(code, step, day) for step in self.steps_of(code)) for code in self.items[target])
            )
        if self.steps[target]:  # a deliverable is done by its own steps, whatever programme belongs to it
            return None if district else Fraction(all(self.has_come(target, step, day) for step in self.steps_of(target)))
        quotas = [code for code, row in self.quotas.items() if f'"{target}"' in row["targets"]]
        works = [code for one in (self.projects, self.programmes) for code, row in one.items() if f'"{target}"' in row["targets"]]
        if quotas:
            own = [code for code in quotas if district in ("", self.quotas[code]["district"])]
            found = [row for code in own if (row := self._of_quota(code, day, known))]
            return sum((exact(row["value"]) for row in found), Fraction()) if found else None
        if works:
            return self._of_works(target, works, day, district, known)
        if district or self.newest(target, day, known=known):
            return value(self.newest(target, day, district, known))
        return self._over_districts(target, day, known)

    def _of_quota(self, code: str, day: date, known: str = FOREVER) -> Row | None:
        return self.newest(code, day, self.quotas[code]["district"], known) or self.newest(code, day, "", known)

    def _of_works(self, target: str, works: Sequence[str], day: date, district: str, known: str) -> Fraction | None:
        every = self.projects | self.programmes
        own = [code for code in works if district in ("", every[code]["district"])]
        counting = self.targets[target]["project_milestone"]
        done = sum((came := self.came(code, counting, known)) is not None and came <= day for code in own)
        upto = day.isoformat()
        spoken = any(
            row["aspect"] != "baseline" and row["as_of"] <= upto and row["recorded_at"] <= known
            for code in own
            for row in self.steps[code]
        )
        return Fraction(done) if done or spoken else None

    def _over_districts(self, target: str, day: date, known: str) -> Fraction | None:
        found = [row for one in self.districts if (row := self.newest(target, day, one, known))]
        if not found:
            return None
        if self.targets[target]["kind"] == "count":
            return sum((exact(row["value"]) for row in found), Fraction())
        due = self.targets[target]["due"]
        last = min(day, date.fromisoformat(due)) if due else day
        fresh = [row for row in found if date.fromisoformat(row["as_of"]) >= last - TOO_OLD and row["denominator"]]
        if not fresh:
            return None
        return 100 * sum(exact(row["numerator"]) for row in fresh) / sum(exact(row["denominator"]) for row in fresh)

    # Dates

    def dates(self, code: str, step: str, aspect: str) -> list[Row]:
        """The reports of a date, newest last."""
        return [row for row in self.steps[code] if row["milestone"] == step and row["aspect"] == aspect]

    def came(self, code: str, step: str, known: str = FOREVER) -> date | None:
        """The date of a step, whenever it was reported."""
        own = [row for row in self.dates(code, step, "actual") if row["recorded_at"] <= known]
        return day_of(own[-1]["day"]) if own else None

    def planned(self, code: str, step: str) -> date | None:
        """The first planned date."""
        return next((day_of(row["day"]) for row in self.dates(code, step, "baseline") if row["day"]), None)

    def expected(self, code: str, step: str, day: date) -> date | None:
        """The last expected date, as reported up to a day."""
        own = [row for row in self.dates(code, step, "forecast") if row["as_of"] <= day.isoformat()]
        return day_of(own[-1]["day"]) if own else None

    def steps_of(self, code: str) -> list[str]:
        """The steps of a work in their order."""
        places: dict[str, int] = {}
        for row in self.steps[code]:
            if row["aspect"] == "baseline" or row["milestone"] not in places:
                places.setdefault(row["milestone"], row["position"])
        return sorted(places, key=places.__getitem__)

    def has_come(self, code: str, step: str, day: date) -> bool:
        """True if a step was reached by a day."""
        came = self.came(code, step)
        return came is not None and came <= day

    def upcoming(self, code: str, day: date) -> str | None:
        """The first step not reached."""
        return next((step for step in self.steps_of(code) if not self.has_come(code, step, day)), None)

    def reached(self, code: str, day: date) -> str:
        """The last step reached, "" before the first."""
        return next((step for step in reversed(self.steps_of(code)) if self.has_come(code, step, day)), "")

    def slip(self, code: str, day: date) -> int | None:
        """Days from the planned date of the next step to its expected date, or to the selected date if that is later."""
        step = self.upcoming(code, day)
        plan = self.planned(code, step) if step else None
        if step is None or plan is None:
            return None
        expected = self.expected(code, step, day)
        return max((one - plan).days for one in (expected, day) if one is not None)

    # Filters

    def works(self, table: Mapping[str, Row], chosen: Mapping[str, str]) -> list[str]:
        """The works that the filters leave, as far as they filter by properties of works."""
        columns = {"district": "district", "stage": "stage", "project_kind": "kind", "level": "level", "programme_kind": "kind"}
        words = chosen.get("q", "").casefold()
        return [
            code
            for code, row in table.items()
            if all(row[columns[name]] == wanted for name, wanted in chosen.items() if name in columns)
            and words in f"{code} {row['name']} {row['owner'] or ''}".casefold()
        ]

    def quotas_of(self, chosen: Mapping[str, str], *, of_one_post: bool) -> list[str]:
        """The quotas that the filters leave; those of the post with most people if one is needed and none chosen."""
        own = [
            code
            for code, row in self.quotas.items()
            if all(row[name] == chosen[name] for name in ("district", "post", "way") if name in chosen)
        ]
        if not of_one_post or "post" in chosen:
            return own
        people: dict[str, int] = defaultdict(int)
        for code in own:
            people[self.quotas[code]["post"]] += self.quotas[code]["quota"]
        return [code for code in own if self.quotas[code]["post"] == max(people, key=people.__getitem__)]

    def in_post(self, codes: Sequence[str], day: date) -> float:
        """People in post of some quotas."""
        return float(sum(exact(row["value"]) for code in codes if (row := self._of_quota(code, day))))

    def says(self, part: str, asked: Asked, key: str) -> Any:
        """The expected value of a figure: a number, a date, None for nothing, UNKNOWN if rows do not give it."""
        ask = _PARTS.get(part)
        row, _, name = key.rpartition(".")
        return UNKNOWN if ask is None or asked["chosen"].get("status") else ask(self, asked, row, name)


def exact(number: float) -> Fraction:
    return Fraction(repr(number))


def value(row: Row | None) -> Fraction | None:
    """The value of a report: for a rate by its parts if it has them."""
    if row is None:
        return None
    if row["denominator"] is not None and row["numerator"] is not None:
        return 100 * exact(row["numerator"]) / exact(row["denominator"])
    return None if row["value"] is None else exact(row["value"])


def day_of(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None


def end_of(day: date) -> str:
    """The end of a day in the city, as the database writes times."""
    end = datetime.combine(day, time.max, ZoneInfo("Asia/Shanghai")).astimezone(ZoneInfo("UTC"))
    return end.strftime("%Y-%m-%d %H:%M:%S.%f")


def _standing(raw: Raw, asked: Asked, code: str, name: str) -> Any:
    if raw.items.get(code) and asked["chosen"].get("district"):
        return UNKNOWN  # items are of the city
    if name == "city":
        return raw.actual(code, asked["as_of"])
    return raw.actual(code, asked["as_of"], asked["chosen"].get("district", "")) if name == "actual" else UNKNOWN


def _share(raw: Raw, asked: Asked, code: str, name: str) -> Any:
    done = raw.actual(code, asked["as_of"])
    if name != "actual":
        return UNKNOWN
    return None if done is None else 100 * done / exact(raw.targets[code]["target"])


def _curve(raw: Raw, asked: Asked, day: str, name: str) -> Any:
    at = date.fromisoformat(day)
    return raw.actual(asked["chosen"]["target"], at) if name == "actual" and at <= asked["as_of"] else UNKNOWN


def _compare(raw: Raw, asked: Asked, district: str, name: str) -> Any:
    target = asked["chosen"]["target"]
    return exact(raw.targets[target]["target"]) if name == "target" else raw.actual(target, asked["as_of"], district)


def _change(raw: Raw, asked: Asked, code: str, name: str) -> Any:
    if raw.items.get(code):
        return UNKNOWN  # the number known then is not checked here
    if name == "after":
        return raw.actual(code, asked["as_of"])
    return raw.actual(code, asked["since"], known=end_of(asked["since"])) if name == "before" else UNKNOWN


def _map(raw: Raw, asked: Asked, district: str, name: str) -> Any:
    if name != "count":
        return UNKNOWN
    return sum(raw.projects[code]["district"] == district for code in raw.works(raw.projects, asked["chosen"]))


def _work(raw: Raw, asked: Asked, code: str, name: str) -> Any:
    day, step = asked["as_of"], raw.upcoming(code, asked["as_of"])
    match name:
        case "next_baseline":
            return raw.planned(code, step) if step else None
        case "next_forecast":
            return raw.expected(code, step, day) if step else None
        case "slip_days":
            return raw.slip(code, day)
        case "seats":
            return raw.projects[code]["seats"]
    return UNKNOWN


def _timeline(raw: Raw, asked: Asked, row: str, aspect: str) -> Any:
    code, _, step = row.rpartition(".")
    if aspect == "baseline":
        return raw.planned(code, step)
    return raw.came(code, step) if aspect == "actual" else raw.expected(code, step, asked["as_of"])


def _steps(raw: Raw, asked: Asked, step: str, name: str) -> Any:
    own, day = raw.works(raw.projects, asked["chosen"]), asked["as_of"]
    if step == "planned":
        return len(own)
    if name == "planned":
        days = [raw.planned(code, step) for code in own]
        return sum(one is not None and one <= day for one in days)
    return sum(raw.has_come(code, step, day) for code in own)


def _school_year(raw: Raw, asked: Asked, day: str, name: str) -> Any:
    last = [raw.reached(code, date.fromisoformat(day)) for code in raw.works(raw.projects, asked["chosen"])]
    opened, planned = last.count("opened"), last.count("") + last.count("approved")
    counts = {"opened": opened, "planned": planned, "building": len(last) - opened - planned}
    return counts.get(name, UNKNOWN)  # late ones are decided by the status rules


def _slips(raw: Raw, asked: Asked, district: str, name: str) -> Any:
    own = [code for code in raw.works(raw.projects, asked["chosen"]) if raw.projects[code]["district"] == district]
    return len(own) if name == "projects" else UNKNOWN


def _stages(raw: Raw, asked: Asked, kind: str, stage: str) -> Any:
    own = [code for code in raw.works(raw.programmes, asked["chosen"]) if raw.programmes[code]["kind"] == kind]
    wanted = "" if stage == "none" else stage
    return UNKNOWN if stage == "planned" else sum(raw.reached(code, asked["as_of"]) == wanted for code in own)


def _launched(raw: Raw, asked: Asked, day: str, name: str) -> Any:
    at, counted = date.fromisoformat(day), "approved"  # the stage of the demonstration's three targets of programmes
    own = raw.works(raw.programmes, asked["chosen"])
    if name == "planned":
        return sum((plan := raw.planned(code, counted)) is not None and plan <= at for code in own)
    return sum(raw.has_come(code, counted, at) for code in own) if at <= asked["as_of"] else None


def _school(raw: Raw, asked: Asked, key: str, kind: str) -> Any:
    level, _, school = key.partition("/")
    own = [row for row in raw.programmes.values() if (row["level"], row["school"]) == (level, school)]
    return len(own) if kind == "total" else sum(row["kind"] == kind for row in own)


def _stays(raw: Raw, asked: Asked, stage: str, name: str) -> Any:
    steps = max((raw.steps_of(code) for code in raw.programmes), key=len)
    following = steps[steps.index(stage) + 1]
    pairs = [(raw.came(code, stage), raw.came(code, following)) for code in raw.works(raw.programmes, asked["chosen"])]
    days = [(end - begin).days for begin, end in pairs if begin and end and max(begin, end) <= asked["as_of"]]
    if name == "programmes":
        return len(days)
    return UNKNOWN if name != "median" or len(days) < 3 else median(days)


def _quota(raw: Raw, asked: Asked, row: str, name: str) -> Any:
    district, _, code = row.rpartition(".")
    group = asked["chosen"].get("group") or "post"
    own = [one for one in raw.quotas_of(asked["chosen"], of_one_post=False) if raw.quotas[one][group] == code]
    own = [one for one in own if district in ("sum", raw.quotas[one]["district"])]
    given = sum(raw.quotas[one]["quota"] for one in own)
    known = [one for one in own if raw._of_quota(one, asked["as_of"])]
    match name:
        case "target":
            return given
        case "in_post":
            return raw.in_post(known, asked["as_of"]) if known else UNKNOWN
        case "gap":
            return given - raw.in_post(known, asked["as_of"]) if own else UNKNOWN
    return UNKNOWN


def _in_post(raw: Raw, asked: Asked, day: str, name: str) -> Any:
    at, own = date.fromisoformat(day), raw.quotas_of(asked["chosen"], of_one_post=True)
    return raw.in_post(own, at) if name == "actual" and at <= asked["as_of"] else UNKNOWN


def _gap(raw: Raw, asked: Asked, district: str, name: str) -> Any:
    own = [one for one in raw.quotas_of(asked["chosen"], of_one_post=True) if raw.quotas[one]["district"] == district]
    return sum(raw.quotas[one]["quota"] for one in own) - raw.in_post(own, asked["as_of"])


def _pipeline(raw: Raw, asked: Asked, step: str, name: str) -> Any:
    upto, own = asked["as_of"].isoformat(), raw.quotas_of(asked["chosen"], of_one_post=True)
    said = {code: [row for row in raw.measured[code] if row["as_of"] <= upto] for code in own}
    if step == "in_post":
        return raw.in_post([code for code in own if said[code]], asked["as_of"])
    newest = [[row for row in rows if row["measure"] == step][-1:] for rows in said.values()]
    return sum(exact(row["value"]) for rows in newest for row in rows)


_PARTS: dict[str, Callable[[Raw, Asked, str, str], Any]] = {
    **dict.fromkeys(("worst", "targets", "section", "district"), _standing),
    "counts": _share,
    "curve": _curve,
    "compare": _compare,
    "changes": _change,
    "school_map": _map,
    "school_year": _school_year,
    **dict.fromkeys(("projects", "late_projects", "programmes", "late_programmes"), _work),
    "timeline": _timeline,
    "building_steps": _steps,
    "slips": _slips,
    "stages": _stages,
    "launched": _launched,
    "programme_schools": _school,
    "stays": _stays,
    "quotas": _quota,
    "in_post": _in_post,
    "gaps": _gap,
    "pipeline": _pipeline,
}


@cache
def raw_store(file: str, plan: str) -> Raw:
    """The rows of a store, read once."""
    return Raw(file, plan)
