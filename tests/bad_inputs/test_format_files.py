"""
Whatever is done to a file that GDAL reads, it is refused by name or every row is accounted for.

`RANH_MUTANTS=20000` tries more of each format than the default.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio import raw

from layers.errors import IntakeError
from layers.intake.formats.cad import read_dgn, read_dxf
from layers.intake.formats.flatgeobuf import read_flatgeobuf
from layers.intake.formats.mapinfo import read_mif, read_tab
from layers.intake.formats.shapefile import read_shapefile
from layers.intake.formats.table import geometry_of
from layers.intake.model import SourceLayer

MUTANTS = int(os.environ.get("RANH_MUTANTS", "60"))
COUNT = 12
EAST_M, NORTH_M = 547_000.0, 2_477_000.0
X_M = EAST_M + 10.0 * np.arange(COUNT)
SQUARES = shapely.box(X_M, NORTH_M, X_M + 5, NORTH_M + 5)
NAMES = np.array([f"Thua {n}" for n in range(COUNT)], dtype=object)

FORMATS: dict[str, tuple[str, Callable[[Path], tuple[SourceLayer, ...]], tuple[str, ...]]] = {
    "shp": ("ESRI Shapefile", read_shapefile, (".shp", ".shx", ".dbf")),
    "fgb": ("FlatGeobuf", read_flatgeobuf, (".fgb",)),
    "tab": ("MapInfo File", read_tab, (".tab", ".dat", ".map", ".id")),
    "mif": ("MapInfo File", read_mif, (".mif", ".mid")),
    "dxf": ("DXF", read_dxf, (".dxf",)),
    "dgn": ("DGN", read_dgn, (".dgn",)),
}
"""By ending: driver that writes the sound file, reader, parts that are altered."""


def write(folder: Path, ending: str) -> Path:
    path = folder / f"a.{ending}"
    named = ending not in {"dxf", "dgn"}
    raw.write(
        str(path),
        shapely.to_wkb(SQUARES),
        [NAMES, np.arange(COUNT)] if named else [],
        ["ten", "so"] if named else [],
        driver=FORMATS[ending][0],
        geometry_type="Polygon",
        crs="EPSG:9205",
        encoding="UTF-8",
    )
    return path


def altered(content: bytes, chance: random.Random) -> bytes:
    """Return the bytes cut, or with some bytes, numbers or a stretch of them changed."""
    if chance.random() < 0.15:
        return content[: chance.randrange(len(content))]
    made = bytearray(content)
    for _ in range(chance.choice([1, 2, 6])):
        at = chance.randrange(len(made))
        new = chance.choice(
            [
                bytes([chance.randrange(256)]),
                b"\xff\xff\xff\xff",
                b"\0\0\0\0",
                b"\x7f\xff\xff\xff",
                b"9",
                b"\n",
                b"-",
            ]
        )
        if chance.random() < 0.1:
            del made[at : at + chance.randrange(1, 30)]
        else:
            made[at : at + len(new)] = new
        if not made:
            break
    return bytes(made)


def require_accounted(layers: tuple[SourceLayer, ...]) -> None:
    for layer in layers:
        assert layer.is_reconciled
        rows = layer.table["row_number"].to_pylist()
        refused = [note.row for note in layer.refused]
        assert len(set(rows)) == len(rows)
        assert not set(rows) & set(refused)
        assert len(geometry_of(layer.table)) == len(rows)


@pytest.mark.parametrize("ending", FORMATS)
def test_sound_file_comes_in_whole(tmp_path, ending):
    (layer,) = FORMATS[ending][1](write(tmp_path, ending))
    assert (layer.declared_rows, layer.rows_read, layer.refused) == (COUNT, COUNT, ())


@pytest.mark.parametrize("ending", FORMATS)
def test_altered_file_is_refused_by_name_or_accounted_for(tmp_path, ending):
    _, read, parts = FORMATS[ending]
    path = write(tmp_path, ending)
    whole = {part: path.with_suffix(part).read_bytes() for part in parts}
    outcomes = {"refused": 0, "accounted": 0}
    for seed in range(MUTANTS):
        chance = random.Random(f"{ending} {seed}")  # noqa: S311 - which bytes change must repeat
        part = chance.choice(parts)
        path.with_suffix(part).write_bytes(altered(whole[part], chance))
        try:
            require_accounted(read(path))
            outcomes["accounted"] += 1
        except IntakeError as error:
            assert error.code and error.en.endswith(".") and error.vi.endswith(".")  # noqa: PT017, PT018 - one of two
            outcomes["refused"] += 1
        path.with_suffix(part).write_bytes(whole[part])
    assert sum(outcomes.values()) == MUTANTS
    assert outcomes["refused"]
