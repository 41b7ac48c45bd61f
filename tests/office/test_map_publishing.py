"""Tables for desktop GIS: what may be told, readable by a role that can read nothing else."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import date

import pytest
import shapely
import sqlalchemy as sa
from desk_cases import add_person
from geoalchemy2.shape import to_shape

from layers.check import check_province
from layers.files import sha256_of
from layers.province import open_province
from office.database.desk import open_desk
from office.database.map_tables import READER, _close_estimates
from office.errors import DeskError, RightError
from office.map_publishing import publish_map
from office.people import Role
from squares import lay_out, square, write

MARKER = "DoanhTraiK77"
SECRET = square(1037, 1043, 713)
DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """Return the folder of the small province with a marked defence zone."""
    folder = lay_out(tmp_path_factory.mktemp("published"))
    write(folder / "defence.gpkg", {"zone": [MARKER], "name": [MARKER]}, [SECRET])
    return folder


@pytest.fixture(scope="module")
def published(server, marked):
    """
    Return a desk whose map tables were filled from the small province, with a marked defence zone.

    One for all tests: PostGIS takes its time. Whoever publishes anew publishes the same folder.
    """
    server.create("desk_published", "desk_template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RANH_OFFICE", str(marked / "office"))
        patch.setenv("RANH_DATABASE_URL", server.url("desk_published"))
        opened = open_desk(marked)
    province = open_province(marked)
    officer = add_person(opened, "an", Role.PROVINCIAL_OFFICER)
    rows = publish_map(opened, officer, check_province(province, DAY), province).rows
    with closing(opened):
        yield opened, rows
    server.drop("desk_published")


@contextmanager
def reader(desk):
    """Give a connection with the rights of the reader's role alone."""
    with desk.engine.connect().execution_options(ranh_writes=True) as connection, connection.begin():
        connection.exec_driver_sql(f"SET LOCAL ROLE {READER}")
        yield connection


def test_the_reader_sees_sites_findings_and_zones(published):
    desk, rows = published
    with reader(desk) as connection:
        sites = connection.exec_driver_sql(
            "SELECT site_id, ST_SRID(geom), GeometryType(geom), round(ST_Area(geom)) "
            "FROM ranh_map.sites ORDER BY site_id"
        ).all()
        told = connection.exec_driver_sql("SELECT count(*) FROM ranh_map.findings").scalar_one()
        layers = connection.exec_driver_sql("SELECT layer_id FROM ranh_map.layers ORDER BY 1").scalars().all()
    assert sites == [(f"S{number}", 9205, "MULTIPOLYGON", 10_000) for number in (1, 2, 3)]
    assert (told, rows["findings"]) == (9, 9)
    assert layers == ["communes", "landuse"]


def test_qgis_finds_the_geometry_columns_with_an_index(published):
    desk, _ = published
    with reader(desk) as connection:
        found = connection.exec_driver_sql(
            "SELECT f_table_name, srid, type FROM geometry_columns WHERE f_table_schema = 'ranh_map' ORDER BY 1"
        ).all()
        indexes = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_indexes WHERE schemaname = 'ranh_map' AND position('USING gist' IN indexdef) > 0"
        ).scalar_one()
        place = connection.exec_driver_sql(
            "SELECT ST_X(c), ST_Y(c) FROM (SELECT ST_Transform(ST_Centroid(geom), 4326) AS c "
            "FROM ranh_map.sites WHERE site_id = 'S1') AS s"
        ).one()
    kinds = {"sites": "MULTIPOLYGON", "findings": "MULTIPOLYGON", "zones": "MULTIPOLYGON"}
    kinds |= {"zone_lines": "MULTILINESTRING", "zone_points": "MULTIPOINT"}
    assert found == [(name, 9205, kind) for name, kind in sorted(kinds.items())]
    assert indexes == 5
    assert 102 < place[0] < 104.5
    assert 21 < place[1] < 23.5


def test_the_reader_sees_nothing_of_the_desk(published):
    desk, _ = published
    for table in ("cases", "accounts", "audit", "sessions", "dossiers", "attachments", "settings", "reports"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), reader(desk) as connection:
            connection.execute(sa.select(sa.func.count()).select_from(sa.table(table)))


def test_the_reader_writes_nothing(published):
    desk, _ = published
    for statement in (
        "DELETE FROM ranh_map.sites",
        "UPDATE ranh_map.sites SET name = 'x'",
        "CREATE TABLE ranh_map.more (a int)",
        "CREATE TABLE public.more (a int)",
        "DROP TABLE ranh_map.sites",
    ):
        refused = pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner")
        with refused, reader(desk) as told:
            told.exec_driver_sql(statement)


def test_no_geometry_lies_outside_of_what_the_reader_may_see(published):
    """So that ST_EstimatedExtent, which looks past rights on rows, has nothing to tell."""
    desk, _ = published
    with desk.reading() as connection:
        elsewhere = connection.exec_driver_sql(
            "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t "
            "USING (table_schema, table_name) WHERE t.table_type = 'BASE TABLE' AND c.udt_name IN "
            "('geometry', 'geography') AND c.table_schema <> 'ranh_map'"
        ).all()
    assert elsewhere == []


