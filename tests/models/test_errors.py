"""The tree of errors: a class names the cause, and no two classes share a sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import models.errors
from models.errors import SanbiaoError
from models.i18n import read_catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = [path for folder in ("models", "components", "pages") for path in sorted((ROOT / folder).rglob("*.py"))]
#: The meaning of each class, for those once confused with others.
OWN = {
    "UsageError": {"bad_day", "bad_time", "report_or_file", "backup_where", "move_to_itself", "not_a_briefing"},
    "FileError": {"file_unreadable", "file_unwritable", "file_exists"},
    "ExportError": {"bad_address", "no_such_target", "no_such_section", "no_such_district"},
}


def raised() -> Iterator[tuple[str, str]]:
    """The class and the key of every error that the program raises."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(key)), *_]) if name.endswith("Error"):
                    yield name, key


def test_no_sentence_is_said_by_two_classes() -> None:
    classes: dict[str, set[str]] = {}
    for name, key in raised():
        classes.setdefault(key, set()).add(name)
    assert len(classes) > 80
    assert {key: names for key, names in classes.items() if len(names) > 1} == {}


def test_a_command_put_wrongly_a_file_and_an_address_have_classes_of_their_own() -> None:
    found: dict[str, set[str]] = {}
    for name, key in raised():
        found.setdefault(name, set()).add(key)
    assert {name: keys - found[name] for name, keys in OWN.items()} == dict.fromkeys(OWN, set())


def test_no_class_and_no_sentence_is_left_over() -> None:
    names = {node.id for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
    made = {name for name, one in vars(models.errors).items() if isinstance(one, type) and issubclass(one, SanbiaoError)}
    assert made - names == set()
    words = {
        node.value for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)
    }
    keys = {key.removeprefix("error.") for key in read_catalogue(ROOT / "models" / "i18n", "en") if key.startswith("error.")}
    assert keys - words == set()


def test_the_sentence_of_a_file_that_cannot_be_written_speaks_of_no_backup() -> None:
    assert models.errors.FileError("file_unwritable", file="x.xlsx").sentence("zh") == "写不了 x.xlsx：请检查路径和权限。"
    assert "backup" not in models.errors.FileError("file_unwritable", file="x.xlsx").sentence("en")
