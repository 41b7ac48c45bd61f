"""
Every format of an office, imported into a copy of the demonstration province: one line each.

    python -m bench.formats

The same six zones (communes of the demonstration province) are written in every format that is read,
as its own programs write it, and imported as a person would: with the answers that the draft asks for.
A line says how many rows came in, how far their area is from the one that was written, how far the
corners are off at most, and in which commune the largest lies. The last line is DGN v8, which is
refused. Fails if any figure is off.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from openpyxl import Workbook

from geo.crs import to_display
from layers.errors import IntakeError
from layers.intake.answers import Answers, Declaration, Question
from layers.intake.importing import draft_of, open_file, publish_draft
from layers.province import HOME, open_province
from layers.reader import read_layer

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.province import Province

TODAY = date(2026, 11, 25)
ZONES = 6
COLUMNS = ["ma", "ten", "geometry"]
WGS84, OWN = "EPSG:4326", "EPSG:9205"
OFF_M = {"GeoJSON": 0.002, "KML": 0.002, "KMZ": 0.002, "DGN v7": 0.0142}
"""
How far corners may be off. Through WGS 84 and back the datum operation itself is up to 1.3 mm off; a DGN
keeps whole centimetres on each axis.
"""
DEFAULT_OFF_M = 0.001
BOUNDS = "400000,2300000,700000,2600000"
"""A TAB keeps whole numbers between its bounds: these make them 0.14 mm."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def zones_of(province: Province) -> gpd.GeoDataFrame:
    """Return six communes as simple polygons in whole centimetres."""
    communes = read_layer(province.layer("communes"), province).zones.iloc[:ZONES]
    simple = shapely.simplify(np.asarray(communes.geometry.array, dtype=object), 150.0)
    largest = [max(shapely.get_parts(shape), key=lambda part: part.area) for shape in simple]
    shapes = shapely.set_precision([shapely.Polygon(shape.exterior) for shape in largest], 0.01)
    plain = shapely.from_wkb(shapely.to_wkb(shapes))
    data = {"ma": communes["zone_id"].tolist(), "ten": communes["name"].tolist()}
    return gpd.GeoDataFrame(data, geometry=plain, crs=communes.crs)


def ogr(frame: gpd.GeoDataFrame, path: Path, driver: str, **options: str) -> Path:
    """Write with GDAL and return the file."""
    pyogrio.write_dataframe(frame, path, driver=driver, **options)
    return path


def zipped(path: Path, name: str) -> Path:
    """Pack a file and its parts, in a sub-folder, as offices send them."""
    target = path.with_name(name)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part != target:
                archive.write(part, f"Dữ liệu/{part.name}")
    return target


def corner_rows(zones: gpd.GeoDataFrame) -> list[list[str]]:
    """Return a table as certificates print it: parcel, point, X north, Y east, decimal comma."""
    rows = [["Thửa", "Số hiệu điểm", "X (m)", "Y (m)"]]
    for name, shape in zip(zones["ma"], zones.geometry, strict=True):
        for number, (east, north) in enumerate(shape.exterior.coords[:-1], start=1):
            rows.append([name, str(number), *(f"{v:.2f}".replace(".", ",") for v in (north, east))])
    return rows


