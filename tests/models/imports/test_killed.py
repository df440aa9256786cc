"""The power fails during an import: the store is sound afterwards, with all of its rows or none.

How often it fails says the environment variable KILLS.
"""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, text

from models.commands.ledger import store_plan
from models.config import ROOT
from models.imports.batch import ImportBatch, stage
from models.maintenance.integrity import find_damage
from models.plan.file import PlanFile
from models.store.engine import open_store

KILLS = int(os.environ.get("KILLS", "8"))
ROWS, PLAN, FIRST = 5_000, "zhengzhou-2023", date(2023, 1, 1)
#: For each address that it reads, a process of its own that commits; nobody else gets its number before the answer is read.
COMMIT = """
import os, pickle, sys
from models.imports.batch import commit
from models.store.engine import reach_store

with open(sys.argv[1], "rb") as file:
    intake = pickle.load(file)
for url in sys.stdin:
    writer = os.fork()
    if not writer:
        engine = reach_store(url.strip())
        engine.connect().close()
        print(os.getpid(), flush=True)
        commit(engine, intake, author="killed")
        print("done", flush=True)
        os._exit(0)
    sys.stdin.readline()
    os.waitpid(writer, 0)
    print("over", flush=True)
"""


@pytest.fixture
def intake(real_plan_store: Engine, real_plan: PlanFile) -> ImportBatch:
    """Five thousand new figures."""
    districts = [one.code for one in real_plan.plan.districts]
    lines = ["指标编码,区县,截至日期,数值"]
    for number in range(ROWS):
        day = FIRST + timedelta(days=number // len(districts))
        lines.append(f"BA-01,{districts[number % len(districts)]},{day},{min(number // len(districts), 50)}")
    looked = stage(real_plan_store, PLAN, [("many.csv", "\n".join(lines).encode())], today=date(2024, 12, 31))
    assert looked.counted("new") == len(looked.kept()) == ROWS
    return looked


class Writers:
    """Writers that are killed one after the other."""

    def __init__(self, file: Path) -> None:
        command = [sys.executable, "-c", COMMIT, str(file)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._give, self._answers = self._process.stdin, self._process.stdout

    def write(self, url: str, *, kill_after: float | None = None) -> tuple[bool, float]:
        """True if a writer reported completion, and the seconds until it did or was killed."""
        self._say(url)
        writer, began, done = int(self._answers.readline()), time.perf_counter(), False
        if kill_after is None:
            done = self._answers.readline() == "done\n"
        else:
            time.sleep(kill_after)
            os.kill(writer, signal.SIGKILL)
        taken = time.perf_counter() - began
        self._say("next")
        while (answer := self._answers.readline()) != "over\n":
            done = done or answer == "done\n"
        return done, taken

    def _say(self, words: str) -> None:
        self._give.write(words + "\n")
        self._give.flush()

    def close(self) -> None:
        self._give.close()
        self._process.wait(timeout=30)
        self._answers.close()


@pytest.fixture
def writers(intake: ImportBatch, tmp_path: Path) -> Iterator[Writers]:
    """A process that starts writers of the import."""
    file = tmp_path / "intake.pickle"
    file.write_bytes(pickle.dumps(intake))
    made = Writers(file)
    yield made
    made.close()


def recorded(url: str) -> tuple[int, int]:
    """The rows and the batches of the killed process; the store has no damage."""
    engine = open_store(url)
    with engine.connect() as connection:
        rows = connection.scalar(text("SELECT count(*) FROM report"))
        batches = connection.scalar(text("SELECT count(*) FROM batch WHERE author = 'killed'"))
    assert find_damage(engine, "zh") == []
    engine.dispose()
    return int(rows or 0), int(batches or 0)


def test_a_store_is_whole_whenever_its_writer_is_killed(databases: Any, writers: Writers, real_plan: PlanFile) -> None:
    def fresh() -> Any:
        return databases.copy("real_plan", lambda engine: store_plan(engine, real_plan, author="test", name="plan.yaml"))

    with fresh() as url:
        done, takes = writers.write(url)
        assert done
        assert recorded(url) == (ROWS, 1)
    random, found = Random(KILLS), []
    for turn in range(KILLS):
        with fresh() as url:
            done, _ = writers.write(url, kill_after=random.uniform(0, 1.1 * takes) if turn else 0)
            found.append(recorded(url))
            if done:
                assert found[-1] == (ROWS, 1), "what was said to be done stays done"
    whole, nothing = found.count((ROWS, 1)), found.count((0, 0))
    sys.stderr.write(f"{databases.name}: a commit takes {takes:.2f} s; {whole} killed too late, {nothing} in time\n")
    assert whole + nothing == KILLS, found
    assert nothing, "no kill came in time"
