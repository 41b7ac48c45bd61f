"""The pages of corridors on a tiny province: states, rights, what is drawn, what is fetched."""

import gzip
import json
import threading
import time
from datetime import date
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from layers.corridor.compare import compare
from layers.corridor.drawn import drawn_axis
from layers.corridor.errors import CorridorError
from layers.routing.errors import WeightError
from layers.routing.weights import LandClass, Weights
from views.corridors import own_lines
from views.corridors.compare_table import comparison_table, measured_of
from views.corridors.figures import figures_html
from views.corridors.html_table import table_html
from views.corridors.jobs import CancelledError, Job
from views.corridors.made import Wanted, profile_for
from views.corridors.picture import picture_of
from views.corridors.serving import offer_body, serve_body
from views.corridors.tables import consult_table, land_table, projects_table, zones_table
from views.corridors.weights_choice import CAREFUL, SHORTEST, preset_of, with_changes
from views.person import FOUND
from views.store import store_for
from views.text import Text

DAY = date(2026, 11, 26)
WEST, SOUTH = 540_000.0, 2_470_000.0
VI = Text("vi")
DRAWN = "ve:103.400000,22.337000;103.470000,22.337000"
"""A line through the southern squares of the tiny province."""

WEIGHTS = """
status_vi = "Giả định thử."
status_en = "Assumed for a test."
land = "landuse_plan"
[[class]]
id = "forest"
name_vi = "Rừng"
name_en = "Forest"
treatment = "avoid"
factor = 2.0
layer = "landuse_plan"
codes = ["RPH"]
ask = true
"""


def profile_of(session, width_m=200.0, length_m=9000.0):
    """Return the profile of a line along the southern squares: 3 km of forest, then defence and police."""
    store = store_for(session)
    axis = drawn_axis(store, [(WEST, SOUTH + 500), (WEST + length_m, SOUTH + 500)], crs=store.province.crs)
    return profile_for(store, Wanted(axis=axis, width_m=width_m, as_of=DAY), session.person), store


@pytest.fixture
def told(store, officer):  # noqa: ARG001 - sets the province
    return profile_of(officer)


def stack_of(picture):
    return {
        entry["code"] or entry["name"]: sum(entry["values"])
        for entry in picture["layers"]["landuse-plan"]["stack"]
    }


def test_bars_are_land_by_code_and_what_is_not_known_is_a_bar_too(told):
    picture = picture_of(*told, VI)
    found = stack_of(picture)
    assert found["RPH"] == pytest.approx(60.0, abs=0.01)
    # The codes of this province call police land not restricted.
    assert set(found) - {"RPH", "CAN"} <= {VI("corridor.kind.blank"), VI("corridor.kind.withheld")}
    blank = [entry for entry in picture["layers"]["landuse-plan"]["stack"] if not entry["code"]]
    assert sum(sum(entry["values"]) for entry in blank) > 95
    assert {entry["hatch"] for entry in blank} == {"diagonal"}
    assert len(picture["shapes"]) == len(picture["from"]) == 90
    assert picture["axis"][0][-1][2] == picture["length"] == 9.0


def test_restricted_land_is_in_no_picture_but_the_exact_one(told, steward):
    said = json.dumps(picture_of(*told, VI), ensure_ascii=False)
    assert "CQP" not in said
    assert "Khu A" not in said
    exact = picture_of(*profile_of(steward), VI)
    assert stack_of(exact)["CQP"] == pytest.approx(20.0, abs=0.01)
    lane = next(lane for lane in exact["lanes"] if lane["name"] == VI("group.restricted"))
    assert [(part["from"], part["to"]) for part in lane["parts"]] == [(4.0, 5.0)]


def test_headline_numbers_say_what_is_not_known(told, public):
    html = str(figures_html(told[0], "landuse-plan", VI))
    assert "9,0 km" in html
    assert VI("corridor.not_clear") in html  # a rule of a layer that is not there
    assert VI("corridor.no_people") in html
    assert VI("corridor.ask_office") in html
    for_public = str(figures_html(profile_of(public)[0], "landuse-plan", VI))
    assert VI("corridor.not_told") in for_public
    assert VI("corridor.not_checked") not in for_public


def test_tables_mark_what_is_not_known_and_names_stay_text(told):
    made, store = told
    land = land_table(made, store.codes, VI)
    assert land.loud
    assert land.sums == {len(land.rows) - 1}
    html = "".join(
        str(table_html(table, "x")) for table in (land, zones_table(made, VI), projects_table(made, VI))
    )
    assert "<img" not in html
    assert "HER-01" in str(table_html(consult_table(made, VI), "x"))


