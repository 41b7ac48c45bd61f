"""Backups: whole while officers write, verified byte by byte, put back all or nothing."""

from __future__ import annotations

import os
import random
import shutil
import time
import zipfile
from contextlib import ExitStack, closing
from dataclasses import replace
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from office import audit
from office.audit_read import WantedEntries, read_trail
from office.audit_verify import verify
from office.backup import back_up
from office.backup_file import DATABASE, MANIFEST, unpacked, verify_backup
from office.database.desk import FILE, Desk, open_desk
from office.database.place import RESTORING
from office.database.schema import accounts, drafts, settings
from office.database.schema import audit as trail
from office.database.types import now
from office.database.upgrade import run_steps
from office.errors import BackupError, DeskError, RightError
from office.people import Person, Role
from office.public_view import open_to_public, public_view
from office.restore import restore
from office.tokens import list_tokens, make_token

ADMINISTRATOR = Person(id=1, name="quan.tri", full_name="", role=Role.ADMINISTRATOR)
PLANNER = Person(id=2, name="quy.hoach", full_name="", role=Role.PLANNER)


def write(desk, *keys):
    for key in keys:
        with desk.writing() as connection:
            connection.execute(settings.insert().values(key=key, value={"thửa": key}))
            audit.append(connection, None, "set_up", table=settings, key=key)


def add_account(desk, name):
    values = {
        "name": name, "full_name": "Nguyễn Văn An", "role": "chief", "communes": [], "unit": "", "version": 1,
        "password_hash": "", "active": True, "must_change": False, "created_at": now(), "failed_count": 3,
    }  # fmt: skip
    with desk.writing() as connection:
        key = connection.execute(accounts.insert().values(values)).inserted_primary_key[0]
        audit.append(connection, None, "add_account", table=accounts, key=key)
    return key


def keys(desk):
    with desk.reading() as connection:
        return connection.execute(sa.select(settings.c.key).order_by(settings.c.key)).scalars().all()


@pytest.fixture
def backup(desk, tmp_path):
    """Return a backup of a desk with two settings, an account, a key, a sealed file, a version, a cover."""
    write(desk, "a", "b")
    add_account(desk, "an")
    files = {
        "office/keys/desk.key": b"key",
        "office/sealed/defence.sealed": bytes(range(256)),
        "office/log/ranh.log": b"log",
        "office/desk-before-0002.db": b"older",
        "cover/current": b"1",
        "targets/a.json": b"{}",
        "versions/.new-x/zones.parquet": b"half",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    file = tmp_path / "office.ranh-backup"
    back_up(desk, tmp_path, file, person=ADMINISTRATOR)
    return file


def test_what_is_in_it_and_what_is_not(backup, desk):
    found = verify_backup(backup)
    assert sorted(found.manifest.files) == [
        "cover/current",
        DATABASE,
        "office/audit-anchor.jsonl",
        "office/keys/desk.key",
        "office/sealed/defence.sealed",
        "targets/a.json",
    ]
    assert (found.verification.rows, found.verification.objects) == (4, 3)
    assert found.manifest.database == ("sqlite" if desk.is_sqlite else "postgresql")
    assert backup.stat().st_mode & 0o077 == 0


def test_only_who_may_backs_up(desk, tmp_path):
    with pytest.raises(RightError):
        back_up(desk, tmp_path, tmp_path / "b", person=PLANNER)
    with pytest.raises(RightError):
        restore(tmp_path / "b", tmp_path, person=PLANNER)
    assert not (tmp_path / "b").exists()


def test_a_backup_replaces_nothing(backup, desk, tmp_path):
    before = backup.read_bytes()
    with pytest.raises(BackupError, match="is there already"):
        back_up(desk, tmp_path, backup)
    assert backup.read_bytes() == before


def test_a_backup_that_cannot_be_written_leaves_nothing(desk, tmp_path):
    with pytest.raises(BackupError, match="could not be written"):
        back_up(desk, tmp_path, tmp_path / "no" / "folder")
    assert not list(desk.folder.glob(".backup-*"))


def test_what_a_killed_backup_left_is_removed_a_day_later(desk, tmp_path):
    for name, age_s in ((".backup-old", 90_000), (".backup-at-work", 10)):
        (desk.folder / name).mkdir()
        os.utime(desk.folder / name, (time.time() - age_s,) * 2)
    back_up(desk, tmp_path, tmp_path / "b")
    assert [path.name for path in desk.folder.glob(".backup-*")] == [".backup-at-work"]


def test_put_back_where_nothing_is(backup, tmp_path, monkeypatch):
    """On a new machine, from either database into a SQLite desk."""
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "new" / "office"))
    report = restore(backup, tmp_path / "new", person=ADMINISTRATOR)
    assert (report.head, report.lost_to, report.kept_as) == (4, 0, "")
    with closing(open_desk(tmp_path / "new")) as desk:
        assert keys(desk) == ["a", "b"]
        assert verify(desk).ok
        assert verify(desk).rows == 5
    assert (tmp_path / "new" / "office" / "keys" / "desk.key").read_bytes() == b"key"
    assert (tmp_path / "new" / "cover" / "current").read_bytes() == b"1"
    assert (tmp_path / "new" / "targets" / "a.json").read_bytes() == b"{}"


