"""The grid that the browser computes positions in is the engine's, to a hundredth of a millimetre."""

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from geo.crs import transform_xy
from geo.errors import CRSError
from geo.grid import grid_of

SCRIPT = Path(__file__).parents[2] / "views" / "browser" / "vn2000.js"
POINTS = 2000
NODE = shutil.which("node")


def computed(grid, lon_lat):
    """Return easting, northing and the way back, as the browser's script computes them."""
    program = (
        f"{SCRIPT.read_text(encoding='utf-8')}; const grid = ranhGrid({json.dumps(asdict(grid))});"
        f"console.log(JSON.stringify({json.dumps(lon_lat.tolist())}.map(p => {{"
        "const q = grid.toGrid(p[0], p[1]); return [...q, ...grid.toDegrees(q[0], q[1])]; })));"
    )
    done = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True)
    return np.array(json.loads(done.stdout))


@pytest.mark.skipif(NODE is None, reason="node is not installed; tests/browser/test_ground.py asks Chromium")
@pytest.mark.parametrize(
    ("crs", "west"), [("EPSG:9205", 101.5), ("EPSG:9210", 104.25), ("EPSG:32648", 103.0)]
)
def test_the_script_agrees_with_the_engine(crs, west):
    rng = np.random.default_rng(6960)
    lon_lat = np.column_stack((rng.uniform(west, west + 3, POINTS), rng.uniform(8, 24, POINTS)))
    both = computed(grid_of(crs), lon_lat)
    wanted = transform_xy(lon_lat, "EPSG:4326", crs)
    assert np.abs(both[:, :2] - wanted).max() < 1e-5
    back = transform_xy(wanted, crs, "EPSG:4326")
    assert np.abs(both[:, 2:] - back).max() * 111_000 < 1e-5


def test_the_numbers_are_those_of_the_decree():
    grid = grid_of("EPSG:9205")
    assert (grid.meridian_deg, grid.scale, grid.easting_m) == (103.0, 0.9999, 500_000.0)
    assert grid.shift == (
        -191.90441429, -39.30318279, -111.45032835, 0.00928836, -0.01975479, 0.00427372, 0.252906278,
    )  # fmt: skip


def test_a_grid_on_wgs_84_needs_no_shift_and_degrees_are_no_grid():
    assert grid_of("EPSG:32648").shift == ()
    assert grid_of("EPSG:4326") is None


def test_an_unknown_system_is_an_error():
    with pytest.raises(CRSError):
        grid_of("no such system")
