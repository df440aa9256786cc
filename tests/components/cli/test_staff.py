"""``python manage.py staff`` and ``--by``: their output, what they write, and what they refuse."""

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from components.cli.main import main
from models.auth import totp
from models.auth.roles import Role, Staff
from models.commands.second_factor import turn_on
from models.commands.sign_in import sign_in
from models.errors import SignInError
from models.queries.accounts import find_staff, has_one_time_password, newest_factor, staff_of_token
from models.store.engine import reading

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
SECRET = "only for the test"
Counts = Callable[[Engine], dict[str, int]]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(small_store: Engine, settings: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> Run:
    """A command on the small store: its exit code, its output, and its errors."""
    url = small_store.url.render_as_string(hide_password=False)
    settings(DATABASE_URL=url, SANBIAO_LANGUAGE="en")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return command


def staff(engine: Engine, login: str) -> Staff | None:
    with reading(engine) as session:
        return find_staff(session, login)


def answers(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    left = list(passwords)
    monkeypatch.setattr("getpass.getpass", lambda: left.pop(0))


def test_an_account_is_added_with_districts_by_name(run: Run, small_store: Engine) -> None:
    code, out, _ = run("staff", "add", "Li", "--name", "李娜", "--role", "reporter", "--district", "北区", "--district", "S")
    assert (code, out) == (0, "li: reporter N S\n")
    assert staff(small_store, "li") == Staff("li", "李娜", Role.REPORTER, frozenset({"N", "S"}))


@pytest.mark.parametrize(
    "arguments", [("--role", "reporter"), ("--role", "reporter", "--district", "西区"), ("--role", "king")], ids=str
)
def test_an_account_that_does_not_fit_is_one_line(
    run: Run, small_store: Engine, row_counts: Counts, arguments: tuple[str, ...]
) -> None:
    before = row_counts(small_store)
    code, _, err = run("staff", "add", "li", "--name", "李娜", *arguments)
    assert (code, len(err.splitlines())) == (2, 1)
    assert row_counts(small_store) == before


def test_accounts_are_listed(run: Run) -> None:
    run("staff", "add", "wang", "--name", "王芳", "--role", "administrator")
    run("staff", "add", "li", "--name", "李娜", "--role", "reporter", "--district", "N")
    run("staff", "close", "li")
    _, out, _ = run("staff", "list")
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["li", "李娜", "reporter", "N", "-", "-"],
        ["wang", "王芳", "administrator", "+", "-"],
    ]
    _, out, _ = run("staff", "list", "--json")
    assert [(one["login"], one["is_open"], one["districts"]) for one in json.loads(out)] == [
        ("li", False, ["N"]),
        ("wang", True, []),
    ]


def test_a_password_is_asked_for_twice(run: Run, small_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    run("staff", "add", "wang", "--name", "王芳")
    answers(monkeypatch, SECRET, SECRET)
    code, out, err = run("staff", "password", "wang")
    assert (code, out, err) == (0, "wang\n", "")
    token = sign_in(small_store, "wang", SECRET)
    with reading(small_store) as session:
        assert staff_of_token(session, token, datetime.now(UTC)) is not None


@pytest.mark.parametrize(("options", "is_one_time"), [((), True), (("--own",), False)])
def test_a_password_is_for_one_time_unless_its_user_chose_it(
    run: Run, small_store: Engine, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], is_one_time: bool
) -> None:
    run("staff", "add", "wang", "--name", "王芳")
    answers(monkeypatch, SECRET, SECRET)
    assert run("staff", "password", "wang", *options)[0] == 0
    with reading(small_store) as session:
        assert has_one_time_password(session, "wang") is is_one_time


def test_a_lost_second_factor_is_removed_by_an_administrator_only(
    run: Run, small_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for login, role in (("wang", "administrator"), ("li", "editor")):
        run("staff", "add", login, "--name", login, "--role", role)
    assert run("staff", "remove-second-factor", "li") == (2, "", "The account li has no second factor.\n")
    answers(monkeypatch, SECRET, SECRET)
    run("staff", "password", "li")
    secret = totp.new_secret()
    turn_on(small_store, "li", SECRET, secret, totp.code_at(secret, int(datetime.now(UTC).timestamp()) // totp.STEP))
    assert run("staff", "remove-second-factor", "li", "--by", "li")[0] == 2
    assert run("staff", "remove-second-factor", "li", "--by", "wang") == (0, "li\n", "")
    with reading(small_store) as session:
        assert newest_factor(session, "li") is None


def test_two_passwords_that_differ_change_nothing(
    run: Run, small_store: Engine, row_counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("staff", "add", "wang", "--name", "王芳")
    before = row_counts(small_store)
    answers(monkeypatch, SECRET, SECRET + "!")
    code, out, err = run("staff", "password", "wang")
    assert (code, out, SECRET in err) == (2, "", False)
    assert row_counts(small_store) == before


def test_a_password_comes_from_the_input(run: Run, small_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    run("staff", "add", "wang", "--name", "王芳")
    monkeypatch.setattr(sys, "stdin", io.StringIO(SECRET + "\r\nmore\n"))
    assert run("staff", "password", "wang", "--from-stdin")[0] == 0
    assert sign_in(small_store, "wang", SECRET)


def test_a_closed_account_lets_nobody_in(run: Run, small_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    run("staff", "add", "wang", "--name", "王芳")
    answers(monkeypatch, SECRET, SECRET)
    run("staff", "password", "wang")
    assert run("staff", "close", "WANG")[:2] == (0, "wang: -\n")
    with pytest.raises(SignInError):
        sign_in(small_store, "wang", SECRET)


@pytest.mark.parametrize("command", ["close", "password"])
def test_an_account_that_does_not_exist_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    answers(monkeypatch, SECRET, SECRET)
    code, _, err = run("staff", command, "nobody")
    assert (code, "nobody" in err) == (2, True)


# --- authors


def test_a_command_by_a_reporter_writes_for_no_other_district(run: Run, small_store: Engine, row_counts: Counts) -> None:
    run("staff", "add", "li", "--name", "李娜", "--role", "reporter", "--district", "N")
    figure = ("report", "C", "--as-of", "2023-06-30", "--value", "3", "--by", "li", "--district")
    before = row_counts(small_store)
    code, _, err = run(*figure, "S")
    assert (code, "李娜" in err) == (2, True)
    assert row_counts(small_store) == before
    assert run(*figure, "N")[0] == 0


def test_an_import_by_a_reporter_names_the_foreign_row(run: Run, tmp_path: Path) -> None:
    run("staff", "add", "li", "--name", "李娜", "--role", "reporter", "--district", "N")
    sheet = tmp_path / "in.csv"
    sheet.write_text("指标编码,区县,截至日期,数值\nC,南区,2023-06-30,5\n", "utf-8")
    code, _, err = run("import", str(sheet), "--by", "li")
    assert (code, "in.csv!B2" in err, "南区" in err) == (1, True, True)


def test_a_command_by_a_closed_account_is_refused(run: Run, small_store: Engine, row_counts: Counts) -> None:
    run("staff", "add", "wang", "--name", "王芳", "--role", "administrator")
    run("staff", "close", "wang")
    before = row_counts(small_store)
    code, _, err = run("report", "C", "--as-of", "2023-06-30", "--value", "3", "--by", "wang")
    assert (code, "closed" in err) == (2, True)
    assert row_counts(small_store) == before


def test_a_name_without_an_account_is_only_a_name(run: Run) -> None:
    assert run("report", "C", "--as-of", "2023-06-30", "--value", "3", "--by", "办公室")[0] == 0


@pytest.mark.parametrize("arguments", [("add", "zhao", "--name", "赵"), ("close", "li"), ("password", "li")], ids=str)
def test_an_editor_keeps_no_accounts(
    run: Run, small_store: Engine, row_counts: Counts, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    run("staff", "add", "li", "--name", "李娜", "--role", "editor")
    answers(monkeypatch, SECRET, SECRET)
    before = row_counts(small_store)
    assert run("staff", *arguments, "--by", "li")[0] == 2
    assert row_counts(small_store) == before
