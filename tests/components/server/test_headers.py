"""What the program itself tells browsers, whatever stands in front of it."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message
from streamlit import file_util

from components.server.headers import Headers, policy
from tests.conftest import run_apart

PAGE = b"<html><script>let one = 1;</script><script src='./shell.js'></script><script>two()</script></html>"


def headers_of(response: Response, kind: str = "http") -> dict[str, str]:
    """Return the headers of a response as they leave the middleware."""
    found = dict[str, str]()

    async def send(message: Message) -> None:
        for name, value in message.get("headers", ()):
            assert name.decode() not in found, "a header stands once"
            found[name.decode()] = value.decode()

    async def receive() -> Message:
        return {"type": "http.request"}

    run_apart(Headers(response)({"type": kind, "method": "GET", "path": "/", "headers": []}, receive, send))
    return found


def directives(words: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (one.split() for one in words.split("; "))}


@pytest.mark.parametrize("status", [200, 401, 404, 421, 503])
def test_every_answer_forbids_frames_foreign_scripts_and_guessing(status: int) -> None:
    told = headers_of(PlainTextResponse("words", status))
    assert (told["x-frame-options"], told["x-content-type-options"]) == ("DENY", "nosniff")
    said = directives(told["content-security-policy"])
    assert (said["default-src"], said["frame-ancestors"], said["form-action"]) == (["'none'"], ["'none'"], ["'self'"])
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:", "data:"} & set(said["script-src"])


def test_a_stricter_policy_of_a_page_stays() -> None:
    own = "default-src 'none'"
    told = headers_of(PlainTextResponse("words", headers={"Content-Security-Policy": own}))
    assert (told["content-security-policy"], told["x-frame-options"]) == (own, "DENY")


def test_the_inline_scripts_of_the_page_may_run_by_their_sums_and_no_other() -> None:
    def sum_of(script: bytes) -> str:
        return f"'sha256-{b64encode(sha256(script).digest()).decode()}'"

    allowed = directives(policy(PAGE))["script-src"]
    assert [one for one in allowed if one.startswith("'sha256-")] == [sum_of(b"let one = 1;"), sum_of(b"two()")]
    assert not any(one.startswith("'sha256-") for one in directives(policy(b"<html></html>"))["script-src"])


def test_the_page_of_streamlit_has_inline_scripts_only_in_the_form_that_is_looked_for() -> None:
    page = Path(file_util.get_static_dir(), "index.html").read_text("utf-8")
    inline = [one for one in page.split("<script")[1:] if " src=" not in one.partition(">")[0]]
    assert len([one for one in directives(policy(page.encode()))["script-src"] if "sha256-" in one]) == len(inline)
