"""A GeoPackage is counted, not believed; and only rows may be in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest
import shapely
from bad_inputs import plain_files as plain

from layers.errors import IntakeError
from layers.intake.entrance.database import is_write_ahead, open_plain
from layers.intake.entrance.geopackage_gate import TableInfo, require_plain
from layers.intake.entrance.geopackage_triggers import is_known_trigger
from layers.intake.limits import Limits

INFO = TableInfo(
    name="dat", geometry_column="geom", srs_id=9205, geometry_type="POLYGON", row_count=3, told_count=3
)


@pytest.fixture
def put(tmp_path):
    def write(content):
        path = tmp_path / "dat.gpkg"
        path.write_bytes(content)
        return path

    return write


def test_layer_and_count(put):
    assert require_plain(put(plain.geopackage())) == (INFO,)


@pytest.mark.parametrize(
    ("told", "expected"), [("1", 1), ("0", 0), ("99", 99), ("NULL", None), ("'x'", None)]
)
def test_rows_are_counted_whatever_the_metadata_tells(told, expected, put):
    path = put(plain.geopackage(f"UPDATE gpkg_ogr_contents SET feature_count = {told};"))  # noqa: S608 - a test's own
    (table,) = require_plain(path)
    assert (table.row_count, table.told_count) == (3, expected)


def test_rows_are_counted_without_an_index(put):
    """An index that misses rows gives the wrong count, and no check of pages notices it."""
    more = """CREATE INDEX i ON dat(ten); PRAGMA writable_schema = ON;
        CREATE TABLE other (ten TEXT); CREATE INDEX j ON other(ten);
        UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'j') WHERE name = 'i';"""
    path = put(plain.geopackage(more))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM dat").fetchone() == (0,)
    try:
        assert require_plain(path)[0].row_count == 3
    except IntakeError as refused:  # some versions of SQLite see two indexes on one page
        assert refused.code == "gpkg-broken"  # noqa: PT017 - either way is right


def test_attributes_are_listed_and_qgis_settings_are_not(put):
    more = """CREATE TABLE du_an (ma TEXT); INSERT INTO du_an VALUES ('a');
        CREATE TABLE layer_styles (id INTEGER);
        INSERT INTO gpkg_contents (table_name, data_type) VALUES ('du_an', 'attributes'), ('layer_styles', 'attributes');
        CREATE TRIGGER trigger_insert_feature_count_du_an AFTER INSERT ON du_an BEGIN
          UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('du_an'); END;"""
    assert require_plain(put(plain.geopackage(more))) == (
        INFO,
        TableInfo(
            name="du_an", geometry_column="", srs_id=None, geometry_type="", row_count=1, told_count=None
        ),
    )


def test_ordinary_tables_of_other_programs_pass(put):
    more = "CREATE TABLE ghi_chu (a, b); CREATE UNIQUE INDEX u ON ghi_chu(a); CREATE TABLE w (k PRIMARY KEY) WITHOUT ROWID;"
    assert require_plain(put(plain.geopackage(more))) == (INFO,)


def test_files_of_gdal_with_odd_names(tmp_path):
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[shapely.box(0, 0, 1, 1)] * 2, crs=9205)
    names = ('Đất "QP"', "it's; DROP TABLE x", "select", "a b")
    for name in names:
        frame.to_file(tmp_path / "a.gpkg", layer=name)
    found = require_plain(tmp_path / "a.gpkg")
    assert [(table.name, table.row_count, table.told_count) for table in found] == [(n, 2, 2) for n in names]


def test_a_file_that_was_left_in_write_ahead_mode(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(plain.geopackage())
    assert not is_write_ahead(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    (tmp_path / "copy.gpkg").write_bytes(path.read_bytes())
    assert is_write_ahead(tmp_path / "copy.gpkg")
    assert require_plain(tmp_path / "copy.gpkg")[0].row_count == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg", "copy.gpkg"]


def test_no_byte_changes_and_nothing_is_written_beside(put):
    path = put(plain.geopackage())
    before = path.read_bytes()
    require_plain(path)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["dat.gpkg"]


def test_check_ends(put):
    more = """CREATE TABLE big (a); WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 60000)
        INSERT INTO big SELECT n FROM c;"""
    path = put(plain.geopackage(more))
    with pytest.raises(IntakeError) as refused:
        require_plain(path, limits=Limits(cpu_s=0))
    assert refused.value.code == "gpkg-time"
    assert require_plain(path) == (INFO,)


def test_an_endless_statement_is_interrupted(put):
    with closing(open_plain(put(plain.geopackage()), limits=Limits(cpu_s=0))) as connection:
        connection.set_authorizer(None)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            connection.execute(
                "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n FROM c) SELECT count(*) FROM c"
            )


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH 'other.db' AS o",
        "SELECT load_extension('x')",
        "SELECT hex(zeroblob(1000000000))",
        "SELECT randomblob(9)",
        "INSERT INTO dat (ten) VALUES ('x')",
        "DELETE FROM dat",
        "CREATE TABLE x (a)",
        "PRAGMA writable_schema = ON",
        "PRAGMA temp_store_directory = '/srv'",
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n FROM c) SELECT n FROM c",
    ],
)
def test_an_opened_file_can_only_be_read(statement, put):
    with closing(open_plain(put(plain.geopackage()))) as connection:
        assert connection.execute("SELECT count(*) FROM dat").fetchone() == (3,)
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute(statement).fetchall()


STANDARD = """CREATE TRIGGER "rtree_dat_geom_update5" AFTER UPDATE ON "dat"
  WHEN OLD."fid" != NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN
  DELETE FROM "rtree_dat_geom" WHERE id = OLD."fid";
  INSERT OR REPLACE INTO "rtree_dat_geom" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
    ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));
