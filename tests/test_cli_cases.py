"""`ranh cases`: an officer works from the command line, and nobody gets more there than on the page."""

from __future__ import annotations

import json

import pytest
from cli_people import runner
from desk_people import everybody

from office.database.desk import open_desk
from office.people import Role

RICE = "HS-2026-0001"
REASON = "Lệch bản đồ 12 m so với thực địa."


@pytest.fixture
def ranh(folder, tmp_path, monkeypatch, capsys):
    """Return a function that runs `ranh cases` as somebody; it gives back status, output, errors."""
    return runner("cases", folder, tmp_path / "office", monkeypatch, capsys)


def test_the_owner_of_a_machine_without_accounts_works_but_does_not_sign(ranh, folder, tmp_path):
    status, out, _ = ranh("sync")
    assert (status, out.split("\n")[0].split()) == (0, ["3", "opened"])
    assert json.loads(ranh("sync", "--json")[1])["unchanged"] == 3
    assert ranh("step", RICE, "take")[1] == f"{RICE}: Under review\n"
    status, _, err = ranh("step", RICE, "contest", "--text", "ngắn")
    assert (status, err) == (2, "Say why in at least 10 characters.\n")
    paper = tmp_path / "biên bản.pdf"
    paper.write_bytes(b"%PDF-1.4")
    contest = ("step", RICE, "contest", "--text", REASON, "--file", paper, "--key", "form-1")
    assert ranh(*contest)[1] == f"{RICE}: Under review (a signature is waited for)\n"
    assert ranh(*contest)[0] == 0
    status, _, err = ranh("step", RICE, "sign")
    assert (status, "another person" in err) == (2, True)
    shown = json.loads(ranh("show", RICE, "--json")[1])
    assert [event["kind"] for event in shown["events"]] == ["opened", "take", "contest"]
    (file,) = shown["attachments"]
    assert ranh("file", file["id"], "-o", tmp_path / "out.pdf")[0] == 0
    assert (tmp_path / "out.pdf").read_bytes() == b"%PDF-1.4"
    status, _, err = ranh("file", file["id"], "-o", tmp_path / "out.pdf")
    assert (status, "cannot be written" in err) == (2, True)
    assert "biên bản.pdf" in ranh("show", RICE)[1]
    status, out, _ = ranh("waiting")
    assert (status, "a signature" in out, out.count("not assigned")) == (0, True, 2)
    assert folder.is_dir()


def test_two_people_decide_and_a_third_sees_it(ranh, folder):
    ranh("sync")
    desk = open_desk(folder)
    everybody(desk)
    desk.close()
    status, _, err = ranh("list")
    assert (status, "say who you are" in err) == (2, True)
    officer, chief, commune = Role.PROVINCIAL_OFFICER, Role.CHIEF, Role.COMMUNE_OFFICER
    assert ranh("step", RICE, "assign", "--assign-to", officer, user=chief)[0] == 0
    listed = json.loads(ranh("list", "--mine", "--json", user=officer)[1])
    assert [case["number"] for case in listed] == [RICE]
    ranh("step", RICE, "take", user=officer)
    ranh("step", RICE, "contest", "--text", REASON, "--document-number", "1/BB", user=officer)
    listed = json.loads(ranh("list", "--waiting-for-me", "--json", user=chief)[1])
    assert [case["number"] for case in listed] == [RICE]
    status, _, err = ranh("step", RICE, "sign", "--seen", 2, user=chief)
    assert (status, "changed since you opened it" in err) == (2, True)
    assert ranh("step", RICE, "sign", user=chief)[1] == f"{RICE}: Warning contested\n"
    assert [
        case["state"] for case in json.loads(ranh("list", "--state", "contested", "--json", user=commune)[1])
    ] == ["contested"]
    (rule,) = json.loads(ranh("precision", "--json", user=commune)[1])
    assert (rule["rule_id"], rule["upheld"], rule["contested"]) == ("RICE-01", 0, 1)
    assert ranh("step", RICE, "reopen", "--text", REASON, user=commune)[0] == 2
    assert ranh("sync", user=commune)[0] == 2


@pytest.mark.parametrize("role", [Role.PUBLIC_VIEWER, Role.ADMINISTRATOR])
def test_who_may_see_no_cases_gets_none(ranh, folder, role):
    ranh("sync")
    desk = open_desk(folder)
    everybody(desk)
    desk.close()
    for command in (
        ("list",),
        ("show", RICE),
        ("waiting",),
        ("precision",),
        ("file", "1", "-o", "x"),
        ("sync",),
    ):
        status, out, err = ranh(*command, user=role)
        assert (status, out) == (2, "")
        assert "account may" in err


def test_a_commune_officer_elsewhere_sees_nothing(ranh, folder):
    ranh("sync")
    desk = open_desk(folder)
    everybody(desk, communes=("02",))
    desk.close()
    assert json.loads(ranh("list", "--json", user=Role.COMMUNE_OFFICER)[1]) == []
    unknown = ranh("show", "HS-2026-9999", user=Role.COMMUNE_OFFICER)
    assert ranh("show", RICE, user=Role.COMMUNE_OFFICER) == unknown
    assert unknown[0] == 2


def test_a_case_is_opened_by_hand(ranh):
    ranh("sync")
    assert ranh("open", "S3/RICE-01", "--text", REASON)[1] == "HS-2026-0004: New\n"
    status, _, err = ranh("open", "S3/RICE-01", "--text", REASON)
    assert (status, "HS-2026-0004 already" in err) == (2, True)
    assert ranh("open", "S9/RICE-01", "--text", REASON)[0] == 2
