"""The addresses behind the drawing panel: who is told what, what is counted, and what stays in the desk."""

import json
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import geopandas as gpd
import pytest
import shapely
import sqlalchemy as sa
from covers import cover_of, squares_at
from desk_people import everybody
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.approved_cover import CoverFamily
from layers.cover_writer import write_cover
from layers.province import open_province
from layers.trial.footprint import to_lon_lat
from office.database.desk import open_desk
from office.database.schema import dossiers
from office.errors import AnswerError, RightError
from office.people import Role
from office.sealed.limits import LIMITS
from office.sessions import Session
from squares import EAST, NORTH, PARK, PROVINCE, declare, lay_out, rule_text, square, write, write_parks
from views import handing
from views.drawing import routes
from views.drawing.asked import MOST_BYTES, Drawn, Filed, Kept, Put, Speaking, Text, Which
from views.drawing.errors import DrawingError
from views.drawing.keeping import delete, listed, restore, save, take_away
from views.person import FOUND, current_desk
from views.store import store_for
from views.text import Text as Words

DAY = date(2026, 11, 26)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    """Return an ordinary machine's province: no defence layer, an approved cover with one square."""
    folder = lay_out(tmp_path_factory.mktemp("drawing"))
    (folder / "province.toml").write_text(PROVINCE.split('[[layer]]\nid = "defence"')[0], encoding="utf-8")
    (folder / "defence.gpkg").unlink()
    (folder / "rules.toml").write_text(
        rule_text("DEF-01", "defence", severity="critical")
        + rule_text("RICE-01", "landuse", more='codes = ["LUA"]'),
        encoding="utf-8",
    )
    declare(folder, layers=PARK, rules=rule_text("PARK-01", "park"))
    write(folder / "landuse.gpkg", {"parcel_id": ["p1"], "code": ["LUC"]}, [square(0, 0, 1000)])
    write_parks(folder, square(6000, 6000, 1000), name=HOSTILE)
    sites = {"site_id": ["S1"], "name": ["Một"], "planned_code": ["ODT"]}
    write(folder / "sites.gpkg", sites, [square(8000, 8000)])
    family = CoverFamily(squares=squares_at((4010, 4010)), consultee_en="Command", consultee_vi="Bộ CHQS")
    write_cover(folder, cover_of({"defence": family}))
    return open_province(folder)


