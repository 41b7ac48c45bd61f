"""The province of the measurement: parcels without gaps, each of 25 vertices, which the program opens."""

import pytest
import shapely

from bench.map_province import CODES, make_map_province
from layers.province import open_province
from layers.reader import read_layer


def test_parcels_leave_no_gap_and_can_be_read(tmp_path):
    frame = make_map_province(tmp_path / "province", 100)
    assert len(frame) == 100
    assert set(shapely.get_num_coordinates(frame.geometry)) == {25}
    whole = shapely.union_all(frame.geometry)
    assert len(shapely.get_parts(whole)) == 1
    assert shapely.get_num_interior_rings(whole) == 0
    assert whole.area == pytest.approx(frame.area.sum())
    province = open_province(tmp_path / "province")
    zones = read_layer(province.layer("landuse"), province).zones
    assert len(zones) == 100
    assert set(zones["code"]) <= set(CODES)
