"""`ranh check`: projects against layers and rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.check_targets import Targets, require_own, rows_of, status_of, targets_on
from commands.options import AsJson, AsOf, Crs, Reason, day_of
from commands.settings import Settings, err, out, warn
from commands.viewing import Viewing, viewing
from layers.check import CheckResult, check_province
from layers.exposed import Exposed
from layers.inputs import NamedFiles, check_named, inputs_of
from layers.kept import Kept
from layers.kept_file import Recalled, read_kept, require_kept_folder, write_kept
from layers.province import Province, open_province
from layers.schema import SETBACK_UNRESOLVED
from layers.setback import with_setbacks
from layers.share import shareable
from layers.writer import describe, require_writable, with_shown_geometry, write_rows
from office.rights import Act
from views import terminal_check
from views.console import progress
from views.terminal_check_targets import show_targets, targets_record

if TYPE_CHECKING:
    import geopandas as gpd


Sites = Annotated[
    Path | None, typer.Option(help="File of project footprints (polygons). Default: the province's.")
]
Layers = Annotated[
    list[Path] | None,
    typer.Option(help="Layer file or folder; repeat for more. Default: all layers of the province."),
]
Rules = Annotated[Path | None, typer.Option(help="TOML file or folder of rules. Default: the province's.")]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", help="Result file: .geojson, .gpkg, .parquet, .csv or .xlsx.")
]


def check_command(
    sites: Sites = None,
    layers: Layers = None,
    rules: Rules = None,
    as_of: AsOf = None,
    out_file: Out = None,
    crs: Crs = "",
    site_id: Annotated[str, typer.Option(help="Column with the project's id.")] = "",
    accuracy_m: Annotated[
        float | None,
        typer.Option(help="How far lines may be off in layers given with --layers that state none.", min=0),
    ] = None,
    most: Annotated[int, typer.Option(help="Rows to print.", min=1)] = 40,
    without_defence: Annotated[
        bool,
        typer.Option("--without-defence", help="Leave defence and security land out of the result file."),
    ] = False,
    setbacks: Annotated[
        bool,
        typer.Option(
            "--setbacks", help="Draw the part inside the distance, with its area, into the result file."
        ),
    ] = False,
    since: Annotated[
        Path | None,
        typer.Option(
            help="Folder that keeps the last check: only what a change can affect is checked again."
        ),
    ] = None,
    targets: Targets = False,
    as_json: AsJson = False,
    reason: Reason = "",
) -> None:
    """
    Check projects against layers and rules: one finding for every project and rule.

    Where the office has accounts, defence and security land is told as "ask" or "no need"; with
    --reason it is shown as it is to who may see it, and the reason stands in the audit trail.

    With --layers but without --rules, only the rules that speak of the given layers are
    asked, and a layer without any rule gets a plain one: any overlap is a conflict. A file
    named like a layer of the province (defence.gpkg, landuse_plan.geojson) takes its rules.

    With --since, the result is the same as without it; the folder holds results about defence
    land, so it is made for its owner alone. A last check that does not fit is left aside.

    With --targets, projects that break a land-use target count as conflicts, and those whose targets cannot
    be judged as not checked; a result file has the findings of layers alone. Without, nobody asked them.

    Example: ranh check --sites projects.gpkg --layers defence.gpkg -o findings.geojson
    """
    if setbacks and out_file is None:
        raise typer.BadParameter("needs a result file: -o FILE", param_hint="--setbacks")
    if accuracy_m is not None and not layers:
        raise typer.BadParameter("needs --layers", param_hint="--accuracy-m")
    require_own(sites, rules, layers, asked=targets)
    viewer = viewing(Act.SEE_FINDINGS, "check", reason)
    province = open_province(Settings.folder)
    if out_file:
        require_writable(out_file, inputs=inputs_of(province, [sites, rules, *(layers or [])]))
    last = _recall(since, province, viewer)
    day = day_of(as_of)
    with progress(err) as report:
        if sites is None and layers is None and rules is None:
            result = check_province(province, day, report, last.kept)
        else:
            named = NamedFiles(
                sites=sites,
                layers=tuple(layers or ()),
                rules=rules,
                crs=crs,
                id_field=site_id,
                accuracy_m=accuracy_m,
            )
            result = check_named(named, province, day, report, last.kept)
        result = viewer.of(result, province)
        told = targets_on(province, day) if targets else None
    of_targets = rows_of(told, result.sites["site_id"])
    if out_file:
        _write_checked(result, province, out_file, setbacks=setbacks, without_defence=without_defence)
    written = [out_file] if out_file and not without_defence else []
    if as_json:
        typer.echo(terminal_check.check_json(result, province, targets_record(told, of_targets)))
    else:
        terminal_check.show_check(out, result, province, Settings.language, most)
        show_targets(out, told, of_targets, Settings.language)
    written.extend(_keep(result, province, since))
    for file in written if viewer.is_exact and result.findings["restricted"].any() else ():
        warn(
            f"{file} holds results about defence and security land: do not pass it on.",
            f"{file} có kết quả về đất quốc phòng, an ninh: chỉ dùng nội bộ, không chuyển ra ngoài.",
        )
    raise typer.Exit(status_of(result, told, of_targets))


def _recall(folder: Path | None, province: Province, viewer: Viewing) -> Recalled:
    """Return what the folder holds of the last check; say so if it is of no use."""
    if folder is None:
        return Recalled(kept=Kept())
    viewer.require_exact()
    require_kept_folder(folder)
    last = read_kept(folder, province)
    if last.why_en:
        warn(last.why_en, last.why_vi)
    return last


def _keep(result: CheckResult, province: Province, folder: Path | None) -> list[Path]:
    """Keep the check for the next one where a folder is named, and say how much was checked again."""
    if folder is None:
        return []
    file = write_kept(result.kept, folder, province)
    err.print(terminal_check.rechecked_line(result.rechecked, len(result.sites), Settings.language))
    return [file]


def _write_checked(
    result: CheckResult, province: Province, out_file: Path, *, setbacks: bool, without_defence: bool
) -> None:
    """Write the findings, whole or without what restricted land would tell."""
    if without_defence:
        told = shareable(result, province, setbacks=setbacks)
    else:
        findings = with_setbacks(result, province) if setbacks else result.findings
        told = Exposed(findings=findings, slivers=result.slivers, hits=result.hits)
    _warn_of_setbacks(told.findings)
    frame = with_shown_geometry(told.findings, result.sites)
    about = describe(province) | {"as_of": result.as_of.isoformat(), "datum_operation": result.operation}
    write_rows(frame, out_file, province.datum_operation, about, slivers=told.slivers)


def _warn_of_setbacks(told: gpd.GeoDataFrame) -> None:
    """Say how many parts inside a distance are missing in the file: a gap there reads as none."""
    count = int(told[SETBACK_UNRESOLVED].sum()) if SETBACK_UNRESOLVED in told else 0
    if count:
        warn(
            f"Parts inside a distance not computed for sure: {count}. The file shows the whole site there.",
            f"Phần nằm trong khoảng cách chưa tính chắc chắn được: {count}. Ở đó tệp thể hiện cả khu đất.",
        )
