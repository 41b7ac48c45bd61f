"""What is typed, weighed, drawn or brought to the pages of corridors is kept whole, or refused in a sentence."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from views import state
from views.corridors import band_choice, bringing, chosen, sides, weights_table
from views.corridors.ground import MAP
from views.corridors.picking import note_pick
from views.corridors.sides import Side, read_sides, told_sides
from views.text import Text

VI = Text("vi")
DRAWN = "ve:103.400000,22.337000;103.470000,22.337000"
WEIGHTS = """
status_vi = "Giả định ~một~ :red[hai]."
status_en = "Assumed."
land = "landuse_plan"
[[class]]
id = "forest"
name_vi = "Rừng"
name_en = "Forest"
treatment = "avoid"
factor = 2.0
layer = "landuse_plan"
codes = ["RPH"]
"""


def corridors():
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from office.people import Person, Role  # noqa: PLC0415 - a script of its own
    from office.sessions import Session  # noqa: PLC0415 - a script of its own
    from views.corridors.page import show_corridors  # noqa: PLC0415 - a script of its own
    from views.store import store_for  # noqa: PLC0415 - a script of its own

    person = Person(id=1, name="a", full_name="", role=Role("planner"), communes=frozenset())
    session = Session(id="s", person=person)
    show_corridors(store_for(session), session, st.container())


@pytest.fixture
def page(own_province, monkeypatch, tmp_path):
    (own_province / "route_weights.toml").write_text(WEIGHTS, encoding="utf-8")
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)

    def draw(**said):
        app = AppTest.from_function(corridors, default_timeout=60)
        for name, value in said.items():
            app.query_params[name] = value
        return again(app)

    return draw


def again(app):
    app.run()
    assert not app.exception
    return app


def shown(app):
    return " ".join(element.proto.body for element in app.get("html"))


def weigh(app, factor, language="vi"):
    """Leave the table of weights changed, as it is after another page."""
    row = {"id": "forest", "treatment": "avoid", "factor": factor}
    app.session_state[weights_table.CHANGED] = {"usual": {"forest": row}}
    app.session_state[weights_table.BASE] = ("", None)
    app.session_state["language"] = language
    return again(app)


def test_weights_that_were_changed_are_there_again_and_count(page):
    app = page(muc=chosen.ROUTE)
    assert app.dataframe[0].value["factor"].tolist() == [2.0]
    weigh(app, 7.5, "en")
    row = app.dataframe[0].value.iloc[0]
    assert (row["name"], row["treatment"], row["factor"]) == (
        "Forest",
        Text("en")("corridor.treat_avoid"),
        7.5,
    )
    assert app.session_state[weights_table.CHANGED]["usual"]["forest"]["factor"] == 7.5


def test_a_preset_stays_in_the_other_language(page):
    app = page(muc=chosen.ROUTE)
    app.session_state["corridor-preset"] = "careful"
    app.session_state["language"] = "en"
    assert again(app).dataframe[0].value["factor"].tolist() == [3.0]


def test_a_factor_that_does_not_fit_is_told_with_a_decimal_comma(page):
    app = weigh(page(muc=chosen.ROUTE), 0.5)
    assert "hệ số 0,5 không phù hợp" in shown(app)


def test_what_the_weights_say_of_themselves_is_no_markdown(page):
    app = page(muc=chosen.ROUTE)
    assert "~một~ :red[hai]" in shown(app)
    assert [one.value for one in app.caption] == []


@pytest.mark.parametrize("part", [chosen.PROFILE, chosen.COMPARE])
def test_a_line_too_long_for_an_address_is_refused_and_not_cut_off(page, part):
    line = DRAWN + ";103.480000,22.337000" * 300
    html = shown(page(muc=part, truc=line, so=f"{line}@200~{DRAWN}@400"))
    assert "Tuyến có quá nhiều điểm" in html
    assert "ranh-figures" not in html
    assert "<table" not in html


def test_a_line_too_long_for_an_address_is_not_cut_off_by_the_map_either(monkeypatch):
    corners = ";".join(["103.400000,22.337000", "103.470000,22.337000"] * 200)
    for number, (drawn, said) in enumerate([(corners, chosen.TOO_LONG), (DRAWN[3:], DRAWN)]):
        picked = {"kind": "line", "id": drawn, "count": number}
        monkeypatch.setattr(state.st, "session_state", {MAP: {"picked": picked}})
        note_pick()
        assert state.value(f"{chosen.KEY}{chosen.AXIS}") == said


@pytest.mark.parametrize("axis", ["axes/A~B", "a@b/7%7E", "~", DRAWN])
def test_an_id_may_have_the_signs_of_the_address(axis):
    both = [Side(axis=axis, width_m=0.0), Side(axis="axes/C", width_m=500.0)]
    assert read_sides(told_sides(both)) == both


def test_a_width_that_cannot_be_used_is_said_and_the_field_shows_what_counts(monkeypatch):
    # AppTest types no option that is not in the list.
    fields, html, taken = [], [], []
    monkeypatch.setattr(state.st, "session_state", {})
    monkeypatch.setattr(
        state.st, "selectbox", lambda _, options, **asked: fields.append({"options": options, **asked})
    )
    monkeypatch.setattr(state.st, "html", html.append)

    def typed(words):
        band_choice.ask_width("side-0", 200.0, VI, taken.append)
        state.put(fields[-1]["key"], words)
        fields[-1]["on_change"]()
        band_choice.ask_width("side-0", 200.0, VI, taken.append)
        return fields[-1]

    after = typed("<b>nhiều")
    assert taken == []
    assert "Không dùng được bề rộng “&lt;b&gt;nhiều”" in str(html[-1])
    assert after["key"] != fields[0]["key"]
    assert after["options"][after["index"]] == "200"
    html.clear()
    typed("750 m")
    assert (taken, html[1:]) == ([750.0], [])


def test_every_width_of_a_comparison_is_asked_in_the_same_way(page, monkeypatch):
    asked = []
    monkeypatch.setattr(sides, "ask_width", lambda *said: asked.append(said[:2]))
    page(muc=chosen.COMPARE, so=f"{DRAWN}@200~{DRAWN}@400")
    assert asked == [("side-0", 200.0), ("side-1", 400.0)]


def test_files_that_are_too_large_together_are_refused_in_a_sentence(page, monkeypatch):
    big = SimpleNamespace(file_id="f", size=bringing.MOST_MB * bringing.MIB, name="a.geojson")
    monkeypatch.setattr(bringing.st, "file_uploader", lambda *_, **__: [big, big])
    app = page()
    assert f"lớn hơn {bringing.MOST_MB} MB" in shown(app)
    monkeypatch.setattr(bringing.st, "file_uploader", lambda *_, **__: [])
    assert "lớn hơn" not in shown(again(app))
