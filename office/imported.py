"""Who may import what, and that somebody did, in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office import audit
from office.rights import Act, require

if TYPE_CHECKING:
    from layers.intake.draft import Draft
    from office.database.desk import Desk
    from office.people import Person


def require_import(person: Person, draft: Draft) -> None:
    """
    Go on only if the person may import what a file becomes.

    Raises
    ------
    RightError
        If not: layers of defence and security land need a right of their own, projects another.
    """
    target = draft.given.target
    if target.layer.restricted:
        require(person, Act.IMPORT_RESTRICTED)
    else:
        require(person, Act.IMPORT_PROJECTS if target.is_sites else Act.IMPORT)


def note_import(desk: Desk, person: Person, draft: Draft) -> None:
    """
    Put an import into the trail; to be called before it is published, so that none is without.

    Raises
    ------
    RightError
        If the person may not import it.
    """
    require_import(person, draft)
    target = draft.given.target
    facts = {"source_sha256": draft.given.incoming.sha256, "decision": target.layer.decision_number or ""}
    with desk.writing() as connection:
        audit.append(connection, person, "import", kind="layer", key=target.line, facts=facts)
