"""
Control points against a second computation that shares nothing with PROJ.

Seven parameters: QĐ 05/2007/QĐ-BTNMT (coordinate-frame form). Transverse Mercator: Krüger's
series to the sixth power of n, as Karney (2011), Transverse Mercator with an accuracy of a few
nanometers, equation 35, gives it. Plain Python.
"""

from __future__ import annotations

import math
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pyproj
import pytest

from geo import control_points
from geo.control_points import CONTROL_POINTS, require_sound
from geo.crs import transform_xy
from geo.errors import CRSError

ROOT = Path(__file__).parents[2]
PLANES = {
    3405: (105.0, 0.9996),
    3406: (111.0, 0.9996),
    5896: (102.0, 0.9999),
    5897: (105.0, 0.9999),
    5898: (108.0, 0.9999),
    5899: (107.75, 0.9999),
    9205: (103.0, 0.9999),
    9206: (104.0, 0.9999),
    9207: (104.5, 0.9999),
    9208: (104.75, 0.9999),
    9209: (105.5, 0.9999),
    9210: (105.75, 0.9999),
    9211: (106.0, 0.9999),
    9212: (106.25, 0.9999),
    9213: (106.5, 0.9999),
    9214: (107.0, 0.9999),
    9215: (107.25, 0.9999),
    9216: (107.5, 0.9999),
    9217: (108.25, 0.9999),
    9218: (108.5, 0.9999),
}
AXIS_M, F = 6_378_137.0, 1 / 298.257223563
E2 = F * (2 - F)
DX, DY, DZ = -191.90441429, -39.30318279, -111.45032835
RX, RY, RZ = (math.radians(s / 3600) for s in (-0.00928836, 0.01975479, -0.00427372))
SCALE = 1.000000252906278


def geocentric(lon: float, lat: float) -> tuple[float, float, float]:
    lon, lat = math.radians(lon), math.radians(lat)
    normal = AXIS_M / math.sqrt(1 - E2 * math.sin(lat) ** 2)
    x, y = normal * math.cos(lat) * math.cos(lon), normal * math.cos(lat) * math.sin(lon)
    return x, y, normal * (1 - E2) * math.sin(lat)


def geographic(x: float, y: float, z: float) -> tuple[float, float]:
    flat = math.hypot(x, y)
    lat = math.atan2(z, flat * (1 - E2))
    for _ in range(12):
        normal = AXIS_M / math.sqrt(1 - E2 * math.sin(lat) ** 2)
        lat = math.atan2(z + E2 * normal * math.sin(lat), flat)
    return math.degrees(math.atan2(y, x)), math.degrees(lat)


def to_wgs84(x: float, y: float, z: float) -> tuple[float, float, float]:
    return (
        DX + SCALE * (x + RZ * y - RY * z),
        DY + SCALE * (-RZ * x + y + RX * z),
        DZ + SCALE * (RY * x - RX * y + z),
    )


def to_vn2000(lon: float, lat: float) -> tuple[float, float]:
    """Go the way back, found by correcting until the way there hits the point."""
    goal = geocentric(lon, lat)
    guess = goal
    for _ in range(6):
        there = to_wgs84(*guess)
        guess = tuple(g + a - b for g, a, b in zip(guess, goal, there, strict=True))
    return geographic(*guess)


def plane(lon: float, lat: float, meridian: float, scale: float) -> tuple[float, float]:
    n = F / (2 - F)
    size = AXIS_M / (1 + n) * (1 + n**2 / 4 + n**4 / 64 + n**6 / 256)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180 - 127 * n**5 / 288 + 7891 * n**6 / 37800,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440 + 281 * n**5 / 630 - 1983433 * n**6 / 1935360,
        61 * n**3 / 240 - 103 * n**4 / 140 + 15061 * n**5 / 26880 + 167603 * n**6 / 181440,
        49561 * n**4 / 161280 - 179 * n**5 / 168 + 6601661 * n**6 / 7257600,
        34729 * n**5 / 80640 - 3418889 * n**6 / 1995840,
        212378941 * n**6 / 319334400,
    )
    e = math.sqrt(E2)
    phi, away = math.radians(lat), math.radians(lon - meridian)
    sigma = math.sinh(e * math.atanh(e * math.sin(phi)))
    conformal = math.tan(phi) * math.hypot(1, sigma) - sigma * math.hypot(1, math.tan(phi))
    xi = math.atan2(conformal, math.cos(away))
    eta = math.asinh(math.sin(away) / math.hypot(conformal, math.cos(away)))
    north, east = xi, eta
    for j, a in enumerate(alpha, start=1):
        north += a * math.sin(2 * j * xi) * math.cosh(2 * j * eta)
        east += a * math.cos(2 * j * xi) * math.sinh(2 * j * eta)
    return 500_000 + scale * size * east, scale * size * north


