"""Many rows of the trail at once are the rows that one by one would have been."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from office import audit, audit_many
from office.audit_many import Entry, append_many
from office.audit_verify import verify
from office.database.schema import audit as trail
from office.database.schema import checks
from office.database.types import now
from office.people import Person, Role

WHO = Person(id=7, name="an", full_name="An", role=Role.CHIEF)


def add_checks(connection, count):
    row = {"at": now(), "as_of": now().date(), "layers": {}, "counts": {"conflict": 1}, "changes": {}}
    return [connection.execute(checks.insert().values(row)).inserted_primary_key[0] for _ in range(count)]


@pytest.mark.parametrize("at_once", [2, 500])
def test_they_are_chained_and_each_tells_its_row(desk, monkeypatch, at_once):
    monkeypatch.setattr(audit_many, "AT_ONCE", at_once)
    with desk.writing() as connection:
        keys = add_checks(connection, 5)
        first = audit.append(connection, WHO, "one", table=checks, key=keys[0], facts={"n": 0})
        entries = [Entry(act="many", table=checks, key=key, facts={"n": key}) for key in keys[1:]]
        append_many(connection, WHO, entries)
        last = audit.append(connection, WHO, "one", table=checks, key=keys[0])
    assert last == first + 5
    with desk.reading() as connection:
        rows = connection.execute(sa.select(trail).order_by(trail.c.sequence)).mappings().all()
        told = rows[-6:]
        assert [row["object_id"] for row in told[1:-1]] == [str(key) for key in keys[1:]]
        assert [row["previous_hash"] for row in told[1:]] == [row["hash"] for row in told[:-1]]
        assert [row["row_digest"] for row in told[1:-1]] == [
            audit.row_digest(connection, checks, key) for key in keys[1:]
        ]
    assert {(row["person_id"], row["person_name"]) for row in told} == {(7, "an")}
    assert verify(desk).ok


def test_nothing_to_tell_tells_nothing(desk):
    with desk.writing() as connection:
        append_many(connection, WHO, [])
        assert connection.scalar(sa.select(sa.func.count()).select_from(trail)) == 0
