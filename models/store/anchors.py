"""Anchors: the heads of the hash chains at a time, kept outside the store, against which a later store can be held.

A chain proves nothing against whoever can write the store and has this program: every seal can be computed anew. An anchor in
another place shows it: the seal with its number must have the same hash in every later store. An anchor is one line of JSON; a
file of anchors only grows.

Only demonstration plans can be removed by the program, so that a real plan which an anchor names and the store lacks is damage.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, func, inspect, select

from models.errors import FileError, UnreadableError
from models.store.row_hash import line
from models.tables import Base

#: Digits of a head that papers carry.
SHORT = 12


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest seal of a chain: its number, and its hash. ``plan`` is the code of the plan, "" for the staff."""

    plan: str
    demonstration: bool
    number: int
    chain: str


@dataclass(frozen=True)
class Anchor:
    """The heads of all chains at a time, the plans in the order of their codes; ``version`` is that of the store."""

    at: datetime
    version: int
    chains: tuple[ChainHead, ...]

    @property
    def seals(self) -> int:
        """The number of seals."""
        return sum(one.number for one in self.chains)

    @cached_property
    def head(self) -> str:
        """The SHA-256 over the heads of all chains."""
        return sha256(line([[one.plan, one.demonstration, one.number, one.chain] for one in self.chains]).encode()).hexdigest()

    @property
    def short_head(self) -> str:
        """The first digits of the head."""
        return self.head[:SHORT]

    def as_line(self) -> str:
        """Return the anchor as one line of JSON, without its end."""
        chains = [asdict(one) for one in self.chains]
        about = {"at": f"{self.at:%Y-%m-%dT%H:%M:%SZ}", "version": self.version, "seals": self.seals, "head": self.head}
        return json.dumps(about | {"chains": chains}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """A chain that does not go on from an anchor.

    ``kind`` is gone (no such plan), older or cut (the store has only ``found`` of ``anchored`` seals, and its own version is
    lower than it was, or not), or recomputed (the seal numbered ``anchored`` has another hash). ``line`` is that of the anchor.
    """

    kind: str
    chain: ChainHead
    at: datetime
    line: int
    found: int

    @property
    def is_damage(self) -> bool:
        """True unless the plan is a demonstration, which may be removed and loaded again."""
        return not self.chain.demonstration


def anchor_of(connection: Connection, at: datetime | None = None) -> Anchor:
    """Return the anchor of a store as a connection sees it; without chains if it is older than the seals."""
    there = set(inspect(connection).get_table_names())
    version = connection.scalar(select(Base.metadata.tables["store_state"].c.version)) if "store_state" in there else 0
    chains = tuple(_chains(connection)) if "seal" in there else ()
    return Anchor((at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0), version or 0, chains)


def _chains(connection: Connection) -> Iterator[ChainHead]:
    """Yield the head of every chain, read by the newest seal of each."""
    plans, seals = Base.metadata.tables["plan"].c, Base.metadata.tables["seal"].c
    newest = select(seals.plan_id, func.max(seals.number).label("number")).group_by(seals.plan_id).subquery()
    same_chain = seals.plan_id.is_not_distinct_from(newest.c.plan_id)
    heads = select(seals.plan_id, seals.number, seals.chain).join(newest, and_(same_chain, seals.number == newest.c.number))
    known = {row.id: row for row in connection.execute(select(plans.id, plans.code, plans.demonstration))}
    found: list[ChainHead] = []
    for plan_id, number, chain in connection.execute(heads):
        if plan_id is None:
            found.append(ChainHead("", False, number, chain))
        elif plan_id in known:  # the check of the chains reports seals of no plan
            found.append(ChainHead(known[plan_id].code, known[plan_id].demonstration, number, chain))
    yield from sorted(found, key=lambda one: one.plan)


def find_differences(connection: Connection, anchors: Sequence[Anchor]) -> list[Difference]:
    """Hold a store against anchors: return each chain that does not go on from one of them, at the first such anchor."""
    now = anchor_of(connection)
    found: dict[tuple[str, bool], Difference] = {}
    chain_at = _reader(connection)
    numbers = {one.plan: one.number for one in now.chains}
    for number, anchor in enumerate(anchors, start=1):
        for chain in anchor.chains:
            kind = _kind(anchor, chain, now, numbers.get(chain.plan), chain_at)
            if kind:
                one = Difference(kind, chain, anchor.at, number, numbers.get(chain.plan, 0))
                found.setdefault((chain.plan, chain.demonstration), one)
    return list(found.values())


def _kind(
    anchor: Anchor, chain: ChainHead, now: Anchor, number: int | None, chain_at: Callable[[str, int], str | None]
) -> str | None:
    if number is None:
        return "gone" if chain.plan else "cut"
    if number < chain.number:
        return "older" if now.version < anchor.version else "cut"
    return None if chain_at(chain.plan, chain.number) == chain.chain else "recomputed"


def _reader(connection: Connection) -> Callable[[str, int], str | None]:
    """Return a function that looks up the hash of a seal by its plan and number."""
    plans, seals = Base.metadata.tables["plan"].c, Base.metadata.tables["seal"].c

    def chain_at(plan: str, number: int) -> str | None:
        own = seals.plan_id == select(plans.id).where(plans.code == plan).scalar_subquery() if plan else seals.plan_id.is_(None)
        found: str | None = connection.scalar(select(seals.chain).where(own, seals.number == number))
        return found

    return chain_at


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Append an anchor to a file, which is on the disk when this returns; no byte already there is changed.

    UnreadableError if the file holds anything but anchors, FileError if it cannot be written.
    """
    separator = b""
    if path.exists():
        content = _read(path)
        if content:
            parse_anchors(content, path)
            separator = b"" if content.endswith(b"\n") else b"\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(separator + anchor.as_line().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError:
        raise FileError("file_unwritable", file=path) from None


def _sync_folder(folder: Path) -> None:
    """Write the name of a new file to the disk, too, where the system lets a folder be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_anchors(path: Path) -> list[Anchor]:
    """Return the anchors of a file, at least one. FileError if it cannot be read, UnreadableError if it holds no anchors."""
    return parse_anchors(_read(path), path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise FileError("file_unreadable", file=path) from None


def parse_anchors(content: bytes, path: Path) -> list[Anchor]:
    """Return the anchors that the content of a file holds. UnreadableError if there is none, or for the first bad line."""
    anchors: list[Anchor] = []
    for number, text in enumerate(content.split(b"\n"), start=1):
        if text.strip():
            try:
                anchors.append(_parse(json.loads(text)))
            except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
                raise UnreadableError("not_an_anchor", file=path, line=number) from None
    if not anchors:
        raise UnreadableError("no_anchor", file=path)
    return anchors


def _parse(row: Any) -> Anchor:
    """Return an anchor from its JSON. ValueError if its head does not fit its chains, that is if the line was altered."""
    chains = tuple(_parse_chains(row["chains"]))
    at = datetime.strptime(row["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    anchor = Anchor(at, int(row["version"]), chains)
    if (anchor.head, anchor.seals) != (row["head"], row["seals"]):
        raise ValueError("the head of an anchor does not fit its chains")
    return anchor


def _parse_chains(rows: Iterable[Any]) -> Iterator[ChainHead]:
    for row in rows:
        yield ChainHead(str(row["plan"]), bool(row["demonstration"]), int(row["number"]), str(row["chain"]))
