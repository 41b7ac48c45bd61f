"""Every fault shows in its sign, and what was not looked at is unknown."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
from desk_cases import add_person
from typer.testing import CliRunner

import cli
from commands.settings import Settings
from geo.errors import CRSError
from office import audit, health_desk, health_province
from office.backup import back_up
from office.database.schema import settings
from office.database.types import now
from office.errors import RightError
from office.health import examine
from office.people import OWNER, Role
from office.signs import Health


def signs(desk, folder, **options):
    return {sign.key: sign for sign in examine(desk, OWNER, folder, **options)}


def test_an_office_in_order(desk, folder, tmp_path):
    add_person(desk, "a.administrator", Role.ADMINISTRATOR)
    back_up(desk, folder, tmp_path / "b.ranh-backup")
    seen = signs(desk, folder, thorough=True)
    well = {"database", "audit", "clock", "backup", "coordinates", "province", "vault", "libraries"}
    assert {key for key in well if seen[key].state is not Health.WELL} == set()
    assert seen["province"].en == "All 4 layers read."
    assert seen["cover"].state is Health.UNKNOWN


def test_what_was_not_looked_at_is_unknown(desk, folder):
    seen = signs(desk, folder)
    assert (seen["audit"].state, seen["province"].state) == (Health.UNKNOWN, Health.UNKNOWN)
    assert seen["log"].state is Health.UNKNOWN
    assert seen["clock"].state is Health.UNKNOWN


def test_a_row_that_the_trail_does_not_know(desk, folder):
    with desk.writing() as connection:
        connection.execute(settings.insert().values(key="x", value=1))
    sign = signs(desk, folder, thorough=True)["audit"]
    assert sign.state is Health.BAD
    assert "The row settings x is in no audit row." in sign.en


def test_a_clock_that_went_back(desk, folder, monkeypatch):
    with desk.writing() as connection:
        audit.append(connection, None, "look", kind="test")
    monkeypatch.setattr(health_desk, "now", lambda: now() - timedelta(hours=2))
    sign = signs(desk, folder)["clock"]
    assert sign.state is Health.BAD
    assert "119 minutes behind" in sign.en or "120 minutes behind" in sign.en


def test_backups_that_are_missing_or_old(desk, folder, tmp_path, monkeypatch):
    assert signs(desk, folder)["backup"].state is Health.WARN
    back_up(desk, folder, tmp_path / "b.ranh-backup")
    assert signs(desk, folder)["backup"].state is Health.WELL
    monkeypatch.setattr(health_desk, "now", lambda: now() + timedelta(days=8))
    sign = signs(desk, folder)["backup"]
    assert (sign.state, "8 days ago" in sign.en) == (Health.WARN, True)


@pytest.mark.parametrize(
    ("free", "state"), [(30, Health.WELL), (5, Health.WELL), (4, Health.WARN), (0, Health.BAD)]
)
def test_room_on_the_disk(desk, folder, monkeypatch, free, state):
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage.__class__(100, 100 - free, free))
    assert signs(desk, folder)["disk"].state is state


def test_people_who_never_came(desk, folder):
    add_person(desk, "a.administrator", Role.ADMINISTRATOR)
    sign = signs(desk, folder)["people"]
    assert (sign.state, sign.en) == (Health.WARN, "1 accounts, 1 of them never used; 0 sessions open.")


def test_coordinates_that_are_off(desk, folder, monkeypatch):
    def fail():
        raise CRSError("The control points are off.", "Các điểm khống chế bị lệch.")

    monkeypatch.setattr(health_province, "require_sound", fail)
    sign = signs(desk, folder)["coordinates"]
    assert (sign.state, sign.vi) == (Health.BAD, "Các điểm khống chế bị lệch.")


def test_a_layer_that_cannot_be_read_and_a_province_that_does_not_open(desk, folder):
    (folder / "landuse.gpkg").write_bytes(b"not a GeoPackage")
    sign = signs(desk, folder, thorough=True)["province"]
    assert sign.state is Health.BAD
    assert sign.en.startswith("1 of 4 layers cannot be read")
    (folder / "province.toml").unlink()
    assert signs(desk, folder)["province"].state is Health.BAD


def test_only_who_may_sees_it(desk, folder):
    with pytest.raises(RightError):
        examine(desk, add_person(desk, "a.chief", Role.CHIEF), folder)


def test_the_command_tells_the_worst_by_its_status(sqlite_desk, folder):
    def ranh(*words):
        return CliRunner().invoke(cli.app, ["--province", str(folder), "--lang", "en", "health", *words])

    Settings.folder = folder
    assert ranh().exit_code == 3
    told = json.loads(ranh("--json").stdout)
    assert {sign["key"] for sign in told} >= {"database", "audit", "backup", "disk", "cover"}
    with sqlite_desk.writing() as connection:
        connection.execute(settings.insert().values(key="x", value=1))
    bad = ranh("--thorough")
    assert bad.exit_code == 2
    assert bad.stdout.startswith("BAD")
