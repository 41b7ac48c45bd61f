"""Put together what a balance is made of, from the province as one person may see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import ProvinceError
from layers.intake.lists.code_book import read_code_book
from layers.model import Origin
from layers.money.edits import known_progress
from layers.rules import SITES
from layers.targets.balance import Balancing
from layers.targets.bounds import FILE, read_bounds
from layers.targets.breakdowns import declared_breakdowns
from layers.targets.claims import Reading, claims_of
from layers.targets.figures import Figures
from layers.targets.ground import ground_of
from layers.targets.kept import read_targets
from layers.targets.telling import hidden_below_the_province, restricted_codes, told_targets
from layers.targets.units import read_target_units

if TYPE_CHECKING:
    from datetime import date

    from layers.corridor.seen import Seen
    from layers.intake.lists.code_book import CodeBook
    from layers.money.progress import Progress
    from layers.reader import LayerData
    from layers.targets.ground import Ground
    from layers.targets.units import Units


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The figures that a person may see, without any balance."""

    figures: Figures
    units: Units
    book: CodeBook
    withheld: frozenset[str] = field(default_factory=frozenset)
    """Codes of which nothing is told."""
    withheld_below: frozenset[str] = field(default_factory=frozenset)
    """Codes of which no table is told below the province."""


def load(seen: Seen) -> Loaded:
    """
    Return the figures of a province as a person may see them.

    Raises
    ------
    RanhError
        If a table of the province cannot be read.
    """
    province = seen.province
    units, book = read_target_units(province), read_code_book(province.path(province.codes))
    targets = read_targets(province, units, book)
    if seen.is_exact:
        return Loaded(figures=Figures(targets=targets, units=units, book=book), units=units, book=book)
    told = told_targets(targets, book, units.province)
    return Loaded(
        figures=Figures(targets=told, units=units, book=book),
        units=units,
        book=book,
        withheld=restricted_codes(book),
        withheld_below=hidden_below_the_province(book),
    )


def sites_of(seen: Seen, as_of: date) -> tuple[gpd.GeoDataFrame, LayerData]:
    """
    Return the projects of a day, with site_id; those without a footprint have geometry None.

    Raises
    ------
    ProvinceError
        If not one layer of projects is in force.
    RanhError
        If it cannot be read.
    """
    layers = [layer for layer in seen.province.versions(SITES) if layer.in_force(as_of)]
    if len(layers) != 1:
        raise ProvinceError(
            f"{len(layers)} layers of projects are in force on {as_of}, not one: check their days.",
            f"Ngày {as_of:%d/%m/%Y} có {len(layers)} lớp dự án có hiệu lực, cần đúng một: hãy kiểm tra ngày.",
        )
    data = seen.layer(layers[0].id)
    without = pd.DataFrame(data.broken.drop(columns=data.broken.geometry.name))
    if "zone_id" not in without:
        without = without.iloc[:0]
    rows = pd.concat(
        [pd.DataFrame(data.zones.drop(columns=data.zones.geometry.name)), without], ignore_index=True
    )
    shapes = np.full(len(rows), None, dtype=object)
    shapes[: len(data.zones)] = np.asarray(data.zones.geometry.array, dtype=object)
    made = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, crs=data.zones.crs), crs=data.zones.crs)
    return made.assign(site_id=made["zone_id"].astype(str)), data


def projects_of(seen: Seen, sites: gpd.GeoDataFrame, as_of: date) -> tuple[Progress, ...]:
    """Return how far projects are on a day, by the province's plan and histories, and by what was written."""
    rows = sites.drop(columns=sites.geometry.name).to_dict("records")
    records = [{str(key): value for key, value in row.items()} for row in rows]
    return known_progress(records, seen.province, seen.edits, as_of)


def balancing_of(
    seen: Seen, as_of: date, loaded: Loaded | None = None, ground: Ground | None = None
) -> Balancing:
    """
    Return everything that balances are made of, as a person may see it.

    Parameters
    ----------
    loaded, ground
        The figures, and the land of that day, as this person may see them, where they are at hand.

    Raises
    ------
    RanhError
        If a table or the layer of projects cannot be read. A land layer that cannot be read is
        no error: what is there now is then known from inventories alone.
    """
    made = loaded or load(seen)
    province = seen.province
    sites, data = sites_of(seen, as_of)
    ground = ground or ground_of(seen, made.units, as_of)
    reading = Reading(
        book=made.book,
        units=made.units,
        ground=ground,
        breakdowns=declared_breakdowns(province),
        trusts_drawn=data.layer.origin is Origin.REAL,
        told=made.withheld,
    )
    bounds = province.path(province.targets).with_name(FILE) if province.targets else province.folder / FILE
    return Balancing(
        figures=_decided_by(made.figures, as_of),
        bounds=read_bounds(bounds),
        ground=ground,
        claims=claims_of(sites, projects_of(seen, sites, as_of), reading),
        as_of=as_of,
        withheld=made.withheld,
        withheld_below=made.withheld_below,
        missing_projects=data.layer.missing_rows,
    )


def _decided_by(figures: Figures, as_of: date) -> Figures:
    """Return the figures without those of decisions that were not yet taken on a day."""
    known = [one for one in figures.targets if one.decision_date is None or one.decision_date <= as_of]
    return Figures(targets=known, units=figures.units, book=figures.book)
