"""The settings: what they are by default, what they take, and how they name what they do not take."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from models.errors import SettingsError
from models.settings import DATA, ROOT, Settings, read_settings, strange_settings

Change = Callable[..., None]


@pytest.fixture(autouse=True)
def no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a developer's own .env does not matter here."""
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
