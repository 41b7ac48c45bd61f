"""Sealed land is looked at only with a right, a reason, and a row in the audit trail for each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office import audit
from office.errors import SealedError
from office.rights import Act, require
from office.sealed.seen import note_vault
from office.sealed.vault import FOLDER, unlock_vault

if TYPE_CHECKING:
    from layers.catalogue import LayerUse
    from office.database.desk import Desk
    from office.people import Person
    from office.sealed.crypt import Passphrase
    from office.sealed.vault import Vault

LEAST_REASON = 10


def unlock_for(desk: Desk, person: Person, passphrase: Passphrase, act: Act = Act.SEAL) -> Vault:
    """
    Open the desk's vault to work on it; a try with a wrong passphrase is remembered.

    An older vault than the desk has seen opens too: ask `office.sealed.seen.older_vault`.

    Raises
    ------
    RightError, SealedError
        If the person may not, or the vault does not open.
    """
    require(person, act)
    try:
        vault = unlock_vault(desk.folder / FOLDER, passphrase)
    except SealedError:
        with desk.writing() as connection:
            audit.append(connection, person, "vault_refused", kind="vault")
        raise
    note_vault(desk, person, vault)
    return vault


def view_sealed(desk: Desk, person: Person, passphrase: Passphrase, reason: str) -> tuple[LayerUse, ...]:
    """
    Return the sealed layers for a person to see; each is in the audit trail before it is returned.

    Raises
    ------
    RightError, SealedError
        If the person may not, gives no reason, or the vault does not open.
    """
    require(person, Act.SEE_EXACT)
    told = " ".join(reason.split())
    if len(told) < LEAST_REASON:
        raise SealedError(
            f"Say why sealed land has to be seen, in {LEAST_REASON} characters or more.",
            f"Hãy nêu lý do cần xem dữ liệu niêm phong, ít nhất {LEAST_REASON} ký tự.",
        )
    uses = unlock_for(desk, person, passphrase, Act.SEE_EXACT).uses()
    with desk.writing() as connection:
        for use in uses:
            facts = {"reason": told}
            audit.append(connection, person, "see_exact", kind="layer", key=use.layer.id, facts=facts)
    return uses
