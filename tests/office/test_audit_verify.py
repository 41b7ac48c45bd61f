"""The audit trail: whole as written; a change, a gap, a cut and a rewriting are each found and named."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bench.changed_bytes import filled, outcome, places
from office import audit
from office.audit_verify import verify
from office.database import anchor
from office.database.desk import Desk, open_desk
from office.database.schema import settings
from office.people import Person, Role

CHIEF = Person(id=7, name="chief", full_name="Trưởng phòng", role=Role.CHIEF)


def write(desk, *keys, value="đất"):
    for key in keys:
        with desk.writing() as connection:
            connection.execute(settings.insert().values(key=key, value=value))
            audit.append(connection, CHIEF, "set_up", table=settings, key=key, facts={"a": [1, "ô"]})


def tamper(desk, *statements):
    """Change the database past its guards, as somebody with the file or the server would."""
    with desk.engine.connect().execution_options(ranh_writes=True) as connection, connection.begin():
        guards = []
        if desk.is_sqlite:
            asked = sa.text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            guards = connection.execute(asked).all()
            for guard in guards:
                connection.exec_driver_sql(f"DROP TRIGGER {guard.name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
        for guard in guards:
            connection.exec_driver_sql(guard.sql)


def trail_update(**values):
    told = ", ".join(f"{name} = '{value}'" for name, value in values.items())
    return f"UPDATE audit SET {told} WHERE sequence = 2"  # noqa: S608 - of this test


def problems(desk):
    return [problem.en for problem in verify(desk).problems]


def test_what_was_written_is_whole(desk):
    assert (verify(desk).ok, verify(desk).head) == (True, None)
    write(desk, "a", "b", "c")
    told = verify(desk)
    assert (told.ok, told.rows, told.objects, told.notes) == (True, 3, 3, ())
    assert told.head.sequence == 3


def test_digest_is_the_same_on_both_databases(desk):
    """So that a desk can move from one to the other with its trail."""
    write(desk, "a")
    with desk.reading() as connection:
        digest = connection.execute(sa.select(audit.audit.c.row_digest)).scalar_one()
    assert digest == hashlib.sha256('{"key":"a","value":"\\"đất\\""}'.encode()).hexdigest()


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["UPDATE audit SET person_name = 'other' WHERE sequence = 2"], "Audit row 2 ('set_up') was changed"),
        (["UPDATE audit SET facts = '{\"a\": [1,\"ô\"]}' WHERE sequence = 2"], "Audit row 2 ('set_up') was changed"),
        (["UPDATE audit SET at = '2020-01-01T00:00:00.000000+00:00' WHERE sequence = 3"], "Audit row 3"),
        (["DELETE FROM audit WHERE sequence = 2"], "Audit rows 2 to 2 are missing"),
        (["DELETE FROM audit WHERE sequence = 1"], "Audit rows 1 to 1 are missing"),
        (["UPDATE settings SET value = '1' WHERE key = 'b'"], "The row settings b is not what the audit trail says"),
        (["UPDATE settings SET key = 'x' WHERE key = 'b'"], "The row settings x is in no audit row"),
        (["DELETE FROM settings WHERE key = 'b'"], "The row settings b was removed without an audit row"),
        (["INSERT INTO settings (key, value) VALUES ('z', '1')"], "The row settings z is in no audit row"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(desk, statements, told):
    write(desk, "a", "b", "c")
    tamper(desk, *statements)
    assert told in problems(desk)[0]


def test_an_act_about_a_row_that_it_does_not_change(desk):
    """A failed login tells whose, and writes nothing to the account."""
    write(desk, "a")
    with desk.writing() as connection:
        audit.append(connection, None, "looked", kind="settings", key="a")
    assert verify(desk).ok
    tamper(desk, "UPDATE settings SET value = '1'")
    assert problems(desk) == ["The row settings a is not what the audit trail says of it."]


def test_a_row_that_was_removed_with_an_audit_row_may_not_come_back(desk):
    write(desk, "a")
    with desk.writing() as connection:
        connection.execute(settings.delete())
        audit.append(connection, CHIEF, "take_away", table=settings, key="a")
    assert verify(desk).ok
    tamper(desk, "INSERT INTO settings (key, value) VALUES ('a', '\"đất\"')")
    assert problems(desk) == ["The row settings a is not what the audit trail says of it."]


def test_a_row_of_anothers_hash_does_not_follow(desk):
    write(desk, "a", "b")
    with desk.reading() as connection:
        row = dict(
            connection.execute(sa.select(audit.audit).where(audit.audit.c.sequence == 2)).mappings().one()
        )
    row["previous_hash"] = "f" * 64
    tamper(
        desk,
        trail_update(previous_hash="f" * 64, hash=audit.hash_of(row)),
    )
    assert problems(desk)[0] == "Audit row 2 does not follow from row 1."


def test_rows_cut_off_the_end_are_found_by_the_anchor(desk):
    write(desk, "a", "b", "c", "d")
    tamper(desk, "DELETE FROM audit WHERE sequence > 2", "DELETE FROM settings WHERE key IN ('c', 'd')")
    assert problems(desk) == [
        "Audit rows 3 to 4 are missing: the database was put back from an older copy, or its last rows were cut off."
    ]


def test_a_trail_that_was_emptied_is_found_by_the_anchor(desk):
    write(desk, "a")
    tamper(desk, "DELETE FROM audit", "DELETE FROM settings")
    assert problems(desk)[0].startswith("Audit rows 1 to 1 are missing")


def test_a_trail_that_was_rewritten_is_found_by_the_anchor(desk):
    write(desk, "a", "b")
    with desk.reading() as connection:
        row = dict(
            connection.execute(sa.select(audit.audit).where(audit.audit.c.sequence == 2)).mappings().one()
        )
    row["person_name"] = "other"
    tamper(desk, trail_update(person_name="other", hash=audit.hash_of(row)))
    assert problems(desk) == [
        "Audit row 2 is not the one that was kept outside of the database: the trail was rewritten."
    ]


def test_an_older_copy_of_the_file_is_found_by_the_anchor(sqlite_desk, tmp_path):
    write(sqlite_desk, "a")
    sqlite_desk.close()
    shutil.copy(sqlite_desk.folder / "desk.db", tmp_path / "older.db")
    write(sqlite_desk, "b")
    sqlite_desk.close()
    shutil.copy(tmp_path / "older.db", sqlite_desk.folder / "desk.db")
    with closing(open_desk(tmp_path)) as reopened:
        assert problems(reopened)[0].startswith("Audit rows 2 to 2 are missing: the database was put back")


def test_the_anchor_may_lag_behind(desk):
    """The program was killed between the commit and the line of the anchor."""
    write(desk, "a", "b")
    file = desk.folder / anchor.FILE
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    assert verify(desk).ok
    assert [json.loads(line)["sequence"] for line in file.read_text().splitlines()] == [1, 2]


def test_a_line_of_the_anchor_that_was_cut_is_no_fault(desk):
    write(desk, "a", "b")
    file = desk.folder / anchor.FILE
    file.write_bytes(file.read_bytes()[:-30])
    assert verify(desk).ok


def test_a_decision_stands_where_the_anchor_cannot_be_written(desk, monkeypatch, caplog):
    monkeypatch.setattr(anchor, "FILE", "no/such/folder")
    write(desk, "a")
    assert "could not be written" in caplog.text
    monkeypatch.undo()
    assert verify(desk).rows == 1


def test_order_is_that_of_the_sequence_not_of_the_clock(desk, monkeypatch):
    write(desk, "a")
    monkeypatch.setattr(audit, "now", lambda: datetime.now(tz=UTC) - timedelta(hours=1))
    write(desk, "b")
    assert verify(desk).ok


def test_a_guard_that_was_taken_away_is_named(sqlite_desk):
    with sqlite_desk.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
    assert "audit_no_delete" in problems(sqlite_desk)[0]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit DISABLE TRIGGER audit_append_only",
        "DROP TRIGGER audit_append_only ON audit",
        "CREATE OR REPLACE FUNCTION ranh_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ],
)
def test_a_guard_that_was_switched_off_is_named(postgresql_desk, statement):
    with postgresql_desk.writing() as connection:
        connection.exec_driver_sql(statement)
    assert any(problem.startswith("The guard audit_append_only") for problem in problems(postgresql_desk))


def test_a_table_that_is_otherwise_is_named(sqlite_desk):
    with sqlite_desk.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE more (a)")
    assert problems(sqlite_desk) == ["The table, index or guard more is not as this program made it."]


def test_problems_beyond_twenty_are_counted(desk):
    write(desk, *(f"k{number}" for number in range(25)))
    tamper(desk, "UPDATE settings SET value = '2'")
    told = verify(desk)
    assert (len(told.problems), told.problem_count) == (20, 25)


def test_any_changed_byte_is_found(tmp_path, monkeypatch):
    """RANH_CHANGED_BYTES=1000 asks for as many; `python -m bench.changed_bytes` counts them by kind."""
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    file = filled(tmp_path)
    candidates = list(places(file))
    chance = random.Random(5)  # noqa: S311 - to be the same again
    tries = int(os.environ.get("RANH_CHANGED_BYTES", "25"))
    assert "not found" not in {outcome(file, candidates, chance)[1] for _ in range(tries)}


def test_a_desk_that_is_not_there_is_no_sound_one(tmp_path):
    desk = Desk(f"sqlite:///{tmp_path / 'none.db'}", tmp_path)
    with closing(desk):
        assert not verify(desk).ok
