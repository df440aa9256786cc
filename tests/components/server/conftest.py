"""A store with an account, and requests to the account pages over it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import streamlit as st
from sqlalchemy import Engine

from components.server import account_pages
from components.server.sign_in_limits import SignInLimits
from models.store.engine import open_store
from tests.components.server.accounts import APP, SITE, Ask, load_an_account
from tests.conftest import run_apart


@pytest.fixture
def store(tmp_path: Path, loaded_store: Callable[..., str], quick_hashes: None) -> Iterator[Engine]:
    """A store with one account."""
    engine = open_store(loaded_store(tmp_path, load_an_account))
    yield engine
    engine.dispose()


@pytest.fixture
def ask(settings: Callable[..., None], store: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Send a request like a browser on the dashboard's own site, or with other ``headers``; nobody has asked before."""
    monkeypatch.setattr(account_pages, "_limits", SignInLimits())
    settings(DATABASE_URL=store.url.render_as_string(), SANBIAO_LANGUAGE="zh", SANBIAO_EXAMPLES="false")
    st.cache_data.clear()
    st.cache_resource.clear()

    def asked(
        method: str, path: str, *, site: str = SITE, headers: dict[str, str] | None = None, body: bytes = b"", **form: str
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=APP), base_url=site) as client:
                own = {"Origin": site} if headers is None else headers
                return await client.request(method, path, content=body or None, data=form or None, headers=own)

        return run_apart(send())

    yield asked
    st.cache_data.clear()
    st.cache_resource.clear()
