"""The projects of a day with their years, as one person may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.cover import restricted_rows
from layers.money.plan import read_plan
from layers.plans.gap import Gap, Missing
from layers.plans.opened import gaps_of
from layers.plans.years import Span, span_of
from layers.targets.gathering import projects_of, sites_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import geopandas as gpd
    import shapely

    from layers.corridor.seen import Seen
    from layers.money.plan import Sector
    from layers.money.progress import Progress
    from layers.plans.own import Own
    from layers.reader import LayerData


@dataclass(frozen=True, kw_only=True)
class Project:
    """One project on a day."""

    progress: Progress
    span: Span
    record: dict[str, Any]
    """Its columns."""
    shape: shapely.Geometry | None
    sector: Sector | None = None
    """Of the plan; None where it is none of these."""
    restricted: bool = False
    """Whether it is itself for defence or security."""

    @property
    def id(self) -> str:
        """Its id."""
        return self.progress.site_id

    @property
    def planned_code(self) -> str:
        """Land code that it is planned for, "" where it states none."""
        code = self.record.get("planned_code")
        return code if isinstance(code, str) else ""


@dataclass(frozen=True, kw_only=True)
class Projects:
    """All projects; those with a footprint first, in the order of the layer's zones."""

    projects: tuple[Project, ...]
    sites: gpd.GeoDataFrame
    """One row for each."""
    data: LayerData


def read_projects(seen: Seen, as_of: date) -> Projects:
    """
    Return the projects of a day.

    Raises
    ------
    ProvinceError
        If not one layer of projects is in force.
    RanhError
        If it, or the tables of the plan and of the histories, cannot be read.
    """
    sites, data = sites_of(seen, as_of)
    progress = projects_of(seen, sites, as_of)
    sectors = {one.id: one for one in read_plan(seen.province).sector}
    secret = restricted_rows(sites, seen.codes).tolist()
    shapes = np.asarray(sites.geometry.array, dtype=object)
    records = sites.drop(columns=sites.geometry.name).to_dict("records")
    listed = ({str(name): cell for name, cell in record.items()} for record in records)
    plain = seen.edits.over(listed, as_of)
    projects = tuple(
        Project(
            progress=one,
            span=span_of(record, one, as_of),
            record=record,
            shape=shape,
            sector=sectors.get(one.sector),
            restricted=is_secret,
        )
        for one, record, shape, is_secret in zip(progress, plain, shapes, secret, strict=True)
    )
    return Projects(projects=projects, sites=sites, data=data)


def is_asked(project: Project, own: Own | None) -> bool:
    """Tell whether a project reaches into some communes; one without a footprint, whether it may."""
    if own is None:
        return True
    if project.shape is not None:
        return bool(project.shape.intersects(own.area))
    # A cell that names no one commune of today does not say which: it may be one of these.
    return project.progress.commune_code not in own.others


def unplaced(projects: Sequence[Project], own: Own | None) -> Iterator[Gap]:
    """Give the projects that have no usable footprint."""
    for one in projects:
        if one.shape is None and is_asked(one, own):
            name = one.progress.name
            yield Gap(
                why=Missing.NO_FOOTPRINT,
                what=one.id,
                en=f"{one.id} {name}: no usable footprint, so it was not compared.",
                vi=f"{one.id} {name}: chưa có ranh giới dùng được nên chưa so sánh được.",
            )


def rows_gap(data: LayerData) -> list[Gap]:
    """Return the projects that are in no row; broken footprints are told by `unplaced`."""
    return gaps_of(replace(data, broken=data.broken.iloc[:0]))
