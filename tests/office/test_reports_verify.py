"""A report that somebody holds: whether it is ours, and whether what it rests on is still the same."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import geopandas as gpd
import pytest
import sqlalchemy as sa
from desk_cases import DAY

from layers.check import check_province
from layers.province import open_province
from layers.told import told_check
from office.database.schema import reports
from office.errors import ReportError, RightError
from office.people import OWNER, Person, Role
from office.reports.basis import basis_now, basis_of, valid_until
from office.reports.make import case_report, project_report
from office.reports.model import Status
from office.reports.verify import verify_report
from squares import rule_text, square

RICE = "S1/RICE-01"
checks = {}


@pytest.fixture
def told(province):
    """Return a check of the untouched province as it may be told, made once for all tests."""
    if not checks:
        checks["told"] = told_check(check_province(province, DAY), province)
    return checks["told"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.heavy)])
def desk(request):
    """Return a desk in SQLite; what a database could make different is tried in both by the tests `on_both`."""
    return request.getfixturevalue(f"{request.param}_desk")


on_both = pytest.mark.parametrize("desk", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def report(desk, told, province):
    """Return a report about S1."""
    return project_report(desk, OWNER, "S1", told, province, "docx", "vi", DAY)


def rewrite(folder, name, change):
    """Change the rows of a file of the province."""
    path = folder / name
    rows = change(gpd.read_file(path))
    path.unlink()
    rows.to_file(path)


def moved(rows, row, shape):
    rows.loc[row, "geometry"] = shape
    return rows


def verified(desk, report, folder, day=DAY):
    return verify_report(desk, OWNER, report.body, open_province(folder), day)


@on_both
def test_an_untouched_report_is_valid(desk, report, province, told):
    for result in (None, told):
        seen = verify_report(desk, OWNER, report.body, province, DAY, result)
        assert (seen.status, seen.changes, seen.is_expired) == (Status.VALID, (), False)
        assert (seen.report.number, seen.report.object_id) == ("BC-2026-0001", "S1")
        assert seen.is_genuine


@pytest.mark.parametrize("place", [0, 40, -1])
def test_one_byte_changed_and_it_is_nobodys(desk, report, province, place):
    body = bytearray(report.body)
    body[place] ^= 1
    seen = verify_report(desk, OWNER, bytes(body), province, DAY)
    assert (seen.status, seen.report, seen.is_genuine) == (Status.NOT_OURS, None, False)


@on_both
def test_a_row_put_in_by_hand_makes_no_report(desk, report, province):
    with desk.engine.connect().execution_options(ranh_writes=True) as connection, connection.begin():
        row = connection.execute(sa.select(reports)).mappings().one()
        forged = dict(row) | {
            "id": 2,
            "number": "BC-2026-0002",
            "sha256": hashlib.sha256(b"forged").hexdigest(),
        }
        connection.execute(reports.insert().values(**forged))
    assert verify_report(desk, OWNER, b"forged", province, DAY).status is Status.NOT_OURS
    assert verify_report(desk, OWNER, report.body, province, DAY).status is Status.VALID


@on_both
def test_a_report_expires(desk, report, province):
    last = report.valid_until
    assert last == DAY + timedelta(days=90)
    assert verify_report(desk, OWNER, report.body, province, last).status is Status.VALID
    seen = verify_report(desk, OWNER, report.body, province, last + timedelta(days=1))
    assert (seen.status, seen.is_expired) == (Status.EXPIRED, True)


def test_a_layer_that_changed_is_named(desk, report, folder):
    rewrite(folder, "landuse.gpkg", lambda rows: moved(rows, 0, square(0, 0, 900)))
    seen = verified(desk, report, folder)
    assert (seen.status, [one.en for one in seen.changes]) == (
        Status.CHANGED,
        ["Layer Land use has other content now."],
    )
    assert seen.changes[0].vi == "Lớp Đất nay có nội dung khác."


def test_a_rule_that_changed_came_or_went_is_named(desk, report, folder):
    rules = folder / "rules.toml"
    text = rules.read_text(encoding="utf-8").replace('codes = ["LUA"]', 'codes = ["LUC"]')
    text = text.replace('"PLACE-01"', '"PLACE-02"')
    rules.write_text(text, encoding="utf-8")
    assert [one.en for one in verified(desk, report, folder).changes] == [
        "Rules changed: RICE-01.",
        "Rules new: PLACE-02.",
        "Rules not in force any more: PLACE-01.",
    ]


def test_other_words_of_a_rule_change_nothing(desk, report, folder):
    rules = folder / "rules.toml"
    text = rules.read_text(encoding="utf-8").replace("Không vướng landuse.", "Không chồng lấn landuse.")
    rules.write_text(text, encoding="utf-8")
    assert verified(desk, report, folder).status is Status.VALID


def test_a_footprint_that_moved_is_named(desk, report, folder):
    rewrite(folder, "sites.gpkg", lambda rows: moved(rows, 0, square(951, 100)))
    (change,) = verified(desk, report, folder).changes
    assert change.vi == "Ranh khu đất của dự án S1 nay đã khác."


def test_a_project_that_is_gone_is_named(desk, report, folder):
    rewrite(folder, "sites.gpkg", lambda rows: rows.iloc[1:].reset_index(drop=True))
    told = [one.en for one in verified(desk, report, folder).changes]
    assert told[0] == "Project S1 has no footprint any more, or is no longer among the projects."


def test_a_layer_that_cannot_be_read_any_more_is_named(desk, report, folder):
    (folder / "landuse.gpkg").write_bytes(b"nothing")
    assert "Layer Land use cannot be read any more." in [
        one.en for one in verified(desk, report, folder).changes
    ]


def test_another_answer_about_restricted_land_is_named_without_saying_where(desk, report, folder):
    """A defence zone comes under S1, whose report said that nobody has to be asked."""
    rewrite(folder, "defence.gpkg", lambda rows: moved(rows, 0, square(900, 0, 200)))
    told = [one.en for one in verified(desk, report, folder).changes]
    assert "The answer whether defence or security has to be consulted is another one now." in told
    assert not any("efence land" in one for one in told)


def test_another_datum_operation_is_named(desk, report, folder):
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8").replace(
        'crs = "EPSG:9205"', 'crs = "EPSG:9205"\ndatum_operation = "EPSG:6961"', 1
    )
    path.write_text(text, encoding="utf-8")
    province = open_province(folder)
    now = basis_now(province, DAY, "S1")
    assert now["operation"].startswith("EPSG:6961")
    told = [one.en for one in verified(desk, report, folder).changes]
    assert any(one.startswith("Coordinates go through EPSG:9205, EPSG:6961") for one in told)


def test_a_known_change_ends_the_validity(folder, told):
    """The last day of a layer, or the day before a rule begins, if it comes before 90 days."""
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8").replace(
        'file = "landuse.gpkg"', 'file = "landuse.gpkg"\neffective_to = 2026-12-31'
    )
    path.write_text(text, encoding="utf-8")
    province = open_province(folder)
    basis = basis_of(told, province, "S1")
    assert valid_until(basis, province, DAY) == date(2026, 12, 31)
    rules = folder / "rules.toml"
    more = rule_text("NEW-01", "landuse", more="effective_from = 2026-12-10")
    rules.write_text(rules.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert valid_until(basis, open_province(folder), DAY) == date(2026, 12, 9)


def test_days_of_a_restricted_layer_do_not_show(folder, told):
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8").replace(
        'file = "defence.gpkg"', 'file = "defence.gpkg"\neffective_to = 2026-12-31'
    )
    path.write_text(text, encoding="utf-8")
    province = open_province(folder)
    assert valid_until(basis_of(told, province, "S1"), province, DAY) == DAY + timedelta(days=90)
    assert "defence" not in basis_of(told, province, "S1")["layers"]


def test_without_a_check_the_basis_is_the_same(told, province):
    for site_id in ("S1", "S2", "S3"):
        assert basis_now(province, DAY, site_id) == basis_of(told, province, site_id)


@on_both
def test_a_case_that_was_decided_since_is_named(desk, office, told, province):
    case = office.case(RICE)
    made = case_report(desk, office.officer, case.id, told, province, "docx", "vi", DAY)
    assert verify_report(desk, office.chief, made.body, province, DAY).status is Status.VALID
    office.step(office.officer, RICE, "note", "Đã gọi điện cho xã.")
    assert verify_report(desk, office.chief, made.body, province, DAY).status is Status.VALID
    office.decide(RICE, "contest")
    seen = verify_report(desk, office.chief, made.body, province, DAY, told)
    assert seen.changes[0].en == (
        f"Case {case.number} is “Warning contested” now; in the report it is “New”."
    )
    again = case_report(desk, office.officer, case.id, told, province, "docx", "vi", DAY)
    office.step(office.chief, RICE, "reopen", "Có đơn khiếu nại mới.")
    assert verify_report(desk, office.chief, again.body, province, DAY).status is Status.CHANGED


def test_rights_are_asked_and_an_exact_check_is_refused(desk, report, province):
    far = Person(id=1, name="x", full_name="", role=Role.COMMUNE_OFFICER, communes=frozenset({"02"}))
    near = Person(id=1, name="y", full_name="", role=Role.COMMUNE_OFFICER, communes=frozenset({"01"}))
    assert verify_report(desk, near, report.body, province, DAY).status is Status.VALID
    with pytest.raises(RightError):
        verify_report(desk, far, report.body, province, DAY)
    with pytest.raises(ReportError, match="what may be told"):
        verify_report(desk, OWNER, report.body, province, DAY, check_province(province, DAY))


def test_what_the_list_says_of_the_project_is_part_of_it(desk, report, folder):
    """Another sector has other rules asked of it, on the same land."""
    rewrite(folder, "sites.gpkg", lambda rows: rows.assign(sector="mining"))
    seen = verified(desk, report, folder)
    assert seen.status is Status.CHANGED
    assert [change.en for change in seen.changes] == ["The list says otherwise of project S1 now: sector."]


def test_other_land_codes_and_another_accuracy_are_changes(desk, report, folder):
    codes = (folder / "codes.csv").read_text(encoding="utf-8")
    (folder / "codes.csv").write_text(codes + "\n", encoding="utf-8")
    declared = (folder / "province.toml").read_text(encoding="utf-8")
    for layer in ("landuse", "sites"):
        declared = declared.replace(f'id = "{layer}"\n', f'id = "{layer}"\naccuracy_m = 25.0\n')
    (folder / "province.toml").write_text(declared, encoding="utf-8")
    told = {change.en for change in verified(desk, report, folder).changes}
    assert "The list of land codes is another one now." in told
    assert "The footprints are of another accuracy now." in told
    assert any(sentence.endswith("is of another accuracy now.") for sentence in told)