def by_hand(code: int, lon: float, lat: float) -> tuple[float, float]:
    return plane(*to_vn2000(lon, lat), *PLANES[code])


def test_there_are_twenty_points_in_twenty_planes() -> None:
    assert len(CONTROL_POINTS) == 20
    assert {point[0] for point in CONTROL_POINTS} == set(PLANES)


@pytest.mark.parametrize("point", CONTROL_POINTS, ids=lambda point: str(point[0]))
def test_the_pinned_figures_come_out_by_hand_and_from_proj_to_a_millimetre(point: tuple[float, ...]) -> None:
    code, lon, lat, *plane_m, lon_back, lat_back = point
    assert by_hand(code, lon, lat) == pytest.approx(plane_m, abs=0.0001)
    there = transform_xy(np.array([[lon, lat]]), "EPSG:4326", f"EPSG:{code}")
    assert there[0] == pytest.approx(plane_m, abs=0.001)
    again = geographic(*to_wgs84(*geocentric(*to_vn2000(lon, lat))))
    assert again == pytest.approx((lon_back, lat_back), abs=1e-9)
    back = transform_xy(np.array([plane_m]), f"EPSG:{code}", "EPSG:4326")
    assert back[0] == pytest.approx((lon_back, lat_back), abs=1e-8)
    assert back[0] == pytest.approx((lon, lat), abs=1.2e-8)


def test_the_second_computation_agrees_all_over_the_country() -> None:
    grid = [(lon, lat) for lon in np.linspace(102.2, 109.4, 9) for lat in np.linspace(8.4, 23.3, 9)]
    for code in (3405, 9205, 9218):
        theirs = transform_xy(np.array(grid), "EPSG:4326", f"EPSG:{code}")
        ours = np.array([by_hand(code, lon, lat) for lon, lat in grid])
        assert np.abs(theirs - ours).max() < 0.001


def test_another_operation_is_found_out() -> None:
    with pytest.raises(CRSError, match=r"0\.\d+ m off"):
        require_sound("EPSG:5194")


def test_one_point_off_by_two_millimetres_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    code, lon, lat, east, *rest = CONTROL_POINTS[7]
    moved = (*CONTROL_POINTS[:7], (code, lon, lat, east + 0.002, *rest), *CONTROL_POINTS[8:])
    monkeypatch.setattr(control_points, "CONTROL_POINTS", moved)
    with pytest.raises(CRSError, match=r"0\.002 m off"):
        require_sound()


def test_an_unknown_operation_is_no_silent_success() -> None:
    with pytest.raises(CRSError, match="lacks its data"):
        require_sound("EPSG:999999")


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter: PROJ reads its settings once."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("DELETE FROM helmert_transformation_table WHERE code = '6960'", "lacks its data"),
        ("DELETE FROM projected_crs WHERE code = '9213'", "lacks its data"),
        ("UPDATE helmert_transformation_table SET tx = tx + 0.01 WHERE code = '6960'", "m off"),
        ("SELECT 1", "sound"),
    ],
)
def test_data_of_proj_that_misses_or_changes_something_is_found_out(
    change: str, sentence: str, tmp_path: Path
) -> None:
    shutil.copy(Path(pyproj.datadir.get_data_dir()) / "proj.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "proj.db")) as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute(change)
        database.commit()
    done = run(
        f"import pyproj; pyproj.datadir.set_data_dir({str(tmp_path)!r})\n"
        "from geo.control_points import require_sound; from geo.errors import CRSError\n"
        "try: require_sound(); print('sound')\nexcept CRSError as error: print(error.en)"
    )
    assert sentence in done.stdout, done.stderr


def test_the_network_setting_changes_nothing() -> None:
    """The pinned operation needs no grid, so that PROJ has nothing to fetch: no request, the same place."""
    code = (
        "import socket, pyproj\n"
        "def refuse(*_): raise SystemExit('a request')\n"
        "socket.socket.connect = refuse\n"
        "from geo.control_points import require_sound; require_sound()\n"
        "print(pyproj.network.is_network_enabled())"
    )
    done = run(code, PROJ_NETWORK="ON", PROJ_NETWORK_ENDPOINT="http://127.0.0.1:9")
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr


def test_proj_is_the_version_that_was_judged() -> None:
    assert pyproj.proj_version_str.startswith("9.")
