"""Time the making of papers and measure its memory: ``python tests/bench/papers.py`` prints a table.

Each paper of the demonstration year is made three times by a process of its own, which starts with nothing loaded. The first one
includes the loading of libraries, the others are the cost on a running server; on a busy machine only the processor time is
reliable. Memory is the peak of the process. Ten people at once request decks of ten districts from one process, and each deck
is checked.
"""

import io
import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[2]
#: Bounds: seconds of the deck of the meeting and megabytes of its process, megabytes of the capsule.
MOST_SECONDS, MOST_MEMORY, MOST_CAPSULE = 3.0, 200, 8.0
PLAN, DAY, SINCE = "zhengzhou-2023-demo", date(2023, 9, 30), date(2023, 8, 31)
DISTRICTS = ("410102", "410103", "410104", "410105", "410106", "410108", "410122", "410181", "ZD", "HK")
PAPERS = ("deck", "district", "docx", "pdf", "xlsx", "dataset", "data_files", "capsule")


def make(what: str, store: str, district: str = "410105") -> bytes:
    """One paper, from the store to its bytes."""
    from components.exhibits.address import Address
    from components.exhibits.registry import ExhibitBuilder
    from components.export import papers
    from models.snapshots.snapshot import SnapshotFactory
    from models.store.engine import open_store

    engine = open_store(f"sqlite:///{store}")
    builder, base = ExhibitBuilder(SnapshotFactory(engine), now=datetime.now(UTC)), Address("", PLAN, DAY, SINCE)
    try:
        match what:
            case "deck":
                return papers.meeting_deck(builder, base, district=district)
            case "district":
                return papers.district_deck(builder, base, district)
            case "docx" | "pdf":
                return papers.briefing(builder, base, what)
            case "xlsx":
                return papers.workbook(builder, base)
            case "dataset":
                return papers.dataset_book(builder, base)
            case "data_files":
                return papers.data_files(builder, base)
        return papers.capsule(builder, base)
    finally:
        engine.dispose()


def child(what: str, store: str) -> None:
    """Make a paper three times and print the result of ``measured``."""
    taken, worked, size = [], [], 0
    for _ in range(3):
        begin = perf_counter()
        size = len(make(what, store))
        taken.append(perf_counter() - begin)
        worked.append(process_time() - sum(worked))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(taken[0], worked[0], min(taken[1:]), memory, size / 1000)


def measured(what: str, store: Path) -> tuple[float, ...]:
    """Measurements of a paper: seconds and processor seconds of the first, seconds of the fastest later one, MB, kB."""
    command = [sys.executable, __file__, what, store.as_posix()]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(map(float, out.split()))


def ten_at_once(store: Path) -> tuple[float, bool]:
    """Seconds until ten people have their decks, and whether each deck is about the requested district."""
    begin = perf_counter()
    with ThreadPoolExecutor(10) as pool:
        decks = list(pool.map(lambda code: make("district", store.as_posix(), code), DISTRICTS))
    taken = perf_counter() - begin
    return taken, all(districts_of(deck) == {code} for deck, code in zip(decks, DISTRICTS, strict=True))


def districts_of(deck: bytes) -> set[str]:
    """The districts named by the shapes of a deck."""
    from pptx import Presentation

    from components.exhibits.address import parse_address
    from components.export.pptx.tags import tagged

    slides = Presentation(io.BytesIO(deck)).slides
    return {parse_address(tag.address).chosen["district"] for slide in slides for _, tag in tagged(slide)}


def main() -> None:
    """Measure and print."""
    from servers import machine, make_store  # not in the children, which load only the modules that papers need

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Path(folder) / "store.sqlite"
        make_store(store, 1)
        found = {what: measured(what, store) for what in PAPERS}
        taken, are_own = ten_at_once(store)
    print(
        f"{machine()}\n\n| paper | first, with loading | its processor time | then | memory | size |\n|---|--:|--:|--:|--:|--:|"
    )
    for what, (first, worked, then, memory, size) in found.items():
        print(f"| {what} | {first:.2f} s | {worked:.2f} s | {then:.2f} s | {memory:.0f} MB | {size:.0f} kB |")
    first, worked, _, memory, _ = found["deck"]
    seconds = f"{first:.2f} s, {worked:.2f} s of the processor (at most {MOST_SECONDS:.0f} s)"
    print(f"\nDeck of the meeting: {seconds}, {memory:.0f} MB (at most {MOST_MEMORY} MB)")
    print(f"Capsule: {found['capsule'][4] / 1000:.2f} MB (at most {MOST_CAPSULE:.0f} MB)")
    print(f"Ten at once: {taken:.1f} s, {'each their own' if are_own else 'MIXED UP'}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    child(*sys.argv[1:]) if len(sys.argv) > 1 else main()
