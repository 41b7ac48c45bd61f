"""The desk's database: kept all together or not at all, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from office import audit
from office.database.schema import settings


def test_what_is_written_is_read(desk):
    with desk.writing() as connection:
        connection.execute(settings.insert().values(key="desk_id", value={"a": "đất"}))
        audit.append(connection, None, "set_up", table=settings, key="desk_id")
    with desk.reading() as connection:
        assert connection.execute(sa.select(settings.c.value)).scalar_one() == {"a": "đất"}


def test_nothing_is_kept_of_a_change_that_fails(desk):
    with pytest.raises(ZeroDivisionError), desk.writing() as connection:
        connection.execute(settings.insert().values(key="desk_id", value=1))
        audit.append(connection, None, "set_up", table=settings, key="desk_id")
        _ = 1 / 0
    with desk.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(settings)).scalar_one() == 0
        assert connection.execute(sa.select(sa.func.count()).select_from(audit.audit)).scalar_one() == 0
