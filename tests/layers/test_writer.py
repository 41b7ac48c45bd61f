"""Results on disk: standard, escaped, and whole or not at all."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from geo.crs import VN2000_TO_WGS84
from layers.check import CheckResult, check_province
from layers.errors import WriteError
from layers.province import Province
from layers.writer import replace_file, require_writable, with_shown_geometry, write_rows
from squares import square

HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "plain", "Xã Pa Ủ"]


@pytest.fixture
def result(province: Province) -> CheckResult:
    return check_province(province, date(2026, 11, 23))


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    shapes = [square(200 * n, 0) for n in range(len(HOSTILE))]
    return gpd.GeoDataFrame(
        {"name": HOSTILE, "area_ha": [1.5] * len(HOSTILE)}, geometry=shapes, crs="EPSG:9205"
    )


def read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)


def test_geojson_is_rfc_7946(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    hole = square(0, 0, 1000).difference(square(100, 100))
    frame.loc[0, "geometry"] = hole.reverse()
    write_rows(frame, tmp_path / "x.geojson", VN2000_TO_WGS84, {"notice": "thử"})
    document = read_json(tmp_path / "x.geojson")
    assert "crs" not in document
    assert document["notice"] == "thử"
    west, south, east, north = document["bbox"]
    assert 102.9 < west < east < 103.1
    assert 22.1 < south < north < 22.2
    outer, inner = document["features"][0]["geometry"]["coordinates"]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(inner).is_ccw
    assert all(round(value, 7) == value for point in outer for value in point)


def test_a_shape_that_rounding_breaks_stays_valid_and_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shapely.set_precision

    def failing(shape: shapely.Geometry, grid: float, mode: str = "valid_output") -> shapely.Geometry:
        if mode == "valid_output":
            raise shapely.errors.GEOSException("TopologyException")
        return real(shape, grid, mode=mode)

    monkeypatch.setattr(shapely, "set_precision", failing)
    needle = shapely.Polygon(
        [(500_000, 2_450_000), (501_000, 2_450_000.004), (501_000, 2_450_100), (500_500, 2_450_000.003)]
    )
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[needle], crs="EPSG:9205")
    write_rows(frame, tmp_path / "x.geojson", VN2000_TO_WGS84)
    shape = shapely.from_geojson(json.dumps(read_json(tmp_path / "x.geojson")["features"][0]["geometry"]))
    assert shape.is_valid
    assert not shape.is_empty


def test_every_table_reads_back(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    for suffix in (".gpkg", ".parquet"):
        path = tmp_path / f"x{suffix}"
        write_rows(frame, path, VN2000_TO_WGS84)
        back = gpd.read_parquet(path) if suffix == ".parquet" else gpd.read_file(path)
        assert back["name"].tolist() == HOSTILE
        assert back.crs == "EPSG:9205"
        assert back.geometry.area.tolist() == pytest.approx([10_000] * len(HOSTILE))


def test_spreadsheets_run_nothing(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    write_rows(frame, tmp_path / "x.csv", VN2000_TO_WGS84)
    write_rows(frame, tmp_path / "x.xlsx", VN2000_TO_WGS84)
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    cells = [sheet.cell(row, 1) for row in range(2, sheet.max_row + 1)]
    assert [cell.value for cell in cells] == names
    assert all(cell.data_type == "s" for cell in cells)
    assert not any(name.startswith(("=", "+", "-", "@", "\t")) for name in names)
    assert names[-1] == "Xã Pa Ủ"
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("old")

    def half(part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(WriteError, match="No space left"):
        replace_file(path, half)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


def test_targets_are_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="ending must be one of"):
        require_writable(tmp_path / "x.doc")
    with pytest.raises(WriteError, match="is not there"):
        require_writable(tmp_path / "none" / "x.csv")


def test_findings_show_the_overlap_or_the_site(result: CheckResult) -> None:
    shown = with_shown_geometry(result.findings, result.sites).set_index("finding_id")
    assert shown.loc["S1/RICE-01", "geometry_is"] == "overlap"
    assert shown.loc["S3/DEF-01", "geometry_is"] == "site"
    assert shown.loc["S3/DEF-01", "geometry"].equals(square(7000, 7000))


FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "  =cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("payload", FORMULAS)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_formula_in_cells_headings_or_slivers(tmp_path: Path, payload: str, suffix: str) -> None:
    cells = {"name": [payload, "Đất"], "area_ha": [-1.5, 2.0], payload: ["a", "b"]}
    frame = gpd.GeoDataFrame(cells, geometry=[square(0, 0), square(1, 0)], crs="EPSG:9205")
    path = tmp_path / f"out{suffix}"
    write_rows(frame, path, VN2000_TO_WGS84)
    if suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert float(rows[1][1]) == -1.5
    else:
        sheet = openpyxl.load_workbook(path).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[1][1] == -1.5
    for cell in (rows[0][2], rows[1][0]):
        assert cell.startswith("'")
        assert payload.strip() in cell
