"""Texts of meetings, decisions and narratives: which are refused, and that every other stays what it is."""

import pytest
from sqlalchemy import Engine

from models.commands.meeting_validation import LONGEST_TEXT, LONGEST_TITLE
from models.commands.meetings import store_meeting, store_narrative
from models.commands.records import NewMeeting, NewNarrative
from models.errors import MinutesError
from tests.models.commands.minutes import HOSTILE, JULY, JUNE, Counts, decide, decisions, meetings, narratives, refused


@pytest.mark.parametrize("bad", ["\x0b", "\x00", "\x1b[31m", "\u202e", "\ud800", "\uffff", "\t"])
def test_a_text_with_control_characters_is_refused(met_store: Engine, bad: str, row_counts: Counts) -> None:
    before = row_counts(met_store)
    text_with = f"前{bad}后"
    with refused(MinutesError, "text_with_controls"):
        store_meeting(met_store, "small", NewMeeting(text_with, JULY, JUNE), "li")
    with refused(MinutesError, "text_with_controls"):
        store_meeting(met_store, "small", NewMeeting("会", JULY, JUNE, agenda=(text_with,)), "li")
    with refused(MinutesError, "text_with_controls"):
        decide(met_store, text_with)
    with refused(MinutesError, "text_with_controls"):
        store_narrative(met_store, "small", NewNarrative("C", measure=text_with), "li")
    assert row_counts(met_store) == before


def test_a_text_that_is_too_long_is_refused_and_one_at_the_limit_kept(met_store: Engine) -> None:
    decide(met_store, "督" * LONGEST_TEXT)
    with refused(MinutesError, "text_too_long"):
        decide(met_store, "督" * (LONGEST_TEXT + 1))
    with refused(MinutesError, "text_too_long"):
        store_meeting(met_store, "small", NewMeeting("会" * (LONGEST_TITLE + 1), JULY, JUNE), "li")
    with refused(MinutesError, "agenda_too_long"):
        store_meeting(met_store, "small", NewMeeting("会", JULY, JUNE, agenda=("C",) * 301), "li")
    assert [row["what"] for row in decisions(met_store)] == ["督" * LONGEST_TEXT]
    assert len(meetings(met_store)) == 1


def test_a_text_with_markup_formulas_and_rare_characters_stays_text(met_store: Engine) -> None:
    decide(met_store, HOSTILE)
    store_narrative(met_store, "small", NewNarrative("C", HOSTILE + "\r\n第二行"), "li")
    assert decisions(met_store)[0]["what"] == HOSTILE
    assert narratives(met_store)["C"]["reason"] == HOSTILE + "\n第二行"


def test_a_name_has_one_line(met_store: Engine) -> None:
    with refused(MinutesError, "text_with_controls"):
        store_meeting(met_store, "small", NewMeeting("一\n二", JULY, JUNE), "li")
    assert len(meetings(met_store)) == 1


def test_a_wrong_text_is_named_in_both_languages(met_store: Engine) -> None:
    with pytest.raises(MinutesError) as caught:
        decide(met_store, " ")
    assert caught.value.sentence("zh") == "缺少交办事项：请填写。"
    assert caught.value.sentence("en") == "The decision is missing: enter it."
