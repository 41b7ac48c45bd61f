"""`ranh overlap` and `ranh partition`: pairs of two files, without the province's layers."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands.options import Crs, Reason, ZoneId  # noqa: TC001 - typer reads the annotations
from commands.settings import CLEAR, NOT_CHECKED, Settings, err, out, say, warn
from commands.viewing import viewing
from layers.inputs import inputs_of, plain_file_layer
from layers.pairs import APART_M, gap_m, overlap_pairs
from layers.pairs import NOT_CHECKED as PAIR_NOT_CHECKED
from layers.partition_file import is_restricted, partition_file
from layers.partition_writer import ZONES_PER_PART
from layers.partitions import is_partitioned
from layers.province import open_province
from layers.reader import read_layer, read_sites
from layers.writer import require_writable, write_rows
from office.rights import Act
from views import terminal
from views.console import progress

if TYPE_CHECKING:
    import geopandas as gpd


def overlap_command(
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


def partition_command(
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