END"""
TILES = """CREATE TRIGGER 'gpkg_tile_matrix_zoom_level_insert' BEFORE INSERT ON 'gpkg_tile_matrix' FOR EACH ROW BEGIN
  SELECT RAISE(ABORT, 'zoom_level cannot be less than 0') WHERE (NEW.zoom_level < 0); END"""


@pytest.mark.parametrize(
    ("name", "sql", "known"),
    [
        ("rtree_dat_geom_update5", STANDARD, True),
        ("RTREE_DAT_GEOM_UPDATE5", STANDARD, True),
        ("rtree_dat_geom_update5", STANDARD.replace('"', ""), True),
        ("rtree_dat_geom_update5", STANDARD.replace('"', "`"), True),
        ("gpkg_tile_matrix_zoom_level_insert", TILES, True),
        ("rtree_dat_geom_update9", STANDARD.replace("update5", "update9"), False),
        ("rtree_khac_geom_update5", STANDARD.replace("rtree_dat", "rtree_khac"), False),
        ("rtree_dat_geom_update5", STANDARD.replace("DELETE FROM", "DELETE FROM dat; DELETE FROM"), False),
        ("rtree_dat_geom_update5", STANDARD.replace("ST_MinX", "readfile"), False),
        ("rtree_dat_geom_update5", STANDARD.replace('OLD."fid";', "(SELECT 1);"), False),
        ("rtree_dat_geom_update5", STANDARD.replace("BEGIN", "BEGIN -- x\n"), False),
        (
            "rtree_dat_geom_update5",
            STANDARD.replace("END", "UPDATE gpkg_contents SET srs_id = 0; END"),
            False,
        ),
        ("gpkg_tile_matrix_zoom_level_insert", TILES.replace("SELECT RAISE", "SELECT 1, RAISE"), False),
        ("gpkg_tile_matrix_zoom_level_insert", TILES.replace("'gpkg_tile_matrix'", "dat"), False),
        ("other", STANDARD, False),
        ("rtree_dat_geom_update5", "", False),
        ("rtree_dat_geom_update5", "CREATE TRIGGER rtree_dat_geom_update5 begin end", False),
    ],
)
def test_triggers_of_the_standard_and_others(name, sql, known):
    assert is_known_trigger(name, sql, {"dat": "geom", "gpkg_tile_matrix": ""}) is known
