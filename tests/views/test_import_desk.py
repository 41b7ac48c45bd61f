"""The desk of one tab: answers that rest on others, publishing once, nothing left behind."""

import gc
import gzip
import json
import shutil
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box
from starlette.requests import Request

from layers.intake.answers import Declaration, ReadAs
from layers.intake.entrance.handed import Handed
from layers.intake.limits import LIMITS, MIB
from layers.versions import read_records
from office.errors import RightError
from office.people import OWNER, Person, Role
from office.sessions import Session
from views import import_shapes
from views.import_desk import Desk
from views.import_source import size_of
from views.import_target import id_of, lines_of
from views.person import FOUND
from views.plain import plain
from views.store import current_store

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)
DEFENCE = Declaration(name="defence")
TABLE = "Điểm\tX\tY\n1\t2471000\t541000\n2\t2471200\t541200\n3\t2471200\t541000\n4\t2471000\t541200"


@pytest.fixture(autouse=True)
def folder(province_folder, tmp_path, monkeypatch):
    copy = tmp_path / "province"
    shutil.copytree(province_folder, copy, ignore=shutil.ignore_patterns(".ranh"))
    monkeypatch.setenv("RANH_PROVINCE", str(copy))
    return copy


def zones(tmp_path, name="zones.gpkg", **columns):
    shapes = [box(544_000, 2_470_000, 545_000, 2_471_000), box(546_000, 2_470_000, 547_000, 2_471_000)]
    path = tmp_path / name
    gpd.GeoDataFrame({"ten": ["A", "B"], **columns}, geometry=shapes, crs="EPSG:9205").to_file(path)
    return Handed(name=name, data=path.read_bytes())


PROJECTS = Declaration(name="sites")
PLANNER = Person(id=2, name="hoach", full_name="B", role=Role.PLANNER)
STEWARD = Person(id=1, name="bich", full_name="Nguyễn Văn A", role=Role.DEFENCE_STEWARD)


def opened(tmp_path, person=STEWARD):
    desk = Desk()
    desk.person, desk.session_id = person, "mine"
    desk.take([zones(tmp_path)])
    desk.open(current_store().province)
    return desk


def pasted(text, store):
    desk = Desk()
    desk.take([Handed(name="bảng.txt", data=text.encode())], is_pasted=True)
    desk.open(store.province)
    desk.work_out(DEFENCE, store, DAY)
    return desk


def asked(url, session_id="mine"):
    """Return the answer to a request for an address."""
    *_, token, part = url.split("/")
    session = Session(id=session_id, person=OWNER)
    scope = {"type": "http", "path_params": {"token": token, "part": part}, FOUND: session}
    return import_shapes.serve_shown(Request(scope))


def test_the_server_takes_as_much_as_the_gate():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] * MIB == LIMITS.file_bytes


def test_a_file_is_read_and_nothing_of_it_stays_on_the_disk(folder, tmp_path):
    desk = opened(tmp_path)
    assert (desk.problem, desk.opened.incoming.name, desk.handed) == (None, "zones.gpkg", ())
    assert [path for path in (folder / ".ranh").rglob("*") if path.is_file()] == []
    assert list((folder / ".ranh").iterdir()) == []


def test_a_refusal_is_one_sentence_and_names_the_file():
    desk = Desk()
    desk.take([Handed(name="<b>.gpkg", data=b"<html><script>alert(1)</script>")])
    desk.open(current_store().province)
    assert desk.opened is None
    assert desk.problem.vi.startswith("<b>.gpkg có nội dung là trang web")
    assert not desk.is_waiting


def test_a_draft_is_published_once_and_the_store_sees_it(folder, tmp_path):
    store, desk = current_store(), opened(tmp_path)
    desk.work_out(DEFENCE, store, DAY)
    assert desk.draft.is_ready
    said = Declaration(name="defence", decision_number="12/QĐ-UBND", decision_date=date(2026, 3, 2))
    desk.publish(said, store, DAY)
    first = desk.published
    desk.publish(said, store, DAY)
    assert desk.published is first
    (record,) = read_records(folder)
    assert (record.imported_by, record.layer.decision_number) == ("Nguyễn Văn A", "12/QĐ-UBND")
    assert record.layer.effective_from == date(2026, 3, 2)
    assert record.layer.restricted
    assert len(current_store().layer(record.layer.id).zones) == 2
    other = opened(tmp_path)
    other.publish(said, current_store(), DAY)
    assert other.published.was_there
    assert len(read_records(folder)) == 1


