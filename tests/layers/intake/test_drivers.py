"""Only drivers that read nothing but the file itself exist, in both libraries; a new one is noticed."""

import json
import subprocess
import sys

import pytest

from layers.intake.fenced import drivers

LIBRARIES = {"fiona": drivers.names(drivers.FIONA), "pyogrio": drivers.names(drivers.PYOGRIO)}
EVERY_DRIVER = """
import ctypes, importlib, json, pathlib, sys
sys.modules["geopandas"] = sys.modules["pandas"] = None
name = sys.argv[1]
module = importlib.import_module(name)
if name == "fiona":
    from fiona.env import Env
    with Env() as env:
        env.drivers()
folder = pathlib.Path(module.__file__).parents[1] / f"{name}.libs"
gdal = ctypes.CDLL(str(next(folder.glob("libgdal*"))))
gdal.GDALGetDriver.restype = ctypes.c_void_p
gdal.GDALGetDriverShortName.argtypes = [ctypes.c_void_p]
gdal.GDALGetDriverShortName.restype = ctypes.c_char_p
count = gdal.GDALGetDriverCount()
print(json.dumps([gdal.GDALGetDriverShortName(gdal.GDALGetDriver(i)).decode() for i in range(count)]))
"""


def run(code: str, *arguments: str, environment: dict[str, str]) -> str:
    """Run code in a new process with that environment alone, and return what it prints."""
    command = [sys.executable, "-I", "-c", code, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the libraries lie elsewhere in other wheels")
@pytest.mark.parametrize("library", LIBRARIES)
def test_an_upgrade_that_brings_a_driver_is_noticed(library: str) -> None:
    found = json.loads(run(EVERY_DRIVER, library, environment={}))
    assert sorted(found) == sorted(LIBRARIES[library])


@pytest.mark.skipif(sys.platform != "linux", reason="the libraries lie elsewhere in other wheels")
@pytest.mark.parametrize("library", LIBRARIES)
def test_in_the_child_the_allowed_drivers_exist_and_no_other_not_even_for_rasters(library: str) -> None:
    found = json.loads(run(EVERY_DRIVER, library, environment=drivers.environment()))
    assert frozenset(found) == drivers.ALLOWED


def test_what_is_skipped_is_everything_known_but_the_allowed() -> None:
    skipped = drivers.names(drivers.skip_value())
    assert skipped.isdisjoint(drivers.ALLOWED)
    assert skipped | drivers.ALLOWED >= LIBRARIES["fiona"] | LIBRARIES["pyogrio"]
    assert {"OGR_VRT", "VRT", "WFS", "GDALG", "HTTP", "GPKG", "SQLite", "GeoJSON", "CSV", "GML"} <= skipped
    assert len(drivers.ALLOWED) == 5


REGISTERED = """
import sys
sys.path.insert(0, sys.argv[1])
from layers.intake.fenced import drivers
before = drivers.registered()
sys.modules["geopandas"] = sys.modules["pandas"] = None
import fiona, pyogrio
print(len(before), sorted(drivers.registered()), len(drivers.foreign()) > 50, "OGR_VRT" in drivers.foreign())
"""


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "0 ['fiona', 'pyogrio'] True True\n"),
        (drivers.environment(), "0 ['fiona', 'pyogrio'] False False\n"),
    ],
)
def test_the_child_sees_which_drivers_it_must_not_have(
    environment: dict[str, str], expected: str, pytestconfig: pytest.Config
) -> None:
    assert run(REGISTERED, str(pytestconfig.rootpath), environment=environment) == expected


OPEN = """
import sys
sys.modules["geopandas"] = sys.modules["pandas"] = None
import fiona, pyogrio
from pyogrio import raw
for read in (lambda: raw.read(sys.argv[1])[3][0].tolist(), lambda: [dict(row["properties"]) for row in fiona.open(sys.argv[1])]):
    try:
        print("read", read())
    except (pyogrio.errors.DataSourceError, fiona.errors.FionaError) as error:
        print(type(error).__name__)
"""


def test_skipping_alone_keeps_a_virtual_format_from_reading_another_file(tmp_path) -> None:
    (tmp_path / "secret.csv").write_text("name\nmarker-7731\n")
    virtual = tmp_path / "data.shp"
    virtual.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{tmp_path}/secret.csv</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    assert "marker-7731" in run(OPEN, str(virtual), environment={})
    assert run(OPEN, str(virtual), environment=drivers.environment()) == "DataSourceError\nDriverError\n"
