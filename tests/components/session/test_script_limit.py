"""Pages are rendered a few at once; none waits for ever, and a turn is always returned."""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event

import pytest

from components.session.script_limit import taken


def test_the_third_page_waits_for_one_of_two() -> None:
    turns, begun, end = BoundedSemaphore(2), [Event() for _ in range(3)], Event()

    def page(number: int) -> None:
        with taken(turns, 60):
            begun[number].set()
            end.wait(60)

    with ThreadPoolExecutor(3) as threads:
        for number in (0, 1):
            threads.submit(page, number)
            assert begun[number].wait(60)
        threads.submit(page, 2)
        assert not begun[2].wait(0.2)
        end.set()
        assert begun[2].wait(60)


def test_a_page_that_waited_too_long_is_made_all_the_same_and_takes_nobody_s_turn() -> None:
    turns = BoundedSemaphore(1)
    with taken(turns, 60):
        with taken(turns, 0.01):
            pass
        assert not turns.acquire(blocking=False)
    assert turns.acquire(blocking=False)


def test_a_page_that_breaks_gives_its_turn_back() -> None:
    turns = BoundedSemaphore(1)
    with pytest.raises(ZeroDivisionError), taken(turns, 60):
        raise ZeroDivisionError
    assert turns.acquire(blocking=False)