def test_the_same_answers_compute_nothing_anew(tmp_path):
    store, desk = current_store(), opened(tmp_path)
    desk.work_out(DEFENCE, store, DAY)
    first = desk.draft
    desk.work_out(DEFENCE, store, DAY)
    assert desk.draft is first
    desk.answer("name_field", "", "")
    desk.work_out(DEFENCE, store, DAY)
    assert desk.draft is not first
    assert desk.draft.target.layer.name_field == ""


def test_an_answer_takes_a_signature_back(tmp_path):
    desk = opened(tmp_path)
    desk.answer("accept_gap", "", given=True)
    desk.answer("id_field", "", "ten")
    assert desk.answers == {"id_field": "ten"}


def test_another_table_forgets_what_was_said_of_the_first(tmp_path):
    desk = opened(tmp_path)
    desk.answer("table", "", "a")
    desk.answer("encodings", "ten", "tcvn3")
    desk.answer("crs", "", "EPSG:9205")
    desk.answer("table", "", "b")
    assert desk.answers == {"table": "b"}


def test_another_layer_forgets_its_columns_and_keeps_the_place(tmp_path):
    desk = opened(tmp_path)
    desk.aim("defence")
    desk.answer("crs", "", "EPSG:9205")
    desk.answer("name_field", "", "ten")
    desk.answer("encodings", "ten", "utf-8")
    desk.aim("landuse-plan")
    assert desk.answers == {"crs": "EPSG:9205", "encodings": {"ten": "utf-8"}}


def test_a_wrong_answer_is_a_sentence_and_the_answers_stay(tmp_path):
    store, desk = current_store(), opened(tmp_path)
    desk.answer("id_field", "", "ten")
    desk.answer("crs", "", "no system")
    desk.work_out(DEFENCE, store, DAY)
    assert desk.draft is None
    assert "no system" in desk.draft_problem.vi
    assert desk.answers == {"id_field": "ten", "crs": "no system"}


def test_a_restricted_layer_needs_a_right_of_its_own(folder, tmp_path):
    store, desk = current_store(), opened(tmp_path, PLANNER)
    desk.work_out(DEFENCE, store, DAY)
    assert desk.draft is None
    assert isinstance(desk.draft_problem, RightError)
    desk.publish(DEFENCE, store, DAY)
    assert isinstance(desk.publish_problem, RightError)
    assert read_records(folder) == ()


def projects(folder, tmp_path, person, ids):
    """Make P2 a project for defence; return the desk of a person with a file of projects."""
    codes = folder / "codes.csv"
    codes.write_text(codes.read_text().replace("PNN,PNN,current,#FF6450", "PNN,PNN,RESTRICTED,#FF6450"))
    sites = gpd.read_file(folder / "sites.gpkg")
    sites.loc[sites["site_id"] == "P2", "planned_code"] = "CQP"
    sites.to_file(folder / "sites.gpkg", layer="sites")
    desk = Desk()
    desk.person, desk.session_id = person, "mine"
    desk.take([zones(tmp_path, "projects.gpkg", site_id=ids)])
    store = current_store()
    desk.open(store.province)
    desk.work_out(PROJECTS, store, DAY)
    return desk, store


def test_who_may_not_know_of_a_defence_project_sees_a_draft_without_it(folder, tmp_path):
    desk, store = projects(folder, tmp_path, PLANNER, ["P9", "P1"])
    assert desk.draft.account.changes[-1].en == "Projects: 1 new, 1 changed, 1 as before, 0 left out."
    desk.publish(PROJECTS, store, DAY)
    assert desk.publish_problem is None
    placed = current_store().layer(desk.published.record.layer.id).zones  # P3 has no place
    assert set(placed["site_id"]) == {"P1", "P2", "P9"}
    assert placed.set_index("site_id").loc["P2", "planned_code"] == "CQP"
    other, _ = projects(folder, tmp_path, STEWARD, ["P9", "P1"])
    assert other.draft.account.changes[-1].en == "Projects: 0 new, 2 changed, 2 as before, 0 left out."


def test_the_steward_changes_a_defence_project_and_nobody_else_can(folder, tmp_path):
    desk, store = projects(folder, tmp_path, STEWARD, ["P9", "P2"])
    desk.publish(PROJECTS, store, DAY)
    assert desk.publish_problem is None
    placed = current_store().layer(desk.published.record.layer.id).zones
    assert placed.set_index("site_id").loc["P2", "geometry"].bounds == (
        546_000,
        2_470_000,
        547_000,
        2_471_000,
    )
    forest = opened(tmp_path)
    forest.work_out(Declaration(name="forest"), store, DAY)
    forest.publish(Declaration(name="forest"), store, DAY)
    assert isinstance(forest.publish_problem, RightError)


