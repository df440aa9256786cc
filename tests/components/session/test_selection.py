"""One item picked among many: in any widget of a page, one at a time, and only among those shown."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest


def shown(script: Callable[[], None]) -> Any:
    """Run a script and return what it puts into ``found`` of its session."""
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    return app.session_state["found"]


def test_nothing_is_picked_at_first() -> None:
    def script() -> None:
        import streamlit as st

        from components.session.selection import Picker

        picker = Picker("target", ("map", "table"))
        st.session_state["found"] = picker.picked(["A", "B"], "–"), picker.picked([], "–"), picker.key("map")

    assert shown(script) == (None, None, "map-0")


def test_a_code_is_picked_only_while_it_is_shown() -> None:
    def script() -> None:
        import streamlit as st

        from components.session.selection import Picker

        picker = Picker("target", ("table",))
        picker.pick("B")
        found = [picker.picked(codes, "–") for codes in (["A", "B"], ["A"], [], ["B"])]
        st.session_state["found"] = found

    assert shown(script) == ["B", None, None, "B"]


def test_the_first_of_several_codes_is_picked_and_anything_else_is_none() -> None:
    def script() -> None:
        import streamlit as st

        from components.session import choices
        from components.session.selection import Picker

        found = []
        for code in ("A", ["B", "A"], ("C",), [], None, 3, {"code": "A"}):
            Picker("target", ()).pick("X")
            Picker("target", ()).pick(code)
            found.append(choices.words("target"))
        st.session_state["found"] = found

    assert shown(script) == ["A", "B", "C", "", "", "", ""]


def test_a_pick_in_one_widget_clears_the_others_that_hold_something() -> None:
    def script() -> None:
        import streamlit as st

        from components.session.selection import Picker

        picker = Picker("target", ("map", "table", "chart"))
        st.session_state["map-0"] = {"selection": {"objects": {"schools": [1]}}}
        st.session_state["table-0"] = {"selection": {"rows": [1]}}
        st.session_state["chart-0"] = {"selection": {"points": []}}
        picker.pick("B", by="table")
        st.session_state["found"] = [picker.key(widget) for widget in picker.widgets]

    assert shown(script) == ["map-1", "table-0", "chart-0"]


def test_the_row_that_was_clicked_gives_its_code() -> None:
    def script() -> None:
        import streamlit as st

        from components.session import choices
        from components.session.selection import Picker

        picker, found = Picker("target", ("table",)), []
        picker.offer("table", ["A", "B"])
        for rows in ([1], [0], [2], []):
            st.session_state["table-0"] = {"selection": {"rows": rows}}
            picker.pick_row("table")
            found.append(choices.words("target"))
        st.session_state["found"] = found

    assert shown(script) == ["B", "A", "", ""]


def test_a_selected_row_that_now_shows_another_item_is_cleared() -> None:
    def script() -> None:
        import streamlit as st

        from components.session.selection import Picker

        picker, found = Picker("target", ("table",)), []
        picker.pick("B")
        st.session_state["table-0"] = {"selection": {"rows": [1]}}
        for codes in (["A", "B"], ["B", "A"]):
            picker.offer("table", codes)
            found.append(picker.key("table"))
        st.session_state["table-1"] = {"selection": {"rows": [5]}}
        picker.offer("table", [])
        st.session_state["found"] = [*found, picker.key("table")]

    assert shown(script) == ["table-0", "table-1", "table-2"]