@pytest.fixture
def people(province, tmp_path, monkeypatch):
    """Return a session for each role, over a desk of its own, with the day checked."""
    monkeypatch.setenv("RANH_PROVINCE", str(province.folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    with closing(open_desk(province.folder)) as desk:
        sessions = {role: Session(id=f"of-{role}", person=person) for role, person in everybody(desk).items()}
    for session in sessions.values():
        store_for(session).result(DAY)
    yield sessions
    current_desk().close()


@pytest.fixture
def officer(people):
    return people[Role.PROVINCIAL_OFFICER]


VI, EN = Words("vi"), Words("en")


def drawn(province, shape, kind=Drawn, **more):
    geometry = json.loads(shapely.to_geojson(to_lon_lat(shape, province)))
    return kind(shape=geometry, as_of=DAY, **more)


def test_a_drawing_is_checked_and_told_in_words(province, officer):
    told = routes.check(officer, drawn(province, square(5950, 6400)), VI)
    assert [head["verdict"] for head in told["heads"]] == ["conflict", "not_checked"]
    assert told["area"] == "Diện tích 1,00 ha"
    (row,) = told["groups"][0]["rows"]
    assert (row["rule"], row["measures"]) == ("PARK-01", ["chồng lấn 0,50 ha"])
    assert told["place"][0]["text"] == "Phường Đông (1,00 ha)"
    assert HOSTILE in told["place"][1]["text"]
    (mark,) = told["marks"]
    assert shapely.from_geojson(json.dumps(mark["shape"])).area > 0


def test_land_for_defence_is_never_clear_and_asked_about_by_number_alone(province, officer):
    beside = routes.check(officer, drawn(province, square(4600, 4100)), VI)
    on = routes.check(officer, drawn(province, square(4100, 4100)), VI)
    for told in (beside, on):
        assert told["heads"][-1]["text"] == "Đất quốc phòng, an ninh: chưa kiểm tra"
        assert told["sealed"]["may_ask"]
    assert on["warning"]
    assert beside["warning"] == ""
    assert [head["verdict"] for head in on["heads"]] == ["not_checked", "not_checked"]
    assert questions() == 0


def questions():
    with current_desk().reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(dossiers)).scalar_one()


def test_a_question_about_sealed_land_is_stored_and_limited(province, officer):
    needed = routes.ask(officer, drawn(province, square(4100, 4100), Put, number="12/HS"), VI)
    assert (needed["kind"], needed["consultee"]) == ("needed", "Bộ CHQS")
    free = routes.ask(officer, drawn(province, square(8000, 1000), Put, number="13/HS"), EN)
    assert (free["kind"], questions()) == ("no_need", 2)
    with pytest.raises(AnswerError, match="small"):
        routes.ask(officer, drawn(province, square(4100, 4100, 3), Put, number="14/HS"), VI)
    columns = [column for column in dossiers.columns if column is not dossiers.c.id]
    earlier = sa.select(*columns).where(dossiers.c.number == "12/HS")
    with current_desk().writing() as connection:
        for _ in range(LIMITS.person_day - 2):
            connection.execute(dossiers.insert().from_select(columns, earlier.limit(1)))
    with pytest.raises(AnswerError, match="used up"):
        routes.ask(officer, drawn(province, square(100, 2000), Put, number="15/HS"), VI)
    assert questions() == LIMITS.person_day


@pytest.mark.parametrize("role", [Role.PLANNER, Role.COMMUNE_OFFICER])
def test_who_packs_no_dossier_may_not_ask(province, people, role):
    told = routes.check(people[role], drawn(province, square(100, 100)), VI)
    assert not told["sealed"]["may_ask"]
    with pytest.raises(RightError):
        routes.ask(people[role], drawn(province, square(100, 100), Put, number="12/HS"), VI)
    assert questions() == 0


@pytest.mark.parametrize("role", [Role.PUBLIC_VIEWER, Role.ADMINISTRATOR])
def test_who_sees_no_findings_is_told_nothing(province, people, role):
    place = square(100, 100)
    kept = drawn(province, place, Kept, name="a")
    filed = drawn(province, place, Filed, name="a", format="geojson")
    for work, given in (
        (routes.check, drawn(province, place)),
        (routes.propose, drawn(province, place)),
        (routes.read, Text(text="1 2 3", as_of=DAY, answers={})),
        (routes.ask, drawn(province, place, Put, number="12/HS")),
        (listed, Speaking()),
        (save, kept),
        (delete, Which(id=1, version=1)),
        (restore, Which(id=1, version=1)),
        (take_away, filed),
    ):
        with pytest.raises(RightError):
            work(people[role], given, VI)


def test_a_commune_officer_is_told_of_own_communes_alone(province, people):
    officer = people[Role.COMMUNE_OFFICER]
    assert routes.check(officer, drawn(province, square(100, 100)), VI)["groups"][0]["rows"]
    for work in (routes.check, routes.propose):
        with pytest.raises(RightError):
            work(officer, drawn(province, square(5950, 6400)), VI)


def test_suggestions_are_told_with_what_they_leave(province, officer):
    told = routes.propose(officer, drawn(province, square(5970, 6400)), EN)
    shift, trim = told["offers"]
    assert shift["title"].startswith("Move 70.0 m west")
    assert trim["title"] == "Cut off 0.70 ha, 0.30 ha remain (parts: 1)"
    assert shift["lines"][0] == "No longer in conflict: PARK-01"
    moved = routes.check(officer, Drawn(shape=shift["shape"], as_of=DAY), EN)
    assert moved["groups"][0]["rows"] == []


def test_pasted_coordinates_are_asked_about_and_then_drawn(officer):
    text = "\n".join(
        f"{n} {x:.0f} {y:.0f}" for n, (y, x) in enumerate(shapely.get_coordinates(square(5950, 6400))[:4], 1)
    )
    first = routes.read(officer, Text(text=text, as_of=DAY, answers={}), VI)
    assert first["shape"] is None
    (question,) = first["questions"]
    assert question["options"][0]["value"] == "EPSG:9205"
    told = routes.read(officer, Text(text=text, as_of=DAY, answers={"crs": "EPSG:9205"}), VI)
    assert told["questions"] == []
    checked = routes.check(officer, Drawn(shape=told["shape"], as_of=DAY), VI)
    assert checked["groups"][0]["rows"][0]["measures"] == ["chồng lấn 0,50 ha"]


def test_a_draft_comes_back_as_it_was_drawn(province, officer):
    shape = shapely.LineString([(EAST + 100, NORTH + 100), (EAST + 700, NORTH + 300)])
    kept = drawn(province, shape, Kept, name=HOSTILE, note="=1+1", planned_code="DGT", width_m=12.0)
    made = save(officer, kept, VI)["draft"]
    (again,) = listed(officer, Speaking(), VI)["drafts"]
    assert (again["name"], again["note"], again["width_m"]) == (HOSTILE, "=1+1", 12.0)
    back = shapely.from_geojson(json.dumps(again["shape"]))
    assert shapely.hausdorff_distance(back, to_lon_lat(shape, province)) < 1e-9
    gone = delete(officer, Which(id=made["id"], version=1), VI)["draft"]
    assert listed(officer, Speaking(), VI) == {"drafts": []}
    restore(officer, Which(id=made["id"], version=gone["version"]), VI)
    assert len(listed(officer, Speaking(), VI)["drafts"]) == 1


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_a_file_is_for_the_session_and_lies_where_it_was_drawn(province, officer, form, tmp_path):
    told = take_away(officer, drawn(province, square(5950, 6400), Filed, name="Trường", format=form), VI)
    made = handing._offers[told["url"].rsplit("/", 1)[1]]
    assert made.session_id == officer.id
    (tmp_path / told["name"]).write_bytes(made.body)
    frame = gpd.read_file(tmp_path / told["name"]).to_crs(province.crs)
    assert frame["name"].tolist() == ["Trường"]
    assert frame.geometry.iloc[0].symmetric_difference(square(5950, 6400)).area < 5


def test_at_an_exact_view_nothing_is_kept_and_suggestions_are_of_what_may_be_told(province, people):
    person = people[Role.DEFENCE_STEWARD].person
    exact = Session(id="exact", person=person, exact_until=datetime.now(tz=UTC) + timedelta(minutes=10))
    store_for(exact).result(DAY)
    place = square(5970, 6400)
    told = routes.check(exact, drawn(province, place), VI)
    assert not told["sealed"]["may_ask"]
    assert routes.propose(exact, drawn(province, place), VI)["offers"]
    with pytest.raises(DrawingError):
        save(exact, drawn(province, place, Kept, name="a"), VI)
    with pytest.raises(DrawingError):
        take_away(exact, drawn(province, place, Filed, name="a", format="gpkg"), VI)


def test_a_day_that_nobody_checked_starts_no_check(province, officer):
    given = drawn(province, square(100, 100)).model_copy(update={"as_of": date(1999, 1, 1)})
    with pytest.raises(DrawingError, match="not been checked"):
        routes.check(officer, given, VI)


@pytest.fixture
def client(officer):
    inner = Starlette(routes=routes.ROUTES)

    async def signed_in(scope, receive, send):
        if scope["type"] == "http":
            scope[FOUND] = officer
        await inner(scope, receive, send)

    with TestClient(signed_in) as browser:
        yield browser


def test_faults_come_back_as_one_sentence(client, province):
    good = drawn(province, square(100, 100)).model_dump(mode="json")
    bow = {
        "type": "Polygon",
        "coordinates": [[[103, 22], [103.01, 22.01], [103.01, 22], [103, 22.01], [103, 22]]],
    }
    for body, status, says in (
        (b"{", 400, "tải lại trang"),
        (json.dumps(good | {"extra": 1}).encode(), 400, "tải lại trang"),
        (json.dumps(good | {"shape": {"type": "Polygon"}}).encode(), 422, "hãy vẽ lại"),
        (json.dumps(good | {"shape": bow}).encode(), 422, "tự cắt"),
        (json.dumps(good | {"shape": bow, "lang": "en"}).encode(), 422, "crosses itself"),
        (b"x" * (MOST_BYTES + 1), 422, "quá lớn"),
    ):
        answer = client.post("/ve/kiem-tra", content=body)
        assert (answer.status_code, list(answer.json())) == (status, ["error"])
        assert says in answer.json()["error"]
    answer = client.post("/ve/kiem-tra", json=good)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert client.get("/ve/kiem-tra").status_code == 405