def test_the_id_of_a_defence_project_is_refused_in_one_sentence(folder, tmp_path):
    desk, store = projects(folder, tmp_path, PLANNER, ["P9", "P2"])
    assert (desk.draft, desk.preview, desk.shown) == (None, None, None)
    assert (
        desk.draft_problem.vi == "Không dùng được mã 'P2'; hãy hỏi cán bộ phụ trách đất quốc phòng, an ninh."
    )
    desk.publish(PROJECTS, store, DAY)
    assert desk.publish_problem.code == "site-id-unusable"
    assert read_records(folder) == ()


def test_dates_in_the_wrong_order_are_a_sentence(folder, tmp_path):
    store, desk = current_store(), opened(tmp_path)
    ended = Declaration(name="defence", effective_to=date(2020, 1, 1))
    desk.work_out(DEFENCE, store, DAY)
    desk.publish(ended, store, DAY)
    assert desk.published is None
    assert "Ngày hết hiệu lực" in desk.publish_problem.vi
    assert read_records(folder) == ()


def test_a_pasted_table_that_crosses_is_shown_and_can_be_corrected_with_its_answers():
    store = current_store()
    desk = pasted(TABLE, store)
    assert desk.answers == {"read_as": ReadAs.POINTS}
    assert "tự cắt" in desk.draft_problem.vi
    assert not desk.draft.is_ready
    assert desk.preview.points["mark"].tolist().count("crossing") == 1
    desk.answer("crs", "", "EPSG:9205")
    desk.correct()
    lines = TABLE.splitlines()
    better = "\n".join([*lines[:2], lines[3], lines[2], lines[4]])
    desk.take([Handed(name="bảng.txt", data=better.encode())], is_pasted=True)
    desk.open(store.province)
    desk.work_out(DEFENCE, store, DAY)
    assert desk.draft_problem is None
    assert desk.draft.is_ready
    assert desk.draft.finished.frame.area.tolist() == [40_000.0]


def test_two_data_sets_are_asked_about_and_read_as_answered(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.gpkg", "b.gpkg"):
            archive.writestr(name, zones(tmp_path, name).data)
    desk, province = Desk(), current_store().province
    desk.take([Handed(name="two.zip", data=path.read_bytes())])
    desk.open(province)
    assert desk.opened is None
    assert [option.value for option in desk.asked["dataset", ""].options] == ["a.gpkg", "b.gpkg"]
    desk.answer("dataset", "", "b.gpkg")
    assert desk.is_waiting
    desk.open(province)
    assert desk.opened.source.dataset.name == "b.gpkg"
    desk.answer("dataset", "", "a.gpkg")
    desk.open(province)
    assert desk.opened.source.dataset.name == "a.gpkg"


def test_shapes_are_served_to_who_knows_the_address_and_gone_with_the_desk(tmp_path):
    store, desk = current_store(), opened(tmp_path)
    desk.work_out(DEFENCE, store, DAY)
    url = desk.shown.url("shapes")
    answer = asked(url)
    assert answer.headers["cache-control"] == "no-store"
    found = json.loads(gzip.decompress(answer.body))
    assert [one["properties"] for one in found["features"]] == [
        {"row": 1, "state": "good"},
        {"row": 2, "state": "good"},
    ]
    assert json.loads(gzip.decompress(asked(desk.shown.url("points")).body))["features"] == []
    assert asked(url + "x").status_code == 404
    assert asked("/features/import/guess/shapes").status_code == 404
    assert asked(url, "another session").status_code == 404
    desk.clear()
    gc.collect()
    assert asked(url).status_code == 404


def test_layers_are_listed_once_by_their_line_and_projects_are_not(tmp_path):
    store, desk = current_store(), opened(tmp_path)
    assert set(lines_of(store.province)) == {"communes", "landuse-plan", "defence"}
    desk.publish(DEFENCE, store, DAY)
    lines = lines_of(current_store().province)
    assert set(lines) == {"communes", "landuse-plan", "defence"}
    assert lines["defence"].id == desk.published.record.layer.id


def test_markdown_of_a_file_stays_text():
    assert plain("![x](http://a.b)") == r"\!\[x\]\(http\:\/\/a\.b\)"
    assert plain("Rừng phòng hộ") == "Rừng phòng hộ"


def test_ids_and_sizes():
    assert (id_of("Rừng phòng hộ 2026"), id_of("<b>"), size_of(900, "vi")) == (
        "rung-phong-ho-2026",
        "b",
        "0,9 KB",
    )
