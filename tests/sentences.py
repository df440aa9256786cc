"""Checks of the sentence of a part, counted again from the bars, segments and cells that are drawn, and from the reports.

Shares no code with what writes the sentences.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from components.exhibits.model import Bars, Curve, Exhibit, Panels, Stack
from components.exhibits.tables import Board, Table
from models.analysis.recruitment import Grouped, grouped
from models.snapshots.comparison import Comparison
from models.snapshots.snapshot import Snapshot
from models.status import Status, Word
from tests.rows import records_of

GOOD = {Status.MET, Status.MET_LATE, Status.ON_TRACK}
UNCOUNTED = {Status.ACTION, Status.NOT_DUE}
#: Names in a headline of targets, projects or programmes for those of a word that are neither on track nor done.
NAMES = {
    "missed": ("未完成", Word.MISSED),
    "off track": ("滞后", Word.OFF_TRACK),
    "at risk": ("预警", Word.AT_RISK),
    "incomplete": ("数据不全", Word.PARTIAL),
    "out of date": ("数据过期", Word.OVERDUE_REPORT),
    "without data": ("无数据", Word.NEVER_REPORTED),
    "suspended": ("暂停", Word.SUSPENDED),
}
WORDS = {name: word for name, (_, word) in NAMES.items()}
DAYS = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2} [A-Z][a-z]{2} \d{4}|\d{4}-\d\d-\d\d")
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Made:
    """A part in both languages with the day that it is made from."""

    comparison: Comparison
    chinese: Exhibit
    english: Exhibit
    chosen: dict[str, str]

    @property
    def day(self) -> Snapshot:
        """The day shown."""
        return self.comparison.now

    @property
    def title(self) -> str:
        """The sentence to be counted again, without the names in it."""
        return self.english.title

    @property
    def numbers(self) -> list[Fraction]:
        """The numbers of the sentence in their order, its days left out."""
        return numbers(self.title)


def numbers(sentence: str) -> list[Fraction]:
    """The numbers of a sentence in their order, its days left out."""
    return [Fraction(one.replace(",", "").replace("−", "-")) for one in NUMBER.findall(DAYS.sub("", sentence))]


def complaints(name: str, made: Made) -> Iterator[str]:
    """Faults of the sentence of a part."""
    zh, en = made.chinese.title, made.english.title
    yield from (f"holds {bad}" for bad in ("None", "nan", "{", "}") if bad in zh or bad in en)
    if sorted(numbers(zh)) != sorted(numbers(en)):
        yield f"the languages differ: {zh}"
    reports = made.day.reports
    is_reported = len(reports.figures) or len(reports.quota_figures.frame())
    if not is_reported and not reports.milestones.frame()["reported_on"].notna().any():
        yield from (
            f"reached, but nothing was reported: {zh}"
            for words in ("已达目标", "target reached")
            if words in zh.lower() + en.lower()
        )
    yield from CHECKS.get(name, nothing)(made)


def nothing(made: Made) -> Iterator[str]:
    """Accept a sentence without a number, or without a counted one."""
    yield from ()


def cells(part: Exhibit, key: str) -> list[Any]:
    """The cells of a column of the part's table."""
    at = next(place for place, column in enumerate(part.data.columns) if column.key == key)
    return [row[at] for row in part.data.rows]


def statuses(table: Table, key: str = "status") -> Counter[Status]:
    at = next(place for place, column in enumerate(table.columns) if column.key == key)
    return Counter(row[at].status for row in table.rows if row[at].status)


def named(sentence: str) -> dict[str, int]:
    """Counts named by the sentence for each word, in English."""
    own = re.sub(r"mostly .*$", "", sentence)
    return {word: int(found[1]) for word in NAMES if (found := re.search(rf"(\d+) {word}\b", own))}


def adds_up(made: Made, words: list[Word], *, of: str) -> Iterator[str]:
    """Check that every named number is right, and that nothing is left out."""
    counted = [word for word in words if word.status not in UNCOUNTED]
    found = named(made.title)
    right = {name: n for name, word in WORDS.items() if (n := counted.count(word))}
    if found != right:
        yield f"names {found}, {of} are {right}"
    zh = {name: int(one[1]) for name, (word, _) in NAMES.items() if (one := re.search(rf"(\d+)[项个]{word}", made.chinese.title))}
    if zh != right:
        yield f"names {zh} in Chinese, {of} are {right}: {made.chinese.title}"


