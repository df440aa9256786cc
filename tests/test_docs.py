"""The documents describe what exists, and nothing else.

Every page, command, option, setting, column, table, status word and data file is described; every link leads to a file and
every document is found from README; the tutorial shows the program's own output.
"""

import csv
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click import Command
from typer.main import get_command

from components.cli.main import app, main
from components.i18n.text import Text
from components.theme import MARKS
from docs import accessibility, data_model, pictures
from models.config import Settings
from models.i18n import word
from models.imports.lists import FACTS, NEEDED, list_columns
from models.imports.report_rows import COLUMNS as REPORT_COLUMNS
from models.imports.sheet_layouts import sheet_layouts
from models.plan.view import Terms
from models.status import Flag, Status, TargetKind, Word

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text("utf-8")
TWIN = (DOCS / "README.zh.md").read_text("utf-8")
FRAME = (ROOT / "pages" / "layout.py").read_text("utf-8")
#: The parts of README and of its twin, in their order.
PARTS = {
    "Start": "启动",
    "What to click first": "先点什么",
    "Pages": "页面",
    "Documentation": "文档",
    "Contributing": "参与开发",
}
#: Topics for a clerk, a presenter, a planner and an administrator in Chinese.
DAILY_WORK = ("填报：每月一次", "填错了怎么办", "开会之前", "会上", "换成自己的计划", "管理员")
BESIDE = [ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING", "SECURITY")]
DOCUMENTS = sorted([*BESIDE, *DOCS.rglob("*.md")])
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read(*parts: str) -> str:
    """Return a document below ``docs``."""
    return DOCS.joinpath(*parts).read_text("utf-8")


def name_of(document: Path) -> str:
    """Return the path of a document as tests are called."""
    return document.relative_to(ROOT).as_posix()


def parts(document: str) -> list[str]:
    """Return the headings of the second level."""
    return re.findall(r"^## (.+)$", document, re.M)


def part(document: str, heading: str) -> str:
    """Return the text below one heading of the second level."""
    (found,) = re.findall(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", document, re.M | re.S)
    return str(found)


def rows(document: str, first: str) -> list[list[str]]:
    """Return the cells of the rows of tables whose first cell is ``first``; a bar within code is no separator."""
    found = re.findall(rf"^\| {re.escape(first)} \|.*$", document, re.M)
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in found]


# --- README and its twin


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*/*.py")), ids=lambda path: path.stem)
def test_a_page_is_in_the_readme(page: Path) -> None:
    assert f"`{page.relative_to(ROOT).as_posix()}`" in README


@pytest.mark.parametrize("label", re.findall(r'st\.Page\(.+?title=t\("(nav\.\w+)"', FRAME, re.S))
def test_a_page_is_in_both_readmes_by_its_name_with_a_question(label: str) -> None:
    name = Text("zh")(label)
    assert re.search(rf"^\| {name} `pages/[\w/.]+` \| \S.{{10,}} \|$", README, re.M)
    assert re.search(rf"^\| {name} \| \S.{{5,}} \|$", TWIN, re.M)


def test_both_readmes_have_the_same_parts_in_the_same_order() -> None:
    assert parts(README) == list(PARTS)
    assert parts(TWIN) == list(PARTS.values())


def test_both_readmes_promise_the_same_commands() -> None:
    promised = re.findall(r"```(?:sh|bat)\n(.*streamlit run app.py|.*bin/pytest)\n```", README)
    assert len(promised) == 3
    assert [command for command in promised if command not in TWIN] == []


def test_what_ci_runs_is_the_command_that_readme_promises() -> None:
    (wanted,) = re.findall(r"grep -m1 '(.+)' README.md", (ROOT / ".ci" / "run").read_text("utf-8"))
    (line,) = [line for line in README.splitlines() if wanted in line]
    assert line in (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()


def test_every_check_that_ci_runs_is_described() -> None:
    run = re.findall(r"^\.venv/bin/(.+)$", (ROOT / ".ci" / "run").read_text("utf-8"), re.M)
    described = part((ROOT / "CONTRIBUTING.md").read_text("utf-8"), "What CI runs")
    assert run
    assert [one for one in run if f"`{one.removesuffix(' .')}`" not in described] == []


def test_both_readmes_lead_to_the_same_documents() -> None:
    def links(document: Path) -> set[Path]:
        found = re.findall(r"\]\((?!https?:|#)([^)#]+\.md|[^)#]*LICENSE)", document.read_text("utf-8"))
        return {(document.parent / link).resolve() for link in found} - {ROOT / "README.md", DOCS / "README.zh.md"}

    assert links(ROOT / "README.md") == links(DOCS / "README.zh.md")


def test_daily_work_is_described_in_chinese() -> None:
    assert parts(read("how-to", "daily-work.zh.md")) == list(DAILY_WORK)


# --- commands and settings, in both languages


def commands(group: Command, words: str = "") -> Iterator[tuple[str, Command]]:
    """Yield every command by its name, those of a group behind the group's name."""
    for name, one in sorted(getattr(group, "commands", {}).items()):
        own = list(commands(one, f"{words}{name} "))
        yield from own or [(words + name, one)]


COMMANDS = dict(commands(get_command(app)))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_described_in_both_languages(command: str) -> None:
    lines = re.findall(rf"^\| `{command}[ `].*$", read("reference", "commands.md"), re.M)
    assert lines
    for line in lines:
        english, chinese = [cell.strip() for cell in line.strip("|").split("|")][-2:]
        assert len(english) > 15
        assert CHINESE.search(chinese)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_described(command: str) -> None:
    options = {name for one in COMMANDS[command].params for name in one.opts if name.startswith("--")}
    assert {name for name in options if not re.search(rf"`{name}[ `]", read("reference", "commands.md"))} <= {"--help"}


def test_no_option_is_described_that_no_command_has() -> None:
    known = {name for one in COMMANDS.values() for param in one.params for name in param.opts}
    assert set(re.findall(r"`(--[a-z-]+)", read("reference", "commands.md"))) - known - {"--help"} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_that_a_document_shows_can_be_given(document: Path) -> None:
    """The command with its options; text after a hash, a pipe or the end of code is not part of it."""
    strange = []
    for line in re.findall(r"manage\.py ([a-z][^`#|\"'\n]*)", document.read_text("utf-8")):
        words = line.split()
        name = next((name for name in COMMANDS if words[: len(name.split())] == name.split()), "")
        group = any(name.startswith(f"{words[0]} ") for name in COMMANDS) and len(words) == 1
        known = {one for param in COMMANDS[name].params for one in param.opts} if name else set()
        options = {word.strip("[]().,;") for word in words if word.startswith("--")} - {"--help"}
        strange += [line] if not (name or group) or options - known else []
    assert strange == []


def settings() -> list[str]:
    """Return the names of the environment variables."""
    fields = Settings.model_fields.items()
    return [str(field.validation_alias or f"SANBIAO_{name.upper()}") for name, field in fields]


@pytest.mark.parametrize("name", settings())
def test_a_setting_is_described_once_in_both_languages(name: str) -> None:
    ((_, english, chinese, *_),) = rows(read("reference", "settings.md"), f"`{name}`")
    assert len(english) > 10
    assert CHINESE.search(chinese)


def test_no_setting_is_described_that_there_is_not() -> None:
    assert set(re.findall(r"^\| `(SANBIAO_\w+|DATABASE_URL)`", read("reference", "settings.md"), re.M)) == set(settings())


# --- columns, status words, tables

#: A plan with a stage and a step, whose names are recognised in the headers that come from the plan.
VIEW: Any = SimpleNamespace(
    head=SimpleNamespace(terms=Terms({"stages": (("built", "▷", "▷"),), "steps": (("applied", "▷", "▷"),)})),
    gates=lambda: {"RE-02": ("draft",)},
)
LISTS = {
    "projects": "List of school projects",
    "programmes": "List of vocational programmes",
    "quotas": "List of recruitment quotas",
}
DATED = ("_baseline", "_forecast", "_actual")


@pytest.mark.parametrize("form", FACTS)
def test_every_column_of_a_list_is_described_once(form: str) -> None:
    described = part(read("reference", "columns.md"), LISTS[form])
    for column in list_columns(VIEW, form):
        if not column.field.endswith(DATED):
            ((_, chinese, english, needed, _),) = rows(described.split("###")[0], f"`{column.field}`")
            assert (chinese, english) == (column.zh, column.en)
            assert (column.field in NEEDED[form]) == (needed == "yes")


def test_every_milestone_of_a_project_is_described_with_its_three_dates() -> None:
    described = part(read("reference", "columns.md"), LISTS["projects"])
    steps = {
        column.field.removesuffix("_actual") for column in list_columns(VIEW, "projects") if column.field.endswith("_actual")
    }
    for step in steps:
        assert rows(described, f"`{step}`") == [[f"`{step}`", word("milestone", step, "zh"), word("milestone", step, "en")]]
    for column in list_columns(VIEW, "projects"):
        assert not column.field.startswith("started_") or f"`{column.field}` {column.zh}" in described


@pytest.mark.parametrize("form", sheet_layouts(VIEW), ids=lambda form: str(form.name))
def test_every_column_of_a_sheet_is_described(form: Any) -> None:
    ((_, described),) = rows(read("reference", "columns.md"), f"{form.zh} {form.en}")
    fixed = [column for column in form.columns if "▷" not in column.zh and not column.field.endswith(DATED[1:])]
    wanted = [f"{column.zh} {column.en}" for column in fixed]
    if form.name == "gates":
        wanted += ["预计日期 Expected", "实际日期 Actual"]
    assert [words for words in wanted if words not in described] == []


def test_every_column_of_a_file_of_reports_is_described() -> None:
    described = part(read("reference", "columns.md"), "Reports: CSV for `report --file`")
    assert [name for name in REPORT_COLUMNS if f"`{name}`" not in described] == []


@pytest.mark.parametrize("status", Status)
def test_a_status_is_described_with_its_words_and_mark(status: Status) -> None:
    ((_, english, chinese, mark, _, counted),) = rows(part(read("reference", "status.md"), "Statuses"), f"`{status.value}`")
    assert (english, chinese) == (word("status", status, "en"), word("status", status, "zh"))
    assert mark == MARKS.get(status, "–")
    assert counted == ("k and n" if status.is_good else "n" if status.is_counted else "neither")


@pytest.mark.parametrize(
    ("heading", "group", "words"),
    [
        ("Words for what is not known", "word", [one for one in Word if one.value not in set(Status)]),
        ("Flags", "flag", list(Flag)),
        ("Kinds of targets", "target_kind", list(TargetKind)),
        ("Origin and grade of figures", "origin", ["published", "reported", "demo", "plan"]),
    ],
)
def test_the_words_about_a_status_are_those_of_the_program(heading: str, group: str, words: list[str]) -> None:
    described = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|", part(read("reference", "status.md"), heading), re.M)
    assert described == [(str(one), word(group, str(one), "en"), word(group, str(one), "zh")) for one in words]


def test_the_picture_of_the_tables_is_the_one_that_the_tables_make() -> None:
    """Compare the data model with the tables; to update it: ``python -m docs.data_model``."""
    assert data_model.diagram() in read("explanation", "data-model.md")


def test_every_table_is_described_once() -> None:
    described = re.findall(r"^\| `(\w+)` \| \S.+ \|$", read("explanation", "data-model.md"), re.M)
    assert sorted(described) == sorted(data_model.every_table())


# --- the tutorial


def sessions(document: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of the console blocks with the lines that follow it."""
    for block in re.findall(r"^```console\n(.*?)^```$", document, re.M | re.S):
        for said in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *lines = said.splitlines()
            yield command, lines


def test_the_program_prints_what_the_tutorial_says(
    tmp_path: Path, settings: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tutorial = read("tutorial", "ten-minute-plan.md")
    (variables,) = re.findall(r"^```ini\n(.*?)^```$", tutorial, re.M | re.S)
    (plan,) = re.findall(r"^```yaml\n(.*?)^```$", tutorial, re.M | re.S)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lakeside.yaml").write_text(plan, "utf-8")
    settings(**dict(line.split("=", 1) for line in variables.splitlines()))
    found = list(sessions(tutorial))
    assert len(found) > 8
    for command, lines in found:
        assert command.startswith("python manage.py ")
        main(command.split()[2:])
        out, error = capsys.readouterr()
        assert [line.rstrip() for line in (out + error).splitlines() if line.strip()] == lines, command


# --- documents, links and files


def test_every_document_is_found_from_the_readme() -> None:
    documents = {name_of(path) for path in DOCUMENTS} - {"README.md"}
    assert {one for one in documents if f"]({one})" not in README} == set()
    assert "](LICENSE)" in README
    assert "](../README.md)" in TWIN


def test_every_document_stands_in_its_room() -> None:
    """Every document except the readme, the guide of ``deploy`` and the reports that scripts write."""
    rooms = {"tutorial", "how-to", "reference", "explanation", "deploy"}
    reports = {"performance.md", "accessibility.md", "mutation.md", "clean-machine.md"}
    assert {path.parent.name for path in DOCS.rglob("*.md") if path.parent != DOCS} == rooms
    assert {path.name for path in DOCS.glob("*.md")} == {"README.zh.md"} | reports


def anchors(document: Path) -> set[str]:
    """Return the anchors of the headings, as the platforms that show Markdown make them."""
    text = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.S)
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", head).lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_of_a_document_leads_to_a_file_and_a_heading(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", document.read_text("utf-8"))
    broken = []
    for file, anchor in links:
        target = document.parent / file if file else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{file}#{anchor}")
    assert broken == []


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if path.name != "mutation.md"], ids=name_of)
def test_every_file_that_a_document_names_exists_and_has_what_is_named(document: Path) -> None:
    """Check that a name behind a colon is a function or class of the file. Capitals are placeholders."""
    named = re.findall(r"`((?:models|components|pages|tests|docs|data)/[\w./@-]*)(?::(\w+))?`", document.read_text("utf-8"))
    missing = []
    for path, name in named:
        if re.search(r"[A-Z]{3,}", path.removesuffix("README.md")) or path.startswith(("data/store", "data/geography/my-")):
            continue
        file = ROOT / path
        if not file.exists() or (name and not re.search(rf"^(?:def|class) {name}\b", file.read_text("utf-8"), re.M)):
            missing.append(f"{path}:{name}")
    assert missing == []


def test_the_folders_that_contributing_names_are_those_that_there_are() -> None:
    document = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    there = {
        f"{top}/{folder.name}/"
        for top in ("models", "components")
        for folder in (ROOT / top).iterdir()
        if folder.is_dir() and any(folder.glob("*.py"))
    }
    named = set(re.findall(r"`((?:models|components)/\w+/)`", part(document, "Where things belong")))
    assert there == named


def test_the_floors_that_contributing_names_are_those_that_are_checked() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (layers,) = [one["layers"] for one in linter["contracts"] if one["type"] == "layers"]
    floors: dict[str, int] = {}
    document = part((ROOT / "CONTRIBUTING.md").read_text("utf-8"), "Where things belong")
    for floor, models, components in re.findall(r"^\| (\d+) \| (.*?) ?\| (.*?) ?\|$", document, re.M):
        for top, names in (("models", models), ("components", components)):
            floors |= {f"{top}.{name.strip()}": int(floor) for name in names.split(",") if name.strip() and "`" not in name}
    order = [{one.strip() for one in layer.split("|")} for layer in reversed(layers)]
    assert set(floors) == set().union(*order)
    highest = [max(floors[one] for one in layer) for layer in order]
    lowest = [min(floors[one] for one in layer) for layer in order]
    assert all(below <= above for below, above in zip(highest, lowest[1:], strict=False))


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


def test_every_picture_of_the_screen_is_made_by_the_script_and_shown() -> None:
    """Check the pictures; those of papers, named ``takeaway…``, are not pictures of the screen."""
    there = {path.name for path in pictures.PICTURES.glob("*") if not path.name.startswith("takeaway")}
    shown = {Path(link).name for path in DOCUMENTS for link in re.findall(r"!\[[^]]*\]\(([^)]+)\)", path.read_text("utf-8"))}
    assert there == {f"{one[0]}.png" for one in pictures.WANTED}
    assert there <= shown


def test_the_report_of_axe_names_every_page_and_nothing_of_ours() -> None:
    report = read("accessibility.md")
    assert re.findall(r"^\| (\w+) \| none", report, re.M) == accessibility.PAGES
    assert "**" not in report
    assert all(f"| {rule} |" in report for rule in accessibility.OF_STREAMLIT)
    assert "nobody yet" not in report


# --- the version


def test_the_newest_version_of_the_changelog_is_that_of_the_program() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", changelog, re.M)
    assert versions[0] == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert parts(changelog) == ["[Unreleased]", *re.findall(r"^## (\[\d.+)$", changelog, re.M)]
    assert set(re.findall(r"^### (.+)$", changelog, re.M)) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert f"| {versions[0].rpartition('.')[0]} (newest) | yes |" in (ROOT / "SECURITY.md").read_text("utf-8")


def test_the_licence_is_the_one_that_the_program_names() -> None:
    licence = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["license"]
    assert (ROOT / "LICENSE").read_text("utf-8").startswith(f"{licence} License")
