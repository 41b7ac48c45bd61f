"""`ranh export` and `ranh verify`: a unit's part of the plan as one zip, and whether such a zip is whole."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands.identity import acting
from commands.options import AsJson, AsOf, Reason, day_of
from commands.settings import CLEAR, NOT_CHECKED, UNUSABLE, Settings, err, out, printable, say, warn
from commands.viewing import viewing
from geo.errors import RanhError
from layers.check import check_province
from layers.corridor.said import RESTRICTED
from layers.corridor.seen import FolderSeen
from layers.errors import WriteError
from layers.packages.many import pack_each
from layers.packages.readme import withheld_en, withheld_vi
from layers.packages.units import communes_asked, one_unit, units_of, unlisted
from layers.packages.verifying import verify_package
from layers.province import open_province
from office.rights import Act, require
from views.console import progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from commands.viewing import Viewing
    from layers.check import CheckResult
    from layers.packages.verifying import Verified
    from layers.packages.writing import Packed
    from layers.units import Unit

MB = 1e6


def export_command(
    target: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the packages; for one unit also a name in .zip.")
    ],
    commune: Annotated[
        list[str] | None, typer.Option(help="Code or name of a commune on that day; may be given again.")
    ] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="Code or name of a former district; may be given again.")
    ] = None,
    whole: Annotated[bool, typer.Option("--province", help="The whole province in one package.")] = False,
    all_communes: Annotated[
        bool, typer.Option("--all-communes", help="A package for each commune of that day.")
    ] = False,
    findings: Annotated[bool, typer.Option(help="Check the projects and add what was found.")] = True,
    as_of: AsOf = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="With defence and security land as it is; needs the right.")
    ] = False,
    reason: Reason = "",
) -> None:
    """
    Write packages: GeoJSON, GeoPackage, Shapefile, KML, DXF, XLSX, styles, README and manifest in one zip.

    Without --exact no defence or security layer is in it, and squares that touch such land are left
    blank in the others. Every file is read back and compared before the package gets its name.

    Example: ranh export --commune "Tân Phong" -o goi
    """
    if not (commune or district or whole or all_communes):
        raise typer.BadParameter("give --commune, --district, --province or --all-communes")
    viewer = viewing(Act.EXPORT, "export", reason if exact else "")
    if exact:
        viewer.require_exact()
    day = day_of(as_of)
    seen = FolderSeen(whole=open_province(Settings.folder), is_exact=exact)
    units = [one_unit(seen, text, "commune", day) for text in commune or ()]
    units += [one_unit(seen, text, "district", day) for text in district or ()]
    units += units_of(seen, "province", day) if whole else ()
    units += units_of(seen, "commune", day) if all_communes else ()
    units = list({(unit.kind, unit.code): unit for unit in units}.values())
    for unit in units:
        require(viewer.person, Act.EXPORT, communes_asked(seen.province, unit))
    with _folder(target, units):
        checked = _checked(viewer, seen, day, exact=exact) if findings else None
        for packed in pack_each(seen, units, day, target, checked=checked):
            _say(packed)
    if all_communes and (count := unlisted(seen, "commune", day)):
        warn(
            f"{count} communes have no usable boundary: there is no package of them.",
            f"{count} xã, phường không có ranh giới dùng được nên chưa có gói.",
        )
        raise typer.Exit(NOT_CHECKED)


def _checked(viewer: Viewing, seen: FolderSeen, day: date, *, exact: bool) -> CheckResult:
    with progress(err) as report:
        result = check_province(seen.whole, day, report)
    return replace(viewer, is_exact=exact).of(result, seen.whole)


@contextmanager
def _folder(target: Path, units: list[Unit]) -> Iterator[None]:
    """Make the folder if it is not there; take it away again if nothing came into it."""
    is_zip = target.suffix.lower() == ".zip" and not target.is_dir()
    if is_zip and len(units) > 1:
        raise WriteError(
            f"{target} can hold one package, and {len(units)} are asked for: give a folder.",
            f"{target} chỉ chứa được một gói, đang lập {len(units)} gói: hãy chọn thư mục.",
        )
    made = not is_zip and not target.exists() and target.resolve().parent.is_dir()
    if made:
        target.mkdir()
    try:
        yield
    except RanhError:
        if made and not any(target.iterdir()):
            target.rmdir()
        raise


def _say(packed: Packed) -> None:
    size = packed.path.stat().st_size / MB
    off_mm = max((one.off_m for one in packed.proved), default=0.0) * 1000
    out.print(
        Text(
            say(
                f"{packed.path}: {size:.2f} MB, {len(packed.proved)} files read back, farthest vertex"
                f" {off_mm:.2f} mm off, SHA-256 {packed.sha256}",
                f"{packed.path}: {size:.2f} MB, đã đọc lại {len(packed.proved)} tệp, đỉnh lệch nhiều nhất"
                f" {off_mm:.2f} mm, SHA-256 {packed.sha256}",
            )
        ),
        soft_wrap=True,
    )
    out.print(Text(say(withheld_en(packed.content), withheld_vi(packed.content))))


def verify_command(package: Path, as_json: AsJson = False) -> None:
    """
    Tell whether a package is whole: every file there with its hash, nothing more, and all can be read.

    Exit status 0 whole, 2 not ours, changed or damaged, 3 it could not be read here.

    Example: ranh verify goi/03388-phuong-doan-ket-2026-11-26.zip
    """
    acting(Act.SEE_MAP)
    found = verify_package(package)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        _say_verified(package, found)
    raise typer.Exit(UNUSABLE if found.faults else NOT_CHECKED if found.unread else CLEAR)


def _say_verified(package: Path, found: Verified) -> None:
    for en, vi in (*found.faults, *found.unread):
        warn(en, vi)
    if not found.faults and not found.unread:
        text = say(
            f"{package.name} is whole: {found.unit}, {found.as_of}, {found.files} files,"
            f" SHA-256 {found.sha256}",
            f"{package.name} còn nguyên vẹn: {found.unit}, {found.as_of}, {found.files} tệp,"
            f" SHA-256 {found.sha256}",
        )
        out.print(Text(printable(text)), soft_wrap=True)
    if found.exact:
        warn(*RESTRICTED)
