"""
The command line: which command stands where, and the one place where errors become sentences.

Exit status: 0 all clear, 1 conflicts found, 2 unusable input, 3 something could not be
checked (also when there are conflicts as well: "not checked" is the louder answer).
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands import (
    accounts,
    audit,
    backups,
    cases,
    corridors,
    covers,
    dossiers,
    identity,
    reports,
    sealed,
    targets,
)
from commands.health import health_command
from commands.imports import import_command, versions_command
from commands.map_tables import map_tables_command
from commands.money import money_command
from commands.replay import SETTINGS, replay_command
from commands.settings import CLEAR, CONFLICTS, NOT_CHECKED, UNUSABLE, Settings, err, out, say, warn
from commands.viewing import Viewing, viewing
from geo.errors import RanhError
from layers.catalogue import read_layers
from layers.check import CheckResult, check_province, described_sites
from layers.export import export_unit
from layers.exposed import Exposed
from layers.inputs import NamedFiles, check_named, inputs_of, plain_file_layer
from layers.kept import Kept
from layers.kept_file import Recalled, read_kept, require_kept_folder, write_kept
from layers.model import Verdict
from layers.package import require_folder
from layers.pairs import APART_M, gap_m, overlap_pairs
from layers.pairs import NOT_CHECKED as PAIR_NOT_CHECKED
from layers.partition_file import is_restricted, partition_file
from layers.partition_writer import ZONES_PER_PART
from layers.partitions import is_partitioned
from layers.province import Province, default_province_folder, open_province
from layers.reader import read_layer, read_sites
from layers.rules import read_rules
from layers.schema import SETBACK_UNRESOLVED
from layers.setback import with_setbacks
from layers.share import shareable
from layers.told import told_layers, told_sites
from layers.units import find_unit
from layers.writer import describe, require_writable, with_shown_geometry, write_rows
from office.database.place import office_folder
from office.log import places_of, report, start_log, stop_log
from office.rights import Act, require
from views import terminal, terminal_check
from views.console import progress

if TYPE_CHECKING:
    import geopandas as gpd

DAY = ["%Y-%m-%d"]

HELP = """
Ranh checks investment projects against land-use plans, defence, forest and other protected land.

Without options it works on the province named by RANH_PROVINCE, else on the demonstration province.

Exit status: 0 all clear, 1 conflicts, 2 unusable input, 3 something could not be checked.
"""
app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _version(value: bool) -> None:
    if value:
        out.print(f"ranh {version('ranh')}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    province: Annotated[
        Path | None, typer.Option(help="Folder with province.toml.", envvar="RANH_PROVINCE")
    ] = None,
    lang: Annotated[str, typer.Option(help="vi or en.", envvar="RANH_LANG")] = "vi",
    user: Annotated[
        str, typer.Option(help="Your account, where there are accounts.", envvar="RANH_USER")
    ] = "",
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that all commands share."""
    if lang not in {"vi", "en"}:
        raise typer.BadParameter("vi or en", param_hint="--lang")
    Settings.folder = province or default_province_folder()
    Settings.language = lang
    Settings.user = user
    context.call_on_close(identity.forget)


Sites = Annotated[
    Path | None, typer.Option(help="File of project footprints (polygons). Default: the province's.")
]
Layers = Annotated[
    list[Path] | None,
    typer.Option(help="Layer file or folder; repeat for more. Default: all layers of the province."),
]
Rules = Annotated[Path | None, typer.Option(help="TOML file or folder of rules. Default: the province's.")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=DAY, help="Day for which to check. Default: today.")
]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", help="Result file: .geojson, .gpkg, .parquet, .csv or .xlsx.")
]
Crs = Annotated[str, typer.Option(help="CRS of files that declare none, for example EPSG:9205.")]
ZoneId = Annotated[str, typer.Option(help="Column with the zone's id. Default: numbers from 1.")]
Reason = Annotated[
    str, typer.Option(help="Why defence and security land has to be seen as it is, where there are accounts.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON.")]


