"""An axis that a person drew or brings as a file: placed and asked about as an import is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.chaining import chained
from geo.crs import transform_xy
from layers.corridor.breaks import breaks_of
from layers.corridor.errors import CorridorError
from layers.corridor.model import Axis, Note
from layers.intake.answers import Declaration
from layers.intake.importing import draft_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geo.chainage import Chainage
    from layers.corridor.seen import Seen
    from layers.intake.answers import Answers, Question
    from layers.intake.importing import Opened

LEAST_POINTS, MOST_POINTS = 2, 20_000
DEGREES = "EPSG:4326"
FILE_LAYER = "truc"
"""Name of the layer that a file would become: it never becomes one."""


def drawn_axis(
    seen: Seen, points: Sequence[tuple[float, float]], *, crs: str = DEGREES, name: str = ""
) -> Axis:
    """
    Return the axis through points that a person drew.

    Parameters
    ----------
    points
        Easting, northing in metres or longitude, latitude in degrees, in this order.
    crs
        Of the points; "EPSG:4326" from the map, `province.crs` where they were typed in metres.

    Raises
    ------
    CorridorError
        If there are fewer than two different points, too many, one is no number, or none lies in
        the province.
    CRSError
        If the CRS is not known, or a point has no image.
    """
    xy = np.asarray(points, dtype=float).reshape(-1, 2)
    if not LEAST_POINTS <= len(np.unique(xy, axis=0)) <= MOST_POINTS or not np.isfinite(xy).all():
        raise CorridorError(
            f"An axis needs 2 to {MOST_POINTS} different points, each with two numbers.",
            f"Trục cần từ 2 đến {MOST_POINTS} điểm khác nhau, mỗi điểm có hai toạ độ.",
        )
    placed = transform_xy(xy, crs, seen.province.crs, seen.province.datum_operation)
    line = chained([shapely.LineString(placed)])
    _require_here(line, seen)
    return Axis(
        id="drawn",
        name_vi=name or "Tuyến tự vẽ",
        name_en=name or "Drawn line",
        line=line,
        source_vi="Người dùng vẽ",
        source_en="Drawn by a person",
    )


def imported_axis(opened: Opened, answers: Answers, seen: Seen, as_of: date) -> Axis | tuple[Question, ...]:
    """
    Return the axis of all lines of a file, or what has to be asked first: the coordinate system above all.

    The file is opened by `layers.intake.importing.open_file`, as for an import; nothing of it is
    kept. Rows that cannot be used stand in the notes of the axis.

    Raises
    ------
    CorridorError
        If the file holds no line, or lies outside the province.
    RanhError
        As an import of the file.
    """
    asked = answers.model_copy(update={"geometry": "line", "closed_as_area": False, "accept_gap": True})
    declared = Declaration(name=FILE_LAYER)
    draft = draft_of(opened, asked, declared, seen.province, as_of, knows_restricted=False)
    if draft.questions:
        return draft.questions
    name = opened.incoming.name
    shapes = [] if draft.frame is None else list(draft.frame.geometry)
    lines = [shape for shape in shapes if shape is not None and shapely.get_dimensions(shape) == 1]
    if not lines:
        raise CorridorError(
            f"{name} holds no line: an axis needs lines.", f"{name} không có đường nào: trục cần đường."
        )
    line = chained(lines)
    _require_here(line, seen)
    issues = () if draft.account is None else draft.account.issues
    lost = [Note(kind="broken", en=one.en, vi=one.vi) for one in issues if one.blocks]
    return Axis(
        id=f"file:{name}",
        name_vi=name,
        name_en=name,
        line=line,
        source_vi=f"Tệp {name} (SHA-256 {opened.incoming.sha256})",
        source_en=f"File {name} (SHA-256 {opened.incoming.sha256})",
        notes=(*lost, *breaks_of(line)),
    )


def _require_here(line: Chainage, seen: Seen) -> None:
    if not shapely.intersects(line.shape, shapely.box(*seen.province.bounds_m)):
        raise CorridorError(
            "The line lies nowhere in the province: check its coordinate system.",
            "Tuyến không nằm trong tỉnh: hãy kiểm tra hệ toạ độ.",
        )