def check_sections(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Stack)
    drawn = {Status(one.key): int(sum(value or 0 for value in one.values)) for one in body.segments}
    counted = sum(n for status, n in drawn.items() if status not in UNCOUNTED)
    good = sum(n for status, n in drawn.items() if status in GOOD)
    if "no target is due" in made.title:
        yield from (f"{counted} counted are drawn",) if counted else ()
        return
    if "nothing is known yet" in made.title:
        unknown = drawn.get(Status.UNKNOWN, 0)
        yield from (f"{unknown} of {counted} are drawn unknown",) if made.numbers != [counted] or unknown != counted else ()
        return
    if made.numbers[:2] != [good, counted]:
        yield f"{good} of {counted} are drawn"
    own = made.day.standings(made.chosen.get("district", ""))
    yield from adds_up(made, list(own["word"]), of="the standings")
    if sum(named(made.title).values()) + good != counted:
        yield f"{good} good and {named(made.title)} are not {counted}"
    if found := re.search(r"mostly in '(.*)' \((\d+)\)", made.title):
        at, worst = body.categories.index(found[1]), next(word for word in NAMES if word in named(made.title))
        segment = next(one for one in body.segments if one.key == WORDS[worst].status)
        if (segment.values[at] or 0) < int(found[2]):
            yield f"{segment.values[at]} {worst} are drawn in {found[1]}"


def check_rows(made: Made) -> Iterator[str]:
    """Check that the first number is the number of rows, and that no rows give no number."""
    n = len(made.chinese.data.rows)
    if n != (made.numbers[0] if made.numbers else 0):
        yield f"{n} rows"


def check_published_years(made: Made) -> Iterator[str]:
    """Check that the first number is the sum of the last row, and that no rows give no number."""
    rows = made.chinese.data.rows
    n = sum(cell.value for cell in rows[-1] if isinstance(cell.value, float)) if rows else 0
    if n != (made.numbers[0] if made.numbers else 0):
        yield f"{n} schools"


def check_worst(made: Made) -> Iterator[str]:
    found = statuses(made.chinese.data)
    unknown, rows = found[Status.UNKNOWN], len(made.chinese.data.rows)
    if made.numbers != [one for one in (rows - unknown, unknown) if one]:
        yield f"{rows} rows, of which {unknown} are unknown"
    yield from (f"{status} is among them" for status in statuses(made.chinese.data) if status in GOOD | UNCOUNTED)


def check_section(made: Made) -> Iterator[str]:
    found = statuses(made.chinese.data)
    counted = sum(n for status, n in found.items() if status not in UNCOUNTED)
    if "nothing is known yet" in made.title:
        yield from (f"the rows are {found}",) if made.numbers != [counted] or found[Status.UNKNOWN] != counted else ()
    elif "no target is due" not in made.title and made.numbers[:2] != [sum(found[one] for one in GOOD), counted]:
        yield f"the rows are {found}"


def check_targets(made: Made) -> Iterator[str]:
    found = statuses(made.chinese.data)
    rows, counted = len(made.chinese.data.rows), sum(n for status, n in found.items() if status not in UNCOUNTED)
    good = sum(found[one] for one in GOOD)
    if made.numbers[:2] != ([good, counted] if counted else [rows, rows]):
        yield f"{rows} rows, {found}"
    if sum(named(made.title).values()) + good != counted:
        yield f"{good} good and {named(made.title)} are not {counted}"


def check_counts(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Bars)
    assert body.plan
    pairs = list(zip(body.actual.values, body.plan.values, strict=True))
    short = sum(done is not None and tick is not None and done < tick for done, tick in pairs)
    silent = sum(done is None for done, _ in pairs)
    said = re.search(r"(\d+) without data", made.title.partition("judged")[0])
    if sorted(made.numbers[:2]) != sorted([short, len(pairs)]) or int(said[1] if said else 0) != silent:
        yield f"of {len(pairs)} bars {short} end short and {silent} are not there"
    judged = Counter(
        word for word, (done, _) in zip(body.words, pairs, strict=True) if done is not None or word.status is not Status.UNKNOWN
    )
    within = sum(
        done is not None and tick is not None and done < tick and word.status in GOOD
        for word, (done, tick) in zip(body.words, pairs, strict=True)
    )
    still = re.search(r"(\d+) still on track or done", made.title)
    if int(still[1] if still else 0) != within:
        yield f"{within} that end short are judged well"
    named_here = named(made.title.partition("judged")[2])
    if named_here != {name: judged[word] for name, word in WORDS.items() if judged[word]}:
        yield f"judged are {judged}"


