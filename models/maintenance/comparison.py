"""Comparison of a backup with the store that it is to replace, and with anchors kept outside both."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from models.errors import StoreError
from models.i18n import say
from models.maintenance.backup import check_backup, connected_to
from models.store.anchors import Anchor, anchor_of, find_differences
from models.store.engine import reading


def compare_backup(engine: Engine, source: Path, language: str, anchors: Sequence[Anchor] = ()) -> list[str]:
    """Return how a backup compares with the store and with the newest anchor: equal, some seals older or newer, different.

    The store may be missing or damaged. Raises like ``restore`` if the file is no backup.
    """
    check_backup(source)
    with connected_to(source) as backup:
        sentences = [_with_store(engine, backup, language)]
        if anchors:
            kind, n = _with_anchors(backup, anchors)
            at = f"{anchors[-1].at:%Y-%m-%d %H:%M} UTC"
            sentences.append(say(f"restore.anchor_{kind}", language, n=n, at=at))
    return sentences


def _with_store(engine: Engine, backup: Connection, language: str) -> str:
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).is_file():
        return say("restore.store_unknown", language)  # connecting would create it
    try:
        with reading(engine) as session:
            kind, n = _of_both(backup, session.connection())
    except (StoreError, DBAPIError):
        return say("restore.store_unknown", language)
    return say(f"restore.store_{kind}", language, n=n)


def _of_both(backup: Connection, store: Connection) -> tuple[str, int]:
    then, now = anchor_of(backup), anchor_of(store)
    more = _seals(now) - _seals(then)
    if _goes_on(store, then):
        return ("older", more) if more else ("equal", 0)
    return ("newer", -more) if _goes_on(backup, now) else ("differs", 0)


def _goes_on(store: Connection, anchor: Anchor) -> bool:
    return not any(one.is_damage for one in find_differences(store, [anchor]))


def _with_anchors(backup: Connection, anchors: Sequence[Anchor]) -> tuple[str, int]:
    """Compare with the newest anchor; an older backup must still go on from the anchors before its time."""
    more = _seals(anchor_of(backup)) - _seals(anchors[-1])
    found = [one for one in find_differences(backup, anchors) if one.is_damage]
    if any(one.kind == "recomputed" for one in found):
        return "differs", 0
    if found:
        return "older", sum(one.chain.number - one.found for one in find_differences(backup, anchors[-1:]) if one.is_damage)
    return ("newer", more) if more else ("equal", 0)


def _seals(anchor: Anchor) -> int:
    return sum(one.number for one in anchor.chains if not one.demonstration)
