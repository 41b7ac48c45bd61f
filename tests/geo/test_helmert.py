"""A file's own shift: the official one in any form, and each slip by its name and size."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from geo.errors import CRSError
from geo.helmert import Helmert, pinned_helmert, read_helmert, shift_difference_m, sign_error

PRINTED = "-191.90441429,-39.30318279,-111.45032835,{}0.00928836,{}0.01975479,{}0.00427372,0.252906278"
CORNERS = np.array([[102.3, 21.7], [104.0, 21.7], [104.0, 22.8], [102.3, 22.8]])


def of_file(shift: str) -> Helmert:
    crs = pyproj.CRS(f"+proj=tmerc +lon_0=103 +k=0.9999 +x_0=500000 +ellps=WGS84 +towgs84={shift} +type=crs")
    found = read_helmert(crs.coordinate_operation)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("shift", "slip", "metres"),
    [
        (PRINTED.format("", "-", ""), "", 0.0),
        (PRINTED.format("-", "", "-"), "rotations", 0.79),
        ("-191.90441429,-39.30318279,-111.45032835", "translations only", 0.40),
        (
            "191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278",
            "dX",
            374.8,
        ),
        ("0,0,0", "none", 222.8),
        (
            "191.90441429,39.30318279,111.45032835,-0.00928836,0.01975479,-0.00427372,-0.252906278",
            "all",
            445.5,
        ),
        ("-192.873,-39.382,-111.202,-0.00205,-0.0005,0.00335,0.0188", "", 0.69),
        ("-191.904,-39.303,-111.450,0.0093,-0.0198,0.0043,0.2529", "", 0.0),
    ],
)
def test_each_slip_has_its_name_and_its_size(shift: str, slip: str, metres: float) -> None:
    given, pinned = of_file(shift), pinned_helmert()
    assert pinned is not None
    off = shift_difference_m(given, CORNERS)
    assert off == pytest.approx(metres, rel=0.03, abs=0.003)
    assert (sign_error(given, pinned, CORNERS) if off > 0.01 else "") == slip


def test_agreement_with_proj_to_a_tenth_of_a_millimetre() -> None:
    pinned = pinned_helmert("EPSG:5194")
    assert pinned is not None
    assert shift_difference_m(pinned, CORNERS, "EPSG:5194") < 0.0001


def test_an_operation_of_another_kind_or_unknown_is_told() -> None:
    grid = read_helmert(pyproj.CRS("EPSG:9205").coordinate_operation)
    assert grid is None
    with pytest.raises(CRSError, match="not known"):
        pinned_helmert("EPSG:999999")
