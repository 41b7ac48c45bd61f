"""Draw the corner points of a table, and ask what its figures do not tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from layers.errors import IntakeError
from layers.intake.answers import Question
from layers.intake.corners.coordinates import read_points
from layers.intake.corners.point_drawing import draw
from layers.intake.corners.points import DoubtKind
from layers.intake.steps.rows import Rows

if TYPE_CHECKING:
    from geo.types import GeometryArray
    from layers.intake.answers import Answers
    from layers.intake.corners.point_drawing import Drawn
    from layers.intake.corners.points import Doubt, PointTable
    from layers.intake.model import Note, SourceLayer

PART = "part"
HOLE = "hole"


@dataclass(frozen=True, kw_only=True)
class Points:
    """A table of corner points with its drawing."""

    table: PointTable
    drawn: Drawn
    rows: Rows
    """One for each part, or one for all where they are the footprint of one project."""
    used_rows: int
    """Rows of the table that are points of the drawing."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything noted about the table and the drawing."""
        return (*self.table.notes, *self.drawn.notes)


def draw_points(layer: SourceLayer, answers: Answers, *, is_site: bool) -> Points:
    """
    Return the areas that a table of points draws, in the table's own coordinates (x east, y north).

    Raises
    ------
    IntakeError
        If there are no points, a row of them cannot be read, or no doubt is open and yet no area
        comes of it (an outline that crosses itself is shown, never repaired).
    """
    table = read_points(layer, answers.points)
    drawn = draw(table, answers.points, preview=True)
    questions = tuple(map(_question, drawn.doubts))
    if not questions and drawn.geometry is None:
        first = (*drawn.refused, *table.refused)[0]
        raise IntakeError("points-no-area", first.en, first.vi)
    shapes = _shapes(drawn, answers, is_site=is_site)
    names = [part.ring.part or str(number) for number, part in enumerate(drawn.parts, start=1)]
    rows = Rows(
        shapes=shapes,
        attributes=pa.table({PART: names if len(names) == len(shapes) else [names[0]] * len(shapes)}),
        numbers=np.arange(1, len(shapes) + 1),
        kind="polygon",
        questions=questions,
    )
    used = sum(len(ring.rows) + ring.is_closed for ring in table.rings)
    return Points(table=table, drawn=drawn, rows=rows, used_rows=used)


def _shapes(drawn: Drawn, answers: Answers, *, is_site: bool) -> GeometryArray:
    """Return one area for a project, else one for each part; outlines while something is open."""
    if drawn.geometry is None:
        parts: list[shapely.Geometry] = [part.polygon or part.outline for part in drawn.parts]
    elif is_site:
        parts = [drawn.geometry]
    else:
        parts = [part.polygon for part in drawn.parts if part.polygon is not None]
        if answers.points.get(DoubtKind.INSIDE) == HOLE:
            cut = [shapely.intersection(part, drawn.geometry) for part in parts]
            parts = [part for part in cut if part.area > 0]
    shapes = np.empty(len(parts), dtype=object)
    shapes[:] = parts
    return shapes


def _question(doubt: Doubt) -> Question:
    return Question(
        field="points",
        item=str(doubt.kind),
        en=doubt.en,
        vi=doubt.vi,
        options=doubt.options,
        flag=f'--points "{doubt.kind}={{}}"',
    )