def test_what_was_open_to_others_stays_closed_when_put_back(desk, tmp_path, monkeypatch):
    """A token may have been revoked, and the public view switched off, since the backup was made."""
    by = replace(ADMINISTRATOR, id=add_account(desk, "quan.tri"))
    open_to_public(desk, by, ["protected"])
    make_token(desk, by, "QGIS", 30)
    back_up(desk, tmp_path, tmp_path / "b", person=by)
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "new" / "office"))
    restore(tmp_path / "b", tmp_path / "new", person=by)
    with closing(open_desk(tmp_path / "new")) as back:
        assert (list_tokens(back, by), public_view(back).is_on, verify(back).problems) == ((), False, ())
        (row,) = read_trail(back, by, WantedEntries(act="restore"))
        assert (row.facts["tokens_ended"], row.facts["public_view_closed"]) == (1, True)


def test_put_back_into_postgresql_from_sqlite(sqlite_desk, tmp_path, monkeypatch, server):
    write(sqlite_desk, "a")
    first = add_account(sqlite_desk, "an")
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    server.create("moved")
    monkeypatch.setenv("RANH_DATABASE_URL", server.url("moved"))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "new"))
    restore(tmp_path / "b", tmp_path)
    with closing(open_desk(tmp_path)) as desk:
        assert (desk.is_sqlite, keys(desk), verify(desk).problems) == (False, ["a"], ())
        assert add_account(desk, "binh") == first + 1
    server.drop("moved")


def test_a_desk_is_replaced_only_when_that_is_said(backup, desk, tmp_path):
    write(desk, "later")
    desk.close()
    with pytest.raises(BackupError, match="There is a desk already; nothing was changed"):
        restore(backup, tmp_path)
    assert keys(desk) == ["a", "b", "later"]


def test_what_was_there_before_is_kept_and_what_is_lost_is_told(backup, desk, tmp_path):
    write(desk, "later", "still later")
    desk.close()
    (tmp_path / "office" / "keys" / "desk.key").write_bytes(b"other")
    report = restore(backup, tmp_path, replace=True, person=ADMINISTRATOR)
    assert (report.head, report.lost_to) == (4, 6)
    assert keys(desk) == ["a", "b"]
    before = tmp_path / "office" / report.kept_as
    assert (before / "keys" / "desk.key").read_bytes() == b"other"
    assert (before / "province-cover" / "current").read_bytes() == b"1"
    assert (tmp_path / "office" / "log" / "ranh.log").is_file()
    told = verify(desk)
    assert told.ok
    (note,) = told.notes
    assert note.en.startswith(f"A backup that ends at audit row 4 was put back on {now():%Y-%m-%d}: ")
    assert note.en.endswith("what rows 5 to 6 told of was lost then.")
    with desk.reading() as connection:
        row = connection.execute(sa.select(trail).order_by(trail.c.sequence.desc()).limit(1)).one()
    assert (row.act, row.person_name, row.facts["lost_to"]) == ("restore", "quan.tri", 6)


