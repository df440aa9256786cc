"""The event log: one line per event, with time, level, user and event; never anything that was entered.

Example: ``2026-11-24T08:01:02.345+08:00 INFO user=zhang what=withdraw batch=12``

No notes, names of people, contents of files, addresses of databases or tokens: an event contains codes and numbers, a fault its
places in the source without the message, which may quote a reader's input.
"""

import logging
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from models.errors import SanbiaoError

P = ParamSpec("P")
T = TypeVar("T")
NOBODY = "-"
#: The user of the running script: the login of an account.
user: ContextVar[str] = ContextVar("user", default=NOBODY)
#: Arguments of a write that contain no personal text.
_TOLD = ("plan", "number", "batch", "withdrawn", "login")
_log = logging.getLogger("sanbiao")


def event(what: str, *, level: int = logging.INFO, **values: object) -> None:
    """Log one event; ``what`` is a key, ``values`` are codes and numbers."""
    _log.log(level, what, extra={"values": values})


def logged(write: Callable[P, T]) -> Callable[P, T]:
    """Log a write by its name: done, or refused and for which reason."""

    @wraps(write)
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        given = signature(write).bind(*args, **kwargs).arguments
        about = {name: given[name] for name in _TOLD if name in given}
        try:
            result = write(*args, **kwargs)
        except SanbiaoError as error:
            event(write.__name__, level=logging.WARNING, **about, refused=error.key)
            raise
        event(write.__name__, **about, **({"result": result} if isinstance(result, int) else {}))
        return result

    return inner


def safe(value: object) -> str:
    """Return a value as one word; characters that could end the line, fake another or control a terminal are escaped."""
    words = str(value).replace("\\", "\\\\").replace('"', '\\"')
    words = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in words)
    return words if words and not set(words) & set(' ="') else f'"{words}"'


class OneLine(logging.Formatter):
    """Formatter that writes any record as one line; foreign records have their message as ``text``."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        super().__init__()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        at = datetime.fromtimestamp(record.created, self.zone).isoformat(timespec="milliseconds")
        values: dict[str, object] = {"user": user.get(), "what": record.getMessage()}
        if record.name != _log.name:
            values |= {"what": record.name, "text": record.getMessage()}
        values |= getattr(record, "values", {})
        if record.exc_info and record.exc_info[1]:
            values |= {"fault": type(record.exc_info[1]).__name__, "at": _places(record.exc_info[1])}
        return " ".join([at, record.levelname, *(f"{name}={safe(value)}" for name, value in values.items())])


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    cause = error.__cause__ or error.__context__
    return places if cause is None else f"{_places(cause)} | {type(cause).__name__} > {places}"


def set_up(zone: ZoneInfo) -> None:
    """Send every record to stderr in this form, including those of the server, which has handlers of its own."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(zone))
    logging.root.handlers = [handler]
    _log.setLevel(logging.INFO)
    for other in list(logging.root.manager.loggerDict.values()):
        if isinstance(other, logging.Logger) and other.handlers:
            other.handlers, other.propagate = [], True
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