def test_a_comparison_marks_the_largest_and_tells_the_difference_to_the_first(told, officer):
    store = told[1]
    made = compare([profile_of(officer, width)[0] for width in (200.0, 400.0)])
    sections = dict(measured_of(made, "landuse-plan", everything=False))
    area = next(row for row in sections["whole"] if row.measure == "area")
    assert area.differs
    html = str(table_html(comparison_table(made, [("whole", [area])], store.codes, VI), "x"))
    assert html.index('class="least"') < html.index('class="most"')
    assert "(+10" in html  # twice as wide, and rounder ends: a little more than 100 %
    length = next(row for row in sections["whole"] if row.measure == "length")
    assert not length.differs


def answer(session, url):
    key = url.rsplit("/", 1)[1].removesuffix(".json")
    scope = {FOUND: session}
    return serve_body(SimpleNamespace(scope=scope, path_params={"key": key}))


def test_what_is_offered_is_for_one_session_and_its_view(told, officer, public, steward):
    made, own = told
    url = offer_body(officer, own, "chart", lambda: picture_of(made, own, VI))
    served = answer(officer, url)
    assert json.loads(gzip.decompress(served.body))["length"] == 9.0
    assert served.headers["Cache-Control"] == "no-store"
    assert [answer(session, url).status_code for session in (public, steward, None)] == [404] * 3
    assert answer(officer, "/hanh-lang/x.json").status_code == 404


@pytest.mark.parametrize("said", ["ve:", "ve:a,b", "ve:1,2;nan,3", "ve:1;2", "ve:103.4,22.3"])
def test_a_line_in_an_address_that_is_none_is_refused_in_one_sentence(said, store, officer):
    with pytest.raises(CorridorError):
        own_lines.own_axis(store, officer, said, VI)


def corridors(role):
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from office.people import Person, Role  # noqa: PLC0415 - a script of its own
    from office.sessions import Session  # noqa: PLC0415 - a script of its own
    from views.corridors.page import show_corridors  # noqa: PLC0415 - a script of its own
    from views.store import store_for  # noqa: PLC0415 - a script of its own

    session = Session(
        id="s", person=Person(id=1, name="a", full_name="", role=Role(role), communes=frozenset({"1"}))
    )
    show_corridors(store_for(session), session, st.container())


@pytest.fixture
def page(province_folder, monkeypatch, tmp_path):
    """Return a function that draws the page for a role under an address."""
    monkeypatch.setenv("RANH_PROVINCE", str(province_folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)

    def draw(role="provincial_officer", **said):
        app = AppTest.from_function(corridors, args=(role,), default_timeout=60)
        for name, value in said.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return draw


def shown(app):
    return " ".join(element.proto.body for element in app.get("html"))


def test_an_empty_page_says_what_to_do(page):
    app = page()
    assert VI("corridor.nothing_chosen") in shown(app)
    assert "ranh-figures" not in shown(app)


def test_an_address_draws_its_profile_and_keeps_it(page):
    app = page(truc=DRAWN, rong="300")
    assert "ranh-figures" in shown(app)
    assert (app.query_params["truc"], app.query_params["rong"]) == (DRAWN, "300")
    assert {button.label for button in app.button} >= {VI("corridor.make_file", kind="PDF")}
    assert "<img" not in shown(app)
    assert "&lt;img" in shown(app)  # the commune's name


def test_who_may_not_take_files_away_is_offered_none(page):
    app = page("public_viewer", truc=DRAWN)
    assert VI("corridor.not_told") in shown(app)
    assert [button.label for button in app.button if "PDF" in button.label] == []


def test_a_file_is_made_when_it_is_asked_for(page):
    app = page(truc=DRAWN)
    next(button for button in app.button if "GeoJSON" in button.label).click()
    app.run()
    assert not app.exception
    assert "/tai-ve/" in shown(app)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"truc": "roads/none"}, "không có trục"),
        ({"truc": "ve:1,2"}, "Trục cần từ 2"),
        ({"truc": "ve:10.0,50.0;11.0,50.0"}, "không nằm trong tỉnh"),
        ({"truc": "tep:line.geojson"}, "hãy chọn lại tệp"),
        ({"truc": "nhap:7"}, "hãy vẽ lại"),
        ({"muc": "so-sanh", "so": f"{DRAWN}@200~roads/none@200"}, "không có trục"),
        ({"muc": "so-sanh"}, "Chọn ít nhất hai"),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_sentence(page, said, sentence):
    app = page(**said)
    assert sentence in shown(app)
    assert "ranh-figures" not in shown(app)