def test_the_reader_asks_no_index_what_was_published_before(published):
    desk, _ = published
    for told in (
        "ST_EstimatedExtent('ranh_map', 'zones', 'geom')",
        "ST_EstimatedExtent('ranh_map', 'zones', 'geom', true)",
        "_postgis_index_extent('ranh_map.zones', 'geom')",
        "_postgis_stats('ranh_map.zones', 'geom')",
        "_postgis_selectivity('ranh_map.zones', 'geom', 'POINT(0 0)'::geometry)",
    ):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), reader(desk) as connection:
            connection.exec_driver_sql(f"SELECT {told}")


def test_no_statistics_tell_what_was_published_before(published, marked):
    """Also not where a version of the program before this one had let them be taken."""
    desk, _ = published
    seen = "SELECT tablename, attname FROM pg_stats WHERE schemaname = 'ranh_map'"
    analyze(desk)
    with reader(desk) as connection:
        assert connection.exec_driver_sql(seen).all() == []
    with desk.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE ranh_map.sites ALTER COLUMN name SET STATISTICS 100")
    analyze(desk)
    with reader(desk) as connection:
        assert connection.exec_driver_sql(seen).all() == [("sites", "name")]
    province = open_province(marked)
    officer = add_person(desk, "chi", Role.PROVINCIAL_OFFICER)
    publish_map(desk, officer, check_province(province, DAY), province)
    analyze(desk)
    with reader(desk) as connection:
        assert connection.exec_driver_sql(seen).all() == []


def test_functions_that_belong_to_somebody_else_are_closed_by_them_first(published):
    desk, _ = published
    with desk.engine.connect().execution_options(ranh_writes=True) as connection, connection.begin():
        connection.exec_driver_sql("CREATE ROLE ranh_desk_of_test NOLOGIN")
        connection.exec_driver_sql("GRANT EXECUTE ON FUNCTION _postgis_stats(regclass, text, text) TO PUBLIC")
        connection.exec_driver_sql("SET LOCAL ROLE ranh_desk_of_test")
        with pytest.raises(DeskError, match=r"REVOKE EXECUTE ON FUNCTION _postgis_stats\("):
            _close_estimates(connection)
        connection.get_transaction().rollback()


def analyze(desk):
    with desk.engine.connect().execution_options(ranh_writes=True) as connection, connection.begin():
        connection.exec_driver_sql("ANALYZE ranh_map.zones, ranh_map.sites, ranh_map.findings")


def test_nothing_of_defence_land_gets_in(published, marked):
    """Neither its name, nor a corner of it, nor the parcel under it: the cover is all that shows."""
    desk, rows = published
    with desk.reading() as connection:
        everything, corners = "", set()
        for name in rows:
            table = sa.Table(name, sa.MetaData(schema="ranh_map"), autoload_with=connection)
            for row in connection.execute(sa.select(table)).mappings():
                everything += str(dict(row))
                corners |= set(shapely.get_coordinates(shape_of(row)).round(1).ravel().tolist())
        kept = connection.exec_driver_sql("SELECT DISTINCT layer_id, code FROM ranh_map.zones").all()
        told = connection.exec_driver_sql(
            "SELECT verdict, overlap_area_ha, distance_m, geom FROM ranh_map.findings WHERE rule_id = 'DEF-01'"
        ).all()
        hashes = connection.exec_driver_sql("SELECT sha256 FROM ranh_map.layers").scalars().all()
    # The file's own hash would date a change of parcels that nobody may know of.
    assert not {sha256_of(path) for path in marked.glob("*.gpkg")} & set(hashes)
    assert len(hashes) == 2
    assert MARKER not in everything
    assert len(everything) > 1000
    assert len(corners) > 10
    assert not corners & set(shapely.get_coordinates(SECRET).round(1).ravel().tolist())
    assert {row.layer_id for row in kept} == {"communes", "landuse"}
    assert not {"CQP", "CAN"} & {row.code for row in kept}
    assert {row.verdict for row in told} == {"not_checked", "clear"}
    assert {(row.overlap_area_ha, row.distance_m, row.geom) for row in told} == {(None, None, None)}


def shape_of(row):
    geometry = row.get("geom")
    return None if geometry is None else to_shape(geometry)


def test_publishing_again_replaces_what_was_there(published, marked):
    desk, before = published
    province = open_province(marked)
    officer = add_person(desk, "binh", Role.PROVINCIAL_OFFICER)
    assert publish_map(desk, officer, check_province(province, DAY), province).rows == before
    with reader(desk) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM ranh_map.sites").scalar_one() == 3
        assert connection.exec_driver_sql("SELECT count(*) FROM ranh_map.published").scalar_one() == 1


def test_only_who_may_publishes(desk, folder):
    province = open_province(folder)
    commune = add_person(desk, "dao", Role.COMMUNE_OFFICER, {"01"})
    result = check_province(province, DAY)
    with pytest.raises(RightError):
        publish_map(desk, commune, result, province)


def test_sqlite_has_no_map_tables(sqlite_desk, folder):
    province = open_province(folder)
    officer = add_person(sqlite_desk, "an", Role.PROVINCIAL_OFFICER)
    with pytest.raises(DeskError, match="need PostgreSQL with PostGIS"):
        publish_map(sqlite_desk, officer, check_province(province, DAY), province)
