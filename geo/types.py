"""Array types that the geometry modules share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GeometryArray = NDArray[np.object_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
