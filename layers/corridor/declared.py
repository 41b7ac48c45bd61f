"""
Axes that the province's data put together: one name, several lines one behind the other.

The table `axes` of the province (CSV) has a row for every part, in the order of the axis:
`axis_id`, `name_vi`, `name_en`, `source` (id of a line layer, or a GeoJSON file beside the table),
`feature` (its id there), `against` ("yes": the part runs against the direction in which it was
drawn), `note_vi`, `note_en`. Where two parts meet, both end there: what they have beyond their
meeting place is not on the axis.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import ops

from geo.chainage import Chainage
from geo.chaining import chained
from geo.crs import to_crs
from geo.errors import RanhError
from layers.corridor.breaks import breaks_of
from layers.corridor.errors import CorridorError
from layers.corridor.model import Axis, Basis, Note
from layers.cover import restricted_rows
from layers.files import read_hashed
from layers.layer import Layer
from layers.model import Origin
from layers.told import told_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import geopandas as gpd

    from layers.corridor.seen import Seen

COLUMNS = ("axis_id", "name_vi", "name_en", "source", "feature", "against", "note_vi", "note_en")
PREFIX = "axes/"
Row = dict[str, str]


def declared_axes(seen: Seen, as_of: date) -> tuple[list[Axis], list[Note]]:
    """Return the axes of the province's table and what could not be read; none where it has no table."""
    path = seen.province.path(seen.province.axes)
    if not path.is_file():
        return [], []
    try:
        rows = _rows(path)
    except CorridorError as error:
        return [], [Note(kind="unread", en=error.en, vi=error.vi)]
    found: list[Axis] = []
    notes: list[Note] = []
    for axis_id in dict.fromkeys(row["axis_id"] for row in rows):
        axis, missing = _axis([row for row in rows if row["axis_id"] == axis_id], seen, path.parent, as_of)
        notes += missing
        if axis is not None:
            found.append(axis)
    return found, notes


def _rows(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{name: row[name].strip() for name in COLUMNS} for row in csv.DictReader(file)]
    except (OSError, KeyError, AttributeError, UnicodeDecodeError) as error:
        raise CorridorError(
            f"The table of axes {path.name} cannot be read ({error}).",
            f"Không đọc được bảng trục {path.name} ({error}).",
        ) from error


def _axis(rows: Sequence[Row], seen: Seen, folder: Path, as_of: date) -> tuple[Axis | None, list[Note]]:
    """Return one axis; one of which a part is missing says so, one of which all are is None."""
    head, notes = rows[0], []
    parts: list[Chainage] = []
    basis: dict[str, Basis] = {}
    for number, row in enumerate(rows, start=1):
        try:
            shapes, rests_on = _feature(row, seen, folder, as_of)
            line = chained(shapes)
        except RanhError:
            # Its sentence may name a layer that does not exist for this person.
            notes.append(_missing(head, number))
            continue
        parts.append(line.reversed() if row["against"] == "yes" else line)
        basis[rests_on.layer.id] = rests_on
    if not parts:
        return None, notes
    line = _one_after_the_other(parts)
    notes += [Note(kind="no_data", en=row["note_en"], vi=row["note_vi"]) for row in rows if row["note_en"]]
    axis = Axis(
        id=f"{PREFIX}{head['axis_id']}",
        name_vi=head["name_vi"],
        name_en=head["name_en"] or head["name_vi"],
        line=line,
        source_vi="; ".join(dict.fromkeys(one.layer.name_vi for one in basis.values())),
        source_en="; ".join(dict.fromkeys(one.layer.name_en for one in basis.values())),
        basis=tuple(basis.values()),
        notes=(*notes, *breaks_of(line)),
    )
    return axis, []


def _feature(row: Row, seen: Seen, folder: Path, as_of: date) -> tuple[np.ndarray, Basis]:
    """Return the lines of one part in the province's CRS, and what they rest on."""
    layers = {layer.id: layer for layer in seen.province.layers}
    if row["source"] in layers:
        data = seen.layer(row["source"])
        zones = data.zones[data.zones["zone_id"] == row["feature"]]
        in_force = data.layer.in_force(as_of)
        return _shapes(zones, row), Basis(layer=data.layer, sha256=data.sha256, in_force=in_force)
    path = folder / row["source"]
    if path.suffix != ".geojson" or path.parent != folder:
        raise _absent(row)
    frame, sha256 = _read(path, seen)
    frame = frame[frame["id"].astype(str) == row["feature"]] if "id" in frame else frame.iloc[:0]
    placed = to_crs(frame, seen.province.crs, seen.province.datum_operation)
    return _shapes(placed, row), Basis(layer=_layer_of(path), sha256=sha256, in_force=True)


def _read(path: Path, seen: Seen) -> tuple[gpd.GeoDataFrame, str]:
    """Return what the person may see of a file of lines, with the hash of that and of nothing else."""
    frame, sha256 = read_hashed(path)
    if seen.is_exact:
        return frame, sha256
    frame = frame[~restricted_rows(frame, seen.codes)].reset_index(drop=True)
    return frame, told_hash(frame)


def _layer_of(path: Path) -> Layer:
    """Return a layer that stands for a file of approximate lines."""
    return Layer(
        id=path.stem,
        family="axes",
        name_vi=f"{path.name} (gần đúng)",
        name_en=f"{path.name} (approximate)",
        file=str(path),
        geometry="line",
        group="corridor",
        origin=Origin.SCHEMATIC,
    )


def _shapes(frame: gpd.GeoDataFrame, row: Row) -> np.ndarray:
    if len(frame) == 0:
        raise _absent(row)
    return np.asarray(frame.geometry.array, dtype=object)


def _absent(row: Mapping[str, str]) -> CorridorError:
    return CorridorError(
        f"{row['source']} has no feature {row['feature']!r}.",
        f"{row['source']} không có đối tượng {row['feature']!r}.",
    )


def _missing(head: Row, number: int) -> Note:
    name_en, name_vi = head["name_en"] or head["name_vi"], head["name_vi"]
    return Note(
        kind="unread",
        en=f"{name_en}: part {number} is not among the lines at hand and is missing from the axis.",
        vi=f"{name_vi}: đoạn thứ {number} không có trong dữ liệu nên trục thiếu đoạn này.",
    )


def _one_after_the_other(parts: list[Chainage]) -> Chainage:
    """Return one axis of parts, each from where it meets the one before to where it meets the next."""
    lines = [part.runs[0] if len(part.runs) == 1 else None for part in parts]
    ends = [[0.0, line.length] if line is not None else [0.0, 0.0] for line in lines]
    for number in range(len(parts) - 1):
        one, next_ = parts[number].shape, parts[number + 1].shape
        here, there = (shapely.Point(end) for end in shapely.shortest_line(one, next_).coords)
        for place, point, side in ((number, here, 1), (number + 1, there, 0)):
            if (line := lines[place]) is not None:
                ends[place][side] = line.project(point)
    runs: list[shapely.LineString] = []
    branches: set[int] = set()
    for part, line, (first, last) in zip(parts, lines, ends, strict=True):
        if line is None:
            branches |= {len(runs) + number for number in part.branches}
            runs += part.runs
        elif abs(last - first) > 0:
            runs.append(ops.substring(line, first, last))
    return Chainage(runs=tuple(runs), branches=frozenset(branches))
