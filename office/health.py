"""
Whether everything that the office depends on is as it should be: one sign for each part.

What was not looked at, or could not be, is "unknown" and never "well".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.health_desk import backup, clock, database, disk, log_sign, people, trail
from office.health_province import libraries, province_signs, vault_sign
from office.rights import Act, require

if TYPE_CHECKING:
    from pathlib import Path

    from office.database.desk import Desk
    from office.people import Person
    from office.signs import Sign


def examine(desk: Desk, person: Person, province_folder: Path, *, thorough: bool = False) -> tuple[Sign, ...]:
    """
    Return a sign for each part, in a fixed order.

    Parameters
    ----------
    thorough
        Also compare every row with the audit trail, and read every layer; else these are unknown.

    Raises
    ------
    RightError
        If the person may not see it.
    """
    require(person, Act.SEE_HEALTH)
    return (
        *database(desk),
        trail(desk, thorough=thorough),
        clock(desk),
        backup(desk),
        disk(desk.folder),
        log_sign(),
        *people(desk),
        *province_signs(province_folder, thorough=thorough),
        vault_sign(desk),
        libraries(),
    )
