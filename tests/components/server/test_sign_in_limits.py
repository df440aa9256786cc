"""Limits of signing in: who asks too much waits, and nobody else does."""

import asyncio
from threading import Event
from time import sleep

import pytest

from components.server.sign_in_limits import ADDRESSES, AT_ONCE, ATTEMPTS, SECONDS, WAITING, SignInLimits
from models.errors import SignInError
from tests.conftest import run_apart


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def attempt(limits: SignInLimits, address: str = "10.0.0.1") -> str:
    """Return the key of the refusal, or "checked"."""
    try:
        return await limits.run(address, lambda: "checked")
    except SignInError as error:
        return f"{error.key} {error.values['seconds']}"


def test_an_address_that_asks_too_often_waits_and_others_do_not() -> None:
    async def story() -> None:
        clock = Clock()
        limits = SignInLimits(clock)
        assert {await attempt(limits) for _ in range(ATTEMPTS)} == {"checked"}
        clock.now = 10.0
        assert await attempt(limits) == f"busy {SECONDS - 10}"
        assert await attempt(limits, "10.0.0.2") == "checked"
        clock.now = float(SECONDS)
        assert await attempt(limits) == "checked"

    run_apart(story())


def test_what_is_refused_is_not_counted_again() -> None:
    async def story() -> None:
        clock = Clock()
        limits = SignInLimits(clock)
        for _ in range(3 * ATTEMPTS):
            await attempt(limits)
        clock.now = float(SECONDS)
        assert await attempt(limits) == "checked"

    run_apart(story())


def test_many_addresses_take_no_more_memory_than_stated() -> None:
    async def story() -> int:
        limits = SignInLimits(Clock())
        for n in range(ADDRESSES + 50):
            limits._count(str(n))
        return len(limits._attempts)

    assert run_apart(story()) == ADDRESSES


def test_passwords_are_checked_a_few_at_a_time_and_other_threads_stay_free() -> None:
    async def story() -> tuple[list[str], str, int]:
        limits, let_go, running = SignInLimits(), Event(), list[int]()

        def check() -> str:
            running.append(1)
            let_go.wait(30)
            return "checked"

        async def one(n: int) -> str:
            try:
                return await limits.run(f"10.0.{n}.1", check)
            except SignInError as error:
                return error.key

        asked = [asyncio.create_task(one(n)) for n in range(120)]
        await asyncio.sleep(0.3)
        meanwhile, at_once = await asyncio.to_thread(lambda: "answered"), len(running)
        let_go.set()
        return await asyncio.gather(*asked), meanwhile, at_once

    answers, meanwhile, at_once = run_apart(story())
    assert (meanwhile, at_once) == ("answered", AT_ONCE)
    assert (answers.count("checked"), answers.count("busy")) == (AT_ONCE + WAITING, 120 - AT_ONCE - WAITING)


def test_a_check_that_fails_makes_room_for_the_next() -> None:
    def fail() -> str:
        sleep(0)
        raise SignInError("wrong_password")

    async def story() -> None:
        limits = SignInLimits()
        for n in range(2 * (AT_ONCE + WAITING)):
            with pytest.raises(SignInError) as caught:
                await limits.run(str(n), fail)
            assert caught.value.key == "wrong_password"

    run_apart(story())