def check_changes(made: Made) -> Iterator[str]:
    rows = made.chinese.data.rows
    before, after = cells(made.chinese, "status_before"), cells(made.chinese, "status_after")
    turned = sum(one.text != other.text for one, other in zip(before, after, strict=True))
    if made.numbers != ([len(rows), turned] if rows else []):
        yield f"{len(rows)} rows, of which {turned} read otherwise"


def check_district(made: Made) -> Iterator[str]:
    found = statuses(made.chinese.data)
    yield from check_rows(made)
    if "can be judged" in made.title:
        judged = sum(n for one, n in found.items() if one not in UNCOUNTED | {Status.UNKNOWN})
        if made.numbers[1:3] != [sum(found[one] for one in GOOD), judged]:
            yield f"the rows are {found}"
        if sum(named(made.title).values()) != found[Status.UNKNOWN]:
            yield f"{found[Status.UNKNOWN]} rows are not known"


def check_compare(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Bars)
    if made.numbers[-1] != len(body.categories):
        yield f"{len(body.categories)} bars"


def check_curve(made: Made) -> Iterator[str]:
    body, row = made.chinese.body, made.day.city.set_index("code").loc[made.chosen["target"]]
    assert isinstance(body, Curve)
    drawn = [value for day, value in zip(body.days, body.actual.values, strict=True) if value is not None and day <= body.as_of]
    if row["kind"] in ("count", "reach", "floor") and bool(drawn) != (row["actual"] is not None):
        yield f"{len(drawn)} points are drawn, the figure is {row['actual']}"
    if row["kind"] == "count" and drawn and drawn[-1] != float(row["actual"]):
        yield f"the line ends at {drawn[-1]}"


def check_works(made: Made) -> Iterator[str]:
    """Check the headline over projects: all, those that are open, and those of every word."""
    shown = records_of(made.day.projects)
    shown = [row for row in shown if made.chosen.get("district") in (None, row["district"])]
    if not shown:
        yield from () if made.numbers == [] else ("there are none",)
        return
    steps = [row for row in records_of(made.day.reports.milestones.frame()) if row["milestone"] == "opened" and row["actual"]]
    came = {row["code"] for row in steps if row["actual"] <= made.day.as_of}
    opened = sum(row["code"] in came for row in shown)
    if sorted(made.numbers[:2]) != sorted([opened, len(shown)]):
        yield f"{opened} of {len(shown)} are open"
    yield from adds_up(made, [Word(row["word"]) for row in shown], of="the projects")
    due = [row for row in shown if isinstance(row["opened_baseline"], date) and row["opened_baseline"] <= made.day.as_of]
    due = [row for row in due if row["code"] not in came]
    missing = sum(int(row["seats"]) for row in due if row["seats"] == row["seats"] and row["seats"])
    if missing != sum(numbers(" ".join(re.findall(r"[\d,]+ places? due", made.title)))):
        yield f"{missing} places are missing"
    if made.english.name == "New schools" and isinstance(made.chinese.body, Bars):
        drawn = sum(value or 0 for value in made.chinese.body.actual.values)
        yield from (f"{drawn} are drawn",) if drawn != len(shown) else ()


def check_late(made: Made) -> Iterator[str]:
    rows = made.chinese.data.rows
    slips = [cell.value for cell in cells(made.chinese, "slip_days") if cell.value is not None]
    longest = [max(slips)] if slips and max(slips) > 0 else []
    if rows and (made.numbers[0] != len(rows) or made.numbers[2:] != longest):
        yield f"{len(rows)} rows, slips {slips}"


def check_timeline(made: Made) -> Iterator[str]:
    own = records_of(made.day.projects)
    to_come = [row for row in own if row["next_step"]]
    late = [row["slip_days"] for row in to_come if row["slip_days"] == row["slip_days"] and (row["slip_days"] or 0) > 0]
    if made.numbers != ([len(to_come), len(late), int(max(late))] if late else [len(to_come)]):
        yield f"{len(to_come)} to come, slips {late}"


def check_steps(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Bars)
    seats = [numbers(label)[-1] for label in body.labels]
    if made.numbers[:2] != [body.actual.values[0], seats[-1]]:
        yield f"the bars are {body.labels}"


def check_slips(made: Made) -> Iterator[str]:
    behind = [int(cell.value) for cell in cells(made.chinese, "behind")]
    if made.numbers != [sum(behind), sum(n > 0 for n in behind)]:
        yield f"behind are {behind}"


