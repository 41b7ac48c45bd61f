"""Who takes the database away is not the owner of the machine again."""

from __future__ import annotations

import pytest
from desk_cases import add_person

from commands import identity
from commands.settings import Settings
from office import audit
from office.database.desk import FILE, open_desk
from office.errors import DeskError
from office.owner import require_no_earlier_office
from office.people import OWNER, Role
from office.rights import Act


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.setattr(Settings, "folder", tmp_path)
    monkeypatch.setattr(Settings, "user", "")
    identity.forget()
    yield tmp_path / "office"
    identity.forget()


def fill(office):
    desk = open_desk(office.parent)
    person = add_person(desk, "an", Role.ADMINISTRATOR)
    with desk.writing() as connection:
        audit.append(connection, person, "look", kind="test")
    desk.close()


def test_a_machine_without_an_office_has_an_owner(office):
    assert identity.acting(Act.SEE_EXACT) == OWNER
    assert not office.exists()


def test_a_database_that_was_moved_away_leaves_nobody_an_owner(office):
    fill(office)
    (office / FILE).rename(office / "elsewhere.db")
    with pytest.raises(DeskError, match="not there any more"):
        identity.acting(Act.SEE_EXACT)


def test_nor_does_an_empty_one_in_its_place(office):
    fill(office)
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
        (office / name).unlink(missing_ok=True)
    open_desk(office.parent).close()
    with pytest.raises(DeskError, match="ranh restore"):
        identity.acting(Act.SEE_EXACT)


def test_an_office_without_accounts_is_the_owners(desk):
    with desk.writing() as connection:
        audit.append(connection, None, "back_up", kind="backup")
    require_no_earlier_office(desk.folder, desk)
