"""A file that is handed out has one address, for one session, for ten minutes."""

from contextlib import closing
from dataclasses import replace

import pytest
from desk_people import PASSWORD, Clock, everybody
from starlette.applications import Starlette
from starlette.testclient import TestClient

from office.accounts import AccountChange, change_account, list_accounts
from office.database.desk import open_desk
from office.errors import RightError
from office.people import Person, Role
from office.rights import Act
from office.sessions import EXACT, Session, find_session, sign_in, sign_out
from views import exact, handing
from views.guard import Guard
from views.handing import MOST_BYTES, OPEN_FOR, disposition, offer, plain_name, withdraw
from views.person import COOKIE

HERE = "http://127.0.0.1:8501"
NAME = 'Báo cáo "Đất ở" 01/HS.pdf'


@pytest.fixture(autouse=True)
def nothing_offered(monkeypatch):
    """Begin without files of other tests."""
    monkeypatch.setattr(handing, "_offers", type(handing._offers)())
    monkeypatch.setattr(handing, "_tokens", {})


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(handing, "now", clock)
    return clock


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    with closing(open_desk(tmp_path)) as opened:
        everybody(opened)
        yield opened


@pytest.fixture
def client(desk):
    """Return a browser without a cookie, in front of the routes and the guard of the program."""
    app = Guard(
        Starlette(routes=handing.ROUTES),
        find=lambda request: find_session(desk, request.cookies.get(COOKIE)),
    )
    with TestClient(app, HERE, follow_redirects=False) as browser:
        yield browser


def fetch(client, url, token=None):
    return client.get(url, headers={} if token is None else {"cookie": f"{COOKIE}={token}"})


@pytest.fixture
def token(desk):
    return sign_in(desk, Role.PLANNER, PASSWORD)


@pytest.fixture
def session(desk, token):
    return find_session(desk, token)


@pytest.fixture
def url(session):
    return offer(session, b"%PDF", NAME, "application/pdf", act=Act.REPORT)


def test_the_session_that_it_was_offered_to_gets_it_and_no_copy_is_kept(client, url, token):
    for _ in range(2):
        answer = fetch(client, url, token)
        assert (answer.status_code, answer.content) == (200, b"%PDF")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == disposition(NAME)


def test_nobody_is_asked_to_sign_in_and_gets_nothing(client, url):
    answer = fetch(client, url)
    assert (answer.status_code, answer.headers.get("content-disposition")) == (401, None)
    assert answer.content != b"%PDF"
    assert fetch(client, url, "guess").status_code == 401


def test_another_session_gets_nothing_not_even_one_of_the_same_person(client, desk, url):
    for name in (Role.CHIEF, Role.PLANNER):
        answer = fetch(client, url, sign_in(desk, name, PASSWORD))
        assert (answer.status_code, answer.content) == (404, b"")
        assert answer.headers["cache-control"] == "no-store"


def test_an_address_that_was_never_made_is_the_same_as_one_of_somebody_else(client, token):
    answer = fetch(client, "/tai-ve/guess", token)
    assert (answer.status_code, answer.content) == (404, b"")


def test_what_was_offered_goes_with_the_session(client, desk, session, url, token):
    withdraw(session.id)
    assert fetch(client, url, token).status_code == 404
    again = offer(session, b"%PDF", NAME, "application/pdf", act=Act.REPORT)
    assert again != url
    sign_out(desk, token)
    assert fetch(client, again, token).status_code == 401
    assert fetch(client, again, sign_in(desk, Role.PLANNER, PASSWORD)).status_code == 404


def test_signing_out_on_one_tab_takes_back_that_session_alone(client, desk, url, token):
    other = find_session(desk, sign_in(desk, Role.CHIEF, PASSWORD))
    offer(other, b"%PDF", NAME, "application/pdf", act=Act.REPORT)
    withdraw(other.id)
    assert fetch(client, url, token).status_code == 200


def test_another_role_or_other_communes_get_nothing_although_they_have_the_right(session, url):
    made = handing._offers[url.rpartition("/")[2]]
    assert made.is_for(session)
    for change in ({"role": Role.CHIEF}, {"communes": frozenset({"01"})}):
        assert not made.is_for(replace(session, person=replace(session.person, **change)))


