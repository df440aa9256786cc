"""The hostile texts, and a store with one in every text field: filled by the command line as people would."""

import csv
import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from components.cli.main import main
from models.commands.meetings import close_decision, hold_meeting, store_decision, store_meeting, store_narrative
from models.commands.records import NewDecision, NewMeeting, NewNarrative
from models.config import read_settings
from models.imports.batch import commit, stage
from models.store.engine import open_store

PLAN, DAY = "hostile-2023", date(2023, 6, 30)
DISTRICTS = ("410102", "410103", "410104", "410105", "410106", "410108", "410122", "410181", "410182", "410183")
#: The author of all imports, the name of the file, and the agenda of a meeting.
AUTHOR, FILE = "<img src=x onerror=alert('who')>", "=1+1 <img src=x onerror=alert('file')> {0} %s.csv"
GEOGRAPHY = {"areas": "districts", "points": "zones", "context": "context"}
AGENDA = ("sections", "decisions", "worst", "counts", "changes", "late_projects", "stages", "quotas", "asked")


@cache
def texts() -> Mapping[str, str]:
    """The accepted texts, which are stored unchanged, by their names."""
    return {name: text for group, own in _groups().items() if group != "refused" for name, text in own.items()}


@cache
def refused() -> Mapping[str, str]:
    """The texts with forbidden content, by their names."""
    return {**_groups()["refused"], "half of a character": "甲\udcff", "cursor": "\x1b[2J"}


def _groups() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def kept(text: str) -> str:
    """The text as stored: without surrounding blanks."""
    return text.strip("\ufeff\t\r\n ") if text.strip() != text else text


def plan_file() -> str:
    """A plan all of whose texts are hostile, as YAML: JSON is YAML, too."""
    every = list(texts().values())
    turn = iter(every * 9)
    named = {
        group: [{"code": f"{group}{n}", "name": next(turn)} for n in range(count)]
        for group, count in (("levels", 2), ("kinds", 4), ("stages", 6), ("posts", 2), ("ways", 2), ("steps", 3))
    }
    head = {
        "code": PLAN,
        "city": texts()["image"],
        "year": 2023,
        "title": f"{texts()['script']} {texts()['picture']}",
        "source": f"{texts()['frame']} {texts()['bare']}",
        "theme": next(turn),
        "geography": {name: f"geography/{file}.geojson" for name, file in GEOGRAPHY.items()},
        "districts": [{"code": code, "name": text} for code, text in zip(_codes(len(every)), every, strict=True)],
        **named,
    }
    sections = [{"code": f"s{n}", "name": every[n]} for n in range(6)]
    targets = [_target(n, text, sections) for n, text in enumerate(every)]
    return json.dumps({"plan": head, "sections": sections, "targets": targets}, ensure_ascii=False)


def _codes(count: int) -> list[str]:
    return [*DISTRICTS, *(f"D{n}" for n in range(count - len(DISTRICTS)))]


