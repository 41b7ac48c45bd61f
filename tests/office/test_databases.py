"""Databases that tests use one after another: nothing of one test is in the next."""

from __future__ import annotations

import psycopg
import pytest
from desk_databases import Databases


@pytest.fixture
def own(server):
    return Databases(server)


def run(server, database, statement):
    with psycopg.connect(server.address(database)) as connection:
        return (
            connection.execute(statement.encode()).fetchall()
            if statement.startswith("SELECT")
            else connection.execute(statement.encode())
        )


def test_rows_and_counters_are_those_of_the_template(own, server):
    database = own.take("desk_template")
    run(server, database, "INSERT INTO settings (key, value) VALUES ('a', '1')")
    before = run(server, database, "SELECT nextval('accounts_id_seq')")
    own.give_back(database, "desk_template")
    assert own.take("desk_template") == database
    assert run(server, database, "SELECT count(*) FROM settings") == run(
        server, "desk_template", "SELECT count(*) FROM settings"
    )
    assert run(server, database, "SELECT nextval('accounts_id_seq')") == before
    server.drop(database)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "GRANT SELECT ON audit TO public",
        "CREATE TABLE more (a int)",
        "DROP TABLE drafts",
        "CREATE OR REPLACE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_a_database_of_another_shape_is_not_used_again(own, server, change):
    database = own.take("desk_template")
    run(server, database, change)
    own.give_back(database, "desk_template")
    assert own.take("desk_template") != database


def test_one_that_somebody_still_writes_in_is_emptied_too(own, server):
    database = own.take("desk_template")
    left = psycopg.connect(server.address(database))
    left.execute("INSERT INTO settings (key, value) VALUES ('a', '1')")
    own.give_back(database, "desk_template")
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    assert run(server, own.take("desk_template"), "SELECT key FROM settings WHERE key = 'a'") == []
