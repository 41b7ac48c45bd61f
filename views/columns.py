"""
Which columns of which layer the browser gets. What is not named here never leaves the server.

The distances of a restricted layer say how a military site is protected: only its kind is
shown.
"""

from __future__ import annotations

COLUMNS: dict[str, tuple[str, ...]] = {
    "communes": ("type", "area_km2", "border_cn"),
    "legacy_communes": ("type", "district"),
    "legacy_districts": (),
    "border_line": (),
    "border_belt": (),
    "national_park": ("park_zone",),
    "rivers": ("setting",),
    "river_lines": (),
    "lakes": ("lake_kind", "fill_banned"),
    "reservoirs": (),
    "dams": ("dam_class",),
    "canals": ("flow_m3s", "lining"),
    "roads": ("ref", "road_class"),
    "power_lines": ("voltage_kv", "conductor"),
    "mineral_reserves": (),
    "mines": (),
    "heritage": ("protection_zone",),
    "defence": ("category",),
    "defence_plan": ("category",),
    "security": (),
    "security_plan": (),
    "corridors": ("kind", "class"),
}
"""Family -> columns beside the zone's id and name."""


def shown_columns(family: str) -> tuple[str, ...]:
    """
    Return the columns of a family that the map shows; none for a family that is not listed.

    Examples
    --------
    >>> shown_columns("defence"), shown_columns("something new")
    (('category',), ())
    """
    return COLUMNS.get(family, ())
