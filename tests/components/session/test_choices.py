"""Choices of a reader: a widget shows the value that the session holds, whatever the browser has received."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    """Draw one list whose value the session holds; cut the run off before its end if asked to."""
    import streamlit as st

    from components.session import choices

    choices.arrive()
    choices.settle("targets")
    choices.fill_widget("status", "late")
    st.selectbox("status", ["all", "late"], key="status")
    if st.session_state.get("is_cut_off"):
        st.stop()
    choices.publish()


def is_sent_its_value(at: AppTest) -> bool:
    """Return True if this run told the browser which entry the list shows."""
    sent: bool = at.selectbox("status").proto.set_value
    return sent


def test_a_list_is_sent_its_value_once() -> None:
    at = AppTest.from_function(page).run()
    assert is_sent_its_value(at)
    assert not is_sent_its_value(at.run())
    assert at.selectbox("status").value == "late"


def test_a_list_is_sent_its_value_again_after_a_run_that_was_cut_off() -> None:
    at = AppTest.from_function(page)
    at.session_state["is_cut_off"] = True
    at.run()
    at.session_state["is_cut_off"] = False
    assert is_sent_its_value(at.run())
    assert not is_sent_its_value(at.run())


def test_a_list_is_sent_its_value_again_when_the_address_is_followed() -> None:
    at = AppTest.from_function(page).run()
    assert not is_sent_its_value(at.run())
    at.query_params["status"] = "late"
    assert is_sent_its_value(at.run())