def check_stages(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Stack)
    if not body.categories:
        yield from () if made.numbers == [] else ("there are none",)
        return
    drawn = {one.key: int(sum(value or 0 for value in one.values)) for one in body.segments}
    counting = next(
        code
        for code, name, name_en in made.day.view.head.terms.groups["stages"]
        if f"'{(name_en or name).lower()}'" in made.title
    )
    stages = made.day.stages
    done = sum(drawn.get(one, 0) for one in stages[stages.index(counting) :])
    planned = int(sum(value or 0 for value in body.plan.values)) if body.plan else 0
    if sorted(made.numbers[:3]) != sorted([done, sum(drawn.values()), planned]):
        yield f"{done} of {sum(drawn.values())} are drawn, planned {planned}"
    yield from adds_up(made, [Word(row["word"]) for row in records_of(made.day.programmes)], of="the programmes")


def check_launched(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Curve)
    if not made.numbers:
        return
    at = body.days.index(body.as_of)
    drawn = [body.actual.values[at], body.plan.values[at]]
    if any(value not in made.numbers[:3] for value in drawn):
        yield f"the line stands at {drawn}"


def check_quotas(made: Made) -> Iterator[str]:
    known = made.day.recruitment
    shown = known.quotas[[made.chosen.get("district") in (None, one) for one in known.quotas["district"]]]
    if shown.empty:
        return
    by_post: Grouped = grouped(shown, known, made.day.view, group="post", as_of=made.day.as_of)
    newest = {row["code"]: int(row["value"]) for row in sorted(records_of(known.figures.frame()), key=lambda row: row["as_of"])}
    if not any(code in newest for code in shown["code"]):
        yield from () if "nobody has been reported" in made.title else ("nobody was",)
        return
    filled: Counter[tuple[str, str]] = Counter()
    for row in records_of(shown):
        filled[row["district"], row["post"]] += row["quota"] - newest.get(row["code"], 0)
    lack = sum(max(gap, 0) for gap in filled.values())
    silent = sum(max(filled[key], 0) for key in filled if key[0] in silent_districts(by_post))
    for words, n in (("quotas are (\\d+) short", lack), ("(\\d+) of them in ", silent)):
        said = re.search(words, made.title)
        if int(said[1] if said else 0) != n:
            yield f"{words}: {n} by the reports"
    if "largest gap" in made.title:
        by_district: Counter[str] = Counter()
        for (district, _), gap in filled.items():
            by_district[district] += max(gap, 0)
        best = [one for one, gap in by_district.items() if one not in silent_districts(by_post)]
        top = max(best, key=by_district.__getitem__)
        name = next(row["name"] for row in records_of(made.day.view.districts) if row["code"] == top)
        if f"{name} ({by_district[top]})" not in made.title:
            yield f"it is in {name}: {by_district}"
    over = re.search(r"(\d+) above quota", made.title)
    if int(over[1] if over else 0) != sum(max(-gap, 0) for gap in filled.values()):
        yield f"above quota are {filled}"


def silent_districts(by_post: Grouped) -> set[str]:
    """Districts with a post that is out of date or was never reported."""
    return {district for (district, _), share in by_post.cells.items() if share.verdict.status is Status.UNKNOWN}


def check_in_post(made: Made) -> Iterator[str]:
    body = made.chinese.body
    if "no recruitment quota" in made.title.lower():
        yield from ("an empty chart is drawn",) if made.chinese.data.rows else ()
        return
    assert isinstance(body, Curve)
    drawn = [value for value in body.actual.values if value is not None]
    if not drawn and "nobody has been reported" not in made.title:
        yield "no point is drawn"
    if "reached" in made.title.lower() and drawn[-1] < max(value or 0 for value in body.plan.values):
        yield f"the line ends at {drawn[-1]} of {body.plan.values}"


def check_gaps(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Bars)
    if not body.categories:
        yield from (f"there are none: {made.title}",) if made.numbers else ()
    elif int(made.numbers[-1]) != sum(max(value or 0, 0) for value in body.actual.values):
        yield f"the bars are {body.actual.values}"


def check_decisions(made: Made) -> Iterator[str]:
    states = Counter(row["state"] for row in records_of(made.day.decisions))
    if made.numbers != ([sum(states.values()), states["overdue"], states["open"], states["done"]] if states else []):
        yield f"they are {states}"


