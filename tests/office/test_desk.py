"""The desk's database: kept all together or not at all, on both databases."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from office import audit
from office.database import append_only, engine, place, upgrade
from office.database.desk import Desk, open_desk
from office.database.faults import told_faults
from office.database.numbers import next_number
from office.database.schema import AUDITED, accounts, metadata, reports, settings
from office.database.types import now
from office.errors import DeskError

ROOT = Path(__file__).parents[2]


def put(connection, key, value="v"):
    connection.execute(settings.insert().values(key=key, value=value))
    audit.append(connection, None, "set_up", table=settings, key=key)


def write(desk, key, value="v"):
    with desk.writing() as connection:
        put(connection, key, value)


def rows(desk, table=settings):
    with desk.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_what_is_written_is_read(desk):
    write(desk, "desk_id", {"a": "đất"})
    with desk.reading() as connection:
        assert connection.execute(sa.select(settings.c.value)).scalar_one() == {"a": "đất"}


def test_nothing_is_kept_of_a_change_that_fails(desk):
    def fail():
        with desk.writing() as connection:
            put(connection, "desk_id")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (rows(desk), rows(desk, audit.audit)) == (0, 0)


def test_what_is_read_is_of_one_moment(desk):
    with desk.reading() as connection:
        count = sa.select(sa.func.count()).select_from(settings)
        assert connection.execute(count).scalar_one() == 0
        write(desk, "later")
        assert connection.execute(count).scalar_one() == 0


def test_reading_does_not_write(desk):
    with pytest.raises(DeskError), desk.reading() as connection:
        put(connection, "desk_id")
    write(desk, "desk_id")
    assert rows(desk) == 1


def test_settings_of_sqlite(sqlite_desk):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "busy_timeout": engine.WAIT_S * 1000,
    }
    with sqlite_desk.reading() as connection:
        assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted} == wanted


def test_settings_of_postgresql(postgresql_desk):
    with postgresql_desk.writing() as connection:
        shown = [
            connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("transaction_isolation", "synchronous_commit", "lock_timeout")
        ]
    assert shown == ["read committed", "on", "30s"]
    with postgresql_desk.reading() as connection:
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar_one() == "repeatable read"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_folder_and_files_are_for_the_owner_alone(sqlite_desk):
    write(sqlite_desk, "desk_id")
    assert stat.S_IMODE(sqlite_desk.folder.stat().st_mode) == 0o700
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in sqlite_desk.folder.iterdir()}
    assert files == dict.fromkeys(("desk.db", "desk.db-wal", "desk.db-shm", "audit-anchor.jsonl"), 0o600)


def test_migrations_make_the_declared_tables(desk):
    with desk.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        assert compare_metadata(context, metadata) == []


def ours(name, kind, _):
    return kind != "table" or name != "spatial_ref_sys"


@pytest.mark.parametrize("table", append_only.TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_some_tables_only_grow(desk, table, change):
    write(desk, "desk_id")
    fill(desk)
    column = metadata.tables[table].primary_key.columns.keys()[0]
    with pytest.raises(sa.exc.IntegrityError, match="never changed"), desk.writing() as connection:
        connection.execute(sa.text(change.format(table, column, column)))


def fill(desk):
    """Put a row into each append-only table."""
    common = {"name": "", "text": "", "kind": "note", "facts": "{}", "at": now().isoformat()}
    with desk.writing() as connection:
        for name in ("cases", "case_events", "attachments", "reports", "project_entries"):
            values = {
                column.name: common.get(column.name, blank(column))
                for column in metadata.tables[name].columns
                if not column.nullable
            }
            table = sa.table(name, *(sa.column(key) for key in values))
            connection.execute(table.insert().values(values))


def blank(column):
    kinds = {sa.Integer: 1, sa.Boolean: False, sa.Date: now().date(), sa.LargeBinary: b"x"}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), "{}")


def test_replacing_is_no_way_around_the_guards(sqlite_desk):
    write(sqlite_desk, "desk_id")
    with pytest.raises(sa.exc.IntegrityError, match="never changed"), sqlite_desk.writing() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO audit SELECT * FROM audit")


def test_numbers_go_on_and_start_anew_each_year(desk):
    with desk.writing() as connection:
        assert next_number(connection, reports.c.number, "BC", 2026) == "BC-2026-0001"
    fill_reports(desk, ["BC-2026-0007", "BC-2026-10000", "BC-2026-9999", "BCX-2026-20000"])
    with desk.writing() as connection:
        assert next_number(connection, reports.c.number, "BC", 2026) == "BC-2026-10001"
        assert next_number(connection, reports.c.number, "BC", 2027) == "BC-2027-0001"


def fill_reports(desk, numbers):
    with desk.writing() as connection:
        for number in numbers:
            connection.execute(reports.insert().values(report(number)))


def report(number):
    return {
        "number": number, "at": now(), "kind": "case", "object_id": "1", "format": "pdf", "sha256": "",
        "valid_until": now().date(), "rests_on": {},
    }  # fmt: skip


def test_writers_at_the_same_time_get_different_numbers(desk):
    def give():
        for _ in range(5):
            with desk.writing() as connection:
                number = next_number(connection, reports.c.number, "BC", 2026)
                connection.execute(reports.insert().values(report(number)))

    threads = [Thread(target=give) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with desk.reading() as connection:
        found = connection.execute(sa.select(reports.c.number).order_by(reports.c.number)).scalars().all()
    assert found == [f"BC-2026-{count:04d}" for count in range(1, 21)]


def test_two_programs_on_one_desk_lose_nothing(desk, tmp_path):
    code = (
        "import sys; from pathlib import Path; from office.database.desk import open_desk\n"
        "from office.database.schema import settings; from office import audit\n"
        "desk = open_desk(Path(sys.argv[1]))\n"
        "for i in range(15):\n"
        "    with desk.writing() as c:\n"
        "        key = f'{sys.argv[2]}-{i}'\n"
        "        c.execute(settings.insert().values(key=key, value=i))\n"
        "        audit.append(c, None, 'set_up', table=settings, key=key)\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path)]
    programs = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("a", "b", "c")]
    assert [program.wait() for program in programs] == [0, 0, 0]
    assert (rows(desk), rows(desk, audit.audit)) == (45, 45)


def test_a_busy_desk_is_waited_for_and_then_named(sqlite_desk, monkeypatch):
    monkeypatch.setattr(engine, "WAIT_S", 0.1)
    second = Desk(str(sqlite_desk.url), sqlite_desk.folder)
    with sqlite_desk.writing() as connection:
        put(connection, "first")
        with pytest.raises(DeskError, match="for too long; nothing was changed"):
            write(second, "second")
    write(second, "second")
    second.close()
    assert rows(sqlite_desk) == 2


def test_a_busy_server_is_named(postgresql_desk, monkeypatch):
    monkeypatch.setattr(engine, "WAIT_S", 1)
    with postgresql_desk.writing() as connection:
        put(connection, "first")
        with pytest.raises(DeskError, match="for too long; nothing was changed"):
            write(postgresql_desk, "second")
    assert rows(postgresql_desk) == 1


def test_a_full_disk_leaves_nothing_half(sqlite_desk):
    write(sqlite_desk, "first")

    def fill_up():
        with sqlite_desk.writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
            for number in range(20):
                put(connection, f"more-{number}", "x" * 4000)

    with pytest.raises(DeskError, match="is full; nothing was changed"):
        fill_up()
    assert (rows(sqlite_desk), rows(sqlite_desk, audit.audit)) == (1, 1)
    with sqlite_desk.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    write(sqlite_desk, "second")


def test_a_lost_server_is_named_and_found_again(postgresql_desk):
    def lose():
        with postgresql_desk.writing() as connection:
            put(connection, "first")
            end_others(postgresql_desk)
            put(connection, "second")

    with pytest.raises(DeskError, match="does not answer; nothing was changed"):
        lose()
    assert rows(postgresql_desk) == 0


def test_a_commit_without_answer_is_told_as_that(postgresql_desk):
    def lose():
        with postgresql_desk.writing() as connection:
            put(connection, "first")
            end_others(postgresql_desk)

    with pytest.raises(DeskError, match="send the same form again"):
        lose()


def end_others(desk):
    with closing(sa.create_engine(desk.url, poolclass=sa.NullPool).connect()) as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


def test_a_login_without_rights_is_named(postgresql_desk):
    with pytest.raises(DeskError, match="The login of RANH_DATABASE_URL may not do this"):
        as_reader(postgresql_desk)


def as_reader(desk):
    with desk.writing() as connection:
        connection.exec_driver_sql("CREATE ROLE ranh_nobody NOLOGIN")
        connection.exec_driver_sql("SET LOCAL ROLE ranh_nobody")
        put(connection, "desk_id")


def test_a_desk_of_a_newer_program_is_refused(desk, tmp_path):
    with desk.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DeskError, match="newer version of the program"):
        open_desk(tmp_path)


def test_a_damaged_page_is_found_at_opening(sqlite_desk, tmp_path):
    write(sqlite_desk, "desk_id", "x" * 20_000)
    sqlite_desk.close()
    file = sqlite_desk.folder / "desk.db"
    content = bytearray(file.read_bytes())
    content[4096 : 4096 + 16] = bytes(255 - byte for byte in content[4096 : 4096 + 16])
    file.write_bytes(content)
    with pytest.raises(DeskError, match="is damaged: stop the program"):
        open_desk(tmp_path)


def test_another_file_is_no_desk(tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "desk.db").write_bytes(b"not a database at all, just text" * 40)
    with pytest.raises(DeskError, match="is damaged"):
        open_desk(tmp_path)


def test_a_message_that_is_no_text_means_damage():
    """SQLite quotes the damaged part of its schema."""
    with pytest.raises(DeskError, match="is damaged"), told_faults():
        b"malformed database schema \xa5".decode()


def test_a_server_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.setenv("RANH_DATABASE_URL", f"postgresql+psycopg://a:secret@/x?host={tmp_path}")
    with pytest.raises(DeskError, match="does not answer") as told:
        open_desk(tmp_path)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_drive_is_refused_for_sqlite(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(place, "file_system", lambda _: kind)
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    with pytest.raises(DeskError, match="network drive"):
        open_desk(tmp_path)
    assert not (tmp_path / "office" / "desk.db").exists()


def test_the_file_system_is_that_of_the_nearest_mount():
    assert place.file_system(Path("/proc/self")) == "proc"


def test_a_folder_that_cannot_be_made(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "file" / "office"))
    with pytest.raises(DeskError, match="cannot be written to"):
        open_desk(tmp_path)


HEAD = upgrade.SCRIPTS.get_current_head()
NEXT_STEP = f'revision, down_revision = "next", "{HEAD}"'
NEXT_STEP += """
import sqlalchemy as sa
from alembic import op
def upgrade():
    op.add_column("settings", sa.Column("more", sa.Text()))
    op.execute("INSERT INTO settings (key, value) VALUES ('upgraded', '1')")
