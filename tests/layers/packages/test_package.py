"""A package as a whole: written, read back, named in one step, verified; nothing is left where it fails."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.corridor.seen import FolderSeen
from layers.errors import WriteError
from layers.packages import proof, writing
from layers.packages.clipping import part_of
from layers.packages.gathering import content_of
from layers.packages.likeness import Unlike
from layers.packages.placing import places_of, write_files
from layers.packages.reading import read_files
from layers.packages.units import communes_asked, one_unit, relatives_of, units_of
from layers.packages.verifying import verify_package
from layers.packages.writing import pack
from layers.province import HOME, open_province
from squares import ROADS, declare, square, write

DAY = date(2026, 11, 23)
LONG = "đ" * 200
DECIDED = 'decision_number = "QĐ 1486/QĐ-TTg"\ndecision_date = 2024-11-29\n'


@pytest.fixture
def seen(folder: Path) -> FolderSeen:
    """Return a province with every kind of shape and cell: holes, parts, lines, points, long and odd names."""
    toml = folder / "province.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace('id = "landuse"\n', f'id = "landuse"\n{DECIDED}'),
        encoding="utf-8",
    )
    hole = square(100, 3000, 900).difference(square(300, 3200, 200))
    parts = shapely.union_all([square(2000, 3000, 50), square(2200, 3000, 50)])
    rows = {
        "parcel_id": ["h", "p"],
        "code": ["LUC", "RPH"],
        "Diện tích đã khai (m²)": [1234567.891, None],
        "Diện tích đã khai (ha)": [0.1, 12.5],
        "ghi chú": [LONG, "=1+1"],
        "số tờ": [3, None],
        "đúng": [True, False],
    }
    write(folder / "landuse.gpkg", rows, [hole, parts])
    lines = [shapely.LineString([(500100.123456, 2453000), (500900, 2453100.5)])]
    write(folder / "roads.gpkg", {"id": ["R1"], "name": ["Quốc lộ <b>32</b>"]}, lines)
    points = ROADS.replace("roads", "posts").replace('"line"', '"point"')
    write(folder / "posts.gpkg", {"id": ["B1"], "name": ["Mốc 1"]}, [shapely.Point(500500, 2453500)])
    declare(folder, layers=ROADS + points)
    return FolderSeen(whole=open_province(folder), is_exact=False)


def test_every_format_comes_back_within_a_millimetre_and_the_package_verifies(
    seen: FolderSeen, tmp_path: Path
) -> None:
    packed = pack(seen, one_unit(seen, "01", "commune", DAY), DAY, tmp_path)
    assert packed.path.name == "01-xa-tay-2026-11-23.zip"
    assert {Path(one.file).suffix for one in packed.proved} == {
        ".geojson",
        ".shp",
        ".gpkg",
        ".kml",
        ".dxf",
        ".xlsx",
    }
    assert max(one.off_m for one in packed.proved) < 0.0002
    found = verify_package(packed.path)
    assert (found.faults, found.unread, found.sha256) == ((), (), packed.sha256)
    with zipfile.ZipFile(packed.path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        said = archive.read("DOC-TRUOC.txt").decode("utf-8-sig")
        assert {entry["file"] for entry in manifest["files"]} | {"manifest.json"} == set(archive.namelist())
        drawing = archive.read("01-2026-11-23.dxf").decode()
        database = archive.read("01-2026-11-23.gpkg")
    landuse = next(layer for layer in manifest["layers"] if layer["id"] == "landuse")
    assert (landuse["decision_number"], landuse["decision_date"]) == ("QĐ 1486/QĐ-TTg", "2024-11-29")
    fields = landuse["shapefile_fields"]
    assert [short for own, short in fields.items() if own.startswith("Diện")] == ["Dien_tich_", "Dien_tic_1"]
    assert manifest["notice_vi"] == "Dữ liệu thử."
    for word in (
        "QĐ 1486/QĐ-TTg ngày 29/11/2024",
        "Dữ liệu thử.",
        "EPSG:9205",
        "MapInfo TAB",
        "Dien_tich_ = ",
    ):
        assert word in said
    assert "ghi_chu" in said.split("254 byte")[0]
    assert "LANDUSE_LUC" in drawing
    (tmp_path / "a.gpkg").write_bytes(database)
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as opened:
        (style,) = opened.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = 'landuse'"
        ).fetchone()
    assert "255,252,140,255" in style


def test_a_package_of_a_day_before_zips_knew_days(seen: FolderSeen, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(writing, "require_same", lambda *_: ())
    day = date(1975, 4, 30)
    made = pack(seen, one_unit(seen, "01", "commune", day), day, tmp_path).path
    assert made.name == "01-xa-tay-1975-04-30.zip"
    with zipfile.ZipFile(made) as archive:
        assert {member.date_time[:3] for member in archive.infolist()} == {(1980, 1, 1)}


def test_the_same_content_gives_the_same_files(seen: FolderSeen, tmp_path: Path) -> None:
    unit = one_unit(seen, "01", "commune", DAY)
    content = content_of(seen, unit, DAY)
    bodies = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_files(content, places_of(content), tmp_path / name)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        bodies.append([path.read_bytes() for path in files])
    assert bodies[0] == bodies[1]


SPOILT = {
    "geojson/landuse.geojson": (b'"RPH"', b'"RSX"', "has another value in column code of row 2"),
    "shapefile/communes.prj": (b"103.0", b"104.5", "names another coordinate system"),
    "shapefile/landuse.dbf": (b"RPH", b"RSX", "has another value in column code of row 2"),
    "shapefile/sites.shp": (b"\x00\x00'\n", b"\x00\x00(\n", "cannot be opened"),
    "01-2026-11-23.kml": (b"103.0", b"103.1", "has a vertex"),
    "01-2026-11-23.dxf": (b"\nLANDUSE_RPH\n", b"\nLANDUSE_LUC\n", "has another value in column layer"),
}


def test_a_file_that_is_not_what_it_should_be_is_found_out(seen: FolderSeen, tmp_path: Path) -> None:
    """One process reads all of them; each is told apart."""
    content = content_of(seen, one_unit(seen, "01", "commune", DAY), DAY)
    places, out = places_of(content), tmp_path / "out"
    out.mkdir()
    write_files(content, places, out)
    for name, (old, new, _) in SPOILT.items():
        body = (out / name).read_bytes()
        assert old in body, name
        (out / name).write_bytes(body.replace(old, new))
    with closing(sqlite3.connect(out / places.geopackage)) as database, database:
        database.execute("UPDATE landuse SET geom = (SELECT geom FROM communes)")
    found = read_files(out, places.read)
    told = {}
    for name in places.read:
        with contextlib.suppress(Unlike):
            proof._proved(name, content, places, found)
            continue
        with pytest.raises(Unlike) as unlike:
            proof._proved(name, content, places, found)
        told[Path(name).stem, Path(name).suffix] = unlike.value.en
    wanted = {(Path(name).stem, Path(name).suffix): what for name, (_, _, what) in SPOILT.items()}
    wanted = {
        (stem, ".shp" if end in {".prj", ".dbf"} else end): what for (stem, end), what in wanted.items()
    }
    wanted["01-2026-11-23", ".gpkg"] = "has other vertices in row 1"
    assert told.keys() == wanted.keys()
    assert {key: wanted[key] in text for key, text in told.items()} == dict.fromkeys(wanted, True)


def test_a_vertex_moved_by_a_millimetre_stops_the_package_and_leaves_nothing(
    seen: FolderSeen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(content, places, folder):
        moved = [
            replace(table, shapes=shapely.transform(table.shapes, lambda xy: xy + 0.0011))
            if table.id == "landuse"
            else table
            for table in content.tables
        ]
        write_files(replace(content, tables=tuple(moved)), places, folder)

    monkeypatch.setattr(writing, "write_files", spoil)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(
        WriteError, match=r"01-2026-11-23\.gpkg, read back, has a vertex 1\.6 mm off in row 1"
    ):
        pack(seen, one_unit(seen, "01", "commune", DAY), DAY, out)
    assert list(out.iterdir()) == []


@pytest.fixture(scope="module")
def packed(small_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    seen = FolderSeen(whole=open_province(small_province), is_exact=False)
    return pack(seen, one_unit(seen, "01", "commune", DAY), DAY, tmp_path_factory.mktemp("packed")).path


def changed(packed: Path, target: Path, *, leave: str = "", change: str = "", more: str = "") -> Path:
    """Write a copy of a package with a file left out, changed or added."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name != leave:
                new.writestr(name, body[:-1] + b"?" if name == change else body)
        if more:
            new.writestr(more, b"more")
    return target


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"leave": "01-2026-11-23.kml"}, "01-2026-11-23.kml is missing."),
        ({"change": "shapefile/landuse.dbf"}, "shapefile/landuse.dbf is not the file that was packed."),
        ({"more": "notes.txt"}, "notes.txt is in the package and not in its manifest."),
        ({"more": "../notes.txt"}, "'../notes.txt' leads out of the package."),
        ({"leave": "manifest.json"}, "is no package of this program"),
        ({"change": "manifest.json"}, "is no package of this program"),
    ],
)
def test_each_fault_of_a_package_is_one_sentence(packed: Path, tmp_path: Path, how: dict, said: str) -> None:
    found = verify_package(changed(packed, tmp_path / "x.zip", **how))
    assert [said in en for en, _ in found.faults] == [True]
    assert all(vi for _, vi in found.faults)


