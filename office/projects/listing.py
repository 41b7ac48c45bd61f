"""
The projects that may be written of.

Those for defence or security are never among them, whoever looks: what is written is kept in plain
text, and read by everybody who may see findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.cover import restricted_rows
from layers.money.plan import read_plan
from layers.targets.units import Level, read_target_units
from office.projects.model import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from layers.codes import LandCode
    from layers.province import Province


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