def writers(zones: gpd.GeoDataFrame, folder: Path) -> dict[str, tuple[Callable[[], Path], dict[str, object]]]:
    """Return for every format how it is written, and what a person answers on import."""
    display = to_display(zones)
    lines = zones.set_geometry(zones.geometry.exterior)[["geometry"]]
    place = {"crs": OWN}
    cad = {**place, "closed_as_area": True, "id_field": ""}
    points = {**place, "read_as": "points"}

    def kmz() -> Path:
        path = folder / "a.kmz"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(ogr(display, folder / "doc.kml", "KML"), "doc.kml")
        return path

    def csv() -> Path:
        path = folder / "a.csv"
        path.write_text("\n".join(";".join(row) for row in corner_rows(zones)), encoding="utf-8-sig")
        return path

    def xlsx() -> Path:
        book = Workbook()
        for row in corner_rows(zones):
            book.active.append(row)
        book.save(folder / "a.xlsx")
        return folder / "a.xlsx"

    def text() -> Path:
        path = folder / "a.txt"
        path.write_text("\n".join("\t".join(row) for row in corner_rows(zones)), encoding="utf-8")
        return path

    def parquet() -> Path:
        zones.to_parquet(folder / "a.parquet")
        return folder / "a.parquet"

    return {
        "GeoJSON": (lambda: ogr(display, folder / "a.geojson", "GeoJSON", COORDINATE_PRECISION="9"), {}),
        "GeoPackage": (lambda: ogr(zones, folder / "a.gpkg", "GPKG"), {}),
        "zipped Shapefile": (
            lambda: zipped(ogr(zones, folder / "b.shp", "ESRI Shapefile", encoding="UTF-8"), "Ranh giới.zip"),
            {},
        ),
        "FlatGeobuf": (lambda: ogr(zones, folder / "a.fgb", "FlatGeobuf"), {}),
        "GeoParquet": (parquet, {}),
        "KML": (lambda: ogr(display, folder / "a.kml", "KML"), {}),
        "KMZ": (kmz, {}),
        "MapInfo TAB": (lambda: ogr(zones, folder / "t.tab", "MapInfo File", BOUNDS=BOUNDS), place),
        "MapInfo MIF": (lambda: ogr(zones, folder / "m.mif", "MapInfo File", FORMAT="MIF"), place),
        "DXF": (lambda: ogr(lines, folder / "a.dxf", "DXF"), cad),
        "DGN v7": (lambda: ogr(zones[["geometry"]], folder / "a.dgn", "DGN"), {**place, "id_field": ""}),
        "CSV": (csv, points),
        "XLSX": (xlsx, points),
        "coordinate text": (text, points),
    }


def bring(path: Path, province: Province, answers: dict[str, object], name: str) -> gpd.GeoDataFrame:
    """Import a file and return the layer as every check reads it."""
    given = Answers(**answers)
    opened = open_file(path, province, given)
    if isinstance(opened, Question):
        raise SystemExit(f"{path.name}: {opened.en}")
    draft = draft_of(opened, given, Declaration(name=name), province, TODAY)
    if draft.questions:
        raise SystemExit(f"{path.name}: {draft.questions[0].en}")
    record = publish_draft(draft, by="bench").record
    return read_layer(record.layer, open_province(province.folder)).zones


def measure(found: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> tuple[float, float]:
    """Return the relative difference of the areas and the farthest that an outline is off, in metres."""
    order = np.argsort(shapely.area(np.asarray(found.geometry.array, dtype=object)))
    known = np.argsort(shapely.area(np.asarray(zones.geometry.array, dtype=object)))
    mine, given = found.geometry.to_numpy()[order], zones.geometry.to_numpy()[known]
    off_m = float(shapely.hausdorff_distance(mine, given).max())
    return float(shapely.area(mine).sum() / shapely.area(given).sum() - 1), off_m


def main() -> int:
    """Print a line for each format; return 1 if a figure is off."""
    bad = 0
    with tempfile.TemporaryDirectory() as held:
        shutil.copytree(HOME / "data", Path(held) / "data")
        province = open_province(Path(held) / "data" / "demo")
        communes = read_layer(province.layer("communes"), province).zones
        zones = zones_of(province)
        folder = Path(held) / "files"
        folder.mkdir()
        for number, (name, (write, answers)) in enumerate(writers(zones, folder).items()):
            found = bring(write(), province, answers, f"format{number}")
            area, off_m = measure(found, zones)
            middle = found.geometry.iloc[int(np.argmax(found.area))].representative_point()
            commune = communes.loc[communes.contains(middle), "name"].tolist()
            fits = len(found) == ZONES and off_m <= OFF_M.get(name, DEFAULT_OFF_M)
            named = len(set(found["name"]) & set(zones["ten"]))
            names = f"{named} of {ZONES} names" if "ten" in found else "no names"
            fits &= "ten" not in found or named == ZONES
            bad += not fits
            print(
                f"{name:17} {len(found)} rows, area {found.area.sum() / 1e4:,.2f} ha ({area:+.1e}), "
                f"off {off_m * 1000:.2f} mm, {commune[0] if commune else '-'}, "
                f"{names}{'' if fits else '   OFF'}",
                flush=True,
            )
        version8 = folder / "v8.dgn"
        version8.write_bytes(OLE + bytes(4096))
        try:
            open_file(version8, province, Answers())
            bad += 1
        except IntakeError as refused:
            print(f"{'DGN v8':17} refused ({refused.code}): {refused.vi}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
