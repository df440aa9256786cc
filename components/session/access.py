"""Access events of readers: recorded in the store, or in the event log while the store cannot be written."""

import logging

from sqlalchemy import Engine

from components.session import event_log
from models.commands.access_events import NewAccessEvent, record_access
from models.errors import SanbiaoError


def record_or_log(engine: Engine, event: NewAccessEvent) -> None:
    """Record an access event. Nobody is locked out, and nothing kept from them, because it cannot be written."""
    try:
        record_access(engine, event)
    except SanbiaoError as error:
        told = {"login": event.login or event_log.NOBODY, "address": event.address, "about": event.about}
        event_log.event(event.kind.value, level=logging.WARNING, **told, not_recorded=error.key)
