"""Unpack the datasets of an archive, each into a folder of its own, and nothing else of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.entrance.admission import kind_of, require_content, require_ending, staged_suffix
from layers.intake.entrance.archive import Archive
from layers.intake.entrance.bundle import bundled
from layers.intake.entrance.foreign import Foreign
from layers.intake.entrance.parts import split_name
from layers.intake.entrance.shown import visible_name
from layers.intake.entrance.sniff import Container
from layers.intake.entrance.workbook_gate import office_kind, require_plain_workbook
from layers.intake.entrance.zip_entries import Budget, refusal
from layers.intake.model import Dataset, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from layers.intake.entrance.bundle import Bundle
    from layers.intake.entrance.staging import Staging
    from layers.intake.limits import Limits


def unpacked(
    path: Path, name: str, *, desk: Staging, limits: Limits
) -> tuple[tuple[Dataset, ...], tuple[str, ...]]:
    """
    Return the datasets of a staged archive, and the names of the members that were left out.

    A workbook is an archive too: it is judged as one and stays packed.

    Raises
    ------
    IntakeError
        As `Archive`, `bundled`, `kind_of` and `require_content`; the member is named.
    """
    budget = Budget(limits)
    datasets: list[Dataset] = []
    left_out: tuple[str, ...] = ()
    with Archive(path, name, limits) as archive:
        is_workbook = _is_workbook(archive, name, budget)
        if not is_workbook:
            only_kml = split_name(name)[1] == ".kmz"
            require_ending(Container.KMZ if only_kml else Container.ZIP, name)
            bundles, left_out = bundled(archive.members, name=name, only_kml=only_kml)
            datasets += [_dataset(archive, bundle, budget, desk) for bundle in bundles]
    if is_workbook:
        return (Dataset(kind=Kind.XLSX, name=name, path=_renamed(path, Kind.XLSX)),), ()
    desk.remove(path)
    path.parent.rmdir()
    return tuple(datasets), left_out


def _dataset(archive: Archive, bundle: Bundle, budget: Budget, desk: Staging) -> Dataset:
    folder = desk.new_folder()
    shown = visible_name(f"{archive.shown}: {bundle.name}")
    main = folder / f"data{bundle.main.ending}"
    for ending, member in {bundle.main.ending: bundle.main, **bundle.parts}.items():
        desk.write(archive.unpacked(member, budget), folder / f"data{ending}")
    kind = kind_of(main, shown)
    if isinstance(kind, Container):
        with Archive(main, shown, archive.limits) as inner:
            if not _is_workbook(inner, shown, budget):
                raise refusal(
                    "zip-nested",
                    archive.shown,
                    f"holds another archive, {bundle.name}: unpack that one and give its files",
                    f"chứa tệp nén bên trong, {bundle.name}: hãy giải nén và nộp các tệp trong đó",
                )
        kind = Kind.XLSX
    main = _renamed(main, kind)
    require_content(kind, main, shown, archive.limits)
    return Dataset(kind=kind, name=bundle.name, path=main)


def _is_workbook(archive: Archive, name: str, budget: Budget) -> bool:
    kind = office_kind(archive)
    if isinstance(kind, Foreign):
        raise kind.refusal(name)
    if kind is None:
        return False
    require_ending(kind, name)
    require_plain_workbook(archive, budget)
    return True


def _renamed(path: Path, kind: Kind) -> Path:
    return path.rename(path.with_suffix(staged_suffix(kind)))
