"""The log: every kind of write is in it once, newest first, with author and time and without secrets."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from models.auth import totp
from models.auth.roles import Role, Staff, on_behalf_of
from models.commands.access_events import AccessKind
from models.commands.accounts import store_account
from models.commands.ledger import store_plan, store_reports, withdraw_batch
from models.commands.meetings import (
    close_decision,
    hold_meeting,
    postpone_decision,
    reopen_decision,
    store_decision,
    store_meeting,
    store_narrative,
)
from models.commands.records import NewAccount, NewDecision, NewMeeting, NewNarrative, NewReport
from models.commands.second_factor import remove_second_factor, turn_on
from models.commands.sign_in import reset_password, sign_in, sign_out
from models.errors import SignInError
from models.i18n import LANGUAGES, word
from models.plan.file import PlanFile
from models.queries import read_plan
from models.queries.audit_log import COLUMNS, KINDS, read_log
from models.store.engine import reading

JUNE, JULY, AUGUST = date(2023, 6, 30), date(2023, 7, 31), date(2023, 8, 31)
SECRET = "only for the test"
WANG = Staff("wang", "王芳", Role.ADMINISTRATOR)


def log(engine: Engine, **options: Any) -> list[dict[Any, Any]]:
    with reading(engine) as session:
        frame = read_log(session, **options)
    assert list(frame.columns) == COLUMNS
    return frame.to_dict("records")


def plan_id(engine: Engine, code: str) -> int:
    with reading(engine) as session:
        recorded = log(engine)[0]["recorded_at"]
        return read_plan(session, code, recorded).head.plan_id


@pytest.fixture
def busy_store(small_store_with: Callable[..., Engine], quick_hashes: None) -> Engine:
    """A store with a write of nearly every kind."""
    return small_store_with(write_nearly_everything)


def write_nearly_everything(engine: Engine) -> None:
    own = on_behalf_of(engine, WANG)
    batch = store_reports(own, "small", [NewReport("C", JUNE, Decimal(3))], author="", file_name="六月.xlsx", note="月报")
    withdraw_batch(own, batch, author="", note="重复")
    withdraw_batch(own, batch, author="", withdrawn=False)
    store_meeting(own, "small", NewMeeting("例会", JULY, JUNE), "")
    hold_meeting(own, "small", 1, "")
    store_decision(own, "small", NewDecision(1, "补报", "教育局", JULY), "")
    close_decision(own, "small", 1, "", note="已办")
    reopen_decision(own, "small", 1, "")
    postpone_decision(own, "small", 1, "", until=AUGUST, reason="雨")
    store_narrative(own, "small", NewNarrative("C", "雨"), "")
    store_account(own, NewAccount(WANG.login, WANG.name, WANG.role), author="")  # the first is an administrator's
    store_account(own, NewAccount("li", "李娜", Role.EDITOR), author="")
    reset_password(own, "li", SECRET, author="")
    sign_out(own, sign_in(own, "li", SECRET))
    for login in ("li", SECRET):
        with pytest.raises(SignInError):
            sign_in(own, login, "wrong")
    secret = totp.new_secret()
    turn_on(engine, "li", SECRET, secret, totp.code_at(secret, int(datetime.now(UTC).timestamp()) // totp.STEP))
    remove_second_factor(own, "li", author="")
    store_account(own, NewAccount("li", "李娜", Role.EDITOR, is_open=False), author="")


def test_every_write_stands_in_the_log(busy_store: Engine) -> None:
    found = {one["what"]: (one["author"], one["about"], one["plan"], one["note"]) for one in log(busy_store)}
    unknown = found.pop("sign_in_failed")
    assert (unknown[0], unknown[2:]) == ("", ("", None))
    wang = WANG.signature
    assert found == {
        "plan": ("test", "small.yaml", "small", None),
        "report": (wang, "六月.xlsx", "small", "月报"),
        "withdrawn": (wang, "#2", "small", "重复"),
        "brought_back": (wang, "#2", "small", None),
        "meeting": (wang, "例会", "small", None),
        "held": (wang, "例会", "small", None),
        "decision": (wang, "#1", "small", "补报"),
        "closed": (wang, "#1", "small", "已办"),
        "reopened": (wang, "#1", "small", ""),
        "postponed": (wang, "#1", "small", "雨"),
        "narrative": (wang, "C", "small", "雨"),
        "account": (wang, "wang", "", None),
        "password": (wang, "li", "", None),
        "sign_in": ("li", "li", "", None),
        "sign_out": ("li", "li", "", None),
        "account_closed": (wang, "li", "", None),
        "second_factor": ("李娜 (li)", "li", "", None),
        "second_factor_off": (wang, "li", "", None),
    }


def test_refused_sign_ins_stand_in_the_log_unknown_logins_without_their_letters(busy_store: Engine) -> None:
    second, first = (one["about"] for one in log(busy_store) if one["what"] == "sign_in_failed")
    assert (first, second[0], len(second)) == ("li", "?", 6)


def test_the_newest_stands_first(busy_store: Engine) -> None:
    times = [one["recorded_at"] for one in log(busy_store)]
    assert times == sorted(times, reverse=True)
    assert str(times[0].tzinfo) == "UTC"


def test_the_log_holds_no_secret(busy_store: Engine) -> None:
    said = repr(log(busy_store))
    assert [one for one in (SECRET, "argon2", "wrong") if one in said] == []


def test_a_plans_log_has_nothing_of_other_plans_or_of_the_staff(busy_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(busy_store, small_plan("other"), author="test", name="other.yaml")
    own = log(busy_store, plan_id=plan_id(busy_store, "other"))
    assert [(one["what"], one["about"], one["plan"]) for one in own] == [("plan", "other.yaml", "other")]
    of_small = log(busy_store, plan_id=plan_id(busy_store, "small"))
    assert ({one["plan"] for one in of_small}, len(of_small)) == ({"small"}, 11)


def test_the_log_is_cut_by_time_and_number(busy_store: Engine) -> None:
    whole = log(busy_store)
    assert log(busy_store, limit=3) == whole[:3]
    moment = whole[5]["recorded_at"]
    assert log(busy_store, first=moment) == [one for one in whole if one["recorded_at"] >= moment]
    assert log(busy_store, last=moment) == [one for one in whole if one["recorded_at"] <= moment]
    assert log(busy_store, first=whole[0]["recorded_at"] + timedelta(days=1)) == []


def test_a_batch_without_a_file_is_known_by_its_number(small_store: Engine) -> None:
    batch = store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(3))], author="test")
    assert log(small_store, limit=1)[0]["about"] == f"#{batch}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_word(busy_store: Engine, language: str) -> None:
    assert {one["what"] for one in log(busy_store)} | {"published", "demo", "clock_confirmed", *AccessKind} == set(KINDS)
    assert [kind for kind in KINDS if word("log", kind, language) == kind and language == "zh"] == []
