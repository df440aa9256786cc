"""The log: one line per event, nothing written by a person, nothing that could pass for another line."""

import logging
import sys
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from components.session import event_log
from models.errors import ConflictError

ZONE = ZoneInfo("Asia/Shanghai")
HOSTILE = [
    "a\n2026-11-24T08:00:00.000+08:00 INFO user=root what=sign_in",
    "a\r\nb",
    "a\x1b[2J\x07",
    "a\u2028b\u2029c\x85d",
    "user=root",
    'a" what="b',
    "a\\",
    "a\u202eb",
    "",
]


class Kept(logging.Handler):
    """Collects the lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(event_log.OneLine(ZONE))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, log = Kept(), logging.getLogger("sanbiao")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler
    log.removeHandler(handler)
    log.setLevel(before)


def test_an_event_is_one_line_with_time_level_who_and_what(kept: Kept) -> None:
    token = event_log.user.set("zhang")
    event_log.event("withdraw", batch=12)
    event_log.user.reset(token)
    at, rest = kept.lines[0].split(" ", 1)
    assert at.endswith("+08:00")
    assert rest == "INFO user=zhang what=withdraw batch=12"


def test_nobody_is_a_dash(kept: Kept) -> None:
    event_log.event("ready")
    assert " user=- " in kept.lines[0]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_cannot_end_a_line_or_add_a_field(kept: Kept, value: str) -> None:
    event_log.event("sign_in", name=value, last=1)
    line = kept.lines[0]
    assert line.splitlines() == [line]
    assert line.isprintable()
    name = line.split(" what=sign_in name=")[1].removesuffix(" last=1")
    assert name == event_log.safe(value)
    if set(value) & set(' ="'):
        assert name.startswith('"')
        assert '"' not in name[1:-1].replace('\\"', "")


@pytest.mark.parametrize("value", HOSTILE)
def test_different_values_look_different(value: str) -> None:
    assert [other for other in HOSTILE if event_log.safe(other) == event_log.safe(value)] == [value]


@event_log.logged
def withdraw(batch: int, *, author: str, note: str) -> int:
    """A substitute for a write."""
    if batch == 0:
        raise ConflictError("batch_state", number=batch)
    return 7


def test_a_write_is_logged_by_name_without_its_texts(kept: Kept) -> None:
    assert withdraw(3, author="张伟", note="手机 13800000000") == 7
    assert kept.lines[0].endswith(" INFO user=- what=withdraw batch=3 result=7")


def test_a_refused_write_is_logged_with_its_reason_and_still_refused(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.errors.say", lambda key, language, **values: key)
    with pytest.raises(ConflictError):
        withdraw(0, author="张伟", note="手机")
    assert kept.lines[0].endswith(" WARNING user=- what=withdraw batch=0 refused=batch_state")


def test_a_fault_names_places_and_kinds_not_what_was_typed(kept: Kept) -> None:
    try:
        try:
            int("手机 13800000000")
        except ValueError as cause:
            raise KeyError("张伟") from cause
    except KeyError:
        logging.getLogger("sanbiao").error("fault", exc_info=sys.exc_info())
    line = kept.lines[0]
    assert "fault=KeyError" in line
    assert "ValueError" in line
    assert "test_event_log.py:" in line
    assert "张伟" not in line
    assert "13800000000" not in line


def test_what_others_log_is_one_line_too() -> None:
    record = logging.LogRecord("uvicorn.error", logging.WARNING, __file__, 1, "Invalid HTTP\nrequest", None, None)
    assert event_log.OneLine(ZONE).format(record).endswith(' WARNING user=- what=uvicorn.error text="Invalid HTTP\\nrequest"')
