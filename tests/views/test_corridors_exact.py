"""Corridors at an exact view: what was chosen, found or refused there ends with it."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from views.corridors import chosen
from views.text import Text

VI = Text("vi")
DRAWN = "ve:103.400000,22.337000;103.470000,22.337000"
BEFORE = "ve:103.410000,22.337000;103.460000,22.337000"
ENDS = {"tu": "540500,2475500", "den": "548500,2475500"}
IN_DEFENCE = "544500,2470500"
"""Inside the square of the defence layer of the tiny province."""

WEIGHTS = """
status_vi = "Giả định thử."
status_en = "Assumed for a test."
land = "landuse_plan"
[[class]]
id = "defence"
name_vi = "Đất quốc phòng"
name_en = "Defence land"
treatment = "forbidden"
layer = "defence"
restricted = true
"""


def corridors():
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - a script of its own

    import streamlit as st  # noqa: PLC0415 - a script of its own

    from office.people import Person, Role  # noqa: PLC0415 - a script of its own
    from office.sessions import Session  # noqa: PLC0415 - a script of its own
    from views.corridors.page import show_corridors  # noqa: PLC0415 - a script of its own
    from views.store import store_for  # noqa: PLC0415 - a script of its own

    person = Person(id=1, name="a", full_name="", role=Role("defence_steward"), communes=frozenset())
    until = datetime.now(tz=UTC) + timedelta(minutes=5) if st.session_state.get("exact") else None
    session = Session(id="s", person=person, exact_until=until)
    show_corridors(store_for(session), session, st.container())


@pytest.fixture
def page(own_province, monkeypatch, tmp_path):
    """Return a function that draws the page of a steward at an exact view, after one without."""
    (own_province / "route_weights.toml").write_text(WEIGHTS, encoding="utf-8")
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)

    def draw(**said):
        app = AppTest.from_function(corridors, default_timeout=60)
        for name, value in said.items():
            app.query_params[name] = value
        return view(app.run(), exact=True)

    return draw


def view(app, *, exact):
    app.session_state["exact"] = exact
    app.run()
    assert not app.exception
    return app


def choose(app, **said):
    for name, value in said.items():
        app.session_state[f"{chosen.KEY}{name}"] = value
    app.run()
    assert not app.exception
    return app


def shown(app):
    return " ".join(element.proto.body for element in app.get("html"))


def placed(app):
    """Return what the address says of places and objects."""
    return {name: value for name, value in app.query_params.items() if name in chosen.PLACED}


def search(app):
    next(button for button in app.button if button.label == VI("corridor.search")).click().run()
    for _ in range(300):
        job = app.session_state["corridor-job"] if "corridor-job" in app.session_state else None  # noqa: SIM401 - has no get
        if job is None or job.is_done:
            break
        time.sleep(0.1)
    app.run()
    assert not app.exception
    return app


def test_an_address_of_an_exact_view_names_no_place_and_the_choice_ends_with_the_view(page):
    app = choose(page(truc=BEFORE), truc=DRAWN, ky="defence-plan", so=f"{DRAWN}@200~{DRAWN}@400", **ENDS)
    assert "ranh-figures" in shown(app)
    assert placed(app) == {}
    view(app, exact=False)
    assert placed(app) == {"truc": BEFORE}
    assert app.session_state[f"{chosen.KEY}tu"] == ""


def test_a_kind_of_axes_that_an_exact_view_named_ends_with_it(page):
    app = page()
    app.session_state["corridor-kind-vi"] = "Lớp mật"
    app.run()
    view(app, exact=False)
    assert not app.exception
    assert app.session_state["corridor-kind-vi"] == ""


def test_a_line_found_at_an_exact_view_is_an_axis_of_that_view_alone(page):
    app = search(choose(page(muc="tim-tuyen"), **ENDS))
    next(button for button in app.button if button.label == VI("corridor.profile_of", number=1)).click().run()
    assert not app.exception
    assert "ranh-figures" in shown(app)
    assert placed(app) == {}
    view(app, exact=False)
    assert placed(app) == {}
    assert VI("corridor.nothing_chosen") in shown(app)
    assert VI("corridor.line_number", number=1) not in " ".join(
        option for field in app.selectbox for option in field.options
    )


def test_a_refusal_at_an_exact_view_is_not_repeated_after_it(page):
    app = search(choose(page(muc="tim-tuyen", **ENDS), tu=IN_DEFENCE))
    refused = "nằm trong đất không được đi qua"
    assert refused in shown(app)
    view(app, exact=False)
    assert refused not in shown(app)
    # Also to whoever asks the same without the view.
    choose(app, tu=IN_DEFENCE)
    assert refused not in shown(app)


def test_a_search_of_an_exact_view_ends_with_it(page):
    app = choose(page(muc="tim-tuyen"), **ENDS)
    next(button for button in app.button if button.label == VI("corridor.search")).click().run()
    view(app, exact=False)
    assert app.session_state["corridor-job"] is None
    view(app, exact=True)
    assert "number-1" not in shown(app)