@app.command("check")
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

    Example: ranh check --sites projects.gpkg --layers defence.gpkg -o findings.geojson
    """
    if setbacks and out_file is None:
        raise typer.BadParameter("needs a result file: -o FILE", param_hint="--setbacks")
    if accuracy_m is not None and not layers:
        raise typer.BadParameter("needs --layers", param_hint="--accuracy-m")
    viewer = viewing(Act.SEE_FINDINGS, "check", reason)
    province = open_province(Settings.folder)
    if out_file:
        require_writable(out_file, inputs=inputs_of(province, [sites, rules, *(layers or [])]))
    last = _recall(since, province, viewer)
    day = _day(as_of)
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
    if out_file:
        _write_checked(result, province, out_file, setbacks=setbacks, without_defence=without_defence)
    written = [out_file] if out_file and not without_defence else []
    if as_json:
        typer.echo(terminal_check.check_json(result, province))
    else:
        terminal_check.show_check(out, result, province, Settings.language, most)
    written.extend(_keep(result, province, since))
    for file in written if viewer.is_exact and result.findings["restricted"].any() else ():
        warn(
            f"{file} holds results about defence and security land: do not pass it on.",
            f"{file} có kết quả về đất quốc phòng, an ninh: chỉ dùng nội bộ, không chuyển ra ngoài.",
        )
    raise typer.Exit(_status(result))


@app.command()
def overlap(
    sites: Annotated[Path, typer.Argument(help="File of polygons.")],
    zones: Annotated[Path, typer.Argument(help="File of polygons, or a folder of `ranh partition`.")],
    out_file: Annotated[Path, typer.Option("-o", "--out", help=".parquet, .gpkg, .geojson, .csv or .xlsx.")],
    site_id: Annotated[str, typer.Option(help="Column with the site's id. Default: numbers from 1.")] = "",
    zone_id: ZoneId = "",
    crs: Crs = "",
    scheduler: Annotated[
        str, typer.Option(help="local, tcp://host:port or tls://host:port: compute in other processes.")
    ] = "",
    workers: Annotated[
        int, typer.Option(help="Processes of --scheduler local. Default: one for every core.", min=0)
    ] = 0,
    reason: Reason = "",
) -> None:
    """
    Write every overlapping pair of SITES and ZONES, with its area, shares and shape.

    Areas are measured in the province's coordinate system. Exit status 3 if a pair, a
    broken row or a partition could not be measured, or the files lie more than 10 km apart.
    With --scheduler, processes of this machine or of others compute the same result.

    Example: ranh overlap roads.gpkg communes.geojson -o pairs.parquet --zone-id code
    """
    viewer = viewing(Act.SEE_MAP, "overlap", reason)
    province = open_province(Settings.folder)
    require_writable(out_file, inputs=inputs_of(province, [sites, zones]))
    frame, site_issues = read_sites(sites, province, crs=crs, id_field=site_id)
    if is_restricted(sites, frame, province, crs):
        viewer.require_exact()
    with progress(err) as report:

        def told(done: int, of: int) -> None:
            report("overlap", done, of)

        if scheduler or is_partitioned(zones):
            # Loading the scheduler's library takes longer than most commands.
            from layers.cluster_pairs import Engine, Zones, pairs_beyond, zones_box  # noqa: PLC0415

            asked = Zones(path=zones, crs=crs, id_field=zone_id)
            engine = Engine(scheduler=scheduler or "local", workers=workers)
            secret = is_restricted(sites, frame, province, crs)
            pairs, layer = pairs_beyond(frame, asked, engine, province, told, restricted=secret)
            if layer.restricted:
                viewer.require_exact()
            issues, broken, box = layer.issues, layer.broken_count, zones_box(layer)
        else:
            data = read_layer(plain_file_layer(zones, crs, zone_id), province, anywhere=True)
            if is_restricted(zones, data.zones, province, crs):
                viewer.require_exact()
            pairs = overlap_pairs(frame, data.zones, told)
            issues, broken, box = data.issues, len(data.broken), data.zones.geometry
    write_rows(pairs, out_file, province.datum_operation)
    for issue in (*site_issues, *issues):
        err.print(Text(issue.sentence(Settings.language), style="yellow"))
    raise typer.Exit(_tell_pairs(pairs, frame, box, broken, out_file))


@app.command()
def partition(
    zones: Annotated[Path, typer.Argument(help="File of polygons.")],
    out_folder: Annotated[Path, typer.Option("-o", "--out", help="Folder to write; new or empty.")],
    zone_id: ZoneId = "",
    crs: Crs = "",
    zones_per_part: Annotated[int, typer.Option(help="Zones in one file at most.", min=1)] = ZONES_PER_PART,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="The zones are defence or security land.")
    ] = False,
    reason: Reason = "",
) -> None:
    """
    Write ZONES as a folder of GeoParquet files for `ranh overlap --scheduler`.

    Each file holds zones that lie close together. Workers on other machines must see the
    folder under the same path. Exit status 3 if a zone of the file is broken.

    Example: ranh partition parcels.gpkg -o parcels-parts
    """
    viewer = viewing(Act.SEE_MAP, "partition", reason)
    province = open_province(Settings.folder)
    if not viewer.is_exact:
        read = read_layer(plain_file_layer(zones, crs, zone_id), province, anywhere=True)
        if restricted or is_restricted(zones, read.zones, province, crs):
            viewer.require_exact()
    manifest = partition_file(
        zones,
        out_folder,
        province,
        crs=crs,
        id_field=zone_id,
        restricted=restricted,
        zones_per_part=zones_per_part,
    )
    for issue in manifest.issues:
        err.print(Text(issue.sentence(Settings.language), style="yellow"))
    counts = (manifest.zone_count, len(manifest.partitions))
    told = ("{} zones in {} files".format(*counts), "{} vùng trong {} tệp".format(*counts))
    out.print(f"{say(*told)} -> {out_folder}", highlight=False)
    if manifest.restricted:
        warn(
            f"{out_folder} holds defence or security land: keep it where only cleared persons can read.",
            f"{out_folder} có đất quốc phòng, an ninh: chỉ để ở nơi người có thẩm quyền đọc được.",
        )
    raise typer.Exit(NOT_CHECKED if manifest.broken_count else CLEAR)


@app.command()
def layers(as_json: AsJson = False, reason: Reason = "") -> None:
    """List the layers: source, decision, dates in force, CRS, number of zones."""
    viewer = viewing(Act.SEE_MAP, "layers", reason)
    province = open_province(Settings.folder)
    uses = read_layers(province.layers, province)
    if not viewer.is_exact:
        uses = told_layers(uses, province)
    if as_json:
        typer.echo(terminal.as_json([terminal.layer_record(use, province.crs) for use in uses]))
    else:
        rows = [terminal.layer_row(use, province.crs, Settings.language) for use in uses]
        terminal.show_rows(out, "layers", rows, Settings.language)


@app.command()
def rules(as_json: AsJson = False) -> None:
    """List the rules: layer, kind, dates in force, law, and how sure the citation is."""
    identity.acting(Act.SEE_MAP)
    province = open_province(Settings.folder)
    loaded = read_rules(province.path(province.rules))
    if as_json:
        typer.echo(terminal.as_json([rule.model_dump(mode="json") for rule in loaded]))
    else:
        rows = [terminal.rule_row(rule, Settings.language) for rule in loaded]
        terminal.show_rows(out, "rules", rows, Settings.language)


@app.command()
def projects(as_of: AsOf = None, as_json: AsJson = False, reason: Reason = "") -> None:
    """List the projects: sector, funding, phase, declared and drawn area, capital, commune."""
    viewer = viewing(Act.SEE_MAP, "projects", reason)
    province = open_province(Settings.folder)
    sites = described_sites(province, _day(as_of))
    if not viewer.is_exact:
        sites = told_sites(sites, province)
    records = sites.drop(columns="geometry").to_dict("records")
    if as_json:
        typer.echo(terminal.as_json(records))
    else:
        rows = [terminal.project_row(record, Settings.language) for record in records]
        terminal.show_rows(out, "projects", rows, Settings.language)


@app.command()
def export(
    out_folder: Annotated[
        Path, typer.Option("-o", "--out", help="Folder to write; new, empty or an earlier package.")
    ],
    commune: Annotated[str, typer.Option(help="Code or name of a commune.")] = "",
    district: Annotated[str, typer.Option(help="Code or name of a former district.")] = "",
    as_of: AsOf = None,
) -> None:
    """
    Write a commune's or former district's part: GeoJSON per layer, findings, manifest.

    Defence and security layers are never in it, and squares that touch such land are left
    blank in the others.

    Example: ranh export --commune "Tân Phong" -o tan-phong
    """
    if bool(commune) == bool(district):
        raise typer.BadParameter("give either --commune or --district")
    require_folder(out_folder)
    person = viewing(Act.EXPORT, "export", "").person
    province = open_province(Settings.folder)
    day = _day(as_of)
    with progress(err) as report:
        result = check_province(province, day, report)
    unit = find_unit(commune or district, "commune" if commune else "district", result.layers_used, day)
    require(person, Act.EXPORT, [unit.code] if unit.kind == "commune" else None)
    manifest = export_unit(result, province, unit, out_folder)
    for entry in manifest["files"]:
        out.print(f"{entry['file']}: {entry['feature_count']}", highlight=False)
    out.print(Text(say(manifest["withheld_en"], manifest["withheld_vi"])))


app.command("import")(import_command)
app.command("versions")(versions_command)
app.command("replay", context_settings=SETTINGS)(replay_command)
app.add_typer(accounts.app, name="account")
app.add_typer(audit.app, name="audit")
app.add_typer(backups.app, name="backup")
app.command("restore")(backups.restore_command)
app.command("map-tables")(map_tables_command)
app.command("health")(health_command)
app.add_typer(cases.app, name="cases")
app.add_typer(sealed.app, name="sealed")
app.add_typer(covers.app, name="cover")
app.add_typer(dossiers.app, name="dossier")
app.add_typer(reports.app, name="report")
app.add_typer(corridors.app, name="corridor")
app.add_typer(targets.app, name="targets")
app.command("money")(money_command)


def run() -> None:
    """Run the command line; the entry point `ranh`."""
    Settings.conflicts = False
    # Ended from outside, a command must still take away what it holds on disk: it may be defence land.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        app(prog_name="ranh")
    except SystemExit as stop:
        # Status 1 means conflicts and nothing else: a reader that closes the pipe gives it as well.
        unfounded = stop.code == CONFLICTS and not Settings.conflicts
        sys.exit(NOT_CHECKED if unfounded else stop.code)
    except RanhError as error:
        err.print(Text(error.sentence(Settings.language)), style="bold red")
        sys.exit(UNUSABLE)
    except Exception as error:  # a fault of the program must not exit like "conflicts"
        if os.environ.get("RANH_DEBUG"):
            raise
        told = _noted(error)
        warn(
            f"A fault in Ranh stopped the command ({told}). Nothing was checked.",
            f"Ranh gặp lỗi nội bộ nên dừng lại ({told}). Chưa kiểm tra được gì.",
        )
        sys.exit(NOT_CHECKED)


def _noted(error: Exception) -> str:
    """Write a fault into the log of the office, where there is one; return its number and places."""
    office = office_folder(Settings.folder)
    if office.is_dir():
        start_log(office)
    number = report("command", error, where=sys.argv[1] if len(sys.argv) > 1 else "")
    stop_log()
    return f"{number}: {' < '.join(places_of(error))}"


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


def _status(result: CheckResult) -> int:
    """Tell the exit status; a project that no rule in force was asked of is not clear."""
    verdicts = set(result.findings["verdict"])
    unasked = set(result.sites["site_id"]) - set(result.findings["site_id"])
    if unasked or Verdict.NOT_CHECKED in verdicts:
        return NOT_CHECKED
    Settings.conflicts = Verdict.CONFLICT in verdicts
    return CONFLICTS if Settings.conflicts else CLEAR


def _warn_of_setbacks(told: gpd.GeoDataFrame) -> None:
    """Say how many parts inside a distance are missing in the file: a gap there reads as none."""
    count = int(told[SETBACK_UNRESOLVED].sum()) if SETBACK_UNRESOLVED in told else 0
    if count:
        warn(
            f"Parts inside a distance not computed for sure: {count}. The file shows the whole site there.",
            f"Phần nằm trong khoảng cách chưa tính chắc chắn được: {count}. Ở đó tệp thể hiện cả khu đất.",
        )


def _tell_pairs(
    pairs: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, zones: gpd.GeoSeries, broken: int, out_file: Path
) -> int:
    """Tell what was found and what was not measured; return the exit status."""
    unmeasured = pairs["status"] == PAIR_NOT_CHECKED
    uncompared = unmeasured & (pairs["zone_id"] == "")
    found = len(pairs) - int(uncompared.sum())
    total = terminal.number(float(pairs["overlap_area_ha"].sum()), Settings.language, 4)
    told = (f"{found} pairs, {total} ha", f"{found} cặp chồng lấn, {total} ha")
    out.print(f"{say(*told)} -> {out_file}", highlight=False)
    without = int(sites.geometry.isna().sum())
    open_pairs = int((unmeasured & ~uncompared).sum())
    if missed := open_pairs + without + broken:
        counts = (open_pairs, without, broken)
        warn(
            "Not measured: {} pairs, {} sites without geometry, {} broken zones.".format(*counts),
            "Chưa đo được: {} cặp, {} khu đất không có hình, {} vùng bị lỗi.".format(*counts),
        )
    if uncompared.any():
        for en, vi in pairs.loc[uncompared, ["reason_en", "reason_vi"]].drop_duplicates().to_numpy():
            warn(en, vi)
        count = pairs.loc[uncompared, "site_id"].nunique()
        warn(
            f"NOT CHECKED: {count} sites may overlap zones that could not be read; the file names them.",
            f"CHƯA KIỂM TRA: {count} khu đất có thể chồng lấn các vùng chưa đọc được; tệp kết quả nêu rõ.",
        )
    apart = gap_m(sites, zones)
    if apart > APART_M:
        warn(
            f"The two files lie {apart / 1000:.0f} km apart: check their coordinate systems.",
            f"Hai tệp cách nhau {apart / 1000:.0f} km: hãy kiểm tra hệ toạ độ của chúng.",
        )
    return NOT_CHECKED if missed or uncompared.any() or apart > APART_M else CLEAR


def _day(given: datetime | None) -> date:
    return given.date() if given else datetime.now().astimezone().date()


if __name__ == "__main__":
    run()
