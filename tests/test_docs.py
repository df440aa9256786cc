"""The guide names what there is: every page, command and setting; every link in it leads to a file."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from models.__main__ import app
from models.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def settings() -> list[str]:
    """The names of the environment variables."""
    fields = Settings.model_fields.items()
    return [str(field.validation_alias or f"SANBIAO_{name.upper()}") for name, field in fields]


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*/*.py")), ids=lambda path: path.stem)
def test_a_page_is_in_the_readme(page: Path) -> None:
    assert f"`{page.relative_to(ROOT).as_posix()}`" in README


@pytest.mark.parametrize("command", sorted(get_command(app).commands))
def test_a_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"`{command}[ `]", README)


@pytest.mark.parametrize("name", settings())
def test_a_setting_is_in_the_readme(name: str) -> None:
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_both_readmes_promise_the_same_commands() -> None:
    other = (ROOT / "docs" / "README.zh.md").read_text("utf-8")
    promised = re.findall(r"```(?:sh|bat)\n(.*streamlit run app.py|.*bin/pytest)\n```", README)
    assert len(promised) == 3
    assert [command for command in promised if command not in other] == []
