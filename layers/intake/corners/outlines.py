"""A table of points whose outline crosses itself: no draft comes of it, and yet it has to be seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from layers.intake.answers import ReadAs
from layers.intake.corners.coordinates import read_points
from layers.intake.corners.point_drawing import draw
from layers.intake.declared import target_of
from layers.intake.draft import Draft, Given, choose_layer
from layers.intake.steps.place import find_place
from layers.intake.steps.points import Points
from layers.intake.steps.rows import Rows
from layers.intake.steps.text import read_text
from layers.reader import read_layer

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd

    from layers.intake.answers import Answers, Declaration
    from layers.intake.corners.point_drawing import Drawn
    from layers.intake.importing import Opened
    from layers.province import Province

NO_AREA = "points-no-area"
"""Code of the refusal that `outlined` answers to."""


def outlined(
    opened: Opened, answers: Answers, declaration: Declaration, province: Province, today: date
) -> Draft | None:
    """
    Return a draft that is never ready: the table's outlines and crossings, and where they lie.

    None where the file is no table of points.

    Raises
    ------
    RanhError
        As `draft_of`, but for an outline without an area.
    """
    given = Given(
        incoming=opened.incoming,
        source=opened.source,
        answers=answers,
        target=target_of(declaration, province, today),
        province=province,
        communes=_communes(province, today),
    )
    layer, _ = choose_layer(given.source, given.answers)
    if layer is None or given.answers.read_as is not ReadAs.POINTS:
        return None
    text = read_text(layer, given.answers)
    table = read_points(replace(layer, table=text.table), given.answers.points)
    drawn = draw(table, given.answers.points, preview=True)
    rows = _rows(drawn)
    place = find_place(rows.shapes, layer, given.answers, given.province, given.communes)
    return Draft(
        given=given,
        layer=layer,
        text=text,
        points=Points(table=table, drawn=drawn, rows=rows, used_rows=0),
        rows=rows,
        place=place,
        questions=(*text.questions, *place.questions),
    )


def _rows(drawn: Drawn) -> Rows:
    shapes = np.empty(len(drawn.parts), dtype=object)
    shapes[:] = [part.polygon or part.outline for part in drawn.parts]
    return Rows(
        shapes=shapes,
        attributes=pa.table({"part": [part.ring.part for part in drawn.parts]}),
        numbers=np.arange(1, len(shapes) + 1),
        kind="",
    )


def _communes(province: Province, today: date) -> gpd.GeoDataFrame | None:
    current = [layer for layer in province.versions(province.extent) if layer.in_force(today)]
    return read_layer(current[-1], province).zones if current else None
