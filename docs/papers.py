"""Pictures of the papers that can be taken away, as LibreOffice prints them: ``python docs/papers.py``.

Needs LibreOffice and poppler's ``pdftoppm``. All pages of a paper are put on one small picture; with ``--into FOLDER`` each page
is kept there, too, large enough to be read.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from components.exhibits.address import Address  # noqa: E402
from components.exhibits.registry import ExhibitBuilder  # noqa: E402
from components.export import papers  # noqa: E402
from models.commands.meetings import hold_meeting, store_decision, store_meeting  # noqa: E402
from models.commands.records import NewDecision, NewMeeting  # noqa: E402
from models.demo import load_demonstration  # noqa: E402
from models.snapshots.snapshot import SnapshotFactory  # noqa: E402
from models.store.engine import open_store  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DAY, LAST = date(2023, 9, 30), date(2023, 8, 31)
#: By paper how many pages stand beside each other, how wide each is in pixels, and the most that are shown.
SHEETS = {"deck.pptx": (3, 520, 18), "briefing.docx": (4, 420, 4), "printed.pdf": (4, 420, 4), "workbook.xlsx": (4, 420, 16)}
#: Pixels between pages, and colours of a picture.
GAP, COLOURS = 6, 96


def make(folder: Path) -> list[Path]:
    """The papers of the demonstration year, with a meeting held before and what it decided."""
    engine = open_store(f"sqlite:///{(folder / 'store.sqlite').as_posix()}")
    load_demonstration(engine)
    base = Address("", "zhengzhou-2023-demo", DAY, LAST)
    number = store_meeting(engine, base.plan, NewMeeting("八月调度会", LAST, date(2023, 7, 31)), "示例")
    hold_meeting(engine, base.plan, number, "示例")
    for what, who, until, district in DECISIONS:
        store_decision(engine, base.plan, NewDecision(number, what, who, until, district=district), "示例")
    builder = ExhibitBuilder(SnapshotFactory(engine), now=datetime.now(UTC))
    made = {
        "deck.pptx": papers.meeting_deck(builder, base, district="410105"),
        "briefing.docx": papers.briefing(builder, base, "docx"),
        "printed.pdf": papers.briefing(builder, base, "pdf"),
        "workbook.xlsx": papers.workbook(builder, base),
    }
    engine.dispose()
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]


#: What, who, until when, about which district.
DECISIONS = (
    ("约谈航空港区，倒排主体封顶工期", "发展规划处", date(2023, 9, 20), "HK"),
    ("公办园投用滞后的区县每周报一次进度", "基础教育处", date(2023, 10, 31), ""),
    ("职教专业群立项材料补齐", "职业教育与成人教育处", date(2023, 10, 15), ""),
)


def printed(files: Sequence[Path], folder: Path) -> list[Path]:
    """The papers as PDF."""
    office = [one for one in files if one.suffix != ".pdf"]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, office)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return [one.with_suffix(".pdf") for one in files]


def pages(pdf: Path, folder: Path) -> list[Path]:
    """Each page as a picture."""
    subprocess.run(["pdftoppm", "-r", "80", "-png", str(pdf), str(folder / pdf.stem)], check=True)
    return sorted(folder.glob(f"{pdf.stem}-*.png"))


def sheet(files: Sequence[Path], across: int, width: int) -> Image.Image:
    """All pages on one picture."""
    drawn = [Image.open(file).convert("RGB") for file in files]
    small = [one.resize((width, round(one.height * width / one.width)), Image.Resampling.LANCZOS) for one in drawn]
    high = max(one.height for one in small)
    down = -(-len(small) // across)
    found = Image.new("RGB", (across * (width + GAP) + GAP, down * (high + GAP) + GAP), "#8A9199")
    for at, one in enumerate(small):
        found.paste(one, (GAP + at % across * (width + GAP), GAP + at // across * (high + GAP)))
    return found.quantize(COLOURS)


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="a folder for each page by itself")
    into = parser.parse_args().into
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as kept:
        folder = Path(kept)
        for pdf, (name, (across, width, most)) in zip(printed(make(folder), folder), SHEETS.items(), strict=True):
            found = pages(pdf, folder)
            sheet(found[:most], across, width).save(PICTURES / f"takeaway-{Path(name).stem}-zh.png", optimize=True)
            for file in found if into else ():
                into.mkdir(parents=True, exist_ok=True)
                file.rename(into / file.name)


if __name__ == "__main__":
    main()
