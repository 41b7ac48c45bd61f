"""The register of projects on the page: what is written is told at once, refused text stays in the form."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from desk_people import everybody
from streamlit.testing.v1 import AppTest

from layers.corridor.seen import FolderSeen
from layers.money.edits import Fact
from layers.money.plan import Stage
from layers.province import open_province
from layers.targets.gathering import projects_of, sites_of
from office.database.desk import open_desk
from office.people import Role
from office.projects.listing import listing_for, listing_of
from office.projects.model import Asked, NewEvent, NewFact, Withdrawal
from office.projects.reading import read_edits
from office.projects.writing import write as write_entries
from squares import square, write
from views.plan.made import money_of
from views.store import current_store
from views.tables_state import tables_state

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(folder, tmp_path, monkeypatch):
    write(
        folder / "sites.gpkg",
        {
            "site_id": ["S1", "S2"], "name": [HOSTILE, "Doanh trại"], "planned_code": ["ODT", "CQP"],
            "sector": ["transport", ""], "funding": ["public", ""], "phase": ["2021-2025", ""],
            "status": ["", ""], "capital_bn_vnd": [25.0, 7.0],
        },
        [square(950, 100), square(700, 700)],
    )  # fmt: skip
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    with closing(open_desk(folder)) as opened:
        yield opened


def register(person, exact):
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - a script of its own

    from office.sessions import Session  # noqa: PLC0415 - a script of its own
    from views import state  # noqa: PLC0415 - a script of its own
    from views.plan.project_part import show_project  # noqa: PLC0415 - a script of its own
    from views.store import store_for  # noqa: PLC0415 - a script of its own

    until = datetime.now(tz=UTC) + timedelta(minutes=9) if exact else None
    session = Session(id="s", person=person, exact_until=until)
    show_project(store_for(session), session, state.today(), state.text())


def draw(person, site_id="S1", *, exact=False):
    app = AppTest.from_function(register, args=(person, exact), default_timeout=60)
    if site_id:
        app.session_state["plan-project-vi"] = site_id
    return run(app)


def run(app):
    app.run()
    assert not app.exception
    return app


def shown(app):
    return " ".join(element.proto.body for element in app.get("html"))


def field(app, kind, name):
    return next(one for one in app.get(kind) if one.key.startswith(f"plan-project-{name}-S1-"))


def send(app):
    next(one for one in app.get("button") if one.label.startswith("Ghi")).click()
    return run(app)


def test_what_is_refused_stays_and_what_is_written_is_told(desk):
    planner = everybody(desk)[Role.PLANNER]
    app = draw(planner)
    assert HOSTILE not in shown(app)
    field(app, "text_input", "on").set_value("sớm")
    field(app, "text_area", "evidence").set_value(f"CV 12 {HOSTILE}")
    app = send(app)
    assert "không phải ngày, tháng, quý hay năm" in shown(app)
    assert field(app, "text_area", "evidence").value == f"CV 12 {HOSTILE}"
    field(app, "text_input", "on").set_value("9/3/2026")
    before = tables_state(current_store().told)
    app = send(app)
    told = shown(app)
    assert "Đã ghi việc mới của dự án S1" in told
    assert "09/03/2026" in told
    assert HOSTILE not in told
    assert field(app, "text_area", "evidence").value == ""
    assert tables_state(current_store().told) != before
    assert [one.stage for one in read_edits(desk).events] == [Stage.PENDING]
    # What is made of projects is made anew: the tables of money, and what targets and plans count.
    store = current_store().told
    projects = money_of(store, planner, current_day()).tables["projects"].set_index("site_id")
    assert (projects.loc["S1", "stage"], projects.loc["S1", "since"]) == ("pending", "2026-03-09")
    assert projects_of(store, sites_of(store, current_day())[0], current_day())[0].stage is Stage.PENDING


def test_the_second_editor_is_told_and_nothing_of_theirs_is_lost(desk):
    people = everybody(desk)
    app = draw(people[Role.PLANNER])
    field(app, "text_input", "on").set_value("2026")
    field(app, "text_area", "evidence").set_value("CV 13")
    listing = told_listing()
    event = NewEvent(stage=Stage.DONE, on="2026", evidence="Biên bản")
    write_entries(desk, people[Role.CHIEF], listing, [Asked(site_id="S1", change=event, key="x")])
    app = send(app)
    assert re.search(r"Có người vừa ghi thêm: chief đã ghi việc \(đã hoàn thành, 2026\)", shown(app))
    assert field(app, "text_area", "evidence").value == "CV 13"
    assert len(read_edits(desk).events) == 1
    next(one for one in app.get("button") if one.label == "Tôi đã xem").click()
    app = send(run(app))
    assert "Đã ghi việc mới" in shown(app)
    assert len(read_edits(desk).events) == 2


def told_listing():
    whole = current_store()
    return listing_of(whole.told.result(current_day()).sites, whole.codes, whole.province)


def current_day():
    from views import state  # noqa: PLC0415 - one use

    return state.today()


def test_who_only_reads_has_no_form_and_restricted_projects_are_in_no_register(desk):
    people = everybody(desk)
    listing = told_listing()
    for number, days in enumerate((date(2026, 1, 1), date(2026, 2, 1))):
        fact = NewFact(fact=Fact.CAPITAL, value=f"{number + 31}", decision_number="7", decision_date=days)
        asked = Asked(site_id="S1", change=fact, key=f"k{number}")
        written = write_entries(desk, people[Role.CHIEF], listing, [asked])
    app = draw(people[Role.COMMUNE_OFFICER])
    told = shown(app)
    assert [words in told for words in (">32,00<", ">25,00<", "<s>31,00</s>", "quyết định khác")] == [
        True
    ] * 4
    assert not app.get("text_area")
    gone = Withdrawal(entry_id=written[0].id, reason=HOSTILE)
    write_entries(desk, people[Role.CHIEF], listing, [Asked(site_id="S1", change=gone, key="gone")])
    told = shown(run(app))
    assert (">31,00<" in told, "<s>32,00</s>" in told, HOSTILE in told) == (True, True, False)
    for exact in (False, True):
        app = draw(people[Role.DEFENCE_STEWARD], None, exact=exact)
        assert [option.split()[0] for option in app.selectbox[0].options] == ["S1"]
        assert "Doanh trại" not in shown(app)


def test_projects_without_a_footprint_are_in_the_register_of_who_has_their_commune_or_none(folder, desk):
    rows = {"site_id": ["S1", "S2", "S3", "S4"], "commune_code": ["01", "01", "02", ""]}
    write(folder / "sites.gpkg", rows | {"name": ["a"] * 4}, [square(950, 100), None, None, None])
    officer = replace(everybody(desk)[Role.COMMUNE_OFFICER], communes=frozenset({"01"}))
    app = draw(officer, None)
    on_page = [option.split()[0] for option in app.selectbox[0].options]
    seen = FolderSeen(whole=open_province(folder), is_exact=False)
    assert on_page == list(listing_for(seen, officer, current_day()).rows) == ["S1", "S2", "S4"]


def test_what_is_typed_outlasts_another_act_language_and_project(folder, desk):
    people = everybody(desk)
    rows = {"site_id": ["S1", "S3"], "name": ["Một", "Ba"], "planned_code": ["ODT"] * 2}
    write(folder / "sites.gpkg", rows, [square(950, 100), square(100, 700)])
    app = draw(people[Role.PLANNER])
    field(app, "text_area", "evidence").set_value("CV 15")
    field(app, "selectbox", "stage").set_value(Stage.DONE)
    app = run(app)
    app.button_group("plan-project-act-vi").set_value("fact")
    app = run(app)
    field(app, "text_input", "fact-note").set_value("Theo tờ trình")
    app = run(app)
    app.session_state["language"] = "en"
    app.session_state["plan-project-en"] = "S1"
    app = run(app)
    assert field(app, "text_input", "fact-note").value == "Theo tờ trình"
    app.session_state["plan-project-en"] = "S3"
    app = run(app)
    event = NewEvent(stage=Stage.DECIDED, on="2026", evidence="Biên bản")
    write_entries(desk, people[Role.CHIEF], told_listing(), [Asked(site_id="S1", change=event, key="x")])
    app.session_state["plan-project-en"] = "S1"
    app = run(app)
    assert "Somebody wrote meanwhile" in shown(app)  # since it was typed, wherever the person was
    app.button_group("plan-project-act-en").set_value("event")
    app = run(app)
    typed = (field(app, "text_area", "evidence").value, field(app, "selectbox", "stage").value)
    assert typed == ("CV 15", Stage.DONE)
    for day in (date(2026, 3, 1), None):
        field(app, "date_input", "event-dated").set_value(day)
        app = run(run(app))
        assert field(app, "date_input", "event-dated").value == day
