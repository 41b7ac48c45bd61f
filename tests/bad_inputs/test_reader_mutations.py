"""
Whatever is done to a file, its reader refuses it by name or accounts for every row.

`RANH_MUTANTS=20000` tries more of each format than the default.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers.errors import IntakeError
from layers.intake.formats.features import read_features
from layers.intake.formats.geopackage import read_geopackage
from layers.intake.formats.geoparquet import read_geoparquet
from layers.intake.formats.kml import read_kml
from layers.intake.formats.table import geometry_of
from layers.intake.model import SourceLayer

MUTANTS = int(os.environ.get("RANH_MUTANTS", "150"))
FRAME = gpd.GeoDataFrame(
    {"ma": ["LUC", "RPH", "Ấp", None, "x"], "so": [1, 2, 3, 4, 5]},
    geometry=[shapely.box(103 + n / 100, 22, 103.005 + n / 100, 22.005) for n in range(5)],
    crs="EPSG:4326",
)
NUMBERS = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"1e999",
    b"null",
    b"[[",
    b'"',
    b"<",
)


def geojson(path: Path) -> None:
    path.write_text(FRAME.to_json(), encoding="utf-8")


def kml(path: Path) -> None:
    marks = [
        f"<Placemark><name>{row.ma}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in row.geometry.exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for row in FRAME.itertuples()
    ]
    path.write_text(
        f"<kml xmlns='http://www.opengis.net/kml/2.2'><Document>{''.join(marks)}</Document></kml>",
        encoding="utf-8",
    )


FORMATS: dict[str, tuple[Callable, Callable]] = {
    "geojson": (geojson, read_features),
    "kml": (kml, read_kml),
    "gpkg": (FRAME.to_file, read_geopackage),
    "parquet": (FRAME.to_parquet, read_geoparquet),
}


def mutated(content: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.1:
        return content[: chance.randrange(len(content))]
    made = bytearray(content)
    for _ in range(chance.choice([1, 2, 8])):
        at = chance.randrange(len(made))
        new = chance.choice(
            [
                chance.randbytes(1),
                chance.randbytes(4),
                b"",
                bytes([made[at] ^ 1 << chance.randrange(8)]),
                *NUMBERS,
            ]
        )
        made[at : at + chance.choice([0, 1, len(new), 20])] = new
    return bytes(made)


def attempt(read: Callable, path: Path) -> tuple[SourceLayer, ...] | None:
    """Return the layers, None where the file is refused by a sentence in both languages."""
    try:
        return read(path)
    except IntakeError as refusal:
        told = (refusal.code, refusal.en, refusal.vi)
    assert all(told)
    assert all(sentence.endswith(".") for sentence in told[1:])
    return None


@pytest.mark.parametrize("form", FORMATS)
def test_every_mutant_is_refused_or_accounted_for(tmp_path: Path, form: str) -> None:
    write, read = FORMATS[form]
    path = tmp_path / f"a.{form}"
    write(path)
    whole, chance, read_count = path.read_bytes(), random.Random(form), 0  # noqa: S311
    for _ in range(MUTANTS):
        path.write_bytes(mutated(whole, chance))
        layers = attempt(read, path)
        if layers is None:
            continue
        read_count += 1
        for layer in layers:
            assert layer.is_reconciled
            assert len(geometry_of(layer.table)) == layer.rows_read
            json.dumps(layer.table.drop_columns("geometry").to_pylist(), default=repr)
    assert read_count > 0
