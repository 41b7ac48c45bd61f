"""`ranh audit`, `backup`, `restore` and `map-tables` as a person gives them."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa
from desk_cases import add_person
from typer.testing import CliRunner

import cli
from commands.settings import Settings
from office.audit_verify import verify
from office.database.schema import settings
from office.errors import AccountError, BackupError
from office.people import Role

RUNNER = CliRunner()


@pytest.fixture
def ranh(desk, folder):
    """Return a function that runs `ranh` on the desk of the small province."""

    def run(*words):
        Settings.folder, Settings.language = folder, "en"
        return RUNNER.invoke(cli.app, ["--province", str(folder), "--lang", "en", *words])

    assert desk.folder.is_dir()
    return run


def test_a_sound_trail(ranh, tmp_path):
    assert ranh("backup", "-o", str(tmp_path / "b")).exit_code == 0
    told = ranh("audit", "verify")
    assert (told.exit_code, told.stdout) == (0, "1 audit rows, 0 records compared: nothing was changed.\n")
    shown = json.loads(ranh("audit", "verify", "--json").stdout)
    assert (shown["ok"], shown["rows"], shown["problems"]) == (True, 1, 0)


def test_a_trail_that_tells_of_something_else(ranh, desk):
    with desk.writing() as connection:
        connection.execute(settings.insert().values(key="x", value=1))
    told = ranh("audit", "verify")
    assert told.exit_code == 2
    assert "The row settings x is in no audit row." in told.stderr
    shown = json.loads(ranh("audit", "verify", "--json").stdout)
    assert shown["first_problems"][0]["vi"] == "Dòng settings x không có trong nhật ký."


def test_rows_are_listed_and_narrowed(ranh, tmp_path):
    for name in ("one", "two"):
        ranh("backup", "-o", str(tmp_path / name))
    listed = ranh("audit", "show").stdout.splitlines()
    assert [line.split()[-1] for line in listed] == ["one", "two"]
    assert re.match(r" +1  \d\d/\d\d/\d{4} \d\d:\d\d:\d\d  -  back_up  backup one", listed[0])
    assert len(ranh("audit", "show", "--last", "1").stdout.splitlines()) == 1
    assert ranh("audit", "show", "--person", "nobody").stdout == ""
    assert ranh("audit", "show", "--act", "login").stdout == ""
    told = json.loads(ranh("audit", "show", "--json", "--act", "back_up").stdout)
    assert [(row["sequence"], row["object_id"]) for row in told] == [(1, "one"), (2, "two")]


def test_what_a_name_holds_does_nothing_to_the_terminal(ranh, tmp_path):
    ranh("backup", "-o", str(tmp_path / "a\x1b[31m[red]b"))
    shown = ranh("audit", "show").stdout
    assert "\x1b" not in shown
    assert "[red]b" in shown


def test_the_head_is_printed_to_be_kept(ranh, desk, tmp_path):
    assert ranh("audit", "head").stdout == "0\n"
    ranh("backup", "-o", str(tmp_path / "b"))
    head = verify(desk).head
    assert ranh("audit", "head").stdout.split()[:2] == ["1", head.hash]


def test_a_head_that_was_kept_is_compared(ranh, desk, tmp_path):
    ranh("backup", "-o", str(tmp_path / "b"))
    head = ranh("audit", "head").stdout
    assert ranh("audit", "verify", "--head", head).exit_code == 0
    other = head.replace(head.split()[1], "0" * 64)
    told = ranh("audit", "verify", "--head", other)
    assert told.exit_code == 2
    assert "Audit row 1 is not the one that was kept outside of the database" in told.stderr
    assert "Audit rows 2 to 9 are missing" in ranh("audit", "verify", "--head", f"9{head[1:]}").stderr
    assert ranh("audit", "verify", "--head", "1 abc").exit_code == 2
    assert verify(desk).ok


def test_there_and_back(ranh, desk, tmp_path):
    file = tmp_path / "b"
    made = ranh("backup", "-o", str(file))
    assert re.search(r"SHA-256 [0-9a-f]{64}", made.stdout)
    assert ranh("backup", "verify", str(file)).stdout.endswith("1 audit rows.\n")
    desk.close()
    assert isinstance(ranh("restore", str(file)).exception, BackupError)
    done = ranh("restore", str(file), "--replace")
    assert done.exit_code == 0
    assert "is kept as before-" in done.stdout
    assert ranh("audit", "verify").exit_code == 0


def test_a_backup_needs_a_name(ranh):
    assert ranh("backup").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [["audit", "show"], ["audit", "verify"], ["audit", "head"], ["backup", "-o", "b"], ["map-tables"]],
)
def test_with_accounts_nobody_is_the_owner(ranh, desk, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    add_person(desk, "an", Role.ADMINISTRATOR)
    assert isinstance(ranh(*words).exception, AccountError)
    with desk.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM audit")).scalar_one() == 1


def test_map_tables(ranh, desk):
    done = ranh("map-tables")
    if desk.is_sqlite:
        assert "need PostgreSQL with PostGIS" in str(done.exception)
    else:
        assert (done.exit_code, "ranh_map.sites: 3" in done.stdout) == (0, True)
