"""The province as the person who runs a command may see it: told, or exact for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.settings import Settings
from commands.viewing import Viewing, viewing
from layers.corridor.seen import FolderSeen
from layers.province import open_province
from layers.told import of_sites, without_findings
from office.cases.told import communes_touched
from office.people import OWNER
from office.rights import Act, Where, reach, require

if TYPE_CHECKING:
    from pathlib import Path

    from layers.check import CheckResult


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

    def narrow(told: CheckResult) -> CheckResult:
        return _narrowed(told, viewer)

    return FolderSeen(whole=open_province(Settings.folder), is_exact=viewer.is_exact, narrow=narrow)


def _narrowed(told: CheckResult, viewer: Viewing) -> CheckResult:
    """Leave the findings of the own communes to whoever has a right in these alone, else none."""
    where = reach(viewer.person, Act.SEE_FINDINGS)
    if where is Where.EVERYWHERE:
        return told
    if where is None:
        return without_findings(told)
    touched = communes_touched(told).items()
    return of_sites(told, [s for s, codes in touched if not viewer.person.communes.isdisjoint(codes)])
