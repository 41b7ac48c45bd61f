"""What map and chart of a profile draw: the axis with its chainage, bars of land, lanes of what is met."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.crs import DISPLAY_CRS, to_display, transform_xy
from layers.colours import GROUP_COLOURS, colour_of
from layers.corridor.model import Kind
from layers.places import COMMUNES
from views import looks
from views.corridors.records import in_order, measured, records
from views.features import DIGITS
from views.palette import UNKNOWN, paints

if TYPE_CHECKING:
    from geo.chainage import Chainage
    from layers.corridor.model import Profile
    from views.store import Store
    from views.text import Text

Json = dict[str, Any]
IN_LANES = ("restricted", "protected", "infrastructure", "water")
"""Groups of zones, each in a lane of its own below the bars, the gravest first."""

BLANKS = {Kind.WITHHELD: ("#E1BEE7", "diagonal"), Kind.BLANK: ("#FFFFFF", "diagonal")}
"""Not known is drawn as loudly as land is: as bars with a hatch, never as a gap."""

COMMUNE_COLOURS = ("#CFD8DC", "#ECEFF1")
VALUE_DIGITS = 6


def picture_of(made: Profile, store: Store, text: Text) -> Json:
    """Return what is drawn of a profile, places in latitude and longitude on WGS 84, chainages in km."""
    shown = to_display(made.intervals, store.province.datum_operation).geometry
    return {
        "name": made.axis.name(text.language),
        "length": round(made.length_km, 4),
        "width": made.width_m,
        "axis": axis_places(made.axis.line, store),
        "from": made.intervals["from_km"].round(4).tolist(),
        "to": made.intervals["to_km"].round(4).tolist(),
        "shapes": [shape_json(shape) for shape in shown],
        "layers": dict(_stacks(made, store, text)),
        "lanes": [lane for lane in _lanes(made, text) if lane["parts"]],
    }


def axis_places(line: Chainage, store: Store) -> list[list[list[float]]]:
    """Return latitude, longitude and chainage (km) of each vertex, run by run."""
    province, runs = store.province, []
    for run, start_m in zip(line.runs, line.starts_m.tolist(), strict=False):
        xy = shapely.get_coordinates(run)
        along = start_m + np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        lon_lat = transform_xy(xy, province.crs, DISPLAY_CRS, province.datum_operation)
        runs.append(np.column_stack([lon_lat[:, ::-1].round(DIGITS), (along / 1000).round(4)]).tolist())
    return runs


def shape_json(shape: shapely.Geometry | None) -> Json | None:
    """Return a shape in degrees as GeoJSON, None where there is none."""
    if shape is None or shape.is_empty:
        return None
    rounded = shapely.transform(shape, lambda lon_lat: np.round(lon_lat, DIGITS))
    return json.loads(shapely.to_geojson(rounded))  # type: ignore[no-any-return]


def _stacks(made: Profile, store: Store, text: Text) -> list[tuple[str, Json]]:
    """Return for each layer of land what is stacked, in the order of the official table, unknown last."""
    column, _ = measured(made)
    looks_of = paints(store.codes)
    found = []
    for layer_id, rows in made.land.groupby("layer_id", sort=False):
        sums = rows.groupby(["kind", "code", "interval"])[column].sum()
        stack = []
        for kind, code in in_order(sums.index.droplevel("interval").unique(), store.codes):
            values = sums.loc[kind, code].reindex(made.intervals["interval"], fill_value=0.0)
            if kind == Kind.LAND:
                paint = looks_of.get(code, UNKNOWN)
                name = text.of(store.codes[code], "name") if code in store.codes else ""
                colour, hatch = paint.hex, paint.hatch
            else:
                name, (colour, hatch) = text.known("corridor.kind", kind), BLANKS[Kind(kind)]
            stack.append(
                {"code": code, "name": name, "colour": colour, "hatch": hatch,
                 "values": values.round(VALUE_DIGITS).tolist()}
            )  # fmt: skip
        period = str(rows["period"].iloc[0] or "")
        found.append((str(layer_id), {"period": period, "stack": stack}))
    return found


def _lanes(made: Profile, text: Text) -> list[Json]:
    layers = {one.layer.id: one.layer for one in made.basis}
    communes = made.units[made.units["family"] == COMMUNES]
    lanes = [
        {
            "name": text("corridor.lane_communes"),
            "parts": [
                _part(row, row["name"], COMMUNE_COLOURS[place % 2], "")
                for place, row in enumerate(records(communes))
            ],
        }
    ]
    for group in IN_LANES:
        parts = []
        for row in records(made.zones[made.zones["group"] == group]):
            layer = layers[row["layer_id"]]
            name = f"{row['name'] or row['zone_id']}"
            hatch = looks.HATCHES.get(layer.family, "")
            parts.append(_part(row, name, colour_of(layer), text.of(layer, "name")) | {"hatch": hatch})
        lanes.append({"name": text("group." + group), "parts": parts})
    projects = [
        _part(row, f"{row['site_id']} {row['name']}".strip(), GROUP_COLOURS["project"],
              text.known("sector", str(row["sector"])))
        for row in records(made.projects)
    ]  # fmt: skip
    return [*lanes, {"name": text("group.project"), "parts": projects}]


def _part(row: Json, name: str, colour: str, note: str) -> Json:
    return {
        "from": round(float(row["from_km"]), 4),
        "to": round(float(row["to_km"]), 4),
        "name": str(name),
        "colour": colour,
        "note": note,
    }
