"""Codes of a second factor: those of RFC 6238, near their time only, and each once."""

import base64
from datetime import UTC, datetime

import pytest

from models.auth.totp import STEP, address, code_at, is_secret, matching_step, new_secret

#: Secret of the test vectors of RFC 6238, appendix B, for SHA-1.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
NOON = datetime(2023, 6, 30, 4, tzinfo=UTC)
NOW = int(NOON.timestamp()) // STEP


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert code_at(SECRET, seconds // STEP, digits=8) == code
    assert code_at(SECRET, seconds // STEP) == code[2:]


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_fits_one_step_before_and_after_its_time(steps: int, fits: bool) -> None:
    found = matching_step(SECRET, code_at(SECRET, NOW + steps), NOON, after=0)
    assert found == (NOW + steps if fits else None)


def test_a_code_that_was_used_or_is_older_than_one_used_does_not_fit() -> None:
    assert matching_step(SECRET, code_at(SECRET, NOW), NOON, after=NOW) is None
    assert matching_step(SECRET, code_at(SECRET, NOW - 1), NOON, after=NOW) is None
    assert matching_step(SECRET, code_at(SECRET, NOW + 1), NOON, after=NOW) == NOW + 1


@pytest.mark.parametrize("code", ["", "12345", "\ud800", "１２３４５６", "-12345", "0" * 400])
def test_what_is_no_code_does_not_fit(code: str) -> None:
    assert matching_step(SECRET, code, NOON, after=0) is None


def test_blanks_within_a_code_do_not_matter() -> None:
    code = code_at(SECRET, NOW)
    assert matching_step(SECRET, f" {code[:3]} {code[3:]}", NOON, after=0) == NOW


def test_a_secret_is_random_and_has_160_bits() -> None:
    one, other = new_secret(), new_secret()
    assert one != other
    assert (is_secret(one), len(base64.b32decode(one))) == (True, 20)
    assert not any(is_secret(text) for text in ("", "A" * 31, "a" * 32, "1" * 32, f"{one}\n"))


def test_the_address_names_the_program_and_the_login() -> None:
    found = address(SECRET, "zhao@bureau.example")
    assert found.startswith("otpauth://totp/Sanbiao%3Azhao%40bureau.example?secret=")
