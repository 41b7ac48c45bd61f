"""Projects as the public list has them, and which of them somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.money.calls import is_calling
from layers.money.edits import Fact, known_progress
from layers.money.plan import read_plan
from layers.targets.units import Level, read_target_units
from views.once import Once
from views.search_index import folded
from views.tables_state import tables_state, units_state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from layers.money.plan import Plan
    from layers.money.progress import Progress
    from views.public.published import PublishedStore
    from views.text import Text

LONGEST = 200
"""Characters of what may be searched for."""
NOT_STATED = "none"
BANDS: dict[str, tuple[float, float]] = {
    "0-100": (0.0, 100.0),
    "100-1000": (100.0, 1000.0),
    "1000-": (1000.0, float("inf")),
}
"""Choice of capital -> from (included) and up to (not included), in billion đồng."""

_lists: Once[tuple[Offer, ...]] = Once(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A project in the words of one language; nothing of it depends on what a check found."""

    site_id: str
    name: str
    sector: str
    """Key of the filter; `sector_name` is shown."""
    sector_name: str
    period: str
    phase: str
    commune: str
    stage: str
    is_calling: bool
    capital_bn_vnd: float | None
    part_of: str
    """Id of the project whose part this one is."""
    area_ha: float | None
    row: int
    """Its row among the sites, for the shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody filters by; "" for everything."""

    words: str = ""
    sector: str = ""
    commune: str = ""
    period: str = ""
    capital: str = ""
    every: bool = False
    """Also projects that do not call for an investor."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """Return what an address asks for; an unknown choice matches nothing, and so is seen."""
        names = ("sector", "commune", "period", "capital")
        chosen = {name: query.get(name, "").strip()[:LONGEST] for name in names}
        return cls(words=query.get("q", "").strip()[:LONGEST], every=query.get("all") == "1", **chosen)

    def takes(self, offer: Offer) -> bool:
        """Tell whether a project is asked for."""
        choices = (
            (self.sector, offer.sector),
            (self.commune, offer.commune),
            (self.period, offer.period or NOT_STATED),
            (self.capital, band_of(offer.capital_bn_vnd)),
        )
        if not (self.every or offer.is_calling) or any(want and want != has for want, has in choices):
            return False
        told = folded(f"{offer.site_id} {offer.name} {offer.sector_name} {offer.commune}")
        return all(word in told for word in folded(self.words).split())


def band_of(capital_bn_vnd: float | None) -> str:
    """
    Return the choice of capital that a project falls under.

    Examples
    --------
    >>> band_of(99.9), band_of(100.0), band_of(5000.0), band_of(None)
    ('0-100', '100-1000', '1000-', 'none')
    """
    if capital_bn_vnd is None:
        return NOT_STATED
    return next(name for name, (low, high) in BANDS.items() if low <= capital_bn_vnd < high)


def offers(store: PublishedStore, as_of: date, text: Text) -> tuple[Offer, ...]:
    """
    Return all published projects, those that call for an investor first, the largest capital first.

    Raises
    ------
    RanhError
        If the province cannot be checked, or its tables of capital cannot be read.
    """
    key = (store.state, units_state(store), tables_state(store), as_of, text.language)
    return _lists.get(key, lambda: _offers(store, as_of, text))


def _offers(store: PublishedStore, as_of: date, text: Text) -> tuple[Offer, ...]:
    sites = store.result(as_of).sites
    plan = read_plan(store.province)
    rows = sites.drop(columns=sites.geometry.name).to_dict("records")
    projects = known_progress(rows, store.province, store.edits, as_of)
    communes = _communes(store, rows, as_of)
    made = [
        _offer(place, row | {"commune_name": communes[project.site_id]}, project, plan, text)
        for place, (row, project) in enumerate(zip(rows, projects, strict=True))
    ]
    return tuple(sorted(made, key=lambda one: (not one.is_calling, -(one.capital_bn_vnd or 0), one.name)))


def _communes(store: PublishedStore, rows: Sequence[Mapping[str, object]], as_of: date) -> dict[str, str]:
    """Return project -> the name of its commune: of the one that was decided, else of the list's."""
    units = read_target_units(store.province)
    names = {str(row.get("commune_code")): str(row.get("commune_name") or "") for row in rows}
    names |= {unit.code: units.places[unit].name for unit in units.at(Level.COMMUNE)}
    found = {str(row["site_id"]): str(row.get("commune_name") or "") for row in rows}
    for site_id in found:
        decided = store.edits.in_force(site_id, as_of).get(Fact.COMMUNE)
        if decided is not None:
            code = str(decided.value)
            found[site_id] = names.get(code) or code
    return found


def _offer(place: int, row: Mapping[str, object], project: Progress, plan: Plan, text: Text) -> Offer:
    english = row.get("name_en")
    sector = project.sector or str(row.get("sector") or "")
    names = {one.id: one.name(text.language) for one in plan.sector}
    name = english if text.language != "vi" and isinstance(english, str) and english else project.name
    return Offer(
        site_id=project.site_id,
        name=name,
        sector=sector,
        sector_name=names.get(sector) or text.known("sector", sector),
        period=project.period,
        phase=text.known("phase", project.phase),
        commune=str(row.get("commune_name") or ""),
        stage=str(project.stage),
        is_calling=is_calling(project, plan),
        capital_bn_vnd=project.capital_bn_vnd,
        part_of=project.part_of,
        area_ha=_stated(row.get("declared_area_ha")),
        row=place,
    )


def _stated(value: object) -> float | None:
    """Return an area that somebody stated; what was drawn may be a usual size, and is on the map."""
    return float(value) if isinstance(value, int | float) and value > 0 else None  # not so for NaN


def shapes_of(store: PublishedStore, as_of: date, chosen: Sequence[Offer]) -> gpd.GeoSeries:
    """Return the shapes of projects in the province's CRS, in their order; None where one has no place."""
    return store.result(as_of).sites.geometry.iloc[[one.row for one in chosen]]
