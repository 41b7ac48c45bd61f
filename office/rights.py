"""
Every right, in one table: which role may do what, everywhere or in its own communes alone.

Nothing else in the program decides on rights. Pages, addresses, downloads, commands and
reports ask `require`; a widget that is not shown is no protection.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from office.errors import RightError
from office.people import OWNER, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from office.people import Person


class Act(StrEnum):
    """What may be allowed or not."""

    SEE_MAP = "see_map"
    """Open layers and projects, without findings."""
    SEE_FINDINGS = "see_findings"
    """Findings as they may be told without knowing restricted land."""
    DOWNLOAD = "download"
    """Findings as a file, as they may be told."""
    EXPORT = "export"
    """The package of a commune or former district."""
    IMPORT = "import"
    """Open layers."""
    IMPORT_PROJECTS = "import_projects"
    """Projects. Those for defence or security are changed only by who may import restricted layers too."""
    IMPORT_RESTRICTED = "import_restricted"
    """Layers of defence and security land in plain text."""
    EDIT_PROJECTS = "edit_projects"
    """Write events and decided facts of projects that are told to everybody who sees findings."""
    SEE_CASES = "see_cases"
    NOTE = "note"
    """Notes and attachments of a case."""
    WORK = "work"
    """Take a case, send it to a consultee, record the answer, propose or take a decision, reopen."""
    ASSIGN = "assign"
    """Give a case to somebody, set its day."""
    SIGN = "sign"
    """Decide as the second person."""
    REPORT = "report"
    PACK_DOSSIER = "pack_dossier"
    """Ask about sealed land: the answer on the cover, and the file for the cleared machine."""
    RELEASE_ANSWER = "release_answer"
    """Look at answers that an alarm holds, and let them go."""
    SEE_EXACT = "see_exact"
    """Defence and security land as it is, with a reason for each view."""
    SEAL = "seal"
    """Seal layers, make and approve the cover, answer dossiers."""
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_AUDIT = "see_audit"
    BACK_UP = "back_up"
    SEE_HEALTH = "see_health"
    SET_UP = "set_up"
    """Settings of the desk."""


class Where(StrEnum):
    """How far a right reaches."""

    EVERYWHERE = "everywhere"
    OWN = "own"
    """Only what touches a commune of the person."""


_VIEW = frozenset({Act.SEE_MAP})
_READ = _VIEW | {Act.SEE_FINDINGS, Act.DOWNLOAD, Act.EXPORT, Act.SEE_CASES, Act.REPORT}
_IMPORT = frozenset({Act.IMPORT, Act.IMPORT_PROJECTS, Act.EDIT_PROJECTS})
_OFFICER = _READ | _IMPORT | {Act.NOTE, Act.WORK, Act.PACK_DOSSIER}
_CHIEF = _OFFICER | {Act.ASSIGN, Act.SIGN, Act.RELEASE_ANSWER, Act.SEE_AUDIT}

RIGHTS: dict[Role, dict[Act, Where]] = {
    Role.PUBLIC_VIEWER: dict.fromkeys(_VIEW, Where.EVERYWHERE),
    Role.COMMUNE_OFFICER: dict.fromkeys(_READ | {Act.NOTE}, Where.OWN) | {Act.SEE_MAP: Where.EVERYWHERE},
    Role.PROVINCIAL_OFFICER: dict.fromkeys(_OFFICER, Where.EVERYWHERE),
    Role.PLANNER: dict.fromkeys(_READ | _IMPORT | {Act.NOTE}, Where.EVERYWHERE),
    Role.CHIEF: dict.fromkeys(_CHIEF, Where.EVERYWHERE),
    Role.DEFENCE_STEWARD: dict.fromkeys(
        _READ
        | {Act.NOTE, Act.IMPORT_PROJECTS, Act.IMPORT_RESTRICTED}
        | {Act.SEE_EXACT, Act.SEAL, Act.PACK_DOSSIER, Act.RELEASE_ANSWER},
        Where.EVERYWHERE,
    ),
    Role.ADMINISTRATOR: dict.fromkeys(
        {Act.SEE_MAP, Act.MANAGE_ACCOUNTS, Act.SEE_AUDIT, Act.BACK_UP, Act.SEE_HEALTH, Act.SET_UP},
        Where.EVERYWHERE,
    ),
}
"""Role -> what it may do, and how far. What is not here is not allowed."""


def reach(person: Person, act: Act) -> Where | None:
    """
    Return how far a person's right reaches; None: the person has none.

    Examples
    --------
    >>> from office.people import Person
    >>> chief = Person(id=1, name="a", full_name="", role=Role.CHIEF)
    >>> reach(chief, Act.SIGN), reach(chief, Act.SEE_EXACT)
    (<Where.EVERYWHERE: 'everywhere'>, None)
    """
    if person == OWNER:
        return Where.EVERYWHERE
    return RIGHTS[person.role].get(act)


def may(person: Person, act: Act, communes: Iterable[str] | None = None) -> bool:
    """
    Tell whether a person may do something.

    Parameters
    ----------
    communes
        Codes of the communes that the object lies in; None: the object is of the whole
        province, which a right in one's own communes does not reach.

    Examples
    --------
    >>> from office.people import Person
    >>> officer = Person(
    ...     id=1, name="a", full_name="", role=Role.COMMUNE_OFFICER, communes=frozenset({"03"})
    ... )
    >>> [may(officer, Act.EXPORT, where) for where in (["03"], ["04"], None)]
    [True, False, False]
    """
    where = reach(person, act)
    if where is Where.OWN:
        return communes is not None and not person.communes.isdisjoint(communes)
    return where is Where.EVERYWHERE


def require(person: Person, act: Act, communes: Iterable[str] | None = None) -> None:
    """
    Go on only if the person may do it.

    Raises
    ------
    RightError
        If not. The sentence does not tell whether the object exists.
    """
    if not may(person, act, communes):
        raise RightError(
            f"Your account may not do this ({act}); ask the administrator or the person in charge.",
            f"Tài khoản của bạn không có quyền làm việc này ({act}); hãy hỏi người quản trị hoặc phụ trách.",
        )