"""


@pytest.fixture
def next_step(tmp_path, monkeypatch):
    """Let the program know one more step, which a test may spoil."""
    folder = tmp_path / "steps"
    folder.mkdir()
    for step in upgrade.STEPS.glob("*.py"):
        (folder / step.name).write_text(step.read_text(encoding="utf-8"), encoding="utf-8")
    scripts = upgrade.ScriptDirectory(folder, version_locations=[folder])
    monkeypatch.setattr(upgrade, "SCRIPTS", scripts)
    return folder / "next_step.py"


def columns_of(desk):
    return [column["name"] for column in sa.inspect(desk.engine).get_columns("settings")]


def test_an_upgrade_keeps_a_copy_and_what_was_there(sqlite_desk, tmp_path, next_step):
    write(sqlite_desk, "desk_id")
    next_step.write_text(NEXT_STEP, encoding="utf-8")
    with closing(open_desk(tmp_path)) as upgraded:
        assert (columns_of(upgraded), rows(upgraded)) == (["key", "value", "more"], 2)
    copy = sqlite_desk.folder / "desk-before-next.db"
    with closing(sqlite3.connect(copy)) as before:
        assert before.execute("SELECT key FROM settings").fetchall() == [("desk_id",)]
        assert before.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_an_upgrade_that_fails_changes_nothing(desk, tmp_path, next_step):
    write(desk, "desk_id")
    next_step.write_text(NEXT_STEP + '    op.execute("no SQL at all")\n', encoding="utf-8")
    with pytest.raises(DeskError):
        open_desk(tmp_path)
    assert (columns_of(desk), rows(desk)) == (["key", "value"], 1)
    with desk.reading() as connection:
        assert upgrade.revision_of(connection) == HEAD


def test_an_upgrade_that_is_killed_changes_nothing(desk, tmp_path, next_step):
    write(desk, "desk_id")
    next_step.write_text(
        NEXT_STEP + "    import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n", encoding="utf-8"
    )
    code = (
        "import sys; from pathlib import Path; from office.database import upgrade\n"
        "steps = Path(sys.argv[1])\n"
        "upgrade.SCRIPTS = upgrade.ScriptDirectory(steps, version_locations=[steps])\n"
        "from office.database.desk import open_desk; open_desk(Path(sys.argv[2]))\n"
    )
    command = [sys.executable, "-c", code, str(next_step.parent), str(tmp_path)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9
    assert (columns_of(desk), rows(desk)) == (["key", "value"], 1)


def test_there_is_no_upgrade_without_room_for_the_copy(sqlite_desk, tmp_path, next_step, monkeypatch):
    next_step.write_text(NEXT_STEP, encoding="utf-8")
    monkeypatch.setattr(upgrade, "make_private_file", refuse)
    with pytest.raises(DeskError, match="could not be copied"):
        open_desk(tmp_path)
    assert columns_of(sqlite_desk) == ["key", "value"]


def refuse(_):
    raise OSError(28, "No space left on device")


def test_every_audited_table_has_one_key():
    assert {len(table.primary_key.columns) for table in AUDITED} == {1}
    assert accounts in AUDITED


@pytest.mark.parametrize(
    "url", ["mysql://root:secret@localhost/x", "secret", "postgresql://a:secret@h:port/x", "://"]
)
def test_an_address_that_is_none_is_refused_without_being_repeated(tmp_path, monkeypatch, url):
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.setenv("RANH_DATABASE_URL", url)
    with pytest.raises(DeskError, match="no address of a database") as told:
        open_desk(tmp_path)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("start", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_addresses_are_taken_as_people_write_them(start):
    assert engine.read_url(f"{start}desk@localhost/ranh").drivername == "postgresql+psycopg"
