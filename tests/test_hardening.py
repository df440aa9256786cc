"""Actions forbidden everywhere: executing input, and keeping a secret where all can read it."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Modules that execute what they read, or whose readers do.
RUNNING = {"pickle", "cPickle", "shelve", "marshal", "dill", "joblib", "code", "codeop", "xmlrpc", "telnetlib", "ftplib"}
#: Calls that execute words, by their full name or their last part.
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "tempfile.mktemp", "pd.read_pickle", "pd.eval"}
#: The one place that runs another program, always our own reader with a list of words.
MAY_RUN = {"models/imports/reader.py", "models/imports/plan_document.py"}
SECRETS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "key of a cloud": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "token of a forge": r"\b(gh[pousr]_[A-Za-z0-9]{30,}|glpat-[A-Za-z0-9_-]{20,})\b",
    "token of a chat": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "web token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "password in an address": r"\b(postgresql|postgres|mysql|redis|https?)://(?!user:secret@)[^\s:/@'\"{}<>]+:[^\s/@'\"{}<>]{3,}@",
    "password that is set": r"(?im)^\s*[A-Z_]*(PASSWORD|SECRET|TOKEN|API_KEY)\s*=\s*[\"'][^\"'{}$\s]{8,}[\"']",
}


def sources() -> list[Path]:
    """Every file of the product."""
    found = [path for folder in ("models", "components", "pages") for path in (ROOT / folder).rglob("*.py")]
    return sorted([ROOT / "app.py", *found])


def name_of(call: ast.expr) -> str:
    """The dotted name of the called function; of anything else its last part."""
    if isinstance(call, ast.Name):
        return call.id
    if isinstance(call, ast.Attribute):
        before = name_of(call.value)
        return f"{before}.{call.attr}" if before else call.attr
    return ""


def dangers(source: str) -> Iterator[str]:
    """Calls in a source that execute their input."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [str(node.module)]
            yield from (name for name in names if name.split(".")[0] in RUNNING)
        elif isinstance(node, ast.Call):
            name = name_of(node.func)
            if name in CALLS or name.endswith((".read_pickle", ".mktemp")):
                yield name
            if any(word.arg == "shell" for word in node.keywords):
                yield f"{name} with a shell"
            if name == "yaml.load" and not any(isinstance(one, ast.Name) and one.id == "_Loader" for one in node.args):
                yield "yaml.load without our loader"
            if name in ("yaml.unsafe_load", "yaml.full_load"):
                yield name


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from marshal import loads",
        "eval(x)",
        "import os\nos.system(x)",
        "subprocess.run(x, shell=True)",
        "yaml.load(x, yaml.Loader)",
        "tempfile.mktemp()",
        "pandas.read_pickle(x)",
    ],
)
def test_a_danger_is_found_in_a_source(source: str) -> None:
    assert list(dangers(source)) != []


def test_what_only_looks_like_one_is_none() -> None:
    assert list(dangers("re.compile(x)\nyaml.load(x, _Loader)\nsession.exec(x)\nsubprocess.run([x])")) == []


def test_nothing_runs_what_it_is_given() -> None:
    found = {path.relative_to(ROOT).as_posix(): list(dangers(path.read_text("utf-8"))) for path in sources()}
    assert {path: calls for path, calls in found.items() if calls} == {}


def test_only_the_readers_of_files_run_another_program() -> None:
    running = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if re.search(r"\b(subprocess|os\.(exec|spawn|fork))", path.read_text("utf-8"))
    }
    assert running <= MAY_RUN


def test_the_loader_of_plans_is_a_safe_one() -> None:
    import yaml

    from models.plan import yaml_source

    assert issubclass(yaml_source._Loader, yaml.SafeLoader)


def tracked() -> list[Path]:
    """Every file that the repository keeps."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("this copy is no repository")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("kind", SECRETS)
def test_the_repository_keeps_no_secret(kind: str) -> None:
    found = []
    for path in tracked():
        is_words = path.parent.name == "i18n"  # the screen's texts about passwords
        if path.is_file() and path != Path(__file__) and path.suffix not in (".png", ".geojson") and not is_words:
            text = path.read_text("utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {one[0]}" for one in re.finditer(SECRETS[kind], text)]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("private key", "-----BEGIN RSA PRIVATE KEY-----"),
        ("key of a cloud", "AKIA" + "ABCDEFGH23456789"),
        ("password in an address", "postgresql://" + "user:hunter22@host/db"),
        ("password that is set", 'DB_PASSWORD = "' + 'correcthorse"'),
    ],
)
def test_a_secret_is_found(kind: str, text: str) -> None:
    assert re.search(SECRETS[kind], text)


def test_the_settings_of_a_machine_are_never_kept() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked()} - {"docs/deploy/sanbiao.env"}  # which is an example
    endings = (".env", ".pem", ".key", "secrets.toml", ".sqlite", ".pptx", ".xlsx")
    sheets = "tests/models/imports/sheets/"  # everyday sheets with a flaw, made for the tests
    assert [name for name in names if name.endswith(endings) and not name.startswith(sheets)] == []
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert ".env" in [line.strip("/") for line in ignored]


@pytest.mark.parametrize(
    ("element", "home"),
    [("download_button", "components/widgets/download.py"), ("file_uploader", "components/widgets/uploader.py")],
)
def test_what_leaves_and_what_comes_in_goes_through_one_place(element: str, home: str) -> None:
    """A file taken away is recorded in the audit log there, and a place for files lets its session send some."""
    sources = [file for folder in ("components", "pages") for file in (ROOT / folder).rglob("*.py")]
    users = [file.relative_to(ROOT).as_posix() for file in sources if f"st.{element}(" in file.read_text("utf-8")]
    assert users == [home]
