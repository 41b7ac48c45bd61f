"""Nothing of defence land leaves for anybody who may not see it: each exit, each role, each byte."""

import sys
import tempfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bench import leak_holes
from bench.leak_office import DAY, NOBODY, OPENED, office_at
from bench.leak_search import leaks_in
from bench.leak_swap import differing
from bench.leaks import (
    EVERYBODY,
    OFFICER,
    control,
    drawings,
    leaked,
    main,
    measure,
    swapped,
    text_of,
    without_anything,
    without_control,
)
from bench.secret_land import MARKS, same_squares, secret_areas_m2, secret_points
from office.log import start_log, stop_log
from office.people import Role
from office.sessions import close_exact, sign_out
from views import exact, features, handing, tiles
from views.store import store_for

FACES = (NOBODY, Role.PROVINCIAL_OFFICER, Role.PUBLIC_VIEWER, Role.COMMUNE_OFFICER, OPENED)
"""One viewer for each face; `python -m bench.leaks` takes every role."""

TOLD = (Role.PUBLIC_VIEWER, Role.COMMUNE_OFFICER, Role.PROVINCIAL_OFFICER)


@pytest.fixture(scope="module")
def measured():
    with tempfile.TemporaryDirectory(prefix="ranh-leaks-") as work:
        table, pieces = measure(Path(work), "first", FACES, light=True)
        # What is numbered counts alike, as the officer comes first here too.
        others = swapped(Path(work), (Role.PROVINCIAL_OFFICER, Role.PUBLIC_VIEWER, OPENED), light=True)
        control(Path(work) / "planted", "first", table, light=True)
    sys.stdout.write(text_of(table))
    return table, pieces, others


@pytest.fixture(scope="module")
def table(measured):
    return measured[0]


def test_nothing_is_found_for_anybody_but_the_steward_at_an_open_view(table):
    assert leaked(table) == []


def test_every_exit_has_a_control_in_which_the_search_finds_something(table):
    assert without_control(table) == []
    assert len(table) > 20


def test_who_has_no_session_gets_nothing(table):
    assert {cells[NOBODY].pieces for cells in table.values() if NOBODY in cells} == {0}


def test_who_may_see_findings_is_given_them(table):
    shown = ("layer", "sites", "overlaps", "download", "page", "check .geojson", "export package")
    for role in (Role.COMMUNE_OFFICER, Role.PROVINCIAL_OFFICER):
        assert [name for name in shown if not table[name][role].pieces] == [], role
    assert without_anything(table) == []
    for name in ("report .pdf", "report .docx", "cases"):
        assert table[name][Role.COMMUNE_OFFICER].pieces, name
    for name in ("download", "check .geojson", "export package"):
        assert table[name][Role.PUBLIC_VIEWER].pieces == 0, name
    assert table["office files"][EVERYBODY].pieces


def test_another_shape_in_the_same_squares_is_told_by_nothing(measured):
    """Pages, reports, package, command output, files of a dossier: the same to the byte but for moments."""
    _, pieces, others = measured
    compared = {name for viewer, name in pieces.keys() & others.keys() if viewer == OFFICER}
    assert same_squares()
    assert compared >= {"page", "report .pdf", "report .docx", "export package", "command output", "cases"}
    apart = differing(pieces, others)
    assert {(viewer, name) for viewer, name in apart if viewer != OPENED} == set()
    assert {name for _, name in apart} >= {"layer", "tile", "overlaps"}


@pytest.mark.heavy
def test_the_whole_table_finds_nothing(monkeypatch):
    """Every role, state, format and list; `measured` is the light one: each face, each exit that it has."""
    monkeypatch.setattr(sys, "argv", ["leaks"])
    assert main() == 0


def test_exports_give_no_more_of_the_land_than_its_cover(measured):
    _, pieces, _ = measured
    best, most = drawings(pieces, "first", (*TOLD, OPENED)), leak_holes.bound("first")
    assert best[OPENED] > 0.99
    assert {viewer for viewer in TOLD if best[viewer] > most} == set()
    assert best[OFFICER] > 0.3