def test_a_package_whose_manifest_was_made_to_fit_is_read_and_found_out(packed: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.zip"
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(body)
                for entry in manifest["files"]:
                    entry["rows"] = entry.get("rows") and entry["rows"] + (entry["file"].endswith(".gpkg"))
                body = json.dumps(manifest).encode()
            new.writestr(name, body)
    assert [en for en, _ in verify_package(target).faults] == [
        "01-2026-11-23.gpkg has 7 rows, its manifest says 8."
    ]


def test_an_earlier_package_is_replaced_and_anything_else_is_not(
    folder: Path, packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = FolderSeen(whole=open_province(folder), is_exact=False)
    unit = one_unit(seen, "01", "commune", DAY)
    monkeypatch.setattr(writing, "require_same", lambda *_: ())
    mine = tmp_path / "mine.zip"
    with zipfile.ZipFile(mine, "w") as archive:
        archive.writestr("manifest.json", '{"name": "a web page"}')
    before = mine.read_bytes()
    with pytest.raises(WriteError, match="no package of this program"):
        pack(seen, unit, DAY, mine)
    assert mine.read_bytes() == before
    own = tmp_path / "own.zip"
    own.write_bytes(packed.read_bytes())
    pack(seen, one_unit(seen, "02", "commune", DAY), DAY, own)
    with zipfile.ZipFile(own) as archive:
        assert json.loads(archive.read("manifest.json"))["unit"]["code"] == "02"
    with pytest.raises(WriteError, match="is not there"):
        pack(seen, unit, DAY, tmp_path / "nowhere" / "a.zip")


def test_a_boundary_leaves_no_slivers_and_loses_no_land() -> None:
    """Of parcels that reach 0.5 m2, 5 mm and 3 m over the boundary only the last has a part here."""
    unit = shapely.box(0, 0, 100, 100)
    shapes = [
        shapely.box(99.99, 0, 200, 50),
        shapely.box(99.995, 50, 200, 100),
        shapely.box(97, 100, 200, 90),
        shapely.box(0, 0, 0.5, 0.5),
    ]
    frame = gpd.GeoDataFrame({"zone_id": list("abcd")}, geometry=shapes, crs="EPSG:9205")
    part = part_of(frame, unit)
    assert part.rows["zone_id"].tolist() == ["c", "d"]
    assert part.rows["clipped"].tolist() == [True, False]
    assert (part.slivers, round(part.slivers_m2, 3)) == (2, 0.75)
    assert np.isclose(part.rows.geometry.area.sum(), 30 + 0.25)


def test_vertices_a_micrometre_apart_are_one() -> None:
    """A drawing with six decimals closes a ring whose last vertex is its first but for 0.04 micrometres."""
    ring = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 4e-8), (0, 0)]
    frame = gpd.GeoDataFrame({"zone_id": ["a"]}, geometry=[shapely.Polygon(ring)], crs="EPSG:9205")
    (shape,) = part_of(frame, None).rows.geometry
    assert shapely.get_num_coordinates(shape) == 5
    assert shape.area == pytest.approx(10_000, abs=1e-5)


