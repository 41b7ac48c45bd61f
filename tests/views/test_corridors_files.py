"""Files of corridors stand beside what they were made of, and are offered anew as long as they are kept."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import RanhError
from layers.corridor.drawn import drawn_axis
from layers.corridor.model import Note
from views import handing
from views.corridors import chosen, files
from views.corridors.made import fingerprint
from views.corridors.serving import offer_body
from views.text import Text

VI = Text("vi")
FIRST = "ve:103.400000,22.337000;103.470000,22.337000"
SECOND = "ve:103.410000,22.337000;103.460000,22.337000"


def corridors():
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from office.people import Person, Role  # noqa: PLC0415 - a script of its own
    from office.sessions import Session  # noqa: PLC0415 - a script of its own
    from views.corridors.page import show_corridors  # noqa: PLC0415 - a script of its own
    from views.store import store_for  # noqa: PLC0415 - a script of its own

    person = Person(id=1, name="a", full_name="", role=Role("provincial_officer"), communes=frozenset())
    session = Session(id="s", person=person)
    show_corridors(store_for(session), session, st.container())


@pytest.fixture
def app(own_province, monkeypatch, tmp_path):  # noqa: ARG001 - sets the province
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    app = AppTest.from_function(corridors, default_timeout=60)
    app.query_params["truc"] = FIRST
    return app.run()


def shown(app):
    assert not app.exception
    return " ".join(element.proto.body for element in app.get("html"))


def make(app, kind="GeoJSON"):
    next(button for button in app.button if kind in button.label).click().run()
    return shown(app)


def choose(app, axis):
    app.session_state[f"{chosen.KEY}{chosen.AXIS}"] = axis
    return shown(app.run())


def test_the_file_of_one_drawn_line_never_stands_beside_another(app):
    first = make(app)
    assert "/tai-ve/" in first
    assert "/tai-ve/" not in choose(app, SECOND)
    assert "/tai-ve/" in choose(app, FIRST)


def test_a_link_that_has_ended_is_there_again_when_the_page_is_drawn(app):
    make(app)
    handing.withdraw("s")
    assert "/tai-ve/" in shown(app.run())
    assert len([one for one in handing._offers.values() if one.session_id == "s"]) == 1


def test_a_file_that_cannot_be_made_is_a_sentence_and_the_page_stays(app, monkeypatch):
    def fail(*_):
        raise RanhError("The file cannot be made.", "Không tạo được tệp.")

    monkeypatch.setattr(files, "geojson_bytes", fail)
    html = make(app)
    assert "Không tạo được tệp." in html
    assert "ranh-figures" in html
    assert "/tai-ve/" not in html


def test_axes_differ_by_their_name_their_notes_and_where_they_run(store):
    west, south = 540_000.0, 2_470_000.0
    axis, other = (
        drawn_axis(store, [(west, south + up), (west + 900, south + up)], crs=store.province.crs)
        for up in (500, 600)
    )
    said = [
        axis, other, replace(axis, name_vi="X"), replace(axis, name_en="X"),
        replace(axis, notes=(Note(kind="gap", en="x", vi="x"),)),
    ]  # fmt: skip
    assert len({fingerprint(one) for one in said}) == len(said)


def test_an_address_tells_the_content_and_nothing_of_the_folder(officer):
    """The state of a folder has sizes and times of files in it, those of defence land too."""
    one, other = (SimpleNamespace(state=state, keep=lambda shared: shared) for state in ("one", "other"))
    told = offer_body(officer, one, "address", lambda: {"km": 1})
    assert told == offer_body(officer, one, "address", dict)
    assert told == offer_body(officer, other, "address", lambda: {"km": 1})
    assert told != offer_body(officer, one, "elsewhere", lambda: {"km": 2})
