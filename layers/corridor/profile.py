"""What lies along an axis: one profile, made of what one person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import operation_name, parse_crs
from layers.corridor.consult import consult_of
from layers.corridor.errors import CorridorError
from layers.corridor.gathering import ORDERED, gather, joined
from layers.corridor.grid import Grid
from layers.corridor.model import Note, Profile

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from layers.corridor.model import Axis
    from layers.corridor.seen import Seen

WIDEST_M = 50_000.0
MOST_INTERVALS = 5000
STEP_M = 1000.0

NO_POPULATION = Note(
    kind="no_data",
    en="Population is not in the data.",
    vi="Dữ liệu không có số dân.",
)
BLANK = Note(
    kind="withheld",
    en="Restricted land is not shown here: what is left blank may be withheld. Ask the competent office.",
    vi="Không thể hiện đất quốc phòng, an ninh: phần để trống có thể là đất không công bố. Hãy xin ý kiến cơ"
    " quan có thẩm quyền.",
)


def profile(seen: Seen, axis: Axis, width_m: float, as_of: date, step_m: float = STEP_M) -> Profile:
    """
    Return what lies along an axis.

    Parameters
    ----------
    seen
        The province as the person may see it.
    width_m
        Of the band, half of it to either side; 0: the axis itself, whose lengths are told.
    step_m
        Length of an interval; the last one may be shorter.

    Raises
    ------
    CorridorError
        If the axis lies outside the province, the band is too wide or has too many intervals.
    GeometryError
        If the numbers are senseless, or the band cannot be divided.
    """
    province = seen.province
    _require_sensible(axis, width_m, step_m, province.bounds_m)
    grid = Grid.of(axis.line, width_m, step_m, seen.withheld().area)
    made = gather(seen, grid, as_of)
    frames: dict[str, pd.DataFrame] = {
        name: joined(getattr(made, name), columns, by) for name, (columns, by) in ORDERED.items()
    }
    consult = consult_of(seen, grid, made.uses, as_of)
    notes = [*axis.notes, *made.notes]
    if frames["units"]["population"].isna().all():
        notes.append(NO_POPULATION)
    if not seen.is_exact:
        notes.append(BLANK)
    return Profile(
        axis=axis,
        width_m=float(width_m),
        step_m=float(step_m),
        as_of=as_of,
        intervals=grid.frame(province.crs),
        consult=consult,
        gaps=tuple(made.gaps),
        is_cut=bool(shapely.intersects(grid.withheld, np.asarray(grid.reach, dtype=object)).any()),
        rules_told=True,
        basis=tuple({one.layer.id: one for one in (*axis.basis, *made.basis)}.values()),
        notes=tuple(dict.fromkeys(notes)),
        operation=operation_name(province.datum_operation),
        crs=f"{province.crs} {parse_crs(province.crs).name}",
        notice_vi=province.notice_vi,
        notice_en=province.notice_en,
        is_exact=seen.is_exact,
        **frames,
    )


def _require_sensible(
    axis: Axis, width_m: float, step_m: float, bounds_m: tuple[float, float, float, float]
) -> None:
    if not shapely.intersects(axis.line.shape, shapely.box(*bounds_m)):
        raise CorridorError(
            f"The axis {axis.name_en} lies nowhere in the province: check its coordinate system.",
            f"Trục {axis.name_vi} không nằm trong tỉnh: hãy kiểm tra hệ toạ độ.",
        )
    if width_m > WIDEST_M:
        raise CorridorError(
            f"A band of {width_m:g} m is too wide: at most {WIDEST_M:g} m.",
            f"Dải rộng {width_m:g} m là quá rộng: tối đa {WIDEST_M:g} m.",
        )
    if step_m > 0 and axis.line.length_m / step_m > MOST_INTERVALS:
        raise CorridorError(
            f"Intervals of {step_m:g} m are too many: take a step that gives at most {MOST_INTERVALS}.",
            f"Bước {step_m:g} m cho quá nhiều đoạn: hãy chọn bước để có tối đa {MOST_INTERVALS} đoạn.",
        )
