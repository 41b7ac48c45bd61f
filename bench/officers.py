"""Officers for measurements: a desk with real cases, and people who decide whatever can be decided next."""

from __future__ import annotations

import os
import sys
import uuid
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.server import running
from layers.check import check_province
from layers.province import open_province
from office import audit
from office.cases.model import Case, Step, StepKind
from office.cases.needs import possible_steps
from office.cases.sync import sync_cases
from office.cases.told import told_of
from office.database.desk import open_desk
from office.database.schema import accounts, cases
from office.database.types import now
from office.people import Person, Role

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

    from bench.server import Server

NAMES = ("Lò Văn An", "Tao Thị Bình", "Vàng Thị Chi", "Giàng A Đào")
DECIDED = (
    StepKind.TAKE,
    StepKind.ACCEPT,
    StepKind.CONTEST,
    StepKind.RESOLVE,
    StepKind.SIGN,
    StepKind.REFUSE,
    StepKind.WITHDRAW,
    StepKind.REOPEN,
)
REASON = "Đã đối chiếu hồ sơ và thực địa."
SETTINGS = ("wal_level=replica",)
"""PostgreSQL as it comes: every commit reaches the disk."""


@contextmanager
def place(folder: Path, database: str) -> Iterator[Server | None]:
    """Name the desk in the environment, in a folder; give the server that was started for it."""
    os.environ["RANH_OFFICE"] = str(folder / "office")
    os.environ.pop("RANH_DATABASE_URL", None)
    if database == "sqlite":
        yield None
        return
    with running(SETTINGS) as server:
        if server is None:
            sys.exit("There is no PostgreSQL on this machine.")
        server.create("desk")
        os.environ["RANH_DATABASE_URL"] = server.url("desk")
        yield server
        del os.environ["RANH_DATABASE_URL"]


def where() -> dict[str, str]:
    """Return what names the desk, for a process that was not started with it."""
    return {name: os.environ[name] for name in ("RANH_OFFICE", "RANH_DATABASE_URL") if name in os.environ}


def go_to(desk: dict[str, str]) -> None:
    """Work at the desk of `where`."""
    os.environ.pop("RANH_DATABASE_URL", None)
    os.environ.update(desk)


def fill(province_folder: Path) -> tuple[Person, ...]:
    """Make a desk with four chiefs, who may all decide and sign, and the cases of a province."""
    province = open_province(province_folder)
    told = told_of(check_province(province, date(2026, 11, 26)), province)
    with closing(open_desk(province_folder)) as desk:
        people = []
        for name in NAMES:
            values = {"name": name.split()[-1], "full_name": name, "role": str(Role.CHIEF), "communes": []}
            values |= {"unit": "", "password_hash": "", "active": True, "must_change": False, "version": 1}
            with desk.writing() as connection:
                made = accounts.insert().values(**values, created_at=now(), failed_count=0)
                key = connection.execute(made).inserted_primary_key[0]
                audit.append(connection, None, "add_account", table=accounts, key=key)
            people.append(Person(id=key, name=name.split()[-1], full_name=name, role=Role.CHIEF))
        sync_cases(desk, people[0], told, province)
        with desk.reading() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(cases)).scalar_one()
    if not count:
        raise ValueError("the province has no cases to decide on")
    return tuple(people)


def some_step(person: Person, case: Case, chance: random.Random) -> Step:
    """Return something that the person can do to the case as it is."""
    kinds = [kind for kind in possible_steps(person, case) if kind in DECIDED]
    return Step(
        case_id=case.id,
        version_seen=case.version,
        kind=chance.choice(kinds),
        key=str(uuid.UUID(int=chance.getrandbits(128))),
        text=REASON,
        document_number="12/BC-SNNMT",
    )
