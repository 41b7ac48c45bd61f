"""Tables whose rows are never changed nor removed: the database itself refuses, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = ("audit", "case_events", "attachments", "reports", "project_entries")
FUNCTION = "ranh_append_only"


def statements(dialect: str, tables: tuple[str, ...] = TABLES) -> Iterator[str]:
    """Yield what makes the guards; a migration runs them."""
    if dialect == "postgresql":
        yield _FUNCTION
    for table in tables:
        yield from (_sqlite(table) if dialect == "sqlite" else _postgresql(table)).values()


def missing(connection: sa.Connection) -> list[str]:
    """Return the guards that this database has no more, or has otherwise or switched off."""
    dialect = connection.dialect.name
    wanted: dict[str, str] = {}
    for table in TABLES:
        wanted |= _sqlite(table) if dialect == "sqlite" else _postgresql(table)
    if dialect == "sqlite":
        rows = connection.execute(sa.text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
        found = {row.name: row.sql for row in rows}
        return [name for name, text in wanted.items() if found.get(name) != text]
    # O and A: fires in ordinary sessions. The body of the function is compared with ours.
    armed = connection.execute(
        sa.text(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgenabled IN ('O', 'A') AND p.proname = :name AND p.prosrc = :body"
        ),
        {"name": FUNCTION, "body": _BODY},
    )
    return sorted(set(wanted) - {row.tgname for row in armed})


_BODY = """
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
"""
_FUNCTION = f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"


def _sqlite(table: str) -> dict[str, str]:
    return {
        f"{table}_no_{act}": f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        for act in ("update", "delete")
    }


def _postgresql(table: str) -> dict[str, str]:
    return {
        f"{table}_append_only": f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
    }
