"""
How much a re-check saves on the demonstration province.

    python -m bench.recheck

Each change is made in files of its own, read and checked twice: from nothing, and since the
check before the change. Both must give the same findings, or the figures mean nothing.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from layers import files
from layers.check import check_province
from layers.files import read_file
from layers.province import Province, default_province_folder, open_province

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.check import CheckResult
    from layers.kept import Kept

DAY = date(2026, 11, 23)
TIMES = 3
MOVED_M = 250.0
PARCELS = "landuse_plan_2026_2030"


def main() -> None:
    """Print one line a change."""
    province = open_province(default_province_folder())
    before = check_province(province, DAY)
    print(
        f"{province.name_en}: {len(before.sites)} sites x {len(before.rules)} rules, {DAY}, median of {TIMES}"
    )
    print(f"{'changed':24}{'full s':>8}{'again s':>9}{'times':>7}  {'cells':>12}  {'sites':>7}  families")
    with tempfile.TemporaryDirectory() as folder:
        changes: dict[str, Callable[[Province, Path], Province]] = {
            "nothing": lambda same, _: same,
            "one site moved": site_moved,
            "one parcel, other code": parcel_changed,
            "one rule, other limit": rule_changed,
        }
        for name, change in changes.items():
            place = Path(folder) / name.replace(" ", "-")
            place.mkdir()
            report(name, change(province, place), before)


def report(name: str, province: Province, before: CheckResult) -> None:
    """Check from nothing and since `before`, and print how long each took."""
    full_s, full = timed(province, None)
    again_s, again = timed(province, before.kept)
    done = again.rechecked
    times = f"{full_s:8.2f}{again_s:9.2f}{full_s / again_s:7.1f}"
    cells = f"{len(done.findings):5} / {done.cells:4}  {done.sites:2} / {len(again.sites):2}"
    print(f"{name:24}{times}  {cells}  {len(done.families):8}")
    if not same(full, again):
        sys.exit(f"{name}: the re-check is not the full check")


def timed(province: Province, since: Kept | None) -> tuple[float, CheckResult]:
    """Return the median of the seconds of some checks, reading included, and the last result."""
    seconds = []
    for _ in range(TIMES):
        files._read_cached.cache_clear()  # noqa: SLF001 - reading is a part of both
        start = time.perf_counter()
        result = check_province(province, DAY, since=since)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def same(one: CheckResult, other: CheckResult) -> bool:
    """Whether two results have the same findings, hits, slivers and shapes, to the last bit."""
    shapes = [shapely.to_wkb(result.findings.geometry.to_numpy()).tolist() for result in (one, other)]
    tables = [result.findings.drop(columns="geometry") for result in (one, other)]
    rows = one.hits.equals(other.hits) and one.slivers.equals(other.slivers)
    return shapes[0] == shapes[1] and tables[0].equals(tables[1]) and rows


def site_moved(province: Province, folder: Path) -> Province:
    """Move the first project by MOVED_M to the east."""

    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = frame.geometry.to_list()
        shapes[0] = shapely.affinity.translate(shapes[0], MOVED_M)
        return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))

    return with_file(province, "sites", folder, change)


def parcel_changed(province: Province, folder: Path) -> Province:
    """Give the parcel in the middle of the first project's box another land-use code."""
    sites = read_file(province.path(province.layer("sites").file), table=province.layer("sites").table)
    place = sites.geometry.iloc[0].representative_point()

    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        code = province.layer(PARCELS).code_field
        row = frame.sindex.nearest(place, return_all=False)[1][0]
        codes = frame[code].to_list()
        codes[row] = "ODT" if codes[row] != "ODT" else "LUC"
        return frame.assign(**{code: codes})

    return with_file(province, PARCELS, folder, change)


def rule_changed(province: Province, folder: Path) -> Province:
    """Raise the least overlap of the first rule that has one written, in a copy of the rules."""
    for path in province.path(province.rules).glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "rice.toml":
            text = text.replace('kind = "overlap"', 'kind = "overlap"\nmin_overlap_m2 = 2.0', 1)
        (folder / path.name).write_text(text, encoding="utf-8")
    return province.model_copy(update={"rules": str(folder)})


def with_file(
    province: Province, layer_id: str, folder: Path, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]
) -> Province:
    """Return the province with one layer in a changed file."""
    layer = province.layer(layer_id)
    path = folder / f"{layer_id}.gpkg"
    change(read_file(province.path(layer.file), table=layer.table)).to_file(path)
    moved = layer.model_copy(update={"file": str(path), "table": ""})
    return province.model_copy(
        update={"layers": tuple(moved if x.id == layer_id else x for x in province.layers)}
    )


if __name__ == "__main__":
    main()
