"""Sessions: how long, whose, what a stolen database gives away, and tries that are only guesses."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from desk_people import PASSWORD, Clock, everybody

from office import attempts, exact_view, passwords
from office import sessions as office_sessions
from office.accounts import AccountChange, account_named, account_of, change_account, set_password
from office.database.schema import accounts, audit, sessions
from office.errors import AccountError, RightError
from office.people import Role
from office.sessions import change_password, close_exact, find_session, open_exact, sign_in, sign_out

REASON = "trả lời công văn 12/BCH"
WRONG = "Wrong name or password"


@pytest.fixture
def clock(monkeypatch):
    moved = Clock()
    monkeypatch.setattr(attempts, "now", moved)
    monkeypatch.setattr(office_sessions, "now", moved)
    monkeypatch.setattr(exact_view, "now", moved)
    return moved


@pytest.fixture
def people(desk):
    return everybody(desk)


def rows(desk, table):
    with desk.reading() as connection:
        return connection.execute(sa.select(table)).mappings().all()


def acts(desk):
    return [row["act"] for row in sorted(rows(desk, audit), key=lambda row: row["sequence"])]


def fail(desk, name, times=1):
    for _ in range(times):
        with pytest.raises(AccountError, match=WRONG):
            sign_in(desk, name, "sai mật khẩu rồi")


def test_a_token_finds_its_person(desk, people):
    session = find_session(desk, sign_in(desk, " CHIEF ", PASSWORD))
    assert session.person == people[Role.CHIEF]
    assert (session.is_exact, session.must_change, session.exact_until) == (False, False, None)


@pytest.mark.parametrize("token", [None, "", "x", "a" * 10_000, "é\ud800", "' OR 1=1 --"])
def test_other_tokens_find_nobody(sqlite_desk, token):
    everybody(sqlite_desk)
    sign_in(sqlite_desk, "chief", PASSWORD)
    assert find_session(sqlite_desk, token) is None


def test_the_database_holds_no_token_and_its_id_is_no_token(desk, people):
    token = sign_in(desk, "chief", PASSWORD)
    assert len(token) >= 43  # 256 bits
    (row,) = rows(desk, sessions)
    assert row["id"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(rows(desk, sessions)) + str(rows(desk, audit)) + str(rows(desk, accounts))
    assert find_session(desk, row["id"]) is None
    assert people


def test_every_login_has_another_token(desk, people):
    tokens = {sign_in(desk, "chief", PASSWORD) for _ in range(5)}
    assert len(tokens) == 5
    assert all(find_session(desk, token).person == people[Role.CHIEF] for token in tokens)


def test_a_session_ends_after_15_idle_minutes(desk, people, clock):
    token = sign_in(desk, "chief", PASSWORD)
    clock.forward(minutes=14, seconds=59)
    assert find_session(desk, token).person == people[Role.CHIEF]
    clock.forward(minutes=14, seconds=59)
    assert find_session(desk, token) is not None
    clock.forward(minutes=15)
    assert find_session(desk, token) is None
    assert rows(desk, sessions) == []


def test_a_session_ends_after_8_hours_however_busy(desk, people, clock):
    token = sign_in(desk, "chief", PASSWORD)
    for _ in range(47):
        clock.forward(minutes=10)
        assert find_session(desk, token).person == people[Role.CHIEF]
    clock.forward(minutes=10)
    assert find_session(desk, token) is None


def test_last_seen_is_written_once_a_minute_at_most(desk, people, clock):
    token = sign_in(desk, "chief", PASSWORD)
    (first,) = rows(desk, sessions)
    clock.forward(seconds=50)
    find_session(desk, token)
    assert rows(desk, sessions)[0]["last_seen_at"] == first["last_seen_at"]
    clock.forward(seconds=20)
    find_session(desk, token)
    assert rows(desk, sessions)[0]["last_seen_at"] >= first["last_seen_at"] + timedelta(seconds=70)
    assert people


def test_ended_sessions_are_deleted_at_the_next_login(desk, people, clock):
    sign_in(desk, "chief", PASSWORD)
    clock.forward(minutes=16)
    sign_in(desk, "planner", PASSWORD)
    assert [row["account_id"] for row in rows(desk, sessions)] == [people[Role.PLANNER].id]


def test_signing_out_ends_the_session_and_is_told(desk, people):
    token = sign_in(desk, "chief", PASSWORD)
    sign_out(desk, token)
    sign_out(desk, token)
    sign_out(desk, None)
    assert find_session(desk, token) is None
    assert acts(desk)[-2:] == ["login", "logout"]
    assert people


def test_after_five_failed_tries_even_the_right_password_waits_longer_each_time(desk, people, clock):
    fail(desk, "chief", 5)
    for minutes in (1, 2, 4, 8):
        with pytest.raises(AccountError, match=WRONG):
            sign_in(desk, "chief", PASSWORD)
        clock.forward(minutes=minutes, seconds=-1)
        with pytest.raises(AccountError, match=WRONG):
            sign_in(desk, "chief", PASSWORD)
        clock.forward(seconds=2)
        fail(desk, "chief")
    clock.forward(minutes=17)
    assert find_session(desk, sign_in(desk, "chief", PASSWORD)).person == people[Role.CHIEF]
    assert account_named(desk, "chief").locked_until is None
    fail(desk, "chief", 4)
    assert sign_in(desk, "chief", PASSWORD)


def test_a_guess_every_four_minutes_is_judged_less_than_40_times_a_day(sqlite_desk, clock, monkeypatch):
    desk, judged = sqlite_desk, []
    everybody(desk)
    monkeypatch.setattr(attempts, "matches", lambda kept, given: bool(judged.append(given) if kept else None))
    for number in range(360):
        with pytest.raises(AccountError):
            sign_in(desk, "chief", f"đoán lần thứ {number}")
        clock.forward(minutes=4)
    assert len(judged) < 40


def test_guesses_at_the_same_moment_are_counted_before_they_are_judged(desk, people, monkeypatch):
    judged = []

    def slow(kept, given):
        if kept:
            judged.append(given)
            time.sleep(0.2)
        return False

    monkeypatch.setattr(attempts, "matches", slow)

    def guess(number):
        with pytest.raises(AccountError, match=WRONG):
            sign_in(desk, "chief", f"đoán {number}")

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(guess, range(24)))
    assert len(judged) == 5
    assert acts(desk).count("locked") == 1
    assert people


def test_one_person_waiting_keeps_nobody_else_out(desk, people):
    fail(desk, "chief", 6)
    assert find_session(desk, sign_in(desk, "planner", PASSWORD)).person == people[Role.PLANNER]


def test_unknown_wrong_closed_and_waiting_are_told_alike_after_the_same_work(desk, people, monkeypatch):
    work = []

    class Counted(PasswordHasher):
        def verify(self, kept, given):
            work.append(kept)
            return super().verify(kept, given)

    monkeypatch.setattr(passwords, "HASHER", Counted(1, 8, 1))
    fail(desk, "planner", 5)
    closed = account_named(desk, "public_viewer")
    by = people[Role.ADMINISTRATOR]
    change_account(desk, by, closed.person.id, closed.version, AccountChange(active=False))
    work.clear()
    told = set()
    for name in ("nobody", "chief", "planner", "public_viewer", ""):
        with pytest.raises(AccountError) as refused:
            sign_in(desk, name, "sai mật khẩu rồi")
        told.add((refused.value.en, refused.value.vi))
    assert len(told) == 1
    assert len(work) == 5


def test_the_trail_tells_of_failures_without_what_was_typed(desk, people):
    fail(desk, "mật khẩu gõ nhầm chỗ")
    fail(desk, "chief", 5)
    told = rows(desk, audit)
    assert [row["act"] for row in told][-7:] == ["login_failed"] * 6 + ["locked"]
    assert {row["object_id"] for row in told[-6:]} == {str(people[Role.CHIEF].id)}
    assert "gõ nhầm" not in str(told)
    assert "sai mật khẩu" not in str(told)


def test_a_password_with_older_parameters_is_hashed_anew_at_the_login(desk, people, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(2, 16, 1))
    assert sign_in(desk, "chief", PASSWORD)
    kept = next(row for row in rows(desk, accounts) if row["name"] == "chief")["password_hash"]
    assert "m=16,t=2" in kept
    assert sign_in(desk, "chief", PASSWORD)
    assert people


def test_ones_own_password_needs_the_old_one_and_ends_all_other_sessions(desk, people):
    elsewhere, here = sign_in(desk, "chief", PASSWORD), sign_in(desk, "chief", PASSWORD)
    session = find_session(desk, here)
    with pytest.raises(AccountError, match=WRONG):
        change_password(desk, session, "không phải cái này", "bốn con mèo trắng")
    with pytest.raises(AccountError, match="is the old one"):
        change_password(desk, session, PASSWORD, PASSWORD)
    with pytest.raises(AccountError, match="12 to 256"):
        change_password(desk, session, PASSWORD, "ngắn")
    token = change_password(desk, session, PASSWORD, "bốn con mèo trắng")
    assert find_session(desk, elsewhere) is None
    assert find_session(desk, here) is None
    assert find_session(desk, token).person == people[Role.CHIEF]
    fail(desk, "chief")
    assert sign_in(desk, "chief", "bốn con mèo trắng")


def test_a_password_of_somebody_else_is_only_good_for_changing_it(desk, people):
    set_password(desk, people[Role.ADMINISTRATOR], people[Role.CHIEF].id, "mật mã tạm thời xyz")
    session = find_session(desk, sign_in(desk, "chief", "mật mã tạm thời xyz"))
    assert session.must_change
    token = change_password(desk, session, "mật mã tạm thời xyz", PASSWORD)
    assert not find_session(desk, token).must_change
    assert not account_of(desk, people[Role.CHIEF].id).must_change


def test_restricted_land_is_open_for_15_minutes_with_a_reason(desk, people, clock):
    token = sign_in(desk, "defence_steward", PASSWORD)
    session = open_exact(desk, find_session(desk, token), f"  {REASON}\n ")
    assert session.is_exact
    assert find_session(desk, token).is_exact
    assert find_session(desk, token).exact_reason == REASON
    clock.forward(minutes=14)
    assert find_session(desk, token).is_exact
    clock.forward(minutes=1, seconds=1)
    assert not session.is_exact
    assert not find_session(desk, token).is_exact
    last = max(rows(desk, audit), key=lambda row: row["sequence"])
    assert (last["act"], last["person_name"]) == ("open_exact", people[Role.DEFENCE_STEWARD].name)
    assert last["facts"]["reason"] == REASON


def test_restricted_land_can_be_closed_again(desk, people):
    token = sign_in(desk, "defence_steward", PASSWORD)
    session = open_exact(desk, find_session(desk, token), REASON)
    assert not close_exact(desk, session).is_exact
    assert not find_session(desk, token).is_exact
    assert acts(desk)[-2:] == ["open_exact", "close_exact"]
    assert people


def test_opening_it_in_one_session_opens_it_in_no_other(desk, people):
    here, there = (sign_in(desk, "defence_steward", PASSWORD) for _ in range(2))
    open_exact(desk, find_session(desk, here), REASON)
    assert not find_session(desk, there).is_exact
    assert people


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DEFENCE_STEWARD])
def test_nobody_else_opens_restricted_land(sqlite_desk, role):
    everybody(sqlite_desk)
    token = sign_in(sqlite_desk, role, PASSWORD)
    with pytest.raises(RightError):
        open_exact(sqlite_desk, find_session(sqlite_desk, token), REASON)
    assert not find_session(sqlite_desk, token).is_exact


@pytest.mark.parametrize("reason", ["", "xem", "  xem      \n\n\n "])
def test_a_reason_is_a_reason(sqlite_desk, reason):
    everybody(sqlite_desk)
    token = sign_in(sqlite_desk, "defence_steward", PASSWORD)
    with pytest.raises(AccountError, match="at least 10 characters"):
        open_exact(sqlite_desk, find_session(sqlite_desk, token), reason)


def test_a_steward_who_is_no_longer_one_sees_it_no_longer(desk, people):
    token = sign_in(desk, "defence_steward", PASSWORD)
    session = open_exact(desk, find_session(desk, token), REASON)
    steward = account_named(desk, "defence_steward")
    change_account(
        desk, people[Role.ADMINISTRATOR], steward.person.id, steward.version, AccountChange(role=Role.CHIEF)
    )
    assert find_session(desk, token) is None
    with pytest.raises(AccountError, match="session has ended"):
        open_exact(desk, session, REASON)