def test_a_code_means_the_unit_of_its_day() -> None:
    """03388 was one ward until 30 June 2025 and is another, larger one since."""
    demo = open_province(HOME / "data" / "demo")
    units = tuple(layer for layer in demo.layers if layer.group == "boundary")
    seen = FolderSeen(whole=demo.model_copy(update={"layers": units}), is_exact=True)
    before, after = (one_unit(seen, "03388", "commune", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert (before.name, after.name) == ("Phường Quyết Tiến", "Phường Đoàn Kết")
    assert before.shape.area < after.shape.area
    assert relatives_of(seen.province, before) == {
        "district": ("105 Thành phố Lai Châu",),
        "commune": ("03388 Phường Đoàn Kết",),
    }
    assert relatives_of(seen.province, after)["former_commune"] == (
        "03386 Phường Quyết Thắng",
        "03388 Phường Quyết Tiến",
        "03389 Phường Đoàn Kết",
        "03391 Xã Lản Nhì Thàng",
        "03403 Xã Sùng Phài",
    )
    assert len(units_of(seen, "commune", date(2025, 6, 30))) == 106
    assert len(units_of(seen, "commune", DAY)) == 38
    assert len(units_of(seen, "district", DAY)) == 8
    gone = one_unit(seen, "03386", "commune", date(2025, 6, 30))
    assert communes_asked(seen.province, gone) == ("03388",)
    assert communes_asked(seen.province, units_of(seen, "district", DAY)[0]) is None


def test_a_package_with_restricted_land_has_another_name_and_says_so(
    small_province: Path, tmp_path: Path
) -> None:
    names = []
    for exact in (False, True):
        seen = FolderSeen(whole=open_province(small_province), is_exact=exact)
        made = pack(seen, one_unit(seen, "01", "commune", DAY), DAY, tmp_path)
        assert verify_package(made.path).exact is exact
        names.append(made.path.name)
    assert names[1] == names[0].replace(".zip", "-MAT.zip")
    assert all((tmp_path / name).is_file() for name in names)


def test_an_empty_package_or_one_of_another_layout_is_not_whole(packed: Path, tmp_path: Path) -> None:
    for name, change in (("empty", {"files": []}), ("layout", {"ranh_package": 99})):
        target = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(packed) as old, zipfile.ZipFile(target, "w") as new:
            told = json.loads(old.read("manifest.json")) | change
            new.writestr("manifest.json", json.dumps(told))
            for member in old.namelist():
                if member != "manifest.json" and name != "empty":
                    new.writestr(member, old.read(member))
        assert verify_package(target).faults
