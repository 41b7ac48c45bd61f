"""
Twenty control points of VN-2000, asked before anything is placed.

PROJ can be without its data, or set to take other grids and operations than the pinned ones;
every place would then be wrong by up to hundreds of metres, with no error. The figures below
were not computed by PROJ: `tests/geo/test_control_points.py` computes them again from the
printed formulas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj

from geo.crs import DISPLAY_CRS, VN2000_TO_WGS84, transform_xy
from geo.errors import CRSError

if TYPE_CHECKING:
    from geo.types import FloatArray

MOST_M = 0.001
"""What a computed point may be off."""

MOST_DEG = 1e-8
"""The same in degrees: 1.1 mm."""

CONTROL_POINTS: tuple[tuple[int, float, float, float, float, float, float], ...] = (
    (3405, 104.15, 22.05, 412095.3424, 2438713.0646, 104.1500000095, 22.0499999951),
    (3406, 108.95, 12.25, 276809.3259, 1355160.7845, 108.9499999993, 12.2500000004),
    (5896, 102.45, 22.3, 546168.7724, 2466946.0702, 102.4500000113, 22.2999999944),
    (5897, 105.85, 21.03, 588154.4766, 2326509.0539, 105.8500000073, 21.0299999961),
    (5898, 108.8, 15.12, 585791.0051, 1672370.1013, 108.8000000010, 15.1199999994),
    (5899, 107.1, 20.95, 432207.5536, 2317557.9041, 107.1000000061, 20.9499999967),
    (9205, 103.4585, 22.3964, 547012.1654, 2477623.9813, 103.4585000104, 22.3963999948),
    (9206, 103.9, 21.33, 489431.0168, 2359488.2223, 103.9000000093, 21.3299999952),
    (9207, 104.8, 8.65, 532819.4515, 956569.0329, 104.8000000012, 8.6499999993),
    (9208, 104.3, 22.72, 453578.8338, 2513455.4230, 104.3000000098, 22.7199999950),
    (9209, 105.3, 23.35, 479355.0671, 2583162.1729, 105.3000000092, 23.3499999953),
    (9210, 106.7, 10.78, 603697.7625, 1192284.9097, 106.7000000006, 10.7799999997),
    (9211, 106.6, 17.47, 563528.8960, 1932340.5979, 106.6000000045, 17.4699999975),
    (9212, 107.05, 16.8, 585076.5395, 1858270.9915, 107.0500000036, 16.7999999980),
    (9213, 105.84, 22.15, 431729.3757, 2450422.4203, 105.8400000080, 22.1499999958),
    (9214, 107.58, 16.46, 561735.1823, 1820566.1293, 107.5800000029, 16.4599999983),
    (9215, 106.76, 21.85, 449158.0330, 2417140.5244, 106.7600000069, 21.8499999963),
    (9216, 108.0, 14.35, 553734.2703, 1587082.4691, 108.0000000014, 14.3499999992),
    (9217, 109.2, 12.24, 603164.2621, 1353794.0403, 109.1999999991, 12.2400000006),
    (9218, 108.05, 12.67, 450927.8921, 1401219.0133, 108.0500000004, 12.6699999998),
)
"""
EPSG code; longitude, latitude on WGS 84 in degrees; easting, northing on VN-2000 in metres; the way back.

The way back ends up to 1.2 mm from where the way there started: the operation is defined for points
at height 0, of either datum.
"""


def require_sound(operation: str = VN2000_TO_WGS84) -> None:
    """
    Raise unless PROJ puts all control points where they belong, there and back.

    Takes some 20 ms, once at the start of the program.

    Parameters
    ----------
    operation
        The datum operation to use; only that of VN-2000 in force has these figures.

    Raises
    ------
    CRSError
        If PROJ's data is missing, or one point is more than a millimetre off.

    Examples
    --------
    >>> require_sound()
    """
    try:
        worst = max(_off(code, values, operation) for code, *values in CONTROL_POINTS)
    except (CRSError, pyproj.exceptions.ProjError, pyproj.exceptions.DataDirError) as error:
        raise CRSError(
            "The coordinate library lacks its data, so that nothing can be placed: install the program anew"
            " (python3 run.py setup) and unset PROJ_DATA.",
            "Thư viện toạ độ thiếu dữ liệu nên không xác định được vị trí: hãy cài lại chương trình"
            " (python3 run.py setup) và bỏ biến PROJ_DATA.",
        ) from error
    if worst > 1:
        raise CRSError(
            f"The coordinate library puts control points of VN-2000 {worst * MOST_M:.3f} m off:"
            " unset PROJ_NETWORK, PROJ_DATA and PROJ_LIB, or install the program anew.",
            f"Thư viện toạ độ cho điểm kiểm tra VN-2000 lệch {worst * MOST_M:.3f} m:"
            " hãy bỏ các biến PROJ_NETWORK, PROJ_DATA, PROJ_LIB hoặc cài lại chương trình.",
        )


def _off(code: int, values: list[float], operation: str) -> float:
    """Return how many times what is allowed a point is off, the worse of there and back."""
    lon_lat, plane, again = np.array(values).reshape(3, 1, 2)
    there = transform_xy(lon_lat, DISPLAY_CRS, f"EPSG:{code}", operation)
    back = transform_xy(plane, f"EPSG:{code}", DISPLAY_CRS, operation)
    return max(_largest(there - plane) / MOST_M, _largest(back - again) / MOST_DEG)


def _largest(gap: FloatArray) -> float:
    return float(np.abs(gap).max())
