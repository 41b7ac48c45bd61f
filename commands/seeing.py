"""The province as the person who runs a command may see it: told, or exact for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.identity import desk_if_there
from commands.settings import Settings
from commands.viewing import viewing
from layers.corridor.seen import FolderSeen
from layers.money.edits import NO_EDITS
from layers.province import open_province
from office.people import OWNER
from office.projects.reading import read_edits
from office.rights import Act, require

if TYPE_CHECKING:
    from pathlib import Path

    from layers.money.edits import Edits


def seeing(command: str, reason: str, to: Path | None = None) -> FolderSeen:
    """
    Return what the person who runs a command may see of the province.

    Parameters
    ----------
    command
        Its name, for the audit trail.
    reason
        Why restricted land has to be seen as it is; "": what may be told is enough.
    to
        File that is to be written: it needs the right that a download needs on the page.

    Raises
    ------
    AccountError
        If the name or password is missing or wrong, or the reason too short.
    RightError
        If the person may not see the map or take a file away, or not see restricted land although
        a reason is given.
    """
    viewer = viewing(Act.SEE_MAP, command, reason)
    if to is not None and viewer.person != OWNER:
        require(viewer.person, Act.DOWNLOAD, viewer.person.communes or None)
    whole = open_province(Settings.folder)
    return FolderSeen(whole=whole, is_exact=viewer.is_exact, edits=edits_if_there())


def edits_if_there() -> Edits:
    """Return what the office wrote of projects; nothing where there is no office: none is made."""
    desk = desk_if_there()
    return NO_EDITS if desk is None else read_edits(desk)
