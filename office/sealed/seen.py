"""
The newest state of the vault that this desk has seen: a whole vault that was put back to an older one.

A vault knows each of its files, so that no single one can be exchanged; an older copy of all of
them is sound in itself, and only something outside of it can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.audit_told import Told
from office.database.schema import settings
from office.rights import Act, require

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person
    from office.sealed.vault import Vault

SETTING = "vault_seen"
OLDER = Told(
    en="The vault is an older one than this desk has seen (state {opened} of {newest}): layers sealed since "
    "may be missing. Put the newest one back, or accept this one with `ranh sealed list --accept-older`.",
    vi="Kho niêm phong cũ hơn bản đơn vị đã từng mở (bản {opened}, mới nhất là {newest}): có thể thiếu các "
    "lớp niêm phong sau đó. Hãy đưa lại bản mới nhất, hoặc chấp nhận bản này bằng "
    "`ranh sealed list --accept-older`.",
)
ANOTHER = Told(
    en="The vault is another one than this desk has seen. Put that one back, or accept this one with "
    "`ranh sealed list --accept-older`.",
    vi="Kho niêm phong khác với kho đơn vị đã từng mở. Hãy đưa lại kho trước, hoặc chấp nhận kho này bằng "
    "`ranh sealed list --accept-older`.",
)


def note_vault(desk: Desk, person: Person, vault: Vault, *, is_new: bool = False) -> None:
    """
    Remember the state of a vault that was opened or written; one that is older is put into the trail.

    Parameters
    ----------
    is_new
        The vault was made now, in the place of whatever was there before.
    """
    opened = {"opened_key": vault.public_key, "opened": vault.contents.state}
    newest = {"key": vault.public_key, "newest": vault.contents.state}
    with desk.writing() as connection:
        before = _seen(connection)
        if before is None or is_new or not _is_older(before | opened):
            after, act = opened | newest, "vault_seen"
        else:
            after, act = before | opened, "vault_older"
        if after != before or act == "vault_older":
            _keep(connection, person, after, act)


def older_vault(desk: Desk) -> Told | None:
    """Return the warning where the vault that was opened last is not the newest one seen."""
    with desk.reading() as connection:
        seen = _seen(connection)
    if seen is None or not _is_older(seen):
        return None
    told = OLDER if seen["key"] == seen["opened_key"] else ANOTHER
    return Told(en=told.en.format(**seen), vi=told.vi.format(**seen))


def accept_older(desk: Desk, person: Person) -> None:
    """
    Take the vault that was opened last for the newest one, whatever was seen before.

    Raises
    ------
    RightError
        If the person may not seal.
    """
    require(person, Act.SEAL)
    with desk.writing() as connection:
        seen = _seen(connection)
        if seen is not None and _is_older(seen):
            taken = seen | {"key": seen["opened_key"], "newest": seen["opened"]}
            _keep(connection, person, taken, "vault_accepted")


def _is_older(seen: dict[str, Any]) -> bool:
    return bool(seen["key"] != seen["opened_key"] or seen["opened"] < seen["newest"])


def _seen(connection: sa.Connection) -> dict[str, Any] | None:
    found: dict[str, Any] | None = connection.scalar(
        sa.select(settings.c.value).where(settings.c.key == SETTING)
    )
    return found


def _keep(connection: sa.Connection, person: Person, value: dict[str, Any], act: str) -> None:
    mine = settings.c.key == SETTING
    if not connection.execute(settings.update().where(mine).values(value=value)).rowcount:
        connection.execute(settings.insert().values(key=SETTING, value=value))
    audit.append(connection, person, act, table=settings, key=SETTING, facts=value)
