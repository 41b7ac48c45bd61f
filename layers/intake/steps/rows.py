"""Choose the shapes that become zones: drawing layers, kinds of geometry, closed outlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from layers.errors import IntakeError
from layers.intake.answers import Option, Question
from layers.intake.formats.table import geometry_of
from layers.intake.model import GEOMETRY, ROW, Note
from layers.usable import KINDS_VI

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.types import BoolArray, GeometryArray, IntArray
    from layers.intake.answers import Answers
    from layers.intake.model import SourceLayer

ALL = "*"
"""Answer that takes every layer of a drawing."""

KINDS = ("point", "line", "polygon")
"""By dimension."""

FEWEST_CORNERS = 4
"""Of a closed line that encloses land, the first counted again at the end."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Shapes with their attributes, in the order and the coordinates of the file."""

    shapes: GeometryArray
    """None where a row has none."""
    attributes: pa.Table
    """The columns of the file, text decoded."""
    numbers: IntArray
    """Number of each row in the file, from 1."""
    kind: str
    """"polygon", "line" or "point"; "" while it is not known."""
    set_aside: int = 0
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()


def choose_rows(layer: SourceLayer, table: pa.Table, answers: Answers, kind: str) -> Rows:
    """
    Return the rows to import, and what has to be asked to know which.

    Nothing is left out unless the person said so: rows of other drawing layers or kinds are
    counted as set aside.

    Parameters
    ----------
    table
        The layer's table, decoded.
    kind
        Kind of geometry of the layer that gets a new version; "" for a new layer.
    """
    rows = Rows(
        shapes=geometry_of(table),
        attributes=table.drop_columns([ROW, GEOMETRY]),
        numbers=table[ROW].to_numpy(),
        kind="",
    )
    rows = _of_drawing_layers(rows, layer.layer_field, answers)
    return _of_kind(_closed(rows, answers, kind), answers, kind)


def _kept(rows: Rows, keep: BoolArray, kind: str, en: str, vi: str) -> Rows:
    gone = int((~keep).sum())
    if gone == 0:
        return rows
    note = Note(kind=kind, en=en.format(gone), vi=vi.format(gone))
    return replace(
        rows,
        shapes=rows.shapes[keep],
        attributes=rows.attributes.filter(pa.array(keep)),
        numbers=rows.numbers[keep],
        set_aside=rows.set_aside + gone,
        notes=(*rows.notes, note),
    )


def _of_drawing_layers(rows: Rows, field: str, answers: Answers) -> Rows:
    if not field or field not in rows.attributes.column_names:
        return rows
    names = np.array(["" if v is None else str(v) for v in rows.attributes[field].to_pylist()], dtype=object)
    if len(set(names.tolist())) < 2:  # noqa: PLR2004 - one layer is no choice
        return rows
    wanted = answers.drawing_layers
    if not wanted:
        return replace(rows, questions=(*rows.questions, _which_layers(names, rows.shapes)))
    if ALL in wanted:
        return rows
    if unknown := sorted(set(wanted) - set(names.tolist())):
        known = ", ".join(dict.fromkeys(names.tolist()))
        raise IntakeError(
            "drawing-layer-unknown",
            f"The drawing has no layer {unknown[0]!r}; its layers: {known}.",
            f"Bản vẽ không có lớp {unknown[0]!r}; các lớp: {known}.",
        )
    return _kept(
        rows,
        np.isin(names, wanted),
        "other drawing layer",
        "{} rows of other drawing layers were left out, as chosen.",
        "{} dòng thuộc các lớp khác của bản vẽ đã bỏ ra, theo lựa chọn.",
    )


def _which_layers(names: NDArray[np.object_], shapes: GeometryArray) -> Question:
    dimension = shapely.get_dimensions(shapes)
    options = []
    for name in dict.fromkeys(names.tolist()):
        found = Counter(dimension[names == name].tolist())
        told = [(KINDS[d], found[d]) for d in (2, 1, 0) if found[d]]
        en = ", ".join(f"{count} × {kind}" for kind, count in told)
        vi = ", ".join(f"{count} {KINDS_VI[kind]}" for kind, count in told)
        options.append(Option(value=name, en=f"{name}: {en}", vi=f"{name}: {vi}"))
    return Question(
        field="drawing_layers",
        en="Which layers of the drawing hold the zones?",
        vi="Những lớp nào của bản vẽ chứa các vùng cần nhập?",
        options=(*options, Option(value=ALL, en="All of them", vi="Tất cả các lớp")),
        flag='--drawing-layer "{}"',
    )


def _closed(rows: Rows, answers: Answers, kind: str) -> Rows:
    """Make areas of closed lines where the person says that they are outlines; ask where it matters."""
    is_line = np.isin(shapely.get_type_id(rows.shapes), (1, 2))
    corners = shapely.get_num_coordinates(rows.shapes)
    closed = is_line & shapely.is_closed(rows.shapes) & (corners >= FEWEST_CORNERS)
    count = int(closed.sum())
    if count == 0 or answers.closed_as_area is False or kind in {"line", "point"}:
        return rows
    if answers.closed_as_area is None:
        return replace(rows, questions=(*rows.questions, _outlines(count)))
    shapes = rows.shapes.copy()
    shapes[closed] = shapely.polygons(_rings(shapes[closed]))
    note = Note(
        kind="outline as area",
        en=f"{count} closed lines were taken as outlines of areas, as said.",
        vi=f"{count} đường khép kín được coi là ranh giới vùng, theo xác nhận.",
    )
    return replace(rows, shapes=shapes, notes=(*rows.notes, note))


def _rings(lines: GeometryArray) -> list[shapely.LinearRing]:
    return [shapely.LinearRing(shapely.get_coordinates(line)) for line in lines]


def _outlines(count: int) -> Question:
    return Question(
        field="closed_as_area",
        en=f"{count} lines are closed. Are they outlines of areas?",
        vi=f"Có {count} đường khép kín. Đó có phải là ranh giới của vùng không?",
        options=(
            Option(value="yes", en="Yes, each encloses an area", vi="Phải, mỗi đường bao một vùng"),
            Option(value="no", en="No, they are lines", vi="Không, đó là đường"),
        ),
        flag="--closed-as-area {}",
    )


def _of_kind(rows: Rows, answers: Answers, kind: str) -> Rows:
    """Take the one kind of geometry that a layer has; ask where the file has several."""
    dimension = shapely.get_dimensions(rows.shapes)
    found = [KINDS[d] for d in (2, 1, 0) if (dimension == d).any()]
    wanted = answers.geometry or (found[0] if len(found) == 1 else "") or (kind if not found else "")
    if not wanted:
        counts = {one: int((dimension == KINDS.index(one)).sum()) for one in found}
        return replace(rows, questions=(*rows.questions, _which_kind(counts)))
    rows = _kept(
        rows,
        np.isin(dimension, (-1, KINDS.index(wanted))),
        "other kind of geometry",
        "{} rows of another kind of geometry were left out, as chosen.",
        "{} dòng có loại hình học khác đã bỏ ra, theo lựa chọn.",
    )
    return replace(rows, kind=wanted)


def _which_kind(counts: dict[str, int]) -> Question:
    options = [
        Option(value=kind, en=f"{kind}s: {count}", vi=f"{KINDS_VI[kind]}: {count}")
        for kind, count in counts.items()
    ]
    return Question(
        field="geometry",
        en="The layer mixes kinds of geometry. Which are the zones?",
        vi="Lớp có nhiều loại hình học. Loại nào là vùng cần nhập?",
        options=tuple(options),
        flag="--geometry {}",
    )
