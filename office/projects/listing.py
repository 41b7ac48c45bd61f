"""
The projects that may be written of.

Those for defence or security are never among them, whoever looks: what is written is kept in plain
text, and read by everybody who may see findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.cover import restricted_rows
from layers.money.plan import read_plan
from layers.plans.own import own_communes
from layers.plans.project import is_asked, read_projects
from layers.targets.units import Level, read_target_units
from office.projects.model import Listing
from office.rights import Act, Where, reach

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd

    from layers.codes import LandCode
    from layers.corridor.seen import Seen
    from layers.province import Province
    from office.people import Person


def listing_for(seen: Seen, person: Person, as_of: date) -> Listing:
    """
    Return what a person may write of, and read in the register: for the page and the commands alike.

    Projects without a footprint are there too; who has a right in some communes gets those that may lie
    in one of them.

    Raises
    ------
    RanhError
        If the projects or a table cannot be read, or a commune of the person has no boundary on that day.
    """
    every = read_projects(seen, as_of)
    is_own = reach(person, Act.SEE_FINDINGS) is Where.OWN
    own = own_communes(seen, person.communes, as_of) if is_own else None
    asked = [is_asked(one, own) for one in every.projects]
    return listing_of(every.sites[asked], seen.codes, seen.province)


def listing_of(sites: gpd.GeoDataFrame, codes: Mapping[str, LandCode], province: Province) -> Listing:
    """
    Return what may be written of.

    Parameters
    ----------
    sites
        The projects that a person sees, with site_id.

    Raises
    ------
    RanhError
        If a table of the province cannot be read.
    """
    open_ = sites[~restricted_rows(sites, codes)]
    rows = open_.drop(columns=open_.geometry.name).to_dict("records")
    units = read_target_units(province)
    return Listing(
        rows={str(row["site_id"]): {str(name): cell for name, cell in row.items()} for row in rows},
        plan=read_plan(province),
        communes={unit.code: units.places[unit].name for unit in units.at(Level.COMMUNE)},
    )
