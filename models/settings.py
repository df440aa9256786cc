"""The settings: environment (or a .env beside app.py) to one frozen object. Every field is described in README."""

import os
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


def _existing_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone")
    return name


class Settings(BaseSettings):
    """Where the store is and how days and words are meant; read once at start."""

    model_config = SettingsConfigDict(env_prefix="SANBIAO_", env_file=ROOT / ".env", extra="ignore", frozen=True)

    database_url: str = Field(
        default=f"sqlite:///{(DATA / 'store' / 'sanbiao.sqlite').as_posix()}", validation_alias="DATABASE_URL"
    )
    timezone: Annotated[str, AfterValidator(_existing_zone)] = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"

    map_approval: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone: a report recorded before midnight there belongs to that day."""
        return ZoneInfo(self.timezone)


@cache
def read_settings() -> Settings:
    """The settings of this process; SettingsError names the first variable that does not fit."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        name = field if field.isupper() else f"SANBIAO_{field.upper()}"
        raise SettingsError("bad_setting", name=name, value=first["input"]) from None


def strange_settings() -> list[str]:
    """Variables that begin like ours and are none of ours. SettingsError where one reads like a slip of the pen for a setting."""
    known = {f"SANBIAO_{field.upper()}" for field in Settings.model_fields}
    file = Settings.model_config.get("env_file")
    given = {*os.environ, *dotenv_values(file if isinstance(file, Path) else None)}
    strange = sorted(name for name in given if name.upper().startswith("SANBIAO") and name.upper() not in known)
    for name in strange:
        if near := get_close_matches(name.upper(), known, n=1, cutoff=0.8):
            raise SettingsError("unknown_setting", name=name, near=near[0])
    return strange
