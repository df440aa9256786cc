"""The presenter's own deck: in the order of collection, once each, with titles of their own."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest


def shown(script: Callable[[], None]) -> Any:
    """Run a script and return what it puts into ``found`` of its session."""
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    return app.session_state["found"]


def test_a_basket_begins_empty() -> None:
    def script() -> None:
        import streamlit as st

        from components.session import deck_basket

        st.session_state["found"] = deck_basket.kept(), deck_basket.turn()

    assert shown(script) == ([], 0)


def test_an_exhibit_that_is_put_again_moves_to_the_end_and_has_its_new_headline() -> None:
    def script() -> None:
        from datetime import date

        import streamlit as st

        from components.exhibits.address import Address
        from components.session import deck_basket

        for part, said in (("counts", "11 项"), ("targets", "<b>目标</b>"), ("counts", "12 项")):
            deck_basket.put(Address(part, "zz", date(2023, 9, 30), date(2023, 8, 31)), said)
        st.session_state["found"] = [(one.address.partition("?")[0], one.said, one.title) for one in deck_basket.kept()]

    assert shown(script) == [("targets", "<b>目标</b>", ""), ("counts", "12 项", "")]


def test_the_same_exhibit_with_another_filter_is_another() -> None:
    def script() -> None:
        from datetime import date

        import streamlit as st

        from components.exhibits.address import Address
        from components.session import deck_basket

        for district in ("410105", "410106", ""):
            chosen = {"district": district}
            deck_basket.put(Address("targets", "zz", date(2023, 9, 30), date(2023, 8, 31), chosen=chosen), "目标")
        st.session_state["found"] = len(deck_basket.kept())

    assert shown(script) == 3


def test_a_basket_that_was_edited_replaces_the_old_one() -> None:
    def script() -> None:
        import streamlit as st

        from components.session import deck_basket
        from components.session.deck_basket import Kept

        deck_basket.keep([Kept("a?", "甲"), Kept("b?", "乙")])
        deck_basket.keep([Kept("b?", "乙", "我的题目"), Kept("a?", "甲")])
        edited = [(one.address, one.title) for one in deck_basket.kept()], deck_basket.turn()
        deck_basket.keep([])
        st.session_state["found"] = edited, deck_basket.kept(), deck_basket.turn()

    assert shown(script) == (([("b?", "我的题目"), ("a?", "")], 2), [], 3)


def test_what_is_done_to_the_returned_list_does_not_change_the_basket() -> None:
    def script() -> None:
        import streamlit as st

        from components.session import deck_basket
        from components.session.deck_basket import Kept

        deck_basket.keep([Kept("a?", "甲")])
        deck_basket.kept().clear()
        st.session_state["found"] = deck_basket.kept()

    assert [one.address for one in shown(script)] == ["a?"]
