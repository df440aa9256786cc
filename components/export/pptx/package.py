"""A deck changed in place: every part that nobody touched keeps its bytes, its name and its place in the file."""

import io
import zipfile
from dataclasses import dataclass
from posixpath import join, normpath
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.opc.oxml import serialize_part_xml
from pptx.opc.package import Part
from pptx.opc.packuri import CONTENT_TYPES_URI, PackURI
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck

from components.export.file_properties import FIRST
from components.export.pptx.opening import open_deck

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@dataclass(frozen=True, slots=True)
class DeckFile:
    """An open deck with the file it came from, and each of its parts as it was written there: name, content, relations."""

    content: bytes
    deck: Deck
    before: dict[Part, tuple[str, bytes, bytes]]


def open_file(content: bytes) -> DeckFile:
    """Open a deck that is to be changed in place; errors as in ``open_deck``."""
    deck = open_deck(content)
    _restore_names(content, deck)
    package: Any = deck.part.package
    before = {part: (str(part.partname.membername), part.blob, part.rels.xml) for part in package.iter_parts()}
    return DeckFile(content, deck, before)


def _restore_names(content: bytes, deck: Deck) -> None:
    """Give slides the names they have in the file: python-pptx numbers them anew."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root: Any = parse_xml(archive.read("ppt/_rels/presentation.xml.rels"))
    for relation in root:
        target = normpath(join("/ppt", relation.get("Target")))
        if relation.get("Type") == REL.SLIDE and relation.get("TargetMode") != "External":
            deck.part.related_part(relation.get("Id")).partname = PackURI(target)


def save_file(file: DeckFile) -> bytes:
    """Return the file with what was changed, added and removed in the deck; all other bytes are those it had."""
    package: Any = file.deck.part.package
    parts = list(package.iter_parts())
    _name_new_parts(file, [part for part in parts if part not in file.before])
    names = {name: part for part, (name, _, _) in file.before.items()}
    kept, target = set(parts), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file.content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for info in source.infolist():
            name, old = info.filename, source.read(info)
            part = names.get(name) or names.get(_owner(name))
            if part is not None and part not in kept:
                continue
            if name == CONTENT_TYPES_URI.membername:
                new = _types(old, file, parts)
            elif part is None:
                new = package._rels.xml if name == "_rels/.rels" and _has_new(package, file) else old
            else:
                new = _current(part, file, old, is_relations=name not in names)
            written.writestr(info, new, info.compress_type)
        present = set(source.namelist())
        for part in parts:
            rels = part.partname.rels_uri.membername
            if part not in file.before:
                written.writestr(_new(part.partname.membername), part.blob)
            if len(part.rels) and rels not in present:
                written.writestr(_new(rels), part.rels.xml)
    return target.getvalue()


def _new(name: str) -> zipfile.ZipInfo:
    """Return a new member of the file without the time of day: the same change gives the same bytes."""
    info = zipfile.ZipInfo(name, FIRST.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _owner(name: str) -> str:
    """Return the name of the part whose relations a member of the file holds; "" if it holds none."""
    folder, found, rest = name.rpartition("_rels/")
    return folder + rest.removesuffix(".rels") if found and rest.endswith(".rels") else ""


def _current(part: Part, file: DeckFile, old: bytes, *, is_relations: bool) -> bytes:
    _, blob, relations = file.before[part]
    if is_relations:
        return old if part.rels.xml == relations else part.rels.xml
    return old if part.blob == blob else part.blob


def _has_new(package: Any, file: DeckFile) -> bool:
    return any(not one.is_external and one.target_part not in file.before for one in package._rels.values())


def _name_new_parts(file: DeckFile, new: list[Part]) -> None:
    """Give new parts names that the file does not have, not even for something that nothing leads to any more."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        taken = {name.lower() for name in archive.namelist()}
    for part in new:
        name = str(part.partname)
        stem = name[: -len(part.partname.ext) - 1].rstrip("0123456789")
        number = 1
        while name.lstrip("/").lower() in taken:
            name = f"{stem}{number}.{part.partname.ext}"
            number += 1
        part.partname = PackURI(name)
        taken.add(name.lstrip("/").lower())


def _types(old: bytes, file: DeckFile, parts: list[Part]) -> bytes:
    """Return the list of content types with the parts that are new, and without those that are gone."""
    new = [part for part in parts if part not in file.before]
    gone = {f"/{file.before[part][0]}" for part in file.before.keys() - set(parts)}
    if not new and not gone:
        return old
    root: Any = parse_xml(old)
    for one in list(root):
        if one.get("PartName") in gone:
            root.remove(one)
    for part in new:
        attributes = {"PartName": str(part.partname), "ContentType": part.content_type}
        root.append(root.makeelement(f"{_TYPES}Override", attributes))
    return bytes(serialize_part_xml(root))
