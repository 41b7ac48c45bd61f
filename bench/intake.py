"""
200,000 polygons imported as GeoPackage and as zipped shapefile: seconds, memory of the largest process.

    python -m bench.intake [polygons=200000]

The polygons are those of the made-up province (`bench.trial`), with a land code, a name in TCVN3 in the
shapefile, and two numbers. The command is the one that a person gives (`ranh import`), in a copy of
the demonstration province, in a process of its own; the fenced child that reads the file belongs to it.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from bench.legacy_text import tcvn3
from bench.trial import make_trial
from layers.province import HOME

CODES = ("LUC", "LUK", "HNK", "CLN", "RPH", "RSX", "ONT", "DGT")
COUNT = 200_000


def parcels(count: int) -> gpd.GeoDataFrame:
    """Return that many polygons with attributes, in the province's CRS."""
    shapes = make_trial(parcels=count, blocks=0, blobs=0, roads=0).zones[:count]
    rows = np.arange(len(shapes))
    columns = {
        "ma_thua": [f"T{row:06d}" for row in rows],
        "loai_dat": [CODES[row % len(CODES)] for row in rows],
        "ten": [f"Xã Mường Tè, thửa đất số {row % 997}" for row in rows],
        "dien_tich": np.round(rows * 1.7, 1),
        "to_ban_do": rows % 120,
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:9205")


def files(frame: gpd.GeoDataFrame, folder: Path) -> list[Path]:
    """Write the GeoPackage and the zipped shapefile, the latter with names in TCVN3."""
    whole = folder / "thua_dat.gpkg"
    pyogrio.write_dataframe(frame, whole)
    old = frame.assign(ten=[tcvn3(name).decode("latin-1") for name in frame["ten"]])
    shp = folder / "thua.shp"
    pyogrio.write_dataframe(old, shp, driver="ESRI Shapefile", encoding="ISO-8859-1")
    shp.with_suffix(".cpg").unlink(missing_ok=True)
    packed = folder / "thua_dat.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.glob("thua.*")):
            archive.write(part, part.name)
    return [whole, packed]


def main() -> None:
    """Print a line for each format."""
    words = [word.removeprefix("polygons=") for word in sys.argv[1:] if word.startswith("polygons=")]
    with tempfile.TemporaryDirectory() as held:
        shutil.copytree(HOME / "data", Path(held) / "data")
        folder = Path(held) / "files"
        folder.mkdir()
        for path in files(parcels(int(words[0]) if words else COUNT), folder):
            command = [sys.executable, "-m", "cli", "--province", str(Path(held) / "data" / "demo"), "import"]
            start = time.perf_counter()
            done = subprocess.run(  # noqa: S603 - our own command
                [*command, str(path), "--layer", f"parcels_{path.suffix[1:]}"],
                cwd=HOME,
                capture_output=True,
                text=True,
                check=False,
            )
            taken = time.perf_counter() - start
            peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            size_mb = path.stat().st_size / 2**20
            first, last = done.stdout.splitlines()[0], done.stdout.splitlines()[-1]
            told = f"{path.name} ({size_mb:.0f} MB): {taken:.1f} s, largest process {peak_mb:.0f} MB"
            print(f"{told}; exit {done.returncode}; {first} {last}{done.stderr[:300]}", flush=True)


if __name__ == "__main__":
    main()
