"""The command line: its output, its exit codes, and that bad input writes nothing."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from components.cli.main import main
from models.config import DATA, ROOT
from models.plan.file import PlanFile
from models.store.engine import open_store

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
REAL_PLAN = DATA / "plans" / "zhengzhou-2023.yaml"
KEYS = ("code", "name", "kind", "status", "actual", "expected", "target", "unit")
KEYS += ("as_of", "reported_on", "flags", "reason", "flip")
Counts = Callable[[Engine], dict[str, int]]


class Command:
    """Commands on one store; ``out`` and ``err`` are the output of the last one."""

    def __init__(self, url: str, capture: pytest.CaptureFixture[str], row_counts: Counts) -> None:
        self.url, self.out, self.err = url, "", ""
        self._capture, self._row_counts = capture, row_counts

    def __call__(self, *arguments: str) -> int:
        code = main(list(arguments))
        self.out, self.err = self._capture.readouterr()
        return code

    def json(self, *arguments: str) -> Any:
        assert self(*arguments, "--json") == 0, self.err
        return strict_json(self.out)

    @property
    def path(self) -> Path:
        return Path(str(make_url(self.url).database))

    def rows(self) -> dict[str, int]:
        engine = open_store(self.url)
        counts = self._row_counts(engine)
        engine.dispose()
        return counts


def strict_json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.fixture
def new_store(store_url: str, settings: Callable[..., None], capsys: pytest.CaptureFixture[str], row_counts: Counts) -> Command:
    """The command line on an address without a store, in English."""
    settings(DATABASE_URL=store_url, SANBIAO_LANGUAGE="en")
    return Command(store_url, capsys, row_counts)


@pytest.fixture
def half_year(
    half_year_store_url: str, settings: Callable[..., None], capsys: pytest.CaptureFixture[str], row_counts: Counts
) -> Command:
    """The command line on ``half_year_store``, in English."""
    settings(DATABASE_URL=half_year_store_url, SANBIAO_LANGUAGE="en")
    return Command(half_year_store_url, capsys, row_counts)


def by_code(standings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in standings}


# --- plans


def test_init_makes_a_store_with_what_ships_and_again_changes_nothing(new_store: Command) -> None:
    assert new_store("init") == 0
    assert "zhengzhou-2023" in new_store.out
    before = new_store.rows()
    assert new_store("init") == 0
    assert new_store.out.strip().endswith("=")
    assert new_store.rows() == before


def test_plans_marks_the_current_one(half_year: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(REAL_PLAN.read_text("utf-8").replace("code: zhengzhou-2023", "code: other"), "utf-8")
    assert half_year("load-plan", str(other)) == 0
    assert half_year("plans") == 0
    assert [line[:2] + line[2:].split()[0] for line in half_year.out.splitlines()] == ["* zhengzhou-2023", "  other"]
    assert half_year("load-plan", str(other), "--current") == 0
    assert half_year("plans") == 0
    assert half_year.out.startswith("* other")


def test_load_plan_records_a_revision_only_when_asked(half_year: Command, tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(REAL_PLAN.read_text("utf-8").replace("target: 500,", "target: 400,"), "utf-8")
    before = half_year.rows()
    assert half_year("load-plan", str(changed)) == 2
    assert "--revise" in half_year.err
    assert half_year.rows() == before
    assert half_year("load-plan", str(changed), "--revise", "--document", "9号") == 0
    assert "v2" in half_year.out
    assert half_year("load-plan", str(changed), "--revise", "--document", "9号") == 0
    assert "=" in half_year.out


def test_a_revision_names_its_document(half_year: Command, tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(REAL_PLAN.read_text("utf-8").replace("target: 500,", "target: 400,"), "utf-8")
    before = half_year.rows()
    assert half_year("load-plan", str(changed), "--revise") == 2
    assert "--document" in half_year.err
    assert half_year.rows() == before


# --- reports


def test_a_report_is_recorded_and_shown(half_year: Command) -> None:
    assert half_year("report", "BA-02", "--as-of", "2023-07-31", "--value", "9", "--note", "七月") == 0
    shown = by_code(half_year.json("status", "--as-of", "2023-07-31"))["BA-02"]
    assert (shown["actual"], shown["reported_on"], shown["as_of"]) == (9, "2023-07-31", "2023-07-31")


def test_a_report_names_its_district_as_people_do(half_year: Command) -> None:
    assert half_year("report", "BA-08", "--as-of", "2023年7月31日", "--value", "4", "--district", "港区") == 0
    assert by_code(half_year.json("status", "--as-of", "2023-07-31"))["BA-08"]["actual"] == 4


def test_a_rate_can_be_given_as_a_ratio(half_year: Command) -> None:
    assert half_year("report", "BA-03", "--as-of", "2023-07-31", "--numerator", "1", "--denominator", "3") == 0
    assert by_code(half_year.json("status", "--as-of", "2023-07-31"))["BA-03"]["actual"] == pytest.approx(100 / 3)


def test_a_file_of_reports_is_taken_whole(half_year: Command, tmp_path: Path) -> None:
    before = half_year.rows()["report"]
    file = tmp_path / "july.csv"
    file.write_text("code,as_of,value\nBA-01,2023-07-31,6\nBA-02,2023-07-31,7\n", "utf-8-sig")
    assert half_year("report", "--file", str(file)) == 0
    assert half_year.rows()["report"] == before + 2


def test_a_file_with_one_bad_row_is_refused_whole_and_every_problem_named(half_year: Command, tmp_path: Path) -> None:
    before = half_year.rows()
    file = tmp_path / "july.csv"
    file.write_text("code,as_of,value\nBA-01,2023-07-31,6\nBA-99,2023-07-31,6\nBA-02,2023-02-30,x\n", "utf-8")
    assert half_year("report", "--file", str(file)) == 2
    for word in ("july.csv:3", "BA-99", "july.csv:4", "2023-02-30", "x"):
        assert word in half_year.err
    assert half_year.err.count("\n") == 1
    assert half_year.rows() == before


def test_the_author_is_who_the_system_says_or_the_option(half_year: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wang")
    assert half_year("report", "BA-02", "--as-of", "2023-07-01", "--value", "7") == 0
    assert half_year("report", "BA-02", "--as-of", "2023-07-02", "--value", "7", "--by", "李") == 0
    with closing(sqlite3.connect(half_year.path)) as connection:
        assert connection.execute("SELECT author FROM batch ORDER BY id DESC LIMIT 2").fetchall() == [("李",), ("wang",)]


def test_a_user_without_a_name_can_report(half_year: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr("getpass.getuser", fail)
    assert half_year("report", "BA-02", "--as-of", "2023-07-01", "--value", "7") == 0


# --- status


def test_status_as_json_has_every_target_with_its_reason(half_year: Command) -> None:
    standings = half_year.json("status", "--as-of", "2023-06-30")
    assert len(standings) == 82
    for one in standings:
        assert set(KEYS) <= one.keys()
        assert one["reason"]
        for name in ("actual", "expected", "target"):
            assert one[name] is None or type(one[name]) in (int, float)
        assert isinstance(one["flags"], list)
    found = by_code(standings)
    assert (found["BA-02"]["actual"], found["BA-02"]["status"], found["BA-02"]["target"]) == (6, "at_risk", 13)
    assert found["BA-02"]["flags"] == ["linear_plan"]
    assert found["BA-04"]["actual"] == 88.2
    assert (found["BA-13"]["status"], found["BA-13"]["actual"]) == ("unknown", None)
    assert (found["WC-01"]["status"], found["WC-01"]["target"]) == ("action", None)


def test_status_as_a_table_names_every_target(half_year: Command, real_plan: PlanFile) -> None:
    assert half_year("status", "--as-of", "2023-06-30") == 0
    for target in real_plan.targets:
        assert target.code in half_year.out
    assert half_year.out.startswith("30 Jun 2023")


def test_status_looks_at_the_day_asked_for(half_year: Command) -> None:
    statuses = [by_code(half_year.json("status", "--as-of", day))["BA-02"] for day in ("2023-06-29", "2023-06-30", "2023-12-31")]
    assert [one["actual"] for one in statuses] == [None, 6, 6]
    assert [one["status"] for one in statuses] == ["unknown", "at_risk", "unknown"]


def test_status_without_a_day_is_that_of_today(half_year: Command) -> None:
    today = datetime.now(UTC).date()
    assert half_year.json("status")[0]["as_of"] in {(today + timedelta(days=n)).isoformat() for n in (-1, 0, 1)}


def test_status_as_known_earlier_leaves_out_what_came_later(half_year: Command) -> None:
    between = datetime.now(UTC)
    assert half_year("report", "BA-02", "--as-of", "2023-06-30", "--value", "8") == 0

    def actual(*known_at: str) -> Any:
        return by_code(half_year.json("status", "--as-of", "2023-06-30", *known_at))["BA-02"]["actual"]

    tomorrow = (between + timedelta(days=2)).date().isoformat()
    assert actual() == 8
    assert actual("--known-at", between.isoformat()) == 6
    assert actual("--known-at", between.astimezone().isoformat()) == 6
    assert actual("--known-at", tomorrow) == 8
    assert actual("--known-at", "2023-06-30") is None


def test_a_time_without_zone_is_that_of_the_city(half_year: Command, settings: Callable[..., None]) -> None:
    settings(SANBIAO_TIMEZONE="Asia/Shanghai")
    city = datetime.now(UTC) + timedelta(hours=8)

    def actual(moment: datetime) -> Any:
        known = moment.replace(tzinfo=None).isoformat()
        return by_code(half_year.json("status", "--as-of", "2023-06-30", "--known-at", known))["BA-02"]["actual"]

    assert actual(city + timedelta(minutes=1)) == 6
    assert actual(city - timedelta(hours=1)) is None


# --- changes


def test_changes_name_what_moved_in_parts(half_year: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    # The state known at the end of a past day: the reports of the store are moved back there.
    with closing(sqlite3.connect(half_year.path)) as connection:
        for table in ("batch", "report", "milestone_report"):
            connection.execute(f"UPDATE {table} SET recorded_at = '2023-06-30 08:00:00.000000'")
        connection.commit()
    assert half_year("report", "BA-02", "--as-of", "2023-07-31", "--value", "8") == 0
    assert half_year("report", "BA-01", "--as-of", "2023-06-30", "--value", "4") == 0
    found = by_code(half_year.json("changes", "--since", "2023-06-30", "--as-of", "2023-07-31"))
    parts = ("before", "late", "corrected", "progress", "after")
    assert [found["BA-02"][part] for part in parts] == [6, 0, 0, 2, 8]
    assert [found["BA-01"][part] for part in parts] == [5, 0, -1, 0, 4]
    assert half_year("changes", "--since", "2023-06-30", "--as-of", "2023-07-31") == 0
    assert "BA-02" in half_year.out


# --- upkeep


def test_check_of_a_sound_store_leaves_with_zero(half_year: Command) -> None:
    assert half_year("check") == 0
    assert half_year.out.startswith("The store is intact: 8 reports, 2 batches")


def test_check_of_a_damaged_store_leaves_with_one(half_year: Command) -> None:
    with closing(sqlite3.connect(half_year.path)) as connection:
        connection.execute("UPDATE report SET batch_id = 999 WHERE id = 1")
        connection.commit()
    assert half_year("check") == 1
    assert "report: 1 rows" in half_year.out


def test_a_backup_brings_back_what_was(half_year: Command, tmp_path: Path) -> None:
    before = half_year.rows()
    assert half_year("backup", str(tmp_path / "copy.sqlite")) == 0
    assert half_year("report", "BA-02", "--as-of", "2023-07-31", "--value", "9") == 0
    assert half_year("restore", str(tmp_path / "copy.sqlite")) == 0
    compared, kept = half_year.out.splitlines()
    assert compared == "The backup is 2 seals older than the store before."
    assert Path(kept).exists()
    after = half_year.rows()
    assert after.pop("version") > before.pop("version") + 1
    assert after == before


def test_a_store_that_cannot_be_opened_any_more_can_be_restored(half_year: Command, tmp_path: Path) -> None:
    assert half_year("backup", str(tmp_path / "copy.sqlite")) == 0
    half_year.path.write_bytes(b"rubbish" * 1000)
    assert half_year("status") == 2
    assert "restore" in half_year.err
    assert half_year("restore", str(tmp_path / "copy.sqlite")) == 0
    assert half_year("check") == 0


def test_an_anchor_is_printed_appended_and_held_against_the_store(half_year: Command, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.jsonl"
    for number in (1, 2):
        assert half_year("anchor", str(anchors)) == 0
        assert anchors.read_text().splitlines()[number - 1 :] == [half_year.out.strip()]
        assert half_year("report", "BA-02", "--as-of", f"2023-07-{number:02}", "--value", "9") == 0
    assert half_year("check", "--anchor", str(anchors)) == 0
    assert half_year.out.splitlines()[1:] == ["The store goes on from all 2 anchors."]


def test_check_leaves_with_one_where_the_store_does_not_go_on_from_an_anchor(half_year: Command, tmp_path: Path) -> None:
    anchors = str(tmp_path / "anchors.jsonl")
    assert half_year("backup", str(tmp_path / "copy.sqlite")) == 0
    path, line = half_year.out.splitlines()
    assert (path, [line]) == (str(tmp_path / "copy.sqlite"), Path(f"{path}.anchor").read_text().splitlines())
    assert half_year("report", "BA-02", "--as-of", "2023-07-31", "--value", "9") == 0
    assert half_year("anchor", anchors) == 0
    before = Path(anchors).read_bytes()
    assert half_year("restore", str(tmp_path / "copy.sqlite"), "--anchor", anchors) == 0
    assert "2 seals older than the anchor of" in half_year.out
    assert half_year("check") == 0
    assert half_year("check", "--anchor", anchors) == 1
    assert "the end was cut off, or a backup was restored" in half_year.out
    assert half_year("anchor", anchors) == 2
    assert "nothing was appended" in half_year.err
    assert Path(anchors).read_bytes() == before
    assert half_year("check", "--anchor", f"{path}.anchor") == 0


# --- bad input

REPORT = ("report", "BA-02", "--as-of", "2023-07-31", "--value", "9")
BAD = {
    "unknown code": (("report", "BA-99", "--as-of", "2023-07-31", "--value", "9"), "BA-99"),
    "a day out of the calendar": (("report", "BA-02", "--as-of", "2023-02-30", "--value", "9"), "2023-02-30"),
    "a day to come": (("report", "BA-02", "--as-of", "2999-01-01", "--value", "9"), "in the future"),
    "no day": (("report", "BA-02", "--value", "9"), "not a calendar date"),
    "a value that is no number": (("report", "BA-02", "--as-of", "2023-07-31", "--value", "nine"), "nine"),
    "infinity": (("report", "BA-02", "--as-of", "2023-07-31", "--value", "Infinity"), "Infinity"),
    "no value": (("report", "BA-02", "--as-of", "2023-07-31"), "figure is missing"),
    "a negative count": (("report", "BA-02", "--as-of", "2023-07-31", "--value=-1"), "negative"),
    "half a school": (("report", "BA-02", "--as-of", "2023-07-31", "--value", "8.5"), "whole"),
    "a rate above 100": (("report", "BA-04", "--as-of", "2023-07-31", "--value", "101"), "100"),
    "a wrong district": ((*REPORT, "--district", "洛阳市"), "洛阳市"),
    "an unknown plan": ((*REPORT, "--plan", "nowhere"), "nowhere"),
    "status of an unknown plan": (("status", "--plan", "nowhere"), "nowhere"),
    "neither code nor file": (("report",), "--file"),
    "a missing file": (("report", "--file", "missing.csv"), "missing.csv"),
    "a missing plan file": (("load-plan", "missing.yaml"), "missing.yaml"),
    "an unknown option": (("status", "--colour"), "--colour"),
    "an unknown command": (("statuses",), "statuses"),
    "changes since no day": (("changes",), "--since"),
    "changes since a day out of the calendar": (("changes", "--since", "2023-13-01"), "2023-13-01"),
    "status on no day": (("status", "--as-of", "yesterday"), "yesterday"),
    "known at no time": (("status", "--known-at", "25:00"), "25:00"),
    "known before time": (("status", "--known-at", "0001-01-01T00:00:00"), "0001-01-01"),
    "a backup onto a file": (("backup", __file__), "exists"),
    "anchors that are none": (("check", "--anchor", __file__), "is not an anchor"),
    "anchors that are not there": (("check", "--anchor", "nowhere/anchors"), "Cannot read nowhere/anchors"),
    "an anchor in a file of another kind": (("anchor", __file__), "is not an anchor"),
    "a restore from what is none": (("restore", __file__), "not a valid backup"),
    "a restore from nothing": (("restore", "missing.sqlite"), "missing.sqlite"),
}


@pytest.mark.parametrize(("arguments", "word"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line_and_writes_nothing(half_year: Command, arguments: tuple[str, ...], word: str) -> None:
    before = half_year.rows()
    assert half_year(*arguments) == 2
    assert word in half_year.err
    assert half_year.err.count("\n") == 1
    assert half_year.err.endswith("\n")
    assert half_year.out == ""
    assert half_year.rows() == before


def test_without_a_plan_the_reader_is_told_what_to_do(new_store: Command) -> None:
    assert new_store("status") == 2
    assert "python manage.py init" in new_store.err


def test_a_broken_plan_file_is_refused_whole(half_year: Command, tmp_path: Path) -> None:
    before = half_year.rows()
    file = tmp_path / "broken.yaml"
    file.write_text(REAL_PLAN.read_text("utf-8").replace("due: 2023-12-31", "due: 2023-12-32"), "utf-8")
    assert half_year("load-plan", str(file), "--revise") == 2
    assert "2023-12-32" in half_year.err
    assert half_year.err.count("\n") == 1
    assert half_year.rows() == before


def test_sentences_come_in_the_language_of_the_settings(half_year: Command, settings: Callable[..., None]) -> None:
    assert half_year("status", "--plan", "nowhere") == 2
    assert half_year.err.isascii()
    settings(SANBIAO_LANGUAGE="zh")
    assert half_year("status", "--plan", "nowhere") == 2
    assert "没有" in half_year.err


def test_a_setting_that_does_not_fit_is_named(half_year: Command, settings: Callable[..., None]) -> None:
    settings(SANBIAO_LANGUAGE="fr")
    assert half_year("status") == 2
    assert "SANBIAO_LANGUAGE" in half_year.err


def test_an_address_that_is_none_is_named(half_year: Command, settings: Callable[..., None]) -> None:
    settings(DATABASE_URL="mysql://host/name")
    assert half_year("status") == 2
    assert half_year.err.startswith("DATABASE_URL")


def test_a_store_of_a_newer_version_is_refused(half_year: Command) -> None:
    with closing(sqlite3.connect(half_year.path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = half_year.path.read_bytes()
    assert half_year(*REPORT) == 2
    assert "9999" in half_year.err
    assert half_year.err.count("\n") == 1
    assert half_year.path.read_bytes() == before


def test_a_store_in_a_read_only_folder_is_refused(
    half_year: Command, settings: Callable[..., None], public_folder: Path, as_ordinary_user: Callable[[], Any]
) -> None:
    copy = public_folder / "store.sqlite"
    shutil.copyfile(half_year.path, copy)
    before = copy.read_bytes()
    public_folder.chmod(0o555)
    settings(DATABASE_URL=f"sqlite:///{copy.as_posix()}")
    with as_ordinary_user():
        assert half_year(*REPORT) == 2
    assert str(copy) in half_year.err
    assert half_year.err.count("\n") == 1
    assert copy.read_bytes() == before


def test_a_full_disk_is_named_and_nothing_written(half_year: Command, tmp_path: Path) -> None:
    before = half_year.rows()
    file = tmp_path / "many.csv"
    note = "x" * 1000
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range(180)]
    file.write_text("code,as_of,value,note\n" + "".join(f"BA-01,{day},1,{note}\n" for day in days), "utf-8")

    def leave_no_room(connection: Any) -> None:
        if connection.dialect.name == "sqlite":
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    event.listen(Engine, "begin", leave_no_room)
    try:
        assert half_year("report", "--file", str(file)) == 2
    finally:
        event.remove(Engine, "begin", leave_no_room)
    assert "full" in half_year.err
    assert half_year.err.count("\n") == 1
    assert half_year.rows() == before
    assert half_year("report", "--file", str(file)) == 0


# --- as a program


def test_the_program_runs_as_a_module(half_year: Command) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"DATABASE_URL": half_year.url, "SANBIAO_LANGUAGE": "en", "PYTHONIOENCODING": "ascii"}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")

    done = run("status", "--as-of", "2023-06-30", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(strict_json(done.stdout)) == 82
    assert "公办园" in done.stdout
    refused = run("status", "--plan", "nowhere")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1


def test_help_names_every_command(half_year: Command) -> None:
    assert half_year("--help") == 0
    for name in ("init", "plans", "load-plan", "report", "status", "changes", "anchor", "check", "backup", "restore"):
        assert name in half_year.out