def _target(n: int, text: str, sections: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    about = {"code": f"T{n}", "section": sections[n % 6]["code"], "name": text, "owner": text, "note": text, "heading": text}
    if n % 5 == 3:
        return {**about, "kind": "deliver", "due": "2023-06-01"}
    if n % 5 == 4:
        return {**about, "kind": "items", "due": "2023-12-31", "items": [text, f"{text} 2"]}
    return {**about, "kind": "count", "target": 10, "unit": text[:40], "due": "2023-12-31"}


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    paper = io.StringIO()
    writer = csv.DictWriter(paper, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return paper.getvalue()


def project_rows(every: Mapping[str, str]) -> list[dict[str, object]]:
    """A project for each text, somewhere in the city, started late."""
    kinds, stages = ("new", "extension", "conversion"), ("kindergarten", "primary", "middle", "nine_year", "senior_high")
    return [
        {
            "code": f"P{n}",
            "name": text,
            "district": DISTRICTS[n % len(DISTRICTS)],
            "stage": stages[n % 5],
            "kind": kinds[n % 3],
            "address": text,
            "x": f"113.{400 + 5 * n}",
            "y": 34.75,
            "crs": "WGS-84",
            "seats": 900,
            "owner": text,
            "note": text,
            "started_baseline": "2023-03-01",
            "completed_baseline": "2023-06-01",
            "approved_actual": "2023-02-01",
            "started_actual": "2023-04-01" if n % 2 else "",
            "as_of": DAY.isoformat(),
        }
        for n, text in enumerate(every.values())
    ]


def programme_rows(every: Mapping[str, str]) -> list[dict[str, object]]:
    """A programme for each text."""
    return [
        {
            "code": f"Y{n}",
            "name": text,
            "school": text,
            "level": f"levels{n % 2}",
            "kind": f"kinds{n % 4}",
            "field": text,
            "owner": text,
            "note": text,
            "stages0_baseline": "2023-02-01",
            "stages0_actual": "2023-02-10" if n % 2 else "",
            "as_of": DAY.isoformat(),
        }
        for n, text in enumerate(every.values())
    ]


def quota_rows(every: Mapping[str, str]) -> list[dict[str, object]]:
    """A quota for each text."""
    return [
        {
            "code": f"Q{n}",
            "district": DISTRICTS[n % len(DISTRICTS)],
            "post": f"posts{n % 2}",
            "way": f"ways{n % 2}",
            "quota": 10 + n,
            "school_subject": text,
            "targets": "T0",
            "note": text,
        }
        for n, text in enumerate(every.values())
    ]


def report_rows(every: Mapping[str, str]) -> list[dict[str, object]]:
    """Two figures on every count that is reported directly, of the city and of a district; sources and notes are hostile."""
    rows: list[dict[str, object]] = []
    for n, text in enumerate(every.values()):
        if n and n % 5 not in (3, 4):  # the first one is made up of quotas
            for day, value in (("2023-05-31", 2), (DAY.isoformat(), 3)):
                rows += [
                    {"code": f"T{n}", "as_of": day, "value": value, "district": at, "source": text, "note": text}
                    for at in ("", DISTRICTS[n % len(DISTRICTS)])
                ]
    return rows


def fill(url: str, folder: Path) -> None:
    """Make the store at an address, through the command line; DATABASE_URL of the settings must be that address."""
    assert read_settings().database_url == url
    for command, name, words in (
        ("load-plan", "plan.yaml", plan_file()),
        ("projects", FILE, _csv(project_rows(texts()))),
        ("programmes", FILE, _csv(programme_rows(texts()))),
        ("quotas", FILE, _csv(quota_rows(texts()))),
        ("report", FILE, _csv(report_rows(texts()))),
    ):
        path = folder / name
        path.write_text(words, "utf-8", newline="")
        given = ["--file", str(path)] if command == "report" else [str(path)]
        given += ["--confirm"] if command in ("projects", "programmes", "quotas") else []  # some texts differ in quotes alone
        assert main([command, *given, "--by", AUTHOR]) == 0, command
    engine = open_store(url)
    _bring_in_a_sheet(engine)
    _meet(engine)
    engine.dispose()


def _bring_in_a_sheet(engine: Engine) -> None:
    rows = [
        {"指标编码": f"T{n}", "区县": "全市", "截至日期": "2023-06-20", "数值": 3, "说明": text, "佐证": text, "没有的列": text}
        for n, text in enumerate(texts().values())
        if n and n % 5 not in (3, 4)
    ]
    intake = stage(engine, PLAN, [(FILE, _csv(rows).encode())], today=DAY)
    assert commit(engine, intake, author=AUTHOR, note=texts()["script"], confirmed=intake.rows_with("doubt")) is not None


def _meet(engine: Engine) -> None:
    for number, text in enumerate(texts().values()):
        name = kept(text.replace("\n", " "))
        if number < 2:
            store_meeting(engine, PLAN, NewMeeting(name, DAY, date(2023, 5, 31), agenda=AGENDA), AUTHOR)
            hold_meeting(engine, PLAN, number + 1, AUTHOR)
        decision = NewDecision(1, text, name, date(2023, 12, 31), subject=f"P{number}")
        found = store_decision(engine, PLAN, decision, AUTHOR)
        if number % 3 == 0:
            close_decision(engine, PLAN, found, AUTHOR, note=text, evidence=text)
        store_narrative(engine, PLAN, NewNarrative(f"T{number}", text, text, name, meeting=1), AUTHOR)
