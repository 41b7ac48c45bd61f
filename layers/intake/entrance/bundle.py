"""Sort the members of an archive: what belongs to one dataset, and what is left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.entrance.admission import ENDINGS
from layers.intake.entrance.database import unsaved
from layers.intake.entrance.foreign import FILE_GEODATABASE
from layers.intake.entrance.parts import PARTS, gathered
from layers.intake.entrance.shown import shown_name
from layers.intake.entrance.zip_entries import refusal
from layers.intake.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.entrance.archive import Member

SYSTEM_FOLDERS = frozenset({"__macosx", ".git", "@eadir"})
SYSTEM_FILES = frozenset({".ds_store", "thumbs", "desktop"})
SHOWN_MEMBERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The members of one dataset."""

    name: str
    main: Member
    parts: dict[str, Member]
    """By ending; the main file is not among them."""


def bundled(
    members: Sequence[Member], *, name: str, only_kml: bool = False
) -> tuple[tuple[Bundle, ...], tuple[str, ...]]:
    """
    Return the datasets in an archive by name, and the names of the members that belong to none.

    A text file is a dataset only where nothing else is: it is a readme everywhere else.

    Raises
    ------
    IntakeError
        "zip-no-data", "file-geodatabase", "shapefile-part-missing", "tab-part-missing",
        "mif-part-missing", "part-twice", "gpkg-unsaved".
    """
    usable = [member for member in members if not _is_system(member)]
    mains = _mains(usable, only_kml=only_kml)
    if not mains:
        raise _nothing(members, name)
    groups: dict[tuple[str, str], list[Member]] = {}
    for member in usable:
        groups.setdefault((member.folder, member.stem), []).append(member)
    _require_shapes(groups)
    titles = _titles(mains)
    bundles = []
    for main, title in zip(mains, titles, strict=True):
        beside = groups[main.folder, main.stem]
        for other in beside:
            if other.ending in {f"{main.ending}-wal", f"{main.ending}-journal"} and other.entry.file_size:
                raise unsaved(title, other.name)
        parts = gathered(main.ending, title, [(m.ending, m) for m in beside if m is not main])
        bundles.append(Bundle(name=title, main=main, parts=parts))
    used = {id(member) for bundle in bundles for member in (bundle.main, *bundle.parts.values())}
    return tuple(bundles), tuple(member.name for member in members if id(member) not in used)


def _mains(members: Sequence[Member], *, only_kml: bool) -> list[Member]:
    kinds = [(member, ENDINGS.get(member.ending)) for member in members]
    if only_kml:
        found = [member for member, kind in kinds if kind is Kind.KML]
    else:
        found = [member for member, kind in kinds if isinstance(kind, Kind) and kind is not Kind.TEXT]
        found = found or [member for member, kind in kinds if kind is Kind.TEXT]
    return sorted(found, key=lambda member: member.name.casefold())


def _is_system(member: Member) -> bool:
    folders = set(member.folder.split("/"))
    last = member.name.rpartition("/")[2]
    return bool(folders & SYSTEM_FOLDERS) or last.startswith("._") or member.stem in SYSTEM_FILES


def _titles(mains: Sequence[Member]) -> list[str]:
    """Return the last part of each name, with its folder only where two would be called the same."""
    last = [shown_name(member.name) for member in mains]
    times = Counter(title.casefold() for title in last)
    return [
        title
        if times[title.casefold()] == 1
        else f"{' > '.join(member.name.split('/')[:-1]) or '.'} > {title}"
        for member, title in zip(mains, last, strict=True)
    ]


def _require_shapes(groups: dict[tuple[str, str], list[Member]]) -> None:
    """Refuse an index of shapes without the shapes: a layer would be missing without a word."""
    for group in groups.values():
        endings = {member.ending for member in group}
        if ".shx" in endings and ".shp" not in endings:
            index = next(member for member in group if member.ending == ".shx")
            raise IntakeError(
                PARTS[".shp"].code,
                f"{index.name} is there without its .shp: give all parts together.",
                f"Có {index.name} nhưng thiếu tệp .shp: hãy nộp đủ các phần cùng nhau.",
            )


def _nothing(members: Sequence[Member], name: str) -> IntakeError:
    if any(member.ending == ".gdbtable" for member in members):
        return FILE_GEODATABASE.refusal(name)
    shown = ", ".join(member.name for member in members[:SHOWN_MEMBERS])
    return refusal(
        "zip-no-data",
        name,
        f"holds no layer and no table that can be read; it holds {shown}",
        f"không có lớp hay bảng nào đọc được; trong đó có {shown}",
    )