def check_waterfall(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Bars)
    values = dict(zip(body.keys, body.actual.values, strict=True))
    moved = made.comparison.changes.set_index("code").loc[made.chosen["target"]]
    ends = [moved[one] for one in ("before", "after") if moved[one] is not None]
    if [round(float(one), 2) for one in made.numbers] != [round(float(one), 2) for one in ends]:
        yield f"from and to are {ends}"
    if any(round(values[one] - float(moved[one] or 0), 6) for one in ("before", "after") if one in values):
        yield f"the bars are {values}"


def check_ribbon(made: Made) -> Iterator[str]:
    body = made.chinese.body
    assert isinstance(body, Board)
    if not body.rows:
        yield from () if "no target is due" in made.title else ("says nothing of an empty ribbon",)
        return
    at = [place for place in body.marked if any(row[place].status for row in body.rows)]
    now = at[-1] if body.now is None else body.now
    well = {*GOOD, Status.NOT_DUE}
    good = [row for row in body.rows if row[now].status in GOOD]
    steady = [row for row in good if all(row[place].status in {None, *well} for place in at)]
    unknown = sum(row[now].status is Status.UNKNOWN for row in body.rows)
    parts = [len(body.rows), len(steady), len(good) - len(steady), len(body.rows) - len(good) - unknown, unknown]
    if made.numbers != [one for one in parts if one]:
        yield f"the cells are {parts}"


def check_scoreboard(made: Made) -> Iterator[str]:
    verdicts = made.day.scoreboard
    calm = {*GOOD, Status.NOT_DUE, Status.SUSPENDED}
    behind = [sum(cell.status not in calm for cell in own.values()) for own in verdicts.values()]
    if made.chosen.get("district") and any(verdicts.values()):
        yield from _check_place(made, dict(zip(verdicts, behind, strict=True)))
        return
    if not any(verdicts.values()):
        yield from () if "no target is judged" in made.title else ("says nothing of an empty board",)
        return
    if max(behind) and not {Fraction(sum(n > 0 for n in behind)), Fraction(max(behind))} <= set(made.numbers):
        yield f"the districts have {behind} behind"
    if not max(behind) and "no target is behind" not in made.title:
        yield "nothing is behind"


def _check_place(made: Made, behind: dict[str, int]) -> Iterator[str]:
    """The sentence of a scoreboard about one district: its targets, and the fewest and the most of the others."""
    verdicts, chosen = made.day.scoreboard, made.chosen["district"]
    others = [n for district, n in behind.items() if district != chosen and verdicts[district]]
    wanted = [behind[chosen], len(verdicts[chosen]), *((min(others), max(others)) if others else ())]
    if made.numbers != (wanted if verdicts[chosen] else []):
        yield f"the districts have {behind} behind"


def check_requests(made: Made) -> Iterator[str]:
    days = [cell.value for cell in cells(made.english, "by")]
    if made.numbers != ([len(days), sum(day < made.day.as_of for day in days)] if days else []):
        yield f"they are due {days}"


def check_tiles(made: Made) -> Iterator[str]:
    body = made.english.body
    assert isinstance(body, Panels)
    for panel in body.panels:
        done, _, whole = panel.figure.partition(" / ")
        if f"{panel.head} {done} of {whole}" not in made.title:
            yield f"the panel says {panel.figure}"


CHECKS: dict[str, Callable[[Made], Iterator[str]]] = {
    "sections": check_sections,
    "ribbon": check_ribbon,
    "scoreboard": check_scoreboard,
    "tiles": check_tiles,
    "section": check_section,
    "worst": check_worst,
    "targets": check_targets,
    "counts": check_counts,
    "curve": check_curve,
    "changes": check_changes,
    "plan_changes": check_rows,
    "district": check_district,
    "compare": check_compare,
    "school_map": check_works,
    "school_year": check_works,
    "projects": check_works,
    "late_projects": check_late,
    "timeline": check_timeline,
    "building_steps": check_steps,
    "slips": check_slips,
    "published_schools": check_rows,
    "published_years": check_published_years,
    "stages": check_stages,
    "launched": check_launched,
    "late_programmes": check_late,
    "programmes": nothing,
    "programme_schools": check_rows,
    "stays": nothing,
    "quotas": check_quotas,
    "district_quotas": check_quotas,
    "in_post": check_in_post,
    "gaps": check_gaps,
    "pipeline": nothing,
    "decisions": check_decisions,
    "requests": check_requests,
    "asked": check_rows,
    "project_changes": check_rows,
    "programme_changes": check_rows,
    "waterfall": check_waterfall,
}
