"""The house rules that a reader of one file would not see broken: who imports whom, what lies where, how long it is."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCREEN = {"streamlit", "plotly", "pydeck"}
PAGE_LINES, APP_LINES = 80, 60
#: Of models, a page may use only what neither reads nor writes the store.
NOT_FOR_PAGES = {
    "models.tables",
    "models.store.engine",
    "models.queries",
    "models.commands.ledger",
    "models.snapshots.plan_data",
    "models.demo.shipped",
}
NOT_FOR_PAGES |= {
    "models.maintenance.backup",
    "models.store.hash_chain",
    "models.maintenance.integrity",
    "models.store.row_hash",
    "components.cli.maintenance",
    "models.maintenance.transfer",
}


def files(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def own_files() -> list[Path]:
    app = [ROOT / "app.py"] if (ROOT / "app.py").exists() else []
    return [*app, *files("models"), *files("components"), *files("pages"), *files("tests")]


def imports(source: str) -> set[str]:
    """Every module that the source imports, with what is taken from it as ``module.name`` too; nowhere relative."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def tops(source: str) -> set[str]:
    return {name.split(".")[0] for name in imports(source)}


def wrong(folder: str, forbidden: set[str]) -> Iterator[str]:
    """Where a file of the folder imports one of the forbidden modules, or something inside of one."""
    for path in files(folder):
        for name in sorted(imports(path.read_text("utf-8"))):
            if any(name == one or name.startswith(f"{one}.") for one in forbidden):
                yield f"{path.relative_to(ROOT)}: {name}"


def test_imports_are_read_from_the_source() -> None:
    source = "import a.b\nfrom c import d\nif x:\n    def f():\n        import e as g\n"
    assert imports(source) == {"a.b", "c", "c.d", "e"}
    assert tops(source) == {"a", "c", "e"}


def test_the_models_know_nothing_of_screens() -> None:
    assert files("models")
    """But the command line, which like app.py stands over all others, has the exporters make files."""
    assert set(wrong("models", SCREEN | {"components", "pages", "app"})) <= {
        f"components/cli/main.py: components.cli.export{more}" for more in ("", ".export")
    }


def test_a_migration_knows_nothing_of_the_program_that_goes_on() -> None:
    found = files("models/store/migrations/versions")
    assert len(found) >= 6
    allowed = {"alembic", "sqlalchemy"} | sys.stdlib_module_names
    assert {path.name: strange for path in found if (strange := tops(path.read_text("utf-8")) - allowed)} == {}


def test_the_components_know_no_page() -> None:
    assert list(wrong("components", {"pages", "app"})) == []


def test_pages_import_components_streamlit_and_the_pure_parts_of_models() -> None:
    allowed = {"components", "streamlit", "models"} | sys.stdlib_module_names
    strange = {f"{path.relative_to(ROOT)}: {name}" for path in files("pages") for name in tops(path.read_text("utf-8")) - allowed}
    assert strange == set()
    assert list(wrong("pages", NOT_FOR_PAGES | {"sqlmodel", "sqlalchemy", "pages"})) == []


@pytest.mark.parametrize("name", ["charts.py", "maps.py", "drawn_map.py"])
def test_figures_are_made_without_streamlit(name: str) -> None:
    assert "streamlit" not in tops((ROOT / "components" / name).read_text("utf-8"))


def test_only_one_component_reads_the_store_and_those_that_ask_who_is_here() -> None:
    reading = {line.split(":")[0] for line in wrong("components", {"models.store.engine", "sqlalchemy", "sqlmodel"})}
    doors = {"components/session/user.py", *(f"components/server/{name}.py" for name in ("account", "door", "identity"))}
    assert reading <= {"components/session/queries.py", "components/server/lifespan.py"} | doors  # start tries the address


#: What a module of models takes to write the store.
PENS = {"models.store.engine.writing", *(f"sqlalchemy.{verb}" for verb in ("insert", "update", "delete"))}
#: Who writes besides ``components.session.commands``: the first start fills an empty store, and people sign in and out.
OTHER_WRITERS = {
    "components/session/queries.py": {"models.demo.shipped.load_shipped", "models.demo.load_demonstration"},
    "components/session/user.py": {"models.commands.sign_in.sign_out"},
    "components/server/account_pages.py": {
        f"models.commands.sign_in.{name}" for name in ("change_password", "sign_in", "sign_out")
    },
}


def taken(tree: ast.Module) -> dict[str, str]:
    """What a source takes from other modules, by the name it has there."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def uses(sources: Iterable[Path]) -> dict[str, set[str]]:
    """For everything at the top of each module, by its dotted name, what it names: of its own module and of others."""
    found: dict[str, set[str]] = {}
    for path in sources:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text("utf-8"))
        names = taken(tree)
        own = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        names |= {node.name: f"{module}.{node.name}" for node in own}
        for node in own:
            spoken = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            found[f"{module}.{node.name}"] = {names[name] for name in spoken & set(names)}
        found |= {f"{module}.{name}": {whole} for name, whole in names.items() if path.name == "__init__.py"}
    return found


def writers(found: dict[str, set[str]]) -> set[str]:
    """Who takes a pen, and who names one that does."""
    known = set(PENS)
    while more := {name for name, named in found.items() if named & known} - known:
        known |= more
    return known - PENS


def test_writers_are_found_through_whomever_they_ask() -> None:
    found = writers(uses(files("models")))
    direct = {
        "models.commands.ledger.store_plan",
        "models.commands.accounts.store_account",
        "models.commands.sign_in.sign_in",
        "models.commands.meetings.store_meeting",
    }
    through = {"models.imports.batch.commit", "models.imports.batch.effects", "models.demo.shipped.load_shipped"}
    reads = {
        "models.analysis.schedule_variance.work_changes",
        "models.commands.accounts.read_accounts",
        "models.snapshots.plan_data.read_standings",
    }
    assert direct | through | {"models.demo.load_demonstration"} <= found
    assert not reads & found
    assert "models.analysis.schedule_variance" not in {name.rpartition(".")[0] for name in found}


def test_only_one_component_writes_the_store() -> None:
    found = writers(uses(files("models")))
    modules = {name.rpartition(".")[0] for name in found}
    writing = {
        path.relative_to(ROOT).as_posix(): own
        for path in (*files("components"), *files("pages"))
        if (own := set(taken(ast.parse(path.read_text("utf-8"))).values()) & (found | modules))
    }
    assert writing.pop("components/session/commands.py")
    assert writing == OTHER_WRITERS


def test_the_folder_of_data_is_no_package() -> None:
    assert list((ROOT / "data").rglob("*.py")) == []
    assert [path for path in own_files() if "data" in tops(path.read_text("utf-8"))] == []


def test_only_the_frame_lies_directly_under_pages() -> None:
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["frame.py"]


def test_no_folder_of_tests_is_a_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_pages_and_the_app_are_short() -> None:
    limits = dict.fromkeys(files("pages"), PAGE_LINES)
    if (ROOT / "app.py").exists():
        limits[ROOT / "app.py"] = APP_LINES
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in limits}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > limits[path]} == {}
