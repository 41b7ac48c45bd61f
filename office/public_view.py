"""
What is shown to people without an account: nothing, until an administrator says what.

Named are families of layers, so that a new version follows the one before; a new family is
shown to nobody until it is named. Restricted families are never part of it, whatever is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.database.schema import settings
from office.errors import DeskError
from office.rights import Act, require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.province import Province
    from office.database.desk import Desk
    from office.people import Person

KEY = "public_view"


@dataclass(frozen=True, kw_only=True)
class PublicView:
    """What is open to everybody."""

    families: tuple[str, ...]
    """Families of layers, sorted; none: the view is off."""

    @property
    def is_on(self) -> bool:
        """Whether anything is shown without an account."""
        return bool(self.families)


OFF = PublicView(families=())


def proposed(province: Province) -> PublicView:
    """Return what is proposed to be shown: open layers that a decision published, and no other."""
    families = {layer.family for layer in province.layers if layer.decision_number and not layer.restricted}
    return PublicView(families=tuple(sorted(families)))


def public_view(desk: Desk) -> PublicView:
    """Return what is open to everybody now."""
    with desk.reading() as connection:
        return _read(connection)


def open_to_public(desk: Desk, person: Person, families: Iterable[str]) -> PublicView:
    """
    Show families of layers to people without an account.

    Raises
    ------
    RightError
        If the person may not set up the desk.
    DeskError
        If no family is named.
    """
    require(person, Act.SET_UP)
    view = PublicView(families=tuple(sorted(set(families))))
    if not view.is_on:
        raise DeskError(
            "Nothing is named that people without an account shall see: name a layer.",
            "Chưa nêu lớp dữ liệu nào để công khai: hãy nêu ít nhất một lớp.",
        )
    with desk.writing() as connection:
        _write(connection, person, view, "open_to_public")
    return view


def close_to_public(desk: Desk, person: Person) -> None:
    """
    Show nothing any more to people without an account.

    Raises
    ------
    RightError
        If the person may not set up the desk.
    """
    require(person, Act.SET_UP)
    with desk.writing() as connection:
        _write(connection, person, OFF, "close_to_public")


def close_public_view(connection: sa.Connection, person: Person | None) -> bool:
    """Show nothing any more without an account, and return whether anything was: after a restore."""
    kept = _read(connection)
    if kept.is_on:
        _write(connection, person, OFF, "close_to_public")
    return kept.is_on


def _read(connection: sa.Connection) -> PublicView:
    kept = connection.scalar(sa.select(settings.c.value).where(settings.c.key == KEY))
    return OFF if not kept else PublicView(families=tuple(kept["families"]))


def _write(connection: sa.Connection, person: Person | None, view: PublicView, act: str) -> None:
    value = {"families": list(view.families)}
    changed = connection.execute(settings.update().where(settings.c.key == KEY).values(value=value))
    if not changed.rowcount:
        connection.execute(settings.insert().values(key=KEY, value=value))
    audit.append(connection, person, act, table=settings, key=KEY, facts=value)
