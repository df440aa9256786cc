"""The guide names what there is: every page, command, setting and data file; every link in it leads to a file."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command
from typer.main import get_command

from components.cli.main import app
from components.i18n.text import Text
from docs import accessibility, pictures
from models.config import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
TWIN = (ROOT / "docs" / "README.zh.md").read_text("utf-8")
FRAME = (ROOT / "pages" / "layout.py").read_text("utf-8")
#: The parts of both, in their order, in which a newcomer, a clerk, a presenter and an administrator find their way.
PARTS = {
    "Start": "启动",
    "What to click first": "先点什么",
    "Your own plan": "换成自己的计划",
    "A clerk's month": "填报人员：每月一次",
    "Before a meeting": "开会之前",
    "For the administrator": "管理员",
    "Command line": "命令行",
    "Settings": "设置",
    "Contributing": "参与开发",
}
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def settings() -> list[str]:
    """The names of the environment variables."""
    fields = Settings.model_fields.items()
    return [str(field.validation_alias or f"SANBIAO_{name.upper()}") for name, field in fields]


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*/*.py")), ids=lambda path: path.stem)
def test_a_page_is_in_the_readme(page: Path) -> None:
    assert f"`{page.relative_to(ROOT).as_posix()}`" in README


def commands(group: Command, words: str = "") -> Iterator[str]:
    """Every command, those of a group behind its name."""
    for name, one in sorted(getattr(group, "commands", {}).items()):
        own = list(commands(one, f"{words}{name} "))
        yield from own or [words + name]


def parts(document: str) -> list[str]:
    return re.findall(r"^## (.+)$", document, re.M)


@pytest.mark.parametrize("command", list(commands(get_command(app))))
@pytest.mark.parametrize("document", [README, TWIN], ids=["en", "zh"])
def test_a_command_is_in_both_readmes(command: str, document: str) -> None:
    assert re.search(rf"`{command}[ `]", document)


@pytest.mark.parametrize("name", settings())
@pytest.mark.parametrize("document", [README, TWIN], ids=["en", "zh"])
def test_a_setting_is_in_both_readmes(name: str, document: str) -> None:
    assert f"| `{name}` |" in document


@pytest.mark.parametrize("label", re.findall(r'st\.Page\(.+?title=t\("(nav\.\w+)"', FRAME, re.S))
def test_a_page_is_in_both_readmes_by_its_name(label: str) -> None:
    name = Text("zh")(label)
    assert f"| {name} `pages/" in README
    assert f"| {name} |" in TWIN


def test_both_readmes_have_the_same_parts_in_the_same_order() -> None:
    assert [PARTS[one] for one in parts(README) if one in PARTS] == [one for one in parts(TWIN) if one in PARTS.values()]
    assert [one for one in parts(README) if one in PARTS] == list(PARTS)
    assert parts(README)[-1] == "Contributing"


def test_every_data_file_is_described_and_every_description_has_its_file() -> None:
    data = ROOT / "data"
    with (data / "files.csv").open(encoding="utf-8", newline="") as file:
        described = [row["path"] for row in csv.DictReader(file)]
    there = {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()}
    kept = {name for name in there if not name.startswith(("store/", ".")) and "__pycache__" not in name and name != "files.csv"}
    assert sorted(described) == sorted(kept)


def test_every_description_of_a_data_file_is_whole() -> None:
    with (ROOT / "data" / "files.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, restkey="more"):
            assert all(value and value.strip() for value in row.values()), row["path"]
            assert "more" not in row, row["path"]


def test_every_guide_is_found_from_the_readme() -> None:
    guides = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")} - {"docs/README.zh.md"}
    assert {one for one in guides if f"]({one})" not in README} == set()
    assert "](docs/README.zh.md)" in README
    assert "](../README.md)" in TWIN


def test_every_picture_of_the_screen_is_made_by_the_script_and_shown() -> None:
    """Those of papers, which begin with ``takeaway``, are no pictures of the screen."""
    there = {path.name for path in pictures.PICTURES.glob("*") if not path.name.startswith("takeaway")}
    shown = {Path(link).name for path in DOCUMENTS for link in re.findall(r"!\[[^]]*\]\(([^)]+)\)", path.read_text("utf-8"))}
    assert there == {f"{one[0]}.png" for one in pictures.WANTED}
    assert there <= shown


def test_the_report_of_axe_names_every_page_and_nothing_of_ours() -> None:
    report = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
    assert re.findall(r"^\| (\w+) \| none", report, re.M) == accessibility.PAGES
    assert "**" not in report
    assert all(f"| {rule} |" in report for rule in accessibility.OF_STREAMLIT)
    assert "nobody yet" not in report


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_both_readmes_promise_the_same_commands() -> None:
    promised = re.findall(r"```(?:sh|bat)\n(.*streamlit run app.py|.*bin/pytest)\n```", README)
    assert len(promised) == 3
    assert [command for command in promised if command not in TWIN] == []