def test_two_widths_are_compared(page):
    app = page(muc="so-sanh", so=f"{DRAWN}@200~{DRAWN}@400")
    assert 'class="most"' in shown(app)
    assert {button.label for button in app.button} >= {VI("corridor.make_file", kind="XLSX")}


@pytest.mark.parametrize(("said", "width_m"), [("rất rộng", 1000.0), ("-3", 1000.0), ("1.500 m", 1500.0)])
def test_a_width_in_an_address_is_read_or_the_usual_one(page, said, width_m):
    app = page(truc=DRAWN, rong=said)
    field = next(field for field in app.selectbox if field.label == VI("corridor.width"))
    assert field.value == f"{width_m:g}"


ENDS = {"tu": "540500,2475500", "den": "548500,2475500"}


def search(app):
    """Press the button and wait for the outcome, as the browser does every second."""
    next(button for button in app.button if button.label == VI("corridor.search")).click().run()
    for _ in range(600):
        job = app.session_state["corridor-job"] if "corridor-job" in app.session_state else None  # noqa: SIM401 - has no get
        if job is None or job.is_done:
            break
        time.sleep(0.1)
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def weights(province_folder):
    """Give the tiny province weights of its own."""
    path = province_folder / "route_weights.toml"
    path.write_text(WEIGHTS, encoding="utf-8")
    yield
    path.unlink()


@pytest.mark.usefixtures("weights")
def test_lines_are_found_beside_the_page_and_one_becomes_an_axis(page):
    app = search(page(muc="tim-tuyen", **ENDS))
    assert VI("corridor.checked_again") in shown(app)
    assert "number-1" in shown(app)
    assert "defence" not in shown(app).lower()
    # Nobody knows here what is withheld: that is said loudly.
    assert 'class="loud"' in shown(app)
    next(button for button in app.button if button.label == VI("corridor.profile_of", number=1)).click().run()
    assert not app.exception
    assert "ranh-figures" in shown(app)
    assert app.query_params["truc"].startswith("ve:")


@pytest.mark.usefixtures("weights")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"tu": "không đâu"}, "không phải vị trí"),
        ({"tu": "du-an:P3"}, "Không có dự án"),
        ({"tu": "999999,999999"}, "không nằm trong tỉnh"),
    ],
)
def test_a_point_that_is_none_is_said_in_one_sentence(page, said, sentence):
    app = search(page(muc="tim-tuyen", **(ENDS | said)))
    assert sentence in shown(app)
    assert "number-1" not in shown(app)


def test_without_weights_no_line_is_looked_for(page):
    app = page(muc="tim-tuyen", **ENDS)
    assert "route_weights.toml" in shown(app)
    assert [button for button in app.button if button.label == VI("corridor.search")] == []


def test_a_job_that_is_cancelled_ends_at_its_next_step():
    steps, going = [], threading.Event()

    def work(told):
        going.set()
        while True:
            told("step", len(steps), 5)
            steps.append(1)
            time.sleep(0.01)

    job = Job(work)
    assert going.wait(10)
    job.cancel()
    with pytest.raises(CancelledError):
        job.outcome()


def weight(**changes):
    said = {"id": "rice", "name_vi": "Lúa", "name_en": "Rice", "treatment": "avoid", "factor": 3.0}
    return LandClass.model_validate(said | {"layer": "landuse"} | changes)


def test_presets_and_changes_keep_what_is_forbidden_and_refuse_what_does_not_fit():
    sealed = weight(id="sealed", treatment="forbidden", factor=1.0)
    weights = Weights.model_validate(
        {"status_vi": "x", "status_en": "x", "class": [weight().model_dump(), sealed.model_dump()]}
    )
    assert [(one.treatment, one.factor) for one in preset_of(weights, CAREFUL).classes] == [
        ("avoid", 5.0),
        ("forbidden", 1.0),
    ]
    assert [one.treatment for one in preset_of(weights, SHORTEST).classes] == ["neutral", "forbidden"]
    row = {"id": "rice", "treatment": "prefer", "factor": 0.5}
    assert with_changes(weights, [row]).classes[0].factor == 0.5
    with pytest.raises(WeightError):
        with_changes(weights, [row | {"factor": 2.0}])
