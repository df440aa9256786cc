"""The settings: their defaults, the values they accept, and the messages for those they reject."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from models.config import DATA, ROOT, Settings, read_settings, strange_settings
from models.errors import SettingsError

Change = Callable[..., None]


@pytest.fixture(autouse=True)
def no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ignore a developer's own .env."""
    monkeypatch.setitem(Settings.model_config, "env_file", None)


def test_without_any_variable_the_store_is_a_file_under_data(settings: Change) -> None:
    settings()
    found = read_settings()
    assert found.database_url == f"sqlite:///{(DATA / 'store' / 'sanbiao.sqlite').as_posix()}"
    assert (found.timezone, found.language) == ("Asia/Shanghai", "zh")
    assert found.zone == ZoneInfo("Asia/Shanghai")


def test_the_folders_are_absolute_and_there() -> None:
    assert ROOT.is_absolute()
    assert (DATA / "plans").is_dir()


def test_variables_are_taken(settings: Change) -> None:
    settings(DATABASE_URL="postgresql://host/name", SANBIAO_TIMEZONE="Europe/Berlin", SANBIAO_LANGUAGE="en")
    found = read_settings()
    assert (found.database_url, found.timezone, found.language) == ("postgresql://host/name", "Europe/Berlin", "en")


def test_variables_that_are_not_ours_are_left_alone(settings: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANBIAO_SOMETHING", "1")
    monkeypatch.setenv("LANGUAGE", "en")
    settings()
    assert read_settings().language == "zh"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANBIAO_LANGUAGE", "fr"),
        ("SANBIAO_LANGUAGE", ""),
        ("SANBIAO_TIMEZONE", "Mars/Olympus"),
        ("SANBIAO_TIMEZONE", "../../etc/passwd"),
    ],
)
def test_a_value_that_does_not_fit_is_named(settings: Change, name: str, value: str) -> None:
    settings(**{name: value})
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert (caught.value.values["name"], caught.value.values["value"]) == (name, value)
    assert name in caught.value.sentence("zh")


def test_settings_are_read_once(settings: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(SANBIAO_LANGUAGE="en")
    first = read_settings()
    monkeypatch.setenv("SANBIAO_LANGUAGE", "zh")
    assert read_settings() is first


def test_settings_cannot_be_changed(settings: Change) -> None:
    settings()
    with pytest.raises(ValidationError):
        read_settings().language = "en"


def test_an_env_file_is_read_and_the_environment_comes_first(
    settings: Change, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("env") / ".env"
    file.write_text("DATABASE_URL=sqlite:////one.sqlite\nSANBIAO_LANGUAGE=en\nOTHER=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    settings(DATABASE_URL="sqlite:////two.sqlite")
    assert (read_settings().database_url, read_settings().language) == ("sqlite:////two.sqlite", "en")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("SANBIAO_LANGAUGE", "SANBIAO_LANGUAGE"),
        ("SANBIAO_TIME_ZONE", "SANBIAO_TIMEZONE"),
        ("sanbiao_timezon", "SANBIAO_TIMEZONE"),
        ("SANBIAOMAP_APPROVAL", "SANBIAO_MAP_APPROVAL"),
    ],
)
def test_a_slip_of_the_pen_is_named_with_the_setting_meant(settings: Change, name: str, near: str) -> None:
    settings(**{name: "en"})
    with pytest.raises(SettingsError) as caught:
        strange_settings()
    assert caught.value.values == {"name": name, "near": near}


def test_strange_variables_are_told_and_our_own_are_not(settings: Change) -> None:
    settings(SANBIAO_SOMETHING="1", SANBIAO_LANGUAGE="en", sanbiao_timezone="UTC", DATABASE_URL="sqlite://")
    assert strange_settings() == ["SANBIAO_SOMETHING"]


def test_a_slip_in_the_env_file_is_found(settings: Change, monkeypatch: pytest.MonkeyPatch, public_folder: Path) -> None:
    file = public_folder / ".env"
    file.write_text("SANBIAO_LANGAUGE=en\n", encoding="utf-8")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    settings()
    with pytest.raises(SettingsError):
        strange_settings()


SINGLE_SIGN_ON = {
    "SANBIAO_OIDC_METADATA_URL": "https://login.example/.well-known/openid-configuration",
    "SANBIAO_OIDC_CLIENT_ID": "sanbiao",
    "SANBIAO_OIDC_CLIENT_SECRET": "a-secret-of-the-provider",
    "SANBIAO_OIDC_REDIRECT_URI": "https://board.example/oauth2callback",
    "SANBIAO_COOKIE_SECRET": "0123456789abcdef0123456789abcdef",
}


def test_single_sign_on_is_off_until_all_of_it_is_set(settings: Change) -> None:
    assert not read_settings().has_oidc
    settings(**SINGLE_SIGN_ON)
    assert read_settings().has_oidc


@pytest.mark.parametrize("name", list(SINGLE_SIGN_ON))
def test_single_sign_on_by_half_is_refused_and_no_secret_is_repeated(settings: Change, name: str) -> None:
    settings(**{other: value for other, value in SINGLE_SIGN_ON.items() if other != name})
    with pytest.raises(SettingsError, match=name) as caught:
        read_settings()
    assert "secret-of" not in str(caught.value)
    assert "abcdef" not in str(caught.value)


def test_a_secret_is_not_printed(settings: Change) -> None:
    settings(**SINGLE_SIGN_ON)
    assert "secret-of" not in repr(read_settings())
    assert "abcdef" not in repr(read_settings())


@pytest.mark.parametrize(
    ("address", "peer", "trusted"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("10.0.0.0/24, ::1", "10.0.0.77", True),
        ("10.0.0.0/24, ::1", "::1", True),
        ("10.0.0.0/24, ::1", "10.0.1.1", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", "unix:", False),
    ],
)
def test_only_the_proxy_is_trusted(settings: Change, address: str, peer: str, trusted: bool) -> None:
    settings(SANBIAO_PROXY_ADDRESS=address)
    assert read_settings().trusts(peer) is trusted


@pytest.mark.parametrize("address", ["", "proxy.example", "10.0.0.1/24", "127.0.0.1,"])
def test_an_address_of_a_proxy_that_is_none_is_named(settings: Change, address: str) -> None:
    settings(SANBIAO_PROXY_ADDRESS=address)
    with pytest.raises(SettingsError, match="SANBIAO_PROXY_ADDRESS"):
        read_settings()
