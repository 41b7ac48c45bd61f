"""The province as the person who runs a command may see it: told, or exact for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.settings import Settings
from commands.viewing import viewing
from layers.corridor.seen import FolderSeen
from layers.province import open_province
from office.people import OWNER
from office.rights import Act, require

if TYPE_CHECKING:
    from pathlib import Path


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
    return FolderSeen(whole=open_province(Settings.folder), is_exact=viewer.is_exact)
