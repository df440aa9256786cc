"""The settings: the environment (or a .env file next to app.py) as one frozen object. Described in docs/reference/settings.md."""

import os
from datetime import timedelta
from difflib import get_close_matches
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
#: Minimum length of the secret that signs the single sign-on cookie.
SHORTEST_COOKIE_SECRET = 32
#: A longer time without use is none: a sign-in lasts no longer.
MOST_IDLE_MINUTES = 720


def _existing_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone")
    return name


def _networks(words: str) -> str:
    read_networks(words)
    return words


def read_networks(words: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Parse addresses and networks separated by commas. ValueError if an entry is neither."""
    return tuple(ip_network(one.strip()) for one in words.split(","))


class Settings(BaseSettings):
    """The settings: store, time zone, language, access and single sign-on. Read once at start-up."""

    model_config = SettingsConfigDict(env_prefix="SANBIAO_", env_file=ROOT / ".env", extra="ignore", frozen=True)

    database_url: str = Field(
        default=f"sqlite:///{(DATA / 'store' / 'sanbiao.sqlite').as_posix()}", validation_alias="DATABASE_URL"
    )
    timezone: Annotated[str, AfterValidator(_existing_zone)] = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    cache_mb: Annotated[int, Field(ge=1)] = 128

    map_approval: str = ""
    examples: bool = True

    viewers: Literal["anonymous", "account"] = "anonymous"
    public_url: Annotated[str, Field(pattern="^(https?://[^/]+)?$")] = ""
    idle_minutes: Annotated[int, Field(ge=0, le=MOST_IDLE_MINUTES)] = 120
    local_name: str = ""
    secure_cookie: bool = False
    proxy_header: Annotated[str, Field(pattern="^[A-Za-z0-9-]*$")] = ""
    proxy_address: Annotated[str, AfterValidator(_networks)] = "127.0.0.1"
    oidc_metadata_url: Annotated[str, Field(pattern="^(https?://.+)?$")] = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_redirect_uri: Annotated[str, Field(pattern="^(https?://.+/oauth2callback)?$")] = ""
    cookie_secret: SecretStr = SecretStr("")

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone: a report recorded before midnight there belongs to that day."""
        return ZoneInfo(self.timezone)

    @property
    def idle(self) -> timedelta | None:
        """Time without use after which a sign-in ends; None if it only ends with its duration."""
        return timedelta(minutes=self.idle_minutes) if self.idle_minutes else None

    @property
    def has_oidc(self) -> bool:
        """True if the bureau's single sign-on is configured; ``read_settings`` ensures that it is complete."""
        return bool(self.oidc_metadata_url)

    def trusts(self, peer: str) -> bool:
        """Return True if a peer address of a connection belongs to the proxy."""
        try:
            return any(ip_address(peer) in network for network in read_networks(self.proxy_address))
        except ValueError:
            return False


@cache
def read_settings() -> Settings:
    """Return the settings of this process. SettingsError names the first invalid variable."""
    try:
        found = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        name = field if field.isupper() else f"SANBIAO_{field.upper()}"
        raise SettingsError("bad_setting", name=name, value=first["input"]) from None
    _check_single_sign_on(found)
    return found


def strange_settings() -> list[str]:
    """Return unknown variables with the prefix SANBIAO. SettingsError if one looks like a misspelt setting."""
    known = {f"SANBIAO_{field.upper()}" for field in Settings.model_fields}
    file = Settings.model_config.get("env_file")
    given = {*os.environ, *dotenv_values(file if isinstance(file, Path) else None)}
    strange = sorted(name for name in given if name.upper().startswith("SANBIAO") and name.upper() not in known)
    for name in strange:
        if near := get_close_matches(name.upper(), known, n=1, cutoff=0.8):
            raise SettingsError("unknown_setting", name=name, near=near[0])
    return strange


def _check_single_sign_on(found: Settings) -> None:
    """Raise SettingsError if single sign-on is only partly configured; no secret is repeated in the message."""
    given = {
        "SANBIAO_OIDC_METADATA_URL": found.oidc_metadata_url,
        "SANBIAO_OIDC_CLIENT_ID": found.oidc_client_id,
        "SANBIAO_OIDC_CLIENT_SECRET": found.oidc_client_secret.get_secret_value(),
        "SANBIAO_OIDC_REDIRECT_URI": found.oidc_redirect_uri,
    }
    cookie = found.cookie_secret.get_secret_value()
    missing = [name for name, value in given.items() if not value]
    if len(missing) not in (0, len(given)):
        raise SettingsError("half_single_sign_on", name=missing[0])
    if not missing and len(cookie) < SHORTEST_COOKIE_SECRET:
        raise SettingsError("short_cookie_secret", n=SHORTEST_COOKIE_SECRET)
