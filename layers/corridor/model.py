"""The records of the corridor explorer, and the columns of its frames."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from geo.chainage import Chainage
    from layers.layer import Layer


class Kind(StrEnum):
    """What a row of land stands for."""

    LAND = "land"
    """Land of the code."""
    BLANK = "blank"
    """No zone of the layer lies there: not known."""
    WITHHELD = "withheld"
    """Blank, and under the withheld squares: ask the competent office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that a reader must know: what could not be read, what is not in the data."""

    kind: str
    """Stable word: gap, branch, unread, no_version, broken, no_footprint, withheld, outside, no_data,
    doubtful, double."""
    en: str
    vi: str

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A version of a layer that figures rest on."""

    layer: Layer
    sha256: str
    """Of the file, or of what may be told of it."""
    in_force: bool
    """Whether it is in force on the day of the profile."""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A line that can be profiled, with where it comes from."""

    id: str
    """layer/feature, axes/id of a declared one, "drawn", or the name of a file."""
    name_vi: str
    name_en: str
    line: Chainage
    source_vi: str
    source_en: str
    basis: tuple[Basis, ...] = ()
    notes: tuple[Note, ...] = ()

    def name(self, language: str) -> str:
        """Return the name in `language` ("vi", else English)."""
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, kw_only=True)
class Axes:
    """Every axis that can be chosen, and what stands in the way of others."""

    axes: tuple[Axis, ...]
    notes: tuple[Note, ...]


INTERVAL_COLUMNS = ("interval", "from_km", "to_km", "length_km", "area_ha", "withheld_ha", "geometry")
"""One row for every interval; geometry is its part of the band, of the axis where the width is 0."""

LAND_COLUMNS = ("layer_id", "period", "interval", "from_km", "to_km", "code", "kind", "area_ha", "length_km")
"""
One row for every layer of land use, interval and code; kind is a word of `Kind`, code "" unless land.

area_ha is that in the band (0 where the width is 0), length_km that of the axis.
"""

UNIT_COLUMNS = (
    "layer_id", "family", "unit_id", "name", "from_km", "to_km", "length_km", "area_ha", "population",
)  # fmt: skip
"""One row for every commune (or former unit) and stretch; population NaN where it is not in the data."""

PROJECT_COLUMNS = (
    "site_id", "name", "sector", "phase", "status", "planned_code", "capital_bn_vnd", "from_km", "to_km",
    "length_km", "area_ha",
)  # fmt: skip
"""One row for every project and stretch; a project that the axis meets twice has two."""

ZONE_COLUMNS = (
    "layer_id", "group", "restricted", "zone_id", "name", "code", "from_km", "to_km", "length_km", "area_ha",
)  # fmt: skip
"""One row for every zone and stretch; from_km and to_km are those of the band, length_km of the axis."""

CONSULT_COLUMNS = (
    "rule_id", "theme", "layer_id", "verdict", "severity", "restricted", "sentence_vi", "sentence_en",
    "reason_vi", "reason_en", "consultee_vi", "consultee_en", "citation", "citation_status", "zone_count",
)  # fmt: skip
"""One row for every rule in force, worst first: conflict and not_checked have to be asked."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What lies along an axis within a band; frames have the columns above."""

    axis: Axis
    width_m: float
    step_m: float
    as_of: date
    intervals: gpd.GeoDataFrame
    land: pd.DataFrame
    units: pd.DataFrame
    projects: pd.DataFrame
    zones: pd.DataFrame
    consult: pd.DataFrame
    basis: tuple[Basis, ...]
    notes: tuple[Note, ...]
    gaps: tuple[Layer, ...] = ()
    """Layers that are missing from the tables: they could not be read, or no version is in force."""
    is_cut: bool = False
    """The band meets the withheld squares: zones of layers that are cut there may be missing."""
    rules_told: bool = True
    """False: what rules say is kept from this person, and `consult` has no row."""
    operation: str
    """The datum operation that display coordinates go through."""
    crs: str
    """Name of the CRS in which all was measured."""
    notice_vi: str
    notice_en: str
    """What the province says of its data; "" where they are no demonstration."""
    is_exact: bool
    """It holds what depends on restricted land as it is: not to be passed on."""

    @property
    def length_km(self) -> float:
        """Length of the axis."""
        return self.axis.line.length_m / 1000

    @property
    def area_ha(self) -> float:
        """Area of the band."""
        return float(self.intervals["area_ha"].sum())
