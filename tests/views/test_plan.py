"""The page of the plan in time on a small province: each part says what its command says, within the right."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from target_squares import lay_out_targets

from layers.money.edits import Edits
from layers.targets.rule import FILE
from layers.targets.tables import BALANCE_COLUMNS
from office.errors import RightError
from office.replay.model import CasesThen, NewCase
from squares import square, write
from views import faces
from views.plan import chosen
from views.plan.bars import Bar, bars_html
from views.plan.made import balancing_of, money_of, targets_of
from views.plan.page import show_plan
from views.plan.plans_asked import Asked, Which
from views.plan.plans_made import _key
from views.plan.replay_tables import case_rows
from views.plan.targets_chart import chart_html
from views.store import current_store, store_for
from views.tables_state import tables_state
from views.text import Text

DAY = date(2026, 11, 1)
VI = Text("vi")
DECISION = "QĐ 7/QĐ-TTg,2024-11-29,,confirmed"
ROWS = f"LUA,,2030,planned,99.6,{DECISION}\nCQP,,2030,planned,5,{DECISION}\n"
RULE = Path(__file__).parents[2] / "data" / "reference" / FILE
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def land(folder, tmp_path, monkeypatch):
    write(
        folder / "sites.gpkg",
        {
            "site_id": ["S1", "S3"], "name": [HOSTILE, "Ba"], "planned_code": ["ODT", "KKT"],
            "status": ["approved", "planned"], "phase": ["2021-2025", "2026-2030"], "sector": ["transport", ""],
            "funding": ["public", "?"], "capital_bn_vnd": [25.0, float("nan")], "declared_area_ha": [1.0, 1.0],
        },
        [square(950, 100), square(7000, 7000)],
    )  # fmt: skip
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    return lay_out_targets(folder, ROWS)


def plan(role, exact):
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - a script of its own

    import streamlit as st  # noqa: PLC0415 - a script of its own

    from office.people import Person, Role  # noqa: PLC0415 - a script of its own
    from office.sessions import Session  # noqa: PLC0415 - a script of its own
    from views.plan.page import show_plan  # noqa: PLC0415 - a script of its own
    from views.store import store_for  # noqa: PLC0415 - a script of its own

    own = frozenset({"02"}) if role == "commune_officer" else frozenset()
    until = datetime.now(tz=UTC) + timedelta(minutes=9) if exact else None
    person = Person(id=1, name="a", full_name="", role=Role(role), communes=own)
    session = Session(id="s", person=person, exact_until=until)
    show_plan(store_for(session), session, st.container())


def draw(part, role="planner", *, exact=False, day=DAY, **said):
    app = AppTest.from_function(plan, args=(role, exact), default_timeout=60)
    app.query_params[chosen.PART] = part
    app.session_state["as_of"] = day
    for key, value in said.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def shown(app):
    return " ".join(element.proto.body for element in app.get("html"))


def words_of(app):
    return re.sub(r"<[^>]*>", " ", shown(app))


@pytest.mark.usefixtures("land")
def test_decisions_are_told_by_number_and_date_and_units_by_the_day():
    told = words_of(draw(chosen.PERIODS))
    assert "QĐ 7/QĐ-TTg 29/11/2024" in re.sub(r"\s+", " ", told)
    assert VI("plan.units_commune", count=2) in told
    before = words_of(draw(chosen.PERIODS, day=date(2025, 6, 30)))
    assert VI("plan.units_former_commune", count=3, districts=2) in before
    assert "Huyện Hai" in before


@pytest.mark.usefixtures("land")
def test_a_broken_target_stands_on_top_and_what_is_not_loaded_is_no_zero():
    app = draw(chosen.TARGETS)
    told = shown(app)
    assert told.index(VI("plan.breaches")) < told.index("ranh-bars")
    assert "S1" in told
    assert VI("target.state.broken") in told
    none = draw(chosen.TARGETS, **{"plan-year": 2025})
    assert VI("plan.no_targets", year=2025) in words_of(none)
    assert VI("plan.no_answer") in words_of(none)


@pytest.mark.usefixtures("land")
def test_restricted_targets_are_told_at_an_exact_view_alone():
    everything = {"plan-everything": True}
    told = shown(draw(chosen.TARGETS, **everything))
    assert "5,00" not in told
    assert VI("plan.not_shown") in told
    exact = shown(draw(chosen.TARGETS, "defence_steward", exact=True, **everything))
    assert "5,00" in exact


@pytest.mark.usefixtures("land")
def test_money_counts_what_is_not_known_and_names_stay_text():
    app = draw(chosen.MONEY)
    told = shown(app)
    assert "<img" not in told
    assert "&lt;img" in told
    assert "≥ 25" in words_of(app)
    assert VI("plan.capital_of", known=1, count=2) in words_of(app)
    assert 'href="./?finding=S1%2F' in told


@pytest.mark.usefixtures("land")
def test_a_commune_officer_sees_the_own_communes_alone():
    money = words_of(draw(chosen.MONEY, "commune_officer"))
    assert VI("plan.own_no_frame") in money
    assert "S1" not in money
    targets = words_of(draw(chosen.TARGETS, "commune_officer", **{"plan-everything": True}))
    assert "Phường Đông" in targets
    assert "Xã Tây" not in targets


@pytest.mark.usefixtures("land")
def test_who_may_see_no_findings_has_no_page(public):
    with pytest.raises(RightError):
        show_plan(store_for(public), public, st.container())


@pytest.mark.usefixtures("land")
def test_files_are_those_of_the_command_for_who_may_take_them():
    key = f"plan-files-ranh-von-{current_store().province.id}-{DAY}-vi"
    app = draw(chosen.MONEY, **{key: True})
    links = re.findall(r'href="/tai-ve/[^"]+" download="([^"]+)"', shown(app))
    assert links[0].endswith(".xlsx")
    assert {link.rsplit("-", 1)[1] for link in links[1:]} >= {"sectors.csv", "frame.csv", "late.csv"}


@pytest.mark.usefixtures("land")
def test_a_change_is_tried_out_and_says_what_was_not_compared():
    app = draw(chosen.REPLAY, **{"plan-replay-before": date(2020, 1, 1), "plan-replay-after": DAY})
    assert VI("plan.replay_help") in words_of(app)
    app.button("plan-replay-run").click().run()
    assert not app.exception
    told = words_of(app)
    assert VI.known("replay.turn", "appears") in told
    assert VI("replay.lapses") in told


@pytest.mark.usefixtures("land")
def test_without_a_waiting_import_there_is_nothing_to_try():
    app = draw(chosen.REPLAY, **{"plan-replay-how-vi": "draft"})
    assert VI("plan.replay_no_draft") in words_of(app)
    assert not [button for button in app.button if button.key == "plan-replay-run"]


def test_figures_of_other_tables_are_other_figures(land, officer):
    store = store_for(officer)
    first = balancing_of(store, DAY)
    assert balancing_of(store, DAY) is first
    path = land / "targets.csv"
    path.write_text(path.read_text(encoding="utf-8") + f"RPH,,2030,planned,7,{DECISION}\n", encoding="utf-8")
    assert balancing_of(store_for(officer), DAY) is not first
    assert Path(land / "money.toml").is_file()
    watched = {Path(path).name for path, *_ in tables_state(store)[0]}
    assert watched >= {"projects.csv", "targets.csv", "money.toml", "history.csv", "target_bounds.csv"}
    assert set(money_of(store, officer.person, DAY).tables) >= {"frame", "blocked"}


def test_what_the_office_writes_makes_projects_anew_and_measures_no_land_again(land, monkeypatch):
    told = current_store().told
    first = targets_of(told, DAY)
    assert targets_of(told, DAY) is first
    land_measured = balancing_of(told, DAY).ground
    plans, pairs = (_key(told, asked(which)) for which in (Which.PLANS, Which.PROJECTS))
    monkeypatch.setattr(faces, "edits_now", lambda: Edits(key="another entry"))
    assert targets_of(told, DAY) is not first
    assert balancing_of(told, DAY).ground is land_measured
    assert _key(told, asked(Which.PLANS)) == plans  # no entry changes a plan
    assert _key(told, asked(Which.PROJECTS)) != pairs
    now = targets_of(told, DAY)
    (land / RULE.name).write_bytes(RULE.read_bytes())
    assert now.rule is None
    assert targets_of(told, DAY).rule is not None
    fit = land / "plan_fit.toml"
    fit.write_text("# another table\n", encoding="utf-8")
    assert _key(told, asked(Which.PLANS)) != plans


def asked(which):
    return Asked(which=which, day=DAY, communes=None, period="", kinds=())


@pytest.mark.parametrize(("present_ha", "state"), [(5.0, "broken"), (0.0, "kept")])
def test_a_target_of_nothing_stands_in_the_chart_without_a_share(present_ha, state):
    row = dict.fromkeys(BALANCE_COLUMNS, 0.0) | {"code": "ODT", "name_vi": "Đất ở", "state": state}
    html = str(chart_html(pd.DataFrame([row | {"present_ha": present_ha, "is_overlay": False}]), VI))
    assert f"{present_ha:.2f} / 0.00 ha".replace(".", ",") in html
    assert "%)" not in html
    assert ('class="row loud"' in html) == (state == "broken")


def test_cases_that_are_opened_anyway_are_counted_and_not_listed_and_each_row_says_what_it_is_about():
    told = {"site_id": "S1", "site_name": "Một", "verdict": "conflict", "severity": "high"}
    told |= {"sentence": ("en", "vi")}
    new = [
        NewCase(subject="S1/place", rule_id="", theme="place", without=False, **told),
        NewCase(subject="S1/R", rule_id="R", theme="rice", without=True, **told),
    ]
    cases = CasesThen(moves=(), opened=tuple(new), unchanged=0)
    (row,) = case_rows(cases, VI).rows
    assert row[3] == VI.known("theme", "place")


def test_a_bar_of_something_unknown_has_no_length():
    html = str(bars_html([Bar(label="A", told="?")], {"x": "X"}, "T"))
    assert "width:" not in html
    assert ">?<" in html


@pytest.mark.usefixtures("land")
def test_a_package_is_made_of_own_units_alone_and_says_what_is_withheld():
    app = draw(chosen.PACKAGES, "commune_officer")
    units = next(box for box in app.selectbox if str(box.key).startswith("plan-package-unit"))
    assert [option for option in units.options if "02" not in option] == []
    app.button("plan-package-make").click().run()
    assert not app.exception
    assert "quốc phòng" in words_of(app)
    assert re.search(r'href="/tai-ve/[^"]+" download="[^"]+[.]zip"', shown(app))
