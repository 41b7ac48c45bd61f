"""A profile as one person may be told it: what rules say needs the right to see findings there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.corridor.model import Note
from layers.places import COMMUNES
from office.rights import Act, may

if TYPE_CHECKING:
    from layers.corridor.model import Profile
    from office.people import Person

NO_RIGHT = Note(
    kind="no_right",
    en="Your account may not see what the rules say of this corridor.",
    vi="Tài khoản của bạn không có quyền xem kết quả theo quy tắc của hành lang này.",
)


def told_to(profile: Profile, person: Person) -> Profile:
    """
    Return a profile without what its rules say where the person may not see findings.

    A right in one's own communes is enough for a band that touches one of them, as for a drawn
    footprint.
    """
    units = profile.units
    communes = units.loc[units["family"] == COMMUNES, "unit_id"].astype(str)
    if may(person, Act.SEE_FINDINGS, communes):
        return profile
    notes = (*profile.notes, NO_RIGHT)
    return replace(profile, consult=profile.consult.iloc[:0], notes=notes, rules_told=False)
