"""The part of the plan's page that compares: what `ranh plans` says, within the right, beside the page."""

import re
import shutil
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from plan_squares import far, lay_out_plans, write_projects
from streamlit.testing.v1 import AppTest

from squares import square
from views.plan import chosen, plans_made, plans_part
from views.text import Text

DAY = date(2026, 11, 1)
VI = Text("vi")
HOSTILE = "<img src=x onerror=alert(1)>"
PROJECTS = [
    ("A", "2026-2030", "ODT", far(500, 1200, 200), "approved", None, HOSTILE, 25.0),
    ("B", "2026-2030", "ODT", far(600, 1200, 200)),
    ("W", "2021-2025", "LUC", square(3000, 500, 100)),
    ("NO", "2026-2030", "ODT", None),
]
LONGEST_S = 60


@pytest.fixture(scope="module")
def laid_out(small_province, tmp_path_factory):
    folder = lay_out_plans(Path(shutil.copytree(small_province, tmp_path_factory.mktemp("against") / "p")))
    write_projects(folder, PROJECTS)
    return folder


@pytest.fixture
def land(laid_out, tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_PROVINCE", str(laid_out))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    monkeypatch.setattr(plans_part, "current_session", lambda: None)
    return laid_out


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
    session = Session(id=f"s-{role}-{exact}", person=person, exact_until=until)
    show_plan(store_for(session), session, st.container())


def begun(role="planner", *, exact=False, **said):
    app = AppTest.from_function(plan, args=(role, exact), default_timeout=LONGEST_S)
    app.query_params[chosen.PART] = chosen.PLANS
    app.session_state["as_of"] = DAY
    for key, value in said.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def draw(role="planner", *, exact=False, **said):
    return settled(begun(role, exact=exact, **said))


def settled(app):
    until = time.monotonic() + LONGEST_S
    while plans_made.JOB in app.session_state and app.session_state[plans_made.JOB] is not None:
        assert time.monotonic() < until
        time.sleep(0.05)
        app.run()
    assert not app.exception
    return app


def shown(app):
    return " ".join(element.proto.body for element in app.get("html"))


def words_of(app):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", shown(app)))


@pytest.mark.usefixtures("land")
def test_plans_are_told_by_hectares_and_zones_lead_onto_the_map():
    app = draw()
    told = words_of(app)
    assert "9,00" in told  # of urban land on rice land
    assert VI("plan.plans_not_whole", count=1) in told
    assert "q1" not in told  # the zone of the defence plan
    assert VI.known("plans.state", "ask") in told
    links = re.findall(r'href="([.]/\?at=[^"]+)"', shown(app))
    assert "on=sites,plan2,urban" in links[0].replace("&amp;", "&")
    pair = next(box for box in app.selectbox if str(box.key).startswith("plan-plans-pair"))
    assert len(pair.options) == 3  # all, urban on the provincial plan, what must be asked


@pytest.mark.usefixtures("land")
def test_the_exact_view_alone_names_zones_of_the_defence_plan():
    assert "q1" in words_of(draw("defence_steward", exact=True))


@pytest.mark.usefixtures("land")
def test_projects_in_one_place_and_those_that_were_not_compared():
    which = {"plan-plans-which-vi": "projects"}
    app = draw(**which)
    told = shown(app)
    assert "<img" not in told
    assert VI.known("plans.pair", "conflict") in told
    assert "2,00" in told
    assert "NO Dự án NO" in words_of(app)  # no footprint: not compared
    none = words_of(draw(**which, **{"plan-plans-kinds-projects-vi": ["near"]}))
    assert VI("plan.plans_none_known") in none
    before = draw(**which, **{"plan-plans-period-projects-vi": "2021-2025"})
    assert VI("plan.plans_none_known") in words_of(before)


@pytest.mark.usefixtures("land")
def test_officers_of_a_commune_get_their_own():
    which = {"plan-plans-which-vi": "uses"}
    everywhere, own = (words_of(draw(role, **which)) for role in ("planner", "commune_officer"))
    assert "Dự án W" in everywhere
    assert "Dự án W" not in own
    assert "Dự án A" in own
    app = draw("commune_officer")
    places = next(box for box in app.multiselect if str(box.key).startswith("plan-plans-places"))
    assert [option for option in places.options if "02" not in option] == []


@pytest.mark.usefixtures("land")
def test_files_say_what_was_not_compared_and_what_was_left_out():
    stem = f"plan-files-ranh-{VI('plan.plans_file_projects')}-squares-{DAY}-vi"
    app = draw(**{"plan-plans-which-vi": "projects", stem: True})
    names = re.findall(r'href="/tai-ve/[^"]+" download="([^"]+)"', shown(app))
    assert names[0].endswith(".xlsx")
    assert {name.rsplit("-", 1)[1] for name in names[1:]} == {"pairs.csv", "gaps.csv"}
    steward = draw("defence_steward", exact=True, **{"plan-plans-which-vi": "projects", stem: True})
    exact = re.findall(r'href="/tai-ve/[^"]+" download="([^"]+)"', shown(steward))
    assert [name.rsplit(".")[-1] for name in exact] == ["xlsx"]


@pytest.mark.usefixtures("land")
def test_a_comparison_that_was_stopped_waits_for_a_word(monkeypatch):
    begins = threading.Event()

    def slow(_store, _asked, told):
        begins.set()
        while True:
            told("", 0, 1)
            time.sleep(0.01)

    with monkeypatch.context() as patch:
        patch.setattr(plans_made, "_compared", slow)
        app = begun(**{"plan-plans-places-2026-11-01": ["01"]})
        assert begins.wait(LONGEST_S)
        app.run()
        app.button("plan-plans-cancel").click().run()
        assert not app.exception
    assert VI("plan.plans_stopped") in words_of(app)
    assert app.session_state[plans_made.JOB] is None
    app.button("plan-plans-again").click().run()
    settled(app)
    assert VI("plan.plans_stopped") not in words_of(app)
    assert VI("plan.plans_tab_pairs") in " ".join(tab.label for tab in app.tabs)