def test_the_old_tables_are_kept_in_postgresql(postgresql_desk, tmp_path):
    write(postgresql_desk, "a")
    back_up(postgresql_desk, tmp_path, tmp_path / "b")
    write(postgresql_desk, "later")
    report = restore(tmp_path / "b", tmp_path, replace=True)
    schema = f"ranh_{report.kept_as}".replace("-", "_").lower()
    with postgresql_desk.reading() as connection:
        asked = sa.select(sa.table("settings", sa.column("key"), schema=schema).c.key)
        kept = sorted(connection.execute(asked).scalars())
    assert kept == ["a", "later"]
    assert verify(postgresql_desk).ok


def test_the_old_file_is_kept_in_sqlite(sqlite_desk, tmp_path):
    write(sqlite_desk, "a")
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    write(sqlite_desk, "later")
    sqlite_desk.close()
    report = restore(tmp_path / "b", tmp_path, replace=True)
    old = sa.create_engine(
        f"sqlite:///{sqlite_desk.folder / report.kept_as / 'desk.db'}", poolclass=sa.NullPool
    )
    with old.connect() as connection:
        assert connection.execute(sa.select(settings.c.key)).scalars().all() == ["a", "later"]


def test_a_desk_in_use_is_not_replaced(sqlite_desk, tmp_path):
    write(sqlite_desk, "a")
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    with pytest.raises(BackupError, match="The desk is in use"):
        restore(tmp_path / "b", tmp_path, replace=True)
    assert keys(sqlite_desk) == ["a"]
    assert verify(sqlite_desk).ok


def test_a_damaged_desk_is_replaced(sqlite_desk, tmp_path):
    write(sqlite_desk, "a")
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    sqlite_desk.close()
    sqlite_desk.file.write_bytes(b"damaged" * 1000)
    restore(tmp_path / "b", tmp_path, replace=True)
    with closing(open_desk(tmp_path)) as desk:
        assert keys(desk) == ["a"]


def test_the_anchor_of_another_desk_does_not_count(sqlite_desk, tmp_path, monkeypatch):
    """A new machine on which the program was already started once."""
    write(sqlite_desk, "a")
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "new"))
    with closing(open_desk(tmp_path)) as other:
        write(other, "x", "y", "z", "w")
    assert restore(tmp_path / "b", tmp_path, replace=True).lost_to == 0
    with closing(open_desk(tmp_path)) as desk:
        assert (keys(desk), verify(desk).problems, verify(desk).notes) == (["a"], (), ())


def test_a_restore_that_fails_changes_nothing(backup, desk, tmp_path, monkeypatch):
    write(desk, "later")
    desk.close()
    before = {path for path in tmp_path.rglob("*") if path.suffix not in {".db-wal", ".db-shm"}}
    moves = iter(range(100))

    def move(source, target):
        if next(moves) == 6:
            raise OSError(13, "Permission denied", str(source))
        return real(source, target)

    real = shutil.move
    monkeypatch.setattr("office.swap.shutil.move", move)
    with pytest.raises(BackupError, match="what was there before is in its place again"):
        restore(backup, tmp_path, replace=True)
    monkeypatch.undo()
    empty = set(tmp_path.rglob("before-*"))
    assert {
        path for path in tmp_path.rglob("*") if path.suffix not in {".db-wal", ".db-shm"}
    } - empty == before
    assert keys(desk) == ["a", "b", "later"]


def test_the_program_stays_away_while_a_backup_is_put_back(tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path))
    (tmp_path / RESTORING).touch()
    with pytest.raises(DeskError, match="A backup is being put back"):
        open_desk(tmp_path)


def test_any_changed_byte_of_a_backup_is_found(sqlite_desk, tmp_path):
    write(sqlite_desk, "a")
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    content = (tmp_path / "b").read_bytes()
    chance = random.Random(11)  # noqa: S311 - to be the same again
    told = []
    for _ in range(40):
        changed = bytearray(content)
        place = chance.randrange(len(content))
        changed[place] ^= chance.randrange(1, 256)
        (tmp_path / "c").write_bytes(changed)
        told.append(is_whole(tmp_path / "c") and not same(tmp_path / "b", tmp_path / "c"))
    assert told.count(True) == 0