def test_after_a_change_of_role_the_address_answers_nothing(client, desk, url, token):
    account = next(one for one in list_accounts(desk) if one.person.role is Role.PLANNER)
    admin = next(one.person for one in list_accounts(desk) if one.person.role is Role.ADMINISTRATOR)
    change_account(desk, admin, account.person.id, account.version, AccountChange(role=Role.CHIEF))
    assert fetch(client, url, token).status_code == 401  # the session ended with the change
    assert fetch(client, url, sign_in(desk, Role.PLANNER, PASSWORD)).status_code == 404


def test_it_is_gone_after_ten_minutes(client, clock, url, token):
    clock.forward(seconds=OPEN_FOR.total_seconds() - 2)
    assert fetch(client, url, token).status_code == 200
    clock.forward(seconds=3)
    assert (OPEN_FOR.total_seconds(), fetch(client, url, token).status_code) == (600, 404)


def test_a_page_that_is_drawn_again_keeps_the_address_open(client, clock, session, url, token):
    clock.forward(minutes=9)
    assert offer(session, b"%PDF", NAME, "application/pdf", act=Act.REPORT) == url
    clock.forward(minutes=9)
    assert fetch(client, url, token).status_code == 200
    assert offer(session, b"%PDF2", NAME, "application/pdf", act=Act.REPORT) != url


def test_who_has_no_right_is_offered_nothing(session):
    for act in (Act.BACK_UP, Act.SEE_EXACT):
        with pytest.raises(RightError):
            offer(session, b"x", "x", "text/plain", act=act)
    assert not handing._offers


def test_a_file_of_an_exact_view_is_closed_with_the_view(desk):
    steward = find_session(desk, sign_in(desk, Role.DEFENCE_STEWARD, PASSWORD))
    seeing = replace(steward, exact_until=handing.now() + EXACT)
    made_at = offer(seeing, b"x", "x", "text/plain", act=Act.SEE_EXACT)
    made = handing._offers[made_at.rpartition("/")[2]]
    assert made.is_for(seeing)
    assert not made.is_for(steward)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "Đất ở.pdf",
            "attachment; filename=\"_t _.pdf\"; filename*=UTF-8''%C4%90%E1%BA%A5t%20%E1%BB%9F.pdf",
        ),
        (
            'a"; filename="b',
            "attachment; filename=\"a_; filename=_b\"; filename*=UTF-8''a_%3B%20filename%3D_b",
        ),
        (
            "a\r\nSet-Cookie: x.pdf",
            "attachment; filename=\"a_Set-Cookie_ x.pdf\"; filename*=UTF-8''a__Set-Cookie_%20x.pdf",
        ),
        ("../../x", "attachment; filename=\".._.._x\"; filename*=UTF-8''.._.._x"),
        ("'%41.pdf", "attachment; filename=\"'_41.pdf\"; filename*=UTF-8''%27_41.pdf"),
    ],
)
def test_file_names_are_headers_of_one_line(name, header):
    assert disposition(name) == header
    assert disposition(name).isascii()
    assert "\u202e" not in plain_name(f"\u202e{name}")


def test_the_oldest_files_go_before_memory_is_full(client, monkeypatch, session, token):
    assert MOST_BYTES == 256 * 1024 * 1024
    monkeypatch.setattr(handing, "MOST_BYTES", 10)
    first, second, third = (
        offer(session, letter * 5, NAME, "text/plain", act=Act.REPORT) for letter in (b"a", b"b", b"c")
    )
    assert [fetch(client, one, token).status_code for one in (first, second, third)] == [404, 200, 200]
    large = offer(session, b"d" * 50, NAME, "text/plain", act=Act.REPORT)
    assert [fetch(client, one, token).status_code for one in (second, third, large)] == [404, 404, 200]
    assert len(handing._tokens) == 1


def test_what_an_open_view_gave_ends_with_it_also_if_it_is_opened_again():
    steward = Person(id=1, name="a", full_name="A", role=Role.DEFENCE_STEWARD)
    opened = Session(id="s", person=steward, exact_until=handing.now() + EXACT)
    with pytest.raises(RightError):
        handing.offer(replace(opened, exact_until=None), b"x", "x.json", "a/b", act=Act.SEE_EXACT)
    secret = handing.offer(opened, b"secret", "a.json", "a/b", act=Act.SEE_EXACT)
    told = handing.offer(opened, b"told", "b.json", "a/b", act=Act.DOWNLOAD)
    exact.forget(opened.id)
    left = {f"{handing.PLACE}/{token}" for token in handing._offers}
    assert told in left
    assert secret not in left
