"""`ranh public` and `ranh token`: what is told before anything is opened, and who may."""

from __future__ import annotations

import pytest
from cli_people import runner
from desk_people import everybody

from office.database.desk import open_desk
from office.people import Role
from office.public_view import public_view
from office.tokens import session_of_token

ADMINISTRATOR, PLANNER = Role.ADMINISTRATOR.value, Role.PLANNER.value


@pytest.fixture
def public(folder, tmp_path, monkeypatch, capsys):
    return runner("public", folder, tmp_path / "office", monkeypatch, capsys)


@pytest.fixture
def desk(public, folder):  # noqa: ARG001 - which sets the office
    desk = open_desk(folder)
    everybody(desk)
    yield desk
    desk.close()


def test_before_it_is_switched_on_it_says_what_is_shown_and_wants_a_yes(public, desk):
    status, out, err = public("on", "--layer", "communes", "--layer", "sites", user=ADMINISTRATOR)
    assert status == 2
    assert "answer 'yes'" in err
    assert "Everybody who reaches this server sees, without an account" in out
    assert "3 projects, 0 of them call for investment" in out
    assert "Never: defence and security" in out
    assert public_view(desk).is_on is False
    status, out, _ = public("on", "--layer", "communes", "--layer", "sites", "--yes", user=ADMINISTRATOR)
    assert (status, public_view(desk).families) == (0, ("communes", "sites"))
    assert "The public view is ON" in public("show", user=ADMINISTRATOR)[1]
    assert "off: nothing is shown" in public("off", user=ADMINISTRATOR)[1]
    assert public_view(desk).is_on is False


@pytest.mark.parametrize("layer", ["defence", "no-such"])
def test_a_restricted_layer_is_refused_like_one_that_is_not_there(public, desk, layer):
    status, _, err = public("on", "--layer", layer, "--yes", user=ADMINISTRATOR)
    assert status == 2
    assert err.replace(layer, "X") == "No layer 'X' can be published; there are: communes, landuse, sites.\n"
    assert public_view(desk).is_on is False


def test_who_may_not_set_up_the_desk_switches_nothing_and_sees_nothing(public, desk):
    for words in (("on", "--yes"), ("off",), ("show",)):
        status, out, _ = public(*words, user=PLANNER)
        assert (status, out) == (2, "")
    assert public_view(desk).is_on is False


def test_a_token_is_shown_once_and_works_until_it_is_revoked(desk, folder, tmp_path, monkeypatch, capsys):
    token = runner("token", folder, tmp_path / "office", monkeypatch, capsys)
    status, out, _ = token("add", "QGIS", "--days", "30", user=PLANNER)
    made = out.splitlines()[-1]
    assert (status, session_of_token(desk, made).person.name) == (0, PLANNER)
    listed = token("list", user=PLANNER)[1]
    assert made not in listed
    assert listed.startswith("planner  QGIS  until ")
    assert token("revoke", "QGIS", "--account", PLANNER, user=Role.CHIEF.value)[0] == 2
    assert token("revoke", "QGIS", "--account", PLANNER, user=ADMINISTRATOR)[0] == 0
    assert session_of_token(desk, made) is None
    assert token("list", user=PLANNER)[1] == ""