def is_whole(file):
    try:
        verify_backup(file)
    except BackupError:
        return False
    return True


def same(one, other):
    """Whether two archives hold the same: a changed date of an entry changes nothing that is put back."""
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
        return [(name, first.read(name)) for name in first.namelist()] == [
            (name, second.read(name)) for name in second.namelist()
        ]


@pytest.mark.parametrize(
    "name", ["../out", "office/../../out", "/out", "other/x", "office/a\\..\\b", "office/C:x"]
)
def test_no_name_leads_out_of_the_backup(sqlite_desk, tmp_path, name):
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    with zipfile.ZipFile(tmp_path / "b") as source, zipfile.ZipFile(tmp_path / "c", "w") as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == MANIFEST:
                content = content.replace(
                    b'"office/audit-anchor.jsonl"', f'"{name}"'.replace("\\", "\\\\").encode()
                )
            target.writestr(name if entry == "office/audit-anchor.jsonl" else entry, content)
    with pytest.raises(BackupError, match="is no backup, or a damaged one"):
        verify_backup(tmp_path / "c")
    assert not (tmp_path / "out").exists()


def test_a_backup_whose_trail_was_tampered_with_is_not_put_back(sqlite_desk, tmp_path):
    write(sqlite_desk, "a")
    with sqlite_desk.writing() as connection:
        connection.execute(settings.update().values(value="other"))
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    with pytest.raises(BackupError, match="The row settings a is not what the audit trail says of it"):
        restore(tmp_path / "b", tmp_path, replace=True)


def test_a_backup_of_another_step_is_refused(sqlite_desk, tmp_path, monkeypatch):
    monkeypatch.setattr("office.backup.SCRIPTS", type("Newer", (), {"get_current_head": lambda: "9999"}))
    back_up(sqlite_desk, tmp_path, tmp_path / "b")
    with pytest.raises(BackupError, match="made by a newer version"):
        verify_backup(tmp_path / "b")


@pytest.fixture
def first_backup(tmp_path, monkeypatch):
    """Return a backup that the first version of the program made: of the tables of its first step."""
    place = tmp_path / "first"
    (place / "office").mkdir(parents=True)
    with closing(Desk(f"sqlite:///{place / 'office' / FILE}", place / "office")) as desk:
        with desk.engine.connect().execution_options(ranh_writes=True) as connection, connection.begin():
            run_steps(connection, "0001")
        write(desk, "a", "b")
        with monkeypatch.context() as patch:
            patch.setattr("office.backup.SCRIPTS", type("First", (), {"get_current_head": lambda: "0001"}))
            back_up(desk, place, tmp_path / "old")
    return tmp_path / "old"


def test_a_backup_of_an_earlier_version_is_brought_up_and_put_back(first_backup, desk, tmp_path):
    assert verify_backup(first_backup).verification.ok
    desk.close()
    restore(first_backup, tmp_path, replace=True)
    with closing(open_desk(tmp_path)) as again:
        assert keys(again) == ["a", "b"]
        assert verify(again).ok
        with again.reading() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(drafts)).scalar_one() == 0
    assert verify_backup(first_backup).manifest.revision == "0001"


def test_backups_while_officers_write(desk, tmp_path):
    stop = Event()

    def work(name):
        for number in range(500):
            if stop.is_set():
                return
            write(desk, f"{name}-{number}")

    with ExitStack() as stack:
        stack.callback(stop.set)
        for name in ("a", "b"):
            thread = Thread(target=work, args=(name,))
            thread.start()
            stack.callback(thread.join)
        files = [tmp_path / f"b{number}" for number in range(5)]
        for file in files:
            back_up(desk, tmp_path, file)
    for file in files:
        with unpacked(file, tmp_path) as found:
            assert found.verification.ok
            assert found.verification.rows == found.verification.objects + backups_before(found)


def backups_before(found):
    engine = sa.create_engine(f"sqlite:///{found.folder / DATABASE}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(trail).where(trail.c.act == "back_up")
        ).scalar_one()
