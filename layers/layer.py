"""One version of one layer, as it is declared: in `province.toml`, or by an import."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pydantic

from layers.dated import Dated, Text
from layers.model import Origin

Group = Literal[
    "landuse", "restricted", "protected", "infrastructure", "water", "boundary", "project", "corridor"
]


class Layer(Dated):
    """One version of one layer, with where it comes from and when it holds."""

    id: Text
    family: Text
    """What rules speak of; the versions of one family follow each other in time."""
    version: str = ""
    name_vi: Text
    name_en: Text
    file: Text
    table: str = ""
    """Layer inside the file; "" takes the only one."""
    geometry: Literal["polygon", "line", "point"] = "polygon"
    group: Group = "protected"
    id_field: str = ""
    """Column with the zone's id; "" numbers the rows from 1."""
    name_field: str = ""
    code_field: str = ""
    restricted: bool = False
    """Defence or security land: its geometry, areas and distances never leave in district packages."""
    origin: Origin = Origin.REAL
    source: str = ""
    """Where the layer comes from and how it was made, in English; source_vi says the same."""
    source_vi: str = ""
    licence: str = ""
    decision_number: str = ""
    decision_date: date | None = None
    scale_denominator: int | None = pydantic.Field(default=None, gt=0)
    accuracy_m: float | None = pydantic.Field(default=None, ge=0, allow_inf_nan=False)
    """How far lines may be off; without it `layers.accuracy` takes it from the scale."""
    crs: str = ""
    """Only where the file declares none."""
    missing_rows: int = pydantic.Field(default=0, ge=0)
    """Rows of the source that could not be imported; whoever imported signed for them."""
    colour: str = pydantic.Field(default="", pattern="^(#[0-9A-Fa-f]{6})?$")
    show: bool = False