@pytest.fixture
def office(tmp_path):
    with office_at(tmp_path, "first") as opened:
        yield opened


def addresses(session):
    store = store_for(session)
    store.result(DAY)
    return [
        features.layer_url(store, "communes"),
        features.result_url(store, "sites", DAY),
        tiles.tile_url(store, "landuse").format(z=13, x=6452, y=3572),
        handing.offer(session, b"x", "x.pdf", "application/pdf", act="see_map"),
    ]


def statuses(office, viewer, asked):
    return [office.ask("", viewer, address).given for address in asked]


def test_an_exact_address_works_for_its_own_session_alone_and_ends_with_it(office):
    session = office.session(OPENED)
    asked = addresses(session)
    assert statuses(office, OPENED, asked) == [True] * 4
    for other in (NOBODY, Role.CHIEF, Role.DEFENCE_STEWARD):
        assert statuses(office, other, asked) == [False] * 4
    close_exact(office.desk, session)
    assert statuses(office, OPENED, asked) == [False, False, False, True]
    sign_out(office.desk, office.tokens[OPENED])
    assert statuses(office, OPENED, asked) == [False] * 4


def test_a_layer_that_is_withheld_is_answered_like_one_that_is_not_there(office):
    unknown, withheld = (
        office.ask("", Role.CHIEF, f"/features/layers/{name}/000000000000.json")
        for name in ("no-such-layer", "defence")
    )
    assert (withheld.given, withheld.body) == (unknown.given, unknown.body)
    assert not withheld.given


def test_what_a_view_made_is_dropped_when_it_is_forgotten(office):
    session = office.session(OPENED)
    first = store_for(session)
    assert store_for(session) is first
    exact.forget(session.id)
    assert store_for(session) is not first


def test_the_public_page_says_why_there_are_no_findings(measured):
    page = measured[1][Role.PUBLIC_VIEWER, "page"][0]
    assert "không xem kết quả kiểm tra".encode() in page
    assert b"DEF-01" not in page


def test_the_banner_of_an_exact_page_names_who_looks(measured):
    page = measured[1][OPENED, "page"][0]
    assert b"ranh-watermark" in page
    assert str(Role.DEFENCE_STEWARD).encode() in page


FAULT = """
import app
from streamlit import error_util

try:
    raise ValueError("KHU-MAT-ZX77 at 543131.7 2473142.3")
except ValueError as error:
    error_util.handle_user_script_exception(error, app.say_on_page)
"""


def test_the_console_and_the_log_say_nothing_of_what_an_error_was_about(tmp_path, capfd):
    start_log(tmp_path)
    try:
        page = AppTest.from_string(FAULT).run()
    finally:
        stop_log()
    printed = capfd.readouterr()
    logged = (tmp_path / "log" / "ranh.log").read_text(encoding="utf-8")
    assert "ValueError" in logged
    for told in (printed.out, printed.err, logged, page.get("html")[0].proto.body):
        assert leaks_in(told.encode(), "first") == set()


@pytest.mark.parametrize("mark", MARKS)
def test_the_search_finds_a_mark(mark):
    assert leaks_in(f"x{mark}y".encode("utf-16-le"), "first") == {"mark"}


def test_the_search_finds_places_and_areas():
    metres, degrees = secret_points("first")
    east, north = metres[0]
    assert leaks_in(f"[{east + 20:.1f}, {north - 20:.1f}]".encode(), "first") == {"place"}
    assert leaks_in(f"{north:.0f};{east:.0f}".encode(), "first") == {"place"}
    assert leaks_in(f"POINT ({degrees[0][0]:.6f} {degrees[0][1]:.6f})".encode(), "first") == {"place"}
    assert leaks_in(f"{secret_areas_m2('first')[0] / 10_000:.4f} ha".encode(), "first") == {"area"}
    assert leaks_in(metres[0].tobytes(), "first") == {"place"}
    assert leaks_in(b"105.5 20.1 100 2470000.0", "first") == set()
