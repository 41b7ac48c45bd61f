"""Files with bytes changed, taken out and put in: each is admitted or refused by name, none stops the program."""

from __future__ import annotations

import random
import shutil

import pytest
from bad_inputs import plain_files as plain
from bad_inputs.hostile import binary_dxf, nested_blocks

from layers.errors import IntakeError
from layers.intake.entrance.gate import admit

FILES = {
    "geojson": {".geojson": plain.GEOJSON},
    "gpkg": {".gpkg": plain.geopackage()},
    "shapefile": plain.shapefile(),
    "kml": {".kml": plain.KML},
    "tab": plain.tab(),
    "dxf": {".dxf": nested_blocks(4, 3)},
    "binary dxf": {".dxf": binary_dxf(nested_blocks(4, 3))},
    "dgn": {".dgn": plain.DGN},
    "xlsx": {".xlsx": plain.zipped(plain.xlsx())},
    "zip": {
        ".zip": plain.zipped(
            {"a.gpkg": plain.geopackage(), "B.SHP": b"x", "a.xlsx": plain.zipped(plain.xlsx())}
        )
    },
}
NUMBERS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f")


def mutated(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice([1, 2, 10])):
        at = chance.randrange(len(made) + 1)
        new = chance.choice([chance.randbytes(1), chance.randbytes(5), b"", *NUMBERS])
        made[at : at + chance.choice([0, 1, 4, 30])] = new
    return bytes(made)


@pytest.mark.parametrize("kind", FILES)
def test_no_mutant_stops_the_program(kind, tmp_path):
    chance = random.Random(kind)  # noqa: S311 - test data
    staging = tmp_path / "staging"
    staging.mkdir(mode=0o700)
    for _ in range(40):
        given = tmp_path / "given"
        given.mkdir()
        changed = chance.choice(list(FILES[kind]))
        for ending, content in FILES[kind].items():
            new = mutated(content, chance) if ending == changed else content
            (given / f"a{ending}").write_bytes(new)
        before = len(list(staging.iterdir()))
        try:
            incoming = admit(given / f"a{next(iter(FILES[kind]))}", staging)
        except IntakeError as refused:
            assert refused.code  # noqa: PT017 - either way is right
            assert len(list(staging.iterdir())) == before
        else:
            assert all(dataset.path.is_relative_to(staging) for dataset in incoming.datasets)
        shutil.rmtree(given)
