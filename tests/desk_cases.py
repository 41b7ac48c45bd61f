"""People and cases for the tests of the desk."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from itertools import count

from layers.check import check_province
from layers.province import open_province
from office import audit
from office.cases.listing import Wanted, list_cases
from office.cases.model import Step, StepKind
from office.cases.said import today
from office.cases.steps import take_step
from office.cases.sync import sync_cases
from office.cases.told import told_of
from office.database.schema import accounts
from office.database.types import now
from office.people import Person, Role

DAY = date(2026, 11, 26)
keys = count(1)
as_made = {}
checked = {}
NOT_CHECKED = {"office", ".ranh"}
"""Folders beside a province that no check reads."""


def check_once(folder, day):
    """Return a check as it may be told, done once for the same files: each test has it for two databases."""
    province = open_province(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not NOT_CHECKED & {*path.parts})
    digest = hashlib.sha256(str(day).encode())
    for path in files:
        digest.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode() + path.read_bytes())
    if digest.digest() not in checked:
        checked[digest.digest()] = told_of(check_province(province, day), province)
    return checked[digest.digest()], province


def add_person(desk, name, role, communes=(), full_name=None):
    """Write an account straight into the desk, without a password, and return who it is."""
    with desk.writing() as connection:
        key = connection.execute(
            accounts.insert().values(
                name=name,
                full_name=full_name or name.title(),
                role=str(role),
                communes=sorted(communes),
                unit="",
                password_hash="",
                active=True,
                must_change=False,
                created_at=now(),
                version=1,
                failed_count=0,
            )
        ).inserted_primary_key[0]
        audit.append(connection, None, "add_account", table=accounts, key=key)
    return Person(
        id=key, name=name, full_name=full_name or name.title(), role=role, communes=frozenset(communes)
    )


class Office:
    """
    A desk with four people: an officer, another one, a chief, and an officer of commune 01.

    They are written into it, unless `people` says that they are there.
    """

    def __init__(self, desk, people=None):
        self.desk = desk
        self.people = people or (
            add_person(desk, "an", Role.PROVINCIAL_OFFICER, full_name="Lò Văn An"),
            add_person(desk, "binh", Role.PROVINCIAL_OFFICER, full_name="Tao Thị Bình"),
            add_person(desk, "chi", Role.CHIEF, full_name="Vàng Thị Chi"),
            add_person(desk, "dao", Role.COMMUNE_OFFICER, {"01"}, full_name="Giàng A Đào"),
        )
        self.officer, self.other, self.chief, self.commune = self.people

    def sync(self, folder, person=None, day=DAY, **more):
        """Check the province in a folder as it now is, and bring the cases in line."""
        told, province = check_once(folder, day)
        return sync_cases(self.desk, person or self.officer, told, province, **more)

    def sync_untouched(self, folder):
        """As `sync`, for a folder as it was made: checked once for all tests, whose files are the same."""
        province = open_province(folder)
        if not as_made:
            as_made["told"] = told_of(check_province(province, DAY), province)
            as_made["files"] = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        for name, body in as_made["files"].items():
            (folder / name).write_bytes(body)
        return sync_cases(self.desk, self.officer, as_made["told"], province)

    def case(self, subject, person=None):
        """Return the case of a subject as it now is."""
        return next(case for case in self.all(person) if case.subject == subject)

    def all(self, person=None):
        """Return all cases that somebody may see, as they now are."""
        return list_cases(self.desk, person or self.chief, Wanted(per_page=0)).cases

    def step(self, person, subject, kind, text="", *, seen=None, key=None, **more):
        """Take a step in the case of a subject."""
        case = self.case(subject)
        return take_step(
            self.desk,
            person,
            Step(
                case_id=case.id,
                version_seen=case.version if seen is None else seen,
                kind=StepKind(kind),
                key=key or f"key-{next(keys)}",
                text=text,
                **more,
            ),
        )

    def decide(self, subject, kind="accept"):
        """Bring a new case to a signed decision."""
        self.step(self.officer, subject, "take")
        more = {"document_number": "12/BC-SNNMT"} if kind != "accept" else {}
        self.step(self.officer, subject, kind, "Đã đối chiếu hồ sơ và thực địa.", **more)
        if self.case(subject).proposal is not None:
            self.step(self.chief, subject, "sign")
        return self.case(subject)


SOON = today() + timedelta(days=14)
