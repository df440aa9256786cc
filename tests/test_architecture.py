"""House rules that a reader of one file would not see broken: imports, places, lengths.

Floors and forbidden imports of models/ and components/ are contracts of import-linter in ``pyproject.toml``.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent
PAGE_LINES, APP_LINES, FILE_LINES, FUNCTION_LINES = 80, 60, 400, 60
#: Packages that a page does not import: they reach the store.
NOT_FOR_PAGES = {
    "models.commands",
    "models.maintenance",
    "models.queries",
    "models.snapshots",
    "models.store",
    "models.tables",
    "models.auth.passwords",
    "pages",
    "sqlalchemy",
    "sqlmodel",
}
#: Names that a module imports to write to the store.
PENS = {"models.store.engine.writing", *(f"sqlalchemy.{verb}" for verb in ("insert", "update", "delete"))}
#: Packages whose modules write.
WRITERS = {"models.commands", "models.imports", "models.demo", "models.maintenance", "models.store"}


def files(*folders: str) -> list[Path]:
    """Every Python file of some folders."""
    return sorted(path for one in folders for path in (ROOT / one).rglob("*.py") if "__pycache__" not in path.parts)


def own_files() -> list[Path]:
    """Every Python file of the project."""
    return [ROOT / "app.py", ROOT / "manage.py", *files("models", "components", "pages", "tests")]


def imports(source: str) -> set[str]:
    """Every module that the source imports, also with the imported names as ``module.name``; nowhere relative."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def tops(source: str) -> set[str]:
    """The packages that a source imports."""
    return {name.split(".")[0] for name in imports(source)}


def wrong(folder: str, forbidden: set[str]) -> Iterator[str]:
    """Imports of a forbidden module, or of something inside one, in the files of a folder."""
    for path in files(folder):
        for name in sorted(imports(path.read_text("utf-8"))):
            if any(name == one or name.startswith(f"{one}.") for one in forbidden):
                yield f"{path.relative_to(ROOT)}: {name}"


def test_imports_are_read_from_the_source() -> None:
    source = "import a.b\nfrom c import d\nif x:\n    def f():\n        import e as g\n"
    assert imports(source) == {"a.b", "c", "c.d", "e"}
    assert tops(source) == {"a", "c", "e"}


def test_every_contract_of_the_floors_is_kept() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == EXIT_STATUS_SUCCESS


def test_every_package_is_on_a_floor() -> None:
    contracts = (ROOT / "pyproject.toml").read_text("utf-8")
    packages = {
        f"{top}.{path.stem}" for top in ("models", "components") for path in (ROOT / top).iterdir() if path.stem[0] != "_"
    }
    assert {one for one in packages if f"{one} " not in contracts and f'{one}"' not in contracts} == set()


def test_a_migration_knows_nothing_of_the_program_that_goes_on() -> None:
    found = files("models/store/migrations/versions")
    assert len(found) >= 6
    allowed = {"alembic", "sqlalchemy"} | sys.stdlib_module_names
    assert {path.name: strange for path in found if (strange := tops(path.read_text("utf-8")) - allowed)} == {}


def test_pages_import_components_streamlit_and_the_pure_parts_of_models() -> None:
    allowed = {"components", "streamlit", "models"} | sys.stdlib_module_names
    strange = {f"{path.relative_to(ROOT)}: {name}" for path in files("pages") for name in tops(path.read_text("utf-8")) - allowed}
    assert strange == set()
    assert list(wrong("pages", NOT_FOR_PAGES)) == []


def test_the_components_know_no_page() -> None:
    assert list(wrong("components", {"pages", "app"})) == []


def test_whoever_takes_a_pen_is_in_a_package_that_writes() -> None:
    writing = {path for path in files("models", "components", "pages") if imports(path.read_text("utf-8")) & PENS}
    packages = {".".join(path.relative_to(ROOT).parts[:2]) for path in writing}
    assert "models.commands" in packages
    assert packages <= WRITERS


def test_the_folder_of_data_is_no_package() -> None:
    assert list((ROOT / "data").rglob("*.py")) == []
    assert [path for path in own_files() if "data" in tops(path.read_text("utf-8"))] == []


def test_only_the_layout_is_directly_under_pages() -> None:
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["layout.py"]


def test_no_folder_of_tests_is_a_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_pages_and_the_app_are_short() -> None:
    limits = dict.fromkeys(files("pages"), PAGE_LINES) | {ROOT / "app.py": APP_LINES}
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in limits}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > limits[path]} == {}


def test_no_file_and_no_function_is_long() -> None:
    long = {}
    for path in own_files():
        if "versions" in path.parts:  # a migration is a record of what was done to stores, and is not edited
            continue
        source, name = path.read_text("utf-8"), path.relative_to(ROOT).as_posix()
        if path.parent != ROOT / "tests" and "tests" not in path.parts and source.count("\n") > FILE_LINES:
            long[name] = source.count("\n")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{name}:{node.name}"] = lines
    assert long == {}
