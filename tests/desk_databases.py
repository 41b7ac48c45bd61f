"""Databases in PostgreSQL for the tests of the desk: filled anew where that is enough, as making one takes long."""

from __future__ import annotations

from contextlib import closing
from itertools import count

import psycopg

CATALOGUES = (
    *("pg_class", "pg_attribute", "pg_trigger", "pg_proc", "pg_constraint", "pg_namespace"),
    *("pg_default_acl", "pg_extension", "pg_rewrite", "pg_type", "pg_policy"),
)
COUNTED = "SELECT '{0}', count(*)::text, max(xmin::text::bigint)::text FROM {0}"
RIGHTS = "SELECT 'rights', datacl::text, '' FROM pg_database WHERE datname = current_database()"
SETTINGS = "SELECT 'settings', setconfig::text, '' FROM pg_db_role_setting"
SHAPE = " UNION ALL ".join((*map(COUNTED.format, CATALOGUES), RIGHTS, SETTINGS))
"""Changes with whatever is done to a table, function, trigger or right; not with its rows."""
TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
COUNTERS = "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

numbers = count(1)


class Databases:
    """
    Databases that are each as their template is.

    Parameters
    ----------
    server
        On which they are made.
    """

    def __init__(self, server):
        self.server = server
        self._free = {}
        self._content = {}

    def take(self, template):
        """Return the name of a database in which nothing is but what its template holds."""
        free = self._free.setdefault(template, [])
        if free:
            return free.pop()
        name = f"desk_{next(numbers)}"
        self.server.create(name, template)
        return name

    def give_back(self, name, template):
        """Fill a database anew for the next test; drop it if a test changed more than rows, or holds it."""
        if self._is_filled_anew(name, template):
            self._free[template].append(name)
        else:
            self.server.drop(name)

    def _is_filled_anew(self, name, template):
        shape, tables, counters = self._content_of(template)
        try:
            with psycopg.connect(self.server.address(name)) as connection:
                connection.execute("SET lock_timeout = '2s'")
                connection.execute(END_OTHERS)
                if connection.execute(SHAPE).fetchall() != shape:
                    return False
                connection.execute("SET session_replication_role = replica")  # no guard, no foreign key
                connection.execute(";".join(f"DELETE FROM {table}" for table in tables))  # noqa: S608 - own tables
                for table, rows in tables.items():
                    if rows:
                        with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                            copy.write(rows)
                for counter in counters:
                    connection.execute("SELECT setval(%s, %s, %s)", counter)
        except psycopg.Error:
            return False
        return True

    def _content_of(self, template):
        if template not in self._content:
            with closing(psycopg.connect(self.server.address(template))) as connection:
                shape = connection.execute(SHAPE).fetchall()
                tables = {}
                for (table,) in connection.execute(TABLES).fetchall():
                    with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                        tables[table] = b"".join(copy)
                self._content[template] = shape, tables, connection.execute(COUNTERS).fetchall()
        return self._content[template]
